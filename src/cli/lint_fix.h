/*
 * lint_fix.h - what lint.c knows of --fix.
 */
#ifndef XENCFG_CLI_LINT_FIX_H
#define XENCFG_CLI_LINT_FIX_H

#include <xencfg/finding.h>

/*
 * Writes the fixed files and names them on standard output, where a fixed standard input goes whole
 * (`standard_input`: its source, or 0); with `diff` only shows what would change. Drops the findings that are fixed
 * now (none with `diff`). ret_changed: some were, or would be. Returns 0 or EXIT_TROUBLE, told.
 */
int lint_fix(const struct sources *sources, struct findings *findings, uint32_t standard_input, bool diff,
             bool *ret_changed);

#endif
