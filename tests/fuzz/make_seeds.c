/*
 * make_seeds.c - seeds that nobody can write by hand: messages of the kernel, and a journal.
 *
 *	make_seeds DIR      writes DIR/TARGET/NAME for the targets link, payload, answers and journal; the folders are
 *there
 *
 * Asks no kernel: the same bytes on every machine.
 */
#include <libmnl/libmnl.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <xencfg/journal.h>

static const char *folder;
static union {
	struct nlmsghdr header;
	char bytes[4096];
} made;
static struct sb stream; /* of the target answers */

static void write_seed(const char *name, const void *bytes, size_t size)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
		perror(path);
		exit(1);
	}
}

/* A message, whose number is 0: to the last request. */
static void *begin(uint16_t type, size_t size)
{
	memset(&made, 0, sizeof(made));
	mnl_nlmsg_put_header(&made);
	made.header.nlmsg_type = type;
	made.header.nlmsg_flags = NLM_F_MULTI;
	return mnl_nlmsg_put_extra_header(&made.header, size);
}

/* What was made goes into a datagram of its own. */
static void send_made(void)
{
	uint32_t size = made.header.nlmsg_len;

	sb_byte(&stream, (char)size);
	sb_byte(&stream, (char)(size >> 8));
	sb_add(&stream, made.bytes, size);
}

static void send_end(uint16_t type, int error)
{
	struct nlmsgerr *e = begin(type, type == NLMSG_DONE ? sizeof(int) : sizeof(*e));

	e->error = error;
	if (error) {
		made.header.nlmsg_flags = NLM_F_CAPPED | NLM_F_ACK_TLVS;
		mnl_attr_put_strz(&made.header, NLMSGERR_ATTR_MSG, "RTNETLINK says why");
	}
	send_made();
}

static void make_link(int index, const char *name, const char *kind, uint32_t master)
{
	struct ifinfomsg *info = begin(RTM_NEWLINK, sizeof(*info));
	struct nlattr *nest, *data;

	info->ifi_type = ARPHRD_ETHER;
	info->ifi_index = index;
	info->ifi_flags = IFF_UP | IFF_RUNNING;
	mnl_attr_put_strz(&made.header, IFLA_IFNAME, name);
	mnl_attr_put(&made.header, IFLA_ADDRESS, 6, "\0\x16\x3e\0\0\1");
	mnl_attr_put_u32(&made.header, IFLA_MTU, 1500);
	if (master)
		mnl_attr_put_u32(&made.header, IFLA_MASTER, master);
	nest = mnl_attr_nest_start(&made.header, IFLA_PROP_LIST);
	mnl_attr_put_strz(&made.header, IFLA_ALT_IFNAME, "enp1s0");
	mnl_attr_nest_end(&made.header, nest);
	if (!kind)
		return;
	mnl_attr_put_u32(&made.header, IFLA_LINK, 2);
	nest = mnl_attr_nest_start(&made.header, IFLA_LINKINFO);
	mnl_attr_put_strz(&made.header, IFLA_INFO_KIND, kind);
	data = mnl_attr_nest_start(&made.header, IFLA_INFO_DATA);
	if (strcmp(kind, "vlan") == 0) {
		mnl_attr_put_u16(&made.header, IFLA_VLAN_ID, 7);
	} else {
		mnl_attr_put_u32(&made.header, IFLA_BR_FORWARD_DELAY, 1500);
		mnl_attr_put_u32(&made.header, IFLA_BR_STP_STATE, 1);
		mnl_attr_put_u8(&made.header, IFLA_BR_NF_CALL_IPTABLES, 1);
	}
	mnl_attr_nest_end(&made.header, data);
	mnl_attr_nest_end(&made.header, nest);
}

static void make_address(uint8_t family, const char *bytes)
{
	struct ifa_cacheinfo lifetime = { .ifa_valid = 900, .ifa_prefered = 600 };
	struct ifaddrmsg *header = begin(RTM_NEWADDR, sizeof(*header));

	*header = (struct ifaddrmsg){ .ifa_family = family, .ifa_prefixlen = 24, .ifa_index = 2 };
	mnl_attr_put(&made.header, IFA_ADDRESS, family == AF_INET ? 4 : 16, bytes);
	if (family == AF_INET)
		mnl_attr_put(&made.header, IFA_LOCAL, 4, bytes);
	mnl_attr_put_strz(&made.header, IFA_LABEL, "eth0:1");
	mnl_attr_put_u32(&made.header, IFA_FLAGS, family == AF_INET ? IFA_F_PERMANENT : IFA_F_MANAGETEMPADDR);
	mnl_attr_put_u8(&made.header, IFA_PROTO, 2);
	mnl_attr_put(&made.header, IFA_CACHEINFO, sizeof(lifetime), &lifetime);
}

