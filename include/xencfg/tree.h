/*
 * tree.h - the output folder: compared, staged, replaced.
 *
 * Laid out as /etc/xen is. A fresh folder is made beside its place and
 * renamed once; in one that exists only what differs is replaced, each
 * file by a rename. Nothing outside the folder is touched, and a file that
 * people wrote or edited is kept.
 */
#ifndef XENCFG_TREE_H
#define XENCFG_TREE_H

#include <stdbool.h>
#include <sys/types.h>
#include <xencfg/arena.h>
#include <xencfg/sb.h>

enum tree_mode { TREE_WRITE, TREE_CHECK, TREE_DIFF };

struct tree_options {
	enum tree_mode mode;
	bool force, prune;
	const char *source; /* base name of the description, for the marker */
	struct sb *diff;    /* TREE_DIFF: gets what would change, as unified diffs */
};

enum tree_status {
	TREE_UNCHANGED,
	TREE_CREATED,
	TREE_UPDATED,
	TREE_REMOVED, /* left over, and pruned */
	TREE_LEFT,    /* left over from a guest that is gone, and kept */
	TREE_FOREIGN, /* nobody's but the people's: not written by xencfg */
	TREE_EDITED,  /* written by xencfg and changed since */
};

struct tree_entry {
	const char *path; /* below the folder */
	enum tree_status status;
	bool left; /* nothing was put there */
};

struct tree {
	struct arena arena; /* of the paths and entries */
	struct tree_options options;
	struct tree_entry *entries; /* in the order of the puts, then what is left over */
	size_t n, room;
	size_t differing;   /* entries that are not TREE_UNCHANGED */
	size_t refused;     /* TREE_FOREIGN and TREE_EDITED without force: nothing is written */
	const char *failed; /* the path that an error is about */
	struct tree_place *place;
	struct sb buffer, content;
	/* NULL, or to be called for each file that is put; set between tree_open and the first. */
	void (*step)(void *context);
	void *context;
};

/*
 * Opens the folder, which need not exist. All functions return 0 or a
 * negative errno; tree->failed then names the path. -EBUSY: another
 * xencfg is writing there.
 */
int tree_open(struct tree *tree, const char *dir, const struct tree_options *options);

/*
 * One file of the tree, with the marker put before the body (behind the
 * first line where that is #!). `path` has at most one folder.
 */
int tree_put(struct tree *tree, const char *path, mode_t mode, struct text body);

/* A symbolic link. */
int tree_link(struct tree *tree, const char *path, const char *target);

/*
 * Finds what is left over, then makes everything happen, unless something
 * was refused or the mode only looks.
 */
int tree_commit(struct tree *tree);

/* Removes what was staged and not committed, and gives everything back. */
void tree_close(struct tree *tree);

/* "created", "left over", …; for TREE_CHECK "missing" and "differs". */
const char *tree_status_name(enum tree_status status, enum tree_mode mode);

#endif
