/*
 * test_json.c - the JSON reader: what it takes, what it refuses and how it says so.
 *
 * test_json_jansson.c holds it against jansson.
 */
#include "harness.h"
#include <errno.h>
#include <xencfg/json.h>

/* One text, read. */
struct reading {
	struct run run;
	struct json json;
	uint32_t file;
	int result;
};

static void reading_open(struct reading *r, struct text text)
{
	run_open(&r->run);
	r->file = run_source(&r->run, "host.json", text);
	r->result = json_read(&r->run.sources, r->file, &r->run.findings, &r->json);
}

static void reading_close(struct reading *r)
{
	json_free(&r->json);
	json_free(&r->json);
	run_close(&r->run);
}

static void takes_what_rfc_8259_takes(void **state)
{
	static const struct {
		const char *text;
		enum json_kind kind;
		uint32_t n, nodes;
	} cases[] = {
		{ "{}", JSON_OBJECT, 0, 1 },
		{ "[]", JSON_ARRAY, 0, 1 },
		{ " \t\r\n{ \t\r\n} \t\r\n", JSON_OBJECT, 0, 1 },
		{ "{\"a\":1,\"b\":[1,2,{}],\"\":null}", JSON_OBJECT, 3, 7 },
		{ "[[],[[]],{\"a\":{}}]", JSON_ARRAY, 3, 6 },
		{ "true", JSON_TRUE, 0, 1 },
		{ "false", JSON_FALSE, 0, 1 },
		{ "null", JSON_NULL, 0, 1 },
		{ "\"\"", JSON_STRING, 0, 1 },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\udc27\"", JSON_STRING, 0, 1 },
		{ "\"\x7f\xc3\xa4\xf4\x8f\xbf\xbf\"", JSON_STRING, 0, 1 },
		{ "0", JSON_NUMBER, 0, 1 },
		{ "-0", JSON_NUMBER, 0, 1 },
		{ "-0.0e-0", JSON_NUMBER, 0, 1 },
		{ "1234567890", JSON_NUMBER, 0, 1 },
		{ "1E+5", JSON_NUMBER, 0, 1 },
		{ "[1.5e3]", JSON_ARRAY, 1, 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reading r;

		reading_open(&r, text_of(cases[i].text));
		if (r.result || r.run.findings.n || r.json.n != cases[i].nodes || r.json.nodes[0].kind != cases[i].kind ||
		    r.json.nodes[0].n != cases[i].n || r.json.nodes[0].next != r.json.n)
			fail_msg("%s: %d", cases[i].text, r.result);
		reading_close(&r);
	}
}

/* One finding, its place and its words. */
struct refusal {
	struct text text;
	enum rule rule;
	const char *marked;  /* the bytes that it marks */
	const char *message; /* a part of it */
	const char *help;    /* likewise; NULL: none */
	const char *fix;     /* NULL: none */
};

static void expect_refusals(const struct refusal *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct refusal *c = &cases[i];
		const struct finding *f;
		struct reading r;

		reading_open(&r, c->text);
		f = r.run.findings.first;
		if (r.result != -EINVAL || r.json.nodes || r.json.n || r.run.findings.n != 1)
			fail_msg("%.*s: %d, %zu findings", TEXT_ARG(c->text), r.result, r.run.findings.n);
		if (f->rule != c->rule || f->severity != SEVERITY_ERROR || !strstr(f->message, c->message) ||
		    strstr(f->message, "  "))
			fail_msg("%.*s: %s %s", TEXT_ARG(c->text), rule_infos[f->rule].code, f->message);
		expect_span(c->text.s, &r.run, f->at, c->marked);
		assert_true(c->help ? f->help && strstr(f->help, c->help) : !f->help);
		assert_true(c->fix ? f->fix && strcmp(f->fix, c->fix) == 0 : !f->fix);
		if (c->fix)
			expect_span("fix", &r.run, f->fix_at, c->marked);
		reading_close(&r);
	}
}

