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

struct claim {
	struct text key;     /* one form for one thing: the six bytes of a MAC, a UUID's digits in small letters */
	struct text where;   /* a MAC's or an address's bridge; empty where that is not known */
	struct guest *guest; /* NULL: dom0 itself */
	struct span at;
	bool strict; /* of a MAC: the toolstack refuses it twice in its guest, on whatever bridges */
	bool kernel; /* of an address: the guest's kernel has it; the filter of its vif may name the same */
	struct claim *next;
};

/* Lists by kind; {0} is empty. */
struct claims {
	struct claim *first[CLAIM_KINDS];
	size_t n[CLAIM_KINDS];
};

/* Moves all of `more` to `list`. */
void claims_join(struct claims *list, struct claims *more);

/*
 * Joins the guests that have one name or one UUID: files such as web.cfg and web.cfg.old are versions of one
 * guest until the opposite is known, and are not compared further. Returns 0 or -ENOMEM.
 */
int claims_find_variants(const struct claims *list);

/*
 * Reports what is claimed twice, at the later place (by file number and offset), with the earlier one as the
 * second: XC103, XC302, XC405, XC502, XC505, XC510, XC513. Guests of one home are compared in
 * everything, guests of two in their MACs; and guests that no file assigns to a host (guest.homeless)
 * in everything too, but then only to warn. n log n. Returns 0 or -ENOMEM.
 */
int claims_compare(const struct claims *list, struct findings *out);

#endif
