/*
 * watchdog.c - a process of its own that waits for `xencfg confirm`.
 *
 * It outlives the terminal that it was started from, and whoever started it. That the journal
 * is gone, or is another one, tells it that it is not needed any more.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xencfg/privilege.h>
#include "apply.h"

enum {
	LOOK_MS = 250,
	LOCK_TRIES = 8,
	OLD_MOST = 1024, /* descriptors, where Linux (before 5.9) cannot close a range */
	THOUSAND = 1000,
	MILLION = 1000000,
};

static int open_life(int dir)
{
	return openat(dir, "watchdog", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
}

bool watchdog_lives(int dir)
{
	int fd = open_life(dir);
	bool lives = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK;

	if (fd >= 0)
		close(fd);
	return lives;
}

static void close_between(int from, int to)
{
	if (from <= to && close_range((unsigned)from, (unsigned)to, 0) < 0)
		for (int fd = from; fd <= to && fd < OLD_MOST; fd++)
			close(fd);
}

/* Nothing of what we were started with stays: no terminal, no pipe that somebody reads to its end, no lock. */
static int own_files(int null, int log, int dir, int life)
{
	int low = dir < life ? dir : life, high = dir < life ? life : dir;

	if (dup2(null, STDIN_FILENO) < 0 || dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
		return -errno;
	close_between(STDERR_FILENO + 1, low - 1);
	close_between(low + 1, high - 1);
	close_between(high + 1, INT_MAX);
	return chdir("/") < 0 ? -errno : 0;
}

/* One that was started earlier notices within LOOK_MS that it is not needed any more. */
static int lock_life(int life)
{
	const struct timespec pause = { 0, LOOK_MS * MILLION };

	for (int tries = 0; tries < LOCK_TRIES; tries++) {
		if (flock(life, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno != EWOULDBLOCK)
			return -errno;
		nanosleep(&pause, NULL);
	}
	return -EBUSY;
}

static int start(int null, int log, int dir, int life)
{
	pid_t pid;

	if (null < 0 || log < 0 || life < 0)
		return -errno;
	/* The child has the lock with the descriptor, and keeps it when we close ours. */
	if (lock_life(life) < 0)
		return -EBUSY;
	pid = fork();
	if (pid != 0)
		return pid < 0 ? -errno : 0;
	setsid();
	signal(SIGHUP, SIG_IGN);
	if (own_files(null, log, dir, life) < 0)
		_exit(EXIT_FAILURE);
	/* Where that cannot be, it works as well. */
	privilege_keep(PRIVILEGE_NETWORK);
	return 1;
}

static int above_standard(int fd)
{
	int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1), error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return high;
}

int watchdog_start(int dir)
{
	int life = above_standard(open_life(dir));
	int null = above_standard(open("/dev/null", O_RDWR | O_CLOEXEC));
	int log = above_standard(
		openat(dir, "watchdog.log", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
	int r = start(null, log, dir, life);

	if (r == 1)
		return 1;
	if (life >= 0)
		close(life);
	if (null >= 0)
		close(null);
	if (log >= 0)
		close(log);
	return r;
}

/* Is the journal still the one that we watch over? */
static bool is_there(int dir, const struct stat *mine)
{
	struct stat st;

	return fstatat(dir, JOURNAL_RUNNING, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_ino == mine->st_ino &&
	       st.st_dev == mine->st_dev;
}

static int64_t now_ms(void)
{
	struct timespec now;

	/* With the time that the machine sleeps: whoever was to confirm did not sleep. */
	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * THOUSAND + now.tv_nsec / MILLION;
}

/* Who ends us wants the time to be up now. */
static bool ended(int64_t wait)
{
	const struct timespec pause = { 0, (long)wait * MILLION };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	return sigtimedwait(&set, NULL, &pause) > 0;
}

static int wait_for(int dir, uint32_t seconds, const struct stat *mine, int *ret_lock)
{
	int64_t left = (int64_t)seconds * THOUSAND, end = now_ms() + left;
	int r;

	for (; left > 0 && is_there(dir, mine); left = end - now_ms())
		if (ended(left < LOOK_MS ? left : LOOK_MS))
			break;
	/* An apply, or a confirm, may be at work. */
	while (is_there(dir, mine)) {
		r = state_lock(dir, ret_lock);
		if (r == 0)
			return is_there(dir, mine) ? 0 : 1;
		if (r != -EWOULDBLOCK)
			return r;
		ended(LOOK_MS);
	}
	return 1;
}

int watchdog_wait(int dir, uint32_t seconds, int *ret_lock)
{
	struct stat mine;
	int journal = openat(dir, JOURNAL_RUNNING, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), r;

	if (journal < 0)
		return errno == ENOENT ? 1 : -errno;
	/* While it is open, no other file gets its number. */
	r = fstat(journal, &mine) < 0 ? -errno : wait_for(dir, seconds, &mine, ret_lock);
	close(journal);
	return r;
}
