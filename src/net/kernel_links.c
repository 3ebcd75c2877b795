/*
 * kernel_links.c - RTM_NEWLINK into struct net_link: one message, all of them, the one of a name.
 *
 * Asked by rtnetlink, which answers for the network namespace that we are in; /sys may show another one.
 * Never changes anything in the kernel, and takes no byte of an answer on trust.
 */
#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include "kernel.h"

enum { FIRST_ROOM = 16 };

/* A link while it is read: what its details mean depends on its kind, which may stand behind them. */
struct reader {
	struct net_link link;
	const struct nlattr *details, *others;
	uint32_t lower;
	bool lower_elsewhere; /* in another namespace */
};

/* -EBADMSG unless it ends with NUL. Without what comes behind the first one. */
static int read_text(const struct nlattr *attr, struct text *ret)
{
	if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return -EBADMSG;
	*ret = text_of(mnl_attr_get_str(attr));
	return 0;
}

static int read_u32(const struct nlattr *attr, uint32_t *ret)
{
	if (mnl_attr_validate(attr, MNL_TYPE_U32) < 0)
		return -EBADMSG;
	*ret = mnl_attr_get_u32(attr);
	return 0;
}

static int read_info(const struct nlattr *attr, void *data)
{
	struct reader *reader = data;

	switch (mnl_attr_get_type(attr)) {
	case IFLA_INFO_KIND:
		return read_text(attr, &reader->link.kind);
	case IFLA_INFO_DATA:
		reader->details = attr;
		return 0;
	default:
		return 0;
	}
}

static int read_nf_call(const struct nlattr *attr, uint8_t kind, struct net_bridge *bridge)
{
	if (mnl_attr_validate(attr, MNL_TYPE_U8) < 0)
		return -EBADMSG;
	if (mnl_attr_get_u8(attr))
		bridge->nf_kinds |= kind;
	bridge->nf_call = bridge->nf_kinds != 0;
	return 0;
}

static int read_bridge(const struct nlattr *attr, void *data)
{
	struct net_bridge *bridge = data;
	uint32_t stp;

	switch (mnl_attr_get_type(attr)) {
	case IFLA_BR_FORWARD_DELAY:
		return read_u32(attr, &bridge->forward_delay);
	case IFLA_BR_STP_STATE:
		if (read_u32(attr, &stp) < 0)
			return -EBADMSG;
		bridge->stp = stp != 0; /* 2: by a program */
		return 0;
	case IFLA_BR_NF_CALL_IPTABLES:
		return read_nf_call(attr, NET_NF_IP, bridge);
	case IFLA_BR_NF_CALL_IP6TABLES:
		return read_nf_call(attr, NET_NF_IP6, bridge);
	case IFLA_BR_NF_CALL_ARPTABLES:
		return read_nf_call(attr, NET_NF_ARP, bridge);
	default:
		return 0;
	}
}

static int read_vlan(const struct nlattr *attr, void *data)
{
	struct net_link *link = data;

	if (mnl_attr_get_type(attr) != IFLA_VLAN_ID)
		return 0;
	if (mnl_attr_validate(attr, MNL_TYPE_U16) < 0)
		return -EBADMSG;
	link->vlan = mnl_attr_get_u16(attr);
	return 0;
}

/* Of other kinds nobody asks. */
static int read_details(struct reader *reader)
{
	const struct nlattr *details = reader->details;
	struct net_link *link = &reader->link;

	if (text_is(link->kind, "vlan") && !reader->lower_elsewhere)
		link->lower = reader->lower;
	if (!details)
		return 0;
	if (link_is_bridge(link))
		return kernel_each(mnl_attr_get_payload(details), mnl_attr_get_payload_len(details), read_bridge,
		                   &link->bridge);
	if (text_is(link->kind, "vlan"))
		return kernel_each(mnl_attr_get_payload(details), mnl_attr_get_payload_len(details), read_vlan, link);
	return 0;
}

static int read_attribute(const struct nlattr *attr, void *data)
{
	struct reader *reader = data;
	struct net_link *link = &reader->link;
	size_t size = mnl_attr_get_payload_len(attr);

	switch (mnl_attr_get_type(attr)) {
	case IFLA_IFNAME:
		return read_text(attr, &link->name);
	case IFLA_ADDRESS:
		link->has_mac = size == sizeof(link->mac);
		if (link->has_mac)
			memcpy(&link->mac, mnl_attr_get_payload(attr), size);
		return 0;
	case IFLA_MASTER:
		return read_u32(attr, &link->master);
	case IFLA_MTU:
		return read_u32(attr, &link->mtu);
	case IFLA_LINK:
		return read_u32(attr, &reader->lower);
	case IFLA_LINK_NETNSID:
		reader->lower_elsewhere = true;
		return 0;
	case IFLA_PROP_LIST:
		reader->others = attr;
		return 0;
	case IFLA_LINKINFO:
		return kernel_each(mnl_attr_get_payload(attr), size, read_info, reader);
	default:
		return 0;
	}
}

static int link_read(const struct nlmsghdr *message, struct net_link *ret, const struct nlattr **ret_others)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(message);
	struct reader reader = { 0 };
	struct net_link *link = &reader.link;
	int r;

	if (message->nlmsg_len < mnl_nlmsg_size(sizeof(*info)) || message->nlmsg_type != RTM_NEWLINK ||
	    info->ifi_index <= 0)
		return -EBADMSG;
	link->index = (uint32_t)info->ifi_index;
	link->up = info->ifi_flags & IFF_UP;
	r = kernel_each(info + 1, message->nlmsg_len - mnl_nlmsg_size(sizeof(*info)), read_attribute, &reader);
	if (!r)
		r = read_details(&reader);
	if (r < 0)
		return r;
	if (link->name.n == 0 || link->name.n >= IFNAMSIZ)
		return -EBADMSG;
	if (!link->has_mac || info->ifi_type != ARPHRD_ETHER) {
		link->has_mac = false;
		link->mac = (struct mac){ 0 };
	}
	*ret = *link;
	*ret_others = reader.others;
	return 0;
}

