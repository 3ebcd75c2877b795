/*
 * lint_files.c - which files `xencfg lint` looks at, and which folders they are in.
 *
 * Opens folders and no file. Links in folders are not followed, so no loop
 * of them can be walked into; nor is anything opened but files.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xencfg/file.h>
#include "lint.h"

enum { FOLDERS_DEEP = 64 };

/* Passed over, unless it is for want of memory: a report of what is left would replace one of all. 0, or an exit
 * status. */
static int cannot_read(struct lint *l, const char *path, int error)
{
	int status = trouble_file("read", path, error);

	l->troubled = true;
	return error == -ENOMEM ? status : 0;
}

/* Borrows the path. 0, or an exit status. */
static int add(struct lint *l, const char *path, bool named, bool standard_input)
{
	if (policy_excludes(&l->policy, path))
		return 0;
	if (l->n_files == l->room) {
		size_t room = l->room ? l->room * 2 : 64;
		struct lint_file *files = realloc(l->files, room * sizeof(*files));

		if (!files)
			return trouble("out of memory");
		l->files = files;
		l->room = room;
	}
	l->files[l->n_files++] = (struct lint_file){ .path = path,
		                                     .named = named,
		                                     .standard_input = standard_input,
		                                     .early = !text_ends(text_of(path), ".cfg") };
	return 0;
}

/* DT_REG, DT_DIR or anything else. */
static unsigned char kind_of(DIR *folder, const struct dirent *entry)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type;
	if (fstatat(dirfd(folder), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return DT_UNKNOWN;
	return S_ISREG(st.st_mode) ? DT_REG : S_ISDIR(st.st_mode) ? DT_DIR : DT_UNKNOWN;
}

static int walk(struct lint *l, int above, const char *name, const char *path, unsigned depth);

static int look_at(struct lint *l, DIR *folder, const char *path, const struct dirent *entry, unsigned depth)
{
	unsigned char kind = kind_of(folder, entry);
	bool here = strcmp(path, ".") == 0;
	const char *below;

	if (entry->d_name[0] == '.' || (kind != DT_DIR && (kind != DT_REG || file_is_backup(entry->d_name))))
		return 0;
	below = arena_printf(&l->arena, "%s%s%s", here ? "" : path, here || text_ends(text_of(path), "/") ? "" : "/",
	                     entry->d_name);
	if (!below)
		return trouble("out of memory");
	if (kind == DT_REG)
		return add(l, below, false, false);
	return policy_excludes(&l->policy, below) ? 0 : walk(l, dirfd(folder), entry->d_name, below, depth + 1);
}

/* The folder `name` below an open one. 0, or an exit status; what cannot be read is told, and passed over. */
static int walk(struct lint *l, int above, const char *name, const char *path, unsigned depth)
{
	/* Of an operand a link is followed, as the shell's completion does; below it none is. */
	int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (depth ? O_NOFOLLOW : 0));
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int status = 0;

	if (!folder) {
		int error = -errno;

		if (fd >= 0)
			close(fd);
		return cannot_read(l, path, error);
	}
	if (depth > FOLDERS_DEEP)
		cannot_read(l, path, -ELOOP);
	errno = 0;
	while (depth <= FOLDERS_DEEP && !status && (entry = readdir(folder))) {
		status = look_at(l, folder, path, entry, depth);
		errno = 0;
	}
	if (!status && errno)
		status = cannot_read(l, path, -errno);
	closedir(folder);
	return status;
}

static int by_path(const void *a, const void *b)
{
	const struct lint_file *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : (y->named > x->named) - (y->named < x->named);
}

/* A file, whatever it is called. */
struct identity {
	dev_t device;
	ino_t inode;
	size_t place;
};

