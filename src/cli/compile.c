/*
 * compile.c - xencfg compile: load, check, write.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <xencfg/description.h>
#include <xencfg/file.h>
#include <xencfg/lint.h>
#include <xencfg/output.h>
#include <xencfg/report_json.h>
#include "cli.h"
#include "progress.h"

struct compile {
	struct call *call;
	struct arena arena;
	struct sources sources;
	struct findings findings;
	struct host *host;
	struct output output;
	struct tree tree;
	struct sb out; /* what goes to standard output */
	bool json;
};

/* The description to a model. Findings are no trouble: the caller looks. */
static int load(struct compile *c, const char *name)
{
	struct description_options options = { c->call->value[OPTION_XEN], c->call->value[OPTION_TOOLSTACK] };
	struct text text;
	uint32_t file;
	int error = file_read(&c->arena, AT_FDCWD, name, &text);

	if (error)
		return trouble_file("read", name, error);
	file = sources_add(&c->sources, file_plain_path(name), text);
	error = file ? description_read(&c->arena, &c->sources, file, &options, &c->findings, &c->host) : -ENOMEM;
	if (error == -ENOMEM)
		return trouble_file("read", name, error);
	return 0;
}

static int check(struct compile *c)
{
	int error;

	if (!c->host)
		return 0;
	error = lint_run(c->host, &c->sources, &c->arena, NULL, &c->findings);
	if (!error)
		error = host_compute_macs(c->host);
	if (error == -ENOSPC)
		return trouble("there are no more free MACs in 00:16:3E:00 to 7F for so many vifs");
	return error ? trouble("out of memory") : 0;
}

static const char *out_dir(const struct compile *c)
{
	return c->call->given[OPTION_OUTPUT] ? c->call->value[OPTION_OUTPUT] : "out";
}

static enum tree_mode mode_of(const struct call *call)
{
	return call->given[OPTION_DIFF] ? TREE_DIFF : call->given[OPTION_CHECK] ? TREE_CHECK : TREE_WRITE;
}

static int trouble_tree(struct compile *c, int error)
{
	const char *failed = c->tree.failed ? c->tree.failed : out_dir(c), *path = failed;

	if (failed != out_dir(c))
		path = arena_printf(&c->arena, "%s/%s", out_dir(c), failed);
	if (!path || error == -ENOMEM)
		return trouble("out of memory");
	switch (error) {
	case -EISDIR:
		trouble("%s is a folder; move it away", path);
		return trouble("nothing was written");
	case -EEXIST:
		return trouble("cannot write %s: it is a symbolic link to nothing, or was made meanwhile", out_dir(c));
	case -ELOOP:
	case -ENOTDIR:
		return trouble("cannot write %s: it, or something above it, is no folder", path);
	case -EBUSY:
		return trouble("cannot write %s: another xencfg is at work there", path);
	default:
		return trouble_file("write", path, error);
	}
}

static void step(void *progress)
{
	progress_step(progress, true);
}

/* Every file, while it is told how far that is. */
static int put_files(struct compile *c)
{
	struct progress progress = { 0 };
	int error;

	progress_begin(&progress, c->call->given[OPTION_QUIET], "files", c->host->n_guests + 1 + c->output.has_wrapper);
	c->tree.step = step;
	c->tree.context = &progress;
	error = output_put(&c->output, &c->tree, &c->findings);
	c->tree.step = NULL;
	progress_end(&progress);
	return error;
}

/* The model to files. */
static int emit(struct compile *c)
{
	const char *templates = c->call->value[OPTION_TEMPLATES], *path = NULL;
	struct tree_options options = { mode_of(c->call), c->call->given[OPTION_FORCE], c->call->given[OPTION_PRUNE],
		                        file_base_name(c->call->operands[0]), &c->out };
	int error;

	error = templates ? file_is_folder(templates) : 0;
	if (error)
		return trouble_file("read the templates in", templates, error);
	error = output_open(&c->output, c->host, templates, &c->arena, &c->sources, &c->findings, &path);
	if (error == -EINVAL)
		return 0;
	if (error)
		return trouble_file("read the template", path ? path : "", error);
	error = tree_open(&c->tree, out_dir(c), &options);
	if (!error)
		error = put_files(c);
	if (error == -EILSEQ)
		return 0;
	if (!error)
		error = tree_commit(&c->tree);
	return error ? trouble_tree(c, error) : 0;
}

