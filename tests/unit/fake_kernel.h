/*
 * fake_kernel.h - a kernel for the planner's tests: net_ops over a state of its own, with the real one's rules.
 *
 * Included with its .c by the test that needs it. Opens no socket.
 */
#ifndef XENCFG_FAKE_KERNEL_H
#define XENCFG_FAKE_KERNEL_H

#include <xencfg/net.h>

enum { FAKE_MOST = 256 };

struct fake {
	struct arena *arena; /* whose memory it takes; set before fake_init */
	struct net_link links[FAKE_MOST];
	struct net_address addresses[FAKE_MOST];
	struct net_route routes[FAKE_MOST];
	size_t n_links, n_addresses, n_routes;
	uint32_t next_index;
	bool renames_up, promotes;
	unsigned executed, fail_at; /* fail_at 0: never; else the n-th execute fails with -EIO */
};

void fake_init(struct fake *f);
struct net_ops fake_ops(struct fake *f);
struct net_link *fake_link(struct fake *f, const char *name, const char *kind);
/* "192.168.0.1/24" */
void fake_address(struct fake *f, const char *link, const char *text, const char *label, bool dynamic);
/* to: "10.0.0.0/8" or NULL for the default route; via and source: NULL for none */
void fake_route(struct fake *f, const char *link, const char *to, const char *via, const char *source, uint32_t table,
                uint32_t metric);
/* An IPv4 route with two next hops, which may go through one link or through two. */
void fake_hops(struct fake *f, const char *to, const char *const link[2], const char *const via[2]);
/* All that counts, one line each: equal states have equal texts. */
struct text fake_text(struct fake *f, struct arena *arena);

#endif
