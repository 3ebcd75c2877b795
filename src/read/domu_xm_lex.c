/*
 * domu_xm_lex.c - the tokens of Python 2, with its rules for indentation and continued lines.
 *
 * Decodes no strings and no numbers; knows no grammar.
 */
#include <ctype.h>

#include "domu_xm.h"

enum { TAB = 8 }; /* Python 2 counts a tab to the next multiple of eight, whatever the editor shows */

#define TEXT_ROW(literal)                      \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}

static const struct text keywords[] = {
	TEXT_ROW("and"),      TEXT_ROW("as"),     TEXT_ROW("assert"),  TEXT_ROW("break"), TEXT_ROW("class"),
	TEXT_ROW("continue"), TEXT_ROW("def"),    TEXT_ROW("del"),     TEXT_ROW("elif"),  TEXT_ROW("else"),
	TEXT_ROW("except"),   TEXT_ROW("exec"),   TEXT_ROW("finally"), TEXT_ROW("for"),   TEXT_ROW("from"),
	TEXT_ROW("global"),   TEXT_ROW("if"),     TEXT_ROW("import"),  TEXT_ROW("in"),    TEXT_ROW("is"),
	TEXT_ROW("lambda"),   TEXT_ROW("not"),    TEXT_ROW("or"),      TEXT_ROW("pass"),  TEXT_ROW("print"),
	TEXT_ROW("raise"),    TEXT_ROW("return"), TEXT_ROW("try"),     TEXT_ROW("while"), TEXT_ROW("with"),
	TEXT_ROW("yield"),
};

enum { KEYWORD_MAX = 8 };

static inline char byte_at(const struct xm *m, size_t at)
{
	return at < m->r->text.n ? m->r->text.s[at] : '\0';
}

static bool is_name_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* 1 or 2 where a line ends, as Python's universal newlines have it; 0 elsewhere. */
static inline size_t newline_length(const struct xm *m, size_t at)
{
	char c = byte_at(m, at);

	if (at >= m->r->text.n || (c != '\n' && c != '\r'))
		return 0;
	return c == '\r' && byte_at(m, at + 1) == '\n' ? 2 : 1;
}

size_t xm_line_end(const struct xm *m, size_t at)
{
	while (at < m->r->text.n && m->r->text.s[at] != '\n' && m->r->text.s[at] != '\r')
		at++;
	return at;
}

struct span xm_token_span(const struct xm *m)
{
	return reader_span(m->r, m->token.begin, m->token.end);
}

struct span xm_span(const struct xm *m, size_t begin)
{
	return reader_span(m->r, begin, m->last > begin ? m->last : begin);
}

bool xm_is(const struct xm *m, unsigned op)
{
	return m->token.kind == XM_OPERATOR && m->token.code == op;
}

bool xm_is_keyword(const struct xm *m, enum xm_keyword keyword)
{
	return m->token.kind == XM_KEYWORD && m->token.code == keyword;
}

bool xm_take(struct xm *m, unsigned op)
{
	if (!xm_is(m, op))
		return false;
	xm_next(m);
	return true;
}

bool xm_take_keyword(struct xm *m, enum xm_keyword keyword)
{
	if (!xm_is_keyword(m, keyword))
		return false;
	xm_next(m);
	return true;
}

bool xm_name_then_equals(const struct xm *m)
{
	size_t at = m->at;

	while (byte_at(m, at) == ' ' || byte_at(m, at) == '\t')
		at++;
	return m->token.kind == XM_NAME && byte_at(m, at) == '=' && byte_at(m, at + 1) != '=';
}

static void take(struct xm *m, enum xm_kind kind, size_t end)
{
	m->token = (struct xm_token){ .kind = kind, .begin = (uint32_t)m->at, .end = (uint32_t)end };
	m->at = end;
}

/* Passes over empty lines and comments; the column at which the next line of code begins. */
static unsigned find_indentation(struct xm *m)
{
	unsigned column = 0;

	for (;; m->at++) {
		char c = byte_at(m, m->at);

		if (c == ' ') {
			column++;
		} else if (c == '\t') {
			column = (column / TAB + 1) * TAB;
		} else if (c == '\f') {
			column = 0;
		} else if (c == '#' || newline_length(m, m->at)) {
			m->at = xm_line_end(m, m->at);
			if (m->at >= m->r->text.n)
				return 0;
			m->at += newline_length(m, m->at) - 1;
			column = 0;
		} else {
			return m->at < m->r->text.n ? column : 0;
		}
	}
}

