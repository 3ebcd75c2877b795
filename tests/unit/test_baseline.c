/*
 * test_baseline.c - fingerprints that survive edits; baselines written, read and applied.
 */
#include "harness.h"
#include <errno.h>
#include <inttypes.h>
#include <xencfg/baseline.h>
#include <xencfg/fingerprint.h>

/* A finding at each occurrence of a word in a source. */
static void put(struct run *run, uint32_t file, enum rule rule, const char *word)
{
	struct text t = sources_get(&run->sources, file)->text;

	for (size_t i = 0; i + strlen(word) <= t.n; i++)
		if (memcmp(t.s + i, word, strlen(word)) == 0)
			finding_add(&run->findings, rule, span_make(file, i, i + strlen(word)), "found");
}

static uint64_t *fingerprints(struct run *run)
{
	struct finding **sorted = findings_sorted(&run->findings, &run->sources);
	uint64_t *ret;

	assert_non_null(sorted);
	ret = findings_fingerprints(&run->sources, sorted, run->findings.n, &run->arena);
	assert_non_null(ret);
	return ret;
}

/* The fingerprint of the finding of `rule` at the last `word` of a file. */
static uint64_t fingerprint_of(const char *name, const char *text, enum rule rule, const char *word)
{
	struct run run;
	uint64_t ret;

	run_open(&run);
	put(&run, run_source(&run, name, text_of(text)), rule, word);
	ret = fingerprints(&run)[run.findings.n - 1];
	run_close(&run);
	return ret;
}

static void fingerprints_depend_on_what_stays(void **state)
{
	const uint64_t a = fingerprint_of("f", "abc def", RULE_SYNTAX, "abc");

	(void)state;
	/* For ever the same, since files that are not ours hold them: FNV-1a of "XC002\0f\0abc\0". */
	assert_int_equal(a, UINT64_C(0x9b3c30832b2b4a08));
	assert_int_equal(a, fingerprint_of("f", "# more\n\n  abc", RULE_SYNTAX, "abc"));
	assert_int_not_equal(a, fingerprint_of("g", "abc def", RULE_SYNTAX, "abc"));
	assert_int_not_equal(a, fingerprint_of("f", "abc def", RULE_LINE_ENDING, "abc"));
	assert_int_not_equal(a, fingerprint_of("f", "abc def", RULE_SYNTAX, "abc "));
	assert_int_not_equal(a, fingerprint_of("f", "abc abc", RULE_SYNTAX, "abc"));
	assert_int_equal(fingerprint_of("f", "abc abc", RULE_SYNTAX, "abc"),
			 fingerprint_of("f", "\nabc\nabc", RULE_SYNTAX, "abc"));
	/* What ends the name does not begin the text. */
	assert_int_not_equal(fingerprint_of("fa", "bc", RULE_SYNTAX, "bc"), fingerprint_of("f", "abc", RULE_SYNTAX, "abc"));
}

/* Twenty of the same kind and two hundred of others: no two alike, and each where its finding is. */
static void fingerprints_differ(void **state)
{
	struct sb text = { 0 };
	struct run run;
	uint64_t *all;

	(void)state;
	for (int i = 0; i < 220; i++)
		sb_printf(&text, i % 11 ? "%03d\n" : "abc\n", i);
	run_open(&run);
	run_source(&run, "f", sb_view(&text));
	for (size_t i = 0; i < text.n; i += 4)
		finding_add(&run.findings, RULE_SYNTAX, span_make(1, i, i + 3), "found");
	all = fingerprints(&run);
	for (size_t i = 0; i < run.findings.n; i++)
		for (size_t k = 0; k < i; k++)
			assert_int_not_equal(all[i], all[k]);
	assert_int_equal(all[0], fingerprint_of("f", "abc", RULE_SYNTAX, "abc"));
	assert_int_equal(all[11], fingerprint_of("f", "abc abc", RULE_SYNTAX, "abc"));
	assert_int_equal(all[1], fingerprint_of("f", "001", RULE_SYNTAX, "001"));
	run_close(&run);
	sb_free(&text);
}

static struct sb write_baseline(struct run *run)
{
	struct sb out = { 0 };

	assert_int_equal(baseline_write(&out, &run->sources, &run->findings), 0);
	return out;
}

