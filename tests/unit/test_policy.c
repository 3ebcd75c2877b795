/*
 * test_policy.c - the policy file: what it says, what is wrong in it, where it is found, what it does.
 */
#include "harness.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xencfg/policy.h>

/*
 * libconfig 1.5 forgets the string at which a syntax error shows: one a run, which ends then. Asked by the
 * leak sanitizer.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig";
}

static void read_policy(struct run *run, struct text text, struct policy *ret)
{
	run_open(run);
	assert_int_equal(policy_read(&run->arena, &run->sources, run_source(run, "p", text), &run->findings, ret), 0);
}

static void every_setting_is_read(void **state)
{
	static const char text[] = "# ours\n"
				   "xen = \"4.17\";\n"
				   "oui = ( \"00:16:3E\", \"02:AB:\"\n  \"CD\", \"local\" );\n"
				   "bridges = [ \"lan\", \"wan\" ];\n"
				   "toolstack : \"xl\"\n"
				   "rules: { mac-foreign-oui = \"error\"; XC514 = \"off\"; xc206 = \"warning\"; };\n"
				   "exclude = ( \"*.bak\", \"templates/*\" );\n";
	struct policy p;
	struct run run;

	(void)state;
	read_policy(&run, text_of(text), &p);
	assert_int_equal(run.findings.n, 0);
	assert_string_equal(releases[p.release].name, "4.17");
	assert_int_equal(p.toolstack, TOOLSTACK_XL);
	assert_int_equal(p.n_ouis, 2);
	assert_memory_equal(p.ouis[1].oui, "\x02\xab\xcd", 3);
	assert_true(p.oui_local);
	assert_int_equal(p.bridges.n, 2);
	expect_text("bridge", p.bridges.items[1].text, "wan");
	expect_span("bridge", &run, p.bridges.items[1].at, "\"wan\"");
	assert_int_equal(p.exclude.n, 2);
	assert_int_equal(policy_severity(&p, RULE_MAC_FOREIGN_OUI, SEVERITY_WARNING), SEVERITY_ERROR);
	assert_int_equal(policy_severity(&p, RULE_NAME_FILE_MISMATCH, SEVERITY_NOTE), SEVERITY_OFF);
	assert_int_equal(policy_severity(&p, RULE_BRIDGE_UNUSED, SEVERITY_NOTE), SEVERITY_WARNING);
	assert_int_equal(policy_severity(&p, RULE_MAC_MISSING, SEVERITY_NOTE), SEVERITY_NOTE);
	run_close(&run);
}

static void an_empty_policy_says_nothing(void **state)
{
	static const struct text texts[] = { TEXT(""), TEXT("\n"), TEXT("# xen = \"4.17\";"), TEXT("/* xen */ // xen\r\n") };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct policy p;
		struct run run;

		read_policy(&run, texts[i], &p);
		assert_int_equal(run.findings.n, 0);
		assert_int_equal(p.release, n_releases);
		assert_int_equal(p.toolstack, TOOLSTACKS);
		assert_int_equal(p.n_ouis + p.bridges.n + p.exclude.n + p.oui_local, 0);
		assert_int_equal(policy_severity(&p, RULE_MAC_FOREIGN_OUI, SEVERITY_NOTE), SEVERITY_NOTE);
		run_close(&run);
	}
}

/* "XC006 2:1 [brigdes] did you mean bridges? -> bridges", a line a finding, in the order of the text. */
static struct sb list_findings(struct run *run)
{
	struct finding **sorted = findings_sorted(&run->findings, &run->sources);
	struct sb out = { 0 };

