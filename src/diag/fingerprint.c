/*
 * fingerprint.c - hashes what stays the same of a finding.
 *
 * Takes neither lines nor messages: the former move, the latter are better
 * worded in a later release.
 */
#include <stdlib.h>
#include <xencfg/fingerprint.h>
#include <xencfg/hash.h>

struct common {
	uint64_t hash; /* of what equal findings have in common */
	size_t index;  /* among the sorted */
};

static int compare(const void *a, const void *b)
{
	const struct common *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* The terminator keeps "ab" + "c" from being "a" + "bc". */
static uint64_t hash_string(uint64_t hash, const char *s)
{
	return hash_add(hash, (struct text){ s, strlen(s) + 1 });
}

static uint64_t hash_common(struct sources *sources, const struct finding *f)
{
	const struct source *source = sources_get(sources, f->at.file);
	uint64_t hash = hash_string(HASH_START, rule_infos[f->rule].code);

	hash = hash_string(hash, source ? source->name : "");
	return hash_add(hash, span_text(sources, f->at));
}

uint64_t *findings_fingerprints(struct sources *sources, struct finding *const *sorted, size_t n, struct arena *arena)
{
	struct common *all = arena_array(arena, n + 1, sizeof(*all));
	uint64_t *fingerprints = arena_array(arena, n + 1, sizeof(*fingerprints));
	size_t occurrence = 0;

	if (!all || !fingerprints)
		return NULL;
	for (size_t i = 0; i < n; i++)
		all[i] = (struct common){ hash_common(sources, sorted[i]), i };
	qsort(all, n, sizeof(*all), compare);
	for (size_t i = 0; i < n; i++) {
		char number[24];
		size_t digits = 0;

		occurrence = i && all[i].hash == all[i - 1].hash ? occurrence + 1 : 0;
		/* In decimal digits, last one first: bytes of a number would differ between machines. */
		number[digits++] = '\0';
		for (size_t rest = occurrence; rest; rest /= 10)
			number[digits++] = (char)('0' + rest % 10);
		fingerprints[all[i].index] = hash_add(all[i].hash, (struct text){ number, digits });
	}
	return fingerprints;
}
