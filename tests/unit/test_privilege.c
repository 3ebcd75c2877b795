/*
 * test_privilege.c - what is given up is gone, and what stays is enough.
 *
 * Each in a child: what a process gave up it cannot have back. As root; without, there is nothing to give up.
 */
#include "harness.h"
#include <errno.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <xencfg/privilege.h>

enum { SKIPPED = 255 };

/* The child answers 0 when all is as it should be, SKIPPED, or the line of what is not. */
static void in_child(int (*child)(void))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(child());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == SKIPPED)
		skip();
	if (WEXITSTATUS(status))
		fail_msg("wrong in line %d", WEXITSTATUS(status));
}

#define WANT(condition)                   \
	do {                              \
		if (!(condition))         \
			return __LINE__;  \
	} while (0)

static int opens(const char *name, int how)
{
	int fd = open(name, how | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/* A file and a folder that only user 4321 may use. */
static int foreign(void)
{
	if (geteuid() != 0)
		return SKIPPED;
	write_file("secret", TEXT("x\n"));
	WANT(mkdir("home", 0700) == 0 && chown("home", 4321, 4321) == 0);
	WANT(chmod("secret", 0600) == 0 && chown("secret", 4321, 4321) == 0);
	return 0;
}

static int child_none(void)
{
	int r = foreign();

	if (r)
		return r;
	WANT(opens("secret", O_RDONLY) == 0);
	WANT(privilege_keep(PRIVILEGE_NONE) == 0);
	WANT(opens("secret", O_RDONLY) == -EACCES);
	WANT(opens("home/new", O_CREAT | O_WRONLY) == -EACCES);
	WANT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
	WANT(prctl(PR_CAPBSET_READ, 0, 0, 0, 0) == 0);
	/* Nothing comes back. */
	WANT(privilege_keep(PRIVILEGE_READ | PRIVILEGE_WRITE | PRIVILEGE_NETWORK) == 0);
	WANT(opens("secret", O_RDONLY) == -EACCES);
	return 0;
}

static int child_read(void)
{
	int r = foreign();

	if (r)
		return r;
	WANT(privilege_keep(PRIVILEGE_READ) == 0);
	WANT(opens("secret", O_RDONLY) == 0 && opens("home/.", O_RDONLY) == 0);
	WANT(opens("secret", O_WRONLY) == -EACCES && opens("home/new", O_CREAT | O_WRONLY) == -EACCES);
	WANT(chown("secret", 0, 0) < 0 && errno == EPERM);
	return 0;
}

static int child_write(void)
{
	int r = foreign();
	struct stat st;

	if (r)
		return r;
	WANT(privilege_keep(PRIVILEGE_WRITE) == 0);
	WANT(file_replace("secret", TEXT("y\n")) == 0 && stat("secret", &st) == 0);
	WANT(st.st_uid == 4321 && (st.st_mode & 07777) == 0600);
	WANT(opens("home/new", O_CREAT | O_WRONLY) == 0);
	WANT(setuid(4321) < 0 && errno == EPERM);
	return 0;
}

static int child_only_read(void)
{
	write_file("mine", TEXT("x\n"));
	if (privilege_only_read() < 0)
		return SKIPPED;
	WANT(opens("mine", O_RDONLY) == 0 && opens(".", O_RDONLY) == 0);
	WANT(opens("mine", O_WRONLY) == -EACCES && opens("new", O_CREAT | O_WRONLY) == -EACCES);
	WANT(unlink("mine") < 0 && mkdir("folder", 0755) < 0 && symlink("a", "b") < 0);
	WANT(rename("mine", "yours") < 0 && link("mine", "yours") < 0);
	WANT(file_replace("mine", TEXT("y\n")) < 0);
	WANT(write(STDOUT_FILENO, "", 0) == 0);
	return 0;
}

static void nothing_is_left(void **state)
{
	(void)state;
	in_child(child_none);
}

static void all_can_be_read(void **state)
{
	(void)state;
	in_child(child_read);
}

static void owners_are_kept(void **state)
{
	(void)state;
	in_child(child_write);
}

static void nothing_can_be_written(void **state)
{
	(void)state;
	in_child(child_only_read);
	expect_file("mine", "x\n");
}

#define TEST(function) cmocka_unit_test_setup(function, folder_clean)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(nothing_is_left),
		TEST(all_can_be_read),
		TEST(owners_are_kept),
		TEST(nothing_can_be_written),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
