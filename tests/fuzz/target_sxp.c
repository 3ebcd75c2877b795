/*
 * target_sxp.c - xend-config.sxp: its S-expressions, its options, the calls of network-bridge in them.
 */
#include <xencfg/netscript.h>
#include <xencfg/suppress.h>
#include <xencfg/sxp.h>
#include "fuzz.h"

static void put_nodes(struct fuzz *f, struct sb *out, const struct sxp_node *node)
{
	for (; node; node = node->next) {
		fuzz_check_span(f, node->at);
		if (node->verbatim) {
			FUZZ_REQUIRE(node->text_at + node->text.n <= f->text.n);
			FUZZ_REQUIRE(text_same(node->text, (struct text){ f->text.s + node->text_at, node->text.n }));
		}
		sb_printf(out, "(%d%d", (int)node->kind, node->whole);
		fuzz_put_span(out, node->at);
		fuzz_put_text(out, node->text);
		put_nodes(f, out, node->first);
		sb_byte(out, ')');
	}
}

static void read_script(struct fuzz *f, const struct sxp *sxp, struct text key, unsigned release)
{
	const struct sxp_option *option = sxp_find(sxp, key);
	struct netscript *script;

	if (!option || !option->value || option->value->kind == SXP_LIST)
		return;
	FUZZ_REQUIRE(netscript_read_option(&f->arena, option->value, &f->findings, &script) == 0);
	FUZZ_REQUIRE(netscript_check_clashes(&f->arena, script, release, &f->findings) == 0);
}

static void lint(struct fuzz *f, struct sb *out)
{
	unsigned release = fuzz_choose(f->text, n_releases + 1);
	struct suppressions suppressions = { 0 };
	struct setting *settings;
	struct sxp *sxp;
	size_t n;

	FUZZ_REQUIRE(sxp_read(&f->arena, &f->sources, f->file, release, &f->findings, &sxp) == 0);
	FUZZ_REQUIRE(sxp->accepted || f->findings.n > 0);
	put_nodes(f, out, sxp->first);
	FUZZ_REQUIRE(sxp_settings(&f->arena, sxp, release, &f->findings, &settings, &n) == 0);
	for (size_t i = 0; i < n; i++) {
		FUZZ_REQUIRE(settings[i].key < key_lists[KEYS_HOST_OPTION].n);
		fuzz_check_span(f, settings[i].key_at);
		fuzz_check_span(f, settings[i].value.at);
		sb_printf(out, "\n%u %d", settings[i].key, (int)settings[i].value.kind);
	}
	read_script(f, sxp, TEXT("network-script"), release);
	read_script(f, sxp, TEXT("vif-script"), release);
	FUZZ_REQUIRE(suppress_read(&f->arena, &f->sources, f->file, &f->findings, &suppressions) == 0);
	FUZZ_REQUIRE(suppress_apply(&suppressions, &f->findings) == 0);
	fuzz_put_findings(out, &f->findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sb first = { 0 }, second = { 0 }, fixed = { 0 };
	struct fuzz f;

	fuzz_open(&f, "xend-config.sxp", fuzz_text(data, size));
	lint(&f, &first);
	fuzz_check_findings(&f, &fixed);
	fuzz_close(&f);
	fuzz_open(&f, "xend-config.sxp", fuzz_text(data, size));
	lint(&f, &second);
	fuzz_close(&f);
	fuzz_require_same(&first, &second);
	sb_free(&fixed);
	return 0;
}
