/*
 * sxp_token.c - atoms and strings of S-expressions, and what is neither.
 *
 * Decodes as state_string, state_escape, state_octal, state_hex and
 * state_atom of xend/sxp.py (3.2.0-rc6) do, whatever they do.
 */
#include <errno.h>
#include "bytes.h"
#include "sxp_reader.h"

bool sxp_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool sxp_ends_atom(const struct sxp_reader *r, char c)
{
	if (c == '!')
		return r->splits_at_exclamation;
	return sxp_is_blank(c) || (c && strchr("{}()<>[];#", c));
}

bool sxp_line_opens(const struct sxp_reader *r, size_t at)
{
	enum { KEY_MAX = 64 };
	size_t n = 0;

	if (at == 0 || r->text.s[at] != '(' || r->text.s[at - 1] != '\n')
		return false;
	for (at++; n < KEY_MAX && at + n < r->text.n && !sxp_ends_atom(r, r->text.s[at + n]);)
		n++;
	return key_find(KEYS_HOST_OPTION, (struct text){ r->text.s + at, n });
}

void sxp_read_atom(struct sxp_reader *r)
{
	size_t begin = r->at++;
	struct sxp_node *node;

	while (r->at < r->text.n && !sxp_ends_atom(r, r->text.s[r->at]))
		r->at++;
	node = sxp_add(r, SXP_ATOM, begin, r->at);
	if (!node)
		return;
	node->text = (struct text){ r->text.s + begin, r->at - begin };
	node->text_at = (uint32_t)begin;
	node->verbatim = true;
}

/* Behind "\x": two digits, of which the letters count from 0. */
static size_t decode_hex(struct sxp_reader *r, size_t at, size_t end, char *ret)
{
	unsigned value = 0;
	bool letters = false;
	size_t begin = at - 2;

	for (int i = 0; i < 2; i++, at++) {
		char c = at < end ? r->text.s[at] : 0;

		if (c >= '0' && c <= '9')
			value = value * 16 + (unsigned)(c - '0');
		else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
			value = value * 16 + (unsigned)((c | 0x20) - 'a'), letters = true;
		else {
			sxp_error(r, begin, at, "\\x without two hexadecimal digits: xend fails on it");
			break;
		}
	}
	if (letters)
		finding_help(
			r->out,
			sxp_warning(r, begin, at, "xend reads the letters of this escape as 0 to 5, not as 10 to 15"),
			"write it with three octal digits");
	*ret = (char)value;
	return at;
}

static size_t decode_octal(struct sxp_reader *r, size_t at, size_t end, char *ret)
{
	unsigned value = 0;
	size_t begin = at - 1;

	for (int i = 0; i < 3 && at < end && r->text.s[at] >= '0' && r->text.s[at] <= '7'; i++, at++)
		value = value * 8 + (unsigned)(r->text.s[at] - '0');
	if (value > 0xff)
		sxp_error(r, begin, at, "the escape %.*s is beyond 255", (int)(at - begin), r->text.s + begin);
	*ret = (char)value;
	return at;
}

/* Behind a backslash. Gives the byte that xend makes of the escape, and returns where it ends. */
static size_t decode_escape(struct sxp_reader *r, size_t at, size_t end, char *ret)
{
	static const char letters[] = "abtnvfr\\'\"", bytes[] = "\a\b\t\n\v\f\r\\'\"";
	char c = at < end ? r->text.s[at] : 0;
	const char *found = c ? strchr(letters, c) : NULL;
	struct finding *f;

	if (found) {
		*ret = bytes[found - letters];
		return at + 1;
	}
	if (c == 'x')
		return decode_hex(r, at + 1, end, ret);
	if (c >= '0' && c <= '7')
		return decode_octal(r, at, end, ret);
	*ret = '\\';
	if (at == end)
		return at;
	f = sxp_warning(r, at - 1, at + 1, "xend keeps this backslash and drops what follows it");
	finding_help(r->out, f, "write \\\\ for a backslash");
	/* The point of a regular expression; before another letter the backslash itself may be the mistake. */
	if (c == '.')
		finding_fix(r->out, f, span_make(r->file, at - 1, at), "\\\\");
	return at + 1;
}

static void decode(struct sxp_reader *r, struct sxp_node *node, size_t begin, size_t end)
{
	char *s = arena_alloc(r->arena, end - begin + 1);
	size_t n = 0;

	if (!s) {
		r->error = -ENOMEM;
		return;
	}
	while (begin < end) {
		s[n] = r->text.s[begin++];
		if (s[n] == '\\')
			begin = decode_escape(r, begin, end, &s[n]);
		n++;
	}
	node->text = (struct text){ s, n };
}

static void add_string(struct sxp_reader *r, size_t begin, size_t end, size_t after, bool whole)
{
	struct sxp_node *node = sxp_add(r, SXP_STRING, begin - 1, after);
	struct text raw = { r->text.s + begin, end - begin };

	r->at = after;
	if (!node)
		return;
	node->whole = whole;
	node->text_at = (uint32_t)begin;
	if (text_has(raw, '\\')) {
		decode(r, node, begin, end);
		return;
	}
	node->verbatim = true;
	node->text = raw;
}

