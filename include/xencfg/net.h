/*
 * net.h - the network of this host as it is, and the steps that change it.
 *
 * What the kernel said (struct net_state) and what is to be done (struct
 * net_op) are plain data: observed and executed by net/kernel_*, made by
 * net/plan*, written down by net/journal. Everything lives in one arena.
 */
#ifndef XENCFG_NET_H
#define XENCFG_NET_H

#include <stdbool.h>
#include <stdint.h>
#include <xencfg/arena.h>
#include <xencfg/mac.h>
#include <xencfg/source.h>

enum net_family { NET_IPV4, NET_IPV6 };

/* Bits of net_bridge.nf_kinds: which tables frames go through. */
enum { NET_NF_IP = 1, NET_NF_IP6 = 2, NET_NF_ARP = 4 };

/* What a bridge has beside what every link has. Times in 1/100 s, as the kernel says them. */
struct net_bridge {
	bool stp;
	uint32_t forward_delay;
	bool nf_call;     /* frames go through iptables, ip6tables or arptables */
	uint8_t nf_kinds; /* which of them; 0 with nf_call: ip and ip6 */
};

struct net_link {
	uint32_t index;   /* from 1; 0: not made yet */
	uint32_t master;  /* the bridge (or bond) that it is a port of; 0: none */
	uint32_t lower;   /* of a VLAN: the index of its parent; 0: none */
	struct text name; /* 1 to 15 bytes */
	struct text kind; /* "bridge", "dummy", "vlan", "veth", …; empty for real NICs, lo and Xen's vifs */
	struct mac mac;
	bool has_mac;
	bool up; /* as the administrator wants it */
	uint32_t mtu;
	uint16_t vlan;            /* of a VLAN: its tag */
	struct net_bridge bridge; /* of a bridge */
	struct text others; /* alternative names, each with a slash behind it, which none can have; not in journals */
};

static inline bool link_is_bridge(const struct net_link *link)
{
	return text_is(link->kind, "bridge");
}

/*
 * An address or a route as the kernel told it: the payload of its message
 * (struct ifaddrmsg or rtmsg and the attributes, aligned to 4 bytes), so that what we have never heard of is
 * carried, too. What follows is read from it, to plan with.
 */
struct net_address {
	uint32_t link; /* index */
	enum net_family family;
	struct text message;
	uint8_t bytes[16];
	uint8_t prefix;
	bool secondary;            /* IPv4: it goes when its primary does */
	bool dynamic;              /* it has a lifetime: a DHCP client or router gave it */
	bool permanent_link_local; /* IPv6: fe80::, made by the kernel from the MAC; the new link gets its own */
	bool temporary;            /* IPv6: made by the kernel beside another one for privacy */
};

struct net_route {
	uint32_t link; /* index of the interface; of one with several next hops, of the first; 0: of none */
	enum net_family family;
	struct text message;
	uint32_t table;
	bool automatic; /* the kernel makes it with an address: it comes and goes with that */
};

struct net_state {
	struct net_link *links; /* in order of index */
	size_t n_links;
	struct net_address *addresses; /* in the kernel's order: a primary stands before its secondaries */
	size_t n_addresses;
	struct net_route *routes; /* of all tables; of local what the kernel did not make */
	size_t n_routes;
	struct text *rules; /* payloads of the rules' messages without [detached] flags: never changed, only compared */
	size_t n_rules;
	bool renames_up; /* the kernel renames links that are up (6.2 and later) */
};

/* A link by its name or index; NULL when there is none. (state.c) */
struct net_link *net_link_named(const struct net_state *state, struct text name);
struct net_link *net_link_at(const struct net_state *state, uint32_t index);

enum net_op_kind {
	NET_CREATE_BRIDGE,    /* link, mac, mtu (0: the kernel's), bridge: down, without ports */
	NET_CREATE_DUMMY,     /* link, mac, mtu: likewise */
	NET_CREATE_VLAN,      /* link, other: the parent, number: the tag */
	NET_DELETE_LINK,      /* link: one that we made */
	NET_RENAME,           /* link, other: its new name; number 1: it is up and must go down for that */
	NET_SET_UP,           /* link, number: 1 up, 0 down */
	NET_SET_MTU,          /* link, number: bytes */
	NET_SET_MAC,          /* link, mac */
	NET_SET_MASTER,       /* link, other: the bridge; empty: of none any more */
	NET_SET_BRIDGE,       /* link, bridge: STP, forward delay and nf_call */
	NET_ADD_ADDRESS,      /* link, message; other: its label (IPv4) */
	NET_DELETE_ADDRESS,   /* link, message; number 1: of IPv4, its secondaries stay on the link, now and later */
	NET_ADD_ROUTE,        /* link, message; in place of the first of the same key, or with `beside` behind those */
	NET_DELETE_ROUTE,     /* link, message */
	NET_CARRY_NEIGHBOURS, /* link, other: it, too, knows the neighbours of link from now on */
	NET_OP_KINDS
};

/* "create-bridge", …: as plan --format json has it. (state.c) */
const char *net_op_name(enum net_op_kind kind);

/* Of a route with several next hops: those through `index` go through `link` instead. */
struct net_hop {
	uint32_t index;
	struct text link;
};

/*
 * One step. Links go by the name that they have at that moment of the plan:
 * who executes looks the index up then.
 */
struct net_op {
	enum net_op_kind kind;
	struct text link, other;
	uint32_t number, mtu;
	struct mac mac;
	struct net_bridge bridge;
	struct text message;  /* of an address or route; its own index and label are replaced by those of `link` */
	bool beside;          /* NET_ADD_ROUTE: NLM_F_CREATE|NLM_F_APPEND; else NLM_F_CREATE|NLM_F_REPLACE */
	struct net_hop *hops; /* n_hops 0: every index in the message becomes link's */
	size_t n_hops;
	bool cut_over;      /* second phase: traffic moves. Before it nothing that was there is touched */
	const char *reason; /* for people: why this step */
	struct span at;     /* the place in the description that asks for it; nowhere for what follows from others */
	const struct net_op *undo; /* the step that takes it back; NULL: nothing is left behind by it */
};

/* What an execution ran into. */
struct net_error {
	const struct net_op *op;
	int error;          /* negative errno */
	const char *kernel; /* the kernel's own words (extended ack), or NULL */
	bool taken_down;    /* NET_RENAME: the link went down for it; its routes and IPv6 addresses are lost */
};

/* The kernel, or a fake one in tests. */
struct net_ops {
	int (*observe)(void *self, struct arena *arena, struct net_state *ret);
	int (*execute)(void *self, const struct net_op *op, struct net_error *ret_error);
	void *self;
};

#endif
