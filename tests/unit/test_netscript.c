/*
 * test_netscript.c - scripts that call network-bridge: the calls, what completes them, mistakes with their places.
 */
#include "harness.h"

#include <xencfg/netscript.h>

#define BASH "#!/bin/bash\n"
#define SH "#!/bin/sh\n"

static struct netscript *read_text(struct run *run, struct text text)
{
	struct netscript *script = NULL;
	uint32_t file = run_source(run, "my-network-bridge", text);

	assert_int_equal(netscript_read(&run->arena, &run->sources, file, &run->findings, &script), 0);
	assert_non_null(script);
	return script;
}

/* "CODE severity line:column-line:column" for each finding. */
static void list_findings(struct run *run, struct sb *b)
{
	struct finding **sorted = findings_sorted(&run->findings, &run->sources);

	for (size_t i = 0; i < run->findings.n; i++) {
		struct place p;

		assert_int_equal(span_place(&run->sources, sorted[i]->at, &p), 0);
		sb_printf(b, "%s %s %u:%u-%u:%u\n", rule_infos[sorted[i]->rule].code,
		          severity_name(sorted[i]->severity), p.line, p.column, p.end_line, p.end_column);
	}
}

static const char *const commands[] = { "-", "handed", "literal", "?" };

/* "line handed '$@' flags name=value …": what is not known has a question mark. */
static void list_call(struct run *run, struct sb *b, const struct netscript_call *call)
{
	struct place p;

	assert_int_equal(span_place(&run->sources, call->at, &p), 0);
	sb_printf(b, "%u%s %s %.*s", p.line, call->callee == NETSCRIPT_OWN ? " own" : "", commands[call->command],
	          TEXT_ARG(call->word.text));
	if (call->branch.at.file)
		sb_printf(b, " in %.*s", TEXT_ARG(call->branch.text));
	sb_printf(b, "%s%s%s", call->in_function ? " function" : "", call->in_loop ? " loop" : "",
	          call->open ? " open" : "");
	for (size_t i = 0; i < call->n_arguments; i++)
		sb_printf(b, " %.*s=%.*s%s", TEXT_ARG(call->arguments[i].name.text),
		          TEXT_ARG(call->arguments[i].value.text), call->arguments[i].known ? "" : "?");
	sb_byte(b, '\n');
}

struct script {
	const char *text, *calls;
};

