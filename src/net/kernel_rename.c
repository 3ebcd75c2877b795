/*
 * kernel_rename.c - a link's new name, on a kernel (below Linux 6.2) that must take it down for that.
 *
 * Puts back what the kernel takes off with it: the VLANs on it go down, too, and lose their IPv6 addresses and routes;
 * neighbours are forgotten. Does not wait for a NIC that negotiates with its switch for seconds.
 */
#include <errno.h>
#include <net/if.h>
#include "kernel.h"

enum { DEPTH_MAX = 8 }; /* of VLANs on VLANs, as the kernel nests them */

struct went {
	struct net_state before, after;
	struct kernel_met link, master;
};

static bool stands_on(const struct net_state *state, const struct net_link *link, uint32_t index)
{
	for (unsigned depth = 0; link && link->lower && depth < DEPTH_MAX; depth++) {
		if (link->lower == index)
			return true;
		link = net_link_at(state, link->lower);
	}
	return false;
}

static bool has_address(const struct net_state *state, const struct net_address *address)
{
	for (size_t i = 0; i < state->n_addresses; i++) {
		const struct net_address *other = &state->addresses[i];

		if (other->link == address->link && other->family == address->family &&
		    other->prefix == address->prefix && memcmp(other->bytes, address->bytes, 16) == 0)
			return true;
	}
	return false;
}

static bool has_route(const struct net_state *state, const struct net_route *route)
{
	for (size_t i = 0; i < state->n_routes; i++)
		if (text_same(state->routes[i].message, route->message))
			return true;
	return false;
}

/* The kernel brings up every VLAN of a link that comes up. */
static int restore_down(struct kernel *k, const struct net_state *before, uint32_t index)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < before->n_links; i++)
		if (!before->links[i].up && stands_on(before, &before->links[i], index))
			r = kernel_set_up(k, before->links[i].index, false);
	return r;
}

/* The newest IPv6 address stands in front: so the last one goes first. */
static int restore_addresses(struct kernel *k, const struct went *went, uint32_t index)
{
	int r = 0;

	for (size_t i = went->before.n_addresses; r == 0 && i-- > 0;) {
		const struct net_address *address = &went->before.addresses[i];
		struct net_op op = { .kind = NET_ADD_ADDRESS, .message = address->message };
		struct kernel_found link;

		if (address->family != NET_IPV6 || address->permanent_link_local || address->temporary ||
		    !stands_on(&went->before, net_link_at(&went->before, address->link), index) ||
		    has_address(&went->after, address))
			continue;
		r = kernel_link_find_at(k, address->link, &link);
		if (r == 0)
			r = kernel_add_address(k, &op, &link);
	}
	return r;
}

/* One may lead to the gateway of another: what fails in the first round is tried again. */
static int restore_routes(struct kernel *k, const struct went *went, uint32_t index)
{
	int r = 0;

	for (unsigned round = 0; round < 2; round++)
		for (size_t i = 0; i < went->before.n_routes; i++) {
			const struct net_route *route = &went->before.routes[i];
			struct net_op op = { .kind = NET_ADD_ROUTE, .message = route->message, .beside = true };
			int one;

			if (route->automatic ||
			    !stands_on(&went->before, net_link_at(&went->before, route->link), index) ||
			    has_route(&went->after, route))
				continue;
			one = kernel_write_route(k, &op, route->link, NULL);
			if (round == 1 && r == 0)
				r = one;
		}
	return r;
}

static int restore(struct kernel *k, struct went *went, const struct kernel_found *found)
{
	uint32_t index = found->link.index, master = found->link.master;
	int r;

	if (found->flags & IFF_RUNNING) {
		kernel_wait_for_carrier(k, index);
		if (master)
			kernel_wait_for_carrier(k, master);
	}
	r = kernel_neighbours_tell(k, &went->link, index);
	if (r == 0)
		r = kernel_neighbours_tell(k, &went->master, master);
	if (r == 0)
		r = restore_down(k, &went->before, index);
	if (r == 0)
		r = kernel_observe(k, k->arena, &went->after);
	if (r == 0)
		r = restore_addresses(k, went, index);
	return r < 0 ? r : restore_routes(k, went, index);
}

/* Traffic is interrupted for as long as the kernel takes, not for as long as we wait for a processor. */
static int down_and_up(struct kernel *k, uint32_t index, struct text name)
{
	kernel_put_up(k, index, false);
	kernel_queue(k);
	kernel_put_name(k, index, name);
	kernel_queue(k);
	kernel_put_up(k, index, true);
	return kernel_send(k, NULL, NULL);
}

int kernel_rename_down(struct kernel *k, const struct kernel_found *found, struct text name, bool *ret_taken_down)
{
	struct went went;
	const char *said;
	int r = kernel_observe(k, k->arena, &went.before), restored;

	if (r == 0)
		r = kernel_neighbours_read(k, found->link.index, &went.link);
	if (r == 0)
		r = kernel_neighbours_read(k, found->link.master, &went.master);
	if (r < 0)
		return r;
	r = down_and_up(k, found->link.index, name);
	*ret_taken_down = r == 0 || k->failed > 0;
	if (!*ret_taken_down)
		return r;
	said = k->said;
	restored = restore(k, &went, found);
	if (r == 0)
		return restored;
	k->said = said;
	return r;
}
