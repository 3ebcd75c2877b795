/*
 * want.h - from the description's bridges to what the planner wants.
 */
#ifndef XENCFG_WANT_H
#define XENCFG_WANT_H

#include <xencfg/host.h>
#include <xencfg/plan.h>

/* Everything lives in the arena. Returns 0 or -ENOMEM. */
int net_want_of(struct arena *arena, const struct host *host, struct net_want *ret);

#endif
