/*
 * test_sxp.c - S-expressions as xend takes them: trees, options, mistakes with their places.
 */
#include "harness.h"

#include <xencfg/sxp.h>

static struct sxp *read_text(struct run *run, const char *release, struct text text)
{
	struct sxp *sxp = NULL;
	uint32_t file = run_source(run, "xend-config.sxp", text);

	assert_int_equal(
		sxp_read(&run->arena, &run->sources, file, release_find(text_of(release)), &run->findings, &sxp), 0);
	assert_non_null(sxp);
	return sxp;
}

static const char *found(struct run *run, struct sb *list)
{
	struct finding **sorted = findings_sorted(&run->findings, &run->sources);

	for (size_t i = 0; i < run->findings.n; i++) {
		struct place p;

		assert_int_equal(span_place(&run->sources, sorted[i]->at, &p), 0);
		sb_printf(list, "%s %s %u:%u-%u:%u\n", rule_infos[sorted[i]->rule].code,
		          severity_name(sorted[i]->severity), p.line, p.column, p.end_line, p.end_column);
	}
	sb_byte(list, '\0');
	return list->s;
}

/* (a 'b' (c)): strings with quotes, bytes beyond print as \ooo. */
static void show(struct sb *b, const struct sxp_node *node)
{
	for (; node; node = node->next) {
		if (node->kind == SXP_LIST) {
			sb_byte(b, '(');
			show(b, node->first);
			sb_byte(b, ')');
		} else {
			sb_string(b, node->kind == SXP_STRING ? "'" : "");
			for (size_t i = 0; i < node->text.n; i++) {
				unsigned char c = (unsigned char)node->text.s[i];

				sb_printf(b, c >= ' ' && c <= '~' ? "%c" : "\\%03o", c);
			}
			sb_string(b, node->kind == SXP_STRING ? "'" : "");
		}
		sb_string(b, node->next ? " " : "");
	}
}

/* What the parser of xend 3.2 itself makes of each (sxp.py under Python 2.7); refused: what is kept of it. */
static const struct {
	const char *text, *tree;
	bool accepted;
} trees[] = {
	{ "", "", true },
	{ "# only a comment", "", true },
	{ "(xend-port 8000)", "(xend-port 8000)", true },
	{ "(a\tb\r\n\v\fc)#d\n(e)", "(a b c) (e)", true },
	{ "('a b' \"c 'd'\")", "('a b' 'c 'd'')", true },
	{ "(a (b (c d) e) ())", "(a (b (c d) e) ())", true },
	{ "(a 'x\ny')", "(a 'x\\012y')", true },
	{ "a", "a", true },
	{ "(a b#c)\nd)", "(a b d)", true },
	{ "(it's b'c')", "(it's b'c')", true },
	{ "('a'b)", "('a' b)", true },
	{ "(a;b {c} [d]e<f>)", "(a ;b {c } [d ]e <f >)", true },
	{ "(a!b)", "(a !b)", true },
	{ "(a 'x#y' \"(\")", "(a 'x#y' '(')", true },
	{ "'\\a\\b\\t\\n\\v\\f\\r\\\\\\'\\\"'", "'\\007\\010\\011\\012\\013\\014\\015\\'\"'", true },
	{ "'\\101\\1012\\1b\\0'", "'AA2\\001b\\000'", true },
	{ "'\\x41'", "'A'", true },
	{ "'\\xAf\\x1c'", "'\\005\\022'", true },
	{ "'^host\\.example$'", "'^host\\example$'", true },
	{ "(a 'x\\\ny')", "(a 'x\\y')", true },
	{ "(\xc3\xa4 b)", "(\\303\\244 b)", false },
	{ "(a\xc3\xa4 '\xc3\xa4') # \xc3\xa4", "(a\\303\\244 '\\303\\244')", true },
	{ "(a)\4(b)", "(a)", true },
	{ "(a\4)", "(a\\004)", true },
	{ "(a \4)", "(a \\004)", false },
	{ "(a \1b c)", "(a \\001b c)", false },
	{ "(a) ) (b)", "(a) (b)", false },
	{ "(a b", "(a b)", false },
	{ "(a 'b)\n(c d)", "(a 'b)' (c d))", false },
	{ "'\\x4g'", "'\\004g'", false },
	{ "'\\400'", "'\\000'", false },
	{ "(a \xe2\x80\x9c"
	  "b c\xe2\x80\x9d d)",
	  "(a 'b c' d)", false },
	{ "(a\xc2\xa0"
	  "b \xc2\xa0"
	  "c)",
	  "(a\\302\\240b c)", false },
};

