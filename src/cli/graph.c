/*
 * graph.c - xencfg graph: read as lint does, make a graph, write it.
 *
 * Findings stop nothing: the page shows them, and a picture shows what is
 * there. Only what a file hides because nobody can read it is told.
 */
#include <errno.h>
#include <stdio.h>
#include <xencfg/file.h>
#include "graph.h"

struct drawing {
	struct lint lint;
	struct graph graph;
	struct finding **sorted;
};

static int put_svg(struct sb *out, struct drawing *d)
{
	return graph_svg(out, &d->graph);
}

static int put_dot(struct sb *out, struct drawing *d)
{
	return graph_dot(out, &d->graph);
}

static int put_mermaid(struct sb *out, struct drawing *d)
{
	return graph_mermaid(out, &d->graph);
}

static int put_html(struct sb *out, struct drawing *d)
{
	return graph_html(out, &d->graph, &d->lint.sources, d->sorted, d->lint.findings.n, call_version);
}

/* The first is the usual one; `endings` of files that ask for it. */
static const struct format {
	const char *name, *endings[3];
	int (*put)(struct sb *out, struct drawing *d);
} formats[] = {
	{ "svg", { ".svg" }, put_svg },
	{ "dot", { ".dot", ".gv" }, put_dot },
	{ "mermaid", { ".mmd", ".mermaid" }, put_mermaid },
	{ "html", { ".html", ".htm" }, put_html },
};
enum { FORMATS = sizeof(formats) / sizeof(*formats) };

/* What --format says, else what the name of the file says. */
static const struct format *choose_format(const struct call *call)
{
	const char *name = call->value[OPTION_GRAPH_FORMAT], *file = call->value[OPTION_OUTPUT_FILE];

	for (size_t i = 0; i < FORMATS && name; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	for (size_t i = 0; i < FORMATS && file && !name; i++)
		for (size_t e = 0; e < 3 && formats[i].endings[e]; e++)
			if (text_ends(text_of(file), formats[i].endings[e]))
				return &formats[i];
	return name ? NULL : &formats[0];
}

/* A vif without a MAC gets the one that compile would give it. */
static int compute_macs(struct lint *l)
{
	int error = 0;

	for (size_t i = 0; i < l->n_told && !error; i++)
		if (l->told[i]->told->host)
			error = host_compute_macs(l->told[i]->told->host);
	return error == -ENOSPC ? 0 : error;
}

static int make(struct drawing *d)
{
	struct lint *l = &d->lint;
	struct graph_source *sources;
	size_t n = 0;
	int error = compute_macs(l);

	d->sorted = findings_sorted(&l->findings, &l->sources);
	if (!error)
		error = d->sorted ? graph_sources(l, &sources, &n) : -ENOMEM;
	if (!error)
		error = graph_make(&d->graph, sources, n, &l->arena);
	if (!error)
		error = graph_widen(l, &d->graph);
	if (!error)
		error = graph_mark(&d->graph, d->sorted, l->findings.n, &l->arena);
	return error ? trouble("out of memory") : 0;
}

/* Did anything come of this file? A domU that its tool refuses, and JSON that is none, leave a gap in the picture. */
static bool is_drawn(const struct lint_file *file)
{
	if (file->kind == CONFIG_DESCRIPTION)
		return file->told && file->told->host;
	return file->kind != CONFIG_DOMU || file->kept;
}

static int tell_gap(struct drawing *d, const struct lint_file *file)
{
	struct findings own;
	int status;

	findings_init(&own, &d->lint.arena);
	for (size_t i = 0; i < d->lint.findings.n; i++) {
		const struct finding *f = d->sorted[i];

		if (f->at.file == file->source && f->severity == SEVERITY_ERROR) {
			struct finding *copy = finding_add(&own, f->rule, f->at, "%s", f->message);

			if (copy)
				copy->help = f->help;
		}
	}
	status = print_findings(d->lint.call, &d->lint.sources, &own);
	trouble("%s is not in the picture", file->path);
	return status ? status : EXIT_FINDINGS;
}

/* EXIT_FINDINGS where something is not in the picture. */
static int tell_gaps(struct drawing *d)
{
	int status = 0;

	for (size_t i = 0; i < d->lint.n_files && status != EXIT_TROUBLE; i++)
		if (!is_drawn(&d->lint.files[i]) && !d->lint.files[i].error)
			status = tell_gap(d, &d->lint.files[i]);
	return status;
}

static int write_out(const struct call *call, const struct sb *text)
{
	const char *path = call->value[OPTION_OUTPUT_FILE];
	int error;

	if (!path)
		return print_out(text);
	error = file_replace(path, sb_view(text));
	return error ? trouble_file("write", path, error) : 0;
}

static int draw(struct drawing *d, const struct format *format)
{
	struct sb text = { 0 };
	int status = format->put(&text, d) < 0 ? trouble("out of memory") : write_out(d->lint.call, &text);

	sb_free(&text);
	return status;
}

static int run(struct drawing *d)
{
	struct lint *l = &d->lint;
	const struct format *format = choose_format(l->call);
	int status, gaps = 0;

	if (!format)
		return trouble("graph has no format \"%s\": it is svg, dot, mermaid or html",
		               l->call->value[OPTION_GRAPH_FORMAT]);
	l->keep_guests = true;
	status = lint_prepare(l);
	if (!status)
		status = lint_collect(l);
	if (!status)
		status = lint_find(l);
	if (!status)
		status = make(d);
	if (!status)
		gaps = tell_gaps(d);
	if (!status && d->graph.n_hosts == 0)
		return l->troubled || gaps ? EXIT_TROUBLE : trouble("there is nothing to draw in what was named");
	if (!status)
		status = draw(d, format);
	return status ? status : l->troubled ? EXIT_TROUBLE : gaps;
}

int command_graph(struct call *call)
{
	static struct drawing d;
	int status;

	lint_open(&d.lint, call);
	status = run(&d);
	lint_close(&d.lint);
	return status;
}