static void refuses_comments_and_other_habits(void **state)
{
	static const struct refusal cases[] = {
		{ TEXT("{} // a"), RULE_SYNTAX, "//", "comment", "ignore", NULL },
		{ TEXT("{ /* a */ }"), RULE_SYNTAX, "/*", "comment", "ignore", NULL },
		{ TEXT("# a\n{}"), RULE_SYNTAX, "#", "comment", "ignore", NULL },
		{ TEXT("[1, # a\n2]"), RULE_SYNTAX, "#", "comment", "ignore", NULL },
		{ TEXT("{}\n# a"), RULE_SYNTAX, "#", "comment", "ignore", NULL },
		{ TEXT("[1,]"), RULE_SYNTAX, ",", "comma after the last", NULL, "" },
		{ TEXT("{\"a\":1 , \n}"), RULE_SYNTAX, ",", "comma after the last", NULL, "" },
		{ TEXT("{'a':1}"), RULE_SYNTAX, "'", "double quotes", NULL, NULL },
		{ TEXT("['a']"), RULE_SYNTAX, "'", "double quotes", NULL, NULL },
		{ TEXT("[\xe2\x80\x9c" "a\xe2\x80\x9d]"), RULE_SYNTAX, "\xe2\x80\x9c", "curly quote", "plain \"", NULL },
		{ TEXT("[True]"), RULE_SYNTAX, "True", "lower case", NULL, NULL },
		{ TEXT("{\"a\":False}"), RULE_SYNTAX, "False", "lower case", NULL, NULL },
		{ TEXT("[None]"), RULE_SYNTAX, "None", "", NULL, NULL },
		{ TEXT("{a:1}"), RULE_SYNTAX, "a", "a key in double quotes", NULL, NULL },
		{ TEXT("{1:1}"), RULE_SYNTAX, "1", "a key in double quotes", NULL, NULL },
		{ TEXT("{\"a\" 1}"), RULE_SYNTAX, "1", "a colon", NULL, NULL },
		{ TEXT("{\"a\"=1}"), RULE_SYNTAX, "=", "a colon", NULL, NULL },
		{ TEXT("[1 2]"), RULE_SYNTAX, "2", "a comma", NULL, NULL },
		{ TEXT("{\"a\":1 \"b\":2}"), RULE_SYNTAX, "\"", "a comma", NULL, NULL },
		{ TEXT("[,1]"), RULE_SYNTAX, ",", "", NULL, NULL },
		{ TEXT("[1,,2]"), RULE_SYNTAX, ",", "", NULL, NULL },
		{ TEXT("{\"a\":}"), RULE_SYNTAX, "}", "a value", NULL, NULL },
		{ TEXT("[1}"), RULE_SYNTAX, "}", "a comma", NULL, NULL },
		{ TEXT("]"), RULE_SYNTAX, "]", "a value", NULL, NULL },
		{ TEXT("[NaN]"), RULE_SYNTAX, "NaN", "", NULL, NULL },
		{ TEXT("[\xc3\xa4]"), RULE_SYNTAX, "\xc3\xa4", "a value", NULL, NULL },
		{ TEXT("[nul]"), RULE_SYNTAX, "nul", "a value", NULL, NULL },
		{ TEXT("[nulll]"), RULE_SYNTAX, "nulll", "a value", NULL, NULL },
		{ TEXT("[TRUE]"), RULE_SYNTAX, "TRUE", "", NULL, NULL },
		{ TEXT("{} {}"), RULE_SYNTAX, "{", "after the end", NULL, NULL },
		{ TEXT("{}}"), RULE_SYNTAX, "}", "after the end", NULL, NULL },
		{ TEXT("{} /"), RULE_SYNTAX, "/", "after the end", NULL, NULL },
		{ TEXT("1 2"), RULE_SYNTAX, "2", "after the end", NULL, NULL },
	};

	(void)state;
	expect_refusals(cases, COUNT(cases));
}

