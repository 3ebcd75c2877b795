/*
 * call.c - reads the command line by the tables of commands and options.
 *
 * Knows no command; what a wrong line gets to hear is decided here.
 */
#include <stdio.h>
#include "cli.h"

static int wrong_usage(const struct command *command)
{
	help_usage(stderr, command);
	fprintf(stderr, "`xencfg %s --help` says more.\n", command->name);
	return EXIT_TROUBLE;
}

static int unknown_command(const char *name)
{
	struct suggest meant = { .n = 0 };

	if (name[0] == '-')
		return trouble("options stand behind the command: xencfg COMMAND %s", name);
	trouble("there is no command \"%s\"", name);
	for (size_t i = 0; i < n_commands; i++)
		suggest_add(&meant, text_of(name), commands[i].name);
	suggest_print(&meant, "`xencfg ", "`");
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
		if (command_has(command, option) && (word[1] == '-' ? text_is(name, option_infos[option].name) :
		                                                      word[1] == option_infos[option].letter))
			break;
	return option;
}

static int unknown_option(const struct command *command, const char *word)
{
	const char *equals = strchr(word, '=');
	struct text name = text_of(word);
	struct suggest meant = { .n = 0 };

	if (equals)
		name.n = (size_t)(equals - word);
	trouble("%s has no option %.*s", command->name, TEXT_ARG(name));
	/* With one dash a long one may be meant as well. */
	while (name.n && *name.s == '-')
		name = (struct text){ name.s + 1, name.n - 1 };
	for (enum option i = 0; i < OPTIONS; i++)
		if (command_has(command, i))
			suggest_add(&meant, name, option_infos[i].name);
	suggest_print(&meant, "--", "");
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

/* xencfg help [COMMAND] */
static int help_asked(const char *name)
{
	const struct command *command = name ? command_find(name) : NULL;

	if (command)
		return help_command(command);
	return name ? unknown_command(name) : help_commands(stdout);
}

int call_read(struct call *ret, int argc, char **argv)
{
	bool options = true;
	int status = -1;

	if (argc < 2)
		return help_commands(stderr);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return help_commands(stdout);
	if (strcmp(argv[1], "--version") == 0)
		return help_version();
	if (strcmp(argv[1], "help") == 0)
		return help_asked(argc > 2 ? argv[2] : NULL);
	ret->command = command_find(argv[1]);
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
		return help_command(ret->command);
	if (ret->given[OPTION_VERSION])
		return help_version();
	status = check_operands(ret);
	if (status < 0 && terminal_looks(ret) != 0)
		status = EXIT_TROUBLE;
	return status;
}