/* Right ones, most after what people published: none has a finding. */
static const struct script scripts[] = {
	/* The founding document's. */
	{ BASH "dir=$(dirname \"$0\")\n"
	       "\"$dir/network-bridge\" \"$@\" vifnum=0 netdev=eth0   bridge=lan\n"
	       "\"$dir/network-bridge\" \"$@\" vifnum=1 netdev=eth1   bridge=wan\n"
	       "\"$dir/network-bridge\" \"$@\" vifnum=2 netdev=dummy0 bridge=dmz\n# EOF\n",
	  "3 handed $@ vifnum=0 netdev=eth0 bridge=lan\n4 handed $@ vifnum=1 netdev=eth1 bridge=wan\n"
	  "5 handed $@ vifnum=2 netdev=dummy0 bridge=dmz\n" },
	/* A case on the command, the script in a variable, under a new name; a call in a comment. */
	{ SH "# don't stop\nset -e\nOP=$1\nshift\nscript=/etc/xen/scripts/network-bridge.xen\ncase ${OP} in\nstart)\n"
	     "\t$script start vifnum=0 bridge=xenbr0 netdev=eth0\n#\t$script start netdev=dummy0\n\t;;\n"
	     "stop|down) $script stop vifnum=0 bridge=xenbr0 netdev=eth0 ;;\n"
	     "*)\n\techo 'Unknown command: ' ${OP}\n\texit 1\nesac\n",
	  "9 literal start in start vifnum=0 bridge=xenbr0 netdev=eth0\n"
	  "12 literal stop in stop|down vifnum=0 bridge=xenbr0 netdev=eth0\n" },
	{ BASH "case \"$1\" in (start) network-bridge start;; stop) network-bridge $1 netdev=eth0;; esac\n",
	  "2 literal start in start\n2 handed $1 in stop netdev=eth0\n" },
	{ BASH "OP=${1:-start}\nnetwork-bridge $OP\nnetwork-bridge ${1} bridge=1b=2 2>&1 >/dev/null | tee x &\n",
	  "3 handed $OP\n4 handed ${1} bridge=1b=2\n" },
	{ SH "for i in 0 1 2; do\n  $XENDIR/network-bridge \"$@\" netdev=eth$i bridge=xenbr${i} vifnum=$i \\\n"
	     "    antispoof=no || exit 1\ndone\n",
	  "3 handed $@ loop netdev=eth$i? bridge=xenbr${i}? vifnum=$i? antispoof=no\n" },
	{ SH "start() {\n  /etc/xen/scripts/network-bridge start netdev=eth0\n}\ncase $1 in\nstart) start;;\nesac\n",
	  "3 literal start function netdev=eth0\n" },
	{ SH "if [ \"$1\" = start ]; then modprobe dummy\n\n network-bridge start netdev=dummy0; fi\n",
	  "4 literal start netdev=dummy0\n" },
	{ SH "[ \"$1\" = start ] || exit 0\nnetwork-bridge start netdev=eth0\n", "3 literal start netdev=eth0\n" },
	{ SH "network-bridge stop netdev=eth0\nnetwork-bridge start netdev=eth0\n",
	  "2 literal stop netdev=eth0\n3 literal start netdev=eth0\n" },
	{ SH "DEV=eth1\nexport BR='lan 1'\nexec network-bridge \"$@\" netdev=$DEV bridge=\"$BR\" antispoof=${AS:-no}\n",
	  "4 handed $@ netdev=eth1 bridge=lan 1 antispoof=${AS:-no}?\n" },
	{ SH "DEV=eth1\nDEV=eth2\nif x; then BR=lan; fi\nread V\nV=1\nnetwork-bridge \"$@\" netdev=$DEV bridge=$BR "
	     "vifnum=$V\n",
	  "7 handed $@ netdev=$DEV? bridge=$BR? vifnum=$V?\n" },
	{ SH "netdev=eth3 bash -x ${dir}/network-bridge $* 'bridge=lan'; . ./network-bridge\n. "
	     "/etc/xen/scripts/network-bridge "
	     "\"$1\"\n",
	  "2 handed $* netdev=eth3 bridge=lan\n2 handed \n3 handed $1\n" },
	{ SH "network-bridge $ARGS\nnetwork-bridge netdev=eth0 $MORE bridge=lan\nnetwork-bridge \"$cmd\" netdev=eth0\n",
	  "2 ? $ARGS open\n3 ? $MORE open netdev=eth0 bridge=lan\n4 ? $cmd open netdev=eth0\n" },
	{ SH "if x; then shift; fi\nnetwork-bridge \"$@\" netdev=eth0\nset -- start\nnetwork-bridge $1\n",
	  "3 ? $@ netdev=eth0\n5 ? $1\n" },
	{ SH "set -- start\nshift\nnetwork-bridge \"$@\"\n", "4 ? $@\n" },
	{ SH "case $1 in stop) exit;; esac\nnetwork-bridge start\n", "3 literal start\n" },
	{ SH "case $1 in start) on=1;; esac\n[ $on ] && network-bridge start\n", "3 literal start\n" },
	{ SH "case $1 in x) $HOOK;; esac\nnetwork-bridge start\n", "3 literal start\n" },
	{ SH "case $1 in start) x=start;; esac\nnetwork-bridge $x\n", "3 ? $x open\n" },
	/* What is no call. */
	{ SH "logger -t xen \"network-bridge $* vifnum=0\"\n[ -x /etc/xen/scripts/network-bridge ] || exit 1\n"
	     "echo network-bridge start netdev= eth1\nmy-network-bridge start\nnetwork-bridge-bonding start x\n"
	     "cat <<EOF >/dev/null; cat <<-'END'\nnetwork-bridge it's\nEOF\n\"network-bridge start\n\tEND\n"
	     "x=\"$(network-bridge\" start)\"\n)\" # network-bridge start\nnetwork_bridge start\n",
	  "" },
	/* Constructs whose end is easily missed. */
	{ BASH "a=(x \"y z\" # it's\n)\n[[ $a =~ ^(x|\"y)\")$ && ! -e /x ]] && ((a < 3))\necho ${a[@]/\"/x\"/} "
	       "$'it\\'s' `echo \\`x\\``\n"
	       "x=$(case y in y) echo \"it's\";; esac) # it's\nawk '{ print \"$1\" }' <<< \"it's\" &> x\n"
	       "y=\"${x:-\"it's\"} $(echo \"a ) b\" 'c)' # it's\n)\"\nfunction f { network-bridge \"$@\"; }\n"
	       "trap '\n  x=\"it is\"\n' ERR\necho it\\'s \\\"\n(network-bridge \"$@\" netdev=a) > >(tee x)\n"
	       "while read x; do { network-bridge \"$@\"; }; done < <(echo \"x\")\nselect z in a; do :; done\n"
	       "for ((i = 0; i < 3; i++)); do f; done\ncase x in *[\\\"\\']*|'y z') ;& *) ;;& z) esac\necho $((1 + "
	       "(2))) $# ${#a}\n"
	       "network-bridge \"$@\" netdev=z\n",
	  "10 handed $@ function\n15 handed $@ netdev=a\n16 handed $@ loop\n21 handed $@ netdev=z\n" },
	/* What xencfg writes for 4.1 to 4.4. */
	{ BASH "network_bridge() (\n\tfor word in \"${@:2}\"; do declare \"$word\"; done\n)\nfor step in $steps; do\n"
	       "\tnetwork_bridge \"$step\" \"$@\" vifnum=0 netdev=eth0 bridge=lan antispoof=yes rename=no\ndone\n",
	  "6 own handed $@ loop open vifnum=0 netdev=eth0 bridge=lan antispoof=yes rename=no\n" },
	{ "#! /usr/bin/env bash\n[[ x ]]\n", "" },
	{ "#!/usr/bin/perl\nnetwork-bridge start \"\n", "" },
};