/* Sets `pending`; a dedent to no column that was there before is reported and read as the one below. */
static void begin_line(struct xm *m)
{
	size_t begin = m->at;
	unsigned column = find_indentation(m);

	m->line_start = false;
	while (begin < m->at && xm_line_end(m, begin) < m->at)
		begin = xm_line_end(m, begin) + newline_length(m, xm_line_end(m, begin));
	if (column > m->indents[m->n_indents - 1] && m->n_indents < XM_INDENTS_MAX) {
		m->indents[m->n_indents++] = column;
		m->pending = 1;
		return;
	}
	while (column < m->indents[m->n_indents - 1]) {
		m->n_indents--;
		m->pending--;
	}
	if (column > m->indents[m->n_indents - 1])
		finding_help(m->r->out,
		             reader_error(m->r, RULE_SYNTAX, reader_span(m->r, begin, m->at),
		                          "this line is indented as no line before it"),
		             "indent it as the line that it follows on");
}

/* Blanks, comments, continued lines, and inside brackets line ends. False when a backslash stands alone. */
static bool skip_blanks(struct xm *m)
{
	for (;;) {
		char c = byte_at(m, m->at);
		size_t newline;

		if (c == ' ' || c == '\t' || c == '\f') {
			m->at++;
		} else if (c == '#') {
			m->at = xm_line_end(m, m->at);
		} else if (c == '\\') {
			newline = newline_length(m, m->at + 1);
			if (!newline && m->at + 1 < m->r->text.n)
				return false;
			m->at += 1 + newline;
		} else if (m->brackets && (c == '\n' || c == '\r')) {
			m->at += newline_length(m, m->at);
		} else {
			return true;
		}
	}
}

/* The length of a prefix of a string (u, b, r, ur, br), when a quote follows. */
static size_t string_prefix(const struct xm *m)
{
	char first = (char)(byte_at(m, m->at) | 0x20);
	size_t n = first == 'u' || first == 'b';

	return n + ((byte_at(m, m->at + n) | 0x20) == 'r');
}

static void take_string(struct xm *m, size_t prefix)
{
	size_t begin = m->at, i = begin + prefix;
	char quote = byte_at(m, i);
	size_t length = byte_at(m, i + 1) == quote && byte_at(m, i + 2) == quote ? 3 : 1;
	bool escaped = false;
	char close[3] = { quote, quote, quote };
	struct finding *f;

	for (i += length; i < m->r->text.n; i++) {
		char c = m->r->text.s[i];

		if (c != quote && c != '\\' && c != '\n' && c != '\r')
			continue;
		if (c == quote && i + length <= m->r->text.n && memcmp(m->r->text.s + i, close, length) == 0) {
			take(m, XM_STRING, i + length);
			m->token.prefix = (uint8_t)prefix;
			m->token.quote = (uint8_t)length;
			m->token.escaped = escaped;
			return;
		}
		if (length == 1 && newline_length(m, i))
			break;
		escaped |= c == '\\' || c == '\r';
		if (c == '\\')
			i += newline_length(m, i + 1) == 2 ? 2 : 1;
	}
	take(m, XM_STRING, i < m->r->text.n ? i : m->r->text.n);
	if (length == 3)
		f = xm_syntax(m, reader_span(m->r, begin + prefix, begin + prefix + 3),
		              "this string in triple quotes is never closed");
	else
		f = xm_syntax(m, reader_span(m->r, begin, m->at), "the string is not closed on its line");
	finding_help(m->r->out, f, "add the closing %.*s", (int)length, close);
}

static size_t skip_digits(const struct xm *m, size_t at)
{
	while (isdigit((unsigned char)byte_at(m, at)))
		at++;
	return at;
}

/* As far as the digits go; what they mean is domu_xm_literal.c's. */
static void take_number(struct xm *m)
{
	size_t at = m->at, whole, exponent;
	char second = (char)(byte_at(m, at + 1) | 0x20);

	if (byte_at(m, at) == '0' && (second == 'x' || second == 'o' || second == 'b')) {
		for (at += 2; isxdigit((unsigned char)byte_at(m, at)); at++)
			;
		whole = at;
	} else {
		whole = at = skip_digits(m, at);
		if (byte_at(m, at) == '.')
			at = skip_digits(m, at + 1);
		exponent = at + 1 + (byte_at(m, at + 1) == '+' || byte_at(m, at + 1) == '-');
		if ((byte_at(m, at) | 0x20) == 'e' && isdigit((unsigned char)byte_at(m, exponent)))
			at = skip_digits(m, exponent);
		if ((byte_at(m, at) | 0x20) == 'j')
			at++;
	}
	if (at == whole && (byte_at(m, at) | 0x20) == 'l')
		at++;
	take(m, XM_NUMBER, at);
}

