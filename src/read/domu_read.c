/*
 * domu_read.c - the entry to the readers of domU configs, and the list of assignments.
 *
 * Knows neither grammar and judges no value.
 */
#include <errno.h>
#include <xencfg/hash.h>

#include "bytes.h"
#include "domu_reader.h"

enum { FIRST_ROOM = 16, FIRST_SLOTS = 32 };

struct text reader_text(const struct domu_reader *r, size_t begin, size_t end)
{
	return (struct text){ r->text.s + begin, end - begin };
}

struct span reader_span(const struct domu_reader *r, size_t begin, size_t end)
{
	return span_make(r->file, begin, end);
}

struct text reader_excerpt(const struct domu_reader *r, size_t begin, size_t end)
{
	return bytes_excerpt(reader_text(r, begin, end));
}

size_t reader_line_end(const struct domu_reader *r, size_t at)
{
	const char *end = at < r->text.n ? memchr(r->text.s + at, '\n', r->text.n - at) : NULL;

	return end ? (size_t)(end - r->text.s) : r->text.n;
}

static struct finding *add(struct domu_reader *r, enum rule rule, enum severity severity, struct span at,
                           const char *format, va_list ap) __attribute__((format(printf, 5, 0)));
static struct finding *add(struct domu_reader *r, enum rule rule, enum severity severity, struct span at,
                           const char *format, va_list ap)
{
	const char *message = r->quiet ? NULL : arena_vprintf(r->arena, format, ap);
	struct finding *f = message ? finding_add(r->out, rule, at, "%s", message) : NULL;

	if (!f && !r->quiet)
		r->error = -ENOMEM;
	finding_severity(r->out, f, severity);
	return f;
}

struct finding *reader_error(struct domu_reader *r, enum rule rule, struct span at, const char *format, ...)
{
	struct finding *f;
	va_list ap;

	va_start(ap, format);
	f = add(r, rule, SEVERITY_ERROR, at, format, ap);
	va_end(ap);
	r->domu->accepted = false;
	return f;
}

struct finding *reader_remark(struct domu_reader *r, enum rule rule, enum severity severity, struct span at,
                              const char *format, ...)
{
	struct finding *f;
	va_list ap;

	va_start(ap, format);
	f = add(r, rule, severity, at, format, ap);
	va_end(ap);
	return f;
}

void *reader_grow(struct domu_reader *r, void *items, size_t n, size_t *room, size_t size)
{
	size_t more = *room ? *room * 2 : 4;
	void *grown;

	if (n < *room)
		return items;
	grown = arena_array(r->arena, more, size);
	if (!grown) {
		r->error = -ENOMEM;
		return NULL;
	}
	if (n)
		memcpy(grown, items, n * size);
	*room = more;
	return grown;
}

/* The slot of a key: the one that holds its last assignment, or the empty one where it belongs. */
static uint32_t *find_slot(const struct domu *domu, struct text key)
{
	size_t mask = domu->n_slots - 1;
	uint64_t hash = hash_add(HASH_START, key);
	size_t i = (hash ^ hash >> 32) & mask;

	while (domu->slots[i] && !text_same(domu->items[domu->slots[i] - 1].key, key))
		i = (i + 1) & mask;
	return &domu->slots[i];
}

/* At most half of the slots are taken, so that a search ends soon. */
static int grow_slots(struct domu_reader *r)
{
	struct domu *domu = r->domu;
	size_t n = domu->n_slots ? domu->n_slots * 2 : FIRST_SLOTS;
	uint32_t *slots;

	if (domu->n * 2 < domu->n_slots)
		return 0;
	slots = arena_array(r->arena, n, sizeof(*slots));
	/* Those that stand still serve who looks for what was read so far. */
	if (!slots)
		return r->error = -ENOMEM;
	domu->slots = slots;
	domu->n_slots = n;
	for (size_t i = 0; i < domu->n; i++)
		*find_slot(domu, domu->items[i].key) = (uint32_t)i + 1;
	return 0;
}

struct domu_assignment *reader_assign(struct domu_reader *r, struct text key, struct span key_at, bool append)
{
	struct domu *domu = r->domu;
	struct domu_assignment *a;
	uint32_t *slot;

	if (r->error || grow_slots(r) < 0)
		return NULL;
	a = reader_grow(r, domu->items, domu->n, &r->room, sizeof(*a));
	if (!a)
		return NULL;
	domu->items = a;
	a = &domu->items[domu->n];
	*a = (struct domu_assignment){ .key = key, .key_at = key_at, .append = append };
	a->known = key_find(KEYS_DOMU, key);
	slot = find_slot(domu, key);
	if (*slot)
		domu->items[*slot - 1].overwritten = true;
	*slot = (uint32_t)++domu->n;
	return a;
}

struct domu_assignment *reader_find(const struct domu_reader *r, struct text key)
{
	const struct domu *domu = r->domu;
	uint32_t slot = domu->n ? *find_slot(domu, key) : 0;

	return slot ? &domu->items[slot - 1] : NULL;
}

const struct domu_assignment *domu_find(const struct domu *domu, struct text key)
{
	uint32_t slot = domu->n ? *find_slot(domu, key) : 0;

	return slot ? &domu->items[slot - 1] : NULL;
}

void reader_duplicate(struct domu_reader *r, struct span first, struct text key, struct span key_at)
{
	struct finding *f = reader_remark(r, RULE_DUPLICATE_KEY, SEVERITY_WARNING, key_at,
	                                  "%.*s is given twice; the last one wins", TEXT_ARG(key));

	finding_label(r->out, f, first, "this one is overwritten");
	finding_help(r->out, f, "keep one of them");
}

int domu_read(struct arena *a, const struct sources *sources, uint32_t file, enum domu_dialect dialect,
              struct findings *out, struct domu **ret)
{
	const struct source *source = sources_get(sources, file);
	struct domu_reader r = { .arena = a, .out = out, .file = file, .room = FIRST_ROOM };

	if (!source)
		return -EINVAL;
	r.text = source->text;
	r.domu = arena_alloc(a, sizeof(*r.domu));
	if (!r.domu)
		return -ENOMEM;
	r.domu->items = arena_array(a, r.room, sizeof(*r.domu->items));
	if (!r.domu->items)
		return -ENOMEM;
	r.domu->accepted = true;
	reader_check_bytes(&r, dialect);
	if (dialect == DOMU_XL)
		domu_read_xl(&r);
	else
		domu_read_xm(&r);
	*ret = r.domu;
	return r.error ? r.error : out->error;
}
