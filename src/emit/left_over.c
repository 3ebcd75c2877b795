/*
 * left_over.c - files that xencfg wrote for guests that are gone.
 *
 * Knows its own by the marker, and its links by where they point. What
 * people wrote is not even mentioned.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xencfg/diff.h>
#include <xencfg/file.h>
#include "marker.h"
#include "place.h"

/* Enough to read the marker's line; the whole is only read for what has one. */
enum { HEAD = 512 };

static int read_marker(struct tree *tree, int folder, const char *name, enum marker *ret)
{
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY), error;
	struct stat st;

	*ret = MARKER_NONE;
	/* A link, or nothing that anybody or we may read: not ours. What fails otherwise may be one of ours. */
	if (fd < 0)
		return errno == ELOOP || errno == EACCES || errno == EPERM || errno == ENXIO || errno == ENOENT ?
		               0 :
		               -errno;
	sb_reset(&tree->content);
	error = fstat(fd, &st) < 0 ? -errno : 0;
	if (!error && S_ISREG(st.st_mode))
		error = file_append(&tree->content, fd, HEAD);
	if (!error && tree->content.n && marker_read(sb_view(&tree->content)) != MARKER_NONE) {
		error = file_append(&tree->content, fd, (size_t)st.st_size);
		*ret = marker_read(sb_view(&tree->content));
	}
	close(fd);
	return error;
}

/* auto/web.cfg -> ../web.cfg is one that we make. */
static bool is_own_link(int folder, const char *name)
{
	char target[512];
	ssize_t n = readlinkat(folder, name, target, sizeof(target));

	return n > 3 && memcmp(target, "../", 3) == 0 && text_is((struct text){ target + 3, (size_t)n - 3 }, name);
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **sorted_paths(struct tree *tree)
{
	const char **paths = arena_array(&tree->arena, tree->n, sizeof(char *));

	for (size_t i = 0; paths && i < tree->n; i++)
		paths[i] = tree->entries[i].path;
	if (paths && tree->n)
		qsort(paths, tree->n, sizeof(*paths), compare_paths);
	return paths;
}

/* NAME.orig and NAME.orig.2, which --force made. */
static bool is_kept(const char *name)
{
	const char *orig = NULL;

	for (const char *at = strstr(name, ".orig"); at; at = strstr(at + 1, ".orig"))
		orig = at + strlen(".orig");
	return orig && (*orig == '\0' || (*orig == '.' && orig[1 + strspn(orig + 1, "0123456789")] == '\0'));
}

/* In a diff, when --prune would remove it: the content that read_marker found. */
static int show_removal(struct tree *tree, enum folder folder, const char *path)
{
	if (tree->options.mode != TREE_DIFF || !tree->options.prune)
		return 0;
	if (folder != FOLDER_AUTO)
		return diff_unified(tree->options.diff, path, "/dev/null", sb_view(&tree->content),
		                    (struct text){ "", 0 });
	return tree_remark(tree, path, "would be removed");
}

static int look_at(struct tree *tree, enum folder folder, const char *name, const char *path)
{
	int fd = tree->place->fds[folder], error;
	enum marker marker = MARKER_INTACT;
	unsigned number;

	if (is_temporary(name, &number)) {
		/* A killed run left what this one has no use for. */
		if (tree->options.mode == TREE_WRITE && number >= tree->place->n_staged[folder])
			unlinkat(fd, name, 0);
		return 0;
	}
	if (folder == FOLDER_AUTO ? !is_own_link(fd, name) : is_kept(name))
		return 0;
	error = folder == FOLDER_AUTO ? 0 : read_marker(tree, fd, name, &marker);
	if (error || marker == MARKER_NONE)
		return error;
	path = arena_string(&tree->arena, text_of(path));
	/* Removing what somebody edited wants --force, as replacing it does. */
	error = path ? tree_add(tree, path, marker == MARKER_EDITED && tree->options.prune ? TREE_EDITED : TREE_LEFT,
	                        true) :
	               -ENOMEM;
	return error ? error : show_removal(tree, folder, path);
}

static int look_into(struct tree *tree, enum folder folder, const char **paths, size_t n)
{
	int fd = place_folder(tree, folder, false), copy, error = 0;
	struct dirent *entry;
	DIR *dir;

	/* Not there, or a link or file of that name: nothing of ours is in it. */
	if (fd < 0)
		return fd == -ENOENT || fd == -ELOOP || fd == -ENOTDIR ? 0 : fd;
	copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = copy < 0 ? NULL : fdopendir(copy);
	if (!dir) {
		error = -errno;
		if (copy >= 0)
			close(copy);
		return error;
	}
	while (errno = 0, !error && (entry = readdir(dir))) {
		char path[NAME_MAX + 16];
		const char *key = path;

		if (entry->d_type == DT_DIR)
			continue;
		if (folder == FOLDER_TOP)
			memccpy(path, entry->d_name, '\0', sizeof(path));
		else
			snprintf(path, sizeof(path), "%s/%s", folder_names[folder], entry->d_name);
		if (!n || !bsearch(&key, paths, n, sizeof(*paths), compare_paths))
			error = look_at(tree, folder, entry->d_name, path);
	}
	if (!error)
		error = -errno;
	closedir(dir);
	return error;
}

int left_over_find(struct tree *tree)
{
	size_t planned = tree->n;
	const char **paths;
	int error = 0;

	if (tree->place->fresh || tree->place->fds[FOLDER_TOP] < 0)
		return 0;
	paths = sorted_paths(tree);
	if (!paths)
		return -ENOMEM;
	for (int f = 0; f < FOLDERS && !error; f++)
		error = look_into(tree, (enum folder)f, paths, planned);
	return error;
}

int left_over_remove(struct tree *tree)
{
	for (size_t i = 0; i < tree->n; i++) {
		struct tree_entry *entry = &tree->entries[i];
		enum folder folder;
		const char *name;
		int error = place_split(entry->path, &folder, &name);

		if (!entry->left || error)
			continue;
		tree->failed = entry->path;
		if (entry->status == TREE_EDITED)
			error = keep_old(tree->place->fds[folder], name);
		if (error)
			return error;
		if (unlinkat(tree->place->fds[folder], name, 0) < 0)
			return -errno;
		tree->place->touched[folder] = true;
		entry->status = TREE_REMOVED;
	}
	return 0;
}
