/*
 * kernel_observe.c - links, addresses, routes and rules of the running kernel into struct net_state.
 *
 * Only asks, and needs no privilege. Keeps what it has never heard of.
 */
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include "kernel.h"

enum { FIRST_ROOM = 16 };

/* A growing array in an arena. */
struct list {
	struct arena *arena;
	void *items;
	size_t n, room, size; /* size: of an item */
	size_t kept;          /* those of families before this one */
	int family;           /* of the kernel that is asked now */
};

static void *list_add(struct list *list)
{
	if (list->n == list->room) {
		size_t room = list->room ? 2 * list->room : FIRST_ROOM;
		void *items = arena_array(list->arena, room, list->size);

		if (!items)
			return NULL;
		if (list->n)
			memcpy(items, list->items, list->n * list->size);
		list->items = items;
		list->room = room;
	}
	return (char *)list->items + list->n++ * list->size;
}

static void forget(void *data)
{
	struct list *list = data;

	list->n = list->kept;
}

/*
 * A copy of the payload, aligned. False in *ret_ours: it is of another family, as the kernel tells them where it does
 * not know the one that was asked for.
 */
static int copy_payload(const struct nlmsghdr *message, struct list *list, struct text *ret, bool *ret_ours)
{
	size_t size = mnl_nlmsg_get_payload_len(message);
	const void *bytes = mnl_nlmsg_get_payload(message);
	char *copy;

	*ret_ours = size > 0 && *(const uint8_t *)bytes == list->family;
	if (!*ret_ours)
		return 0;
	copy = arena_alloc(list->arena, size);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, bytes, size);
	*ret = (struct text){ copy, size };
	return 0;
}

static int take_address(const struct nlmsghdr *message, void *data)
{
	struct list *list = data;
	struct net_address address, *item;
	struct text payload;
	bool ours;
	int r = copy_payload(message, list, &payload, &ours);

	if (r < 0 || !ours)
		return r;
	r = message->nlmsg_type == RTM_NEWADDR ? kernel_address_read(payload, &address) : -EBADMSG;
	if (r < 0)
		return r;
	item = list_add(list);
	if (!item)
		return -ENOMEM;
	*item = address;
	return 0;
}

static int take_route(const struct nlmsghdr *message, void *data)
{
	struct list *list = data;
	struct net_route route, *item;
	struct text payload;
	bool ours, cloned;
	int r = copy_payload(message, list, &payload, &ours);

	if (r < 0 || !ours)
		return r;
	r = message->nlmsg_type == RTM_NEWROUTE ? kernel_route_read(payload, &route, &cloned) : -EBADMSG;
	if (r < 0 || cloned || (route.table == RT_TABLE_LOCAL && route.automatic))
		return r;
	item = list_add(list);
	if (!item)
		return -ENOMEM;
	*item = route;
	return 0;
}

static int take_rule(const struct nlmsghdr *message, void *data)
{
	struct list *list = data;
	struct fib_rule_hdr header;
	struct text payload, *item;
	bool ours;
	int r = copy_payload(message, list, &payload, &ours);

	if (r < 0 || !ours)
		return r;
	if (message->nlmsg_type != RTM_NEWRULE || payload.n < sizeof(header))
		return -EBADMSG;
	item = list_add(list);
	if (!item)
		return -ENOMEM;
	/* Whether the link of its name is there at the moment. */
	memcpy(&header, payload.s, sizeof(header));
	header.flags &= ~(uint32_t)(FIB_RULE_IIF_DETACHED | FIB_RULE_OIF_DETACHED);
	memcpy((char *)payload.s, &header, sizeof(header));
	*item = payload;
	return 0;
}

/* Both families, one after the other, into one list. */
static int dump_both(char *buffer, struct list *list, uint16_t type, size_t header,
                     int (*take)(const struct nlmsghdr *message, void *data))
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };

	for (size_t i = 0; i < sizeof(families); i++) {
		struct dump dump = { .type = type,
			             .header = header,
			             .family = families[i],
			             .forget = forget,
			             .take = take,
			             .data = list };
		int r;

		list->family = families[i];
		list->kept = list->n;
		r = kernel_dump(buffer, &dump);
		/* A kernel that was built without IPv6 or without rules. */
		if (r == -EAFNOSUPPORT || r == -EOPNOTSUPP)
			list->n = list->kept;
		else if (r < 0)
			return r;
	}
	return 0;
}

static bool renames_up(void)
{
	struct utsname name;
	unsigned major, minor;

	/* NOLINTNEXTLINE(cert-err34-c): nine digits fit. */
	if (uname(&name) < 0 || sscanf(name.release, "%9u.%9u", &major, &minor) != 2)
		return false;
	return major > 6 || (major == 6 && minor >= 2);
}

int kernel_observe(void *self, struct arena *arena, struct net_state *ret)
{
	struct kernel *k = self;
	struct list addresses = { .arena = arena, .size = sizeof(struct net_address) };
	struct list routes = { .arena = arena, .size = sizeof(struct net_route) };
	struct list rules = { .arena = arena, .size = sizeof(struct text) };
	struct net_state state = { .renames_up = renames_up() };
	int r = kernel_links_dump(arena, k->answer, &state.links, &state.n_links);

	if (!r)
		r = dump_both(k->answer, &addresses, RTM_GETADDR, sizeof(struct ifaddrmsg), take_address);
	if (!r)
		r = dump_both(k->answer, &routes, RTM_GETROUTE, sizeof(struct rtmsg), take_route);
	if (!r)
		r = dump_both(k->answer, &rules, RTM_GETRULE, sizeof(struct fib_rule_hdr), take_rule);
	if (r < 0)
		return r;
	state.addresses = addresses.items;
	state.n_addresses = addresses.n;
	state.routes = routes.items;
	state.n_routes = routes.n;
	state.rules = rules.items;
	state.n_rules = rules.n;
	*ret = state;
	return 0;
}
