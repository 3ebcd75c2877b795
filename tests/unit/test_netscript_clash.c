/*
 * test_netscript_clash.c - calls of network-bridge in one script that get in each other's way, by release.
 */
#include "harness.h"

#include <xencfg/netscript.h>

#define BASH "#!/bin/bash\n"
#define NB "network-bridge $1 "
#define START "network-bridge start "
#define EACH_RELEASE                                         \
	{                                                    \
		"3.0", "3.1", "3.2", "4.0", "4.1", "4.4", "" \
	}

/* "LINE:bytes" */
static void list_place(struct run *run, struct sb *b, struct span at)
{
	struct place p;

	assert_int_equal(span_place(&run->sources, at, &p), 0);
	sb_printf(b, " %u:%.*s", p.line, (int)(at.end - at.begin),
	          sources_get(&run->sources, at.file)->text.s + at.begin);
}

/* "CODE severity where, and where first" for each finding. */
static void list_findings(struct run *run, struct sb *b, const struct findings *out)
{
	struct finding **sorted = findings_sorted(out, &run->sources);

	for (size_t i = 0; i < out->n; i++) {
		sb_printf(b, "%s %s", rule_infos[sorted[i]->rule].code, severity_name(sorted[i]->severity));
		list_place(run, b, sorted[i]->at);
		assert_non_null(sorted[i]->labels);
		assert_non_null(sorted[i]->help);
		for (const struct label *label = sorted[i]->labels; label; label = label->next)
			list_place(run, b, label->at);
		sb_byte(b, '\n');
	}
}

static void check_script(struct run *run, const char *release, const char *text, struct findings *out)
{
	uint32_t file = run_source(run, "my-network-bridge", text_of(arena_printf(&run->arena, "%s%s", BASH, text)));
	struct netscript *script;

	findings_init(out, &run->arena);
	assert_int_equal(netscript_read(&run->arena, &run->sources, file, &run->findings, &script), 0);
	assert_int_equal(netscript_check_clashes(&run->arena, script, release_find(text_of(release)), out), 0);
}

static void expect_findings(const char *release, const char *text, const char *wanted)
{
	struct findings out;
	struct sb list = { 0 };
	struct run run;

	run_open(&run);
	check_script(&run, release, text, &out);
	list_findings(&run, &list, &out);
	if (!text_is(sb_view(&list), wanted))
		fail_msg("Xen %s:\n%sgave\n%.*snot\n%s", release, text, TEXT_ARG(sb_view(&list)), wanted);
	sb_free(&list);
	run_close(&run);
}

