/*
 * plan_message.c - reads and makes the kernel's messages about addresses and routes, as far as a plan needs it.
 *
 * Sends none, and takes no length in them on trust.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include "planner.h"

enum { ROOM = 128, ALIGN = 4 };

static size_t align(size_t n)
{
	return (n + ALIGN - 1) / ALIGN * ALIGN;
}

/* Takes the next attribute off *rest. */
static bool next_attribute(struct text *rest, struct nlattr *ret, struct text *ret_value)
{
	size_t aligned;

	if (rest->n < sizeof(*ret))
		return false;
	memcpy(ret, rest->s, sizeof(*ret));
	if (ret->nla_len < sizeof(*ret) || ret->nla_len > rest->n)
		return false;
	*ret_value = (struct text){ rest->s + sizeof(*ret), ret->nla_len - sizeof(*ret) };
	aligned = align(ret->nla_len);
	aligned = aligned < rest->n ? aligned : rest->n;
	*rest = (struct text){ rest->s + aligned, rest->n - aligned };
	ret->nla_type = (uint16_t)(ret->nla_type & ~(NLA_F_NESTED | NLA_F_NET_BYTEORDER));
	return true;
}

static struct text behind(struct text message, size_t header)
{
	header = align(header);
	return message.n < header ? (struct text){ "", 0 } : (struct text){ message.s + header, message.n - header };
}

struct text message_attribute(struct text message, size_t header, unsigned type)
{
	struct text rest = behind(message, header), value;
	struct nlattr attr;

	while (next_attribute(&rest, &attr, &value))
		if (attr.nla_type == type)
			return value;
	return (struct text){ "", 0 };
}

static uint32_t number_of(struct text value)
{
	uint32_t n = 0;

	if (value.n == sizeof(n))
		memcpy(&n, value.s, sizeof(n));
	return n;
}

static struct rtmsg route_header(const struct net_route *route)
{
	struct rtmsg header = { 0 };

	if (route->message.n >= sizeof(header))
		memcpy(&header, route->message.s, sizeof(header));
	return header;
}

static struct text route_attribute(const struct net_route *route, unsigned type)
{
	return message_attribute(route->message, sizeof(struct rtmsg), type);
}

/* Of an IPv4 address; empty when it has none. */
struct text address_label(const struct net_address *address)
{
	struct text label = message_attribute(address->message, sizeof(struct ifaddrmsg), IFA_LABEL);

	if (address->family != NET_IPV4)
		return (struct text){ "", 0 };
	label.n = label.n ? strnlen(label.s, label.n) : 0;
	return label;
}

static int family_number(enum net_family family)
{
	return family == NET_IPV4 ? AF_INET : AF_INET6;
}

struct text address_text(struct planner *p, const struct net_address *address)
{
	char s[INET6_ADDRSTRLEN] = "";

	inet_ntop(family_number(address->family), address->bytes, s, sizeof(s));
	return planner_text(p, "%s/%u", s, address->prefix);
}

struct text route_text(struct planner *p, const struct net_route *route)
{
	struct text to = route_attribute(route, RTA_DST);
	char s[INET6_ADDRSTRLEN] = "";

	if (route_is_default(route) || to.n < (route->family == NET_IPV4 ? 4 : 16))
		return TEXT("the default route");
	inet_ntop(family_number(route->family), to.s, s, sizeof(s));
	return planner_text(p, "the route to %s/%u", s, route_header(route).rtm_dst_len);
}

bool address_same(const struct net_address *a, const struct net_address *b)
{
	return a->family == b->family && a->prefix == b->prefix &&
	       memcmp(a->bytes, b->bytes, a->family == NET_IPV4 ? 4 : 16) == 0;
}

/* The others are the kernel's own, and it makes new ones for the bridge. */
bool address_moves(const struct net_address *address)
{
	return !address->permanent_link_local && !address->temporary;
}

