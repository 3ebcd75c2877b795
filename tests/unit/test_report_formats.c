/*
 * test_report_formats.c - every output format of lint, from the same findings.
 *
 * What a line format writes is compared byte for byte, the others by what
 * their readers look at. Whether those readers take them: tests/oracle/formats.
 */
#include "harness.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <xencfg/report_json.h>

#define HOSTILE "<&>\"'%:,\r\n::error::x\xe9\xef\xbf\xbf]]>"

static struct sb write_report(struct run *run, const char *format)
{
	static const struct report_style style = { false, 80, SEVERITY_NOTE };
	struct report_input in = { &run->sources, findings_sorted(&run->findings, &run->sources), run->findings.n,
				   run->sources.n, &style, "0.1" };
	const struct report_format *found = report_format_find(text_of(format));
	struct sb out = { 0 };

	assert_non_null(found);
	assert_non_null(in.sorted);
	assert_int_equal(found->write(&out, &in), 0);
	return out;
}

/* Second places, help, fix, several lines, nowhere, hostile bytes, a clean file; names that each format escapes. */
static void add_rich(struct run *run)
{
	uint32_t a = run_source(run, "a.cfg", TEXT("mac\n"));
	uint32_t b = run_source(run, "b.cfg", TEXT("\xc3\xa4 mac\nnext\n"));
	uint32_t d = run_source(run, "d:1,2%/c d.cfg", TEXT("x")), e = run_source(run, "/e<\033\xff.cfg", TEXT(""));
	struct findings *out = &run->findings;
	struct finding *f;

	f = finding_add(out, RULE_MAC_DUPLICATE, span_make(b, 3, 6), "used twice");
	finding_label(out, f, span_make(a, 0, 3), "first used here");
	finding_help(out, f, "give it its own");
	finding_fix(out, f, span_make(b, 3, 7), "%s", "new\t\"line\"\n");
	f = finding_add(out, RULE_SYNTAX, span_make(b, 3, 9), "broken");
	finding_fix(out, f, span_make(b, 3, 9), "%s", "\xe9");
	finding_add(out, RULE_BRIDGE_UNUSED, span_make(d, 0, 1), "nobody");
	finding_add(out, RULE_BRIDGE_DEFAULT, (struct span){ 0 }, "nowhere");
	f = finding_add(out, RULE_UNKNOWN_KEY, span_make(e, 0, 0), "%s", HOSTILE);
	finding_label(out, f, (struct span){ 0 }, "%s", HOSTILE);
}

