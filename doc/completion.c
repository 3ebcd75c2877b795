/*
 * completion.c - completion for bash, zsh and fish, from the tables of commands and options.
 *
 * The scripts never run the program: they know what it knew when it was built.
 */
#include <string.h>
#include <xencfg/keys.h>
#include "generate.h"

/* No command of the table. */
#define HELP "say more of a command"

/* What may stand for an argument or an operand. */
enum values { NOTHING, WORDS, FILES, FOLDERS, RELEASES, RULE_NAMES };

static enum values values_of(const struct command *command, enum option option)
{
	const char *argument = option_infos[option].argument;

	if (option_words(command, option))
		return WORDS;
	return strcmp(argument, "FILE") == 0    ? FILES :
	       strcmp(argument, "DIR") == 0     ? FOLDERS :
	       strcmp(argument, "VERSION") == 0 ? RELEASES :
	                                          NOTHING;
}

static enum values operands_of(const struct command *command)
{
	if (strcmp(command->operands, "[CODE|SLUG]") == 0)
		return RULE_NAMES;
	return *command->operands ? FILES : NOTHING;
}

static void put_words(FILE *to, const struct command *command, enum option option, enum values values)
{
	const char *words = values == WORDS ? option_words(command, option) : "";

	fputs(words, to);
	for (unsigned i = 0; values == RELEASES && i < n_releases; i++)
		fprintf(to, "%s%s", i ? " " : "", releases[i].name);
	for (int i = 0; values == RULE_NAMES && i < RULES; i++)
		fprintf(to, "%s%s %s", i ? " " : "", rule_infos[i].code, rule_infos[i].slug);
}

/* Between single quotes, which all three shells can say no ' in; zsh minds brackets besides. */
static void put_quoted(FILE *to, const char *s, const char *escaped)
{
	for (; *s; s++) {
		if (*s == '\'')
			fputs("'\\''", to);
		else
			fprintf(to, strchr(escaped, *s) ? "\\%c" : "%c", *s);
	}
}

/* bash */

static void put_bash_reply(FILE *to, const struct command *command, enum option option, enum values values)
{
	switch (values) {
	case NOTHING:
		fputs("return", to);
		break;
	case FILES:
		fputs("files=-f", to);
		break;
	case FOLDERS:
		fputs("files=-d", to);
		break;
	default:
		fputs("words='", to);
		put_words(to, command, option, values);
		fputs("'", to);
	}
	fputs(" ;;\n", to);
}

static void put_bash_command(FILE *to, const struct command *command)
{
	for (enum option i = 0; i < OPTIONS; i++) {
		const struct option_info *info = &option_infos[i];

		if (!command_has(command, i) || !info->argument)
			continue;
		fprintf(to, "\t'%s --%s'", command->name, info->name);
		if (info->letter)
			fprintf(to, " | '%s -%c'", command->name, info->letter);
		fputs(") ", to);
		put_bash_reply(to, command, i, values_of(command, i));
	}
	fprintf(to, "\t'%s '*)\n\t\tif [[ $cur = -* ]]; then\n\t\t\twords='", command->name);
	for (enum option i = 0; i < OPTIONS; i++)
		if (command_has(command, i))
			fprintf(to, "--%s ", option_infos[i].name);
	fputs("'\n\t\telse\n\t\t\t", to);
	switch (operands_of(command)) {
	case FILES:
		fputs("files=-f", to);
		break;
	case RULE_NAMES:
		fputs("words='", to);
		put_words(to, command, OPTIONS, RULE_NAMES);
		fputs("'", to);
		break;
	default:
		fputs("return", to);
	}
	fputs("\n\t\tfi\n\t\t;;\n", to);
}

static int put_bash(const char *folder)
{
	FILE *to = generate_open(folder, "xencfg.bash");

	if (!to)
		return -1;
	fputs("# Completion of xencfg for bash. Made by doc/generate; do not edit.\n"
	      "_xencfg()\n{\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} words='' files=''\n\n"
	      "\tCOMPREPLY=()\n"
	      "\t# bash breaks --format=json at its =.\n"
	      "\tif [[ $cur = = ]]; then\n\t\tcur=''\n"
	      "\telif [[ $prev = = ]]; then\n\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n\tfi\n"
	      "\tif ((COMP_CWORD == 1)); then\n\t\twords='",
	      to);
	for (size_t i = 0; i < n_commands; i++)
		fprintf(to, "%s ", commands[i].name);
	fputs("help'\n\telse case \"${COMP_WORDS[1]} $prev\" in\n\t'help help') words='", to);
	for (size_t i = 0; i < n_commands; i++)
		fprintf(to, "%s ", commands[i].name);
	fputs("' ;;\n", to);
	for (size_t i = 0; i < n_commands; i++)
		put_bash_command(to, &commands[i]);
	fputs("\t*) return ;;\n\tesac; fi\n"
	      "\tif [[ $files ]]; then\n"
	      "\t\tcompopt -o filenames 2> /dev/null\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen \"$files\" -- \"$cur\")\n"
	      "\telse\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	      "\tfi\n}\ncomplete -F _xencfg xencfg\n",
	      to);
	return generate_close(to, "xencfg.bash");
}

/* zsh */

static void put_zsh_values(FILE *to, const char *argument, const struct command *command, enum option option,
                           enum values values)
{
	fprintf(to, ":%s:", argument);
	if (values == FILES || values == FOLDERS) {
		fputs(values == FILES ? "_files" : "_files -/", to);
	} else if (values != NOTHING) {
		fputc('(', to);
		put_words(to, command, option, values);
		fputc(')', to);
	}
}

