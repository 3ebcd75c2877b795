/*
 * kernel_execute.c - one step of a plan in the running kernel.
 *
 * What is done already is done; what is half done when a step fails is taken back. Never decides what to do.
 */
#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include "kernel.h"

static bool is_zero(struct mac mac)
{
	static const struct mac zero;

	return memcmp(&mac, &zero, sizeof(mac)) == 0;
}

/* A request about a link; `index` 0: by what follows. */
static struct ifinfomsg *about_link(struct kernel *k, uint16_t type, uint16_t flags, uint32_t index)
{
	struct ifinfomsg *info = kernel_request(k, type, flags, sizeof(*info));

	info->ifi_index = (int)index;
	return info;
}

static int set_u32(struct kernel *k, uint32_t index, uint16_t type, uint32_t value)
{
	about_link(k, RTM_NEWLINK, 0, index);
	kernel_put_u32(k, type, value);
	return kernel_send(k, NULL, NULL);
}

static int set_mac(struct kernel *k, uint32_t index, struct mac mac)
{
	about_link(k, RTM_NEWLINK, 0, index);
	kernel_put(k, IFLA_ADDRESS, sizeof(mac), &mac);
	return kernel_send(k, NULL, NULL);
}

void kernel_put_up(struct kernel *k, uint32_t index, bool up)
{
	struct ifinfomsg *info = about_link(k, RTM_NEWLINK, 0, index);

	info->ifi_flags = up ? IFF_UP : 0;
	info->ifi_change = IFF_UP;
}

int kernel_set_up(struct kernel *k, uint32_t index, bool up)
{
	kernel_put_up(k, index, up);
	return kernel_send(k, NULL, NULL);
}

static int delete_link(struct kernel *k, uint32_t index)
{
	int r;

	about_link(k, RTM_DELLINK, 0, index);
	r = kernel_send(k, NULL, NULL);
	return r == -ENODEV ? 0 : r;
}

static void put_bridge(struct kernel *k, const struct net_bridge *bridge)
{
	uint8_t kinds = 0, kind;

	if (bridge->nf_call)
		kinds = bridge->nf_kinds ? bridge->nf_kinds : NET_NF_IP | NET_NF_IP6;
	kernel_put_u32(k, IFLA_BR_FORWARD_DELAY, bridge->forward_delay);
	kernel_put_u32(k, IFLA_BR_STP_STATE, bridge->stp);
	kind = (kinds & NET_NF_IP) != 0;
	kernel_put(k, IFLA_BR_NF_CALL_IPTABLES, sizeof(kind), &kind);
	kind = (kinds & NET_NF_IP6) != 0;
	kernel_put(k, IFLA_BR_NF_CALL_IP6TABLES, sizeof(kind), &kind);
	kind = (kinds & NET_NF_ARP) != 0;
	kernel_put(k, IFLA_BR_NF_CALL_ARPTABLES, sizeof(kind), &kind);
}

/* Up to the inside of what depends on the kind. */
struct nests {
	size_t info, data;
};

static struct nests begin_kind(struct kernel *k, struct text kind)
{
	struct nests nests = { .info = kernel_begin(k, IFLA_LINKINFO) };

	kernel_put_text(k, IFLA_INFO_KIND, kind);
	nests.data = kernel_begin(k, IFLA_INFO_DATA);
	return nests;
}

static void end_kind(struct kernel *k, struct nests nests)
{
	kernel_end(k, nests.data);
	kernel_end(k, nests.info);
}

static void start_new(struct kernel *k, const struct net_op *op, uint32_t mtu)
{
	about_link(k, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);
	kernel_put_text(k, IFLA_IFNAME, op->link);
	if (!is_zero(op->mac))
		kernel_put(k, IFLA_ADDRESS, sizeof(op->mac), &op->mac);
	if (mtu)
		kernel_put_u32(k, IFLA_MTU, mtu);
}

