/*
 * stop.c - xencfg stop: takes back what apply did.
 */
#include <errno.h>
#include "network.h"

static int run(struct network *n, struct call *call)
{
	struct apply a = { .force = call->given[OPTION_FORCE_STOP] };
	int status = network_load(n, call), r;

	if (!status)
		status = network_lock(n, &a);
	if (status)
		return status;
	r = apply_stop(&a);
	if (r == -EINVAL) {
		network_trouble(n, &a, r);
		return a.force ? EXIT_TROUBLE : trouble("--force takes the bridges away all the same");
	}
	if (r < 0)
		return network_trouble(n, &a, r);
	return network_report(n, &a, a.end == APPLY_DONE ? "done" : "nothing was applied");
}

int command_stop(struct call *call)
{
	struct network n = { 0 };
	int status = run(&n, call);

	network_close(&n);
	return status;
}
