/*
 * domu_xm_expr.c - the expressions of Python 2: operators, conditions, lambda.
 *
 * Parses and evaluates in one pass. What Python would not evaluate is
 * parsed in mode XM_DEAD, what it may evaluate in mode XM_MAYBE.
 */
#include <errno.h>

#include "domu_xm.h"

enum { LEVEL_AND = 2, LEVEL_NOT = 3, LEVEL_COMPARE = 4 };

bool xm_enter(struct xm *m)
{
	if (m->nesting < DOMU_NESTING_MAX) {
		m->nesting++;
		return true;
	}
	xm_syntax(m, xm_token_span(m), "nested deeper than %d", DOMU_NESTING_MAX);
	return false;
}

void xm_leave(struct xm *m)
{
	m->nesting--;
}

static int operator_level(unsigned op)
{
	switch (op) {
	case XM_OP1('<'):
	case XM_OP1('>'):
	case XM_OP2('=', '='):
	case XM_OP2('!', '='):
	case XM_OP2('<', '>'):
	case XM_OP2('<', '='):
	case XM_OP2('>', '='):
		return LEVEL_COMPARE;
	case XM_OP1('|'):
		return XM_LEVEL_BITS;
	case XM_OP1('^'):
		return XM_LEVEL_BITS + 1;
	case XM_OP1('&'):
		return XM_LEVEL_BITS + 2;
	case XM_OP2('<', '<'):
	case XM_OP2('>', '>'):
		return XM_LEVEL_BITS + 3;
	case XM_OP1('+'):
	case XM_OP1('-'):
		return XM_LEVEL_BITS + 4;
	case XM_OP1('*'):
	case XM_OP1('/'):
	case XM_OP2('/', '/'):
	case XM_OP1('%'):
		return XM_LEVEL_BITS + 5;
	default:
		return 0;
	}
}

/* The operator at the token and how strongly it binds; 0 for none. */
static int find_level(const struct xm *m, unsigned *ret_op)
{
	*ret_op = m->token.code;
	if (m->token.kind == XM_OPERATOR)
		return operator_level(m->token.code);
	if (m->token.kind != XM_KEYWORD)
		return 0;
	switch (m->token.code) {
	case KW_OR:
		*ret_op = XM_OR;
		return XM_LEVEL_OR;
	case KW_AND:
		*ret_op = XM_AND;
		return LEVEL_AND;
	case KW_IN:
	case KW_IS:
	case KW_NOT:
		*ret_op = XM_IN;
		return LEVEL_COMPARE;
	default:
		return 0;
	}
}

/* in, not in, is, is not: the words after the first. */
static unsigned take_words(struct xm *m, unsigned op)
{
	if (op != XM_IN) {
		xm_next(m);
		return op;
	}
	if (xm_take_keyword(m, KW_IN))
		return XM_IN;
	if (xm_take_keyword(m, KW_IS))
		return xm_take_keyword(m, KW_NOT) ? XM_IS_NOT : XM_IS;
	xm_next(m);
	if (!xm_take_keyword(m, KW_IN))
		xm_expected(m, "\"in\"");
	return XM_NOT_IN;
}

static void parse_not(struct xm *m, struct domu_value *ret, size_t begin)
{
	enum xm_truth truth;

	xm_next(m);
	if (xm_enter(m)) {
		xm_binary(m, ret, LEVEL_NOT);
		xm_leave(m);
	}
	truth = m->mode == XM_LIVE ? xm_truth(ret) : XM_UNSURE;
	if (truth == XM_UNSURE) {
		xm_unknown(m, ret, xm_span(m, begin));
		return;
	}
	*ret = (struct domu_value){ .kind = DOMU_BOOL, .number = truth == XM_FALSE, .at = xm_span(m, begin) };
	ret->text = ret->number ? TEXT("True") : TEXT("False");
}

static void negate(struct xm *m, struct domu_value *v, unsigned op, struct span at)
{
	bool whole = v->kind == DOMU_INTEGER || v->kind == DOMU_BOOL;
	bool known = v->kind != DOMU_UNKNOWN && !(v->list && v->list->unknown) && m->mode == XM_LIVE;
	const char *text;

	if (known && whole && op != XM_OP1('~')) {
		xm_integer(v, m, op == XM_OP1('-') ? -v->number : v->number, at);
	} else if (known && v->kind == DOMU_REAL && op == XM_OP1('-')) {
		text = arena_printf(m->r->arena, "-%.*s", TEXT_ARG(v->text));
		if (!text)
			m->r->error = -ENOMEM;
		*v = (struct domu_value){ .kind = DOMU_REAL, .at = at, .text = text_of(text) };
	} else {
		if (known && !whole && v->kind != DOMU_REAL && v->kind != DOMU_LONG)
			xm_fault(m, at, NULL, "Python has no %c of %s", (char)op, xm_type(v));
		xm_leak(v);
		xm_unknown(m, v, at);
	}
}

static void parse_unary(struct xm *m, struct domu_value *ret)
{
	size_t begin = m->token.begin;
	unsigned op = m->token.code;
	struct domu_value right;

	*ret = (struct domu_value){ .at = xm_token_span(m) };
	if (xm_is(m, XM_OP1('-')) || xm_is(m, XM_OP1('+')) || xm_is(m, XM_OP1('~'))) {
		xm_next(m);
		if (!xm_enter(m))
			return;
		parse_unary(m, ret);
		xm_leave(m);
		negate(m, ret, op, xm_span(m, begin));
		return;
	}
	xm_power(m, ret);
	if (xm_take(m, XM_OP2('*', '*')) && xm_enter(m)) {
		parse_unary(m, &right);
		xm_leave(m);
		xm_operate(m, XM_OP2('*', '*'), ret, &right, xm_span(m, begin));
	}
}

