/*
 * domu.h - what the targets of the two dialects of domU files share.
 */
#ifndef XENCFG_FUZZ_DOMU_H
#define XENCFG_FUZZ_DOMU_H

#include <xencfg/domu.h>
#include "fuzz.h"

/* Reads the text; every place in what comes of it is checked. */
struct domu *fuzz_domu_read(struct fuzz *f, enum domu_dialect dialect);

/* Everything that was read. */
void fuzz_domu_put(struct sb *out, const struct domu *domu);

/* As lint takes such a file: twice, judged as a guest, with its comments and its fixes. */
void fuzz_domu(struct text text, enum domu_dialect dialect);

#endif
