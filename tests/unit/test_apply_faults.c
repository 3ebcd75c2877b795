/*
 * test_apply_faults.c - a network is as described or as it was: whatever fails, and wherever the run is killed.
 *
 * Touches no real network.
 */
#include "harness.h"
#include "apply_bench.h"

/* Each step in turn does not happen. */
static void puts_back_what_fails(void **state)
{
	size_t n_ops = 2;

	(void)state;
	for (unsigned n = 1; n <= n_ops; n++) {
		struct test test;
		struct apply a;

		test_open(&test);
		a = next_run(&test);
		test.accidents.fails_from = test.accidents.fails_to = n;
		assert_int_equal(apply_run(&a), 0);
		assert_int_equal(a.end, APPLY_UNDONE);
		assert_int_equal(a.error, -EIO);
		assert_ptr_equal(a.op, &a.plan.ops[n - 1]);
		assert_string_equal(a.words, "an accident");
		end_run(&a);
		expect_state(&test, "undone", test.before);
		expect_names("state", " lock");
		n_ops = a.plan.n_ops;
		test_close(&test);
	}
	assert_true(n_ops > 15);
}

/* A stop that fails leaves what was applied; once a bridge is gone, it goes on to its end. */
static void puts_back_a_stop_that_fails(void **state)
{
	size_t n_ops = 2;

	(void)state;
	for (unsigned n = 1; n <= n_ops; n++) {
		struct test test;
		struct text applied;
		struct apply a;

		test_open(&test);
		run_whole(&test, apply_run);
		applied = render(&test);
		a = next_run(&test);
		test.accidents.fails_from = test.accidents.fails_to = n;
		assert_int_equal(apply_stop(&a), 0);
		end_run(&a);
		n_ops = a.plan.n_ops;
		if (n > 1 && a.plan.ops[n - 2].kind == NET_DELETE_LINK) {
			assert_int_equal(a.end, APPLY_DONE);
			assert_int_equal(a.error, 0);
		} else {
			assert_int_equal(a.end, APPLY_UNDONE);
			expect_state(&test, "as applied", applied);
			assert_int_equal(run_whole(&test, apply_stop).end, APPLY_DONE);
		}
		expect_names("state", " lock");
		expect_state(&test, "stopped", test.before);
		test_close(&test);
	}
	assert_true(n_ops > 10);
}

/* Each step in turn is done, but the kernel's answer is lost. */
static void outlives_a_lost_answer(void **state)
{
	static int (*const runs[])(struct apply *) = { apply_run, apply_stop };
	size_t n_ops = 2, gone = 0;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		for (unsigned n = 1; n <= n_ops; n++) {
			struct test test;
			struct text from;
			struct apply a;
			bool deletes;

			test_open(&test);
			if (i)
				run_whole(&test, apply_run);
			from = render(&test);
			a = next_run(&test);
			test.accidents.unanswered = n;
			assert_int_equal(runs[i](&a), 0);
			end_run(&a);
			n_ops = a.plan.n_ops;
			deletes = i && a.plan.ops[n - 1].kind == NET_DELETE_LINK;
			gone += deletes;
			assert_int_equal(a.end, deletes ? APPLY_DONE : APPLY_UNDONE);
			expect_state(&test, "whole", deletes ? test.before : from);
			assert_true(run_whole(&test, apply_stop).end <= APPLY_DONE);
			expect_state(&test, "stopped", test.before);
			expect_names("state", " lock");
			test_close(&test);
		}
	}
	assert_true(gone > 1);
}

/* A bridge is gone, the other one stays: the host has its addresses nevertheless, and the next stop ends it. */
static void goes_on_with_a_stop(void **state)
{
	struct test test;
	struct apply a;

	(void)state;
	test_open(&test);
	run_whole(&test, apply_run);
	a = next_run(&test);
	test.accidents.fails_from = count_stop_steps(&test);
	test.accidents.fails_to = ~0u;
	assert_int_equal(apply_stop(&a), 0);
	end_run(&a);
	assert_int_equal(a.end, APPLY_LEFT);
	assert_int_equal(a.n_left, 1);
	expect_names("state", " applied journal lock");
	assert_non_null(strstr(render(&test).s, "address eth0 0 #0 /24 dynamic 0 secondary 0 label eth0 c0a80001"));
	assert_non_null(run_whole(&test, apply_stop).recovered);
	expect_state(&test, "stopped", test.before);
	expect_names("state", " lock");
	test_close(&test);
}

/* Killed before or after step n of `first`. False when there is no such step. */
static bool kill_at(struct test *test, int (*first)(struct apply *), unsigned n, bool after)
{
	struct apply a = next_run(test);

	*(after ? &test->accidents.dies_after : &test->accidents.dies_before) = n;
	if (setjmp(test->accidents.death) == 0) {
		assert_int_equal(first(&a), 0);
		end_run(&a);
		return false;
	}
	end_run(&a);
	return true;
}

