/*
 * graph_frames.c - groups the guests of a host by the bridges that they are on.
 *
 * Guests on one bridge come first, in the order of the bridges, then those
 * on two, and so on. The sets of several bridges that only few guests have
 * share a frame; guests on no bridge come last. Places nothing.
 */
#include <errno.h>
#include <stdlib.h>
#include "graph_layout.h"

enum { FEW = 4 };

/* A guest and its bridges: their indices, sorted, each once. */
struct member {
	const struct graph_guest *guest;
	size_t *bridges, n;
	bool unbridged; /* it has a vif that is on none */
	bool rare;      /* few others are on these bridges */
};

static int by_index(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* One, several, rare ones, none. */
static int class_of(const struct member *m)
{
	return m->n == 0 ? 3 : m->rare ? 2 : m->n > 1;
}

static int compare_sets(const struct member *x, const struct member *y)
{
	if (class_of(x) != class_of(y))
		return class_of(x) < class_of(y) ? -1 : 1;
	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	for (size_t i = 0; i < x->n; i++)
		if (x->bridges[i] != y->bridges[i])
			return x->bridges[i] < y->bridges[i] ? -1 : 1;
	return 0;
}

static int by_set(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = compare_sets(x, y);

	return order ? order : (x->guest > y->guest) - (x->guest < y->guest);
}

static int list_bridges(struct member *m, struct arena *arena)
{
	size_t n = 0;

	m->bridges = arena_array(arena, m->guest->n_vifs, sizeof(*m->bridges));
	if (!m->bridges)
		return -ENOMEM;
	for (size_t i = 0; i < m->guest->n_vifs; i++)
		if (m->guest->vifs[i].bridge)
			m->bridges[n++] = m->guest->vifs[i].bridge->index;
		else
			m->unbridged = true;
	if (n)
		qsort(m->bridges, n, sizeof(*m->bridges), by_index);
	for (size_t i = 0; i < n; i++)
		if (m->n == 0 || m->bridges[m->n - 1] != m->bridges[i])
			m->bridges[m->n++] = m->bridges[i];
	return 0;
}

/* Of sorted members the end of those who are on the same bridges as the one at `begin`. */
static size_t end_of_set(const struct member *members, size_t n, size_t begin)
{
	size_t end = begin + 1;

	while (end < n && compare_sets(&members[begin], &members[end]) == 0)
		end++;
	return end;
}

/* Several sets that few have become one frame. One such set alone is as good as any. */
static void find_rare(struct member *members, size_t n)
{
	size_t sets = 0;

	for (size_t i = 0, end; i < n; i = end) {
		end = end_of_set(members, n, i);
		sets += members[i].n > 1 && end - i < FEW;
	}
	if (sets < 2)
		return;
	for (size_t i = 0, end; i < n; i = end) {
		bool rare;

		end = end_of_set(members, n, i);
		rare = members[i].n > 1 && end - i < FEW;
		for (size_t k = i; k < end; k++)
			members[k].rare = rare;
	}
	qsort(members, n, sizeof(*members), by_set);
}

/* All bridges of the rare ones, in the order of the host. */
static int unite(struct layout_frame *f, const struct member *members, size_t n_bridges, struct arena *arena)
{
	bool *on = arena_array(arena, n_bridges, sizeof(*on));
	size_t *bridges = arena_array(arena, n_bridges, sizeof(*bridges));

	if (!on || !bridges)
		return -ENOMEM;
	for (size_t i = 0; i < f->n_guests; i++)
		for (size_t b = 0; b < members[i].n; b++)
			on[members[i].bridges[b]] = true;
	f->n_bridges = 0;
	for (size_t i = 0; i < n_bridges; i++)
		if (on[i])
			bridges[f->n_bridges++] = i;
	f->bridges = bridges;
	return 0;
}

static int add_frame(struct layout_host *l, const struct member *members, size_t n, struct layout_card *cards,
                     struct arena *arena)
{
	struct layout_frame *f = &l->frames[l->n_frames++];

	*f = (struct layout_frame){ .bridges = members->bridges,
		                    .n_bridges = members->n,
		                    .n_guests = n,
		                    .mixed = members->rare,
		                    .tells_bridge = members->n != 1 };
	for (size_t i = 0; i < n; i++) {
		f->tells_bridge |= members[i].unbridged;
		cards[i] = (struct layout_card){ .guest = members[i].guest, .frame = f };
	}
	return f->mixed ? unite(f, members, l->host->n_bridges, arena) : 0;
}

int graph_layout_frames(struct layout_host *l, struct arena *arena)
{
	size_t n = l->host->n_guests;
	struct member *members = arena_array(arena, n, sizeof(*members));
	int error = 0;

	l->frames = arena_array(arena, n, sizeof(*l->frames));
	if (!members || !l->frames)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		members[i].guest = &l->host->guests[i];
		if (list_bridges(&members[i], arena) < 0)
			return -ENOMEM;
	}
	qsort(members, n, sizeof(*members), by_set);
	find_rare(members, n);
	for (size_t i = 0, end; i < n && !error; i = end) {
		for (end = i + 1;
		     end < n && (members[i].rare ? members[end].rare : compare_sets(&members[i], &members[end]) == 0);)
			end++;
		error = add_frame(l, &members[i], end - i, &l->cards[i], arena);
	}
	return error;
}
