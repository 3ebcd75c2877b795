/*
 * parallel.c - hands items out to threads, some at a time.
 *
 * Knows nothing of the work. Its threads are gone when it returns.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <xencfg/parallel.h>

/* Enough that threads seldom meet at the counter, few enough that none waits long for the last one. */
enum { HANDED_OUT = 16 };

struct run {
	atomic_size_t next;
	atomic_int error;
	size_t n;
	parallel_work *work;
	void *context;
};

struct worker {
	struct run *run;
	unsigned number;
	pthread_t thread;
};

static void *do_items(void *data)
{
	struct worker *worker = data;
	struct run *run = worker->run;
	size_t begin;

	while ((begin = atomic_fetch_add(&run->next, HANDED_OUT)) < run->n)
		for (size_t i = begin; i < begin + HANDED_OUT && i < run->n; i++) {
			int error = atomic_load_explicit(&run->error, memory_order_relaxed);

			if (!error)
				error = run->work(run->context, worker->number, i);
			if (error) {
				atomic_store(&run->error, error);
				return NULL;
			}
		}
	return NULL;
}

int parallel_run(unsigned workers, size_t n, parallel_work *work, void *context)
{
	struct run run = { .n = n, .work = work, .context = context };
	struct worker worker[PARALLEL_MAX] = { { &run, 0, 0 } };
	unsigned made = 1;

	while (made < workers && made < PARALLEL_MAX && (size_t)made * HANDED_OUT < n) {
		worker[made] = (struct worker){ .run = &run, .number = made };
		if (pthread_create(&worker[made].thread, NULL, do_items, &worker[made]) != 0)
			break;
		made++;
	}
	do_items(&worker[0]);
	while (--made > 0)
		pthread_join(worker[made].thread, NULL);
	return atomic_load(&run.error);
}

unsigned parallel_default(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		return 1;
	return CPU_COUNT(&set) > PARALLEL_MAX ? PARALLEL_MAX : (unsigned)CPU_COUNT(&set);
}
