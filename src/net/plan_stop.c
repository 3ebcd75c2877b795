/*
 * plan_stop.c - the steps from any state in between back to the snapshot that apply took.
 *
 * Goes by the index of links, since names change. Touches nothing that apply would not have.
 */
#include <errno.h>
#include "planner.h"
#include "stopper.h"

static bool concerns_us(struct planner *p, struct text name)
{
	for (size_t i = 0; i < p->want->n_bridges; i++)
		if (net_want_names(&p->want->bridges[i], name))
			return true;
	return false;
}

/* Somebody else may have removed one of ours since, and made another one by that name. */
static bool came_by_us(const struct net_past *past, uint32_t index)
{
	for (size_t i = 0; i < past->n_made; i++)
		if (past->made[i] == index)
			return true;
	return !past->made;
}

static int find_links(struct stopper *s)
{
	struct planner *p = &s->p;

	s->former = arena_array(p->arena, p->n_links + 1, sizeof(*s->former));
	s->made = arena_array(p->arena, p->n_links + 1, sizeof(*s->made));
	s->lost = arena_array(p->arena, p->n_links + 1, sizeof(*s->lost));
	if (!s->former || !s->made || !s->lost)
		return -ENOMEM;
	for (size_t i = 0; i < p->n_links; i++) {
		struct net_link *former = net_link_at(s->before, p->links[i].index);
		bool ours = concerns_us(p, p->links[i].name);

		if (former && (ours || concerns_us(p, former->name)))
			s->former[i] = former;
		s->made[i] = !former && ours && came_by_us(s->past, p->links[i].index);
	}
	return p->error;
}

/* Another one has the name: only a bridge that we made can be that. */
static void free_name(struct stopper *s, struct text name)
{
	struct planner *p = &s->p;
	struct net_link *taken = planner_link(p, name);
	size_t i = taken ? (size_t)(taken - p->links) : 0;

	if (!taken || !s->made[i])
		return;
	if (p->have->renames_up || !taken->up) {
		plan_rename(p, taken, plan_temporary_name(p, name));
		return;
	}
	planner_op(p, NET_DELETE_LINK, taken->name, "%.*s has the name of the netdev", TEXT_ARG(taken->name));
	stop_lose(s, i, true);
	s->made[i] = false;
	for (size_t k = 0; k < p->n_links; k++)
		if (p->links[k].master == taken->index)
			p->links[k].master = 0;
	taken->name = (struct text){ "", 0 };
}

static void restore_names(struct stopper *s)
{
	struct planner *p = &s->p;

	for (size_t i = 0; i < p->n_links; i++) {
		struct net_link *link = &p->links[i];

		if (!s->former[i] || text_same(link->name, s->former[i]->name))
			continue;
		free_name(s, s->former[i]->name);
		/* Going down for it takes routes and IPv6 addresses along. */
		if (link->up && !p->have->renames_up)
			stop_lose(s, i, false);
		plan_rename(p, link, s->former[i]->name);
	}
	for (size_t i = 0; i < p->n_links; i++)
		if (s->former[i] && s->former[i]->up)
			plan_up(p, &p->links[i], "it was up before");
}

static bool had_addresses(const struct stopper *s, const struct net_link *former)
{
	for (size_t i = 0; i < s->before->n_addresses; i++)
		if (s->before->addresses[i].link == former->index && address_moves(&s->before->addresses[i]))
			return true;
	return false;
}

static void carry_neighbours(struct stopper *s)
{
	struct planner *p = &s->p;

	for (size_t i = 0; i < p->n_links; i++) {
		struct net_link *link = &p->links[i], *master = planner_link_at(p, link->master);

		if (s->former[i] && master && link->master != s->former[i]->master && had_addresses(s, s->former[i]))
			plan_carry_neighbours(p, master, link);
	}
}

static void restore_masters(struct stopper *s)
{
	struct planner *p = &s->p;

	for (size_t i = 0; i < p->n_links; i++) {
		struct net_link *link = &p->links[i];

		if (!s->former[i] || link->master == s->former[i]->master)
			continue;
		if (link->master)
			plan_master(p, link, NULL);
		if (s->former[i]->master && planner_link_at(p, s->former[i]->master))
			plan_master(p, link, planner_link_at(p, s->former[i]->master));
	}
}

/* One that follows its ports is lost with the last of them: the kernel makes it all zeros. */
static void restore_mac(struct planner *p, struct net_link *bridge, const struct net_link *former)
{
	struct net_op *op;

	if (!former->has_mac || mac_is_zero(former->mac) || mac_same(bridge->mac, former->mac))
		return;
	for (size_t i = 0; i < p->n_links; i++)
		if (p->links[i].master == bridge->index)
			return;
	op = planner_op(p, NET_SET_MAC, bridge->name, "%.*s had the MAC " MAC_FORMAT, TEXT_ARG(bridge->name),
	                MAC_ARG(former->mac));
	op->mac = former->mac;
	planner_undo(p, op, NET_SET_MAC, bridge->name)->mac = bridge->mac;
	bridge->mac = former->mac;
}

static void restore_settings(struct stopper *s)
{
	struct planner *p = &s->p;

	for (size_t i = 0; i < p->n_links; i++) {
		struct net_link *link = &p->links[i];

		if (!s->former[i])
			continue;
		if (link_is_bridge(link)) {
			plan_set_mtu(p, link, s->former[i]->mtu);
			plan_set_bridge(p, link, &s->former[i]->bridge);
			restore_mac(p, link, s->former[i]);
		}
		if (link->up && !s->former[i]->up)
			planner_op(p, NET_SET_UP, link->name, "it was down before")->number = 0;
	}
}

/* Bridges first, and a VLAN before its parent. */
static void delete_made(struct stopper *s)
{
	static const char *const kinds[] = { "bridge", "vlan", "dummy" };
	struct planner *p = &s->p;

	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		for (size_t i = 0; i < p->n_links; i++)
			if (s->made[i] && text_is(p->links[i].kind, kinds[k]))
				planner_op(p, NET_DELETE_LINK, p->links[i].name, "%.*s was not there before",
				           TEXT_ARG(p->links[i].name));
}

int plan_stop(struct arena *arena, const struct net_want *want, const struct net_past *past,
              const struct net_state *have, struct findings *out, struct plan *ret)
{
	struct stopper s = { .past = past, .before = past->before };

	if (planner_init(&s.p, arena, want, have, out) < 0 || find_links(&s) < 0)
		return -ENOMEM;
	s.p.cut_over = true;
	restore_names(&s);
	stop_addresses_on(&s);
	carry_neighbours(&s);
	stop_routes(&s);
	stop_addresses_off(&s);
	restore_masters(&s);
	restore_settings(&s);
	delete_made(&s);
	return planner_finish(&s.p, ret);
}

int plan_attached(struct arena *arena, const struct net_want *want, const struct net_past *past,
                  const struct net_state *have, const struct net_link ***ret, size_t *ret_n)
{
	struct stopper s = { .past = past, .before = past->before };
	const struct net_link **all = arena_array(arena, have->n_links + 1, sizeof(*all));
	size_t n = 0;

	if (!all || planner_init(&s.p, arena, want, have, NULL) < 0 || find_links(&s) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < have->n_links; i++) {
		struct net_link *master = planner_link_at(&s.p, have->links[i].master);

		if (master && s.made[master - s.p.links] && !s.made[i] && !s.former[i])
			all[n++] = &have->links[i];
	}
	*ret = all;
	*ret_n = n;
	return 0;
}
