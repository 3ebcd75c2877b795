/*
 * lint.c - the list of checks, run one after another.
 *
 * Knows no single rule: what to look for stands in the files beside this
 * one, which rules there are in src/diag/rules.def.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/sb.h>
#include "checks.h"

static rule_check *const checks[] = {
#define RULE(id, code, slug, severity, check, summary, explanation) check,
#include "rules.def"
#undef RULE
};

/* For rules that a reader reports, or that need more than one description. */
void check_none(struct check *cx)
{
	(void)cx;
}

int lint_run(const struct host *host, const struct sources *sources, struct arena *arena, struct findings *out)
{
	struct check cx = { .host = host, .sources = sources, .arena = arena, .out = out };

	cx.error = addresses_collect(&cx);
	if (!cx.error)
		cx.error = disks_collect(&cx);
	for (size_t i = 0; !cx.error && i < sizeof(checks) / sizeof(*checks); i++) {
		checks[i](&cx);
		if (!cx.error)
			cx.error = out->error;
	}
	if (!cx.error)
		cx.error = findings_drop_repeated(out, sources);
	return cx.error ? cx.error : ignore_apply(host, out);
}

const char *values_listed(struct check *cx, const char *key)
{
	const char *last = NULL;
	struct sb list = { 0 };
	const char *s;

	for (unsigned i = 0; i < n_key_values; i++) {
		const struct key_use *use = &key_values[i].use[cx->host->toolstack];

		if (strcmp(key_values[i].key, key) != 0 || !use->types || cx->host->release < use->first ||
		    cx->host->release > use->last)
			continue;
		if (last)
			sb_printf(&list, "%s%s", list.n ? ", " : "", last);
		last = key_values[i].value;
	}
	if (last)
		sb_printf(&list, "%s%s", list.n ? " or " : "", last);
	s = list.error ? NULL : arena_string(cx->arena, sb_view(&list));
	sb_free(&list);
	if (!s)
		cx->error = -ENOMEM;
	return s ? s : "";
}
