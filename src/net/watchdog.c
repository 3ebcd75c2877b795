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
#include <xencfg/file.h>
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

/* What the watchdog has open beside its standard files; `ready` until it is. */
struct kept {
	int dir, life, ready;
};

static int next_kept(const struct kept *kept, int from)
{
	const int all[] = { kept->dir, kept->life, kept->ready };
	int next = INT_MAX;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i] >= from && all[i] < next)
			next = all[i];
	return next;
}

/* Nothing of what we were started with stays: no terminal, no pipe that somebody reads to its end, no lock. */
static int own_files(int null, int log, const struct kept *kept)
{
	if (dup2(null, STDIN_FILENO) < 0 || dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
		return -errno;
	for (int from = STDERR_FILENO + 1, next; from < INT_MAX; from = next < INT_MAX ? next + 1 : next) {
		next = next_kept(kept, from);
		close_between(from, next < INT_MAX ? next - 1 : next);
	}
	return chdir("/") < 0 ? -errno : 0;
}

void watchdog_pause(void)
{
	const struct timespec pause = { 0, (long)LOOK_MS * MILLION };

	nanosleep(&pause, NULL);
}

/* One that was started earlier notices within LOOK_MS that it is not needed any more. */
static int lock_life(int life)
{
	for (int tries = 0; tries < LOCK_TRIES; tries++) {
		if (flock(life, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		watchdog_pause();
	}
	return -EBUSY;
}

static bool say_ready(int ready, int r)
{
	bool said = file_write_all(ready, (struct text){ (const char *)&r, sizeof(r) }) == 0;

	close(ready);
	return said && r == 0;
}

/* In the child: becomes the watchdog. That it can watch, watchdog_wait says. */
static int become(int null, int log, const struct kept *kept)
{
	int r;

	setsid();
	signal(SIGHUP, SIG_IGN);
	r = own_files(null, log, kept);
	/* Where that cannot be, it works as well. */
	privilege_keep(PRIVILEGE_NETWORK);
	if (r < 0) {
		say_ready(kept->ready, r);
		_exit(EXIT_FAILURE);
	}
	return 1;
}

static int await(int ready)
{
	ssize_t n;
	int r;

	do
		n = read(ready, &r, sizeof(r));
	while (n < 0 && errno == EINTR);
	return n == sizeof(r) ? r : n < 0 ? -errno : -ECHILD;
}

/* In the parent: 0 when the child stands on its own feet. Only then the network may change. */
static int started(pid_t child, const int ready[2])
{
	int r = child < 0 ? -errno : 0;

	close(ready[1]);
	if (!r)
		r = await(ready[0]);
	close(ready[0]);
	return r;
}

static int start(int null, int log, int dir, int life, int *ret_ready)
{
	int ready[2], r;
	pid_t pid;

	if (null < 0 || log < 0 || life < 0)
		return -errno;
	/* The child has the lock with the descriptor, and keeps it when we close ours. */
	r = lock_life(life);
	if (r < 0)
		return r;
	if (pipe2(ready, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid == 0) {
		*ret_ready = ready[1];
		return become(null, log, &(struct kept){ dir, life, ready[1] });
	}
	return started(pid, ready);
}

static int above_standard(int fd)
{
	int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1), error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return high;
}

int watchdog_start(int dir, int *ret_ready)
{
	int life = above_standard(open_life(dir));
	int null = above_standard(open("/dev/null", O_RDWR | O_CLOEXEC));
	int log = above_standard(
		openat(dir, "watchdog.log", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
	int r = start(null, log, dir, life, ret_ready);

	/* The watchdog keeps them. */
	if (r != 1) {
		if (life >= 0)
			close(life);
		if (null >= 0)
			close(null);
		if (log >= 0)
			close(log);
	}
	return r;
}

/* Is the journal still the one that we watch over? That it cannot be asked for does not mean that it is gone. */
static bool is_there(int dir, const struct stat *mine)
{
	struct stat st;

	if (fstatat(dir, JOURNAL_RUNNING, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno != ENOENT;
	return st.st_ino == mine->st_ino && st.st_dev == mine->st_dev;
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

	for (; left > 0 && is_there(dir, mine); left = end - now_ms())
		if (ended(left < LOOK_MS ? left : LOOK_MS))
			break;
	/* An apply, or a confirm, may be at work; and nobody else will come if we give up. */
	while (is_there(dir, mine)) {
		if (state_lock(dir, ret_lock) == 0)
			return is_there(dir, mine) ? 0 : 1;
		ended(LOOK_MS);
	}
	return 1;
}

int watchdog_wait(int dir, uint32_t seconds, int ready, int *ret_lock)
{
	int journal = openat(dir, JOURNAL_RUNNING, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), r;
	struct stat mine = { 0 };

	r = journal < 0 || fstat(journal, &mine) < 0 ? -errno : 0;
	if (ready > 0 && !say_ready(ready, r) && !r)
		r = -ECHILD;
	/* While it is open, no other file gets its number. */
	if (!r)
		r = wait_for(dir, seconds, &mine, ret_lock);
	if (journal >= 0)
		close(journal);
	return r == -ENOENT ? 1 : r;
}
