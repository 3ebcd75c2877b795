/*
 * apply_keep.c - what was applied becomes what `stop` takes back.
 *
 * Applies add up: the network to go back to is that before the first one, together with what has
 * appeared since and is not ours.
 */
#include <errno.h>
#include <string.h>
#include "apply.h"

/* What was kept before, and a later apply. */
struct merge {
	struct arena *arena;
	const struct journal *base;
	int error;
};

static bool is_new(const struct merge *m, uint32_t index)
{
	for (size_t i = 0; i < m->base->n_made; i++)
		if (m->base->made[i] == index)
			return false;
	return index && !net_link_at(&m->base->before, index);
}

/* A copy of the items, with room for more. */
static void *room_for(struct merge *m, const void *items, size_t n, size_t more, size_t size)
{
	char *room = arena_array(m->arena, n + more + 1, size);

	if (!room)
		m->error = -ENOMEM;
	else if (n)
		memcpy(room, items, n * size);
	return room;
}

static int merge_state(struct merge *m, const struct net_state *later, struct net_state *ret)
{
	const struct net_state *base = &m->base->before;
	struct net_state all = *base;

	all.links = room_for(m, base->links, base->n_links, later->n_links, sizeof(*all.links));
	all.addresses = room_for(m, base->addresses, base->n_addresses, later->n_addresses, sizeof(*all.addresses));
	all.routes = room_for(m, base->routes, base->n_routes, later->n_routes, sizeof(*all.routes));
	if (m->error)
		return m->error;
	/* A newer link has a higher index: they stay in order. */
	for (size_t i = 0; i < later->n_links; i++)
		if (is_new(m, later->links[i].index))
			all.links[all.n_links++] = later->links[i];
	for (size_t i = 0; i < later->n_addresses; i++)
		if (is_new(m, later->addresses[i].link))
			all.addresses[all.n_addresses++] = later->addresses[i];
	for (size_t i = 0; i < later->n_routes; i++)
		if (is_new(m, later->routes[i].link))
			all.routes[all.n_routes++] = later->routes[i];
	*ret = all;
	return 0;
}

/* Of the same links? Else `stop` needs both, to put back what either took from its netdev. */
static bool same_links(const struct net_want_bridge *a, const struct net_want_bridge *b)
{
	return text_same(a->name, b->name) && text_same(a->netdev, b->netdev) && a->vlan == b->vlan &&
	       a->rename == b->rename;
}

/* The bridges of both; of those with the same links the later. */
static int merge_want(struct merge *m, const struct net_want *later, struct net_want *ret)
{
	const struct net_want *base = &m->base->want;
	struct net_want all = { .n_bridges = base->n_bridges };

	all.bridges = room_for(m, base->bridges, base->n_bridges, later->n_bridges, sizeof(*all.bridges));
	if (m->error)
		return m->error;
	for (size_t i = 0; i < later->n_bridges; i++) {
		size_t at = 0;

		while (at < base->n_bridges && !same_links(&base->bridges[at], &later->bridges[i]))
			at++;
		all.bridges[at < base->n_bridges ? at : all.n_bridges++] = later->bridges[i];
	}
	*ret = all;
	return 0;
}

/* Links that were not there before and have a name that we give. */
static int add_made(struct merge *m, const struct journal *j, const struct net_state *now, struct journal *ret)
{
	ret->made = room_for(m, m->base->made, m->base->n_made, now->n_links, sizeof(*ret->made));
	if (m->error)
		return m->error;
	ret->n_made = m->base->n_made;
	for (size_t i = 0; i < now->n_links; i++) {
		bool ours = false;

		for (size_t k = 0; !ours && k < j->want.n_bridges; k++)
			ours = net_want_names(&j->want.bridges[k], now->links[i].name);
		if (ours && !net_link_at(&j->before, now->links[i].index))
			ret->made[ret->n_made++] = now->links[i].index;
	}
	return 0;
}

struct net_past apply_past(const struct journal *j)
{
	static const uint32_t nothing[1];

	return (struct net_past){ .before = &j->before, .made = j->made ? j->made : nothing, .n_made = j->n_made };
}

int apply_keep(struct apply *a, struct journal *j, const struct net_state *now)
{
	struct journal base, all;
	struct merge m = { .arena = a->arena, .base = &base };
	int r = apply_read(a, JOURNAL_APPLIED, &base);
	bool first = r == -ENOENT;

	if (first) {
		base = (struct journal){ .boot = j->boot, .before = j->before, .want = j->want };
		r = 0;
	}
	if (r < 0)
		return r;
	all = (struct journal){ .boot = base.boot };
	r = merge_state(&m, &j->before, &all.before);
	if (!r)
		r = merge_want(&m, &j->want, &all.want);
	if (!r)
		r = add_made(&m, j, now, &all);
	if (r < 0)
		return r;
	r = journal_write(a->dir, JOURNAL_APPLIED, &all);
	/* Killed here, the next run takes these steps back, and `applied` is right nevertheless. */
	if (!r)
		r = journal_remove(a->dir, JOURNAL_RUNNING);
	/* Else it would tell of a network that may long be another one when somebody asks. */
	if (r < 0 && first)
		journal_remove(a->dir, JOURNAL_APPLIED);
	else if (r < 0)
		journal_write(a->dir, JOURNAL_APPLIED, &base);
	return r;
}
