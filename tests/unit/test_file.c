/*
 * test_file.c - whole files, pipes and what cannot be read.
 */
#include "harness.h"
#include <errno.h>
#include <sys/wait.h>

static void files_are_read_whole(void **state)
{
	static const struct text contents[] = { TEXT(""), TEXT("a"), TEXT("a\0b\n\xff") };
	int folder = open(".", O_RDONLY | O_DIRECTORY);
	struct arena a = { 0 };
	struct text t;

	(void)state;
	for (size_t i = 0; i < COUNT(contents); i++) {
		write_file("file", contents[i]);
		assert_int_equal(file_read(&a, AT_FDCWD, "file", &t), 0);
		assert_non_null(t.s);
		assert_true(text_same(t, contents[i]));
		assert_int_equal(file_read(&a, folder, "file", &t), 0);
		assert_true(text_same(t, contents[i]));
	}
	/* Only for the current folder "-" is something else. */
	write_file("-", TEXT("dash"));
	assert_int_equal(file_read(&a, folder, "-", &t), 0);
	expect_text("-", t, "dash");
	/* No size is known there. */
	assert_int_equal(file_read(&a, AT_FDCWD, "/proc/self/status", &t), 0);
	assert_true(text_starts(t, "Name:"));
	close(folder);
	arena_free(&a);
}

static void files_that_cannot_be_read_say_why(void **state)
{
	struct arena a = { 0 };
	struct text t;

	(void)state;
	assert_int_equal(file_read(&a, AT_FDCWD, "missing", &t), -ENOENT);
	assert_int_equal(file_read(&a, AT_FDCWD, ".", &t), -EISDIR);
	assert_int_equal(file_read_fd(&a, -1, &t), -EBADF);
	/* A hole takes no room on the disk. */
	write_file("file", TEXT(""));
	assert_int_equal(truncate("file", (off_t)FILE_SIZE_MAX + 1), 0);
	assert_int_equal(file_read(&a, AT_FDCWD, "file", &t), -EFBIG);
	assert_int_equal(file_write_all(-1, TEXT("x")), -EBADF);
	assert_int_equal(file_write_all(-1, TEXT("")), 0);
	arena_free(&a);
}

/* A child that writes `n` bytes in pieces, so that the reader meets short reads. */
static pid_t write_pipe(size_t n, int *ret_fd)
{
	int fds[2];
	pid_t child;

	assert_int_equal(pipe(fds), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		char piece[997];

		for (size_t done = 0; done < n; done += sizeof(piece)) {
			for (size_t i = 0; i < sizeof(piece); i++)
				piece[i] = (char)((done + i) % 251);
			if (file_write_all(fds[1], (struct text){ piece, n - done < sizeof(piece) ? n - done : sizeof(piece) }))
				_exit(1);
		}
		_exit(0);
	}
	close(fds[1]);
	*ret_fd = fds[0];
	return child;
}

static void pipes_are_read_whole(void **state)
{
	static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 131072, 300001 };
	struct arena a = { 0 };

	(void)state;
	for (size_t k = 0; k < COUNT(sizes); k++) {
		int fd, status, old = dup(STDIN_FILENO);
		struct text t;
		pid_t child = write_pipe(sizes[k], &fd);

		assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
		assert_int_equal(file_read(&a, AT_FDCWD, "-", &t), 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
		assert_int_equal(t.n, sizes[k]);
		for (size_t i = 0; i < t.n; i++)
			if ((unsigned char)t.s[i] != i % 251)
				fail_msg("byte %zu of %zu", i, t.n);
		dup2(old, STDIN_FILENO);
		close(old);
		close(fd);
	}
	arena_free(&a);
}

static void files_are_appended_up_to_a_limit(void **state)
{
	struct sb b = { 0 };
	int fd;

	(void)state;
	write_file("file", TEXT("0123456789"));
	fd = open("file", O_RDONLY);
	sb_string(&b, "> ");
	assert_int_equal(file_append(&b, fd, 0), 0);
	assert_int_equal(file_append(&b, fd, 4), 0);
	expect_text("four", sb_view(&b), "> 0123");
	assert_int_equal(file_append(&b, fd, 100), 0);
	expect_text("the rest", sb_view(&b), "> 0123456789");
	assert_int_equal(file_append(&b, fd, 100), 0);
	expect_text("at the end", sb_view(&b), "> 0123456789");
	assert_int_equal(file_append(&b, -1, 1), -EBADF);
	assert_int_equal(file_append(&b, fd, (size_t)FILE_SIZE_MAX + 1), -EFBIG);
	close(fd);
	sb_free(&b);
}

static void base_names_are_behind_the_last_slash(void **state)
{
	(void)state;
	assert_string_equal(file_base_name("host.json"), "host.json");
	assert_string_equal(file_base_name("./a/host.json"), "host.json");
	assert_string_equal(file_base_name("/host.json"), "host.json");
	assert_string_equal(file_base_name("a/"), "");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_read_whole),
		cmocka_unit_test(files_that_cannot_be_read_say_why),
		cmocka_unit_test(pipes_are_read_whole),
		cmocka_unit_test(files_are_appended_up_to_a_limit),
		cmocka_unit_test(base_names_are_behind_the_last_slash),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
