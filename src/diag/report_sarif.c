/*
 * report_sarif.c - findings as SARIF 2.1.0, for code scanning.
 *
 * A log with one run: all rules of xencfg with their texts, and the
 * findings. No date and no address of this machine: the same findings give
 * the same bytes. A place is at least a file, even for nowhere, since
 * GitHub refuses a whole log for one result that has none.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <jansson.h>
#include <xencfg/fingerprint.h>
#include <xencfg/report_json.h>
#include "report_parts.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* {"text": …}, of a text that is ours. */
static json_t *message(struct text t)
{
	return json_pack("{s:o}", "text", json_stringn(t.s, t.n));
}

/* A file name as a URI (RFC 3986). Each byte that has a meaning there is escaped: "a:b" has no scheme. */
static json_t *uri(const char *name)
{
	struct sb s = { 0 };
	json_t *value;

	if (name[0] == '/')
		sb_string(&s, "file://");
	for (; *name; name++)
		if (isascii((unsigned char)*name) && (isalnum((unsigned char)*name) || strchr("-._~/", *name)))
			sb_byte(&s, *name);
		else
			sb_printf(&s, "%%%02X", (unsigned)(unsigned char)*name);
	value = s.error ? NULL : json_stringn(s.s ? s.s : "", s.n);
	sb_free(&s);
	return value;
}

static json_t *artifact(const struct sources *sources, uint32_t file)
{
	return json_pack("{s:o}", "uri", uri(report_name(sources, file)));
}

static json_t *region(const struct place *at)
{
	return json_pack("{s:i, s:i, s:i, s:i}", "startLine", at->line, "startColumn", at->column, "endLine",
	                 at->end_line, "endColumn", at->end_column);
}

static json_t *physical_location(struct sources *sources, struct span span)
{
	struct place at;

	if (span_place(sources, span, &at) < 0)
		return NULL;
	if (!at.line)
		return json_pack("{s:o}", "artifactLocation", artifact(sources, span.file));
	return json_pack("{s:o, s:o}", "artifactLocation", artifact(sources, span.file), "region", region(&at));
}

static json_t *related(struct sources *sources, const struct finding *f)
{
	json_t *array = json_array();

	for (const struct label *label = f->labels; array && label; label = label->next)
		if (json_array_append_new(array, json_pack("{s:o, s:{s:o}}", "physicalLocation",
		                                           physical_location(sources, label->at), "message", "text",
		                                           report_json_string(label->message))) < 0) {
			json_decref(array);
			return NULL;
		}
	return array;
}

static json_t *fixes(struct sources *sources, const struct finding *f)
{
	const char *description = f->help ? f->help : rule_infos[f->rule].summary;
	struct place at;

	if (!report_can_fix(f))
		return json_array();
	if (span_place(sources, f->fix_at, &at) < 0)
		return NULL;
	return json_pack("[{s:{s:o}, s:[{s:o, s:[{s:o, s:{s:s}}]}]}]", "description", "text",
	                 report_json_string(description), "artifactChanges", "artifactLocation",
	                 artifact(sources, f->fix_at.file), "replacements", "deletedRegion", region(&at),
	                 "insertedContent", "text", f->fix);
}

/* The message and, since SARIF has no place for it without a fix, the help in a line of its own. */
static json_t *result_message(const struct finding *f)
{
	struct sb s = { 0 };
	json_t *value;

	report_plain(&s, text_of(f->message));
	if (f->help) {
		sb_string(&s, "\nhelp: ");
		report_plain(&s, text_of(f->help));
	}
	value = s.error ? NULL : message(sb_view(&s));
	sb_free(&s);
	return value;
}

static json_t *result(struct sources *sources, const struct finding *f, uint64_t fingerprint)
{
	char hex[17];

	snprintf(hex, sizeof(hex), FINGERPRINT_FORMAT, FINGERPRINT_ARG(fingerprint));
	return json_pack("{s:s, s:i, s:s, s:o, s:[{s:o}], s:o, s:{s:s}, s:o}", "ruleId", rule_infos[f->rule].code,
	                 "ruleIndex", (int)f->rule, "level", severity_name(f->severity), "message", result_message(f),
	                 "locations", "physicalLocation", physical_location(sources, f->at), "relatedLocations",
	                 related(sources, f), "partialFingerprints", "xencfgFinding/v1", hex, "fixes",
	                 fixes(sources, f));
}

static json_t *results(const struct report_input *in)
{
	uint64_t *fingerprints = findings_fingerprints(in->sources, in->sorted, in->n, in->sources->arena);
	json_t *array = fingerprints ? json_array() : NULL;

	for (size_t i = 0; array && i < in->n; i++)
		if (json_array_append_new(array, result(in->sources, in->sorted[i], fingerprints[i])) < 0) {
			json_decref(array);
			return NULL;
		}
	return array;
}

/* The first paragraph is the full description, which GitHub cuts at 1024 characters; all of it is the help. */
static json_t *rule_json(const struct rule_info *rule)
{
	struct text all = text_of(rule->explanation), first = all;
	const char *end = strstr(rule->explanation, "\n\n");

	if (end)
		first.n = (size_t)(end - rule->explanation);
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:{s:s}}", "id", rule->code, "name", rule->slug, "shortDescription",
	                 message(text_of(rule->summary)), "fullDescription", message(first), "help", message(all),
	                 "defaultConfiguration", "level", severity_name(rule->severity));
}

static json_t *rules_json(void)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < RULES; i++)
		if (json_array_append_new(array, rule_json(&rule_infos[i])) < 0) {
			json_decref(array);
			return NULL;
		}
	return array;
}

int report_sarif(struct sb *out, const struct report_input *in)
{
	return report_dump(out,
	                   json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:s, s:o}]}", "$schema", SCHEMA, "version",
	                             "2.1.0", "runs", "tool", "driver", "name", "xencfg", "version", in->version,
	                             "rules", rules_json(), "columnKind", "unicodeCodePoints", "results", results(in)));
}
