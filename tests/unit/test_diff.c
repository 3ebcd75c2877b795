/*
 * test_diff.c - unified diffs: golden ones, and random ones applied by a strict reader here and by patch(1).
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include <xencfg/diff.h>

enum { RANDOM_ROUNDS = 3000, PATCH_ROUNDS = 120, LINES_MAX = 40 };

static const struct golden {
	const char *what, *old, *new, *diff;
} goldens[] = {
	{ "same", "a\nb\n", "a\nb\n", "" },
	{ "both empty", "", "", "" },
	{ "made", "", "a\nb\n", "--- o\n+++ n\n@@ -0,0 +1,2 @@\n+a\n+b\n" },
	{ "removed", "a\n", "", "--- o\n+++ n\n@@ -1,1 +0,0 @@\n-a\n" },
	{ "one line", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
	  "--- o\n+++ n\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n" },
	{ "at the beginning", "1\n2\n3\n4\n5\n", "0\n1\n2\n3\n4\n5\n",
	  "--- o\n+++ n\n@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n" },
	{ "at the end", "1\n2\n3\n4\n", "1\n2\n3\n4\n5\n",
	  "--- o\n+++ n\n@@ -2,3 +2,4 @@\n 2\n 3\n 4\n+5\n" },
	{ "no break at the end", "a\nb", "a\nb\n",
	  "--- o\n+++ n\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n" },
	{ "never a break", "x\nb", "y\nb",
	  "--- o\n+++ n\n@@ -1,2 +1,2 @@\n-x\n+y\n b\n\\ No newline at end of file\n" },
	{ "six lines apart: one hunk", "a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
	  "--- o\n+++ n\n@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n" },
	{ "seven lines apart: two hunks", "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "1\n2\n3\n4\n5\n6\n7\nB\n",
	  "--- o\n+++ n\n@@ -1,4 +1,3 @@\n-a\n 1\n 2\n 3\n@@ -6,4 +5,4 @@\n 5\n 6\n 7\n-b\n+B\n" },
	{ "moved", "a\nb\nc\n", "c\na\nb\n", "--- o\n+++ n\n@@ -1,3 +1,3 @@\n+c\n a\n b\n-c\n" },
};

static struct text diff_of(struct sb *out, struct text old, struct text new)
{
	sb_reset(out);
	assert_int_equal(diff_unified(out, "o", "n", old, new), 0);
	return sb_view(out);
}

static void test_golden(void **state)
{
	struct sb out = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(goldens) / sizeof(goldens[0]); i++) {
		const struct golden *g = &goldens[i];
		struct text got = diff_of(&out, text_of(g->old), text_of(g->new));

		if (!text_is(got, g->diff))
			fail_msg("%s:\n%.*s", g->what, TEXT_ARG(got));
	}
	sb_free(&out);
}

static void test_names(void **state)
{
	struct sb out = { 0 };

	(void)state;
	sb_string(&out, "kept\n");
	assert_int_equal(diff_unified(&out, "/dev/null", "a b", TEXT(""), TEXT("x\n")), 0);
	assert_true(text_is(sb_view(&out), "kept\n--- /dev/null\n+++ a b\t\n@@ -0,0 +1,1 @@\n+x\n"));
	sb_free(&out);
	out = (struct sb){ 0 };
	assert_int_equal(diff_unified(&out, "a \"b\"", "a\n+++ \\ \"\x7f", TEXT("y\n"), TEXT("x\n")), 0);
	assert_true(text_is(sb_view(&out), "--- a \"b\"\t\n+++ \"a\\012+++ \\\\ \\\"\\177\"\n@@ -1,1 +1,1 @@\n-y\n+x\n"));
	sb_free(&out);
}

static uint64_t random_state = 1;

static size_t random_below(size_t n)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (size_t)(random_state * UINT64_C(0x2545f4914f6cdd1d) >> 32) % n;
}

/* Lines out of few words, so that many are the same; now and then without a last break. */
static void random_text(struct sb *text, size_t lines)
{
	static const char *const words[] = { "a", "b", "", "-", "+x", "@@ -1,1 +1,1 @@", "--- o", "\\ No" };

	sb_reset(text);
	for (size_t i = 0; i < lines; i++)
		sb_printf(text, "%s%s", words[random_below(sizeof(words) / sizeof(words[0]))],
			  i + 1 == lines && random_below(4) == 0 ? "!" : "\n");
}

