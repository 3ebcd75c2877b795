/*
 * test_links.c - one message of the kernel about a link, and whole dumps of them.
 *
 * Messages are made by hand, since the kernel here sends only good ones; mnl_socket_recvfrom stands
 * before the one of libmnl and deals them out. The socket and the request are real. Changes no link.
 */
#include "harness.h"
#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <limits.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/resource.h>
#include <xencfg/kernel.h>
#include "../../src/net/kernel.h"

static const struct mac some_mac = { { 0x00, 0x16, 0x3e, 0xaa, 0xbb, 0x22 } };

/* Starts a message of a link where there is room for it. */
static struct nlmsghdr *start(void *at, int index, unsigned short type)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(at);
	struct ifinfomsg *info = mnl_nlmsg_put_extra_header(message, sizeof(*info));

	message->nlmsg_type = RTM_NEWLINK;
	message->nlmsg_flags = NLM_F_MULTI;
	info->ifi_index = index;
	info->ifi_type = type;
	info->ifi_flags = IFF_UP;
	return message;
}

static void put_kind(struct nlmsghdr *message, const char *kind)
{
	struct nlattr *nest = mnl_attr_nest_start(message, IFLA_LINKINFO), *data;

	mnl_attr_put_strz(message, IFLA_INFO_KIND, kind);
	data = mnl_attr_nest_start(message, IFLA_INFO_DATA);
	mnl_attr_put_u32(message, IFLA_BR_FORWARD_DELAY, 1500);
	mnl_attr_put_u32(message, IFLA_BR_STP_STATE, 1);
	mnl_attr_put_u8(message, IFLA_BR_NF_CALL_IP6TABLES, 1);
	mnl_attr_nest_end(message, data);
	mnl_attr_put_strz(message, IFLA_INFO_SLAVE_KIND, "bond");
	mnl_attr_nest_end(message, nest);
}

/* Its name comes last and fills its attribute: whatever is cut off is missed. */
static struct nlmsghdr *put_good(void *at)
{
	struct nlmsghdr *message = start(at, 7, ARPHRD_ETHER);

	mnl_attr_put_u32(message, IFLA_MTU, 1500);
	mnl_attr_put(message, IFLA_ADDRESS, sizeof(some_mac), &some_mac);
	mnl_attr_put_u32(message, IFLA_MASTER, 3);
	put_kind(message, "bridge");
	mnl_attr_put_strz(message, IFLA_IFNAME, "bridge0");
	return message;
}

/* Reads a copy that ends where the message does, so that the sanitizers see each byte read beyond it. */
static int read_copy(const void *bytes, size_t size, struct net_link *ret)
{
	struct nlmsghdr *copy = malloc(size);
	uint32_t length = (uint32_t)size;
	int r;

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	memcpy(copy, &length, sizeof(length));
	r = kernel_link_read(copy, ret);
	if (r == 0) {
		const char *end = (const char *)copy + size;

		assert_true(ret->name.n > 0 && ret->name.n < IFNAMSIZ);
		assert_true(ret->name.s > (const char *)copy && ret->name.s + ret->name.n < end);
		assert_true(ret->kind.n == 0 || (ret->kind.s > (const char *)copy && ret->kind.s + ret->kind.n < end));
		assert_true(ret->has_mac || mac_is_zero(ret->mac));
	}
	free(copy);
	return r;
}

static void reads_a_link(void **state)
{
	uint32_t bytes[128];
	struct net_link link;

	(void)state;
	assert_int_equal(kernel_link_read(put_good(bytes), &link), 0);
	assert_int_equal(link.index, 7);
	assert_int_equal(link.master, 3);
	expect_text("name", link.name, "bridge0");
	expect_text("kind", link.kind, "bridge");
	assert_true(link_is_bridge(&link));
	assert_true(link.up);
	assert_true(link.has_mac && mac_same(link.mac, some_mac));
	assert_int_equal(link.mtu, 1500);
	assert_true(link.bridge.stp && link.bridge.nf_call);
	assert_int_equal(link.bridge.forward_delay, 1500);
	assert_int_equal(link.bridge.nf_kinds, NET_NF_IP6);
	assert_int_equal(link.lower, 0);
}

