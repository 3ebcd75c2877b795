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

static int run_checks(struct check *cx)
{
	cx->error = claimants_make(cx);
	if (!cx->error)
		cx->error = addresses_collect(cx);
	if (!cx->error)
		cx->error = disks_collect(cx);
	for (size_t i = 0; !cx->error && i < sizeof(checks) / sizeof(*checks); i++) {
		checks[i](cx);
		if (!cx->error)
			cx->error = cx->out->error;
	}
	return cx->error;
}

int lint_run(const struct host *host, const struct sources *sources, struct arena *arena, struct claims *ret_claims,
             struct findings *out)
{
	struct claims claims = { 0 };
	struct check cx = { .host = host, .sources = sources, .arena = arena, .claims = &claims, .out = out };
	int error = run_checks(&cx);

	if (!error)
		error = claims_compare(&claims, NULL, out);
	if (!error)
		error = findings_drop_repeated(out, sources);
	if (!error)
		error = ignore_apply(host, out);
	for (size_t i = 0; !error && ret_claims && i < host->n_guests; i++)
		cx.claimants[i].told = true;
	if (ret_claims)
		claims_join(ret_claims, &claims);
	return error;
}

int lint_guests(const struct host *host, const struct sources *sources, struct arena *arena, struct arena *keep,
                struct claims *claims, struct findings *out)
{
	struct check cx = { .host = host,
		            .guests_only = true,
		            .sources = sources,
		            .arena = arena,
		            .keep = keep,
		            .claims = claims,
		            .out = out };

	return run_checks(&cx);
}

int lint_host(const struct host *host, const struct sources *sources, struct arena *arena, struct findings *out)
{
	struct claims claims = { 0 };
	struct check cx = { .host = host, .sources = sources, .arena = arena, .claims = &claims, .out = out };
	int error = run_checks(&cx);

	return error ? error : findings_drop_repeated(out, sources);
}

const char *values_listed(struct check *cx, const struct key *key)
{
	const char *last = NULL;
	struct sb list = { 0 };
	const char *s;

	for (unsigned i = 0; i < key->n_values; i++) {
		const struct key_value *row = &key_values[key->first_value + i];
		const struct key_use *use = &row->use[cx->host->toolstack];

		if (!use->types || cx->host->release < use->first || cx->host->release > use->last)
			continue;
		if (last)
			sb_printf(&list, "%s%s", list.n ? ", " : "", last);
		last = row->value;
	}
	if (last)
		sb_printf(&list, "%s%s", list.n ? " or " : "", last);
	s = list.error ? NULL : arena_string(cx->arena, sb_view(&list));
	sb_free(&list);
	if (!s)
		cx->error = -ENOMEM;
	return s ? s : "";
}