/* No release finds anything; 4.1 and 4.4 may find that a second call does nothing. */
static const char *const right[] = {
	"",
	NB "\n",
	/* The other wrapper may be called twice: it is somebody else's. */
	"my-network-bridge $1 netdev=eth0\nmy-network-bridge $1 netdev=eth0\n",
	/* The founding document's. */
	"dir=$(dirname \"$0\")\n"
	"\"$dir/network-bridge\" \"$@\" vifnum=0 netdev=eth0   bridge=lan\n"
	"\"$dir/network-bridge\" \"$@\" vifnum=1 netdev=eth1   bridge=wan\n"
	"\"$dir/network-bridge\" \"$@\" vifnum=2 netdev=dummy0 bridge=dmz\n# EOF\n",
	/* What only a running shell can tell. */
	NB "vifnum=$X netdev=$X bridge=$X\n" NB "vifnum=$X netdev=$X bridge=$X\n",
	NB "vifnum=0 netdev=eth0 bridge=lan $MORE\n" NB "vifnum=0 netdev=eth0 bridge=lan $MORE\n",
	NB "vifnum=0 netdev=eth0 bridge=lan $MORE\n" NB "vifnum=0 netdev=eth0 bridge=lan\n",
	"for i in 0 1; do\n" NB "vifnum=$i netdev=eth$i bridge=lan$i\ndone\n",
	"for i in $(cat n); do " NB "vifnum=0 netdev=eth0 bridge=lan; done\n",
	/* What does not run together, or only when the other has failed. */
	"case $1 in start) " START "vifnum=0 netdev=eth0 bridge=lan;;\n"
	"restart) " START "vifnum=0 netdev=eth0 bridge=lan;; esac\n",
	"if x; then\n" NB "vifnum=0 netdev=eth0 bridge=lan\nelse\n" NB "vifnum=0 netdev=eth0 bridge=lan\nfi\n",
	"if x; then " NB "vifnum=0 netdev=eth1 bridge=lan; exit; fi\n" NB "vifnum=0 netdev=eth0 bridge=lan\n",
	"[ -e /sys/class/net/bond0 ] && exec " NB "vifnum=0 netdev=bond0 bridge=lan\n"
	"exec " NB "vifnum=0 netdev=eth0 bridge=lan\n",
	NB "vifnum=0 netdev=eth0 bridge=lan || " NB "vifnum=0 netdev=eth1 bridge=lan\n",
	NB "vifnum=0 netdev=eth0 bridge=lan\n[ -e /sys/class/net/lan ] || " NB "vifnum=0 netdev=eth1 bridge=lan\n",
	NB "vifnum=0 netdev=eth0 bridge=lan\nif ! x; then " NB "vifnum=0 netdev=eth0 bridge=lan; fi\n",
	/* A function is one call, however often it runs; two of them may never run both. */
	"f() { " NB "vifnum=0 netdev=eth0 bridge=lan; }\nf; f\n",
	"f() { " NB "vifnum=0 netdev=eth0 bridge=lan; }\ng() { " NB "vifnum=0 netdev=eth0 bridge=lan; }\n",
	/* What does not start the network. */
	"network-bridge stop vifnum=0 netdev=eth0 bridge=lan\nnetwork-bridge start vifnum=0 netdev=eth0 bridge=lan\n",
	START "netdev=eth0\nnetwork-bridge stop netdev=eth0\n" START "netdev=eth0\n",
	"case $1 in stop|down) " NB "netdev=eth0 bridge=lan; " NB "netdev=eth0 bridge=lan;; esac\n",
	"case $1 in status) " NB "netdev=eth0; " NB "netdev=eth0;; esac\n",
	NB "vifnum=0 netdev=eth0 bridge=null\n" NB "vifnum=0 netdev=eth0 bridge=lan\n" NB "vifnum=0 bridge=null\n",
	"network-bridge netdev=eth0 bridge=lan\nnetwork-bridge netdev=eth0 bridge=lan\n",
};

static bool says_noop(const char *release)
{
	return strcmp(release, "4.1") == 0 || strcmp(release, "4.4") == 0;
}

static void is_silent(void **state)
{
	static const char *const each[] = EACH_RELEASE;

	(void)state;
	for (size_t i = 0; i < COUNT(right); i++)
		for (size_t k = 0; k < COUNT(each); k++) {
			struct findings out;
			struct run run;

			run_open(&run);
			check_script(&run, each[k], right[i], &out);
			for (const struct finding *f = out.first; f; f = f->next)
				if (f->rule != RULE_NETSCRIPT_NOOP || !says_noop(each[k]))
					fail_msg("Xen %s:\n%s: %s", each[k], right[i], f->message);
			run_close(&run);
		}
}

struct script {
	const char *release, *text, *found;
};

static const struct script vifnums[] = {
	{ "3.0", NB "vifnum=0 netdev=eth0 bridge=a\n" NB "bridge=b netdev=eth1 vifnum='0'\n",
	  "XC703 warning 3:0 2:0\n" },
	{ "3.1",
	  NB "vifnum=1 netdev=eth0 bridge=a\n" NB "vifnum=2 netdev=eth1 bridge=b\n" NB
	     "vifnum=1 netdev=eth2 bridge=c\n" NB "vifnum=1 netdev=eth3 bridge=d\n",
	  "XC703 warning 4:1 2:1\nXC703 warning 5:1 2:1\n" },
	{ "3.2", NB "vifnum=0 netdev=eth0 bridge=a\n" NB "vifnum=0 netdev=eth1 bridge=b\n", "XC703 note 3:0 2:0\n" },
	{ "4.0", NB "vifnum=0 netdev=eth0 bridge=a\n" NB "vifnum=0 netdev=eth1 bridge=b\n", "XC703 note 3:0 2:0\n" },
	{ "", NB "vifnum=0 netdev=eth0 bridge=a\n" NB "vifnum=0 netdev=eth1 bridge=b\n", "XC703 warning 3:0 2:0\n" },
	{ "3.1", NB "vifnum=0 netdev=eth0 bridge=a\n" NB "vifnum=00 netdev=eth1 bridge=b\n", "" },
	/* The last counts. */
	{ "3.1", NB "vifnum=0 vifnum=1 netdev=eth0 bridge=a\n" NB "vifnum=0 netdev=eth1 bridge=b\n", "" },
	/* The default is the same for all, and may be 0 or not. */
	{ "3.1", NB "netdev=eth0 bridge=a\n" NB "vifnum= netdev=eth1 bridge=b\n",
	  "XC703 warning 3:network-bridge 2:network-bridge\n" },
	{ "3.1", NB "netdev=eth0 bridge=a\n" NB "vifnum=0 netdev=eth1 bridge=b\n", "" },
	{ "3.2", NB "netdev=eth0 bridge=a\n" NB "netdev=eth1 bridge=b\n", "" },
	{ "", NB "netdev=eth0 bridge=a\n" NB "netdev=eth1 bridge=b\n", "" },
	{ "4.1",
	  "network_bridge() { :; }\nnetwork_bridge save $1 vifnum=1 netdev=eth0 bridge=a\n"
	  "network_bridge save $1 vifnum=1 netdev=eth1 bridge=b\n",
	  "XC703 note 4:1 3:1\n" },
};

