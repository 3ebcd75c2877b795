/*
 * lint_fix.h - what lint.c knows of --fix.
 */
#ifndef XENCFG_CLI_LINT_FIX_H
#define XENCFG_CLI_LINT_FIX_H

#include <xencfg/finding.h>

/*
 * Writes the fixed files, and says so unless `quiet`. A fixed standard input
 * (`standard_input`: its source, or 0) goes whole to standard output, and becomes the text of its source. With `diff`
 * it only shows there what would change. ret_changed: something did, or would: then the files are to be read anew.
 * Returns 0 or EXIT_TROUBLE, told.
 */
int lint_fix(struct sources *sources, const struct findings *findings, uint32_t standard_input, bool diff, bool quiet,
             bool *ret_changed);

#endif