	assert_non_null(sorted);
	for (size_t i = 0; i < run->findings.n; i++) {
		const struct finding *f = sorted[i];
		struct text at = span_text(&run->sources, f->at);
		struct place place;

		assert_int_equal(span_place(&run->sources, f->at, &place), 0);
		assert_int_equal(f->severity, SEVERITY_ERROR);
		sb_printf(&out, "%s%s %u:%u [%.*s]", i ? "\n" : "", rule_infos[f->rule].code, place.line, place.column,
			  TEXT_ARG(at));
		if (f->fix) {
			at = span_text(&run->sources, f->fix_at);
			sb_printf(&out, " %.*s -> %s", TEXT_ARG(at), f->fix);
		}
	}
	return out;
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		/* Names. */
		{ "brigdes = ( \"a\" );", "XC006 1:1 [brigdes] brigdes -> bridges" },
		{ "xen = \"4.1\";\n\n  zen = \"4.1\";", "XC006 3:3 [zen] zen -> xen" },
		{ "wholly-other = 1;", "XC006 1:1 [wholly-other]" },
		{ "XC104 = \"off\";", "XC006 1:1 [XC104]" },
		{ "rules: { mac-foreing-oui = \"off\"; };", "XC006 1:10 [mac-foreing-oui] mac-foreing-oui -> mac-foreign-oui" },
		{ "rules: { vif-tade = \"off\"; };", "XC006 1:10 [vif-tade]" }, /* rate or type? */
		{ "rules: {\n  XC999 = \"off\"; };", "XC006 2:3 [XC999]" },
		/* What looks like the name but is not: comments, strings, other lines, members of groups. */
		{ "# zen\nxen = /* zen */ \"4.1\"; zen = \"zen\"", "XC006 2:24 [zen] zen -> xen" },
		{ "exclude = ( \"zen\\\" zen\", \"zen\" )\nzen = 1", "XC006 2:1 [zen] zen -> xen" },
		{ "other = { zen = 1; more = ( { zen = 2; } ); };\nzen = 1", "XC006 1:1 [other]\nXC006 2:1 [zen] zen -> xen" },
		{ "other = \"a\nb\";\nzen = 1", "XC006 1:1 [other]\nXC006 3:1 [zen] zen -> xen" },
		/* Types. */
		{ "xen = 4.10;", "XC008 1:7 [4.10] 4.10 -> \"4.10\"" },
		{ "xen\n=\n4;", "XC008 3:1 [4] 4 -> \"4\"" },
		{ "xen = ( \"4.1\" );", "XC008 1:7 [(]" },
		{ "toolstack = true;", "XC008 1:13 [true]" },
		{ "toolstack = 4; rules: { XC104 = 0; };", "XC008 1:13 [4]\nXC008 1:33 [0]" },
		{ "bridges = \"lan\" \"wan\";", "XC008 1:11 [\"lan\" \"wan\"]" },
		{ "bridges = { a = 1; };", "XC008 1:11 [{]" },
		{ "bridges = ( \"a\",\n 1, ( \"x\", ( 2 ) ), { b = 1; }, 2, \"c\" \"d\" \"e f\", true );",
		  "XC008 2:2 [1] 1 -> \"1\"\nXC008 2:5 [(]\nXC008 2:21 [{]\nXC008 2:33 [2] 2 -> \"2\"\n"
		  "XC202 2:36 [\"c\" \"d\" \"e f\"]\nXC008 2:51 [true]" },
		{ "rules = ( \"off\" );", "XC008 1:9 [(]" },
		{ "rules = \"off\";", "XC008 1:9 [\"off\"]" },
		{ "rules: { XC104 = false; XC105 = ( \"off\" ); XC206 = { zen = \"off\"; }; };",
		  "XC008 1:18 [false]\nXC008 1:33 [(]\nXC008 1:52 [{]" },
		/* Values. */
		{ "xen = \"4.99\";", "XC007 1:7 [\"4.99\"]" },
		{ "xen = \"\";", "XC007 1:7 [\"\"]" },
		{ "toolstack = \"xm\";", "XC007 1:13 [\"xm\"]" },
		{ "toolstack = \"xend\";\nxen = \"4.17\";", "XC007 1:13 [\"xend\"]" },
		{ "xen = \"3.2\"; toolstack = \"xl\";", "XC007 1:26 [\"xl\"]" },
		{ "oui = ( \"local\", \"00:16\", \"00:16:3E\" );", "XC101 1:18 [\"00:16\"]" },
		{ "bridges = ( \"\", \"a/b\", \"ok\" );", "XC202 1:13 [\"\"]\nXC202 1:17 [\"a/b\"]" },
		{ "rules: { XC104 = \"Off\"; XC105 = \"fatal\"; };", "XC008 1:18 [\"Off\"]\nXC008 1:33 [\"fatal\"]" },
		{ "rules: { XC104 = \"off\"; mac-foreign-oui = \"error\"; };", "XC004 1:25 [mac-foreign-oui]" },
		{ "exclude = ( \"a/\", \"\" );", "XC008 1:13 [\"a/\"]\nXC008 1:19 [\"\"]" },
		/* Syntax. */
		{ "xen = \"4.1\";\n  bridges = (\n", "XC002 3:1 []" },
		{ "xen = \"4.1\";\n\txen = \"4.2\"; \r\nrules: {};", "XC002 2:2 [xen = \"4.2\";]" },
		{ "xen = \xe2\x80\x9c" "4.1\xe2\x80\x9d;", "XC002 1:1 [xen = \xe2\x80\x9c" "4.1\xe2\x80\x9d;]" },
		{ "xen = \"4.1", "XC002 1:7 [\"]" },
		{ "oui = [ \"local\", 1 ];", "XC002 1:1 [oui = [ \"local\", 1 ];]" },
		{ "a = \"b\" \"c\" \"d", "XC002 1:13 [\"]" },
		{ "xen = \"4.1\n\";\ntoolstack = \"x\\\"l", "XC002 3:13 [\"]" },
		{ "/* c */ xen = \"4.1\"; /*/ toolstack = \"xl\";", "XC002 1:22 [/]" },
		{ "@include \"other\"", "XC002 1:1 [@include]" },
		{ "xen = \"4.1\";\n \t@include \"other\"\n", "XC002 2:3 [@include]" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct policy p;
		struct run run;
		struct sb list;

		read_policy(&run, text_of(cases[i].text), &p);
		list = list_findings(&run);
		expect_text(cases[i].text, sb_view(&list), cases[i].wanted);
		sb_free(&list);
		run_close(&run);
	}
}

