/*
 * apply.h - brings the network to what a description wants, and back.
 *
 * Everything that is done is in the journal before it is done, so that whoever comes next can take it back after
 * a kill at any moment. Prints nothing.
 */
#ifndef XENCFG_APPLY_H
#define XENCFG_APPLY_H

#include <xencfg/journal.h>

#define STATE_DIR "/run/xencfg"

/*
 * The state folder, made where it is missing: others may read it, which is all that plan and status need. Returns 0 or
 * a negative errno; -EPERM: others may write there; -ELOOP or -ENOTDIR: it is a link. state_look: only for apply_plan,
 * whoever owns it.
 */
int state_open(const char *path, int *ret_dir);
int state_look(const char *path, int *ret_dir);

/*
 * The folder below `path` that is for this network namespace: `path` itself, for the first that uses it, or net-NUMBER
 * in it. Makes nothing. *ret lives in the arena, or is `path`, as when it cannot be told. Returns 0 or a negative
 * errno.
 */
int state_folder(struct arena *arena, const char *path, const char **ret);

/* Only one apply, stop or confirm at a time. The lock ends when the descriptor is closed. -EWOULDBLOCK: another one. */
int state_lock(int dir, int *ret_lock);

enum apply_end {
	APPLY_NOTHING, /* all was so already */
	APPLY_DONE,
	APPLY_UNDONE, /* it failed; the network is as it was */
	APPLY_LEFT,   /* it failed, and `left` could not be put back */
};

struct apply {
	/* Given. */
	struct arena *arena;
	const struct net_ops *kernel;
	int dir, lock;               /* of state_open and state_lock */
	const struct net_want *want; /* for apply_watch, apply_confirm: NULL */
	struct findings *findings;   /* gets what cannot be done, and why */
	uint32_t confirm;            /* seconds; 0: for good */
	bool force;                  /* stop: although others use the bridges */
	int ready;                   /* for apply_watch, from apply_run */
	/* What came of it. */
	enum apply_end end;
	const char *recovered;   /* what an earlier run had left and was dealt with first; NULL: nothing */
	struct net_state before; /* of apply: and the steps from it */
	struct plan plan;
	const struct net_op *op; /* that failed; NULL: something else did */
	int error;               /* why; 0: nothing failed */
	const char *words;       /* of the kernel about it, or NULL; or what is not as it should be */
	const char **left;
	size_t n_left;
};

/*
 * What apply would do: the steps of plan_build, and those of plan_kept where the state folder tells of an earlier
 * apply, so that what a bridge has only because its netdev had it counts as described. Returns as plan_build does;
 * -EXDEV and -EBADMSG as below; or what reading the journal ran into.
 */
int apply_plan(struct arena *arena, int dir, const struct net_want *want, const struct net_state *have,
               struct findings *out, struct plan *ret);

/*
 * What may fail. A message that only looks, or waits until the kernel has caught up, may: the end is judged by looking
 * again. One that changes something and is refused has all taken back, and its inverse is tried several times where
 * that is refused, too. A way back is written down like the way there, so a run that is killed on it is followed by one
 * that goes on from there. Not put back are the labels of further IPv4 addresses of a bridge that had its netdev's
 * name, gave it back and took it again ("eth0:2" for "eth0"): the kernel numbers them at each rename.
 *
 * apply: recovers, observes, plans, and executes. With `confirm` a watchdog takes it all back unless it is confirmed.
 *
 * Returns 0: see `end`. 1: we are the watchdog, in a process of its own: open a kernel of its own and call apply_watch,
 * or exit; until then the other one waits, and touches nothing. Negative: nothing was touched. -EINVAL: it cannot be
 * done, see the findings. -ECHILD: the watchdog ended at once. -EBUSY: an earlier one waits to be confirmed. -EXDEV:
 * the state folder is that of another network namespace. -EBADMSG: a journal is damaged. -EPERM: the kernel does not
 * let us. -ENOTRECOVERABLE: what a killed run did could not be taken back: `left`.
 */
int apply_run(struct apply *a);

/*
 * stop: takes back all that was applied. Returns as apply_run does; -EINVAL also when others use a bridge. What fails
 * leaves all as it was applied; but once a bridge is gone, it goes on: APPLY_DONE, or APPLY_LEFT.
 */
int apply_stop(struct apply *a);

/*
 * Keeps what waits to be confirmed. -ENOENT: nothing does. -ECANCELED: it was killed before its end, and cannot be
 * kept.
 */
int apply_confirm(struct apply *a);

/* Waits until the time is up, then takes all back. Returns as apply_run does; APPLY_NOTHING: it was confirmed. */
int apply_watch(struct apply *a);

#endif
