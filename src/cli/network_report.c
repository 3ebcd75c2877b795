/*
 * network_report.c - what came of an apply, a stop or a confirm, in words, JSON and the exit status.
 */
#include <errno.h>
#include <stdio.h>
#include <xencfg/report_json.h>
#include "network.h"

static int trouble_left(const struct apply *a)
{
	trouble("this could not be put back:");
	for (size_t i = 0; i < a->n_left; i++)
		trouble("  %s", a->left[i]);
	trouble("`xencfg stop`, or the next apply, tries again");
	return EXIT_LEFT;
}

int network_trouble(struct network *n, const struct apply *a, int error)
{
	switch (error) {
	case -EINVAL:
		if (print_findings(n->call, &n->sources, &n->findings))
			return EXIT_TROUBLE;
		return trouble("nothing was touched");
	case -EPERM:
	case -EACCES:
		return trouble("%s needs root, or CAP_NET_ADMIN; nothing was touched", n->call->command->name);
	case -EBUSY:
		return trouble(
			"an apply waits to be confirmed: `xencfg confirm` keeps it, `xencfg stop` takes it back");
	case -EXDEV:
		return trouble("the state folder is that of another network namespace: give this one its own with "
		               "--state-dir");
	case -EBADMSG:
		return trouble("the journal in the state folder is damaged; nothing was touched. Remove it to go on: "
		               "then what it tells cannot be taken back");
	case -ECHILD:
		return trouble("the watchdog of --confirm ended at once, so nothing was touched: watchdog.log in the "
		               "state folder may tell why");
	case -ENOTRECOVERABLE:
		trouble("an earlier run was killed");
		return trouble_left(a);
	default:
		return trouble("nothing was touched: %s", strerror(-error));
	}
}

/* What the kernel's answer to a new link means. */
static void tell_cause(const struct apply *a)
{
	const struct net_op *op = a->op;
	const char *module;

	switch (op->kind) {
	case NET_CREATE_BRIDGE:
		module = "bridge";
		break;
	case NET_CREATE_DUMMY:
		module = "dummy";
		break;
	case NET_CREATE_VLAN:
		module = "8021q";
		break;
	default:
		return;
	}
	if (a->error == -EOPNOTSUPP)
		trouble("this kernel has no such links: is its module %s installed?", module);
	if (a->error == -EEXIST)
		trouble("another interface has %.*s as an alternative name, or was made meanwhile: `ip link show dev "
		        "%.*s` tells",
		        TEXT_ARG(op->link), TEXT_ARG(op->link));
}

/* The step and its reason, what the kernel said, and the line that asks for it. */
static void tell_failure(struct network *n, const struct apply *a)
{
	struct sb out = { 0 };

	if (a->error == -EINTR && !a->op) {
		trouble("interrupted before the cut-over");
		return;
	}
	if (!a->op) {
		trouble(a->words ? "all was done, but %s" : "%s", a->words ? a->words : strerror(-a->error));
		return;
	}
	sb_string(&out, "cannot ");
	network_put_words(&out, a->op);
	sb_printf(&out, ": %s", strerror(-a->error));
	if (a->words)
		sb_printf(&out, ": %s", a->words);
	if (a->op->reason)
		sb_printf(&out, " (%s)", a->op->reason);
	sb_byte(&out, '\0');
	print_message(n->call, &n->sources, network_place(n, a->op), SEVERITY_ERROR,
	              out.error ? "out of memory" : out.s);
	sb_free(&out);
	tell_cause(a);
}

static json_t *failure_json(struct network *n, const struct apply *a)
{
	struct sb op = { 0 };
	json_t *error;

	if (!a->error)
		return json_null();
	if (a->op)
		network_put_op(&op, a->op);
	error = json_pack("{s:s, s:o}", "errno", strerror(-a->error), "kernel",
	                  a->words ? report_json_string(a->words) : json_null());
	if (error && a->op)
		error = report_json_set(error, "op", op.error ? NULL : report_json_text(sb_view(&op)));
	sb_free(&op);
	return a->op ? network_json_place(n, network_place(n, a->op), error) : error;
}

static int print_json(struct network *n, const struct apply *a)
{
	static const char *const names[] = {
		[APPLY_NOTHING] = "nothing", [APPLY_DONE] = "done", [APPLY_UNDONE] = "undone", [APPLY_LEFT] = "left"
	};
	json_t *left = json_array();

	for (size_t i = 0; left && a->end == APPLY_LEFT && i < a->n_left; i++)
		left = report_json_add(left, report_json_string(a->left[i]));
	return network_print_json(n, json_pack("{s:i, s:s, s:o, s:o, s:o, s:o}", "version", 1, "result", names[a->end],
	                                       "operations", network_json_steps(n, &a->plan), "warnings",
	                                       network_json_warnings(n), "error", failure_json(n, a), "left", left));
}

int network_report(struct network *n, const struct apply *a, const char *done)
{
	int status = 0;

	if (a->recovered && !n->call->given[OPTION_QUIET])
		fprintf(stderr, "xencfg: %s\n", a->recovered);
	if (n->json) {
		status = print_json(n, a);
	} else if (!n->call->given[OPTION_QUIET] && a->end <= APPLY_DONE) {
		if (a->end == APPLY_DONE)
			network_put_steps(n, &a->plan);
		sb_printf(&n->out, "%s\n", done);
		status = print_out(&n->out);
	}
	if (a->end <= APPLY_DONE)
		return status;
	tell_failure(n, a);
	if (a->end == APPLY_LEFT)
		return trouble_left(a);
	trouble("the network is as it was");
	return EXIT_UNDONE;
}
