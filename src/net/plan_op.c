/*
 * plan_op.c - the planner's memory: its model of the network, and the steps and warnings as they are added.
 *
 * Decides nothing.
 */
#include <errno.h>
#include <string.h>
#include "planner.h"

enum { FIRST_ROOM = 32, MADE_PER_BRIDGE = 3 }; /* dummy, VLAN, bridge */

/* *ret has room for one more behind n; else the sticky error. */
static bool grow(struct planner *p, void **items, size_t n, size_t *room, size_t size)
{
	size_t more = *room ? 2 * *room : FIRST_ROOM;
	void *bigger;

	if (n < *room)
		return true;
	bigger = arena_array(p->arena, more, size);
	if (!bigger) {
		p->error = -ENOMEM;
		return false;
	}
	if (n)
		memcpy(bigger, *items, n * size);
	*items = bigger;
	*room = more;
	return true;
}

static int init_routes(struct planner *p)
{
	p->routes = arena_array(p->arena, p->have->n_routes + 1, sizeof(*p->routes));
	if (!p->routes)
		return -ENOMEM;
	for (size_t i = 0; i < p->have->n_routes; i++) {
		struct plan_route *route = &p->routes[i];
		uint32_t at[1];
		size_t n = route_links(&p->have->routes[i], at, 0);
		uint32_t *all = arena_array(p->arena, n + 1, sizeof(*all));

		route->is = &p->have->routes[i];
		route->hops = arena_array(p->arena, n + 1, sizeof(*route->hops));
		if (!route->hops || !all)
			return -ENOMEM;
		route->n_hops = route_links(route->is, all, n);
		for (size_t j = 0; j < n; j++) {
			struct net_link *link = net_link_at(p->have, all[j]);

			route->hops[j] = (struct net_hop){ all[j], link ? link->name : (struct text){ "", 0 } };
		}
		route->order = i;
		route->gateway = n > 1 || route_gateway(route->is).n;
	}
	p->n_routes = p->next_order = p->have->n_routes;
	return 0;
}

int planner_init(struct planner *p, struct arena *arena, const struct net_want *want, const struct net_state *have,
                 struct findings *out)
{
	*p = (struct planner){ .arena = arena, .want = want, .have = have, .out = out };
	p->links = arena_array(arena, have->n_links + MADE_PER_BRIDGE * want->n_bridges + 1, sizeof(*p->links));
	p->bridges = arena_array(arena, want->n_bridges + 1, sizeof(*p->bridges));
	if (!p->links || !p->bridges)
		return p->error = -ENOMEM;
	if (have->n_links)
		memcpy(p->links, have->links, have->n_links * sizeof(*p->links));
	p->n_links = have->n_links;
	return p->error = init_routes(p);
}

struct net_link *planner_link(const struct planner *p, struct text name)
{
	for (size_t i = 0; i < p->n_links; i++)
		if (name.n && text_same(p->links[i].name, name))
			return &p->links[i];
	return NULL;
}

struct net_link *planner_link_at(const struct planner *p, uint32_t index)
{
	for (size_t i = 0; i < p->n_links; i++)
		if (index && p->links[i].index == index)
			return &p->links[i];
	return NULL;
}

/* A link that a step will make. Its index is none that the kernel gives: those are below 2^31. */
struct net_link *planner_make(struct planner *p, struct text name, const char *kind)
{
	struct net_link *link = &p->links[p->n_links];

	*link = (struct net_link){ .index = UINT32_MAX - (uint32_t)p->n_links, .name = name, .kind = text_of(kind) };
	p->n_links++;
	return link;
}

struct text planner_text(struct planner *p, const char *format, ...)
{
	va_list ap;
	char *s;

	va_start(ap, format);
	s = arena_vprintf(p->arena, format, ap);
	va_end(ap);
	if (!s)
		p->error = -ENOMEM;
	return text_of(s ? s : "");
}

struct net_op *planner_op(struct planner *p, enum net_op_kind kind, struct text link, const char *format, ...)
{
	void *items = p->ops;
	struct net_op *op = &p->spare;
	va_list ap;

	if (grow(p, &items, p->n_ops, &p->ops_room, sizeof(*p->ops))) {
		p->ops = items;
		op = &p->ops[p->n_ops++];
	}
	*op = (struct net_op){ .kind = kind, .link = link, .cut_over = p->cut_over, .at = p->at };
	va_start(ap, format);
	op->reason = arena_vprintf(p->arena, format, ap);
	va_end(ap);
	if (!op->reason)
		p->error = -ENOMEM;
	return op;
}

/* Like the step itself but for what the caller changes. */
struct net_op *planner_undo(struct planner *p, struct net_op *op, enum net_op_kind kind, struct text link)
{
	struct net_op *undo = arena_alloc(p->arena, sizeof(*undo));

	if (!undo) {
		p->error = -ENOMEM;
		return &p->spare;
	}
	*undo = *op;
	undo->kind = kind;
	undo->link = link;
	undo->undo = NULL;
	op->undo = undo;
	return undo;
}

void planner_warn(struct planner *p, struct span at, const char *format, ...)
{
	void *items = p->warnings;
	const char *message;
	va_list ap;

	va_start(ap, format);
	message = arena_vprintf(p->arena, format, ap);
	va_end(ap);
	if (!message)
		p->error = -ENOMEM;
	else if (grow(p, &items, p->n_warnings, &p->warnings_room, sizeof(*p->warnings))) {
		p->warnings = items;
		p->warnings[p->n_warnings++] = (struct plan_warning){ at, message };
	}
}

int planner_finish(struct planner *p, struct plan *ret)
{
	if (p->error)
		return p->error;
	*ret = (struct plan){ p->ops, p->n_ops, p->warnings, p->n_warnings };
	return 0;
}
