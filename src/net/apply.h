/*
 * apply.h - what the files of apply share; everybody else includes <xencfg/apply.h>.
 */
#ifndef NET_APPLY_H
#define NET_APPLY_H

#include <xencfg/apply.h>

/* SIGINT, SIGTERM and SIGHUP, until the process ends: they are acted on only between the phases. */
void apply_hold_signals(void);

/* Executes what is left of the journal's steps, phase by phase. On an error a->op and a->words say more. */
int apply_steps(struct apply *a, struct journal *j);

/* The journal is written, and the lock ours: do it, look whether it is so, and take it back if not. */
int apply_change(struct apply *a, struct journal *j);

/* One step; what the kernel says about a failure is kept in *ret_error. */
int apply_execute(struct apply *a, const struct net_op *op, struct net_error *ret_error);

/* Takes back what the journal says was done (apply_undo.c): a->end is APPLY_UNDONE or APPLY_LEFT. */
int apply_undo(struct apply *a, struct journal *j);

/* What an earlier run left: taken back, or brought to its end. `waiting`: what waits to be confirmed, too. */
int apply_recover(struct apply *a, bool waiting);

/* A journal of this boot and network namespace. -ENOENT when there is none, or one of an earlier boot. -EXDEV. */
int apply_read(struct apply *a, const char *name, struct journal *ret);

/* What a journal of something applied knows of the time before; it points into `j`. (apply_keep.c) */
struct net_past apply_past(const struct journal *j);

/* The steps of this journal are for good; `now` is the network after them (apply_keep.c). */
int apply_keep(struct apply *a, struct journal *j, const struct net_state *now);

/*
 * watchdog.c. watchdog_start: 0, 1 in the watchdog, or a negative errno; it returns 0 only once the watchdog has told
 * *ret_ready that it can watch, which watchdog_wait does first (`ready` 0: nobody asks). watchdog_wait: 0 when the time
 * is up, or somebody ends us, and the lock is ours (*ret_lock); 1 when the journal that was there at the start is gone.
 * watchdog_pause: a while, before what failed is tried again.
 */
int watchdog_start(int dir, int *ret_ready);
int watchdog_wait(int dir, uint32_t seconds, int ready, int *ret_lock);
void watchdog_pause(void);
bool watchdog_lives(int dir);

#endif
