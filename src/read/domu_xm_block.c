/*
 * domu_xm_block.c - the blocks of Python 2: which of them run, and the reader's loop.
 *
 * A branch whose condition is known runs or does not; in every other block
 * what is assigned becomes unknown. Functions and classes are only parsed.
 */

#include "domu_xm.h"

static void read_statement(struct xm *m);

/* The lines of a block that is indented deeper. */
static void read_lines(struct xm *m)
{
	while (m->token.kind != XM_DEDENT && m->token.kind != XM_END && !m->r->error)
		read_statement(m);
	if (m->token.kind == XM_DEDENT)
		xm_next(m);
}

/* From the colon on, in a mode that is at most as sure as that of the code around. */
static void read_block(struct xm *m, enum xm_mode mode)
{
	enum xm_mode outer = m->mode;

	xm_expect(m, XM_OP1(':'), "a colon");
	if (m->blocks >= DOMU_BLOCKS_MAX)
		xm_syntax(m, xm_token_span(m), "blocks nested deeper than %d", DOMU_BLOCKS_MAX);
	if (m->broken)
		return;
	if (mode < m->mode)
		m->mode = mode;
	m->blocks++;
	if (m->token.kind != XM_NEWLINE) {
		xm_simple_line(m);
	} else {
		xm_next(m);
		if (m->token.kind == XM_INDENT) {
			xm_next(m);
			read_lines(m);
		} else {
			finding_help(
				m->r->out,
				reader_error(m->r, RULE_SYNTAX, xm_token_span(m), "no indented line behind the colon"),
				"indent the lines of the block, or write \"pass\"");
		}
	}
	m->blocks--;
	m->mode = outer;
}

/* A condition; unsure where it is not known, or may not be reached. */
static enum xm_truth read_condition(struct xm *m, enum xm_mode mode)
{
	enum xm_mode outer = m->mode;
	enum xm_truth truth = XM_UNSURE;
	struct domu_value v;

	if (mode < m->mode)
		m->mode = mode;
	xm_test(m, &v);
	if (m->mode == XM_LIVE && !m->fault.message)
		truth = xm_truth(&v);
	/* Without its colon it is a syntax error, and Python runs nothing. */
	if (xm_is(m, XM_OP1(':')))
		xm_report_fault(m);
	m->mode = outer;
	if (xm_is(m, XM_OP1('=')))
		finding_help(m->r->out, xm_syntax(m, xm_token_span(m), "an assignment inside a condition"),
		             "write == to compare");
	return truth;
}

/* The mode of what runs where `truth` holds. */
static enum xm_mode mode_of(enum xm_truth truth)
{
	return truth == XM_TRUE ? XM_LIVE : truth == XM_FALSE ? XM_DEAD : XM_MAYBE;
}

static void read_if(struct xm *m)
{
	enum xm_mode rest = XM_LIVE; /* of the branches that are still to come */

	do {
		enum xm_truth truth;

		xm_next(m);
		truth = read_condition(m, rest);
		read_block(m, rest == XM_LIVE ? mode_of(truth) : rest);
		if (rest == XM_LIVE)
			rest = truth == XM_TRUE ? XM_DEAD : truth == XM_FALSE ? XM_LIVE : XM_MAYBE;
	} while (xm_is_keyword(m, KW_ELIF));
	if (xm_take_keyword(m, KW_ELSE))
		read_block(m, rest);
}

static void read_while(struct xm *m)
{
	enum xm_truth truth;

	xm_next(m);
	truth = read_condition(m, XM_LIVE);
	m->loops++;
	read_block(m, truth == XM_FALSE ? XM_DEAD : XM_MAYBE);
	m->loops--;
	if (xm_take_keyword(m, KW_ELSE))
		read_block(m, truth == XM_FALSE ? XM_LIVE : XM_MAYBE);
}

/* The names are bound after what they run over was read, which stands behind them. */
static void read_for(struct xm *m)
{
	enum xm_mode mode = m->mode;
	struct xm_mark start, end;
	struct domu_value v;

	xm_next(m);
	start = xm_mark(m);
	m->mode = XM_DEAD;
	xm_targets(m, NULL);
	m->mode = mode;
	if (!xm_take_keyword(m, KW_IN))
		xm_expected(m, "\"in\"");
	xm_testlist(m, &v);
	xm_leak(&v);
	xm_report_fault(m);
	end = xm_mark(m);
	xm_return(m, &start);
	xm_targets(m, NULL);
	xm_return(m, &end);
	m->loops++;
	read_block(m, XM_MAYBE);
	m->loops--;
	if (xm_take_keyword(m, KW_ELSE))
		read_block(m, XM_MAYBE);
}

static void read_handler(struct xm *m)
{
	struct domu_value v;

	if (xm_is(m, XM_OP1(':')))
		return;
	xm_test(m, &v);
	if (xm_take(m, XM_OP1(',')) || xm_take_keyword(m, KW_AS))
		xm_target(m);
}

static void read_try(struct xm *m)
{
	enum xm_mode mode = m->mode;
	bool handled = false;

	xm_next(m);
	read_block(m, XM_MAYBE);
	if (mode == XM_LIVE)
		m->mode = XM_MAYBE;
	while (xm_take_keyword(m, KW_EXCEPT)) {
		read_handler(m);
		read_block(m, XM_MAYBE);
		handled = true;
	}
	if (handled && xm_take_keyword(m, KW_ELSE))
		read_block(m, XM_MAYBE);
	if (xm_take_keyword(m, KW_FINALLY)) {
		read_block(m, XM_MAYBE);
		handled = true;
	}
	m->mode = mode;
	if (!handled && !m->broken)
		reader_error(m->r, RULE_SYNTAX, xm_token_span(m), "no \"except\" or \"finally\" behind \"try\"");
}