static void refuses_bad_numbers_and_strings(void **state)
{
	static const struct refusal cases[] = {
		{ TEXT("[01]"), RULE_SYNTAX, "01", "leading zero", NULL, NULL },
		{ TEXT("[-01]"), RULE_SYNTAX, "-01", "leading zero", NULL, NULL },
		{ TEXT("[0x1F]"), RULE_SYNTAX, "0x1F", "decimal", NULL, NULL },
		{ TEXT("[-]"), RULE_SYNTAX, "-", "needs a digit", NULL, NULL },
		{ TEXT("[-a]"), RULE_SYNTAX, "-a", "needs a digit", NULL, NULL },
		{ TEXT("[1.]"), RULE_SYNTAX, "1.", "after its point", NULL, NULL },
		{ TEXT("[1.e5]"), RULE_SYNTAX, "1.e5", "after its point", NULL, NULL },
		{ TEXT("[1e]"), RULE_SYNTAX, "1e", "exponent", NULL, NULL },
		{ TEXT("[1e+]"), RULE_SYNTAX, "1e+", "exponent", NULL, NULL },
		{ TEXT("[256M]"), RULE_SYNTAX, "256M", "double quotes", NULL, NULL },
		{ TEXT("[192.168.0.1]"), RULE_SYNTAX, "192.168.0.1", "double quotes", NULL, NULL },
		{ TEXT("[+1]"), RULE_SYNTAX, "+", "", NULL, NULL },
		{ TEXT("[.5]"), RULE_SYNTAX, ".", "", NULL, NULL },
		{ TEXT("[\"a"), RULE_SYNTAX, "\"", "never closed", NULL, NULL },
		{ TEXT("[\"a\n\"]"), RULE_SYNTAX, "\"a", "not closed on its line", NULL, NULL },
		{ TEXT("[\"a\tb\"]"), RULE_SYNTAX, "\t", "control character", NULL, NULL },
		{ TEXT("[\"\x1f\"]"), RULE_SYNTAX, "\x1f", "control character", NULL, NULL },
		{ TEXT("[\"\\x41\"]"), RULE_SYNTAX, "\\x", "no such escape", NULL, NULL },
		{ TEXT("[\"\\'\"]"), RULE_SYNTAX, "\\'", "no such escape", NULL, NULL },
		{ TEXT("[\"\\u12\"]"), RULE_SYNTAX, "\\u12\"]", "four hexadecimal", NULL, NULL },
		{ TEXT("[\"\\u12g4\"]"), RULE_SYNTAX, "\\u12g4", "four hexadecimal", NULL, NULL },
		{ TEXT("[\"\\u0000\"]"), RULE_SYNTAX, "\\u0000", "NUL", NULL, NULL },
		{ TEXT("[\"\\ud800\"]"), RULE_SYNTAX, "\\ud800", "surrogate", NULL, NULL },
		{ TEXT("[\"\\udc00\"]"), RULE_SYNTAX, "\\udc00", "surrogate", NULL, NULL },
		{ TEXT("[\"\\ud800\\u0041\"]"), RULE_SYNTAX, "\\ud800", "surrogate", NULL, NULL },
		{ TEXT("{\"\\ud800\":1}"), RULE_SYNTAX, "\\ud800", "surrogate", NULL, NULL },
	};

	(void)state;
	expect_refusals(cases, COUNT(cases));
}

static void refuses_what_is_no_text_or_too_little(void **state)
{
	static const struct refusal cases[] = {
		{ TEXT("{\"a\": \"\0\"}"), RULE_UNREADABLE, "", "NUL", NULL, NULL },
		{ TEXT("{\"caf\xe9\": 1}"), RULE_UNREADABLE, "\xe9", "0xe9", NULL, NULL },
		{ TEXT("{}\n\xff"), RULE_UNREADABLE, "\xff", "0xff", NULL, NULL },
		{ TEXT("[\"\xed\xa0\x80\"]"), RULE_UNREADABLE, "\xed", "0xed", NULL, NULL },
		{ TEXT("\xff\xfe{\0}\0"), RULE_UNREADABLE, "\xff", "0xff", NULL, NULL },
		{ TEXT("\xef\xbb\xbf{}"), RULE_LINE_ENDING, "\xef\xbb\xbf", "byte order mark", NULL, "" },
		{ TEXT(""), RULE_SYNTAX, "", "empty", NULL, NULL },
		{ TEXT(" \n\t"), RULE_SYNTAX, "", "empty", NULL, NULL },
		{ TEXT("{"), RULE_SYNTAX, "", "ends where", NULL, NULL },
		{ TEXT("{\"a\""), RULE_SYNTAX, "", "ends where", NULL, NULL },
		{ TEXT("{\"a\":"), RULE_SYNTAX, "", "ends where", NULL, NULL },
		{ TEXT("[1,"), RULE_SYNTAX, "", "ends where", NULL, NULL },
		{ TEXT("[\"\\"), RULE_SYNTAX, "", "ends where", NULL, NULL },
	};
	struct refusal nul = cases[0];
	struct reading r;

	(void)state;
	expect_refusals(cases + 1, COUNT(cases) - 1);
	/* The marked byte is one that no C string ends with. */
	reading_open(&r, nul.text);
	assert_int_equal(r.result, -EINVAL);
	assert_int_equal(r.run.findings.first->rule, nul.rule);
	assert_int_equal(r.run.findings.first->at.begin, 7);
	assert_int_equal(r.run.findings.first->at.end, 8);
	reading_close(&r);
	/* What was opened last is pointed out. */
	reading_open(&r, TEXT("{\"a\": [1, [2]"));
	expect_span("label", &r.run, r.run.findings.first->labels->at, "[");
	assert_int_equal(r.run.findings.first->labels->at.begin, 6);
	reading_close(&r);
}

