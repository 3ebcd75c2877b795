/*
 * fake_netlink.h - rtnetlink for tests of steps: a small network that answers requests, with links that the kernel here
 * may not make.
 *
 * Included by the test that needs it. mnl_socket_sendto and mnl_socket_recvfrom stand before those of libmnl: what asks
 * is answered from the tables below, what changes something becomes a line in `fake.log`. Sockets are opened, and never
 * used.
 */
#ifndef XENCFG_FAKE_NETLINK_H
#define XENCFG_FAKE_NETLINK_H

#include "harness.h"
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/socket.h>
#include <xencfg/kernel.h>
#include "../../src/net/kernel.h"

enum { FAKE_MOST = 16, FAKE_ANSWERS = 64, FAKE_DATAGRAM = 4096, FAKE_UP = IFF_UP | IFF_RUNNING };

struct fake_link {
	int index;
	const char *name, *kind;
	unsigned flags;
	uint32_t lower, master, mtu;
	uint8_t mac; /* the last byte; the others are 0 */
};

/* An address or a route of IPv6, by the last byte of it. `lost`: it goes when a link goes down. */
struct fake_item {
	int link;
	uint8_t byte, flags, prefix[2], protocol; /* flags: of an address; protocol: of a route */
	bool lost;
	bool gone; /* lost, and not back yet */
};

/* What is said to a request whose line begins so, `times` times. */
struct fake_refusal {
	const char *line;
	unsigned times;
	int error;
	const char *words;
};

static struct {
	struct fake_link links[FAKE_MOST];
	struct fake_item addresses[FAKE_MOST], routes[FAKE_MOST];
	struct fake_refusal refusals[FAKE_MOST];
	struct sb log;
	/* Changes an answer before it is sent; and what is said instead of a dump of this type. */
	void (*spoil)(struct nlmsghdr *answer);
	int refused_dump, dump_error;
	unsigned neighbours; /* that each link has met; 0: one */
	bool uncapped;       /* a refusal brings the whole request back */
	/* Datagrams that wait to be read. */
	uint32_t answers[FAKE_ANSWERS][FAKE_DATAGRAM / sizeof(uint32_t)];
	size_t sizes[FAKE_ANSWERS], first, n;
} fake;

static struct nlmsghdr *fake_answer(uint16_t type, uint32_t seq)
{
	struct nlmsghdr *message;

	assert_true(fake.n < FAKE_ANSWERS);
	message = mnl_nlmsg_put_header(fake.answers[(fake.first + fake.n++) % FAKE_ANSWERS]);
	message->nlmsg_type = type;
	message->nlmsg_seq = seq;
	return message;
}

/* The last message of a datagram has got its attributes. */
static void fake_answered(struct nlmsghdr *message)
{
	if (fake.spoil)
		fake.spoil(message);
	assert_true(message->nlmsg_len <= FAKE_DATAGRAM);
	fake.sizes[(fake.first + fake.n - 1) % FAKE_ANSWERS] = message->nlmsg_len;
}

static void fake_ack(const struct nlmsghdr *request, int error, const char *words)
{
	struct nlmsghdr *message = fake_answer(NLMSG_ERROR, request->nlmsg_seq);
	struct nlmsgerr *said = mnl_nlmsg_put_extra_header(message, sizeof(*said));

	said->error = -error;
	said->msg = *request;
	if (fake.uncapped && error)
		memcpy(mnl_nlmsg_put_extra_header(message, mnl_nlmsg_get_payload_len(request)), request + 1,
		       mnl_nlmsg_get_payload_len(request));
	else
		message->nlmsg_flags = NLM_F_CAPPED;
	if (words) {
		message->nlmsg_flags |= NLM_F_ACK_TLVS;
		mnl_attr_put_strz(message, NLMSGERR_ATTR_MSG, words);
	}
	fake_answered(message);
}

