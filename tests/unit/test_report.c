/*
 * test_report.c - findings as text and as JSON.
 */
#include "harness.h"
#include <errno.h>
#include <stdlib.h>
#include <xencfg/report_json.h>

static const struct report_style plain = { false, 80, SEVERITY_NOTE };

/* The report of all findings, in order; the caller frees it. */
static struct sb report(struct run *run, const struct report_style *style)
{
	struct finding **sorted = findings_sorted(&run->findings, &run->sources);
	struct sb out = { 0 };

	assert_non_null(sorted);
	assert_int_equal(report_text(&out, &run->sources, sorted, run->findings.n, style), 0);
	return out;
}

static void expect_report(struct run *run, const struct report_style *style, const char *wanted)
{
	struct sb out = report(run, style);

	expect_text("report", sb_view(&out), wanted);
	sb_free(&out);
}

static void what_is_wrong_is_underlined(void **state)
{
	static const struct {
		struct text text;
		size_t begin, end;
		const char *wanted;
	} cases[] = {
		{ TEXT("abc = 1\n"), 0, 3, "x:1:1: error: m [XC002 syntax]\n    1 | abc = 1\n      | ^~~\n" },
		{ TEXT("abc = 1"), 6, 7, "x:1:7: error: m [XC002 syntax]\n    1 | abc = 1\n      |       ^\n" },
		{ TEXT("abc = 1"), 7, 7, "x:1:8: error: m [XC002 syntax]\n    1 | abc = 1\n      |        ^\n" },
		{ TEXT("a\n\nb\n"), 2, 2, "x:2:1: error: m [XC002 syntax]\n    2 | \n      | ^\n" },
		/* Over the end of the line: as far as the line goes. */
		{ TEXT("{\n}\n"), 0, 3, "x:1:1: error: m [XC002 syntax]\n    1 | {\n      | ^\n" },
		{ TEXT("ab\r\nc"), 1, 4, "x:1:2: error: m [XC002 syntax]\n    1 | ab\n      |  ^\n" },
		/* Tabs, characters of two columns, of none. */
		{ TEXT("\ta\tb"), 3, 4, "x:1:4: error: m [XC002 syntax]\n    1 |         a       b\n      |                 ^\n" },
		{ TEXT("\xe6\x97\xa5\xe6\x9c\xac = x"), 0, 6,
		  "x:1:1: error: m [XC002 syntax]\n    1 | \xe6\x97\xa5\xe6\x9c\xac = x\n      | ^~~~\n" },
		{ TEXT("\xe6\x97\xa5\xe6\x9c\xac = x"), 9, 10,
		  "x:1:6: error: m [XC002 syntax]\n    1 | \xe6\x97\xa5\xe6\x9c\xac = x\n      |        ^\n" },
		{ TEXT("a\xcc\x88x"), 3, 4, "x:1:3: error: m [XC002 syntax]\n    1 | a\xcc\x88x\n      |  ^\n" },
		{ TEXT("\xf0\x9f\x90\xa7x"), 4, 5, "x:1:2: error: m [XC002 syntax]\n    1 | \xf0\x9f\x90\xa7x\n      |   ^\n" },
		{ TEXT("\xc3\xa4x"), 2, 3, "x:1:2: error: m [XC002 syntax]\n    1 | \xc3\xa4x\n      |  ^\n" },
		/* An empty file has nothing to show. */
		{ TEXT(""), 0, 0, "x:1:1: error: m [XC002 syntax]\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct run run;

		run_open(&run);
		finding_add(&run.findings, RULE_SYNTAX,
			    span_make(run_source(&run, "x", cases[i].text), cases[i].begin, cases[i].end), "m");
		expect_report(&run, &plain, cases[i].wanted);
		run_close(&run);
	}
}

static void control_characters_are_made_harmless(void **state)
{
	static const struct {
		struct text text;
		const char *wanted;
	} cases[] = {
		{ TEXT("\033[31mred"), "?[31mred" },
		{ TEXT("a\rb\x7f\b"), "a?b??" },
		{ TEXT("a\nb"), "a?b" },
		{ TEXT("a\0b"), "a?b" },
		{ TEXT("\xc2\x9b" "31m"), "?31m" },           /* a control of Latin-1, as UTF-8 */
		{ TEXT("\x9b" "31m"), "?31m" },               /* and as a byte */
		{ TEXT("\xe2\x80\xae" "evil"), "?evil" },      /* right to left */
		{ TEXT("\xe2\x81\xa6" "a\xe2\x81\xa9"), "?a?" },
		{ TEXT("\xe2\x80\x8f"), "?" },
		{ TEXT("caf\xe9"), "caf?" },
		{ TEXT("\xc3\xa4\xe6\x97\xa5"), "\xc3\xa4\xe6\x97\xa5" },
		{ TEXT(""), "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sb out = { 0 };

		report_plain(&out, cases[i].text);
		expect_text("plain", sb_view(&out), cases[i].wanted);
		sb_free(&out);
	}
}

static void names_messages_and_lines_are_harmless_too(void **state)
{
	struct finding *f;
	struct span at;
	struct run run;

	(void)state;
	run_open(&run);
	at = span_make(run_source(&run, "a\033b", TEXT("a\033b\0\x80z\n")), 1, 5);
	f = finding_add(&run.findings, RULE_SYNTAX, at, "the \"%s\"", "\033]0;x\a");
	finding_label(&run.findings, f, at, "label\r");
	finding_help(&run.findings, f, "help\n");
	expect_report(&run, &plain,
		      "a?b:1:2: error: the \"?]0;x?\" [XC002 syntax]\n    1 | a?b??z\n      |  ^~~~\n"
		      "a?b:1:2: note: label?\n    1 | a?b??z\n      |  ^~~~\n"
		      "      = help: help?\n");
	run_close(&run);
}

/* Columns of an ASCII line, in which "…" is one. */
static size_t columns(struct text line)
{
	size_t n = 0;

	for (size_t i = 0; i < line.n; i++)
		n += ((unsigned char)line.s[i] & 0xc0) != 0x80;
	return n;
}

/* Cut lines: what is underlined stands in them, above its mark, and they fit. */
static void expect_cut(struct text source, size_t begin, size_t end, unsigned width, const char *marked)
{
	struct report_style style = { false, width, SEVERITY_NOTE };
	struct text rest, line, marks;
	size_t at = 0, column = 0;
	struct sb out;
	struct run run;

	run_open(&run);
	finding_add(&run.findings, RULE_SYNTAX, span_make(run_source(&run, "x", source), begin, end), "m");
	out = report(&run, &style);
	rest = sb_view(&out);
	assert_true(text_split(&rest, '\n', &line) && text_split(&rest, '\n', &line) && text_split(&rest, '\n', &marks));
	if (columns(line) > width || marks.n > width)
		fail_msg("%zu and %zu columns, not %u", columns(line), marks.n, width);
	while (marks.s[column] != '^')
		column++;
	for (; column; column--)
		do
			at++;
		while (((unsigned char)line.s[at] & 0xc0) == 0x80);
	assert_true(text_starts((struct text){ line.s + at, line.n - at }, marked));
	assert_int_equal(text_utf8_length(line), line.n);
	run_close(&run);
	sb_free(&out);
}

static void long_lines_are_cut_around_the_mark(void **state)
{
	static const unsigned widths[] = { 30, 80, 120 };
	struct sb ascii = { 0 }, umlauts = { 0 }, tabs = { 0 };

	(void)state;
	for (int i = 0; i < 600; i++) {
		sb_byte(&ascii, (char)('a' + i % 26));
		sb_string(&umlauts, i % 20 == 0 ? "<>" : "\xc3\xa4");
		sb_string(&tabs, i % 3 == 0 ? "<>" : "\t");
	}
	for (size_t w = 0; w < COUNT(widths); w++) {
		for (size_t i = 0; i < 600; i += 7) {
			char marked[] = { (char)('a' + i % 26), '\0' };

			expect_cut(sb_view(&ascii), i, i + 1, widths[w], marked);
			expect_cut(sb_view(&ascii), i, 600, widths[w], marked);
		}
		for (size_t i = 0; i < 600; i += 20)
			expect_cut(sb_view(&umlauts), i * 2, i * 2 + 2, widths[w], "<>");
	}
	for (size_t i = 0; i < 600; i += 30)
		expect_cut(sb_view(&tabs), i / 3 * 4, i / 3 * 4 + 2, 80, "<>");
	sb_free(&ascii);
	sb_free(&umlauts);
	sb_free(&tabs);
}

/* Whatever is in a source: text comes out, in lines, and nothing that moves a cursor. */
static void random_bytes_come_out_as_text(void **state)
{
	static const char *const pieces[] = { "a", "\t", "\n", "\r", "\033", "\xc3\xa4", "\xe6\x97\xa5", "\xe2\x80\xae",
					      "\xc2\x85", "\x80", "\xff", "\xe2\x82", "\x7f", "\"" };
	uint64_t seed = 7;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct report_style style = { false, (unsigned)random_below(&seed, 60), SEVERITY_NOTE };
		size_t n = random_below(&seed, 90), begin, end;
		struct sb text = { 0 }, out;
		struct run run;

		run_open(&run);
		while (n--)
			sb_string(&text, pieces[random_below(&seed, COUNT(pieces))]);
		if (round % 9 == 0)
			sb_text(&text, TEXT("\0"));
		begin = random_below(&seed, text.n + 1);
		end = begin + random_below(&seed, text.n - begin + 1);
		finding_add(&run.findings, RULE_SYNTAX, span_make(run_source(&run, "x", sb_view(&text)), begin, end), "%.*s",
			    (int)text.n, text.n ? text.s : "");
		out = report(&run, &style);
		assert_int_equal(text_utf8_length(sb_view(&out)), out.n);
		for (size_t i = 0; i < out.n; i++)
			if (((unsigned char)out.s[i] < 0x20 && out.s[i] != '\n') || out.s[i] == 0x7f)
				fail_msg("round %d: byte %02x", round, out.s[i]);
		assert_null(memmem(out.s, out.n, "\xe2\x80\xae", 3));
		assert_null(memmem(out.s, out.n, "\xc2\x85", 2));
		sb_free(&out);
		sb_free(&text);
		run_close(&run);
	}
}

static void severities_order_and_colours(void **state)
{
	static const struct report_style errors = { false, 80, SEVERITY_WARNING }, coloured = { true, 80, SEVERITY_ERROR };
	uint32_t a, b;
	struct run run;
	struct sb out;

	(void)state;
	run_open(&run);
	b = run_source(&run, "b", TEXT("k\nl\n"));
	a = run_source(&run, "a", TEXT("k\nl\n"));
	finding_add(&run.findings, RULE_BRIDGE_UNUSED, span_make(b, 0, 1), "note");
	finding_add(&run.findings, RULE_UNKNOWN_KEY, span_make(b, 2, 3), "later");
	finding_add(&run.findings, RULE_UNKNOWN_KEY, span_make(b, 0, 1), "third");
	finding_add(&run.findings, RULE_SYNTAX, span_make(b, 0, 1), "second");
	finding_add(&run.findings, RULE_BRIDGE_DEFAULT, span_make(a, 2, 3), "first");
	finding_add(&run.findings, RULE_SYNTAX, (struct span){ 0 }, "nowhere");
	expect_report(&run, &errors,
		      "xencfg: error: nowhere [XC002 syntax]\n"
		      "a:2:1: warning: first [XC207 bridge-default]\n    2 | l\n      | ^\n"
		      "b:1:1: error: second [XC002 syntax]\n    1 | k\n      | ^\n"
		      "b:1:1: error: third [XC006 unknown-key]\n    1 | k\n      | ^\n"
		      "b:2:1: error: later [XC006 unknown-key]\n    2 | l\n      | ^\n");
	out = report(&run, &coloured);
	assert_non_null(memmem(out.s, out.n, "\033[1;31merror:\033[0m", 17));
	assert_null(memmem(out.s, out.n, "first", 5));
	sb_free(&out);
	run_close(&run);
}

static void summaries_count(void **state)
{
	static const struct {
		size_t errors, warnings, notes;
		const char *wanted;
	} cases[] = {
		{ 0, 0, 0, "no findings" },
		{ 1, 0, 0, "1 error" },
		{ 2, 1, 0, "2 errors, 1 warning" },
		{ 0, 0, 2, "2 notes" },
		{ 1, 2, 1, "1 error, 2 warnings, 1 note" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct findings findings = { .counts = { [SEVERITY_ERROR] = cases[i].errors, [SEVERITY_WARNING] = cases[i].warnings,
							 [SEVERITY_NOTE] = cases[i].notes } };
		struct sb out = { 0 };

		report_summary(&out, &findings);
		expect_text("summary", sb_view(&out), cases[i].wanted);
		sb_free(&out);
	}
}

static void expect_json(json_t *got, const char *wanted)
{
	json_t *value = json_loads(wanted, 0, NULL);
	char *s = json_dumps(got, JSON_COMPACT);

	assert_non_null(value);
	if (!json_equal(got, value))
		fail_msg("%s, not %s", s ? s : "nothing", wanted);
	free(s);
	json_decref(value);
	json_decref(got);
}

static void json_has_the_members_of_the_contract(void **state)
{
	struct finding *f, **sorted;
	uint32_t a, b;
	struct run run;

	(void)state;
	run_open(&run);
	a = run_source(&run, "a.cfg", TEXT("mac\n"));
	b = run_source(&run, "b.cfg", TEXT("\xc3\xa4 mac\nx"));
	f = finding_add(&run.findings, RULE_MAC_DUPLICATE, span_make(b, 3, 6), "twice \"%s\"", "\xe9\033");
	finding_label(&run.findings, f, span_make(a, 0, 3), "first used here");
	finding_help(&run.findings, f, "help");
	finding_fix(&run.findings, f, span_make(b, 3, 8), "%s", "new");
	finding_add(&run.findings, RULE_BRIDGE_UNUSED, (struct span){ 0 }, "nowhere");
	sorted = findings_sorted(&run.findings, &run.sources);
	expect_json(report_json(&run.sources, sorted, 2),
		    "[{\"code\": \"XC206\", \"rule\": \"bridge-unused\", \"severity\": \"note\", \"file\": \"\", \"line\": 0,"
		    "\"column\": 0, \"end_line\": 0, \"end_column\": 0, \"message\": \"nowhere\", \"related\": [],"
		    "\"help\": null, \"fix\": null},"
		    "{\"code\": \"XC103\", \"rule\": \"mac-duplicate\", \"severity\": \"error\", \"file\": \"b.cfg\", \"line\": 1,"
		    "\"column\": 3, \"end_line\": 1, \"end_column\": 6, \"message\": \"twice \\\"\?\?\\\"\","
		    "\"related\": [{\"file\": \"a.cfg\", \"line\": 1, \"column\": 1, \"message\": \"first used here\"}],"
		    "\"help\": \"help\", \"fix\": {\"line\": 1, \"column\": 3, \"end_line\": 2, \"end_column\": 2,"
		    "\"text\": \"new\"}}]");
	expect_json(report_summary_json(&run.findings, 2), "{\"files\": 2, \"errors\": 1, \"warnings\": 0, \"notes\": 1}");
	expect_json(report_json(&run.sources, sorted, 0), "[]");
	run_close(&run);
}

static void json_is_dumped_with_a_line_break(void **state)
{
	struct sb out = { 0 };

	(void)state;
	sb_string(&out, "> ");
	assert_int_equal(report_dump(&out, json_pack("{s:i, s:[]}", "version", 1, "findings")), 0);
	assert_true(text_starts(sb_view(&out), "> {\n  \"") && text_ends(sb_view(&out), "\n}\n"));
	assert_int_equal(report_dump(&out, NULL), -ENOMEM);
	sb_free(&out);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_is_underlined),
		cmocka_unit_test(control_characters_are_made_harmless),
		cmocka_unit_test(names_messages_and_lines_are_harmless_too),
		cmocka_unit_test(long_lines_are_cut_around_the_mark),
		cmocka_unit_test(random_bytes_come_out_as_text),
		cmocka_unit_test(severities_order_and_colours),
		cmocka_unit_test(summaries_count),
		cmocka_unit_test(json_has_the_members_of_the_contract),
		cmocka_unit_test(json_is_dumped_with_a_line_break),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
