/*
 * extra.c - a guest's "extra_cfg": raw lines that must be safe to write.
 *
 * Our own reader of the target's dialect has to accept them, and they may
 * set nothing that compile writes: xm executes its configs as root, so
 * what xencfg cannot read completely is refused.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/domu.h>
#include <xencfg/sb.h>
#include "guests.h"

/* The lines of one guest as a file of their own, and the way back to their places. */
struct extra {
	struct description *d;
	const struct guest *guest;
	struct arena arena;
	struct sources sources;
	struct findings findings;
	struct domu *domu;
};

/* The place in the description of bytes of the joined lines. */
static struct span place_of(const struct extra *x, struct span at)
{
	const struct cells *lines = &x->guest->extra_cfg;
	size_t begin = 0;

	for (size_t i = 0; i < lines->n; i++) {
		const struct cell *line = &lines->items[i];
		size_t end = begin + line->text.n;

		if (at.begin <= end) {
			size_t from = at.begin - begin, to = at.end < end ? at.end - begin : line->text.n;
			struct text piece = { line->text.s + from, to > from ? to - from : 0 };

			return piece.n ? text_span(x->d->sources, piece, line->at) : line->at;
		}
		begin = end + 1;
	}
	return lines->at;
}

static int join(struct extra *x, struct text *ret)
{
	struct sb joined = { 0 };

	for (size_t i = 0; i < x->guest->extra_cfg.n; i++) {
		sb_text(&joined, x->guest->extra_cfg.items[i].text);
		sb_byte(&joined, '\n');
	}
	*ret = (struct text){ joined.error ? NULL : arena_string(&x->arena, sb_view(&joined)), joined.n };
	sb_free(&joined);
	return ret->s ? 0 : -ENOMEM;
}

/* What the reader found becomes findings of the description. */
static void pass_on(struct extra *x)
{
	for (const struct finding *f = x->findings.first; f; f = f->next) {
		struct finding *copy;

		if (f->severity == SEVERITY_NOTE)
			continue;
		copy = finding_add(x->d->out, f->rule, place_of(x, f->at), "in \"extra_cfg\": %s", f->message);
		finding_severity(x->d->out, copy, f->severity);
		if (f->help)
			finding_help(x->d->out, copy, "%s", f->help);
	}
}

static const struct setting *written_setting(const struct setting *settings, size_t n, struct text key)
{
	for (size_t i = 0; i < n; i++)
		if (text_is(key, key_lists[KEYS_DOMU].keys[settings[i].key].name))
			return &settings[i];
	return NULL;
}

/* compile writes these whether or not the guest says anything of them. */
static bool always_written(struct text key)
{
	return text_is(key, "name") || text_is(key, "vif") || text_is(key, "dhcp");
}

static void check_assignment(struct extra *x, const struct domu_assignment *a)
{
	const struct host *host = x->d->host;
	const struct setting *own = written_setting(x->guest->settings, x->guest->n_settings, a->key);
	struct finding *f;

	if (!own)
		own = written_setting(host->defaults, host->n_defaults, a->key);
	if (own || always_written(a->key)) {
		f = finding_add(x->d->out, RULE_DUPLICATE_KEY, place_of(x, a->key_at),
		                "\"extra_cfg\" sets \"%.*s\", which xencfg writes itself", TEXT_ARG(a->key));
		if (own)
			finding_label(x->d->out, f, own->key_at, "it is set here");
		finding_help(x->d->out, f, "say it in the description only");
	} else if (x->domu->accepted && (a->helper || a->value.kind == DOMU_UNKNOWN)) {
		finding_add(x->d->out, RULE_PYTHON_NEEDED, place_of(x, a->key_at),
		            "only a running Python knows what this makes of \"%.*s\"; \"extra_cfg\" takes plain "
		            "assignments",
		            TEXT_ARG(a->key));
	}
}

static int read_lines(struct extra *x)
{
	struct description *d = x->d;
	enum domu_dialect dialect = d->host->toolstack == TOOLSTACK_XEND ? DOMU_XM : DOMU_XL;
	size_t before = d->out->n;
	struct text text;
	uint32_t file;

	if (join(x, &text) < 0)
		return -ENOMEM;
	file = sources_add(&x->sources, "extra_cfg", text);
	if (!file || domu_read(&x->arena, &x->sources, file, dialect, &x->findings, &x->domu) < 0)
		return -ENOMEM;
	pass_on(x);
	for (size_t i = 0; i < x->domu->n; i++)
		check_assignment(x, &x->domu->items[i]);
	if (d->out->n == before && (x->domu->dynamic || !x->domu->accepted))
		finding_add(d->out, RULE_PYTHON_NEEDED, x->guest->extra_cfg.items[0].at,
		            "xencfg cannot tell what these lines do; \"extra_cfg\" takes plain assignments");
	return x->findings.error;
}

int extra_check(struct description *d, const struct guest *guest)
{
	struct extra x = { .d = d, .guest = guest };
	int error;

	if (guest->extra_cfg.n == 0)
		return 0;
	x.sources.arena = &x.arena;
	findings_init(&x.findings, &x.arena);
	error = read_lines(&x);
	arena_free(&x.arena);
	return error;
}
