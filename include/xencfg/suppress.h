/*
 * suppress.h - comments that say which finding is expected where.
 *
 *   # xencfg: ignore=XC104 reason                on the line itself, or alone on the line above
 *   # xencfg: ignore=XC104,mac-missing reason    several rules, by code or slug
 *   # xencfg: ignore-file=XC104 reason           in the first ten lines: for the whole file
 *
 * In domU files, S-expressions and scripts; a description has "ignore".
 */
#ifndef XENCFG_SUPPRESS_H
#define XENCFG_SUPPRESS_H

#include <xencfg/host.h>

enum { SUPPRESS_FILE_LINES = 10 }; /* where ignore-file counts: what holds for a file is said at its top */

/*
 * What the comments of all files of a run say; {0} is none. In the arena that each call is given; their reasons point
 * into the source, whose text may go: afterwards only their lengths count.
 */
struct suppressions {
	struct ignores ignores;
	size_t room;
};

/*
 * Adds the suppressions of a registered source. A comment is found as a line of text: the first `#`
 * outside quotes on its line that `xencfg:` follows, where quotes open and close within the line and a
 * backslash takes the next byte along. So have it xl (libxlu_cfg_l.l, 4.17), Python 2, S-expressions
 * (xend/sxp.py, 3.2) and, but for a backslash between single quotes, shells. Strings over several lines
 * are not followed: `# xencfg:` inside one would count. A comment alone on its line is for that line
 * and the next one; several below each other are all for the line that follows them.
 *
 * XC009 for what names no rule or is not understood, and for ignore-file further down.
 * Returns 0 or -ENOMEM. Touches nothing but its arguments and only reads the sources.
 */
int suppress_read(struct arena *arena, const struct sources *sources, uint32_t file, struct findings *out,
                  struct suppressions *list);

/* Adds all of `more`. 0 or -ENOMEM. */
int suppress_join(struct arena *arena, struct suppressions *list, const struct suppressions *more);

/*
 * Drops the findings that begin where they are expected, and reports the suppressions that cover none or
 * have no reason (XC009, which no comment can suppress). Once a run, when all rules have reported and
 * before the policy changes anything. n log n in findings and suppressions. Returns 0 or -ENOMEM.
 */
int suppress_apply(const struct suppressions *list, struct findings *out);

#endif
