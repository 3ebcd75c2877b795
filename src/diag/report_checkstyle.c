/*
 * report_checkstyle.c - findings as Checkstyle's XML, which most review tools read.
 *
 * It has a message a finding and nothing else, so that second places and
 * the help stand in that. `source` is the rule with dots, since readers take
 * its last part for the type and what is before it for the category.
 */
#include <errno.h>
#include "report_parts.h"

static const char *const severities[] = { "ignore", "info", "warning", "error" };

static int put_error(struct sb *out, struct sources *sources, const struct finding *f)
{
	const struct rule_info *rule = &rule_infos[f->rule];
	struct sb message = { 0 };
	struct place at;
	int error = span_place(sources, f->at, &at);

	if (!error)
		error = report_message(&message, sources, f, "; ");
	if (!error) {
		sb_printf(out, "    <error line=\"%u\"", at.line);
		if (at.line)
			sb_printf(out, " column=\"%u\"", at.column);
		sb_printf(out, " severity=\"%s\" message=\"", severities[f->severity]);
		report_xml(out, sb_view(&message));
		sb_printf(out, "\" source=\"xencfg.%s.%s\"/>\n", rule->code, rule->slug);
	}
	sb_free(&message);
	return error;
}

static int put_file(struct sb *out, struct sources *sources, struct finding *const *findings, size_t n)
{
	int error = 0;

	sb_string(out, "  <file name=\"");
	report_xml_string(out, report_name(sources, findings[0]->at.file));
	sb_string(out, "\">\n");
	for (size_t i = 0; !error && i < n; i++)
		error = put_error(out, sources, findings[i]);
	sb_string(out, "  </file>\n");
	return error;
}

int report_checkstyle(struct sb *out, const struct report_input *in)
{
	sb_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
	for (size_t i = 0, n; i < in->n; i += n) {
		n = report_group(in, i);
		if (put_file(out, in->sources, in->sorted + i, n) < 0)
			return -ENOMEM;
	}
	sb_string(out, "</checkstyle>\n");
	return out->error;
}
