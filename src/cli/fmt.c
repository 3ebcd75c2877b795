/*
 * fmt.c - xencfg fmt: read, lay out, write.
 *
 * Asks only whether a file is JSON; what its members mean is for lint and
 * compile. A file that is no JSON stays as it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <xencfg/diff.h>
#include <xencfg/file.h>
#include <xencfg/json.h>
#include <xencfg/json_layout.h>
#include "cli.h"

struct fmt {
	struct call *call;
	struct sb out;  /* a diff, or what standard input becomes */
	struct sb said; /* a line for each file */
	bool differs;
};

/* One of the operands. */
struct fmt_file {
	const char *path, *name; /* as it is opened, and as it is called */
	bool standard_input;
	struct text before;
	struct sb after;
};

static void say(struct fmt *f, const char *what, const char *name)
{
	sb_printf(&f->said, "%s ", what);
	report_plain(&f->said, text_of(name));
	sb_byte(&f->said, '\n');
}

/* What is wrong with it as JSON is told at its place; a key that comes twice is not. */
static int lay_out(struct fmt *f, struct arena *arena, struct fmt_file *file)
{
	struct sources sources = { .arena = arena };
	struct findings findings;
	struct json json;
	uint32_t source;
	int error;

	findings_init(&findings, arena);
	source = sources_add(&sources, file->name, file->before);
	error = source ? json_read(&sources, source, &findings, &json) : -ENOMEM;
	if (error == -EINVAL)
		return print_findings(f->call, &sources, &findings), EXIT_TROUBLE;
	if (!error) {
		error = json_layout(&file->after, &json);
		json_free(&json);
	}
	return error ? trouble("out of memory") : 0;
}

static int put(struct fmt *f, struct fmt_file *file)
{
	bool check = f->call->given[OPTION_CHECK], diff = f->call->given[OPTION_DIFF];
	bool same = text_same(file->before, sb_view(&file->after));
	int error = 0;

	f->differs |= !same;
	if (diff && diff_unified(&f->out, file->name, file->name, file->before, sb_view(&file->after)) < 0)
		return trouble("out of memory");
	if (check && !same)
		say(f, "not formatted:", file->name);
	if (check || diff)
		return 0;
	if (file->standard_input) {
		sb_text(&f->out, sb_view(&file->after));
		return 0;
	}
	if (!same)
		error = file_replace_same(file->path, file->before, sb_view(&file->after));
	if (error)
		return trouble_file("write", file->name, error);
	say(f, same ? "unchanged" : "formatted", file->name);
	return 0;
}

static int format(struct fmt *f, const char *path)
{
	const char *called = f->call->value[OPTION_STDIN_FILENAME];
	struct fmt_file file = { .path = path,
		                 .name = file_plain_path(path),
		                 .standard_input = strcmp(path, "-") == 0 };
	struct arena arena = { 0 };
	int error, status = 0;

	if (file.standard_input)
		file.name = called ? called : "standard input";
	error = file_read(&arena, AT_FDCWD, path, &file.before);
	if (error)
		status = trouble_file("read", path, error);
	if (!status)
		status = lay_out(f, &arena, &file);
	if (!status)
		status = put(f, &file);
	sb_free(&file.after);
	arena_free(&arena);
	return status;
}

/* A text or a diff on standard output stays alone there. */
static int report(struct fmt *f)
{
	bool check = f->call->given[OPTION_CHECK];
	int status = 0;

	if (f->out.error || f->said.error)
		return trouble("out of memory");
	if (f->out.n)
		status = f->call->given[OPTION_DIFF] ? print_text(&f->out) : print_out(&f->out);
	if (f->call->given[OPTION_QUIET] && !check)
		return status;
	if (f->out.n)
		return file_write_all(STDERR_FILENO, sb_view(&f->said)) < 0 ? EXIT_TROUBLE : status;
	return status ? status : print_out(&f->said);
}

int command_fmt(struct call *call)
{
	struct fmt f = { .call = call };
	int status = 0, error;

	for (size_t i = 0; i < call->n_operands; i++)
		if (format(&f, call->operands[i]) != 0)
			status = EXIT_TROUBLE;
	error = report(&f);
	sb_free(&f.out);
	sb_free(&f.said);
	if (status || error)
		return status ? status : error;
	return f.differs && (call->given[OPTION_CHECK] || call->given[OPTION_DIFF]) ? EXIT_FINDINGS : EXIT_OK;
}