/* The kernel here knows no VLANs. */
static void reads_a_vlan(void **state)
{
	uint32_t bytes[128];
	struct nlmsghdr *message = start(bytes, 9, ARPHRD_ETHER);
	struct nlattr *info = mnl_attr_nest_start(message, IFLA_LINKINFO), *data;
	struct net_link link;

	(void)state;
	data = mnl_attr_nest_start(message, IFLA_INFO_DATA);
	mnl_attr_put_u16(message, IFLA_VLAN_ID, 100);
	mnl_attr_nest_end(message, data);
	mnl_attr_put_strz(message, IFLA_INFO_KIND, "vlan");
	mnl_attr_nest_end(message, info);
	mnl_attr_put_u32(message, IFLA_LINK, 4);
	mnl_attr_put_strz(message, IFLA_IFNAME, "eth0.100");
	assert_int_equal(kernel_link_read(message, &link), 0);
	assert_int_equal(link.vlan, 100);
	assert_int_equal(link.lower, 4);
	mnl_attr_put_u32(message, IFLA_LINK_NETNSID, 0);
	assert_int_equal(kernel_link_read(message, &link), 0);
	assert_int_equal(link.lower, 0);
}

static void reads_a_bare_link(void **state)
{
	uint32_t bytes[128];
	struct nlmsghdr *message = start(bytes, 1, ARPHRD_LOOPBACK);
	struct ifinfomsg *info = mnl_nlmsg_get_payload(message);
	struct net_link link = { .master = 9, .kind = TEXT("bridge"), .has_mac = true };

	(void)state;
	info->ifi_flags = ~(unsigned)IFF_UP;
	mnl_attr_put(message, IFLA_ADDRESS, sizeof(some_mac), &some_mac);
	mnl_attr_put_strz(message, IFLA_IFNAME, "lo");
	assert_int_equal(kernel_link_read(message, &link), 0);
	expect_text("name", link.name, "lo");
	expect_text("kind", link.kind, "");
	assert_false(link_is_bridge(&link) || link.up || link.has_mac || !mac_is_zero(link.mac));
	assert_int_equal(link.master, 0);
}

static void refuses_what_is_cut_off(void **state)
{
	uint32_t bytes[128];
	size_t size = put_good(bytes)->nlmsg_len;
	struct net_link link;

	(void)state;
	for (size_t n = sizeof(uint32_t); n < size; n++)
		if (read_copy(bytes, n, &link) != -EBADMSG)
			fail_msg("%zu bytes of %zu were taken", n, size);
	assert_int_equal(read_copy(bytes, size, &link), 0);
}

static void refuses_other_messages(void **state)
{
	static const struct {
		uint16_t type;
		int index, result;
	} cases[] = {
		{ RTM_NEWLINK, 1, 0 },		{ RTM_NEWLINK, INT_MAX, 0 },	  { RTM_NEWLINK, 0, -EBADMSG },
		{ RTM_NEWLINK, -1, -EBADMSG },	{ RTM_DELLINK, 1, -EBADMSG },	  { RTM_NEWADDR, 1, -EBADMSG },
		{ NLMSG_DONE, 1, -EBADMSG },
	};
	struct net_link link;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint32_t bytes[128];
		struct nlmsghdr *message = put_good(bytes);
		struct ifinfomsg *info = mnl_nlmsg_get_payload(message);

		message->nlmsg_type = cases[i].type;
		info->ifi_index = cases[i].index;
		if (kernel_link_read(message, &link) != cases[i].result)
			fail_msg("type %u, index %d", cases[i].type, cases[i].index);
	}
}

#define INFO(bytes) IFLA_LINKINFO, TEXT(bytes)

