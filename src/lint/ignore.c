/*
 * ignore.c - drops the findings that a description expects.
 *
 * An ignore holds for its rule inside the object that it stands in. What
 * guards the form of the description or the safety of what is written from
 * it is never dropped.
 */
#include <errno.h>
#include <stdlib.h>
#include "checks.h"

/* Rules whose finding means: this can not be written, whoever wants it. */
static bool is_fixed(enum rule rule)
{
	static const enum rule fixed[] = {
		RULE_BRIDGE_NAME_INVALID, RULE_NETDEV_NAME, RULE_VIF_SYNTAX, RULE_VIFNAME_INVALID,
		RULE_GUEST_NAME_MISSING, RULE_GUEST_NAME_DUPLICATE, RULE_GUEST_NAME_INVALID,
	};

	if (rule <= RULE_MISSING_KEY)
		return true;
	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		if (rule == fixed[i])
			return true;
	return false;
}

static bool inside(const struct finding *f, const struct ignore *ignore)
{
	return f->rule == ignore->rule && f->at.file == ignore->scope.file && f->at.begin >= ignore->scope.begin &&
	       f->at.end <= ignore->scope.end;
}

/* The first of the sorted findings that does not stand before the scope. */
static size_t lower_bound(struct finding *const *sorted, size_t n, const struct ignore *ignore)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sorted[middle]->at.begin < ignore->scope.begin)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Marks what the ignore covers by turning it off; says how many. */
static size_t turn_off(struct finding *const *sorted, size_t n, const struct ignore *ignore, struct findings *out)
{
	size_t covered = 0;

	for (size_t i = lower_bound(sorted, n, ignore); i < n && sorted[i]->at.begin < ignore->scope.end; i++)
		if (inside(sorted[i], ignore)) {
			finding_severity(out, sorted[i], SEVERITY_OFF);
			covered++;
		}
	return covered;
}

static void remove_off(struct findings *out)
{
	struct finding **link = &out->first;

	while (*link) {
		if ((*link)->severity == SEVERITY_OFF) {
			*link = (*link)->next;
			out->n--;
		} else {
			link = &(*link)->next;
		}
	}
	out->last = link;
	out->counts[SEVERITY_OFF] = 0;
}

int ignore_apply(const struct host *host, const struct sources *sources, struct findings *out)
{
	size_t before = out->n;
	struct finding **sorted;

	if (host->ignores.n == 0)
		return 0;
	sorted = findings_sorted(out, sources);
	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < host->ignores.n; i++) {
		const struct ignore *ignore = &host->ignores.items[i];
		const char *code = rule_infos[ignore->rule].code;

		if (is_fixed(ignore->rule))
			finding_add(out, RULE_UNUSED_IGNORE, ignore->at,
				    "%s can not be ignored: what it finds could not be written safely", code);
		else if (turn_off(sorted, before, ignore, out) == 0)
			finding_add(out, RULE_UNUSED_IGNORE, ignore->at, "nothing here is reported as %s: this ignore does nothing",
				    code);
		else if (ignore->reason.text.n == 0)
			finding_add(out, RULE_UNUSED_IGNORE, ignore->at, "%s is ignored without a \"reason\"", code);
	}
	remove_off(out);
	return out->error;
}
