/*
 * plan.c - xencfg plan: what apply would do, and why. Changes nothing.
 */
#include "network.h"

static int report(struct network *n)
{
	size_t moving = 0;

	if (n->json)
		return network_print_json(n, json_pack("{s:i, s:o, s:o}", "version", 1, "operations",
		                                       network_json_steps(n, &n->plan), "warnings",
		                                       network_json_warnings(n)));
	if (network_warn(n))
		return EXIT_TROUBLE;
	network_put_steps(n, &n->plan);
	for (size_t i = 0; i < n->plan.n_ops; i++)
		moving += n->plan.ops[i].cut_over;
	if (!n->call->given[OPTION_QUIET]) {
		if (n->plan.n_ops)
			sb_printf(&n->out, "%zu step%s, %zu of them where traffic moves\n", n->plan.n_ops,
			          n->plan.n_ops == 1 ? "" : "s", moving);
		else
			sb_string(&n->out, "nothing to do\n");
	}
	return print_out(&n->out);
}

static int refuse(struct network *n)
{
	int status = print_findings(n->call, &n->sources, &n->findings);

	return status ? status : trouble("apply would refuse this, and touch nothing");
}

static int run(struct network *n, struct call *call)
{
	int status = network_load(n, call);

	if (!status)
		status = network_plan(n);
	if (!status && findings_errors(&n->findings))
		status = refuse(n);
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