static void reads_trees(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(trees); i++) {
		struct sb b = { 0 };
		struct run run;
		struct sxp *sxp;

		run_open(&run);
		sxp = read_text(&run, "3.2", text_of(trees[i].text));
		show(&b, sxp->first);
		expect_text(trees[i].text, sb_view(&b), trees[i].tree);
		if (sxp->accepted != trees[i].accepted)
			fail_msg("%s: accepted %d", trees[i].text, sxp->accepted);
		assert_int_equal(sxp->accepted, findings_errors(&run.findings) == 0);
		sb_free(&b);
		run_close(&run);
	}
}

/* Up to 3.4 an exclamation mark ends a word (is_separator in sxp.py). */
static void splits_at_exclamation_marks(void **state)
{
	static const struct {
		const char *release, *tree;
	} rows[] = { { "3.0", "(vncpasswd a !b)" },
		     { "3.4", "(vncpasswd a !b)" },
		     { "4.0", "(vncpasswd a!b)" },
		     { "4.4", "(vncpasswd a!b)" },
		     { "", "(vncpasswd a !b)" } };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct sb b = { 0 };
		struct run run;

		run_open(&run);
		show(&b, read_text(&run, rows[i].release, TEXT("(vncpasswd a!b)"))->first);
		expect_text(rows[i].release, sb_view(&b), rows[i].tree);
		sb_free(&b);
		run_close(&run);
	}
}

static void knows_places(void **state)
{
	struct run run;
	const struct sxp_option *option;
	struct sxp *sxp;

	(void)state;
	run_open(&run);
	sxp = read_text(&run, "3.2",
	                TEXT("# x\n(network-script 'network-bridge netdev=eth1')\n(\"vif-script\" \"a\\tb\")\n"));
	assert_int_equal(sxp->n_options, 2);
	option = sxp_find(sxp, TEXT("network-script"));
	expect_span("key", &run, option->key_at, "network-script");
	expect_span("list", &run, option->list->at, "(network-script 'network-bridge netdev=eth1')");
	expect_span("value", &run, option->value->at, "'network-bridge netdev=eth1'");
	assert_true(option->value->verbatim && option->list->whole);
	expect_span("piece", &run, sxp_text_span(option->value, 15, 26), "netdev=eth1");
	option = sxp_find(sxp, TEXT("vif-script"));
	expect_span("quoted key", &run, option->key_at, "\"vif-script\"");
	assert_false(option->value->verbatim);
	expect_span("decoded", &run, sxp_text_span(option->value, 1, 2), "\"a\\tb\"");
	assert_null(sxp_find(sxp, TEXT("xend-port")));
	run_close(&run);
}

/* Of (key (@ …) value) the value is what child_value of sxp.py takes. */
static void passes_over_attributes(void **state)
{
	struct run run;
	struct sxp *sxp;

	(void)state;
	run_open(&run);
	sxp = read_text(&run, "3.2", TEXT("(a (@ (b c)) d) (e (f) @) (g) ((h) i) ()"));
	assert_int_equal(sxp->n_options, 3);
	expect_text("attributes", sxp->options[0].value->text, "d");
	assert_int_equal(sxp->options[1].value->kind, SXP_LIST);
	assert_null(sxp->options[2].value);
	run_close(&run);
}

