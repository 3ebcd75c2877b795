/*
 * domu_xm_operate.c - the operators of Python 2 on values that are known.
 *
 * Everything that is not certain is unknown: real numbers, shifts, powers,
 * what overflows 64 bits.
 */
#include <errno.h>

#include "domu_xm.h"

static bool is_whole(const struct domu_value *v)
{
	return v->kind == DOMU_INTEGER || v->kind == DOMU_BOOL || v->kind == DOMU_LONG;
}

static bool is_string(const struct domu_value *v)
{
	return v->kind == DOMU_STRING || v->kind == DOMU_UNICODE;
}

static void give_up(struct xm *m, struct domu_value *left, struct domu_value *right, struct span at)
{
	xm_leak(left);
	xm_leak(right);
	xm_unknown(m, left, at);
}

/* Quotients and remainders round down in Python. */
static bool compute(unsigned op, long long a, long long b, long long *ret)
{
	switch (op) {
	case XM_OP1('+'):
		return !__builtin_add_overflow(a, b, ret);
	case XM_OP1('-'):
		return !__builtin_sub_overflow(a, b, ret);
	case XM_OP1('*'):
		return !__builtin_mul_overflow(a, b, ret);
	case XM_OP1('/'):
	case XM_OP2('/', '/'):
		if (b == -1)
			return !__builtin_sub_overflow(0, a, ret);
		*ret = a / b - (a % b && (a < 0) != (b < 0));
		return true;
	case XM_OP1('%'):
		*ret = b == -1 ? 0 : a % b + (a % b && (a < 0) != (b < 0) ? b : 0);
		return true;
	default:
		return false;
	}
}

static void operate_whole(struct xm *m, unsigned op, struct domu_value *left, struct domu_value *right, struct span at)
{
	bool wide = left->kind == DOMU_LONG || right->kind == DOMU_LONG;
	bool divides = op == XM_OP1('/') || op == XM_OP2('/', '/') || op == XM_OP1('%');
	long long number;

	if (divides && right->number == 0) {
		xm_fault(m, at, NULL, "division by zero");
		give_up(m, left, right, at);
	} else if (!compute(op, left->number, right->number, &number)) {
		give_up(m, left, right, at);
	} else {
		xm_integer(left, m, number, at);
		if (wide)
			left->kind = DOMU_LONG;
	}
}

bool xm_is_ascii(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if ((unsigned char)t.s[i] & 0x80)
			return false;
	return true;
}

/* `times` copies of a, then b. */
static bool join_text(struct xm *m, struct text a, size_t times, struct text b, struct text *ret)
{
	size_t n = a.n * times + b.n;
	char *s, *to;

	if ((times && a.n > XM_VALUE_MAX / times) || !xm_spend(m, n))
		return false;
	s = to = arena_alloc(m->r->arena, n + 1);
	if (!s) {
		m->r->error = -ENOMEM;
		return false;
	}
	for (size_t i = 0; a.n && i < times; i++, to += a.n)
		memcpy(to, a.s, a.n);
	if (b.n)
		memcpy(to, b.s, b.n);
	*ret = (struct text){ s, n };
	return true;
}

static void join_strings(struct xm *m, struct domu_value *left, struct domu_value *right, size_t times, struct span at)
{
	bool unicode = left->kind == DOMU_UNICODE || (right && right->kind == DOMU_UNICODE);
	bool mixed = right && left->kind != right->kind;
	struct text b = right ? right->text : TEXT(""), text;

	/* Python decodes the string of a mixed pair as ASCII, or fails. */
	if ((mixed && !(xm_is_ascii(left->text) && xm_is_ascii(b))) || !join_text(m, left->text, times, b, &text)) {
		xm_unknown(m, left, at);
		return;
	}
	*left = (struct domu_value){ .kind = unicode ? DOMU_UNICODE : DOMU_STRING, .at = at, .text = text };
}

static void join_lists(struct xm *m, struct domu_value *left, struct domu_value *right, size_t times, struct span at)
{
	size_t a = left->list->n, b = right ? right->list->n : 0, n = a * times + b;
	struct domu_value *items = NULL;

	if (!(times && a > XM_VALUE_MAX / times) && n <= XM_VALUE_MAX && xm_spend(m, n * sizeof(*items) / 8)) {
		items = arena_array(m->r->arena, n + 1, sizeof(*items));
		if (!items)
			m->r->error = -ENOMEM;
	}
	if (!items) {
		xm_leak(left);
		if (right)
			xm_leak(right);
		xm_unknown(m, left, at);
		return;
	}
	for (size_t i = 0; a && i < times; i++)
		memcpy(items + i * a, left->list->items, a * sizeof(*items));
	if (b)
		memcpy(items + a * times, right->list->items, b * sizeof(*items));
	xm_make_list(m, left, left->kind, items, n, at);
}

