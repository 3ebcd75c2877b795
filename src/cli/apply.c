/*
 * apply.c - xencfg apply: the network as described, or as it was.
 */
#include <errno.h>
#include <stdio.h>
#include "network.h"

enum { CONFIRM_MOST = 86400 };

static int read_confirm(const struct call *call, uint32_t *ret)
{
	const char *value = call->value[OPTION_CONFIRM];
	long long seconds = 0;

	if (value && (text_to_number(text_of(value), &seconds) < 0 || seconds < 1 || seconds > CONFIRM_MOST))
		return trouble("--confirm wants seconds, 1 to %d, not \"%s\"", CONFIRM_MOST, value);
	*ret = (uint32_t)seconds;
	return 0;
}

/* In the process that apply_run has made. What it says goes to the file watchdog.log of the state folder. */
static int watch(struct network *n, struct apply *a)
{
	int status = network_kernel(n), r;

	n->json = false;
	if (status)
		return status;
	r = apply_watch(a);
	if (r < 0)
		return network_trouble(n, a, r);
	if (a->end == APPLY_UNDONE)
		printf("not confirmed within %u s: the network is as it was\n", a->confirm);
	if (a->end == APPLY_LEFT)
		a->error = -ETIME;
	return a->end == APPLY_LEFT ? network_report(n, a, "") : EXIT_OK;
}

static const char *done(struct network *n, const struct apply *a)
{
	const char *text;

	if (a->end == APPLY_NOTHING)
		return "nothing to do";
	if (!a->confirm)
		return "done";
	text = arena_printf(&n->arena, "done; without `xencfg confirm` all is put back in %u s", a->confirm);
	return text ? text : "done; without `xencfg confirm` all is put back";
}

static int run(struct network *n, struct call *call)
{
	struct apply a = { 0 };
	int status = read_confirm(call, &a.confirm), r;

	if (!status)
		status = network_load(n, call);
	if (!status)
		status = network_lock(n, &a);
	if (status)
		return status;
	r = apply_run(&a);
	if (r > 0)
		return watch(n, &a);
	if (r < 0)
		return network_trouble(n, &a, r);
	status = network_warnings(n, &a.plan, &a.before);
	if (!status)
		status = network_warn(n);
	/* What came of it is told in any case, and that it failed is told by the status first. */
	r = network_report(n, &a, done(n, &a));
	return r ? r : status;
}

int command_apply(struct call *call)
{
	struct network n = { 0 };
	int status = run(&n, call);

	network_close(&n);
	return status;
}