static void make_route(uint8_t family, size_t n_hops)
{
	struct rtnexthop hops[2] = { { sizeof(*hops), RTNH_F_ONLINK, 3, 2 }, { sizeof(*hops), 0, 1, 3 } };
	struct rta_cacheinfo lifetime = { .rta_expires = 12000 };
	struct rtmsg *header = begin(RTM_NEWROUTE, sizeof(*header));

	*header = (struct rtmsg){ .rtm_family = family, .rtm_table = RT_TABLE_MAIN, .rtm_protocol = RTPROT_STATIC };
	mnl_attr_put_u32(&made.header, RTA_TABLE, RT_TABLE_MAIN);
	mnl_attr_put_u32(&made.header, RTA_PRIORITY, 100);
	mnl_attr_put(&made.header, RTA_GATEWAY, family == AF_INET ? 4 : 16, "\xc0\xa8\0\1\0\0\0\0\0\0\0\0\0\0\0\1");
	mnl_attr_put(&made.header, RTA_CACHEINFO, sizeof(lifetime), &lifetime);
	if (n_hops) {
		mnl_attr_put(&made.header, RTA_MULTIPATH, n_hops * sizeof(*hops), hops);
		mnl_attr_put_u32(&made.header, RTA_NH_ID, 5);
	} else {
		mnl_attr_put_u32(&made.header, RTA_OIF, 2);
	}
}

static void make_neighbour(void)
{
	struct ndmsg *header = begin(RTM_NEWNEIGH, sizeof(*header));

	*header = (struct ndmsg){ .ndm_family = AF_INET, .ndm_ifindex = 2, .ndm_state = NUD_PERMANENT };
	mnl_attr_put(&made.header, NDA_DST, 4, "\xc0\xa8\0\1");
	mnl_attr_put(&made.header, NDA_LLADDR, 6, "\0\x16\x3e\0\0\2");
}

static void make_rule(void)
{
	struct fib_rule_hdr *header = begin(RTM_NEWRULE, sizeof(*header));

	*header = (struct fib_rule_hdr){ .family = AF_INET, .table = RT_TABLE_MAIN, .flags = FIB_RULE_IIF_DETACHED };
	mnl_attr_put_strz(&made.header, FRA_IFNAME, "eth0");
}

/* The forward hook of IPv4 drops what no rule decides on. */
static void make_chain(void)
{
	struct nfgenmsg *header = begin(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN, sizeof(*header));
	struct nlattr *hook;

	header->nfgen_family = NFPROTO_IPV4;
	hook = mnl_attr_nest_start(&made.header, NFTA_CHAIN_HOOK);
	mnl_attr_put(&made.header, NFTA_HOOK_HOOKNUM, 4, "\0\0\0\2");
	mnl_attr_nest_end(&made.header, hook);
	mnl_attr_put(&made.header, NFTA_CHAIN_POLICY, 4, "\0\0\0\0");
}

static void begin_answers(unsigned what)
{
	sb_reset(&stream);
	sb_byte(&stream, (char)what);
}

static void send_links(void)
{
	static const struct {
		const char *name, *kind;
		uint32_t master;
	} links[] = { { "lo", NULL, 0 },
		      { "eth0", NULL, 5 },
		      { "eth1", NULL, 0 },
		      { "eth1.7", "vlan", 0 },
		      { "lan", "bridge", 0 } };

	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		make_link((int)i + 1, links[i].name, links[i].kind, links[i].master);
		send_made();
	}
	send_end(NLMSG_DONE, 0);
}

/* Each dump twice: IPv4 and IPv6. */
static void write_network(void)
{
	begin_answers(NET_OP_KINDS);
	send_links();
	make_address(AF_INET, "\xc0\xa8\0\x0a");
	send_made();
	send_end(NLMSG_DONE, 0);
	make_address(AF_INET6, "\xfe\x80\0\0\0\0\0\0\2\x16\x3e\xff\xfe\0\0\1");
	send_made();
	send_end(NLMSG_DONE, 0);
	make_route(AF_INET, 0);
	send_made();
	make_route(AF_INET, 2);
	send_made();
	send_end(NLMSG_DONE, 0);
	make_route(AF_INET6, 0);
	send_made();
	send_end(NLMSG_DONE, 0);
	make_rule();
	send_made();
	send_end(NLMSG_DONE, 0);
	send_end(NLMSG_ERROR, -97); /* no IPv6 rules: EAFNOSUPPORT */
	write_seed("answers/network", stream.s, stream.n);
	begin_answers(NET_OP_KINDS + 1);
	send_links();
	write_seed("answers/links", stream.s, stream.n);
	begin_answers(NET_OP_KINDS + 2);
	make_chain();
	send_made();
	send_end(NLMSG_DONE, 0);
	write_seed("answers/chains", stream.s, stream.n);
}

