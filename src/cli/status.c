/*
 * status.c - xencfg status: is the network as described? Changes nothing.
 */
#include <xencfg/report_json.h>
#include "network.h"

/* What keeps the network from being as described, and cannot be mended by apply. */
static json_t *findings_json(struct network *n, json_t *differences)
{
	for (const struct finding *f = n->findings.first; f; f = f->next)
		json_array_append_new(
			differences,
			network_json_place(n, f->at, json_pack("{s:o}", "reason", report_json_string(f->message))));
	return differences;
}

static int report(struct network *n, bool same)
{
	if (n->json)
		return network_print_json(n, json_pack("{s:i, s:b, s:o}", "version", 1, "same", same, "differences",
		                                       findings_json(n, network_json_steps(n, &n->plan))));
	if (print_findings(n->call, &n->sources, &n->findings))
		return EXIT_TROUBLE;
	for (size_t i = 0; i < n->plan.n_ops; i++) {
		const struct net_op *op = &n->plan.ops[i];
		struct sb line = { 0 };

		network_put_place(n, &line, network_place(n, op));
		sb_string(&line, op->reason ? op->reason : "");
		report_plain(&n->out, sb_view(&line));
		sb_byte(&n->out, '\n');
		sb_free(&line);
	}
	if (same && !n->call->given[OPTION_QUIET])
		sb_string(&n->out, "the network is as described\n");
	return print_out(&n->out);
}

static int run(struct network *n, struct call *call)
{
	bool same;
	int status = network_load(n, call);

	if (!status)
		status = network_plan(n);
	if (status)
		return status;
	same = n->plan.n_ops == 0 && findings_errors(&n->findings) == 0;
	status = report(n, same);
	return status ? status : same ? EXIT_OK : EXIT_FINDINGS;
}

int command_status(struct call *call)
{
	struct network n = { 0 };
	int status = run(&n, call);

	network_close(&n);
	return status;
}
