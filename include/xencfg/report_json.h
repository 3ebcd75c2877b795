/*
 * report_json.h - findings as jansson values.
 *
 * The values are the caller's, who passes them on or gives them to
 * report_dump. NULL when memory is out.
 */
#ifndef XENCFG_REPORT_JSON_H
#define XENCFG_REPORT_JSON_H

#include <jansson.h>
#include <xencfg/report.h>

/* The array "findings" and the object "summary" of the machine output. */
json_t *report_json(struct sources *sources, struct finding *const *sorted, size_t n);
json_t *report_summary_json(const struct findings *findings, size_t files);

/* All of what `--format json` prints: version, findings, summary. */
json_t *report_json_document(const struct report_input *in);

/* A string as people may read it: what report_plain makes of it. */
json_t *report_json_string(const char *s);
json_t *report_json_text(struct text t);

/* What is missing for want of memory is missed: NULL, and array or object are gone, where value is NULL or cannot go
 * in. */
json_t *report_json_add(json_t *array, json_t *value);
json_t *report_json_set(json_t *object, const char *key, json_t *value);

/*
 * Appends the value, indented, and a line break; or in one line, and nothing. Takes the value, NULL too. Returns 0 or
 * -ENOMEM.
 */
int report_dump(struct sb *out, json_t *value);
int report_dump_flat(struct sb *out, json_t *value);

#endif
