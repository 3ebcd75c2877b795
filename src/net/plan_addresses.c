/*
 * plan_addresses.c - addresses onto the bridge, and off its port.
 *
 * Leaves alone what the kernel makes by itself: link-local and temporary addresses.
 */
#include <xencfg/ip.h>
#include <string.h>
#include "planner.h"

static bool parse(struct text text, struct net_address *ret)
{
	const char *why;
	struct ip ip;

	if (ip_parse(text, &ip, &why) < 0)
		return false;
	*ret = (struct net_address){ .family = ip.bits == 32 ? NET_IPV4 : NET_IPV6, .prefix = ip.prefix };
	memcpy(ret->bytes, ip.byte, sizeof(ret->bytes));
	return true;
}

bool address_wanted(const struct net_want_bridge *want, const struct net_address *address)
{
	struct net_address one;

	if (!want->has_addresses)
		return true;
	for (size_t i = 0; i < want->n_addresses; i++)
		if (parse(want->addresses[i], &one) && address_same(&one, address))
			return true;
	return false;
}

static bool has_address(const struct planner *p, const struct net_link *link, const struct net_address *address)
{
	for (size_t i = 0; link && i < p->have->n_addresses; i++)
		if (p->have->addresses[i].link == link->index && address_same(&p->have->addresses[i], address))
			return true;
	return false;
}

/* "eth0:1" becomes "lan:1" with eth0's address; a label of another kind stays. */
static struct text new_label(struct planner *p, struct text label, struct text from, struct text to)
{
	struct text suffix;

	if (label.n == 0 || text_same(label, from))
		return to;
	if (label.n <= from.n || memcmp(label.s, from.s, from.n) != 0 || label.s[from.n] != ':')
		return label;
	suffix = (struct text){ label.s + from.n, label.n - from.n };
	return to.n + suffix.n > LINK_NAME_MAX ? to : planner_text(p, "%.*s%.*s", TEXT_ARG(to), TEXT_ARG(suffix));
}

void plan_add_address(struct planner *p, const struct net_address *address, struct text message, struct text from,
                      struct net_link *to)
{
	struct text text = address_text(p, address);
	struct net_op *op = from.n && !text_same(from, to->name) ?
	                            planner_op(p, NET_ADD_ADDRESS, to->name, "%.*s moves from %.*s to %.*s",
	                                       TEXT_ARG(text), TEXT_ARG(from), TEXT_ARG(to->name)) :
	                            planner_op(p, NET_ADD_ADDRESS, to->name, "%.*s is not on %.*s", TEXT_ARG(text),
	                                       TEXT_ARG(to->name));

	op->message = message;
	if (address->family == NET_IPV4)
		op->other = new_label(p, address_label(address), from, to->name);
	planner_undo(p, op, NET_DELETE_ADDRESS, to->name);
}

void plan_delete_address(struct planner *p, const struct net_address *address, struct net_link *from)
{
	struct text text = address_text(p, address), name = from->name;
	struct net_op *op;

	/* Else the kernel leaves its prefix route behind. */
	if (address->family == NET_IPV6 && address->dynamic) {
		op = planner_op(p, NET_ADD_ADDRESS, name, "%.*s has a lifetime, and its route would outlive it",
		                TEXT_ARG(text));
		op->message = message_permanent(p, address);
		planner_undo(p, op, NET_ADD_ADDRESS, name)->message = address->message;
	}
	op = planner_op(p, NET_DELETE_ADDRESS, name, "%.*s is not to be on %.*s", TEXT_ARG(text), TEXT_ARG(name));
	op->message = address->message;
	planner_undo(p, op, NET_ADD_ADDRESS, name)->other = address_label(address);
}

static void add_from_port(struct planner *p, struct plan_bridge *b, size_t i)
{
	const struct net_address *address = &p->have->addresses[i];

	if (b->port && address->link == b->port->index && address_moves(address) && address_wanted(b->want, address) &&
	    !has_address(p, b->bridge, address))
		plan_add_address(p, address, address->message, b->base, b->bridge);
}

static void add_described(struct planner *p, struct plan_bridge *b, size_t i)
{
	struct net_address address;

	if (!parse(b->want->addresses[i], &address) || has_address(p, b->port, &address) ||
	    has_address(p, b->bridge, &address))
		return;
	p->at = b->want->addresses_at[i];
	plan_add_address(p, &address, message_address(p, address.family, address.bytes, address.prefix),
	                 (struct text){ "", 0 }, b->bridge);
	p->at = b->want->at;
}

/* The kernel puts the newest IPv6 address in front: those go in from the last to the first. */
void plan_addresses_on(struct planner *p, struct plan_bridge *b)
{
	size_t n = p->have->n_addresses;

	for (size_t i = 0; i < n; i++)
		if (p->have->addresses[i].family == NET_IPV4)
			add_from_port(p, b, i);
	for (size_t i = n; i-- > 0;)
		if (p->have->addresses[i].family == NET_IPV6)
			add_from_port(p, b, i);
	for (size_t i = 0; b->want->has_addresses && i < b->want->n_addresses; i++)
		add_described(p, b, i);
}

/* Its secondaries may be wanted. */
static void delete_unwanted(struct planner *p, const struct net_address *address, struct net_link *bridge)
{
	plan_delete_address(p, address, bridge);
	if (p->n_ops && address->family == NET_IPV4 && !address->secondary)
		p->ops[p->n_ops - 1].number = 1;
}

/* Backwards each step of this must find the kernel's order again: IPv4 from the last, IPv6 from the first. */
void plan_addresses_off(struct planner *p, struct plan_bridge *b)
{
	const struct net_state *have = p->have;

	for (size_t k = 0; k < 2 * have->n_addresses; k++) {
		bool second = k >= have->n_addresses;
		size_t i = second ? k - have->n_addresses : have->n_addresses - 1 - k;
		const struct net_address *a = &have->addresses[i];

		if (!address_moves(a) || (a->family == NET_IPV6) != second)
			continue;
		if (b->port && a->link == b->port->index)
			plan_delete_address(p, a, b->port);
		else if (a->link == b->bridge->index && !address_wanted(b->want, a))
			delete_unwanted(p, a, b->bridge);
	}
}

/*
 * Where addresses of `from` go to `to`: or the first packet waits for an answer to ARP, that comes in by the other one
 * of the two while `from` is a port.
 */
void plan_carry_neighbours(struct planner *p, struct net_link *from, struct net_link *to)
{
	struct net_op *op =
		planner_op(p, NET_CARRY_NEIGHBOURS, from->name, "%.*s is to reach at once whom %.*s has met",
	                   TEXT_ARG(to->name), TEXT_ARG(from->name));

	op->other = to->name;
	planner_undo(p, op, NET_CARRY_NEIGHBOURS, to->name)->other = from->name;
}

/* A rename gives the first IPv4 address the bare name as label and numbers the others. */
bool plan_labels_break(const struct planner *p, const struct plan_bridge *b)
{
	size_t n = b->want->has_addresses ? b->want->n_addresses : 0;

	for (size_t i = 0; i < p->have->n_addresses; i++) {
		const struct net_address *address = &p->have->addresses[i];
		struct text label = address_label(address);

		if (address->link != b->port->index || address->family != NET_IPV4 || !address_moves(address))
			continue;
		if (label.n && !text_same(label, b->base))
			return true;
		n += !b->want->has_addresses;
	}
	return n > 1;
}
