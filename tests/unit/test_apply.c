/*
 * test_apply.c - apply, stop and confirm, when nothing fails but what they are to refuse (test_apply_faults.c: what fails).
 *
 * Touches no real network.
 */
#include "harness.h"
#include <sys/resource.h>
#include "apply_bench.h"

static void applies_once_and_stops(void **state)
{
	struct test test;
	struct apply a;

	(void)state;
	test_open(&test);
	a = run_whole(&test, apply_run);
	assert_int_equal(a.end, APPLY_DONE);
	assert_int_equal(test.accidents.steps, a.plan.n_ops);
	assert_true(has_link(&test, "peth0"));
	expect_names("state", " applied lock");
	assert_int_equal(run_whole(&test, apply_run).end, APPLY_NOTHING);
	assert_int_equal(test.accidents.steps, 0);
	assert_int_equal(run_whole(&test, apply_stop).end, APPLY_DONE);
	expect_state(&test, "stopped", test.before);
	expect_names("state", " lock");
	assert_int_equal(run_whole(&test, apply_stop).end, APPLY_NOTHING);
	test_close(&test);
}

static void needs_privilege(void **state)
{
	struct test test;
	struct apply a;

	(void)state;
	test_open(&test);
	a = next_run(&test);
	test.accidents.fails_from = 1;
	test.accidents.fails_to = ~0u;
	test.accidents.error = -EPERM;
	assert_int_equal(apply_run(&a), -EPERM);
	end_run(&a);
	expect_names("state", " lock");
	test_close(&test);
}

/* In the first phase a signal ends the run; in the second it comes too late. */
static void heeds_signals_between_phases(void **state)
{
	const struct timespec now = { 0, 0 };
	sigset_t set;

	(void)state;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	for (unsigned last = 0; last < 2; last++) {
		struct test test;
		struct apply a;

		test_open(&test);
		a = next_run(&test);
		test.accidents.signalled = last ? count_steps(&test) : 1;
		assert_int_equal(apply_run(&a), 0);
		end_run(&a);
		assert_int_equal(sigtimedwait(&set, NULL, &now), SIGTERM);
		assert_int_equal(a.end, last ? APPLY_DONE : APPLY_UNDONE);
		if (last) {
			run_whole(&test, apply_stop);
		} else {
			assert_true(a.error == -EINTR && !a.op);
			expect_state(&test, "interrupted", test.before);
		}
		test_close(&test);
	}
}

static void keeps_what_is_confirmed(void **state)
{
	struct test test;
	struct text applied;
	struct apply a;

	(void)state;
	test_open(&test);
	a = next_run(&test);
	assert_int_equal(apply_confirm(&a), -ENOENT);
	end_run(&a);
	apply_unconfirmed(&test);
	expect_names("state", " journal lock watchdog watchdog.log");
	applied = render(&test);
	assert_int_equal(run_whole(&test, apply_confirm).end, APPLY_DONE);
	expect_state(&test, "confirmed", applied);
	expect_names("state", " applied lock watchdog watchdog.log");
	assert_int_equal(run_whole(&test, apply_stop).end, APPLY_DONE);
	expect_state(&test, "stopped", test.before);
	test_close(&test);
}

static void takes_back_what_nobody_confirmed(void **state)
{
	struct test test;
	struct apply a;

	(void)state;
	test_open(&test);
	apply_unconfirmed(&test);
	/* The watchdog's part, its time being up at once. */
	a = (struct apply){ .arena = &test.run.arena, .kernel = &test.ops, .findings = &test.run.findings };
	assert_int_equal(state_open("state", &a.dir), 0);
	assert_int_equal(apply_watch(&a), 0);
	assert_int_equal(a.end, APPLY_UNDONE);
	end_run(&a);
	expect_state(&test, "taken back", test.before);
	test_close(&test);
}

/* One that has no kernel to ask, say. */
static void touches_nothing_without_a_watchdog(void **state)
{
	struct test test;
	struct apply a;
	int r;

	(void)state;
	test_open(&test);
	a = next_run(&test);
	a.confirm = 60;
	r = apply_run(&a);
	if (r == 1)
		_exit(0);
	assert_int_equal(r, -ECHILD);
	end_run(&a);
	expect_state(&test, "untouched", test.before);
	expect_names("state", " lock watchdog watchdog.log");
	while (wait(NULL) > 0)
		;
	test_close(&test);
}

/* A second description, an interface that came meanwhile: stop goes back to before the first. */
static void adds_up(void **state)
{
	struct test test;
	struct text now;

	(void)state;
	test_open(&test);
	run_whole(&test, apply_run);
	fake_link(&test.fake, "eth2", "")->up = true;
	fake_address(&test.fake, "eth2", "198.51.100.7/24", NULL, false);
	want_bridge(&test, "dmz", "eth2");
	assert_int_equal(run_whole(&test, apply_run).end, APPLY_DONE);
	assert_int_equal(run_whole(&test, apply_stop).end, APPLY_DONE);
	assert_true(has_link(&test, "eth2"));
	assert_false(has_link(&test, "dmz"));
	assert_false(has_link(&test, "lan"));
	now = render(&test);
	assert_non_null(strstr(now.s, "c6336407"));
	test_close(&test);
}

