/*
 * domu.c - a domU file on the way that lint takes it, and what must hold there.
 *
 * A file that was accepted stays so when its fixes are applied: they are said to be certain.
 */
#include <xencfg/cfg.h>
#include <xencfg/lint.h>
#include <xencfg/suppress.h>
#include "domu.h"

static void check_value(const struct fuzz *f, const struct domu_value *v)
{
	fuzz_check_span(f, v->at);
	if (v->verbatim) {
		FUZZ_REQUIRE(v->text_at + v->text.n <= f->text.n);
		FUZZ_REQUIRE(text_same(v->text, (struct text){ f->text.s + v->text_at, v->text.n }));
	}
	for (size_t i = 0; i < v->n; i++)
		check_value(f, &v->items[i]);
}

struct domu *fuzz_domu_read(struct fuzz *f, enum domu_dialect dialect)
{
	struct domu *domu;

	FUZZ_REQUIRE(domu_read(&f->arena, &f->sources, f->file, dialect, &f->findings, &domu) == 0);
	for (size_t i = 0; i < domu->n; i++) {
		fuzz_check_span(f, domu->items[i].key_at);
		check_value(f, &domu->items[i].value);
		FUZZ_REQUIRE(domu_find(domu, domu->items[i].key) >= &domu->items[i]);
	}
	return domu;
}

static void put_value(struct sb *out, const struct domu_value *v)
{
	sb_printf(out, " (%d%s", (int)v->kind, v->quoted ? "q" : "");
	fuzz_put_span(out, v->at);
	fuzz_put_text(out, v->text);
	sb_printf(out, " %lld", v->kind == DOMU_STRING ? 0 : v->number);
	for (size_t i = 0; i < v->n; i++)
		put_value(out, &v->items[i]);
	sb_byte(out, ')');
}

void fuzz_domu_put(struct sb *out, const struct domu *domu)
{
	sb_printf(out, "%d %d\n", domu->accepted, domu->dynamic);
	for (size_t i = 0; i < domu->n; i++) {
		const struct domu_assignment *a = &domu->items[i];

		fuzz_put_text(out, a->key);
		fuzz_put_span(out, a->key_at);
		sb_printf(out, " %d %d %d", a->append, a->used, a->helper);
		put_value(out, &a->value);
		sb_byte(out, '\n');
	}
}

/* The guest alone on a host with two bridges, of a release that the text chooses, or of one that nobody knows. */
static void judge(struct fuzz *f, const struct domu *domu, enum toolstack toolstack)
{
	struct bridge bridges[] = { { .name = { TEXT("lan"), { 0 } } }, { .name = { TEXT("xenbr0"), { 0 } } } };
	unsigned release = fuzz_choose(f->text, n_releases + 1);
	struct host host = { .toolstack = toolstack, .bridges = bridges, .n_bridges = 2 };
	struct claims claims = { 0 };
	struct guest *guest;

	if (release < n_releases && !releases[release].has[toolstack])
		release = n_releases;
	host.release_known = release < n_releases;
	host.release = host.release_known ? release : release_newest(toolstack);
	FUZZ_REQUIRE(host_index_bridges(&host, &f->arena) == 0);
	FUZZ_REQUIRE(cfg_guest(&f->arena, &f->sources, f->file, domu, toolstack, fuzz_choose(f->text, 2), release,
	                       &f->findings, &guest) == 0);
	host.guests = guest;
	host.n_guests = 1;
	host.vifs = guest->vifs;
	host.n_vifs = guest->n_vifs;
	host_connect_vifs(&host);
	FUZZ_REQUIRE(lint_guests(&host, &f->sources, &f->arena, &f->arena, &claims, &f->findings) == 0);
	FUZZ_REQUIRE(claims_compare(&claims, NULL, &f->findings) == 0);
}

/* Returns whether the file is accepted. */
static bool lint(struct fuzz *f, enum domu_dialect dialect, struct sb *out)
{
	struct suppressions suppressions = { 0 };
	const struct domu *domu = fuzz_domu_read(f, dialect);

	fuzz_domu_put(out, domu);
	FUZZ_REQUIRE(domu->accepted || f->findings.n > 0);
	if (domu->accepted)
		judge(f, domu, dialect == DOMU_XL ? TOOLSTACK_XL : TOOLSTACK_XEND);
	FUZZ_REQUIRE(suppress_read(&f->arena, &f->sources, f->file, &f->findings, &suppressions) == 0);
	FUZZ_REQUIRE(suppress_apply(&suppressions, &f->findings) == 0);
	fuzz_put_findings(out, &f->findings);
	return domu->accepted;
}

static void lint_fixed(struct text text, enum domu_dialect dialect, bool accepted)
{
	struct fuzz f;

	fuzz_open(&f, "web.cfg", text);
	FUZZ_REQUIRE(fuzz_domu_read(&f, dialect)->accepted || !accepted);
	fuzz_close(&f);
}

void fuzz_domu(struct text text, enum domu_dialect dialect)
{
	struct sb first = { 0 }, second = { 0 }, fixed = { 0 };
	struct fuzz f;
	bool accepted;

	fuzz_open(&f, "web.cfg", text);
	accepted = lint(&f, dialect, &first);
	if (fuzz_check_findings(&f, &fixed))
		lint_fixed(sb_view(&fixed), dialect, accepted);
	fuzz_close(&f);
	fuzz_open(&f, "web.cfg", text);
	lint(&f, dialect, &second);
	fuzz_close(&f);
	fuzz_require_same(&first, &second);
	sb_free(&fixed);
}