struct mistake {
	const char *release, *text, *found; /* each finding with its place */
	const char *says;                   /* words of the first finding's message or help */
	const char *fixed;                  /* the text once the fix of the first finding is applied */
};

static const struct mistake mistakes[] = {
	{ "", "(keymap b\n", "XC002 error 1:1-1:2\n", "no end", NULL },
	{ "", "(network-script (a b\n(vif-script c)\n", "XC002 error 1:1-1:2\n", "2 closing", NULL },
	/* Where something is never closed, an option at the beginning of a line tells where it was meant to be. */
	{ "", "(xend-port 8000\n(vif-script 'a b)\n\n(xend-http-server maybe)\n(xend-address 'x'\n",
	  "XC002 error 1:1-1:2\nXC002 error 2:13-2:14\nXC601 error 4:19-4:24\nXC002 error 5:1-5:2\n", "no end", NULL },
	{ "", "(xend-port 8000))\n(vif-script a))\n", "XC002 error 1:17-1:18\nXC002 error 2:15-2:16\n",
	  "closes nothing", NULL },
	{ "", "(vncpasswd 'it)\n(logfile '/x')\n", "XC002 warning 1:12-1:13\nXC601 warning 2:11-2:14\n",
	  "quote missing", NULL },
	{ "", "(logfile 'a\\.b')", "XC002 warning 1:12-1:14\n", "drops", "(logfile 'a\\\\.b')" },
	{ "", "(logfile 'a\\xb1')", "XC002 warning 1:12-1:16\n", "0 to 5", NULL },
	{ "", "(logfile 'a\\x')", "XC002 error 1:12-1:14\n", "two hexadecimal", NULL },
	{ "", "(logfile 'a\\777')", "XC002 error 1:12-1:16\n", "255", NULL },
	{ "", "(logfile \xe2\x80\x98/a b\xe2\x80\x99)", "XC002 error 1:10-1:16\n", "curly", "(logfile '/a b')" },
	{ "", "(logfile \xe2\x80\x98/a)\n(keymap de)", "XC002 error 1:10-1:11\n", "curly", NULL },
	{ "", "(logfile\xc2\xa0 x)\n", "XC006 warning 1:2-1:10\n", "no xend", NULL },
	{ "", "(logfile \xc2\xa0x)\n", "XC002 error 1:10-1:11\n", "no-break", "(logfile  x)\n" },
	{ "", "(logfile \xc3\xa4.log)", "XC002 error 1:10-1:15\n", "ASCII", NULL },
	{ "",
	  "(logfile \x7f"
	  "a)",
	  "XC002 error 1:10-1:11\n", "0x7f", NULL },
	{ "", "(logfile x)\4(lgfile y)", "XC002 warning 1:12-1:13\n", "no further", NULL },
	{ "", "\xef\xbb\xbf(logfile x)\n", "XC003 error 1:1-1:2\n", "mark", "(logfile x)\n" },
	{ "", "(logfile x)\r\n(keymap de)\r\n", "XC003 note 1:12-1:13\n", "2 lines", "(logfile x)\n(keymap de)\n" },
	{ "", "# \xe4\n(xend-port x)", "XC001 error 1:3-1:4\nXC601 error 2:12-2:13\n", "0xe4", NULL },
	{ "", "(a\n(xend-port 1)\n(b\n(xend-port 2)\n",
	  "XC002 error 1:1-1:2\nXC006 warning 1:2-1:3\nXC002 error 3:1-3:2\nXC006 warning 3:2-3:3\nXC004 warning "
	  "4:2-4:11\n",
	  "no end", NULL },
	{ "", "xend-port 8000\n((a) b)\n", "XC002 warning 1:1-1:10\nXC002 warning 1:11-1:15\nXC002 warning 2:1-2:8\n",
	  "outside", NULL },
	{ "", "(xend-port 1)\n(keymap de)\n(xend-port 2)\n(\"xend-port\" x)\n",
	  "XC004 warning 3:2-3:11\nXC004 warning 4:2-4:13\n", "first one wins", NULL },
	{ "", "(xend-prot 1)\n", "XC006 warning 1:2-1:11\n", "\"xend-port\"", NULL },
	{ "", "(autoballoon off)\n", "XC006 warning 1:2-1:13\n", "no xend", NULL },
	{ "3.2", "(enable-dom0-ballooning yes)\n", "XC007 warning 1:2-1:24\n", "from 3.3", NULL },
	{ "3.3", "(enable-dom0-ballooning yes)\n", "", NULL, NULL },
	{ "4.17", "(enable-dom0-ballooning yes)\n", "", NULL, NULL },
	{ "", "(xend-http-server maybe)\n", "XC601 error 1:19-1:24\n", "yes or no", NULL },
	{ "", "(xend-http-server ())\n", "XC601 error 1:19-1:21\n", "not a list", NULL },
	{ "", "(xend-port 80O0)\n", "XC601 error 1:12-1:16\n", "whole number", NULL },
	{ "", "(xend-port '')\n", "XC601 error 1:12-1:14\n", "whole number", NULL },
	{ "", "(xend-port 0x50)\n", "XC601 error 1:12-1:16\n", "whole number", NULL },
	{ "", "(xend-port +-5)\n", "XC601 error 1:12-1:15\n", "whole number", NULL },
	{ "", "(xend-port)\n", "XC601 warning 1:1-1:12\n", "default", NULL },
	{ "", "(logfile (a b))\n", "XC601 error 1:10-1:15\n", "one word", NULL },
	{ "", "(network-script network-bridge netdev=eth1 bridge=foo)\n", "XC601 warning 1:32-1:54\n", "first value",
	  "(network-script 'network-bridge netdev=eth1 bridge=foo')\n" },
	{ "", "(network-script 'network-bridge' netdev=eth1)\n", "XC601 warning 1:34-1:45\n", "first value", NULL },
	{ "", "(xend-port 80 00)\n", "XC601 warning 1:15-1:17\n", "first value", NULL },
	{ "3.2", "(vncpasswd a!b)\n", "XC601 warning 1:13-1:15\n", "first value", "(vncpasswd 'a!b')\n" },
	/* Taken by xend, and by many people. */
	{ "", "(xend-http-server YES)\n(xend-unix-server t)\n(xend-relocation-server 0)\n(enable-dump F)\n", "", NULL,
	  NULL },
	{ "", "(xend-port ' - 8000 ')\n(dom0-cpus 0)(dom0-min-mem +196)\n(console-limit 99999999999999999999)", "",
	  NULL, NULL },
	{ "", "(xen-api-server ((9363 pam '^localhost$ example\\\\.com$')\n                 (unix none)))\n", "", NULL,
	  NULL },
	{ "", "(pscsi-device-mask ('*'))\n(xend-relocation-hosts-allow '')\n(vncpasswd \"\")\n", "", NULL, NULL },
};

