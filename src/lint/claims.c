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
	[CLAIM_NAME] = { .test = any_clash, .report = name_report, .variants = true },
	[CLAIM_UUID] = { .test = uuid_clash, .report = uuid_report, .variants = true },
	[CLAIM_MAC] = { .test = mac_clash, .report = mac_report, .anywhere = true },
	[CLAIM_IP] = { .test = ip_clash, .report = ip_report },
	[CLAIM_VIFNAME] = { .test = any_clash, .report = vifname_report },
	[CLAIM_DISK] = { .test = other_guest_clash, .report = disk_report },
	[CLAIM_DISPLAY] = { .test = other_guest_clash, .report = display_report },
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

int claimants_make(struct check *cx)
{
	const struct host *host = cx->host;

	if (!cx->claims)
		return 0;
	cx->claimants = arena_array(cx->keep ? cx->keep : cx->arena, host->n_guests, sizeof(*cx->claimants));
	if (!cx->claimants)
		return -ENOMEM;
	for (size_t i = 0; i < host->n_guests; i++)
		cx->claimants[i] = (struct claimant){ .name = keep_text(cx, host->guests[i].name.text),
			                              .described = host->described,
			                              .generated = host->guests[i].generated };
	return cx->error;
}

/* A place for one more claim of the kind; NULL when memory is out. */
static struct claim *take_place(struct check *cx, enum claim_kind kind)
{
	struct claim_block *block = cx->claims->blocks[kind];

	if (!block || block->n == CLAIMS_A_BLOCK) {
		block = arena_alloc(cx->keep ? cx->keep : cx->arena, sizeof(*block));
		if (!block)
			return NULL;
		block->next = cx->claims->blocks[kind];
		cx->claims->blocks[kind] = block;
	}
	cx->claims->n[kind]++;
	return &block->items[block->n++];
}

struct claim *claim_add(struct check *cx, enum claim_kind kind, const struct guest *guest, struct text key,
                        struct span at)
{
	struct claim *claim;

	if (!cx->claims)
		return NULL;
	claim = take_place(cx, kind);
	if (!claim) {
		cx->error = -ENOMEM;
		return NULL;
	}
	claim->claimant = guest ? &cx->claimants[guest - cx->host->guests] : NULL;
	/* The name is kept already. */
	claim->key = kind == CLAIM_NAME && guest ? claim->claimant->name : keep_text(cx, key);
	claim->hash = hash_add(HASH_START, key);
	claim->at = at;
	return claim;
}

void claim_where(struct check *cx, struct claim *claim, struct text where)
{
	struct claims *claims = cx->claims;
	struct text *place;

	if (!claim)
		return;
	for (int i = 0; i < CLAIM_PLACES; i++)
		if (claims->places[i] && text_same(*claims->places[i], where)) {
			claim->where = claims->places[i];
			return;
		}
	place = arena_alloc(cx->keep ? cx->keep : cx->arena, sizeof(*place));
	if (!place) {
		cx->error = -ENOMEM;
		return;
	}
	*place = keep_text(cx, where);
	claim->where = claims->places[claims->next_place++ % CLAIM_PLACES] = place;
}

