/*
 * domu_xm_value.c - the values of Python 2 while a file is read: truth, equality, lists, indexes.
 *
 * A list has one body that several names may hold. What can no longer be
 * followed turns unknown, and so does everything that grows too large.
 */
#include <errno.h>

#include "domu_xm.h"

void xm_unknown(struct xm *m, struct domu_value *ret, struct span at)
{
	*ret = (struct domu_value){ .kind = DOMU_UNKNOWN, .at = at };
	if (m->mode != XM_DEAD)
		m->r->domu->dynamic = true;
}

bool xm_spend(struct xm *m, size_t amount)
{
	if (amount > XM_VALUE_MAX || amount > m->work)
		return false;
	m->work -= amount;
	return true;
}

/* Bodies nest no deeper than DOMU_NESTING_MAX, and each turns unknown only once. */
void xm_leak(struct domu_value *v)
{
	struct domu_list *list = v->list;

	if (!list || list->unknown || list->depth > DOMU_NESTING_MAX)
		return;
	list->unknown = true;
	for (size_t i = 0; i < list->n; i++)
		xm_leak(&list->items[i]);
}

const char *xm_type(const struct domu_value *v)
{
	static const char *const names[] = {
		[DOMU_UNKNOWN] = "an unknown value",
		[DOMU_STRING] = "a string",
		[DOMU_INTEGER] = "a number",
		[DOMU_REAL] = "a number",
		[DOMU_LIST] = "a list",
		[DOMU_TUPLE] = "a tuple",
		[DOMU_DICT] = "a dictionary",
		[DOMU_NONE] = "None",
		[DOMU_BOOL] = "True or False",
		[DOMU_LONG] = "a long number",
		[DOMU_UNICODE] = "a unicode string",
	};

	return names[v->kind];
}

static bool is_whole(const struct domu_value *v)
{
	return v->kind == DOMU_INTEGER || v->kind == DOMU_BOOL || v->kind == DOMU_LONG;
}

static bool is_unknown(const struct domu_value *v)
{
	return v->kind == DOMU_UNKNOWN || (v->list && v->list->unknown);
}

enum xm_truth xm_truth(const struct domu_value *v)
{
	if (is_unknown(v) || v->kind == DOMU_REAL)
		return XM_UNSURE;
	if (v->kind == DOMU_STRING || v->kind == DOMU_UNICODE)
		return v->text.n ? XM_TRUE : XM_FALSE;
	if (v->list)
		return v->list->n ? XM_TRUE : XM_FALSE;
	return is_whole(v) && v->number ? XM_TRUE : XM_FALSE;
}

/* Of two simple values that are known. */
bool xm_same(const struct domu_value *a, const struct domu_value *b)
{
	if (is_whole(a) && is_whole(b))
		return a->number == b->number;
	return a->kind == b->kind && (a->kind == DOMU_NONE || text_same(a->text, b->text));
}

void xm_integer(struct domu_value *ret, struct xm *m, long long number, struct span at)
{
	const char *text = arena_printf(m->r->arena, "%lld", number);

	if (!text)
		m->r->error = -ENOMEM;
	*ret = (struct domu_value){ .kind = DOMU_INTEGER, .number = number, .at = at, .text = text_of(text) };
}

void xm_make_list(struct xm *m, struct domu_value *ret, enum domu_kind kind, struct domu_value *items, size_t n,
                  struct span at)
{
	struct domu_list *list = arena_alloc(m->r->arena, sizeof(*list));
	struct domu_list made = { .items = items, .n = n, .room = n, .weight = n };

