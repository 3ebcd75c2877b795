/*
 * plan_routes.c - routes from a port onto its bridge, and the default route that is described.
 *
 * Leaves alone what the kernel makes with an address, and every route that goes through neither.
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <xencfg/ip.h>
#include "planner.h"

static bool goes_through(const struct plan_route *route, const struct net_link *link)
{
	if (!link || route->gone || route->is->automatic)
		return false;
	for (size_t i = 0; i < route->n_hops; i++)
		if (text_same(route->hops[i].link, link->name))
			return true;
	return false;
}

/* Does the kernel take this one when it looks for its key? */
bool route_first(const struct planner *p, const struct plan_route *route)
{
	for (size_t i = 0; i < p->n_routes; i++)
		if (&p->routes[i] != route && p->routes[i].order < route->order && !p->routes[i].gone &&
		    route_same_key(p->routes[i].is, route->is))
			return false;
	return true;
}

static bool route_only(const struct planner *p, const struct plan_route *route)
{
	for (size_t i = 0; i < p->n_routes; i++)
		if (&p->routes[i] != route && !p->routes[i].gone && route_same_key(p->routes[i].is, route->is))
			return false;
	return true;
}

/* The links of one with several next hops, as they are now. */
static void put_hops(struct planner *p, const struct plan_route *route, struct net_op *op)
{
	if (route->n_hops < 2)
		return;
	op->hops = arena_array(p->arena, route->n_hops, sizeof(*op->hops));
	if (!op->hops) {
		p->error = -ENOMEM;
		return;
	}
	memcpy(op->hops, route->hops, route->n_hops * sizeof(*op->hops));
	op->n_hops = route->n_hops;
}

static void lead(struct plan_route *route, struct text from, struct text to)
{
	for (size_t i = 0; i < route->n_hops; i++)
		if (text_same(route->hops[i].link, from))
			route->hops[i].link = to;
}

/* Adds what is there already once more through `to`; *route then says so. */
static struct net_op *add(struct planner *p, struct plan_route *route, struct text from, struct text to, bool beside)
{
	struct text text = route_text(p, route->is);
	struct net_op *op = planner_op(p, NET_ADD_ROUTE, to, "%.*s moves from %.*s to %.*s", TEXT_ARG(text),
	                               TEXT_ARG(from), TEXT_ARG(to)),
		      *undo;

	op->message = route->is->message;
	op->beside = beside;
	undo = planner_undo(p, op, beside ? NET_DELETE_ROUTE : NET_ADD_ROUTE, beside ? to : from);
	if (!beside)
		put_hops(p, route, undo);
	lead(route, from, to);
	put_hops(p, route, op);
	if (beside)
		put_hops(p, route, undo);
	return op;
}

/* Takes it off `from`, where plan_route says that it is not any more, or is not to be. */
static struct net_op *take(struct planner *p, struct plan_route *route, struct text from, const char *why)
{
	struct text text = route_text(p, route->is);
	struct net_op *op = planner_op(p, NET_DELETE_ROUTE, from, "%.*s %s %.*s", TEXT_ARG(text), why, TEXT_ARG(from));
	struct net_op *undo;

	op->message = route->is->message;
	undo = planner_undo(p, op, NET_ADD_ROUTE, from);
	undo->beside = !route_only(p, route);
	put_hops(p, route, op);
	put_hops(p, route, undo);
	return undo;
}

static bool in_wanted(const struct net_want_bridge *want, enum net_family family, struct text bytes, bool exact)
{
	struct ip net, one = { .bits = family == NET_IPV4 ? 32 : 128 };
	const char *why;

	if (bytes.n != one.bits / 8u)
		return true;
	memcpy(one.byte, bytes.s, bytes.n);
	if (family == NET_IPV6 && one.byte[0] == 0xfe && (one.byte[1] & 0xc0) == 0x80)
		return true;
	for (size_t i = 0; i < want->n_addresses; i++)
		if (ip_parse(want->addresses[i], &net, &why) == 0 &&
		    (exact ? ip_compare(&net, &one) == 0 : ip_in(&net, &one)))
			return true;
	return false;
}