/* A link with one attribute more. The bytes of LINKINFO are of a little-endian machine. */
static void judges_each_attribute(void **state)
{
	static const struct {
		unsigned short type;
		struct text bytes;
		int result;
		const char *name, *kind; /* "eth0" and "", unless said */
	} cases[] = {
		{ IFLA_IFNAME, TEXT("lan\0"), .name = "lan" },
		{ IFLA_IFNAME, TEXT("lan\0wan\0"), .name = "lan" },
		{ IFLA_IFNAME, TEXT("\xff\x1b[0m\n\0"), .name = "\xff\x1b[0m\n" },
		{ IFLA_IFNAME, TEXT("fifteen-bytes15\0"), .name = "fifteen-bytes15" },
		{ IFLA_IFNAME, TEXT("sixteen-bytes-16\0"), .result = -EBADMSG },
		{ IFLA_IFNAME, TEXT("sixteen-bytes-16"), .result = -EBADMSG },
		{ IFLA_IFNAME, TEXT("lan"), .result = -EBADMSG },
		{ IFLA_IFNAME, TEXT("\0"), .result = -EBADMSG },
		{ IFLA_IFNAME, TEXT(""), .result = -EBADMSG },
		{ IFLA_IFNAME | NLA_F_NET_BYTEORDER, TEXT("lan\0"), .name = "lan" },
		{ IFLA_MASTER, TEXT("\1\1\1\1"), .result = 0 },
		{ IFLA_MASTER, TEXT(""), .result = -EBADMSG },
		{ IFLA_MASTER, TEXT("\1\1\1"), .result = -EBADMSG },
		{ IFLA_MASTER, TEXT("\1\1\1\1\1\1\1\1"), .result = -EBADMSG },
		{ IFLA_ADDRESS, TEXT(""), .result = 0 },
		{ IFLA_ADDRESS, TEXT("\1\1\1\1\1"), .result = 0 },
		{ IFLA_ADDRESS, TEXT("\1\1\1\1\1\1\1"), .result = 0 },
		{ IFLA_ADDRESS, TEXT("12345678901234567890"), .result = 0 },
		{ INFO(""), .result = 0 },
		{ INFO("\x0b\0\1\0bridge\0"), .kind = "bridge" },
		{ IFLA_LINKINFO | NLA_F_NESTED, TEXT("\x09\0\1\0veth\0"), .kind = "veth" },
		{ INFO("\x0b\0\1\0bridge\0\0\x0c\0\2\0\x08\0\1\0\1\0\0\0"), .kind = "bridge" },
		{ INFO("\x0b\0\1\0bridge\0\0\x08\0\2\0\4\0\1\0"), .result = -EBADMSG }, /* no number */
		{ INFO("\x0b\0\1\0bridge\0\0\x06\0\2\0\4\0\0\0"), .result = -EBADMSG }, /* half a header */
		{ INFO("\x09\0\1\0veth\0\0\0\0\x06\0\2\0\4\0\0\0"), .kind = "veth" },    /* nobody asks */
		{ INFO("\x09\0\1\0vlan\0\0\0\0\x09\0\2\0\5\0\1\0\7\0\0\0"), .result = -EBADMSG },
		{ INFO("\x0b\0\4\0bridge\0"), .result = 0 },           /* that of its master */
		{ INFO("\x05\0\1\0\0"), .result = 0 },                 /* no letter */
		{ INFO("\x04\0\1\0"), .result = -EBADMSG },            /* no NUL */
		{ INFO("\x0a\0\1\0bridge"), .result = -EBADMSG },      /* no NUL */
		{ INFO("\x0c\0\1\0bridge\0"), .result = -EBADMSG },    /* longer than what holds it */
		{ INFO("\xff\xff\1\0bridge\0"), .result = -EBADMSG },
		{ INFO("\3\0\1\0bridge\0"), .result = -EBADMSG },      /* shorter than its own header */
		{ INFO("\0\0\0\0"), .result = -EBADMSG },
		{ INFO("\5"), .result = -EBADMSG },
		{ INFO("\x08\0\1\0abc\0\1\1"), .result = -EBADMSG },   /* two bytes behind it */
		{ 0, TEXT("\xff\xff\xff\xff\xff"), .result = 0 },
		{ 0x3fff, TEXT("\xff\xff\xff\xff\xff"), .result = 0 },
	};

	(void)state;
	if (htons(1) == 1)
		skip();
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint32_t bytes[128];
		struct nlmsghdr *message = start(bytes, 2, ARPHRD_ETHER);
		struct net_link link = { 0 };
		int r;

		mnl_attr_put_strz(message, IFLA_IFNAME, "eth0");
		mnl_attr_put(message, cases[i].type, cases[i].bytes.n, cases[i].bytes.s);
		r = kernel_link_read(message, &link);
		if (r != cases[i].result || read_copy(bytes, message->nlmsg_len, &(struct net_link){ 0 }) != r)
			fail_msg("attribute %zu: %d", i, r);
		if (r < 0) {
			assert_int_equal(link.index, 0);
			continue;
		}
		expect_text("name", link.name, cases[i].name ? cases[i].name : "eth0");
		expect_text("kind", link.kind, cases[i].kind ? cases[i].kind : "");
		assert_false(link.has_mac);
		assert_int_equal(link.master, cases[i].type == IFLA_MASTER ? 0x01010101 : 0);
	}
}

