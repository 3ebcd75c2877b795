/*
 * quote.c - values as literals of each target's syntax.
 *
 * What is read back must be what was given, or nothing is written at all:
 * xm runs what it reads as Python and bash runs the wrapper, both as root.
 */
#include <errno.h>
#include <stdio.h>
#include <xencfg/template.h>
#include "xml.h"

/* Bytes beyond ASCII, as each target takes them back. */
static int quote_high(struct sb *out, enum syntax syntax, unsigned char c)
{
	switch (syntax) {
	case SYNTAX_PYTHON:
		sb_printf(out, "\\x%02x", c);
		return 0;
	case SYNTAX_SXP:
		/* Of xend's reader only octal escapes work (xend/sxp.py, 3.2: state_hex never ends). */
		sb_printf(out, "\\%03o", c);
		return 0;
	case SYNTAX_CONF:
		/* libxlutil takes any byte as it is, and its \x escapes never work (libxlu_cfg.c, 4.17). */
		sb_byte(out, (char)c);
		return 0;
	default:
		return -EILSEQ;
	}
}

static int quote_string(struct sb *out, enum syntax syntax, struct text t)
{
	size_t plain = 0; /* where the run begins that needs nothing */

	sb_byte(out, '\'');
	for (size_t i = 0; i <= t.n; i++) {
		unsigned char c = i < t.n ? (unsigned char)t.s[i] : 0;

		if (c >= 0x20 && c < 0x7f && c != '\'' && c != '\\')
			continue;
		if (i > plain)
			sb_add(out, t.s + plain, i - plain);
		plain = i + 1;
		if (i == t.n)
			break;
		if (c < 0x20 || c == 0x7f || (c >= 0x80 && quote_high(out, syntax, c) < 0))
			return -EILSEQ;
		if (c < 0x80) {
			sb_byte(out, '\\');
			sb_byte(out, (char)c);
		}
	}
	sb_byte(out, '\'');
	return 0;
}

/* Plain where that is safe: the wrapper should read as people write it. */
static int quote_word(struct sb *out, struct text t)
{
	bool plain = t.n > 0;

	for (size_t i = 0; i < t.n; i++) {
		unsigned char c = (unsigned char)t.s[i];

		if (c < 0x20 || c >= 0x7f)
			return -EILSEQ;
		plain &= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		         strchr("_.-+:/@%,=", c);
	}
	if (plain)
		return sb_text(out, t), 0;
	sb_byte(out, '\'');
	for (size_t i = 0; i < t.n; i++) {
		if (t.s[i] == '\'')
			sb_string(out, "'\\''");
		else
			sb_byte(out, t.s[i]);
	}
	sb_byte(out, '\'');
	return 0;
}

/* Lists nest no deeper than the reader lets them. */
static int quote_list(struct sb *out, enum syntax syntax, const struct value *v)
{
	bool sxp = syntax == SYNTAX_SXP;

	if (syntax == SYNTAX_SHELL)
		return -EILSEQ;
	sb_string(out, sxp ? "(" : v->n ? "[ " : "[");
	for (uint32_t i = 0; i < v->n; i++) {
		if (i)
			sb_string(out, sxp ? " " : ", ");
		if (quote_value(out, syntax, &v->items[i]) < 0)
			return -EILSEQ;
	}
	sb_string(out, sxp ? ")" : v->n ? " ]" : "]");
	return 0;
}

int quote_value(struct sb *out, enum syntax syntax, const struct value *v)
{
	bool quoted = syntax == SYNTAX_CONF && v->number < 0; /* an integer */
	size_t before = out->n;
	int error = 0;

	switch (v->kind) {
	case VALUE_STRING:
		if (syntax == SYNTAX_HTML)
			xml_text(out, v->text);
		else
			error = syntax == SYNTAX_SHELL ? quote_word(out, v->text) : quote_string(out, syntax, v->text);
		break;
	case VALUE_INTEGER:
		/* libxlutil's numbers have no sign; in quotes it takes one. */
		if (quoted)
			sb_byte(out, '\'');
		sb_number(out, v->number);
		if (quoted)
			sb_byte(out, '\'');
		break;
	case VALUE_REAL:
		/* Digits, a point, an exponent: safe in quotes everywhere, and a number for Python without. */
		sb_printf(out, syntax == SYNTAX_CONF ? "'%.*s'" : "%.*s", TEXT_ARG(v->text));
		break;
	case VALUE_BOOLEAN:
		sb_string(out, syntax == SYNTAX_SXP ? v->number ? "yes" : "no" : v->number ? "1" : "0");
		break;
	case VALUE_LIST:
		error = quote_list(out, syntax, v);
		break;
	case VALUE_NONE:
		error = -EILSEQ;
	}
	if (error)
		out->n = before;
	return error;
}
