/*
 * netscript_name.c - the bridge and the netdev that a call means, and which calls run together.
 *
 * Completes what a call leaves out as network-bridge does.
 */
#include <errno.h>
#include <xencfg/netscript.h>

const struct netscript_argument *netscript_argument(const struct netscript_call *call, const char *name)
{
	for (size_t i = call->n_arguments; i-- > 0;)
		if (text_is(call->arguments[i].name.text, name))
			return &call->arguments[i];
	return NULL;
}

/* Does `upper` lie on the way down to `lower`, and not as what is tried before ||? */
static bool leads_to(const struct netscript_call *upper, const struct netscript_call *lower)
{
	const struct netscript_branch *b = lower->way;

	for (; b && b != upper->way; b = b->parent)
		if (b->otherwise && b->otherwise == upper->list)
			return false;
	return b == upper->way;
}

bool netscript_together(const struct netscript_call *a, const struct netscript_call *b)
{
	return leads_to(a, b) || leads_to(b, a);
}

/* What the call itself says; false when it says nothing, or nothing but "name=", for which the default comes. */
static bool is_given(const struct netscript_call *call, const char *name, struct netscript_name *ret)
{
	const struct netscript_argument *argument = netscript_argument(call, name);

	*ret = (struct netscript_name){ .at = call->script_at };
	if (!argument || (argument->known && argument->value.text.n == 0))
		return false;
	ret->at = argument->value.at;
	if (argument->known) {
		ret->certainty = NETSCRIPT_SURE;
		ret->text = argument->value.text;
	}
	return true;
}

static int numbered(struct arena *a, const struct netscript_call *call, const char *stem, struct netscript_name *ret)
{
	struct netscript_name vifnum;
	struct span at = ret->at;
	char *s;

	if (is_given(call, "vifnum", &vifnum)) {
		at = vifnum.at;
	} else {
		/* 0, or that of the default route's card */
		vifnum.certainty = NETSCRIPT_LIKELY;
		vifnum.text = TEXT("0");
	}
	*ret = (struct netscript_name){ .certainty = vifnum.certainty, .at = at };
	if (vifnum.certainty == NETSCRIPT_NO_NAME)
		return 0;
	s = arena_printf(a, "%s%.*s", stem, TEXT_ARG(vifnum.text));
	if (!s)
		return -ENOMEM;
	ret->text = text_of(s);
	return 0;
}

/* An expansion among the words may hold what the call does not say. */
static int complete_netdev(const struct netscript_call *call, unsigned release, struct arena *a,
                           struct netscript_name *ret)
{
	if (call->open || call->callee != NETSCRIPT_NETWORK_BRIDGE)
		return 0;
	if (release < n_releases && release < RELEASE_3_2)
		return numbered(a, call, "eth", ret);
	if (release == n_releases && netscript_argument(call, "vifnum"))
		return 0;
	ret->certainty = NETSCRIPT_LIKELY;
	ret->text = TEXT("eth0");
	return 0;
}

int netscript_call_netdev(const struct netscript_call *call, unsigned release, struct arena *a,
                          struct netscript_name *ret)
{
	return is_given(call, "netdev", ret) ? 0 : complete_netdev(call, release, a, ret);
}

int netscript_call_bridge(const struct netscript_call *call, unsigned release, struct arena *a,
                          struct netscript_name *ret)
{
	if (is_given(call, "bridge", ret)) {
		if (text_is(ret->text, "null"))
			ret->text.n = 0;
		return 0;
	}
	if (call->open || call->callee != NETSCRIPT_NETWORK_BRIDGE || release == n_releases)
		return 0;
	if (release < RELEASE_3_2)
		return numbered(a, call, "xenbr", ret);
	return netscript_call_netdev(call, release, a, ret);
}
