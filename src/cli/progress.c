/*
 * progress.c - a line on the terminal that is written over, some times a second.
 *
 * Never writes to anything but a terminal.
 */
#include <stdio.h>
#include <unistd.h>
#include "progress.h"

enum { FIRST_MS = 500, EVERY_MS = 100 };

/* The clock is only looked at now and then: a step may take a few microseconds. */
enum { STEPS_A_LOOK = 64 };

static void wait_for(struct progress *p, long ms)
{
	clock_gettime(CLOCK_MONOTONIC, &p->next);
	p->next.tv_nsec += ms * 1000000;
	p->next.tv_sec += p->next.tv_nsec / 1000000000;
	p->next.tv_nsec %= 1000000000;
}

static bool is_time(const struct progress *p)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > p->next.tv_sec || (now.tv_sec == p->next.tv_sec && now.tv_nsec >= p->next.tv_nsec);
}

void progress_begin(struct progress *p, bool quiet, const char *what, size_t total)
{
	p->on = !quiet && isatty(STDERR_FILENO);
	p->what = what;
	p->total = total;
	atomic_store(&p->done, 0);
	p->shown = false;
	if (p->on)
		wait_for(p, FIRST_MS);
}

void progress_step(struct progress *p, bool shows)
{
	size_t done = p->on ? atomic_fetch_add_explicit(&p->done, 1, memory_order_relaxed) + 1 : 0;

	if (!p->on || !shows || done % STEPS_A_LOOK || !is_time(p))
		return;
	fprintf(stderr, "\r%zu of %zu %s ", done, p->total, p->what);
	p->shown = true;
	wait_for(p, EVERY_MS);
}

void progress_end(struct progress *p)
{
	if (p->shown)
		fprintf(stderr, "\r\033[K");
	p->shown = false;
}
