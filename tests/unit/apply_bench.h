/*
 * apply_bench.h - what the tests of apply share: a state folder, a fake kernel, and accidents that happen to it.
 *
 * Included once, behind harness.h. Touches no real network.
 */
#ifndef XENCFG_APPLY_BENCH_H
#define XENCFG_APPLY_BENCH_H

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <xencfg/apply.h>
#include "fake_kernel.h"
#include "fake_kernel.c"

/* The fake kernel, with accidents. Steps count from 1. */
struct accidents {
	struct net_ops kernel;
	unsigned steps;
	unsigned fails_from, fails_to; /* these do not happen */
	int error;                     /* but give this; 0: -EIO */
	unsigned dies_before, dies_after;
	unsigned signalled;  /* a SIGTERM comes with this one */
	unsigned ignored;    /* this one does nothing, and says that it did */
	unsigned taken_down; /* this one says that its link went down for it */
	unsigned unanswered; /* this one is done, and nobody hears so */
	jmp_buf death;
};

static int accident_execute(void *self, const struct net_op *op, struct net_error *ret_error)
{
	struct accidents *a = self;
	int r;

	a->steps++;
	if (a->steps == a->signalled)
		raise(SIGTERM);
	if (a->steps == a->dies_before)
		longjmp(a->death, 1);
	if (a->steps >= a->fails_from && a->steps <= a->fails_to) {
		*ret_error = (struct net_error){ op, a->error ? a->error : -EIO, "an accident", false };
		return ret_error->error;
	}
	if (a->steps == a->ignored) {
		*ret_error = (struct net_error){ .op = op };
		return 0;
	}
	r = a->kernel.execute(a->kernel.self, op, ret_error);
	ret_error->taken_down |= a->steps == a->taken_down;
	if (a->steps == a->dies_after)
		longjmp(a->death, 1);
	if (a->steps == a->unanswered)
		*ret_error = (struct net_error){ op, r = -ENOBUFS, NULL, false };
	return r;
}

static int accident_observe(void *self, struct arena *arena, struct net_state *ret)
{
	struct accidents *a = self;

	return a->kernel.observe(a->kernel.self, arena, ret);
}

struct test {
	struct run run;
	struct fake fake;
	struct net_want want;
	struct net_want_bridge bridges[4];
	struct accidents accidents;
	struct net_ops ops; /* what apply sees */
	struct text before;
};

/* Places are made up: bridge i stands at byte 100 i, its name 1 behind, its netdev 2 behind. */
static struct net_want_bridge *want_bridge(struct test *test, const char *name, const char *netdev)
{
	size_t at = 100 * test->want.n_bridges;
	struct net_want_bridge *b = &test->bridges[test->want.n_bridges++];

	*b = (struct net_want_bridge){ .name = text_of(name), .netdev = text_of(netdev) };
	b->at = span_make(1, at, at + 90);
	b->name_at = span_make(1, at + 1, at + 2);
	b->netdev_at = span_make(1, at + 2, at + 3);
	b->mac = (struct mac){ { 2, 1, 0, 0, 0, (uint8_t)test->want.n_bridges } };
	return b;
}

static struct text render(struct test *test)
{
	return fake_text(&test->fake, &test->run.arena);
}

static bool has_link(struct test *test, const char *name)
{
	struct net_state now;

	assert_int_equal(accident_observe(&test->accidents, &test->run.arena, &now), 0);
	return net_link_named(&now, text_of(name)) != NULL;
}

static void show_missing(const char *mark, struct text lines, struct text in)
{
	struct text line;

	while (text_split(&lines, '\n', &line))
		if (!memmem(in.s, in.n, line.s, line.n))
			fprintf(stderr, "%s %.*s\n", mark, TEXT_ARG(line));
}

static void expect_state(struct test *test, const char *what, struct text wanted)
{
	struct text now = render(test);

	if (text_same(now, wanted))
		return;
	show_missing("-", wanted, now);
	show_missing("+", now, wanted);
	fail_msg("%s: not\n%s", what, now.s);
}

