/*
 * test_template.c - Mustache's rules for lines and sections, names that must exist, and quoting.
 */
#include "harness.h"
#include <errno.h>
#include <xencfg/template.h>

/* The view of the tests: a host with values, flags, a list, and a list in it. */
static const struct view_field inner_fields[] = { { .name = "deep" }, { .name = "name" } };
static const struct view_type inner_type = { inner_fields, COUNT(inner_fields) };
static const struct view_field item_fields[] = { { .name = "item" }, { .name = "inner", .items = &inner_type },
						 { .name = "odd", .flag = true } };
static const struct view_type item_type = { item_fields, COUNT(item_fields) };
static const struct view_field top_fields[] = { { .name = "name" }, { .name = "yes", .flag = true },
						{ .name = "no", .flag = true }, { .name = "list", .items = &item_type },
						{ .name = "none", .items = &item_type }, { .name = "raw" } };
static const struct view_type top_type = { top_fields, COUNT(top_fields) };

static const struct value name = { .kind = VALUE_STRING, .text = TEXT("top") };
static const struct view inner[] = {
	{ (struct view_slot[]){ { .word = "x" }, { .word = "in1" } } },
	{ (struct view_slot[]){ { .word = "y" }, { .word = "in2" } } },
};
static const struct view items[] = {
	{ (struct view_slot[]){ { .word = "1" }, { .items = inner, .n = 2 }, { .n = 1 } } },
	{ (struct view_slot[]){ { .word = "2" }, { .n = 0 }, { .n = 0 } } },
	{ (struct view_slot[]){ { .word = "3" }, { .items = inner + 1, .n = 1 }, { .n = 1 } } },
};
static const struct view top = { (struct view_slot[]){ { .value = &name }, { .n = 1 }, { .n = 0 }, { .items = items, .n = 3 },
						       { .n = 0 }, { .raw = { "raw '$x\n", 8 } } } };

static void expect_rendered(const char *body, const char *wanted)
{
	const struct value *bad = NULL;
	struct sb text = { 0 }, out = { 0 };
	struct template t;
	struct run run;

	run_open(&run);
	sb_printf(&text, "{{! xencfg: shell }}\n%s", body);
	assert_int_equal(template_read(&run.arena, &run.sources, run_source(&run, "t", sb_view(&text)), &top_type, &run.findings, &t), 0);
	assert_int_equal(run.findings.n, 0);
	assert_int_equal(template_render(&out, &t, t.syntax, &top, &bad), 0);
	expect_text(body, sb_view(&out), wanted);
	run_close(&run);
	sb_free(&text);
	sb_free(&out);
}

static void values_words_and_raw_texts_are_put(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "no tags\n", "no tags\n" },
		{ "{{name}}", "top" },
		{ "a {{ name }}\n{{name}}b", "a top\ntopb" },
		{ "{{\tname\t}}", "top" },
		{ "{{raw}}", "raw '$x\n" },
		{ "  {{name}}  \n", "  top  \n" },             /* a value alone on its line leaves the line */
		{ "}} { {\n}", "}} { {\n}" },
		{ "a{{! a comment }}b", "ab" },
		{ "a{{! over\nlines }}b", "ab" },
		{ "{{!}}x", "x" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_rendered(cases[i][0], cases[i][1]);
}

