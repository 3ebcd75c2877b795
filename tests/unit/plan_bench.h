/*
 * plan_bench.h - builds a plan over a fake kernel, executes it, and holds it to what must be true of every plan.
 *
 * Included once, behind harness.h. Touches no real network.
 */
#ifndef XENCFG_PLAN_BENCH_H
#define XENCFG_PLAN_BENCH_H

#include <errno.h>
#include <xencfg/plan.h>
#include "fake_kernel.h"
#include "fake_kernel.c"

struct bench {
	struct run run;
	struct fake fake;
	struct net_ops ops;
	struct net_state state;
	struct plan plan;
};

static int plan(struct bench *b, const struct net_want *want)
{
	b->ops = fake_ops(&b->fake);
	b->ops.observe(&b->fake, &b->run.arena, &b->state);
	return plan_build(&b->run.arena, want, &b->state, &b->run.findings, &b->plan);
}

static void execute_all(struct bench *b, const struct plan *plan, size_t n)
{
	struct net_error error;

	for (size_t i = 0; i < n; i++)
		if (b->ops.execute(&b->fake, &plan->ops[i], &error) < 0)
			fail_msg("step %zu, %s %.*s (%s): %s", i, net_op_name(plan->ops[i].kind),
			         TEXT_ARG(plan->ops[i].link), plan->ops[i].reason, strerror(-error.error));
}

static void undo_all(struct bench *b, const struct plan *plan, size_t n)
{
	struct net_error error;

	while (n-- > 0)
		if (plan->ops[n].undo && b->ops.execute(&b->fake, plan->ops[n].undo, &error) < 0)
			fail_msg("taking back step %zu, %s %.*s (%s): %s", n, net_op_name(plan->ops[n].undo->kind),
			         TEXT_ARG(plan->ops[n].link), plan->ops[n].reason, strerror(-error.error));
}

static void show(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_ops; i++)
		print_message("    %d %s %.*s %.*s: %s\n", plan->ops[i].cut_over, net_op_name(plan->ops[i].kind),
		              TEXT_ARG(plan->ops[i].link), TEXT_ARG(plan->ops[i].other), plan->ops[i].reason);
}

/* No line of the first state is missing now; with `foreign` only of those that have it. */
static void expect_kept(struct bench *b, struct text first, const char *foreign, const char *when)
{
	struct text now = fake_text(&b->fake, &b->run.arena), line;

	while (text_split(&first, '\n', &line)) {
		const char *s = arena_string(&b->run.arena, line);

		if ((!foreign || strstr(s, foreign)) && !strstr(now.s, s))
			fail_msg("%s there is no more \"%s\" in\n%s", when, s, now.s);
	}
}

/* The properties that hold for every plan that can be built. */
static void expect_sound(void (*make)(struct fake *f), const struct net_want *want, bool renames_up)
{
	struct bench b;
	struct net_state before;
	const struct net_past past = { .before = &before };
	struct plan steps, back;
	struct text first;
	size_t n;

	run_open(&b.run);
	b.fake.arena = &b.run.arena;
	make(&b.fake);
	b.fake.renames_up = renames_up;
	first = fake_text(&b.fake, &b.run.arena);
	assert_int_equal(plan(&b, want), 0);
	steps = b.plan;
	before = b.state;
	n = steps.n_ops;
	if (getenv("SHOW"))
		show(&steps);
	for (size_t k = 0; k < n && !steps.ops[k].cut_over; k++) {
		execute_all(&b, &steps, k + 1);
		expect_kept(&b, first, NULL, "in the first phase");
		undo_all(&b, &steps, k + 1);
	}
	for (size_t k = 0; k <= n; k++) {
		execute_all(&b, &steps, k);
		expect_kept(&b, first, " foreign", "at any time");
		undo_all(&b, &steps, k);
		if (!text_same(fake_text(&b.fake, &b.run.arena), first)) {
			show(&steps);
			fail_msg("after %zu steps and back:\n%s\nnot\n%s", k, fake_text(&b.fake, &b.run.arena).s,
			         first.s);
		}
	}
	execute_all(&b, &steps, n);
	assert_int_equal(plan(&b, want), 0);
	if (b.plan.n_ops) {
		show(&steps);
		print_message("and then\n");
		show(&b.plan);
		fail_msg("the second plan has %zu steps", b.plan.n_ops);
	}
	for (size_t k = 0; k <= n; k++) {
		make(&b.fake);
		b.fake.renames_up = renames_up;
		execute_all(&b, &steps, k);
		b.ops.observe(&b.fake, &b.run.arena, &b.state);
		assert_int_equal(plan_stop(&b.run.arena, want, &past, &b.state, &b.run.findings, &back), 0);
		execute_all(&b, &back, back.n_ops);
		if (!text_same(fake_text(&b.fake, &b.run.arena), first)) {
			show(&steps);
			print_message("stop\n");
			show(&back);
			fail_msg("stopped after %zu steps:\n%s\nnot\n%s", k, fake_text(&b.fake, &b.run.arena).s,
			         first.s);
		}
		b.ops.observe(&b.fake, &b.run.arena, &b.state);
		assert_int_equal(plan_stop(&b.run.arena, want, &past, &b.state, &b.run.findings, &back), 0);
		assert_int_equal(back.n_ops, 0);
	}
	run_close(&b.run);
}

#endif
