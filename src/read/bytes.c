/*
 * bytes.c - NUL, byte order marks, carriage returns and curly quotes; see bytes.h.
 *
 * Changes nothing: the fixes are offers.
 */
#include <errno.h>
#include <xencfg/fix.h>
#include "bytes.h"

bool bytes_report_nul(struct findings *out, uint32_t file, struct text t)
{
	const char *nul = t.n ? memchr(t.s, '\0', t.n) : NULL;
	size_t at = nul ? (size_t)(nul - t.s) : 0;

	if (nul)
		finding_add(out, RULE_UNREADABLE, span_make(file, at, at + 1), "a NUL byte: this is no text file");
	return nul;
}

size_t bytes_report_mark(struct findings *out, uint32_t file, struct text t, const char *why)
{
	struct span at = span_make(file, 0, 3);
	struct finding *f;

	if (!text_starts(t, "\xEF\xBB\xBF"))
		return 0;
	f = finding_add(out, RULE_LINE_ENDING, at, "a byte order mark: %s", why);
	finding_help(out, f, "save the file without it");
	finding_fix(out, f, at, "%s", "");
	return 3;
}

void bytes_report_returns(struct findings *out, uint32_t file, struct text t, enum severity severity, const char *why)
{
	const char *first = t.n ? memchr(t.s, '\r', t.n) : NULL;
	size_t at = first ? (size_t)(first - t.s) : 0, n = 0;
	struct finding *f;
	char *fixed;

	if (!first)
		return;
	for (size_t i = at; i + 1 < t.n; i++)
		n += t.s[i] == '\r' && t.s[i + 1] == '\n';
	if (n)
		f = finding_add(out, RULE_LINE_ENDING, span_make(file, at, at + 1),
		                "%zu line%s as on Windows, with a carriage return%s", n, n == 1 ? " ends" : "s end",
		                why);
	else
		f = finding_add(out, RULE_LINE_ENDING, span_make(file, at, at + 1), "a carriage return inside a line%s",
		                why);
	finding_severity(out, f, severity);
	finding_help(out, f, "save the file with Unix line endings");
	/* A fix is a string: it cannot hold what a file with NUL bytes holds. */
	if (!n || memchr(t.s, '\0', t.n))
		return;
	fixed = arena_string(out->arena, t);
	if (!fixed)
		out->error = -ENOMEM;
	else
		finding_fix(out, f, span_make(file, 0, t.n), "%.*s", (int)fix_line_endings(fixed, t.n), fixed);
}

size_t bytes_curly_quote(struct text t)
{
	/* U+2018 to U+201F, U+2032 and U+2033 (primes), U+00B4 (acute accent) */
	if (t.n >= 3 && t.s[0] == '\xe2' && t.s[1] == '\x80' &&
	    ((t.s[2] >= '\x98' && t.s[2] <= '\x9f') || t.s[2] == '\xb2' || t.s[2] == '\xb3'))
		return 3;
	return text_starts(t, "\xc2\xb4") ? 2 : 0;
}

struct text bytes_excerpt(struct text t)
{
	enum { EXCERPT_MAX = 60 };
	size_t n = 0;

	while (n < t.n && n < EXCERPT_MAX && (unsigned char)t.s[n] >= ' ')
		n++;
	while (n && n < t.n && ((unsigned char)t.s[n] & 0xc0) == 0x80)
		n--;
	return (struct text){ t.s, n };
}
