/*
 * plan_kept.c - what apply once carried from a netdev onto its bridge and is gone since: back.
 *
 * Only what would have stayed by itself: nothing that has a lifetime or that a daemon looks after. And nothing that
 * the kernel would refuse, since a step that fails takes all others back.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include "planner.h"

struct keeper {
	struct planner p;
	const struct net_state *before;
	const struct net_address **there; /* on the bridge that is looked at, or its port, or added to it */
	size_t n_there;
};

/* The netdev as it was before; NULL: it was not there, or its name was that of the bridge already. */
static const struct net_link *former_netdev(struct keeper *k, const struct net_want_bridge *want)
{
	const struct net_link *link = want->netdev.n ? net_link_named(k->before, plan_base(&k->p, want)) : NULL;

	return link && !link_is_bridge(link) ? link : NULL;
}

static struct net_link *bridge_of(struct keeper *k, const struct net_want_bridge *want)
{
	struct net_link *link = planner_link(&k->p, want->name);

	return link && link_is_bridge(link) ? link : planner_make(&k->p, want->name, "bridge");
}

/* With whatever prefix: somebody has put it there. */
static bool is_anywhere(const struct net_state *have, const struct net_address *address)
{
	for (size_t i = 0; i < have->n_addresses; i++)
		if (have->addresses[i].family == address->family &&
		    memcmp(have->addresses[i].bytes, address->bytes, sizeof(address->bytes)) == 0)
			return true;
	return false;
}

static void keep_address(struct keeper *k, const struct net_address *address, const struct net_link *from,
                         struct net_link *to)
{
	struct planner *p = &k->p;
	struct text text;
	size_t n = p->n_ops;

	if (address->link != from->index || address->dynamic || !address_moves(address) ||
	    is_anywhere(p->have, address))
		return;
	plan_add_address(p, address, address->message, from->name, to);
	if (p->error || p->n_ops == n)
		return;
	text = address_text(p, address);
	p->ops[p->n_ops - 1].reason = planner_text(p, "%.*s came from %.*s and is not on %.*s any more", TEXT_ARG(text),
	                                           TEXT_ARG(from->name), TEXT_ARG(to->name))
	                                      .s;
	k->there[k->n_there++] = address;
}

/* In the order that plan_addresses_on has, for its reason. */
static void keep_addresses(struct keeper *k, const struct net_link *from, struct net_link *to)
{
	const struct net_state *before = k->before;

	for (size_t i = 0; i < before->n_addresses; i++)
		if (before->addresses[i].family == NET_IPV4)
			keep_address(k, &before->addresses[i], from, to);
	for (size_t i = before->n_addresses; i-- > 0;)
		if (before->addresses[i].family == NET_IPV6)
			keep_address(k, &before->addresses[i], from, to);
}

/* Those that are there already, on the bridge or still on its port. */
static void find_there(struct keeper *k, const struct net_link *from, const struct net_link *to)
{
	const struct net_state *have = k->p.have;

	k->n_there = 0;
	for (size_t i = 0; i < have->n_addresses; i++)
		if (have->addresses[i].link == to->index || have->addresses[i].link == from->index)
			k->there[k->n_there++] = &have->addresses[i];
}

static bool within(const struct net_address *net, struct text address)
{
	size_t bytes = net->prefix / 8, bits = net->prefix % 8;

	if (address.n != (net->family == NET_IPV4 ? 4 : 16) || memcmp(net->bytes, address.s, bytes) != 0)
		return false;
	return bits == 0 || (((uint8_t)address.s[bytes] ^ net->bytes[bytes]) >> (8 - bits)) == 0;
}

/* Is there an address that has this one in its network; or, for a source, that is this one? */
static bool serves(const struct keeper *k, const struct net_route *route, struct text address, bool exactly)
{
	for (size_t i = 0; i < k->n_there; i++) {
		struct net_address one = *k->there[i];

		if (exactly)
			one.prefix = one.family == NET_IPV4 ? 32 : 128;
		if (one.family == route->family && within(&one, address))
			return true;
	}
	return false;
}

static struct text attribute(const struct net_route *route, unsigned type)
{
	return message_attribute(route->message, sizeof(struct rtmsg), type);
}