static const struct script clashes[] = {
	{ "3.2", NB "netdev=eth0 bridge=lan\n" NB "netdev=\"eth0\" bridge=wan\n", "XC704 error 3:eth0 2:eth0\n" },
	{ "3.2", NB "netdev=eth0 bridge=lan\n" NB "netdev=eth1 bridge=lan\n", "XC704 error 3:lan 2:lan\n" },
	{ "", NB "netdev=eth0 bridge=lan\n" NB "netdev=eth1 bridge=lan\n", "XC704 error 3:lan 2:lan\n" },
	{ "", "DEV=eth0\n" NB "netdev=$DEV\n" NB "netdev=eth0 bridge=lan\n", "XC704 error 4:eth0 3:$DEV\n" },
	/* One line twice is one mistake; with two others they are two. */
	{ "4.0", NB "netdev=eth0 bridge=lan\n" NB "netdev=eth0 bridge=lan\n", "XC704 error 3:eth0 2:eth0\n" },
	{ "4.0", NB "netdev=eth0 bridge=lan\n" NB "netdev=eth1 bridge=wan\n" NB "netdev=eth0 bridge=wan\n",
	  "XC704 error 4:eth0 2:eth0\nXC704 error 4:wan 3:wan\n" },
	{ "4.0", NB "netdev=eth0 && " NB "netdev=eth0\n", "XC704 error 2:eth0 2:eth0\n" },
	{ "4.0", "case $1 in start|up)\n" NB "netdev=eth0\n" NB "netdev=eth0\nesac\n", "XC704 error 4:eth0 3:eth0\n" },
	{ "4.0", "for i in 0 1; do\n" NB "netdev=eth0\n" NB "netdev=eth0\ndone\n", "XC704 error 4:eth0 3:eth0\n" },
	{ "4.0", "f() {\n" START "netdev=eth0\n" START "netdev=eth0\n}\nf; f\n", "XC704 error 4:eth0 3:eth0\n" },
	{ "4.0", "for i in 0 1; do\n" NB "netdev=eth$i bridge=lan\n" NB "netdev=dummy$i bridge=lan\ndone\n",
	  "XC704 error 4:lan 3:lan\n" },
	/* Two calls without netdev, in whatever release. */
	{ "3.0", NB "bridge=lan\n" NB "bridge=wan\n",
	  "XC703 warning 3:network-bridge 2:network-bridge\nXC704 error 3:network-bridge 2:network-bridge\n" },
	{ "3.2", NB "bridge=lan\n" NB "netdev= bridge=wan\n", "XC704 error 3:network-bridge 2:network-bridge\n" },
	{ "", NB "bridge=lan\n" NB "bridge=wan\n", "XC704 error 3:network-bridge 2:network-bridge\n" },
	{ "3.2", NB "vifnum=0\n" NB "vifnum=1\n", "XC704 error 3:network-bridge 2:network-bridge\n" },
	{ "3.1", NB "vifnum=0\n" NB "vifnum=1\n", "" },
	{ "", NB "vifnum=0\n" NB "vifnum=1\n", "" },
	/* One without: the default route's card may be eth0 or not. */
	{ "3.2", NB "bridge=lan\n" NB "netdev=eth0 bridge=wan\n", "" },
	{ "3.2", NB "netdev=eth0 bridge=wan\n" NB "bridge=lan\n", "" },
	{ "3.1", NB "vifnum=2 netdev=eth1 bridge=wan\n" NB "vifnum=1 bridge=lan\n",
	  "XC704 error 3:network-bridge 2:eth1\n" },
	/* 3.0.2 takes the default route's card all the same. */
	{ "3.0", NB "vifnum=2 netdev=eth1 bridge=wan\n" NB "vifnum=1 bridge=lan\n", "" },
	/* Bridges by default: after the netdev, up to 3.1 after vifnum. */
	{ "3.2", NB "netdev=eth0\n" NB "netdev=eth1 bridge=eth0\n", "XC704 error 3:eth0 2:network-bridge\n" },
	{ "", NB "netdev=eth0\n" NB "netdev=eth1 bridge=eth0\n", "" },
	{ "3.0", NB "vifnum=0 netdev=eth3\n" NB "vifnum=1 netdev=eth1 bridge=xenbr0\n",
	  "XC704 error 3:xenbr0 2:network-bridge\n" },
	{ "3.2", NB "vifnum=0 netdev=eth3\n" NB "vifnum=1 netdev=eth1 bridge=xenbr0\n", "" },
	{ "3.1", NB "netdev=eth0\n" NB "netdev=eth1\n",
	  "XC703 warning 3:network-bridge 2:network-bridge\nXC704 error 3:network-bridge 2:network-bridge\n" },
	{ "3.2", NB "netdev=eth0\n" NB "netdev=eth1\n", "" },
	/* Our own function clashes as well, and takes no default. */
	{ "4.1",
	  "network_bridge() { :; }\nnetwork_bridge $s $1 netdev=eth0 bridge=a\nnetwork_bridge $s $1 netdev=eth0 "
	  "bridge=b\n",
	  "XC704 error 4:eth0 3:eth0\n" },
	{ "4.1", "network_bridge() { :; }\nnetwork_bridge $s $1 bridge=a\nnetwork_bridge $s $1 bridge=b\n", "" },
};