static bool wants_family(const struct net_want_bridge *want, enum net_family family)
{
	for (size_t i = 0; i < want->n_addresses; i++)
		if (text_has(want->addresses[i], ':') == (family == NET_IPV6))
			return true;
	return false;
}

/* Of the described default route: is it this one? */
static bool is_described(const struct net_want_bridge *want, const struct net_route *route)
{
	struct text via = route_gateway(route);
	const char *why;
	struct ip ip;

	return ip_parse(want->default_route, &ip, &why) == 0 && via.n == ip.bits / 8u &&
	       memcmp(via.s, ip.byte, via.n) == 0;
}

static bool is_rival(const struct net_want_bridge *want, const struct net_route *route)
{
	return want->default_route.n && route_is_default(route) &&
	       text_has(want->default_route, ':') == (route->family == NET_IPV6) && !is_described(want, route);
}

/* With the described addresses the kernel would not have it. */
static bool is_doomed(const struct net_want_bridge *want, const struct plan_route *route)
{
	const struct net_route *is = route->is;

	if (!want->has_addresses || route->n_hops > 1)
		return false;
	if (is->family == NET_IPV4 && !wants_family(want, NET_IPV4))
		return true;
	return !in_wanted(want, is->family, route_gateway(is), false) ||
	       !in_wanted(want, is->family, route_source(is), true);
}

enum stage { DEVICES, GATEWAYS, LEFT_BEHIND };

/*
 * A gateway is reached by another route perhaps, forwards and backwards: so those without one come onto the bridge
 * first, and go off the port last.
 */
static void move_stage(struct planner *p, struct plan_bridge *b, enum stage stage, bool *beside)
{
	struct text from = b->port->name, to = b->bridge->name;

	for (size_t i = 0; i < p->n_routes; i++) {
		struct plan_route *route = &p->routes[i];

		if (stage == LEFT_BEHIND) {
			if (beside[i])
				take(p, route, from, "is on the bridge and goes off")->beside = true;
			continue;
		}
		if (!goes_through(route, b->port) || route->gateway != (stage == GATEWAYS) ||
		    is_rival(b->want, route->is) || is_doomed(b->want, route))
			continue;
		beside[i] = !route_first(p, route) || (!route->gateway && route_only(p, route));
		add(p, route, from, to, beside[i]);
		if (beside[i])
			route->order = p->next_order++;
	}
}

static void drop_doomed(struct planner *p, struct plan_bridge *b, struct net_link *link)
{
	for (size_t gateways = 2; link && gateways-- > 0;)
		for (size_t i = 0; i < p->n_routes; i++) {
			struct plan_route *route = &p->routes[i];

			if (!goes_through(route, link) || route->gateway != (gateways == 1) ||
			    is_rival(b->want, route->is) || !is_doomed(b->want, route))
				continue;
			take(p, route, link->name, "does not fit the described addresses, off");
			route->gone = true;
		}
}

/* Of a step that takes off, the links are those of before the move. */
static void fix_left_behind(struct planner *p, struct plan_bridge *b, size_t from)
{
	for (size_t i = from; i < p->n_ops; i++)
		if (p->ops[i].kind == NET_DELETE_ROUTE && p->ops[i].n_hops) {
			struct net_op *undo = (struct net_op *)(uintptr_t)p->ops[i].undo;

			for (size_t j = 0; j < p->ops[i].n_hops; j++)
				if (text_same(p->ops[i].hops[j].link, b->bridge->name))
					p->ops[i].hops[j].link = b->port->name;
			for (size_t j = 0; undo && j < undo->n_hops; j++)
				if (text_same(undo->hops[j].link, b->bridge->name))
					undo->hops[j].link = b->port->name;
		}
}

void plan_routes_move(struct planner *p, struct plan_bridge *b)
{
	bool *beside = arena_array(p->arena, p->n_routes + 1, sizeof(*beside));

	if (!beside) {
		p->error = -ENOMEM;
		return;
	}
	drop_doomed(p, b, b->port);
	if (b->port) {
		size_t left;

		move_stage(p, b, DEVICES, beside);
		move_stage(p, b, GATEWAYS, beside);
		left = p->n_ops;
		move_stage(p, b, LEFT_BEHIND, beside);
		fix_left_behind(p, b, left);
	}
	plan_default_route(p, b);
	drop_doomed(p, b, b->bridge);
}