	if (!list) {
		m->r->error = -ENOMEM;
		xm_unknown(m, ret, at);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct domu_list *inner = items[i].list;

		if (items[i].kind == DOMU_UNKNOWN)
			made.doubtful = i + 1;
		if (!inner)
			continue;
		inner->held = true;
		made.weight += inner->weight;
		if (inner->depth >= made.depth)
			made.depth = inner->depth + 1;
	}
	*list = made;
	*ret = (struct domu_value){ .kind = kind, .at = at, .list = list };
	/* A list of lists of lists …, or one that holds another a million times: too much to walk. */
	if (made.depth >= DOMU_NESTING_MAX || made.weight > XM_VALUE_MAX) {
		xm_leak(ret);
		xm_unknown(m, ret, at);
	}
}

/*
 * Appends in place, as += does. False when it cannot be followed: lists in
 * other lists keep their weight, and only plain values are added.
 */
bool xm_extend(struct xm *m, struct domu_value *v, const struct domu_value *more)
{
	struct domu_list *list = v->list;
	size_t n = more->list->n;

	if (list->held || list->n + n > XM_VALUE_MAX || !xm_spend(m, n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (more->list->items[i].list)
			return false;
	for (size_t i = 0; i < n; i++) {
		struct domu_value *items = reader_grow(m->r, list->items, list->n, &list->room, sizeof(*items));

		if (!items)
			return false;
		list->items = items;
		list->items[list->n++] = more->list->items[i];
		if (items[list->n - 1].kind == DOMU_UNKNOWN)
			list->doubtful = list->n;
	}
	list->weight = list->n;
	return true;
}

/* Its last entry with the key. A key that cannot be compared for sure makes the answer unknown. */
static void take_entry(struct xm *m, struct domu_value *v, const struct domu_value *key, struct span at)
{
	struct domu_list *list = v->list;
	const struct domu_value *found = NULL;

	for (size_t i = 0; i + 1 < list->n; i += 2) {
		const struct domu_value *k = &list->items[i];

		if (!is_whole(k) && k->kind != DOMU_STRING && k->kind != DOMU_NONE) {
			xm_leak(v);
			xm_unknown(m, v, at);
			return;
		}
		found = xm_same(k, key) ? k : found;
	}
	if (found) {
		*v = found[1];
		return;
	}
	xm_fault(m, at, NULL, "the dictionary has no such key");
	xm_unknown(m, v, at);
}

static void take_item(struct xm *m, struct domu_value *v, long long i, struct span at)
{
	long long n = (long long)v->list->n;

	if (i >= -n && i < n) {
		*v = v->list->items[i < 0 ? i + n : i];
		return;
	}
	xm_fault(m, at, NULL, "index %lld of a list that has %lld item%s", i, n, n == 1 ? "" : "s");
	xm_unknown(m, v, at);
}

void xm_index(struct xm *m, struct domu_value *v, struct domu_value *index, struct span at)
{
	long long i = index->number;

	if (m->mode != XM_LIVE || is_unknown(v) || is_unknown(index) || index->list || index->kind == DOMU_REAL ||
	    v->kind == DOMU_UNICODE || index->kind == DOMU_UNICODE ||
	    (v->kind == DOMU_DICT && !xm_spend(m, v->list->n))) {
		xm_leak(v);
		xm_unknown(m, v, at);
	} else if (v->kind == DOMU_DICT) {
		take_entry(m, v, index, at);
	} else if (v->kind != DOMU_STRING && !v->list) {
		xm_fault(m, at, NULL, "%s has no items", xm_type(v));
		xm_unknown(m, v, at);
	} else if (!is_whole(index)) {
		xm_fault(m, at, "is a comma missing before the bracket?", "%s cannot be indexed by %s", xm_type(v),
		         xm_type(index));
		xm_unknown(m, v, at);
	} else if (v->list) {
		take_item(m, v, i, at);
	} else if (i < -(long long)v->text.n || i >= (long long)v->text.n) {
		xm_fault(m, at, NULL, "index %lld of a string of %zu bytes", i, v->text.n);
		xm_unknown(m, v, at);
	} else {
		i += i < 0 ? (long long)v->text.n : 0;
		*v = (struct domu_value){ .kind = DOMU_STRING, .at = at, .text = { v->text.s + i, 1 } };
	}
}
