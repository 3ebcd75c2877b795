/*
 * plan_stop_traffic.c - addresses and routes of the snapshot, back where they were.
 *
 * Takes off only what the snapshot does not have on the links that apply works on.
 */
#include <errno.h>
#include <string.h>
#include "stopper.h"

/* A step takes its routes, and its addresses of IPv6 or `all` of them. */
void stop_lose(struct stopper *s, size_t link, bool all)
{
	struct planner *p = &s->p;

	(void)all; /* a link that is gone is asked for no IPv4 address any more */
	s->lost[link] = true;
	for (size_t i = 0; i < p->n_routes; i++)
		for (size_t j = 0; j < p->routes[i].n_hops; j++)
			if (p->routes[i].hops[j].index == p->links[link].index)
				p->routes[i].gone = true;
}

static size_t place(const struct planner *p, uint32_t index)
{
	const struct net_link *link = planner_link_at(p, index);

	return link ? (size_t)(link - p->links) : p->n_links;
}

static const struct net_address *find_address(const struct net_state *state, uint32_t link,
                                              const struct net_address *address)
{
	for (size_t i = 0; i < state->n_addresses; i++)
		if ((!link || state->addresses[i].link == link) && address_same(&state->addresses[i], address))
			return &state->addresses[i];
	return NULL;
}

static void restore_address(struct stopper *s, const struct net_address *address)
{
	struct planner *p = &s->p;
	size_t i = place(p, address->link);
	const struct net_address *now, *fresh;

	if (i == p->n_links || !s->former[i] || !address_moves(address))
		return;
	now = s->lost[i] && address->family == NET_IPV6 ? NULL : find_address(p->have, address->link, address);
	if (now && (address->family == NET_IPV4 || now->dynamic == address->dynamic))
		return;
	/* The bridge's has the lifetime as it is by now. */
	fresh = find_address(p->have, 0, address);
	plan_add_address(p, address, fresh && fresh->dynamic && address->dynamic ? fresh->message : address->message,
	                 s->former[i]->name, &p->links[i]);
}

void stop_addresses_on(struct stopper *s)
{
	const struct net_state *before = s->before;

	for (size_t i = 0; i < before->n_addresses; i++)
		if (before->addresses[i].family == NET_IPV4)
			restore_address(s, &before->addresses[i]);
	for (size_t i = before->n_addresses; i-- > 0;)
		if (before->addresses[i].family == NET_IPV6)
			restore_address(s, &before->addresses[i]);
}

static void take_off(struct stopper *s, const struct net_address *address)
{
	struct planner *p = &s->p;
	size_t i = place(p, address->link);

	if (i < p->n_links && (s->former[i] || s->made[i]) && address_moves(address) &&
	    !find_address(s->before, address->link, address) && !(s->lost[i] && address->family == NET_IPV6))
		plan_delete_address(p, address, &p->links[i]);
}

/*
 * Off what is to be removed, too, and before its port leaves it: else answers go on through it for as long as the
 * kernel needs to remove it. In the order of plan_addresses_off, and for its reason.
 */
void stop_addresses_off(struct stopper *s)
{
	const struct net_state *have = s->p.have;

	for (size_t i = have->n_addresses; i-- > 0;)
		if (have->addresses[i].family == NET_IPV4)
			take_off(s, &have->addresses[i]);
	for (size_t i = 0; i < have->n_addresses; i++)
		if (have->addresses[i].family == NET_IPV6)
			take_off(s, &have->addresses[i]);
}

static bool is_in(const struct net_state *state, const struct net_route *route)
{
	for (size_t i = 0; i < state->n_routes; i++)
		if (route_same(&state->routes[i], route))
			return true;
	return false;
}

static bool is_there(const struct planner *p, const struct net_route *route)
{
	for (size_t i = 0; i < p->n_routes; i++)
		if (!p->routes[i].gone && route_same(p->routes[i].is, route))
			return true;
	return false;
}

/* What the kernel would replace. */
static struct plan_route *first_of_key(struct planner *p, const struct net_route *route)
{
	struct plan_route *first = NULL;

	for (size_t i = 0; i < p->n_routes; i++)
		if (!p->routes[i].gone && route_same_key(p->routes[i].is, route) &&
		    (!first || p->routes[i].order < first->order))
			first = &p->routes[i];
	return first;
}

