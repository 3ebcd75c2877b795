/*
 * report_json.c - findings as JSON, for programs.
 *
 * Builds jansson values and prints nothing. Bytes that are not UTF-8, which
 * a message may have taken from a source, become '?'.
 */
#include <errno.h>
#include <jansson.h>
#include <xencfg/report_json.h>

static json_t *string(const char *s)
{
	struct sb plain = { 0 };
	json_t *value;

	report_plain(&plain, text_of(s));
	value = plain.error ? NULL : json_stringn(plain.s ? plain.s : "", plain.n);
	sb_free(&plain);
	return value;
}

static const char *file_name(const struct sources *sources, uint32_t file)
{
	const struct source *source = sources_get(sources, file);

	return source ? source->name : "";
}

static json_t *label_json(struct sources *sources, const struct label *label)
{
	struct place at;

	if (span_place(sources, label->at, &at) < 0)
		return NULL;
	return json_pack("{s:o, s:i, s:i, s:o}", "file", string(file_name(sources, label->at.file)), "line", at.line,
			 "column", at.column, "message", string(label->message));
}

static json_t *labels_json(struct sources *sources, const struct finding *f)
{
	json_t *labels = json_array();

	for (const struct label *label = f->labels; labels && label; label = label->next)
		if (json_array_append_new(labels, label_json(sources, label)) < 0) {
			json_decref(labels);
			return NULL;
		}
	return labels;
}

static json_t *fix_json(struct sources *sources, const struct finding *f)
{
	struct place at;

	if (!f->fix)
		return json_null();
	if (span_place(sources, f->fix_at, &at) < 0)
		return NULL;
	return json_pack("{s:i, s:i, s:i, s:i, s:o}", "line", at.line, "column", at.column, "end_line", at.end_line,
			 "end_column", at.end_column, "text", string(f->fix));
}

static json_t *finding_json(struct sources *sources, const struct finding *f)
{
	const struct rule_info *rule = &rule_infos[f->rule];
	struct place at;

	if (span_place(sources, f->at, &at) < 0)
		return NULL;
	return json_pack("{s:s, s:s, s:s, s:o, s:i, s:i, s:i, s:i, s:o, s:o, s:o, s:o}", "code", rule->code, "rule",
			 rule->slug, "severity", severity_name(f->severity), "file",
			 string(file_name(sources, f->at.file)), "line", at.line, "column", at.column, "end_line",
			 at.end_line, "end_column", at.end_column, "message", string(f->message), "related",
			 labels_json(sources, f), "help", f->help ? string(f->help) : json_null(), "fix",
			 fix_json(sources, f));
}

json_t *report_json(struct sources *sources, struct finding *const *sorted, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < n; i++)
		if (json_array_append_new(array, finding_json(sources, sorted[i])) < 0) {
			json_decref(array);
			return NULL;
		}
	return array;
}

json_t *report_summary_json(const struct findings *findings, size_t files)
{
	return json_pack("{s:I, s:I, s:I, s:I}", "files", (json_int_t)files, "errors",
			 (json_int_t)findings->counts[SEVERITY_ERROR], "warnings",
			 (json_int_t)findings->counts[SEVERITY_WARNING], "notes",
			 (json_int_t)findings->counts[SEVERITY_NOTE]);
}

int report_dump(struct sb *out, json_t *value)
{
	char *s = value ? json_dumps(value, JSON_INDENT(2)) : NULL;

	json_decref(value);
	if (!s)
		return -ENOMEM;
	sb_string(out, s);
	sb_byte(out, '\n');
	free(s);
	return out->error;
}
