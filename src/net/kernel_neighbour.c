/*
 * kernel_neighbour.c - whom one link has met (ARP, neighbour discovery), told to another one, or to it again.
 *
 * The kernel forgets them when the last IPv4 address leaves a link, and when it goes down. Asking anew takes a packet's
 * time at best; while the answer comes in on another link, as it does on a bridge and its port, a second. Carries
 * nothing between hosts, and believes nothing for longer than the kernel would.
 */
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include "kernel.h"

enum {
	NEIGHBOURS_MAX = 8192, /* that are carried; the kernel keeps 1024, unless it is told otherwise */
	LLADDR_MAX = 32,       /* MAX_ADDR_LEN of the kernel */
	KNOWN = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT,
};

struct kernel_neighbour {
	uint8_t family, flags, address[16], lladdr[LLADDR_MAX];
	uint16_t n_lladdr;
	bool permanent; /* somebody wrote it down */
};

struct said {
	const struct nlattr *address, *lladdr;
};

static int read_attribute(const struct nlattr *attr, void *data)
{
	struct said *said = data;

	if (mnl_attr_get_type(attr) == NDA_DST)
		said->address = attr;
	else if (mnl_attr_get_type(attr) == NDA_LLADDR)
		said->lladdr = attr;
	return 0;
}

static int grow(struct kernel_met *met)
{
	size_t room = met->room ? 2 * met->room : 16;
	struct kernel_neighbour *all;

	if (met->n < met->room)
		return 0;
	all = arena_array(met->arena, room, sizeof(*all));
	if (!all)
		return -ENOMEM;
	if (met->n)
		memcpy(all, met->all, met->n * sizeof(*all));
	met->all = all;
	met->room = room;
	return 0;
}

/* Linux before 4.4 tells of all links. */
static int take(const struct nlmsghdr *message, void *data)
{
	const struct ndmsg *header = mnl_nlmsg_get_payload(message);
	size_t size = mnl_nlmsg_get_payload_len(message);
	struct kernel_neighbour *next;
	struct said said = { 0 };
	struct kernel_met *met = data;

	if (message->nlmsg_type != RTM_NEWNEIGH || size < sizeof(*header))
		return -EBADMSG;
	if ((uint32_t)header->ndm_ifindex != met->link || !(header->ndm_state & KNOWN) ||
	    header->ndm_flags & NTF_PROXY || (header->ndm_family != AF_INET && header->ndm_family != AF_INET6))
		return 0;
	if (kernel_each(header + 1, size - sizeof(*header), read_attribute, &said) < 0)
		return -EBADMSG;
	if (!said.address || !said.lladdr || mnl_attr_get_payload_len(said.lladdr) > LLADDR_MAX)
		return 0;
	if (mnl_attr_get_payload_len(said.address) != (header->ndm_family == AF_INET ? 4 : 16))
		return -EBADMSG;
	if (met->n == NEIGHBOURS_MAX)
		return 0;
	if (grow(met) < 0)
		return -ENOMEM;
	next = &met->all[met->n++];
	*next = (struct kernel_neighbour){ .family = header->ndm_family, .flags = header->ndm_flags & NTF_ROUTER };
	next->permanent = header->ndm_state & NUD_PERMANENT;
	next->n_lladdr = mnl_attr_get_payload_len(said.lladdr);
	memcpy(next->address, mnl_attr_get_payload(said.address), mnl_attr_get_payload_len(said.address));
	memcpy(next->lladdr, mnl_attr_get_payload(said.lladdr), next->n_lladdr);
	return 0;
}

static void forget(void *data)
{
	((struct kernel_met *)data)->n = 0;
}

/* What the other link knows better stays: no NLM_F_REPLACE. */
static int tell(struct kernel *k, uint32_t link, const struct kernel_neighbour *neighbour)
{
	struct ndmsg *header = kernel_request(k, RTM_NEWNEIGH, NLM_F_CREATE, sizeof(*header));

	header->ndm_family = neighbour->family;
	header->ndm_ifindex = (int)link;
	header->ndm_state = neighbour->permanent ? NUD_PERMANENT : NUD_STALE;
	header->ndm_flags = neighbour->flags;
	kernel_put(k, NDA_DST, neighbour->family == AF_INET ? 4 : 16, neighbour->address);
	kernel_put(k, NDA_LLADDR, neighbour->n_lladdr, neighbour->lladdr);
	return kernel_send(k, NULL, NULL);
}

int kernel_neighbours_read(struct kernel *k, uint32_t link, struct kernel_met *ret)
{
	struct dump dump = {
		.type = RTM_GETNEIGH,
		.header = sizeof(struct ndmsg),
		.filter = NDA_IFINDEX,
		.filter_value = link,
		.forget = forget,
		.take = take,
		.data = ret,
	};

	*ret = (struct kernel_met){ .arena = k->arena, .link = link };
	return link ? kernel_dump(k->answer, &dump) : 0;
}

/* One that was met by chance can be met again; without one that was written down a host may be out of reach. */
int kernel_neighbours_tell(struct kernel *k, const struct kernel_met *met, uint32_t link)
{
	for (size_t i = 0; i < met->n; i++) {
		int r = tell(k, link, &met->all[i]);

		if (r < 0 && met->all[i].permanent)
			return r;
	}
	k->said = NULL;
	return 0;
}
