/*
 * man.c - the man pages: one a command from the tables, the others from *.in with lists put in.
 *
 * A line of a *.in that begins with @ is replaced: @commands, @members PART, @host-options,
 * @releases, @rules.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xencfg/keys.h>
#include "generate.h"

static void put_head(FILE *to, const struct man_page *page)
{
	char title[64];
	size_t n = 0;

	for (; page->name[n] && n + 1 < sizeof(title); n++)
		title[n] = (char)(page->name[n] >= 'a' && page->name[n] <= 'z' ? page->name[n] - 'a' + 'A' :
		                                                                 page->name[n]);
	title[n] = '\0';
	fprintf(to, ".\\\" Made by doc/generate; do not edit.\n.Dd %s\n.Dt %s %d\n.Os\n.Sh NAME\n.Nm %s\n.Nd ",
	        page->date, title, page->section, page->name);
	mdoc_word(to, text_of(page->what));
	fputc('\n', to);
}

/* "[PATH…]" as Op Ar PATH ..., "HOST.json|PATH…" as Ar HOST.json | PATH ... */
static void put_operands(FILE *to, const char *operands)
{
	bool optional = operands[0] == '[';

	if (!*operands)
		return;
	fputs(optional ? ".Op Ar " : ".Ar ", to);
	for (const char *s = operands + optional; *s && *s != ']'; s++) {
		if (strncmp(s, "…", strlen("…")) == 0) {
			fputs(" ...", to);
			s += strlen("…") - 1;
		} else {
			fprintf(to, *s == '|' ? " %c " : "%c", *s);
		}
	}
	fputc('\n', to);
}

static void put_option(FILE *to, const struct command *command, enum option option)
{
	const struct option_info *info = &option_infos[option];
	char help[256];

	fputs(".It ", to);
	if (info->letter)
		fprintf(to, "Fl %c%s%s , ", info->letter, info->argument ? " Ar " : "",
		        info->argument ? info->argument : "");
	fprintf(to, "Fl \\-%s%s%s\n", info->name, info->argument ? " Ar " : "", info->argument ? info->argument : "");
	option_help(command, option, help, sizeof(help));
	mdoc_text(to, text_of(help));
}

static void put_options(FILE *to, const struct command *command)
{
	fputs(".Bl -tag -width Ds\n", to);
	for (enum option i = 0; i < OPTIONS; i++)
		if (command_has(command, i))
			put_option(to, command, i);
	fputs(".El\n", to);
}

/* "  COMMAND   REMARK" */
static void put_example(FILE *to, struct text line, bool first)
{
	size_t end = 2;

	while (end < line.n && !text_starts((struct text){ line.s + end, line.n - end }, "   "))
		end++;
	fputs(first ? "" : ".Pp\n", to);
	mdoc_text(to, text_trim((struct text){ line.s + end, line.n - end }));
	fputs(".Dl $ ", to);
	mdoc_word(to, (struct text){ line.s + 2, end - 2 });
	fputc('\n', to);
}

/* Paragraphs or examples of the text that the help shows. */
static void put_about(FILE *to, const char *about, bool examples)
{
	struct text rest = text_of(about), line, paragraph = { NULL, 0 };
	unsigned n = 0;

	while (text_split(&rest, '\n', &line)) {
		bool words = line.n && line.s[0] != ' ';

		if (line.n && !words && examples)
			put_example(to, line, n++ == 0);
		if (words && !paragraph.s)
			paragraph = line;
		else if (words)
			paragraph.n = (size_t)(line.s + line.n - paragraph.s);
		else if (paragraph.s && !examples)
			mdoc_text(to, paragraph);
		if (!words)
			paragraph.s = NULL;
	}
}

static void put_status(FILE *to, const char *status)
{
	char text[256];

	snprintf(text, sizeof(text), "%s.", status);
	fputs(".Sh EXIT STATUS\n", to);
	mdoc_text(to, text_of(text));
}