#define TWO NB "netdev=eth0 bridge=lan\n" NB "netdev=eth1 bridge=wan\n"

static const struct script noops[] = {
	{ "4.0", TWO, "" },
	{ "4.1", TWO, "XC706 error 3:network-bridge 2:network-bridge\n" },
	{ "4.4", TWO, "XC706 error 3:network-bridge 2:network-bridge\n" },
	{ "4.5", TWO, "" },
	{ "", TWO, "" },
	{ "4.2", TWO NB "netdev=$X\n",
	  "XC706 error 3:network-bridge 2:network-bridge\nXC706 error 4:network-bridge 2:network-bridge\n" },
	{ "4.2", NB "netdev=eth0\n" NB "netdev=eth1 $MORE\n", "XC706 error 3:network-bridge 2:network-bridge\n" },
	/* Guarded by something else than that the first failed. */
	{ "4.1", NB "netdev=eth0 bridge=lan\nif [ -e /sys/class/net/eth1 ]; then " NB "netdev=eth1 bridge=wan; fi\n",
	  "XC706 error 3:network-bridge 2:network-bridge\n" },
	{ "4.1", NB "netdev=eth0 bridge=lan\nif ! x; then " NB "netdev=eth1 bridge=lan; fi\n", "" },
	{ "4.1", NB "netdev=eth0 bridge=lan || " NB "netdev=eth1 bridge=wan\n", "" },
	{ "4.1", "if x; then " NB "bridge=lan; exit; fi\n" NB "bridge=wan\n", "" },
	{ "4.1", "case $1 in start) " START "bridge=lan;; up) " START "bridge=wan;; esac\n", "" },
	{ "4.1", NB "netdev=eth0 bridge=null\n" NB "netdev=eth1 bridge=wan\n", "" },
	{ "4.1",
	  START "netdev=eth0 bridge=lan\nnetwork-bridge stop netdev=eth0 bridge=lan\n" START "netdev=eth1 bridge=wan\n",
	  "" },
	/* Ours makes each, but Xen's none behind it. */
	{ "4.1",
	  "network_bridge() { :; }\nnetwork_bridge $s $1 netdev=eth0 bridge=a\nnetwork_bridge $s $1 netdev=eth1 "
	  "bridge=b\n",
	  "" },
	{ "4.1", "network_bridge() { :; }\nnetwork_bridge $s $1 netdev=eth0 bridge=a\n" NB "netdev=eth1 bridge=b\n",
	  "XC706 error 4:network-bridge 3:network_bridge\n" },
};

static void finds(const struct script *scripts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect_findings(scripts[i].release, scripts[i].text, scripts[i].found);
}