/* `and` and `or`: the right side counts, may count or does not, as the left side tells. */
static void parse_logic(struct xm *m, unsigned op, struct domu_value *left, size_t begin)
{
	enum xm_mode mode = m->mode;
	enum xm_truth truth = mode == XM_LIVE ? xm_truth(left) : XM_UNSURE;
	bool decided = truth == (op == XM_OR ? XM_TRUE : XM_FALSE);
	struct domu_value right;

	if (decided)
		m->mode = XM_DEAD;
	else if (truth == XM_UNSURE && mode == XM_LIVE)
		m->mode = XM_MAYBE;
	xm_binary(m, &right, op == XM_OR ? LEVEL_AND : LEVEL_NOT);
	m->mode = mode;
	if (decided)
		return;
	if (truth != XM_UNSURE) {
		*left = right;
		return;
	}
	xm_leak(left);
	xm_leak(&right);
	xm_unknown(m, left, xm_span(m, begin));
}

void xm_binary(struct xm *m, struct domu_value *ret, int level)
{
	size_t begin = m->token.begin;
	enum xm_mode mode = m->mode;
	bool compared = false;
	struct domu_value right;
	unsigned op;
	int found;

	if (xm_is_keyword(m, KW_NOT) && level <= LEVEL_NOT)
		parse_not(m, ret, begin);
	else
		parse_unary(m, ret);
	while ((found = find_level(m, &op)) >= level && found && !m->broken) {
		op = take_words(m, op);
		if (found <= LEVEL_AND) {
			parse_logic(m, op, ret, begin);
			continue;
		}
		/* a < b < c means a < b and b < c: c may not be looked at. */
		if (found == LEVEL_COMPARE && compared && mode == XM_LIVE)
			m->mode = XM_MAYBE;
		xm_binary(m, &right, found + 1);
		xm_operate(m, op, ret, &right, xm_span(m, begin));
		m->mode = mode;
		compared |= found == LEVEL_COMPARE;
	}
}

/* Behind `a if`: what a would have raised counts only where the condition holds. */
static void parse_condition(struct xm *m, struct domu_value *ret, size_t begin, struct xm_fault before)
{
	struct xm_fault raised = m->fault;
	enum xm_mode mode = m->mode;
	struct domu_value condition, other;
	enum xm_truth truth;

	m->fault = before;
	xm_binary(m, &condition, XM_LEVEL_OR);
	truth = mode == XM_LIVE ? xm_truth(&condition) : XM_UNSURE;
	if (truth == XM_TRUE && !m->fault.message)
		m->fault = raised;
	if (!xm_take_keyword(m, KW_ELSE))
		xm_expected(m, "\"else\"");
	if (mode == XM_LIVE)
		m->mode = truth == XM_TRUE ? XM_DEAD : truth == XM_FALSE ? XM_LIVE : XM_MAYBE;
	xm_test(m, &other);
	m->mode = mode;
	if (truth == XM_FALSE)
		*ret = other;
	if (truth != XM_UNSURE)
		return;
	xm_leak(ret);
	xm_leak(&other);
	xm_unknown(m, ret, xm_span(m, begin));
}

static void parse_lambda(struct xm *m, struct domu_value *ret, size_t begin)
{
	enum xm_mode mode = m->mode;

	xm_parameters(m);
	xm_expect(m, XM_OP1(':'), "a colon");
	m->mode = XM_DEAD;
	xm_test(m, ret);
	m->mode = mode;
	xm_unknown(m, ret, xm_span(m, begin));
}

void xm_test(struct xm *m, struct domu_value *ret)
{
	size_t begin = m->token.begin;
	struct xm_fault before = m->fault;

	*ret = (struct domu_value){ .at = xm_token_span(m) };
	if (!xm_enter(m))
		return;
	if (xm_take_keyword(m, KW_LAMBDA)) {
		parse_lambda(m, ret, begin);
	} else {
		xm_binary(m, ret, XM_LEVEL_OR);
		if (xm_take_keyword(m, KW_IF))
			parse_condition(m, ret, begin, before);
	}
	xm_leave(m);
}

/* Can the token begin another value, behind a comma? */
static bool list_goes_on(const struct xm *m)
{
	static const char enders[] = ")]}=:;";

	if (m->token.kind == XM_OPERATOR)
		return m->token.code > 0xff ? m->token.code == XM_OP2('*', '*') : !strchr(enders, (int)m->token.code);
	return m->token.kind == XM_NAME || m->token.kind == XM_NUMBER || m->token.kind == XM_STRING ||
	       (m->token.kind == XM_KEYWORD && m->token.code != KW_IN);
}

void xm_testlist(struct xm *m, struct domu_value *ret)
{
	size_t begin = m->token.begin, n = 0, room = 0;
	struct domu_value *items = NULL, v;

	xm_test(m, ret);
	if (!xm_is(m, XM_OP1(',')))
		return;
	v = *ret;
	for (;;) {
		items = reader_grow(m->r, items, n, &room, sizeof(*items));
		if (!items)
			return;
		items[n++] = v;
		if (!xm_take(m, XM_OP1(',')) || !list_goes_on(m))
			break;
		xm_test(m, &v);
	}
	xm_make_list(m, ret, DOMU_TUPLE, items, n, xm_span(m, begin));
}
