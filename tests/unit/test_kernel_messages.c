/*
 * test_kernel_messages.c - payloads of addresses and routes: how they are read, and what is written from them.
 *
 * mnl_socket_sendto and mnl_socket_recvfrom stand before those of libmnl: the kernel is never asked.
 */
#include "harness.h"
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <xencfg/kernel.h>
#include "../../src/net/kernel.h"

static struct {
	uint32_t bytes[1024];
	size_t size, n; /* n: requests */
} sent;

ssize_t mnl_socket_sendto(const struct mnl_socket *socket, const void *request, size_t size)
{
	(void)socket;
	assert_true(size <= sizeof(sent.bytes));
	memcpy(sent.bytes, request, size);
	sent.size = size;
	sent.n++;
	errno = ENOTCONN;
	return -1;
}

static struct {
	const void *bytes;
	size_t size;
} answered;

ssize_t mnl_socket_recvfrom(const struct mnl_socket *socket, void *buffer, size_t room)
{
	(void)socket;
	assert_true(answered.size <= room);
	memcpy(buffer, answered.bytes, answered.size);
	return (ssize_t)answered.size;
}

struct message {
	uint32_t bytes[256];
};

static struct nlmsghdr *start(struct message *m, const void *header, size_t size)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(m->bytes);

	memcpy(mnl_nlmsg_put_extra_header(message, size), header, size);
	return message;
}

static struct text payload(const struct nlmsghdr *message)
{
	return (struct text){ mnl_nlmsg_get_payload(message), mnl_nlmsg_get_payload_len(message) };
}

static struct nlmsghdr *put_address(struct message *m, int family, const char *bytes, uint32_t flags)
{
	struct ifaddrmsg header = { .ifa_family = (uint8_t)family, .ifa_prefixlen = 24, .ifa_index = 3 };
	struct ifa_cacheinfo lifetime = { .ifa_valid = UINT32_MAX, .ifa_prefered = UINT32_MAX };
	struct nlmsghdr *message = start(m, &header, sizeof(header));

	mnl_attr_put(message, IFA_CACHEINFO, sizeof(lifetime), &lifetime);
	mnl_attr_put_strz(message, IFA_LABEL, "eth0:1");
	mnl_attr_put_u32(message, IFA_FLAGS, flags);
	mnl_attr_put_u32(message, 99, 0x12345678); /* that nobody has heard of */
	mnl_attr_put(message, IFA_ADDRESS, family == AF_INET ? 4 : 16, bytes);
	return message;
}

static struct nlmsghdr *put_route(struct message *m, const struct rtnexthop *hops, size_t size)
{
	struct rtmsg header = { .rtm_family = AF_INET,
		                .rtm_table = RT_TABLE_COMPAT,
		                .rtm_flags = RTNH_F_ONLINK | RTNH_F_LINKDOWN };
	struct nlmsghdr *message = start(m, &header, sizeof(header));

	mnl_attr_put_u32(message, RTA_TABLE, 1000);
	mnl_attr_put_u32(message, RTA_NH_ID, 5);
	mnl_attr_put_u32(message, RTA_PRIORITY, 7);
	if (hops)
		mnl_attr_put(message, RTA_MULTIPATH, size, hops);
	else
		mnl_attr_put_u32(message, RTA_OIF, 3);
	return message;
}

static void reads_addresses(void **state)
{
	struct message m;
	struct net_address address;
	struct nlmsghdr *message = put_address(&m, AF_INET, "\xc0\xa8\0\1", IFA_F_PERMANENT | IFA_F_SECONDARY);

	(void)state;
	assert_int_equal(kernel_address_read(payload(message), &address), 0);
	assert_true(address.secondary && !address.dynamic && !address.temporary && !address.permanent_link_local);
	assert_int_equal(address.link, 3);
	assert_int_equal(address.prefix, 24);
	assert_int_equal(address.family, NET_IPV4);
	assert_memory_equal(address.bytes, "\xc0\xa8\0\1\0\0\0\0\0\0\0\0\0\0\0", 16);
	mnl_attr_put(message, IFA_LOCAL, 4, "\x0a\0\0\1");
	assert_int_equal(kernel_address_read(payload(message), &address), 0);
	assert_memory_equal(address.bytes, "\x0a\0\0\1", 4);
	mnl_attr_put(message, IFA_CACHEINFO, 16, "\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0");
	assert_int_equal(kernel_address_read(payload(message), &address), 0);
	assert_true(address.dynamic);
	message = put_address(&m, AF_INET6, "1234567890123456", IFA_F_TEMPORARY);
	assert_int_equal(kernel_address_read(payload(message), &address), 0);
	assert_true(address.temporary && !address.secondary);
}

#define FE80 "\xfe\x80\0\0\0\0\0\0"

