/*
 * replace.c - a file is written whole, or what stands there stays as it is.
 *
 * Writes beside the file and renames. Names nothing but its own temporary
 * file, and follows a link only to the file that is meant.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xencfg/file.h>
#include <xencfg/hash.h>

enum {
	LINKS_MAX = 40, /* as many as Linux follows (MAXSYMLINKS) */
	TRIES = 100,    /* to get a name that others write, and give away, all the time */
	TEMPORARY_ROOM = 40,
};

/* Owner, group and mode of the file that will be replaced. A group that cannot be kept gets nothing. */
static int keep_owner(int fd, const struct stat *old)
{
	mode_t mode = old->st_mode & 07777;

	if (fchown(fd, old->st_uid, old->st_gid) < 0)
		mode &= fchown(fd, (uid_t)-1, old->st_gid) < 0 ? 0707 : 0777;
	return fchmod(fd, mode) < 0 ? -errno : 0;
}

enum { CREATE = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC };

/* What cannot be written whole is removed. `old`: the file that it will replace, or NULL. */
static int fill(int dirfd, const char *name, int fd, const struct stat *old, struct text text, bool sync)
{
	int error = old ? keep_owner(fd, old) : 0;

	if (!error)
		error = file_write_all(fd, text);
	if (!error && sync && fsync(fd) < 0)
		error = -errno;
	if (error)
		unlinkat(dirfd, name, 0);
	return error;
}

int file_write_new(int dirfd, const char *name, mode_t mode, struct text text, bool sync)
{
	int fd = openat(dirfd, name, CREATE, mode), error;

	if (fd < 0 && errno == EEXIST && unlinkat(dirfd, name, 0) == 0)
		fd = openat(dirfd, name, CREATE, mode);
	if (fd < 0)
		return -errno;
	error = fill(dirfd, name, fd, NULL, text, sync);
	if (close(fd) < 0 && !error) {
		error = -errno;
		unlinkat(dirfd, name, 0);
	}
	return error;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static void temporary_name(uint64_t number, char ret[static TEMPORARY_ROOM])
{
	snprintf(ret, TEMPORARY_ROOM, ".xencfg-new-p%016" PRIx64, number);
}

enum holder { OURS, OTHERS, UNKNOWN };

/*
 * Whose is an open file of this name? Nobody is waited for: who can read a file can lock it, and for ever. UNKNOWN:
 * such files cannot be locked here.
 */
static enum holder lock(int folder, const char *name, int fd)
{
	struct stat of_fd, of_name;

	while (flock(fd, LOCK_EX | LOCK_NB) < 0)
		if (errno != EINTR)
			return errno == EWOULDBLOCK ? OTHERS : UNKNOWN;
	return fstat(fd, &of_fd) == 0 && fstatat(folder, name, &of_name, AT_SYMLINK_NOFOLLOW) == 0 &&
	                       is_same(&of_fd, &of_name) ?
	               OURS :
	               OTHERS;
}

/* What has the name and is locked by nobody was left by a run that was killed. True: it is gone. */
static bool remove_left(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	bool gone = fd < 0 ? errno == ELOOP : lock(folder, name, fd) == OURS;

	if (fd < 0 && errno == ENOENT)
		return true;
	gone = gone && (unlinkat(folder, name, 0) == 0 || errno == ENOENT);
	if (fd >= 0)
		close(fd);
	return gone;
}

/*
 * A new file, which is ours alone while it is open, since its writers hold its lock. Of this name, unless somebody
 * else has it and it cannot be told that he is gone: then of one that nobody knows, and `name` becomes that.
 */
static int open_temporary(int folder, char name[static TEMPORARY_ROOM], mode_t mode)
{
	bool known = true;

	for (unsigned tries = 0; tries < TRIES; tries++) {
		int fd = openat(folder, name, CREATE, mode);
		uint64_t number;

		if (fd < 0 && errno != EEXIST)
			return -errno;
		if (fd >= 0 && (!known || lock(folder, name, fd) != OTHERS))
			return fd;
		if (fd >= 0) {
			close(fd); /* somebody took it for one that was left */
		} else if (!known || !remove_left(folder, name)) {
			known = false;
			if (getrandom(&number, sizeof(number), GRND_NONBLOCK) < 0)
				number = (uint64_t)getpid() + tries;
			temporary_name(number, name);
		}
	}
	return -EBUSY;
}

/*
 * Where there is nothing to lose, or nothing that a rename could replace: a device, a pipe, /dev/stdout. `meant`: what
 * the path was found to be; who may change the folder does not make it anything else by now.
 */
static int write_directly(const char *path, const struct stat *meant, struct text text)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC), error = 0;
	struct stat st;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		error = -errno;
	else if (!is_same(&st, meant))
		error = -ESTALE;
	if (!error)
		error = file_write_all(fd, text);
	if (close(fd) < 0 && !error)
		error = -errno;
	return error;
}