/* Where the line of `at` ends, without its carriage return. */
static size_t line_end(const struct sxp_reader *r, size_t at)
{
	const char *end = memchr(r->text.s + at, '\n', r->text.n - at);
	size_t n = end ? (size_t)(end - r->text.s) : r->text.n;

	return n > at && r->text.s[n - 1] == '\r' ? n - 1 : n;
}

/*
 * A quote that is never closed swallows the rest of the file; here its string ends with the line, and so do the
 * lists around it.
 */
static void report_unclosed(struct sxp_reader *r, size_t begin)
{
	size_t end = line_end(r, begin);

	sxp_error(r, begin, begin + 1, "a string begins here and has no end");
	r->forgiven = r->depth > 0;
	add_string(r, begin + 1, end, end, false);
}

void sxp_read_string(struct sxp_reader *r)
{
	size_t begin = r->at, at = begin + 1, swallowed = 0;
	char quote = r->text.s[begin];

	for (; at < r->text.n && r->text.s[at] != quote; at++) {
		if (r->text.s[at] == '\\')
			at++;
		else if (!swallowed && sxp_line_opens(r, at))
			swallowed = at;
		if (swallowed && r->unclosed)
			break;
	}
	if (at >= r->text.n || r->text.s[at] != quote) {
		report_unclosed(r, begin);
		return;
	}
	if (swallowed)
		finding_label(r->out,
		              sxp_warning(r, begin, begin + 1,
		                          "this string goes on over the lines below: is a quote missing?"),
		              span_make(r->file, swallowed, line_end(r, swallowed)), "this line is inside the string");
	add_string(r, begin + 1, at, at + 1, true);
}

/* Is it one of the double ones? */
static bool is_double(struct text curly)
{
	return curly.n >= 3 && ((curly.s[2] >= '\x9c' && curly.s[2] <= '\x9f') || curly.s[2] == '\xb3');
}

/* The curly quote that closes the one at `open`, on its line and near; the end of the search when there is none. */
static size_t find_curly(const struct sxp_reader *r, size_t open, size_t begin, size_t *ret_length)
{
	enum { SEARCH_MAX = 1024 };
	bool wanted = is_double((struct text){ r->text.s + open, begin - open });

	*ret_length = 0;
	for (size_t i = begin; i < r->text.n && i - begin < SEARCH_MAX && r->text.s[i] != '\n'; i++) {
		struct text rest = { r->text.s + i, r->text.n - i };
		size_t length = bytes_curly_quote(rest);

		if (length && is_double((struct text){ rest.s, length }) == wanted) {
			*ret_length = length;
			return i;
		}
	}
	return begin;
}

/* Curly quotes around a string: reads it as if they were straight. */
static void read_curly(struct sxp_reader *r, size_t length)
{
	size_t begin = r->at, close_length, close = find_curly(r, begin, begin + length, &close_length);
	struct text inside;
	struct finding *f;

	inside = (struct text){ r->text.s + begin + length, close - begin - length };
	if (!close_length || text_has(inside, '\'') || text_has(inside, '\\')) {
		f = sxp_error(r, begin, begin + length, "a curly quote: xend refuses it");
		finding_help(r->out, f, "write straight quotes: ' or \"");
		r->at = begin + length;
		return;
	}
	f = sxp_error(r, begin, close + close_length, "curly quotes around \"%.*s\": xend refuses them",
	              TEXT_ARG(bytes_excerpt(inside)));
	finding_help(r->out, f, "write straight quotes: ' or \"");
	finding_fix(r->out, f, span_make(r->file, begin, close + close_length), "'%.*s'", TEXT_ARG(inside));
	add_string(r, begin + length, close, close + close_length, true);
}

void sxp_read_odd(struct sxp_reader *r)
{
	struct text rest = { r->text.s + r->at, r->text.n - r->at };
	size_t length = bytes_curly_quote(rest), begin = r->at;
	struct finding *f;

	if (length) {
		read_curly(r, length);
		return;
	}
	if (text_starts(rest, "\xc2\xa0")) {
		f = sxp_error(r, begin, begin + 2, "a no-break space, which looks like a blank and is none");
		finding_help(r->out, f, "write a blank");
		finding_fix(r->out, f, span_make(r->file, begin, begin + 2), " ");
		r->at += 2;
		return;
	}
	sxp_read_atom(r);
	if ((unsigned char)rest.s[0] >= 0x80 &&
	    text_utf8_length((struct text){ rest.s, r->at - begin }) == r->at - begin)
		f = sxp_error(r, begin, r->at, "xend takes no word that begins with a character beyond ASCII");
	else
		f = sxp_error(r, begin, begin + 1, "byte 0x%02x where a word or a list may begin: xend refuses it",
		              (unsigned)(unsigned char)rest.s[0]);
	finding_help(r->out, f, "write it between quotes");
}
