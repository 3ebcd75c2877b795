/*
 * test_replace.c - a file is replaced whole, or not at all and nothing is left.
 */
#include "harness.h"
#include <errno.h>
#include <inttypes.h>
#include <sys/file.h>
#include <xencfg/hash.h>

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

static ino_t inode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_ino;
}

static void makes_and_replaces(void **state)
{
	ino_t first;

	(void)state;
	assert_int_equal(file_replace("a", TEXT("one\n")), 0);
	expect_file("a", "one\n");
	assert_int_equal(mode_of("a"), 0644);
	first = inode_of("a");
	/* Whoever has the old file open goes on reading it. */
	assert_int_equal(link("a", "old"), 0);
	assert_int_equal(file_replace("./a", TEXT("two\n")), 0);
	expect_file("a", "two\n");
	expect_file("old", "one\n");
	assert_int_equal(inode_of("old"), first);
	assert_int_equal(file_replace("a", TEXT("")), 0);
	expect_file("a", "");
	expect_names(".", " a old");
}

static void keeps_mode_and_owner(void **state)
{
	static const mode_t modes[] = { 0600, 0644, 0755, 0666, 0640 };
	struct stat st;

	(void)state;
	write_file("a", TEXT("x"));
	for (size_t i = 0; i < COUNT(modes); i++) {
		assert_int_equal(chmod("a", modes[i]), 0);
		assert_int_equal(file_replace("a", TEXT("y")), 0);
		assert_int_equal(mode_of("a"), modes[i]);
	}
	if (geteuid() == 0) {
		assert_int_equal(chown("a", 4321, 8765), 0);
		assert_int_equal(file_replace("a", TEXT("z")), 0);
		assert_int_equal(stat("a", &st), 0);
		assert_int_equal(st.st_uid, 4321);
		assert_int_equal(st.st_gid, 8765);
	}
}

static void follows_links_and_keeps_them(void **state)
{
	char target[64];

	(void)state;
	assert_int_equal(mkdir("folder", 0755), 0);
	write_file("folder/file", TEXT("old"));
	assert_int_equal(symlink("file", "folder/near"), 0);
	assert_int_equal(symlink("folder/near", "far"), 0);
	assert_int_equal(file_replace("far", TEXT("new")), 0);
	expect_file("folder/file", "new");
	assert_int_equal(readlink("far", target, sizeof(target)), 11);
	assert_int_equal(readlink("folder/near", target, sizeof(target)), 4);
	/* One that leads to no file yet, and one that leads back to itself. */
	assert_int_equal(symlink("folder/later", "dangling"), 0);
	assert_int_equal(file_replace("dangling", TEXT("made")), 0);
	expect_file("folder/later", "made");
	assert_int_equal(readlink("dangling", target, sizeof(target)), 12);
	assert_int_equal(symlink("loop", "loop"), 0);
	assert_int_equal(file_replace("loop", TEXT("x")), -ELOOP);
	assert_int_equal(symlink("missing/later", "astray"), 0);
	assert_int_equal(file_replace("astray", TEXT("x")), -ENOENT);
	expect_names(".", " astray dangling far folder loop");
	expect_names("folder", " file later near");
}

static void follows_links_from_the_root(void **state)
{
	char *here = getcwd(NULL, 0), path[4096];

	(void)state;
	assert_non_null(here);
	snprintf(path, sizeof(path), "%s/file", here);
	write_file("file", TEXT("old"));
	assert_int_equal(symlink(path, "link"), 0);
	assert_int_equal(file_replace("link", TEXT("new")), 0);
	expect_file("file", "new");
	assert_int_equal(file_replace(path, TEXT("newer")), 0);
	expect_file("file", "newer");
	free(here);
}

static void writes_directly_what_is_no_file(void **state)
{
	int fd;
	char got[8] = "";

	(void)state;
	assert_int_equal(file_replace("/dev/null", TEXT("gone")), 0);
	assert_int_equal(file_replace("/dev/full", TEXT("x")), -ENOSPC);
	assert_int_equal(symlink("/dev/null", "sink"), 0);
	assert_int_equal(file_replace("sink", TEXT("gone")), 0);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	fd = open("pipe", O_RDWR);
	assert_int_equal(file_replace("pipe", TEXT("hello")), 0);
	assert_int_equal(read(fd, got, sizeof(got)), 5);
	assert_string_equal(got, "hello");
	close(fd);
	assert_int_equal(file_replace(".", TEXT("x")), -EISDIR);
	expect_names(".", " pipe sink");
}