static void what_is_no_text_is_refused(void **state)
{
	static char large[POLICY_SIZE_MAX + 1];
	static const struct {
		struct text text;
		bool refused;
	} cases[] = {
		{ TEXT("xen = \"4.1\";\0"), true },
		{ TEXT("\0"), true },
		{ { large, POLICY_SIZE_MAX + 1 }, true },
		{ { large, POLICY_SIZE_MAX }, false },
	};

	(void)state;
	memset(large, '\n', sizeof(large));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct policy p;
		struct run run;

		read_policy(&run, cases[i].text, &p);
		assert_int_equal(run.findings.n, cases[i].refused);
		assert_true(!cases[i].refused || run.findings.first->rule == RULE_UNREADABLE);
		assert_int_equal(p.release, n_releases);
		run_close(&run);
	}
}

static void deep_nesting_is_a_finding(void **state)
{
	static char deep[30000];
	struct policy p;
	struct run run;

	(void)state;
	memset(deep, '(', sizeof(deep));
	memcpy(deep, "xen = ", 6);
	read_policy(&run, (struct text){ deep, sizeof(deep) }, &p);
	assert_int_equal(run.findings.n, 1);
	assert_int_equal(run.findings.first->rule, RULE_SYNTAX);
	run_close(&run);
}

/* Whatever is left of a policy after an accident: no crash, and only findings with a place. */
static void damaged_policies_are_read_to_the_end(void **state)
{
	static const char whole[] = "xen = \"4.17\"; /* c */ oui = ( \"00:16:3E\", [ 1 ], { a = 2; } ); // d\n"
				    "rules: { XC514 = \"off\"; b = 0x1L; }\nexclude = [ \"\\\"\\x41\" \"b\" ] # e\n";
	uint64_t random = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[sizeof(whole) - 1];
		struct text t = { text, random_below(&random, sizeof(text) + 1) };
		struct policy p;
		struct run run;

		memcpy(text, whole, sizeof(text));
		for (size_t changes = random_below(&random, 4); changes; changes--)
			text[random_below(&random, sizeof(text))] = "\"(){}[]=:;,#/*\\\n @a1"[random_below(&random, 20)];
		read_policy(&run, t, &p);
		for (const struct finding *f = run.findings.first; f; f = f->next)
			assert_true(f->at.file == 1 && f->at.begin <= f->at.end && f->at.end <= t.n);
		run_close(&run);
	}
}

static void severities_are_applied(void **state)
{
	struct policy p;
	struct run run;
	struct finding *weak;

	(void)state;
	read_policy(&run, TEXT("rules: { XC206 = \"error\"; XC104 = \"off\"; };"), &p);
	finding_add(&run.findings, RULE_BRIDGE_UNUSED, span_make(1, 0, 1), "a");
	finding_add(&run.findings, RULE_MAC_DUPLICATE, span_make(1, 0, 1), "b");
	finding_add(&run.findings, RULE_MAC_FOREIGN_OUI, span_make(1, 0, 1), "c");
	weak = finding_add(&run.findings, RULE_MAC_DUPLICATE, span_make(1, 0, 1), "d");
	finding_severity(&run.findings, weak, SEVERITY_WARNING);
	finding_add(&run.findings, RULE_MAC_FOREIGN_OUI, span_make(1, 0, 1), "e");
	policy_apply(&p, &run.findings);
	assert_int_equal(run.findings.n, 3);
	assert_int_equal(run.findings.counts[SEVERITY_ERROR], 2);
	assert_int_equal(run.findings.counts[SEVERITY_WARNING], 1);
	assert_int_equal(run.findings.counts[SEVERITY_OFF], 0);
	assert_string_equal(run.findings.first->next->next->message, "d");
	/* The list still takes more. */
	finding_add(&run.findings, RULE_SYNTAX, span_make(1, 0, 1), "f");
	assert_string_equal(run.findings.first->next->next->next->message, "f");
	run_close(&run);
}

