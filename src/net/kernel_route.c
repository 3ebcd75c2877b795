/*
 * kernel_route.c - the payload of an RTM_NEWROUTE: what it says, and how it is written for another link.
 *
 * Carries attributes that it has never heard of, and leaves out what the kernel tells but does not take.
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include "kernel.h"

enum { TICKS = 100 }; /* a second, in what the kernel says of lifetimes */

static int read_attribute(const struct nlattr *attr, void *data)
{
	struct net_route *route = data;
	const struct rtnexthop *hop = mnl_attr_get_payload(attr);

	switch (mnl_attr_get_type(attr)) {
	case RTA_OIF:
		if (mnl_attr_validate(attr, MNL_TYPE_U32) < 0)
			return -EBADMSG;
		route->link = mnl_attr_get_u32(attr);
		return 0;
	case RTA_MULTIPATH:
		if (mnl_attr_get_payload_len(attr) < sizeof(*hop) || hop->rtnh_ifindex < 0)
			return -EBADMSG;
		route->link = (uint32_t)hop->rtnh_ifindex;
		return 0;
	case RTA_TABLE:
		if (mnl_attr_validate(attr, MNL_TYPE_U32) < 0)
			return -EBADMSG;
		route->table = mnl_attr_get_u32(attr);
		return 0;
	default:
		return 0;
	}
}

int kernel_route_read(struct text payload, struct net_route *ret, bool *ret_cloned)
{
	const struct rtmsg *header = (const struct rtmsg *)payload.s;
	struct net_route route = { .message = payload };

	if (payload.n < sizeof(*header) || (header->rtm_family != AF_INET && header->rtm_family != AF_INET6))
		return -EBADMSG;
	route.family = header->rtm_family == AF_INET ? NET_IPV4 : NET_IPV6;
	route.table = header->rtm_table;
	route.automatic = header->rtm_protocol == RTPROT_KERNEL;
	if (kernel_each(header + 1, payload.n - sizeof(*header), read_attribute, &route) < 0)
		return -EBADMSG;
	*ret = route;
	*ret_cloned = header->rtm_flags & RTM_F_CLONED;
	return 0;
}

/* A route while it is written. */
struct writer {
	struct kernel *k;
	const struct net_op *op;
	uint32_t index;
	const uint32_t *hops;
	bool delete, by_id; /* by_id: it goes by the number of its next hop, which is then all that names it */
};

static uint32_t index_for(const struct writer *w, uint32_t old)
{
	if (w->op->n_hops == 0)
		return w->index;
	for (size_t i = 0; i < w->op->n_hops; i++)
		if (w->op->hops[i].index == old)
			return w->hops[i];
	return old;
}

/* Next hops, one behind the other: each with its length, as attributes are. */
static int put_hops(struct writer *w, const struct nlattr *attr)
{
	size_t at = ((const struct nlmsghdr *)w->k->request)->nlmsg_len, left = mnl_attr_get_payload_len(attr);
	char *to = w->k->request + at + sizeof(struct nlattr);

	/* Written as they are, and then changed where they lie. */
	kernel_put(w->k, RTA_MULTIPATH, left, mnl_attr_get_payload(attr));
	if (w->k->too_long)
		return 0;
	while (left >= sizeof(struct rtnexthop)) {
		struct rtnexthop *hop = (struct rtnexthop *)to;
		size_t size = RTNH_ALIGN(hop->rtnh_len);

		if (hop->rtnh_len < sizeof(*hop) || hop->rtnh_len > left || hop->rtnh_ifindex < 0)
			return -EBADMSG;
		hop->rtnh_ifindex = (int)index_for(w, (uint32_t)hop->rtnh_ifindex);
		hop->rtnh_flags &= RTNH_F_ONLINK;
		to += size;
		left -= size < left ? size : left;
	}
	return left ? -EBADMSG : 0;
}

/* The kernel tells when a route ends in ticks, and wants to be told in seconds. */
static int put_lifetime(struct writer *w, const struct nlattr *attr)
{
	struct rta_cacheinfo info;

	if (mnl_attr_get_payload_len(attr) < sizeof(info))
		return -EBADMSG;
	memcpy(&info, mnl_attr_get_payload(attr), sizeof(info));
	if (info.rta_expires > 0 && !w->delete)
		kernel_put_u32(w->k, RTA_EXPIRES, ((uint32_t)info.rta_expires + TICKS - 1) / TICKS);
	return 0;
}

static int put_attribute(const struct nlattr *attr, void *data)
{
	struct writer *w = data;
	uint16_t type = mnl_attr_get_type(attr);

	switch (type) {
	case RTA_OIF:
		if (mnl_attr_validate(attr, MNL_TYPE_U32) < 0)
			return -EBADMSG;
		if (!w->by_id)
			kernel_put_u32(w->k, type, index_for(w, mnl_attr_get_u32(attr)));
		return 0;
	case RTA_MULTIPATH:
		return w->by_id ? 0 : put_hops(w, attr);
	case RTA_CACHEINFO:
		return put_lifetime(w, attr);
	case RTA_NH_ID:
		if (!w->by_id)
			return 0;
		break;
	case RTA_GATEWAY:
	case RTA_VIA:
	case RTA_ENCAP:
	case RTA_ENCAP_TYPE:
		if (w->by_id)
			return 0;
		break;
	default:
		break;
	}
	/* With the flag of a nest: the kernel looks at it. */
	kernel_put(w->k, attr->nla_type, mnl_attr_get_payload_len(attr), mnl_attr_get_payload(attr));
	return 0;
}

static int find_id(const struct nlattr *attr, void *data)
{
	if (mnl_attr_get_type(attr) == RTA_NH_ID)
		*(bool *)data = true;
	return 0;
}

/*
 * A route by a next hop that has a number is deleted by that number. It is added with what the next hop is instead:
 * the number stands for the old link.
 */
int kernel_write_route(struct kernel *k, const struct net_op *op, uint32_t index, const uint32_t *hops)
{
	const struct rtmsg *from = (const struct rtmsg *)op->message.s;
	struct writer w = { .k = k, .op = op, .index = index, .hops = hops };
	uint16_t how;
	struct rtmsg *to;
	int r;

	if (op->message.n < sizeof(*from))
		return -EBADMSG;
	w.delete = op->kind == NET_DELETE_ROUTE;
	if (w.delete &&kernel_each(from + 1, op->message.n - sizeof(*from), find_id, &w.by_id) < 0)
		return -EBADMSG;
	how = (uint16_t)(w.delete ? 0 : NLM_F_CREATE | (op->beside ? NLM_F_APPEND : NLM_F_REPLACE));
	to = kernel_request(k, w.delete ? RTM_DELROUTE : RTM_NEWROUTE, how, sizeof(*to));
	*to = *from;
	/* Others (dead, link down, offloaded) the kernel finds out itself, and refuses. */
	to->rtm_flags &= RTNH_F_ONLINK;
	r = kernel_each(from + 1, op->message.n - sizeof(*from), put_attribute, &w);
	if (r < 0)
		return r;
	r = kernel_send(k, NULL, NULL);
	if (w.delete)
		return r == -ESRCH || r == -ENODEV || r == -ENOENT ? 0 : r;
	return r == -EEXIST ? 0 : r;
}
