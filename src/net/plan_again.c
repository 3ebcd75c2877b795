/*
 * plan_again.c - what only shows beside an earlier apply: a port that its bridge is not to have any more, and
 * another MAC on a bridge that apply made.
 *
 * Takes nobody out of a bridge but the netdev that an earlier description gave it: a guest's vif stays. What came
 * with that netdev stays on the bridge; `stop` takes it back.
 */
#include <errno.h>
#include <string.h>
#include "planner.h"

static bool is_wanted(struct planner *p, struct text base)
{
	for (size_t i = 0; i < p->want->n_bridges; i++)
		if (text_same(plan_base(p, &p->want->bridges[i]), base))
			return true;
	return false;
}

static void release(struct planner *p, const struct net_want_bridge *former, const struct net_link *bridge)
{
	struct text base = plan_base(p, former), renamed = planner_text(p, "p%.*s", TEXT_ARG(base));
	struct net_link *port = planner_link(p, renamed);

	if (!former->rename || !port || port->master != bridge->index)
		port = planner_link(p, base);
	if (!port || port->master != bridge->index || is_wanted(p, base))
		return;
	plan_master(p, port, NULL);
	if (!text_same(port->name, base) && !planner_link(p, base))
		plan_rename(p, port, base);
}

static void release_ports(struct planner *p, const struct net_want *former)
{
	for (size_t i = 0; i < former->n_bridges; i++) {
		const struct net_want_bridge *one = &former->bridges[i];
		const struct net_link *bridge = planner_link(p, one->name);

		for (size_t k = 0; one->netdev.n && bridge && k < p->want->n_bridges; k++)
			if (text_same(p->want->bridges[k].name, one->name)) {
				p->at = p->want->bridges[k].at;
				release(p, one, bridge);
			}
	}
}

static const struct net_link *port_of(struct planner *p, const struct net_want_bridge *want)
{
	struct text base = plan_base(p, want);
	const struct net_link *port = want->rename ? planner_link(p, planner_text(p, "p%.*s", TEXT_ARG(base))) : NULL;

	return port ? port : planner_link(p, base);
}

/* Pinned when it was made, to that of the port, or to its own where it has none. */
static void pin_mac(struct planner *p, const struct net_want_bridge *want, struct net_link *bridge)
{
	const struct net_link *port = want->netdev.n ? port_of(p, want) : NULL;
	struct mac mac = port ? port->mac : want->mac;
	struct net_op *op;

	if ((want->netdev.n && (!port || port == bridge || !port->has_mac)) || mac_same(mac, bridge->mac))
		return;
	op = planner_op(p, NET_SET_MAC, bridge->name, "%.*s has the MAC " MAC_FORMAT ", not " MAC_FORMAT "%s%.*s",
	                TEXT_ARG(bridge->name), MAC_ARG(bridge->mac), MAC_ARG(mac), port ? " of " : "",
	                TEXT_ARG(port ? port->name : TEXT("")));
	op->mac = mac;
	planner_undo(p, op, NET_SET_MAC, bridge->name)->mac = bridge->mac;
	bridge->mac = mac;
}

static void pin_macs(struct planner *p, const uint32_t *made, size_t n_made)
{
	for (size_t i = 0; i < p->want->n_bridges; i++) {
		const struct net_want_bridge *want = &p->want->bridges[i];
		struct net_link *bridge = planner_link(p, want->name);

		for (size_t k = 0; bridge && link_is_bridge(bridge) && k < n_made; k++)
			if (made[k] == bridge->index) {
				p->at = want->at;
				pin_mac(p, want, bridge);
			}
	}
}

/* Ports leave before others come, so that no frame goes round in between. */
static int put_in(struct planner *p, size_t n_before, struct plan *plan)
{
	struct net_op *all = arena_array(p->arena, plan->n_ops + p->n_ops + 1, sizeof(*all));
	size_t at = 0;

	if (!all)
		return -ENOMEM;
	while (at < plan->n_ops && !plan->ops[at].cut_over)
		at++;
	if (at)
		memcpy(all, plan->ops, at * sizeof(*all));
	if (n_before)
		memcpy(all + at, p->ops, n_before * sizeof(*all));
	if (plan->n_ops > at)
		memcpy(all + at + n_before, plan->ops + at, (plan->n_ops - at) * sizeof(*all));
	if (p->n_ops > n_before)
		memcpy(all + plan->n_ops + n_before, p->ops + n_before, (p->n_ops - n_before) * sizeof(*all));
	plan->ops = all;
	plan->n_ops += p->n_ops;
	return 0;
}

int plan_again(struct arena *arena, const struct net_want *want, const struct net_want *former, const uint32_t *made,
               size_t n_made, const struct net_state *have, struct plan *plan)
{
	struct planner p;
	size_t n_before;

	if (planner_init(&p, arena, want, have, NULL) < 0)
		return -ENOMEM;
	p.cut_over = true;
	release_ports(&p, former);
	n_before = p.n_ops;
	pin_macs(&p, made, n_made);
	if (p.error)
		return p.error;
	return p.n_ops ? put_in(&p, n_before, plan) : 0;
}
