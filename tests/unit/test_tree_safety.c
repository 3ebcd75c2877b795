/*
 * test_tree_safety.c - the output folder when something is in the way: paths, links, other runs, killed runs.
 *
 * Works in a temporary folder of its own, as the current one.
 */
#include "harness.h"
#include <errno.h>
#include <xencfg/tree.h>

static void tree_at(struct tree *tree, const char *dir, enum tree_mode mode, bool force, int wanted)
{
	struct tree_options options = { mode, force, force, "host.json", NULL };

	assert_int_equal(tree_open(tree, dir, &options), wanted);
	if (wanted)
		tree_close(tree);
}

/* A guest that is started at boot, and a script. */
static void put_usual(struct tree *tree, const char *web)
{
	assert_int_equal(tree_put(tree, "scripts/my-network-bridge", 0755, TEXT("#!/bin/sh\n")), 0);
	assert_int_equal(tree_put(tree, "web.cfg", 0644, text_of(web)), 0);
	assert_int_equal(tree_link(tree, "auto/web.cfg", "../web.cfg"), 0);
}

static void make_usual(void)
{
	struct tree tree;

	tree_at(&tree, "out", TREE_WRITE, false, 0);
	put_usual(&tree, "name = 'web'\n");
	assert_int_equal(tree_commit(&tree), 0);
	tree_close(&tree);
}

static void expect_web(const char *wanted)
{
	struct arena arena = { 0 };
	struct text t, line;

	assert_int_equal(file_read(&arena, AT_FDCWD, "out/web.cfg", &t), 0);
	assert_true(text_split(&t, '\n', &line));
	expect_text("web.cfg", t, wanted);
	arena_free(&arena);
}

static void paths_lead_nowhere_else(void **state)
{
	static const char *const bad[] = { "../x", "a/b", "scripts/../x", "scripts/a/b", "/x", "", ".", "..", "auto/", "auto/..",
					   "auto/.", "/scripts/x", "scripts//x", "autox/y", "aut/y", "./x" };
	struct tree tree;

	(void)state;
	tree_at(&tree, "out", TREE_WRITE, true, 0);
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (tree_put(&tree, bad[i], 0644, TEXT("x")) != -EINVAL || tree_link(&tree, bad[i], "y") != -EINVAL)
			fail_msg("\"%s\" was taken", bad[i]);
		assert_string_equal(tree.failed, bad[i]);
	}
	tree_close(&tree);
	expect_names(".", "");
}

static void links_are_not_followed(void **state)
{
	struct tree tree;

	(void)state;
	assert_int_equal(mkdir("out", 0755) | mkdir("elsewhere", 0755), 0);
	write_file("secret", TEXT("secret\n"));
	assert_int_equal(symlink("../secret", "out/web.cfg") | symlink("../elsewhere", "out/scripts"), 0);
	tree_at(&tree, "out", TREE_CHECK, false, 0);
	assert_int_equal(tree_put(&tree, "web.cfg", 0644, TEXT("secret\n")), 0);
	assert_int_equal(tree.entries[0].status, TREE_FOREIGN);
	tree_close(&tree);
	tree_at(&tree, "out", TREE_WRITE, true, 0);
	assert_int_equal(tree_put(&tree, "web.cfg", 0644, TEXT("name = 'web'\n")), 0);
	assert_int_equal(tree_commit(&tree), 0);
	tree_close(&tree);
	expect_file("secret", "secret\n");
	expect_web("name = 'web'\n");
	expect_names("out", " scripts web.cfg web.cfg.orig");
	tree_at(&tree, "out", TREE_WRITE, true, 0);
	assert_true(tree_put(&tree, "scripts/x", 0755, TEXT("x")) < 0);
	tree_close(&tree);
	expect_names("elsewhere", "");
}

static void what_is_no_file_is_the_peoples(void **state)
{
	struct tree tree;

	(void)state;
	assert_int_equal(mkdir("out", 0755) | mkfifo("out/web.cfg", 0600), 0);
	tree_at(&tree, "out", TREE_WRITE, false, 0);
	assert_int_equal(tree_put(&tree, "web.cfg", 0644, TEXT("x\n")), 0); /* and nobody waits for a writer */
	assert_int_equal(tree.entries[0].status, TREE_FOREIGN);
	assert_int_equal(tree_commit(&tree), 0);
	tree_close(&tree);
	/* A folder cannot be kept as .orig: that is trouble, and no harm. */
	assert_int_equal(unlink("out/web.cfg") | mkdir("out/web.cfg", 0755), 0);
	tree_at(&tree, "out", TREE_WRITE, true, 0);
	assert_true(tree_put(&tree, "web.cfg", 0644, TEXT("x\n")) < 0 || tree_commit(&tree) < 0);
	tree_close(&tree);
	expect_names("out", " web.cfg");
	expect_names("out/web.cfg", "");
}

