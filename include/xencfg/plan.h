/*
 * plan.h - the steps from the network that is to the network that is described.
 *
 * Pure: no sockets, no clock, no printing.
 */
#ifndef XENCFG_PLAN_H
#define XENCFG_PLAN_H

#include <xencfg/finding.h>
#include <xencfg/net.h>

/* One bridge as the description wants it, with places; from struct bridge of the model (want.h). */
struct net_want_bridge {
	struct span at;
	struct text name;
	struct span name_at;
	struct text netdev; /* empty: it has no port of ours */
	struct span netdev_at;
	bool dummy;    /* the netdev is dummyN: made where it is not there */
	uint16_t vlan; /* 0: none; else the port is netdev.vlan on netdev */
	bool rename;   /* the netdev becomes p + netdev */
	uint32_t mtu;  /* 0: that of the netdev, or the kernel's */
	struct net_bridge bridge;
	bool has_stp, has_forward_delay,
		has_nf_call; /* what is not described is not changed on a bridge that is there */
	struct mac
		mac; /* where the bridge has no netdev to take one from: computed from its name, locally administered */
	bool has_addresses;     /* `addresses` is all that the bridge has; else it keeps what the netdev has */
	struct text *addresses; /* "192.168.0.1/24" */
	struct span *addresses_at;
	size_t n_addresses;
	struct text default_route; /* empty: none is asked for */
	struct span default_route_at;
	bool dhcp;
	struct span dhcp_at;
	bool antispoof;
	struct span antispoof_at;
};

struct net_want {
	struct net_want_bridge *bridges;
	size_t n_bridges;
};

/* Is this one of the names that links have because of the bridge: its own, the netdev's, the VLAN's, or one given for a
 * while? */
bool net_want_names(const struct net_want_bridge *want, struct text name);

struct plan_warning {
	struct span at;
	const char *message;
};

struct plan {
	struct net_op *ops; /* in order: all of the first phase, then the cut-over */
	size_t n_ops;
	struct plan_warning *warnings;
	size_t n_warnings;
};

/*
 * Everything that must be done, in order; empty when all is as described. What cannot be done
 * becomes findings of `out` at their places (a missing netdev, one that is a port elsewhere, a
 * bridge's name that is another kind of link): then no step is planned and -EINVAL returned.
 * Returns 0, -EINVAL or -ENOMEM.
 */
int plan_build(struct arena *arena, const struct net_want *want, const struct net_state *have, struct findings *out,
               struct plan *ret);

/*
 * Behind the steps of a plan_build from `have`, those that bring back what an earlier apply carried from the netdevs of
 * `before`, its snapshot, onto bridges whose addresses are not described, and is gone since. Only addresses without
 * a lifetime, and routes through one interface that no daemon wrote; not what is anywhere else on this host now: that
 * was moved on purpose. An address that is to stay away is left out of the description's `addresses`. 0 or -ENOMEM.
 */
int plan_kept(struct arena *arena, const struct net_want *want, const struct net_state *before,
              const struct net_state *have, struct plan *plan);

/*
 * Among the steps of a plan_build from `have`, those that only show beside what an earlier apply did: the netdev that
 * `former` gave to a bridge and the description does not leaves it, before others come; and behind them, a bridge of
 * `made` (indices of links that apply made) gets the MAC of its port again. 0 or -ENOMEM.
 */
int plan_again(struct arena *arena, const struct net_want *want, const struct net_want *former, const uint32_t *made,
               size_t n_made, const struct net_state *have, struct plan *plan);

/* The snapshot that apply took, and what it made: indices of links; NULL while nobody but us is at work. */
struct net_past {
	const struct net_state *before;
	const uint32_t *made;
	size_t n_made;
};

/*
 * The steps from any state in between back to `past`: links that are not in its snapshot (by index), bear a name of the
 * want (a bridge, its temporary name, a dummy, netdev.vlan) and were made by apply are removed; ports, names, addresses
 * and routes go back. Empty when `have` equals the snapshot in what concerns us.
 */
int plan_stop(struct arena *arena, const struct net_want *want, const struct net_past *past,
              const struct net_state *have, struct findings *out, struct plan *ret);

/* The ports of our bridges that are not ours: vifs of running guests. *ret_n of them, links of `have`. 0 or -ENOMEM. */
int plan_attached(struct arena *arena, const struct net_want *want, const struct net_past *past,
                  const struct net_state *have, const struct net_link ***ret, size_t *ret_n);

#endif
