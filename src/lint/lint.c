/*
 * lint.c - the list of checks, run one after another.
 *
 * Knows no single rule: what to look for stands in the files beside this
 * one, which rules there are in src/diag/rules.def.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/sb.h>
#include "checks.h"

static rule_check *const checks[] = {
#define RULE(id, code, slug, severity, check, summary, explanation) check,
#include "rules.def"
#undef RULE
};

/* For rules that a reader reports, or that need more than one description. */
void check_none(struct check *cx)
{
	(void)cx;
}

int lint_run(const struct host *host, const struct sources *sources, struct arena *arena, struct findings *out)
{
	struct check cx = { .host = host, .sources = sources, .arena = arena, .out = out };

	cx.error = addresses_collect(&cx);
	for (size_t i = 0; !cx.error && i < sizeof(checks) / sizeof(*checks); i++) {
		checks[i](&cx);
		if (!cx.error)
			cx.error = out->error;
	}
	return cx.error ? cx.error : ignore_apply(host, sources, out);
}

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

size_t unique_sort(struct unique *items, size_t n)
{
	size_t empty = 0;

	for (size_t i = 0; i < n; i++)
		items[i].order = i;
	if (n)
		qsort(items, n, sizeof(*items), compare_unique);
	while (empty < n && items[empty].key.n == 0)
		empty++;
	return empty;
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

const char *values_listed(struct check *cx, const char *key)
{
	const char *last = NULL;
	struct sb list = { 0 };
	const char *s;

	for (unsigned i = 0; i < n_key_values; i++) {
		const struct key_use *use = &key_values[i].use[cx->host->toolstack];

		if (strcmp(key_values[i].key, key) != 0 || !use->types || cx->host->release < use->first ||
		    cx->host->release > use->last)
			continue;
		if (last)
			sb_printf(&list, "%s%s", list.n ? ", " : "", last);
		last = key_values[i].value;
	}
	if (last)
		sb_printf(&list, "%s%s", list.n ? " or " : "", last);
	s = list.error ? NULL : arena_string(cx->arena, sb_view(&list));
	sb_free(&list);
	if (!s)
		cx->error = -ENOMEM;
	return s ? s : "";
}
