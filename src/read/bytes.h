/*
 * bytes.h - what is wrong with the bytes of a text before any grammar.
 *
 * Private to src/read; for the readers of S-expressions and of scripts. The
 * findings' memory is that of the list, and its `error` remembers when there
 * was none.
 */
#ifndef XENCFG_BYTES_H
#define XENCFG_BYTES_H

#include <xencfg/finding.h>

/* Is there a NUL byte? That is one finding, and the rest of such a file is not worth one. */
bool bytes_report_nul(struct findings *out, uint32_t file, struct text t);

/* The length of the byte order mark at the start, 0 or 3. Reports one: an error, "a byte order mark: WHY". */
size_t bytes_report_mark(struct findings *out, uint32_t file, struct text t, const char *why);

/* Lines that end as on Windows: one finding, with a fix for the whole text. `why` begins with ": " or is empty. */
void bytes_report_returns(struct findings *out, uint32_t file, struct text t, enum severity severity, const char *why);

/* The length of the quotation mark of a word processor at the start; 0 when there is none. */
size_t bytes_curly_quote(struct text t);

/* At most 60 bytes of it, up to a control character: as much as fits into a message. */
struct text bytes_excerpt(struct text t);

#endif
