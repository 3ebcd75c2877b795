/*
 * claims.c - collects what guests claim, and finds what two of them do.
 *
 * What it means that a thing is claimed twice stands with its rule: in
 * mac.c, ip.c, vif.c, guest.c, disk.c and host.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/hash.h>
#include "checks.h"

/* How many earlier claims of one key are looked at, beside the first: hundreds are one mistake, not thousands. */
enum { LOOKED_AT = 64 };

static const struct clash_rule clash_rules[CLAIM_KINDS] = {
	[CLAIM_NAME] = { any_clash, name_report, true },
	[CLAIM_UUID] = { uuid_clash, uuid_report, true },
	[CLAIM_MAC] = { mac_clash, mac_report, false },
	[CLAIM_IP] = { ip_clash, ip_report, false },
	[CLAIM_VIFNAME] = { any_clash, vifname_report, false },
	[CLAIM_DISK] = { other_guest_clash, disk_report, false },
	[CLAIM_DISPLAY] = { other_guest_clash, display_report, false },
};

/* The text in the arena that outlives the model, where one was asked for. */
static struct text keep_text(struct check *cx, struct text t)
{
	char *s;

	if (!cx->keep || t.n == 0)
		return t;
	s = arena_string(cx->keep, t);
	if (!s)
		cx->error = -ENOMEM;
	return (struct text){ s, s ? t.n : 0 };
}

/* What is kept of a guest: enough to compare it and to name it. NULL when memory is out. */
static struct guest *keep_guest(struct check *cx, struct guest *from)
{
	struct guest *guest = cx->kept_guest;

	if (!cx->keep || !from || (guest && cx->kept_from == from))
		return cx->keep && from ? guest : from;
	guest = arena_alloc(cx->keep, sizeof(*guest));
	if (!guest)
		return NULL;
	*guest = (struct guest){ .at = from->at,
		                 .name = { keep_text(cx, from->name.text), from->name.at },
		                 .home = from->home,
		                 .homeless = from->homeless,
		                 .generated = from->generated,
		                 .described = from->described,
		                 .told = from->described };
	cx->kept_guest = guest;
	cx->kept_from = from;
	return guest;
}

struct claim *claim_add(struct check *cx, enum claim_kind kind, struct guest *from, struct text key, struct span at)
{
	struct guest *guest = keep_guest(cx, from);
	struct claim *claim = from && !guest ? NULL : arena_alloc(cx->keep ? cx->keep : cx->arena, sizeof(*claim));

	if (!claim) {
		cx->error = -ENOMEM;
		return NULL;
	}
	claim->key = keep_text(cx, key);
	claim->guest = guest;
	claim->at = at;
	claim->next = cx->claims->first[kind];
	cx->claims->first[kind] = claim;
	cx->claims->n[kind]++;
	return claim;
}

void claim_where(struct check *cx, struct claim *claim, struct text where)
{
	if (claim)
		claim->where = keep_text(cx, where);
}

void claims_join(struct claims *list, struct claims *more)
{
	for (int kind = 0; kind < CLAIM_KINDS; kind++) {
		struct claim **last = &more->first[kind];

		while (*last)
			last = &(*last)->next;
		*last = list->first[kind];
		list->first[kind] = more->first[kind];
		list->n[kind] += more->n[kind];
		more->first[kind] = NULL;
		more->n[kind] = 0;
	}
}

static int compare(const void *a, const void *b)
{
	const struct claim *x = *(struct claim *const *)a, *y = *(struct claim *const *)b;
	int order = text_compare(x->key, y->key);

	if (order)
		return order;
	if (x->at.file != y->at.file)
		return x->at.file < y->at.file ? -1 : 1;
	return (x->at.begin > y->at.begin) - (x->at.begin < y->at.begin);
}

/*
 * May a key stand twice? Nearly always none does, and one pass over a table
 * of hashes tells so; what it finds may still be two keys of one hash.
 */
static bool may_repeat(const struct claim *first, size_t n)
{
	size_t size = 16;
	uint64_t *seen;
	bool found = false;

	while (size < n * 2)
		size *= 2;
	seen = calloc(size, sizeof(*seen));
	for (; seen && first && !found; first = first->next) {
		/* 0 is an empty place of the table. */
		uint64_t hash = hash_add(HASH_START, first->key) | 1;
		size_t at = (size_t)(hash ^ hash >> 32) & (size - 1);

		while (seen[at] && seen[at] != hash)
			at = (at + 1) & (size - 1);
		found = seen[at] == hash;
		seen[at] = hash;
	}
	free(seen);
	return found || !seen;
}