static void reads_scripts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(scripts); i++) {
		struct netscript *script;
		struct sb calls = { 0 }, findings = { 0 };
		struct run run;

		run_open(&run);
		script = read_text(&run, text_of(scripts[i].text));
		for (size_t k = 0; k < script->n_calls; k++)
			list_call(&run, &calls, &script->calls[k]);
		expect_text(scripts[i].text, sb_view(&calls), scripts[i].calls);
		list_findings(&run, &findings);
		expect_text(scripts[i].text, sb_view(&findings), "");
		sb_free(&calls);
		sb_free(&findings);
		run_close(&run);
	}
}

static void knows_places(void **state)
{
	const struct netscript_call *call;
	struct netscript *script;
	struct run run;

	(void)state;
	run_open(&run);
	script = read_text(
		&run,
		TEXT("#!/bin/sh -e\nX=eth0\n  \"$dir\"/network-bridge \"$@\" netdev=\"eth1\" 'bridge=lan' vif\\num=0 "
	             "antispoof= netdev=$X # x\n"));
	assert_int_equal(script->n_calls, 1);
	call = &script->calls[0];
	expect_text("interpreter", script->interpreter.text, "/bin/sh -e");
	expect_span("interpreter", &run, script->interpreter.at, "#!/bin/sh -e");
	assert_true(script->posix);
	expect_span("call", &run, call->at,
	            "\"$dir\"/network-bridge \"$@\" netdev=\"eth1\" 'bridge=lan' vif\\num=0 antispoof= netdev=$X");
	expect_span("script", &run, call->script_at, "\"$dir\"/network-bridge");
	expect_span("command", &run, call->word.at, "$@");
	expect_span("word", &run, call->arguments[0].at, "netdev=\"eth1\"");
	expect_span("name", &run, call->arguments[0].name.at, "netdev");
	expect_span("value", &run, call->arguments[0].value.at, "eth1");
	expect_span("quoted whole", &run, call->arguments[1].value.at, "lan");
	expect_span("escaped", &run, call->arguments[2].name.at, "vif\\num");
	expect_text("escaped", call->arguments[2].name.text, "vifnum");
	expect_span("empty", &run, call->arguments[3].value.at, "");
	expect_span("variable", &run, netscript_argument(call, "netdev")->value.at, "$X");
	expect_text("variable", netscript_argument(call, "netdev")->value.text, "eth0");
	assert_null(netscript_argument(call, "bridg"));
	run_close(&run);
}

