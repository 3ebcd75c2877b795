/*
 * test_tree.c - the output folder: what is made, kept, refused and removed.
 *
 * Works in a temporary folder of its own, as the current one. What can go
 * wrong there is in test_tree_safety.c.
 */
#include "harness.h"
#include <errno.h>
#include <xencfg/tree.h>

static const char *const status_names[] = {
	[TREE_UNCHANGED] = "unchanged", [TREE_CREATED] = "created", [TREE_UPDATED] = "updated", [TREE_REMOVED] = "removed",
	[TREE_LEFT] = "left",		[TREE_FOREIGN] = "foreign", [TREE_EDITED] = "edited",
};

/* What stands before "name = 'web'": the hash is FNV-1a of that line. */
#define MARKER "# Made by xencfg from host.json (change that, not this) d509425adba8cf4b\n"

/* One run over the folder out: what is put there, and what became of it. */
struct session {
	struct tree tree;
	struct sb diff, said; /* "created web.cfg\n" … */
	int result;
};

static void session_open(struct session *s, enum tree_mode mode, bool force, bool prune)
{
	struct tree_options options = { mode, force, prune, "host.json", NULL };

	*s = (struct session){ .result = 0 };
	options.diff = &s->diff;
	s->result = tree_open(&s->tree, "out", &options);
}

static void put(struct session *s, const char *path, const char *body)
{
	if (!s->result)
		s->result = tree_put(&s->tree, path, text_starts(text_of(path), "scripts/") ? 0755 : 0644, text_of(body));
}

static void put_link(struct session *s, const char *path, const char *target)
{
	if (!s->result)
		s->result = tree_link(&s->tree, path, target);
}

static void session_end(struct session *s, const char *wanted)
{
	if (!s->result)
		s->result = tree_commit(&s->tree);
	assert_int_equal(s->result, 0);
	for (size_t i = 0; i < s->tree.n; i++)
		sb_printf(&s->said, "%s %s\n", status_names[s->tree.entries[i].status], s->tree.entries[i].path);
	expect_text("what was done", sb_view(&s->said), wanted);
	tree_close(&s->tree);
	sb_free(&s->said);
	sb_free(&s->diff);
}

/* Without looking at the single files. */
static void session_commit(struct session *s, size_t refused)
{
	assert_int_equal(s->result, 0);
	assert_int_equal(tree_commit(&s->tree), 0);
	assert_int_equal(s->tree.refused, refused);
	tree_close(&s->tree);
}

/* The usual host: a script, two guests, one of them started at boot. */
static void put_all_but_web(struct session *s)
{
	put(s, "xend-config.sxp", "(a 1)\n");
	put(s, "scripts/my-network-bridge", "#!/bin/bash\nexit 0\n");
	put(s, "mail.cfg", "name = 'mail'\n");
}

static void put_usual(struct session *s)
{
	put_all_but_web(s);
	put(s, "web.cfg", "name = 'web'\n");
	put_link(s, "auto/web.cfg", "../web.cfg");
}

static const char all_created[] = "created xend-config.sxp\ncreated scripts/my-network-bridge\ncreated mail.cfg\n"
				  "created web.cfg\ncreated auto/web.cfg\n";

