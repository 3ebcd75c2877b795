/*
 * test_description_wrong.c - what is wrong in a HOST.json: the rule, the place, the words, the suggestion.
 */
#include "harness.h"
#include <xencfg/description.h>

struct reading {
	struct run run;
	struct host *host;
	int result;
};

static void read_text(struct reading *r, const char *text)
{
	static const struct description_options options = { NULL, NULL };
	uint32_t file;

	run_open(&r->run);
	file = run_source(&r->run, "host.json", text_of(text));
	r->result = description_read(&r->run.arena, &r->run.sources, file, &options, &r->run.findings, &r->host);
}

/* One description with one thing wrong, and what is said of it. */
struct wrong {
	const char *members; /* behind "xen": "4.17" */
	enum rule rule;
	enum severity severity;
	const char *marked, *message, *help; /* the last two in part; NULL: no help */
};

static void expect_wrong(const char *xen, const struct wrong *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct finding *f;
		struct sb text = { 0 };
		struct reading r;

		sb_printf(&text, "{ \"xen\": \"%s\", %s }", xen, cases[i].members);
		sb_byte(&text, '\0');
		read_text(&r, text.s);
		f = r.run.findings.first;
		if (r.result || !r.host || r.run.findings.n != 1)
			fail_msg("%s: %d, %zu findings", cases[i].members, r.result, r.run.findings.n);
		if (f->rule != cases[i].rule || f->severity != cases[i].severity || !strstr(f->message, cases[i].message))
			fail_msg("%s: %s %s: %s", cases[i].members, severity_name(f->severity), rule_infos[f->rule].code, f->message);
		expect_span(cases[i].members, &r.run, f->at, cases[i].marked);
		if (cases[i].help ? !f->help || !strstr(f->help, cases[i].help) : f->help != NULL)
			fail_msg("%s: %s", cases[i].members, f->help ? f->help : "no help");
		if (f->fix)
			expect_span("fix", &r.run, f->fix_at, cases[i].marked);
		run_close(&r.run);
		sb_free(&text);
	}
}

static void types_are_checked(void **state)
{
	static const struct wrong cases[] = {
		{ "\"host\": []", RULE_WRONG_TYPE, SEVERITY_ERROR, "[", "an object, not an array", NULL },
		{ "\"host\": { \"name\": 1 }", RULE_WRONG_TYPE, SEVERITY_ERROR, "1", "\"name\" takes a string, not a number", NULL },
		{ "\"host\": { \"name\": null }", RULE_WRONG_TYPE, SEVERITY_ERROR, "null", "a string, not null", NULL },
		{ "\"host\": { \"oui\": \"local\" }", RULE_WRONG_TYPE, SEVERITY_ERROR, "\"local\"", "an array of OUIs", NULL },
		{ "\"host\": { \"oui\": [3] }", RULE_WRONG_TYPE, SEVERITY_ERROR, "3", "a string belongs here, not a number", NULL },
		{ "\"host\": { \"options\": 1 }", RULE_WRONG_TYPE, SEVERITY_ERROR, "1", "an object", NULL },
		{ "\"bridges\": {}", RULE_WRONG_TYPE, SEVERITY_ERROR, "{", "an array of bridges, not an object", NULL },
		{ "\"bridges\": [\"lan\"]", RULE_WRONG_TYPE, SEVERITY_ERROR, "\"lan\"", "an object belongs here, not a string", NULL },
		{ "\"bridges\": [{ \"name\": \"a\", \"mtu\": \"1500\" }]", RULE_WRONG_TYPE, SEVERITY_ERROR, "\"1500\"", "an integer", NULL },
		{ "\"bridges\": [{ \"name\": \"a\", \"mtu\": 67 }]", RULE_WRONG_TYPE, SEVERITY_ERROR, "67", "68", NULL },
		{ "\"bridges\": [{ \"name\": \"a\", \"vlan\": 4095 }]", RULE_WRONG_TYPE, SEVERITY_ERROR, "4095", "4094", NULL },
		{ "\"bridges\": [{ \"name\": \"a\", \"vlan\": 1.5 }]", RULE_WRONG_TYPE, SEVERITY_ERROR, "1.5", "an integer", NULL },
		{ "\"bridges\": [{ \"name\": \"a\", \"vlan\": 99999999999999999999 }]", RULE_WRONG_TYPE, SEVERITY_ERROR,
		  "99999999999999999999", "", NULL },
		{ "\"bridges\": [{ \"name\": \"a\", \"stp\": \"yes\" }]", RULE_WRONG_TYPE, SEVERITY_ERROR, "\"yes\"", "true or false", NULL },
		{ "\"bridges\": [{ \"name\": \"a\", \"stp\": 1 }]", RULE_WRONG_TYPE, SEVERITY_ERROR, "1", "true or false", NULL },
		{ "\"bridges\": [{ \"name\": \"a\", \"subnets\": \"10.0.0.0/8\" }]", RULE_WRONG_TYPE, SEVERITY_ERROR,
		  "\"10.0.0.0/8\"", "an array", NULL },
		{ "\"bridges\": [{ \"name\": \"a\", \"gateway\": [\"10.0.0.1\"] }]", RULE_WRONG_TYPE, SEVERITY_ERROR, "[", "a string", NULL },
		{ "\"guests\": \"a\"", RULE_WRONG_TYPE, SEVERITY_ERROR, "\"a\"", "an array of guests", NULL },
		{ "\"guests\": [{ \"name\": \"a\", \"vif\": \"bridge=lan\" }]", RULE_WRONG_TYPE, SEVERITY_ERROR, "\"bridge=lan\"",
		  "an array of vifs", NULL },
		{ "\"guests\": [{ \"name\": \"a\", \"vif\": [\"bridge=lan\"] }]", RULE_WRONG_TYPE, SEVERITY_ERROR, "\"bridge=lan\"",
		  "an object", NULL },
		{ "\"guests\": [{ \"name\": \"a\", \"disk\": \"phy:/x,xvda,w\" }]", RULE_WRONG_TYPE, SEVERITY_ERROR,
		  "\"phy:/x,xvda,w\"", "an array", NULL },
		{ "\"guests\": [{ \"name\": \"a\", \"disk\": [true] }]", RULE_WRONG_TYPE, SEVERITY_ERROR, "true", "a string", NULL },
		{ "\"guests\": [{ \"name\": \"a\", \"memory\": true }]", RULE_WRONG_TYPE, SEVERITY_ERROR, "true", "an integer", NULL },
		{ "\"guests\": [{ \"name\": \"a\", \"memory\": {} }]", RULE_WRONG_TYPE, SEVERITY_ERROR, "{", "an integer", NULL },
		{ "\"guests\": [{ \"name\": \"a\", \"memory\": 99999999999999999999 }]", RULE_WRONG_TYPE, SEVERITY_ERROR,
		  "99999999999999999999", "no Xen can hold", NULL },
		{ "\"guests\": [{ \"name\": \"a\", \"vnuma\": [[[[[]]]]] }]", RULE_WRONG_TYPE, SEVERITY_ERROR, "[", "", NULL },
		{ "\"ignore\": {}", RULE_WRONG_TYPE, SEVERITY_ERROR, "{", "an array", NULL },
		{ "\"ignore\": [\"XC104\"]", RULE_WRONG_TYPE, SEVERITY_ERROR, "\"XC104\"", "an object", NULL },
		{ "\"toolstack\": 1", RULE_WRONG_TYPE, SEVERITY_ERROR, "1", "a string", NULL },
	};

	(void)state;
	expect_wrong("4.17", cases, COUNT(cases));
}