/* What the kernel tells one route from another by when it replaces. */
bool route_same_key(const struct net_route *a, const struct net_route *b)
{
	struct rtmsg x = route_header(a), y = route_header(b);

	return a->family == b->family && a->table == b->table && x.rtm_dst_len == y.rtm_dst_len &&
	       (a->family == NET_IPV6 || x.rtm_tos == y.rtm_tos) && x.rtm_src_len == y.rtm_src_len &&
	       text_same(route_attribute(a, RTA_DST), route_attribute(b, RTA_DST)) &&
	       text_same(route_attribute(a, RTA_SRC), route_attribute(b, RTA_SRC)) &&
	       number_of(route_attribute(a, RTA_PRIORITY)) == number_of(route_attribute(b, RTA_PRIORITY));
}

bool route_is_default(const struct net_route *route)
{
	return route_header(route).rtm_dst_len == 0 && route->table == RT_TABLE_MAIN &&
	       route_header(route).rtm_type == RTN_UNICAST;
}

struct text route_gateway(const struct net_route *route)
{
	struct text via = route_attribute(route, RTA_GATEWAY);

	return via.n ? via : route_attribute(route, RTA_VIA);
}

struct text route_source(const struct net_route *route)
{
	return route_attribute(route, RTA_PREFSRC);
}

/* The hops' flags say what the carrier does, not what the route is. */
static void mask_hops(char *bytes, size_t n)
{
	for (size_t at = 0; at + sizeof(struct rtnexthop) <= n;) {
		struct rtnexthop hop;

		memcpy(&hop, bytes + at, sizeof(hop));
		if (hop.rtnh_len < sizeof(hop) || hop.rtnh_len > n - at)
			return;
		hop.rtnh_flags &= RTNH_F_ONLINK | RTNH_F_PERVASIVE;
		memcpy(bytes + at, &hop, sizeof(hop));
		at += align(hop.rtnh_len);
	}
}

static bool same_hops(struct text a, struct text b)
{
	char x[4096], y[4096];

	if (a.n != b.n || a.n > sizeof(x))
		return text_same(a, b);
	memcpy(x, a.s, a.n);
	memcpy(y, b.s, b.n);
	mask_hops(x, a.n);
	mask_hops(y, b.n);
	return memcmp(x, y, a.n) == 0;
}

/*
 * The next attribute that says what the route is; ages change by themselves. What a nexthop object says stands beside
 * its number, and goes to another interface and back without it.
 */
static bool next_lasting(struct text *rest, struct nlattr *ret, struct text *ret_value)
{
	while (next_attribute(rest, ret, ret_value))
		if (ret->nla_type != RTA_CACHEINFO && ret->nla_type != RTA_EXPIRES && ret->nla_type != RTA_NH_ID)
			return true;
	return false;
}

/* But for ages and what follows from the carrier. */
bool route_same(const struct net_route *a, const struct net_route *b)
{
	struct text x = behind(a->message, sizeof(struct rtmsg)), y = behind(b->message, sizeof(struct rtmsg)), u, v;
	struct rtmsg g = route_header(a), h = route_header(b);
	struct nlattr i, j;

	g.rtm_flags &= RTNH_F_ONLINK | RTNH_F_PERVASIVE;
	h.rtm_flags &= RTNH_F_ONLINK | RTNH_F_PERVASIVE;
	if (a->family != b->family || a->table != b->table || memcmp(&g, &h, sizeof(g)) != 0)
		return false;
	for (;;) {
		bool more = next_lasting(&x, &i, &u);

		if (more != next_lasting(&y, &j, &v))
			return false;
		if (!more)
			return true;
		if (i.nla_type != j.nla_type || !(i.nla_type == RTA_MULTIPATH ? same_hops(u, v) : text_same(u, v)))
			return false;
	}
}

static size_t add_once(uint32_t index, uint32_t *ret, size_t n, size_t room)
{
	for (size_t i = 0; i < n && i < room; i++)
		if (ret[i] == index)
			return n;
	if (n < room)
		ret[n] = index;
	return n + 1;
}

