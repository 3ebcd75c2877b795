/*
 * plan_warnings.c - what will hurt, though the steps are right.
 *
 * Stops nothing.
 */
#include <linux/fib_rules.h>
#include "planner.h"

/* The name of an interface in a rule, which ends with NUL; empty where it has none. */
static struct text rule_link(struct text rule, unsigned type)
{
	struct text name = message_attribute(rule, sizeof(struct fib_rule_hdr), type);

	while (name.n && name.s[name.n - 1] == '\0')
		name.n--;
	return name;
}

/* A rule is left as it is, and what it was for goes through the bridge from now on. */
static void warn_rules(struct planner *p, const struct plan_bridge *b)
{
	for (size_t i = 0; i < p->have->n_rules; i++) {
		struct text rule = p->have->rules[i];
		bool in = text_same(rule_link(rule, FRA_IIFNAME), b->base);

		if (!in && !text_same(rule_link(rule, FRA_OIFNAME), b->base))
			continue;
		planner_warn(
			p, b->want->netdev_at,
			"a routing rule is for what goes %s %.*s, which is through %.*s then, and stays as it is: add "
			"one for %.*s (ip rule)",
			in ? "in through" : "out through", TEXT_ARG(b->base), TEXT_ARG(b->want->name),
			TEXT_ARG(b->want->name));
	}
}

static void warn_dynamic(struct planner *p, const struct plan_bridge *b)
{
	for (size_t i = 0; i < p->have->n_addresses; i++) {
		const struct net_address *address = &p->have->addresses[i];
		struct text text;

		if (address->link != b->port->index || !address->dynamic || !address_moves(address))
			continue;
		text = address_text(p, address);
		planner_warn(p, b->want->netdev_at,
		             "a DHCP client or a router gave %.*s to %.*s for a time: it ends with that time unless "
		             "the client "
		             "is told to work on %.*s",
		             TEXT_ARG(text), TEXT_ARG(b->base), TEXT_ARG(b->want->name));
	}
}

static void warn_port(struct planner *p, const struct plan_bridge *b)
{
	const struct net_want_bridge *want = b->want;

	warn_dynamic(p, b);
	if (!b->is_port && !text_same(b->want->name, b->base))
		warn_rules(p, b);
	if (want->dhcp && !b->is_port)
		planner_warn(p, want->dhcp_at,
		             "apply starts no DHCP client, and one on %.*s hears no more answers: let it work on %.*s",
		             TEXT_ARG(b->base), TEXT_ARG(want->name));
	if (b->renamed.n && b->port->up && !p->have->renames_up && !text_same(b->port->name, b->renamed))
		planner_warn(
			p, want->netdev_at,
			"this kernel takes %.*s down to rename it: nothing passes until the link has negotiated again. "
			"\"rename_netdev\": false avoids it where xend is not used",
			TEXT_ARG(b->base));
	if (want->mtu > b->port->mtu && b->port->mtu)
		planner_warn(p, want->netdev_at,
		             "%.*s passes %u bytes at most, fewer than the %u of %.*s: larger frames are lost there. "
		             "Raise the one or lower the other",
		             TEXT_ARG(b->base), b->port->mtu, want->mtu, TEXT_ARG(want->name));
}

/* Of the state as it was before any step. */
void plan_warn_of(struct planner *p, const struct plan_bridge *b)
{
	if (b->port)
		warn_port(p, b);
	if (b->want->antispoof)
		planner_warn(p, b->want->antispoof_at,
		             "apply touches no firewall rule: only network-bridge heeds antispoof");
}