void claims_join(struct claims *list, struct claims *more)
{
	for (int kind = 0; kind < CLAIM_KINDS; kind++) {
		struct claim_block **last = &list->blocks[kind];

		while (*last)
			last = &(*last)->next;
		*last = more->blocks[kind];
		list->n[kind] += more->n[kind];
		more->blocks[kind] = NULL;
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
static bool may_repeat(const struct claim_block *block, size_t n)
{
	size_t size = 16;
	uint64_t *seen;
	bool found = false;

	while (size < n * 2)
		size *= 2;
	seen = calloc(size, sizeof(*seen));
	for (; seen && block && !found; block = block->next)
		for (unsigned i = 0; i < block->n && !found; i++) {
			/* 0 is an empty place of the table. */
			uint64_t hash = block->items[i].hash | 1;
			size_t at = (size_t)(hash ^ hash >> 32) & (size - 1);

			while (seen[at] && seen[at] != hash)
				at = (at + 1) & (size - 1);
			found = seen[at] == hash;
			seen[at] = hash;
		}
	free(seen);
	return found || !seen;
}

/* The claims of a kind by key and place; none when no key stands twice. */
struct sorted {
	struct claim **items;
	size_t n;
};

static int sort(const struct claims *list, enum claim_kind kind, struct sorted *ret)
{
	struct claim **items;
	size_t n = 0;

	*ret = (struct sorted){ NULL, 0 };
	if (!may_repeat(list->blocks[kind], list->n[kind]))
		return 0;
	items = calloc(list->n[kind], sizeof(struct claim *));
	if (!items)
		return -ENOMEM;
	for (struct claim_block *block = list->blocks[kind]; block; block = block->next)
		for (unsigned i = 0; i < block->n; i++)
			items[n++] = &block->items[i];
	qsort(items, n, sizeof(struct claim *), compare);
	*ret = (struct sorted){ items, n };
	return 0;
}

static struct claimant *first_variant(struct claimant *guest)
{
	while (guest->variant && guest->variant != guest)
		guest = guest->variant;
	return guest;
}

static void join(struct claimant *a, struct claimant *b)
{
	if (a->told && b->told)
		return;
	a = first_variant(a);
	b = first_variant(b);
	a->variant = a;
	b->variant = a;
}

static void find_variants(const struct sorted *sorted)
{
	for (size_t i = 1; i < sorted->n; i++)
		if (text_same(sorted->items[i]->key, sorted->items[i - 1]->key))
			join(sorted->items[i - 1]->claimant, sorted->items[i]->claimant);
}

static bool are_variants(struct claimant *a, struct claimant *b)
{
	return a && b && a != b && a->variant && first_variant(a) == first_variant(b);
}

static struct pair pair_of(const struct claim_home *homes, const struct claim *later, const struct claim *earlier)
{
	struct pair pair = { later, earlier, CLASH_NONE, true, true, false };

	if (homes) {
		const struct claim_home *a = &homes[later->at.file], *b = &homes[earlier->at.file];

		pair.one_host = a->host == b->host;
		pair.one_folder = a->folder == b->folder;
		pair.known = !pair.one_host && a->known && b->known;
	}
	return pair;
}

/* Is it worth a look at all: not yet told, of one host or between hosts to be compared? */
static bool is_compared(enum claim_kind kind, const struct pair *pair)
{
	struct claimant *a = pair->later->claimant, *b = pair->earlier->claimant;

	if (a && b) {
		if ((a->told && b->told && pair->one_host) || (a->told && b->generated) || (a->generated && b->told))
			return false;
		if (!clash_rules[kind].variants && are_variants(a, b) && !pair->known)
			return false;
	}
	return pair->one_host || !pair->known || clash_rules[kind].anywhere;
}

static enum clash clash_of(enum claim_kind kind, const struct pair *pair)
{
	if (!is_compared(kind, pair))
		return CLASH_NONE;
	/* A guest that moves to the other host meets its double there. */
	if (!pair->one_host && clash_rules[kind].anywhere)
		return CLASH_FULL;
	return clash_rules[kind].test(pair->later, pair->earlier);
}

/* The earlier claim that it clashes with the most, of its own host rather than of another. False: none. */
static bool find_clash(enum claim_kind kind, const struct claim_home *homes, struct claim *const *first,
                       struct claim *const *item, struct pair *ret)
{
	int most = 0;

	for (struct claim *const *other = first; other < item; other++) {
		struct pair pair;
		int weight;

		if (other > first && item - other > LOOKED_AT)
			other = item - LOOKED_AT;
		pair = pair_of(homes, *item, *other);
		pair.clash = clash_of(kind, &pair);
		weight = pair.clash == CLASH_NONE ? 0 : 2 * (int)pair.clash + pair.one_host;
		if (weight <= most)
			continue;
		most = weight;
		*ret = pair;
	}
	return most > 0;
}

static void report(enum claim_kind kind, const struct pair *pair, struct findings *out)
{
	struct finding *f = clash_rules[kind].report(out, pair);

	if (f && f->severity == SEVERITY_ERROR && !pair->one_host && !pair->known)
		finding_severity(out, f, SEVERITY_WARNING);
	if (pair->known && are_variants(pair->later->claimant, pair->earlier->claimant)) {
		finding_severity(out, f, SEVERITY_WARNING);
		finding_help(out, f, "if it is one guest that moves between the hosts, all is well");
	}
}

static void compare_kind(enum claim_kind kind, const struct sorted *sorted, const struct claim_home *homes,
                         struct findings *out)
{
	size_t first = 0;

	for (size_t i = 1; i < sorted->n; i++) {
		struct pair pair;

		if (!text_same(sorted->items[i]->key, sorted->items[first]->key))
			first = i;
		else if (find_clash(kind, homes, sorted->items + first, sorted->items + i, &pair))
			report(kind, &pair, out);
	}
}

int claims_compare(const struct claims *list, const struct claim_home *homes, struct findings *out)
{
	struct sorted sorted[CLAIM_KINDS];
	int error = 0;

	for (enum claim_kind kind = 0; kind < CLAIM_KINDS; kind++) {
		sorted[kind] = (struct sorted){ NULL, 0 };
		if (!error)
			error = sort(list, kind, &sorted[kind]);
		if (homes && clash_rules[kind].variants)
			find_variants(&sorted[kind]);
	}
	for (enum claim_kind kind = 0; kind < CLAIM_KINDS; kind++) {
		if (!error)
			compare_kind(kind, &sorted[kind], homes, out);
		free(sorted[kind].items);
	}
	return error ? error : out->error;
}
