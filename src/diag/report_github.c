/*
 * report_github.c - findings as workflow commands of GitHub Actions, which annotate a pull request.
 *
 * Facts from actions/runner, src/Runner.Common/ActionCommand.cs (what is
 * escaped, and in which part) and src/Runner.Worker/ActionCommandManager.cs
 * (columns go only with a place on a single line). A command is one line
 * whatever a message holds: none can smuggle in a second.
 */
#include <errno.h>
#include "report_parts.h"

static void put_escaped(struct sb *out, struct text t, const char *special)
{
	for (size_t i = 0; i < t.n; i++)
		if (strchr(special, t.s[i]))
			sb_printf(out, "%%%02X", (unsigned)t.s[i]);
		else
			sb_byte(out, t.s[i]);
}

static void put_data(struct sb *out, struct text t)
{
	put_escaped(out, t, "%\r\n");
}

static void put_property(struct sb *out, struct text t)
{
	put_escaped(out, t, "%\r\n:,");
}

/* "file=…,line=…,col=…,endLine=…,endColumn=…,"; nothing for nowhere. */
static int put_place(struct sb *out, struct sources *sources, struct span at)
{
	struct sb name = { 0 };
	struct place place;
	int error;

	if (span_place(sources, at, &place) < 0)
		return -ENOMEM;
	if (!place.line)
		return 0;
	report_plain(&name, text_of(report_name(sources, at.file)));
	sb_string(out, "file=");
	put_property(out, sb_view(&name));
	sb_printf(out, ",line=%u,", place.line);
	if (place.line == place.end_line)
		sb_printf(out, "col=%u,endLine=%u,endColumn=%u,", place.column, place.end_line, place.end_column);
	else
		sb_printf(out, "endLine=%u,", place.end_line);
	error = name.error;
	sb_free(&name);
	return error;
}

static int put_finding(struct sb *out, struct sources *sources, const struct finding *f)
{
	const struct rule_info *rule = &rule_infos[f->rule];
	struct sb message = { 0 };
	int error;

	sb_printf(out, "::%s ", f->severity == SEVERITY_NOTE ? "notice" : severity_name(f->severity));
	error = put_place(out, sources, f->at);
	if (!error)
		error = report_message(&message, sources, f, "\n");
	sb_printf(out, "title=%s %s::", rule->code, rule->slug);
	put_data(out, sb_view(&message));
	sb_byte(out, '\n');
	sb_free(&message);
	return error;
}

int report_github(struct sb *out, const struct report_input *in)
{
	for (size_t i = 0; i < in->n; i++)
		if (put_finding(out, in->sources, in->sorted[i]) < 0)
			return -ENOMEM;
	return out->error;
}
