/*
 * kernel_wait.c - waits for what the kernel does a little later than it says that it did.
 *
 * Never for longer than a moment, and never fails: what does not come in time may come later, or never.
 */
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <time.h>
#include "kernel.h"

/* Milliseconds. A NIC that negotiates with its switch takes seconds: they are not waited for. */
enum { CARRIER_MS = 100, LOCAL_MS = 1000 };

static void sleep_a_millisecond(void)
{
	const struct timespec millisecond = { .tv_nsec = 1000000 };

	nanosleep(&millisecond, NULL);
}

/*
 * Until a work queue has seen that it can send, a link drops what is sent through it: a bridge until its first port is
 * forwarding (with STP that takes longer), a link that was down. And that needs the lock that the next step takes.
 */
void kernel_wait_for_carrier(struct kernel *k, uint32_t link)
{
	struct kernel_found found;

	for (unsigned i = 0; i < CARRIER_MS; i++) {
		if (kernel_link_find_at(k, link, &found) < 0 || !found.link.up || found.link.bridge.stp ||
		    found.flags & IFF_RUNNING)
			break;
		sleep_a_millisecond();
	}
	k->said = NULL;
}

struct local {
	const uint8_t *address;
	uint32_t link;
	bool found;
};

static int read_attribute(const struct nlattr *attr, void *data)
{
	const struct nlattr **attrs = data;

	if (mnl_attr_get_type(attr) <= RTA_MAX)
		attrs[mnl_attr_get_type(attr)] = attr;
	return 0;
}

static int take_local(const struct nlmsghdr *message, void *data)
{
	const struct rtmsg *route = mnl_nlmsg_get_payload(message);
	size_t size = mnl_nlmsg_get_payload_len(message);
	const struct nlattr *attrs[RTA_MAX + 1] = { 0 }, *to, *out;
	struct local *local = data;

	if (message->nlmsg_type != RTM_NEWROUTE || size < sizeof(*route) ||
	    kernel_each(route + 1, size - sizeof(*route), read_attribute, attrs) < 0)
		return 0;
	to = attrs[RTA_DST];
	out = attrs[RTA_OIF];
	if (route->rtm_type == RTN_LOCAL && route->rtm_dst_len == 128 && to && mnl_attr_get_payload_len(to) == 16 &&
	    memcmp(mnl_attr_get_payload(to), local->address, 16) == 0 && out &&
	    mnl_attr_validate(out, MNL_TYPE_U32) >= 0 && mnl_attr_get_u32(out) == local->link)
		local->found = true;
	return 0;
}

static void forget_local(void *data)
{
	((struct local *)data)->found = false;
}

/* addrconf_dad_work() of net/ipv6/addrconf.c, from Linux 3.13 on: the route comes from a work queue. */
void kernel_wait_for_local(struct kernel *k, uint32_t link, const uint8_t address[16])
{
	struct local local = { .address = address, .link = link };
	struct dump dump = {
		.type = RTM_GETROUTE,
		.header = sizeof(struct rtmsg),
		.family = AF_INET6,
		.filter = RTA_OIF,
		.filter_value = link,
		.forget = forget_local,
		.take = take_local,
		.data = &local,
	};

	for (unsigned i = 0; i < LOCAL_MS; i++) {
		if (kernel_dump(k->answer, &dump) < 0 || local.found)
			break;
		sleep_a_millisecond();
	}
}
