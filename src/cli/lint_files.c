/*
 * lint_files.c - which files `xencfg lint` looks at.
 *
 * Files that are named are taken, whatever they are called; of a folder
 * only what looks like a configuration. Links in folders are not followed,
 * so no loop of them can be walked into.
 */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <xencfg/file.h>
#include "lint.h"

static const char *plain_path(const char *path)
{
	while (path[0] == '.' && path[1] == '/') {
		path += 2;
		while (*path == '/')
			path++;
	}
	return *path ? path : ".";
}

/* Adds the file if it is one of ours. `named` on the command line: then it must be. 0, or an exit status. */
static int add(struct lint *l, const char *path, const char *name, bool named)
{
	struct text text;
	struct lint_file *file;
	enum config_kind kind;
	int error;

	if (policy_excludes(&l->policy, plain_path(name)))
		return 0;
	error = file_read(&l->arena, AT_FDCWD, path, &text);
	if (error) {
		trouble_file("read", path, error);
		l->troubled = true;
		return 0;
	}
	kind = recognise(file_base_name(name), text, !named);
	if (kind == CONFIG_UNKNOWN && named) {
		trouble("%s is no configuration that xencfg knows", name);
		l->troubled = true;
	}
	if (kind == CONFIG_UNKNOWN)
		return 0;
	file = arena_alloc(&l->arena, sizeof(*file));
	if (!file)
		return trouble("out of memory");
	*file = (struct lint_file){ .path = arena_string(&l->arena, text_of(plain_path(name))),
		                    .kind = kind,
		                    .text = text };
	file->source = file->path ? sources_add(&l->sources, file->path, text) : 0;
	if (!file->source)
		return trouble("out of memory");
	if (kind == CONFIG_SXP || kind == CONFIG_XL_CONF || kind == CONFIG_NETSCRIPT) {
		file->next_marker = l->markers;
		l->markers = file;
	}
	*l->last_file = file;
	l->last_file = &file->next;
	l->n_files++;
	return 0;
}

/* What editors and package managers leave beside a file. */
static bool is_backup(const char *name)
{
	struct text t = text_of(name);

	return text_ends(t, "~") || text_ends(t, ".orig") || text_ends(t, ".swp") || strstr(name, ".dpkg-") != NULL;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int walk(struct lint *l, const char *folder)
{
	char *paths[] = { (char *)(uintptr_t)folder, NULL };
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	FTSENT *entry;
	int status = 0;

	if (!tree)
		return trouble_file("read", folder, -errno);
	while (!status && (entry = fts_read(tree))) {
		bool hidden = entry->fts_level > 0 && entry->fts_name[0] == '.';

		if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR || entry->fts_info == FTS_NS) {
			trouble_file("read", entry->fts_path, -entry->fts_errno);
			l->troubled = true;
		} else if (entry->fts_info == FTS_D &&
		           (hidden || policy_excludes(&l->policy, plain_path(entry->fts_path)))) {
			fts_set(tree, entry, FTS_SKIP);
		} else if (entry->fts_info == FTS_F && !hidden && !is_backup(entry->fts_name)) {
			status = add(l, entry->fts_path, entry->fts_path, false);
		}
	}
	fts_close(tree);
	return status;
}

static int by_path(const void *a, const void *b)
{
	const struct lint_file *const *x = a, *const *y = b;

	return strcmp((*x)->path, (*y)->path);
}

/* The later of two places is the later by path, in whatever order the files were named; each counts once. */
static int sort(struct lint *l)
{
	struct lint_file **sorted = arena_array(&l->arena, l->n_files, sizeof(struct lint_file *));
	size_t n = 0;

	if (!sorted)
		return trouble("out of memory");
	for (struct lint_file *file = l->files; file; file = file->next)
		sorted[n++] = file;
	if (n)
		qsort(sorted, n, sizeof(*sorted), by_path);
	l->last_file = &l->files;
	l->n_files = 0;
	for (size_t i = 0; i < n; i++) {
		if (i && strcmp(sorted[i]->path, sorted[i - 1]->path) == 0)
			continue;
		*l->last_file = sorted[i];
		l->last_file = &sorted[i]->next;
		l->n_files++;
	}
	*l->last_file = NULL;
	return 0;
}

int lint_collect(struct lint *l)
{
	const char *stdin_name = l->call->value[OPTION_STDIN_FILENAME];
	int status = 0;

	if (l->call->n_operands == 0)
		status = walk(l, ".");
	for (size_t i = 0; i < l->call->n_operands && !status; i++) {
		const char *path = l->call->operands[i];

		if (strcmp(path, "-") == 0)
			status = add(l, path, stdin_name ? stdin_name : "-", true);
		else if (file_is_folder(path) == 0)
			status = walk(l, path);
		else
			status = add(l, path, path, true);
	}
	return status ? status : sort(l);
}
