/*
 * cfg.h - a hand-written domU .cfg becomes a guest of the model.
 */
#ifndef XENCFG_CFG_H
#define XENCFG_CFG_H

#include <xencfg/domu.h>
#include <xencfg/host.h>

/*
 * Makes the guest that the file describes: its settings, its vifs with a
 * place for every key. Reports what the tool does not read or reads
 * otherwise (XC006, XC007, XC008, XC401); values are for the rules. Where
 * nobody said which toolstack reads the file (!sure), a key that either
 * reads is fine. Where
 * the release is not known (n_releases) nothing is said about releases.
 * Everything lives in the arena. Returns 0 or -ENOMEM.
 */
int cfg_guest(struct arena *arena, const struct sources *sources, uint32_t file, const struct domu *domu,
              enum toolstack toolstack, bool sure, unsigned release, struct findings *out, struct guest **ret);

/* A key of a vif that nothing reads, or not this release: kept for who carries a config over. */
struct cfg_other {
	unsigned vif; /* its index in the guest */
	struct text name, value;
	struct cfg_other *next;
};

/* cfg_guest for a toolstack and release that are known, and what the guest's vifs have besides, in the file's order. */
int cfg_guest_whole(struct arena *arena, const struct sources *sources, uint32_t file, const struct domu *domu,
                    enum toolstack toolstack, unsigned release, struct findings *out, struct guest **ret,
                    struct cfg_other **ret_others);

/*
 * The settings of an xl.conf, which libxlutil reads as it does a domU; what no xl reads is reported.
 * Returns 0 or -ENOMEM.
 */
int cfg_options(struct arena *arena, const struct domu *conf, unsigned release, struct findings *out,
                struct setting **ret, size_t *ret_n);

#endif
