/*
 * netscript_command.c - the commands of a shell script, and what decides which of them run.
 *
 * if, case, loops, functions, groups, lists. It wants scripts that a shell
 * takes; of others it makes what it can. No recursion.
 */
#include <errno.h>
#include "netscript_reader.h"

static void end_command(struct netscript_reader *r)
{
	if (r->n_words)
		netscript_simple_command(r);
	r->n_words = 0;
	r->shell.broken = false;
}

static void end_list(struct netscript_reader *r)
{
	end_command(r);
	frame_begin_list(r);
}

/* Behind a case's "in" or a ";;": a pattern up to its ')', or esac. */
static void read_pattern(struct netscript_reader *r)
{
	struct shell *sh = &r->shell;
	struct frame *f = frame_top(r);
	struct shell_word word = { 0 };
	size_t begin;

	netscript_skip_space(r);
	if (netscript_peek(r, 0) == '(')
		sh->at++;
	shell_skip_blanks(sh);
	begin = sh->at;
	for (;;) {
		word = shell_read_word(sh);
		if (text_is(shell_raw(sh, word), "esac") && word.begin == begin) {
			frame_pop(r, FRAME_CASE);
			return;
		}
		shell_skip_blanks(sh);
		if (netscript_peek(r, 0) != '|')
			break;
		sh->at++;
		netscript_skip_space(r);
	}
	f->branch.at = span_make(sh->file, begin, word.end);
	f->branch.text = (struct text){ sh->text.s + begin, word.end - begin };
	if (netscript_peek(r, 0) == ')')
		sh->at++;
	else
		sh->unsure = true;
	frame_next_branch(r, f);
}

static void read_case(struct netscript_reader *r)
{
	struct shell *sh = &r->shell;
	struct text subject;
	struct shell_word word;

	netscript_skip_space(r);
	subject = shell_raw(sh, shell_read_word(sh));
	netscript_skip_space(r);
	word = shell_read_word(sh);
	if (!text_is(shell_raw(sh, word), "in") || r->depth == NETSCRIPT_NESTING_MAX) {
		sh->unsure = true;
		return;
	}
	frame_push(r, FRAME_CASE, true);
	frame_top(r)->on_command = netscript_mentions_command(r, subject);
	frame_top(r)->outer_decided = r->decided;
	netscript_look(r, frame_top(r)->on_command);
	read_pattern(r);
}

/* "(( … ))": at its first parenthesis. */
static void read_arithmetic(struct netscript_reader *r)
{
	struct shell *sh = &r->shell;

	shell_report_bash(sh, sh->at, sh->at + 2, "(( ))");
	sh->at = shell_skip_bracket(sh, sh->at, true);
}

/* "[[ … ]]": behind the opening. Its operators are no operators of the shell. */
static void read_test(struct netscript_reader *r, struct shell_word opening)
{
	struct shell *sh = &r->shell;

	shell_report_bash(sh, opening.begin, opening.end, "[[ ]]");
	for (;;) {
		struct shell_word word;

		shell_skip_blanks(sh);
		if (sh->at == sh->text.n)
			return;
		if (netscript_peek(r, 0) == '#' || !shell_ends_word(netscript_peek(r, 0))) {
			word = shell_read_word(sh);
			if (text_is(shell_raw(sh, word), "]]"))
				return;
			netscript_look(r, netscript_mentions_command(r, shell_raw(sh, word)));
		} else {
			sh->at++;
		}
	}
}

/* A function begins: its name is the word, "()" may follow, and its body is what comes next. */
static void begin_function(struct netscript_reader *r, struct shell_word name)
{
	shell_skip_blanks(&r->shell);
	if (netscript_peek(r, 0) == '(') {
		r->shell.at++;
		shell_skip_blanks(&r->shell);
		if (netscript_peek(r, 0) == ')')
			r->shell.at++;
	}
	r->function_next = true;
	r->has_own = r->has_own || text_is(shell_raw(&r->shell, name), "network_bridge");
	r->n_words = 0;
	netscript_skip_space(r);
}

static void read_function(struct netscript_reader *r, struct shell_word keyword)
{
	shell_report_bash(&r->shell, keyword.begin, keyword.end, "the word function");
	shell_skip_blanks(&r->shell);
	begin_function(r, shell_read_word(&r->shell));
}

static void add_word(struct netscript_reader *r, struct shell_word word)
{
	if (r->n_words == r->words_room) {
		size_t room = r->words_room ? r->words_room * 2 : 16;
		struct shell_word *words = arena_array(r->shell.arena, room, sizeof(*words));

		if (!words) {
			r->shell.error = -ENOMEM;
			return;
		}
		if (r->n_words)
			memcpy(words, r->words, r->n_words * sizeof(*words));
		r->words = words;
		r->words_room = room;
	}
	r->words[r->n_words++] = word;
}

