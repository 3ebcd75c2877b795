/*
 * domu_xm_atom.c - Python 2's names and literals, lists, tuples, dicts, calls, indexes and attributes.
 *
 * Calls nothing: what a call returns is unknown, and so is every list that it was handed.
 */
#include "domu_xm.h"

/* Brackets: remembers the one that is open for the report on one that is never closed. */
static size_t open_bracket(struct xm *m)
{
	size_t outer = m->open;

	m->open = m->token.begin;
	xm_next(m);
	return outer;
}

static void close_bracket(struct xm *m, char close, size_t outer, const char *what)
{
	xm_expect(m, XM_OP1(close), what);
	m->open = outer;
}

/* for … in … [if …], behind its expression. Its names stay behind in Python 2. */
static void parse_comprehension(struct xm *m)
{
	enum xm_mode mode = m->mode;
	struct domu_value v;

	if (mode == XM_LIVE)
		m->mode = XM_MAYBE;
	while (!m->broken && (xm_is_keyword(m, KW_FOR) || xm_is_keyword(m, KW_IF))) {
		if (xm_take_keyword(m, KW_IF)) {
			if (xm_is_keyword(m, KW_LAMBDA))
				xm_test(m, &v);
			else
				xm_binary(m, &v, XM_LEVEL_OR);
			continue;
		}
		xm_next(m);
		xm_targets(m, NULL);
		if (!xm_take_keyword(m, KW_IN))
			xm_expected(m, "\"in\"");
		xm_binary(m, &v, XM_LEVEL_OR);
		xm_leak(&v);
	}
	m->mode = mode;
}

/* The items of a list or tuple up to its bracket. A single value in parentheses is that value. */
static void parse_sequence(struct xm *m, struct domu_value *ret, char close)
{
	size_t begin = m->token.begin, outer = open_bracket(m), n = 0, room = 0;
	struct domu_value *items = NULL, v;
	bool comma = false, comprehension = false;

	while (!xm_is(m, XM_OP1(close)) && !m->broken) {
		struct xm_fault before = m->fault;

		xm_test(m, &v);
		if (n == 0 && xm_is_keyword(m, KW_FOR)) {
			m->fault = before;
			parse_comprehension(m);
			comprehension = true;
			break;
		}
		items = reader_grow(m->r, items, n, &room, sizeof(*items));
		if (!items)
			return;
		items[n++] = v;
		if (!xm_take(m, XM_OP1(',')))
			break;
		comma = true;
	}
	close_bracket(m, close, outer, close == ']' ? "a comma or ]" : "a comma or )");
	if (comprehension)
		xm_unknown(m, ret, xm_span(m, begin));
	else if (close == ')' && n == 1 && !comma)
		*ret = v;
	else
		xm_make_list(m, ret, close == ']' ? DOMU_LIST : DOMU_TUPLE, items, n, xm_span(m, begin));
}

/* A dict, or a set, which nothing here reads: the first entry tells which. */
static void parse_dict(struct xm *m, struct domu_value *ret)
{
	size_t begin = m->token.begin, outer = open_bracket(m), n = 0, room = 0;
	struct domu_value *items = NULL, v;
	bool set = false, comprehension = false;

	while (!xm_is(m, XM_OP1('}')) && !m->broken && !comprehension) {
		struct xm_fault before = m->fault;

		for (int part = 0; part < (set ? 1 : 2); part++) {
			xm_test(m, &v);
			items = reader_grow(m->r, items, n, &room, sizeof(*items));
			if (!items)
				return;
			items[n++] = v;
			set |= n == 1 && !xm_is(m, XM_OP1(':'));
			if (part == 0 && !set)
				xm_expect(m, XM_OP1(':'), "a colon");
		}
		comprehension = xm_is_keyword(m, KW_FOR);
		if (comprehension) {
			m->fault = before;
			parse_comprehension(m);
		} else if (!xm_take(m, XM_OP1(','))) {
			break;
		}
	}
	close_bracket(m, '}', outer, "a comma or }");
	xm_make_list(m, ret, DOMU_DICT, items, n, xm_span(m, begin));
	if (set || comprehension) {
		xm_leak(ret);
		xm_unknown(m, ret, xm_span(m, begin));
	}
}

void xm_parameters(struct xm *m)
{
	struct domu_value v;

	if (!xm_enter(m))
		return;
	while (!m->broken && (m->token.kind == XM_NAME || xm_is(m, XM_OP1('*')) || xm_is(m, XM_OP2('*', '*')) ||
	                      xm_is(m, XM_OP1('(')))) {
		if (xm_take(m, XM_OP1('('))) {
			xm_parameters(m);
			xm_expect(m, XM_OP1(')'), ")");
		} else {
			if (m->token.kind != XM_NAME)
				xm_next(m);
			if (m->token.kind != XM_NAME)
				xm_expected(m, "a name");
			xm_next(m);
		}
		if (xm_take(m, XM_OP1('='))) {
			xm_test(m, &v);
			xm_leak(&v);
		}
		if (!xm_take(m, XM_OP1(',')))
			break;
	}
	xm_leave(m);
}

/* xm_vars.var('vmid', …) declares a name that the command line gives a value. */
static void declare(struct xm *m, const struct domu_value *v)
{
	size_t i = 0;

	while (i < v->text.n && (v->text.s[i] == '_' || (v->text.s[i] >= 'a' && v->text.s[i] <= 'z')))
		i++;
	if (v->kind == DOMU_STRING && v->text.n && i == v->text.n)
		xm_bind_helper(m, v->text, v->at);
}