static void repeat(struct xm *m, struct domu_value *left, struct domu_value *right, struct span at)
{
	struct domu_value *what = is_whole(left) ? right : left;
	long long times = is_whole(left) ? left->number : right->number;
	struct domu_value v = *what;
	size_t n = times < 0 ? 0 : times > XM_VALUE_MAX ? XM_VALUE_MAX : (size_t)times;

	if (v.list)
		join_lists(m, &v, NULL, n, at);
	else
		join_strings(m, &v, NULL, n, at);
	*left = v;
}

static void refuse(struct xm *m, unsigned op, struct domu_value *left, struct domu_value *right, struct span at)
{
	bool mixed = (is_string(left) && is_whole(right)) || (is_whole(left) && is_string(right));
	char sign[4] = { (char)(op >> 16), (char)(op >> 8), (char)op, '\0' };
	const char *s = sign;

	while (!*s && s < sign + 2)
		s++;
	xm_fault(m, at, mixed && op == XM_OP1('+') ? "write the number between quotes, or use %" : NULL,
	         "Python cannot compute %s %s %s", xm_type(left), s, xm_type(right));
	give_up(m, left, right, at);
}

static void arithmetic(struct xm *m, unsigned op, struct domu_value *left, struct domu_value *right, struct span at)
{
	bool plus = op == XM_OP1('+'), times = op == XM_OP1('*');

	if (is_whole(left) && is_whole(right))
		operate_whole(m, op, left, right, at);
	else if (op == XM_OP1('%') && is_string(left))
		xm_format(m, left, right, at);
	else if (plus && is_string(left) && is_string(right))
		join_strings(m, left, right, 1, at);
	else if (plus && left->list && left->kind == right->kind && left->kind != DOMU_DICT)
		join_lists(m, left, right, 1, at);
	else if (times && ((is_whole(left) && (is_string(right) || (right->list && right->kind != DOMU_DICT))) ||
	                   (is_whole(right) && (is_string(left) || (left->list && left->kind != DOMU_DICT)))))
		repeat(m, left, right, at);
	else if ((left->kind == DOMU_REAL || is_whole(left)) && (right->kind == DOMU_REAL || is_whole(right)))
		give_up(m, left, right, at);
	else
		refuse(m, op, left, right, at);
}

/* Comparisons of numbers with numbers, strings with strings, and of anything simple for equality. */
static void compare(struct xm *m, unsigned op, struct domu_value *left, struct domu_value *right, struct span at)
{
	bool numbers = is_whole(left) && is_whole(right);
	bool strings = left->kind == DOMU_STRING && right->kind == DOMU_STRING;
	bool none = left->kind == DOMU_NONE || right->kind == DOMU_NONE, result;
	int order = numbers ? (left->number > right->number) - (left->number < right->number) :
	            strings ? text_compare(left->text, right->text) :
	                      left->kind != right->kind;

	if (op == XM_OP2('=', '=') && (numbers || strings || none))
		result = order == 0;
	else if ((op == XM_OP2('!', '=') || op == XM_OP2('<', '>')) && (numbers || strings || none))
		result = order != 0;
	else if ((op == XM_IS || op == XM_IS_NOT) && none)
		result = (order == 0) == (op == XM_IS);
	else if (numbers || strings)
		result = op == XM_OP1('<')      ? order < 0 :
		         op == XM_OP1('>')      ? order > 0 :
		         op == XM_OP2('<', '=') ? order <= 0 :
		                                  order >= 0;
	else
		op = 0;
	if (!op || op == XM_IN || op == XM_NOT_IN || ((op == XM_IS || op == XM_IS_NOT) && !none)) {
		xm_unknown(m, left, at);
		return;
	}
	*left = (struct domu_value){ .kind = DOMU_BOOL, .number = result, .at = at };
	left->text = result ? TEXT("True") : TEXT("False");
}

static bool is_comparison(unsigned op)
{
	return op == XM_OP1('<') || op == XM_OP1('>') || op == XM_OP2('=', '=') || op == XM_OP2('!', '=') ||
	       op == XM_OP2('<', '>') || op == XM_OP2('<', '=') || op == XM_OP2('>', '=') || op < ' ';
}

void xm_operate(struct xm *m, unsigned op, struct domu_value *left, struct domu_value *right, struct span at)
{
	bool unknown = left->kind == DOMU_UNKNOWN || right->kind == DOMU_UNKNOWN ||
	               (left->list && left->list->unknown) || (right->list && right->list->unknown);

	if (m->mode != XM_LIVE || unknown)
		give_up(m, left, right, at);
	else if (is_comparison(op))
		compare(m, op, left, right, at);
	else if (op == XM_OP1('+') || op == XM_OP1('-') || op == XM_OP1('*') || op == XM_OP1('/') ||
	         op == XM_OP2('/', '/') || op == XM_OP1('%'))
		arithmetic(m, op, left, right, at);
	else
		give_up(m, left, right, at);
}