/* The text with one piece replaced. */
static const char *fixed(struct run *run, const char *text, const struct finding *f)
{
	return arena_printf(&run->arena, "%.*s%s%s", (int)f->fix_at.begin, text, f->fix, text + f->fix_at.end);
}

static void check_mistake(const struct mistake *m)
{
	struct setting *settings;
	struct sb list = { 0 };
	struct finding *first;
	struct run run;
	size_t n;

	run_open(&run);
	assert_int_equal(sxp_settings(&run.arena, read_text(&run, m->release, text_of(m->text)),
	                              release_find(text_of(m->release)), &run.findings, &settings, &n),
	                 0);
	if (strcmp(found(&run, &list), m->found) != 0)
		fail_msg("%s\n%s--- not ---\n%s", m->text, list.s, m->found);
	sb_free(&list);
	first = run.findings.n ? findings_sorted(&run.findings, &run.sources)[0] : NULL;
	if (m->says && !strstr(first->message, m->says) && !(first->help && strstr(first->help, m->says)))
		fail_msg("%s: \"%s\" does not say \"%s\"", m->text, first->message, m->says);
	if (first && (m->fixed != NULL) != (first->fix_at.file != 0))
		fail_msg("%s: a fix is %s", m->text, m->fixed ? "missing" : "there");
	if (m->fixed)
		assert_string_equal(fixed(&run, m->text, first), m->fixed);
	run_close(&run);
}

