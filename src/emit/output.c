/*
 * output.c - which files a host becomes, and from which template each is made.
 *
 * Renders one file at a time and hands it to the tree; keeps none of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <xencfg/embedded.h>
#include <xencfg/file.h>
#include <xencfg/output.h>
#include "views.h"

static const char system_templates[] = "/etc/xencfg/templates";

/* A template's text from the first place that has it; *ret_path is where. */
static int find_template(const char *dir, const char *name, struct arena *arena, struct text *ret,
                         const char **ret_path)
{
	const char *places[] = { dir, system_templates };

	for (size_t i = 0; i < 2; i++) {
		int error;

		if (!places[i])
			continue;
		*ret_path = arena_printf(arena, "%s/%s", places[i], name);
		error = *ret_path ? file_read(arena, AT_FDCWD, *ret_path, ret) : -ENOMEM;
		if (error != -ENOENT)
			return error;
	}
	*ret_path = name;
	*ret = embedded_find(name);
	return ret->s ? 0 : -ENOENT;
}

static int open_template(struct output *output, enum output_template which, const char *name,
                         const struct view_type *type, const char *dir, struct arena *arena, struct sources *sources,
                         struct findings *out, const char **ret_path)
{
	struct text text;
	uint32_t file;
	int error = find_template(dir, name, arena, &text, ret_path);

	if (error)
		return error;
	file = sources_add(sources, *ret_path, text);
	error = file ? template_read(arena, sources, file, type, out, &output->templates[which]) : -ENOMEM;
	if (!error && output->templates[which].syntax == SYNTAX_HTML) {
		finding_add(out, RULE_SYNTAX, span_make(file, 0, 0),
		            "quoted as for a page, this would be no configuration");
		error = -EINVAL;
	}
	return error;
}

int output_open(struct output *output, const struct host *host, const char *dir, struct arena *arena,
                struct sources *sources, struct findings *out, const char **ret_path)
{
	bool xend = host->toolstack == TOOLSTACK_XEND;
	int error;

	*output = (struct output){ .host = host, .has_wrapper = view_wants_wrapper(host) };
	error = open_template(output, OUTPUT_HOST, xend ? "xend-config.sxp" : "xl.conf", &view_host_type, dir, arena,
	                      sources, out, ret_path);
	if (!error && output->has_wrapper)
		error = open_template(output, OUTPUT_WRAPPER, releases[host->release].wrapper, &view_wrapper_type, dir,
		                      arena, sources, out, ret_path);
	if (!error)
		error = open_template(output, OUTPUT_DOMU, "domu.cfg", &view_domu_type, dir, arena, sources, out,
		                      ret_path);
	return error;
}

/* The same template serves xm, which reads Python in ASCII, and xl, which reads its own syntax. */
static enum syntax target_syntax(const struct output *output, enum output_template which)
{
	enum syntax own = output->templates[which].syntax;

	return own == SYNTAX_PYTHON && output->host->toolstack == TOOLSTACK_XL ? SYNTAX_CONF : own;
}

/* What is needed for one file after another. */
struct rendering {
	const struct output *output;
	struct tree *tree;
	struct findings *out;
	struct arena scratch;
	struct sb body;
};

static int put(struct rendering *r, enum output_template which, const struct view *view, const char *path, mode_t mode)
{
	const struct value *bad = NULL;
	int error;

	sb_reset(&r->body);
	error = template_render(&r->body, &r->output->templates[which], target_syntax(r->output, which), view, &bad);
	if (error == -EILSEQ && bad)
		finding_add(r->out, RULE_SYNTAX, bad->at, "%s cannot hold this value: %s", path,
		            target_syntax(r->output, which) == SYNTAX_SHELL ?
		                    "a word of bash is printable ASCII here" :
		                    "it has a control character, or is a list");
	return error ? error : tree_put(r->tree, path, mode, sb_view(&r->body));
}

static int put_guest(struct rendering *r, const struct guest *guest)
{
	const char *path = arena_printf(&r->scratch, "%.*s.cfg", TEXT_ARG(guest->name.text)), *link, *target;
	struct view view;
	int error = path ? view_domu(r->output->host, guest, &r->scratch, &view) : -ENOMEM;

	if (!error)
		error = put(r, OUTPUT_DOMU, &view, path, 0644);
	if (error || !guest->autostart.on)
		return error;
	link = arena_printf(&r->scratch, "auto/%s", path);
	target = arena_printf(&r->scratch, "../%s", path);
	return link && target ? tree_link(r->tree, link, target) : -ENOMEM;
}

static int put_host(struct rendering *r)
{
	const struct host *host = r->output->host;
	const char *wrapper = arena_printf(&r->scratch, "scripts/%.*s", TEXT_ARG(view_wrapper_name(host)));
	struct view view;
	int error = wrapper ? view_host(host, &r->scratch, &view) : -ENOMEM;

	if (!error)
		error = put(r, OUTPUT_HOST, &view, host->toolstack == TOOLSTACK_XEND ? "xend-config.sxp" : "xl.conf",
		            0644);
	if (error || !r->output->has_wrapper)
		return error;
	error = view_wrapper(host, &r->scratch, &view);
	return error ? error : put(r, OUTPUT_WRAPPER, &view, wrapper, 0755);
}

int output_put(const struct output *output, struct tree *tree, struct findings *out)
{
	struct rendering r = { .output = output, .tree = tree, .out = out };
	int error = put_host(&r);

	for (size_t i = 0; i < output->host->n_guests && !error; i++) {
		arena_reset(&r.scratch);
		error = put_guest(&r, &output->host->guests[i]);
	}
	arena_free(&r.scratch);
	sb_free(&r.body);
	return error;
}
