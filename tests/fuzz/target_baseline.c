/*
 * target_baseline.c - a baseline: what is none is one finding; what is one is compared with today's findings.
 */
#include <errno.h>
#include <xencfg/baseline.h>
#include "fuzz.h"

static int read_baseline(struct fuzz *f, struct sb *out, struct baseline *ret)
{
	int r = baseline_read(&f->arena, &f->sources, f->file, &f->findings, ret);

	FUZZ_REQUIRE(r == 0 ? f->findings.n == 0 : r == -EINVAL && f->findings.n == 1);
	for (size_t i = 0; r == 0 && i < ret->n; i++)
		sb_printf(out, "%s %s %llx\n", ret->entries[i].code, ret->entries[i].file,
		          (unsigned long long)ret->entries[i].fingerprint);
	fuzz_put_findings(out, &f->findings);
	return r;
}

/* A baseline of the findings that are there drops them all. */
static void check_written(struct fuzz *f)
{
	struct sb text = { 0 };
	struct baseline baseline;
	uint32_t file;

	finding_add(&f->findings, RULE_MAC_FOREIGN_OUI, span_make(f->file, 0, f->text.n), "one");
	finding_add(&f->findings, RULE_MAC_MISSING, span_make(f->file, f->text.n / 2, f->text.n), "other");
	FUZZ_REQUIRE(baseline_write(&text, &f->sources, &f->findings) == 0);
	file = sources_add(&f->sources, "baseline", sb_view(&text));
	FUZZ_REQUIRE(baseline_read(&f->arena, &f->sources, file, &f->findings, &baseline) == 0);
	FUZZ_REQUIRE(baseline.n == f->findings.n);
	FUZZ_REQUIRE(baseline_apply(&baseline, &f->sources, &f->findings) == 0);
	FUZZ_REQUIRE(f->findings.n == 0);
	sb_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sb first = { 0 }, second = { 0 };
	struct baseline baseline;
	struct fuzz f;

	fuzz_open(&f, "web.cfg", fuzz_text(data, size));
	if (read_baseline(&f, &first, &baseline) == 0)
		FUZZ_REQUIRE(baseline_apply(&baseline, &f.sources, &f.findings) == 0);
	fuzz_check_findings(&f, NULL);
	check_written(&f);
	fuzz_close(&f);
	fuzz_open(&f, "web.cfg", fuzz_text(data, size));
	read_baseline(&f, &second, &baseline);
	fuzz_close(&f);
	fuzz_require_same(&first, &second);
	return 0;
}
