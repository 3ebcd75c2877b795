/*
 * lint.c - xencfg lint: collect, read, check, report.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xencfg/baseline.h>
#include <xencfg/file.h>
#include "lint.h"

/* The policy, and what the command line says in its place. */
static int choose(struct lint *l)
{
	struct call *call = l->call;
	const char *path = NULL, *xen = call->value[OPTION_XEN], *toolstack = call->value[OPTION_TOOLSTACK];
	struct text text;
	uint32_t file;
	int error;

	policy_init(&l->policy);
	if (!call->given[OPTION_NO_CONFIG] &&
	    policy_find(&l->arena, call->value[OPTION_CONFIG], call->n_operands ? call->operands[0] : ".", &path) < 0)
		return trouble("out of memory");
	if (path) {
		error = file_read(&l->arena, AT_FDCWD, path, &text);
		if (error)
			return trouble_file("read the policy", path, error);
		file = sources_add(&l->sources, path, text);
		if (!file || policy_read(&l->arena, &l->sources, file, &l->findings, &l->policy) < 0)
			return trouble("out of memory");
		if (l->findings.n)
			return print_findings(call, &l->sources, &l->findings), EXIT_TROUBLE;
	}
	l->release = xen ? release_find(text_of(xen)) : l->policy.release;
	l->toolstack = toolstack ? toolstack_find(text_of(toolstack)) : l->policy.toolstack;
	if (l->toolstack == TOOLSTACKS && l->release < n_releases)
		l->toolstack = releases[l->release].usual;
	return 0;
}

static int read_all(struct lint *l)
{
	for (struct lint_file *file = l->files; file; file = file->next)
		if (lint_read(l, file) < 0)
			return trouble("out of memory");
	return 0;
}

/* The rules, then what the files and the policy say of their findings. */
static int check(struct lint *l)
{
	if (lint_check(l) < 0 || suppress_apply(&l->suppressions, &l->findings) < 0)
		return trouble("out of memory");
	policy_apply(&l->policy, &l->findings);
	return 0;
}

/* A file of ours, whole or not at all; what is no regular file, such as /dev/null, is written directly. */
static int write_file(struct lint *l, const char *path, struct text text)
{
	const char *temporary = arena_printf(&l->arena, "%s.xencfg-new", path);
	struct stat st;
	bool direct = stat(path, &st) == 0 && !S_ISREG(st.st_mode);
	int fd, error = 0;

	if (!temporary)
		return trouble("out of memory");
	fd = open(direct ? path : temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | (direct ? 0 : O_NOFOLLOW),
	          0666);
	if (fd < 0)
		return trouble_file("write", path, -errno);
	error = file_write_all(fd, text);
	if (!error && !direct && fsync(fd) < 0)
		error = -errno;
	if (close(fd) < 0 && !error)
		error = -errno;
	if (!error && !direct && rename(temporary, path) < 0)
		error = -errno;
	if (error && !direct)
		unlink(temporary);
	return error ? trouble_file("write", path, error) : 0;
}

/* --baseline: what it has is dropped, what it has in vain is told. */
static int use_baseline(struct lint *l)
{
	const char *path = l->call->value[OPTION_BASELINE];
	struct findings own;
	struct baseline baseline;
	struct text text;
	uint32_t file;
	int error;

	if (!path)
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
	for (size_t i = 0; i < baseline.n; i++)
		if (!baseline.entries[i].found &&
		    (baseline.entries[i].seen || access(baseline.entries[i].file, F_OK) < 0))
			fprintf(stderr, "xencfg: %s: %s of %s is no longer found; write the baseline anew\n", path,
			        baseline.entries[i].code, baseline.entries[i].file);
	return 0;
}

static int write_baseline(struct lint *l)
{
	struct sb text = { 0 };
	int status = baseline_write(&text, &l->sources, &l->findings) < 0 ? trouble("out of memory") : 0;

	if (!status)
		status = write_file(l, l->call->value[OPTION_WRITE_BASELINE], sb_view(&text));
	sb_free(&text);
	return status;
}

/* One FORMAT[:FILE]. */
static int put_format(struct lint *l, const char *format, const struct report_input *in)
{
	struct text rest = text_of(format), name;
	const struct report_format *found;
	struct sb text = { 0 };
	int status;

	text_split(&rest, ':', &name);
	found = report_format_find(name);
	if (!found)
		return trouble("there is no format \"%.*s\": it is text, gcc, json, sarif, github, gitlab, junit or "
		               "checkstyle",
		               TEXT_ARG(name));
	if (found->write(&text, in) < 0)
		status = trouble("out of memory");
	else if (rest.s)
		status = write_file(l, rest.s, sb_view(&text));
	else
		status = print_out(&text);
	sb_free(&text);
	return status;
}

static int report(struct lint *l)
{
	struct call *call = l->call;
	struct report_style style = { call->colour, call->width,
		                      call->given[OPTION_QUIET] ? SEVERITY_ERROR : SEVERITY_NOTE };
	struct finding **sorted = findings_sorted(&l->findings, &l->sources);
	struct report_input in = { &l->sources, sorted, l->findings.n, l->n_files, &style, call_version };
	struct sb summary = { 0 };
	int status = sorted ? 0 : trouble("out of memory");

	for (size_t i = 0; i < call->n_formats && !status; i++)
		status = put_format(l, call->formats[i], &in);
	if (!status && call->n_formats == 0) {
		status = put_format(l, "text", &in);
		if (!status && getenv("GITHUB_ACTIONS"))
			status = put_format(l, "github", &in);
		if (!status && !call->given[OPTION_QUIET] && l->n_files + !l->troubled > 0) {
			report_summary(&summary, &l->findings);
			fprintf(stderr, "%.*s in %zu file%s\n", (int)summary.n, summary.s, l->n_files,
			        l->n_files == 1 ? "" : "s");
			sb_free(&summary);
		}
	}
	return status;
}

/* 1 when something is as bad as --fail-level says; -1 when that is no level. */
static int fails(const struct lint *l)
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

static int list_files(const struct lint *l)
{
	struct sb out = { 0 };
	int status;

	for (const struct lint_file *file = l->files; file; file = file->next)
		sb_printf(&out, "%s: %s\n", file->path, config_kind_name(file->kind));
	status = print_out(&out);
	sb_free(&out);
	return status;
}

static int run(struct lint *l)
{
	int status;

	if (fails(l) < 0)
		return trouble("--fail-level is error, warning or note, not \"%s\"", l->call->value[OPTION_FAIL_LEVEL]);
	status = check_target(l->call);
	if (!status)
		status = choose(l);
	if (!status)
		status = lint_collect(l);
	if (!status && l->call->given[OPTION_LIST_FILES])
		return list_files(l);
	if (!status)
		status = read_all(l);
	if (!status)
		status = check(l);
	if (!status && l->call->given[OPTION_WRITE_BASELINE])
		return write_baseline(l);
	if (!status)
		status = use_baseline(l);
	if (!status)
		status = report(l);
	return status ? status : l->troubled ? EXIT_TROUBLE : fails(l);
}

int command_lint(struct call *call)
{
	static struct lint l;
	int status;

	l.call = call;
	l.sources.arena = &l.arena;
	l.last_file = &l.files;
	l.last_host = &l.hosts;
	findings_init(&l.findings, &l.arena);
	status = run(&l);
	arena_free(&l.arena);
	return status;
}
