/*
 * planner.h - what the parts of the planner share: a model of the network that moves along with the plan.
 *
 * Private to net/plan*. The first failed allocation sticks in `error`; what follows does nothing of worth, and
 * callers check once, at the end.
 */
#ifndef XENCFG_PLANNER_H
#define XENCFG_PLANNER_H

#include <xencfg/hash.h>
#include <xencfg/name.h>
#include <xencfg/plan.h>

/* A route of the state and where the plan has led it. */
struct plan_route {
	const struct net_route *is;
	struct net_hop *hops; /* of each interface that it goes through: the index, and the name of the one now */
	size_t n_hops;
	size_t order; /* among those of one key the kernel takes the lowest */
	bool gateway; /* it goes through another host, so another route must lead there */
	bool gone;
};

/* A bridge of the description and what there is of it. */
struct plan_bridge {
	const struct net_want_bridge *want;
	struct net_link *bridge, *port, *parent; /* of the planner's links; NULL: none */
	struct text base;                        /* the port's name before a rename */
	struct text renamed;                     /* and after it; empty: it keeps its name */
	bool makes_bridge, makes_port;
	bool is_port; /* already, of this bridge */
	bool same;    /* the bridge is to have the name of its netdev */
	bool gap;     /* the port must be laid bare before the bridge can have its name */
	bool wait_up; /* the port's parent is down, so it cannot go up in the first phase */
};

struct planner {
	struct arena *arena;
	const struct net_want *want;
	const struct net_state *have;
	struct findings *out;
	struct net_link
		*links; /* those of `have` first, in order; names, masters and the like as the plan changes them */
	size_t n_links;
	struct plan_route *routes;
	size_t n_routes, next_order;
	struct plan_bridge *bridges;
	struct net_op *ops, spare;
	size_t n_ops, ops_room;
	struct plan_warning *warnings;
	size_t n_warnings, warnings_room;
	bool cut_over;
	struct span at; /* of the steps that are being added */
	int error;
};

/* plan_op.c */
int planner_init(struct planner *p, struct arena *arena, const struct net_want *want, const struct net_state *have,
                 struct findings *out);
struct net_link *planner_link(const struct planner *p, struct text name);
struct net_link *planner_link_at(const struct planner *p, uint32_t index);
struct net_link *planner_make(struct planner *p, struct text name, const char *kind);
struct text planner_text(struct planner *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct net_op *planner_op(struct planner *p, enum net_op_kind kind, struct text link, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
struct net_op *planner_undo(struct planner *p, struct net_op *op, enum net_op_kind kind, struct text link);
void planner_warn(struct planner *p, struct span at, const char *format, ...) __attribute__((format(printf, 3, 4)));
int planner_finish(struct planner *p, struct plan *ret);

/* plan_message.c */
struct text message_attribute(struct text message, size_t header, unsigned type);
struct text address_label(const struct net_address *address);
struct text address_text(struct planner *p, const struct net_address *address);
struct text route_text(struct planner *p, const struct net_route *route);
bool address_same(const struct net_address *a, const struct net_address *b);
bool address_moves(const struct net_address *address);
bool route_same_key(const struct net_route *a, const struct net_route *b);
bool route_same(const struct net_route *a, const struct net_route *b);
bool route_is_default(const struct net_route *route);
struct text route_gateway(const struct net_route *route);
struct text route_source(const struct net_route *route);
size_t route_links(const struct net_route *route, uint32_t *ret, size_t room);
struct text message_permanent(struct planner *p, const struct net_address *address);
struct text message_address(struct planner *p, enum net_family family, const uint8_t *bytes, uint8_t prefix);
struct text message_default_route(struct planner *p, enum net_family family, const uint8_t *gateway);

/* names.c: of a bridge while its own name is still that of its netdev; of what becomes its port, before it is renamed.
 */
struct text plan_temporary_name(struct planner *p, struct text bridge);
struct text plan_base(struct planner *p, const struct net_want_bridge *want);

/* plan_find.c: what is there of each bridge. What cannot be done becomes findings. */
void plan_find(struct planner *p);

/* plan_links.c */
void plan_make(struct planner *p, struct plan_bridge *b);
void plan_up(struct planner *p, struct net_link *link, const char *why);
void plan_enslave(struct planner *p, struct plan_bridge *b);
void plan_settings(struct planner *p, struct plan_bridge *b);
void plan_rename(struct planner *p, struct net_link *link, struct text name);
void plan_master(struct planner *p, struct net_link *link, struct net_link *master);
void plan_set_bridge(struct planner *p, struct net_link *link, const struct net_bridge *set);
void plan_set_mtu(struct planner *p, struct net_link *link, uint32_t mtu);

/* plan_addresses.c */
bool address_wanted(const struct net_want_bridge *want, const struct net_address *address);
void plan_addresses_on(struct planner *p, struct plan_bridge *b);
void plan_addresses_off(struct planner *p, struct plan_bridge *b);
bool plan_labels_break(const struct planner *p, const struct plan_bridge *b);
void plan_add_address(struct planner *p, const struct net_address *address, struct text message, struct text from,
                      struct net_link *to);
void plan_delete_address(struct planner *p, const struct net_address *address, struct net_link *from);
void plan_carry_neighbours(struct planner *p, struct net_link *from, struct net_link *to);

/* plan_routes.c */
void plan_routes_move(struct planner *p, struct plan_bridge *b);
void plan_routes_off(struct planner *p, struct plan_bridge *b);
void plan_routes_on(struct planner *p, struct plan_bridge *b);
void plan_default_route(struct planner *p, struct plan_bridge *b);
bool route_first(const struct planner *p, const struct plan_route *route);

/* plan_warnings.c */
void plan_warn_of(struct planner *p, const struct plan_bridge *b);

#endif
