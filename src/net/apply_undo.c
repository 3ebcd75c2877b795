/*
 * apply_undo.c - takes back what was done, whether we did it or a run that was killed.
 *
 * First the inverse of each step, the last one first, each once: steps go by names, and those change hands. Then
 * whatever still differs from the snapshot, as the planner sees it: the last step of a killed run may have been
 * done in part, and an inverse may fail.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "apply.h"

enum {
	ROUNDS = 4,
	TRIES = 3, /* of an inverse: in its place it puts back more than later, such as the order of addresses */
};

/* What cannot be told for want of memory was not put back, either. */
static void add_left(struct apply *a, const struct net_op *op, const struct net_error *error)
{
	static const char *nameless[] = { "what it is cannot be told: out of memory" };
	const char **left = arena_array(a->arena, a->n_left + 1, sizeof(*left));
	const char *why = error && error->error ? strerror(-error->error) : NULL, *line;

	line = arena_printf(a->arena, "%s %.*s%s%.*s%s%s%s%s%s%s", net_op_name(op->kind), TEXT_ARG(op->link),
	                    op->other.n ? " " : "", TEXT_ARG(op->other), why ? ": " : "", why ? why : "",
	                    why && error->kernel ? ": " : "", why && error->kernel ? error->kernel : "",
	                    op->reason && *op->reason ? ": " : "", op->reason ? op->reason : "");
	if (!left || !line) {
		a->left = a->n_left ? a->left : nameless;
		a->n_left = a->n_left ? a->n_left : 1;
		return;
	}
	if (a->n_left)
		memcpy(left, a->left, a->n_left * sizeof(*left));
	left[a->n_left++] = line;
	a->left = left;
}

/* The inverse of step n. Of one that may not have been done it may fail. */
static void undo_step(struct apply *a, const struct journal *j, size_t n)
{
	struct net_error error;
	int r = -EIO;

	if (!j->ops[n].undo)
		return;
	for (unsigned tries = 0; r < 0 && tries < (n < j->done ? TRIES : 1); tries++)
		r = apply_execute(a, j->ops[n].undo, &error);
	if (r < 0 && n < j->done)
		add_left(a, j->ops[n].undo, &error);
}

/* The inverses, from where an earlier run was killed in doing this. Those that fail are `left` for now. */
static void undo_steps(struct apply *a, struct journal *j)
{
	size_t n;
	int fd;

	/* Without a journal it is done nevertheless. */
	if (journal_continue(a->dir, &fd) < 0)
		fd = -1;
	while ((n = journal_next_undo(j)) > 0) {
		undo_step(a, j, n - 1);
		j->undone++;
		if (fd >= 0)
			journal_step_back(fd);
	}
	if (fd >= 0)
		close(fd);
}

/* What is there, and the steps from it to the snapshot. */
static int plan_back(struct apply *a, const struct journal *j, struct plan *ret)
{
	const struct net_past past = { .before = &j->before };
	struct findings findings;
	struct net_state now;
	int r = a->kernel->observe(a->kernel->self, a->arena, &now);

	findings_init(&findings, a->arena);
	return r < 0 ? r : plan_stop(a->arena, &j->want, &past, &now, &findings, ret);
}

/* As the snapshot says: 0. Else what is left is listed, and -ENOTRECOVERABLE returned. */
static int settle(struct apply *a, const struct journal *j)
{
	static const char *unseen[] = { "nobody knows: the network could not be looked at" };
	struct net_error error = { 0 };
	struct plan plan = { 0 };
	int r;

	for (int round = 0;; round++) {
		r = plan_back(a, j, &plan);
		if (!r && plan.n_ops == 0) {
			a->n_left = 0;
			return 0;
		}
		if (round == ROUNDS)
			break;
		for (size_t i = 0; !r && i < plan.n_ops && apply_execute(a, &plan.ops[i], &error) == 0; i++)
			;
	}
	/* Of a network that nobody can look at we know at most which inverses failed. */
	if (!r)
		a->n_left = 0;
	for (size_t i = 0; !r && i < plan.n_ops; i++)
		add_left(a, &plan.ops[i], error.op == &plan.ops[i] ? &error : NULL);
	if (!a->n_left) {
		a->left = unseen;
		a->n_left = 1;
	}
	return -ENOTRECOVERABLE;
}

