/*
 * place.c - where the tree goes: a folder that exists, or a new one beside its place.
 *
 * Opens, locks and makes folders, and keeps the list of what is in them; what
 * the files hold is tree.c's business.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "place.h"

const char *const folder_names[FOLDERS] = { "", "scripts", "auto" };

static const char temporary_prefix[] = ".xencfg-new-";

enum { OPEN_FOLDER = O_RDONLY | O_DIRECTORY | O_CLOEXEC };

void temporary_name(char ret[TEMPORARY_MAX], unsigned number)
{
	snprintf(ret, TEMPORARY_MAX, "%s%u", temporary_prefix, number);
}

bool is_temporary(const char *name, unsigned *ret_number)
{
	char exact[TEMPORARY_MAX];

	if (strncmp(name, temporary_prefix, strlen(temporary_prefix)) != 0 ||
	    sscanf(name + strlen(temporary_prefix), "%9u", ret_number) != 1) /* NOLINT(cert-err34-c): nine digits fit */
		return false;
	temporary_name(exact, *ret_number);
	return strcmp(name, exact) == 0;
}

int place_split(const char *path, enum folder *ret_folder, const char **ret_name)
{
	const char *slash = strchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;

	*ret_name = slash ? slash + 1 : path;
	if (slash == path || **ret_name == '\0' || strchr(*ret_name, '/') || strcmp(*ret_name, ".") == 0 ||
	    strcmp(*ret_name, "..") == 0)
		return -EINVAL;
	for (int f = 0; f < FOLDERS; f++)
		if (strlen(folder_names[f]) == n && strncmp(folder_names[f], path, n) == 0) {
			*ret_folder = (enum folder)f;
			return 0;
		}
	return -EINVAL;
}

int tree_add(struct tree *tree, const char *path, enum tree_status status, bool left)
{
	if (tree->n == tree->room) {
		size_t room = tree->room ? tree->room * 2 : 64;
		struct tree_entry *entries = arena_array(&tree->arena, room, sizeof(*entries));

		if (!entries)
			return -ENOMEM;
		if (tree->n)
			memcpy(entries, tree->entries, tree->n * sizeof(*entries));
		tree->entries = entries;
		tree->room = room;
	}
	tree->entries[tree->n++] = (struct tree_entry){ path, status, left };
	/* What is left over differs from what should be; a diff shows only what a run would do. */
	tree->differing +=
		status != TREE_UNCHANGED && !(left && tree->options.mode == TREE_DIFF && !tree->options.prune);
	tree->refused += (status == TREE_FOREIGN || status == TREE_EDITED) && !tree->options.force;
	return 0;
}