/* The claims of a kind by key and place, for the caller to free; *ret_n 0 when no key stands twice. */
static int sort(const struct claims *list, enum claim_kind kind, struct claim ***ret, size_t *ret_n)
{
	struct claim **sorted;
	size_t n = 0;

	*ret = NULL;
	*ret_n = 0;
	if (!may_repeat(list->first[kind], list->n[kind]))
		return 0;
	sorted = calloc(list->n[kind], sizeof(struct claim *));
	if (!sorted)
		return -ENOMEM;
	for (struct claim *claim = list->first[kind]; claim; claim = claim->next)
		sorted[n++] = claim;
	qsort(sorted, n, sizeof(struct claim *), compare);
	*ret = sorted;
	*ret_n = n;
	return 0;
}

static struct guest *first_variant(struct guest *guest)
{
	while (guest->variant && guest->variant != guest)
		guest = guest->variant;
	return guest;
}

static void join(struct guest *a, struct guest *b)
{
	if (a->told && b->told)
		return;
	a = first_variant(a);
	b = first_variant(b);
	a->variant = a;
	b->variant = a;
}

int claims_find_variants(const struct claims *list)
{
	static const enum claim_kind kinds[] = { CLAIM_NAME, CLAIM_UUID };
	struct claim **sorted;
	size_t n;

	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		if (sort(list, kinds[k], &sorted, &n) < 0)
			return -ENOMEM;
		for (size_t i = 1; i < n; i++)
			if (text_same(sorted[i]->key, sorted[i - 1]->key))
				join(sorted[i - 1]->guest, sorted[i]->guest);
		free(sorted);
	}
	return 0;
}

static bool are_variants(struct guest *a, struct guest *b)
{
	return a && b && a != b && a->variant && first_variant(a) == first_variant(b);
}

static bool same_home(const struct claim *a, const struct claim *b)
{
	return !a->guest || !b->guest || a->guest->home == b->guest->home;
}

/* Is it worth a look at all: not yet told, of one home or between homes to be compared? */
static bool is_compared(enum claim_kind kind, const struct claim *later, const struct claim *earlier)
{
	struct guest *a = later->guest, *b = earlier->guest;

	if (!a || !b)
		return true;
	if ((a->told && b->told && a->home == b->home) || (a->told && b->generated) || (a->generated && b->told))
		return false;
	if (!clash_rules[kind].variants && are_variants(a, b))
		return false;
	return a->home == b->home || kind == CLAIM_MAC || (a->homeless && b->homeless);
}

/* The earlier claim that it clashes with the most, in its own home rather than in another; NULL: none. */
static const struct claim *find_clash(enum claim_kind kind, struct claim *const *first, struct claim *const *item,
                                      enum clash *ret)
{
	const struct claim *best = NULL;
	int most = 0;

	for (struct claim *const *other = first; other < item; other++) {
		enum clash clash;
		int weight;

		if (other > first && item - other > LOOKED_AT)
			other = item - LOOKED_AT;
		if (!is_compared(kind, *item, *other))
			continue;
		clash = clash_rules[kind].test(*item, *other);
		weight = clash == CLASH_NONE ? 0 : 2 * (int)clash + same_home(*item, *other);
		if (weight <= most)
			continue;
		most = weight;
		best = *other;
		*ret = clash;
	}
	return best;
}

static void report(enum claim_kind kind, const struct claim *later, const struct claim *earlier, enum clash clash,
                   struct findings *out)
{
	struct finding *f = clash_rules[kind].report(out, later, earlier, clash);

	if (!same_home(later, earlier) && (later->guest->homeless || earlier->guest->homeless) && f &&
	    f->severity == SEVERITY_ERROR)
		finding_severity(out, f, SEVERITY_WARNING);
}

int claims_compare(const struct claims *list, struct findings *out)
{
	for (enum claim_kind kind = 0; kind < CLAIM_KINDS; kind++) {
		struct claim **sorted;
		size_t n, first = 0;

		if (sort(list, kind, &sorted, &n) < 0)
			return -ENOMEM;
		for (size_t i = 1; i < n; i++) {
			const struct claim *other;
			enum clash clash;

			if (!text_same(sorted[i]->key, sorted[first]->key)) {
				first = i;
				continue;
			}
			other = find_clash(kind, sorted + first, sorted + i, &clash);
			if (other)
				report(kind, sorted[i], other, clash, out);
		}
		free(sorted);
	}
	return out->error;
}
