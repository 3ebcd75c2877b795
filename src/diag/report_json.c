/*
 * report_json.c - findings as JSON, for programs.
 *
 * Builds jansson values and prints nothing. Bytes that are not UTF-8, which
 * a message may have taken from a source, become '?'.
 */
#include <errno.h>
#include <jansson.h>
#include <xencfg/report_json.h>
#include "report_parts.h"

json_t *report_json_text(struct text t)
{
	struct sb plain = { 0 };
	json_t *value;

	report_plain(&plain, t);
	value = plain.error ? NULL : json_stringn(plain.s ? plain.s : "", plain.n);
	sb_free(&plain);
	return value;
}

json_t *report_json_string(const char *s)
{
	return report_json_text(text_of(s));
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
	return json_pack("{s:o, s:i, s:i, s:o}", "file", report_json_string(file_name(sources, label->at.file)), "line",
	                 at.line, "column", at.column, "message", report_json_string(label->message));
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

	if (!report_can_fix(f))
		return json_null();
	if (span_place(sources, f->fix_at, &at) < 0)
		return NULL;
	return json_pack("{s:i, s:i, s:i, s:i, s:s}", "line", at.line, "column", at.column, "end_line", at.end_line,
	                 "end_column", at.end_column, "text", f->fix);
}

static json_t *finding_json(struct sources *sources, const struct finding *f)
{
	const struct rule_info *rule = &rule_infos[f->rule];
	struct place at;

	if (span_place(sources, f->at, &at) < 0)
		return NULL;
	return json_pack("{s:s, s:s, s:s, s:o, s:i, s:i, s:i, s:i, s:o, s:o, s:o, s:o}", "code", rule->code, "rule",
	                 rule->slug, "severity", severity_name(f->severity), "file",
	                 report_json_string(file_name(sources, f->at.file)), "line", at.line, "column", at.column,
	                 "end_line", at.end_line, "end_column", at.end_column, "message",
	                 report_json_string(f->message), "related", labels_json(sources, f), "help",
	                 f->help ? report_json_string(f->help) : json_null(), "fix", fix_json(sources, f));
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

/* Counts what is reported: a baseline may have left findings out. */
json_t *report_json_document(const struct report_input *in)
{
	struct findings reported = { 0 };

	for (size_t i = 0; i < in->n; i++)
		reported.counts[in->sorted[i]->severity]++;
	return json_pack("{s:i, s:o, s:o}", "version", 1, "findings", report_json(in->sources, in->sorted, in->n),
	                 "summary", report_summary_json(&reported, in->files));
}

int report_json_write(struct sb *out, const struct report_input *in)
{
	return report_dump(out, report_json_document(in));
}

json_t *report_json_add(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) == 0)
		return array;
	json_decref(array);
	return NULL;
}

json_t *report_json_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) == 0)
		return object;
	json_decref(object);
	return NULL;
}

static int append(const char *s, size_t n, void *out)
{
	struct text t = { s, n };

	/* Jansson escapes most controls of ASCII. The rest means the same as \u…, and a terminal or a CI minds it. */
	while (t.n) {
		size_t bytes, plain = 0;
		unsigned code;

		while (plain < t.n && (unsigned char)t.s[plain] < 0x7f && t.s[plain] != '#')
			plain++;
		sb_add(out, t.s, plain);
		t = (struct text){ t.s + plain, t.n - plain };
		if (!t.n)
			break;
		code = report_steers(t, &bytes);
		if (code)
			sb_printf(out, "\\u%04x", code);
		else
			sb_add(out, t.s, bytes);
		t = (struct text){ t.s + bytes, t.n - bytes };
	}
	return ((struct sb *)out)->error;
}

static int dump(struct sb *out, json_t *value, size_t flags)
{
	/* Not json_dumps: where its buffer cannot grow it drops a piece and goes on (jansson 2.14). */
	int error = value ? json_dump_callback(value, append, out, flags) : -ENOMEM;

	json_decref(value);
	return error ? -ENOMEM : out->error;
}

int report_dump(struct sb *out, json_t *value)
{
	int error = dump(out, value, JSON_INDENT(2));

	sb_byte(out, '\n');
	return error ? error : out->error;
}

int report_dump_flat(struct sb *out, json_t *value)
{
	return dump(out, value, 0);
}
