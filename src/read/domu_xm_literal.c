/*
 * domu_xm_literal.c - what the strings and numbers of Python 2 mean.
 *
 * A single string without escapes stays where it is in the source; others
 * are decoded into the arena, where they never grow.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "domu_xm.h"

/* One string token being decoded. */
struct literal {
	struct text raw;
	bool unicode, verbatim_backslashes;
	bool unknown; /* \N{…}: no table of names here */
	char *to;
	size_t at;
};

static void put_character(struct literal *l, unsigned long c)
{
	if (c < 0x80) {
		*l->to++ = (char)c;
	} else if (c < 0x800) {
		*l->to++ = (char)(0xc0 | c >> 6);
		*l->to++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*l->to++ = (char)(0xe0 | c >> 12);
		*l->to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*l->to++ = (char)(0x80 | (c & 0x3f));
	} else {
		*l->to++ = (char)(0xf0 | c >> 18);
		*l->to++ = (char)(0x80 | (c >> 12 & 0x3f));
		*l->to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*l->to++ = (char)(0x80 | (c & 0x3f));
	}
}

static char byte_at(const struct literal *l, size_t at)
{
	return at < l->raw.n ? l->raw.s[at] : '\0';
}

/* The hexadecimal digits of \x, \u and \U: exactly `n`, or Python refuses the file. */
static bool put_hexadecimal(struct literal *l, size_t n)
{
	char digits[9] = "";
	unsigned long c;

	for (size_t i = 0; i < n; i++) {
		digits[i] = byte_at(l, l->at + 1 + i);
		if (!isxdigit((unsigned char)digits[i]))
			return false;
	}
	c = strtoul(digits, NULL, 16);
	l->at += 1 + n;
	if (l->unicode)
		put_character(l, c <= 0x10ffff ? c : 0xfffd);
	else
		*l->to++ = (char)c;
	return c <= 0x10ffff;
}

static void put_octal(struct literal *l)
{
	unsigned long c = 0;

	for (unsigned n = 0; n < 3 && byte_at(l, l->at) >= '0' && byte_at(l, l->at) <= '7'; n++)
		c = c * 8 + (unsigned long)(byte_at(l, l->at++) - '0');
	if (l->unicode)
		put_character(l, c);
	else
		*l->to++ = (char)c;
}

/* One escape, `at` behind its backslash. False where Python refuses it. */
static bool put_escape(struct literal *l)
{
	static const char letters[] = "abfnrtv\\'\"", bytes[] = "\a\b\f\n\r\t\v\\'\"";
	char c = byte_at(l, l->at);
	const char *letter = c ? strchr(letters, c) : NULL;

	if (c == 'x')
		return put_hexadecimal(l, 2);
	if (l->unicode && (c == 'u' || c == 'U'))
		return put_hexadecimal(l, c == 'u' ? 4 : 8);
	l->unknown |= l->unicode && c == 'N';
	if (c >= '0' && c <= '7') {
		put_octal(l);
	} else if (letter) {
		*l->to++ = bytes[letter - letters];
		l->at++;
	} else if (c == '\n' || c == '\r') {
		l->at += c == '\r' && byte_at(l, l->at + 1) == '\n' ? 2 : 1;
	} else {
		*l->to++ = '\\';
	}
	return true;
}

/* Where it fails `at` is behind the backslash of what Python refuses. */
static bool decode(struct literal *l)
{
	while (l->at < l->raw.n) {
		char c = byte_at(l, l->at++);

		if (c == '\r') {
			l->at += byte_at(l, l->at) == '\n';
			*l->to++ = '\n';
		} else if (c != '\\' || l->verbatim_backslashes) {
			*l->to++ = c;
		} else if (!put_escape(l)) {
			return false;
		}
	}
	return true;
}

static bool has_letter(struct text t, const char *letters)
{
	for (size_t i = 0; i < t.n; i++)
		if (strchr(letters, t.s[i]))
			return true;
	return false;
}

/* Decodes the token. False after a report. */
static bool read_literal(struct xm *m, struct domu_value *v)
{
	const struct xm_token *t = &m->token;
	size_t begin = t->begin + t->prefix + t->quote;
	struct text prefix = reader_text(m->r, t->begin, t->begin + t->prefix);
	struct literal l = { .raw = reader_text(m->r, begin, t->end - t->quote) };
	char *s;

	l.unicode = has_letter(prefix, "uU");
	l.verbatim_backslashes = has_letter(prefix, "rR");
	v->kind = l.unicode ? DOMU_UNICODE : DOMU_STRING;
	v->quoted = true;
	v->text_at = (uint32_t)begin;
	v->at = xm_token_span(m);
	v->text = l.raw;
	v->verbatim = !t->escaped || (l.verbatim_backslashes && !text_has(l.raw, '\r'));
	/* ur'' decodes \u and nothing else: too rare to be worth it. */
	l.unknown = l.unicode && l.verbatim_backslashes && t->escaped;
	if (!v->verbatim) {
		s = l.to = arena_alloc(m->r->arena, l.raw.n + 1);
		if (!s) {
			m->r->error = -ENOMEM;
			return false;
		}
		if (!decode(&l)) {
			xm_syntax(m, reader_span(m->r, begin + l.at - 1, begin + l.at + 1),
			          "Python refuses an escape \\%c without all of its hexadecimal digits",
			          byte_at(&l, l.at));
			return false;
		}
		v->text = (struct text){ s, (size_t)(l.to - s) };
	}
	if (l.unknown)
		xm_unknown(m, v, v->at);
	return true;
}

