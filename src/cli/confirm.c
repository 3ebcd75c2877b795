/*
 * confirm.c - xencfg confirm: keeps what `apply --confirm` did.
 */
#include <errno.h>
#include "network.h"

static int run(struct network *n, struct call *call)
{
	struct apply a = { 0 };
	int status = network_load(n, call), r;

	if (!status)
		status = network_lock(n, &a);
	if (status)
		return status;
	r = apply_confirm(&a);
	if (r == -ENOENT)
		return trouble("nothing waits to be confirmed: it was confirmed already, or put back. (Each network "
		               "namespace has its own.)");
	if (r == -ECANCELED)
		return trouble("the last run was killed and cannot be kept: run `xencfg apply` or `xencfg stop`");
	return r < 0 ? network_trouble(n, &a, r) : network_report(n, &a, "confirmed");
}

int command_confirm(struct call *call)
{
	struct network n = { 0 };
	int status = run(&n, call);

	network_close(&n);
	return status;
}