/*
 * A bridge that is made with an MTU goes on following those of its ports. One that is set to another stays with it,
 * so it is made with a neighbour of what is wanted, and then set.
 */
static int create_bridge(struct kernel *k, const struct net_op *op)
{
	struct kernel_found found;
	struct nests nests;
	const char *said;
	int r;

	start_new(k, op, op->mtu ? op->mtu ^ 1 : 0);
	nests = begin_kind(k, TEXT("bridge"));
	put_bridge(k, &op->bridge);
	end_kind(k, nests);
	r = kernel_send(k, NULL, NULL);
	if (r < 0 || !op->mtu)
		return r;
	r = kernel_link_find(k, op->link, &found);
	if (r < 0)
		return r;
	r = set_u32(k, found.link.index, IFLA_MTU, op->mtu);
	if (r < 0) {
		said = k->said;
		delete_link(k, found.link.index);
		k->said = said;
	}
	return r;
}

/* Loading its module may make the kernel's own dummy0: the one that was asked for. */
static int create_dummy(struct kernel *k, const struct net_op *op)
{
	struct kernel_found found;
	struct nests nests;
	int r;

	start_new(k, op, op->mtu);
	nests = begin_kind(k, TEXT("dummy"));
	end_kind(k, nests);
	r = kernel_send(k, NULL, NULL);
	if (r != -EEXIST || kernel_link_find(k, op->link, &found) < 0 || !found.dummy)
		return r;
	r = 0;
	if (op->mtu && op->mtu != found.link.mtu)
		r = set_u32(k, found.link.index, IFLA_MTU, op->mtu);
	if (!r && !is_zero(op->mac) && memcmp(&op->mac, &found.link.mac, sizeof(op->mac)) != 0)
		r = set_mac(k, found.link.index, op->mac);
	return r;
}

static int create_vlan(struct kernel *k, const struct net_op *op)
{
	uint16_t vlan = (uint16_t)op->number;
	struct kernel_found parent;
	struct nests nests;
	int r = kernel_link_find(k, op->other, &parent);

	if (r < 0)
		return r;
	start_new(k, op, op->mtu);
	kernel_put_u32(k, IFLA_LINK, parent.link.index);
	nests = begin_kind(k, TEXT("vlan"));
	kernel_put(k, IFLA_VLAN_ID, sizeof(vlan), &vlan);
	end_kind(k, nests);
	return kernel_send(k, NULL, NULL);
}

void kernel_put_name(struct kernel *k, uint32_t index, struct text name)
{
	about_link(k, RTM_NEWLINK, 0, index);
	kernel_put_text(k, IFLA_IFNAME, name);
}

static int give_name(struct kernel *k, uint32_t index, struct text name)
{
	kernel_put_name(k, index, name);
	return kernel_send(k, NULL, NULL);
}

static int set_master(struct kernel *k, const struct net_op *op, const struct kernel_found *port)
{
	struct kernel_found bridge = { 0 };
	int r = op->other.n ? kernel_link_find(k, op->other, &bridge) : 0;

	if (r < 0)
		return r;
	/* The kernel would take it away from the other one. */
	if (op->other.n && port->link.master && port->link.master != bridge.link.index)
		return -EBUSY;
	if (port->link.master == bridge.link.index)
		return 0;
	r = set_u32(k, port->link.index, IFLA_MASTER, bridge.link.index);
	if (r == 0 && op->other.n && port->flags & IFF_RUNNING)
		kernel_wait_for_carrier(k, bridge.link.index);
	return r;
}

/* STP goes off before, since with it the kernel takes no short forward delay. */
static int set_bridge(struct kernel *k, const struct net_op *op, const struct kernel_found *found)
{
	struct nests nests;
	int r;

	if (!op->bridge.stp && found->link.bridge.stp) {
		about_link(k, RTM_NEWLINK, 0, found->link.index);
		nests = begin_kind(k, TEXT("bridge"));
		kernel_put_u32(k, IFLA_BR_STP_STATE, 0);
		end_kind(k, nests);
		r = kernel_send(k, NULL, NULL);
		if (r < 0)
			return r;
	}
	about_link(k, RTM_NEWLINK, 0, found->link.index);
	nests = begin_kind(k, TEXT("bridge"));
	put_bridge(k, &op->bridge);
	end_kind(k, nests);
	return kernel_send(k, NULL, NULL);
}

