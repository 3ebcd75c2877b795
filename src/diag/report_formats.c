/*
 * report_formats.c - the table of the output formats of `lint --format`.
 *
 * Each is a file of its own beside this one; none is described here.
 */
#include "report_parts.h"

static int write_text(struct sb *out, const struct report_input *in)
{
	return report_text(out, in->sources, in->sorted, in->n, in->style);
}

const struct report_format report_formats[] = {
	{ "text", write_text },        { "gcc", report_gcc },
	{ "json", report_json_write }, { "sarif", report_sarif },
	{ "github", report_github },   { "gitlab", report_gitlab },
	{ "junit", report_junit },     { "checkstyle", report_checkstyle },
};

const size_t n_report_formats = sizeof(report_formats) / sizeof(*report_formats);

const struct report_format *report_format_find(struct text name)
{
	for (size_t i = 0; i < n_report_formats; i++)
		if (text_is(name, report_formats[i].name))
			return &report_formats[i];
	return NULL;
}
