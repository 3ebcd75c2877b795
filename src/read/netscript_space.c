/*
 * netscript_space.c - what stands between the words of a script: blanks, comments, redirections, here-documents.
 *
 * Passes over all of it.
 */
#include "netscript_reader.h"

void netscript_skip_comment(struct netscript_reader *r)
{
	r->shell.at = shell_line_end(&r->shell, r->shell.at);
}

/* The bodies of the here-documents whose operators the line just read has. */
static void skip_heredocs(struct netscript_reader *r)
{
	struct shell *sh = &r->shell;

	for (unsigned i = 0; i < sh->n_heredocs; i++) {
		bool found = false;

		while (!found && sh->at < sh->text.n) {
			size_t begin = sh->at, end = shell_line_end(sh, begin);

			sh->at = end < sh->text.n ? end + 1 : end;
			while (sh->heredoc_tabs[i] && begin < end && sh->text.s[begin] == '\t')
				begin++;
			end -= end > begin && sh->text.s[end - 1] == '\r';
			found = text_same((struct text){ sh->text.s + begin, end - begin }, sh->heredocs[i].text);
		}
	}
	sh->n_heredocs = 0;
}

void netscript_skip_newline(struct netscript_reader *r)
{
	r->shell.at++;
	skip_heredocs(r);
}

/* Blanks, comments and line ends. */
void netscript_skip_space(struct netscript_reader *r)
{
	for (;;) {
		shell_skip_blanks(&r->shell);
		if (netscript_peek(r, 0) == '\n')
			netscript_skip_newline(r);
		else if (netscript_peek(r, 0) == '#')
			netscript_skip_comment(r);
		else
			return;
	}
}

static void read_heredoc(struct netscript_reader *r, bool tabs)
{
	struct shell *sh = &r->shell;
	struct shell_word word;

	shell_skip_blanks(sh);
	word = shell_read_word(sh);
	if (sh->n_heredocs == HEREDOCS_MAX) {
		sh->unsure = true;
		return;
	}
	sh->heredoc_tabs[sh->n_heredocs] = tabs;
	sh->heredocs[sh->n_heredocs++] = shell_decode(sh, word);
}

static size_t operator_length(struct netscript_reader *r)
{
	static const char *const operators[] = {
		"<<<", "<<-", "&>>", "<<", "<&", "<>", ">>", ">&", ">|", "&>", "<", ">"
	};
	struct text rest = { r->shell.text.s + r->shell.at, r->shell.text.n - r->shell.at };

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
		if (text_starts(rest, operators[i]))
			return strlen(operators[i]);
	return 1;
}

/* At < > or &>. The word behind it is no argument. */
void netscript_read_redirection(struct netscript_reader *r)
{
	struct shell *sh = &r->shell;
	size_t begin = sh->at, length = operator_length(r);
	struct text op = { sh->text.s + begin, length };

	if (length == 1 && netscript_peek(r, 1) == '(') {
		shell_report_bash(sh, begin, begin + 2, "a process in place of a file");
		sh->at = shell_skip_bracket(sh, begin + 1, false);
		return;
	}
	if (text_starts(op, "<<<") || text_starts(op, "&>"))
		shell_report_bash(sh, begin, begin + length, "this redirection");
	sh->at += length;
	if (text_is(op, "<<") || text_is(op, "<<-")) {
		read_heredoc(r, length == 3);
		return;
	}
	shell_skip_blanks(sh);
	/* As in "done < <(command)". */
	if ((netscript_peek(r, 0) == '<' || netscript_peek(r, 0) == '>') && netscript_peek(r, 1) == '(')
		netscript_read_redirection(r);
	else
		shell_read_word(sh);
}
