/*
 * status.c - xencfg status: is the network as described? Changes nothing.
 */
#include <xencfg/report_json.h>
#include "network.h"

/* What keeps the network from being as described, and cannot be mended by apply. */
static json_t *findings_json(struct network *n, json_t *differences)
{
	for (const struct finding *f = n->findings.first; f && differences; f = f->next)
		differences = report_json_add(
			differences,
			network_json_place(n, f->at, json_pack("{s:o}", "reason", report_json_string(f->message))));
	return differences;
}

/* A link that is not there is not down besides; and whom it knows only matters while traffic moves. */
static bool follows(const struct plan *plan, size_t at)
{
	const struct net_op *op = &plan->ops[at];

	if (op->kind == NET_CARRY_NEIGHBOURS)
		return true;
	for (size_t i = 0; op->kind == NET_SET_UP && i < at; i++) {
		enum net_op_kind kind = plan->ops[i].kind;

		if ((kind == NET_CREATE_BRIDGE || kind == NET_CREATE_DUMMY || kind == NET_CREATE_VLAN) &&
		    text_same(plan->ops[i].link, op->link))
			return true;
	}
	return false;
}

/* What is so, where the reason only says what is to be. */
static void put_difference(struct network *n, const struct net_op *op)
{
	struct sb line = { 0 };

	if (op->kind == NET_SET_UP)
		sb_printf(&line, "%.*s is %s", TEXT_ARG(op->link), op->number ? "down" : "up");
	else if (op->kind == NET_SET_MASTER && op->other.n)
		sb_printf(&line, "%.*s is no port of %.*s", TEXT_ARG(op->link), TEXT_ARG(op->other));
	else if (op->reason)
		sb_string(&line, op->reason);
	else
		network_put_words(&line, op);
	network_put_line(n, network_place(n, op), &line);
	sb_free(&line);
}

static int report(struct network *n, bool same)
{
	if (n->json)
		return network_print_json(n, json_pack("{s:i, s:b, s:o}", "version", 1, "same", same, "differences",
		                                       findings_json(n, network_json_steps(n, &n->plan))));
	if (print_findings(n->call, &n->sources, &n->findings))
		return EXIT_TROUBLE;
	for (size_t i = 0; i < n->plan.n_ops; i++)
		if (!follows(&n->plan, i))
			put_difference(n, &n->plan.ops[i]);
	if (!n->call->given[OPTION_QUIET])
		sb_string(&n->out, same          ? "the network is as described\n" :
		                   n->plan.n_ops ? "`xencfg plan` names the steps that would mend this\n" :
		                                   "");
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