static void begin_loop(struct netscript_reader *r, struct shell_word keyword, bool has_variable)
{
	frame_push(r, FRAME_LOOP, true);
	if (!has_variable)
		return;
	shell_skip_blanks(&r->shell);
	if (netscript_peek(r, 0) == '(' && netscript_peek(r, 1) == '(')
		read_arithmetic(r);
	else
		add_word(r, keyword); /* the words up to the line's end are looked at as a command */
}

/* Handles a word that has a meaning at the beginning of a command; false when it has none. */
static bool read_keyword(struct netscript_reader *r, struct shell_word word)
{
	struct text t = shell_raw(&r->shell, word);

	if (text_is(t, "if"))
		frame_push(r, FRAME_IF, false);
	else if (text_is(t, "then") || text_is(t, "elif") || text_is(t, "else")) {
		if (frame_top(r) && frame_top(r)->kind == FRAME_IF)
			frame_next_branch(r, frame_top(r));
	} else if (text_is(t, "fi"))
		frame_pop(r, FRAME_IF);
	else if (text_is(t, "for") || text_is(t, "select"))
		begin_loop(r, word, true);
	else if (text_is(t, "while") || text_is(t, "until"))
		begin_loop(r, word, false);
	else if (text_is(t, "done"))
		frame_pop(r, FRAME_LOOP);
	else if (text_is(t, "case"))
		read_case(r);
	else if (text_is(t, "esac"))
		frame_pop(r, FRAME_CASE);
	else if (text_is(t, "{"))
		frame_push(r, FRAME_BRACE, false);
	else if (text_is(t, "}"))
		frame_pop(r, FRAME_BRACE);
	else if (text_is(t, "[["))
		read_test(r, word);
	else if (text_is(t, "function"))
		read_function(r, word);
	else
		return text_is(t, "!") || text_is(t, "do") || text_is(t, "time");
	return true;
}

static void read_word(struct netscript_reader *r)
{
	struct shell *sh = &r->shell;
	struct shell_word word = shell_read_word(sh);
	struct text raw = shell_raw(sh, word);
	size_t digits = 0;

	while (digits < raw.n && raw.s[digits] >= '0' && raw.s[digits] <= '9')
		digits++;
	/* The number of what is redirected. */
	if (digits == raw.n && (netscript_peek(r, 0) == '<' || netscript_peek(r, 0) == '>'))
		return;
	if (r->n_words || !read_keyword(r, word))
		add_word(r, word);
}

static void read_parenthesis(struct netscript_reader *r)
{
	struct shell *sh = &r->shell;

	if (netscript_peek(r, 0) == ')') {
		end_list(r);
		frame_pop(r, FRAME_PAREN);
		sh->at++;
	} else if (r->n_words == 1) {
		begin_function(r, r->words[0]);
	} else if (netscript_peek(r, 1) == '(') {
		read_arithmetic(r);
	} else {
		frame_push(r, FRAME_PAREN, false);
		sh->at++;
	}
}

/* At ; & or |. */
static void read_operator(struct netscript_reader *r)
{
	struct shell *sh = &r->shell;
	char c = netscript_peek(r, 0), next = netscript_peek(r, 1);
	size_t begin = sh->at;

	if (c == '&' && next == '>') {
		netscript_read_redirection(r);
		return;
	}
	sh->at += c == next || (c == ';' && next == '&') || (c == '|' && next == '&') ? 2 : 1;
	if (c == ';' && sh->at - begin == 2) {
		if (next == '&' || netscript_peek(r, 0) == '&')
			shell_report_bash(sh, begin, sh->at, "falling through to the next pattern");
		sh->at += next == ';' && netscript_peek(r, 0) == '&';
		end_list(r);
		if (frame_top(r) && frame_top(r)->kind == FRAME_CASE && !r->too_deep)
			read_pattern(r);
	} else if (c == ';' || (c == '&' && next != '&')) {
		end_list(r);
	} else {
		if (c == '|' && next == '&')
			shell_report_bash(sh, begin, sh->at, "|&");
		end_command(r);
		if (c == '&')
			r->part = frame_branch(r, r->part, 0);
		else if (next == '|')
			r->part = frame_branch(r, r->way, r->list);
		netscript_skip_space(r);
	}
}

void netscript_parse(struct netscript_reader *r)
{
	struct shell *sh = &r->shell;

	frame_begin_list(r);
	while (!sh->error) {
		char c;

		shell_skip_blanks(sh);
		c = netscript_peek(r, 0);
		if (sh->at >= sh->text.n)
			break;
		if (c == '\n') {
			end_list(r);
			netscript_skip_newline(r);
		} else if (c == '#') {
			netscript_skip_comment(r);
		} else if (c == ';' || c == '&' || c == '|') {
			read_operator(r);
		} else if (c == '<' || c == '>') {
			netscript_read_redirection(r);
		} else if (c == '(' || c == ')') {
			read_parenthesis(r);
		} else {
			read_word(r);
		}
	}
	end_list(r);
}
