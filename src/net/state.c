/*
 * state.c - looks things up in what the kernel said.
 *
 * Changes nothing and asks nobody.
 */
#include <xencfg/net.h>

struct net_link *net_link_named(const struct net_state *state, struct text name)
{
	for (size_t i = 0; i < state->n_links; i++)
		if (text_same(state->links[i].name, name))
			return &state->links[i];
	return NULL;
}

/* They stand in order of index. */
struct net_link *net_link_at(const struct net_state *state, uint32_t index)
{
	size_t low = 0, high = state->n_links;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (state->links[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	return index && low < state->n_links && state->links[low].index == index ? &state->links[low] : NULL;
}

const char *net_op_name(enum net_op_kind kind)
{
	static const char *const names[NET_OP_KINDS] = {
		[NET_CREATE_BRIDGE] = "create-bridge",
		[NET_CREATE_DUMMY] = "create-dummy",
		[NET_CREATE_VLAN] = "create-vlan",
		[NET_DELETE_LINK] = "delete-link",
		[NET_RENAME] = "rename",
		[NET_SET_UP] = "set-up",
		[NET_SET_MTU] = "set-mtu",
		[NET_SET_MAC] = "set-mac",
		[NET_SET_MASTER] = "set-master",
		[NET_SET_BRIDGE] = "set-bridge",
		[NET_ADD_ADDRESS] = "add-address",
		[NET_DELETE_ADDRESS] = "delete-address",
		[NET_ADD_ROUTE] = "add-route",
		[NET_DELETE_ROUTE] = "delete-route",
		[NET_CARRY_NEIGHBOURS] = "carry-neighbours",
	};

	return (unsigned)kind < NET_OP_KINDS ? names[kind] : NULL;
}
