/*
 * test_apply_alloc.c - the n-th allocation of an apply, stop or confirm fails, for n = 1, 2, 3, ...: it ends in one of the
 * ways that apply.h promises, and the next stop puts everything back.
 *
 * The fake kernel gets all the memory that it asks for. Touches no real network.
 */
#include "harness.h"
#include "alloc_bench.h"
#include "apply_bench.h"

/* What apply sees of the fake kernel. */
static int generous_execute(void *self, const struct net_op *op, struct net_error *ret_error)
{
	int r;

	memory.active = false;
	r = accident_execute(self, op, ret_error);
	memory.active = true;
	return r;
}

static int generous_observe(void *self, struct arena *arena, struct net_state *ret)
{
	int r;

	memory.active = false;
	r = accident_observe(self, arena, ret);
	memory.active = true;
	return r;
}

static int starve(struct test *test, struct apply *a, size_t failing, int (*run)(struct apply *))
{
	int r, files = next_file();

	test->ops = (struct net_ops){ generous_observe, generous_execute, &test->accidents };
	memory.n = 0;
	memory.failing = failing;
	memory.failed = false;
	memory.active = true;
	r = run(a);
	memory.active = false;
	test->ops = (struct net_ops){ accident_observe, accident_execute, &test->accidents };
	if (next_file() != files)
		fail_msg("allocation %zu failed: a file is still open", failing);
	return r;
}

/* What is there before, and what is to go wrong beside the memory. */
struct scene {
	int (*run)(struct apply *);
	void (*prepare)(struct test *test);
	unsigned fails; /* this step */
	bool whole;     /* nothing of an earlier run is under way: what fails leaves all as it was */
};

static void scene_applied(struct test *test)
{
	run_whole(test, apply_run);
}

/* An address that came from the netdev has been taken off by hand. */
static void scene_lost(struct test *test)
{
	struct net_op op = { .kind = NET_DELETE_ADDRESS, .link = TEXT("eth1") };
	struct net_error error;
	struct net_state now;

	run_whole(test, apply_run);
	assert_int_equal(accident_observe(&test->accidents, &test->run.arena, &now), 0);
	for (size_t i = 0; i < now.n_addresses; i++)
		if (now.addresses[i].link == net_link_named(&now, op.link)->index && !now.addresses[i].permanent_link_local)
			op.message = now.addresses[i].message;
	assert_true(op.message.n > 0);
	assert_int_equal(accident_execute(&test->accidents, &op, &error), 0);
}

static void scene_killed(struct test *test)
{
	struct apply a = next_run(test);

	test->accidents.dies_after = count_steps(test) / 2;
	if (setjmp(test->accidents.death) == 0)
		fail_msg("apply was not killed: %d", apply_run(&a));
	end_run(&a);
}

/* False: no allocation failed any more. */
static bool play(const struct scene *scene, size_t failing)
{
	struct text start, now;
	struct test test;
	struct apply a;
	bool failed;
	int r;

	test_open(&test);
	if (scene->prepare)
		scene->prepare(&test);
	start = render(&test);
	a = next_run(&test);
	test.accidents.fails_from = test.accidents.fails_to = scene->fails;
	r = starve(&test, &a, failing, scene->run);
	failed = memory.failed;
	end_run(&a);
	now = render(&test);
	if (scene->whole && (r < 0 || a.end == APPLY_UNDONE || a.end == APPLY_NOTHING) && !text_same(now, start))
		expect_state(&test, "as it was", start);
	/* Nothing is under way, then, but what was. */
	if (scene->whole && scene->run != apply_confirm && (r < 0 || a.end != APPLY_LEFT))
		assert_int_equal(access("state/journal", F_OK), -1);
	if (r < 0 && r != -ENOMEM && r != -ENOTRECOVERABLE)
		fail_msg("allocation %zu failed: %s", failing, strerror(-r));
	if ((r == 0 && a.end == APPLY_LEFT) || r == -ENOTRECOVERABLE)
		assert_true(a.n_left > 0);
	if (scene->whole && !scene->fails)
		assert_true(r < 0 || a.end != APPLY_LEFT);
	if (!failed)
		assert_true(r == 0 && a.end == (scene->fails ? APPLY_UNDONE : APPLY_DONE));
	a = run_whole(&test, apply_stop);
	assert_true(a.end <= APPLY_DONE);
	expect_state(&test, "stopped", test.before);
	test_close(&test);
	folder_clean(NULL);
	return failed;
}

static void play_all(const struct scene *scene)
{
	size_t n = 1;

	while (play(scene, n))
		n++;
	assert_true(n > 20);
}

static void apply_starves(void **state)
{
	(void)state;
	play_all(&(struct scene){ .run = apply_run, .whole = true });
}

static void apply_starves_on_the_way_back(void **state)
{
	(void)state;
	play_all(&(struct scene){ .run = apply_run, .whole = true, .fails = 18 });
}

static void second_apply_starves(void **state)
{
	(void)state;
	play_all(&(struct scene){ .run = apply_run, .prepare = scene_lost, .whole = true });
}

static void stop_starves(void **state)
{
	(void)state;
	play_all(&(struct scene){ .run = apply_stop, .prepare = scene_applied });
}

static void recovery_starves(void **state)
{
	(void)state;
	play_all(&(struct scene){ .run = apply_run, .prepare = scene_killed });
}

static void confirm_starves(void **state)
{
	(void)state;
	play_all(&(struct scene){ .run = apply_confirm, .prepare = apply_unconfirmed, .whole = true });
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, folder_clean, folder_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(apply_starves), TEST(apply_starves_on_the_way_back), TEST(second_apply_starves),
		TEST(stop_starves),  TEST(recovery_starves),              TEST(confirm_starves),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
