/*
 * net.c - see net.h.
 */
#include <errno.h>
#include "net.h"

void fuzz_check_journal(struct fuzz *f, const struct journal *journal)
{
	struct sb written = { 0 }, again = { 0 };
	struct journal parsed;

	FUZZ_REQUIRE(journal_put(&written, journal) == 0);
	FUZZ_REQUIRE(journal_parse(&f->arena, sb_view(&written), &parsed) == 0);
	FUZZ_REQUIRE(parsed.done == journal->done && parsed.undone == journal->undone);
	FUZZ_REQUIRE(journal_put(&again, &parsed) == 0);
	fuzz_require_same(&written, &again);
}

static void check_ops(struct fuzz *f, const struct net_want *want, const struct net_state *before,
                      const struct plan *plan)
{
	struct journal journal = { .boot = TEXT("boot"), .before = *before, .want = *want, .ops = plan->ops };

	for (size_t i = 0; i < plan->n_ops; i++) {
		FUZZ_REQUIRE(plan->ops[i].kind < NET_OP_KINDS && net_op_name(plan->ops[i].kind));
		FUZZ_REQUIRE(plan->ops[i].link.n < 16 && plan->ops[i].other.n < 16);
	}
	for (size_t i = 0; i < plan->n_warnings; i++)
		FUZZ_REQUIRE(plan->warnings[i].message);
	journal.n_ops = plan->n_ops;
	fuzz_check_journal(f, &journal);
}

void fuzz_check_plans(struct fuzz *f, const struct net_want *want, const struct net_state *before,
                      const struct net_state *have)
{
	const struct net_link **attached;
	/* One that an earlier apply made: the last, where there is one. */
	const uint32_t made[] = { have->n_links ? have->links[have->n_links - 1].index : 1 };
	const struct net_past past = { .before = before };
	struct plan plan = { 0 };
	size_t n;
	int r = plan_build(&f->arena, want, have, &f->findings, &plan);

	FUZZ_REQUIRE(r == 0 || (r == -EINVAL && f->findings.n > 0 && plan.n_ops == 0));
	if (r == 0) {
		FUZZ_REQUIRE(plan_again(&f->arena, want, want, made, 1, have, &plan) == 0);
		FUZZ_REQUIRE(plan_kept(&f->arena, want, before, have, &plan) == 0);
		check_ops(f, want, before, &plan);
	}
	plan = (struct plan){ 0 };
	r = plan_stop(&f->arena, want, &past, have, &f->findings, &plan);
	FUZZ_REQUIRE(r == 0 || (r == -EINVAL && f->findings.n > 0));
	if (r == 0)
		check_ops(f, want, before, &plan);
	FUZZ_REQUIRE(plan_attached(&f->arena, want, &past, have, &attached, &n) == 0);
}
