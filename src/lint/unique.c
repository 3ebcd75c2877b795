/*
 * unique.c - finds what stands twice, by sorting.
 *
 * Knows keys, places and order; what it means that something stands twice
 * is for the rules.
 */
#include <errno.h>
#include <stdlib.h>
#include "checks.h"

struct unique *unique_array(struct check *cx, size_t n)
{
	struct unique *items = arena_array(cx->arena, n, sizeof(*items));

	if (!items)
		cx->error = -ENOMEM;
	return items;
}

static int compare_unique(const void *a, const void *b)
{
	const struct unique *x = a, *y = b;
	int order = text_compare(x->key, y->key);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

void unique_sort(struct unique *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		items[i].order = i;
	if (n)
		qsort(items, n, sizeof(*items), compare_unique);
}

void unique_report(struct check *cx, struct unique *items, size_t n, unique_reporter *report)
{
	size_t first = 0;

	unique_sort(items, n);
	for (size_t i = 1; i < n; i++) {
		if (items[i].key.n == 0 || !text_same(items[i].key, items[first].key))
			first = i;
		else
			report(cx, &items[i], &items[first]);
	}
}

size_t unique_find(const struct unique *items, size_t n, struct text key)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (text_compare(items[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && text_same(items[low].key, key) ? low : n;
}
