/*
 * report.h - findings as people and programs read them, one file a format.
 */
#ifndef XENCFG_REPORT_H
#define XENCFG_REPORT_H

#include <xencfg/finding.h>
#include <xencfg/sb.h>

struct report_style {
	bool colour;
	unsigned width; /* columns of the terminal; longer source lines are cut around what is underlined */
	enum severity lowest; /* findings below it are left out */
};

/*
 * Sorted findings as text with the source underlined (report_text.c).
 * Whatever bytes a message or a source holds, what is written moves no
 * cursor. Returns 0 or -ENOMEM.
 */
int report_text(struct sb *out, struct sources *sources, struct finding *const *sorted, size_t n,
		const struct report_style *style);

/* A line of text from input made harmless for a terminal: control characters become '?'. */
void report_plain(struct sb *out, struct text t);

/* "2 errors, 1 warning"; "no findings". */
void report_summary(struct sb *out, const struct findings *findings);

#endif