static bool has_lifetime(const struct net_route *route)
{
	struct text value = attribute(route, RTA_CACHEINFO);
	struct rta_cacheinfo info;

	if (value.n < sizeof(info))
		return false;
	memcpy(&info, value.s, sizeof(info));
	return info.rta_expires != 0;
}

/* Written down by hand or by a script, through one interface, and nothing else is there in its place. */
static bool would_stay(const struct keeper *k, const struct net_route *route)
{
	struct rtmsg header;

	if (route->message.n < sizeof(header) || route->automatic || has_lifetime(route) ||
	    attribute(route, RTA_NH_ID).n || attribute(route, RTA_MULTIPATH).n)
		return false;
	memcpy(&header, route->message.s, sizeof(header));
	if (header.rtm_protocol != RTPROT_BOOT && header.rtm_protocol != RTPROT_STATIC)
		return false;
	for (size_t i = 0; i < k->p.have->n_routes; i++)
		if (route_same_key(&k->p.have->routes[i], route))
			return false;
	for (size_t i = 0; route_is_default(route) && i < k->p.want->n_bridges; i++)
		if (k->p.want->bridges[i].default_route.n)
			return false;
	return true;
}

/* Would the kernel take it? */
static bool can_be(const struct keeper *k, const struct net_route *route)
{
	struct text via = route_gateway(route), source = route_source(route);
	struct rtmsg header;

	memcpy(&header, route->message.s, sizeof(header));
	if (source.n && !serves(k, route, source, true))
		return false;
	return !via.n || header.rtm_flags & RTNH_F_ONLINK || serves(k, route, via, false) ||
	       (via.n == 16 && (uint8_t)via.s[0] == 0xfe && ((uint8_t)via.s[1] & 0xc0) == 0x80);
}

static void keep_routes(struct keeper *k, const struct net_link *from, struct net_link *to)
{
	struct planner *p = &k->p;

	for (size_t i = 0; i < k->before->n_routes; i++) {
		const struct net_route *route = &k->before->routes[i];
		struct net_op *op;
		struct text text;

		if (route->link != from->index || !would_stay(k, route) || !can_be(k, route))
			continue;
		text = route_text(p, route);
		op = planner_op(p, NET_ADD_ROUTE, to->name, "%.*s came from %.*s and is not on %.*s any more",
		                TEXT_ARG(text), TEXT_ARG(from->name), TEXT_ARG(to->name));
		op->message = route->message;
		planner_undo(p, op, NET_DELETE_ROUTE, to->name);
	}
}

static int append(struct keeper *k, struct plan *plan)
{
	struct net_op *all = arena_array(k->p.arena, plan->n_ops + k->p.n_ops + 1, sizeof(*all));

	if (!all)
		return -ENOMEM;
	if (plan->n_ops)
		memcpy(all, plan->ops, plan->n_ops * sizeof(*all));
	if (k->p.n_ops)
		memcpy(all + plan->n_ops, k->p.ops, k->p.n_ops * sizeof(*all));
	plan->ops = all;
	plan->n_ops += k->p.n_ops;
	return 0;
}

int plan_kept(struct arena *arena, const struct net_want *want, const struct net_state *before,
              const struct net_state *have, struct plan *plan)
{
	struct keeper k = { .before = before };

	if (planner_init(&k.p, arena, want, have, NULL) < 0)
		return -ENOMEM;
	k.there = arena_array(arena, have->n_addresses + before->n_addresses + 1, sizeof(struct net_address *));
	if (!k.there)
		return -ENOMEM;
	k.p.cut_over = true;
	for (size_t i = 0; i < want->n_bridges && !k.p.error; i++) {
		const struct net_want_bridge *one = &want->bridges[i];
		const struct net_link *from = one->has_addresses ? NULL : former_netdev(&k, one);
		struct net_link *to;

		if (!from)
			continue;
		to = bridge_of(&k, one);
		k.p.at = one->at;
		find_there(&k, from, to);
		keep_addresses(&k, from, to);
		keep_routes(&k, from, to);
	}
	return k.p.error ? k.p.error : append(&k, plan);
}
