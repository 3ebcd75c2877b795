/*
 * network_words.c - what a step does, in words for people and for programs.
 *
 * Why it is done says the planner.
 */
#include <xencfg/mac.h>
#include "network.h"

enum { HUNDREDTHS = 100 }; /* of a second, in which the kernel counts delays */

void network_put_op(struct sb *out, const struct net_op *op)
{
	sb_printf(out, "%s %.*s", net_op_name(op->kind), TEXT_ARG(op->link));
	if (op->kind == NET_SET_MASTER && !op->other.n)
		sb_string(out, " none");
	else if (op->other.n)
		sb_printf(out, " %.*s", TEXT_ARG(op->other));
	if (op->kind == NET_SET_MTU || op->kind == NET_CREATE_VLAN)
		sb_printf(out, " %u", op->number);
	else if (op->kind == NET_SET_UP && !op->number)
		sb_string(out, " down");
}

static void put_make(struct sb *out, const struct net_op *op)
{
	switch (op->kind) {
	case NET_CREATE_BRIDGE:
		sb_printf(out, "make bridge %.*s, MAC " MAC_FORMAT, TEXT_ARG(op->link), MAC_ARG(op->mac));
		break;
	case NET_CREATE_VLAN:
		sb_printf(out, "make %.*s, VLAN %u of %.*s", TEXT_ARG(op->link), op->number, TEXT_ARG(op->other));
		break;
	default:
		sb_printf(out, "make %.*s, a dummy", TEXT_ARG(op->link));
		break;
	}
	if (op->mtu)
		sb_printf(out, ", MTU %u", op->mtu);
}

static void put_set(struct sb *out, const struct net_op *op)
{
	const struct net_bridge *b = &op->bridge;

	sb_printf(out, "set %.*s ", TEXT_ARG(op->link));
	switch (op->kind) {
	case NET_SET_UP:
		sb_string(out, op->number ? "up" : "down");
		break;
	case NET_SET_MTU:
		sb_printf(out, "to MTU %u", op->number);
		break;
	case NET_SET_MAC:
		sb_printf(out, "to MAC " MAC_FORMAT, MAC_ARG(op->mac));
		break;
	default:
		sb_printf(out, "to STP %s, forward delay %u.%02u s, netfilter %s", b->stp ? "on" : "off",
		          b->forward_delay / HUNDREDTHS, b->forward_delay % HUNDREDTHS, b->nf_call ? "on" : "off");
		break;
	}
}

/* Whose address or route it is, says the reason. */
static void put_move(struct sb *out, const struct net_op *op)
{
	bool adds = op->kind == NET_ADD_ADDRESS || op->kind == NET_ADD_ROUTE;

	if (op->kind == NET_ADD_ADDRESS || op->kind == NET_DELETE_ADDRESS)
		sb_printf(out, "%s %.*s", adds ? "add an address to" : "remove an address from", TEXT_ARG(op->link));
	else
		sb_string(out, adds ? "add a route" : "remove a route");
	if ((op->kind == NET_ADD_ROUTE || op->kind == NET_DELETE_ROUTE) && op->link.n)
		sb_printf(out, " through %.*s", TEXT_ARG(op->link));
}

void network_put_words(struct sb *out, const struct net_op *op)
{
	switch (op->kind) {
	case NET_CREATE_BRIDGE:
	case NET_CREATE_DUMMY:
	case NET_CREATE_VLAN:
		put_make(out, op);
		break;
	case NET_DELETE_LINK:
		sb_printf(out, "remove %.*s", TEXT_ARG(op->link));
		break;
	case NET_RENAME:
		sb_printf(out, "rename %.*s to %.*s%s", TEXT_ARG(op->link), TEXT_ARG(op->other),
		          op->number ? ", down meanwhile" : "");
		break;
	case NET_SET_UP:
	case NET_SET_MTU:
	case NET_SET_MAC:
	case NET_SET_BRIDGE:
		put_set(out, op);
		break;
	case NET_SET_MASTER:
		sb_printf(out, op->other.n ? "make %.*s a port of " : "make %.*s a port no more", TEXT_ARG(op->link));
		sb_text(out, op->other);
		break;
	case NET_CARRY_NEIGHBOURS:
		sb_printf(out, "tell %.*s the neighbours of %.*s", TEXT_ARG(op->other), TEXT_ARG(op->link));
		break;
	default:
		put_move(out, op);
		break;
	}
}