static void needs_a_name(void **state)
{
	uint32_t bytes[128];
	struct nlmsghdr *message = start(bytes, 2, ARPHRD_ETHER);
	struct net_link link;

	(void)state;
	assert_int_equal(kernel_link_read(message, &link), -EBADMSG);
	mnl_attr_put_u32(message, IFLA_MASTER, 3);
	assert_int_equal(kernel_link_read(message, &link), -EBADMSG);
}

static void survives_any_bytes(void **state)
{
	uint64_t random = 4;
	size_t taken = 0;
	struct net_link link;

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		uint32_t bytes[128];
		size_t size = put_good(bytes)->nlmsg_len;

		for (size_t changes = 1 + random_below(&random, 4); changes > 0; changes--)
			((uint8_t *)bytes)[20 + random_below(&random, size - 20)] = (uint8_t)random_next(&random);
		if (read_copy(bytes, size - (i % 4 == 0 ? random_below(&random, size - 4) : 0), &link) == 0)
			taken++;
	}
	assert_in_range(taken, 1000, 19000);
}

/* What the kernel is made to say: a piece a call, or -1 and an error. */
struct piece {
	const void *bytes;
	size_t size;
	int error;
};

static struct {
	const struct piece *pieces; /* NULL: the kernel itself answers */
	size_t n, at;
	bool again; /* from the first one, without end */
} answer;

ssize_t mnl_socket_recvfrom(const struct mnl_socket *socket, void *buffer, size_t size)
{
	const struct piece *piece;

	if (!answer.pieces)
		return recv(mnl_socket_get_fd(socket), buffer, size, 0);
	if (answer.again)
		answer.at %= answer.n;
	assert_true(answer.at < answer.n);
	piece = &answer.pieces[answer.at++];
	errno = piece->error;
	if (piece->error)
		return -1;
	assert_true(piece->size <= size);
	memset(buffer, 0xa5, size);
	memcpy(buffer, piece->bytes, piece->size);
	return (ssize_t)piece->size;
}

struct links {
	struct arena arena;
	struct net_link *items;
	size_t n;
};

/* What kernel_links makes of an answer. It leaves no file open, and takes all of the answer if it succeeds. */
static int answered(struct links *links, const struct piece *pieces, size_t n)
{
	int fd = dup(0), fd_after, r;

	close(fd);
	answer.pieces = pieces;
	answer.n = n;
	answer.at = 0;
	links->items = NULL;
	links->n = 0;
	r = kernel_links(&links->arena, &links->items, &links->n);
	assert_true(r < 0 || answer.again || !pieces || answer.at == n);
	assert_true(r == 0 || !links->items);
	answer.pieces = NULL;
	fd_after = dup(0);
	close(fd_after);
	assert_int_equal(fd_after, fd);
	return r;
}

static size_t put_link(void *at, int index, const char *name, const char *kind)
{
	struct nlmsghdr *message = start(at, index, ARPHRD_ETHER);

	mnl_attr_put_strz(message, IFLA_IFNAME, name);
	if (kind)
		put_kind(message, kind);
	return message->nlmsg_len;
}

/* NLMSG_DONE or NLMSG_ERROR, with the text that the kernel may add to it. */
static size_t put_end(void *at, uint16_t type, int error)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(at);

	message->nlmsg_type = type;
	message->nlmsg_flags = NLM_F_MULTI | NLM_F_ACK_TLVS;
	*(int *)mnl_nlmsg_put_extra_header(message, sizeof(int)) = error;
	if (type == NLMSG_ERROR)
		mnl_nlmsg_put_extra_header(message, sizeof(struct nlmsghdr));
	mnl_attr_put_strz(message, NLMSGERR_ATTR_MSG, "what the kernel thinks of it");
	return message->nlmsg_len;
}

static void expect_link(const struct links *links, size_t i, uint32_t index, const char *name, const char *kind)
{
	assert_true(i < links->n);
	assert_int_equal(links->items[i].index, index);
	expect_text("name", links->items[i].name, name);
	expect_text("kind", links->items[i].kind, kind);
	assert_string_equal(links->items[i].name.s, name);
	assert_string_equal(links->items[i].kind.s, kind);
}

