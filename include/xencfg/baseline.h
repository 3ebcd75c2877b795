/*
 * baseline.h - the findings of one day, to report only what came later.
 *
 * A JSON file, one finding a line, sorted by file, code and fingerprint:
 *
 *   {
 *     "version": 1,
 *     "findings": [
 *       {"code": "XC104", "file": "web.cfg", "fingerprint": "60b9d0a1c84f2e37"}
 *     ]
 *   }
 *
 * The fingerprint decides (fingerprint.h); code and file are for people.
 * File names are as on the command line, so a baseline holds for runs that
 * are started from the same folder.
 */
#ifndef XENCFG_BASELINE_H
#define XENCFG_BASELINE_H

#include <xencfg/finding.h>
#include <xencfg/sb.h>

struct baseline_entry {
	uint64_t fingerprint;
	const char *code, *file;
	bool found; /* today's findings have it */
	bool seen;  /* its file is among the sources of this run; else it is gone, or this run did not look at it */
};

struct baseline {
	struct baseline_entry *entries; /* in the order of the file */
	size_t n;
};

/* Appends the text of a baseline of these findings. Returns 0 or -ENOMEM. */
int baseline_write(struct sb *out, struct sources *sources, const struct findings *findings);

/*
 * Reads a registered source. What is no baseline is one finding (XC002) there, and -EINVAL. Lives in the
 * arena. Returns 0, -EINVAL or -ENOMEM.
 */
int baseline_read(struct arena *arena, const struct sources *sources, uint32_t file, struct findings *out,
                  struct baseline *ret);

/*
 * Drops the findings that the baseline has, and sets `found` and `seen` of its entries: an entry that is
 * not found is stale, if its file was seen or does not exist any more. To be called with the same kind of
 * list that baseline_write got: after suppressions and policy. Returns 0 or -ENOMEM.
 */
int baseline_apply(struct baseline *baseline, struct sources *sources, struct findings *out);

#endif