struct mistake {
	const char *text, *found, *says, *fixed;
};

static const struct mistake mistakes[] = {
	{ SH "network-bridge \"$@\" netdev= eth2\n", "XC701 error 2:21-2:33\n", "netdev=eth2",
	  SH "network-bridge \"$@\" netdev=eth2\n" },
	{ SH "case $1 in start)\n network-bridge start vifnum=2 netdev= eth2\nesac\n", "XC701 error 3:32-3:44\n",
	  "netdev=eth2", SH "case $1 in start)\n network-bridge start vifnum=2 netdev=eth2\nesac\n" },
	{ SH "network-bridge \"$@\" eth2 =x -n\n",
	  "XC701 error 2:21-2:25\nXC701 error 2:26-2:28\nXC701 error 2:29-2:31\n", "passes over", NULL },
	{ SH "network-bridge netdev= eth2 \"$@\"\n", "XC701 error 2:16-2:28\n", "for its command",
	  SH "network-bridge netdev=eth2 \"$@\"\n" },
	{ SH "network-bridge restart netdev=eth2\n", "XC701 error 2:16-2:23\n", "for its command", NULL },
	{ SH "network-bridge $1 antispoofing=yes\n", "XC701 warning 2:19-2:31\n", "\"antispoof\"", NULL },
	{ SH "network-bridge $1 'netdv=eth0' brigde=x foo=1\n",
	  "XC701 warning 2:20-2:25\nXC701 warning 2:32-2:38\nXC701 warning 2:41-2:44\n", "\"netdev\"", NULL },
	{ SH "network-bridge netdev=eth0\n", "XC702 error 2:1-2:15\n", "no command",
	  SH "network-bridge \"$@\" netdev=eth0\n" },
	{ SH "if x; then \"$dir/network-bridge\"; fi\n", "XC702 error 2:12-2:33\n", "no command",
	  SH "if x; then \"$dir/network-bridge\" \"$@\"; fi\n" },
	{ SH "shift; network-bridge netdev=eth0\n", "XC702 error 2:8-2:22\n", "$command", NULL },
	{ SH "shift\nnetwork-bridge \"$@\" netdev=eth0\n", "XC702 error 3:1-3:15\n", "$command", NULL },
	{ SH "case $1 in\nstart) modprobe dummy ;;\nesac\nnetwork-bridge start\n", "XC702 error 5:16-5:21\n",
	  "whatever", NULL },
	{ SH "command=start\nnetwork-bridge \"$command\" bridge=lan\n", "XC702 error 3:17-3:25\n", "whatever", NULL },
	{ SH "/etc/xen/scripts/network-bridge start vifnum=0 bridge=xenbr0 netdev=bond0 $*\n"
	     "/etc/xen/scripts/network-bridge start vifnum=1 bridge=xenbr1 netdev=bond1 $*\n",
	  "XC702 error 2:33-2:38\nXC702 error 3:33-3:38\n", "whatever", NULL },
	{ SH "OP=$1\necho $OP\nfor i in 0 1; do network-bridge start vifnum=$i; done\n", "XC702 error 4:33-4:38\n",
	  "\"$@\"", NULL },
	{ "\n\n" SH "network-bridge start\n", "XC705 error 3:1-3:10\nXC702 error 4:16-4:21\n", "first two bytes",
	  SH "network-bridge start\n" },
	{ "# my bridges\n" BASH "network-bridge $1\n", "XC705 error 2:1-2:12\n", "to the top", NULL },
	{ " " SH "network-bridge $1\n", "XC705 error 1:2-1:11\n", "first two", SH "network-bridge $1\n" },
	{ "network-bridge start\n" SH, "XC705 error 1:1-1:21\n", "no #!", NULL },
	{ "", "XC705 error 1:1-1:1\n", "no #!", NULL },
	/* One quote is missing, and the rest is read all the same. */
	{ BASH "\"$dir/network-bridge\" \"$@ netdev=eth0\n\"$dir/network-bridge\" \"$@\" netdv=eth1\n",
	  "XC705 error 2:23-2:24\nXC701 warning 3:28-3:33\n", "no end", NULL },
	{ BASH "echo it's\nnetwork-bridge netdev=eth0\n", "XC705 error 2:8-2:9\nXC702 error 3:1-3:15\n", "no end",
	  NULL },
	{ BASH "network-bridge \"$@\" foo=1 bridge='lan\n", "XC701 warning 2:21-2:24\nXC705 error 2:34-2:35\n",
	  "\"foo\"", NULL },
	{ BASH "network-bridge \"start netdev=eth0\n", "XC705 error 2:16-2:17\n", "no end", NULL },
	{ BASH "x=`date\ny=1\n", "XC705 error 2:3-2:4\n", "backquotes", NULL },
	{ BASH "x=$(echo \"a)\n", "XC705 error 2:10-2:11\n", "quoted", NULL },
	{ BASH "x=$(date\n", "XC705 error 2:3-2:5\n", "expansion", NULL },
	{ SH
	  "if [[ $a ]]; then ((a++)); fi\nfunction f { :; }\na=(1 2)\nb+=x\nsource x\n[ $a == 1 ] && cat <<< $a &> x\n"
	  "echo ${a:0:1} ${a//x/y} ${a[1]} ${!b} $'x' <(x)\ndeclare c\n",
	  "XC705 warning 2:4-2:6\nXC705 warning 2:19-2:21\nXC705 warning 3:1-3:9\nXC705 warning 4:1-4:4\n"
	  "XC705 warning 5:1-5:4\nXC705 warning 6:1-6:7\nXC705 warning 7:6-7:8\nXC705 warning 7:20-7:23\n"
	  "XC705 warning 7:27-7:29\nXC705 warning 8:6-8:14\nXC705 warning 8:15-8:24\nXC705 warning 8:25-8:32\n"
	  "XC705 warning 8:33-8:38\nXC705 warning 8:39-8:41\nXC705 warning 8:44-8:46\nXC705 warning 9:1-9:8\n",
	  "known to bash", NULL },
	{ "#!/usr/bin/env sh\n[[ x ]]\n", "XC705 warning 2:1-2:3\n", "known to bash", NULL },
	{ SH "a=1 b=${1:-x} c=${d#y} e=$((1 + 2))\n[ x = y ] || local f=1\n. x > y 2>&1\n", "", NULL, NULL },
	{ "#!/bin/bash\r\nnetwork-bridge \"$@\" netdev=eth0\r\n", "XC003 error 1:12-1:13\n", "2 lines",
	  "#!/bin/bash\nnetwork-bridge \"$@\" netdev=eth0\n" },
	{ "\xef\xbb\xbf" BASH "network-bridge netdev=eth0\n", "XC003 error 1:1-1:2\nXC702 error 2:1-2:15\n", "mark",
	  BASH "network-bridge netdev=eth0\n" },
	{ BASH "network_bridge() { :; }\nnetwork_bridge x netdv=eth0\n",
	  "XC701 error 3:16-3:17\nXC701 warning 3:18-3:23\n", "passes over", NULL },
};

