/*
 * domu_xm_format.c - Python's "…" % values, for whole numbers and strings.
 *
 * Real numbers, repr() and widths from the arguments are left unknown.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <xencfg/sb.h>

#include "domu_xm.h"

enum outcome { DONE, UNSURE, FAILED };

struct format {
	struct xm *m;
	struct span at;
	struct text rest;                       /* of the format */
	const struct domu_value *items, *right; /* the arguments, and what stands behind the % */
	size_t n, used;
	bool mapping; /* %(name)s was seen */
	struct sb out;
};

/* %[flags][width][.precision]conversion */
struct conversion {
	bool left, zero, plus, blank, alternate;
	size_t width, precision;
	bool has_precision;
	char type;
};

static char take_byte(struct format *f)
{
	f->rest.n--;
	return *f->rest.s++;
}

static char peek(const struct format *f)
{
	return f->rest.n ? f->rest.s[0] : '\0';
}

static size_t take_size(struct format *f)
{
	size_t n = 0;

	while (isdigit((unsigned char)peek(f))) {
		n = n * 10 + (size_t)(take_byte(f) - '0');
		if (n > XM_VALUE_MAX)
			n = XM_VALUE_MAX;
	}
	return n;
}

static bool take_conversion(struct format *f, struct conversion *c)
{
	*c = (struct conversion){ 0 };
	for (; peek(f) && strchr("-0+ #", peek(f)); take_byte(f)) {
		c->left |= peek(f) == '-';
		c->zero |= peek(f) == '0';
		c->plus |= peek(f) == '+';
		c->blank |= peek(f) == ' ';
		c->alternate |= peek(f) == '#';
	}
	c->width = take_size(f);
	if (peek(f) == '.') {
		take_byte(f);
		c->has_precision = true;
		c->precision = take_size(f);
	}
	while (peek(f) && strchr("hlL", peek(f)))
		take_byte(f);
	if (!f->rest.n)
		return false;
	c->type = take_byte(f);
	return true;
}

static void put(struct format *f, const struct conversion *c, struct text sign, struct text t)
{
	size_t n = sign.n + t.n, fill = c->width > n ? c->width - n : 0;
	bool zeros = c->zero && !c->left && c->type != 's';

	if (!zeros && !c->left)
		sb_repeat(&f->out, ' ', fill);
	sb_text(&f->out, sign);
	if (zeros)
		sb_repeat(&f->out, '0', fill);
	sb_text(&f->out, t);
	if (c->left)
		sb_repeat(&f->out, ' ', fill);
}

static enum outcome put_number(struct format *f, const struct conversion *c, long long number)
{
	char digits[32];
	const char *sign = number < 0 ? "-" : c->plus ? "+" : c->blank ? " " : "";
	unsigned long long size = number < 0 ? 0 - (unsigned long long)number : (unsigned long long)number;

	/* What # and a precision do to numbers, and other bases to negative ones, is too rare. */
	if (c->has_precision || c->alternate || (number < 0 && !strchr("diu", c->type)))
		return UNSURE;
	if (c->type == 'o')
		snprintf(digits, sizeof(digits), "%llo", size);
	else if (c->type == 'x')
		snprintf(digits, sizeof(digits), "%llx", size);
	else if (c->type == 'X')
		snprintf(digits, sizeof(digits), "%llX", size);
	else
		snprintf(digits, sizeof(digits), "%llu", size);
	put(f, c, text_of(sign), text_of(digits));
	return DONE;
}

static enum outcome put_string(struct format *f, const struct conversion *c, const struct domu_value *v)
{
	bool whole = v->kind == DOMU_INTEGER || v->kind == DOMU_LONG;
	struct text t = v->text;
	char digits[32];

	if (whole) {
		snprintf(digits, sizeof(digits), "%lld", v->number);
		t = text_of(digits);
	} else if (v->kind == DOMU_NONE) {
		t = TEXT("None");
	} else if (v->kind == DOMU_BOOL) {
		t = v->number ? TEXT("True") : TEXT("False");
	} else if (v->kind != DOMU_STRING) {
		return UNSURE;
	}
	if (c->has_precision && c->precision < t.n)
		t.n = c->precision;
	put(f, c, TEXT(""), t);
	return DONE;
}

static enum outcome fail(struct format *f, const char *message)
{
	xm_fault(f->m, f->at, NULL, "%s", message);
	return FAILED;
}

