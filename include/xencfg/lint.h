/*
 * lint.h - runs the rules over the model.
 */
#ifndef XENCFG_LINT_H
#define XENCFG_LINT_H

#include <xencfg/host.h>

/*
 * Every check of rules.def reports what it finds in the host, to `out`,
 * which may hold the reader's findings already. Then what an "ignore" of
 * the description names is dropped, and ignores that drop nothing are
 * reported (XC009). Returns 0 or -ENOMEM.
 */
int lint_run(const struct host *host, const struct sources *sources, struct arena *arena, struct findings *out);

#endif
