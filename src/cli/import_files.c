/*
 * import_files.c - which files `xencfg import` reads.
 *
 * Files that are named are taken, whatever they are called; of a folder
 * what looks like a configuration of this host. Links in folders are not
 * followed, but for those of "auto", which name the guests to start.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <xencfg/file.h>
#include "import.h"

void import_left_out(const struct import *im, const char *path, const char *why)
{
	if (!im->call->given[OPTION_QUIET])
		trouble("%s is left out: %s", path, why);
}

/* Xen and its packages link or copy here what xendomains starts. */
static bool is_in_auto(const char *path)
{
	struct text folder = { path, (size_t)(file_base_name(path) - path) };

	return text_is(folder, "auto/") || text_ends(folder, "/auto/");
}

/* What stands in /etc/xen and is of no host, or of another kind. NULL: take it. */
static const char *reason_to_skip(const char *base_name, enum config_kind kind)
{
	struct text name = text_of(base_name);

	switch (kind) {
	case CONFIG_DESCRIPTION:
		return "it is a description already";
	case CONFIG_SXP:
		return text_is(name, "xend-config.sxp") ? NULL : "it is not xend-config.sxp; name it to import it";
	case CONFIG_DOMU:
		return text_starts(name, "xmexample") || text_starts(name, "xlexample") ?
		               "it is an example that comes with Xen; name it to import it" :
		               NULL;
	default:
		return NULL;
	}
}

static int by_numbers(const void *a, const void *b)
{
	const struct import_file *x = a, *y = b;

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return (x->device > y->device) - (x->device < y->device);
}

/* The file of these numbers, if it was met by another path. A tree, as there may be very many files. */
static struct import_file *find(const struct import *im, const struct stat *st)
{
	struct import_file key = { .device = st->st_dev, .inode = st->st_ino };
	struct import_file *const *found = tfind(&key, &im->by_numbers, by_numbers);

	return found ? *found : NULL;
}

/* What is named and cannot be taken is trouble; what is met on the way is told. */
static void pass_over(struct import *im, const char *path, enum config_kind kind, const char *why, bool named)
{
	if (named && kind == CONFIG_UNKNOWN)
		trouble("%s is no configuration that xencfg knows", path);
	else if (named)
		trouble("cannot import %s: %s", path, why);
	else if (kind != CONFIG_UNKNOWN)
		import_left_out(im, path, why);
	im->troubled |= named;
}

/* A host has one xend-config.sxp and one xl.conf. */
static const struct import_file *rival_of(const struct import *im, enum config_kind kind)
{
	if (kind != CONFIG_SXP && kind != CONFIG_XL_CONF)
		return NULL;
	for (const struct import_file *file = im->files; file; file = file->next)
		if (file->kind == kind)
			return file;
	return NULL;
}

static int take(struct import *im, const char *path, enum config_kind kind, struct text text, const struct stat *st)
{
	const struct import_file *rival = rival_of(im, kind);
	struct import_file *file = arena_alloc(&im->arena, sizeof(*file));
	bool autostart = is_in_auto(path);

	if (rival)
		return trouble("%s and %s are of two hosts; import one at a time", rival->path, path);
	if (!file)
		return trouble("out of memory");
	*file = (struct import_file){ .path = arena_string(&im->arena, text_of(path)),
		                      .kind = kind,
		                      .device = st->st_dev,
		                      .inode = st->st_ino,
		                      .autostart = autostart };
	file->source = file->path ? sources_add(&im->sources, file->path, text) : 0;
	if (!file->source || (file->inode && !tsearch(file, &im->by_numbers, by_numbers)))
		return trouble("out of memory");
	*im->last_file = file;
	im->last_file = &file->next;
	im->n_files++;
	return 0;
}

/* What cannot be read is told, and passed over. */
static int cannot_read(struct import *im, const char *path, int error)
{
	trouble_file("read", path, error);
	im->troubled = true;
	return 0;
}

/*
 * Adds the file if it is one of ours. `named` on the command line: then it must be; else `file` is where it is, without
 * a link. 0, or an exit status.
 */
static int add(struct import *im, const char *path, const char *file, bool named)
{
	struct stat st = { 0 };
	int error = strcmp(path, "-") == 0 || stat(path, &st) == 0 ? 0 : -errno;
	struct import_file *known = st.st_ino ? find(im, &st) : NULL;
	enum config_kind kind;
	struct text text;
	const char *why;
	bool regular;

	if (known) {
		known->autostart |= is_in_auto(path);
		return 0;
	}
	if (!error)
		error = named ? file_read(&im->arena, AT_FDCWD, path, &text) :
		                file_read_config(&im->arena, AT_FDCWD, file, true, &text, &regular);
	if (error)
		return cannot_read(im, path, error);
	kind = recognise(file_base_name(path), text, !named);
	why = named && kind != CONFIG_DESCRIPTION ? NULL : reason_to_skip(file_base_name(path), kind);
	if (kind != CONFIG_UNKNOWN && !why)
		return take(im, file_plain_path(path), kind, text, &st);
	pass_over(im, file_plain_path(path), kind, why, named);
	return 0;
}

static int add_link(struct import *im, const char *path)
{
	struct import_file *link = arena_alloc(&im->arena, sizeof(*link));

	if (!link || !(link->path = arena_string(&im->arena, text_of(path))))
		return trouble("out of memory");
	*im->last_link = link;
	im->last_link = &link->next;
	return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_wanted(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && !file_is_backup(entry->d_name);
}

static int walk(struct import *im, const char *folder);

static int visit(struct import *im, const char *folder, const char *name)
{
	const char *path = arena_printf(&im->arena, "%s%s%s", folder, text_ends(text_of(folder), "/") ? "" : "/", name);
	struct stat st;

	if (!path)
		return trouble("out of memory");
	if (lstat(path, &st) < 0)
		return cannot_read(im, path, -errno);
	if (S_ISDIR(st.st_mode))
		return walk(im, path);
	if (S_ISREG(st.st_mode))
		return add(im, path, path, false);
	return S_ISLNK(st.st_mode) && is_in_auto(path) ? add_link(im, path) : 0;
}

/* In the order of the names, those of folders among them. */
static int walk(struct import *im, const char *folder)
{
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_wanted, by_name), status = 0;

	if (n < 0)
		return errno == ENOMEM ? trouble("out of memory") : cannot_read(im, folder, -errno);
	for (int i = 0; i < n; i++) {
		if (!status)
			status = visit(im, folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return status;
}

/* Files belong to the arena. */
static void keep(void *file)
{
	(void)file;
}

void import_forget_numbers(struct import *im)
{
	tdestroy(im->by_numbers, keep);
	im->by_numbers = NULL;
}

int import_collect(struct import *im)
{
	int status = 0;

	for (size_t i = 0; i < im->call->n_operands && !status; i++) {
		const char *path = im->call->operands[i];

		status = strcmp(path, "-") != 0 && file_is_folder(path) == 0 ? walk(im, path) :
		                                                               add(im, path, path, true);
	}
	for (const struct import_file *link = im->links; link && !status; link = link->next) {
		char file[PATH_MAX];
		struct stat st;
		bool there = realpath(link->path, file) && stat(file, &st) == 0;

		if (!there && errno != ENOENT && errno != ELOOP)
			status = cannot_read(im, link->path, -errno);
		else if (!there || !S_ISREG(st.st_mode))
			import_left_out(im, link->path, "it is a link to no file");
		else
			status = add(im, link->path, file, false);
	}
	if (!status && !im->files && !im->troubled)
		return trouble("there is no configuration of Xen in what was named");
	return status;
}