/* Adjacent strings, the first of which is in ret: one string. */
static void join(struct xm *m, struct domu_value *ret, const struct domu_value *parts, size_t n, size_t length)
{
	char *s = arena_alloc(m->r->arena, length + 1);
	enum domu_kind kind = DOMU_STRING;
	struct span at = xm_span(m, parts[0].at.begin);
	bool ascii = true;
	char *to = s;

	if (!s) {
		m->r->error = -ENOMEM;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (parts[i].text.n)
			memcpy(to, parts[i].text.s, parts[i].text.n);
		to += parts[i].text.n;
		if (parts[i].kind == DOMU_UNKNOWN || kind == DOMU_UNKNOWN)
			kind = DOMU_UNKNOWN;
		else if (parts[i].kind == DOMU_UNICODE)
			kind = DOMU_UNICODE;
		ascii = ascii && (parts[i].kind != DOMU_STRING || xm_is_ascii(parts[i].text));
	}
	/* Beside unicode, Python decodes strings as ASCII, or fails. */
	if (kind == DOMU_UNICODE && !ascii)
		kind = DOMU_UNKNOWN;
	*ret = (struct domu_value){ .kind = kind, .quoted = true, .at = at, .text = { s, length } };
	if (kind == DOMU_UNKNOWN)
		xm_unknown(m, ret, at);
}

void xm_string(struct xm *m, struct domu_value *ret)
{
	struct domu_value *parts = NULL, first;
	size_t n = 0, room = 0, length = 0;

	*ret = first = (struct domu_value){ .kind = DOMU_UNKNOWN };
	while (m->token.kind == XM_STRING) {
		struct domu_value part = { .kind = DOMU_UNKNOWN };

		if (!read_literal(m, &part))
			return;
		xm_next(m);
		if (n == 0)
			first = part;
		length += part.text.n;
		/* Most strings stand alone: no array for them. */
		if (n || m->token.kind == XM_STRING) {
			parts = reader_grow(m->r, parts, n, &room, sizeof(*parts));
			if (!parts)
				return;
			parts[n] = part;
		}
		n++;
	}
	*ret = first;
	if (n > 1)
		join(m, ret, parts, n, length);
}

static int digit_value(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* Digits to a base: 0, -EINVAL for a digit that is none, -ERANGE beyond 64 bits. */
static int read_digits(struct text t, int base, long long *ret)
{
	long long value = 0;

	if (t.n == 0)
		return -EINVAL;
	for (size_t i = 0; i < t.n; i++)
		if (digit_value(t.s[i]) >= base)
			return -EINVAL;
	for (size_t i = 0; i < t.n; i++) {
		if (value > (LLONG_MAX - digit_value(t.s[i])) / base)
			return -ERANGE;
		value = value * base + digit_value(t.s[i]);
	}
	*ret = value;
	return 0;
}

void xm_number(struct xm *m, struct domu_value *ret)
{
	struct text t = reader_text(m->r, m->token.begin, m->token.end), digits = t;
	bool wide = (t.s[t.n - 1] | 0x20) == 'l', prefixed = t.n > 1 && t.s[0] == '0' && isalpha((unsigned char)t.s[1]);
	int base = 10, r = 0;

	*ret = (struct domu_value){ .kind = wide ? DOMU_LONG : DOMU_INTEGER,
		                    .verbatim = true,
		                    .text = t,
		                    .text_at = m->token.begin,
		                    .at = xm_token_span(m) };
	digits.n -= wide;
	prefixed = prefixed && strchr("xob", t.s[1] | 0x20);
	if (prefixed) {
		base = (t.s[1] | 0x20) == 'x' ? 16 : (t.s[1] | 0x20) == 'o' ? 8 : 2;
		digits = (struct text){ t.s + 2, digits.n - 2 };
	} else if (has_letter(t, ".eEjJ")) {
		ret->kind = DOMU_REAL;
	} else if (t.s[0] == '0' && digits.n > 1) {
		base = 8;
	}
	if (ret->kind != DOMU_REAL)
		r = read_digits(digits, base, &ret->number);
	if (r == -EINVAL)
		finding_help(m->r->out,
		             xm_syntax(m, ret->at, "Python takes %.*s for a number to base %d, which it is not",
		                       TEXT_ARG(t), base),
		             "leave out the leading 0, or write \"%.*s\"", TEXT_ARG(t));
	xm_next(m);
	if (r == -ERANGE || has_letter(t, "jJ"))
		xm_unknown(m, ret, ret->at);
}