static void a_run_that_is_given_up_leaves_nothing(void **state)
{
	struct tree tree;

	(void)state;
	tree_at(&tree, "out", TREE_WRITE, false, 0);
	put_usual(&tree, "name = 'web'\n");
	tree_close(&tree);
	expect_names(".", "");
	make_usual();
	assert_int_equal(unlink("out/auto/web.cfg") | rmdir("out/auto"), 0);
	tree_at(&tree, "out", TREE_WRITE, false, 0);
	put_usual(&tree, "name = 'web2'\n");
	tree_close(&tree);
	expect_names("out", " scripts web.cfg");
	expect_names("out/scripts", " my-network-bridge");
	expect_web("name = 'web'\n");
}

static void what_killed_runs_left_is_cleared(void **state)
{
	struct tree tree;

	(void)state;
	assert_int_equal(mkdir(".out.xencfg-new", 0755) | mkdir(".out.xencfg-new/scripts", 0755), 0);
	write_file(".out.xencfg-new/old.cfg", TEXT("x"));
	write_file(".out.xencfg-new/scripts/old", TEXT("x"));
	make_usual();
	expect_names(".", " out");
	expect_names("out/scripts", " my-network-bridge");
	write_file("out/.xencfg-new-0", TEXT("x"));
	write_file("out/.xencfg-new-7", TEXT("x"));
	write_file("out/scripts/.xencfg-new-0", TEXT("x"));
	tree_at(&tree, "out", TREE_WRITE, false, 0);
	put_usual(&tree, "name = 'web2'\n");
	assert_int_equal(tree_commit(&tree), 0);
	tree_close(&tree);
	expect_web("name = 'web2'\n");
	expect_names("out", " auto scripts web.cfg");
	expect_names("out/scripts", " my-network-bridge");
}

static void two_runs_do_not_meet(void **state)
{
	struct tree first, second;

	(void)state;
	tree_at(&first, "out", TREE_WRITE, false, 0);
	tree_at(&second, "out", TREE_WRITE, false, -EBUSY);
	put_usual(&first, "name = 'web'\n");
	assert_int_equal(tree_commit(&first), 0);
	tree_close(&first);
	expect_names(".", " out");
	tree_at(&first, "out", TREE_WRITE, false, 0);
	tree_at(&second, "out", TREE_WRITE, false, -EBUSY);
	tree_at(&second, "out", TREE_CHECK, false, 0); /* looking does not disturb */
	put_usual(&second, "name = 'web'\n");
	assert_int_equal(second.differing, 0);
	tree_close(&second);
	tree_close(&first);
}

static void places_of_all_kinds(void **state)
{
	static const char *const good[] = { "a/b/c", "./a/d", "a/e/", "a/f///" };
	struct tree tree;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		tree_at(&tree, good[i], TREE_WRITE, false, 0);
		put_usual(&tree, "name = 'web'\n");
		assert_int_equal(tree_commit(&tree), 0);
		tree_close(&tree);
	}
	expect_names("a", " b d e f");
	expect_names("a/b", " c");
	expect_names("a/f", " auto scripts web.cfg");
	write_file("file", TEXT("x"));
	tree_at(&tree, "file", TREE_WRITE, false, -ENOTDIR);
	tree_at(&tree, "file/out", TREE_WRITE, false, -ENOTDIR);
	/* No name is no folder. */
	tree_at(&tree, "", TREE_WRITE, false, -ENOENT);
	expect_names(".", " a file");
}

#define TREE_TEST(function) cmocka_unit_test_setup_teardown(function, folder_clean, folder_clean)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TREE_TEST(paths_lead_nowhere_else),
		TREE_TEST(links_are_not_followed),
		TREE_TEST(what_is_no_file_is_the_peoples),
		TREE_TEST(a_run_that_is_given_up_leaves_nothing),
		TREE_TEST(what_killed_runs_left_is_cleared),
		TREE_TEST(two_runs_do_not_meet),
		TREE_TEST(places_of_all_kinds),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
