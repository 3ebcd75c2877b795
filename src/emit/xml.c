/*
 * xml.c - names from anywhere as text of XML and HTML, and how wide they are.
 *
 * Whatever bytes come in, what goes out is well-formed UTF-8 that begins
 * no element, ends no attribute and turns no line around.
 */
#include <xencfg/report.h>
#include "xml.h"

enum { REPLACEMENT = 0xfffd };

/* Controls, marks of direction, and the two codes that XML has not. */
static bool is_allowed(unsigned code)
{
	return (code >= 0x20 || code == '\t') && !(code >= 0x7f && code < 0xa0) &&
	       !(code >= 0x200b && code <= 0x200f) && !(code >= 0x2028 && code <= 0x202e) &&
	       !(code >= 0x2060 && code <= 0x206f) && code != 0xfeff && (code & 0xfffe) != 0xfffe;
}

struct xml_character xml_character(struct text t)
{
	unsigned char first = (unsigned char)t.s[0];
	size_t bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	struct xml_character c = { REPLACEMENT, 1, 1 };

	if (bytes > t.n || text_utf8_length((struct text){ t.s, bytes }) != bytes)
		return c;
	c.bytes = bytes;
	c.code = bytes == 1 ? first : first & (0x7fu >> bytes);
	for (size_t i = 1; i < bytes; i++)
		c.code = c.code << 6 | ((unsigned char)t.s[i] & 0x3f);
	/* What messages do not show as it is, a picture does not either: it may be printed to a terminal, too. */
	if (!is_allowed(c.code) || (c.code != '\t' && report_steers(t, &(size_t){ 0 })))
		c.code = REPLACEMENT;
	/* Scripts from Hangul on are drawn twice as wide; a picture needs no more than that. */
	c.columns = c.code >= 0x1100 ? 2 : 1;
	return c;
}

static void put_utf8(struct sb *out, unsigned code)
{
	if (code < 0x80) {
		sb_byte(out, (char)code);
		return;
	}
	if (code < 0x800) {
		sb_byte(out, (char)(0xc0 | code >> 6));
	} else {
		if (code < 0x10000) {
			sb_byte(out, (char)(0xe0 | code >> 12));
		} else {
			sb_byte(out, (char)(0xf0 | code >> 18));
			sb_byte(out, (char)(0x80 | (code >> 12 & 0x3f)));
		}
		sb_byte(out, (char)(0x80 | (code >> 6 & 0x3f)));
	}
	sb_byte(out, (char)(0x80 | (code & 0x3f)));
}

static void put_character(struct sb *out, unsigned code)
{
	switch (code) {
	case '&':
		sb_string(out, "&amp;");
		break;
	case '<':
		sb_string(out, "&lt;");
		break;
	case '>':
		sb_string(out, "&gt;");
		break;
	case '"':
		sb_string(out, "&quot;");
		break;
	case '\'':
		sb_string(out, "&#39;");
		break;
	default:
		put_utf8(out, code);
	}
}

unsigned xml_columns(struct text t)
{
	unsigned columns = 0;

	while (t.n) {
		struct xml_character c = xml_character(t);

		columns += c.columns;
		t.s += c.bytes;
		t.n -= c.bytes;
	}
	return columns;
}

void xml_text_fitted(struct sb *out, struct text t, unsigned columns)
{
	bool cut = xml_columns(t) > columns;
	unsigned column = cut ? 1 : 0;

	while (t.n) {
		struct xml_character c = xml_character(t);

		column += c.columns;
		if (column > columns)
			break;
		put_character(out, c.code);
		t.s += c.bytes;
		t.n -= c.bytes;
	}
	if (cut)
		sb_string(out, "\xe2\x80\xa6");
}

void xml_text(struct sb *out, struct text t)
{
	while (t.n) {
		struct xml_character c = xml_character(t);

		put_character(out, c.code);
		t.s += c.bytes;
		t.n -= c.bytes;
	}
}
