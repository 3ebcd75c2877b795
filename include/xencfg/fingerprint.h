/*
 * fingerprint.h - numbers that know a finding again when lines have moved.
 */
#ifndef XENCFG_FINGERPRINT_H
#define XENCFG_FINGERPRINT_H

#include <xencfg/finding.h>

/*
 * One number a finding, in the order of `sorted` (findings_sorted): a hash of its code, its file's name,
 * the text that it underlines and, among findings that have all of these in common, its place in the
 * order. So an edit elsewhere in the file changes nothing; the same on every machine. The array lives
 * in the arena; NULL when memory is out. n log n.
 */
uint64_t *findings_fingerprints(struct sources *sources, struct finding *const *sorted, size_t n, struct arena *arena);

/* As it is written: 16 digits. */
#define FINGERPRINT_FORMAT "%016llx"
#define FINGERPRINT_ARG(fingerprint) ((unsigned long long)(fingerprint))

#endif