static void expect_fix(struct run *run, const struct mistake *m, const struct finding *f)
{
	if ((m->fixed != NULL) != (f->fix_at.file != 0))
		fail_msg("%s: a fix is %s", m->text, m->fixed ? "missing" : "there");
	if (m->fixed)
		expect_text("fix",
		            text_of(arena_printf(&run->arena, "%.*s%s%s", (int)f->fix_at.begin, m->text, f->fix,
		                                 m->text + f->fix_at.end)),
		            m->fixed);
}

static void finds_mistakes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(mistakes); i++) {
		const struct mistake *m = &mistakes[i];
		const struct finding *first;
		struct sb list = { 0 };
		struct run run;

		run_open(&run);
		read_text(&run, text_of(m->text));
		list_findings(&run, &list);
		expect_text(m->text, sb_view(&list), m->found);
		sb_free(&list);
		first = run.findings.n ? findings_sorted(&run.findings, &run.sources)[0] : NULL;
		if (m->says && !strstr(first->message, m->says) && !(first->help && strstr(first->help, m->says)))
			fail_msg("%s: \"%s\" does not say \"%s\"", m->text, first->message, m->says);
		if (first)
			expect_fix(&run, m, first);
		run_close(&run);
	}
}

/* Which of the calls that the script makes run together: a pair of letters for each two that do. */
static const struct script pairs[] = {
	{ "network-bridge $1 vifnum=a; network-bridge $1 vifnum=b\n", "ab" },
	{ "network-bridge $1 vifnum=a && network-bridge $1 vifnum=b && network-bridge $1 vifnum=c\n", "ab ac bc" },
	{ "network-bridge $1 vifnum=a || network-bridge $1 vifnum=b\nnetwork-bridge $1 vifnum=c\n", "ac bc" },
	{ "x && network-bridge $1 vifnum=a || network-bridge $1 vifnum=b\n", "" },
	{ "x && network-bridge $1 vifnum=a\ny && network-bridge $1 vifnum=b\n", "" },
	{ "case $1 in start) network-bridge start vifnum=a\nnetwork-bridge start vifnum=b;;\n"
	  "stop) network-bridge stop vifnum=c;; esac; network-bridge $1 vifnum=d\n",
	  "ab ad bd cd" },
	{ "if x; then network-bridge $1 vifnum=a; elif y; then network-bridge $1 vifnum=b; else network-bridge $1 "
	  "vifnum=c; fi\n",
	  "" },
	{ "if network-bridge $1 vifnum=a; then network-bridge $1 vifnum=b; fi\n", "ab" },
	{ "x && { network-bridge $1 vifnum=a; y || (network-bridge $1 vifnum=b); network-bridge $1 vifnum=c; }\n",
	  "ab ac bc" },
	{ "f() { network-bridge $1 vifnum=a; network-bridge $1 vifnum=b; }\ng() { network-bridge $1 vifnum=c; }\n",
	  "ab" },
	{ "for i in 1; do network-bridge $1 vifnum=a; done; while x; do network-bridge $1 vifnum=b; done\n", "" },
};

