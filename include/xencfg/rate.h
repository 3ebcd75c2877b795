/*
 * rate.h - the rate limit of a vif, as each toolstack parses it.
 */
#ifndef XENCFG_RATE_H
#define XENCFG_RATE_H

#include <xencfg/keys.h>

/*
 * RATE[GMK]{b,B}/s[@INTERVAL[mu]s]. Returns 0 or -EINVAL with *ret_why in
 * words for people. xend turns what it cannot read into "unlimited"
 * (parseRate in tools/python/xen/xend/server/netif.py, 3.2); xl refuses it
 * (tools/libs/util/libxlu_vif.c, 4.17, which also takes an interval
 * without the s).
 */
int rate_check(struct text t, enum toolstack toolstack, const char **ret_why);

#endif
