/* cfg.h - what cfg.c and cfg_vif.c share; nobody else includes it. */
#ifndef XENCFG_READ_CFG_H
#define XENCFG_READ_CFG_H

#include <xencfg/cfg.h>

/* One reading of one .cfg. */
struct cfg {
	struct arena *arena;
	const struct sources *sources;
	struct findings *out;
	enum toolstack toolstack;
	bool sure;        /* somebody said which */
	unsigned release; /* n_releases: not known */
	struct guest *guest;
	struct cfg_other **last_other; /* NULL: nobody asks for them */
	const struct domu *domu;
	const struct domu_value *vif; /* whose keys are being read */
	bool bridge_misspelt;         /* one of them seems to mean `bridge` */
};

/* Does the toolstack read this key: of the release, or where that is not known, of any? */
bool cfg_reads(const struct cfg *c, const struct key *key);

/* XC006 or XC007 for a key that the toolstack does not read; a warning unless it refuses the file. */
void cfg_unread(struct cfg *c, enum key_table table, struct text name, struct span at, bool refused);

/* The vifs of the list. Returns 0 or -ENOMEM. */
int cfg_vifs(struct cfg *c, const struct domu_value *list);

#endif
