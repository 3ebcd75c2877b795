/*
 * help.c - usage and help, from the tables of commands and options.
 *
 * Breaks what is longer than a line of the terminal; examples stay whole.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include "cli.h"

#ifndef XENCFG_VERSION
#define XENCFG_VERSION "unknown"
#endif

enum {
	WIDTH = 100,        /* where there is no terminal */
	WIDTH_LEAST = 40,   /* narrower ones break our lines themselves */
	OPTION_COLUMN = 29, /* of what an option does */
	OPTION_INDENT = 10, /* where that column leaves too little */
};

const char call_version[] = XENCFG_VERSION;

static unsigned help_width(int fd)
{
	unsigned width = terminal_width(fd, WIDTH);

	return width < WIDTH_LEAST ? WIDTH_LEAST : width < WIDTH ? width : WIDTH;
}

/* What printf was given has arrived: 0, or EXIT_TROUBLE. */
static int printed(void)
{
	if (fflush(stdout) == 0 || errno == EPIPE)
		return EXIT_OK;
	return trouble_file("write", "to standard output", -errno);
}

static unsigned characters(struct text t)
{
	unsigned n = 0;

	for (size_t i = 0; i < t.n; i++)
		n += ((unsigned char)t.s[i] & 0xc0) != 0x80;
	return n;
}

/* The words of a text, from `column` on, broken before `width`; further lines begin at `indent`. */
static void put_words(FILE *to, struct text t, unsigned column, unsigned indent, unsigned width)
{
	bool first = true;

	while (t.n) {
		struct text word = { t.s, 0 };

		while (word.n < t.n && t.s[word.n] != ' ' && t.s[word.n] != '\n')
			word.n++;
		t = (struct text){ t.s + word.n, t.n - word.n };
		if (t.n)
			t = (struct text){ t.s + 1, t.n - 1 };
		if (word.n == 0)
			continue;
		if (!first && column + 1 + characters(word) > width) {
			fprintf(to, "\n%*s", (int)indent, "");
			column = indent;
		} else if (!first) {
			fputc(' ', to);
			column++;
		}
		fprintf(to, "%.*s", TEXT_ARG(word));
		column += characters(word);
		first = false;
	}
	fputc('\n', to);
}

/* "  COMMAND   REMARK": the remark gets a line of its own where both do not fit. */
static void put_example(struct text line, unsigned width)
{
	size_t end = 2;

	if (characters(line) <= width) {
		printf("%.*s\n", TEXT_ARG(line));
		return;
	}
	while (end < line.n && !text_starts((struct text){ line.s + end, line.n - end }, "   "))
		end++;
	printf("%.*s\n", (int)end, line.s);
	line = text_trim((struct text){ line.s + end, line.n - end });
	if (line.n) {
		printf("      ");
		put_words(stdout, line, 6, 6, width);
	}
}

/* Paragraphs, whose lines are filled anew, and examples, which begin with blanks. */
static void put_about(const char *about, unsigned width)
{
	struct text rest = text_of(about), line, paragraph = { NULL, 0 };

	while (text_split(&rest, '\n', &line)) {
		bool words = line.n && line.s[0] != ' ';

		if (words && !paragraph.s)
			paragraph = line;
		else if (words)
			paragraph.n = (size_t)(line.s + line.n - paragraph.s);
		if (words)
			continue;
		if (paragraph.s)
			put_words(stdout, paragraph, 0, 0, width);
		paragraph.s = NULL;
		if (line.n)
			put_example(line, width);
		else if (rest.s)
			putchar('\n');
	}
}

static void put_option(const struct command *command, enum option option, unsigned width)
{
	const struct option_info *info = &option_infos[option];
	unsigned column = width >= 2 * OPTION_COLUMN + OPTION_INDENT ? OPTION_COLUMN : OPTION_INDENT;
	char name[64], help[256];

	snprintf(name, sizeof(name), "%s--%s%s%s",
	         info->letter ? (char[]){ '-', info->letter, ',', ' ', '\0' } : "    ", info->name,
	         info->argument ? " " : "", info->argument ? info->argument : "");
	if (column == OPTION_COLUMN)
		printf("  %-26s ", name);
	else
		printf("  %s\n%*s", name, OPTION_INDENT, "");
	option_help(command, option, help, sizeof(help));
	put_words(stdout, text_of(help), column, column, width);
}

int help_commands(FILE *to)
{
	unsigned width = help_width(to == stderr ? STDERR_FILENO : STDOUT_FILENO);

	put_words(to, text_of("xencfg: one JSON file for a Xen host, its bridges and its guests"), 0, 0, width);
	fprintf(to, "\nusage: xencfg COMMAND [OPTION…]\n\n");
	for (size_t i = 0; i < n_commands; i++) {
		fprintf(to, "  %-10s ", commands[i].name);
		put_words(to, text_of(commands[i].help), 13, 13, width);
	}
	fprintf(to, "\n`xencfg COMMAND --help` says more.\n");
	return to == stderr ? EXIT_TROUBLE : printed();
}

void help_usage(FILE *to, const struct command *command)
{
	fprintf(to, "usage: xencfg %s [OPTION…]%s%s\n", command->name, *command->operands ? " " : "",
	        command->operands);
}

int help_command(const struct command *command)
{
	unsigned width = help_width(STDOUT_FILENO);
	char status[256];

	help_usage(stdout, command);
	putchar('\n');
	put_about(command->about, width);
	printf("\nOptions\n");
	for (enum option i = 0; i < OPTIONS; i++)
		if (command_has(command, i))
			put_option(command, i, width);
	printf("\nStatus: ");
	snprintf(status, sizeof(status), "%s.", command->status);
	put_words(stdout, text_of(status), 8, 8, width);
	return printed();
}

int help_version(void)
{
	printf("xencfg %s\n", call_version);
	return printed();
}
