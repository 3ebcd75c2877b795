/*
 * apply.c - see apply.h: from the network that is to the one that is described.
 *
 * What is executed is decided by the planner alone.
 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include "apply.h"

enum { WATCH_TRIES = 8 };

static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

void apply_hold_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	/* Nobody shall stop us halfway, either. */
	sigaddset(&set, SIGTSTP);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		sigaddset(&set, ends[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static bool interrupted(void)
{
	bool any = false;
	sigset_t set;

	if (sigpending(&set) < 0)
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		any |= sigismember(&set, ends[i]) == 1;
	return any;
}

int apply_execute(struct apply *a, const struct net_op *op, struct net_error *ret_error)
{
	struct net_error error = { 0 };
	int r = a->kernel->execute(a->kernel->self, op, &error);

	error.op = op;
	error.error = r;
	if (error.kernel)
		error.kernel = *error.kernel ? arena_string(a->arena, text_of(error.kernel)) : NULL;
	*ret_error = error;
	return r;
}

static int run_phase(struct apply *a, struct journal *j, bool cut_over, int fd)
{
	int r = 0;

	while (!r && j->done < j->n_ops && j->ops[j->done].cut_over == cut_over) {
		const struct net_op *op = &j->ops[j->done];
		struct net_error error;

		r = apply_execute(a, op, &error);
		/* A link that went down against the plan has lost what the plan took for safe. */
		if (!r && error.taken_down && !op->number) {
			j->done++;
			r = -ENETDOWN;
		}
		if (r < 0) {
			a->op = op;
			a->words = error.kernel;
			return r;
		}
		j->done++;
		r = journal_step(fd);
	}
	return r;
}

int apply_steps(struct apply *a, struct journal *j)
{
	int fd, r = journal_continue(a->dir, &fd);

	if (r < 0)
		return r;
	r = run_phase(a, j, false, fd);
	if (!r && interrupted())
		r = -EINTR;
	if (!r)
		r = run_phase(a, j, true, fd);
	/* The planner puts the phases in order. */
	if (!r && j->done < j->n_ops)
		r = -EINVAL;
	close(fd);
	return r;
}

static const char *still_to_do(struct apply *a, const struct plan *plan)
{
	const struct net_op *op = &plan->ops[0];
	const char *words =
		arena_printf(a->arena, "%s %.*s is still to be done (%s)%s", net_op_name(op->kind), TEXT_ARG(op->link),
	                     op->reason ? op->reason : "", plan->n_ops > 1 ? ", and more" : "");
	return words ? words : "something is still to be done, and what cannot be told: out of memory";
}

/* Looks again: there must be nothing left to do. */
static int verify(struct apply *a, const struct journal *j, struct net_state *ret_now)
{
	const struct net_past past = apply_past(j);
	struct findings findings;
	struct plan plan;
	int r = a->kernel->observe(a->kernel->self, a->arena, ret_now);

	findings_init(&findings, a->arena);
	if (!r)
		r = j->kind == JOURNAL_STOP ? plan_stop(a->arena, &j->want, &past, ret_now, &findings, &plan) :
		                              apply_plan(a->arena, a->dir, a->want, ret_now, &findings, &plan);
	if (!r && plan.n_ops) {
		a->words = still_to_do(a, &plan);
		return -EAGAIN;
	}
	if (findings.first)
		a->words = findings.first->message;
	return r;
}

int apply_change(struct apply *a, struct journal *j)
{
	struct net_state now;
	int r;

	a->end = APPLY_DONE;
	r = apply_steps(a, j);
	if (!r)
		r = verify(a, j, &now);
	if (!r && j->kind == JOURNAL_APPLY && !j->confirm)
		r = apply_keep(a, j, &now);
	if (!r)
		return 0;
	a->error = r;
	if (j->done == 0 && (r == -EPERM || r == -EACCES)) {
		journal_remove(a->dir, JOURNAL_RUNNING);
		return -EPERM;
	}
	return apply_undo(a, j);
}

int apply_run(struct apply *a)
{
	struct journal j = { .kind = JOURNAL_APPLY, .confirm = a->confirm, .want = *a->want };
	int r;

	apply_hold_signals();
	r = apply_recover(a, false);
	if (!r)
		r = a->kernel->observe(a->kernel->self, a->arena, &a->before);
	if (!r)
		r = apply_plan(a->arena, a->dir, a->want, &a->before, a->findings, &a->plan);
	if (r < 0)
		return r;
	a->end = APPLY_NOTHING;
	if (a->plan.n_ops == 0)
		return 0;
	j.before = a->before;
	j.ops = a->plan.ops;
	j.n_ops = a->plan.n_ops;
	r = journal_boot(a->arena, &j.boot);
	if (!r)
		r = journal_write(a->dir, JOURNAL_RUNNING, &j);
	if (!r && a->confirm)
		r = watchdog_start(a->dir, &a->ready);
	/* It may be there although the sync failed. */
	if (r < 0)
		journal_remove(a->dir, JOURNAL_RUNNING);
	return r ? r : apply_change(a, &j);
}

int apply_confirm(struct apply *a)
{
	struct net_state now;
	struct journal j;
	int r = apply_read(a, JOURNAL_RUNNING, &j);

	if (r < 0)
		return r;
	if (j.kind != JOURNAL_APPLY || j.done < j.n_ops || j.undone)
		return -ECANCELED;
	if (!j.confirm)
		return -ENOENT;
	a->end = APPLY_DONE;
	r = a->kernel->observe(a->kernel->self, a->arena, &now);
	return r < 0 ? r : apply_keep(a, &j, &now);
}

int apply_watch(struct apply *a)
{
	struct journal j;
	int r = watchdog_wait(a->dir, a->confirm, a->ready, &a->lock);

	a->end = APPLY_NOTHING;
	if (r)
		return r < 0 ? r : 0;
	r = apply_read(a, JOURNAL_RUNNING, &j);
	/* Nobody else will come. */
	for (int tries = 1; r < 0 && r != -ENOENT && tries < WATCH_TRIES; tries++) {
		watchdog_pause();
		r = apply_read(a, JOURNAL_RUNNING, &j);
	}
	return r < 0 ? r : apply_undo(a, &j);
}
