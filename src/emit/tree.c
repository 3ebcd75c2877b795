/*
 * tree.c - compares what should stand in the output folder with what does, and replaces it.
 *
 * Writes only what differs, never over what people wrote, and each file
 * whole or not at all. It decides nothing about the contents.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xencfg/diff.h>
#include <xencfg/file.h>
#include <xencfg/report.h>
#include "marker.h"
#include "place.h"

const char *tree_status_name(enum tree_status status, enum tree_mode mode)
{
	static const char *const names[] = { "unchanged", "created", "updated", "removed",
		                             "left over", "foreign", "edited" };
	static const char *const check_names[] = { "unchanged", "missing", "differs", "removed",
		                                   "left over", "differs", "differs" };

	return mode == TREE_CHECK ? check_names[status] : names[status];
}

int tree_open(struct tree *tree, const char *dir, const struct tree_options *options)
{
	*tree = (struct tree){ .options = *options };
	return place_open(tree, dir);
}

void tree_close(struct tree *tree)
{
	if (tree->place)
		place_close(tree->place);
	sb_free(&tree->buffer);
	sb_free(&tree->content);
	arena_free(&tree->arena);
	tree->place = NULL;
}

/* The file that stands there, into tree->content. -ENOENT when none does, -ELOOP for what is no file, -EISDIR. */
static int read_standing(struct tree *tree, int folder, const char *name, struct stat *ret)
{
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY), error = 0;

	sb_reset(&tree->content);
	if (fd < 0)
		return -errno;
	if (fstat(fd, ret) < 0)
		error = -errno;
	else if (!S_ISREG(ret->st_mode))
		error = S_ISDIR(ret->st_mode) ? -EISDIR : -ELOOP;
	else
		error = file_append(&tree->content, fd, (size_t)ret->st_size);
	close(fd);
	return error;
}

/* Remembers that a temporary name is to be renamed to `name`, which the tree's arena holds. */
static int stage(struct tree *tree, enum folder folder, const char *name, bool keep_old, unsigned *ret_number)
{
	struct tree_place *place = tree->place;
	struct staged *s = arena_alloc(&tree->arena, sizeof(*s));

	if (!s)
		return -ENOMEM;
	*s = (struct staged){ folder, place->n_staged[folder]++, name, keep_old, NULL };
	*place->last = s;
	place->last = &s->next;
	*ret_number = s->number;
	return 0;
}

static int write_file(struct tree *tree, enum folder folder, const char *name, mode_t mode, bool keep_old)
{
	int fd = place_folder(tree, folder, true), error;
	char temporary[TEMPORARY_MAX];
	unsigned number;

	if (fd < 0)
		return fd;
	if (tree->place->fresh)
		return file_write_new(fd, name, mode, sb_view(&tree->buffer), false);
	error = stage(tree, folder, name, keep_old, &number);
	if (error)
		return error;
	/* A killed run may have left one of this name; the lock says that nobody is using it. */
	temporary_name(temporary, number);
	return file_write_new(fd, temporary, mode, sb_view(&tree->buffer), true);
}

int tree_remark(struct tree *tree, const char *path, const char *what)
{
	struct sb *out = tree->options.diff;

	/* A name with a line break would be more than a remark to patch(1). */
	sb_string(out, "# ");
	report_plain(out, text_of(path));
	sb_printf(out, " %s\n", what);
	return out->error;
}

static int put_diff(struct tree *tree, const char *path, bool standing)
{
	if (standing && text_same(sb_view(&tree->content), sb_view(&tree->buffer))) {
		return tree_remark(tree, path, "would be made executable");
	}
	return diff_unified(tree->options.diff, standing ? path : "/dev/null", path,
	                    standing ? sb_view(&tree->content) : (struct text){ "", 0 }, sb_view(&tree->buffer));
}

/* What stands at the path, against tree->buffer. */
static int compare(struct tree *tree, enum folder folder, const char *name, mode_t mode, enum tree_status *ret)
{
	int fd = tree->place->fresh ? -ENOENT : place_folder(tree, folder, false), error;
	struct stat st = { 0 };

	*ret = TREE_CREATED;
	error = fd < 0 ? fd : read_standing(tree, fd, name, &st);
	if (error == -ENOENT)
		return 0;
	if (error == -ELOOP)
		return *ret = TREE_FOREIGN, 0;
	if (error)
		return error;
	if (text_same(sb_view(&tree->content), sb_view(&tree->buffer)))
		*ret = (st.st_mode & 0100) == (mode & 0100) ? TREE_UNCHANGED : TREE_UPDATED;
	else if (marker_read(sb_view(&tree->content)) == MARKER_INTACT)
		*ret = TREE_UPDATED;
	else
		*ret = marker_read(sb_view(&tree->content)) == MARKER_EDITED ? TREE_EDITED : TREE_FOREIGN;
	return 0;
}

