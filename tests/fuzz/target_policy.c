/*
 * target_policy.c - the policy file, by libconfig, and what it does to findings and paths.
 */
#include <xencfg/policy.h>
#include "fuzz.h"

/* libconfig 1.5 forgets the string at which a syntax error shows: no matter of ours, and one a run. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig";
}

static void put_cells(struct fuzz *f, struct sb *out, const struct cells *cells)
{
	for (size_t i = 0; i < cells->n; i++) {
		fuzz_check_span(f, cells->items[i].at);
		fuzz_put_text(out, cells->items[i].text);
	}
	sb_byte(out, '\n');
}

static void read_policy(struct fuzz *f, struct policy *policy, struct sb *out)
{
	FUZZ_REQUIRE(policy_read(&f->arena, &f->sources, f->file, &f->findings, policy) == 0);
	FUZZ_REQUIRE(policy->release <= n_releases && policy->toolstack <= TOOLSTACKS);
	sb_printf(out, "%u %d %zu %d", policy->release, (int)policy->toolstack, policy->n_ouis, policy->oui_local);
	put_cells(f, out, &policy->bridges);
	put_cells(f, out, &policy->exclude);
	for (unsigned rule = 0; rule < RULES; rule++)
		sb_printf(out, "%d", (int)policy_severity(policy, (enum rule)rule, SEVERITY_NOTE));
	fuzz_put_findings(out, &f->findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sb first = { 0 }, second = { 0 }, fixed = { 0 };
	struct policy policy;
	struct fuzz f;

	fuzz_open(&f, ".xencfg.conf", fuzz_text(data, size));
	read_policy(&f, &policy, &first);
	fuzz_check_findings(&f, &fixed);
	policy_excludes(&policy, "templates/web.cfg");
	finding_add(&f.findings, RULE_MAC_FOREIGN_OUI, span_make(f.file, 0, 0), "x");
	policy_apply(&policy, &f.findings);
	FUZZ_REQUIRE(f.findings.error == 0);
	fuzz_close(&f);
	fuzz_open(&f, ".xencfg.conf", fuzz_text(data, size));
	read_policy(&f, &policy, &second);
	fuzz_close(&f);
	fuzz_require_same(&first, &second);
	sb_free(&fixed);
	return 0;
}
