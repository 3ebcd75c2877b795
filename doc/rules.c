/*
 * rules.c - a page for each rule, in Markdown, and an index: what `xencfg explain` says.
 *
 * Says nothing of its own but how a rule is silenced.
 */
#include "generate.h"

static const char *const groups[] = {
	"Reading", "MAC addresses", "Bridges", "IP addresses", "Vifs", "Guests", "xend", "Network scripts",
};

/* Paragraphs are lines; from "Wrong:" on there are examples, indented. */
static void put_explanation(FILE *to, const char *explanation)
{
	struct text rest = text_of(explanation), line;
	bool code = false;

	while (text_split(&rest, '\n', &line)) {
		bool is_code = text_starts(line, "  ");

		if (is_code != code)
			fputs("```\n", to);
		if (!is_code && code && line.n)
			fputc('\n', to);
		code = is_code;
		if (is_code)
			fprintf(to, "%.*s\n", (int)line.n - 2, line.s + 2);
		else if (line.n || rest.s)
			fprintf(to, "%.*s\n%s", TEXT_ARG(line), text_ends(line, ":") && line.n < 16 ? "\n" : "");
	}
	if (code)
		fputs("```\n", to);
}

static int put_rule(const char *folder, const struct rule_info *rule)
{
	char name[32];
	FILE *to;

	snprintf(name, sizeof(name), "%s.md", rule->code);
	to = generate_open(folder, name);
	if (!to)
		return -1;
	fprintf(to, "<!-- Made from src/diag/rules.def by `make update-doc`. -->\n# %s %s\n\n*%s*: %s.\n\n", rule->code,
	        rule->slug, severity_name(rule->severity), rule->summary);
	put_explanation(to, rule->explanation);
	fprintf(to,
	        "\n## To silence it where it is meant\n\nOn its line in a config, or on the one above:\n\n"
	        "```\n# xencfg: ignore=%s the reason\n```\n\nIn a description:\n\n"
	        "```json\n\"ignore\": [{ \"rule\": \"%s\", \"reason\": \"…\" }]\n```\n\nEverywhere, in the policy "
	        "`.xencfg.conf`:\n\n"
	        "```\nrules: { %s = \"off\"; };\n```\n\n[All rules](README.md)\n",
	        rule->code, rule->code, rule->code);
	return generate_close(to, name);
}

int generate_rules(const char *folder)
{
	FILE *to = generate_open(folder, "README.md");
	char group = 0;

	if (!to)
		return -1;
	fputs("<!-- Made from src/diag/rules.def by `make update-doc`. -->\n# The rules\n\n"
	      "What `xencfg lint` and `xencfg compile` look for. `xencfg explain CODE` says the same as the pages.\n",
	      to);
	for (int i = 0; i < RULES; i++) {
		const struct rule_info *rule = &rule_infos[i];

		if (rule->code[2] != group) {
			group = rule->code[2];
			fprintf(to, "\n## %s\n\n| code | slug | severity | found |\n| --- | --- | --- | --- |\n",
			        groups[group - '0']);
		}
		fprintf(to, "| [%s](%s.md) | %s | %s | %s |\n", rule->code, rule->code, rule->slug,
		        severity_name(rule->severity), rule->summary);
		if (put_rule(folder, rule) < 0)
			return fclose(to), -1;
	}
	return generate_close(to, "README.md");
}
