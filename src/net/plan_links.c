/*
 * plan_links.c - steps that make links, join them and set them.
 *
 * Touches no link that is neither a bridge of the description nor its netdev.
 */
#include "planner.h"

void plan_up(struct planner *p, struct net_link *link, const char *why)
{
	struct net_op *op;

	if (link->up)
		return;
	op = planner_op(p, NET_SET_UP, link->name, "%s", why);
	op->number = 1;
	planner_undo(p, op, NET_SET_UP, link->name)->number = 0;
	link->up = true;
}

static struct net_link *make_dummy(struct planner *p, const struct net_want_bridge *want)
{
	struct net_link *link = planner_make(p, want->netdev, "dummy");
	struct net_op *op =
		planner_op(p, NET_CREATE_DUMMY, link->name, "dummy %.*s is not there", TEXT_ARG(link->name));

	op->mac = link->mac = want->mac;
	op->mtu = link->mtu = want->mtu;
	op->at = want->netdev_at;
	link->has_mac = true;
	planner_undo(p, op, NET_DELETE_LINK, link->name);
	plan_up(p, link, "a new interface is down");
	return link;
}

static struct net_link *make_vlan(struct planner *p, struct plan_bridge *b)
{
	struct net_link *parent = b->parent, *link = planner_make(p, b->base, "vlan");
	struct net_op *op = planner_op(p, NET_CREATE_VLAN, link->name, "%.*s, VLAN %u of %.*s, is not there",
	                               TEXT_ARG(link->name), b->want->vlan, TEXT_ARG(parent->name));

	op->other = parent->name;
	op->number = b->want->vlan;
	op->at = b->want->netdev_at;
	planner_undo(p, op, NET_DELETE_LINK, link->name);
	link->lower = parent->index;
	link->mac = parent->mac;
	link->has_mac = parent->has_mac;
	link->mtu = parent->mtu;
	link->vlan = b->want->vlan;
	if (parent->up)
		plan_up(p, link, "a new interface is down");
	return link;
}

static void make_port(struct planner *p, struct plan_bridge *b)
{
	struct net_link *parent = b->want->vlan ? planner_link(p, b->want->netdev) : NULL;

	/* Another VLAN may have had it made meanwhile. */
	if (b->want->vlan && !b->parent)
		b->parent = parent ? parent : make_dummy(p, b->want);
	b->port = b->want->vlan ? make_vlan(p, b) : make_dummy(p, b->want);
}

/* Down, or up where its name is its own: nobody reaches it without a port. */
static void make_bridge(struct planner *p, struct plan_bridge *b)
{
	const struct net_want_bridge *want = b->want;
	bool taken = planner_link(p, want->name) != NULL;
	struct net_link *link = planner_make(p, taken ? plan_temporary_name(p, want->name) : want->name, "bridge");
	struct net_op *op =
		planner_op(p, NET_CREATE_BRIDGE, link->name, "bridge %.*s is not there", TEXT_ARG(want->name));

	op->mac = link->mac = b->port && b->port->has_mac ? b->port->mac : want->mac;
	op->mtu = link->mtu = want->mtu ? want->mtu : b->port ? b->port->mtu : 0;
	op->bridge.nf_call = want->bridge.nf_call;
	op->bridge.nf_kinds = want->bridge.nf_kinds;
	link->bridge = op->bridge;
	link->has_mac = true;
	planner_undo(p, op, NET_DELETE_LINK, link->name);
	b->bridge = link;
	if (!b->gap)
		plan_up(p, link, "a new bridge is down");
}

void plan_make(struct planner *p, struct plan_bridge *b)
{
	if (b->want->netdev.n && b->makes_port)
		make_port(p, b);
	if (b->makes_bridge)
		make_bridge(p, b);
}

void plan_master(struct planner *p, struct net_link *link, struct net_link *master)
{
	struct net_link *former = planner_link_at(p, link->master);
	struct text none = { "", 0 }, from = former ? former->name : none, to = master ? master->name : none;
	struct net_op *op = master ? planner_op(p, NET_SET_MASTER, link->name, "%.*s is not a port of %.*s",
	                                        TEXT_ARG(link->name), TEXT_ARG(to)) :
	                             planner_op(p, NET_SET_MASTER, link->name, "%.*s leaves %.*s", TEXT_ARG(link->name),
	                                        TEXT_ARG(from));

	op->other = to;
	planner_undo(p, op, NET_SET_MASTER, link->name)->other = from;
	link->master = master ? master->index : 0;
}