static void a_baseline_is_sorted_one_finding_a_line(void **state)
{
	struct sb out, again;
	struct run run;

	(void)state;
	run_open(&run);
	out = write_baseline(&run);
	expect_text("empty", sb_view(&out), "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
	sb_free(&out);

	put(&run, run_source(&run, "b\"\xc3\xa4.cfg", TEXT("one two")), RULE_MAC_DUPLICATE, "two");
	put(&run, 1, RULE_SYNTAX, "one");
	put(&run, run_source(&run, "a.cfg", TEXT("one")), RULE_MAC_DUPLICATE, "one");
	put(&run, run_source(&run, "c\xff.cfg", TEXT("one")), RULE_MAC_DUPLICATE, "one");
	out = write_baseline(&run);
	expect_text("written", sb_view(&out),
		    "{\n"
		    "  \"version\": 1,\n"
		    "  \"findings\": [\n"
		    "    {\"code\": \"XC103\", \"file\": \"a.cfg\", \"fingerprint\": \"b454cee07a8baf17\"},\n"
		    "    {\"code\": \"XC002\", \"file\": \"b\\\"\xc3\xa4.cfg\", \"fingerprint\": \"fd74db3f344150c7\"},\n"
		    "    {\"code\": \"XC103\", \"file\": \"b\\\"\xc3\xa4.cfg\", \"fingerprint\": \"3da8f9a82fe606ad\"},\n"
		    "    {\"code\": \"XC103\", \"file\": \"c?.cfg\", \"fingerprint\": \"b3e12a0a3772c88c\"}\n" /* its name is no UTF-8 */
		    "  ]\n"
		    "}\n");
	again = write_baseline(&run);
	assert_true(text_same(sb_view(&out), sb_view(&again)));
	sb_free(&out);
	sb_free(&again);
	run_close(&run);
}

/* A run over the two texts that knows the baseline; NULL: the file is not looked at. */
static void apply(struct run *run, struct text baseline, const char *a, const char *b, struct baseline *ret)
{
	run_open(run);
	assert_int_equal(baseline_read(&run->arena, &run->sources, run_source(run, "base", baseline), &run->findings, ret), 0);
	if (a)
		put(run, run_source(run, "a", text_of(a)), RULE_MAC_DUPLICATE, "bad");
	if (b)
		put(run, run_source(run, "b", text_of(b)), RULE_MAC_FOREIGN_OUI, "bad");
	assert_int_equal(baseline_apply(ret, &run->sources, &run->findings), 0);
}

static void only_new_findings_are_left(void **state)
{
	static const struct {
		const char *a, *b;
		size_t left, stale, unseen;
	} cases[] = {
		{ "bad bad", "bad", 0, 0, 0 },
		{ "\n\n# more\nbad\n\nbad", "  bad", 0, 0, 0 },
		{ "bad bad bad", "bad", 1, 0, 0 },
		{ "bad", "bad", 0, 1, 0 },
		{ "good", "good", 0, 3, 0 },
		{ "good", "bad bad bad", 2, 2, 0 },
		{ "bad bad", NULL, 0, 0, 1 },
		{ NULL, NULL, 0, 0, 3 },
	};
	struct run run;
	struct sb text;

	(void)state;
	run_open(&run);
	put(&run, run_source(&run, "a", TEXT("bad bad")), RULE_MAC_DUPLICATE, "bad");
	put(&run, run_source(&run, "b", TEXT("bad")), RULE_MAC_FOREIGN_OUI, "bad");
	text = write_baseline(&run);
	run_close(&run);
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t stale = 0, unseen = 0;
		struct baseline baseline;

		apply(&run, sb_view(&text), cases[i].a, cases[i].b, &baseline);
		assert_int_equal(baseline.n, 3);
		assert_string_equal(baseline.entries[0].file, "a");
		assert_string_equal(baseline.entries[2].file, "b");
		assert_string_equal(baseline.entries[2].code, "XC104");
		for (size_t k = 0; k < baseline.n; k++) {
			stale += !baseline.entries[k].found && baseline.entries[k].seen;
			unseen += !baseline.entries[k].found && !baseline.entries[k].seen;
		}
		if (run.findings.n != cases[i].left || stale != cases[i].stale || unseen != cases[i].unseen)
			fail_msg("case %zu: %zu left, %zu stale, %zu unseen", i, run.findings.n, stale, unseen);
		assert_int_equal(run.findings.counts[SEVERITY_ERROR], cases[i].left);
		run_close(&run);
	}
	sb_free(&text);
}