/* The interfaces that it goes through, each once; how many there are at most, where there is no room. */
size_t route_links(const struct net_route *route, uint32_t *ret, size_t room)
{
	struct text hops = route_attribute(route, RTA_MULTIPATH);
	size_t n = route->link ? add_once(route->link, ret, 0, room) : 0;

	while (hops.n >= sizeof(struct rtnexthop)) {
		struct rtnexthop hop;
		size_t size;

		memcpy(&hop, hops.s, sizeof(hop));
		if (hop.rtnh_len < sizeof(hop) || hop.rtnh_len > hops.n)
			break;
		if (hop.rtnh_ifindex > 0)
			n = add_once((uint32_t)hop.rtnh_ifindex, ret, n, room);
		size = align(hop.rtnh_len);
		size = size < hops.n ? size : hops.n;
		hops = (struct text){ hops.s + size, hops.n - size };
	}
	return n;
}

static struct text own(struct planner *p, const void *bytes, size_t n)
{
	char *copy = arena_alloc(p->arena, n);

	if (!copy) {
		p->error = -ENOMEM;
		return (struct text){ "", 0 };
	}
	memcpy(copy, bytes, n);
	return (struct text){ copy, n };
}

/* The same address without an end to its life. */
struct text message_permanent(struct planner *p, const struct net_address *address)
{
	struct text copy = own(p, address->message.s, address->message.n);
	struct text cache = message_attribute(copy, sizeof(struct ifaddrmsg), IFA_CACHEINFO);

	if (cache.n >= 2 * sizeof(uint32_t) && !p->error) {
		char *bytes = (char *)(uintptr_t)cache.s; /* of our own copy */

		memset(bytes, 0xff, 2 * sizeof(uint32_t)); /* preferred and valid: for ever */
	}
	return copy;
}

static size_t put(char *to, size_t n, unsigned short type, const void *value, size_t size)
{
	struct nlattr attr = { .nla_len = (uint16_t)(sizeof(attr) + size), .nla_type = type };

	memcpy(to + n, &attr, sizeof(attr));
	memcpy(to + n + sizeof(attr), value, size);
	return n + align(sizeof(attr) + size);
}

struct text message_address(struct planner *p, enum net_family family, const uint8_t *bytes, uint8_t prefix)
{
	struct ifaddrmsg header = { .ifa_family = (uint8_t)family_number(family),
		                    .ifa_prefixlen = prefix,
		                    .ifa_flags = IFA_F_PERMANENT };
	size_t size = family == NET_IPV4 ? 4 : 16, n = sizeof(header);
	char message[ROOM] = { 0 };
	uint32_t address, host = prefix < 32 ? htonl(UINT32_MAX >> prefix) : 0;

	memcpy(message, &header, sizeof(header));
	n = put(message, n, IFA_ADDRESS, bytes, size);
	n = put(message, n, IFA_LOCAL, bytes, size);
	if (family == NET_IPV4 && prefix < 31) {
		memcpy(&address, bytes, sizeof(address));
		address |= host;
		n = put(message, n, IFA_BROADCAST, &address, sizeof(address));
	}
	return own(p, message, n);
}

struct text message_default_route(struct planner *p, enum net_family family, const uint8_t *gateway)
{
	struct rtmsg header = { .rtm_family = (uint8_t)family_number(family),
		                .rtm_table = RT_TABLE_MAIN,
		                .rtm_protocol = RTPROT_STATIC,
		                .rtm_scope = RT_SCOPE_UNIVERSE,
		                .rtm_type = RTN_UNICAST };
	uint32_t table = RT_TABLE_MAIN, index = 0, metric = 1024;
	size_t n = sizeof(header);
	char message[ROOM] = { 0 };

	memcpy(message, &header, sizeof(header));
	n = put(message, n, RTA_TABLE, &table, sizeof(table));
	if (family == NET_IPV6)
		n = put(message, n, RTA_PRIORITY, &metric, sizeof(metric)); /* the kernel's own default, said */
	n = put(message, n, RTA_GATEWAY, gateway, family == NET_IPV4 ? 4 : 16);
	n = put(message, n, RTA_OIF, &index, sizeof(index));
	return own(p, message, n);
}