int keep_old(int folder, const char *name)
{
	char kept[NAME_MAX + 1];

	for (unsigned n = 1; n < 10000; n++) {
		int length = n == 1 ? snprintf(kept, sizeof(kept), "%s.orig", name) :
		                      snprintf(kept, sizeof(kept), "%s.orig.%u", name, n);

		if (length >= (int)sizeof(kept))
			return -ENAMETOOLONG;
		if (linkat(folder, name, folder, kept, 0) == 0)
			return 0;
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

/* mkdir -p. */
static int make_parents(const char *dir)
{
	char *path = strdup(dir);
	int error = path ? 0 : -ENOMEM;

	for (size_t i = 1; path && i <= strlen(dir) && !error; i++) {
		if (dir[i] != '/' && dir[i] != '\0')
			continue;
		path[i] = '\0';
		if (mkdir(path, 0777) < 0 && errno != EEXIST)
			error = -errno;
		path[i] = dir[i];
	}
	free(path);
	return error;
}

static int remove_stage(int parent, const char *name, unsigned depth);

/* Asks the kernel itself: a run that is out of memory cleans up, too, and opendir wants some. */
static int empty_folder(int fd, unsigned depth)
{
	alignas(struct dirent64) char entries[4096];
	ssize_t n;

	while ((n = getdents64(fd, entries, sizeof(entries))) > 0)
		for (ssize_t at = 0; at < n; at += ((struct dirent64 *)(entries + at))->d_reclen) {
			const char *name = ((struct dirent64 *)(entries + at))->d_name;
			int error = 0;

			if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || unlinkat(fd, name, 0) == 0)
				continue;
			error = errno == EISDIR && depth == 0 ? remove_stage(fd, name, depth + 1) : -errno;
			if (error)
				return error;
		}
	return n < 0 ? -errno : 0;
}

/* Removes a stage that a killed run left: our folders and what is in them, no deeper. */
static int remove_stage(int parent, const char *name, unsigned depth)
{
	int fd = openat(parent, name, OPEN_FOLDER | O_NOFOLLOW), error;

	if (fd < 0)
		return -errno;
	if (depth == 0 && flock(fd, LOCK_EX | LOCK_NB) < 0) {
		close(fd);
		return -EBUSY;
	}
	error = empty_folder(fd, depth);
	close(fd);
	if (!error && unlinkat(parent, name, AT_REMOVEDIR) < 0)
		error = -errno;
	return error;
}

static int lock(int fd)
{
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	return errno == EWOULDBLOCK ? -EBUSY : -errno;
}

/* "/srv/xen/out/" to "/srv/xen" and "out". */
static int split_dir(struct arena *arena, const char *dir, const char **ret_parent, const char **ret_name)
{
	char *path = arena_string(arena, text_of(dir)), *slash;

	if (!path)
		return -ENOMEM;
	while ((slash = strrchr(path, '/')) && slash[1] == '\0' && slash > path)
		*slash = '\0';
	*ret_parent = slash ? path : ".";
	*ret_name = slash ? arena_string(arena, text_of(slash + 1)) : path;
	if (slash)
		slash[slash == path] = '\0';
	return *ret_name ? 0 : -ENOMEM;
}

static int open_fresh(struct tree *tree, const char *dir)
{
	struct tree_place *place = tree->place;
	const char *parent;
	int error = split_dir(&tree->arena, dir, &parent, &place->name);

	if (!error)
		error = make_parents(parent);
	if (error)
		return error;
	place->stage = arena_printf(&tree->arena, ".%s.xencfg-new", place->name);
	if (!place->stage)
		return -ENOMEM;
	place->parent = open(parent, OPEN_FOLDER);
	if (place->parent < 0)
		return -errno;
	error = remove_stage(place->parent, place->stage, 0);
	if (error && error != -ENOENT)
		return error;
	if (mkdirat(place->parent, place->stage, 0777) < 0)
		return -errno;
	place->fresh = true;
	place->fds[FOLDER_TOP] = openat(place->parent, place->stage, OPEN_FOLDER | O_NOFOLLOW);
	return place->fds[FOLDER_TOP] < 0 ? -errno : lock(place->fds[FOLDER_TOP]);
}

int place_open(struct tree *tree, const char *dir)
{
	struct tree_place *place = arena_alloc(&tree->arena, sizeof(*place));

	if (!place)
		return -ENOMEM;
	tree->place = place;
	tree->failed = dir;
	place->parent = -1;
	place->last = &place->staged;
	for (int f = 0; f < FOLDERS; f++)
		place->fds[f] = -1;
	place->fds[FOLDER_TOP] = open(dir, OPEN_FOLDER);
	if (place->fds[FOLDER_TOP] >= 0)
		return tree->options.mode == TREE_WRITE ? lock(place->fds[FOLDER_TOP]) : 0;
	if (errno != ENOENT || *dir == '\0')
		return -errno;
	return tree->options.mode == TREE_WRITE ? open_fresh(tree, dir) : 0;
}

int place_folder(struct tree *tree, enum folder folder, bool make)
{
	struct tree_place *place = tree->place;
	int top = place->fds[FOLDER_TOP];

	if (place->fds[folder] >= 0)
		return place->fds[folder];
	if (top < 0)
		return -ENOENT;
	place->fds[folder] = openat(top, folder_names[folder], OPEN_FOLDER | O_NOFOLLOW);
	if (place->fds[folder] < 0 && errno == ENOENT && make) {
		if (mkdirat(top, folder_names[folder], 0777) < 0)
			return -errno;
		place->made[folder] = true;
		place->fds[folder] = openat(top, folder_names[folder], OPEN_FOLDER | O_NOFOLLOW);
	}
	return place->fds[folder] < 0 ? -errno : place->fds[folder];
}

/* What was staged and never renamed goes away again. */
static void discard(struct tree_place *place)
{
	for (struct staged *s = place->staged; s; s = s->next) {
		char name[TEMPORARY_MAX];

		temporary_name(name, s->number);
		unlinkat(place->fds[s->folder], name, 0);
	}
	for (int f = FOLDERS - 1; f >= 0; f--) {
		if (place->made[f] && !place->touched[f])
			unlinkat(place->fds[FOLDER_TOP], folder_names[f], AT_REMOVEDIR);
		if (place->fds[f] >= 0)
			close(place->fds[f]);
	}
	if (place->fresh)
		remove_stage(place->parent, place->stage, 0);
}

void place_close(struct tree_place *place)
{
	discard(place);
	if (place->parent >= 0)
		close(place->parent);
}
