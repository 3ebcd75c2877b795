/*
 * net.h - what must hold of any network that the kernel or a journal tells of.
 */
#ifndef XENCFG_FUZZ_NET_H
#define XENCFG_FUZZ_NET_H

#include <xencfg/journal.h>
#include "fuzz.h"

/* What is written down of it can be read again, and is the same. */
void fuzz_check_journal(struct fuzz *f, const struct journal *journal);

/* Steps can be planned from it and back, and written down. `have` is after what was done to `before`. */
void fuzz_check_plans(struct fuzz *f, const struct net_want *want, const struct net_state *before,
                      const struct net_state *have);

#endif
