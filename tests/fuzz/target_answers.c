/*
 * target_answers.c - what comes from the kernel's socket: all dumps of a network, and the answers to each step.
 *
 * The functions of libmnl that ask the kernel are replaced. The input is one byte that says what is asked, then the
 * datagrams, each behind its length (two bytes, the low one first). The number of a message counts back from the last
 * request, 0 being that, and is put right here. When no more comes the socket has failed.
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include "net.h"
#include "net/kernel.h"

enum { LENGTH = 2, ASK_NETWORK = NET_OP_KINDS, ASK_LINKS, ASK_FORWARD, ASKED };

static struct text answers;
static uint32_t last_seq;

struct mnl_socket *mnl_socket_open2(int bus, int flags)
{
	static char socket;

	(void)bus;
	(void)flags;
	return (struct mnl_socket *)&socket;
}

int mnl_socket_setsockopt(const struct mnl_socket *socket, int type, void *value, socklen_t size)
{
	(void)socket;
	(void)type;
	(void)value;
	(void)size;
	return 0;
}

int mnl_socket_bind(struct mnl_socket *socket, unsigned groups, pid_t pid)
{
	(void)socket;
	(void)groups;
	(void)pid;
	return 0;
}

int mnl_socket_close(struct mnl_socket *socket)
{
	(void)socket;
	return 0;
}

unsigned mnl_socket_get_portid(const struct mnl_socket *socket)
{
	(void)socket;
	return 0;
}

ssize_t mnl_socket_sendto(const struct mnl_socket *socket, const void *request, size_t size)
{
	const struct nlmsghdr *message = request;
	int left = (int)size;

	(void)socket;
	for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left))
		last_seq = message->nlmsg_seq;
	FUZZ_REQUIRE(left <= 0);
	return (ssize_t)size;
}

static void put_numbers_right(char *buffer, size_t size)
{
	while (size >= sizeof(struct nlmsghdr)) {
		struct nlmsghdr *message = (struct nlmsghdr *)buffer;
		size_t length = ((size_t)message->nlmsg_len + 3) / 4 * 4;

		message->nlmsg_seq = last_seq - message->nlmsg_seq;
		if (message->nlmsg_len < sizeof(*message) || length >= size)
			break;
		buffer += length;
		size -= length;
	}
}

ssize_t mnl_socket_recvfrom(const struct mnl_socket *socket, void *buffer, size_t room)
{
	size_t size;

	(void)socket;
	if (answers.n < LENGTH) {
		errno = ENOBUFS;
		return -1;
	}
	size = (size_t)(uint8_t)answers.s[0] | (size_t)(uint8_t)answers.s[1] << 8;
	size = size < answers.n - LENGTH ? size : answers.n - LENGTH;
	FUZZ_REQUIRE(size <= room);
	memcpy(buffer, answers.s + LENGTH, size);
	answers = (struct text){ answers.s + LENGTH + size, answers.n - LENGTH - size };
	put_numbers_right(buffer, size);
	return (ssize_t)size;
}

/* Nobody waits here. */
void kernel_wait_for_carrier(struct kernel *k, uint32_t link)
{
	struct kernel_found found;

	kernel_link_find_at(k, link, &found);
	k->said = NULL;
}

void kernel_wait_for_local(struct kernel *k, uint32_t link, const uint8_t address[16])
{
	(void)k;
	(void)link;
	(void)address;
}

static void check_links(const struct net_link *links, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		FUZZ_REQUIRE(links[i].index > 0 && links[i].name.n > 0 && links[i].name.n < 16);
		FUZZ_REQUIRE(i == 0 || links[i - 1].index <= links[i].index);
		FUZZ_REQUIRE(links[i].name.s[links[i].name.n] == '\0');
	}
}

/* A network that the kernel told of can be written down, and planned with. */
static void observe(struct fuzz *f, struct net_ops *ops)
{
	struct net_want_bridge bridges[] = {
		{ .name = TEXT("lan"), .netdev = TEXT("eth0"), .rename = true },
		{ .name = TEXT("dmz"), .netdev = TEXT("dummy0"), .dummy = true, .mtu = 1400 },
		{ .name = TEXT("v7"), .netdev = TEXT("eth1"), .vlan = 7 }
	};
	const struct net_want want = { bridges, sizeof(bridges) / sizeof(*bridges) };
	struct net_state state;

	if (ops->observe(ops->self, &f->arena, &state) < 0)
		return;
	check_links(state.links, state.n_links);
	fuzz_check_plans(f, &want, &state, &state);
}

static void execute(struct net_ops *ops, enum net_op_kind kind)
{
	static const uint32_t route[] = { AF_INET, 0, 0 };
	static const uint32_t address[] = { AF_INET | 24 << 8, 3, 8 | IFA_LOCAL << 16, 0x0100a8c0 };
	struct net_hop hop = { .index = 1, .link = TEXT("lan") };
	struct net_op op = { .kind = kind, .link = TEXT("eth0"), .other = TEXT("lan"), .number = 1, .mtu = 1400 };
	bool of_address = kind == NET_ADD_ADDRESS || kind == NET_DELETE_ADDRESS;
	struct net_error error;

	op.message = of_address ? (struct text){ (const char *)address, sizeof(address) } :
	                          (struct text){ (const char *)route, sizeof(route) };
	op.hops = &hop;
	op.n_hops = 1;
	FUZZ_REQUIRE(ops->execute(ops->self, &op, &error) <= 0);
	FUZZ_REQUIRE(error.error <= 0 && (!error.kernel || error.error < 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct net_link *links;
	struct net_ops ops;
	struct fuzz f;
	unsigned what;
	size_t n;

	if (!size)
		return 0;
	what = data[0] % ASKED;
	answers = fuzz_text(data + 1, size - 1);
	fuzz_open(&f, "answers", answers);
	FUZZ_REQUIRE(kernel_open(&f.arena, &ops) == 0);
	if (what == ASK_NETWORK)
		observe(&f, &ops);
	else if (what == ASK_LINKS && kernel_links(&f.arena, &links, &n) == 0)
		check_links(links, n);
	else if (what == ASK_FORWARD)
		FUZZ_REQUIRE(kernel_forward() <= KERNEL_FORWARD_DROPS);
	else if (what < NET_OP_KINDS)
		execute(&ops, (enum net_op_kind)what);
	kernel_close(&ops);
	fuzz_close(&f);
	return 0;
}
