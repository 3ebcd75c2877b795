/*
 * call.c - reads the command line by the tables of commands and options.
 *
 * Knows no command; what a wrong line gets to hear is decided here.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "cli.h"

#ifndef XENCFG_VERSION
#define XENCFG_VERSION "unknown"
#endif

const char call_version[] = XENCFG_VERSION;

const struct option_info option_infos[OPTIONS] = {
	[OPTION_OUTPUT] = { "output", 'o', "DIR", "the folder to write (default: out)" },
	[OPTION_OUTPUT_FILE] = { "output", 'o', "FILE", "the file to write (default: standard output)" },
	[OPTION_CHECK] = { "check", 0, NULL, "write nothing; name each file that differs, status 1 if any" },
	[OPTION_DIFF] = { "diff", 0, NULL, "write nothing; show what would change, status 1 if anything" },
	[OPTION_FORCE] = { "force", 0, NULL, "replace files that people wrote or edited; they are kept as NAME.orig" },
	[OPTION_FORCE_STOP] = { "force", 0, NULL, "although guests are attached" },
	[OPTION_PRUNE] = { "prune", 0, NULL, "remove what was written for guests that are gone" },
	[OPTION_TEMPLATES] = { "templates", 0, "DIR", "look for templates there first" },
	[OPTION_FORMAT] = { "format", 0, "FORMAT", "text (the default) or json; more: see above" },
	[OPTION_GRAPH_FORMAT] = { "format", 0, "FORMAT",
	                          "svg, dot, mermaid or html (default: by FILE's ending, or svg)" },
	[OPTION_STDIN_FILENAME] = { "stdin-filename", 0, "NAME", "what standard input (-) is called" },
	[OPTION_LIST_FILES] = { "list-files", 0, NULL, "only name the files that would be checked, and as what" },
	[OPTION_BRIDGE] = { "bridge", 0, "NAME", "a bridge that the host has; may be repeated" },
	[OPTION_FAIL_LEVEL] = { "fail-level", 0, "LEVEL",
	                        "the lowest severity for status 1: error, warning (default), note" },
	[OPTION_BASELINE] = { "baseline", 0, "FILE", "report only what is not in it" },
	[OPTION_WRITE_BASELINE] = { "write-baseline", 0, "FILE", "record the findings of today" },
	[OPTION_FIX] = { "fix", 0, NULL, "repair what is certain; with --diff only show how" },
	[OPTION_LIVE] = { "live", 0, NULL, "ask the running kernel for bridges and NICs" },
	[OPTION_JOBS] = { "jobs", 'j', "N", "threads (default: the number of processors)" },
	[OPTION_CONFIG] = { "config", 0, "FILE", "the policy file (default: .xencfg.conf here or above, and others)" },
	[OPTION_NO_CONFIG] = { "no-config", 0, NULL, "no policy file" },
	[OPTION_CONFIRM] = { "confirm", 0, "SECONDS", "put all back unless `xencfg confirm` comes in time" },
	[OPTION_STATE_DIR] = { "state-dir", 0, "DIR", "where the journal is kept (default: /run/xencfg)" },
	[OPTION_XEN] = { "xen", 0, "VERSION", "this release, whatever the description says" },
	[OPTION_TOOLSTACK] = { "toolstack", 0, "NAME", "xend or xl, whatever the description says" },
	[OPTION_COLOR] = { "color", 0, "WHEN", "auto, always or never (NO_COLOR is honoured)" },
	[OPTION_QUIET] = { "quiet", 'q', NULL, "print errors only" },
	[OPTION_HELP] = { "help", 'h', NULL, "show this" },
	[OPTION_VERSION] = { "version", 0, NULL, "show the version" },
};

/* Every command has these. */
static const unsigned common = 1u << OPTION_COLOR | 1u << OPTION_QUIET | 1u << OPTION_HELP | 1u << OPTION_VERSION |
                               1u << OPTION_XEN | 1u << OPTION_TOOLSTACK;

/* What printf was given has arrived: 0, or EXIT_TROUBLE. */
static int printed(void)
{
	if (fflush(stdout) == 0 || errno == EPIPE)
		return EXIT_OK;
	return trouble_file("write", "to standard output", -errno);
}

static int print_commands(FILE *to)
{
	fprintf(to, "xencfg: one JSON file for a Xen host, its bridges and its guests\n\nusage: xencfg COMMAND "
	            "[OPTION…]\n\n");
	for (size_t i = 0; i < n_commands; i++)
		fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].help);
	fprintf(to, "\n`xencfg COMMAND --help` says more.\n");
	return to == stderr ? EXIT_TROUBLE : printed();
}

static void print_usage(FILE *to, const struct command *command)
{
	fprintf(to, "usage: xencfg %s [OPTION…]%s%s\n", command->name, *command->operands ? " " : "",
	        command->operands);
}

static int print_help(const struct command *command)
{
	print_usage(stdout, command);
	printf("\n%s\nOptions\n", command->about);
	for (int i = 0; i < OPTIONS; i++) {
		const struct option_info *info = &option_infos[i];
		char name[64];

		if (!((command->options | common) >> i & 1))
			continue;
		snprintf(name, sizeof(name), "%s--%s%s%s",
		         info->letter ? (char[]){ '-', info->letter, ',', ' ', '\0' } : "    ", info->name,
		         info->argument ? " " : "", info->argument ? info->argument : "");
		printf("  %-26s %s\n", name, info->help);
	}
	printf("\nStatus: %s.\n", command->status);
	return printed();
}