/* A copy with each line now and then dropped, doubled or replaced. */
static void random_change(struct text old, struct sb *new)
{
	struct text line;

	sb_reset(new);
	while (old.n && text_split(&old, '\n', &line)) {
		size_t dice = random_below(12);

		if (dice != 0)
			sb_printf(new, "%.*s%s", TEXT_ARG(line), old.s ? "\n" : "");
		if (dice == 1)
			sb_printf(new, "%zu\n", random_below(50));
		if (dice == 2)
			sb_printf(new, "%.*s\n", TEXT_ARG(line));
	}
}

static bool take_line(struct text *rest, struct text *ret_line)
{
	const char *cut = rest->n ? memchr(rest->s, '\n', rest->n) : NULL;

	*ret_line = (struct text){ rest->s, cut ? (size_t)(cut - rest->s) + 1 : rest->n };
	if (rest->n)
		*rest = (struct text){ rest->s + ret_line->n, rest->n - ret_line->n };
	return ret_line->n > 0;
}

static void copy_lines(struct sb *out, struct text *old, size_t n)
{
	struct text line;

	for (; n > 0; n--) {
		assert_true(take_line(old, &line));
		sb_text(out, line);
	}
}

/* One line of a hunk: what it takes from the old text must stand there. */
static void apply_line(struct text line, bool has_break, struct text *old, struct sb *out)
{
	struct text body = { line.s + 1, line.n - (has_break ? 1 : 2) }, there;

	if (line.s[0] != '+') {
		assert_true(take_line(old, &there));
		assert_true(text_same(there, body));
	}
	if (line.s[0] != '-')
		sb_text(out, body);
}

/* Stricter than patch(1): each hunk applies exactly where it says, and its counts are exact. */
static void apply(struct text diff, struct text old, struct sb *out)
{
	size_t at = 0;
	struct text line;

	sb_reset(out);
	assert_true(take_line(&diff, &line) && text_is(line, "--- o\n"));
	assert_true(take_line(&diff, &line) && text_is(line, "+++ n\n"));
	while (take_line(&diff, &line)) {
		size_t a, b, c, d;
		char header[64];

		snprintf(header, sizeof(header), "%.*s", TEXT_ARG(line));
		assert_int_equal(sscanf(header, "@@ -%zu,%zu +%zu,%zu @@", &a, &b, &c, &d), 4);
		a -= b > 0;
		assert_true(a >= at);
		copy_lines(out, &old, a - at);
		at = a + b;
		while (b || d) {
			assert_true(take_line(&diff, &line));
			assert_true(line.s[0] == ' ' || line.s[0] == '-' || line.s[0] == '+');
			b -= line.s[0] != '+';
			d -= line.s[0] != '-';
			apply_line(line, !text_starts(diff, "\\"), &old, out);
			if (text_starts(diff, "\\"))
				take_line(&diff, &line);
		}
	}
	sb_text(out, old);
}

static void test_apply(void **state)
{
	struct sb old = { 0 }, new = { 0 }, out = { 0 }, got = { 0 };

	(void)state;
	for (size_t i = 0; i < RANDOM_ROUNDS; i++) {
		struct text diff;

		random_text(&old, random_below(LINES_MAX));
		if (i % 3)
			random_change(sb_view(&old), &new);
		else
			random_text(&new, random_below(LINES_MAX));
		diff = diff_of(&out, sb_view(&old), sb_view(&new));
		if (diff.n == 0) {
			assert_true(text_same(sb_view(&old), sb_view(&new)));
			continue;
		}
		apply(diff, sb_view(&old), &got);
		if (!text_same(sb_view(&got), sb_view(&new)))
			fail_msg("round %zu:\n%.*s", i, TEXT_ARG(diff));
	}
	sb_free(&old);
	sb_free(&new);
	sb_free(&out);
	sb_free(&got);
}

/* The fewest lines to drop and to add, counted the slow way. */
static size_t fewest_edits(struct text old, struct text new)
{
	static size_t table[LINES_MAX + 1][LINES_MAX + 1];
	struct text a[LINES_MAX], b[LINES_MAX];
	size_t n = 0, m = 0;

	while (n < LINES_MAX && take_line(&old, &a[n]))
		n++;
	while (m < LINES_MAX && take_line(&new, &b[m]))
		m++;
	for (size_t i = 0; i <= n; i++)
		for (size_t j = 0; j <= m; j++) {
			if (i == 0 || j == 0)
				table[i][j] = i + j;
			else if (text_same(a[i - 1], b[j - 1]))
				table[i][j] = table[i - 1][j - 1];
			else if (table[i - 1][j] < table[i][j - 1])
				table[i][j] = table[i - 1][j] + 1;
			else
				table[i][j] = table[i][j - 1] + 1;
		}
	return table[n][m];
}