static void other_problems_of_form_are_named(void **state)
{
	static const struct wrong cases[] = {
		/* What nothing reads, with what was meant. */
		{ "\"hots\": {}", RULE_UNKNOWN_KEY, SEVERITY_ERROR, "\"hots\"", "\"hots\"", "\"host\"" },
		{ "\"domains\": []", RULE_UNKNOWN_KEY, SEVERITY_ERROR, "\"domains\"", "\"domains\"", NULL },
		{ "\"host\": { \"nmae\": \"a\" }", RULE_UNKNOWN_KEY, SEVERITY_ERROR, "\"nmae\"", "nmae", "\"name\"" },
		{ "\"bridges\": [{ \"name\": \"a\", \"netdv\": \"eth0\" }]", RULE_UNKNOWN_KEY, SEVERITY_ERROR, "\"netdv\"", "netdv",
		  "\"netdev\"" },
		{ "\"guests\": [{ \"name\": \"a\", \"memroy\": 1 }]", RULE_UNKNOWN_KEY, SEVERITY_ERROR, "\"memroy\"", "memroy", "\"memory\"" },
		{ "\"guests\": [{ \"name\": \"a\", \"autstart\": true }]", RULE_UNKNOWN_KEY, SEVERITY_ERROR, "\"autstart\"", "autstart",
		  "\"autostart\"" },
		{ "\"guests\": [{ \"name\": \"a\", \"vif\": [{ \"brigde\": \"lan\" }] }]", RULE_UNKNOWN_KEY, SEVERITY_ERROR, "\"brigde\"",
		  "brigde", "\"bridge\"" },
		{ "\"defaults\": { \"vcpu\": 1 }", RULE_UNKNOWN_KEY, SEVERITY_ERROR, "\"vcpu\"", "vcpu", "\"vcpus\"" },
		{ "\"defaults\": { \"name\": \"a\" }", RULE_UNKNOWN_KEY, SEVERITY_ERROR, "\"name\"", "cannot be a default", NULL },
		{ "\"defaults\": { \"vif\": [] }", RULE_UNKNOWN_KEY, SEVERITY_ERROR, "\"vif\"", "cannot be a default", NULL },
		{ "\"host\": { \"options\": { \"autoballon\": 1 } }", RULE_UNKNOWN_KEY, SEVERITY_ERROR, "\"autoballon\"", "autoballon",
		  "\"autoballoon\"" },
		{ "\"ignore\": [{ \"rule\": \"XC104\", \"why\": \"\" }]", RULE_UNKNOWN_KEY, SEVERITY_ERROR, "\"why\"", "why", NULL },
		{ "\"ignore\": [{ \"rule\": \"XC999\" }]", RULE_UNKNOWN_KEY, SEVERITY_ERROR, "\"XC999\"", "XC999", NULL },
		/* What is missing, what stands twice, what no file can hold. */
		{ "\"bridges\": [{ \"netdev\": \"eth0\" }]", RULE_MISSING_KEY, SEVERITY_ERROR, "{", "\"name\" is missing", NULL },
		{ "\"ignore\": [{ \"reason\": \"r\" }]", RULE_MISSING_KEY, SEVERITY_ERROR, "{", "\"rule\" is missing", NULL },
		{ "\"host\": { \"name\": \"a\", \"name\": \"b\" }", RULE_DUPLICATE_KEY, SEVERITY_ERROR, "\"name\"", "twice", NULL },
		{ "\"host\": { \"name\": \"a\\nb\" }", RULE_SYNTAX, SEVERITY_ERROR, "\"a\\nb\"", "line break", NULL },
		{ "\"host\": { \"name\": \"a\\tb\" }", RULE_SYNTAX, SEVERITY_ERROR, "\"a\\tb\"", "a tab", NULL },
		{ "\"defaults\": { \"extra\": \"\\u001b\" }", RULE_SYNTAX, SEVERITY_ERROR, "\"\\u001b\"", "control character", NULL },
		{ "\"host\": { \"oui\": [\"00:16\"] }", RULE_MAC_MALFORMED, SEVERITY_ERROR, "\"00:16\"", "no OUI", NULL },
		/* What this release does not read. */
		{ "\"defaults\": { \"pvh\": true }", RULE_WRONG_RELEASE, SEVERITY_WARNING, "\"pvh\"", "xl from 4.4 to 4.8", "left out" },
		{ "\"guests\": [{ \"name\": \"a\", \"vif\": [{ \"vlan\": \"10\" }] }]", RULE_WRONG_RELEASE, SEVERITY_WARNING, "\"vlan\"",
		  "xl from 4.19 on", "left out" },
		{ "\"guests\": [{ \"name\": \"a\", \"hostname\": \"a\" }]", RULE_IP_AUTOCONF_IGNORED, SEVERITY_WARNING, "\"hostname\"",
		  "does not read \"hostname\"", "left out" },
		{ "\"toolstack\": \"xend\"", RULE_WRONG_RELEASE, SEVERITY_ERROR, "\"xend\"", "removed in 4.5", NULL },
		{ "\"toolstack\": \"xm\"", RULE_WRONG_RELEASE, SEVERITY_ERROR, "\"xm\"", "xend or xl", NULL },
	};
	static const struct wrong xend[] = {
		{ "\"bridges\": [{ \"name\": \"lan\" }]", RULE_MISSING_KEY, SEVERITY_ERROR, "{", "\"netdev\"", NULL },
		{ "\"toolstack\": \"xl\"", RULE_WRONG_RELEASE, SEVERITY_ERROR, "\"xl\"", "came with 4.1", NULL },
		{ "\"host\": { \"options\": { \"network-script\": \"x\" } }", RULE_DUPLICATE_KEY, SEVERITY_ERROR, "\"network-script\"",
		  "\"network_script\"", NULL },
		/* xm refuses a vif with a key that it does not know (xm/create.py). */
		{ "\"guests\": [{ \"name\": \"a\", \"vif\": [{ \"mtu\": 1500 }] }]", RULE_WRONG_RELEASE, SEVERITY_ERROR, "\"mtu\"",
		  "xl from 4.15 on", "left out" },
	};

	(void)state;
	expect_wrong("4.17", cases, COUNT(cases));
	expect_wrong("3.2", xend, COUNT(xend));
}

