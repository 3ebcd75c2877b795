/*
 * alloc_turns.h - does a piece of work again and again, each time with another allocation that fails.
 *
 * Included once, behind harness.h, by a test whose name ends in alloc.
 */
#ifndef XENCFG_ALLOC_TURNS_H
#define XENCFG_ALLOC_TURNS_H

#include <errno.h>
#include <xencfg/report_json.h>
#include "alloc_bench.h"

/* Does the work in a fresh run; what it made goes to `out`. Returns 0 or a negative errno. */
typedef int work(struct run *run, struct sb *out);

/* One turn. What it made is copied to `out`, outside of what is counted. */
static int turn(work *does, size_t failing, struct sb *out)
{
	struct sb made = { 0 };
	int files = next_file(), error;
	struct run run;

	memory.n = 0;
	memory.failing = failing;
	memory.failed = false;
	memory.held = 0;
	memory.active = true;
	run_open(&run);
	error = does(&run, &made);
	memory.active = false;
	if (!error)
		error = run.findings.error ? run.findings.error : made.error;
	run_close(&run);
	*out = (struct sb){ 0 };
	sb_text(out, sb_view(&made));
	sb_free(&made);
	if (memory.held != (out->s != NULL))
		fail_msg("allocation %zu failed: %ld are not given back", failing, memory.held);
	if (next_file() != files)
		fail_msg("allocation %zu failed: a file is still open", failing);
	return error;
}

/* The first line that differs. */
static void expect_same(size_t failing, int error, struct text got, struct text wanted)
{
	struct text line = { "nothing", 7 }, other = line;

	if (!error && text_same(got, wanted))
		return;
	while (!error && text_split(&got, '\n', &line) && text_split(&wanted, '\n', &other) && text_same(line, other))
		;
	fail_msg("allocation %zu failed: result %d and \"%.*s\", not \"%.*s\"", failing, error, TEXT_ARG(line), TEXT_ARG(other));
}

/* `prepare` and `check`: before and after each turn; NULL: nothing to do. */
static void fail_each(work *does, size_t at_least, void (*prepare)(void), void (*check)(int error))
{
	struct sb wanted, got;
	size_t failures = 0, n = 0;

	if (prepare)
		prepare();
	assert_int_equal(turn(does, 0, &wanted), 0);
	do {
		int error;

		if (prepare)
			prepare();
		error = turn(does, ++n, &got);
		if (error != -ENOMEM || !memory.failed)
			expect_same(n, error, sb_view(&got), sb_view(&wanted));
		if (check)
			check(error);
		failures += error != 0;
		sb_free(&got);
	} while (memory.failed);
	sb_free(&wanted);
	/* Else nothing was tried. */
	if (failures < at_least)
		fail_msg("only %zu failures", failures);
}

static int put_findings(struct run *run, struct sb *out)
{
	static const struct report_style style = { true, 100, SEVERITY_NOTE };
	struct finding **sorted = findings_sorted(&run->findings, &run->sources);
	int error = sorted ? report_text(out, &run->sources, sorted, run->findings.n, &style) : -ENOMEM;

	if (!error)
		error = report_dump(out, report_json(&run->sources, sorted, run->findings.n));
	return error ? error : report_dump(out, report_summary_json(&run->findings, 1));
}

#endif
