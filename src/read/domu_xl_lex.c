/*
 * domu_xl_lex.c - tokens and strings exactly as libxlutil 4.17 has them (libxlu_cfg_l.l, libxlu_cfg.c).
 *
 * Reports what is wrong inside a string; everything else is the parser's.
 */
#include <ctype.h>
#include <errno.h>

#include "domu_xl.h"

enum { WORD_FIRST = 1, WORD = 2, NUMBER_FIRST = 4, NUMBER = 8 };

static const unsigned char classes[256] = {
	['a' ... 'f'] = WORD_FIRST | WORD | NUMBER,
	['g' ... 'w'] = WORD_FIRST | WORD,
	['x'] = WORD_FIRST | WORD | NUMBER,
	['y' ... 'z'] = WORD_FIRST | WORD,
	['0' ... '9'] = WORD | NUMBER_FIRST | NUMBER,
	['.'] = WORD,
	['_'] = WORD,
};

size_t xl_string_end(struct xl *x, size_t begin, bool *ret_escaped)
{
	struct text t = x->r->text;
	char quote = t.s[begin];
	size_t i = begin + 1;

	*ret_escaped = false;
	if (begin < x->unclosed[quote == '"'])
		return 0;
	while (i < t.n && t.s[i] != '\n' && t.s[i] != quote) {
		if (t.s[i] == '\\') {
			*ret_escaped = true;
			if (++i == t.n || t.s[i] == '\n')
				break;
		}
		i++;
	}
	if (i < t.n && t.s[i] == quote)
		return i;
	x->unclosed[quote == '"'] = i;
	return 0;
}

static size_t skip_class(struct text t, size_t at, int class)
{
	while (at < t.n && classes[(unsigned char)t.s[at]] & class)
		at++;
	return at;
}

static struct xl_token take(struct xl *x, enum xl_kind kind, size_t end)
{
	struct xl_token token = { kind, false, (uint32_t)x->at, (uint32_t)end };

	x->at = end;
	return token;
}

/*
 * A character that begins no token takes everything up to the next blank
 * with it. The last byte of the file is an exception: flex meets the end
 * before it says anything, and libxlutil accepts.
 */
static struct xl_token take_bad(struct xl *x)
{
	struct text t = x->r->text;
	size_t end = x->at + 1;

	if (end == t.n)
		return take(x, XL_END, end);
	while (end < t.n && !memchr(" \t\n\r", t.s[end], 4))
		end++;
	return take(x, XL_BAD, end);
}

static struct xl_token take_comment(struct xl *x)
{
	size_t end = reader_line_end(x->r, x->at);

	return end < x->r->text.n ? take(x, XL_NEWLINE, end + 1) : take_bad(x);
}

static struct xl_token take_string(struct xl *x)
{
	struct text t = x->r->text;
	bool escaped;
	size_t end = xl_string_end(x, x->at, &escaped);
	struct xl_token token;

	/* A NUL in a string makes libxlutil abort (an assertion in xlu__cfgl_dequote). */
	if (!end || (x->r->quiet && memchr(t.s + x->at, '\0', end - x->at)))
		return take_bad(x);
	token = take(x, XL_STRING, end + 1);
	token.escaped = escaped;
	return token;
}

/* Refused by libxlutil; passed over here, since one finding says it for the whole file. */
static bool skip_return(struct xl *x)
{
	if (x->r->text.s[x->at] != '\r' || x->at + 1 == x->r->text.n)
		return false;
	x->returns = true;
	x->at++;
	return true;
}

