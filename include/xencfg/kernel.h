/*
 * kernel.h - the running kernel over rtnetlink.
 */
#ifndef XENCFG_KERNEL_H
#define XENCFG_KERNEL_H

#include <xencfg/net.h>

/* Opens a socket; the memory of the connection lives in the arena. Returns 0 or a negative errno. */
int kernel_open(struct arena *arena, struct net_ops *ret);
void kernel_close(struct net_ops *ops);

/* All links, for who needs no more (lint --live). 0 or a negative errno; -EAGAIN when they kept changing. */
int kernel_links(struct arena *arena, struct net_link **ret, size_t *ret_n);

/*
 * What becomes of frames that no rule decides on, where bridges hand them to the packet filter. Only root may ask; of
 * the older iptables nobody can tell by netlink.
 */
enum kernel_forward { KERNEL_FORWARD_UNKNOWN, KERNEL_FORWARD_PASSES, KERNEL_FORWARD_DROPS };
enum kernel_forward kernel_forward(void);

#endif