static void patterns_match_paths_and_names(void **state)
{
	static const struct {
		const char *path;
		bool excluded;
	} cases[] = {
		{ "web.bak", true },         { "a/b/web.bak", true }, { "./web.bak", true },  { "web.cfg", false },
		{ "templates/web.cfg", true }, { "./templates/a/web.cfg", true }, { "templates", false },
		{ "a/templates/web.cfg", false }, { "old", true }, { "a/old", true }, { "old/web.cfg", false },
		{ "/old", true }, { "vm1.cfg", true }, { "vm10.cfg", false }, { "", false },
	};
	struct policy p;
	struct run run;

	(void)state;
	read_policy(&run, TEXT("exclude = ( \"*.bak\", \"templates/*\", \"old\", \"vm[0-9].cfg\" );"), &p);
	for (size_t i = 0; i < COUNT(cases); i++)
		if (policy_excludes(&p, cases[i].path) != cases[i].excluded)
			fail_msg("%s", cases[i].path);
	run_close(&run);
}

static void touch(const char *path)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fclose(f), 0);
}

static void expect_found(const char *config, const char *folder, const char *wanted)
{
	struct arena arena = { 0 };
	const char *path = "";

	assert_int_equal(policy_find(&arena, config, folder, &path), 0);
	if (!path || strcmp(path, wanted) != 0)
		fail_msg("%s, not %s", path ? path : "none", wanted);
	arena_free(&arena);
}

static void run_command(const char *format, const char *argument)
{
	char command[512];

	snprintf(command, sizeof(command), format, argument);
	assert_int_equal(system(command), 0);
}

/* From the last place to the first, each preferred to those before. */
static void the_nearest_policy_is_found(void **state)
{
	char top[128], own[256], above[256];
	int here = open(".", O_RDONLY | O_DIRECTORY);

	(void)state;
	snprintf(top, sizeof(top), "%s/test_policy.XXXXXX", P_tmpdir);
	assert_non_null(mkdtemp(top));
	assert_int_equal(chdir(top), 0);
	snprintf(own, sizeof(own), "%s/home/.config/xencfg/xencfg.conf", top);
	run_command("mkdir -p %s a/b xdg/xencfg", "home/.config/xencfg");
	unsetenv("XENCFG_CONFIG");
	setenv("XDG_CONFIG_HOME", "xdg", 1); /* relative: not heeded */
	snprintf(above, sizeof(above), "%s/home", top);
	setenv("HOME", above, 1);
	snprintf(above, sizeof(above), "%s/.xencfg.conf", top);

	touch("xdg/xencfg/xencfg.conf");
	touch(own);
	expect_found(NULL, ".", own);
	snprintf(own, sizeof(own), "%s/xdg", top);
	setenv("XDG_CONFIG_HOME", own, 1);
	snprintf(own, sizeof(own), "%s/xdg/xencfg/xencfg.conf", top);
	expect_found(NULL, "a/b", own);
	run_command("mkdir %s", "a/.xencfg.conf"); /* a folder is no policy */
	expect_found(NULL, "a/b", own);

	touch(".xencfg.conf");
	touch("a/web.cfg");
	expect_found(NULL, ".", ".xencfg.conf");
	expect_found(NULL, NULL, ".xencfg.conf");
	expect_found(NULL, "a/b", ".xencfg.conf");
	expect_found("", "a/web.cfg", ".xencfg.conf");
	expect_found(NULL, "is/not/there", ".xencfg.conf");
	touch("a/b/.xencfg.conf");
	expect_found(NULL, "a/b", "a/b/.xencfg.conf");
	expect_found(NULL, "a", ".xencfg.conf");
	assert_int_equal(chdir("a/b"), 0);
	expect_found(NULL, "..", above);
	expect_found(NULL, "../b", ".xencfg.conf");

	setenv("XENCFG_CONFIG", "named", 1);
	expect_found(NULL, "a/b", "named");
	expect_found("given", "a/b", "given");
	setenv("XENCFG_CONFIG", "", 1);
	expect_found(NULL, ".", ".xencfg.conf");
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(remove(above), 0);
	expect_found(NULL, "/", own);
	run_command("rm -r %s", top);
	assert_int_equal(fchdir(here), 0);
	close(here);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_setting_is_read),
		cmocka_unit_test(an_empty_policy_says_nothing),
		cmocka_unit_test(what_is_wrong_is_told_with_its_place),
		cmocka_unit_test(what_is_no_text_is_refused),
		cmocka_unit_test(deep_nesting_is_a_finding),
		cmocka_unit_test(damaged_policies_are_read_to_the_end),
		cmocka_unit_test(severities_are_applied),
		cmocka_unit_test(patterns_match_paths_and_names),
		cmocka_unit_test(the_nearest_policy_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
