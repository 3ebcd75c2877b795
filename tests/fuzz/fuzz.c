/*
 * fuzz.c - see fuzz.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <xencfg/fingerprint.h>
#include <xencfg/fix.h>
#include <xencfg/hash.h>
#include <xencfg/report.h>
#include "fuzz.h"

/* How many more inputs are only read than are reported in some format, too: that takes longer than most readers. */
enum { SELDOM = 8 };

void fuzz_fail(const char *file, unsigned line, const char *condition)
{
	fprintf(stderr, "%s:%u: does not hold: %s\n", file, line, condition);
	abort();
}

void fuzz_open(struct fuzz *f, const char *name, struct text text)
{
	*f = (struct fuzz){ .text = text };
	f->sources.arena = &f->arena;
	findings_init(&f->findings, &f->arena);
	f->file = sources_add(&f->sources, name, text);
	FUZZ_REQUIRE(f->file != 0);
}

void fuzz_close(struct fuzz *f)
{
	sources_free(&f->sources);
	arena_free(&f->arena);
}

unsigned fuzz_choose(struct text text, unsigned n)
{
	return (unsigned)(hash_add(HASH_START, text) >> 33) % n;
}

void fuzz_check_span(const struct fuzz *f, struct span at)
{
	if (at.file == 0)
		return;
	FUZZ_REQUIRE(at.file <= f->sources.n);
	FUZZ_REQUIRE(at.begin <= at.end);
	FUZZ_REQUIRE(at.end <= f->sources.items[at.file].text.n);
}

static void check_place(struct fuzz *f, struct span at)
{
	struct place place;

	fuzz_check_span(f, at);
	FUZZ_REQUIRE(span_place(&f->sources, at, &place) == 0);
	FUZZ_REQUIRE(!at.file || (place.line >= 1 && place.column >= 1));
	FUZZ_REQUIRE(place.line <= place.end_line);
	FUZZ_REQUIRE(place.line < place.end_line || place.column <= place.end_column);
}

static void check_finding(struct fuzz *f, const struct finding *finding)
{
	FUZZ_REQUIRE(finding->rule < RULES);
	FUZZ_REQUIRE(finding->severity > SEVERITY_OFF && finding->severity <= SEVERITY_ERROR);
	FUZZ_REQUIRE(finding->message && finding->message[0]);
	check_place(f, finding->at);
	for (const struct label *label = finding->labels; label; label = label->next)
		check_place(f, label->at);
	FUZZ_REQUIRE(!finding->fix == !finding->fix_at.file);
	if (finding->fix)
		check_place(f, finding->fix_at);
}

/* Nothing that is written moves a cursor or ends a message early. */
static void check_report(struct fuzz *f, struct finding *const *sorted)
{
	static const struct report_style style = { .width = 80, .lowest = SEVERITY_NOTE };
	struct report_input in = { &f->sources, sorted, f->findings.n, 1, &style, "1" };
	unsigned which = fuzz_choose(f->text, (unsigned)n_report_formats * SELDOM);
	struct sb out = { 0 };

	FUZZ_REQUIRE(report_formats[which % n_report_formats].name);
	if (which < n_report_formats) {
		FUZZ_REQUIRE(report_formats[which].write(&out, &in) == 0);
		for (size_t i = 0; i < out.n; i++)
			FUZZ_REQUIRE((unsigned char)out.s[i] >= ' ' || out.s[i] == '\n' || out.s[i] == '\t');
	}
	FUZZ_REQUIRE(findings_fingerprints(&f->sources, sorted, f->findings.n, &f->arena));
	sb_free(&out);
}

bool fuzz_check_findings(struct fuzz *f, struct sb *fixed)
{
	struct finding **sorted = findings_sorted(&f->findings, &f->sources);
	bool *applied = arena_array(&f->arena, f->findings.n + 1, sizeof(*applied));
	size_t n = 0;

	FUZZ_REQUIRE(sorted && applied && !f->findings.error);
	for (const struct finding *finding = f->findings.first; finding; finding = finding->next, n++)
		check_finding(f, finding);
	FUZZ_REQUIRE(n == f->findings.n);
	check_report(f, sorted);
	if (!fixed)
		return false;
	FUZZ_REQUIRE(fix_apply(fixed, f->text, f->file, sorted, n, applied) == 0);
	return !text_same(sb_view(fixed), f->text);
}

void fuzz_put_span(struct sb *out, struct span at)
{
	sb_printf(out, " %u:%u-%u", at.file, at.begin, at.end);
}

void fuzz_put_text(struct sb *out, struct text text)
{
	sb_printf(out, " %zu:", text.n);
	sb_text(out, text);
}

void fuzz_put_findings(struct sb *out, const struct findings *findings)
{
	for (const struct finding *f = findings->first; f; f = f->next) {
		sb_printf(out, "%s %d", rule_infos[f->rule].code, (int)f->severity);
		fuzz_put_span(out, f->at);
		fuzz_put_text(out, text_of(f->message));
		fuzz_put_text(out, text_of(f->help));
		fuzz_put_span(out, f->fix_at);
		fuzz_put_text(out, text_of(f->fix));
		for (const struct label *label = f->labels; label; label = label->next) {
			fuzz_put_span(out, label->at);
			fuzz_put_text(out, text_of(label->message));
		}
		sb_byte(out, '\n');
	}
}

void fuzz_require_same(struct sb *a, struct sb *b)
{
	FUZZ_REQUIRE(!a->error && !b->error);
	if (!text_same(sb_view(a), sb_view(b)))
		fprintf(stderr, "--- one\n%.*s\n--- other\n%.*s\n---\n", TEXT_ARG(sb_view(a)), TEXT_ARG(sb_view(b)));
	FUZZ_REQUIRE(text_same(sb_view(a), sb_view(b)));
	sb_free(a);
	sb_free(b);
}
