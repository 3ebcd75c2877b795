/*
 * journal_parts.c - what a journal holds, field by field: the network as it was, what is wanted, the steps.
 *
 * Each function describes a line, for writing and for reading.
 */
#include <errno.h>
#include <xencfg/name.h>
#include "journal.h"

enum {
	PAYLOAD_MOST = 64 << 10,
	TEXT_MOST = 4 << 10,
};

static void on_u16(struct journal_stream *s, uint16_t *value)
{
	uint64_t number = *value;

	journal_number(s, &number, UINT16_MAX);
	*value = (uint16_t)number;
}

static void on_u8(struct journal_stream *s, uint8_t *value, uint8_t most)
{
	uint64_t number = *value;

	journal_number(s, &number, most);
	*value = (uint8_t)number;
}

static void on_family(struct journal_stream *s, enum net_family *family)
{
	uint64_t number = *family;

	journal_number(s, &number, NET_IPV6);
	*family = (enum net_family)number;
}

/* Of a link. A NUL would end it for some and not for others. */
static void on_name(struct journal_stream *s, struct text *name)
{
	journal_bytes(s, name, LINK_NAME_MAX);
	if (!s->out && text_has(*name, '\0'))
		s->error = -EBADMSG;
}

static void on_bridge(struct journal_stream *s, struct net_bridge *bridge)
{
	journal_bool(s, &bridge->stp);
	journal_u32(s, &bridge->forward_delay);
	journal_bool(s, &bridge->nf_call);
	on_u8(s, &bridge->nf_kinds, 7);
}

static void on_link(struct journal_stream *s, struct net_link *link)
{
	journal_tag(s, "link");
	journal_u32(s, &link->index);
	on_name(s, &link->name);
	journal_bytes(s, &link->kind, TEXT_MOST);
	journal_u32(s, &link->master);
	journal_u32(s, &link->lower);
	journal_bool(s, &link->has_mac);
	journal_fixed(s, link->mac.byte, sizeof(link->mac.byte));
	journal_bool(s, &link->up);
	journal_u32(s, &link->mtu);
	on_u16(s, &link->vlan);
	on_bridge(s, &link->bridge);
	journal_end(s);
}

static void on_address(struct journal_stream *s, struct net_address *address)
{
	journal_tag(s, "address");
	journal_u32(s, &address->link);
	on_family(s, &address->family);
	journal_fixed(s, address->bytes, sizeof(address->bytes));
	on_u8(s, &address->prefix, 128);
	journal_bool(s, &address->secondary);
	journal_bool(s, &address->dynamic);
	journal_bool(s, &address->permanent_link_local);
	journal_bool(s, &address->temporary);
	journal_bytes(s, &address->message, PAYLOAD_MOST);
	journal_end(s);
}

static void on_route(struct journal_stream *s, struct net_route *route)
{
	journal_tag(s, "route");
	journal_u32(s, &route->link);
	on_family(s, &route->family);
	journal_u32(s, &route->table);
	journal_bool(s, &route->automatic);
	journal_bytes(s, &route->message, PAYLOAD_MOST);
	journal_end(s);
}

void journal_state(struct journal_stream *s, struct net_state *state)
{
	journal_tag(s, "network");
	journal_bool(s, &state->renames_up);
	journal_end(s);
	journal_count(s, "links", &state->n_links, &state->links, sizeof(*state->links));
	for (size_t i = 0; i < state->n_links && !s->error; i++)
		on_link(s, &state->links[i]);
	journal_count(s, "addresses", &state->n_addresses, &state->addresses, sizeof(*state->addresses));
	for (size_t i = 0; i < state->n_addresses && !s->error; i++)
		on_address(s, &state->addresses[i]);
	journal_count(s, "routes", &state->n_routes, &state->routes, sizeof(*state->routes));
	for (size_t i = 0; i < state->n_routes && !s->error; i++)
		on_route(s, &state->routes[i]);
	journal_count(s, "rules", &state->n_rules, &state->rules, sizeof(*state->rules));
	for (size_t i = 0; i < state->n_rules && !s->error; i++) {
		journal_tag(s, "rule");
		journal_bytes(s, &state->rules[i], PAYLOAD_MOST);
		journal_end(s);
	}
}

