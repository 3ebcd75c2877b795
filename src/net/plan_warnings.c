/*
 * plan_warnings.c - what will hurt, though the steps are right.
 *
 * Stops nothing.
 */
#include "planner.h"

static void warn_dynamic(struct planner *p, const struct plan_bridge *b)
{
	for (size_t i = 0; i < p->have->n_addresses; i++) {
		const struct net_address *address = &p->have->addresses[i];
		struct text text;

		if (address->link != b->port->index || !address->dynamic || !address_moves(address))
			continue;
		text = address_text(p, address);
		planner_warn(
			p, b->want->netdev_at,
			"a DHCP client or a router gave %.*s to %.*s for a time: it will not be renewed on %.*s unless "
			"the client is told",
			TEXT_ARG(text), TEXT_ARG(b->base), TEXT_ARG(b->want->name));
	}
}

static void warn_port(struct planner *p, const struct plan_bridge *b)
{
	const struct net_want_bridge *want = b->want;

	warn_dynamic(p, b);
	if (want->dhcp && !b->is_port)
		planner_warn(p, want->dhcp_at, "a DHCP client on %.*s would lose its interface: it belongs on %.*s",
		             TEXT_ARG(b->base), TEXT_ARG(want->name));
	if (b->renamed.n && b->port->up && !p->have->renames_up && !text_same(b->port->name, b->renamed))
		planner_warn(p, want->netdev_at,
		             "this kernel takes %.*s down to rename it: the link is lost until it has negotiated again",
		             TEXT_ARG(b->base));
	if (want->mtu > b->port->mtu && b->port->mtu)
		planner_warn(p, want->netdev_at, "%.*s passes %u bytes at most, fewer than the %u of %.*s",
		             TEXT_ARG(b->base), b->port->mtu, want->mtu, TEXT_ARG(want->name));
}

/* Of the state as it was before any step. */
void plan_warn_of(struct planner *p, const struct plan_bridge *b)
{
	if (b->port)
		warn_port(p, b);
	if (b->want->antispoof)
		planner_warn(p, b->want->antispoof_at,
		             "antispoof is for network-bridge: apply touches no firewall rule");
}