int tree_put(struct tree *tree, const char *path, mode_t mode, struct text body)
{
	enum tree_status status = TREE_CREATED;
	enum folder folder;
	const char *name;
	int error;

	tree->failed = path = arena_string(&tree->arena, text_of(path));
	error = path ? place_split(path, &folder, &name) : -ENOMEM;
	if (error)
		return error;
	if (tree->step)
		tree->step(tree->context);
	sb_reset(&tree->buffer);
	marker_add(&tree->buffer, tree->options.source, body);
	error = tree->buffer.error;
	if (!error)
		error = compare(tree, folder, name, mode, &status);
	if (!error)
		error = tree_add(tree, path, status, false);
	if (error || status == TREE_UNCHANGED)
		return error;
	if (tree->options.mode == TREE_DIFF)
		return put_diff(tree, path, status != TREE_CREATED);
	if (tree->options.mode == TREE_CHECK || tree->refused)
		return 0;
	return write_file(tree, folder, name, mode, status == TREE_FOREIGN || status == TREE_EDITED);
}

static int compare_link(int folder, const char *name, const char *target, enum tree_status *ret)
{
	char standing[512];
	ssize_t n = folder < 0 ? -1 : readlinkat(folder, name, standing, sizeof(standing));

	if (folder < 0 || (n < 0 && errno == ENOENT))
		*ret = TREE_CREATED;
	else if (n < 0 && errno != EINVAL)
		return -errno;
	else
		*ret = n >= 0 && text_is((struct text){ standing, (size_t)n }, target) ? TREE_UNCHANGED : TREE_FOREIGN;
	return 0;
}

int tree_link(struct tree *tree, const char *path, const char *target)
{
	char temporary[TEMPORARY_MAX];
	enum tree_status status = TREE_CREATED;
	enum folder folder;
	const char *name;
	unsigned number;
	int fd, error;

	tree->failed = path = arena_string(&tree->arena, text_of(path));
	error = path ? place_split(path, &folder, &name) : -ENOMEM;
	if (error)
		return error;
	fd = place_folder(tree, folder, tree->options.mode == TREE_WRITE && !tree->refused);
	if (fd < 0 && fd != -ENOENT)
		return fd;
	error = compare_link(fd, name, target, &status);
	if (!error)
		error = tree_add(tree, path, status, false);
	if (error || status == TREE_UNCHANGED)
		return error;
	if (tree->options.mode == TREE_DIFF) {
		sb_printf(tree->options.diff, "# %s would be a link to %s\n", path, target);
		return tree->options.diff->error;
	}
	if (tree->options.mode == TREE_CHECK || tree->refused)
		return 0;
	if (tree->place->fresh)
		return symlinkat(target, fd, name) < 0 ? -errno : 0;
	error = stage(tree, folder, name, status == TREE_FOREIGN, &number);
	temporary_name(temporary, error ? 0 : number);
	if (!error)
		unlinkat(fd, temporary, 0);
	if (!error && symlinkat(target, fd, temporary) < 0)
		error = -errno;
	return error;
}

static int rename_staged(struct tree *tree)
{
	struct tree_place *place = tree->place;

	for (; place->staged; place->staged = place->staged->next) {
		const struct staged *s = place->staged;
		int fd = place->fds[s->folder], error = 0;
		char temporary[TEMPORARY_MAX];

		tree->failed = s->name;
		temporary_name(temporary, s->number);
		if (s->keep_old)
			error = keep_old(fd, s->name);
		if (!error && renameat(fd, temporary, fd, s->name) < 0)
			error = -errno;
		if (error)
			return error;
		place->touched[s->folder] = true;
	}
	place->last = &place->staged;
	return 0;
}

static int commit_fresh(struct tree *tree)
{
	struct tree_place *place = tree->place;

	tree->failed = place->name;
	/* One sync for all files, then one rename: a crash leaves the whole folder or none of it. */
	if (syncfs(place->fds[FOLDER_TOP]) < 0)
		return -errno;
	if (renameat2(place->parent, place->stage, place->parent, place->name, RENAME_NOREPLACE) < 0)
		return -errno;
	place->fresh = false;
	return fsync(place->parent) < 0 ? -errno : 0;
}

int tree_commit(struct tree *tree)
{
	struct tree_place *place = tree->place;
	int error = left_over_find(tree);

	if (error || tree->options.mode != TREE_WRITE || tree->refused)
		return error;
	if (place->fresh)
		return commit_fresh(tree);
	error = rename_staged(tree);
	if (!error && tree->options.prune)
		error = left_over_remove(tree);
	for (int f = 0; f < FOLDERS && !error; f++)
		if (place->touched[f] && fsync(place->fds[f]) < 0)
			error = -errno;
	/* What --force overruled is done now. */
	for (size_t i = 0; i < tree->n && !error; i++)
		if (tree->entries[i].status == TREE_FOREIGN || tree->entries[i].status == TREE_EDITED)
			tree->entries[i].status = tree->entries[i].left ? TREE_REMOVED : TREE_UPDATED;
	return error;
}