void plan_enslave(struct planner *p, struct plan_bridge *b)
{
	if (!b->port)
		return;
	p->at = b->want->netdev_at;
	if (b->parent)
		plan_up(p, b->parent, "a VLAN needs its parent up");
	plan_up(p, b->port, "a port that is down carries nothing");
	if (!b->is_port)
		plan_master(p, b->port, b->bridge);
	p->at = b->want->at;
}

/* Of which tables: 0 for none. */
static uint8_t nf_kinds(const struct net_bridge *bridge)
{
	if (!bridge->nf_call)
		return 0;
	return bridge->nf_kinds ? bridge->nf_kinds : NET_NF_IP | NET_NF_IP6;
}

void plan_set_bridge(struct planner *p, struct net_link *link, const struct net_bridge *set)
{
	uint8_t kinds = nf_kinds(&link->bridge);
	struct net_op *op;

	if (set->stp == link->bridge.stp && set->forward_delay == link->bridge.forward_delay && nf_kinds(set) == kinds)
		return;
	op = planner_op(p, NET_SET_BRIDGE, link->name, "%.*s has STP %s, forward delay %u.%02u s, netfilter %s",
	                TEXT_ARG(link->name), link->bridge.stp ? "on" : "off", link->bridge.forward_delay / 100,
	                link->bridge.forward_delay % 100,
	                !kinds                                              ? "off" :
	                (~kinds & nf_kinds(set) & (NET_NF_IP | NET_NF_IP6)) ? "for some protocols only" :
	                                                                      "on");
	op->bridge = *set;
	planner_undo(p, op, NET_SET_BRIDGE, link->name)->bridge = link->bridge;
	link->bridge = *set;
}

void plan_set_mtu(struct planner *p, struct net_link *link, uint32_t mtu)
{
	struct net_op *op;

	if (mtu == link->mtu)
		return;
	op = planner_op(p, NET_SET_MTU, link->name, "%.*s has an MTU of %u, not %u", TEXT_ARG(link->name), link->mtu,
	                mtu);
	op->number = mtu;
	planner_undo(p, op, NET_SET_MTU, link->name)->number = link->mtu;
	link->mtu = mtu;
}

/* What is not described stays as it is. */
void plan_settings(struct planner *p, struct plan_bridge *b)
{
	const struct net_want_bridge *want = b->want;
	struct net_bridge set = b->bridge->bridge;

	if (want->mtu)
		plan_set_mtu(p, b->bridge, want->mtu);
	if (want->has_stp)
		set.stp = want->bridge.stp;
	if (want->has_forward_delay || (set.stp && set.forward_delay < 200))
		set.forward_delay = want->bridge.forward_delay;
	/* The kernel takes no less with STP. */
	if (set.stp && set.forward_delay < 200)
		set.forward_delay = 200;
	if (want->has_nf_call) {
		set.nf_call = want->bridge.nf_call;
		/* That of ARP is not described. */
		set.nf_kinds = set.nf_call ? set.nf_kinds | NET_NF_IP | NET_NF_IP6 : 0;
	}
	plan_set_bridge(p, b->bridge, &set);
}

void plan_rename(struct planner *p, struct net_link *link, struct text name)
{
	struct text former = link->name;
	struct net_op *op;

	if (text_same(former, name))
		return;
	op = planner_op(p, NET_RENAME, former, "%.*s is to be called %.*s", TEXT_ARG(former), TEXT_ARG(name));
	op->other = name;
	op->number = link->up && !p->have->renames_up;
	planner_undo(p, op, NET_RENAME, name)->other = former;
	link->name = name;
	for (size_t i = 0; i < p->n_routes; i++)
		for (size_t j = 0; j < p->routes[i].n_hops; j++)
			if (text_same(p->routes[i].hops[j].link, former))
				p->routes[i].hops[j].link = name;
}
