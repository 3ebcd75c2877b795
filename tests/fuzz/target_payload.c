/*
 * target_payload.c - the payload of an address or a route: read, and written for another link.
 *
 * mnl_socket_sendto and the like stand before those of libmnl: the kernel is never asked. Whatever is sent is whole
 * messages, and what was an address or a route is one again.
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include "fuzz.h"
#include "net/kernel.h"

static const struct net_address *expected;

static int skip(const struct nlattr *attr, void *data)
{
	(void)attr;
	(void)data;
	return 0;
}

static struct text payload_of(const struct nlmsghdr *message)
{
	return (struct text){ mnl_nlmsg_get_payload(message), mnl_nlmsg_get_payload_len(message) };
}

static void check_sent(const struct nlmsghdr *message)
{
	bool address = message->nlmsg_type == RTM_NEWADDR || message->nlmsg_type == RTM_DELADDR;
	size_t header = address ? sizeof(struct ifaddrmsg) : sizeof(struct rtmsg);
	struct net_address sent;

	FUZZ_REQUIRE(address || message->nlmsg_type == RTM_NEWROUTE || message->nlmsg_type == RTM_DELROUTE);
	FUZZ_REQUIRE(mnl_nlmsg_get_payload_len(message) >= header);
	FUZZ_REQUIRE(kernel_each((const char *)mnl_nlmsg_get_payload(message) + header,
	                         mnl_nlmsg_get_payload_len(message) - header, skip, NULL) == 0);
	if (message->nlmsg_type == RTM_NEWADDR && expected) {
		FUZZ_REQUIRE(kernel_address_read(payload_of(message), &sent) == 0);
		FUZZ_REQUIRE(sent.link == 2 && sent.prefix == expected->prefix);
		FUZZ_REQUIRE(memcmp(sent.bytes, expected->bytes, sizeof(sent.bytes)) == 0);
	}
}

ssize_t mnl_socket_sendto(const struct mnl_socket *socket, const void *request, size_t size)
{
	const struct nlmsghdr *message = request;
	int left = (int)size;

	(void)socket;
	for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left))
		check_sent(message);
	FUZZ_REQUIRE(left <= 0);
	errno = ENOTCONN;
	return -1;
}

static void write_all(struct kernel *k, struct text payload)
{
	struct net_hop hop = { .index = 1 };
	struct net_op op = { .kind = NET_ADD_ROUTE, .message = payload, .hops = &hop, .n_hops = 1 };
	const struct kernel_found found = { .link = { .index = 2 } };
	const uint32_t hops[] = { 7 };

	kernel_write_route(k, &op, 2, hops);
	op.n_hops = 0;
	op.beside = true;
	kernel_write_route(k, &op, 2, hops);
	op.kind = NET_DELETE_ROUTE;
	kernel_write_route(k, &op, 2, hops);
	kernel_add_address(k, &op, &found);
	op.other = TEXT("lan:1");
	kernel_add_address(k, &op, &found);
	kernel_delete_address(k, &op, 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kernel k = { 0 };
	struct text payload = { .n = size };
	struct net_address address;
	struct net_route route;
	bool cloned;
	/* Ends where the payload does. */
	char *copy = malloc(size ? size : 1);

	FUZZ_REQUIRE(copy);
	memcpy(copy, data, size);
	payload.s = copy;
	k.arena = &(struct arena){ 0 };
	k.request = arena_alloc(k.arena, KERNEL_BUFFER);
	k.answer = k.request;
	FUZZ_REQUIRE(k.request);
	expected = kernel_address_read(payload, &address) == 0 ? &address : NULL;
	if (kernel_route_read(payload, &route, &cloned) == 0)
		FUZZ_REQUIRE(text_same(route.message, payload));
	write_all(&k, payload);
	arena_free(k.arena);
	free(copy);
	return 0;
}