static void knows_which_calls_run_together(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct netscript *script;
		struct sb b = { 0 };
		struct run run;

		run_open(&run);
		script = read_text(&run, text_of(arena_printf(&run.arena, "%s%s", BASH, pairs[i].text)));
		for (size_t k = 0; k < script->n_calls; k++)
			for (size_t j = k + 1; j < script->n_calls; j++) {
				assert_int_equal(netscript_together(&script->calls[k], &script->calls[j]),
				                 netscript_together(&script->calls[j], &script->calls[k]));
				if (netscript_together(&script->calls[k], &script->calls[j]))
					sb_printf(
						&b, "%s%.*s%.*s", b.n ? " " : "",
						TEXT_ARG(netscript_argument(&script->calls[k], "vifnum")->value.text),
						TEXT_ARG(netscript_argument(&script->calls[j], "vifnum")->value.text));
			}
		expect_text(pairs[i].text, sb_view(&b), pairs[i].calls);
		sb_free(&b);
		run_close(&run);
	}
}

/* What network-bridge takes: "=" sure, "~" likely, "?" not to be told. */
static const struct {
	const char *release, *words, *netdev, *bridge;
} defaults[] = {
	{ "3.0", "", "~eth0", "~xenbr0" },
	{ "3.1", "vifnum=2", "=eth2", "=xenbr2" },
	{ "3.1", "vifnum=$i", "?", "?" },
	{ "3.1", "vifnum=1 netdev=bond0", "=bond0", "=xenbr1" },
	{ "3.2", "", "~eth0", "~eth0" },
	{ "3.2", "vifnum=1", "~eth0", "~eth0" },
	{ "3.2", "netdev=eth1", "=eth1", "=eth1" },
	{ "4.4", "netdev=$DEV", "?", "?" },
	{ "4.4", "netdev=$DEV bridge=lan", "?", "=lan" },
	{ "4.4", "netdev= bridge=", "~eth0", "~eth0" },
	{ "4.4", "netdev=eth0 netdev=eth1", "=eth1", "=eth1" },
	{ "4.0", "netdev=eth0 $MORE", "=eth0", "?" },
	{ "4.0", "bridge=null", "~eth0", "=" },
	{ "", "netdev=eth1", "=eth1", "?" },
	{ "", "bridge=lan", "~eth0", "=lan" },
	{ "", "vifnum=1", "?", "?" },
};