static void the_new_one_is_the_last(void **state)
{
	struct baseline baseline;
	struct run run;
	struct sb text;

	(void)state;
	run_open(&run);
	put(&run, run_source(&run, "a", TEXT("bad")), RULE_MAC_DUPLICATE, "bad");
	text = write_baseline(&run);
	run_close(&run);
	apply(&run, sb_view(&text), "bad bad", NULL, &baseline);
	assert_int_equal(run.findings.n, 1);
	assert_int_equal(run.findings.first->at.begin, 4);
	run_close(&run);
	sb_free(&text);
}

static void what_is_no_baseline_is_refused(void **state)
{
	static const struct {
		struct text text;
		const char *message; /* its beginning; NULL: fine */
		const char *at;
	} cases[] = {
		{ TEXT("{\"version\": 1, \"findings\": []}"), NULL, "" },
		{ TEXT("{\"version\": 1, \"more\": 2, \"findings\": [{\"code\": \"XC103\", \"file\": \"f\", \"note\": 3, \"fingerprint\":"
		       "\"0123456789abcdef\"}]}"), NULL, "" },
		{ TEXT(""), "this is no baseline: '[' or '{' expected near end of file", "" },
		{ TEXT("{\"version\": 1,}"), "this is no baseline: string or '}' expected near '}'", "}" },
		{ TEXT("{\"version\": 1, \"version\": 1}"), "this is no baseline: duplicate object key", "\"" },
		{ TEXT("{}\0"), "this is no baseline: ", NULL },
		{ TEXT("{} {}"), "this is no baseline: ", NULL },
		{ TEXT("[]"), "this is no baseline: it has no \"version\" and \"findings\"", "" },
		{ TEXT("{\"version\": 1}"), "this is no baseline: it has no \"version\" and \"findings\"", "" },
		{ TEXT("{\"version\": \"1\", \"findings\": []}"), "this is no baseline: it has no \"version\" and \"findings\"", "" },
		{ TEXT("{\"version\": 2, \"findings\": []}"), "this is no baseline: another release of xencfg wrote it", "" },
		{ TEXT("{\"version\": 1, \"findings\": [3]}"), "this is no baseline: finding 1 lacks its \"code\" or \"file\"", "" },
		{ TEXT("{\"version\": 1, \"findings\": [{\"code\": \"XC103\", \"file\": \"f\", \"fingerprint\": \"0123456789abcdef\"},"
		       "{\"code\": \"XC103\", \"file\": \"f\", \"fingerprint\": \"0123456789abcde\"}]}"),
		  "this is no baseline: finding 2 lacks its \"fingerprint\" of 16 digits", "" },
		{ TEXT("{\"version\": 1, \"findings\": [{\"code\": \"XC103\", \"file\": \"f\", \"fingerprint\": \"-123456789abcdef\"}]}"),
		  "this is no baseline: finding 1 lacks its \"fingerprint\" of 16 digits", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct baseline baseline;
		struct run run;
		int error;

		run_open(&run);
		error = baseline_read(&run.arena, &run.sources, run_source(&run, "base", cases[i].text), &run.findings,
				      &baseline);
		assert_int_equal(error, cases[i].message ? -EINVAL : 0);
		assert_int_equal(run.findings.n, cases[i].message != NULL);
		if (cases[i].message) {
			assert_int_equal(run.findings.first->rule, RULE_SYNTAX);
			if (!text_starts(text_of(run.findings.first->message), cases[i].message))
				fail_msg("%s", run.findings.first->message);
			if (cases[i].at)
				expect_span(cases[i].message, &run, run.findings.first->at, cases[i].at);
		}
		run_close(&run);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(fingerprints_depend_on_what_stays),
		cmocka_unit_test(fingerprints_differ),
		cmocka_unit_test(a_baseline_is_sorted_one_finding_a_line),
		cmocka_unit_test(only_new_findings_are_left),
		cmocka_unit_test(the_new_one_is_the_last),
		cmocka_unit_test(what_is_no_baseline_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
