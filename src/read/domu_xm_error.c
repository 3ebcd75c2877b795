/*
 * domu_xm_error.c - what Python 2 would refuse: one report a statement, and where reading goes on.
 *
 * A syntax error breaks the parser until the next statement; a fault, what
 * would be raised at run time, waits for the end of its statement, since
 * `a if 0 else b` takes it back.
 */
#include <ctype.h>
#include <errno.h>

#include "domu_xm.h"

void xm_break(struct xm *m)
{
	m->broken = true;
	m->token.kind = XM_BROKEN;
	m->fault.message = NULL;
}

struct finding *xm_syntax(struct xm *m, struct span at, const char *format, ...)
{
	struct finding *f = NULL;
	const char *message;
	va_list ap;

	if (m->broken)
		return NULL;
	va_start(ap, format);
	message = arena_vprintf(m->r->arena, format, ap);
	va_end(ap);
	if (message)
		f = reader_error(m->r, RULE_SYNTAX, at, "%s", message);
	else
		m->r->error = -ENOMEM;
	xm_break(m);
	return f;
}

static char byte_at(const struct xm *m, size_t at)
{
	return at < m->r->text.n ? m->r->text.s[at] : '\0';
}

static size_t skip_blanks(const struct xm *m, size_t at)
{
	while (byte_at(m, at) == ' ' || byte_at(m, at) == '\t')
		at++;
	return at;
}

/* Does a name with = begin this line, indented no deeper than the statement? */
static bool begins_assignment(const struct xm *m, size_t line)
{
	size_t at = skip_blanks(m, line), depth = skip_blanks(m, m->line) - m->line;

	if (at - line > depth || !(isalpha((unsigned char)byte_at(m, at)) || byte_at(m, at) == '_'))
		return false;
	while (isalnum((unsigned char)byte_at(m, at)) || byte_at(m, at) == '_')
		at++;
	at = skip_blanks(m, at);
	return byte_at(m, at) == '=' && byte_at(m, at + 1) != '=';
}

static size_t line_begin(const struct xm *m, size_t at)
{
	while (at > m->line && byte_at(m, at - 1) != '\n' && byte_at(m, at - 1) != '\r')
		at--;
	return at;
}

/* An error inside brackets in a line that begins the next assignment: the bracket lacks its end. */
static bool open_bracket(struct xm *m)
{
	size_t line = line_begin(m, m->token.begin);
	struct finding *f;

	if (!m->brackets || (m->token.kind != XM_END && (line <= m->line || !begins_assignment(m, line))))
		return false;
	if (m->token.kind != XM_END)
		m->token.begin = (uint32_t)line;
	f = xm_syntax(m, reader_span(m->r, m->open, m->open + 1), "this %c is never closed", byte_at(m, m->open));
	if (m->token.begin < m->r->text.n)
		finding_label(m->r->out, f, reader_span(m->r, line, skip_blanks(m, line) + 1),
		              "here the next assignment begins");
	finding_help(m->r->out, f, "close it behind its last item");
	return true;
}

/* A word that lacks its quotes, like 256M or 10.0.0.1: the number before belongs to it. */
static bool unquoted_number(struct xm *m)
{
	size_t begin = m->last, end = m->last;
	struct finding *f;

	while (begin > m->line && (isalnum((unsigned char)byte_at(m, begin - 1)) || byte_at(m, begin - 1) == '.'))
		begin--;
	if (m->last != m->token.begin || !isdigit((unsigned char)byte_at(m, begin)) || xm_is(m, XM_OP1(',')))
		return false;
	while (byte_at(m, end) && !memchr(" \t\r\n,])}#'\"", byte_at(m, end), 11))
		end++;
	if (end == m->last)
		return false;
	f = xm_syntax(m, reader_span(m->r, begin, end), "the value %.*s is not quoted",
	              TEXT_ARG(reader_excerpt(m->r, begin, end)));
	finding_help(m->r->out, f, "write \"%.*s\"", TEXT_ARG(reader_excerpt(m->r, begin, end)));
	if (reader_lacks_quotes(m->r, begin, end))
		finding_fix(m->r->out, f, reader_span(m->r, begin, end), "\"%.*s\"",
		            TEXT_ARG(reader_text(m->r, begin, end)));
	return true;
}

void xm_expected(struct xm *m, const char *what)
{
	struct span at = xm_token_span(m);
	bool end = m->token.kind == XM_NEWLINE || m->token.kind == XM_END;
	char before = m->last ? byte_at(m, m->last - 1) : '\0';
	struct finding *f;

	if (m->broken || open_bracket(m) || unquoted_number(m))
		return;
	if (end) {
		f = xm_syntax(m, reader_span(m->r, m->last - (m->last > 0), m->last),
		              "the line ends where %s is expected", what);
		if (m->brackets)
			finding_help(m->r->out, f, "close the bracket");
		return;
	}
	if (m->last == at.begin && (before == '"' || before == '\'')) {
		f = xm_syntax(m, at, "the string ended before this");
		finding_help(m->r->out, f, "write \\%c inside a string, or put the other kind of quotes around it",
		             before);
		return;
	}
	if (m->token.kind == XM_INDENT || m->token.kind == XM_DEDENT)
		xm_syntax(m, at, "the indentation changes where %s is expected", what);
	else
		xm_syntax(m, at, "\"%.*s\" where %s is expected", TEXT_ARG(reader_excerpt(m->r, at.begin, at.end)),
		          what);
}

void xm_expect(struct xm *m, unsigned op, const char *what)
{
	if (!xm_take(m, op))
		xm_expected(m, what);
}

/*
 * Goes on behind the line of the mistake and behind the lines that belong to
 * it: those that are indented deeper or begin with a closing bracket.
 */
void xm_recover(struct xm *m)
{
	size_t at = m->token.begin, line = line_begin(m, at);
	unsigned depth = m->indents[m->n_indents - 1];

	m->broken = false;
	m->brackets = 0;
	m->line_start = true;
	if (line > m->line && begins_assignment(m, line)) {
		m->at = line;
		m->token.kind = XM_NEWLINE;
		xm_next(m);
		return;
	}
	for (at = xm_line_end(m, at); at < m->r->text.n; at = xm_line_end(m, at)) {
		size_t first;

		at += byte_at(m, at) == '\r' && byte_at(m, at + 1) == '\n' ? 2 : 1;
		first = skip_blanks(m, at);
		if (first - at <= depth && byte_at(m, first) && !memchr("\r\n#)]}", byte_at(m, first), 6))
			break;
	}
	m->at = at < m->r->text.n ? at : m->r->text.n;
	m->token.kind = XM_NEWLINE;
	xm_next(m);
}

void xm_fault(struct xm *m, struct span at, const char *help, const char *format, ...)
{
	va_list ap;

	if (m->mode != XM_LIVE || m->fault.message || m->broken)
		return;
	va_start(ap, format);
	m->fault = (struct xm_fault){ at, arena_vprintf(m->r->arena, format, ap), help };
	va_end(ap);
	if (!m->fault.message)
		m->r->error = -ENOMEM;
}

void xm_report_fault(struct xm *m)
{
	struct finding *f;

	if (!m->fault.message)
		return;
	f = reader_error(m->r, RULE_SYNTAX, m->fault.at, "%s", m->fault.message);
	if (m->fault.help)
		finding_help(m->r->out, f, "%s", m->fault.help);
	m->fault.message = NULL;
}