static void finds_vifnums(void **state)
{
	(void)state;
	finds(vifnums, COUNT(vifnums));
}

static void finds_clashes(void **state)
{
	(void)state;
	finds(clashes, COUNT(clashes));
}

static void finds_noops(void **state)
{
	(void)state;
	finds(noops, COUNT(noops));
}

/* The values, and what is meant where there is none. */
static const struct script messages[] = {
	{ "3.1", NB "vifnum=7 netdev=eth0 bridge=a\n" NB "vifnum=7 netdev=eth1 bridge=b\n", "the vifnum \"7\"" },
	{ "3.1", NB "netdev=eth0 bridge=a\n" NB "netdev=eth1 bridge=b\n", "give no vifnum" },
	{ "3.2", NB "vifnum=7 netdev=eth0 bridge=a\n" NB "vifnum=7 netdev=eth1 bridge=b\n",
	  "Xen 3.2 does not read vifnum" },
	{ "3.2", NB "netdev=eth5 bridge=a\n" NB "netdev=eth5 bridge=b\n", "the netdev \"eth5\"" },
	{ "3.2", NB "bridge=a\n" NB "bridge=b\n", "give no netdev" },
	{ "3.2", NB "netdev=eth1 bridge=eth0\n" NB "netdev=eth0\n", "the bridge \"eth0\", this one by default" },
	{ "3.2", NB "netdev=eth0\n" NB "netdev=eth1 bridge=eth0\n", "first used here, by default" },
	{ "4.3", NB "netdev=eth0\n" NB "netdev=eth1 bridge=wan\n", "Xen 4.3 does not make \"wan\"" },
	{ "4.3", NB "netdev=eth0\n" NB "netdev=$X\n", "Xen 4.3 makes no second bridge" },
};

static void names_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(messages); i++) {
		const struct script *m = &messages[i];
		const struct finding *f;
		struct findings out;
		struct run run;

		run_open(&run);
		check_script(&run, m->release, m->text, &out);
		f = out.first;
		assert_non_null(f);
		if (!strstr(f->message, m->found) && !strstr(f->help, m->found) &&
		    !strstr(f->labels->message, m->found))
			fail_msg("%s: \"%s\" does not say \"%s\"", m->text, f->message, m->found);
		run_close(&run);
	}
}

/* What xend-config.sxp says is one call. */
static void passes_options(void **state)
{
	static const char *const each[] = EACH_RELEASE;

	(void)state;
	for (size_t k = 0; k < COUNT(each); k++) {
		struct netscript *script;
		struct findings out;
		struct run run;
		struct sxp *sxp;

		run_open(&run);
		findings_init(&out, &run.arena);
		assert_int_equal(sxp_read(&run.arena, &run.sources,
		                          run_source(&run, "x.sxp", TEXT("(n 'network-bridge vifnum=1 bridge=b')")),
		                          n_releases, &run.findings, &sxp),
		                 0);
		assert_int_equal(netscript_read_option(&run.arena, sxp->options[0].value, &run.findings, &script), 0);
		assert_int_equal(script->n_calls, 1);
		assert_int_equal(netscript_check_clashes(&run.arena, script, release_find(text_of(each[k])), &out), 0);
		assert_int_equal(out.n, 0);
		run_close(&run);
	}
}

/* Thousands of calls, alike or not, deep or not: quick, or the test does not end. */
static void stays_quick(void **state)
{
	static const char *const pieces[] = {
		NB "netdev=eth0 bridge=lan\n", "x && " NB "netdev=eth0\n", "x && ",       NB "netdev=eth0 && ",
		NB "netdev=eth0 || ",          "{ " NB "netdev=eth0; ",    "if " NB "\n", "x && { " NB "netdev=eth0\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pieces) * COUNT(pieces); i++) {
		struct findings out;
		struct sb b = { 0 };
		struct run run;

		run_open(&run);
		for (size_t k = 0; k < 10000; k++)
			sb_string(&b, pieces[k < 5000 ? i / COUNT(pieces) : i % COUNT(pieces)]);
		sb_byte(&b, '\0');
		assert_int_equal(b.error, 0);
		check_script(&run, "4.1", b.s, &out);
		sb_free(&b);
		run_close(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_silent),   cmocka_unit_test(finds_vifnums), cmocka_unit_test(finds_clashes),
		cmocka_unit_test(finds_noops), cmocka_unit_test(names_values),  cmocka_unit_test(passes_options),
		cmocka_unit_test(stays_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
