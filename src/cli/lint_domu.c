/*
 * lint_domu.c - one domU .cfg, in the dialect that it must be, or in both.
 *
 * Where nobody said which toolstack reads it, and its syntax does not tell
 * either, it is judged as each would: what is wrong for both is wrong; what
 * is wrong for one says so, and is no error.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/cfg.h>
#include <xencfg/lint.h>
#include "lint.h"

static const char *const tool_names[TOOLSTACKS] = { [TOOLSTACK_XEND] = "xm", [TOOLSTACK_XL] = "xl" };

/* One reading of the file. */
struct reading {
	enum toolstack toolstack;
	struct text text;
	struct domu *domu;
	struct findings findings;
	struct finding **sorted; /* index_findings */
	size_t n_sorted;
};

static int keep_guest(struct lint_worker *worker, const struct lint_file *file, const struct host *host,
                      struct guest *guest)
{
	struct lint_kept *kept = arena_alloc(&worker->keep, sizeof(*kept));

	if (!kept)
		return -ENOMEM;
	*kept = (struct lint_kept){ file, *host, guest, worker->kept };
	worker->kept = kept;
	return 0;
}

/* The host of this guest alone. Its claims are kept where `keep` is given: of two readings one's are. */
static int judge(struct lint *l, struct lint_worker *worker, const struct lint_file *file, struct reading *r, bool sure,
                 struct arena *keep)
{
	const struct lint_home *home = file->folder->home;
	struct host host = *home->host[r->toolstack];
	struct guest *guest;
	int error;

	/* Of what the tool refuses nobody knows what it means. */
	if (!r->domu->accepted)
		return 0;
	error = cfg_guest(&worker->scratch, &l->sources, file->source, r->domu, r->toolstack, sure, l->release,
	                  &r->findings, &guest);
	if (error)
		return error;
	host.guests = guest;
	host.n_guests = 1;
	host.vifs = guest->vifs;
	host.n_vifs = guest->n_vifs;
	host_connect_vifs(&host);
	if (keep && l->keep_guests && keep_guest(worker, file, &host, guest) < 0)
		return -ENOMEM;
	return lint_guests(&host, &l->sources, &worker->scratch, keep, keep ? &worker->claims : NULL, &r->findings);
}

static int read(struct lint *l, struct lint_worker *worker, const struct lint_file *file, enum toolstack toolstack,
                struct reading *ret)
{
	*ret = (struct reading){ .toolstack = toolstack, .text = l->sources.items[file->source].text };
	findings_init(&ret->findings, &worker->keep);
	return domu_read(&worker->scratch, &l->sources, file->source, toolstack == TOOLSTACK_XL ? DOMU_XL : DOMU_XM,
	                 &ret->findings, &ret->domu);
}

/* The other reading; most files need not be read twice for it. */
static int read_as_xm(struct lint *l, struct lint_worker *worker, const struct lint_file *file,
                      const struct reading *xl, struct reading *ret)
{
	int error = domu_as_xm(&worker->scratch, &l->sources, xl->domu, file->source, &ret->domu);

	if (error || !ret->domu)
		return error ? error : read(l, worker, file, TOOLSTACK_XEND, ret);
	*ret = (struct reading){ .toolstack = TOOLSTACK_XEND, .text = xl->text, .domu = ret->domu };
	findings_init(&ret->findings, &worker->keep);
	return 0;
}

static void take(struct lint_worker *worker, struct reading *r)
{
	findings_join(&worker->findings, &r->findings);
}

static int compare(enum rule rule, struct span at, const struct finding *f)
{
	if (rule != f->rule)
		return rule < f->rule ? -1 : 1;
	return (at.begin > f->at.begin) - (at.begin < f->at.begin);
}

static int compare_findings(const void *a, const void *b)
{
	const struct finding *const *x = a, *const *y = b;

	return compare((*x)->rule, (*x)->at, *y);
}

/* For same_in: the findings by rule and place. */
static int index_findings(struct arena *arena, struct reading *r)
{
	r->sorted = arena_array(arena, r->findings.n, sizeof(struct finding *));
	if (!r->sorted)
		return -ENOMEM;
	for (struct finding *f = r->findings.first; f; f = f->next)
		r->sorted[r->n_sorted++] = f;
	if (r->n_sorted)
		qsort(r->sorted, r->n_sorted, sizeof(struct finding *), compare_findings);
	return 0;
}

static bool same_line(struct text text, struct span a, struct span b)
{
	uint32_t begin = a.begin < b.begin ? a.begin : b.begin, end = a.begin < b.begin ? b.begin : a.begin;

	return !memchr(text.s + begin, '\n', end - begin);
}

/*
 * The finding of the other dialect that says the same, if of another piece of the line; NULL when there is none. The
 * nearest ones of the rule, before and behind, tell.
 */
static struct finding *same_in(const struct reading *other, const struct finding *f)
{
	size_t low = 0, high = other->n_sorted;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(f->rule, f->at, other->sorted[middle]) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (size_t i = low ? low - 1 : 0; i <= low && i < other->n_sorted; i++)
		if (other->sorted[i]->rule == f->rule && same_line(other->text, other->sorted[i]->at, f->at))
			return other->sorted[i];
	return NULL;
}