static void expect_name(const char *what, const struct netscript_name *name, const char *wanted)
{
	char s[32];

	snprintf(s, sizeof(s), "%c%.*s", "?~="[name->certainty], TEXT_ARG(name->text));
	assert_int_equal(name->at.file, 1);
	if (strcmp(s, wanted) != 0)
		fail_msg("%s: %s, not %s", what, s, wanted);
}

static void completes_calls(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(defaults); i++) {
		unsigned release = release_find(text_of(defaults[i].release));
		struct netscript_name netdev, bridge;
		struct netscript *script;
		struct run run;

		run_open(&run);
		script = read_text(&run,
		                   text_of(arena_printf(&run.arena, BASH "network-bridge $1 %s\n", defaults[i].words)));
		assert_int_equal(netscript_call_netdev(&script->calls[0], release, &run.arena, &netdev), 0);
		assert_int_equal(netscript_call_bridge(&script->calls[0], release, &run.arena, &bridge), 0);
		expect_name(defaults[i].words, &netdev, defaults[i].netdev);
		expect_name(defaults[i].words, &bridge, defaults[i].bridge);
		run_close(&run);
	}
}

static const struct {
	const char *text, *script, *calls, *found;
} options[] = {
	{ "(n 'network-bridge netdev=eth1 bridge=foo')", "network-bridge", "1 handed  netdev=eth1 bridge=foo\n", "" },
	{ "(n network-bridge)", "network-bridge", "1 handed \n", "" },
	{ "(n 'network-bridge  netdev=eth1 ')", "network-bridge", "1 handed  netdev=eth1\n", "" },
	{ "(n '/etc/xen/scripts/network-bridge netdv=eth1')", "/etc/xen/scripts/network-bridge",
	  "1 handed  netdv=eth1\n", "XC701 warning 1:37-1:42\n" },
	{ "(n\n \"network-bridge netdev= eth2\")", "network-bridge", "2 handed  netdev=\n", "XC701 error 2:18-2:30\n" },
	{ "(n 'network-bridge start')", "network-bridge", "1 handed \n", "" },
	{ "(n 'network-bridge eth2')", "network-bridge", "1 handed \n", "XC701 error 1:20-1:24\n" },
	{ "(n 'network-bridge \\145th2')", "network-bridge", "1 handed \n", "XC701 error 1:4-1:28\n" },
	{ "(n 'network-bridge \"netdev=eth1\"')", "network-bridge", "1 handed  \"netdev=eth1\"\n",
	  "XC701 warning 1:20-1:27\n" },
	{ "(n 'my-network-bridge eth2 foo=1')", "my-network-bridge", "1 handed  foo=1\n", "" },
	{ "(n 'vif-bridge bridge=x')", "vif-bridge", "1 handed  bridge=x\n", "" },
	{ "(n '')", "", "1 handed \n", "" },
	{ "(n (a))", "", "", "" },
};

static void reads_options(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(options); i++) {
		struct netscript *script;
		struct sb b = { 0 }, found = { 0 };
		struct run run;
		struct sxp *sxp;

		run_open(&run);
		assert_int_equal(sxp_read(&run.arena, &run.sources, run_source(&run, "x.sxp", text_of(options[i].text)),
		                          n_releases, &run.findings, &sxp),
		                 0);
		assert_int_equal(netscript_read_option(&run.arena, sxp->options[0].value, &run.findings, &script), 0);
		expect_text("script", script->script.text, options[i].script);
		for (size_t k = 0; k < script->n_calls; k++) {
			list_call(&run, &b, &script->calls[k]);
			assert_int_equal(script->calls[k].callee == NETSCRIPT_NETWORK_BRIDGE,
			                 text_ends(script->script.text, "network-bridge") &&
			                         script->script.text.s[0] != 'm');
		}
		expect_text(options[i].text, sb_view(&b), options[i].calls);
		list_findings(&run, &found);
		expect_text(options[i].text, sb_view(&found), options[i].found);
		sb_free(&b);
		sb_free(&found);
		run_close(&run);
	}
}

