/*
 * report_gcc.c - findings as a compiler writes them, for editors: a line each, no source shown.
 *
 * Second places and the help are notes of their own behind the finding, as
 * gcc's are.
 */
#include <errno.h>
#include "report_parts.h"

static int put_line(struct sb *out, struct sources *sources, struct span at, const char *severity, const char *message,
                    const struct rule_info *rule)
{
	if (report_place(out, sources, at) < 0)
		return -ENOMEM;
	sb_printf(out, "%s: ", severity);
	report_plain(out, text_of(message));
	if (rule)
		sb_printf(out, " [%s %s]", rule->code, rule->slug);
	sb_byte(out, '\n');
	return out->error;
}

static int put_finding(struct sb *out, struct sources *sources, const struct finding *f)
{
	int error = put_line(out, sources, f->at, severity_name(f->severity), f->message, &rule_infos[f->rule]);

	for (const struct label *label = f->labels; !error && label; label = label->next)
		error = put_line(out, sources, label->at, "note", label->message, NULL);
	if (!error && f->help)
		error = put_line(out, sources, f->at, "note", f->help, NULL);
	return error;
}

int report_gcc(struct sb *out, const struct report_input *in)
{
	for (size_t i = 0; i < in->n; i++)
		if (put_finding(out, in->sources, in->sorted[i]) < 0)
			return -ENOMEM;
	return out->error;
}
