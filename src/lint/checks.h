/*
 * checks.h - what the files of the rules share.
 *
 * A check reads the model and reports; it never changes the model, prints
 * or exits. Memory that runs out sticks in cx->error.
 */
#ifndef XENCFG_CHECKS_H
#define XENCFG_CHECKS_H

#include <xencfg/disk.h>
#include <xencfg/lint.h>

/* One address of a guest, or of dom0, with the bridge that it is on. */
struct address {
	const struct guest *guest;   /* NULL: dom0's own */
	const struct vif *vif;       /* NULL: the guest's kernel has it (top-level ip), on its first vif */
	const struct bridge *bridge; /* NULL: not known */
	struct cell cell;
	struct ip ip;
	bool valid;
	const char *why; /* it is not valid */
};

/* One disk of a guest, and what its specification means. */
struct guest_disk {
	const struct guest *guest; /* NULL: of the defaults */
	const struct value *spec;
	struct disk disk;
	unsigned number; /* of the virtual device */
	bool valid;
	struct text bad; /* else: the wrong piece, and why */
	const char *why;
};

struct check {
	const struct host *host;
	const struct sources *sources;
	struct arena *arena;
	struct findings *out;
	struct address *addresses; /* of all vifs and guests, in order; collected once */
	size_t n_addresses;
	struct guest_disk *disks; /* likewise */
	size_t n_disks;
	int error;
};

typedef void rule_check(struct check *cx);

#define RULE(id, code, slug, severity, check, summary, explanation) rule_check check;
#include "rules.def"
#undef RULE

/* Something that must not occur twice. */
struct unique {
	struct text key;
	struct span at;
	const void *owner; /* whatever the check wants to know of it */
	size_t order;      /* set by unique_sort */
};

/* NULL (and cx->error) when memory is out. */
struct unique *unique_array(struct check *cx, size_t n);

/* By key, then in the order given. */
void unique_sort(struct unique *items, size_t n);

/*
 * Sorts, and calls `report` for each item whose key an earlier one has,
 * with the first such. An empty key is like no other.
 */
typedef void unique_reporter(struct check *cx, const struct unique *item, const struct unique *first);
void unique_report(struct check *cx, struct unique *items, size_t n, unique_reporter *report);

/*
 * For such a function: the earliest item of the same key that passes the test against `item`, or NULL. Of a key that
 * stands in hundreds of places only some are looked at.
 */
typedef bool unique_test(const void *context, const struct unique *item, const struct unique *earlier);
const struct unique *unique_earlier(const struct unique *item, const struct unique *first, const void *context,
                                    unique_test *test);

/* The index of the first one with this key among the sorted; n when there is none. */
size_t unique_find(const struct unique *items, size_t n, struct text key);

/* Files that describe one guest, such as web.cfg and web.cfg.old, are compared with none of each other. */
static inline bool are_variants(const struct guest *a, const struct guest *b)
{
	return a && b && a != b && a->variant && a->variant == b->variant;
}

/* Do the two hear each other: are they in one bridge, known or not? */
static inline bool same_bridge(const struct vif *a, const struct vif *b)
{
	if (a->bridge && b->bridge)
		return a->bridge == b->bridge;
	return text_same(vif_text(a, VIF_BRIDGE), vif_text(b, VIF_BRIDGE));
}

/* Fills cx->addresses (addresses.c). */
int addresses_collect(struct check *cx);

/* Fills cx->disks (disk.c). */
int disks_collect(struct check *cx);

/* How ignores of one kind, members of a description or comments, are judged. */
struct ignore_kind {
	bool (*is_fixed)(enum rule rule); /* rules that nobody can ignore, */
	const char *why;                  /* and why not */
	const char *reason;               /* what messages call the reason */
};

/*
 * Drops the findings that begin inside the scope of an ignore of their rule, and reports the ignores
 * that do nothing, must not be, or have no reason (XC009). In any number of files; n log n in the
 * findings and ignores together. Returns 0 or -ENOMEM (ignore.c).
 */
int ignores_apply(const struct ignores *list, const struct ignore_kind *kind, struct findings *out);

/* The same for those of a description. */
int ignore_apply(const struct host *host, struct findings *out);

/* "a, b or c": the words that this toolstack of this release takes for the key; NULL when memory is out. */
const char *values_listed(struct check *cx, const char *key);

#endif
