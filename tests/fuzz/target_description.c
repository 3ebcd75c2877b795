/*
 * target_description.c - HOST.json on the way that compile takes it, up to the texts that it would write.
 *
 * What the reader takes, the rules survive; and what has no errors becomes files that our own readers take: a value
 * that would break out of its quotes is found here. Writes no file.
 */
#include <errno.h>
#include <xencfg/description.h>
#include <xencfg/embedded.h>
#include <xencfg/lint.h>
#include <xencfg/netscript.h>
#include <xencfg/sxp.h>
#include <xencfg/template.h>
#include <xencfg/want.h>
#include "domu.h"
#include "emit/views.h"

/* False: a value that the target cannot hold, as compile tells then. */
static bool render(struct fuzz *f, const char *name, const struct view_type *type, const struct view *view, bool conf,
                   struct sb *out)
{
	const struct value *bad = NULL;
	struct template template;
	uint32_t file = sources_add(&f->sources, name, embedded_find(name));
	int r;

	FUZZ_REQUIRE(file && template_read(&f->arena, &f->sources, file, type, &f->findings, &template) == 0);
	r = template_render(out, &template, conf ? SYNTAX_CONF : template.syntax, view, &bad);
	FUZZ_REQUIRE(r == 0 || (r == -EILSEQ && bad));
	if (bad)
		fuzz_check_span(f, bad->at);
	return r == 0;
}

static void check_guest(struct fuzz *f, const struct host *host, const struct guest *guest)
{
	bool xl = host->toolstack == TOOLSTACK_XL;
	struct sb text = { 0 };
	struct fuzz written;
	struct view view;

	FUZZ_REQUIRE(view_domu(host, guest, &f->arena, &view) == 0);
	if (render(f, "domu.cfg", &view_domu_type, &view, xl, &text)) {
		fuzz_open(&written, "web.cfg", sb_view(&text));
		FUZZ_REQUIRE(fuzz_domu_read(&written, xl ? DOMU_XL : DOMU_XM)->accepted);
		fuzz_close(&written);
	}
	sb_free(&text);
}

static void check_host(struct fuzz *f, const struct host *host)
{
	bool xl = host->toolstack == TOOLSTACK_XL;
	struct sb text = { 0 };
	struct fuzz written;
	struct view view;
	struct sxp *sxp;

	FUZZ_REQUIRE(view_host(host, &f->arena, &view) == 0);
	if (render(f, xl ? "xl.conf" : "xend-config.sxp", &view_host_type, &view, false, &text)) {
		fuzz_open(&written, "host", sb_view(&text));
		if (xl)
			FUZZ_REQUIRE(fuzz_domu_read(&written, DOMU_XL)->accepted);
		else
			FUZZ_REQUIRE(sxp_read(&written.arena, &written.sources, written.file, host->release,
			                      &written.findings, &sxp) == 0 &&
			             sxp->accepted);
		fuzz_close(&written);
	}
	sb_free(&text);
}

static void check_wrapper(struct fuzz *f, const struct host *host)
{
	struct netscript *script;
	struct sb text = { 0 };
	struct fuzz written;
	struct view view;

	FUZZ_REQUIRE(view_wrapper(host, &f->arena, &view) == 0);
	if (render(f, releases[host->release].wrapper, &view_wrapper_type, &view, false, &text)) {
		fuzz_open(&written, "wrapper", sb_view(&text));
		FUZZ_REQUIRE(netscript_read(&written.arena, &written.sources, written.file, &written.findings,
		                            &script) == 0);
		FUZZ_REQUIRE(findings_errors(&written.findings) == 0);
		FUZZ_REQUIRE(script->n_calls >= host->n_bridges);
		fuzz_close(&written);
	}
	sb_free(&text);
}

static struct host *lint(struct fuzz *f, struct sb *out)
{
	static const struct description_options options = { NULL, NULL };
	struct host *host = NULL;
	int r = description_read(&f->arena, &f->sources, f->file, &options, &f->findings, &host);

	FUZZ_REQUIRE(r == 0 || (r == -EINVAL && findings_errors(&f->findings) > 0));
	if (r == 0)
		FUZZ_REQUIRE(lint_run(host, &f->sources, &f->arena, NULL, &f->findings) == 0 &&
		             host_compute_macs(host) == 0);
	fuzz_put_findings(out, &f->findings);
	return r == 0 ? host : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sb first = { 0 }, second = { 0 }, fixed = { 0 };
	struct net_want want;
	struct host *host;
	struct fuzz f;

	fuzz_open(&f, "host.json", fuzz_text(data, size));
	host = lint(&f, &first);
	fuzz_check_findings(&f, &fixed);
	if (host && findings_errors(&f.findings) == 0) {
		check_host(&f, host);
		if (view_wants_wrapper(host))
			check_wrapper(&f, host);
		for (size_t i = 0; i < host->n_guests; i++)
			check_guest(&f, host, &host->guests[i]);
		FUZZ_REQUIRE(net_want_of(&f.arena, host, &want) == 0);
	}
	fuzz_close(&f);
	fuzz_open(&f, "host.json", fuzz_text(data, size));
	lint(&f, &second);
	fuzz_close(&f);
	fuzz_require_same(&first, &second);
	sb_free(&fixed);
	return 0;
}