/*
 * A link that somebody else has put into a folder where everybody may: Linux follows none (fs.protected_symlinks), and
 * we, who go step by step and past it, neither.
 */
static bool is_planted(const char *path)
{
	char parent[PATH_MAX] = ".";
	size_t n = (size_t)(file_base_name(path) - path);
	struct stat link, folder;

	if (n) {
		memcpy(parent, path, n);
		parent[n] = '\0';
	}
	if (lstat(path, &link) < 0 || !S_ISLNK(link.st_mode) || stat(parent, &folder) < 0)
		return false;
	return (folder.st_mode & S_ISVTX) && (folder.st_mode & S_IWOTH) && link.st_uid != geteuid() &&
	       link.st_uid != folder.st_uid;
}

/* One step from a link to what it names, in place. 1: it was a link; 0: it is none, or not there. */
static int follow(char path[PATH_MAX])
{
	char target[PATH_MAX];
	ssize_t n;
	size_t folder;

	if (is_planted(path))
		return -EACCES;
	n = readlink(path, target, sizeof(target));
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

/* Does `name` still hold this text? 0, or -ESTALE. */
static int holds(int folder, const char *name, const struct stat *old, struct text before)
{
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), error;
	struct arena arena = { 0 };
	struct text now;
	struct stat st;

	if (fd < 0)
		return -errno;
	error = fstat(fd, &st) < 0 ? -errno : is_same(&st, old) ? 0 : -ESTALE;
	if (!error)
		error = file_read_fd(&arena, fd, &now);
	if (!error && !text_same(now, before))
		error = -ESTALE;
	arena_free(&arena);
	close(fd);
	return error;
}

/* Does `name` in the folder still stand for what the path stood for? Else somebody has put a link in its way. */
static int check(int folder, const char *name, const struct stat *old, const struct text *before)
{
	struct stat st;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno != ENOENT ? -errno : old ? -ESTALE : 0;
	if (!old || !is_same(&st, old))
		return -ESTALE;
	return before ? holds(folder, name, old, *before) : 0;
}

/* Writes beside `path`, which is no link, and renames. `old`: what stands there, or NULL; `before`: what it holds. */
static int replace(char *path, const struct stat *old, const struct text *before, struct text text)
{
	char *slash = strrchr(path, '/'), temporary[TEMPORARY_ROOM];
	const char *name = slash ? slash + 1 : path;
	int folder, fd, error;

	/* The same at every run, so that the next one finds what a killed one left. */
	temporary_name(hash_add(HASH_START, text_of(name)), temporary);
	if (slash)
		*slash = '\0';
	folder = open(!slash ? "." : slash == path ? "/" : path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return -errno;
	error = check(folder, name, old, before);
	fd = error ? error : open_temporary(folder, temporary, old ? 0600 : 0666);
	if (!error)
		error = fd < 0 ? fd : fill(folder, temporary, fd, old, text, true);
	if (!error && renameat(folder, temporary, folder, name) < 0) {
		error = -errno;
		unlinkat(folder, temporary, 0);
	}
	/* The lock goes, too; what was written is on the disk by now. */
	if (fd >= 0)
		close(fd);
	close(folder);
	return error;
}

static int replace_path(const char *path, const struct text *before, struct text text)
{
	char file[PATH_MAX];
	struct stat st;
	bool there = stat(path, &st) == 0;
	int error;

	if (!there && (before || errno != ENOENT))
		return -errno;
	if (there && access(path, W_OK) < 0)
		return -errno;
	if (there && !S_ISREG(st.st_mode))
		return before ? -ESTALE : write_directly(path, &st, text);
	error = resolve(path, file);
	if (error)
		return error;
	if (there && text_starts(text_of(file), "/proc/"))
		return write_directly(path, &st, text);
	return replace(file, there ? &st : NULL, before, text);
}

int file_replace(const char *path, struct text text)
{
	return replace_path(path, NULL, text);
}

int file_replace_same(const char *path, struct text before, struct text text)
{
	return replace_path(path, &before, text);
}