/* Is it one that came by apply or after it, on links that are our business? */
static bool is_extra(const struct stopper *s, const struct plan_route *route)
{
	bool ours = false;

	if (route->is->automatic || route->gone || is_in(s->before, route->is))
		return false;
	for (size_t j = 0; j < route->n_hops; j++) {
		size_t i = place(&s->p, route->hops[j].index);

		ours = ours || (i < s->p.n_links && (s->former[i] || s->made[i]));
	}
	return ours;
}

/* The names that its links have now. False: one is gone, or none is our business. */
static bool find_hops(struct stopper *s, const struct net_route *route, struct net_hop **ret, size_t *ret_n)
{
	struct planner *p = &s->p;
	size_t n = route_links(route, NULL, 0);
	uint32_t *all = arena_array(p->arena, n + 1, sizeof(*all));
	bool ours = false;

	*ret = arena_array(p->arena, n + 1, sizeof(**ret));
	if (!all || !*ret) {
		p->error = -ENOMEM;
		return false;
	}
	*ret_n = route_links(route, all, n);
	for (size_t j = 0; j < *ret_n; j++) {
		size_t i = place(p, all[j]);

		if (i == p->n_links)
			return false;
		ours = ours || s->former[i];
		(*ret)[j] = (struct net_hop){ all[j], p->links[i].name };
	}
	return ours;
}

/* The inverse leads what was replaced through its own links again, or takes off what was added. */
static void undo_restored(struct planner *p, struct net_op *op, const struct plan_route *replaced)
{
	struct net_op *undo = planner_undo(p, op, replaced ? NET_ADD_ROUTE : NET_DELETE_ROUTE, op->link);

	if (!replaced)
		return;
	undo->link = replaced->hops[0].link;
	undo->message = replaced->is->message;
	undo->n_hops = replaced->n_hops > 1 ? replaced->n_hops : 0;
	undo->hops = undo->n_hops ? replaced->hops : NULL;
}

static void restore_route(struct stopper *s, const struct net_route *route)
{
	struct planner *p = &s->p;
	struct plan_route *first;
	struct net_hop *hops;
	struct net_op *op;
	struct text text;
	size_t n;

	if (route->automatic || is_there(p, route) || !find_hops(s, route, &hops, &n))
		return;
	first = first_of_key(p, route);
	text = route_text(p, route);
	op = planner_op(p, NET_ADD_ROUTE, hops[0].link, "%.*s goes back to %.*s", TEXT_ARG(text),
	                TEXT_ARG(hops[0].link));
	op->message = route->message;
	if (n > 1) {
		op->hops = hops;
		op->n_hops = n;
	}
	op->beside = first && !is_extra(s, first);
	undo_restored(p, op, op->beside ? NULL : first);
	/* What is added is one of its key for the next. */
	if (!first || op->beside) {
		first = &p->routes[p->n_routes++];
		first->order = p->next_order++;
	}
	first->is = route;
	first->hops = hops;
	first->n_hops = n;
}

static void drop_extra(struct stopper *s)
{
	struct planner *p = &s->p;

	for (size_t i = 0; i < p->n_routes; i++) {
		struct plan_route *route = &p->routes[i];
		struct text text;
		struct net_op *op;

		if (!is_extra(s, route))
			continue;
		text = route_text(p, route->is);
		op = planner_op(p, NET_DELETE_ROUTE, route->hops[0].link, "%.*s was not on %.*s before", TEXT_ARG(text),
		                TEXT_ARG(route->hops[0].link));
		op->message = route->is->message;
		op->hops = route->n_hops > 1 ? route->hops : NULL;
		op->n_hops = route->n_hops > 1 ? route->n_hops : 0;
		planner_undo(p, op, NET_ADD_ROUTE, op->link)->beside = true;
		route->gone = true;
	}
}

/* Room behind the routes that are there for all that may be added. */
static bool make_room(struct stopper *s)
{
	struct planner *p = &s->p;
	struct plan_route *all = arena_array(p->arena, p->n_routes + s->before->n_routes + 1, sizeof(*all));

	if (!all) {
		p->error = -ENOMEM;
		return false;
	}
	if (p->n_routes)
		memcpy(all, p->routes, p->n_routes * sizeof(*all));
	p->routes = all;
	return true;
}

/* Those that lead to the gateways of others first. */
void stop_routes(struct stopper *s)
{
	if (!make_room(s))
		return;
	for (unsigned gateways = 0; gateways < 2; gateways++)
		for (size_t i = 0; i < s->before->n_routes; i++)
			if ((route_gateway(&s->before->routes[i]).n != 0 ||
			     route_links(&s->before->routes[i], NULL, 0) > 2) == gateways)
				restore_route(s, &s->before->routes[i]);
	drop_extra(s);
}