static int wrong_usage(const struct command *command)
{
	print_usage(stderr, command);
	fprintf(stderr, "`xencfg %s --help` says more.\n", command->name);
	return EXIT_TROUBLE;
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < n_commands; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int unknown_command(const char *name)
{
	if (name[0] == '-')
		return trouble("options stand behind the command: xencfg COMMAND %s", name);
	trouble("there is no command \"%s\"", name);
	for (size_t i = 0; i < n_commands; i++)
		if (text_distance(text_of(name), text_of(commands[i].name), 2) <= 2)
			fprintf(stderr, "did you mean `xencfg %s`?\n", commands[i].name);
	fprintf(stderr, "`xencfg --help` lists the commands.\n");
	return EXIT_TROUBLE;
}

/* The option of a word such as "--check", "--format=json" or "-o"; OPTIONS when the command has no such option. */
static enum option find_option(const struct command *command, const char *word, const char **ret_value)
{
	const char *equals = strchr(word, '=');
	struct text name = text_of(word + 2);
	enum option option = 0;

	*ret_value = NULL;
	if (word[1] == '-' && equals) {
		name.n = (size_t)(equals - word - 2);
		*ret_value = equals + 1;
	} else if (word[1] != '-' && word[2]) {
		*ret_value = word + 2;
	}
	for (; option < OPTIONS; option++)
		if (((command->options | common) >> option & 1) &&
		    (word[1] == '-' ? text_is(name, option_infos[option].name) :
		                      word[1] == option_infos[option].letter))
			break;
	return option;
}

static int unknown_option(const struct command *command, const char *word)
{
	trouble("%s has no option %s", command->name, word);
	for (int i = 0; i < OPTIONS; i++)
		if (((command->options | common) >> i & 1) && word[1] == '-' &&
		    text_distance(text_of(word + 2), text_of(option_infos[i].name), 2) <= 2)
			fprintf(stderr, "did you mean --%s?\n", option_infos[i].name);
	return wrong_usage(command);
}

/* One option at argv[*at], and its argument where it takes one. -1: go on. */
static int read_option(struct call *call, int argc, char **argv, int *at)
{
	const char *word = argv[*at], *value;
	enum option option = find_option(call->command, word, &value);
	const struct option_info *info = &option_infos[option];

	if (option == OPTIONS)
		return unknown_option(call->command, word);
	if (info->argument && !value) {
		if (*at + 1 >= argc)
			return trouble("%s wants %s behind it", word, info->argument);
		value = argv[++*at];
	} else if (!info->argument && value) {
		return trouble("--%s takes no value", info->name);
	}
	if (info->argument && *value == '\0')
		return trouble("--%s wants %s, not \"\"", info->name, info->argument);
	if (option == OPTION_FORMAT || option == OPTION_BRIDGE) {
		const char **list = option == OPTION_FORMAT ? call->formats : call->bridges;
		size_t *n = option == OPTION_FORMAT ? &call->n_formats : &call->n_bridges;

		if (*n == REPEATED_MAX)
			return trouble("--%s more than %d times", info->name, REPEATED_MAX);
		list[(*n)++] = value;
	}
	call->given[option] = true;
	call->value[option] = value;
	return -1;
}

static int check_operands(const struct call *call)
{
	const struct command *command = call->command;

	if (call->n_operands < command->least)
		trouble("%s wants %s", command->name, command->operands);
	else if (call->n_operands > command->most)
		trouble("%s has no use for \"%s\"", command->name, call->operands[command->most]);
	else
		return -1;
	return wrong_usage(command);
}

static int choose_colour(struct call *call)
{
	const char *when = call->value[OPTION_COLOR], *no = getenv("NO_COLOR"), *terminal = getenv("TERM");
	struct winsize size;

	call->width = isatty(STDERR_FILENO) && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ?
	                      size.ws_col :
	                      120;
	if (!when || strcmp(when, "auto") == 0)
		call->colour = isatty(STDERR_FILENO) && !(no && *no) && terminal && strcmp(terminal, "dumb") != 0;
	else if (strcmp(when, "always") == 0)
		call->colour = true;
	else if (strcmp(when, "never") != 0)
		return trouble("--color is auto, always or never, not \"%s\"", when);
	return -1;
}

int call_read(struct call *ret, int argc, char **argv)
{
	bool options = true;
	int status = -1;

	if (argc < 2)
		return print_commands(stderr);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
		return print_commands(stdout);
	if (strcmp(argv[1], "--version") == 0)
		return printf("xencfg %s\n", call_version), printed();
	ret->command = find_command(argv[1]);
	if (!ret->command)
		return unknown_command(argv[1]);
	for (int i = 2; i < argc && status < 0; i++) {
		if (options && strcmp(argv[i], "--") == 0)
			options = false;
		else if (options && argv[i][0] == '-' && argv[i][1])
			status = read_option(ret, argc, argv, &i);
		else if (ret->n_operands == OPERANDS_MAX)
			status = trouble("more than %d operands", OPERANDS_MAX);
		else
			ret->operands[ret->n_operands++] = argv[i];
	}
	if (status >= 0)
		return status;
	if (ret->given[OPTION_HELP])
		return print_help(ret->command);
	if (ret->given[OPTION_VERSION])
		return printf("xencfg %s\n", call_version), printed();
	status = check_operands(ret);
	return status >= 0 ? status : choose_colour(ret);
}