static void parse_arguments(struct xm *m, bool declares)
{
	size_t outer = open_bracket(m);
	bool keyword = false;
	struct domu_value v;

	while (!xm_is(m, XM_OP1(')')) && !m->broken) {
		struct xm_fault before = m->fault;
		struct span at = xm_token_span(m);
		bool star = xm_take(m, XM_OP1('*')) || xm_take(m, XM_OP2('*', '*'));

		if (!star && xm_name_then_equals(m)) {
			keyword = true;
			xm_next(m);
			xm_next(m);
		} else if (!star && keyword) {
			xm_syntax(m, at, "an argument without a name behind one with a name");
		}
		xm_test(m, &v);
		xm_leak(&v);
		if (declares && !keyword)
			declare(m, &v);
		if (xm_is_keyword(m, KW_FOR)) {
			m->fault = before;
			parse_comprehension(m);
		}
		if (!xm_take(m, XM_OP1(',')))
			break;
	}
	close_bracket(m, ')', outer, "a comma or )");
}

void xm_arguments(struct xm *m)
{
	parse_arguments(m, false);
}

static void parse_call(struct xm *m, struct domu_value *callee, bool vars, size_t begin)
{
	bool value = callee->kind != DOMU_UNKNOWN && !(callee->list && callee->list->unknown);
	size_t bracket = m->token.begin;

	parse_arguments(m, vars);
	if (value)
		xm_fault(m, reader_span(m->r, bracket, m->last), "is a comma or a % missing before the bracket?",
		         "%s cannot be called", xm_type(callee));
	xm_leak(callee);
	xm_unknown(m, callee, xm_span(m, begin));
}

/* The parts of a[b], a[b:c], a[b:c:d], a[…, …]: true when it is a plain index. */
static bool parse_subscripts(struct xm *m, struct domu_value *index)
{
	bool plain = true;
	struct domu_value v;

	for (;;) {
		for (int part = 0; part < 3; part++) {
			bool dots = xm_is(m, XM_OP1('.'));

			while (dots && xm_take(m, XM_OP1('.')))
				plain = false;
			if (!dots && !xm_is(m, XM_OP1(':')) &&
			    !((part || !plain) && (xm_is(m, XM_OP1(']')) || xm_is(m, XM_OP1(',')))))
				xm_test(m, part ? &v : index);
			if (!xm_take(m, XM_OP1(':')))
				break;
			plain = false;
		}
		if (!xm_take(m, XM_OP1(',')))
			return plain;
		plain = false;
		if (xm_is(m, XM_OP1(']')))
			return false;
	}
}

static void parse_index(struct xm *m, struct domu_value *v, size_t begin)
{
	size_t outer = open_bracket(m);
	struct domu_value index = { .kind = DOMU_UNKNOWN };
	bool plain = parse_subscripts(m, &index);

	close_bracket(m, ']', outer, "]");
	xm_leak(&index);
	if (plain) {
		xm_index(m, v, &index, xm_span(m, begin));
		return;
	}
	xm_leak(v);
	xm_unknown(m, v, xm_span(m, begin));
}

static void parse_atom(struct xm *m, struct domu_value *ret)
{
	size_t begin = m->token.begin;

	*ret = (struct domu_value){ .at = xm_token_span(m) };
	if (m->token.kind == XM_STRING) {
		xm_string(m, ret);
	} else if (m->token.kind == XM_NUMBER) {
		xm_number(m, ret);
	} else if (m->token.kind == XM_NAME) {
		xm_lookup(m, reader_text(m->r, m->token.begin, m->token.end), ret->at, ret);
		xm_next(m);
	} else if (xm_is(m, XM_OP1('('))) {
		parse_sequence(m, ret, ')');
	} else if (xm_is(m, XM_OP1('['))) {
		parse_sequence(m, ret, ']');
	} else if (xm_is(m, XM_OP1('{'))) {
		parse_dict(m, ret);
	} else if (xm_take(m, XM_OP1('`'))) {
		xm_testlist(m, ret);
		xm_expect(m, XM_OP1('`'), "`");
		xm_leak(ret);
		xm_unknown(m, ret, xm_span(m, begin));
	} else if (xm_take_keyword(m, KW_YIELD)) {
		if (!m->functions && m->mode != XM_DEAD)
			xm_syntax(m, xm_span(m, begin), "\"yield\" outside of a function");
		if (!xm_is(m, XM_OP1(')')) && m->token.kind != XM_NEWLINE)
			xm_testlist(m, ret);
	} else {
		xm_expected(m, "a value");
	}
}

void xm_power(struct xm *m, struct domu_value *ret)
{
	size_t begin = m->token.begin;
	bool vars = text_is(reader_text(m->r, m->token.begin, m->token.end), "xm_vars");

	parse_atom(m, ret);
	while (!m->broken) {
		if (xm_is(m, XM_OP1('('))) {
			parse_call(m, ret, vars, begin);
		} else if (xm_is(m, XM_OP1('['))) {
			parse_index(m, ret, begin);
		} else if (xm_take(m, XM_OP1('.'))) {
			if (m->token.kind != XM_NAME)
				xm_expected(m, "a name");
			xm_next(m);
			xm_leak(ret);
			xm_unknown(m, ret, xm_span(m, begin));
		} else {
			break;
		}
	}
}