static void outlives_a_kill(void **state)
{
	static int (*const runs[])(struct apply *) = { apply_run, apply_stop };
	unsigned kills = 0;

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		/* Killed in apply or stop, before or after the step; then comes apply or stop. */
		bool stops = i & 1, after = i & 2, stops_then = i & 4, killed = true;

		for (unsigned n = 1; killed; n++) {
			struct test test;
			struct apply a;

			test_open(&test);
			if (stops)
				run_whole(&test, apply_run);
			killed = kill_at(&test, runs[stops], n, after);
			kills += killed;
			a = run_whole(&test, runs[stops_then]);
			assert_int_equal(a.recovered != NULL, killed);
			if (killed)
				assert_non_null(strstr(a.recovered,
				                       stops ? "an earlier stop did not" : "an earlier apply did not"));
			if (!stops_then)
				a = run_whole(&test, apply_stop);
			assert_true(a.end <= APPLY_DONE);
			expect_state(&test, "as before", test.before);
			expect_names("state", " lock");
			test_close(&test);
		}
	}
	assert_true(kills > 8 * 15);
}

/*
 * Step n fails; on the way back from it the run is killed before or after a step. Whoever comes next must not begin
 * once more at its end: the names are those of other links by then.
 */
static void outlives_a_kill_on_the_way_back(void **state)
{
	unsigned kills = 0;

	(void)state;
	for (unsigned after = 0; after < 2; after++) {
		bool killed = true;

		for (unsigned n = 1; killed; n++) {
			unsigned last;
			struct test test;
			struct apply a;

			test_open(&test);
			last = count_steps(&test);
			a = next_run(&test);
			test.accidents.fails_from = test.accidents.fails_to = last;
			*(after ? &test.accidents.dies_after : &test.accidents.dies_before) = last + n;
			killed = setjmp(test.accidents.death) != 0;
			if (!killed)
				assert_int_equal(apply_run(&a), 0);
			end_run(&a);
			kills += killed;
			assert_int_equal(run_whole(&test, apply_stop).recovered != NULL, killed);
			expect_state(&test, "as before", test.before);
			expect_names("state", " lock");
			test_close(&test);
		}
	}
	assert_true(kills > 2 * 15);
}

/* Nothing works any more from step n on: what is left is told, and the next run can. */
static void tells_what_is_left(void **state)
{
	size_t n_ops = 3;

	(void)state;
	for (unsigned n = 2; n <= n_ops; n++) {
		struct test test;
		struct apply a;

		test_open(&test);
		a = next_run(&test);
		test.accidents.fails_from = n;
		test.accidents.fails_to = ~0u;
		assert_int_equal(apply_run(&a), 0);
		assert_int_equal(a.end, APPLY_LEFT);
		assert_true(a.n_left > 0);
		end_run(&a);
		n_ops = a.plan.n_ops;
		a = run_whole(&test, apply_stop);
		assert_non_null(a.recovered);
		expect_state(&test, "as before", test.before);
		test_close(&test);
	}
}

/* The kernel says that it did a step, and did not. What is not noticed the next apply mends. */
static void looks_whether_all_is_done(void **state)
{
	size_t n_ops = 1, noticed = 0;

	(void)state;
	for (unsigned n = 1; n <= n_ops; n++) {
		struct test test;
		struct apply a;

		test_open(&test);
		a = next_run(&test);
		test.accidents.ignored = n;
		assert_int_equal(apply_run(&a), 0);
		end_run(&a);
		n_ops = a.plan.n_ops;
		if (a.end == APPLY_UNDONE)
			expect_state(&test, "as before", test.before);
		run_whole(&test, apply_run);
		assert_int_equal(run_whole(&test, apply_run).end, APPLY_NOTHING);
		if (a.error == -EAGAIN) {
			assert_non_null(strstr(a.words, " is still to be done ("));
			noticed++;
		}
		run_whole(&test, apply_stop);
		expect_state(&test, "stopped", test.before);
		test_close(&test);
	}
	assert_true(noticed > 2);
}

/* Against the plan, which took its routes and addresses for safe: so the run ends, whichever step it was. */
static void takes_back_what_went_down(void **state)
{
	size_t n_ops = 1;

	(void)state;
	for (unsigned n = 1; n <= n_ops; n++) {
		struct test test;
		struct apply a;
		const struct net_op *op;

		test_open(&test);
		a = next_run(&test);
		test.accidents.taken_down = n;
		assert_int_equal(apply_run(&a), 0);
		end_run(&a);
		n_ops = a.plan.n_ops;
		op = &a.plan.ops[n - 1];
		assert_int_equal(a.end, op->number ? APPLY_DONE : APPLY_UNDONE);
		if (!op->number) {
			assert_true(a.error == -ENETDOWN && a.op->kind == op->kind);
			expect_state(&test, "as before", test.before);
		}
		test_close(&test);
		folder_clean(state);
	}
	assert_true(n_ops > 15);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, folder_clean, folder_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(puts_back_what_fails),      TEST(puts_back_a_stop_that_fails),     TEST(goes_on_with_a_stop),
		TEST(outlives_a_kill),           TEST(outlives_a_kill_on_the_way_back), TEST(tells_what_is_left),
		TEST(looks_whether_all_is_done), TEST(takes_back_what_went_down),       TEST(outlives_a_lost_answer),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