/* To each step: the link, the other one, whom it has met, and yes to everything; or no. */
static void write_steps(void)
{
	for (unsigned kind = 0; kind < NET_OP_KINDS; kind++) {
		char name[64];

		for (int error = 0; error >= -22; error -= 22) {
			begin_answers(kind);
			if (kind > NET_CREATE_VLAN) {
				make_link(2, "eth0", NULL, 5);
				send_made();
				send_end(NLMSG_ERROR, 0);
			}
			if (kind == NET_SET_MASTER || kind == NET_CARRY_NEIGHBOURS || kind >= NET_ADD_ROUTE) {
				make_link(5, "lan", "bridge", 0);
				send_made();
				send_end(NLMSG_ERROR, 0);
			}
			if (kind == NET_RENAME || kind == NET_CARRY_NEIGHBOURS) {
				make_neighbour();
				send_made();
				send_end(NLMSG_DONE, 0);
			}
			for (unsigned i = 0; i < 6; i++)
				send_end(NLMSG_ERROR, error);
			snprintf(name, sizeof(name), "answers/%s%s", net_op_name((enum net_op_kind)kind),
			         error ? "-refused" : "");
			write_seed(name, stream.s, stream.n);
		}
	}
}

static void write_payload(const char *name)
{
	write_seed(name, mnl_nlmsg_get_payload(&made.header), mnl_nlmsg_get_payload_len(&made.header));
}

static void write_messages(void)
{
	make_link(2, "eth0", NULL, 5);
	write_seed("link/nic", made.bytes, made.header.nlmsg_len);
	make_link(4, "eth1.7", "vlan", 0);
	write_seed("link/vlan", made.bytes, made.header.nlmsg_len);
	make_link(5, "lan", "bridge", 0);
	write_seed("link/bridge", made.bytes, made.header.nlmsg_len);
	make_address(AF_INET, "\xc0\xa8\0\x0a");
	write_payload("payload/address");
	make_address(AF_INET6, "\xfe\x80\0\0\0\0\0\0\2\x16\x3e\xff\xfe\0\0\1");
	write_payload("payload/address-6");
	make_route(AF_INET, 0);
	write_payload("payload/route");
	make_route(AF_INET, 2);
	write_payload("payload/route-hops");
	make_route(AF_INET6, 0);
	write_payload("payload/route-6");
}

/* Without its hash; the target puts that there. */
static void write_journal(const char *name, const struct journal *journal)
{
	struct sb text = { 0 };
	size_t end;

	if (journal_put(&text, journal) < 0)
		exit(1);
	for (end = text.n; end > 5 && strncmp(text.s + end - 5, "\nend ", 5) != 0; end--)
		;
	text.n = end - 4;
	sb_byte(&text, '\0');
	sb_repeat(&text, '.', journal->done);
	sb_repeat(&text, '-', journal->undone);
	write_seed(name, text.s, text.n);
	sb_free(&text);
}

/* A plan from the network of make_link and the like: nobody could write its messages by hand. */
static void write_journals(void)
{
	struct net_link links[] = { { .index = 1, .name = TEXT("lo"), .up = true, .mtu = 65536 },
		                    { .index = 2, .name = TEXT("eth0"), .has_mac = true, .up = true, .mtu = 1500 },
		                    { .index = 3, .name = TEXT("eth1"), .has_mac = true, .mtu = 1500 } };
	struct text described = TEXT("10.0.0.1/24");
	struct net_want_bridge bridges[] = {
		{ .name = TEXT("lan"), .netdev = TEXT("eth0"), .rename = true },
		{ .name = TEXT("dmz"), .netdev = TEXT("dummy0"), .dummy = true, .mtu = 1400 },
		{ .name = TEXT("v7"),
		  .netdev = TEXT("eth1"),
		  .vlan = 7,
		  .has_addresses = true,
		  .addresses = &described,
		  .addresses_at = &(struct span){ 0 },
		  .n_addresses = 1 },
	};
	struct arena arena = { 0 };
	struct findings findings;
	struct net_address address = { .link = 2, .family = NET_IPV4, .bytes = { 192, 168, 0, 10 }, .prefix = 24 };
	struct net_route route = { .link = 2, .family = NET_IPV4, .table = RT_TABLE_MAIN };
	struct journal journal = { .boot = TEXT("boot"), .want = { bridges, 3 } };
	struct plan plan;

	findings_init(&findings, &arena);
	make_address(AF_INET, "\xc0\xa8\0\x0a");
	address.message.n = mnl_nlmsg_get_payload_len(&made.header);
	address.message.s =
		memcpy(arena_alloc(&arena, address.message.n), mnl_nlmsg_get_payload(&made.header), address.message.n);
	make_route(AF_INET, 0);
	route.message = (struct text){ mnl_nlmsg_get_payload(&made.header), mnl_nlmsg_get_payload_len(&made.header) };
	journal.before = (struct net_state){ links, 3, &address, 1, &route, 1, NULL, 0, false };
	write_journal("journal/empty", &journal);
	if (plan_build(&arena, &journal.want, &journal.before, &findings, &plan) < 0)
		exit(1);
	journal.ops = plan.ops;
	journal.n_ops = plan.n_ops;
	journal.done = plan.n_ops / 2;
	journal.undone = 1;
	write_journal("journal/half", &journal);
	arena_free(&arena);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: make_seeds DIR\n", stderr);
		return 2;
	}
	folder = argv[1];
	write_messages();
	write_network();
	write_steps();
	write_journals();
	sb_free(&stream);
	return 0;
}