static int put_command(const char *folder, const struct command *command, const char *date)
{
	char name[64], file[80];
	struct man_page page = { name, command->help, 1, date };
	FILE *to;

	snprintf(name, sizeof(name), "xencfg-%s", command->name);
	snprintf(file, sizeof(file), "man1/%s.1", name);
	to = generate_open(folder, file);
	if (!to)
		return -1;
	put_head(to, &page);
	fprintf(to, ".Sh SYNOPSIS\n.Nm xencfg %s\n.Op Ar option ...\n", command->name);
	put_operands(to, command->operands);
	fputs(".Sh DESCRIPTION\n", to);
	put_about(to, command->about, false);
	fputs(".Pp\nThe options may stand before and after the operands:\n", to);
	put_options(to, command);
	put_status(to, command->status);
	fputs(".Sh EXAMPLES\n", to);
	put_about(to, command->about, true);
	fputs(".Sh SEE ALSO\n.Xr xencfg 1 ,\n.Xr xencfg-host.json 5 ,\n.Xr xencfg.conf 5\n", to);
	return generate_close(to, file);
}

static void put_commands(FILE *to)
{
	fputs(".Bl -tag -width Ds\n", to);
	for (size_t i = 0; i < n_commands; i++) {
		fprintf(to, ".It Xr xencfg-%s 1\n", commands[i].name);
		mdoc_text(to, text_of(commands[i].help));
	}
	fputs(".El\n", to);
}

static void put_releases(FILE *to)
{
	fputs(".Bl -column \"release\" \"xend or xl\" \"usual\"\n.It Em release Ta Em toolstacks Ta Em usual\n", to);
	for (unsigned i = 0; i < n_releases; i++) {
		const bool *has = releases[i].has;

		fprintf(to, ".It %s Ta %s%s%s Ta %s\n", releases[i].name, has[TOOLSTACK_XEND] ? "xend" : "",
		        has[TOOLSTACK_XEND] && has[TOOLSTACK_XL] ? " or " : "", has[TOOLSTACK_XL] ? "xl" : "",
		        toolstack_names[releases[i].usual]);
	}
	fputs(".El\n", to);
}

static void put_rules(FILE *to)
{
	fputs(".Bl -tag -width Ds\n", to);
	for (int i = 0; i < RULES; i++) {
		fprintf(to, ".It Sy %s %s\n", rule_infos[i].code, rule_infos[i].slug);
		mdoc_text(to, text_of(rule_infos[i].summary));
	}
	fputs(".El\n", to);
}

/* A line of a *.in that begins with @. */
static int put_list(FILE *to, const char *line)
{
	if (strcmp(line, "@commands") == 0)
		put_commands(to);
	else if (strcmp(line, "@releases") == 0)
		put_releases(to);
	else if (strcmp(line, "@rules") == 0)
		put_rules(to);
	else if (strcmp(line, "@host-options") == 0)
		return mdoc_host_options(to);
	else if (strncmp(line, "@members", strlen("@members")) == 0)
		return mdoc_members(to, line[strlen("@members")] ? line + strlen("@members ") : "");
	else
		return fprintf(stderr, "no list is called %s\n", line), -1;
	return 0;
}

static int put_page(const char *folder, const char *sources, const struct man_page *page)
{
	char path[4096], line[1024], file[80];
	FILE *from, *to;
	int error = 0;

	snprintf(path, sizeof(path), "%s/%s.%d.in", sources, page->name, page->section);
	snprintf(file, sizeof(file), "man%d/%s.%d", page->section, page->name, page->section);
	from = fopen(path, "r");
	to = from ? generate_open(folder, file) : NULL;
	if (!to) {
		perror(path);
		if (from)
			fclose(from);
		return -1;
	}
	put_head(to, page);
	while (error == 0 && fgets(line, sizeof(line), from)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '@')
			error = put_list(to, line);
		else
			fprintf(to, "%s\n", line);
	}
	fclose(from);
	return generate_close(to, file) < 0 || error ? -1 : 0;
}

int generate_man(const char *folder, const char *sources, const char *date)
{
	const struct man_page pages[] = {
		{ "xencfg", "one JSON file for a Xen host, its bridges and its guests", 1, date },
		{ "xencfg-host.json", "the description of a Xen host, its bridges and its guests", 5, date },
		{ "xencfg.conf", "what a site decided about checking Xen configs", 5, date },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (put_page(folder, sources, &pages[i]) < 0)
			return -1;
	for (size_t i = 0; i < n_commands; i++)
		if (put_command(folder, &commands[i], date) < 0)
			return -1;
	return 0;
}