static int by_identity(const void *a, const void *b)
{
	const struct identity *x = a, *y = b;

	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/*
 * Of a file that goes by several paths, such as auto/web.cfg, a link to ../web.cfg, the first is taken. A walk meets
 * each once: only where files are named, too, it is asked.
 */
static int drop_same(struct lint *l)
{
	struct identity *known;
	bool named = false;
	size_t n = 0, kept = 0;
	struct stat st;

	for (size_t i = 0; i < l->n_files; i++)
		named |= l->files[i].named && !l->files[i].standard_input;
	if (!named || l->n_files < 2)
		return 0;
	known = arena_array(&l->arena, l->n_files, sizeof(*known));
	if (!known)
		return -ENOMEM;
	for (size_t i = 0; i < l->n_files; i++)
		if (!l->files[i].standard_input && stat(l->files[i].path, &st) == 0 && S_ISREG(st.st_mode))
			known[n++] = (struct identity){ st.st_dev, st.st_ino, i };
	qsort(known, n, sizeof(*known), by_identity);
	for (size_t i = 1; i < n; i++)
		if (known[i].device == known[i - 1].device && known[i].inode == known[i - 1].inode)
			l->files[known[i].place].path = NULL;
	for (size_t i = 0; i < l->n_files; i++)
		if (l->files[i].path)
			l->files[kept++] = l->files[i];
	l->n_files = kept;
	return 0;
}

/*
 * The later of two places is the later by path, in whatever order the
 * files were named; each counts once, and has the sources' next number.
 */
static int sort(struct lint *l)
{
	size_t n = 0;

	if (l->n_files)
		qsort(l->files, l->n_files, sizeof(*l->files), by_path);
	for (size_t i = 0; i < l->n_files; i++)
		if (n == 0 || strcmp(l->files[i].path, l->files[n - 1].path) != 0)
			l->files[n++] = l->files[i];
	l->n_files = n;
	if (drop_same(l) < 0 || sources_reserve(&l->sources, n) < 0)
		return trouble("out of memory");
	for (size_t i = 0; i < l->n_files; i++)
		l->files[i].source = sources_add(&l->sources, l->files[i].path, (struct text){ NULL, 0 });
	return 0;
}

/* "a/b/c.cfg" to "a/b"; "" for what has no folder. */
static struct text folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (struct text){ path, slash ? (size_t)(slash - path) : 0 };
}

static int by_folder(const void *a, const void *b)
{
	const struct lint_folder *x = a, *y = b;

	return text_compare(x->path, y->path);
}

/* The folders of the files, sorted, and for each file its own. */
static int find_folders(struct lint *l)
{
	struct text last = { NULL, 0 };
	size_t n = 0;

	l->folders = arena_array(&l->arena, l->n_files, sizeof(*l->folders));
	if (!l->folders)
		return trouble("out of memory");
	/* Sorted by path, most files of a folder stand side by side. */
	for (size_t i = 0; i < l->n_files; i++) {
		struct text path = folder_of(l->files[i].path);

		if (!last.s || !text_same(path, last))
			l->folders[n++].path = last = path;
	}
	if (n)
		qsort(l->folders, n, sizeof(*l->folders), by_folder);
	for (size_t i = 0; i < n; i++)
		if (l->n_folders == 0 || !text_same(l->folders[i].path, l->folders[l->n_folders - 1].path))
			l->folders[l->n_folders++] = l->folders[i];
	for (size_t i = 0; i < l->n_files; i++) {
		struct lint_folder key = { .path = folder_of(l->files[i].path) };

		if (i && text_same(key.path, l->files[i - 1].folder->path))
			l->files[i].folder = l->files[i - 1].folder;
		else
			l->files[i].folder = bsearch(&key, l->folders, l->n_folders, sizeof(key), by_folder);
	}
	return 0;
}

int lint_collect(struct lint *l)
{
	const char *stdin_name = l->call->value[OPTION_STDIN_FILENAME];
	int status = 0;

	if (l->call->n_operands == 0)
		status = walk(l, AT_FDCWD, ".", ".", 0);
	for (size_t i = 0; i < l->call->n_operands && !status; i++) {
		const char *path = l->call->operands[i];

		if (strcmp(path, "-") == 0)
			status = add(l, stdin_name ? file_plain_path(stdin_name) : "-", true, true);
		else if (file_is_folder(path) == 0)
			status = walk(l, AT_FDCWD, path, file_plain_path(path), 0);
		else
			status = add(l, file_plain_path(path), true, false);
	}
	if (!status)
		status = sort(l);
	return status ? status : find_folders(l);
}
