/*
 * machine.h - what else on this machine will hurt a bridge: who configures its netdev, what filters its frames.
 *
 * Reads files that everybody may read; asks no daemon.
 */
#ifndef XENCFG_MACHINE_H
#define XENCFG_MACHINE_H

#include <xencfg/kernel.h>
#include <xencfg/plan.h>

/*
 * Warnings for the netdevs of `want` that are not ports yet. `root` stands before each path ("" for the machine's own);
 * `forward` is asked only where the answer matters, and may be NULL. What cannot be read warns of nothing. Returns 0 or
 * -ENOMEM; the warnings live in the arena.
 */
int machine_warn(struct arena *arena, const char *root, const struct net_want *want, const struct net_state *have,
                 enum kernel_forward (*forward)(void), struct plan_warning **ret, size_t *ret_n);

/* Does a packet filter see what bridges carry, so that `forward` matters? Returns 0 or -ENOMEM. */
int machine_filters_bridges(struct arena *arena, bool *ret);

/* Is Linux of this release (as in `uname -r`) not older than the oldest that apply is meant for, 3.18? */
bool machine_linux_serves(const char *release);

#endif
