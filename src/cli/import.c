/*
 * import.c - xencfg import: collect, read, describe, write.
 *
 * Runs no rules: whether what was found makes sense is for lint and
 * compile to say. What a file holds and the description does not is told.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include <xencfg/file.h>
#include <xencfg/json_layout.h>
#include <xencfg/report_json.h>
#include "import.h"

/* What the command line says of the target. The toolstack may be for the files to tell: TOOLSTACKS. */
static int choose(struct import *im)
{
	const char *xen = im->call->value[OPTION_XEN], *toolstack = im->call->value[OPTION_TOOLSTACK];
	int status = check_target(im->call);

	if (status)
		return status;
	if (!xen)
		return trouble("import wants --xen VERSION, such as --xen %s: no file tells which release reads it",
		               releases[n_releases - 1].name);
	im->release = release_find(text_of(xen));
	im->toolstack = toolstack ? toolstack_find(text_of(toolstack)) : TOOLSTACKS;
	if (toolstack && !releases[im->release].has[im->toolstack])
		return trouble("Xen %s has no %s: %s", xen, toolstack,
		               im->toolstack == TOOLSTACK_XEND ? "it was removed in 4.5" : "it came with 4.1");
	return 0;
}

/* The toolstack whose own files are there, where the release has it; else the release's usual one. */
static void choose_toolstack(struct import *im)
{
	const struct release *release = &releases[im->release];
	bool found[TOOLSTACKS] = { false, false };

	if (im->toolstack != TOOLSTACKS)
		return;
	for (const struct import_file *file = im->files; file; file = file->next) {
		found[TOOLSTACK_XEND] |= file->kind == CONFIG_SXP || file->kind == CONFIG_NETSCRIPT;
		found[TOOLSTACK_XL] |= file->kind == CONFIG_XL_CONF;
	}
	im->toolstack = release->usual;
	for (enum toolstack t = 0; t < TOOLSTACKS; t++)
		if (found[t] && !found[!t] && release->has[t])
			im->toolstack = t;
}

/* FILE:LINE:COLUMN: SEVERITY: MESSAGE, as editors and grep know it. */
static int put_finding(struct import *im, struct sb *out, const struct finding *f)
{
	const struct source *source = sources_get(&im->sources, f->at.file);
	struct place place;

	if (span_place(&im->sources, f->at, &place) < 0)
		return -ENOMEM;
	report_path(out, text_of(source->name));
	sb_printf(out, ":%u:%u: %s: ", place.line, place.column, severity_name(f->severity));
	report_plain(out, text_of(f->message));
	if (f->help) {
		sb_string(out, "; ");
		report_plain(out, text_of(f->help));
	}
	sb_byte(out, '\n');
	return out->error;
}

/* What is not carried over, and what the readers found strange: a line each. */
static int list_findings(struct import *im)
{
	struct finding **sorted = findings_sorted(&im->findings, &im->sources);
	struct sb out = { 0 };
	int error = sorted ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < im->findings.n && !im->call->given[OPTION_QUIET]; i++)
		error = put_finding(im, &out, sorted[i]);
	if (!error)
		file_write_all(STDERR_FILENO, sb_view(&out));
	sb_free(&out);
	return error ? trouble("out of memory") : 0;
}

/* As compile: only errors stop it. */
static int refuse(struct import *im)
{
	int status = print_findings(im->call, &im->sources, &im->findings);

	if (!status)
		status = print_summary(&im->findings, "; nothing was written");
	return status ? status : EXIT_FINDINGS;
}

/* In the layout of fmt, so that no diff comes from it. Takes the description. Returns 0 or an exit status, told. */
static int lay_out(struct sb *ret, json_t *description)
{
	struct sb text = { 0 };
	int error = report_dump(&text, description);

	if (!error)
		error = json_layout_text(ret, sb_view(&text));
	sb_free(&text);
	if (error == -EINVAL)
		return trouble("cannot write more than a description may hold: import fewer files at once");
	return error ? trouble("out of memory") : 0;
}

static int write_out(struct import *im, json_t *description)
{
	const char *path = im->call->value[OPTION_OUTPUT_FILE];
	struct sb text = { 0 };
	int status = lay_out(&text, description), error;

	if (status == 0 && !path) {
		status = print_out(&text);
	} else if (status == 0) {
		error = file_replace(path, sb_view(&text));
		status = error ? trouble_file("write", path, error) : 0;
	}
	sb_free(&text);
	return status;
}

static int run(struct import *im)
{
	json_t *description = NULL;
	int status = choose(im);

	if (!status)
		status = import_collect(im);
	import_forget_numbers(im);
	if (status)
		return status;
	choose_toolstack(im);
	im->host.toolstack = im->toolstack;
	im->host.release = im->release;
	if (import_read(im) < 0 || (findings_errors(&im->findings) == 0 && !(description = import_json(im))) ||
	    im->findings.error)
		status = trouble("out of memory");
	else if (!description)
		status = refuse(im);
	else if (!im->troubled)
		status = list_findings(im);
	if (!status && !im->troubled)
		return write_out(im, description);
	json_decref(description);
	return im->troubled ? EXIT_TROUBLE : status;
}

int command_import(struct call *call)
{
	static struct import im;
	int status;

	im.call = call;
	im.sources.arena = &im.arena;
	im.last_file = &im.files;
	im.last_link = &im.links;
	im.last_bridge = &im.bridges;
	im.last_guest = &im.guests;
	findings_init(&im.findings, &im.arena);
	status = run(&im);
	arena_free(&im.arena);
	return status;
}