static void on_wanted(struct journal_stream *s, struct net_want_bridge *b)
{
	journal_tag(s, "bridge");
	on_name(s, &b->name);
	on_name(s, &b->netdev);
	journal_bool(s, &b->dummy);
	on_u16(s, &b->vlan);
	journal_bool(s, &b->rename);
	journal_u32(s, &b->mtu);
	on_bridge(s, &b->bridge);
	journal_bool(s, &b->has_stp);
	journal_bool(s, &b->has_forward_delay);
	journal_bool(s, &b->has_nf_call);
	journal_fixed(s, b->mac.byte, sizeof(b->mac.byte));
	journal_bool(s, &b->has_addresses);
	journal_bytes(s, &b->default_route, TEXT_MOST);
	journal_bool(s, &b->dhcp);
	journal_bool(s, &b->antispoof);
	journal_end(s);
	journal_count(s, "described", &b->n_addresses, &b->addresses, sizeof(*b->addresses));
	for (size_t i = 0; i < b->n_addresses && !s->error; i++) {
		journal_tag(s, "as");
		journal_bytes(s, &b->addresses[i], TEXT_MOST);
		journal_end(s);
	}
	if (s->out || !b->n_addresses)
		return;
	b->addresses_at = arena_array(s->arena, b->n_addresses, sizeof(*b->addresses_at));
	if (!b->addresses_at)
		s->error = -ENOMEM;
}

void journal_want(struct journal_stream *s, struct net_want *want)
{
	journal_count(s, "wanted", &want->n_bridges, &want->bridges, sizeof(*want->bridges));
	for (size_t i = 0; i < want->n_bridges && !s->error; i++)
		on_wanted(s, &want->bridges[i]);
}

static void on_hops(struct journal_stream *s, struct net_op *op)
{
	struct net_hop *hops = (struct net_hop *)op->hops;

	journal_count(s, "hops", &op->n_hops, &hops, sizeof(*hops));
	for (size_t i = 0; i < op->n_hops && !s->error; i++) {
		journal_tag(s, "hop");
		journal_u32(s, &hops[i].index);
		on_name(s, &hops[i].link);
		journal_end(s);
	}
	op->hops = hops;
}

static void on_op(struct journal_stream *s, struct net_op *op, bool *has_undo)
{
	struct text reason = text_of(op->reason ? op->reason : "");
	uint64_t kind = op->kind;

	journal_tag(s, "op");
	journal_number(s, &kind, NET_OP_KINDS - 1);
	op->kind = (enum net_op_kind)kind;
	on_name(s, &op->link);
	on_name(s, &op->other);
	journal_u32(s, &op->number);
	journal_u32(s, &op->mtu);
	journal_fixed(s, op->mac.byte, sizeof(op->mac.byte));
	on_bridge(s, &op->bridge);
	journal_bytes(s, &op->message, PAYLOAD_MOST);
	journal_bool(s, &op->beside);
	journal_bool(s, &op->cut_over);
	journal_bytes(s, &reason, PAYLOAD_MOST);
	op->reason = reason.s;
	journal_bool(s, has_undo);
	journal_end(s);
	on_hops(s, op);
}

/* An operation and its inverse, which are somebody else's when they are written. */
static void on_pair(struct journal_stream *s, struct net_op *ret)
{
	struct net_op op = *ret, undo = { 0 }, *kept;
	bool has_undo = op.undo, none = false;

	if (has_undo)
		undo = *op.undo;
	on_op(s, &op, &has_undo);
	if (has_undo)
		on_op(s, &undo, &none);
	if (s->out || s->error)
		return;
	if (has_undo) {
		kept = arena_alloc(s->arena, sizeof(*kept));
		if (!kept) {
			s->error = -ENOMEM;
			return;
		}
		*kept = undo;
		op.undo = kept;
	}
	*ret = op;
}

void journal_ops(struct journal_stream *s, struct journal *journal)
{
	journal_count(s, "steps", &journal->n_ops, &journal->ops, sizeof(*journal->ops));
	for (size_t i = 0; i < journal->n_ops && !s->error; i++)
		on_pair(s, &journal->ops[i]);
}
