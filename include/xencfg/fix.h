/*
 * fix.h - applies the fixes that findings carry.
 */
#ifndef XENCFG_FIX_H
#define XENCFG_FIX_H

#include <xencfg/finding.h>
#include <xencfg/sb.h>

/*
 * Appends to `out` the text of `file` with the fixes of its findings. `old` is the text that was linted; findings of
 * other files, or without a fix, are passed over.
 *
 * Fixes are applied by place. Of those that overlap, or insert different texts at one place, the first is applied
 * and the others are left for another run; one that is there twice is applied once and counts for both findings.
 * Line endings (XC003 at a carriage return) come last, over the whole text: they overlap with nothing.
 *
 * ret_applied has room for `n`: ret_applied[i] becomes true where findings[i] is fixed by the new text, and is not
 * touched otherwise. Returns 0, -ENOMEM, or -EINVAL for a fix outside of the text; then `out` may hold a part.
 */
int fix_apply(struct sb *out, struct text old, uint32_t file, struct finding *const *findings, size_t n,
              bool *ret_applied);

/* Drops the carriage returns in front of line breaks, in place. Returns the new length. */
size_t fix_line_endings(char *s, size_t n);

#endif
