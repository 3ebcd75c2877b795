/*
 * test_domu.c - domU configs in both dialects: values, places, and what is never guessed.
 *
 * That xl's reader agrees with libxlutil is tests/oracle/domu_oracle.c's.
 */
#include "test_domu.h"

struct value_case {
	const char *text, *value; /* of the key "a" at the end */
};

static const struct value_case xl_values[] = {
	{ "a='x'", "'x'" },
	{ "a = \"it's\"\n", "'it's'" },
	{ "a = 256\n", "'256'" },
	{ "a = 0x1f;b=1", "'0x1f'" },
	{ "\n\n ;; a=1;;", "'1'" },
	{ "a = 'x' # it's a comment\n", "'x'" },
	{ "a = []\n", "[]" },
	{ "a = [ 'x', 1, ]\n", "['x', '1']" },
	{ "a = [ # one\n 'x' # two\n , \n [ 'y', [] ] \n ]\n", "['x', ['y', []]]" },
	{ "a = '\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"'\n", "'\a\b\f\n\r\t\v\\'\"'" },
	{ "a = 'x\\0123y'\n", "'xy'" }, /* libxlutil drops what it reads there */
	{ "a = 'x\\0 12y'\n", "'xy'" },
	{ "a = 'x\\1234'\n", "'x'" },
	{ "a = '\xe4'\n", "'\xe4'" },
	{ "a = 1\na = 2\n", "'2'" },
	{ "a += 'x'\n", "'x'" },
	{ "a = 'x'\na += 'y'\na += 1\n", "'xy1'" },
	{ "a = ['x']\na += ['y']\na += []\na += ['z']\n", "['x', 'y', 'z']" },
	{ "a = ['x']\na += ['y']\na = ['z']\n", "['z']" },
	{ "a = 1\n$", "'1'" }, /* flex says nothing about a wrong last byte */
	{ "a = 1\r", "'1'" },
	{ "a = 1\n#", "'1'" },
	{ "a.b_c = 2\na = 1", "'1'" },
};

static const struct value_case xm_values[] = {
	{ "a = 'x'", "'x'" },
	{ "a = 'x' \"y\" '''z'''\n", "'xyz'" },
	{ "a = '''x\ny'''\n", "'x\ny'" },
	{ "a = '''x\r\ny\rz'''\n", "'x\ny\nz'" },
	{ "a = 'x\\\ny'\n", "'xy'" },
	{ "a = '\\x41\\101\\n\\q\\\\'\n", "'AA\n\\q\\'" },
	{ "a = r'\\n\\''\n", "'\\n\\''" },
	{ "a = u'x'\n", "u'x'" },
	{ "a = u'\\u00e4\\x41'\n", "u'\xc3\xa4" "A'" },
	{ "a = u'\\N{DASH}'\n", "?" },
	{ "a = 010\n", "8" },
	{ "a = 0x1f + 0b11 + 0o17\n", "49" },
	{ "a = 256L\n", "256L" },
	{ "a = 1.5\n", "1.5" },
	{ "a = -1.5\n", "-1.5" },
	{ "a = 7 + 2 * 3 - -1\n", "14" },
	{ "a = -7 / 2\nb = 1", "-4" },
	{ "a = -7 % 3\n", "2" },
	{ "a = 9223372036854775807 + 1\n", "?" },
	{ "a = 2 ** 3\n", "?" },
	{ "a = True\n", "True" },
	{ "a = None\n", "None" },
	{ "a = 'x' + 'y'\n", "'xy'" },
	{ "a = 'ab' * 2\n", "'abab'" },
	{ "a = [1] * 3\n", "[1, 1, 1]" },
	{ "a = 'VM%d' % 7\n", "'VM7'" },
	{ "a = '%s-%03d-%x%%' % ('x', 7, 255)\n", "'x-007-ff%'" },
	{ "a = '%(n)s' % {'n': 'x'}\n", "'x'" },
	{ "a = '%-4s|%4s|%.1s' % ('x', 'y', 'zz')\n", "'x   |   y|z'" },
	{ "a = '%s' % 1.5\n", "?" },
	{ "a = '%o %X %i %u' % (8, 255, 3, 4)\n", "'10 FF 3 4'" },
	{ "a = '%+d|% d|%-3d|%3d|%05d|%-03d|' % (1, 2, 3, 4, -7, 5)\n", "'+1| 2|3  |  4|-0007|5  |'" },
	{ "a = '%ld' % 7L\n", "'7'" },
	{ "a = '%s %s %s %s' % (7, 8L, None, True)\n", "'7 8 None True'" },
	{ "a = '%d' % True\n", "'1'" },
	{ "a = '%(n)d%(m)s' % {'n': 1, 'm': 'x', 'l': 2}\n", "'1x'" },
	/* Rare: what Python makes of them nobody computes. */
	{ "a = '%#x' % 5\n", "?" },
	{ "a = '%.3d' % 5\n", "?" },
	{ "a = '%x' % -1\n", "?" },
	{ "a = '%c' % 'x'\n", "?" },
	{ "a = '%r' % 'x'\n", "?" },
	{ "a = '%*d' % (3, 5)\n", "?" },
	{ "a = '%d' % 1.5\n", "?" },
	{ "a = '%e' % 1\n", "?" },
	{ "a = '%s' % [1]\n", "?" },
	{ "a = u'%s' % 1\n", "?" },
	{ "a = '%(n)s' % {1: 'x'}\n", "?" },
	{ "a = '%(n' % {'n': 1}\n", "?" },
	{ "a = '%99999999999d' % 1\n", "?" },
	{ "a = -7 / -1\n", "7" },
	{ "a = 7 % -1\n", "0" },
	{ "a = 1L + 1\n", "2L" },
	{ "a = 1.5 + 1\n", "?" },
	{ "a = 6 & 3 | 1 ^ 2\n", "?" },
	{ "a = 1 << 3 >> 1\n", "?" },
	{ "a = u'x' + 'y'\n", "u'xy'" },
	{ "a = u'x' + '\\xe4'\n", "?" },
	{ "a = 1 <> 2\n", "True" },
	{ "a = 'x' != 'x'\n", "False" },
	{ "a = None is None\n", "True" },
	{ "a = 1 is not None\n", "True" },
	{ "a = 1 is 1\n", "?" },
	{ "a = u'\\u20ac\\U0001f600\\101'\n", "u'\xe2\x82\xac\xf0\x9f\x98\x80" "A'" },
	{ "a = 'x' u'y'\n", "u'xy'" },
	{ "a = '\\xe4' u'y'\n", "?" },
	{ "a = 99999999999999999999\n", "?" },
	{ "a = 1e5\n", "1e5" },
	{ "a = 1e-5\n", "1e-5" },
	{ "a = 8\na //= 3\n", "2" },
	{ "a = 8\na **= 3\n", "?" },
	{ "a = {1: 'x', 'k': 'y'}[1]\n", "'x'" },
	{ "a = {}.get('x', 1)\n", "?" },
	{ "a = 'y' if 0 else 'x'\n", "'x'" },
	{ "import os\na = os.name or 'x'\n", "?" },
	{ "import os\na = 'x' if os.name else 'x'\n", "?" },
	{ "import os\nwhile os.name:\n  a = 'x'\n", "?" },
	{ "a = dict((x, 1) for x in 'ab')\n", "?" },
	{ "a = {x: 1 for x in 'ab'}\n", "?" },
	{ "def f():\n  yield 1\n  a = yield\na = 'x'\n", "'x'" },
	{ "print 'x', 1\nprint\nassert 1, 'y'\na = 'x'\n", "'x'" },
	{ "a = []\n", "[]" },
	{ "a = ['x',\n# why\n 'y', ]\n", "['x', 'y']" },
	{ "a = ('x')\n", "'x'" },
	{ "a = ('x',)\n", "('x')" },
	{ "a = 'x', 'y'\n", "('x', 'y')" },
	{ "a = {'k': 1, 'l': [2]}\n", "{'k': 1, 'l': [2]}" },
	{ "a = {'k': 1}['k']\n", "1" },
	{ "a = ['x', 'y'][-1]\n", "'y'" },
	{ "a = 'xy'[1]\n", "'y'" },
	{ "b = 'x'\na = [b, b + 'y']\n", "['x', 'xy']" },
	{ "a = b = 'x'\n", "'x'" },
	{ "b, a = 1, 2\n", "2" },
	{ "a = 'x'\na += 'y'\n", "'xy'" },
	{ "a = ['x']\nb = a\nb += ['y']\n", "['x', 'y']" },
	{ "a = ['x']\nb = a\nb.append('y')\n", "?" },
	{ "a = ['x']\nf(a)\n", NULL }, /* f is no name: still read on */
	{ "import f\na = ['x']\nf.g(a)\n", "?" },
	{ "import f\na = 'x'\nf.g(a)\n", "'x'" },
	{ "a = ['x', 'y']\na[0] = 'z'\n", "?" },
	{ "import os\na = os.uname()[4]\n", "?" },
	{ "import os\na = 'x' + os.name\n", "?" },
	{ "import os\na = ['x', os.name]\n", "['x', ?]" },
	{ "if 1:\n  a = 'x'\nelse:\n  a = 'y'\n", "'x'" },
	{ "b = 3\nif b == 1: a = 1\nelif b >= 3: a = 2\nelse: a = 3\n", "2" },
	{ "import os\nif os.name:\n\ta = 'x'\n", "?" },
	{ "a = 'x'\nfor i in [1]:\n  a = 'y'\n", "?" },
	{ "a = 'x'\nwhile 0:\n  a = 'y'\n", "'x'" },
	{ "try:\n  a = 'x'\nexcept:\n  pass\n", "?" },
	{ "def f(x):\n  return x\na = f(1)\n", "?" },
	{ "def f():\n  a = 1\na = 'x'\n", "'x'" },
	{ "a = 'x'\ndef f():\n  global a\n  a = 2\n", "'x'" },
	{ "a = 'x' if 1 else y\n", "'x'" },
	{ "a = 0 and y or 'x'\n", "'x'" },
	{ "a = [x for x in 'ab']\n", "?" },
	{ "a = (lambda x: y)(1)\n", "?" },
	{ "a = 'x'\nexec 'a=1'\n", "?" },
	{ "a = 'x'\nexecfile('y')\n", "?" },
	{ "locals()['a'] = 1\na = 'x'\n", "?" },
	{ "from os import *\na = 'x'\n", "'x'" },
	{ "a = \\\n 'x' # c\n", "'x'" },
	{ "b = 1; a = 2;\n", "2" },
	{ "a = [ 'x',\nbridge ]\n", NULL },
	{ "# -*- coding: utf-8 -*-\na = '\xc3\xa4'\n", "'\xc3\xa4'" },
	{ "\xef\xbb\xbf" "a = '\xc3\xa4'\n", "'\xc3\xa4'" },
	{ "a = 'x'\rb = 1\r", "'x'" },
	{ "if 1:\n    a = 1\n\tb = 2\n", NULL }, /* a tab ends at column eight */
	{ "if 1:\n        a = 1\n\tb = 2\n", "1" },
};

static void expect_table(enum domu_dialect dialect, const struct value_case *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct run run;
		struct domu *domu;

		run_open(&run);
		domu = read_text(&run, dialect, text_of(table[i].text));
		if (domu->accepted != (table[i].value != NULL))
			fail_msg("%s: %s", table[i].text,
				 run.findings.first ? run.findings.first->message : "accepted");
		if (table[i].value)
			expect_key(table[i].text, domu, "a", table[i].value);
		run_close(&run);
	}
}

