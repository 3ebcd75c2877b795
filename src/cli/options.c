/*
 * options.c - the table of options, and which command has which.
 */
#include <stdio.h>
#include "cli.h"

const struct option_info option_infos[OPTIONS] = {
	[OPTION_OUTPUT] = { "output", 'o', "DIR", "the folder to write (default: out)" },
	[OPTION_OUTPUT_FILE] = { "output", 'o', "FILE", "the file to write (default: standard output)" },
	[OPTION_CHECK] = { "check", 0, NULL, "write nothing; name each file that differs, status 1 if any" },
	[OPTION_DIFF] = { "diff", 0, NULL, "write nothing; show what would change, status 1 if anything" },
	[OPTION_FORCE] = { "force", 0, NULL, "replace files that people wrote or edited; they are kept as NAME.orig" },
	[OPTION_FORCE_STOP] = { "force", 0, NULL, "although guests are attached" },
	[OPTION_PRUNE] = { "prune", 0, NULL, "remove what was written for guests that are gone" },
	[OPTION_TEMPLATES] = { "templates", 0, "DIR", "look for templates there first" },
	[OPTION_FORMAT] = { "format", 0, "FORMAT", "what is printed" },
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

bool command_has(const struct command *command, enum option option)
{
	return (command->options | common) >> option & 1;
}

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < n_commands; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

const char *option_words(const struct command *command, enum option option)
{
	switch (option) {
	case OPTION_FORMAT:
	case OPTION_GRAPH_FORMAT:
		return command->formats;
	case OPTION_FAIL_LEVEL:
		return "error warning note";
	case OPTION_TOOLSTACK:
		return "xend xl";
	case OPTION_COLOR:
		return "auto always never";
	default:
		return NULL;
	}
}

void option_help(const struct command *command, enum option option, char *ret, size_t size)
{
	const char *words = option == OPTION_FORMAT ? option_words(command, option) : NULL;
	int n = snprintf(ret, size, "%s", option_infos[option].help);
	struct text rest = text_of(words), word;

	/* The first is the default. */
	for (int i = 0; words && n >= 0 && (size_t)n < size && text_split(&rest, ' ', &word); i++)
		n += snprintf(ret + n, size - (size_t)n, "%s%.*s%s", i ? ", " : ": ", TEXT_ARG(word),
		              i ? "" : " (default)");
}