static const char *status_name(const struct compile *c, const struct tree_entry *entry)
{
	return tree_status_name(entry->status, c->tree.options.mode);
}

/* What is left over may have any name. */
static void put_entry(struct compile *c, const struct tree_entry *entry)
{
	sb_printf(&c->out, "%s ", status_name(c, entry));
	report_plain(&c->out, text_of(entry->path));
	sb_byte(&c->out, '\n');
}

static void put_entries(struct compile *c)
{
	bool check_only = c->tree.options.mode == TREE_CHECK;

	if (c->call->given[OPTION_QUIET] && !check_only)
		return;
	for (size_t i = 0; i < c->tree.n; i++)
		if (!check_only || c->tree.entries[i].status != TREE_UNCHANGED)
			put_entry(c, &c->tree.entries[i]);
}

static int put_json(struct compile *c)
{
	struct finding **sorted = findings_sorted(&c->findings, &c->sources);
	json_t *files = json_array();

	for (size_t i = 0; files && i < c->tree.n; i++)
		files = report_json_add(files,
		                        json_pack("{s:o, s:s}", "path", report_json_string(c->tree.entries[i].path),
		                                  "status", status_name(c, &c->tree.entries[i])));
	return report_dump(&c->out, json_pack("{s:i, s:o, s:o, s:o}", "version", 1, "files", files, "findings",
	                                      sorted ? report_json(&c->sources, sorted, c->findings.n) : NULL,
	                                      "summary", report_summary_json(&c->findings, 1)));
}

static void report_refused(struct compile *c)
{
	for (size_t i = 0; i < c->tree.n; i++) {
		const struct tree_entry *entry = &c->tree.entries[i];

		if (entry->status == TREE_FOREIGN)
			trouble("%s/%s was not written by xencfg", out_dir(c), entry->path);
		else if (entry->status == TREE_EDITED)
			trouble("%s/%s was edited since xencfg wrote it", out_dir(c), entry->path);
	}
	trouble("nothing was written; --force replaces such files and keeps them as NAME.orig");
}

static int report(struct compile *c)
{
	bool refused = c->tree.refused && c->tree.options.mode == TREE_WRITE;

	if (c->json) {
		sb_reset(&c->out); /* the document names the files; the diff itself has no place in it */
		if (put_json(c) < 0)
			return trouble("out of memory");
	}
	if (!c->json) {
		if (print_findings(c->call, &c->sources, &c->findings) != 0)
			return EXIT_TROUBLE;
		if (findings_errors(&c->findings))
			return print_summary(&c->findings, "; nothing was written") ? EXIT_TROUBLE : EXIT_FINDINGS;
		if (c->tree.options.mode != TREE_DIFF && !refused)
			put_entries(c);
	}
	if ((c->json ? print_out(&c->out) : print_text(&c->out)) != 0)
		return EXIT_TROUBLE;
	if (findings_errors(&c->findings))
		return EXIT_FINDINGS;
	if (refused) {
		report_refused(c);
		return EXIT_TROUBLE;
	}
	return c->tree.options.mode != TREE_WRITE && c->tree.differing ? EXIT_FINDINGS : EXIT_OK;
}

static int run(struct compile *c)
{
	int status = check_target(c->call);

	if (!status)
		status = wants_json(c->call, &c->json);
	if (!status)
		status = load(c, c->call->operands[0]);
	if (!status)
		status = check(c);
	if (!status && c->findings.error)
		status = trouble("out of memory");
	if (!status && findings_errors(&c->findings) == 0)
		status = emit(c);
	return status ? status : report(c);
}

int command_compile(struct call *call)
{
	struct compile c = { .call = call };
	int status;

	c.sources.arena = &c.arena;
	findings_init(&c.findings, &c.arena);
	status = run(&c);
	tree_close(&c.tree);
	sb_free(&c.out);
	arena_free(&c.arena);
	return status;
}