static void make_usual(void)
{
	struct session s;

	session_open(&s, TREE_WRITE, false, false);
	put_usual(&s);
	session_end(&s, all_created);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void a_fresh_folder_is_made_whole(void **state)
{
	char target[64] = "";

	(void)state;
	make_usual();
	expect_names(".", " out");
	expect_names("out", " auto mail.cfg scripts web.cfg xend-config.sxp");
	expect_names("out/scripts", " my-network-bridge");
	expect_file("out/web.cfg", MARKER "name = 'web'\n");
	/* Behind a first line that the kernel reads; its hash is of both parts. */
	expect_file("out/scripts/my-network-bridge",
		    "#!/bin/bash\n# Made by xencfg from host.json (change that, not this) b684b31594473262\nexit 0\n");
	assert_int_equal(mode_of("out/web.cfg"), 0644);
	assert_int_equal(mode_of("out/scripts/my-network-bridge"), 0755);
	assert_int_equal(readlink("out/auto/web.cfg", target, sizeof(target) - 1), 10);
	assert_string_equal(target, "../web.cfg");
}

static void nothing_is_written_twice(void **state)
{
	struct stat before, behind;
	struct session s;

	(void)state;
	make_usual();
	assert_int_equal(stat("out/web.cfg", &before), 0);
	session_open(&s, TREE_WRITE, false, false);
	put_usual(&s);
	assert_int_equal(s.tree.differing, 0);
	session_end(&s, "unchanged xend-config.sxp\nunchanged scripts/my-network-bridge\nunchanged mail.cfg\n"
			"unchanged web.cfg\nunchanged auto/web.cfg\n");
	assert_int_equal(stat("out/web.cfg", &behind), 0);
	assert_int_equal(before.st_ino, behind.st_ino);
}

static void only_what_differs_is_replaced(void **state)
{
	struct session s;

	(void)state;
	make_usual();
	assert_int_equal(chmod("out/scripts/my-network-bridge", 0644), 0);
	session_open(&s, TREE_WRITE, false, false);
	put_all_but_web(&s);
	put(&s, "web.cfg", "name = 'web2'\n");
	put_link(&s, "auto/web.cfg", "../web.cfg");
	put(&s, "new.cfg", "name = 'new'\n");
	session_end(&s, "unchanged xend-config.sxp\nupdated scripts/my-network-bridge\nunchanged mail.cfg\nupdated web.cfg\n"
			"unchanged auto/web.cfg\ncreated new.cfg\n");
	assert_int_equal(mode_of("out/scripts/my-network-bridge"), 0755);
	expect_names("out", " auto mail.cfg new.cfg scripts web.cfg xend-config.sxp");
}

static void what_people_wrote_is_kept(void **state)
{
	struct session s;

	(void)state;
	make_usual();
	write_file("out/mail.cfg", TEXT("mine\n"));
	session_open(&s, TREE_WRITE, false, false);
	put(&s, "web.cfg", "name = 'web2'\n");
	put(&s, "mail.cfg", "name = 'mail'\n");
	put(&s, "new.cfg", "name = 'new'\n");
	assert_int_equal(s.tree.refused, 1);
	/* Then nothing at all is written. */
	session_end(&s, "updated web.cfg\nforeign mail.cfg\ncreated new.cfg\nleft xend-config.sxp\n"
			"left scripts/my-network-bridge\nleft auto/web.cfg\n");
	expect_file("out/mail.cfg", "mine\n");
	expect_file("out/web.cfg", MARKER "name = 'web'\n");
	expect_names("out", " auto mail.cfg scripts web.cfg xend-config.sxp");
}

static void force_keeps_the_old_ones(void **state)
{
	(void)state;
	make_usual();
	for (int turn = 1; turn <= 3; turn++) {
		struct session s;

		/* Edited once, foreign twice. */
		write_file("out/web.cfg", turn == 1 ? TEXT(MARKER "edited\n") : turn == 2 ? TEXT("mine 2\n") : TEXT("mine 3\n"));
		session_open(&s, TREE_CHECK, false, false);
		put_usual(&s);
		assert_int_equal(s.tree.entries[3].status, turn == 1 ? TREE_EDITED : TREE_FOREIGN);
		tree_close(&s.tree);
		session_open(&s, TREE_WRITE, true, false);
		put_usual(&s);
		session_commit(&s, 0);
	}
	expect_names("out", " auto mail.cfg scripts web.cfg web.cfg.orig web.cfg.orig.2 web.cfg.orig.3 xend-config.sxp");
	expect_file("out/web.cfg.orig.2", "mine 2\n");
	expect_file("out/web.cfg.orig.3", "mine 3\n");
	expect_file("out/web.cfg", MARKER "name = 'web'\n");
}

static void left_over_files_go_when_pruned(void **state)
{
	struct session s;

	(void)state;
	make_usual();
	write_file("out/notes.txt", TEXT("mine\n"));
	write_file("out/web.cfg.orig", TEXT(MARKER "name = 'web'\n"));
	assert_int_equal(symlink("../notes.txt", "out/auto/notes"), 0);
	session_open(&s, TREE_WRITE, false, false);
	put_all_but_web(&s);
	assert_int_equal(s.result, 0);
	session_end(&s, "unchanged xend-config.sxp\nunchanged scripts/my-network-bridge\nunchanged mail.cfg\nleft web.cfg\n"
			"left auto/web.cfg\n");
	expect_names("out/auto", " notes web.cfg");
	session_open(&s, TREE_WRITE, false, true);
	put_all_but_web(&s);
	session_end(&s, "unchanged xend-config.sxp\nunchanged scripts/my-network-bridge\nunchanged mail.cfg\nremoved web.cfg\n"
			"removed auto/web.cfg\n");
	expect_names("out", " auto mail.cfg notes.txt scripts web.cfg.orig xend-config.sxp");
	expect_names("out/auto", " notes");
}

static void pruning_what_was_edited_wants_force(void **state)
{
	static const char edited[] = MARKER "edited\n";
	struct session s;

	(void)state;
	make_usual();
	write_file("out/web.cfg", text_of(edited));
	session_open(&s, TREE_WRITE, false, true);
	put(&s, "mail.cfg", "name = 'mail2'\n");
	session_commit(&s, 1);
	expect_file("out/web.cfg", edited);
	expect_names("out", " auto mail.cfg scripts web.cfg xend-config.sxp");
	session_open(&s, TREE_WRITE, true, true);
	put(&s, "mail.cfg", "name = 'mail2'\n");
	session_commit(&s, 0);
	expect_names("out", " auto mail.cfg scripts web.cfg.orig");
	expect_file("out/web.cfg.orig", edited);
}

static void looking_changes_nothing(void **state)
{
	static const enum tree_mode modes[] = { TREE_CHECK, TREE_DIFF };
	struct session s;

	(void)state;
	for (size_t i = 0; i < COUNT(modes); i++) {
		session_open(&s, modes[i], false, false);
		put_usual(&s);
		assert_int_equal(s.tree.differing, 5);
		session_end(&s, all_created);
		expect_names(".", "");
	}
	make_usual();
	assert_int_equal(remove("out/auto/web.cfg") | remove("out/auto"), 0);
	for (size_t i = 0; i < COUNT(modes); i++) {
		session_open(&s, modes[i], true, true);
		put(&s, "web.cfg", "name = 'web2'\n");
		put_link(&s, "auto/web.cfg", "../web.cfg");
		put(&s, "mail.cfg", "name = 'mail'\n");
		session_end(&s, "updated web.cfg\ncreated auto/web.cfg\nunchanged mail.cfg\nleft xend-config.sxp\n"
				"left scripts/my-network-bridge\n");
		expect_names("out", " mail.cfg scripts web.cfg xend-config.sxp");
	}
}

static void differences_are_unified_diffs(void **state)
{
	struct session s;

	(void)state;
	make_usual();
	session_open(&s, TREE_DIFF, false, false);
	put(&s, "web.cfg", "name = 'web2'\n");
	put(&s, "new.cfg", "name = 'new'\n");
	assert_int_equal(s.result, 0);
	sb_byte(&s.diff, '\0');
	assert_non_null(strstr(s.diff.s, "\n-name = 'web'\n"));
	assert_non_null(strstr(s.diff.s, "\n+name = 'web2'\n"));
	assert_non_null(strstr(s.diff.s, "--- /dev/null\n+++ new.cfg\n"));
	tree_close(&s.tree);
	sb_free(&s.diff);
}

#define TREE_TEST(function) cmocka_unit_test_setup_teardown(function, folder_clean, folder_clean)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TREE_TEST(a_fresh_folder_is_made_whole),
		TREE_TEST(nothing_is_written_twice),
		TREE_TEST(only_what_differs_is_replaced),
		TREE_TEST(what_people_wrote_is_kept),
		TREE_TEST(force_keeps_the_old_ones),
		TREE_TEST(left_over_files_go_when_pruned),
		TREE_TEST(pruning_what_was_edited_wants_force),
		TREE_TEST(looking_changes_nothing),
		TREE_TEST(differences_are_unified_diffs),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