static void fake_tell_link(const struct fake_link *link, uint32_t seq)
{
	struct nlmsghdr *message = fake_answer(RTM_NEWLINK, seq);
	struct ifinfomsg *info = mnl_nlmsg_put_extra_header(message, sizeof(*info));
	const uint8_t mac[6] = { 0, 0, 0, 0, 0, link->mac };
	struct nlattr *nest;

	*info = (struct ifinfomsg){ .ifi_index = link->index, .ifi_type = ARPHRD_ETHER, .ifi_flags = link->flags };
	message->nlmsg_flags = NLM_F_MULTI;
	mnl_attr_put_strz(message, IFLA_IFNAME, link->name);
	mnl_attr_put_u32(message, IFLA_MTU, link->mtu);
	mnl_attr_put(message, IFLA_ADDRESS, sizeof(mac), mac);
	if (link->lower)
		mnl_attr_put_u32(message, IFLA_LINK, link->lower);
	if (link->master)
		mnl_attr_put_u32(message, IFLA_MASTER, link->master);
	nest = mnl_attr_nest_start(message, IFLA_LINKINFO);
	if (link->kind)
		mnl_attr_put_strz(message, IFLA_INFO_KIND, link->kind);
	mnl_attr_nest_end(message, nest);
	fake_answered(message);
}

static void fake_bytes(const struct fake_item *item, uint8_t bytes[16])
{
	memset(bytes, 0, 16);
	memcpy(bytes, item->prefix, sizeof(item->prefix));
	bytes[15] = item->byte;
}

static void fake_tell_address(const struct fake_item *item, uint32_t seq)
{
	struct nlmsghdr *message = fake_answer(RTM_NEWADDR, seq);
	struct ifaddrmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	uint8_t bytes[16];

	*header = (struct ifaddrmsg){ AF_INET6, 64, item->flags, 0, (uint32_t)item->link };
	message->nlmsg_flags = NLM_F_MULTI;
	fake_bytes(item, bytes);
	mnl_attr_put(message, IFA_ADDRESS, sizeof(bytes), bytes);
	if (item->prefix[0] == 0xfe)
		mnl_attr_put_u8(message, IFA_PROTO, IFAPROT_KERNEL_LL);
	fake_answered(message);
}

static void fake_tell_route(const struct fake_item *item, uint8_t type, uint32_t seq)
{
	struct nlmsghdr *message = fake_answer(RTM_NEWROUTE, seq);
	struct rtmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	uint8_t bytes[16];

	*header = (struct rtmsg){ .rtm_family = AF_INET6,
		                  .rtm_dst_len = 128,
		                  .rtm_table = type == RTN_LOCAL ? RT_TABLE_LOCAL : RT_TABLE_MAIN,
		                  .rtm_protocol = type == RTN_LOCAL ? RTPROT_KERNEL : item->protocol,
		                  .rtm_type = type };
	message->nlmsg_flags = NLM_F_MULTI;
	fake_bytes(item, bytes);
	mnl_attr_put(message, RTA_DST, sizeof(bytes), bytes);
	mnl_attr_put_u32(message, RTA_OIF, (uint32_t)item->link);
	fake_answered(message);
}

/* The first that a link has met has as its last byte 100 more than the number of the link. */
static void fake_tell_neighbour(const struct fake_link *link, unsigned n, uint32_t seq)
{
	struct nlmsghdr *message = fake_answer(RTM_NEWNEIGH, seq);
	struct ndmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	struct fake_item item = { .byte = (uint8_t)(100 + link->index + n) };
	uint8_t bytes[16];

	*header = (struct ndmsg){ .ndm_family = AF_INET6, .ndm_ifindex = link->index, .ndm_state = NUD_REACHABLE };
	message->nlmsg_flags = NLM_F_MULTI;
	fake_bytes(&item, bytes);
	mnl_attr_put(message, NDA_DST, sizeof(bytes), bytes);
	mnl_attr_put(message, NDA_LLADDR, 6, "\0\1\2\3\4\5");
	fake_answered(message);
}