/* /dev/stdout is such a link: what is behind it is added to, and keeps its name and place. */
static void writes_directly_what_is_open(void **state)
{
	int fd = open("out", O_RDWR | O_CREAT | O_APPEND, 0600);
	char path[64];
	ino_t inode;

	(void)state;
	assert_true(fd >= 0);
	inode = inode_of("out");
	assert_int_equal(file_write_all(fd, TEXT("first ")), 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	assert_int_equal(symlink(path, "stdout"), 0);
	assert_int_equal(file_replace("stdout", TEXT("second")), 0);
	assert_int_equal(inode_of("out"), inode);
	close(fd);
	expect_file("out", "first second");
	expect_names(".", " out stdout");
}

static void says_why_not(void **state)
{
	char name[400], path[5000];

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	memset(path, '/', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	write_file("file", TEXT("old"));
	assert_int_equal(file_replace("missing/file", TEXT("x")), -ENOENT);
	assert_int_equal(file_replace("file/file", TEXT("x")), -ENOTDIR);
	assert_int_equal(file_replace("", TEXT("x")), -ENOENT);
	assert_int_equal(file_replace("new/", TEXT("x")), -ENOENT);
	assert_int_equal(file_replace(name, TEXT("x")), -ENAMETOOLONG);
	assert_int_equal(file_replace(path, TEXT("x")), -ENAMETOOLONG);
	expect_file("file", "old");
	expect_names(".", " file");
}

/* A name of the longest kind has no room for a suffix. */
static void needs_no_longer_name(void **state)
{
	char name[256];

	(void)state;
	memset(name, 'x', 255);
	name[255] = '\0';
	assert_int_equal(file_replace(name, TEXT("one")), 0);
	assert_int_equal(file_replace(name, TEXT("two")), 0);
	expect_file(name, "two");
}

static void what_a_killed_run_left_is_replaced(void **state)
{
	char name[64], list[80];

	(void)state;
	snprintf(name, sizeof(name), ".xencfg-new-p%016" PRIx64, hash_add(HASH_START, TEXT("b")));
	assert_int_equal(symlink("a", name), 0);
	write_file("a", TEXT("old"));
	assert_int_equal(file_replace("b", TEXT("new")), 0);
	expect_file("a", "old");
	expect_file("b", "new");
	expect_names(".", " a b");
	write_file(name, TEXT("half"));
	assert_int_equal(file_replace("b", TEXT("new")), 0);
	expect_file("b", "new");
	expect_names(".", " a b");
	/* A folder of that name is not ours: it stays, and is in nobody's way. */
	assert_int_equal(mkdir(name, 0755), 0);
	assert_int_equal(file_replace("b", TEXT("newer")), 0);
	expect_file("b", "newer");
	snprintf(list, sizeof(list), " %s a b", name);
	expect_names(".", list);
}

/* Where others may write they may lock what has our temporary's name, and never give it away. */
static void waits_for_nobody(void **state)
{
	char name[64], list[80];
	int fd;

	(void)state;
	snprintf(name, sizeof(name), ".xencfg-new-p%016" PRIx64, hash_add(HASH_START, TEXT("b")));
	write_file(name, TEXT("another's"));
	fd = open(name, O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	alarm(60);
	assert_int_equal(file_replace("b", TEXT("new")), 0);
	assert_int_equal(file_replace("b", TEXT("newer")), 0);
	alarm(0);
	expect_file("b", "newer");
	expect_file(name, "another's");
	snprintf(list, sizeof(list), " %s b", name);
	expect_names(".", list);
	close(fd);
	assert_int_equal(file_replace("b", TEXT("newest")), 0);
	expect_names(".", " b");
}

static void new_files_are_new(void **state)
{
	int folder = open(".", O_RDONLY | O_DIRECTORY);

	(void)state;
	write_file("a", TEXT("old"));
	assert_int_equal(symlink("a", "link"), 0);
	assert_int_equal(file_write_new(folder, "link", 0755, TEXT("new"), true), 0);
	expect_file("a", "old");
	expect_file("link", "new");
	assert_int_equal(mode_of("link"), 0755);
	assert_int_equal(file_write_new(folder, "missing/b", 0644, TEXT("x"), false), -ENOENT);
	close(folder);
	assert_int_equal(file_write_new(folder, "b", 0644, TEXT("x"), false), -EBADF);
	expect_names(".", " a link");
}

/* What a path leads to is asked twice; that it is the same is what counts. */
static void replaces_only_what_was_read(void **state)
{
	(void)state;
	write_file("a", TEXT("old"));
	write_file("secret", TEXT("secret"));
	assert_int_equal(file_replace_same("a", TEXT("old"), TEXT("new")), 0);
	expect_file("a", "new");
	assert_int_equal(file_replace_same("a", TEXT("old"), TEXT("newer")), -ESTALE);
	assert_int_equal(unlink("a") | symlink("secret", "a"), 0);
	assert_int_equal(file_replace_same("a", TEXT("new"), TEXT("newer")), -ESTALE);
	assert_int_equal(unlink("a") | symlink("/dev/null", "a"), 0);
	assert_int_equal(file_replace_same("a", TEXT("new"), TEXT("newer")), -ESTALE);
	assert_int_equal(unlink("a"), 0);
	assert_int_equal(file_replace_same("a", TEXT("new"), TEXT("newer")), -ENOENT);
	expect_file("secret", "secret");
	expect_names(".", " secret");
}

/* As fs.protected_symlinks does where it is on, and whether it is or not. */
static void follows_no_planted_link(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(mkdir("all", 0777) | chmod("all", 01777), 0);
	write_file("secret", TEXT("secret"));
	assert_int_equal(symlink("../later", "all/planted") | lchown("all/planted", 4321, 4321), 0);
	assert_int_equal(file_replace("all/planted", TEXT("new")), -EACCES);
	assert_int_equal(symlink("../secret", "all/own"), 0);
	assert_int_equal(file_replace("all/own", TEXT("new")), 0);
	expect_file("secret", "new");
	expect_names(".", " all secret");
}

#define TEST(function) cmocka_unit_test_setup(function, folder_clean)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(makes_and_replaces),
		TEST(keeps_mode_and_owner),
		TEST(follows_links_and_keeps_them),
		TEST(follows_links_from_the_root),
		TEST(writes_directly_what_is_no_file),
		TEST(writes_directly_what_is_open),
		TEST(says_why_not),
		TEST(needs_no_longer_name),
		TEST(what_a_killed_run_left_is_replaced),
		TEST(waits_for_nobody),
		TEST(new_files_are_new),
		TEST(replaces_only_what_was_read),
		TEST(follows_no_planted_link),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