static enum outcome put_value(struct format *f, const struct conversion *c, const struct domu_value *v)
{
	if (!memchr("sdiuxXorceEfFgG", c->type, 15)) {
		xm_fault(f->m, f->at, "write %% for a percent sign", "Python knows no %%%c", c->type);
		return FAILED;
	}
	if (v->kind == DOMU_UNKNOWN || c->type == 'c' || c->type == 'r')
		return UNSURE;
	if (c->type == 's')
		return put_string(f, c, v);
	if (v->kind == DOMU_REAL)
		return UNSURE;
	if (v->kind != DOMU_INTEGER && v->kind != DOMU_LONG && v->kind != DOMU_BOOL) {
		xm_fault(f->m, f->at, "write %s", "%%%c needs a number and gets %s", c->type, xm_type(v));
		return FAILED;
	}
	return memchr("diuxXo", c->type, 6) ? put_number(f, c, v->number) : UNSURE;
}

/* The value of %(name)…, whose name begins here. */
static enum outcome find_named(struct format *f, const struct domu_value **ret)
{
	const char *end = f->rest.n ? memchr(f->rest.s, ')', f->rest.n) : NULL;
	struct text name;

	if (f->right->kind != DOMU_DICT)
		return fail(f, "%(name) needs a dictionary behind the %");
	if (!end || !xm_spend(f->m, f->n))
		return UNSURE;
	name = (struct text){ f->rest.s, (size_t)(end - f->rest.s) };
	f->rest.n -= name.n + 1;
	f->rest.s = end + 1;
	f->mapping = true;
	*ret = NULL;
	for (size_t i = 0; i + 1 < f->right->list->n; i += 2) {
		const struct domu_value *key = &f->right->list->items[i];

		if (key->kind != DOMU_STRING)
			return UNSURE;
		if (text_same(key->text, name))
			*ret = key + 1;
	}
	return *ret ? DONE : fail(f, "the dictionary behind the % lacks a name that the string asks for");
}

static enum outcome put_conversion(struct format *f)
{
	const struct domu_value *v = NULL;
	struct conversion c;
	enum outcome named = DONE;

	if (peek(f) == '(') {
		take_byte(f);
		named = find_named(f, &v);
	}
	if (named != DONE)
		return named;
	if (!take_conversion(f, &c))
		return fail(f, "the string ends behind a %");
	if (c.type == '*' || c.width >= XM_VALUE_MAX)
		return UNSURE;
	if (c.type == '%') {
		put(f, &c, TEXT(""), TEXT("%"));
		return DONE;
	}
	if (!v && f->used >= f->n)
		return fail(f, "fewer values behind the % than the string asks for");
	return put_value(f, &c, v ? v : &f->items[f->used++]);
}

static enum outcome format_all(struct format *f)
{
	enum outcome outcome = DONE;

	while (f->rest.n && outcome == DONE) {
		char c = take_byte(f);

		if (c == '%')
			outcome = put_conversion(f);
		else
			sb_byte(&f->out, c);
		if (f->out.n > XM_VALUE_MAX)
			outcome = UNSURE;
	}
	/* Python lets a list or dictionary go unused, since it might have been meant for %(name)s. */
	if (outcome == DONE && f->used < f->n && f->right->kind != DOMU_DICT && f->right->kind != DOMU_LIST)
		outcome = fail(f, "more values behind the % than the string asks for");
	return outcome;
}

void xm_format(struct xm *m, struct domu_value *left, struct domu_value *right, struct span at)
{
	bool tuple = right->kind == DOMU_TUPLE;
	struct format f = { .m = m,
		            .at = at,
		            .rest = left->text,
		            .right = right,
		            .items = tuple ? right->list->items : right,
		            .n = tuple ? right->list->n : 1 };
	enum outcome outcome = left->kind == DOMU_STRING ? format_all(&f) : UNSURE;
	char *s = NULL;

	if (outcome == DONE && xm_spend(m, f.out.n)) {
		s = arena_string(m->r->arena, sb_view(&f.out));
		if (!s || f.out.error)
			m->r->error = -ENOMEM;
	}
	if (s)
		*left = (struct domu_value){ .kind = DOMU_STRING, .at = at, .text = { s, f.out.n } };
	else
		xm_unknown(m, left, at);
	sb_free(&f.out);
}