static void line_formats_are_written_to_the_byte(void **state)
{
	static const struct {
		const char *format, *wanted;
	} cases[] = {
		{ "gcc",
		  "xencfg: warning: nowhere [XC207 bridge-default]\n"
		  "/e<??.cfg:1:1: error: <&>\"'%:,??::error::x?\xef\xbf\xbf]]> [XC006 unknown-key]\n"
		  "xencfg: note: <&>\"'%:,??::error::x?\xef\xbf\xbf]]>\n"
		  "b.cfg:1:3: error: broken [XC002 syntax]\n"
		  "b.cfg:1:3: error: used twice [XC103 mac-duplicate]\n"
		  "a.cfg:1:1: note: first used here\n"
		  "b.cfg:1:3: note: give it its own\n"
		  "d:1,2%/c d.cfg:1:1: note: nobody [XC206 bridge-unused]\n" },
		{ "github",
		  "::warning title=XC207 bridge-default::nowhere\n"
		  "::error file=/e<??.cfg,line=1,col=1,endLine=1,endColumn=1,title=XC006 unknown-key"
		  "::<&>\"'%25:,??::error::x?\xef\xbf\xbf]]>%0Axencfg: <&>\"'%25:,??::error::x?\xef\xbf\xbf]]>\n"
		  "::error file=b.cfg,line=1,endLine=2,title=XC002 syntax::broken\n"
		  "::error file=b.cfg,line=1,col=3,endLine=1,endColumn=6,title=XC103 mac-duplicate"
		  "::used twice%0Aa.cfg:1:1: first used here%0Ahelp: give it its own\n"
		  "::notice file=d%3A1%2C2%25/c d.cfg,line=1,col=1,endLine=1,endColumn=2,"
		  "title=XC206 bridge-unused::nobody\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct run run;
		struct sb out;

		run_open(&run);
		add_rich(&run);
		out = write_report(&run, cases[i].format);
		expect_text(cases[i].format, sb_view(&out), cases[i].wanted);
		sb_free(&out);
		run_close(&run);
	}
}

static void no_findings_are_a_whole_document_too(void **state)
{
	static const struct {
		const char *format, *wanted;
	} cases[] = {
		{ "text", "" },
		{ "gcc", "" },
		{ "github", "" },
		{ "gitlab", "[]\n" },
		{ "checkstyle",
		  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n</checkstyle>\n" },
		{ "junit",
		  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		  "<testsuites name=\"xencfg\" tests=\"1\" failures=\"0\" errors=\"0\">\n"
		  "  <testsuite name=\"&amp;.cfg\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n"
		  "    <testcase name=\"no findings\" classname=\"&amp;.cfg\"/>\n"
		  "  </testsuite>\n"
		  "</testsuites>\n" },
		{ "json",
		  "{\n  \"version\": 1,\n  \"findings\": [],\n  \"summary\": {\n    \"files\": 1,\n    \"errors\": 0,\n"
		  "    \"warnings\": 0,\n    \"notes\": 0\n  }\n}\n" },
	};
	struct run run;

	(void)state;
	run_open(&run);
	run_source(&run, "&.cfg", TEXT("x"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sb out = write_report(&run, cases[i].format);

		expect_text(cases[i].format, sb_view(&out), cases[i].wanted);
		sb_free(&out);
	}
	run_close(&run);
}

/* Jenkins takes a report without a test for an error. */
static void junit_without_files_has_a_test(void **state)
{
	struct run run;
	struct sb out;

	(void)state;
	run_open(&run);
	out = write_report(&run, "junit");
	assert_non_null(memmem(out.s, out.n, "<testsuites name=\"xencfg\" tests=\"1\"", 35));
	assert_non_null(memmem(out.s, out.n, "<testcase name=\"no findings\" classname=\"xencfg\"/>", 49));
	sb_free(&out);
	run_close(&run);
}

static json_t *parse(struct run *run, const char *format)
{
	struct sb out = write_report(run, format);
	json_t *value = json_loadb(out.s, out.n, JSON_REJECT_DUPLICATES, NULL);

	if (!value)
		fail_msg("%s: no JSON: %.*s", format, (int)out.n, out.s);
	sb_free(&out);
	return value;
}

/* The value at "member index member"; NULL when there is none. */
static json_t *value_at(json_t *value, const char *path)
{
	struct text rest = text_of(path), piece;

	while (value && text_split(&rest, ' ', &piece)) {
		long long index;

		if (json_is_array(value) && text_to_number(piece, &index) == 0)
			value = json_array_get(value, (size_t)index);
		else
			value = json_object_getn(value, piece.s, piece.n);
	}
	return value;
}

static void members_are_what_readers_look_for(void **state)
{
	static const struct {
		const char *format, *path, *wanted; /* as compact JSON; NULL: there is none */
	} cases[] = {
		{ "json", "version", "1" },
		{ "json", "summary", "{\"files\":4,\"errors\":3,\"warnings\":1,\"notes\":1}" },
		{ "json", "findings 0 file", "\"\"" },
		{ "json", "findings 0 line", "0" },
		{ "json", "findings 2 fix", "null" }, /* no UTF-8: it would not be the same bytes */
		{ "json", "findings 3 code", "\"XC103\"" },
		{ "json", "findings 3 fix",
		  "{\"line\":1,\"column\":3,\"end_line\":2,\"end_column\":1,\"text\":\"new\\t\\\"line\\\"\\n\"}" },
		{ "json", "findings 3 related",
		  "[{\"file\":\"a.cfg\",\"line\":1,\"column\":1,\"message\":\"first used here\"}]" },
		{ "json", "findings 4 severity", "\"note\"" },
		{ "json", "findings 5", NULL },
		{ "gitlab", "0 location", "{\"path\":\"xencfg\",\"lines\":{\"begin\":1}}" },
		{ "gitlab", "1 severity", "\"major\"" },
		{ "gitlab", "0 severity", "\"minor\"" },
		{ "gitlab", "4 severity", "\"info\"" },
		{ "gitlab", "3 check_name", "\"mac-duplicate\"" },
		{ "gitlab", "3 description",
		  "\"used twice; a.cfg:1:1: first used here; help: give it its own [XC103 mac-duplicate]\"" },
		{ "gitlab", "3 location", "{\"path\":\"b.cfg\",\"lines\":{\"begin\":1}}" },
		{ "gitlab", "5", NULL },
		{ "sarif", "version", "\"2.1.0\"" },
		{ "sarif", "runs 1", NULL },
		{ "sarif", "runs 0 columnKind", "\"unicodeCodePoints\"" },
		{ "sarif", "runs 0 tool driver name", "\"xencfg\"" },
		{ "sarif", "runs 0 tool driver version", "\"0.1\"" },
		{ "sarif", "runs 0 tool driver informationUri", NULL },
		{ "sarif", "runs 0 results 0 locations",
		  "[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"xencfg\"}}}]" },
		{ "sarif", "runs 0 results 0 level", "\"warning\"" },
		{ "sarif", "runs 0 results 1 locations 0 physicalLocation",
		  "{\"artifactLocation\":{\"uri\":\"file:///e%3C%1B%FF.cfg\"},"
		  "\"region\":{\"startLine\":1,\"startColumn\":1,\"endLine\":1,\"endColumn\":1}}" },
		{ "sarif", "runs 0 results 2 fixes", "[]" },
		{ "sarif", "runs 0 results 2 locations 0 physicalLocation region",
		  "{\"startLine\":1,\"startColumn\":3,\"endLine\":2,\"endColumn\":3}" },
		{ "sarif", "runs 0 results 3 ruleId", "\"XC103\"" },
		{ "sarif", "runs 0 results 3 message", "{\"text\":\"used twice\\nhelp: give it its own\"}" },
		{ "sarif", "runs 0 results 3 relatedLocations",
		  "[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"a.cfg\"},"
		  "\"region\":{\"startLine\":1,\"startColumn\":1,\"endLine\":1,\"endColumn\":4}},"
		  "\"message\":{\"text\":\"first used here\"}}]" },
		{ "sarif", "runs 0 results 3 fixes",
		  "[{\"description\":{\"text\":\"give it its own\"},\"artifactChanges\":["
		  "{\"artifactLocation\":{\"uri\":\"b.cfg\"},\"replacements\":["
		  "{\"deletedRegion\":{\"startLine\":1,\"startColumn\":3,\"endLine\":2,\"endColumn\":1},"
		  "\"insertedContent\":{\"text\":\"new\\t\\\"line\\\"\\n\"}}]}]}]" },
		{ "sarif", "runs 0 results 4 locations 0 physicalLocation artifactLocation uri",
		  "\"d%3A1%2C2%25/c%20d.cfg\"" },
		{ "sarif", "runs 0 results 4 level", "\"note\"" },
		{ "sarif", "runs 0 results 5", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		json_t *document, *value;
		struct run run;
		char *got;

		run_open(&run);
		add_rich(&run);
		document = parse(&run, cases[i].format);
		value = value_at(document, cases[i].path);
		got = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
		if (!got != !cases[i].wanted || (got && strcmp(got, cases[i].wanted) != 0))
			fail_msg("%s %s: %s, not %s", cases[i].format, cases[i].path, got ? got : "nothing",
				 cases[i].wanted ? cases[i].wanted : "nothing");
		free(got);
		json_decref(document);
		run_close(&run);
	}
}

/* The index of a result leads to its rule, and each rule has its texts, none longer than GitHub shows. */
static void sarif_tells_all_rules(void **state)
{
	json_t *document, *rules, *value;
	struct run run;
	size_t i;

	(void)state;
	run_open(&run);
	add_rich(&run);
	document = parse(&run, "sarif");
	rules = value_at(document, "runs 0 tool driver rules");
	assert_int_equal(json_array_size(rules), RULES);
	json_array_foreach (rules, i, value) {
		assert_string_equal(json_string_value(value_at(value, "id")), rule_infos[i].code);
		assert_string_equal(json_string_value(value_at(value, "name")), rule_infos[i].slug);
		assert_string_equal(json_string_value(value_at(value, "help text")), rule_infos[i].explanation);
		assert_string_equal(json_string_value(value_at(value, "shortDescription text")), rule_infos[i].summary);
		assert_in_range(json_string_length(value_at(value, "fullDescription text")), 10, 1024);
		assert_string_equal(json_string_value(value_at(value, "defaultConfiguration level")),
				    severity_name(rule_infos[i].severity));
		assert_null(value_at(value, "helpUri"));
	}
	json_array_foreach (value_at(document, "runs 0 results"), i, value)
		assert_ptr_equal(rule_infos[json_integer_value(value_at(value, "ruleIndex"))].code,
				 rule_infos[rule_find(text_of(json_string_value(value_at(value, "ruleId"))))].code);
	json_decref(document);
	run_close(&run);
}

/* The fingerprints of a format, each followed by a blank, of the same three findings in a file that begins as said. */
static void put_fingerprints(struct sb *out, const char *format, const char *list, const char *member,
			     const char *before)
{
	json_t *document, *value;
	struct sb text = { 0 };
	uint32_t file;
	struct run run;
	size_t i;

	run_open(&run);
	sb_printf(&text, "%sfoo = 1\nfoo = 1\nbar = 1\n", before);
	file = run_source(&run, "a.cfg", sb_view(&text));
	for (i = 0; i < 3; i++)
		finding_add(&run.findings, RULE_UNKNOWN_KEY,
			    span_make(file, strlen(before) + 8 * i, strlen(before) + 8 * i + 3), "line %zu", i);
	document = parse(&run, format);
	json_array_foreach (*list ? value_at(document, list) : document, i, value)
		sb_printf(out, "%s ", json_string_value(value_at(value, member)));
	json_decref(document);
	sb_free(&text);
	run_close(&run);
}

static void fingerprints_survive_new_lines(void **state)
{
	static const struct {
		const char *format, *list, *member;
	} cases[] = {
		{ "gitlab", "", "fingerprint" },
		{ "sarif", "runs 0 results", "partialFingerprints xencfgFinding/v1" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sb before = { 0 }, after = { 0 };

		put_fingerprints(&before, cases[i].format, cases[i].list, cases[i].member, "");
		put_fingerprints(&after, cases[i].format, cases[i].list, cases[i].member, "# new\n\n");
		assert_int_equal(before.n, 3 * 17);
		assert_true(text_same(sb_view(&before), sb_view(&after)));
		for (size_t a = 0; a < 3; a++)
			for (size_t b = 0; b < a; b++)
				assert_memory_not_equal(before.s + 17 * a, before.s + 17 * b, 16);
		sb_free(&before);
		sb_free(&after);
	}
}

static void xml_holds_what_its_readers_look_for(void **state)
{
	static const struct {
		const char *format, *wanted;
	} cases[] = {
		{ "checkstyle", "  <file name=\"xencfg\">\n"
				"    <error line=\"0\" severity=\"warning\" message=\"nowhere\" "
				"source=\"xencfg.XC207.bridge-default\"/>\n  </file>\n" },
		{ "checkstyle", "  <file name=\"/e&lt;??.cfg\">\n    <error line=\"1\" column=\"1\" severity=\"error\" "
				"message=\"&lt;&amp;&gt;&quot;'%:,??::error::x??]]&gt;; xencfg: " },
		{ "checkstyle", "<file name=\"b.cfg\">\n"
				"    <error line=\"1\" column=\"3\" severity=\"error\" message=\"broken\" "
				"source=\"xencfg.XC002.syntax\"/>\n"
				"    <error line=\"1\" column=\"3\" severity=\"error\" "
				"message=\"used twice; a.cfg:1:1: first used here; help: give it its own\" "
				"source=\"xencfg.XC103.mac-duplicate\"/>\n  </file>\n" },
		{ "checkstyle", "severity=\"info\" message=\"nobody\"" },
		{ "junit", "<testsuites name=\"xencfg\" tests=\"6\" failures=\"4\" errors=\"0\">\n" },
		{ "junit", "<testsuite name=\"b.cfg\" tests=\"2\" failures=\"2\" errors=\"0\" skipped=\"0\">\n"
			   "    <testcase name=\"XC002 syntax (1:3)\" classname=\"b.cfg\">"
			   "<failure type=\"error\" message=\"broken\">"
			   "b.cfg:1:3: error: broken</failure></testcase>\n" },
		{ "junit", "b.cfg:1:3: error: used twice&#10;a.cfg:1:1: first used here&#10;"
			   "help: give it its own</failure>" },
		{ "junit", "<testcase name=\"XC207 bridge-default\" classname=\"xencfg\"><failure type=\"warning\"" },
		{ "junit", " tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n"
			   "    <testcase name=\"XC206 bridge-unused (1:1)\" classname=\"d:1,2%/c d.cfg\">"
			   "<system-out>d:1,2%/c d.cfg:1:1: note: nobody</system-out></testcase>\n" },
		{ "junit", "<testcase name=\"no findings\" classname=\"a.cfg\"/>" },
		{ "junit", "message=\"&lt;&amp;&gt;&quot;'%:,??::error::x??]]&gt;\"" },
	};
	struct run run;

	(void)state;
	run_open(&run);
	add_rich(&run);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sb out = write_report(&run, cases[i].format);

		if (!memmem(out.s, out.n, cases[i].wanted, strlen(cases[i].wanted)))
			fail_msg("%s: no %s in %.*s", cases[i].format, cases[i].wanted, (int)out.n, out.s);
		sb_free(&out);
	}
	run_close(&run);
}

static size_t count(struct text t, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < t.n; i++)
		n += t.s[i] == c;
	return n;
}

/* Properties that every format keeps, whatever bytes it is given. */
static void expect_sound(const char *format, struct text out, size_t findings)
{
	assert_int_equal(text_utf8_length(out), out.n);
	for (size_t i = 0; i < out.n; i++)
		if (((unsigned char)out.s[i] < 0x20 && out.s[i] != '\n') || out.s[i] == 0x7f)
			fail_msg("%s: byte %02x", format, (unsigned)out.s[i]);
	if (strcmp(format, "gcc") == 0 || strcmp(format, "github") == 0)
		assert_int_equal(count(out, '\n'), findings);
	if (strcmp(format, "junit") == 0 || strcmp(format, "checkstyle") == 0) {
		assert_int_equal(count(out, '<'), count(out, '>'));
		assert_null(memmem(out.s, out.n, "\xef\xbf\xbe", 3));
		assert_null(memmem(out.s, out.n, "\xef\xbf\xbf", 3));
	}
	if (out.n && (out.s[0] == '{' || out.s[0] == '[')) {
		json_t *value = json_loadb(out.s, out.n, 0, NULL);

		assert_non_null(value);
		json_decref(value);
	}
}

static void random_bytes_leave_every_format_sound(void **state)
{
	static const char *const pieces[] = {
		"a", "<", ">", "&", "\"", "\t", "\n", "\r", "\033", "\xc3\xa4", "\xe2\x80\xae", "\xef\xbf\xbe", "::",
		"%", "\xef\xbf\xbf", "\xef", "\xed\xa0\x80", "\x80", "\xff", "]]>", "\xf4\x8f\xbf\xbf", "\xe2\x80\xa8",
	};
	static const char *const formats[] = { "gcc", "json", "sarif", "github", "gitlab", "junit", "checkstyle" };
	uint64_t seed = 11;

	(void)state;
	for (int round = 0; round < 700; round++) {
		const char *format = formats[(size_t)round % COUNT(formats)];
		struct sb text = { 0 }, out;
		struct finding *f;
		uint32_t file;
		struct run run;

		run_open(&run);
		for (size_t n = 1 + random_below(&seed, 30); n; n--)
			sb_string(&text, pieces[random_below(&seed, COUNT(pieces))]);
		file = run_source(&run, arena_string(&run.arena, sb_view(&text)), sb_view(&text));
		f = finding_add(&run.findings, RULE_SYNTAX, span_make(file, random_below(&seed, text.n), text.n),
				"%.*s", TEXT_ARG(sb_view(&text)));
		finding_fix(&run.findings, f, f->at, "%.*s", TEXT_ARG(sb_view(&text)));
		out = write_report(&run, format);
		expect_sound(format, sb_view(&out), 1);
		sb_free(&out);
		sb_free(&text);
		run_close(&run);
	}
}

/* Allocations of jansson that are still granted. */
static size_t granted;

static void *allocate(size_t size)
{
	return granted && granted-- ? malloc(size) : NULL;
}

static void memory_that_is_out_is_an_error(void **state)
{
	static const char *const formats[] = { "json", "gitlab", "sarif" };
	struct report_input in;
	struct run run;

	(void)state;
	run_open(&run);
	add_rich(&run);
	in = (struct report_input){ &run.sources, findings_sorted(&run.findings, &run.sources), run.findings.n, 4,
				    NULL, "0" };
	json_set_alloc_funcs(allocate, free);
	for (size_t i = 0; i < COUNT(formats); i++) {
		int error = -ENOMEM;
		size_t n = 0;

		for (; error && n < 100000; n += 1 + n / 50) {
			struct sb out = { 0 };

			granted = n;
			error = report_format_find(text_of(formats[i]))->write(&out, &in);
			assert_true(error == 0 || error == -ENOMEM);
			sb_free(&out);
		}
		assert_in_range(n, 20, 99999);
	}
	json_set_alloc_funcs(malloc, free);
	run_close(&run);
}

static void formats_are_found_by_name(void **state)
{
	static const char *const names[] = { "text",   "gcc",    "json",  "sarif",
					     "github", "gitlab", "junit", "checkstyle" };
	static const char *const wrong[] = { "", "JSON", "js", "jsonl", "json:x" };

	(void)state;
	assert_int_equal(n_report_formats, COUNT(names));
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct report_format *format = report_format_find(text_of(names[i]));

		assert_non_null(format);
		assert_string_equal(format->name, names[i]);
	}
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_null(report_format_find(text_of(wrong[i])));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_formats_are_written_to_the_byte),
		cmocka_unit_test(no_findings_are_a_whole_document_too),
		cmocka_unit_test(junit_without_files_has_a_test),
		cmocka_unit_test(members_are_what_readers_look_for),
		cmocka_unit_test(sarif_tells_all_rules),
		cmocka_unit_test(fingerprints_survive_new_lines),
		cmocka_unit_test(xml_holds_what_its_readers_look_for),
		cmocka_unit_test(random_bytes_leave_every_format_sound),
		cmocka_unit_test(memory_that_is_out_is_an_error),
		cmocka_unit_test(formats_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
