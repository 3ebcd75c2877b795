/*
 * apply_stop.c - takes back all that was applied.
 *
 * What that was the journal knows; the description is asked only for the places of findings.
 */
#include <errno.h>
#include "apply.h"

static void give_places(struct net_want *to, const struct net_want *from)
{
	for (size_t i = 0; i < to->n_bridges; i++)
		for (size_t k = 0; k < from->n_bridges; k++)
			if (text_same(to->bridges[i].name, from->bridges[k].name)) {
				to->bridges[i].at = from->bridges[k].at;
				to->bridges[i].name_at = from->bridges[k].name_at;
				to->bridges[i].netdev_at = from->bridges[k].netdev_at;
			}
}

/* Nothing was applied, or all of it is gone already; or an apply that was not confirmed is what was taken back. */
static int forget(struct apply *a)
{
	a->end = a->recovered ? APPLY_DONE : APPLY_NOTHING;
	return journal_remove(a->dir, JOURNAL_APPLIED);
}

/* Each link that would be cut off, such as a guest's vif, at the bridge's name. */
static int find_attached(struct apply *a, const struct journal *j, const struct net_state *now)
{
	const struct net_past past = apply_past(j);
	const struct net_link **links, *bridge;
	size_t n;
	int r = plan_attached(a->arena, &j->want, &past, now, &links, &n);

	for (size_t i = 0; !r && i < n; i++) {
		struct span at = { 0 };

		bridge = net_link_at(now, links[i]->master);
		for (size_t k = 0; bridge && k < j->want.n_bridges; k++)
			if (text_same(j->want.bridges[k].name, bridge->name))
				at = j->want.bridges[k].name_at;
		if (!finding_add(a->findings, RULE_NETDEV_SHARED, at, "%.*s is attached to %.*s",
		                 TEXT_ARG(links[i]->name), TEXT_ARG(bridge ? bridge->name : TEXT("a bridge"))))
			r = -ENOMEM;
	}
	return r;
}

static int plan(struct apply *a, const struct journal *j)
{
	const struct net_past past = apply_past(j);
	struct net_state now;
	int r = a->kernel->observe(a->kernel->self, a->arena, &now);

	if (!r && !a->force)
		r = find_attached(a, j, &now);
	if (!r && findings_errors(a->findings))
		r = -EINVAL;
	return r < 0 ? r : plan_stop(a->arena, &j->want, &past, &now, a->findings, &a->plan);
}

int apply_stop(struct apply *a)
{
	struct journal j = { 0 };
	int r;

	apply_hold_signals();
	r = apply_recover(a, true);
	if (!r)
		r = apply_read(a, JOURNAL_APPLIED, &j);
	if (r == -ENOENT)
		return forget(a);
	if (r < 0)
		return r;
	give_places(&j.want, a->want);
	r = plan(a, &j);
	if (r < 0)
		return r;
	if (a->plan.n_ops == 0)
		return forget(a);
	j.kind = JOURNAL_STOP;
	j.ops = a->plan.ops;
	j.n_ops = a->plan.n_ops;
	r = journal_write(a->dir, JOURNAL_RUNNING, &j);
	if (r < 0)
		journal_remove(a->dir, JOURNAL_RUNNING);
	else
		r = apply_change(a, &j);
	if (r < 0 || a->end != APPLY_DONE)
		return r;
	r = journal_remove(a->dir, JOURNAL_APPLIED);
	return r < 0 ? r : journal_remove(a->dir, JOURNAL_RUNNING);
}
