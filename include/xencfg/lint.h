/*
 * lint.h - runs the rules over the model.
 */
#ifndef XENCFG_LINT_H
#define XENCFG_LINT_H

#include <xencfg/claims.h>

/*
 * Judges a whole description: every check of rules.def, what its guests
 * claim twice, then its ignores (XC009). `out` may hold the reader's findings
 * already. With ret_claims the claims are handed on, pointing into the model, to be compared
 * with those of other files. Returns 0 or -ENOMEM.
 */
int lint_run(const struct host *host, const struct sources *sources, struct arena *arena, struct claims *ret_claims,
             struct findings *out);

/*
 * Judges the guests of a host, each by itself: its bridges and options are
 * known to the checks, and not judged. What the guests claim is added to
 * `claims`, copied into `keep`: the model may go. Both are NULL where nobody compares them. Returns 0 or -ENOMEM.
 */
int lint_guests(const struct host *host, const struct sources *sources, struct arena *arena, struct arena *keep,
                struct claims *claims, struct findings *out);

/* Judges the bridges and options of a host whose guests lint_guests has seen. Returns 0 or -ENOMEM. */
int lint_host(const struct host *host, const struct sources *sources, struct arena *arena, struct findings *out);

#endif