static void put_zsh_option(FILE *to, const struct command *command, enum option option)
{
	const struct option_info *info = &option_infos[option];
	char help[256];

	option_help(command, option, help, sizeof(help));
	for (int letter = info->letter != 0; letter >= 0; letter--) {
		/* Given once is enough, but for those that add up. */
		fputs(" \\\n\t\t\t'", to);
		if (option == OPTION_FORMAT || option == OPTION_BRIDGE)
			fputc('*', to);
		else if (info->letter)
			fprintf(to, "(-%c --%s)", info->letter, info->name);
		if (letter)
			fprintf(to, "-%c%s[", info->letter, info->argument ? "+" : "");
		else
			fprintf(to, "--%s%s[", info->name, info->argument ? "=" : "");
		put_quoted(to, help, "[]:\\");
		fputc(']', to);
		if (info->argument)
			put_zsh_values(to, info->argument, command, option, values_of(command, option));
		fputc('\'', to);
	}
}

static int put_zsh(const char *folder)
{
	FILE *to = generate_open(folder, "_xencfg");

	if (!to)
		return -1;
	fputs("#compdef xencfg\n# Completion of xencfg for zsh. Made by doc/generate; do not edit.\n"
	      "_xencfg() {\n\tlocal -a commands\n"
	      "\tif ((CURRENT == 2)) || [[ CURRENT -eq 3 && $words[2] = help ]]; then\n\t\tcommands=(\n",
	      to);
	for (size_t i = 0; i < n_commands; i++) {
		fprintf(to, "\t\t\t'%s:", commands[i].name);
		put_quoted(to, commands[i].help, ":\\");
		fputs("'\n", to);
	}
	fputs("\t\t)\n\t\t((CURRENT == 3)) || commands+=('help:" HELP
	      "')\n\t\t_describe -t commands 'xencfg command' commands\n\t\treturn\n\tfi\n"
	      "\tshift words\n\t((CURRENT--))\n\tcase $words[1] in\n",
	      to);
	for (size_t i = 0; i < n_commands; i++) {
		fprintf(to, "\t%s)\n\t\t_arguments -s -S :", commands[i].name);
		for (enum option o = 0; o < OPTIONS; o++)
			if (command_has(&commands[i], o))
				put_zsh_option(to, &commands[i], o);
		if (operands_of(&commands[i]) != NOTHING) {
			fputs(" \\\n\t\t\t'*", to);
			put_zsh_values(to, "operand", &commands[i], OPTIONS, operands_of(&commands[i]));
			fputc('\'', to);
		}
		fputs("\n\t\t;;\n", to);
	}
	fputs("\tesac\n}\n_xencfg \"$@\"\n", to);
	return generate_close(to, "_xencfg");
}

/* fish */

static void put_fish_values(FILE *to, const struct command *command, enum option option, enum values values)
{
	switch (values) {
	case FILES:
		fputs(" -r -F", to);
		break;
	case FOLDERS:
		fputs(" -x -a '(__fish_complete_directories)'", to);
		break;
	case NOTHING:
		fputs(" -x", to);
		break;
	default:
		fputs(" -x -a '", to);
		put_words(to, command, option, values);
		fputc('\'', to);
	}
}

static void put_fish_command(FILE *to, const struct command *command)
{
	for (enum option i = 0; i < OPTIONS; i++) {
		const struct option_info *info = &option_infos[i];
		char help[256];

		if (!command_has(command, i))
			continue;
		fprintf(to, "complete -c xencfg -n '__fish_seen_subcommand_from %s' -l %s", command->name, info->name);
		if (info->letter)
			fprintf(to, " -s %c", info->letter);
		if (info->argument)
			put_fish_values(to, command, i, values_of(command, i));
		option_help(command, i, help, sizeof(help));
		fputs(" -d '", to);
		put_quoted(to, help, "");
		fputs("'\n", to);
	}
	if (operands_of(command) == NOTHING)
		return;
	fprintf(to, "complete -c xencfg -n '__fish_seen_subcommand_from %s'", command->name);
	if (operands_of(command) == FILES)
		fputs(" -F\n", to);
	else
		put_fish_values(to, command, OPTIONS, operands_of(command)), fputc('\n', to);
}

static int put_fish(const char *folder)
{
	FILE *to = generate_open(folder, "xencfg.fish");

	if (!to)
		return -1;
	fputs("# Completion of xencfg for fish. Made by doc/generate; do not edit.\ncomplete -c xencfg -f\n", to);
	fputs("complete -c xencfg -n __fish_use_subcommand -a help -d '" HELP "'\n", to);
	for (size_t i = 0; i < n_commands; i++) {
		fprintf(to,
		        "complete -c xencfg -n '__fish_use_subcommand; or __fish_seen_subcommand_from help' -a %s -d '",
		        commands[i].name);
		put_quoted(to, commands[i].help, "");
		fputs("'\n", to);
	}
	for (size_t i = 0; i < n_commands; i++)
		put_fish_command(to, &commands[i]);
	return generate_close(to, "xencfg.fish");
}

int generate_completion(const char *folder)
{
	return put_bash(folder) < 0 || put_zsh(folder) < 0 || put_fish(folder) < 0 ? -1 : 0;
}
