/*
 * target_link.c - one RTM_NEWLINK of the kernel. The input is the message; its length is put right, so that changes
 * are of use behind it, too.
 */
#include <stdlib.h>
#include "fuzz.h"
#include "net/kernel.h"

static void put_link(struct sb *out, const struct net_link *link)
{
	sb_printf(out, "%u %u %u %d %d %u %u %d %u %d %u", link->index, link->master, link->lower, link->has_mac,
	          link->up, link->mtu, link->vlan, link->bridge.stp, link->bridge.forward_delay, link->bridge.nf_call,
	          link->bridge.nf_kinds);
	fuzz_put_text(out, link->name);
	fuzz_put_text(out, link->kind);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sb first = { 0 }, second = { 0 };
	struct nlmsghdr *message;
	struct net_link link;

	if (size < sizeof(*message))
		return 0;
	message = malloc(size);
	FUZZ_REQUIRE(message);
	memcpy(message, data, size);
	message->nlmsg_len = (uint32_t)size;
	if (kernel_link_read(message, &link) == 0) {
		FUZZ_REQUIRE(link.index > 0 && link.name.n > 0 && link.name.n < 16);
		put_link(&first, &link);
		FUZZ_REQUIRE(kernel_link_read(message, &link) == 0);
		put_link(&second, &link);
	}
	fuzz_require_same(&first, &second);
	free(message);
	return 0;
}