static void fixes_replace_the_key(void **state)
{
	struct reading r;

	(void)state;
	read_text(&r, "{ \"xen\": \"4.17\", \"bridegs\": [] }");
	assert_string_equal(r.run.findings.first->fix, "\"bridges\"");
	expect_span("fix", &r.run, r.run.findings.first->fix_at, "\"bridegs\"");
	run_close(&r.run);
	read_text(&r, "{ \"xen\": 4.10 }");
	assert_int_equal(r.run.findings.first->rule, RULE_WRONG_TYPE);
	assert_string_equal(r.run.findings.first->fix, "\"4.10\"");
	expect_span("fix", &r.run, r.run.findings.first->fix_at, "4.10");
	run_close(&r.run);
}

static void one_run_shows_all(void **state)
{
	struct reading r;

	(void)state;
	read_text(&r, "{ \"xne\": 1, \"host\": 1, \"bridges\": [{}, 2], \"guests\": [{ \"vif\": [{ \"mtu\": [] }, 1], \"x y\": 1 }] }");
	assert_int_equal(r.result, 0);
	assert_non_null(r.host);
	/* xne and "xen" missing, host, the two bridges, the two vifs, "x y". */
	assert_int_equal(r.run.findings.n, 8);
	run_close(&r.run);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_are_checked),
		cmocka_unit_test(other_problems_of_form_are_named),
		cmocka_unit_test(fixes_replace_the_key),
		cmocka_unit_test(one_run_shows_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
