/*
 * plan.c - xencfg plan: what apply would do, and why. Changes nothing.
 */
#include <errno.h>
#include "network.h"

static int report(struct network *n)
{
	size_t moving = 0;

	if (n->json)
		return network_print_json(n, json_pack("{s:i, s:o, s:o}", "version", 1, "operations",
		                                       network_json_steps(n, &n->plan), "warnings",
		                                       network_json_warnings(n)));
	network_warn(n);
	network_put_steps(n, &n->plan);
	for (size_t i = 0; i < n->plan.n_ops; i++)
		moving += n->plan.ops[i].cut_over;
	if (!n->call->given[OPTION_QUIET]) {
		if (n->plan.n_ops)
			sb_printf(&n->out, "%zu steps; the last %zu move traffic\n", n->plan.n_ops, moving);
		else
			sb_string(&n->out, "nothing to do\n");
	}
	return print_out(&n->out);
}

static int run(struct network *n, struct call *call)
{
	int status = network_load(n, call);

	if (!status)
		status = network_plan(n);
	if (!status && findings_errors(&n->findings))
		status = network_trouble(n, NULL, -EINVAL);
	if (!status)
		status = report(n);
	return status ? status : n->plan.n_ops ? EXIT_FINDINGS : EXIT_OK;
}

int command_plan(struct call *call)
{
	struct network n = { 0 };
	int status = run(&n, call);

	network_close(&n);
	return status;
}
