/*
 * netscript_read.c - the entry to the reader of network scripts: bytes, interpreter, two readings.
 *
 * The first reading only finds out whether something is never closed; the
 * second reports, and guesses only where there is something to guess.
 */
#include <errno.h>
#include "bytes.h"
#include "netscript_reader.h"

static struct text line_at(const struct shell *sh, size_t at)
{
	return (struct text){ sh->text.s + at, shell_line_end(sh, at) - at };
}

/* The "#!" that stands below blank lines and comments; the text's length when there is none. */
static size_t find_late_interpreter(const struct shell *sh)
{
	size_t at = 0;

	while (at < sh->text.n) {
		struct text line = line_at(sh, at), rest = line;

		while (rest.n && shell_is_blank(rest.s[0]))
			rest.s++, rest.n--;
		if (text_starts(rest, "#!"))
			return (size_t)(rest.s - sh->text.s);
		if (rest.n && rest.s[0] != '#')
			return sh->text.n;
		at += line.n + 1;
	}
	return sh->text.n;
}

/* Returns where "#!" stands after all; the text's length when it does not. */
static size_t report_no_interpreter(struct shell *sh)
{
	size_t at = find_late_interpreter(sh);
	struct finding *f;
	bool blank = true;

	if (at == sh->text.n) {
		f = shell_report(sh, RULE_NETSCRIPT_SHELL, SEVERITY_ERROR, span_make(sh->file, 0, line_at(sh, 0).n),
		                 "no #! on the first line: xend cannot start this script");
		finding_help(sh->out, f, "begin the script with #!/bin/bash");
		return at;
	}
	for (size_t i = 0; i < at && blank; i++)
		blank = shell_is_blank(sh->text.s[i]) || sh->text.s[i] == '\n';
	f = shell_report(sh, RULE_NETSCRIPT_SHELL, SEVERITY_ERROR, span_make(sh->file, at, at + line_at(sh, at).n),
	                 "#! counts only as the first two bytes of the file: xend cannot start this script");
	finding_help(sh->out, f, "move this line to the top");
	if (blank)
		finding_fix(sh->out, f, span_make(sh->file, 0, at), "%s", "");
	return at;
}

/* Takes a word off the front. */
static struct text take_word(struct text *rest)
{
	struct text word;

	*rest = text_trim(*rest);
	word = (struct text){ rest->s, 0 };
	while (word.n < rest->n && !shell_is_blank(rest->s[word.n]))
		word.n++;
	rest->s += word.n;
	rest->n -= word.n;
	return word;
}

static struct text interpreter_name(struct text rest)
{
	struct text path = take_word(&rest);
	const char *slash = path.n ? memrchr(path.s, '/', path.n) : NULL;
	struct text name = slash ? (struct text){ slash + 1, path.n - (size_t)(slash + 1 - path.s) } : path;

	return text_is(name, "env") ? take_word(&rest) : name;
}

/* Reads the first line, behind a byte order mark. False where it names no shell: the rest is in another language. */
static bool read_interpreter(struct shell *sh, size_t at, struct netscript *script)
{
	struct text line, name;

	if (!text_starts(line_at(sh, at), "#!"))
		at = report_no_interpreter(sh);
	if (at == sh->text.n)
		return true;
	line = line_at(sh, at);
	line.n -= line.s[line.n - 1] == '\r';
	script->interpreter.text = text_trim((struct text){ line.s + 2, line.n - 2 });
	script->interpreter.at = span_make(sh->file, at, at + line.n);
	name = interpreter_name(script->interpreter.text);
	script->posix = text_is(name, "sh") || text_is(name, "dash") || text_is(name, "ash");
	return script->posix || text_ends(name, "sh");
}

static int read_commands(const struct shell *prepared, struct netscript *script, bool probe, bool *unclosed)
{
	struct netscript_reader *r = arena_alloc(prepared->arena, sizeof(*r));

	if (!r)
		return -ENOMEM;
	r->shell = *prepared;
	r->shell.probe = probe;
	r->shell.unclosed = *unclosed;
	r->script = script;
	script->calls = NULL;
	script->n_calls = 0;
	netscript_parse(r);
	*unclosed = r->shell.n_unclosed > 0;
	if (!probe && cell_given(&script->interpreter))
		netscript_check_calls(r);
	return r->shell.error;
}

/* Does a line make a bridge without network-bridge, or read another script? */
static bool line_makes_more(struct text line)
{
	line = text_trim(line);
	if (text_starts(line, "#"))
		return false;
	return text_starts(line, ". ") || text_starts(line, "source ") || memmem(line.s, line.n, "addbr ", 6) ||
	       memmem(line.s, line.n, "type bridge", 11);
}

static bool makes_more(const struct netscript *script, struct text text)
{
	struct text line;

	/* What we have written makes its bridges itself, all of them by the calls that were read. */
	for (size_t i = 0; i < script->n_calls; i++)
		if (script->calls[i].callee == NETSCRIPT_OWN)
			return false;
	while (text_split(&text, '\n', &line))
		if (line_makes_more(line))
			return true;
	return false;
}

int netscript_read(struct arena *a, const struct sources *sources, uint32_t file, struct findings *out,
                   struct netscript **ret)
{
	const struct source *source = sources_get(sources, file);
	struct shell sh = { .arena = a, .out = out, .file = file };
	struct netscript *script = source ? arena_alloc(a, sizeof(*script)) : NULL;
	bool unclosed = false;
	size_t mark;
	int error;

	if (!script)
		return source ? -ENOMEM : -EINVAL;
	*ret = script;
	sh.text = source->text;
	if (bytes_report_nul(out, file, sh.text))
		return out->error;
	mark = bytes_report_mark(out, file, sh.text, "the kernel then finds no #! and does not start the script");
	if (!read_interpreter(&sh, mark, script))
		return out->error;
	bytes_report_returns(out, file, sh.text, SEVERITY_ERROR, ": the shell takes it for a letter");
	sh.posix = script->posix;
	sh.at = mark;
	error = read_commands(&sh, script, true, &unclosed);
	if (!error)
		error = read_commands(&sh, script, false, &unclosed);
	script->more = makes_more(script, sh.text);
	return error ? error : out->error;
}
