/*
 * plan.c - the steps from the network that is to the network that is described.
 *
 * Pure: no sockets, no clock, no printing. What is new is made beside what is there, then the traffic moves over.
 */
#include <errno.h>
#include "planner.h"

/* Nobody uses the bridge yet, so its addresses may be there before the port is. */
static void first_phase(struct planner *p, struct plan_bridge *b)
{
	plan_make(p, b);
	if (b->makes_bridge && !b->gap)
		plan_addresses_on(p, b);
}

static bool leaves_port(const struct planner *p, const struct plan_bridge *b)
{
	for (size_t i = 0; b->port && i < p->have->n_addresses; i++)
		if (p->have->addresses[i].link == b->port->index && address_moves(&p->have->addresses[i]))
			return true;
	return false;
}

/* The bridge takes over before the port lets go: no packet finds neither. */
static void move_over(struct planner *p, struct plan_bridge *b)
{
	plan_up(p, b->bridge, "a bridge that is down carries nothing");
	if (!b->makes_bridge)
		plan_addresses_on(p, b);
	if (leaves_port(p, b))
		plan_carry_neighbours(p, b->port, b->bridge);
	plan_enslave(p, b);
	plan_routes_move(p, b);
	plan_addresses_off(p, b);
	if (b->port)
		plan_rename(p, b->port, b->renamed.n ? b->renamed : b->base);
	plan_rename(p, b->bridge, b->want->name);
}

/* The bridge wants the port's own name, and the kernel lets it have that only while it is bare. */
static void move_bare(struct planner *p, struct plan_bridge *b)
{
	plan_carry_neighbours(p, b->port, b->bridge);
	plan_routes_off(p, b);
	plan_addresses_off(p, b);
	plan_rename(p, b->port, b->renamed);
	plan_rename(p, b->bridge, b->want->name);
	plan_up(p, b->bridge, "a new bridge is down");
	plan_enslave(p, b);
	plan_addresses_on(p, b);
	plan_routes_on(p, b);
}

static void second_phase(struct planner *p, struct plan_bridge *b)
{
	if (b->gap)
		move_bare(p, b);
	else
		move_over(p, b);
	plan_settings(p, b);
}

int plan_build(struct arena *arena, const struct net_want *want, const struct net_state *have, struct findings *out,
               struct plan *ret)
{
	size_t errors = findings_errors(out), n = want->n_bridges;
	struct planner p;

	if (planner_init(&p, arena, want, have, out) < 0)
		return p.error;
	plan_find(&p);
	if (p.error || out->error)
		return -ENOMEM;
	if (findings_errors(out) > errors)
		return -EINVAL;
	for (size_t i = 0; i < n; i++)
		plan_warn_of(&p, &p.bridges[i]);
	/* A VLAN's parent is made before it. */
	for (unsigned vlans = 0; vlans < 2; vlans++)
		for (size_t i = 0; i < n; i++)
			if ((want->bridges[i].vlan != 0) == vlans) {
				p.at = want->bridges[i].at;
				first_phase(&p, &p.bridges[i]);
			}
	p.cut_over = true;
	for (size_t i = 0; i < n; i++) {
		p.at = want->bridges[i].at;
		second_phase(&p, &p.bridges[i]);
	}
	return planner_finish(&p, ret);
}