static void read_with(struct xm *m)
{
	struct domu_value v;

	xm_next(m);
	do {
		xm_test(m, &v);
		xm_leak(&v);
		if (xm_take_keyword(m, KW_AS))
			xm_target(m);
	} while (xm_take(m, XM_OP1(',')));
	xm_report_fault(m);
	read_block(m, XM_MAYBE);
}

/* def and class: the name is bound, the body only parsed. */
static void read_definition(struct xm *m, bool function)
{
	struct span at;
	unsigned loops = m->loops, functions = m->functions;
	struct text name;

	xm_next(m);
	at = xm_token_span(m);
	name = reader_text(m->r, at.begin, at.end);
	if (m->token.kind != XM_NAME)
		xm_expected(m, "a name");
	xm_next(m);
	if (function) {
		xm_expect(m, XM_OP1('('), "(");
		xm_parameters(m);
		xm_expect(m, XM_OP1(')'), "a comma or )");
	} else if (xm_is(m, XM_OP1('('))) {
		xm_arguments(m);
	}
	xm_report_fault(m);
	if (!m->broken)
		xm_bind_helper(m, name, at);
	/* The body of a class runs at once. */
	m->r->domu->dynamic |= !function && m->mode != XM_DEAD;
	m->loops = 0;
	m->functions = function;
	read_block(m, XM_DEAD);
	m->loops = loops;
	m->functions = functions;
}

static void read_decorator(struct xm *m)
{
	struct domu_value v;

	xm_next(m);
	xm_power(m, &v);
	xm_report_fault(m);
	if (m->token.kind != XM_NEWLINE)
		xm_expected(m, "the end of the line");
	xm_next(m);
	if (!xm_is_keyword(m, KW_DEF) && !xm_is_keyword(m, KW_CLASS) && !xm_is(m, XM_OP1('@')))
		xm_expected(m, "\"def\" or \"class\"");
}

/* Lines that are indented without a reason: reported once, read all the same. */
static void read_indented(struct xm *m)
{
	struct span at = reader_span(m->r, m->line, m->token.begin);
	struct finding *f =
		reader_error(m->r, RULE_SYNTAX, at, "this line is indented for no reason, which Python refuses");
	bool certain;

	finding_help(m->r->out, f, "begin it in the column of the line before");
	xm_next(m);
	certain = m->n_indents == 2 && m->token.kind == XM_NAME;
	read_lines(m);
	/* One assignment; several lines may have had the head of a block once. */
	if (certain && m->line == at.begin)
		finding_fix(m->r->out, f, at, "%s", "");
}

static void read_compound(struct xm *m)
{
	switch (m->token.code) {
	case KW_IF:
		read_if(m);
		break;
	case KW_WHILE:
		read_while(m);
		break;
	case KW_FOR:
		read_for(m);
		break;
	case KW_TRY:
		read_try(m);
		break;
	case KW_WITH:
		read_with(m);
		break;
	default:
		read_definition(m, m->token.code == KW_DEF);
		break;
	}
}

static bool begins_block(const struct xm *m)
{
	return m->token.kind == XM_KEYWORD &&
	       (m->token.code == KW_IF || m->token.code == KW_WHILE || m->token.code == KW_FOR ||
	        m->token.code == KW_TRY || m->token.code == KW_WITH || m->token.code == KW_DEF ||
	        m->token.code == KW_CLASS);
}

static bool continues_block(const struct xm *m)
{
	return m->token.kind == XM_KEYWORD && (m->token.code == KW_ELIF || m->token.code == KW_ELSE ||
	                                       m->token.code == KW_EXCEPT || m->token.code == KW_FINALLY);
}

static void read_statement(struct xm *m)
{
	m->line = m->token.begin;
	while (m->line && memchr(" \t\f", m->r->text.s[m->line - 1], 3))
		m->line--;
	if (m->token.kind == XM_INDENT) {
		read_indented(m);
		return;
	}
	if (begins_block(m))
		read_compound(m);
	else if (xm_is(m, XM_OP1('@')))
		read_decorator(m);
	else
		xm_simple_line(m);
	if (!m->broken)
		return;
	/* The head of a block was wrong: its other branches are no mistakes of their own. */
	xm_recover(m);
	while (continues_block(m) && !m->r->error) {
		m->line = m->token.begin;
		xm_break(m);
		xm_recover(m);
	}
}

void domu_read_xm(struct domu_reader *r)
{
	struct xm m = { .r = r, .at = r->start, .n_indents = 1, .line_start = true, .mode = XM_LIVE };

	m.work = r->text.n * XM_WORK_PER_BYTE + XM_WORK_LEAST;
	m.token.end = r->start;
	xm_next(&m);
	while (!r->error && (m.token.kind != XM_END || m.broken)) {
		if (m.broken)
			xm_recover(&m);
		else if (m.token.kind == XM_DEDENT)
			xm_next(&m);
		else
			read_statement(&m);
	}
	xm_resolve(&m);
	if (r->domu->accepted && m.python.file && !m.python_told)
		reader_remark(r, RULE_PYTHON_NEEDED, SEVERITY_NOTE, m.python,
		              "\"%.*s\" is Python, which xm executes and xl does not read",
		              TEXT_ARG(reader_excerpt(r, m.python.begin, m.python.end)));
}