static void nests_as_deep_as_it_says(void **state)
{
	(void)state;
	for (size_t depth = JSON_DEPTH_MAX - 1; depth <= JSON_DEPTH_MAX + 1; depth++) {
		struct sb text = { 0 };
		struct reading r;

		sb_repeat(&text, '[', depth);
		sb_repeat(&text, ']', depth);
		reading_open(&r, sb_view(&text));
		assert_int_equal(r.result, depth > JSON_DEPTH_MAX ? -EINVAL : 0);
		if (r.result) {
			assert_non_null(strstr(r.run.findings.first->message, "64"));
			assert_int_equal(r.run.findings.first->at.begin, JSON_DEPTH_MAX);
		}
		reading_close(&r);
		sb_free(&text);
	}
}

static void strings_are_decoded(void **state)
{
	static const struct {
		const char *text, *value;
		bool copied;
	} cases[] = {
		{ "\"\"", "", false },
		{ "\"lan\"", "lan", false },
		{ "\"\xc3\xa4\"", "\xc3\xa4", false },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", true },
		{ "\"a\\u0041\\u00e4\\u20AC\\uD83D\\uDC27z\"", "aA\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7z", true },
		{ "\"\\u007f\\u0080\\u07ff\\u0800\\uffff\"", "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf", true },
		{ "\"\\ud800\\udc00\\udbff\\udfff\"", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sb whole = { 0 };
		struct reading r;
		struct text t;

		sb_printf(&whole, "{%s: %s}", cases[i].text, cases[i].text);
		reading_open(&r, sb_view(&whole));
		assert_int_equal(r.result, 0);
		assert_int_equal(json_text(&r.json, &r.json.nodes[1], &r.run.arena, &t), 0);
		expect_text("string", t, cases[i].value);
		assert_int_equal(t.s < whole.s || t.s > whole.s + whole.n, cases[i].copied);
		assert_int_equal(json_key(&r.json, &r.json.nodes[1], &r.run.arena, &t), 0);
		expect_text("key", t, cases[i].value);
		reading_close(&r);
		sb_free(&whole);
	}
}

static void every_repeated_key_is_found_with_both_places(void **state)
{
	/* `later` and `first`: pairs of byte offsets of keys, in order of place. */
	static const struct {
		const char *text;
		size_t n;
		struct {
			uint32_t later, first;
		} pairs[3];
	} cases[] = {
		{ "{\"a\":1,\"b\":2}", 0, { { 0, 0 } } },
		{ "{\"a\":1,\"a\":2}", 1, { { 7, 1 } } },
		{ "{\"a\":1,\"a\":2,\"a\":3}", 2, { { 7, 1 }, { 13, 1 } } },
		{ "{\"a\":1,\"b\":1,\"b\":2,\"a\":2}", 2, { { 13, 7 }, { 19, 1 } } },
		{ "{\"a\":1,\"\\u0061\":2}", 1, { { 7, 1 } } },
		{ "{\"\":1,\"\":2}", 1, { { 6, 1 } } },
		{ "{\"a\":{\"a\":1},\"A\":[{\"a\":1},{\"a\":1}]}", 0, { { 0, 0 } } },
		{ "[{\"x\":{\"a\":1,\"a\":2}},{\"b\":1,\"b\":2}]", 2, { { 13, 7 }, { 28, 22 } } },
		{ "{\"ab\":1,\"ba\":2,\"aab\":3,\"ab \":4}", 0, { { 0, 0 } } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct finding **sorted;
		struct reading r;

		reading_open(&r, text_of(cases[i].text));
		assert_int_equal(r.result, 0);
		sorted = findings_sorted(&r.run.findings, &r.run.sources);
		if (r.run.findings.n != cases[i].n)
			fail_msg("%s: %zu findings", cases[i].text, r.run.findings.n);
		for (size_t k = 0; k < cases[i].n; k++) {
			assert_int_equal(sorted[k]->rule, RULE_DUPLICATE_KEY);
			assert_int_equal(sorted[k]->at.begin, cases[i].pairs[k].later);
			assert_int_equal(sorted[k]->labels->at.begin, cases[i].pairs[k].first);
			assert_int_equal(r.json.text.s[sorted[k]->at.end - 1], '"');
		}
		reading_close(&r);
	}
}

static void kinds_have_names(void **state)
{
	(void)state;
	assert_string_equal(json_kind_name(JSON_NULL), "null");
	assert_string_equal(json_kind_name(JSON_OBJECT), "an object");
	assert_string_equal(json_kind_name(JSON_STRING), "a string");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_rfc_8259_takes),
		cmocka_unit_test(refuses_comments_and_other_habits),
		cmocka_unit_test(refuses_bad_numbers_and_strings),
		cmocka_unit_test(refuses_what_is_no_text_or_too_little),
		cmocka_unit_test(nests_as_deep_as_it_says),
		cmocka_unit_test(strings_are_decoded),
		cmocka_unit_test(every_repeated_key_is_found_with_both_places),
		cmocka_unit_test(kinds_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
