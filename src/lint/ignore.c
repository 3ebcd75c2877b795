/*
 * ignore.c - drops the findings that somebody expects.
 *
 * An ignore holds for its rule inside its scope: the object of a
 * description that it stands in, or the lines that a comment is for. What
 * guards the form of a description or the safety of what is written from it
 * is never dropped.
 */
#include <errno.h>
#include <stdlib.h>
#include "checks.h"

/* Rules whose finding means: this can not be written, whoever wants it. */
static bool is_fixed(enum rule rule)
{
	static const enum rule fixed[] = {
		RULE_BRIDGE_NAME_INVALID, RULE_NETDEV_NAME,          RULE_VIF_SYNTAX,         RULE_VIFNAME_INVALID,
		RULE_GUEST_NAME_MISSING,  RULE_GUEST_NAME_DUPLICATE, RULE_GUEST_NAME_INVALID,
	};

	if (rule <= RULE_MISSING_KEY)
		return true;
	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		if (rule == fixed[i])
			return true;
	return false;
}

/* What one ignore covers stands together in this order. */
static int compare(enum rule rule, struct span at, enum rule other_rule, struct span other)
{
	if (at.file != other.file)
		return at.file < other.file ? -1 : 1;
	if (rule != other_rule)
		return rule < other_rule ? -1 : 1;
	return (at.begin > other.begin) - (at.begin < other.begin);
}

static int compare_findings(const void *a, const void *b)
{
	const struct finding *x = *(struct finding *const *)a, *y = *(struct finding *const *)b;

	return compare(x->rule, x->at, y->rule, y->at);
}

static struct finding **sort_findings(const struct findings *out)
{
	struct finding **sorted = arena_array(out->arena, out->n + 1, sizeof(struct finding *));
	size_t n = 0;

	for (struct finding *f = out->first; sorted && f; f = f->next)
		sorted[n++] = f;
	if (n)
		qsort(sorted, n, sizeof(struct finding *), compare_findings);
	return sorted;
}

/* The index of the first finding of the rule that does not begin before the offset. */
static size_t lower_bound(struct finding *const *sorted, size_t n, enum rule rule, uint32_t file, uint32_t offset)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(sorted[middle]->rule, sorted[middle]->at, rule, span_make(file, offset, offset)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void judge(const struct ignore *ignore, const struct ignore_kind *kind, bool covers, struct findings *out)
{
	const char *code = rule_infos[ignore->rule].code;

	if (kind->is_fixed(ignore->rule))
		finding_add(out, RULE_UNUSED_IGNORE, ignore->at, "%s can not be ignored: %s", code, kind->why);
	else if (!covers)
		finding_add(out, RULE_UNUSED_IGNORE, ignore->at,
		            "nothing here is reported as %s: this ignore does nothing", code);
	else if (ignore->reason.text.n == 0)
		finding_add(out, RULE_UNUSED_IGNORE, ignore->at, "%s is ignored without a %s", code, kind->reason);
}

int ignores_apply(const struct ignores *list, const struct ignore_kind *kind, struct findings *out)
{
	size_t n = out->n;
	struct finding **sorted;
	ptrdiff_t *begins; /* ignores that begin less those that end to cover, at each finding: scopes may overlap */
	ptrdiff_t covering = 0;

	if (list->n == 0)
		return 0;
	sorted = sort_findings(out);
	begins = sorted ? arena_array(out->arena, n + 1, sizeof(*begins)) : NULL;
	if (!begins)
		return -ENOMEM;
	for (size_t i = 0; i < list->n; i++) {
		const struct ignore *ignore = &list->items[i];
		size_t low = lower_bound(sorted, n, ignore->rule, ignore->scope.file, ignore->scope.begin);
		size_t high = lower_bound(sorted, n, ignore->rule, ignore->scope.file, ignore->scope.end);

		judge(ignore, kind, low < high, out);
		if (kind->is_fixed(ignore->rule))
			continue;
		begins[low]++;
		begins[high]--;
	}
	for (size_t i = 0; i < n; i++) {
		covering += begins[i];
		if (covering > 0)
			finding_severity(out, sorted[i], SEVERITY_OFF);
	}
	findings_remove_off(out);
	return out->error;
}

int ignore_apply(const struct host *host, struct findings *out)
{
	static const struct ignore_kind kind = { is_fixed, "what it finds could not be written safely", "\"reason\"" };

	return ignores_apply(&host->ignores, &kind, out);
}