void xl_next(struct xl *x)
{
	struct text t = x->r->text;
	unsigned char c = 0;

	x->last = x->token.end;
	while (x->at < t.n) {
		c = (unsigned char)t.s[x->at];
		if (c == ' ' || c == '\t')
			x->at++;
		else if (c != '\r' || !skip_return(x))
			break;
	}
	if (x->at == t.n)
		x->token = take(x, XL_END, x->at);
	else if (classes[c] & WORD_FIRST)
		x->token = take(x, XL_WORD, skip_class(t, x->at, WORD));
	else if (classes[c] & NUMBER_FIRST)
		x->token = take(x, XL_NUMBER, skip_class(t, x->at, NUMBER));
	else if (c == '\n')
		x->token = take(x, XL_NEWLINE, x->at + 1);
	else if (c == '#')
		x->token = take_comment(x);
	else if (c == '"' || c == '\'')
		x->token = take_string(x);
	else if (c == '+' && x->at + 1 < t.n && t.s[x->at + 1] == '=')
		x->token = take(x, XL_APPEND, x->at + 2);
	else if (strchr(",[]=;", c) && c)
		x->token = take(x,
		                c == ',' ? XL_COMMA :
		                c == '[' ? XL_OPEN :
		                c == ']' ? XL_CLOSE :
		                c == '=' ? XL_ASSIGN :
		                           XL_SEMICOLON,
		                x->at + 1);
	else
		x->token = take_bad(x);
}

/* One escape behind its backslash. Returns how many bytes of it are passed over, 0 when it is refused. */
static size_t decode_escape(struct text rest, char **to)
{
	static const char letters[] = "abfnrtv", bytes[] = "\a\b\f\n\r\t\v";
	const char *letter = rest.s[0] ? strchr(letters, rest.s[0]) : NULL;
	size_t n = 1, digits;

	if (letter) {
		*(*to)++ = bytes[letter - letters];
		return 1;
	}
	if (strchr("\"'\\", rest.s[0]) && rest.s[0]) {
		*(*to)++ = rest.s[0];
		return 1;
	}
	/*
	 * Octal: strtoul, to base 10, reads the next three bytes, of which it
	 * must take two; the result is dropped. \x always fails there.
	 */
	if (rest.s[0] < '0' || rest.s[0] > '7')
		return 0;
	while (n < 4 && n < rest.n && strchr(" \t\v\f\r", rest.s[n]))
		n++;
	if (n < 4 && n < rest.n && (rest.s[n] == '+' || rest.s[n] == '-'))
		n++;
	for (digits = 0; n < 4 && n < rest.n && isdigit((unsigned char)rest.s[n]); digits++)
		n++;
	return digits && n >= 3 ? n : 0;
}

static void report_escape(struct xl *x, size_t at)
{
	char c = x->r->text.s[at + 1];
	struct finding *f;

	f = reader_error(x->r, RULE_SYNTAX, reader_span(x->r, at, at + 2), "xl knows no escape \\%c", c);
	if (c == 'x' || (c >= '0' && c <= '7'))
		finding_help(x->r->out, f, "write the character itself: xl reads no numbers after a backslash");
	else
		finding_help(x->r->out, f, "double the backslash, or leave it out");
}

int xl_dequote(struct xl *x, struct domu_value *v)
{
	struct text raw = reader_text(x->r, x->token.begin + 1, x->token.end - 1);
	char *s, *to;
	size_t i = 0;

	v->quoted = true;
	v->text_at = x->token.begin + 1;
	v->text = raw;
	v->verbatim = !x->token.escaped;
	if (v->verbatim)
		return 0;
	s = to = arena_alloc(x->r->arena, raw.n);
	if (!s)
		return x->r->error = -ENOMEM;
	while (i < raw.n) {
		size_t n = 0;

		if (raw.s[i] != '\\') {
			*to++ = raw.s[i++];
			continue;
		}
		n = decode_escape((struct text){ raw.s + i + 1, raw.n - i - 1 }, &to);
		if (n == 0) {
			report_escape(x, v->text_at + i);
			return -EINVAL;
		}
		if (n > 1)
			reader_remark(x->r, RULE_SYNTAX, SEVERITY_WARNING,
			              reader_span(x->r, v->text_at + i, v->text_at + i + 1 + n),
			              "xl drops numbers after a backslash");
		i += 1 + n;
	}
	v->text = (struct text){ s, (size_t)(to - s) };
	return 0;
}
