/*
 * formats.c - writes findings that it is told in every output format.
 *
 * Arguments: FINDINGS DIR. Each line of FINDINGS is one of
 *
 *   source NAME TEXT
 *   finding CODE SEVERITY FILE BEGIN END MESSAGE
 *   label FILE BEGIN END MESSAGE        (of the finding above, as are the next two)
 *   help MESSAGE
 *   fix FILE BEGIN END TEXT
 *
 * with strings in hexadecimal behind an "x", files counted from 1 (0 is
 * nowhere), and severities as numbers. Writes DIR/FORMAT for each format.
 * What is right is decided by tests/oracle/formats, which made FINDINGS.
 */
#include <stdio.h>
#include <stdlib.h>
#include <xencfg/report.h>

struct state {
	struct arena arena;
	struct sources sources;
	struct findings findings;
	struct finding *last;
};

static void die(const char *what)
{
	fprintf(stderr, "formats: %s\n", what);
	exit(2);
}

static struct text word(struct text *line)
{
	struct text piece;

	if (!text_split(line, ' ', &piece))
		die("a line is too short");
	return piece;
}

static unsigned number(struct text *line)
{
	long long value;

	if (text_to_number(word(line), &value) < 0 || value < 0)
		die("no number");
	return (unsigned)value;
}

static unsigned digit(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10) & 15;
}

static struct text string(struct state *state, struct text *line)
{
	struct text hex = word(line);
	size_t n = hex.n / 2;
	char *s = arena_alloc(&state->arena, n + 1);

	if (!s || hex.n % 2 == 0 || hex.s[0] != 'x')
		die("no string");
	for (size_t i = 0; i < n; i++)
		s[i] = (char)(digit(hex.s[1 + 2 * i]) << 4 | digit(hex.s[2 + 2 * i]));
	return (struct text){ s, n };
}

static struct span span(struct text *line)
{
	unsigned file = number(line), begin = number(line);

	return span_make(file, begin, number(line));
}

static void take(struct state *state, struct text line)
{
	struct findings *out = &state->findings;
	struct text kind = word(&line);
	struct span at;

	if (text_is(kind, "source")) {
		const char *name = string(state, &line).s;

		sources_add(&state->sources, name, string(state, &line));
	} else if (text_is(kind, "finding")) {
		enum rule rule = rule_find(word(&line));
		enum severity severity = number(&line);

		at = span(&line);
		state->last = finding_add(out, rule, at, "%s", string(state, &line).s);
		finding_severity(out, state->last, severity);
	} else if (text_is(kind, "label")) {
		at = span(&line);
		finding_label(out, state->last, at, "%s", string(state, &line).s);
	} else if (text_is(kind, "help")) {
		finding_help(out, state->last, "%s", string(state, &line).s);
	} else if (text_is(kind, "fix")) {
		at = span(&line);
		finding_fix(out, state->last, at, "%s", string(state, &line).s);
	} else {
		die("an unknown line");
	}
}

static void take_all(struct state *state, const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	if (!file)
		die("cannot read the findings");
	while ((n = getline(&line, &room, file)) > 0)
		take(state, (struct text){ line, (size_t)n - (line[n - 1] == '\n') });
	free(line);
	fclose(file);
}

static void write_format(struct state *state, const struct report_format *format, const char *folder)
{
	static const struct report_style style = { false, 80, SEVERITY_NOTE };
	struct report_input in = { &state->sources, findings_sorted(&state->findings, &state->sources),
				   state->findings.n, state->sources.n, &style, "0.1" };
	char *path = arena_printf(&state->arena, "%s/%s", folder, format->name);
	struct sb out = { 0 };
	FILE *file;

	if (!in.sorted || !path || format->write(&out, &in) < 0)
		die("out of memory");
	file = fopen(path, "w");
	if (!file || fwrite(sb_view(&out).s, 1, out.n, file) != out.n || fclose(file) != 0)
		die("cannot write");
	sb_free(&out);
}

int main(int argc, char **argv)
{
	struct state state = { 0 };

	if (argc != 3)
		die("arguments: FINDINGS DIR");
	arena_init(&state.arena);
	state.sources.arena = &state.arena;
	findings_init(&state.findings, &state.arena);
	take_all(&state, argv[1]);
	for (size_t i = 0; i < n_report_formats; i++)
		write_format(&state, &report_formats[i], argv[2]);
	arena_free(&state.arena);
	return 0;
}
