/*
 * report_gitlab.c - findings as a Code Quality report of GitLab.
 *
 * Members and types as GitLab checks them (gitlabhq,
 * app/validators/json_schemas/codeclimate.json). It shows the description
 * alone, so that all there is to say stands in it.
 */
#include <errno.h>
#include <stdio.h>
#include <jansson.h>
#include <xencfg/fingerprint.h>
#include <xencfg/report_json.h>
#include "report_parts.h"

/* As ESLint's reports for GitLab do; "blocker" and "critical" are for those who judge, not for a tool. */
static const char *const severities[] = { "info", "info", "minor", "major" };

static json_t *description(struct sources *sources, const struct finding *f)
{
	const struct rule_info *rule = &rule_infos[f->rule];
	struct sb s = { 0 };
	int error = report_message(&s, sources, f, "; ");
	json_t *value;

	sb_printf(&s, " [%s %s]", rule->code, rule->slug);
	value = error || s.error ? NULL : json_stringn(s.s, s.n);
	sb_free(&s);
	return value;
}

static json_t *issue(struct sources *sources, const struct finding *f, uint64_t fingerprint)
{
	struct place at;
	char hex[17];

	if (span_place(sources, f->at, &at) < 0)
		return NULL;
	snprintf(hex, sizeof(hex), FINGERPRINT_FORMAT, FINGERPRINT_ARG(fingerprint));
	return json_pack("{s:o, s:s, s:s, s:s, s:{s:o, s:{s:i}}}", "description", description(sources, f), "check_name",
	                 rule_infos[f->rule].slug, "fingerprint", hex, "severity", severities[f->severity], "location",
	                 "path", report_json_string(report_name(sources, f->at.file)), "lines", "begin",
	                 at.line ? at.line : 1);
}

int report_gitlab(struct sb *out, const struct report_input *in)
{
	uint64_t *fingerprints = findings_fingerprints(in->sources, in->sorted, in->n, in->sources->arena);
	json_t *issues = json_array();

	if (!fingerprints) {
		json_decref(issues);
		return -ENOMEM;
	}
	for (size_t i = 0; i < in->n; i++)
		if (json_array_append_new(issues, issue(in->sources, in->sorted[i], fingerprints[i])) < 0) {
			json_decref(issues);
			return -ENOMEM;
		}
	return report_dump(out, issues);
}
