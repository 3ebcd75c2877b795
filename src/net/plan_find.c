/*
 * plan_find.c - what is there of each bridge that is wanted, and what stands in its way.
 *
 * Plans no step.
 */
#include "planner.h"

/* The link that has this alternative name: no other can have it then. */
static const struct net_link *other_named(const struct planner *p, struct text name)
{
	for (size_t i = 0; name.n && i < p->have->n_links; i++) {
		struct text rest = p->have->links[i].others, other;

		while (rest.n && text_split(&rest, '/', &other))
			if (text_same(other, name))
				return &p->have->links[i];
	}
	return NULL;
}

static void find_bridge(struct planner *p, struct plan_bridge *b)
{
	const struct net_want_bridge *want = b->want;
	struct net_link *link = planner_link(p, want->name);
	const struct net_link *other;

	if (link && link_is_bridge(link)) {
		b->bridge = link;
		return;
	}
	if (b->same) {
		struct net_link *temporary = planner_link(p, plan_temporary_name(p, want->name));

		b->bridge = temporary && link_is_bridge(temporary) ? temporary : NULL;
	} else if (link) {
		finding_add(p->out, RULE_BRIDGE_NAME_INVALID, want->name_at, "%.*s is there already and is no bridge",
		            TEXT_ARG(want->name));
	}
	b->makes_bridge = !b->bridge;
	other = link ? NULL : other_named(p, want->name);
	if (other)
		finding_add(
			p->out, RULE_BRIDGE_NAME_INVALID, want->name_at,
			"%.*s is an alternative name of %.*s already, so no bridge can be called that: remove the one "
			"(ip link property del) or choose another",
			TEXT_ARG(want->name), TEXT_ARG(other->name));
}

/* The parent of a VLAN goes by another name once it is the port of a bridge that renames it. */
static struct net_link *find_parent(struct planner *p, const struct net_want_bridge *want)
{
	for (size_t i = 0; i < p->want->n_bridges; i++)
		if (!p->bridges[i].want->vlan && p->bridges[i].port &&
		    text_same(p->bridges[i].want->netdev, want->netdev))
			return p->bridges[i].port;
	return planner_link(p, want->netdev);
}

/* An earlier apply, or network-bridge, renamed it for this bridge; now it is to have its own name. */
static struct net_link *find_renamed(struct planner *p, const struct plan_bridge *b)
{
	struct net_link *link = planner_link(p, planner_text(p, "p%.*s", TEXT_ARG(b->base)));

	return link && b->bridge && link->master == b->bridge->index ? link : NULL;
}

static void find_port(struct planner *p, struct plan_bridge *b)
{
	const struct net_want_bridge *want = b->want;
	struct net_link *now = planner_link(p, b->base), *then = planner_link(p, b->renamed);
	const struct net_link *other;

	if (now && now == b->bridge)
		now = NULL;
	b->port = then && (!now || (b->bridge && then->master == b->bridge->index)) ? then : now;
	if (now && then && b->port == now)
		finding_add(p->out, RULE_NETDEV_NAME, want->netdev_at, "%.*s cannot be renamed: %.*s is there already",
		            TEXT_ARG(b->base), TEXT_ARG(b->renamed));
	if (!b->port && !b->renamed.n)
		b->port = find_renamed(p, b);
	if (want->vlan)
		b->parent = find_parent(p, want);
	b->makes_port = !b->port;
	other = other_named(p, b->port ? b->renamed : b->base);
	if (other && (!b->port || !text_same(b->port->name, b->renamed)))
		finding_add(
			p->out, RULE_NETDEV_NAME, want->netdev_at,
			"%.*s is an alternative name of %.*s: write that name, or remove this one (ip link property "
			"del)",
			TEXT_ARG(b->port ? b->renamed : b->base), TEXT_ARG(other->name));
	else if (!b->port && !b->parent && !want->dummy)
		finding_add(p->out, RULE_NETDEV_MISSING, want->netdev_at, "this machine has no %.*s",
		            TEXT_ARG(want->netdev));
}

