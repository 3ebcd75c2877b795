/*
 * harness.h - what the unit tests share: cmocka's includes, one run's memory, a folder of their own.
 *
 * Included first. Never hides what a test expects, and writes only below TMPDIR.
 */
#ifndef XENCFG_TEST_HARNESS_H
#define XENCFG_TEST_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xencfg/file.h>
#include <xencfg/finding.h>
#include <xencfg/sb.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* The memory, sources and findings of one run. */
struct run {
	struct arena arena;
	struct sources sources;
	struct findings findings;
};

static inline void run_open(struct run *run)
{
	arena_init(&run->arena);
	run->sources = (struct sources){ .arena = &run->arena };
	findings_init(&run->findings, &run->arena);
}

static inline void run_close(struct run *run)
{
	arena_free(&run->arena);
}

static inline uint32_t run_source(struct run *run, const char *name, struct text text)
{
	uint32_t file = sources_add(&run->sources, name, text);

	assert_int_not_equal(file, 0);
	return file;
}

/* The first finding of a rule, at or behind `from`; NULL when there is none. */
static inline const struct finding *finding_of(const struct finding *from, enum rule rule)
{
	while (from && from->rule != rule)
		from = from->next;
	return from;
}

static inline void expect_text(const char *what, struct text got, const char *wanted)
{
	if (!text_is(got, wanted))
		fail_msg("%s: \"%.*s\", not \"%s\"", what, TEXT_ARG(got), wanted);
}

/* The bytes that a span covers. */
static inline void expect_span(const char *what, struct run *run, struct span at, const char *wanted)
{
	expect_text(what, span_text(&run->sources, at), wanted);
}

/* The same numbers on every machine and at every run (xorshift64*). */
static inline uint64_t random_next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

static inline size_t random_below(uint64_t *state, size_t n)
{
	return (size_t)((random_next(state) >> 33) % n);
}

/* For cmocka_run_group_tests: a temporary folder, the current one of all tests of the group. */
static inline int folder_make(void **state)
{
	static char name[4096];
	const char *tmp = getenv("TMPDIR");

	snprintf(name, sizeof(name), "%s/xencfg-unit-XXXXXX", tmp ? tmp : P_tmpdir);
	umask(022);
	*state = mkdtemp(name);
	return *state && chdir(name) == 0 ? 0 : -1;
}

/* Those above the file of this path. */
static inline void make_folders(const char *path)
{
	char name[256];

	for (const char *at = strchr(path, '/'); at; at = strchr(at + 1, '/')) {
		snprintf(name, sizeof(name), "%.*s", (int)(at - path), path);
		assert_true(mkdir(name, 0755) == 0 || access(name, F_OK) == 0);
	}
}

/* What is in it goes away, `depth` folders deep. */
static inline void folder_empty(const char *path, unsigned depth)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char name[1024];

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (snprintf(name, sizeof(name), "%s/%s", path, entry->d_name) < (int)sizeof(name) && unlink(name) < 0 && depth) {
			folder_empty(name, depth - 1);
			rmdir(name);
		}
	}
	if (dir)
		closedir(dir);
}

/* For setups and teardowns of tests. */
static inline int folder_clean(void **state)
{
	(void)state;
	folder_empty(".", 4);
	return 0;
}

static inline int folder_remove(void **state)
{
	folder_empty(".", 4);
	return chdir("/") == 0 ? rmdir(*state) : -1;
}

static inline void write_file(const char *path, struct text content)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(file_write_all(fd, content), 0);
	close(fd);
}

static inline void expect_file(const char *path, const char *wanted)
{
	struct arena arena = { 0 };
	struct text t;

	if (file_read(&arena, AT_FDCWD, path, &t) < 0)
		fail_msg("%s is not there", path);
	expect_text(path, t, wanted);
	arena_free(&arena);
}

/* The names in a folder, sorted, with a blank before each. */
static inline void expect_names(const char *path, const char *wanted)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, alphasort);
	struct sb list = { 0 };

	assert_true(n >= 2);
	for (int i = 0; i < n; i++) {
		if (strcmp(entries[i]->d_name, ".") != 0 && strcmp(entries[i]->d_name, "..") != 0)
			sb_printf(&list, " %s", entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	expect_text(path, sb_view(&list), wanted);
	sb_free(&list);
}

#endif
