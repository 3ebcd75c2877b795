/*
 * links.h - the network interfaces of the running kernel.
 *
 * Asked by rtnetlink, which answers for the network namespace that we are
 * in; /sys may show another one. Only asks, and needs no privilege.
 */
#ifndef XENCFG_LINKS_H
#define XENCFG_LINKS_H

#include <xencfg/arena.h>
#include <xencfg/mac.h>

struct nlmsghdr;

struct link {
	uint32_t index;   /* from 1 */
	uint32_t master;  /* the index of the link whose port it is; 0: it is nobody's port */
	struct text name; /* 1 to 15 bytes, any but NUL */
	struct text
		kind; /* "bridge", "veth", …; empty for real NICs, and for lo and the vifs of Xen's netback as well */
	struct mac mac;
	bool has_mac; /* an Ethernet device with an address of 6 bytes */
	bool up;      /* as the administrator wants it, whether there is a carrier or not */
};

static inline bool link_is_bridge(const struct link *link)
{
	return text_is(link->kind, "bridge");
}

/*
 * Reads one RTM_NEWLINK, whose nlmsg_len bytes are there. Pure; the texts of *ret point into the message.
 * Returns 0, or -EBADMSG when it is another message or one that does not add up.
 */
int link_read(const struct nlmsghdr *message, struct link *ret);

/*
 * All links of this network namespace, in the kernel's order. They and their texts live in the arena; each text
 * is terminated. Returns 0, -ENOMEM, -EAGAIN when links came and went during each of several attempts,
 * -EBADMSG for an answer that does not add up, or the negative errno of the kernel: without netlink, that of socket().
 */
int kernel_links(struct arena *a, struct link **ret, size_t *ret_n);

#endif