static void sections_go_through_lists_and_flags(void **state)
{
	static const char *const cases[][2] = {
		{ "{{#yes}}a{{/yes}}{{#no}}b{{/no}}", "a" },
		{ "{{^yes}}a{{/yes}}{{^no}}b{{/no}}", "b" },
		{ "{{#list}}{{item}},{{/list}}", "1,2,3," },
		{ "{{#none}}x{{/none}}{{^none}}nothing{{/none}}", "nothing" },
		{ "{{^list}}x{{/list}}", "" },
		{ "{{#list}}{{#inner}}{{item}}{{deep}} {{/inner}}{{/list}}", "1x 1y 3y " },
		{ "{{#list}}{{^inner}}{{item}} has none{{/inner}}{{/list}}", "2 has none" },
		/* A name is the innermost one's, else that of what is around it. */
		{ "{{#list}}{{name}}{{item}} {{/list}}", "top1 top2 top3 " },
		{ "{{#list}}{{#inner}}{{name}} {{/inner}}{{/list}}{{name}}", "in1 in2 in2 top" },
		{ "{{#list}}{{#odd}}{{item}}{{name}}{{#inner}}{{name}}{{item}}{{/inner}}{{/odd}} {{/list}}", "1topin11in21  3topin23 " },
		{ "{{#yes}}{{#list}}{{^odd}}{{#yes}}{{item}}{{name}}{{/yes}}{{/odd}}{{/list}}{{/yes}}", "2top" },
		{ "{{#list}}{{#inner}}{{#yes}}{{^no}}{{deep}}{{item}}{{/no}}{{/yes}}{{/inner}}{{/list}}", "x1y1y3" },
		{ "{{^none}}{{#list}}{{item}}{{/list}}{{/none}}", "123" },
		{ "{{#list}}{{#list}}{{item}}{{/list}};{{/list}}", "123;123;123;" },
		{ "{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{#yes}}8{{/yes}}{{/yes}}{{/yes}}{{/yes}}{{/yes}}{{/yes}}"
		  "{{/yes}}{{/yes}}", "8" },
		{ "{{#list}}{{/list}}{{#yes}}{{/yes}}x", "x" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_rendered(cases[i][0], cases[i][1]);
}

static void tags_alone_on_a_line_take_the_line(void **state)
{
	static const char *const cases[][2] = {
		{ "a\n{{#yes}}\nb\n{{/yes}}\nc\n", "a\nb\nc\n" },
		{ "a\n  {{#yes}}  \n b\n\t{{/yes}}\t\nc\n", "a\n b\nc\n" },
		{ "{{#yes}}\na\n{{/yes}}", "a\n" },           /* at both ends of the file */
		{ "a\n{{#no}}\nb\n{{/no}}\n", "a\n" },
		{ "a\n  {{! comment }}\nb\n", "a\nb\n" },
		{ "a\n  {{! over\n  lines }}\nb\n", "a\nb\n" },
		{ "{{! one }}\n{{! two }}\na", "a" },
		{ "a\n  {{^no}}\n{{/no}}\n", "a\n" },
		{ "{{#list}}\n{{#odd}}\n{{item}}\n{{/odd}}\n{{/list}}\n", "1\n3\n" },
		/* Not alone: two tags, or something else, on the line. */
		{ "{{#yes}} {{/yes}}\n", " \n" },
		{ "  {{#yes}}a{{/yes}}\n", "  a\n" },
		{ " {{#yes}}a\n{{/yes}} \nb", " a\nb" },
		{ "{{#yes}} a\n{{/yes}}\n", " a\n" },
		{ "- {{#yes}}\na{{/yes}}\n", "- \na\n" },
		{ "{{#yes}}{{! x }}\na\n{{/yes}}\n", "\na\n" },
		{ "a {{! x }}\nb\n", "a \nb\n" },
		{ "x{{#list}} {{item}}{{/list}}; do\n", "x 1 2 3; do\n" },
		{ "\n\n{{#yes}}\n\n{{/yes}}\n\n", "\n\n\n\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_rendered(cases[i][0], cases[i][1]);
}

static void mistakes_are_found_in_their_place(void **state)
{
	static const struct {
		const char *text;
		enum rule rule;
		const char *marked, *message, *help;
	} cases[] = {
		{ "", RULE_SYNTAX, "", "begins with", NULL },
		{ "{{name}}\n", RULE_SYNTAX, "{{name}}", "begins with", NULL },
		{ "{{! xencfg: perl }}\n", RULE_SYNTAX, "{{! xencfg: perl }}", "begins with", NULL },
		{ "{{! xencfg: }}\n", RULE_SYNTAX, "{{! xencfg: }}", "begins with", NULL },
		{ "\n{{! xencfg: sxp }}\n", RULE_SYNTAX, "", "begins with", NULL },
		{ "{{! xencfg: sxp }}\n{{ nmae }}", RULE_UNKNOWN_KEY, "nmae", "\"nmae\"", "\"name\"" },
		{ "{{! xencfg: sxp }}\n{{deep}}", RULE_UNKNOWN_KEY, "deep", "\"deep\"", NULL },
		{ "{{! xencfg: sxp }}\n{{#list}}{{deep}}{{/list}}", RULE_UNKNOWN_KEY, "deep", "\"deep\"", NULL },
		{ "{{! xencfg: sxp }}\n{{^list}}{{item}}{{/list}}", RULE_UNKNOWN_KEY, "item", "\"item\"", NULL },
		{ "{{! xencfg: sxp }}\n{{#list}}{{/list}}{{item}}", RULE_UNKNOWN_KEY, "item", "\"item\"", NULL },
		{ "{{! xencfg: sxp }}\n{{}}", RULE_UNKNOWN_KEY, "", "\"\"", NULL },
		{ "{{! xencfg: sxp }}\n{{&name}}", RULE_UNKNOWN_KEY, "&name", "&name", "\"name\"" },
		{ "{{! xencfg: sxp }}\n{{>name}}", RULE_UNKNOWN_KEY, ">name", ">name", "\"name\"" },
		{ "{{! xencfg: sxp }}\n{{/list}}", RULE_SYNTAX, "list", "no section \"list\"", NULL },
		{ "{{! xencfg: sxp }}\n{{#list}}", RULE_SYNTAX, "list", "never closed", NULL },
		{ "{{! xencfg: sxp }}\n{{#yes}}{{#list}}{{/list}}", RULE_SYNTAX, "yes", "never closed", NULL },
		{ "{{! xencfg: sxp }}\na {{name", RULE_SYNTAX, "{{", "never closed", NULL },
		{ "{{! xencfg: sxp }}\na {{name}", RULE_SYNTAX, "{{", "never closed", NULL },
		{ "{{! xencfg: sxp }}\na {{", RULE_SYNTAX, "{{", "never closed", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct finding *f;
		struct template t;
		struct run run;
		uint32_t file;

		run_open(&run);
		file = run_source(&run, "t", text_of(cases[i].text));
		assert_int_equal(template_read(&run.arena, &run.sources, file, &top_type, &run.findings, &t), -EINVAL);
		f = run.findings.first;
		if (run.findings.n != 1 || f->rule != cases[i].rule || !strstr(f->message, cases[i].message) ||
		    (cases[i].help ? !f->help || !strstr(f->help, cases[i].help) : f->help != NULL))
			fail_msg("%s: %zu, %s", cases[i].text, run.findings.n, f ? f->message : "");
		expect_span(cases[i].text, &run, f->at, cases[i].marked);
		run_close(&run);
	}
}

/* More than one mistake, or one that is no other. */
static void sections_are_for_lists_and_flags_and_end_in_turn(void **state)
{
	static const struct {
		const char *text, *message, *label;
	} cases[] = {
		{ "{{#name}}{{/name}}", "\"name\" is a value", NULL },
		{ "{{#yes}}{{#list}}{{/yes}}{{/list}}", "no section \"yes\" ends here", "list" },
		{ "{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{#no}}{{/no}}{{/yes}}{{/yes}}{{/yes}}{{/yes}}"
		  "{{/yes}}{{/yes}}{{/yes}}{{/yes}}", "\"no\" is nested too deeply", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct finding *f;
		struct sb text = { 0 };
		struct template t;
		struct run run;
		uint32_t file;

		run_open(&run);
		sb_printf(&text, "{{! xencfg: conf }}\n%s", cases[i].text);
		file = run_source(&run, "t", sb_view(&text));
		assert_int_equal(template_read(&run.arena, &run.sources, file, &top_type, &run.findings, &t), -EINVAL);
		f = run.findings.first;
		if (!strstr(f->message, cases[i].message))
			fail_msg("%s: %s", cases[i].text, f->message);
		if (cases[i].label)
			expect_span("label", &run, f->labels->at, cases[i].label);
		run_close(&run);
		sb_free(&text);
	}
}

#define STRING(literal) { .kind = VALUE_STRING, .text = TEXT(literal) }

static struct value list_items[] = { STRING("a'b"), { .kind = VALUE_INTEGER, .number = 3 } };
static struct value nested_items[] = { { .kind = VALUE_LIST, .items = list_items, .n = 2 }, STRING("") };

static void values_are_quoted_for_each_syntax(void **state)
{
	/* NULL: it cannot be written there. */
	static const struct {
		struct value value;
		const char *python, *sxp, *shell, *conf, *html;
	} cases[] = {
		{ STRING("lan"), "'lan'", "'lan'", "lan", "'lan'", "lan" },
		{ STRING(""), "''", "''", "''", "''", "" },
		{ { .kind = VALUE_STRING }, "''", "''", "''", "''", "" },
		{ STRING("it's"), "'it\\'s'", "'it\\'s'", "'it'\\''s'", "'it\\'s'", "it&#39;s" },
		{ STRING("<a&b>"), "'<a&b>'", "'<a&b>'", "'<a&b>'", "'<a&b>'", "&lt;a&amp;b&gt;" },
		{ STRING("a\"b"), "'a\"b'", "'a\"b'", "'a\"b'", "'a\"b'", "a&quot;b" },
		{ STRING("a\\n"), "'a\\\\n'", "'a\\\\n'", "'a\\n'", "'a\\\\n'", "a\\n" },
		{ STRING("\\"), "'\\\\'", "'\\\\'", "'\\'", "'\\\\'", "\\" },
		{ STRING("'"), "'\\''", "'\\''", "''\\'''", "'\\''", "&#39;" },
		{ STRING("$(reboot) `x` #!;"), "'$(reboot) `x` #!;'", "'$(reboot) `x` #!;'", "'$(reboot) `x` #!;'", "'$(reboot) `x` #!;'", "$(reboot) `x` #!;" },
		{ STRING("-n"), "'-n'", "'-n'", "-n", "'-n'", "-n" },
		{ STRING("~"), "'~'", "'~'", "'~'", "'~'", "~" },
		{ STRING("%s {{x}}"), "'%s {{x}}'", "'%s {{x}}'", "'%s {{x}}'", "'%s {{x}}'", "%s {{x}}" },
		{ STRING("\xc3\xa4"), "'\\xc3\\xa4'", "'\\303\\244'", NULL, "'\xc3\xa4'", "\xc3\xa4" },
		{ STRING("\xff" "1"), "'\\xff1'", "'\\3771'", NULL, "'\xff" "1'", "\xef\xbf\xbd" "1" },
		{ STRING("a\nb"), NULL, NULL, NULL, NULL, "a\xef\xbf\xbd" "b" },
		{ STRING("a\0b"), NULL, NULL, NULL, NULL, "a\xef\xbf\xbd" "b" },
		{ STRING("\t"), NULL, NULL, NULL, NULL, "\t" },
		{ STRING("\x7f"), NULL, NULL, NULL, NULL, "\xef\xbf\xbd" },
		{ { .kind = VALUE_INTEGER, .number = 256 }, "256", "256", "256", "256", "256" },
		{ { .kind = VALUE_INTEGER, .number = -1 }, "-1", "-1", "-1", "'-1'", "-1" },
		{ { .kind = VALUE_REAL, .text = TEXT("1.5e3") }, "1.5e3", "1.5e3", "1.5e3", "'1.5e3'", "1.5e3" },
		{ { .kind = VALUE_BOOLEAN, .number = 1 }, "1", "yes", "1", "1", "1" },
		{ { .kind = VALUE_BOOLEAN, .number = 0 }, "0", "no", "0", "0", "0" },
		{ { .kind = VALUE_LIST, .items = list_items, .n = 2 }, "[ 'a\\'b', 3 ]", "('a\\'b' 3)", NULL, "[ 'a\\'b', 3 ]", "[ a&#39;b, 3 ]" },
		{ { .kind = VALUE_LIST, .items = nested_items, .n = 2 }, "[ [ 'a\\'b', 3 ], '' ]", "(('a\\'b' 3) '')", NULL,
		  "[ [ 'a\\'b', 3 ], '' ]", "[ [ a&#39;b, 3 ],  ]" },
		{ { .kind = VALUE_LIST }, "[]", "()", NULL, "[]", "[]" },
		{ { .kind = VALUE_NONE }, NULL, NULL, NULL, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const wanted[] = { [SYNTAX_PYTHON] = cases[i].python, [SYNTAX_SXP] = cases[i].sxp,
					       [SYNTAX_SHELL] = cases[i].shell, [SYNTAX_CONF] = cases[i].conf, [SYNTAX_HTML] = cases[i].html };

		for (int s = 0; s < SYNTAXES; s++) {
			struct sb out = { 0 }, what = { 0 };

			sb_string(&out, "> ");
			sb_printf(&what, "> %s", wanted[s] ? wanted[s] : "");
			sb_byte(&what, '\0');
			assert_int_equal(quote_value(&out, (enum syntax)s, &cases[i].value), wanted[s] ? 0 : -EILSEQ);
			expect_text("quoted", sb_view(&out), what.s); /* and nothing where it is refused */
			sb_free(&out);
			sb_free(&what);
		}
	}
}

static void the_value_that_cannot_be_written_is_named(void **state)
{
	static const struct value bad = { .kind = VALUE_STRING, .text = TEXT("b\xc3\xbcro") };
	struct view view = { (struct view_slot[]){ { .value = &bad }, { .n = 1 }, { .n = 0 }, { .n = 0 }, { .n = 0 }, { .word = "" } } };
	const struct value *got = NULL;
	struct sb out = { 0 };
	struct template t;
	struct run run;

	(void)state;
	run_open(&run);
	assert_int_equal(template_read(&run.arena, &run.sources, run_source(&run, "t", TEXT("{{! xencfg: python }}\n{{name}}")), &top_type,
				       &run.findings, &t), 0);
	assert_int_equal(t.syntax, SYNTAX_PYTHON);
	assert_int_equal(template_render(&out, &t, SYNTAX_SHELL, &view, &got), -EILSEQ);
	assert_ptr_equal(got, &bad);
	sb_reset(&out);
	/* The target's syntax counts, not the template's. */
	assert_int_equal(template_render(&out, &t, SYNTAX_CONF, &view, &got), 0);
	expect_text("conf", sb_view(&out), "'b\xc3\xbcro'");
	run_close(&run);
	sb_free(&out);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_words_and_raw_texts_are_put),
		cmocka_unit_test(sections_go_through_lists_and_flags),
		cmocka_unit_test(tags_alone_on_a_line_take_the_line),
		cmocka_unit_test(mistakes_are_found_in_their_place),
		cmocka_unit_test(sections_are_for_lists_and_flags_and_end_in_turn),
		cmocka_unit_test(values_are_quoted_for_each_syntax),
		cmocka_unit_test(the_value_that_cannot_be_written_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
