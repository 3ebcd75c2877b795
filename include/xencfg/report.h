/*
 * report.h - findings as people and programs read them, one file a format.
 */
#ifndef XENCFG_REPORT_H
#define XENCFG_REPORT_H

#include <xencfg/finding.h>
#include <xencfg/sb.h>

struct report_style {
	bool colour;
	unsigned width;       /* columns of the terminal; longer source lines are cut around what is underlined */
	enum severity lowest; /* findings below it are left out */
};

/*
 * Sorted findings as text with the source underlined (report_text.c).
 * Whatever bytes a message or a source holds, what is written moves no
 * cursor. Returns 0 or -ENOMEM.
 */
int report_text(struct sb *out, struct sources *sources, struct finding *const *sorted, size_t n,
                const struct report_style *style);

/*
 * One message that is of no rule, in the same look; at nowhere it stands without a line. Returns 0 or -ENOMEM.
 */
int report_text_one(struct sb *out, struct sources *sources, struct span at, enum severity severity,
                    const char *message, const struct report_style *style);

/*
 * A line of text from input made harmless for a terminal, and for the log of a CI: controls, what turns the direction
 * of writing, and what is no UTF-8 become '?', and so does the front of what a CI would take for a command.
 */
void report_plain(struct sb *out, struct text t);

/* The same for a name that stands at the front of a line. */
void report_path(struct sb *out, struct text name);

/* The code of the character at the front when it is one that report_plain does not let through and UTF-8; else 0. */
unsigned report_steers(struct text t, size_t *ret_bytes);

/* "2 errors, 1 warning"; "no findings". */
void report_summary(struct sb *out, const struct findings *findings);

/* What every format is made from; all is borrowed. */
struct report_input {
	struct sources *sources;       /* every file that was checked: junit names the clean ones too */
	struct finding *const *sorted; /* what to report, as findings_sorted orders it; none is off */
	size_t n;
	size_t files;                     /* how many were checked, for json */
	const struct report_style *style; /* for text only: the others hold all findings */
	const char *version;              /* of xencfg, for sarif */
};

struct report_format {
	const char *name; /* what --format takes */
	/* Appends the whole document. Returns 0 or -ENOMEM. */
	int (*write)(struct sb *out, const struct report_input *in);
};

extern const struct report_format report_formats[];
extern const size_t n_report_formats;

/* NULL when there is none of that name. */
const struct report_format *report_format_find(struct text name);

#endif
