/*
 * domu_xm_simple.c - the statements of Python 2 that fill no block: import, del, print, exec and so on.
 *
 * Imports nothing, prints nothing, executes nothing.
 */
#include "domu_xm.h"

/* A value that is only looked at, if at all. */
static void parse_value(struct xm *m)
{
	struct domu_value v;

	xm_test(m, &v);
	xm_leak(&v);
}

static bool at_end(const struct xm *m)
{
	return m->token.kind == XM_NEWLINE || m->token.kind == XM_END || m->token.kind == XM_BROKEN ||
	       xm_is(m, XM_OP1(';'));
}

static void parse_values(struct xm *m)
{
	while (!at_end(m)) {
		parse_value(m);
		if (!xm_take(m, XM_OP1(',')))
			break;
	}
}

static void parse_raise(struct xm *m)
{
	parse_values(m);
	m->r->domu->dynamic |= m->mode != XM_DEAD;
}

/* It may well fail: nothing that follows is sure to run, but then xm refuses the file. */
static void parse_assert(struct xm *m)
{
	parse_value(m);
	if (xm_take(m, XM_OP1(',')))
		parse_value(m);
	m->r->domu->dynamic |= m->mode != XM_DEAD;
}

static void expect_name(struct xm *m, struct text *ret_name, struct span *ret_at)
{
	*ret_name = reader_text(m->r, m->token.begin, m->token.end);
	*ret_at = xm_token_span(m);
	if (m->token.kind != XM_NAME)
		xm_expected(m, "a name");
	xm_next(m);
}

/* a.b.c; its first name. */
static void parse_module(struct xm *m, struct text *ret_name, struct span *ret_at)
{
	struct text name;
	struct span at;

	expect_name(m, ret_name, ret_at);
	while (xm_take(m, XM_OP1('.')))
		expect_name(m, &name, &at);
}

static void bind_alias(struct xm *m, struct text name, struct span at)
{
	if (xm_take_keyword(m, KW_AS))
		expect_name(m, &name, &at);
	if (!m->broken)
		xm_bind_helper(m, name, at);
	/* There may be no such module. */
	m->r->domu->dynamic |= m->mode != XM_DEAD;
}

static void parse_from(struct xm *m)
{
	struct text module = TEXT(""), name;
	bool brackets;
	struct span at;

	while (xm_take(m, XM_OP1('.')))
		;
	if (!xm_is_keyword(m, KW_IMPORT))
		parse_module(m, &module, &at);
	if (!xm_take_keyword(m, KW_IMPORT))
		xm_expected(m, "\"import\"");
	/* import * may replace any name; __future__ changes what strings and divisions mean. */
	if (xm_is(m, XM_OP1('*')) || text_is(module, "__future__"))
		xm_forget_names(m, text_is(module, "__future__"));
	if (xm_take(m, XM_OP1('*')))
		return;
	brackets = xm_is(m, XM_OP1('('));
	if (brackets) {
		m->open = m->token.begin;
		xm_next(m);
	}
	do {
		expect_name(m, &name, &at);
		bind_alias(m, name, at);
	} while (xm_take(m, XM_OP1(',')) && !(brackets && xm_is(m, XM_OP1(')'))));
	if (brackets)
		xm_expect(m, XM_OP1(')'), "a comma or )");
}

static void parse_import(struct xm *m)
{
	struct text name;
	struct span at;

	do {
		parse_module(m, &name, &at);
		bind_alias(m, name, at);
	} while (xm_take(m, XM_OP1(',')));
}

static void parse_print(struct xm *m)
{
	if (!xm_take(m, XM_OP2('>', '>'))) {
		parse_values(m);
		return;
	}
	parse_value(m);
	if (xm_take(m, XM_OP1(',')))
		parse_values(m);
}

static void parse_exec(struct xm *m)
{
	struct domu_value v;

	xm_binary(m, &v, XM_LEVEL_BITS);
	if (xm_take_keyword(m, KW_IN)) {
		parse_value(m);
		if (xm_take(m, XM_OP1(',')))
			parse_value(m);
	}
	xm_forget_names(m, false);
}

/* At the top of a file, `global` moves names to where xm does not look for options. */
static void parse_global(struct xm *m)
{
	struct text name;
	struct span at;

	do
		expect_name(m, &name, &at);
	while (xm_take(m, XM_OP1(',')));
	xm_forget_names(m, true);
}

static void parse_del(struct xm *m)
{
	struct domu_value v;

	/* Only a name that stands alone is looked up: what Python says to one that it does not know. */
	if (m->token.kind == XM_NAME)
		xm_lookup(m, reader_text(m->r, m->token.begin, m->token.end), xm_token_span(m), &v);
	xm_targets(m, NULL);
}

static void parse_keyword(struct xm *m, enum xm_keyword keyword)
{
	struct span at = xm_token_span(m);

	xm_next(m);
	/* In code that never runs Python does not look. */
	if ((keyword == KW_BREAK || keyword == KW_CONTINUE) && !m->loops && m->mode != XM_DEAD)
		xm_syntax(m, at, "\"%s\" outside of a loop", keyword == KW_BREAK ? "break" : "continue");
	else if (keyword == KW_RETURN && !m->functions && m->mode != XM_DEAD)
		xm_syntax(m, at, "\"return\" outside of a function");
	else if (keyword == KW_RETURN && !at_end(m))
		xm_testlist(m, &(struct domu_value){ .kind = DOMU_UNKNOWN });
	else if (keyword == KW_RAISE)
		parse_raise(m);
	else if (keyword == KW_ASSERT)
		parse_assert(m);
	else if (keyword == KW_DEL)
		parse_del(m);
	else if (keyword == KW_PRINT)
		parse_print(m);
	else if (keyword == KW_EXEC)
		parse_exec(m);
	else if (keyword == KW_GLOBAL)
		parse_global(m);
	else if (keyword == KW_IMPORT)
		parse_import(m);
	else if (keyword == KW_FROM)
		parse_from(m);
}

static void parse_statement(struct xm *m)
{
	enum xm_keyword keyword = m->token.code;

	if (m->token.kind != XM_KEYWORD || keyword == KW_LAMBDA || keyword == KW_NOT || keyword == KW_YIELD)
		xm_expression_statement(m);
	else if (keyword == KW_ELSE || keyword == KW_ELIF || keyword == KW_EXCEPT || keyword == KW_FINALLY)
		xm_syntax(m, xm_token_span(m), "\"%.*s\" without what it belongs to",
		          TEXT_ARG(reader_text(m->r, m->token.begin, m->token.end)));
	else if (keyword == KW_AND || keyword == KW_OR || keyword == KW_IN || keyword == KW_IS || keyword == KW_AS)
		xm_expected(m, "a statement");
	else
		parse_keyword(m, keyword);
}

void xm_simple_line(struct xm *m)
{
	size_t first;

	do {
		first = m->r->domu->n;
		if (m->token.kind == XM_NEWLINE)
			break;
		parse_statement(m);
		xm_report_fault(m);
	} while (xm_take(m, XM_OP1(';')));
	if (m->token.kind == XM_NEWLINE)
		xm_next(m);
	else if (m->token.kind != XM_END || m->brackets)
		xm_expected(m, "the end of the line");
	if (m->broken) {
		xm_lose(m, first);
		xm_recover(m);
	}
}