static void test_shortest(void **state)
{
	struct sb old = { 0 }, new = { 0 }, out = { 0 };

	(void)state;
	for (size_t i = 0; i < RANDOM_ROUNDS; i++) {
		struct text diff, line;
		size_t edits = 0;

		random_text(&old, random_below(LINES_MAX));
		random_text(&new, random_below(LINES_MAX));
		diff = diff_of(&out, sb_view(&old), sb_view(&new));
		for (size_t n = 0; take_line(&diff, &line); n++)
			edits += n >= 2 && (line.s[0] == '-' || line.s[0] == '+');
		assert_int_equal(edits, fewest_edits(sb_view(&old), sb_view(&new)));
	}
	sb_free(&old);
	sb_free(&new);
	sb_free(&out);
}

/* More edits than the search takes: the middle is replaced whole, and the ends are left alone. */
static void test_bound(void **state)
{
	struct sb old = { 0 }, new = { 0 }, out = { 0 }, got = { 0 };
	struct text diff;

	(void)state;
	sb_string(&old, "begin\n");
	sb_string(&new, "begin\n");
	for (unsigned i = 0; i < DIFF_MAX_EDITS; i++) {
		sb_printf(&old, "same\nold %u\n", i);
		sb_printf(&new, "same\nnew %u\n", i);
	}
	sb_string(&old, "end\n");
	sb_string(&new, "end\n");
	diff = diff_of(&out, sb_view(&old), sb_view(&new));
	apply(diff, sb_view(&old), &got);
	assert_true(text_same(sb_view(&got), sb_view(&new)));
	assert_non_null(strstr(out.s, "@@ -1,2002 +1,2002 @@\n begin\n same\n-old 0\n-same\n-old 1\n"));
	assert_true(text_ends(diff, "+new 999\n end\n"));
	sb_free(&old);
	sb_free(&new);
	sb_free(&out);
	sb_free(&got);
}

static void write_file(const char *path, struct text t)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(t.s, 1, t.n, f), t.n);
	assert_int_equal(fclose(f), 0);
}

static void assert_file(const char *path, struct text want)
{
	static char have[4096];
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(have, 1, sizeof(have), f);
	fclose(f);
	assert_int_equal(n, want.n);
	assert_memory_equal(have, want.s, n);
}

/* In the current folder, without fuzz. */
static void run_patch(void)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		execlp("patch", "patch", "--silent", "--binary", "--fuzz=0", "--output=got", "old", "diff",
		       (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void patch_round(struct sb *old, struct sb *new, struct sb *out)
{
	do {
		random_text(old, random_below(LINES_MAX));
		random_change(sb_view(old), new);
	} while (text_same(sb_view(old), sb_view(new)));
	write_file("old", sb_view(old));
	write_file("diff", diff_of(out, sb_view(old), sb_view(new)));
	run_patch();
	assert_file("got", sb_view(new));
}

static void test_patch(void **state)
{
	const char *base = getenv("TMPDIR");
	struct sb old = { 0 }, new = { 0 }, out = { 0 };
	char folder[256];
	int here;

	(void)state;
	if (system("command -v patch >/dev/null") != 0) {
		print_message("patch(1) is missing here: skipped\n");
		skip();
	}
	snprintf(folder, sizeof(folder), "%s/test_diff.XXXXXX", base ? base : P_tmpdir);
	here = open(".", O_RDONLY | O_DIRECTORY);
	assert_true(here >= 0);
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	for (size_t i = 0; i < PATCH_ROUNDS; i++)
		patch_round(&old, &new, &out);
	unlink("old");
	unlink("diff");
	unlink("got");
	assert_int_equal(fchdir(here), 0);
	assert_int_equal(rmdir(folder), 0);
	close(here);
	sb_free(&old);
	sb_free(&new);
	sb_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),   cmocka_unit_test(test_names), cmocka_unit_test(test_apply),
		cmocka_unit_test(test_shortest), cmocka_unit_test(test_bound), cmocka_unit_test(test_patch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
