/*
 * test_suppress.c - suppression comments: which are seen, what they cover, what is said of useless ones.
 */
#include "harness.h"
#include <time.h>
#include <xencfg/suppress.h>

/* Comments in files a run, then findings where the tests want them. */
static void apply(struct run *run, struct suppressions *list)
{
	assert_int_equal(suppress_apply(list, &run->findings), 0);
}

static void read_comments(struct run *run, struct text text, struct suppressions *ret)
{
	run_open(run);
	*ret = (struct suppressions){ 0 };
	assert_int_equal(suppress_read(&run->arena, &run->sources, run_source(run, "f", text), &run->findings, ret), 0);
}

/* A finding of the rule at each capital X that stands by itself in the text. */
static void put_findings(struct run *run, uint32_t file, enum rule rule)
{
	struct text t = sources_get(&run->sources, file)->text;

	for (size_t i = 0; i < t.n; i++)
		if (t.s[i] == 'X' && (i + 1 == t.n || t.s[i + 1] != 'C'))
			finding_add(&run->findings, rule, span_make(file, i, i + 1), "found");
}

static size_t count(const struct run *run, enum rule rule)
{
	size_t n = 0;

	for (const struct finding *f = run->findings.first; f; f = f->next)
		n += f->rule == rule;
	return n;
}

