/*
 * lint_report.c - what `xencfg lint` found, in the formats that were asked for, less what a baseline has.
 *
 * Judges nothing; the findings are done.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xencfg/baseline.h>
#include <xencfg/file.h>
#include "lint.h"

static int write_file(const char *path, struct text text)
{
	int error = file_replace(path, text);

	/* A pipe, such as /dev/stdout: its reader has seen enough. */
	return error && error != -EPIPE ? trouble_file("write", path, error) : 0;
}

/* What a baseline has in vain is told. */
static void tell_stale(const char *path, const struct baseline *baseline)
{
	for (size_t i = 0; i < baseline->n; i++)
		if (!baseline->entries[i].found &&
		    (baseline->entries[i].seen || access(baseline->entries[i].file, F_OK) < 0))
			trouble("%s: %s of %s is no longer found; write the baseline anew", path,
			        baseline->entries[i].code, baseline->entries[i].file);
}

int lint_use_baseline(struct lint *l)
{
	const char *path = l->call->value[OPTION_BASELINE];
	struct findings own;
	struct baseline baseline;
	struct text text;
	uint32_t file;
	int error;

	if (!path || l->call->given[OPTION_WRITE_BASELINE])
		return 0;
	error = file_read(&l->arena, AT_FDCWD, path, &text);
	if (error)
		return trouble_file("read the baseline", path, error);
	findings_init(&own, &l->arena);
	file = sources_add(&l->sources, path, text);
	error = file ? baseline_read(&l->arena, &l->sources, file, &own, &baseline) : -ENOMEM;
	if (error == -EINVAL)
		return print_findings(l->call, &l->sources, &own), EXIT_TROUBLE;
	if (error || baseline_apply(&baseline, &l->sources, &l->findings) < 0)
		return trouble("out of memory");
	/* Before anything is fixed it would be said twice. */
	if (!l->call->given[OPTION_FIX] || l->call->given[OPTION_DIFF] || l->fixed)
		tell_stale(path, &baseline);
	return 0;
}

static int write_baseline(struct lint *l)
{
	struct sb text = { 0 };
	int status = baseline_write(&text, &l->sources, &l->findings) < 0 ? trouble("out of memory") : 0;

	/* What could not be read again has no fingerprint. */
	if (!status && l->sources.unread)
		status = trouble_file("read", l->sources.unread, l->sources.error);
	if (!status)
		status = write_file(l->call->value[OPTION_WRITE_BASELINE], sb_view(&text));
	sb_free(&text);
	return status;
}

/* One FORMAT[:FILE]. */
static int put_format(const struct lint *l, const char *format, const struct report_input *in)
{
	struct text rest = text_of(format), name;
	const struct report_format *found;
	const struct look *look;
	struct report_style style;
	struct report_input styled;
	struct sb text = { 0 };
	int status;

	text_split(&rest, ':', &name);
	found = report_format_find(name);
	if (!found)
		return trouble("there is no format \"%.*s\": it is text, gcc, json, sarif, github, gitlab, junit or "
		               "checkstyle",
		               TEXT_ARG(name));
	look = rest.s ? &l->call->file : l->printed ? &l->call->messages : &l->call->results;
	style = (struct report_style){ look->colour, look->width,
		                       l->call->given[OPTION_QUIET] ? SEVERITY_ERROR : SEVERITY_NOTE };
	styled = *in;
	styled.style = &style;
	if (found->write(&text, &styled) < 0)
		status = trouble("out of memory");
	else if (rest.s)
		status = write_file(rest.s, sb_view(&text));
	else if (l->printed)
		status = file_write_all(STDERR_FILENO, sb_view(&text)) < 0 ? EXIT_TROUBLE : 0;
	else
		status = print_out(&text);
	sb_free(&text);
	return status;
}

static bool is_in_github(void)
{
	const char *s = getenv("GITHUB_ACTIONS");

	return s && *s;
}

static int report(struct lint *l)
{
	struct call *call = l->call;
	struct finding **sorted = findings_sorted(&l->findings, &l->sources);
	struct report_input in = { &l->sources, sorted, l->findings.n, l->n_checked, NULL, call_version };
	char files[40];
	int status = sorted ? 0 : trouble("out of memory");

	for (size_t i = 0; i < call->n_formats && !status; i++)
		status = put_format(l, call->formats[i], &in);
	if (!status && call->n_formats == 0) {
		if (!call->given[OPTION_DIFF])
			status = put_format(l, "text", &in);
		if (!status && is_in_github())
			status = put_format(l, "github", &in);
		if (!status && !call->given[OPTION_QUIET] && l->n_checked + !l->troubled > 0) {
			snprintf(files, sizeof(files), " in %zu file%s", l->n_checked, l->n_checked == 1 ? "" : "s");
			status = print_summary(&l->findings, files);
		}
	}
	return status;
}

int lint_fails(const struct lint *l)
{
	const char *level = l->call->value[OPTION_FAIL_LEVEL];
	size_t n = 0;

	for (int s = SEVERITY_ERROR; s >= SEVERITY_NOTE; s--) {
		n += l->findings.counts[s];
		if (strcmp(level ? level : "warning", severity_name((enum severity)s)) == 0)
			return n > 0;
	}
	return -1;
}

int lint_report(struct lint *l)
{
	int status = l->call->given[OPTION_WRITE_BASELINE] ? write_baseline(l) : report(l);

	/* The places in it were not to be had; what could not be read from the start has been told. */
	if (status || !l->sources.unread || l->troubled)
		return status;
	return trouble_file("read", l->sources.unread, l->sources.error);
}