static void take_name(struct xm *m)
{
	size_t end = m->at;
	struct text name;

	while (is_name_byte(byte_at(m, end)))
		end++;
	name = reader_text(m->r, m->at, end);
	take(m, XM_NAME, end);
	for (unsigned i = 0; name.n <= KEYWORD_MAX && i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (keywords[i].s[0] == name.s[0] && text_same(name, keywords[i])) {
			m->token.kind = XM_KEYWORD;
			m->token.code = i;
		}
}

static void take_bad(struct xm *m)
{
	size_t at = m->at;

	take(m, XM_OPERATOR, at + 1);
	if (reader_report_odd(m->r, at)) {
		xm_break(m);
		return;
	}
	if (isprint((unsigned char)byte_at(m, at)))
		xm_syntax(m, xm_token_span(m), "\"%c\" has no meaning in Python here", byte_at(m, at));
	else
		xm_syntax(m, xm_token_span(m), "byte 0x%02x outside of a string",
		          (unsigned)(unsigned char)byte_at(m, at));
}

static void take_operator(struct xm *m)
{
	static const char doubles[] = "**//>><<<=>===!=<>+=-=*=/=%=&=|=^=", singles[] = "+-*/%&|^~<>()[]{},:.`=;@";
	unsigned char a = (unsigned char)byte_at(m, m->at), b = (unsigned char)byte_at(m, m->at + 1);
	unsigned code = 0;
	size_t length = 0;

	for (const char *d = doubles; *d && (b == '=' || b == '>' || a == b); d += 2)
		if ((char)a == d[0] && (char)b == d[1])
			length = 2;
	if (length && a == b && strchr("*/><", a) && byte_at(m, m->at + 2) == '=')
		length = 3;
	if (!length && a && strchr(singles, a))
		length = 1;
	if (!length) {
		take_bad(m);
		return;
	}
	for (size_t i = 0; i < length; i++)
		code = code << 8 | (unsigned char)byte_at(m, m->at + i);
	take(m, XM_OPERATOR, m->at + length);
	m->token.code = code;
	if (strchr("([{", a))
		m->brackets++;
	else if (strchr(")]}", a))
		m->brackets -= m->brackets > 0;
}

/* At the end of the text: the line ends, then the blocks, then the file. */
static void take_end(struct xm *m)
{
	if (m->token.kind != XM_NEWLINE && m->token.kind != XM_DEDENT && m->token.kind != XM_END && !m->brackets) {
		take(m, XM_NEWLINE, m->at);
		m->line_start = true;
	} else {
		take(m, XM_END, m->at);
	}
}

/* Is the token one that xl's grammar knows? Names are: what they stand for, xm_lookup tells. */
static bool is_plain(const struct xm *m)
{
	const struct xm_token *t = &m->token;

	switch (t->kind) {
	case XM_KEYWORD:
		return false;
	case XM_STRING:
		return !t->prefix && t->quote == 1;
	case XM_NUMBER:
		for (size_t i = t->begin; i < t->end; i++)
			if (!isxdigit((unsigned char)m->r->text.s[i]) && (m->r->text.s[i] | 0x20) != 'x')
				return false;
		return true;
	case XM_OPERATOR:
		return (t->code == XM_OP1(',') && m->brackets) || t->code == XM_OP1('[') || t->code == XM_OP1(']') ||
		       t->code == XM_OP1('=') || t->code == XM_OP1(';') || t->code == XM_OP2('+', '=');
	default:
		return true;
	}
}

void xm_next(struct xm *m)
{
	size_t prefix;
	char c;

	if (m->broken)
		return;
	m->last = m->token.end;
	if (m->line_start && !m->brackets && !m->pending)
		begin_line(m);
	if (m->pending) {
		take(m, m->pending > 0 ? XM_INDENT : XM_DEDENT, m->at);
		m->pending -= m->pending > 0 ? 1 : -1;
		return;
	}
	if (!skip_blanks(m)) {
		take(m, XM_OPERATOR, m->at + 1);
		xm_syntax(m, xm_token_span(m), "a backslash that is not the last character of its line");
		return;
	}
	c = byte_at(m, m->at);
	prefix = string_prefix(m);
	if (m->at >= m->r->text.n) {
		take_end(m);
	} else if (newline_length(m, m->at)) {
		take(m, XM_NEWLINE, m->at + newline_length(m, m->at));
		m->line_start = true;
	} else if (byte_at(m, m->at + prefix) == '"' || byte_at(m, m->at + prefix) == '\'') {
		take_string(m, prefix);
	} else if (isdigit((unsigned char)c) || (c == '.' && isdigit((unsigned char)byte_at(m, m->at + 1)))) {
		take_number(m);
	} else if (isalpha((unsigned char)c) || c == '_') {
		take_name(m);
	} else {
		take_operator(m);
	}
	if (!is_plain(m))
		xm_note_python(m, xm_token_span(m));
}
