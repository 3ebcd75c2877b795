/*
 * claims.h - what only one guest may have: its name, MACs, addresses, disks.
 *
 * A guest is first judged by itself. What it claims is kept, all else of it
 * may go; so thousands of files are compared with each other in little
 * memory. Two claims of one kind clash when their keys are the same.
 */
#ifndef XENCFG_CLAIMS_H
#define XENCFG_CLAIMS_H

#include <xencfg/host.h>

enum claim_kind {
	CLAIM_NAME,
	CLAIM_UUID,
	CLAIM_MAC,
	CLAIM_IP,
	CLAIM_VIFNAME,
	CLAIM_DISK,    /* that is writable, and not meant to be shared */
	CLAIM_DISPLAY, /* of VNC */
	CLAIM_KINDS
};

/* A guest, as far as it is compared and named. */
struct claimant {
	struct text name;
	bool described, generated;
	bool told;                /* it has been compared with the others of its description */
	struct claimant *variant; /* one of those that describe the same guest, itself included; NULL: the only one */
};

struct claim {
	struct text key;          /* one form for one thing: the six bytes of a MAC, a UUID's digits in small letters */
	const struct text *where; /* a MAC's or an address's bridge; empty where that is not known */
	struct claimant *claimant; /* NULL: dom0 itself */
	struct span at;
	bool strict;   /* of a MAC: the toolstack refuses it twice in its guest, on whatever bridges */
	bool kernel;   /* of an address: the guest's kernel has it; the filter of its vif may name the same */
	uint64_t hash; /* of the key */
};

/* Side by side, since at the end each kind is gone through at once. */
enum { CLAIMS_A_BLOCK = 64 };

struct claim_block {
	struct claim_block *next;
	unsigned n;
	struct claim items[CLAIMS_A_BLOCK];
};

enum { CLAIM_PLACES = 4 };

/* Lists by kind; {0} is empty. */
struct claims {
	struct claim_block *blocks[CLAIM_KINDS];
	size_t n[CLAIM_KINDS];
	const struct text *places[CLAIM_PLACES]; /* the bridges that came last: most claims name one of a few */
	unsigned next_place;
};

/* Where a file belongs. */
struct claim_home {
	unsigned host, folder; /* by number */
	bool known;            /* some file says that the host is one; else its files only stand in one folder */
};

/* Moves all of `more` to `list`. */
void claims_join(struct claims *list, struct claims *more);

/*
 * Reports what is claimed twice, at the later place (by file number and offset), with the earlier one as the
 * second: XC103, XC302, XC405, XC502, XC505, XC510, XC513. `homes` holds the home of each file, by its
 * number; NULL: all is of one description. Guests of one host are compared in everything, guests of two in
 * their MACs; guests of hosts that are not known to be two in everything, too, but only to warn. Files with one name or
 * UUID, such as web.cfg and web.cfg.old, are versions of one guest until the opposite is known: beyond that they are
 * not compared. n log n. Returns 0 or -ENOMEM.
 */
int claims_compare(const struct claims *list, const struct claim_home *homes, struct findings *out);

#endif
