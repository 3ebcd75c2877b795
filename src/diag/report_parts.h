/*
 * report_parts.h - what the output formats share; nothing outside src/diag includes it.
 *
 * Writes into strings; no format is decided here.
 */
#ifndef XENCFG_REPORT_PARTS_H
#define XENCFG_REPORT_PARTS_H

#include <xencfg/report.h>

/* One a format: the `write` of the table in report_formats.c. */
int report_gcc(struct sb *out, const struct report_input *in);
int report_json_write(struct sb *out, const struct report_input *in);
int report_sarif(struct sb *out, const struct report_input *in);
int report_github(struct sb *out, const struct report_input *in);
int report_gitlab(struct sb *out, const struct report_input *in);
int report_junit(struct sb *out, const struct report_input *in);
int report_checkstyle(struct sb *out, const struct report_input *in);

/* The name of a file as given; "xencfg" for nowhere, since most formats want a name. */
const char *report_name(const struct sources *sources, uint32_t file);

/* "file:line:column: ", or "xencfg: " for nowhere. Returns 0 or -ENOMEM. */
int report_place(struct sb *out, struct sources *sources, struct span at);

/*
 * The message, then the second places with theirs and the help, each behind
 * `separator`. Apart from the separators it is one line that moves no
 * cursor. Returns 0 or -ENOMEM.
 */
int report_message(struct sb *out, struct sources *sources, const struct finding *f, const char *separator);

/* Whether there is a fix that can be handed on: one that is no UTF-8 would not be the same bytes. */
bool report_can_fix(const struct finding *f);

/* How many findings from `first` on are of the same file. */
size_t report_group(const struct report_input *in, size_t first);

/* What report_plain or report_message wrote, for an attribute or an element of XML 1.0. */
void report_xml(struct sb *out, struct text plain);

/* Any string for XML: report_plain and then report_xml. */
void report_xml_string(struct sb *out, const char *s);

#endif
