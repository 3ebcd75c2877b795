/*
 * journal.h - what is written down before the network is changed, so that a killed run can be taken back.
 *
 * Two files in the state folder: "journal" while an apply or stop is under way, or waits to be confirmed, and "applied"
 * with what `stop` goes back to. Both are text of one format.
 */
#ifndef XENCFG_JOURNAL_H
#define XENCFG_JOURNAL_H

#include <xencfg/plan.h>
#include <xencfg/sb.h>

#define JOURNAL_RUNNING "journal"
#define JOURNAL_APPLIED "applied"

enum journal_kind { JOURNAL_APPLY, JOURNAL_STOP };

struct journal {
	enum journal_kind kind;
	struct text boot;        /* of the kernel: the snapshot is worth nothing after the next one */
	uint32_t confirm;        /* seconds that it waits to be confirmed; 0: it does not */
	struct net_state before; /* the network to go back to */
	struct net_want want;    /* without places, as are the operations */
	uint32_t *made;          /* indices of links that are ours; of JOURNAL_APPLIED */
	size_t n_made;
	struct net_op *ops;
	size_t n_ops;
	size_t done;   /* how many of them were acknowledged; the next one may have been executed, too */
	size_t undone; /* how many inverses have been tried since: from that of the step that may have been executed
	                  downwards. Not again: by then its names may stand for other links */
};

/* This boot and network namespace, as journals name it. Returns 0 or a negative errno. */
int journal_boot(struct arena *arena, struct text *ret);

/* Is there one of this boot that tells of another network namespace than `boot`? Reads no more than its head. */
bool journal_elsewhere(int dir, const char *name, struct text boot);

/* The format: pure. Returns 0 or -ENOMEM; 0, -ENOMEM, or -EBADMSG for what journal_put has not written. */
int journal_put(struct sb *out, const struct journal *journal);
int journal_parse(struct arena *arena, struct text text, struct journal *ret);

/*
 * Written whole and synced, or not at all; `name` in the state folder. Returns 0 or a negative errno, here and below.
 * A read one lives in the arena; -ENOENT, -EBADMSG.
 */
int journal_write(int dir, const char *name, const struct journal *journal);
int journal_read(struct arena *arena, int dir, const char *name, struct journal *ret);
int journal_remove(int dir, const char *name);

/* Removes what a run that was killed had begun to write. Only for who has the lock. */
int journal_sweep(int dir);

/* One more operation was acknowledged, or inverse tried: told to the descriptor that journal_continue gives. */
int journal_continue(int dir, int *ret_fd);
int journal_step(int fd);
int journal_step_back(int fd);

/* The step whose inverse is the next to be tried, counted from 1; 0: none is any more. */
static inline size_t journal_next_undo(const struct journal *j)
{
	size_t first = j->done < j->n_ops ? j->done + 1 : j->done;

	return j->undone < first ? first - j->undone : 0;
}

#endif