static void fake_dump(const struct nlmsghdr *request)
{
	bool ipv6 = *(const uint8_t *)mnl_nlmsg_get_payload(request) == AF_INET6;
	uint32_t seq = request->nlmsg_seq;
	struct nlmsghdr *done;
	int type = request->nlmsg_type;

	/* What the one before left unread was on another socket. */
	fake.n = 0;
	if (type == fake.refused_dump) {
		fake_ack(request, fake.dump_error, NULL);
		return;
	}
	for (size_t i = 0; i < FAKE_MOST; i++) {
		if (fake.links[i].index && type == RTM_GETLINK)
			fake_tell_link(&fake.links[i], seq);
		for (unsigned n = 0;
		     fake.links[i].index && type == RTM_GETNEIGH && n < fake.neighbours + !fake.neighbours; n++)
			fake_tell_neighbour(&fake.links[i], n, seq);
		if (ipv6 && fake.addresses[i].link && !fake.addresses[i].gone && type == RTM_GETADDR)
			fake_tell_address(&fake.addresses[i], seq);
		if (ipv6 && fake.addresses[i].link && !fake.addresses[i].gone && type == RTM_GETROUTE)
			fake_tell_route(&fake.addresses[i], RTN_LOCAL, seq);
		if (ipv6 && fake.routes[i].link && !fake.routes[i].gone && type == RTM_GETROUTE)
			fake_tell_route(&fake.routes[i], RTN_UNICAST, seq);
	}
	done = fake_answer(NLMSG_DONE, seq);
	done->nlmsg_flags = NLM_F_MULTI;
	*(int *)mnl_nlmsg_put_extra_header(done, sizeof(int)) = 0;
	fake_answered(done);
}

static const struct nlattr *fake_attr(const struct nlmsghdr *message, size_t header, uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, message, (unsigned)header) if (mnl_attr_get_type(attr) == type) return attr;
	return NULL;
}

static void fake_find(const struct nlmsghdr *request)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(request);
	const struct nlattr *name = fake_attr(request, sizeof(*info), IFLA_IFNAME);

	for (size_t i = 0; i < FAKE_MOST; i++) {
		const struct fake_link *link = &fake.links[i];

		if (link->index &&
		    (name ? strcmp(link->name, mnl_attr_get_str(name)) == 0 : link->index == info->ifi_index)) {
			fake_tell_link(link, request->nlmsg_seq);
			fake_ack(request, 0, NULL);
			return;
		}
	}
	fake_ack(request, ENODEV, NULL);
}

static void fake_put_info(const struct nlattr *info)
{
	const struct nlattr *attr, *inner;

	mnl_attr_for_each_nested(attr, info)
	{
		if (mnl_attr_get_type(attr) == IFLA_INFO_KIND)
			sb_printf(&fake.log, " kind %s", mnl_attr_get_str(attr));
		if (mnl_attr_get_type(attr) != IFLA_INFO_DATA)
			continue;
		mnl_attr_for_each_nested(inner, attr) if (mnl_attr_get_payload_len(inner) == 2)
			sb_printf(&fake.log, " tag %u", mnl_attr_get_u16(inner));
	}
}

static void fake_put_link(const struct nlmsghdr *request)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(request);
	const struct nlattr *attr;

	sb_printf(&fake.log, "link %d", info->ifi_index);
	if (info->ifi_change)
		sb_string(&fake.log, info->ifi_flags ? " up" : " down");
	mnl_attr_for_each(attr, request, sizeof(*info)) switch (mnl_attr_get_type(attr))
	{
	case IFLA_IFNAME:
		sb_printf(&fake.log, " name %s", mnl_attr_get_str(attr));
		break;
	case IFLA_ADDRESS:
		sb_printf(&fake.log, " mac %u", ((const uint8_t *)mnl_attr_get_payload(attr))[5]);
		break;
	case IFLA_MTU:
		sb_printf(&fake.log, " mtu %u", mnl_attr_get_u32(attr));
		break;
	case IFLA_LINK:
		sb_printf(&fake.log, " lower %u", mnl_attr_get_u32(attr));
		break;
	case IFLA_LINKINFO:
		fake_put_info(attr);
		break;
	default:
		break;
	}
}

static void fake_lose(struct fake_item *items)
{
	for (size_t i = 0; i < FAKE_MOST; i++)
		items[i].gone = items[i].gone || items[i].lost;
}

/* It is there again. */
static void fake_regain(struct fake_item *items, int link, uint8_t byte)
{
	for (size_t i = 0; i < FAKE_MOST; i++)
		if (items[i].link == link && items[i].byte == byte)
			items[i].gone = false;
}