static void reads_pieces(void **state)
{
	uint32_t first[128], second[128], third[128];
	struct piece pieces[] = { { .bytes = first }, { .error = EINTR }, { .bytes = second }, { .bytes = third } };
	struct links links = { 0 };

	(void)state;
	pieces[0].size = put_link(first, 1, "lan", "bridge");
	pieces[0].size += put_link((char *)first + pieces[0].size, 5, "eth0", NULL);
	pieces[2].size = put_link(second, 4, "vif1.0", "");
	pieces[3].size = put_end(third, NLMSG_DONE, 0);
	assert_int_equal(answered(&links, pieces, COUNT(pieces)), 0);
	assert_int_equal(links.n, 3);
	expect_link(&links, 0, 1, "lan", "bridge");
	expect_link(&links, 1, 4, "vif1.0", "");
	expect_link(&links, 2, 5, "eth0", "");
	arena_free(&links.arena);
}

static void reads_thousands(void **state)
{
	enum { LINKS = 5000, A_PIECE = 100 };
	struct piece pieces[LINKS / A_PIECE + 1];
	struct links links = { 0 };
	char name[IFNAMSIZ];

	(void)state;
	for (int i = 0; i < LINKS; i++) {
		struct piece *piece = &pieces[i / A_PIECE];

		if (i % A_PIECE == 0)
			*piece = (struct piece){ .bytes = calloc(A_PIECE, 128) };
		snprintf(name, sizeof(name), "br%d", i);
		piece->size += put_link((char *)piece->bytes + piece->size, i + 1, name, "bridge");
	}
	pieces[COUNT(pieces) - 1] = (struct piece){ .bytes = calloc(1, 128) };
	pieces[COUNT(pieces) - 1].size = put_end((char *)pieces[COUNT(pieces) - 1].bytes, NLMSG_DONE, 0);
	assert_int_equal(answered(&links, pieces, COUNT(pieces)), 0);
	assert_int_equal(links.n, LINKS);
	for (size_t i = 0; i < LINKS; i++) {
		snprintf(name, sizeof(name), "br%zu", i);
		expect_link(&links, i, (uint32_t)i + 1, name, "bridge");
	}
	for (size_t i = 0; i < COUNT(pieces); i++)
		free((char *)pieces[i].bytes);
	arena_free(&links.arena);
}

static void asks_again_when_interrupted(void **state)
{
	uint32_t stale[128], flagged[128], good[128], end[128];
	struct piece pieces[] = { { .bytes = stale }, { .bytes = flagged }, { .bytes = good }, { .bytes = end } };
	struct links links = { 0 };

	(void)state;
	pieces[0].size = put_link(stale, 1, "stale", NULL);
	pieces[1].size = put_end(flagged, NLMSG_DONE, 0);
	((struct nlmsghdr *)flagged)->nlmsg_flags |= NLM_F_DUMP_INTR;
	pieces[2].size = put_link(good, 2, "good", NULL);
	pieces[3].size = put_end(end, NLMSG_DONE, 0);
	assert_int_equal(answered(&links, pieces, COUNT(pieces)), 0);
	assert_int_equal(links.n, 1);
	expect_link(&links, 0, 2, "good", "");

	answer.again = true;
	assert_int_equal(answered(&links, pieces, 2), -EAGAIN);
	answer.again = false;
	arena_free(&links.arena);
}

static void hands_errors_on(void **state)
{
	static const struct {
		uint16_t type;
		int error, result;
	} cases[] = {
		{ NLMSG_ERROR, -EPERM, -EPERM },      { NLMSG_ERROR, -EOPNOTSUPP, -EOPNOTSUPP },
		{ NLMSG_DONE, -EMSGSIZE, -EMSGSIZE }, { NLMSG_DONE, 0, 0 },
		{ NLMSG_ERROR, INT_MIN, -EBADMSG },   { NLMSG_DONE, INT_MIN, -EBADMSG },
	};
	struct links links = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint32_t bytes[128];
		struct piece piece = { .bytes = bytes };

		piece.size = put_link(bytes, 1, "lan", "bridge");
		piece.size += put_end((char *)bytes + piece.size, cases[i].type, cases[i].error);
		assert_int_equal(answered(&links, &piece, 1), cases[i].result);
	}
	assert_int_equal(answered(&links, &(struct piece){ .error = ENOSPC }, 1), -ENOSPC);
	assert_int_equal(answered(&links, &(struct piece){ .error = ENOBUFS }, 1), -ENOBUFS);
	arena_free(&links.arena);
}

