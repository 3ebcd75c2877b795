/*
 * domu_xm_target.c - assignments: what stands left of =, +=, `for … in` and `del`.
 *
 * Whether an expression is a target shows only at the = behind it: it is
 * read twice, first without any effect.
 */
#include "domu_xm.h"

struct target {
	struct text name;
	struct span at;
};

struct targets {
	struct target *items;
	size_t n, room;
	bool tuple, nested;
};

struct xm_mark xm_mark(const struct xm *m)
{
	return (struct xm_mark){ m->at, m->last, m->token, m->brackets, m->line_start };
}

void xm_return(struct xm *m, const struct xm_mark *mark)
{
	if (m->broken)
		return;
	m->at = mark->at;
	m->last = mark->last;
	m->token = mark->token;
	m->brackets = mark->brackets;
	m->line_start = mark->line_start;
}

/* a.b = …, a[b] = …: whatever holds the value may change. */
static void parse_place(struct xm *m)
{
	enum xm_mode mode = m->mode;
	size_t begin = m->token.begin;
	struct domu_value v;

	/* What a new key of a dict would raise where it is read is no fault here. */
	if (mode == XM_LIVE)
		m->mode = XM_MAYBE;
	xm_power(m, &v);
	m->mode = mode;
	if (m->last > begin && m->r->text.s[m->last - 1] != ']' &&
	    (v.kind != DOMU_UNKNOWN || m->r->text.s[m->last - 1] == ')'))
		xm_syntax(m, xm_span(m, begin), "Python cannot assign to this");
}

static bool is_plain_name(const struct xm *m)
{
	size_t at = m->at;

	while (at < m->r->text.n && memchr(" \t", m->r->text.s[at], 2))
		at++;
	return m->token.kind == XM_NAME && (at == m->r->text.n || !memchr(".[(", m->r->text.s[at], 3));
}

static void parse_targets(struct xm *m, struct targets *t);

/* A name, a place, or more targets in brackets; false when the memory ran out. */
static bool parse_target(struct xm *m, struct targets *t)
{
	if (is_plain_name(m)) {
		t->items = reader_grow(m->r, t->items, t->n, &t->room, sizeof(*t->items));
		if (!t->items)
			return false;
		t->items[t->n].at = xm_token_span(m);
		t->items[t->n++].name = reader_text(m->r, m->token.begin, m->token.end);
		xm_next(m);
	} else if ((xm_is(m, XM_OP1('(')) || xm_is(m, XM_OP1('['))) && xm_enter(m)) {
		char close = xm_is(m, XM_OP1('(')) ? ')' : ']';

		t->nested = true;
		xm_next(m);
		parse_targets(m, t);
		xm_expect(m, XM_OP1(close), "a comma or a closing bracket");
		xm_leave(m);
	} else {
		t->nested = true;
		parse_place(m);
	}
	return true;
}

static void parse_targets(struct xm *m, struct targets *t)
{
	while (parse_target(m, t) && xm_take(m, XM_OP1(','))) {
		t->tuple = true;
		if (m->broken || xm_is(m, XM_OP1('=')) || xm_is(m, XM_OP1(')')) || xm_is(m, XM_OP1(']')) ||
		    xm_is_keyword(m, KW_IN))
			return;
	}
}

static void bind_targets(struct xm *m, const struct targets *t, struct domu_value *v)
{
	bool known = v->list && !v->list->unknown && m->mode == XM_LIVE && v->kind != DOMU_DICT && !t->nested;
	struct domu_value unknown;

	if (!t->tuple && !t->nested) {
		for (size_t i = 0; i < t->n; i++)
			xm_bind(m, t->items[i].name, t->items[i].at, v, false);
		return;
	}
	if (known && v->list->n != t->n) {
		xm_fault(m, v->at, NULL, "%zu value%s for %zu names", v->list->n, v->list->n == 1 ? "" : "s", t->n);
		known = false;
	}
	if (!known)
		xm_leak(v);
	for (size_t i = 0; i < t->n; i++) {
		if (!known)
			xm_unknown(m, &unknown, v->at);
		xm_bind(m, t->items[i].name, t->items[i].at, known ? &v->list->items[i] : &unknown, false);
	}
}

static void bind_helpers(struct xm *m, const struct targets *t)
{
	if (m->broken)
		return;
	for (size_t i = 0; i < t->n; i++)
		xm_bind_helper(m, t->items[i].name, t->items[i].at);
}

void xm_targets(struct xm *m, struct domu_value *v)
{
	struct targets t = { 0 };

	parse_targets(m, &t);
	if (!v)
		bind_helpers(m, &t);
	else if (!m->broken)
		bind_targets(m, &t, v);
}