/* Two bridges to be made: one takes the netdev's name, which gets another; rich in what can be lost. */
static void test_open(struct test *test)
{
	struct fake *f = &test->fake;

	run_open(&test->run);
	run_source(&test->run, "host.json", TEXT("the description"));
	f->arena = &test->run.arena;
	fake_init(f);
	fake_link(f, "eth0", "")->up = true;
	fake_link(f, "eth1", "")->up = true;
	fake_address(f, "eth0", "192.168.0.1/24", NULL, false);
	fake_address(f, "eth0", "192.168.0.2/24", "eth0:1", false);
	fake_address(f, "eth0", "2001:db8::1/64", NULL, false);
	fake_address(f, "eth1", "203.0.113.5/24", NULL, false);
	fake_route(f, "eth0", NULL, "192.168.0.254", NULL, 254, 0);
	fake_route(f, "eth0", "10.0.0.0/8", NULL, NULL, 100, 0);
	test->want = (struct net_want){ .bridges = test->bridges };
	want_bridge(test, "lan", "eth0")->rename = true;
	want_bridge(test, "eth1", "eth1")->rename = true;
	test->accidents = (struct accidents){ .kernel = fake_ops(f) };
	test->ops = (struct net_ops){ accident_observe, accident_execute, &test->accidents };
	test->before = render(test);
}

static void test_close(struct test *test)
{
	run_close(&test->run);
}

/* Whoever opens the state folder next. */
static struct apply next_run(struct test *test)
{
	struct apply a = {
		.arena = &test->run.arena, .kernel = &test->ops, .want = &test->want, .findings = &test->run.findings
	};

	findings_init(&test->run.findings, &test->run.arena);
	test->accidents = (struct accidents){ .kernel = fake_ops(&test->fake) };
	assert_int_equal(state_open("state", &a.dir), 0);
	assert_int_equal(state_lock(a.dir, &a.lock), 0);
	return a;
}

static void end_run(struct apply *a)
{
	close(a->lock);
	close(a->dir);
}

/* stop, or apply; its end. */
static struct apply run_whole(struct test *test, int (*run)(struct apply *))
{
	struct apply a = next_run(test);

	assert_int_equal(run(&a), 0);
	end_run(&a);
	return a;
}

/* It waits to be confirmed. The fake is in our memory, so that no watchdog of its own could help it: one that dies at
 * once. */
static void apply_unconfirmed(struct test *test)
{
	struct apply a = next_run(test);
	const int fine = 0;
	int r;

	a.confirm = 60;
	r = apply_run(&a);
	if (r == 1)
		_exit(write(a.ready, &fine, sizeof(fine)) != sizeof(fine));
	assert_int_equal(r, 0);
	assert_int_equal(a.end, APPLY_DONE);
	end_run(&a);
	while (wait(NULL) > 0)
		;
}

/* Of an apply that nothing happened to yet. */
static unsigned count_steps(struct test *test)
{
	struct net_state now;
	struct plan plan;

	assert_int_equal(accident_observe(&test->accidents, &test->run.arena, &now), 0);
	assert_int_equal(plan_build(&test->run.arena, &test->want, &now, &test->run.findings, &plan), 0);
	return (unsigned)plan.n_ops;
}

/* Likewise of a stop. */
static unsigned count_stop_steps(struct test *test)
{
	struct net_state now;
	struct journal applied;
	struct net_past past;
	struct plan plan;
	int dir;

	assert_int_equal(state_open("state", &dir), 0);
	assert_int_equal(journal_read(&test->run.arena, dir, JOURNAL_APPLIED, &applied), 0);
	close(dir);
	past = (struct net_past){ &applied.before, applied.made, applied.n_made };
	assert_int_equal(accident_observe(&test->accidents, &test->run.arena, &now), 0);
	assert_int_equal(plan_stop(&test->run.arena, &applied.want, &past, &now, &test->run.findings, &plan), 0);
	return (unsigned)plan.n_ops;
}

#endif