/* Where the port must be laid bare: those through a gateway first. */
void plan_routes_off(struct planner *p, struct plan_bridge *b)
{
	for (size_t gateways = 2; gateways-- > 0;)
		for (size_t i = 0; i < p->n_routes; i++) {
			struct plan_route *route = &p->routes[i];

			if (!goes_through(route, b->port) || route->gateway != (gateways == 1))
				continue;
			take(p, route, b->port->name, "must wait for the bridge, off");
			route->gone = true;
		}
}

void plan_routes_on(struct planner *p, struct plan_bridge *b)
{
	for (size_t gateways = 0; gateways < 2; gateways++)
		for (size_t i = 0; i < p->n_routes; i++) {
			struct plan_route *route = &p->routes[i];
			bool ours = false;

			for (size_t j = 0; j < route->n_hops; j++)
				ours = ours || route->hops[j].index == b->port->index;
			if (!route->gone || !ours || route->gateway != (gateways == 1))
				continue;
			if (is_rival(b->want, route->is) || is_doomed(b->want, route))
				continue;
			add(p, route, b->port->name, b->bridge->name, true)->beside = !route_only(p, route);
			route->gone = false;
			route->order = p->next_order++;
		}
	plan_default_route(p, b);
}

/* The place where the described one can take over from another of ours. */
static struct plan_route *find_rival(struct planner *p, struct plan_bridge *b, const struct net_route *wanted)
{
	for (size_t i = 0; i < p->n_routes; i++) {
		struct plan_route *route = &p->routes[i];

		if ((goes_through(route, b->port) || goes_through(route, b->bridge)) && route->n_hops == 1 &&
		    is_rival(b->want, route->is) && route_same_key(route->is, wanted) && route_first(p, route))
			return route;
	}
	return NULL;
}

static bool has_described(const struct planner *p, const struct plan_bridge *b)
{
	for (size_t i = 0; i < p->n_routes; i++)
		if (goes_through(&p->routes[i], b->bridge) && route_is_default(p->routes[i].is) &&
		    is_described(b->want, p->routes[i].is))
			return true;
	return false;
}

static void add_described(struct planner *p, struct plan_bridge *b)
{
	struct plan_route found = { 0 };
	struct net_route wanted = { .table = RT_TABLE_MAIN };
	struct plan_route *rival;
	struct net_op *op, *undo;
	const char *why;
	struct ip ip;

	if (has_described(p, b) || ip_parse(b->want->default_route, &ip, &why) < 0)
		return;
	wanted.family = ip.bits == 32 ? NET_IPV4 : NET_IPV6;
	wanted.message = message_default_route(p, wanted.family, ip.byte);
	found.is = &wanted;
	found.order = p->next_order;
	rival = find_rival(p, b, &wanted);
	op = planner_op(p, NET_ADD_ROUTE, b->bridge->name, "the default route over %.*s is not there",
	                TEXT_ARG(b->want->default_route));
	op->message = wanted.message;
	op->at = b->want->default_route_at;
	op->beside = !rival && !route_only(p, &found);
	undo = planner_undo(p, op, rival ? NET_ADD_ROUTE : NET_DELETE_ROUTE,
	                    rival ? rival->hops[0].link : b->bridge->name);
	if (rival) {
		undo->message = rival->is->message;
		rival->gone = true;
	} else if (op->beside) {
		planner_warn(p, b->want->default_route_at,
		             "another default route stands before the one over %.*s, and is used first",
		             TEXT_ARG(b->want->default_route));
	}
}

void plan_default_route(struct planner *p, struct plan_bridge *b)
{
	if (!b->want->default_route.n)
		return;
	add_described(p, b);
	for (size_t i = 0; i < p->n_routes; i++) {
		struct plan_route *route = &p->routes[i];
		bool port = goes_through(route, b->port);

		if (route->n_hops != 1 || !(port || goes_through(route, b->bridge)) || !is_rival(b->want, route->is))
			continue;
		take(p, route, port ? b->port->name : b->bridge->name, "is not the described one, off");
		route->gone = true;
	}
}
