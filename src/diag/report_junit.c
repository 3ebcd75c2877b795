/*
 * report_junit.c - findings as failed tests, for CI that shows JUnit's XML.
 *
 * Elements and attributes are those that the strictest reader takes
 * (jenkinsci/xunit-plugin, junit-10.xsd). A suite is a file and a test is a
 * finding; a clean file is one test that passed, since a report without
 * tests is an error to Jenkins. Notes pass: they are advice.
 */
#include <errno.h>
#include <stdlib.h>
#include "report_parts.h"

static void put_attribute(struct sb *out, const char *name, const char *value)
{
	sb_printf(out, " %s=\"", name);
	report_xml_string(out, value);
	sb_byte(out, '"');
}

static void put_counts(struct sb *out, size_t tests, size_t failures)
{
	sb_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\"", tests, failures);
}

static size_t failures_of(struct finding *const *findings, size_t n)
{
	size_t failures = 0;

	for (size_t i = 0; i < n; i++)
		failures += findings[i]->severity > SEVERITY_NOTE;
	return failures;
}

/* The element inside a test: a failure, or for a note what it printed. */
static int put_outcome(struct sb *out, struct sources *sources, const struct finding *f)
{
	bool failed = f->severity > SEVERITY_NOTE;
	struct sb text = { 0 };
	int error;

	error = report_place(&text, sources, f->at);
	sb_printf(&text, "%s: ", severity_name(f->severity));
	if (!error)
		error = report_message(&text, sources, f, "\n");
	sb_string(out, failed ? "<failure" : "<system-out>");
	if (failed) {
		put_attribute(out, "type", severity_name(f->severity));
		put_attribute(out, "message", f->message);
		sb_byte(out, '>');
	}
	report_xml(out, sb_view(&text));
	sb_string(out, failed ? "</failure>" : "</system-out>");
	sb_free(&text);
	return error;
}

static int put_test(struct sb *out, struct sources *sources, const struct finding *f)
{
	const struct rule_info *rule = &rule_infos[f->rule];
	struct place at;
	int error;

	if (span_place(sources, f->at, &at) < 0)
		return -ENOMEM;
	sb_printf(out, "    <testcase name=\"%s %s", rule->code, rule->slug);
	if (at.line)
		sb_printf(out, " (%u:%u)", at.line, at.column);
	sb_byte(out, '"');
	put_attribute(out, "classname", report_name(sources, f->at.file));
	sb_byte(out, '>');
	error = put_outcome(out, sources, f);
	sb_string(out, "</testcase>\n");
	return error;
}

/* One file, with its findings. */
static int put_suite(struct sb *out, struct sources *sources, const char *name, struct finding *const *findings,
                     size_t n)
{
	sb_string(out, "  <testsuite");
	put_attribute(out, "name", name);
	put_counts(out, n ? n : 1, failures_of(findings, n));
	sb_string(out, " skipped=\"0\">\n");
	for (size_t i = 0; i < n; i++)
		if (put_test(out, sources, findings[i]) < 0)
			return -ENOMEM;
	if (n == 0) {
		sb_string(out, "    <testcase name=\"no findings\"");
		put_attribute(out, "classname", name);
		sb_string(out, "/>\n");
	}
	sb_string(out, "  </testsuite>\n");
	return out->error;
}

/* Marks the files with findings in `found`, by their number; returns how many suites have none. */
static size_t count_clean(const struct report_input *in, bool *found)
{
	size_t clean = 0;

	for (size_t i = 0; i < in->n; i++)
		found[in->sorted[i]->at.file] = true;
	for (size_t file = 1; file <= in->sources->n; file++)
		clean += !found[file] && !in->sources->items[file].left_out;
	return clean || in->n ? clean : 1;
}

static int put_suites(struct sb *out, const struct report_input *in, const bool *found)
{
	const char *name;

	for (size_t i = 0, n; i < in->n; i += n) {
		name = report_name(in->sources, in->sorted[i]->at.file);
		n = report_group(in, i);
		if (put_suite(out, in->sources, name, in->sorted + i, n) < 0)
			return -ENOMEM;
	}
	for (uint32_t file = 1; file <= in->sources->n; file++)
		if (!found[file] && !in->sources->items[file].left_out &&
		    put_suite(out, in->sources, report_name(in->sources, file), NULL, 0) < 0)
			return -ENOMEM;
	if (in->n == 0 && in->sources->n == 0)
		return put_suite(out, in->sources, report_name(in->sources, 0), NULL, 0);
	return out->error;
}

int report_junit(struct sb *out, const struct report_input *in)
{
	bool *found = calloc(in->sources->n + 1, sizeof(*found));
	size_t clean;
	int error;

	if (!found)
		return -ENOMEM;
	clean = count_clean(in, found);
	sb_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"xencfg\"");
	put_counts(out, in->n + clean, failures_of(in->sorted, in->n));
	sb_string(out, ">\n");
	error = put_suites(out, in, found);
	sb_string(out, "</testsuites>\n");
	free(found);
	return error ? error : out->error;
}