static void finds_mistakes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(mistakes); i++)
		check_mistake(&mistakes[i]);
}

static void shows_the_first_of_two(void **state)
{
	struct setting *settings;
	const struct finding *f;
	struct run run;
	struct sxp *sxp;
	size_t n;

	(void)state;
	run_open(&run);
	sxp = read_text(&run, "3.2", TEXT("(xend-port 1)\n(xend-port 2)\n(xend-port maybe)\n"));
	assert_int_equal(sxp_settings(&run.arena, sxp, release_find(TEXT("3.2")), &run.findings, &settings, &n), 0);
	assert_int_equal(run.findings.n, 2);
	for (f = run.findings.first; f; f = f->next) {
		assert_int_equal(f->labels->at.begin, 1);
		assert_int_equal(f->labels->at.end, 10);
	}
	assert_int_equal(n, 1);
	assert_int_equal(settings[0].value.number, 1);
	assert_true(!sxp->options[0].shadowed && sxp->options[1].shadowed && sxp->options[2].shadowed);
	run_close(&run);
}

/* As the rules of src/lint/host.c take them. */
static void makes_settings(void **state)
{
	static const struct {
		const char *key;
		enum value_kind kind;
		long long number;
		const char *text, *at;
	} wanted[] = {
		{ "xend-port", VALUE_INTEGER, 8000, "8000", "8000" },
		{ "xend-relocation-server", VALUE_BOOLEAN, 1, "On", "On" },
		{ "xend-http-server", VALUE_BOOLEAN, 0, "n", "'n'" },
		{ "network-script", VALUE_STRING, 0, "a b", "\"a b\"" },
		{ "console-limit", VALUE_STRING, 0, "99999999999999999999", "99999999999999999999" },
		{ "dom0-cpus", VALUE_INTEGER, -3, "- 3", "'- 3'" },
		{ "xen-api-server", VALUE_LIST, 0, "", "((unix) x)" },
	};
	struct setting *settings;
	struct run run;
	size_t n;

	(void)state;
	run_open(&run);
	assert_int_equal(sxp_settings(&run.arena,
	                              read_text(&run, "4.0",
	                                        TEXT("(xend-port 8000)(xend-relocation-server On)(xend-http-server 'n')"
	                                             "(network-script \"a b\")(enable-dump maybe)(lgfile x)(keymap)"
	                                             "(console-limit 99999999999999999999)(dom0-cpus '- 3')"
	                                             "(xen-api-server ((unix) x))(pscsi-device-mask x)")),
	                              release_find(TEXT("4.0")), &run.findings, &settings, &n),
	                 0);
	assert_int_equal(n, COUNT(wanted));
	for (size_t i = 0; i < n; i++) {
		const struct value *v = &settings[i].value;

		assert_string_equal(key_lists[KEYS_HOST_OPTION].keys[settings[i].key].name, wanted[i].key);
		assert_int_equal(v->kind, wanted[i].kind);
		if (v->kind == VALUE_INTEGER || v->kind == VALUE_BOOLEAN)
			assert_int_equal(v->number, wanted[i].number);
		expect_text(wanted[i].key, v->text, wanted[i].text);
		expect_span(wanted[i].key, &run, v->at, wanted[i].at);
		expect_span("key", &run, settings[i].key_at, wanted[i].key);
	}
	assert_int_equal(settings[6].value.n, 2);
	assert_int_equal(settings[6].value.items[0].kind, VALUE_LIST);
	expect_text("unix", settings[6].value.items[0].items[0].text, "unix");
	run_close(&run);
}