int kernel_link_read(const struct nlmsghdr *message, struct net_link *ret)
{
	const struct nlattr *others;

	return link_read(message, ret, &others);
}

/* All of them */

struct list {
	struct arena *arena;
	struct net_link *items;
	size_t n, room;
};

static int copy(struct arena *a, struct text *text)
{
	text->s = arena_string(a, *text);
	return text->s ? 0 : -ENOMEM;
}

struct others {
	struct arena *arena;
	struct text names;
};

static int add_other(const struct nlattr *attr, void *data)
{
	struct others *o = data;
	struct text name;
	char *names;

	if (mnl_attr_get_type(attr) != IFLA_ALT_IFNAME)
		return 0;
	if (read_text(attr, &name) < 0)
		return -EBADMSG;
	names = arena_printf(o->arena, "%.*s%.*s/", TEXT_ARG(o->names), TEXT_ARG(name));
	if (!names)
		return -ENOMEM;
	o->names = text_of(names);
	return 0;
}

static int read_others(struct arena *arena, const struct nlattr *attr, struct text *ret)
{
	struct others o = { arena, { "", 0 } };
	int r = attr ? kernel_each(mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr), add_other, &o) : 0;

	*ret = o.names;
	return r;
}

static int list_add(struct list *list, struct net_link link)
{
	if (list->n == list->room) {
		size_t room = list->room ? 2 * list->room : FIRST_ROOM;
		struct net_link *items = arena_array(list->arena, room, sizeof(*items));

		if (!items)
			return -ENOMEM;
		if (list->n)
			memcpy(items, list->items, list->n * sizeof(*items));
		list->items = items;
		list->room = room;
	}
	if (copy(list->arena, &link.name) < 0 || copy(list->arena, &link.kind) < 0)
		return -ENOMEM;
	list->items[list->n++] = link;
	return 0;
}

static void forget_links(void *data)
{
	struct list *list = data;

	list->n = 0;
}

static int take_link(const struct nlmsghdr *message, void *data)
{
	const struct nlattr *others;
	struct list *list = data;
	struct net_link link;
	int r = link_read(message, &link, &others);

	if (!r)
		r = read_others(list->arena, others, &link.others);
	return r < 0 ? r : list_add(list, link);
}

static int by_index(const void *a, const void *b)
{
	const struct net_link *left = a, *right = b;

	return (left->index > right->index) - (left->index < right->index);
}

int kernel_links_dump(struct arena *arena, char *buffer, struct net_link **ret, size_t *ret_n)
{
	struct list list = { .arena = arena };
	struct dump dump = {
		.type = RTM_GETLINK,
		.header = sizeof(struct ifinfomsg),
		.filter = IFLA_EXT_MASK,
		.filter_value = RTEXT_FILTER_SKIP_STATS,
		.forget = forget_links,
		.take = take_link,
		.data = &list,
	};
	int r = kernel_dump(buffer, &dump);

	if (r < 0)
		return r;
	if (list.n)
		qsort(list.items, list.n, sizeof(*list.items), by_index);
	*ret = list.items;
	*ret_n = list.n;
	return 0;
}

int kernel_links(struct arena *arena, struct net_link **ret, size_t *ret_n)
{
	char *buffer = arena_alloc(arena, KERNEL_BUFFER);

	return buffer ? kernel_links_dump(arena, buffer, ret, ret_n) : -ENOMEM;
}

/* One of them */

/* The kernel finds alternative names, too: not meant. The texts lie in a buffer that is used again. */
static int take_found(const struct nlmsghdr *message, void *data)
{
	struct kernel_found *found = data;
	int r = kernel_link_read(message, &found->link);

	if (r < 0)
		return r;
	if (found->name.n && !text_same(found->link.name, found->name))
		return -ENODEV;
	found->dummy = text_is(found->link.kind, "dummy");
	found->makeable = found->dummy || link_is_bridge(&found->link) || text_is(found->link.kind, "vlan");
	found->flags = ((const struct ifinfomsg *)mnl_nlmsg_get_payload(message))->ifi_flags;
	found->link.name = found->link.kind = (struct text){ 0 };
	return 0;
}

/* The request has been begun, and says which link. */
static int find(struct kernel *k, struct kernel_found *ret)
{
	struct kernel_found found = { .name = ret->name };
	int r;

	kernel_put_u32(k, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	r = kernel_send(k, take_found, &found);
	if (r < 0)
		return r;
	if (found.link.index == 0)
		return -ENODEV;
	*ret = found;
	return 0;
}

int kernel_link_find(struct kernel *k, struct text name, struct kernel_found *ret)
{
	if (name.n == 0 || name.n >= IFNAMSIZ)
		return -ENODEV;
	kernel_request(k, RTM_GETLINK, 0, sizeof(struct ifinfomsg));
	kernel_put_text(k, IFLA_IFNAME, name);
	ret->name = name;
	return find(k, ret);
}

int kernel_link_find_at(struct kernel *k, uint32_t index, struct kernel_found *ret)
{
	struct ifinfomsg *info = kernel_request(k, RTM_GETLINK, 0, sizeof(*info));

	info->ifi_index = (int)index;
	ret->name = (struct text){ 0 };
	return find(k, ret);
}
