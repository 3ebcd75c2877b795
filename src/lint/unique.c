/*
 * unique.c - finds what stands twice, by sorting.
 *
 * Knows keys, places and order; what it means that something stands twice
 * is for the rules.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/hash.h>
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

/*
 * May a key stand twice? Nearly always none does, and one pass over a table
 * of hashes tells so; what it finds may still be two keys of one hash.
 */
static bool may_repeat(struct check *cx, const struct unique *items, size_t n)
{
	size_t size = 16;
	uint64_t *seen;

	while (size < n * 2)
		size *= 2;
	seen = arena_array(cx->arena, size, sizeof(*seen));
	if (!seen)
		return true;
	for (size_t i = 0; i < n; i++) {
		/* 0 is an empty place of the table. */
		uint64_t hash = hash_add(HASH_START, items[i].key) | 1;
		size_t at = (size_t)(hash ^ hash >> 32) & (size - 1);

		if (items[i].key.n == 0)
			continue;
		for (; seen[at]; at = (at + 1) & (size - 1))
			if (seen[at] == hash)
				return true;
		seen[at] = hash;
	}
	return false;
}

void unique_report(struct check *cx, struct unique *items, size_t n, unique_reporter *report)
{
	size_t first = 0;

	if (!may_repeat(cx, items, n))
		return;
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

const struct unique *unique_earlier(const struct unique *item, const struct unique *first, const void *context,
                                    unique_test *test)
{
	enum { LOOKED_AT = 64 };

	/* Sorted by key and order: all between stand earlier and have the same key. */
	if (item - first > LOOKED_AT)
		first = item - LOOKED_AT;
	for (; first < item; first++)
		if (test(context, item, first))
			return first;
	return NULL;
}