static void refuses_binaries(void **state)
{
	struct run run;
	struct sxp *sxp;

	(void)state;
	run_open(&run);
	sxp = read_text(&run, "", TEXT("(a\0)\r\n)))"));
	assert_false(sxp->accepted);
	assert_int_equal(run.findings.n, 1);
	assert_int_equal(run.findings.first->rule, RULE_UNREADABLE);
	assert_int_equal(run.findings.first->at.begin, 2);
	assert_int_equal(sxp->n + sxp->n_options, 0);
	run_close(&run);
}

static struct text repeat(struct sb *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sb_string(b, s);
	assert_int_equal(b->error, 0);
	return sb_view(b);
}

static void bounds_nesting(void **state)
{
	(void)state;
	for (size_t depth = SXP_NESTING_MAX - 1; depth <= SXP_NESTING_MAX + 2; depth++) {
		struct sb b = { 0 };
		struct run run;
		struct sxp *sxp;

		run_open(&run);
		repeat(&b, "(", depth);
		repeat(&b, ")", depth);
		sxp = read_text(&run, "", repeat(&b, "(keymap de)", 1));
		assert_int_equal(sxp->accepted, depth <= SXP_NESTING_MAX);
		assert_int_equal(run.findings.n, depth > SXP_NESTING_MAX);
		assert_int_equal(sxp->n, 2);
		assert_int_equal(sxp->n_options, 1);
		sb_free(&b);
		run_close(&run);
	}
}

/* Megabytes of each: quick, or the test does not end. */
static void stays_linear(void **state)
{
	static const char *const pieces[] = {
		"(",
		")",
		"'",
		"'\n(keymap ",
		"(keymap 'x\n",
		"\xe2\x80\x9c\xe2\x80\x98",
		"\\",
		"'\\q'",
		"(xend-port 1)\n",
		"\1",
		"\xc3\xa4 ",
		"(a b)",
		"a ",
		"#",
		"(keymap x\n",
		"\"a\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++) {
		struct setting *settings;
		struct sb b = { 0 };
		struct run run;
		size_t n;

		run_open(&run);
		assert_int_equal(sxp_settings(&run.arena, read_text(&run, "", repeat(&b, pieces[i], 100000)),
		                              n_releases, &run.findings, &settings, &n),
		                 0);
		sb_free(&b);
		run_close(&run);
	}
}

static void survives_any_bytes(void **state)
{
	static const char alphabet[] = "()'\"\\#!;x0 \n\r\4\1@\xe2\x80\x9c\xff"
				       "a";
	uint64_t random = 7;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct setting *settings;
		char text[80];
		size_t n = random_below(&random, sizeof(text));
		struct run run;

		for (size_t i = 0; i < n; i++)
			text[i] = alphabet[random_below(&random, sizeof(alphabet) - 1)];
		run_open(&run);
		assert_int_equal(sxp_settings(&run.arena, read_text(&run, "", (struct text){ text, n }), n_releases,
		                              &run.findings, &settings, &n),
		                 0);
		run_close(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_trees),        cmocka_unit_test(splits_at_exclamation_marks),
		cmocka_unit_test(knows_places),       cmocka_unit_test(passes_over_attributes),
		cmocka_unit_test(finds_mistakes),     cmocka_unit_test(shows_the_first_of_two),
		cmocka_unit_test(makes_settings),     cmocka_unit_test(refuses_binaries),
		cmocka_unit_test(bounds_nesting),     cmocka_unit_test(stays_linear),
		cmocka_unit_test(survives_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