static int write_route(struct kernel *k, const struct net_op *op, uint32_t index)
{
	uint32_t *hops = arena_array(k->arena, op->n_hops + 1, sizeof(*hops));

	if (!hops)
		return -ENOMEM;
	for (size_t i = 0; i < op->n_hops; i++) {
		struct kernel_found found;
		int r = kernel_link_find(k, op->hops[i].link, &found);

		if (r < 0)
			return r;
		hops[i] = found.link.index;
	}
	return kernel_write_route(k, op, index, hops);
}

static int carry_neighbours(struct kernel *k, const struct net_op *op, uint32_t from)
{
	struct kernel_found to;
	struct kernel_met met = { 0 };
	int r = kernel_link_find(k, op->other, &to);

	if (r == 0)
		r = kernel_neighbours_read(k, from, &met);
	return r < 0 ? r : kernel_neighbours_tell(k, &met, to.link.index);
}

static int change(struct kernel *k, const struct net_op *op, const struct kernel_found *found, struct net_error *error)
{
	uint32_t index = found->link.index;

	switch (op->kind) {
	case NET_DELETE_LINK:
		/* Whatever a plan says: no NIC, nor a guest's vif. */
		return found->makeable ? delete_link(k, index) : -EOPNOTSUPP;
	case NET_RENAME:
		if (op->number && found->link.up)
			return kernel_rename_down(k, found, op->other, &error->taken_down);
		return give_name(k, index, op->other);
	case NET_SET_UP:
		return kernel_set_up(k, index, op->number != 0);
	case NET_SET_MTU:
		return set_u32(k, index, IFLA_MTU, op->number);
	case NET_SET_MAC:
		return set_mac(k, index, op->mac);
	case NET_SET_MASTER:
		return set_master(k, op, found);
	case NET_SET_BRIDGE:
		return set_bridge(k, op, found);
	case NET_ADD_ADDRESS:
		return kernel_add_address(k, op, found);
	case NET_DELETE_ADDRESS:
		return kernel_delete_address(k, op, index);
	case NET_ADD_ROUTE:
	case NET_DELETE_ROUTE:
		return write_route(k, op, index);
	case NET_CARRY_NEIGHBOURS:
		return carry_neighbours(k, op, index);
	default:
		return -EINVAL;
	}
}

static int execute(struct kernel *k, const struct net_op *op, struct net_error *error)
{
	struct kernel_found found = { 0 };
	bool deletes = op->kind == NET_DELETE_LINK || op->kind == NET_DELETE_ADDRESS || op->kind == NET_DELETE_ROUTE;
	int r;

	switch (op->kind) {
	case NET_CREATE_BRIDGE:
		return create_bridge(k, op);
	case NET_CREATE_DUMMY:
		return create_dummy(k, op);
	case NET_CREATE_VLAN:
		return create_vlan(k, op);
	default:
		break;
	}
	/* A route of no link: unreachable, blackhole. */
	if (op->link.n || (op->kind != NET_ADD_ROUTE && op->kind != NET_DELETE_ROUTE)) {
		r = kernel_link_find(k, op->link, &found);
		if (r < 0)
			return r == -ENODEV && deletes ? 0 : r;
	}
	return change(k, op, &found, error);
}

int kernel_execute(void *self, const struct net_op *op, struct net_error *ret_error)
{
	struct kernel *k = self;

	*ret_error = (struct net_error){ .op = op };
	k->said = NULL;
	ret_error->error = execute(k, op, ret_error);
	ret_error->kernel = ret_error->error < 0 ? k->said : NULL;
	return ret_error->error;
}