/* What only one of them minds is said of that one. */
static void only(struct findings *list, struct finding *f, const char *minds, const char *minds_not, enum severity most)
{
	const char *message = arena_printf(list->arena, "%s (for %s; %s does not mind)", f->message, minds, minds_not);

	if (!message)
		list->error = -ENOMEM;
	else
		f->message = message;
	if (f->severity > most)
		finding_severity(list, f, most);
}

/*
 * Both read the file. What both mind is as grave as the milder one says; what only the likely one minds, a warning;
 * what only the other, a note.
 */
static void merge(struct reading *likely, struct reading *other)
{
	const char *likely_name = tool_names[likely->toolstack], *other_name = tool_names[other->toolstack];

	for (struct finding *f = likely->findings.first; f; f = f->next) {
		const struct finding *same = same_in(other, f);

		if (!same)
			only(&likely->findings, f, likely_name, other_name, SEVERITY_WARNING);
		else if (same->severity < f->severity)
			finding_severity(&likely->findings, f, same->severity);
	}
	for (struct finding *f = other->findings.first; f; f = f->next) {
		if (same_in(likely, f))
			finding_severity(&other->findings, f, SEVERITY_OFF);
		else
			only(&other->findings, f, other_name, likely_name, SEVERITY_NOTE);
	}
	findings_remove_off(&other->findings);
	findings_join(&likely->findings, &other->findings);
}

/* The toolstack that alone reads some of the keys; TOOLSTACKS: neither, or both. */
static enum toolstack told_by_keys(const struct domu *domu)
{
	bool told[TOOLSTACKS] = { false };

	for (size_t i = 0; i < domu->n; i++) {
		const struct key *key = domu->items[i].known;

		if (!key)
			continue;
		told[TOOLSTACK_XEND] |= key->use[TOOLSTACK_XL].types == 0;
		told[TOOLSTACK_XL] |= key->use[TOOLSTACK_XEND].types == 0;
	}
	if (told[TOOLSTACK_XEND] == told[TOOLSTACK_XL])
		return TOOLSTACKS;
	return told[TOOLSTACK_XEND] ? TOOLSTACK_XEND : TOOLSTACK_XL;
}

/* Only xm takes it. Where that is no matter of Python, xl's refusal is worth a note. */
static void add_refusal(struct reading *xm, struct reading *xl)
{
	for (struct finding *f = xl->findings.first; f; f = f->next) {
		if (xl->domu->python || same_in(xm, f))
			finding_severity(&xl->findings, f, SEVERITY_OFF);
		else
			only(&xl->findings, f, "xl", "xm", SEVERITY_NOTE);
	}
	findings_remove_off(&xl->findings);
	findings_join(&xm->findings, &xl->findings);
}

/* The likely one counts; the other is heard. */
static int judge_both(struct lint *l, struct lint_worker *worker, const struct lint_file *file, struct reading *likely,
                      struct reading *other)
{
	int error = judge(l, worker, file, likely, false, &worker->keep);

	if (!error)
		error = judge(l, worker, file, other, false, NULL);
	if (!error && (likely->findings.n || other->findings.n))
		error = index_findings(&worker->scratch, likely);
	if (!error && (likely->findings.n || other->findings.n))
		error = index_findings(&worker->scratch, other);
	if (!error)
		merge(likely, other);
	take(worker, likely);
	return error;
}

static int judge_one(struct lint *l, struct lint_worker *worker, const struct lint_file *file, struct reading *r,
                     bool sure)
{
	int error = judge(l, worker, file, r, sure, &worker->keep);

	take(worker, r);
	return error;
}

static int judge_undecided(struct lint *l, struct lint_worker *worker, const struct lint_file *file)
{
	enum toolstack told;
	struct reading xl, xm;
	int error = read(l, worker, file, TOOLSTACK_XL, &xl);

	if (error)
		return error;
	told = told_by_keys(xl.domu);
	/* A slip that xl refuses does not make it xm's. */
	if (told == TOOLSTACK_XL && !xl.domu->python)
		return judge_one(l, worker, file, &xl, false);
	error = read_as_xm(l, worker, file, &xl, &xm);
	if (error)
		return error;
	if (xl.domu->accepted && xm.domu->accepted)
		return told == TOOLSTACK_XEND ? judge_both(l, worker, file, &xm, &xl) :
		                                judge_both(l, worker, file, &xl, &xm);
	if (!xl.domu->accepted && xm.domu->accepted) {
		error = judge(l, worker, file, &xm, false, &worker->keep);
		if (!error)
			error = index_findings(&worker->scratch, &xm);
		if (!error)
			add_refusal(&xm, &xl);
		take(worker, &xm);
		return error;
	}
	/* Where neither takes it, the one that minds less. */
	if (!xl.domu->accepted && findings_errors(&xm.findings) < findings_errors(&xl.findings))
		return judge_one(l, worker, file, &xm, false);
	return judge_one(l, worker, file, &xl, false);
}

int lint_domu(struct lint *l, struct lint_worker *worker, const struct lint_file *file)
{
	enum toolstack told = l->toolstack != TOOLSTACKS ? l->toolstack : lint_toolstack_of(file);
	struct reading one;
	int error;

	if (told == TOOLSTACKS)
		return judge_undecided(l, worker, file);
	error = read(l, worker, file, told, &one);
	if (error)
		return error;
	/* What stands beside the file is not the last word. */
	if (l->toolstack == TOOLSTACKS && !one.domu->accepted)
		return judge_undecided(l, worker, file);
	return judge_one(l, worker, file, &one, true);
}