/* Of the step that failed the kernel may have done what it was asked for, and only its answer is lost. */
static bool was_done(struct apply *a, const struct net_op *op)
{
	const struct net_link *link;
	struct net_state now;

	if (a->kernel->observe(a->kernel->self, a->arena, &now) < 0)
		return false;
	link = net_link_named(&now, op->link);
	return op->kind == NET_DELETE_LINK ? !link : link && !link->up;
}

/* With a link, or one that went down, goes what was on it: no inverse brings that back. */
static bool goes_forward_only(struct apply *a, const struct journal *j)
{
	for (size_t i = 0; j->kind == JOURNAL_STOP && i < j->n_ops && i <= j->done; i++)
		if (j->ops[i].kind == NET_DELETE_LINK || (j->ops[i].kind == NET_SET_UP && !j->ops[i].number))
			if (i < j->done || was_done(a, &j->ops[i]))
				return true;
	return false;
}

/* The steps of a stop are taken back by their inverses alone: no snapshot was taken of what it found. */
static int undo(struct apply *a, struct journal *j)
{
	undo_steps(a, j);
	if (j->kind == JOURNAL_APPLY)
		return settle(a, j);
	return a->n_left ? -ENOTRECOVERABLE : 0;
}

int apply_undo(struct apply *a, struct journal *j)
{
	bool forward = goes_forward_only(a, j);
	int r = forward ? settle(a, j) : undo(a, j);

	a->end = r ? APPLY_LEFT : APPLY_UNDONE;
	/* What failed was done after all; apply_stop removes the journals. */
	if (!r && forward) {
		a->end = APPLY_DONE;
		a->op = NULL;
		a->error = 0;
		a->words = NULL;
		return 0;
	}
	/* What is left is the next run's business; the journal tells it. */
	return r ? 0 : journal_remove(a->dir, JOURNAL_RUNNING);
}

/* "ID of the boot/network namespace" */
static bool same_boot(struct text a, struct text b)
{
	struct text boot, other;

	return text_split(&a, '/', &boot) && text_split(&b, '/', &other) && text_same(boot, other);
}

/* 1: of an earlier boot. */
static int read_journal(struct arena *arena, int dir, const char *name, struct journal *ret)
{
	struct text boot = { NULL, 0 };
	int r = journal_read(arena, dir, name, ret);

	if (!r)
		r = journal_boot(arena, &boot);
	if (r < 0 || text_same(boot, ret->boot))
		return r;
	return same_boot(boot, ret->boot) ? -EXDEV : 1;
}

int apply_read(struct apply *a, const char *name, struct journal *ret)
{
	int r = read_journal(a->arena, a->dir, name, ret);

	if (r <= 0)
		return r;
	r = journal_remove(a->dir, name);
	return r < 0 ? r : -ENOENT;
}

int apply_plan(struct arena *arena, int dir, const struct net_want *want, const struct net_state *have,
               struct findings *out, struct plan *ret)
{
	struct journal applied;
	int kept = read_journal(arena, dir, JOURNAL_APPLIED, &applied), r;

	if (kept < 0 && kept != -ENOENT)
		return kept;
	r = plan_build(arena, want, have, out, ret);
	if (r < 0 || kept)
		return r;
	r = plan_kept(arena, want, &applied.before, have, ret);
	return r < 0 ? r : plan_again(arena, want, &applied.want, applied.made, applied.n_made, have, ret);
}

static bool is_unconfirmed(const struct journal *j)
{
	return j->confirm && j->done == j->n_ops;
}

static const char *what_was_left(const struct journal *j)
{
	if (j->kind == JOURNAL_STOP)
		return "an earlier stop did not come to its end; it was brought to it first";
	return is_unconfirmed(j) ? "an earlier apply was not confirmed; what it did was put back" :
	                           "an earlier apply did not come to its end; what it did was put back first";
}

int apply_recover(struct apply *a, bool waiting)
{
	struct journal j = { 0 };
	int r = journal_sweep(a->dir);

	if (!r)
		r = apply_read(a, JOURNAL_RUNNING, &j);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	if (!waiting && is_unconfirmed(&j) && watchdog_lives(a->dir))
		return -EBUSY;
	/* A stop is brought to its end, an apply taken back. */
	r = j.kind == JOURNAL_STOP ? settle(a, &j) : undo(a, &j);
	if (!r && j.kind == JOURNAL_STOP)
		r = journal_remove(a->dir, JOURNAL_APPLIED);
	if (!r)
		r = journal_remove(a->dir, JOURNAL_RUNNING);
	if (!r)
		a->recovered = what_was_left(&j);
	return r;
}