/* What the kernel made goes; what somebody chose is kept. */
static void tells_own_link_local(void **state)
{
	static const struct {
		const char *bytes;
		uint32_t flags;
		int protocol; /* -1: the kernel does not say */
		bool own;
	} cases[] = {
		{ FE80 "\2\x16\x3e\xff\xfe\0\0\1", IFA_F_PERMANENT, -1, true },
		{ FE80 "\2\x16\x3e\xff\xfe\0\0\1", IFA_F_PERMANENT, 0, false },
		{ FE80 "\1\2\3\4\5\6\7\x08", IFA_F_PERMANENT, IFAPROT_KERNEL_LL, true },
		{ FE80 "\1\2\3\4\5\6\7\x08", IFA_F_PERMANENT | IFA_F_STABLE_PRIVACY, -1, true },
		{ FE80 "\0\0\0\0\0\0\0\1", IFA_F_PERMANENT, -1, false },
		{ "\x20\1\x0d\xb8\0\0\0\0\2\x16\x3e\xff\xfe\0\0\1", IFA_F_PERMANENT, -1, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct message m;
		struct nlmsghdr *message = put_address(&m, AF_INET6, cases[i].bytes, cases[i].flags);
		struct net_address address;

		if (cases[i].protocol >= 0)
			mnl_attr_put_u8(message, IFA_PROTO, (uint8_t)cases[i].protocol);
		assert_int_equal(kernel_address_read(payload(message), &address), 0);
		if (address.permanent_link_local != cases[i].own)
			fail_msg("address %zu", i);
	}
}

static void reads_routes(void **state)
{
	struct rtnexthop hop = { .rtnh_len = sizeof(hop), .rtnh_ifindex = 9 };
	struct message m;
	struct net_route route;
	bool cloned;

	(void)state;
	assert_int_equal(kernel_route_read(payload(put_route(&m, NULL, 0)), &route, &cloned), 0);
	assert_int_equal(route.link, 3);
	assert_int_equal(route.table, 1000);
	assert_false(route.automatic || cloned);
	assert_int_equal(kernel_route_read(payload(put_route(&m, &hop, sizeof(hop))), &route, &cloned), 0);
	assert_int_equal(route.link, 9);
}

/* An attribute of what was sent, or NULL. */
static const struct nlattr *find(size_t header, uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, (const struct nlmsghdr *)sent.bytes,
	                  (unsigned)header) if (mnl_attr_get_type(attr) == type) return attr;
	return NULL;
}

struct fixture {
	struct arena arena;
	struct net_ops ops;
};

static struct kernel *open_kernel(struct fixture *f)
{
	*f = (struct fixture){ 0 };
	assert_int_equal(kernel_open(&f->arena, &f->ops), 0);
	sent.n = 0;
	return f->ops.self;
}

static void close_kernel(struct fixture *f)
{
	kernel_close(&f->ops);
	arena_free(&f->arena);
}

static void writes_addresses(void **state)
{
	struct fixture f;
	struct kernel *k = open_kernel(&f);
	struct message m;
	struct net_op op = { .kind = NET_ADD_ADDRESS, .other = TEXT("lan:1") };
	const struct ifaddrmsg *header = mnl_nlmsg_get_payload((struct nlmsghdr *)sent.bytes);

	(void)state;
	op.message = payload(put_address(&m, AF_INET, "\xc0\xa8\0\1", IFA_F_SECONDARY | IFA_F_NOPREFIXROUTE));
	assert_int_equal(kernel_add_address(k, &op, &(struct kernel_found){ .link = { .index = 8 } }), -ENOTCONN);
	assert_int_equal(header->ifa_index, 8);
	assert_string_equal(mnl_attr_get_str(find(sizeof(*header), IFA_LABEL)), "lan:1");
	assert_int_equal(mnl_attr_get_u32(find(sizeof(*header), IFA_FLAGS)), IFA_F_NOPREFIXROUTE);
	assert_int_equal(mnl_attr_get_u32(find(sizeof(*header), 99)), 0x12345678);
	op.kind = NET_DELETE_ADDRESS;
	assert_int_equal(kernel_delete_address(k, &op, 8), -ENOTCONN);
	assert_null(find(sizeof(*header), IFA_LABEL));
	assert_int_equal(sent.n, 2);
	close_kernel(&f);
}