/* Who is attached to a bridge is not cut off by a stop. */
static void refuses_while_guests_are_attached(void **state)
{
	const struct net_op attach = { .kind = NET_SET_MASTER, .link = TEXT("vif1.0"), .other = TEXT("lan") };
	struct net_error error;
	struct test test;
	struct apply a;

	(void)state;
	test_open(&test);
	run_whole(&test, apply_run);
	fake_link(&test.fake, "vif1.0", "")->up = true;
	assert_int_equal(test.ops.execute(test.ops.self, &attach, &error), 0);
	a = next_run(&test);
	assert_int_equal(apply_stop(&a), -EINVAL);
	assert_int_equal(test.accidents.steps, 0);
	assert_int_equal(a.findings->first->at.begin, test.bridges[0].name_at.begin);
	end_run(&a);
	a = next_run(&test);
	a.force = true;
	assert_int_equal(apply_stop(&a), 0);
	assert_int_equal(a.end, APPLY_DONE);
	end_run(&a);
	test_close(&test);
}

static void locks_and_guards_its_folder(void **state)
{
	int dir, first, second;

	(void)state;
	assert_int_equal(state_open("state", &dir), 0);
	assert_int_equal(state_lock(dir, &first), 0);
	assert_int_equal(state_lock(dir, &second), -EWOULDBLOCK);
	close(first);
	assert_int_equal(state_lock(dir, &second), 0);
	close(second);
	close(dir);
	assert_int_equal(chmod("state", 0777), 0);
	assert_int_equal(state_open("state", &dir), -EPERM);
	assert_int_equal(state_open("no/such", &dir), -ENOENT);
}

/* What another boot has left tells nothing of this one; another network namespace is somebody else's. */
/* Not to know which folder is ours is no reason to take another one. */
static void finds_the_folder_of_its_namespace(void **state)
{
	struct arena arena = { 0 };
	struct rlimit files, none;
	int next;
	const char *path = NULL, *name;
	struct text here, boot;

	(void)state;
	assert_int_equal(mkdir("shared", 0755), 0);
	assert_int_equal(state_folder(&arena, "shared", &path), 0);
	assert_string_equal(path, "shared");
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	next = dup(STDERR_FILENO);
	close(next);
	none = (struct rlimit){ (rlim_t)next, files.rlim_max };
	path = NULL;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_int_equal(state_folder(&arena, "shared", &path), -EMFILE);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
	assert_string_equal(path, "shared");
	assert_int_equal(journal_boot(&arena, &here), 0);
	assert_true(text_split(&here, '/', &boot));
	name = arena_printf(&arena, "shared/net-%.*s", TEXT_ARG(here));
	assert_int_equal(symlink(strchr(name, '/') + 1, name), 0);
	assert_int_equal(state_folder(&arena, "shared", &path), -ELOOP);
	assert_int_equal(unlink(name), 0);
	assert_int_equal(mkdir(name, 0755), 0);
	assert_int_equal(state_folder(&arena, "shared", &path), 0);
	assert_string_equal(path, name);
	arena_free(&arena);
}

static void knows_its_boot(void **state)
{
	struct journal j = { .boot = TEXT("another/1") };
	struct text here;
	struct test test;
	struct apply a;

	(void)state;
	test_open(&test);
	assert_int_equal(journal_boot(&test.run.arena, &here), 0);
	a = next_run(&test);
	assert_int_equal(journal_write(a.dir, JOURNAL_APPLIED, &j), 0);
	assert_int_equal(apply_stop(&a), 0);
	assert_int_equal(a.end, APPLY_NOTHING);
	here.n = (size_t)(strchr(here.s, '/') - here.s);
	j.boot = text_of(arena_printf(&test.run.arena, "%.*s/0", TEXT_ARG(here)));
	assert_int_equal(journal_write(a.dir, JOURNAL_APPLIED, &j), 0);
	assert_int_equal(apply_stop(&a), -EXDEV);
	write_file("state/journal", TEXT("no journal"));
	assert_int_equal(apply_run(&a), -EBADMSG);
	end_run(&a);
	expect_state(&test, "untouched", test.before);
	test_close(&test);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, folder_clean, folder_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(applies_once_and_stops),
		TEST(needs_privilege),
		TEST(heeds_signals_between_phases),
		TEST(keeps_what_is_confirmed),
		TEST(takes_back_what_nobody_confirmed),
		TEST(touches_nothing_without_a_watchdog),
		TEST(adds_up),
		TEST(refuses_while_guests_are_attached),
		TEST(locks_and_guards_its_folder),
		TEST(finds_the_folder_of_its_namespace),
		TEST(knows_its_boot),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