static void reads_xl(void **state)
{
	(void)state;
	expect_table(DOMU_XL, xl_values, COUNT(xl_values));
}

static void reads_xm(void **state)
{
	(void)state;
	expect_table(DOMU_XM, xm_values, COUNT(xm_values));
}

static void knows_its_places(void **state)
{
	static const char text[] = "vif = [ 'mac=1,bridge=lan', r'\\x' ]\nb = 'a\\n'\nc = 256\n";
	const struct domu_value *v;
	struct run run;
	struct domu *domu;

	(void)state;
	run_open(&run);
	domu = read_text(&run, DOMU_XM, text_of(text));
	assert_int_equal(domu->n, 3);
	expect_span("key", &run, domu->items[0].key_at, "vif");
	v = &domu->items[0].value;
	expect_span("list", &run, v->at, "[ 'mac=1,bridge=lan', r'\\x' ]");
	expect_span("item", &run, v->items[0].at, "'mac=1,bridge=lan'");
	expect_span("text", &run, domu_text_span(&v->items[0], 6, 12), "bridge");
	expect_span("raw", &run, domu_text_span(&v->items[1], 0, 2), "\\x");
	v = &domu->items[1].value;
	assert_false(v->verbatim);
	expect_span("escaped", &run, domu_text_span(v, 0, 1), "'a\\n'");
	v = &domu->items[2].value;
	assert_true(v->verbatim && !v->quoted);
	expect_span("number", &run, domu_text_span(v, 0, 3), "256");
	run_close(&run);
}