static void writes_routes(void **state)
{
	struct rtnexthop hops[] = { { sizeof(*hops), RTNH_F_DEAD, 3, 1 }, { sizeof(*hops), RTNH_F_ONLINK, 2, 6 } };
	struct net_hop replaced = { .index = 6 };
	const uint32_t by[] = { 60 };
	struct fixture f;
	struct kernel *k = open_kernel(&f);
	struct message m;
	struct net_op op = { .kind = NET_ADD_ROUTE, .message = payload(put_route(&m, NULL, 0)) };
	const struct nlmsghdr *request = (const struct nlmsghdr *)sent.bytes;
	const struct rtmsg *header = mnl_nlmsg_get_payload(request);
	const struct rtnexthop *to;

	(void)state;
	assert_int_equal(kernel_write_route(k, &op, 8, NULL), -ENOTCONN);
	assert_int_equal(mnl_attr_get_u32(find(sizeof(*header), RTA_OIF)), 8);
	assert_int_equal(header->rtm_flags, RTNH_F_ONLINK);
	assert_null(find(sizeof(*header), RTA_NH_ID));
	assert_true(request->nlmsg_flags & NLM_F_REPLACE && request->nlmsg_flags & NLM_F_CREATE);
	op.kind = NET_DELETE_ROUTE;
	assert_int_equal(kernel_write_route(k, &op, 8, NULL), -ENOTCONN);
	assert_null(find(sizeof(*header), RTA_OIF));
	assert_int_equal(mnl_attr_get_u32(find(sizeof(*header), RTA_NH_ID)), 5);
	op = (struct net_op){ .kind = NET_ADD_ROUTE, .message = payload(put_route(&m, hops, sizeof(hops))) };
	op.hops = &replaced;
	op.n_hops = 1;
	op.beside = true;
	assert_int_equal(kernel_write_route(k, &op, 8, by), -ENOTCONN);
	to = mnl_attr_get_payload(find(sizeof(*header), RTA_MULTIPATH));
	assert_true(to[0].rtnh_ifindex == 1 && to[0].rtnh_flags == 0 && to[0].rtnh_hops == 3);
	assert_true(to[1].rtnh_ifindex == 60 && to[1].rtnh_flags == RTNH_F_ONLINK && to[1].rtnh_hops == 2);
	assert_true(request->nlmsg_flags & NLM_F_APPEND);
	close_kernel(&f);
}

/* What libmnl takes for a negative length made it read before the answer, for ever. */
static void refuses_lengths_that_do_not_fit(void **state)
{
	static const struct {
		uint32_t first, second;
		size_t size;
		bool fits;
	} cases[] = {
		{ 16, 16, 32, true },	      { 17, 0, 17, true },	    { 0, 0, 0, true },
		{ 16, 0xfffffff0, 32, false }, { 0x80000000, 16, 32, false }, { 16, 17, 32, false },
		{ 15, 16, 32, false },	      { 16, 0, 32, false },	    { 16, 0, 20, false },
		{ 0xffffffff, 16, 32, false },
	};
	struct message m, received;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		ssize_t n;

		memset(&m, 0, sizeof(m));
		m.bytes[0] = cases[i].first;
		m.bytes[4] = cases[i].second;
		answered.bytes = &m;
		answered.size = cases[i].size;
		n = kernel_receive(NULL, (char *)&received, sizeof(received));
		if (n != (cases[i].fits ? (ssize_t)cases[i].size : -EBADMSG))
			fail_msg("row %zu: %zd", i, n);
	}
}

/* In memory that ends where the payload does, so that the sanitizers see each byte beyond it. */
static void use_copy(struct kernel *k, struct text t)
{
	struct net_hop hop = { .index = 1 };
	struct net_op op = { .kind = NET_ADD_ROUTE, .hops = &hop, .n_hops = 1 };
	char *copy = malloc(t.n ? t.n : 1);
	struct net_address address;
	struct net_route route;
	bool cloned;

	assert_non_null(copy);
	memcpy(copy, t.s, t.n);
	op.message = (struct text){ copy, t.n };
	kernel_address_read(op.message, &address);
	kernel_route_read(op.message, &route, &cloned);
	kernel_write_route(k, &op, 2, (const uint32_t[]){ 7 });
	op.kind = NET_DELETE_ROUTE;
	kernel_write_route(k, &op, 2, (const uint32_t[]){ 7 });
	kernel_add_address(k, &op, &(struct kernel_found){ .link = { .index = 2 } });
	kernel_delete_address(k, &op, 2);
	free(copy);
}

static void survives_any_bytes(void **state)
{
	struct rtnexthop hops[] = { { sizeof(*hops), 0, 3, 1 }, { sizeof(*hops), 0, 2, 6 } };
	struct fixture f;
	struct kernel *k = open_kernel(&f);
	uint64_t random = 9;

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		struct message m;
		struct text t = payload(i % 2 ? put_address(&m, AF_INET6, "1234567890123456", 0) :
		                                put_route(&m, hops, sizeof(hops)));

		for (size_t changes = random_below(&random, 4); changes > 0; changes--)
			((uint8_t *)m.bytes)[16 + random_below(&random, t.n)] = (uint8_t)random_next(&random);
		use_copy(k, (struct text){ t.s, i % 4 == 0 ? random_below(&random, t.n) : t.n });
	}
	close_kernel(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_addresses), cmocka_unit_test(tells_own_link_local),
		cmocka_unit_test(reads_routes),    cmocka_unit_test(writes_addresses),
		cmocka_unit_test(writes_routes),   cmocka_unit_test(survives_any_bytes),
		cmocka_unit_test(refuses_lengths_that_do_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