/* A fix and a place inside the quotes of the option. */
static void places_pieces_of_options(void **state)
{
	struct netscript *script;
	struct run run;
	struct sxp *sxp;

	(void)state;
	run_open(&run);
	assert_int_equal(sxp_read(&run.arena, &run.sources,
	                          run_source(&run, "x.sxp", TEXT("(n 'network-bridge netdev= eth2 bridge=foo')")),
	                          n_releases, &run.findings, &sxp),
	                 0);
	assert_int_equal(netscript_read_option(&run.arena, sxp->options[0].value, &run.findings, &script), 0);
	expect_span("script", &run, script->script.at, "network-bridge");
	expect_span("value", &run, script->calls[0].arguments[1].value.at, "foo");
	assert_int_equal(run.findings.n, 1);
	expect_span("fix", &run, run.findings.first->fix_at, " ");
	assert_string_equal(run.findings.first->fix, "");
	run_close(&run);
}

static void refuses_binaries(void **state)
{
	struct netscript *script;
	struct run run;

	(void)state;
	run_open(&run);
	script = read_text(&run, TEXT("#!/bin/sh\nnetwork-bridge\0start\"\r\n"));
	assert_int_equal(run.findings.n, 1);
	assert_int_equal(run.findings.first->rule, RULE_UNREADABLE);
	assert_int_equal(run.findings.first->at.begin, 24);
	assert_int_equal(script->n_calls, 0);
	run_close(&run);
}

/* Megabytes of each, once and many times: quick, or the test does not end. */
static void stays_linear(void **state)
{
	static const char *const pieces[] = {
		"\"",
		"'",
		"\"$(",
		"$(",
		"${",
		"`",
		"((",
		"( ",
		"{ ",
		"if x\n",
		"case x in y) ",
		"\"\n",
		"'\nx\n",
		"\"$(\nx\n",
		"cat <<E\n",
		"cat <<E ",
		"a=1\n",
		"network-bridge ",
		"network-bridge x\n",
		"a$i=\"$a\" ",
		"x || ",
		"x && ",
		"f() { ",
		"\"x\"y",
		"[[ ",
		"\\\n",
		"<(",
		"x;;\n",
		"network-bridge netdev= ",
		"$x ",
		"a=$a;",
		"<<",
		"for x in ",
		"\"a\n\"b",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++) {
		struct sb b = { 0 };
		struct run run;

		run_open(&run);
		sb_string(&b, SH);
		for (size_t k = 0; k < 100000; k++)
			sb_string(&b, pieces[i]);
		assert_int_equal(b.error, 0);
		read_text(&run, sb_view(&b));
		sb_free(&b);
		run_close(&run);
	}
}

static void survives_any_bytes(void **state)
{
	static const char *const pieces[] = {
		"network-bridge ",
		"\"",
		"'",
		"$",
		"(",
		")",
		"{",
		"}",
		"`",
		"\\",
		"\n",
		";",
		"&",
		"|",
		"<",
		">",
		"#",
		"=",
		"[[ ",
		"]] ",
		"case ",
		" in ",
		"esac ",
		"if ",
		"fi\n",
		"do ",
		"done ",
		"for ",
		"x",
		"netdev=",
		"$1 ",
		"((",
		"<<E\n",
		"E\n",
		"!",
		"\xff",
		"\r",
		" ",
	};
	uint64_t random = 11;

	(void)state;
	for (int round = 0; round < 5000; round++) {
		size_t n = random_below(&random, 40);
		struct sb b = { 0 };
		struct run run;

		run_open(&run);
		sb_string(&b, round % 2 ? SH : "");
		for (size_t i = 0; i < n; i++)
			sb_string(&b, pieces[random_below(&random, COUNT(pieces))]);
		assert_int_equal(b.error, 0);
		read_text(&run, sb_view(&b));
		sb_free(&b);
		run_close(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_scripts),
		cmocka_unit_test(knows_places),
		cmocka_unit_test(finds_mistakes),
		cmocka_unit_test(knows_which_calls_run_together),
		cmocka_unit_test(completes_calls),
		cmocka_unit_test(reads_options),
		cmocka_unit_test(places_pieces_of_options),
		cmocka_unit_test(refuses_binaries),
		cmocka_unit_test(stays_linear),
		cmocka_unit_test(survives_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