static void names_the_first_of_two(void **state)
{
	/* b is used between, c only added to, d set again under a condition: no duplicates. */
	static const char text[] = "a = 1\na = 2\nb = 1\nb = b + 1\nc = 1\nc += 1\nd = 1\nif 1:\n  d = 2\n";
	const struct finding *f;
	struct run run;
	struct domu *domu;

	(void)state;
	run_open(&run);
	domu = read_text(&run, DOMU_XM, text_of(text));
	f = finding_of(run.findings.first, RULE_DUPLICATE_KEY);
	assert_non_null(f);
	assert_null(finding_of(f->next, RULE_DUPLICATE_KEY));
	assert_int_equal(f->at.begin, 6);
	assert_non_null(f->labels);
	assert_int_equal(f->labels->at.begin, 0);
	assert_true(domu_find(domu, TEXT("b"))->used);
	assert_false(domu_find(domu, TEXT("a"))->used);
	assert_false(domu_find(domu, TEXT("c"))->used);
	assert_true(domu_find(domu, TEXT("c"))->append);
	assert_null(domu_find(domu, TEXT("e")));
	run_close(&run);
}

static void tells_options_from_helpers(void **state)
{
	static const char text[] =
		"import os\nfrom re import search as s\ndef f(): pass\nfor i in [1]: pass\nx = 1\n"
		"del x\nxm_vars.var('vmid')\na = vmid\n";
	static const char *const helpers[] = { "os", "s", "f", "i", "x", "vmid" };
	struct run run;
	struct domu *domu;

	(void)state;
	run_open(&run);
	domu = read_text(&run, DOMU_XM, text_of(text));
	assert_true(domu->accepted);
	assert_true(domu->dynamic);
	for (size_t i = 0; i < COUNT(helpers); i++) {
		const struct domu_assignment *a = domu_find(domu, text_of(helpers[i]));

		if (!a || !a->helper || a->value.kind != DOMU_UNKNOWN)
			fail_msg("%s is no helper", helpers[i]);
	}
	assert_false(domu_find(domu, TEXT("a"))->helper);
	run_close(&run);
	run_open(&run);
	assert_false(read_text(&run, DOMU_XM, TEXT("a = 'x'\nif a: b = [a]\n"))->dynamic);
	run_close(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_xl),
		cmocka_unit_test(reads_xm),
		cmocka_unit_test(knows_its_places),
		cmocka_unit_test(names_the_first_of_two),
		cmocka_unit_test(tells_options_from_helpers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
