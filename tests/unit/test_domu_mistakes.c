/*
 * test_domu_mistakes.c - what is wrong in a domU config: where, what is said, what the fix makes of it.
 */
#include "test_domu.h"

/* One finding: what it underlines, what it says, and the text once its fix is applied. */
struct mistake {
	enum domu_dialect dialect;
	const char *text;
	enum rule rule;
	enum severity severity;
	const char *at, *says, *fixed;
};

static const struct mistake mistakes[] = {
	{ DOMU_XL, "a = hvm\n", RULE_SYNTAX, SEVERITY_ERROR, "hvm", "not quoted", "a = \"hvm\"\n" },
	{ DOMU_XL, "a = 256M\n", RULE_SYNTAX, SEVERITY_ERROR, "256M", "not quoted", "a = \"256M\"\n" },
	{ DOMU_XL, "a = 10.0.0.1\n", RULE_SYNTAX, SEVERITY_ERROR,
	  "10.0.0.1", "not quoted", "a = \"10.0.0.1\"\n" },
	{ DOMU_XL, "a = 'x\n", RULE_SYNTAX, SEVERITY_ERROR, "'x", "not closed", NULL },
	{ DOMU_XL, "a = 'it's'\n", RULE_SYNTAX, SEVERITY_ERROR, "s", "ended before", NULL },
	{ DOMU_XL, "a = [ 'x' 'y' ]\n", RULE_SYNTAX, SEVERITY_ERROR, "'y'", "comma", NULL },
	{ DOMU_XL, "a = [ 1 'y' ]\n", RULE_SYNTAX, SEVERITY_ERROR, "'y'", "comma", "a = [ 1, 'y' ]\n" },
	{ DOMU_XL, "a = [ 'x',, 'y' ]\n", RULE_SYNTAX, SEVERITY_ERROR,
	  ",", "no value", "a = [ 'x', 'y' ]\n" },
	{ DOMU_XL, "a = [ 'x'\nb = 1\n", RULE_SYNTAX, SEVERITY_ERROR, "[", "never closed", NULL },
	{ DOMU_XL, "a = [ 'x' ]]\n", RULE_SYNTAX, SEVERITY_ERROR, "]", "without", "a = [ 'x' ]\n" },
	{ DOMU_XL, "Name = 1\n", RULE_SYNTAX, SEVERITY_ERROR, "Name", "no key", NULL },
	{ DOMU_XL, "on-reboot = 1\n", RULE_SYNTAX, SEVERITY_ERROR, "on-reboot", "no key", NULL },
	{ DOMU_XL, "a 'x'\n", RULE_SYNTAX, SEVERITY_ERROR, "a", "no =", "a = 'x'\n" },
	{ DOMU_XL, "a =\n", RULE_SYNTAX, SEVERITY_ERROR, "=", "no value", NULL },
	{ DOMU_XL, "a = 1 b = 2\n", RULE_SYNTAX, SEVERITY_ERROR, "b", "end of the line", NULL },
	{ DOMU_XL, "[x]\n", RULE_SYNTAX, SEVERITY_ERROR, "[", "without a key", NULL },
	{ DOMU_XL, "a = '\\q'\n", RULE_SYNTAX, SEVERITY_ERROR, "\\q", "escape", NULL },
	{ DOMU_XL, "a = '\\x41'\n", RULE_SYNTAX, SEVERITY_ERROR, "\\x", "escape", NULL },
	{ DOMU_XL, "a = '\\012'\n", RULE_SYNTAX, SEVERITY_WARNING, "\\012", "drops", NULL },
	{ DOMU_XL, "a = 1\n# end", RULE_SYNTAX, SEVERITY_ERROR, "# end", "newline", "a = 1\n# end\n" },
	{ DOMU_XL, "a = 'x'\na += ['y']\n", RULE_SYNTAX, SEVERITY_ERROR, "['y']", "cannot be added", NULL },
	{ DOMU_XL, "a = \xe2\x80\x9cx\xe2\x80\x9d\n", RULE_SYNTAX, SEVERITY_ERROR,
	  "\xe2\x80\x9cx\xe2\x80\x9d", "curly",
	  "a = \"x\"\n" },
	{ DOMU_XL, "a =\xc2\xa0" "1\n", RULE_SYNTAX, SEVERITY_ERROR, "\xc2\xa0", "no-break", "a = 1\n" },
	{ DOMU_XL, "a = True\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, "True", "Python", "a = 1\n" },
	{ DOMU_XL, "a = -1\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, "-1", "Python", "a = \"-1\"\n" },
	{ DOMU_XL, "a = 1.5\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, "1.5", "Python", "a = \"1.5\"\n" },
	{ DOMU_XL, "a = 'x' + 'y'\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, "+", "Python", NULL },
	{ DOMU_XL, "a = 'x%d' % b\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, "%", "Python", NULL },
	{ DOMU_XL, "a = os.uname()[4]\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, "os.uname()[4]", "call", NULL },
	{ DOMU_XL, "import os, re\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, "import os, re", "Python", NULL },
	{ DOMU_XL, "if x:\n  a = y\nelse:\n  a = z\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR,
	  "if x:", "Python", NULL },
	{ DOMU_XL, "f.g('x',\n  y=1)\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, "f.g('x',", "call", NULL },
	{ DOMU_XL, "a = '''x'''\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, "'''x'", "triple", NULL },
	{ DOMU_XL, "a = [ {'k': 1} ]\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, "{'k': 1}", "dictionary", NULL },
	{ DOMU_XL, "a = 'x', 'y'\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, ",", "without brackets", NULL },
	{ DOMU_XL, "b = 1\na = b\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, "b", "another key", NULL },
	{ DOMU_XL, "a = 1\r\nb = 2\r\n", RULE_LINE_ENDING, SEVERITY_ERROR,
	  "\r", "2 lines", "a = 1\nb = 2\n" },
	{ DOMU_XL, "\xef\xbb\xbf" "a = 1\n", RULE_LINE_ENDING, SEVERITY_ERROR,
	  "\xef\xbb\xbf", "mark", "a = 1\n" },
	{ DOMU_XL, "# \xe4\n", RULE_UNREADABLE, SEVERITY_NOTE, "\xe4", "UTF-8", NULL },
	{ DOMU_XL, "a = 1\nb = 2\na = 3\n", RULE_DUPLICATE_KEY, SEVERITY_WARNING,
	  "a", "last one wins", NULL },
	{ DOMU_XM, "a = 1\r\nb = 2\r\n", RULE_LINE_ENDING, SEVERITY_NOTE, "\r", "2 lines", "a = 1\nb = 2\n" },
	{ DOMU_XM, "\xef\xbb\xbf" "a = 1\n", RULE_LINE_ENDING, SEVERITY_NOTE,
	  "\xef\xbb\xbf", "mark", "a = 1\n" },
	{ DOMU_XM, "# \xc3\xa4\n", RULE_UNREADABLE, SEVERITY_ERROR, "\xc3", "coding",
	  "# -*- coding: utf-8 -*-\n# \xc3\xa4\n" },
	{ DOMU_XM, "# coding: utf-8\n# \xe4\n", RULE_UNREADABLE, SEVERITY_ERROR, "\xe4", "UTF-8", NULL },
	{ DOMU_XM, "a = hvm\n", RULE_SYNTAX, SEVERITY_ERROR, "hvm", "not quoted", NULL },
	{ DOMU_XM, "a = 256M\n", RULE_SYNTAX, SEVERITY_ERROR, "256M", "not quoted", "a = \"256M\"\n" },
	{ DOMU_XM, "a = 08\n", RULE_SYNTAX, SEVERITY_ERROR, "08", "base 8", NULL },
	{ DOMU_XM, "a = 'x\n", RULE_SYNTAX, SEVERITY_ERROR, "'x", "not closed", NULL },
	{ DOMU_XM, "a = '''x\n", RULE_SYNTAX, SEVERITY_ERROR, "'''", "never closed", NULL },
	{ DOMU_XM, "a = '\\x4'\n", RULE_SYNTAX, SEVERITY_ERROR, "\\x", "digits", NULL },
	{ DOMU_XM, "  a = 1\n", RULE_SYNTAX, SEVERITY_ERROR, "  ", "indented", "a = 1\n" },
	{ DOMU_XM, "if 1:\na = 1\n", RULE_SYNTAX, SEVERITY_ERROR, "a", "indented", NULL },
	{ DOMU_XM, "if 1:\n    a = 1\n  b = 1\n", RULE_SYNTAX, SEVERITY_ERROR,
	  "  ", "as no line before", NULL },
	{ DOMU_XM, "if 1\n  a = 1\nelse:\n  a = 2\n", RULE_SYNTAX, SEVERITY_ERROR, "1", "colon", NULL },
	{ DOMU_XM, "a = [ 'x'\nb = 1\n", RULE_SYNTAX, SEVERITY_ERROR, "[", "never closed", NULL },
	{ DOMU_XM, "a = ( 'x'\n", RULE_SYNTAX, SEVERITY_ERROR, "(", "never closed", NULL },
	{ DOMU_XM, "on-reboot = 'x'\n", RULE_SYNTAX, SEVERITY_ERROR, "on-reboot", "dash", NULL },
	{ DOMU_XM, "a = 'x' + 1\n", RULE_SYNTAX, SEVERITY_ERROR, "'x' + 1", "a string + a number", NULL },
	{ DOMU_XM, "a = '%d' % 'x'\n", RULE_SYNTAX, SEVERITY_ERROR, "'%d' % 'x'", "needs a number", NULL },
	{ DOMU_XM, "a = '%s%s' % 'x'\n", RULE_SYNTAX, SEVERITY_ERROR, "'%s%s' % 'x'", "fewer", NULL },
	{ DOMU_XL, "a = None\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, "None", "Python", NULL },
	{ DOMU_XL, "a = 12L\n", RULE_PYTHON_NEEDED, SEVERITY_ERROR, "12L", "long number", NULL },
	{ DOMU_XM, "a = '%y' % 1\n", RULE_SYNTAX, SEVERITY_ERROR, "'%y' % 1", "knows no %y", NULL },
	{ DOMU_XM, "a = '50%' % 1\n", RULE_SYNTAX, SEVERITY_ERROR, "'50%' % 1", "ends behind a %", NULL },
	{ DOMU_XM, "a = '%(n)s' % 'x'\n", RULE_SYNTAX, SEVERITY_ERROR,
	  "'%(n)s' % 'x'", "needs a dictionary", NULL },
	{ DOMU_XM, "a = '%(n)s' % {}\n", RULE_SYNTAX, SEVERITY_ERROR, "'%(n)s' % {}", "lacks a name", NULL },
	{ DOMU_XM, "a = 'xy'[5]\n", RULE_SYNTAX, SEVERITY_ERROR, "'xy'[5]", "index 5", NULL },
	{ DOMU_XM, "a, b = 1, 2, 3\n", RULE_SYNTAX, SEVERITY_ERROR, "1, 2, 3", "3 values for 2 names", NULL },
	{ DOMU_XM, "a, b = [1]\n", RULE_SYNTAX, SEVERITY_ERROR, "[1]", "1 value for 2 names", NULL },
	{ DOMU_XM, "a = ['x']\na += 1\n", RULE_SYNTAX, SEVERITY_ERROR, "1", "cannot be added to a list", NULL },
	{ DOMU_XM, "try:\n  a = 1\nb = 2\n", RULE_SYNTAX, SEVERITY_ERROR, "b", "\"except\" or", NULL },
	{ DOMU_XM, "break\n", RULE_SYNTAX, SEVERITY_ERROR, "break", "outside of a loop", NULL },
	{ DOMU_XM, "a = (yield)\n", RULE_SYNTAX, SEVERITY_ERROR, "yield", "outside of a function", NULL },
	{ DOMU_XM, "from os\n", RULE_SYNTAX, SEVERITY_ERROR, "s", "import", NULL },
	{ DOMU_XM, "a = f(b=1, 2)\n", RULE_SYNTAX, SEVERITY_ERROR, "2", "behind one with a name", NULL },
	{ DOMU_XM, "a = 'x' % 'x'\n", RULE_SYNTAX, SEVERITY_ERROR, "'x' % 'x'", "more", NULL },
	{ DOMU_XM, "a = [ 'x' ['y'] ]\n", RULE_SYNTAX, SEVERITY_ERROR, "'x' ['y']", "indexed", NULL },
	{ DOMU_XM, "a = [ 'x' ('y') ]\n", RULE_SYNTAX, SEVERITY_ERROR, "('y')", "called", NULL },
	{ DOMU_XM, "a = ['x'][1]\n", RULE_SYNTAX, SEVERITY_ERROR, "['x'][1]", "index 1", NULL },
	{ DOMU_XM, "a = {}['x']\n", RULE_SYNTAX, SEVERITY_ERROR, "{}['x']", "no such key", NULL },
	{ DOMU_XM, "a = 1 / 0\n", RULE_SYNTAX, SEVERITY_ERROR, "1 / 0", "zero", NULL },
	{ DOMU_XM, "None = 1\n", RULE_SYNTAX, SEVERITY_ERROR, "None", "None", NULL },
	{ DOMU_XM, "return\n", RULE_SYNTAX, SEVERITY_ERROR, "return", "outside", NULL },
	{ DOMU_XM, "b = 1\nif b = 1:\n  pass\n", RULE_SYNTAX, SEVERITY_ERROR, "=", "condition", NULL },
	{ DOMU_XM, "a = 1\na = 2\n", RULE_DUPLICATE_KEY, SEVERITY_WARNING, "a", "last one wins", NULL },
	{ DOMU_XM, "a = os.name\n", RULE_PYTHON_NEEDED, SEVERITY_NOTE,
	  "os.name", "only known", NULL },
	{ DOMU_XM, "import os\na = 1 + 1\n", RULE_PYTHON_NEEDED, SEVERITY_NOTE, "import", "xl", NULL },
	{ DOMU_XM, "a = 0x10\nb = 'x' 'y'\nb += 'z'\nc = [ 1, 2 + 1 ]\n", RULE_PYTHON_NEEDED, SEVERITY_NOTE, "+", "xl",
	  NULL },
	{ DOMU_XM, "A = 'x'\nb = A\n", RULE_PYTHON_NEEDED, SEVERITY_NOTE, "A", "xl", NULL },
	{ DOMU_XM, "a = r'x'\n", RULE_PYTHON_NEEDED, SEVERITY_NOTE, "r'x'", "xl", NULL },
};

static void expect_fixed(const struct mistake *m, const struct finding *f)
{
	struct sb b = { 0 };

	if (!f->fix)
		fail_msg("%s: no fix", m->text);
	sb_add(&b, m->text, f->fix_at.begin);
	sb_string(&b, f->fix);
	sb_string(&b, m->text + f->fix_at.end);
	expect_text(m->text, sb_view(&b), m->fixed);
	sb_free(&b);
}

/* What only a running Python knows is said once for each name, and what xl does not read once for the file. */
static void notes_do_not_repeat(void **state)
{
	static const char text[] = "import os\nif os.name:\n  a = 'x'\nelse:\n  a = 'y'\nb = a + 'z'\nb = a\n";
	struct run run;
	unsigned n = 0;

	(void)state;
	run_open(&run);
	read_text(&run, DOMU_XM, text_of(text));
	for (const struct finding *f = run.findings.first; f; f = f->next)
		n += f->rule == RULE_PYTHON_NEEDED;
	assert_int_equal(n, 3);
	run_close(&run);
}

static void says_what_is_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(mistakes); i++) {
		const struct mistake *m = &mistakes[i];
		const struct finding *f;
		struct run run;
		struct domu *domu;

		run_open(&run);
		domu = read_text(&run, m->dialect, text_of(m->text));
		f = finding_of(run.findings.first, m->rule);
		if (!f || finding_of(f->next, m->rule))
			fail_msg("%s: %s", m->text, f ? "more than one finding" : "no finding");
		expect_span(m->text, &run, f->at, m->at);
		if (!strstr(f->message, m->says))
			fail_msg("%s: \"%s\" lacks \"%s\"", m->text, f->message, m->says);
		assert_int_equal(f->severity, m->severity);
		if (domu->accepted != (findings_errors(&run.findings) == 0))
			fail_msg("%s: accepted does not fit the findings", m->text);
		if (m->fixed)
			expect_fixed(m, f);
		else if (f->fix)
			fail_msg("%s: an unexpected fix: %s", m->text, f->fix);
		run_close(&run);
	}
}

/* A file with many mistakes: each is found, each once, and what is right between them is read. */
static void goes_on_after_a_mistake(void **state)
{
	static const char xl[] = "import os\na = [ 'x' 'y', foo, bar('z', 1), 'u' ]\nb = 'x\nc = [ 'v'\n"
				 "d = 'w'\ne = [ 'x, ]\nf = 1\n";
	static const char xm[] =
		"a = 'x\nb = 256M\nc = [ 'v'\nd = 'w'\nif x\n  y y\nelse:\n  z z\ne = 1 +\nf = 2\n";
	struct run run;
	struct domu *domu;

	(void)state;
	run_open(&run);
	domu = read_text(&run, DOMU_XL, text_of(xl));
	assert_int_equal(findings_errors(&run.findings), 7);
	expect_key(xl, domu, "a", "['x', 'y', ?, ?, 'u']");
	expect_key(xl, domu, "b", "?");
	expect_key(xl, domu, "d", "'w'");
	expect_key(xl, domu, "f", "'1'");
	assert_true(domu->python);
	run_close(&run);
	run_open(&run);
	domu = read_text(&run, DOMU_XM, text_of(xm));
	assert_int_equal(findings_errors(&run.findings), 5);
	expect_key(xm, domu, "a", "?");
	expect_key(xm, domu, "b", "?");
	expect_key(xm, domu, "d", "'w'");
	expect_key(xm, domu, "f", "2");
	run_close(&run);
}

/* A text of one NUL more than the grammar sees: one finding, no noise. */
static void calls_binary_what_it_is(void **state)
{
	static const struct {
		enum domu_dialect dialect;
		struct text text;
		bool accepted;
	} table[] = {
		{ DOMU_XL, { "# a\0b\na = 1\n", 12 }, true }, /* libxlutil takes it */
		{ DOMU_XL, { "a = 'a\0b'\n$$$\n", 14 }, false },
		{ DOMU_XL, { "a = \0\n", 6 }, false },
		{ DOMU_XM, { "# a\0b\na = 1\n", 12 }, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct run run;
		struct domu *domu;

		run_open(&run);
		domu = read_text(&run, table[i].dialect, table[i].text);
		assert_int_equal(run.findings.n, 1);
		assert_int_equal(run.findings.first->rule, RULE_UNREADABLE);
		assert_int_equal(domu->accepted, table[i].accepted);
		run_close(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(notes_do_not_repeat),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(goes_on_after_a_mistake),
		cmocka_unit_test(calls_binary_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
