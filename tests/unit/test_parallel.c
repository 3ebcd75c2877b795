/*
 * test_parallel.c - every item once, whatever the number of threads; an error stops them.
 */
#include "harness.h"
#include <errno.h>
#include <stdatomic.h>
#include <xencfg/parallel.h>

enum { ITEMS = 1000 };

struct seen {
	atomic_uint times[ITEMS];
	atomic_uint by[PARALLEL_MAX];
	atomic_uint strangers; /* workers that there are not */
	unsigned workers;
	size_t failing; /* this item and all behind it fail */
};

static int see(void *context, unsigned worker, size_t item)
{
	struct seen *seen = context;

	if (worker >= seen->workers || item >= ITEMS) {
		atomic_fetch_add(&seen->strangers, 1);
		return 0;
	}
	atomic_fetch_add(&seen->times[item], 1);
	atomic_fetch_add(&seen->by[worker], 1);
	return item >= seen->failing ? -EIO : 0;
}

static void each_item_is_done_once(void **state)
{
	static const unsigned workers[] = { 1, 2, 3, 16, PARALLEL_MAX };
	static const size_t items[] = { 0, 1, 15, 16, 17, 33, ITEMS };

	(void)state;
	for (size_t w = 0; w < COUNT(workers); w++)
		for (size_t i = 0; i < COUNT(items); i++) {
			struct seen seen = { .workers = workers[w], .failing = ITEMS };

			assert_int_equal(parallel_run(workers[w], items[i], see, &seen), 0);
			assert_int_equal(seen.strangers, 0);
			for (size_t item = 0; item < ITEMS; item++)
				if (seen.times[item] != (item < items[i]))
					fail_msg("%u workers, %zu items: item %zu was done %u times", workers[w],
					         items[i], item, seen.times[item]);
		}
}

static void more_workers_than_there_can_be_are_the_most(void **state)
{
	struct seen seen = { .workers = PARALLEL_MAX, .failing = ITEMS };

	(void)state;
	assert_int_equal(parallel_run(PARALLEL_MAX + 1000, ITEMS, see, &seen), 0);
	assert_int_equal(seen.strangers, 0);
	for (size_t item = 0; item < ITEMS; item++)
		assert_int_equal(seen.times[item], 1);
}

static void one_worker_does_them_in_order_until_one_fails(void **state)
{
	struct seen seen = { .workers = 1, .failing = 100 };

	(void)state;
	assert_int_equal(parallel_run(1, ITEMS, see, &seen), -EIO);
	for (size_t item = 0; item < ITEMS; item++)
		assert_int_equal(seen.times[item], item <= 100);
}

static void an_error_comes_back_from_any_thread(void **state)
{
	(void)state;
	for (size_t failing = 0; failing < ITEMS; failing += 37) {
		struct seen seen = { .workers = 4, .failing = failing };

		assert_int_equal(parallel_run(4, ITEMS, see, &seen), -EIO);
		for (size_t item = 0; item < ITEMS; item++)
			assert_true(seen.times[item] <= 1);
	}
}

/* Each waits for the other: this ends only if both are at work at once. */
static int meet(void *context, unsigned worker, size_t item)
{
	struct seen *seen = context;

	atomic_fetch_add(&seen->by[worker], 1);
	if (item == 0 || item == 16)
		for (int i = 0; i < 20000 && !(seen->by[0] && seen->by[1]); i++)
			usleep(500);
	return 0;
}

static void two_work_at_once(void **state)
{
	struct seen seen = { .workers = 2 };

	(void)state;
	assert_int_equal(parallel_run(2, 32, meet, &seen), 0);
	assert_true(seen.by[0] && seen.by[1]);
}

static void there_is_a_processor(void **state)
{
	(void)state;
	assert_in_range(parallel_default(), 1, PARALLEL_MAX);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_item_is_done_once),
		cmocka_unit_test(more_workers_than_there_can_be_are_the_most),
		cmocka_unit_test(one_worker_does_them_in_order_until_one_fails),
		cmocka_unit_test(an_error_comes_back_from_any_thread),
		cmocka_unit_test(two_work_at_once),
		cmocka_unit_test(there_is_a_processor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
