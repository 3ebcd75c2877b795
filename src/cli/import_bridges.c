/*
 * import_bridges.c - the bridges of a host: what network scripts make, else what guests name.
 *
 * Guesses nothing without saying so.
 */
#include <errno.h>
#include <xencfg/name.h>
#include "import.h"

static struct import_bridge *find_bridge(const struct import *im, struct text name)
{
	struct import_bridge *b = im->bridges;

	while (b && !text_same(b->bridge.name.text, name))
		b = b->next;
	return b;
}

static struct import_bridge *append(struct import *im)
{
	struct import_bridge *added = arena_alloc(&im->arena, sizeof(*added));

	if (!added)
		return NULL;
	*im->last_bridge = added;
	im->last_bridge = &added->next;
	return added;
}

/* "eth0.100" is VLAN 100 on eth0: so that compile makes it where it does not exist. */
static void split_vlan(struct bridge *bridge)
{
	struct text rest = bridge->netdev.text, parent, number;
	long long vlan;

	if (!text_split(&rest, '.', &parent) || !rest.s || parent.n == 0)
		return;
	number = rest;
	if (number.n == 0 || number.s[0] < '1' || number.s[0] > '9' || text_to_number(number, &vlan) != 0 ||
	    vlan > 4094)
		return;
	bridge->netdev.text = parent;
	bridge->vlan = (struct number_cell){ vlan, bridge->netdev.at };
}

/* An argument of a call but bridge and netdev; of what network-bridge does not read the reader has told. */
static void read_argument(struct import *im, const struct netscript_call *call, const struct netscript_argument *a,
                          struct bridge *bridge)
{
	bool is_vifnum = text_is(a->name.text, "vifnum"), is_antispoof = text_is(a->name.text, "antispoof");
	bool is_rename = call->callee == NETSCRIPT_OWN && text_is(a->name.text, "rename");
	struct switch_cell on = { text_is(a->value.text, "yes"), a->value.at };
	long long number;

	if (!is_vifnum && !is_antispoof && !is_rename)
		return;
	if (a->known && is_antispoof)
		bridge->antispoof = on;
	else if (a->known && is_rename)
		bridge->rename_netdev = on;
	else if (a->known && is_vifnum && text_to_number(a->value.text, &number) == 0)
		bridge->vifnum = (struct number_cell){ number, a->value.at };
	else
		import_warn(im, RULE_NETSCRIPT_ARGUMENT, a->at, "not carried over: the %.*s of this call, which is %s",
		            TEXT_ARG(a->name.text), a->known ? "no number" : "only known when the script runs");
}

static void set_netdev(struct import *im, const struct netscript_call *call, const struct netscript_name *netdev,
                       struct bridge *bridge)
{
	if (netdev->certainty == NETSCRIPT_NO_NAME)
		import_warn(im, RULE_NETSCRIPT_ARGUMENT, netdev->at,
		            "not carried over: the netdev of bridge \"%.*s\", which is only known when the script runs",
		            TEXT_ARG(bridge->name.text));
	else
		bridge->netdev = (struct cell){ netdev->text, netdev->at };
	if (netdev->certainty == NETSCRIPT_LIKELY)
		import_warn(im, RULE_NETSCRIPT_ARGUMENT, call->at,
		            "no netdev is said: network-bridge takes the card of the default route; %.*s is assumed",
		            TEXT_ARG(netdev->text));
	split_vlan(bridge);
}

/* The bridge that a call makes, once: start and stop may have a call each. */
static int add_bridge(struct import *im, const struct netscript_call *call)
{
	struct netscript_name bridge, netdev;
	struct import_bridge *added;

	if (netscript_call_bridge(call, im->release, &im->arena, &bridge) < 0 ||
	    netscript_call_netdev(call, im->release, &im->arena, &netdev) < 0)
		return -ENOMEM;
	if (bridge.certainty == NETSCRIPT_NO_NAME || bridge.text.n == 0) {
		import_warn(im, RULE_NETSCRIPT_ARGUMENT, call->at,
		            "not carried over: the bridge of this call has no name%s",
		            bridge.certainty == NETSCRIPT_NO_NAME ? " before the script runs" : "");
		return 0;
	}
	added = find_bridge(im, bridge.text);
	if (added) {
		if (netdev.certainty == NETSCRIPT_SURE &&
		    !text_same(bridge_port(&added->bridge, &im->arena), netdev.text))
			import_warn(im, RULE_NETSCRIPT_CLASH, call->at,
			            "not carried over: another call makes bridge \"%.*s\"", TEXT_ARG(bridge.text));
		return 0;
	}
	added = append(im);
	if (!added)
		return -ENOMEM;
	added->bridge = (struct bridge){ .at = call->at, .name = { bridge.text, bridge.at } };
	set_netdev(im, call, &netdev, &added->bridge);
	for (size_t i = 0; i < call->n_arguments; i++)
		read_argument(im, call, &call->arguments[i], &added->bridge);
	/* Our own function takes a step first, and no argument behind it. */
	if (call->open && call->callee != NETSCRIPT_OWN)
		import_warn(im, RULE_NETSCRIPT_ARGUMENT, call->at,
		            "not carried over: arguments of this call that are only known when the script runs");
	return 0;
}

int import_calls(struct import *im, const struct netscript *script)
{
	int error = 0;

	for (size_t i = 0; i < script->n_calls && !error; i++)
		if (script->calls[i].callee != NETSCRIPT_OTHER)
			error = add_bridge(im, &script->calls[i]);
	return error;
}

/* The bridge that a vif is put into, and the place that says so. Empty: into none, or no file tells. */
static struct cell bridge_of(const struct import *im, const struct vif *vif)
{
	const struct value *own = vif_get(vif, VIF_BRIDGE);
	bool said;

	if (!vif_wants_bridge(&im->host, vif))
		return (struct cell){ { "", 0 }, vif->at };
	if (own)
		return (struct cell){ own->text, own->at };
	return (struct cell){ vif_default_bridge(&im->host, vif, &said), vif->at };
}

static int add_named(struct import *im, const struct vif *vif)
{
	struct cell name = bridge_of(im, vif);
	struct import_bridge *added;

	if (link_name_wrong(name.text, LINK_NAME_MAX) || find_bridge(im, name.text))
		return 0;
	added = append(im);
	if (!added)
		return -ENOMEM;
	added->bridge = (struct bridge){ .at = vif->at, .name = name };
	import_warn(im, RULE_BRIDGE_UNKNOWN, name.at,
	            "no file tells more of bridge \"%.*s\" than its name: add its \"netdev\"%s", TEXT_ARG(name.text),
	            im->toolstack == TOOLSTACK_XL ? ", unless it has none" : "");
	return 0;
}

int import_named_bridges(struct import *im)
{
	int error = 0;

	if (im->bridges)
		return 0;
	for (const struct import_guest *g = im->guests; g && !error; g = g->next)
		for (size_t i = 0; i < g->guest->n_vifs && !error; i++)
			error = add_named(im, &g->guest->vifs[i]);
	return error;
}
