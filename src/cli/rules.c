/*
 * rules.c - xencfg rules and xencfg explain: the table of rules for people and programs.
 */
#include <stdio.h>
#include <unistd.h>
#include <xencfg/report_json.h>
#include "cli.h"

static json_t *rules_json(void)
{
	json_t *rules = json_array();

	for (int i = 0; rules && i < RULES; i++)
		rules = report_json_add(rules,
		                        json_pack("{s:s, s:s, s:s, s:s}", "code", rule_infos[i].code, "rule",
		                                  rule_infos[i].slug, "severity", severity_name(rule_infos[i].severity),
		                                  "summary", rule_infos[i].summary));
	return json_pack("{s:i, s:o}", "version", 1, "rules", rules);
}

int command_rules(struct call *call)
{
	const char *format = call->value[OPTION_FORMAT];
	bool markdown = format && strcmp(format, "markdown") == 0, json = false;
	struct sb out = { 0 };
	int status = markdown ? 0 : wants_json(call, &json);

	if (!status && json && report_dump(&out, rules_json()) < 0)
		status = trouble("out of memory");
	if (markdown)
		sb_string(&out, "| code | slug | severity | found |\n| --- | --- | --- | --- |\n");
	for (int i = 0; !status && !json && i < RULES; i++)
		sb_printf(&out, markdown ? "| %s | %s | %s | %s |\n" : "%s  %-24s %-8s %s\n", rule_infos[i].code,
		          rule_infos[i].slug, severity_name(rule_infos[i].severity), rule_infos[i].summary);
	if (!status)
		status = print_out(&out);
	sb_free(&out);
	return status;
}

enum { EXPLAIN_WIDTH = 80, EXPLAIN_LEAST = 40 };

/* A paragraph broken into lines. */
static void put_paragraph(struct sb *out, struct text t, unsigned width)
{
	unsigned column = 0;
	struct text word;

	while (text_split(&t, ' ', &word)) {
		if (column && column + 1 + word.n > width) {
			sb_byte(out, '\n');
			column = 0;
		} else if (column) {
			sb_byte(out, ' ');
			column++;
		}
		sb_text(out, word);
		column += (unsigned)word.n;
	}
	sb_byte(out, '\n');
}

static void put_rule(struct sb *out, const struct rule_info *rule)
{
	struct text rest = text_of(rule->explanation), line;
	unsigned width = terminal_width(STDOUT_FILENO, EXPLAIN_WIDTH);
	bool example = false;

	width = width < EXPLAIN_LEAST ? EXPLAIN_LEAST : width < EXPLAIN_WIDTH ? width : EXPLAIN_WIDTH;
	sb_printf(out, "%s %s (%s)\n\n%s.\n\n", rule->code, rule->slug, severity_name(rule->severity), rule->summary);
	while (text_split(&rest, '\n', &line)) {
		example |= text_is(line, "Wrong:");
		if (!rest.s && line.n == 0)
			break;
		if (example)
			sb_printf(out, "%.*s\n", TEXT_ARG(line));
		else
			put_paragraph(out, line, width);
	}
	sb_printf(out,
	          "\nTo silence it where it is meant, on its line in a config or on the one above:\n"
	          "  # xencfg: ignore=%s the reason\n"
	          "in a description:\n"
	          "  \"ignore\": [ { \"rule\": \"%s\", \"reason\": \"…\" } ]\n"
	          "and everywhere, in the policy (.xencfg.conf):\n"
	          "  rules: { %s = \"off\"; };\n",
	          rule->code, rule->code, rule->code);
}

int command_explain(struct call *call)
{
	struct suggest meant = { .n = 0 };
	struct sb out = { 0 };
	enum rule rule;
	int status;

	if (call->n_operands == 0)
		return command_rules(call);
	rule = rule_find(text_of(call->operands[0]));
	if (rule == RULES) {
		trouble("there is no rule \"%s\"", call->operands[0]);
		for (int i = 0; i < RULES; i++)
			suggest_add(&meant, text_of(call->operands[0]), rule_infos[i].slug);
		suggest_print(&meant, "", "");
		fprintf(stderr, "`xencfg rules` lists them.\n");
		return EXIT_TROUBLE;
	}
	put_rule(&out, &rule_infos[rule]);
	status = print_out(&out);
	sb_free(&out);
	return status;
}