static void refuses_wild_answers(void **state)
{
	uint32_t bytes[128];
	struct piece piece = { .bytes = bytes };
	struct nlmsghdr *done;
	struct links links = { 0 };

	(void)state;
	piece.size = put_link(bytes, 1, "sixteen-bytes-16", NULL);
	assert_int_equal(answered(&links, &piece, 1), -EBADMSG);
	done = mnl_nlmsg_put_header(bytes);
	done->nlmsg_type = NLMSG_DONE;
	piece.size = done->nlmsg_len;
	assert_int_equal(answered(&links, &piece, 1), -EBADMSG);
	piece.size = put_link(bytes, 1, "lan", NULL);
	((struct nlmsghdr *)bytes)->nlmsg_seq = 77;
	assert_true(answered(&links, &piece, 1) < 0);
	arena_free(&links.arena);
}

/* An arena with room for ever more, and none beyond. */
static void runs_out_of_memory(void **state)
{
	enum { LINKS = 40 };
	static max_align_t room[16 << 10];
	uint32_t bytes[LINKS * 32];
	struct piece piece = { .bytes = bytes };
	struct links links;
	size_t failed = 0;
	int r;

	(void)state;
	for (int i = 0; i < LINKS; i++)
		piece.size += put_link((char *)bytes + piece.size, i + 1, "eth0", "veth");
	piece.size += put_end((char *)bytes + piece.size, NLMSG_DONE, 0);
	assert_true(piece.size <= sizeof(bytes));
	for (size_t size = 0; size < sizeof(room); size += sizeof(*room)) {
		memset(room, 0, size);
		links.arena = (struct arena){ .at = (char *)room, .end = (char *)room + size, .next_size = SIZE_MAX / 2 };
		r = answered(&links, &piece, 1);
		if (r == 0)
			break;
		assert_int_equal(r, -ENOMEM);
		failed++;
	}
	assert_int_equal(r, 0);
	assert_int_equal(links.n, LINKS);
	expect_link(&links, LINKS - 1, LINKS, "eth0", "veth");
	assert_true(failed > LINKS);
}

/* As the C library sees them. */
static void asks_the_running_kernel(void **state)
{
	struct if_nameindex *names = if_nameindex();
	struct links links = { 0 };
	size_t n = 0;

	(void)state;
	if (!names)
		skip();
	assert_int_equal(answered(&links, NULL, 0), 0);
	for (; names[n].if_index; n++) {
		size_t i = 0;

		while (i < links.n && links.items[i].index != names[n].if_index)
			i++;
		assert_true(i < links.n);
		expect_text("name", links.items[i].name, names[n].if_name);
	}
	assert_int_equal(links.n, n);
	if_freenameindex(names);
	arena_free(&links.arena);
}

static void tells_that_it_cannot_ask(void **state)
{
	struct links links = { 0 };
	struct rlimit limit, none;
	int r;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = (struct rlimit){ .rlim_cur = 0, .rlim_max = limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	r = kernel_links(&links.arena, &links.items, &links.n);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(r, -EMFILE);
	arena_free(&links.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_link),
		cmocka_unit_test(reads_a_vlan),
		cmocka_unit_test(reads_a_bare_link),
		cmocka_unit_test(refuses_what_is_cut_off),
		cmocka_unit_test(refuses_other_messages),
		cmocka_unit_test(judges_each_attribute),
		cmocka_unit_test(needs_a_name),
		cmocka_unit_test(survives_any_bytes),
		cmocka_unit_test(reads_pieces),
		cmocka_unit_test(reads_thousands),
		cmocka_unit_test(asks_again_when_interrupted),
		cmocka_unit_test(hands_errors_on),
		cmocka_unit_test(refuses_wild_answers),
		cmocka_unit_test(runs_out_of_memory),
		cmocka_unit_test(asks_the_running_kernel),
		cmocka_unit_test(tells_that_it_cannot_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
