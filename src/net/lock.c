/*
 * lock.c - the state folder, and who may work with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "apply.h"

int state_look(const char *path, int *ret_dir)
{
	*ret_dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *ret_dir < 0 ? -errno : 0;
}

/* Namespaces share /run: each has a network of its own, and one may be gone with what its journal tells. */
int state_folder(struct arena *arena, const char *path, const char **ret)
{
	struct text boot, rest, id;
	bool elsewhere;
	char *own;
	int dir, r = journal_boot(arena, &boot);

	*ret = path;
	if (r < 0)
		return r;
	rest = boot;
	text_split(&rest, '/', &id);
	own = arena_printf(arena, "%s/net-%.*s", path, TEXT_ARG(rest));
	if (!own)
		return -ENOMEM;
	r = state_look(own, &dir);
	if (r == 0) {
		close(dir);
		*ret = own;
	}
	/* What cannot be told must not pass for "nothing was applied". */
	if (r != -ENOENT)
		return r;
	r = state_look(path, &dir);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	elsewhere = journal_elsewhere(dir, JOURNAL_RUNNING, boot) || journal_elsewhere(dir, JOURNAL_APPLIED, boot);
	close(dir);
	if (elsewhere)
		*ret = own;
	return 0;
}

int state_open(const char *path, int *ret_dir)
{
	struct stat st;
	int fd, dir, r = 0;

	if (mkdir(path, S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH) < 0 && errno != EEXIST)
		return -errno;
	/* Not through a link, which could lead into any folder of ours. */
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -errno;
	/* The watchdog keeps it, and gets standard files of its own. */
	dir = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (dir < 0)
		r = -errno;
	close(fd);
	if (r < 0)
		return r;
	/* Who writes a journal says what is done to the network. */
	if (fstat(dir, &st) < 0)
		r = -errno;
	else if (st.st_uid != geteuid() || (st.st_mode & (S_IWGRP | S_IWOTH)))
		r = -EPERM;
	if (r < 0)
		close(dir);
	else
		*ret_dir = dir;
	return r;
}

int state_lock(int dir, int *ret_lock)
{
	int fd = openat(dir, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR), r;

	if (fd < 0)
		return -errno;
	do
		r = flock(fd, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
	while (r == -EINTR);
	if (r < 0)
		close(fd);
	else
		*ret_lock = fd;
	return r;
}