static void check_vlan(struct planner *p, const struct plan_bridge *b)
{
	const struct net_link *port = b->port;

	if (!b->want->vlan)
		return;
	if (!text_is(port->kind, "vlan") || port->vlan != b->want->vlan || !b->parent ||
	    port->lower != b->parent->index)
		finding_add(p->out, RULE_NETDEV_NAME, b->want->netdev_at, "%.*s is there and is not VLAN %u of %.*s",
		            TEXT_ARG(port->name), b->want->vlan, TEXT_ARG(b->want->netdev));
}

static void check_port(struct planner *p, const struct plan_bridge *b)
{
	const struct net_link *port = b->port, *master = planner_link_at(p, port->master);
	struct span at = b->want->netdev_at;

	check_vlan(p, b);
	if (port->master && (!b->bridge || port->master != b->bridge->index))
		finding_add(p->out, RULE_NETDEV_SHARED, at, "%.*s is a port of %.*s already", TEXT_ARG(port->name),
		            TEXT_ARG(master ? master->name : TEXT("another link")));
	if (link_is_bridge(port))
		finding_add(p->out, RULE_NETDEV_NAME, at, "%.*s is a bridge itself", TEXT_ARG(port->name));
	else if (!port->has_mac || text_is(port->name, "lo"))
		finding_add(p->out, RULE_NETDEV_NAME, at, "%.*s is no Ethernet interface", TEXT_ARG(port->name));
}

/* What the description alone shows; the rules say it, too, but not everyone asks them. */
static void check_names(struct planner *p, const struct plan_bridge *b)
{
	const struct net_want_bridge *want = b->want;

	if (want->name.n == 0 || want->name.n > LINK_NAME_MAX)
		finding_add(p->out, RULE_BRIDGE_NAME_INVALID, want->name_at, "the kernel takes names of 1 to 15 bytes");
	if (b->base.n > LINK_NAME_MAX || b->renamed.n > LINK_NAME_MAX)
		finding_add(p->out, RULE_NETDEV_NAME, want->netdev_at,
		            "%.*s is longer than the 15 bytes that the kernel takes",
		            TEXT_ARG(b->renamed.n ? b->renamed : b->base));
	for (size_t i = 0; i < p->want->n_bridges; i++) {
		const struct plan_bridge *other = &p->bridges[i];

		if (b->base.n && text_same(other->want->name, b->base) && !(other == b && b->same))
			finding_add(p->out, RULE_NETDEV_NAME, want->netdev_at, "%.*s is to be the name of a bridge",
			            TEXT_ARG(b->base));
		if (other >= b)
			continue;
		if (text_same(other->want->name, want->name))
			finding_add(p->out, RULE_BRIDGE_DUPLICATE, want->name_at, "there are two bridges %.*s",
			            TEXT_ARG(want->name));
		if (b->base.n && text_same(other->base, b->base))
			finding_add(p->out, RULE_NETDEV_SHARED, want->netdev_at, "%.*s is to be a port of %.*s, too",
			            TEXT_ARG(b->base), TEXT_ARG(other->want->name));
	}
}

static void find_one(struct planner *p, struct plan_bridge *b)
{
	check_names(p, b);
	find_bridge(p, b);
	if (b->want->netdev.n == 0)
		return;
	find_port(p, b);
	if (!b->port)
		return;
	check_port(p, b);
	b->is_port = b->bridge && b->port->master == b->bridge->index;
	/* Where the kernel would not rename the bridge as it is, or would change its labels with it. */
	b->gap = b->same && !(b->bridge && text_same(b->bridge->name, b->want->name)) &&
	         text_same(b->port->name, b->base) && (!p->have->renames_up || plan_labels_break(p, b));
}

void plan_find(struct planner *p)
{
	size_t n = p->want->n_bridges;

	for (size_t i = 0; i < n; i++) {
		struct plan_bridge *b = &p->bridges[i];

		b->want = &p->want->bridges[i];
		b->base = plan_base(p, b->want);
		if (b->want->rename && b->base.n)
			b->renamed = planner_text(p, "p%.*s", TEXT_ARG(b->base));
		b->same = b->renamed.n && text_same(b->base, b->want->name);
	}
	/* Parents first. */
	for (size_t i = 0; i < n; i++)
		if (!p->bridges[i].want->vlan)
			find_one(p, &p->bridges[i]);
	for (size_t i = 0; i < n; i++)
		if (p->bridges[i].want->vlan)
			find_one(p, &p->bridges[i]);
}