/* The line of a request; what it does is done by fake_do. */
static void fake_put_line(const struct nlmsghdr *request, int *link, uint8_t *byte)
{
	const struct nlattr *out = NULL, *bytes = NULL;
	const char *what = NULL;

	switch (request->nlmsg_type) {
	case RTM_NEWLINK:
		fake_put_link(request);
		return;
	case RTM_DELLINK:
		sb_printf(&fake.log, "delete %d",
		          ((const struct ifinfomsg *)mnl_nlmsg_get_payload(request))->ifi_index);
		return;
	case RTM_NEWADDR:
		what = request->nlmsg_flags & NLM_F_EXCL ? "address" : "address again";
		*link = (int)((const struct ifaddrmsg *)mnl_nlmsg_get_payload(request))->ifa_index;
		bytes = fake_attr(request, sizeof(struct ifaddrmsg), IFA_ADDRESS);
		break;
	case RTM_NEWROUTE:
		what = request->nlmsg_flags & NLM_F_APPEND ? "route" : "route instead";
		out = fake_attr(request, sizeof(struct rtmsg), RTA_OIF);
		bytes = fake_attr(request, sizeof(struct rtmsg), RTA_DST);
		break;
	case RTM_NEWNEIGH:
		what = "neighbour";
		*link = ((const struct ndmsg *)mnl_nlmsg_get_payload(request))->ndm_ifindex;
		bytes = fake_attr(request, sizeof(struct ndmsg), NDA_DST);
		break;
	default:
		fail_msg("a request of type %u", request->nlmsg_type);
	}
	if (out)
		*link = (int)mnl_attr_get_u32(out);
	assert_non_null(bytes);
	*byte = ((const uint8_t *)mnl_attr_get_payload(bytes))[15];
	sb_printf(&fake.log, "%s %d %u", what, *link, *byte);
}

static void fake_do(const struct nlmsghdr *request)
{
	size_t start = fake.log.n;
	int link = 0;
	uint8_t byte = 0;

	fake_put_line(request, &link, &byte);
	for (size_t i = 0; i < FAKE_MOST && fake.refusals[i].line; i++) {
		struct fake_refusal *refusal = &fake.refusals[i];
		size_t n = strlen(refusal->line);

		if (!refusal->times || fake.log.n - start < n || memcmp(fake.log.s + start, refusal->line, n) != 0)
			continue;
		refusal->times--;
		sb_string(&fake.log, ": no\n");
		fake_ack(request, refusal->error, refusal->words);
		return;
	}
	if (request->nlmsg_type == RTM_NEWLINK && memmem(fake.log.s + start, fake.log.n - start, " down", 5)) {
		fake_lose(fake.addresses);
		fake_lose(fake.routes);
	}
	if (request->nlmsg_type == RTM_NEWADDR)
		fake_regain(fake.addresses, link, byte);
	if (request->nlmsg_type == RTM_NEWROUTE)
		fake_regain(fake.routes, link, byte);
	sb_byte(&fake.log, '\n');
	fake_ack(request, 0, NULL);
}

ssize_t mnl_socket_sendto(const struct mnl_socket *socket, const void *bytes, size_t size)
{
	const struct nlmsghdr *request = bytes;
	int left = (int)size;

	(void)socket;
	for (; mnl_nlmsg_ok(request, left); request = mnl_nlmsg_next(request, &left))
		if ((request->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP)
			fake_dump(request);
		else if (request->nlmsg_type == RTM_GETLINK)
			fake_find(request);
		else
			fake_do(request);
	assert_true(left <= 0);
	return (ssize_t)size;
}

ssize_t mnl_socket_recvfrom(const struct mnl_socket *socket, void *buffer, size_t room)
{
	size_t at = fake.first;

	(void)socket;
	assert_true(fake.n > 0 && fake.sizes[at] <= room);
	memcpy(buffer, fake.answers[at], fake.sizes[at]);
	fake.first = (at + 1) % FAKE_ANSWERS;
	fake.n--;
	return (ssize_t)fake.sizes[at];
}

static void fake_expect_log(const char *what, const char *wanted)
{
	expect_text(what, sb_view(&fake.log), wanted);
	assert_int_equal(fake.n, 0);
}

/* A network without links, to which nothing was said. */
static int fake_begin(void **state)
{
	(void)state;
	memset(&fake, 0, sizeof(fake));
	return 0;
}

static int fake_end(void **state)
{
	(void)state;
	sb_free(&fake.log);
	return 0;
}

#endif
