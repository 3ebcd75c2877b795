/*
 * commands.c - the table of commands: help, man pages, completion and parsing come from it.
 *
 * Runs nothing; an option is described once, in options.c.
 */
#include "cli.h"

#define BIT(option) (1u << OPTION_##option)
#define STATUS_USUAL "0 success, 1 findings or differences, 2 trouble"
#define STATUS_CHANGES                                                                            \
	"0 done, or nothing to do; 2 trouble, nothing was touched; 3 failed, all is as it was;\n" \
	"4 failed, and what is listed could not be put back"

const struct command commands[] = {
	{
		"apply",
		"HOST.json",
		1,
		1,
		"bring the bridges up as described",
		"Makes the bridges of the description and moves addresses and routes onto them, without losing a\n"
		"packet where Linux allows it. What is so already is left alone. If a step fails, all is put back\n"
		"(status 3); what cannot be put back is listed (status 4).\n"
		"\n"
		"  xencfg apply /etc/xencfg/host.json\n"
		"  xencfg apply --confirm 60 host.json && xencfg confirm     over ssh: undone if it cuts you off\n",
		BIT(CONFIRM) | BIT(STATE_DIR) | BIT(FORMAT),
		command_apply,
		STATUS_CHANGES,
		"text json",
	},
	{
		"compile",
		"HOST.json",
		1,
		1,
		"write the configuration that Xen reads",
		"Checks the description and writes what Xen reads: for xend xend-config.sxp, the network\n"
		"script and a .cfg for each guest, for xl xl.conf and the .cfg files. Only errors stop it.\n"
		"What people wrote or edited is never overwritten, unless --force says so.\n"
		"\n"
		"  xencfg compile host.json                  into ./out\n"
		"  xencfg compile -o /etc/xen host.json      where Xen looks\n"
		"  xencfg compile --diff -o /etc/xen host.json   what would change there\n"
		"  xencfg compile --check host.json          in CI: is what is there up to date?\n",
		BIT(OUTPUT) | BIT(CHECK) | BIT(DIFF) | BIT(FORCE) | BIT(PRUNE) | BIT(TEMPLATES) | BIT(FORMAT) |
			BIT(XEN) | BIT(TOOLSTACK),
		command_compile,
		STATUS_USUAL,
		"text json",
	},
	{
		"confirm",
		"",
		0,
		0,
		"keep what apply --confirm did",
		"Without it, in time, all that was done is put back.\n"
		"\n"
		"  xencfg confirm\n",
		BIT(STATE_DIR),
		command_confirm,
		"0 kept, 2 trouble",
		NULL,
	},
	{
		"explain",
		"[CODE|SLUG]",
		0,
		1,
		"say at length what a rule is for",
		"What a rule finds, what breaks without it, in which release of Xen, and how it is done right.\n"
		"\n"
		"  xencfg explain XC103\n"
		"  xencfg explain mac-duplicate\n",
		0,
		command_explain,
		STATUS_USUAL,
		NULL,
	},
	{
		"fmt",
		"HOST.json…",
		1,
		OPERANDS_MAX,
		"lay a description out in the one canonical way",
		"Rewrites descriptions in a layout that depends on nothing but what they say: members keep their\n"
		"order, strings and numbers stay as they were written. A file is replaced whole or not at all, and\n"
		"what is no JSON stays as it is. - takes standard input to standard output.\n"
		"\n"
		"  xencfg fmt host.json\n"
		"  xencfg fmt --check hosts/*.json           in CI: is every one laid out so?\n"
		"  xencfg fmt --diff host.json               what would change\n"
		"  xencfg fmt - < host.json                  for editors\n",
		BIT(CHECK) | BIT(DIFF) | BIT(STDIN_FILENAME),
		command_fmt,
		STATUS_USUAL,
		NULL,
	},
	{
		"graph",
		"HOST.json|PATH…",
		1,
		OPERANDS_MAX,
		"draw the bridges and who is attached to them",
		"Draws the network of a description, or of configs that are there, files and folders: network cards,\n"
		"bridges, and the vifs of guests with MAC and address. Formats: svg, dot, mermaid; and html, one page\n"
		"with the picture, tables, search, and what lint finds, each at its place.\n"
		"\n"
		"  xencfg graph host.json > host.svg\n"
		"  xencfg graph --format html -o network.html /etc/xen\n"
		"  xencfg graph --format dot host.json | dot -Tpdf > host.pdf\n",
		BIT(GRAPH_FORMAT) | BIT(OUTPUT_FILE) | BIT(STDIN_FILENAME) | BIT(BRIDGE) | BIT(CONFIG) | BIT(NO_CONFIG),
		command_graph,
		STATUS_USUAL,
		"svg dot mermaid html",
	},
	{
		"import",
		"PATH…",
		1,
		OPERANDS_MAX,
		"make a description of configs that are there",
		"Reads xend-config.sxp or xl.conf, network scripts and domU configs, files or a folder of them, and\n"
		"prints one HOST.json. What it cannot carry over is listed on standard error, each with its place; "
		"only errors in the files stop it. --xen says which release reads them.\n"
		"\n"
		"  xencfg import --xen 3.2 /etc/xen > host.json\n"
		"  xencfg import --xen 4.17 -o host.json /etc/xen/xl.conf guests/*.cfg\n",
		BIT(OUTPUT_FILE),
		command_import,
		STATUS_USUAL,
		NULL,
	},
	{
		"lint",
		"[PATH…]",
		0,
		OPERANDS_MAX,
		"check configs, hand-written or generated",
		"Checks domU configs, xend-config.sxp, xl.conf, network scripts and descriptions: files, folders,\n"
		"or - for standard input; without PATH the current folder. What is found goes to standard output\n"
		"or, as in sarif:FILE, to a file; --format may be repeated.\n"
		"\n"
		"  xencfg lint /etc/xen\n"
		"  xencfg lint --xen 3.2 --bridge lan --bridge wan guests/\n"
		"  xencfg lint --format text --format sarif:lint.sarif .\n",
		BIT(FORMAT) | BIT(STDIN_FILENAME) | BIT(LIST_FILES) | BIT(BRIDGE) | BIT(FAIL_LEVEL) | BIT(BASELINE) |
			BIT(WRITE_BASELINE) | BIT(CONFIG) | BIT(NO_CONFIG) | BIT(FIX) | BIT(DIFF) | BIT(LIVE) |
			BIT(JOBS),
		command_lint,
		STATUS_USUAL,
		"text gcc json sarif github gitlab junit checkstyle",
	},
	{
		"plan",
		"HOST.json",
		1,
		1,
		"say what apply would do, and why",
		"Compares the network of this machine with the description and names the steps between them, each\n"
		"with its reason and its place. Changes nothing and needs no privilege. Status 1: there is something\n"
		"to do.\n"
		"\n"
		"  xencfg plan host.json\n"
		"  xencfg plan --format json host.json\n",
		BIT(STATE_DIR) | BIT(FORMAT),
		command_plan,
		"0 nothing to do, 1 there is something, 2 trouble",
		"text json",
	},
	{
		"rules",
		"",
		0,
		0,
		"list all rules",
		"All rules with their severities.\n"
		"\n"
		"  xencfg rules\n"
		"  xencfg rules --format markdown\n",
		BIT(FORMAT),
		command_rules,
		STATUS_USUAL,
		"text json markdown",
	},
	{
		"schema",
		"",
		0,
		0,
		"print the JSON Schema of the description",
		"Editors complete and check a description with it while it is typed.\n"
		"\n"
		"  xencfg schema > host.schema.json\n",
		0,
		command_schema,
		STATUS_USUAL,
		NULL,
	},
	{
		"status",
		"HOST.json",
		1,
		1,
		"say whether the network is as described",
		"Names each difference between the network of this machine and the description; status 1 if there is\n"
		"any. Changes nothing and needs no privilege.\n"
		"\n"
		"  xencfg status host.json\n",
		BIT(STATE_DIR) | BIT(FORMAT),
		command_status,
		"0 as described, 1 not, 2 trouble",
		"text json",
	},
	{
		"stop",
		"HOST.json",
		1,
		1,
		"take back what apply did",
		"Removes what apply has made, and nothing else; ports, names, addresses and routes go back where they\n"
		"were. Refuses while others, such as guests, use a bridge. A failure is put back, too (status 3, 4).\n"
		"\n"
		"  xencfg stop host.json\n",
		BIT(FORCE_STOP) | BIT(STATE_DIR) | BIT(FORMAT),
		command_stop,
		STATUS_CHANGES,
		"text json",
	},
};
const size_t n_commands = sizeof(commands) / sizeof(*commands);