static void comments_cover_lines(void **state)
{
	static const struct {
		const char *text;
		size_t left, useless; /* findings of XC104, of XC009 */
	} cases[] = {
		{ "X\nX\n", 2, 0 },
		{ "X # xencfg: ignore=XC104 why\nX\n", 1, 0 },
		{ "# xencfg: ignore=XC104 why\nX\nX\n", 1, 0 },
		{ "\t #\txencfg: ignore=mac-foreign-oui why\r\nX\r\nX\r\n", 1, 0 },
		{ "#xencfg:ignore=xc104 why\nX", 0, 0 },
		{ "X X # xencfg: ignore=XC104 why", 0, 0 },
		{ "X\n# xencfg: ignore=XC104 why", 1, 1 },
		{ "# xencfg: ignore=XC104 why\n\nX\n", 1, 1 },
		{ "X # xencfg: ignore=XC104 why\n# xencfg: ignore=XC104 why\nX\nX", 1, 0 },
		/* Several below each other are for the same line; a comment of another kind is a line like any. */
		{ "# xencfg: ignore=XC105 why\n# xencfg: ignore=XC104 why\nX\nX", 1, 1 },
		{ "# xencfg: ignore=XC104 why\n# xencfg: ignore=XC105 why\nX\nX", 1, 1 },
		{ "# xencfg: ignore=XC104 why\n# more\nX", 1, 1 },
		{ "# more # xencfg: ignore=XC104 why\nX", 0, 0 },
		/* A line with both covers itself only. */
		{ "a = X # xencfg: ignore=XC104 why\nX", 1, 0 },
		/* The same twice. */
		{ "# xencfg: ignore=XC104 why\nX # xencfg: ignore=XC104 why\nX", 1, 0 },
		/* Several rules. */
		{ "X # xencfg: ignore=XC105,XC104 why", 0, 1 },
		{ "X # xencfg: ignore=XC105 , XC104, mac-duplicate  why", 0, 2 },
		{ "X # xencfg: ignore= XC104 why", 0, 0 },
		/* Files. */
		{ "X\n# xencfg: ignore-file=XC104 why\nX\nX\n", 0, 0 },
		{ "X\n\n\n\n\n\n\n\n\n# xencfg: ignore-file=XC104 why\nX", 0, 0 },
		{ "X\n\n\n\n\n\n\n\n\n\n# xencfg: ignore-file=XC104 why\nX", 2, 1 },
		{ "# xencfg: ignore-file=XC104 why\n# xencfg: ignore=XC104 why\nX", 0, 0 },
		{ "# xencfg: ignore-file=XC105 why\nX", 1, 1 },
		/* Quotes: domU files, S-expressions, scripts. */
		{ "a = 'X # xencfg: ignore=XC104 why'\n", 1, 0 },
		{ "a = \"X # xencfg: ignore=XC104 why\"\n", 1, 0 },
		{ "a = 'it\\'s X # xencfg: ignore=XC104 why'\n", 1, 0 },
		{ "a = \"it's X\" # xencfg: ignore=XC104 it's why\n", 0, 0 },
		{ "a = 'X' # don't worry # xencfg: ignore=XC104 why\n", 0, 0 },
		{ "(a 'X')# xencfg: ignore=XC104 why\n", 0, 0 },
		{ "(a \"\\\" # xencfg: ignore=XC104 X\")\n", 1, 0 },
		{ "echo it\\'s ${a#b} $# X # xencfg: ignore=XC104 why\n", 0, 0 },
		{ "# don't\nX # xencfg: ignore=XC104 why\n", 0, 0 },
		/* Not ours, nearly ours. */
		{ "X # xencfg ignore=XC104 why\n", 1, 0 },
		{ "X # ignore=XC104 why\n", 1, 0 },
		{ "X xencfg: ignore=XC104 why\n", 1, 0 },
		{ "X # xencfg: ignroe=XC104 why\n", 1, 1 },
		{ "X # xencfg:\n", 1, 1 },
		{ "X # xencfg: ignore XC104 why\n", 1, 1 },
		/* No reason, no rule, no such rule. */
		{ "X # xencfg: ignore=XC104\n", 0, 1 },
		{ "X # xencfg: ignore=XC104 \t\r\n", 0, 1 },
		{ "X # xencfg: ignore=\n", 1, 1 },
		{ "X # xencfg: ignore=,XC104 why\n", 0, 1 },
		{ "X # xencfg: ignore=XC104,\n", 0, 2 },
		{ "X # xencfg: ignore=XC999 why\n", 1, 1 },
		{ "X # xencfg: ignore=XC009,XC104 why\n", 0, 1 },
		{ "", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct suppressions list;
		struct run run;

		read_comments(&run, text_of(cases[i].text), &list);
		put_findings(&run, 1, RULE_MAC_FOREIGN_OUI);
		apply(&run, &list);
		if (count(&run, RULE_MAC_FOREIGN_OUI) != cases[i].left || count(&run, RULE_UNUSED_IGNORE) != cases[i].useless)
			fail_msg("\"%s\": %zu left, %zu useless", cases[i].text, count(&run, RULE_MAC_FOREIGN_OUI),
				 count(&run, RULE_UNUSED_IGNORE));
		assert_int_equal(run.findings.n, cases[i].left + cases[i].useless);
		run_close(&run);
	}
}

static void what_is_useless_is_told_with_its_place(void **state)
{
	static const struct {
		const char *text, *at, *message, *fix;
	} cases[] = {
		{ "# xencfg: ignore=XC104,XC105 why\n", "XC104", "nothing here is reported as XC104: this ignore does nothing", NULL },
		{ "\n # xencfg: ignore=mac-foreing-oui why", "mac-foreing-oui",
		  "no rule is called \"mac-foreing-oui\": this ignore does nothing", "mac-foreign-oui" },
		{ "X # xencfg: ignore=XC104\n", "XC104", "XC104 is ignored without a reason", NULL },
		{ "X # xencfg: ingore=XC104 why\n", "ingore=XC104 why", "this comment is for xencfg, which cannot read it", NULL },
		{ "\n\n\n\n\n\n\n\n\n\n# xencfg: ignore-file=XC104 why", "ignore-file=XC104 why",
		  "ignore-file counts in the first 10 lines only", NULL },
		{ "# xencfg: ignore= \n", "", "a rule's code is missing here", NULL },
		{ "# xencfg: ignore=XC009 why\n", "XC009", "XC009 can not be ignored: take out the comment that it finds", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct finding *f;
		struct suppressions list;
		struct run run;

		read_comments(&run, text_of(cases[i].text), &list);
		put_findings(&run, 1, RULE_MAC_FOREIGN_OUI);
		apply(&run, &list);
		f = finding_of(run.findings.first, RULE_UNUSED_IGNORE);
		assert_non_null(f);
		assert_string_equal(f->message, cases[i].message);
		expect_span(cases[i].text, &run, f->at, cases[i].at);
		assert_int_equal(f->severity, SEVERITY_WARNING);
		assert_true(!f->fix == !cases[i].fix);
		if (f->fix)
			assert_string_equal(f->fix, cases[i].fix);
		run_close(&run);
	}
}

/* Findings of several files in any order, of several rules, some behind the last byte, some longer than their line. */
static void files_and_rules_are_kept_apart(void **state)
{
	static const char text[] = "X # xencfg: ignore=XC103 why\nX\n";
	struct suppressions list = { 0 };
	struct run run;
	uint32_t first, third;

	(void)state;
	run_open(&run);
	first = run_source(&run, "z", text_of(text));
	run_source(&run, "a", text_of(text));
	third = run_source(&run, "m", TEXT("# xencfg: ignore-file=XC103 why\nX\n"));
	for (uint32_t file = first; file <= third; file++) {
		assert_int_equal(suppress_read(&run.arena, &run.sources, file, &run.findings, &list), 0);
		finding_add(&run.findings, RULE_MAC_DUPLICATE, span_make(file, 29, 30), "second line");
		finding_add(&run.findings, RULE_MAC_DUPLICATE, span_make(file, 0, 31), "both lines");
		finding_add(&run.findings, RULE_MAC_FOREIGN_OUI, span_make(file, 0, 1), "another rule");
		finding_add(&run.findings, RULE_MAC_DUPLICATE,
			    span_make(file, sources_get(&run.sources, file)->text.n, sources_get(&run.sources, file)->text.n), "end");
	}
	finding_add(&run.findings, RULE_MAC_DUPLICATE, (struct span){ 0 }, "nowhere");
	apply(&run, &list);
	assert_int_equal(run.findings.n, 8);
	for (const struct finding *f = run.findings.first; f; f = f->next) {
		assert_string_not_equal(f->message, "both lines");
		assert_true(f->at.file != third || f->rule == RULE_MAC_FOREIGN_OUI);
	}
	assert_int_equal(run.findings.counts[SEVERITY_OFF], 0);
	assert_int_equal(run.findings.counts[SEVERITY_ERROR], 8);
	run_close(&run);
}

/* The worst that a file can hold: many findings, and as many comments for each of them. */
static void time_grows_with_what_is_there(void **state)
{
	enum { N = 20000 };
	struct suppressions list = { 0 };
	struct sb text = { 0 };
	clock_t start = clock();
	struct run run;
	uint32_t file;

	(void)state;
	run_open(&run);
	sb_string(&text, "# xencfg: ignore-file=XC103");
	for (int i = 0; i < N; i++)
		sb_string(&text, ",XC103");
	for (int i = 0; i < N; i++)
		sb_string(&text, "\n# xencfg: ignore=XC103 why");
	sb_byte(&text, '\n');
	sb_repeat(&text, 'X', N);
	assert_int_equal(text.error, 0);
	file = run_source(&run, "f", sb_view(&text));
	assert_int_equal(suppress_read(&run.arena, &run.sources, file, &run.findings, &list), 0);
	assert_int_equal(list.ignores.n, 2 * N + 1);
	put_findings(&run, file, RULE_MAC_DUPLICATE);
	apply(&run, &list);
	assert_int_equal(count(&run, RULE_MAC_DUPLICATE), 0);
	assert_int_equal(run.findings.n, N + 1); /* those without a reason */
	/* Some milliseconds; it was seconds if each looked at all. */
	assert_true((clock() - start) / CLOCKS_PER_SEC < 2);
	run_close(&run);
	sb_free(&text);
}

/* Random lines of what comments are made of: no crash, and only places inside. */
static void random_comments_are_read(void **state)
{
	static const char *const pieces[] = { "#", " ", "\n", "xencfg:", "ignore=", "ignore-file=", "XC104", ",", "'", "\"",
					      "\\", "X", "\r", "mac-missing", "\t", "XC1", "# xencfg: ignore=XC104" };
	uint64_t random = 7;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct suppressions list;
		struct sb text = { 0 };
		struct run run;
		size_t before;

		for (size_t n = random_below(&random, 24); n; n--)
			sb_string(&text, pieces[random_below(&random, COUNT(pieces))]);
		read_comments(&run, sb_view(&text), &list);
		put_findings(&run, 1, RULE_MAC_FOREIGN_OUI);
		before = count(&run, RULE_MAC_FOREIGN_OUI);
		apply(&run, &list);
		assert_true(count(&run, RULE_MAC_FOREIGN_OUI) <= before);
		for (const struct finding *f = run.findings.first; f; f = f->next)
			assert_true(f->at.begin <= f->at.end && f->at.end <= text.n);
		run_close(&run);
		sb_free(&text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(comments_cover_lines),
		cmocka_unit_test(what_is_useless_is_told_with_its_place),
		cmocka_unit_test(files_and_rules_are_kept_apart),
		cmocka_unit_test(time_grows_with_what_is_there),
		cmocka_unit_test(random_comments_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
