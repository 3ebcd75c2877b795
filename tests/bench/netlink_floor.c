/*
 * netlink_floor.c - the least that makes N bridges, for `make bench`.
 *
 *   netlink_floor same N      sends what xencfg sends: asks for what is there, makes, finds and sets up each, asks
 * again netlink_floor change N    sends only what changes something
 *
 * A bare loop by libmnl, with the same attributes, that waits for each answer
 * and does not read what it says: br1 to brN, up, in the network namespace
 * that it is started in.
 */
#include <libmnl/libmnl.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { ROOM = 128 << 10 };

static struct mnl_socket *kernel;
static char buffer[ROOM];

static void fail(const char *what)
{
	perror(what);
	exit(2);
}

static struct nlmsghdr *begin(unsigned short type, unsigned flags, struct ifinfomsg **ret)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);

	message->nlmsg_type = type;
	message->nlmsg_flags = (unsigned short)(NLM_F_REQUEST | NLM_F_ACK | flags);
	*ret = mnl_nlmsg_put_extra_header(message, sizeof(**ret));
	return message;
}

static void ask(struct nlmsghdr *message, const char *name)
{
	int r = MNL_CB_OK;

	if (mnl_socket_sendto(kernel, message, message->nlmsg_len) < 0)
		fail(name);
	while (r > MNL_CB_STOP) {
		ssize_t n = mnl_socket_recvfrom(kernel, buffer, ROOM);

		r = n < 0 ? MNL_CB_ERROR : mnl_cb_run(buffer, (size_t)n, 0, 0, NULL, NULL);
	}
	if (r < 0)
		fail(name);
}

static void dump(unsigned short type, size_t header, unsigned char family)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);

	message->nlmsg_type = type;
	message->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	*(unsigned char *)mnl_nlmsg_put_extra_header(message, header) = family;
	if (type == RTM_GETLINK)
		mnl_attr_put_u32(message, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	ask(message, "dump");
}

static void dump_all(void)
{
	static const unsigned char families[] = { AF_INET, AF_INET6 };

	dump(RTM_GETLINK, sizeof(struct ifinfomsg), AF_UNSPEC);
	for (size_t i = 0; i < sizeof(families); i++) {
		dump(RTM_GETADDR, sizeof(struct ifaddrmsg), families[i]);
		dump(RTM_GETROUTE, sizeof(struct rtmsg), families[i]);
		dump(RTM_GETRULE, sizeof(struct fib_rule_hdr), families[i]);
	}
}

static void create(const char *name, unsigned number)
{
	const unsigned char mac[6] = { 2, 0, 0, 0, (unsigned char)(number >> 8), (unsigned char)number };
	struct ifinfomsg *info;
	struct nlmsghdr *message = begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info);
	struct nlattr *link, *data;

	mnl_attr_put_strz(message, IFLA_IFNAME, name);
	mnl_attr_put(message, IFLA_ADDRESS, sizeof(mac), mac);
	link = mnl_attr_nest_start(message, IFLA_LINKINFO);
	mnl_attr_put_strz(message, IFLA_INFO_KIND, "bridge");
	data = mnl_attr_nest_start(message, IFLA_INFO_DATA);
	mnl_attr_put_u32(message, IFLA_BR_FORWARD_DELAY, 0);
	mnl_attr_put_u32(message, IFLA_BR_STP_STATE, 0);
	mnl_attr_put_u8(message, IFLA_BR_NF_CALL_IPTABLES, 0);
	mnl_attr_put_u8(message, IFLA_BR_NF_CALL_IP6TABLES, 0);
	mnl_attr_put_u8(message, IFLA_BR_NF_CALL_ARPTABLES, 0);
	mnl_attr_nest_end(message, data);
	mnl_attr_nest_end(message, link);
	ask(message, name);
}

static void find(const char *name)
{
	struct ifinfomsg *info;
	struct nlmsghdr *message = begin(RTM_GETLINK, 0, &info);

	mnl_attr_put_strz(message, IFLA_IFNAME, name);
	mnl_attr_put_u32(message, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	ask(message, name);
}

static void set_up(const char *name)
{
	struct ifinfomsg *info;
	struct nlmsghdr *message = begin(RTM_NEWLINK, 0, &info);

	info->ifi_flags = info->ifi_change = IFF_UP;
	mnl_attr_put_strz(message, IFLA_IFNAME, name);
	ask(message, name);
}

static void make(unsigned n, bool same)
{
	char name[IFNAMSIZ];

	for (unsigned i = 1; i <= n; i++) {
		snprintf(name, sizeof(name), "br%u", i);
		create(name, i);
		if (same)
			find(name);
		set_up(name);
	}
}

int main(int argc, char **argv)
{
	bool same = argc == 3 && strcmp(argv[1], "same") == 0;
	unsigned n = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;

	if (n == 0 || (!same && strcmp(argv[1], "change") != 0))
		return 2;
	kernel = mnl_socket_open(NETLINK_ROUTE);
	if (!kernel || mnl_socket_bind(kernel, 0, MNL_SOCKET_AUTOPID) < 0)
		fail("netlink");
	if (same)
		dump_all();
	make(n, same);
	if (same)
		dump_all();
	return 0;
}