void xm_target(struct xm *m)
{
	struct targets t = { 0 };

	parse_target(m, &t);
	bind_helpers(m, &t);
}

/* One of += -= *= /= //= %= **= >>= <<= &= ^= |=, without its =; 0 for none. */
static unsigned augmented_operator(const struct xm *m)
{
	unsigned code = m->token.code;

	if (m->token.kind != XM_OPERATOR || code <= 0xff || (code & 0xff) != '=')
		return 0;
	return code == XM_OP2('=', '=') || code == XM_OP2('!', '=') || code == XM_OP2('<', '=') ||
	                       code == XM_OP2('>', '=') ?
	               0 :
	               code >> 8;
}

/* A list grows in place, by what any sequence holds, and every name that holds it sees that. */
static void augment_list(struct xm *m, struct domu_value *v, struct domu_value *right, struct span at)
{
	bool sequence =
		right->list || right->kind == DOMU_STRING || right->kind == DOMU_UNICODE || right->kind == DOMU_UNKNOWN;

	if (right->list && right->kind != DOMU_DICT && !right->list->unknown && xm_extend(m, v, right))
		return;
	if (!sequence)
		xm_fault(m, right->at, "write it as a list: [ … ]", "%s cannot be added to a list", xm_type(right));
	xm_leak(v);
	xm_leak(right);
	xm_unknown(m, v, at);
}

/* name op= value. To be added to is not to be used: a misspelt key stays one. */
static void augment_name(struct xm *m, struct text name, struct span name_at)
{
	struct domu_assignment *a = reader_find(m->r, name);
	bool used = a && a->used;
	struct span python = m->python;
	struct domu_value v, right;
	unsigned op;

	xm_lookup(m, name, name_at, &v);
	m->python = python;
	if (a)
		a->used = used;
	xm_next(m);
	op = augmented_operator(m);
	xm_next(m);
	xm_testlist(m, &right);
	if (op == XM_OP1('+') && m->mode == XM_LIVE && v.kind == DOMU_LIST && !v.list->unknown)
		augment_list(m, &v, &right, xm_span(m, name_at.begin));
	else
		xm_operate(m, op, &v, &right, xm_span(m, name_at.begin));
	if (!m->broken)
		xm_bind(m, name, name_at, &v, true);
}

static void parse_augmented(struct xm *m, const struct xm_mark *start)
{
	struct domu_value v;

	xm_return(m, start);
	if (is_plain_name(m)) {
		augment_name(m, reader_text(m->r, m->token.begin, m->token.end), xm_token_span(m));
		return;
	}
	parse_place(m);
	if (!augmented_operator(m))
		xm_expected(m, "an assignment to one name");
	xm_next(m);
	xm_testlist(m, &v);
	xm_leak(&v);
}

static void parse_assignment(struct xm *m, struct domu_value *ret);

/* Anything but a plain name: an expression, or the targets of an assignment. */
static void parse_either(struct xm *m, struct domu_value *ret)
{
	struct xm_mark start = xm_mark(m), end;
	struct span python = m->python;
	enum xm_mode mode = m->mode;
	size_t left;

	m->mode = XM_DEAD;
	xm_testlist(m, ret);
	m->mode = mode;
	m->python = python;
	left = m->last;
	if (augmented_operator(m)) {
		parse_augmented(m, &start);
	} else if (xm_take(m, XM_OP1('='))) {
		parse_assignment(m, ret);
		end = xm_mark(m);
		xm_return(m, &start);
		xm_targets(m, ret);
		if (xm_is(m, XM_OP1('-')))
			finding_help(m->r->out,
			             xm_syntax(m, reader_span(m->r, start.token.begin, left),
			                       "Python takes the dash in a name for a minus"),
			             "write _ in place of it");
		else if (!xm_is(m, XM_OP1('=')))
			xm_expected(m, "a name to assign to");
		xm_return(m, &end);
	} else {
		xm_return(m, &start);
		xm_testlist(m, ret);
	}
}

static void parse_assignment(struct xm *m, struct domu_value *ret)
{
	struct text name = reader_text(m->r, m->token.begin, m->token.end);
	struct span at = xm_token_span(m);

	*ret = (struct domu_value){ .at = at };
	if (!xm_enter(m))
		return;
	if (xm_name_then_equals(m)) {
		xm_next(m);
		xm_next(m);
		parse_assignment(m, ret);
		if (m->broken)
			xm_bind_lost(m, name, at);
		else
			xm_bind(m, name, at, ret, false);
	} else {
		parse_either(m, ret);
	}
	xm_leave(m);
}

void xm_expression_statement(struct xm *m)
{
	struct domu_value v;

	parse_assignment(m, &v);
}
