/*
 * replace.c - a file is written whole, or what stands there stays as it is.
 *
 * Writes beside the file and renames. Names nothing but its own temporary
 * file, and follows a link only to the file that is meant.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xencfg/file.h>

enum { LINKS_MAX = 40 }; /* as many as Linux follows (MAXSYMLINKS) */

/* Owner, group and mode of the file that will be replaced. A group that cannot be kept gets nothing. */
static int keep_owner(int fd, const struct stat *old)
{
	mode_t mode = old->st_mode & 07777;

	if (fchown(fd, old->st_uid, old->st_gid) < 0)
		mode &= fchown(fd, (uid_t)-1, old->st_gid) < 0 ? 0707 : 0777;
	return fchmod(fd, mode) < 0 ? -errno : 0;
}

/* `old`: the file that it will replace, or NULL. */
static int write_new(int dirfd, const char *name, mode_t mode, const struct stat *old, struct text text, bool sync)
{
	const int how = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(dirfd, name, how, mode), error;

	if (fd < 0 && errno == EEXIST && unlinkat(dirfd, name, 0) == 0)
		fd = openat(dirfd, name, how, mode);
	if (fd < 0)
		return -errno;
	error = old ? keep_owner(fd, old) : 0;
	if (!error)
		error = file_write_all(fd, text);
	if (!error && sync && fsync(fd) < 0)
		error = -errno;
	if (close(fd) < 0 && !error)
		error = -errno;
	if (error)
		unlinkat(dirfd, name, 0);
	return error;
}

int file_write_new(int dirfd, const char *name, mode_t mode, struct text text, bool sync)
{
	return write_new(dirfd, name, mode, NULL, text, sync);
}

/* Where there is nothing to lose, or nothing that a rename could replace: a device, a pipe, /dev/stdout. */
static int write_directly(const char *path, struct text text)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC), error;

	if (fd < 0)
		return -errno;
	error = file_write_all(fd, text);
	if (close(fd) < 0 && !error)
		error = -errno;
	return error;
}

/* One step from a link to what it names, in place. 1: it was a link; 0: it is none, or not there. */
static int follow(char path[PATH_MAX])
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof(target));
	size_t folder;

	if (n < 0)
		return errno == EINVAL || errno == ENOENT ? 0 : -errno;
	folder = target[0] == '/' ? 0 : (size_t)(file_base_name(path) - path);
	if (folder + (size_t)n >= PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(path + folder, target, (size_t)n);
	path[folder + (size_t)n] = '\0';
	return 1;
}

/* The file that a path means, behind all links. */
static int resolve(const char *path, char ret[PATH_MAX])
{
	size_t n = strlen(path);
	int links = 0, more = 1;

	if (n >= PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(ret, path, n + 1);
	/* What a process holds open, such as /dev/stdout, is no name that could be given to another file. */
	while (!text_starts(text_of(ret), "/proc/") && (more = follow(ret)) > 0)
		if (++links > LINKS_MAX)
			return -ELOOP;
	return more < 0 ? more : 0;
}

/* Writes beside `path`, which is no link, and renames. `old`: what stands there, or NULL. */
static int replace(char *path, const struct stat *old, struct text text)
{
	char *slash = strrchr(path, '/'), temporary[32];
	const char *name = slash ? slash + 1 : path;
	int folder, error;

	/* Nobody else has this number at this time; what a killed process of the same number left may go. */
	snprintf(temporary, sizeof(temporary), ".xencfg-new-p%ld", (long)getpid());
	if (slash)
		*slash = '\0';
	folder = open(!slash ? "." : slash == path ? "/" : path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return -errno;
	error = write_new(folder, temporary, old ? 0600 : 0666, old, text, true);
	if (!error && renameat(folder, temporary, folder, name) < 0) {
		error = -errno;
		unlinkat(folder, temporary, 0);
	}
	close(folder);
	return error;
}

int file_replace(const char *path, struct text text)
{
	char file[PATH_MAX];
	struct stat st;
	bool there = stat(path, &st) == 0;
	int error;

	if (!there && errno != ENOENT)
		return -errno;
	if (there && access(path, W_OK) < 0)
		return -errno;
	if (there && !S_ISREG(st.st_mode))
		return write_directly(path, text);
	error = resolve(path, file);
	if (error)
		return error;
	if (text_starts(text_of(file), "/proc/"))
		return write_directly(path, text);
	return replace(file, there ? &st : NULL, text);
}
