/*
 * checks.h - what the files of the rules share.
 *
 * A check reads the model and reports; it never changes the model, prints
 * or exits. Memory that runs out sticks in cx->error.
 */
#ifndef XENCFG_CHECKS_H
#define XENCFG_CHECKS_H

#include <xencfg/claims.h>
#include <xencfg/disk.h>
#include <xencfg/lint.h>

/* One address of a guest, or of dom0, with the bridge that it is on. */
struct address {
	struct guest *guest;         /* NULL: dom0's own */
	const struct vif *vif;       /* NULL: the guest's kernel has it (top-level ip), on its first vif */
	const struct bridge *bridge; /* NULL: not known */
	struct text where;           /* what the bridge is called, known or not */
	struct cell cell;
	struct ip ip;
	bool valid;
	const char *why; /* it is not valid */
};

/* One disk of a guest, and what its specification means. */
struct guest_disk {
	struct guest *guest; /* NULL: of the defaults */
	const struct value *spec;
	struct disk disk;
	unsigned number; /* of the virtual device */
	bool valid;
	struct text bad; /* else: the wrong piece, and why */
	const char *why;
};

struct check {
	const struct host *host;
	bool guests_only; /* its bridges and options are known, but judged elsewhere */
	struct claims *claims;
	struct arena *keep;         /* where claims go that outlive the model; NULL: none do */
	struct claimant *claimants; /* of the guests, by their place */
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
 * What a guest claims for itself alone; NULL when nobody collects claims, or (and cx->error) memory is out. The guest
 * is NULL for dom0.
 */
struct claim *claim_add(struct check *cx, enum claim_kind kind, const struct guest *guest, struct text key,
                        struct span at);
void claim_where(struct check *cx, struct claim *claim, struct text where);

/* Fills cx->claimants, before anything is claimed. 0 or -ENOMEM. */
int claimants_make(struct check *cx);

/* Two claims of one key: nothing, worth a remark, or a mistake. */
enum clash { CLASH_NONE, CLASH_WEAK, CLASH_FULL };

/* Two claims of one key, and how near they stand to each other. */
struct pair {
	const struct claim *later, *earlier;
	enum clash clash;
	bool one_host, one_folder;
	bool known; /* they are known to be of two hosts */
};

typedef enum clash clash_test(const struct claim *later, const struct claim *earlier);
typedef struct finding *clash_report(struct findings *out, const struct pair *pair);

struct clash_rule {
	clash_test *test;
	clash_report *report;
	bool variants; /* files that have one may describe one guest; it is compared even between those */
	bool anywhere; /* it is one in the world, not only on its host */
};

clash_test any_clash, other_guest_clash, mac_clash, ip_clash, uuid_clash;
clash_report mac_report, ip_report, vifname_report, name_report, uuid_report, disk_report, display_report;

/* The bridges that are to be judged, not only known. */
static inline size_t judged_bridges(const struct check *cx)
{
	return cx->guests_only ? 0 : cx->host->n_bridges;
}

/* The index of the first one with this key among the sorted; n when there is none. */
size_t unique_find(const struct unique *items, size_t n, struct text key);

/* What a vif's bridge is called, known or not; empty when it names none. */
static inline struct text vif_bridge_name(const struct vif *vif)
{
	return vif->bridge ? vif->bridge->name.text : vif_text(vif, VIF_BRIDGE);
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
const char *values_listed(struct check *cx, const struct key *key);

#endif
