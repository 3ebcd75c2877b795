/*
 * diff.h - what changes between two texts, as a unified diff.
 */
#ifndef XENCFG_DIFF_H
#define XENCFG_DIFF_H

#include <xencfg/sb.h>
#include <xencfg/text.h>

/* In lines; a longer way is not searched for. */
enum { DIFF_MAX_EDITS = 1000 };

/*
 * Appends the unified diff (3 lines of context) that turns `before` into `after`; nothing when they are the
 * same. patch(1) applies it exactly. For a file that is made or removed, one name is "/dev/null" and its text
 * empty. The names are written as they are; they hold no line break and no tab.
 *
 * Beyond DIFF_MAX_EDITS changed lines the diff is no longer the shortest: what lies between the common
 * beginning and end is replaced whole.
 *
 * Returns 0 or -ENOMEM; then `out` may hold a part.
 */
int diff_unified(struct sb *out, const char *old_name, const char *new_name, struct text before, struct text after);

#endif
