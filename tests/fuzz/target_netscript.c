/*
 * target_netscript.c - a network script: its calls of network-bridge, and what they do to each other.
 */
#include <xencfg/netscript.h>
#include <xencfg/suppress.h>
#include "fuzz.h"

static void put_name(struct fuzz *f, struct sb *out, const struct netscript_name *name)
{
	if (name->certainty != NETSCRIPT_NO_NAME)
		fuzz_check_span(f, name->at);
	sb_printf(out, " %d", (int)name->certainty);
	fuzz_put_text(out, name->text);
}

static void put_call(struct fuzz *f, struct sb *out, const struct netscript_call *call, unsigned release)
{
	struct netscript_name name;

	fuzz_check_span(f, call->at);
	fuzz_check_span(f, call->script_at);
	fuzz_check_span(f, call->word.at);
	fuzz_check_span(f, call->branch.at);
	sb_printf(out, "\n%d %d %u", (int)call->callee, (int)call->command, call->list);
	fuzz_put_span(out, call->at);
	for (size_t i = 0; i < call->n_arguments; i++) {
		const struct netscript_argument *a = &call->arguments[i];

		fuzz_check_span(f, a->at);
		fuzz_check_span(f, a->name.at);
		fuzz_check_span(f, a->value.at);
		fuzz_put_text(out, a->name.text);
		fuzz_put_text(out, a->value.text);
	}
	FUZZ_REQUIRE(netscript_call_netdev(call, release, &f->arena, &name) == 0);
	put_name(f, out, &name);
	FUZZ_REQUIRE(netscript_call_bridge(call, release, &f->arena, &name) == 0);
	put_name(f, out, &name);
}

static void lint(struct fuzz *f, struct sb *out)
{
	unsigned release = fuzz_choose(f->text, n_releases + 1);
	struct suppressions suppressions = { 0 };
	struct netscript *script;

	FUZZ_REQUIRE(netscript_read(&f->arena, &f->sources, f->file, &f->findings, &script) == 0);
	for (size_t i = 0; i < script->n_calls; i++)
		put_call(f, out, &script->calls[i], release);
	FUZZ_REQUIRE(netscript_check_clashes(&f->arena, script, release, &f->findings) == 0);
	FUZZ_REQUIRE(suppress_read(&f->arena, &f->sources, f->file, &f->findings, &suppressions) == 0);
	FUZZ_REQUIRE(suppress_apply(&suppressions, &f->findings) == 0);
	fuzz_put_findings(out, &f->findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sb first = { 0 }, second = { 0 }, fixed = { 0 };
	struct fuzz f;

	fuzz_open(&f, "my-network-bridge", fuzz_text(data, size));
	lint(&f, &first);
	fuzz_check_findings(&f, &fixed);
	fuzz_close(&f);
	fuzz_open(&f, "my-network-bridge", fuzz_text(data, size));
	lint(&f, &second);
	fuzz_close(&f);
	fuzz_require_same(&first, &second);
	sb_free(&fixed);
	return 0;
}
