/*
 * bridge.c - the rules about bridges and the netdevs in them, XC201 to XC209.
 *
 * What a machine really has is not looked at here.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/name.h>
#include "checks.h"

static const struct bridge *nearest_bridge(const struct host *host, struct text name)
{
	const struct bridge *nearest = NULL;
	unsigned best = 3;

	/* A host with hundreds of bridges gets no suggestion: it would cost more than it helps. */
	for (size_t i = 0; host->n_bridges < 200 && i < host->n_bridges; i++) {
		unsigned distance = text_distance(name, host->bridges[i].name.text, 2);

		if (distance < best && distance < name.n) {
			best = distance;
			nearest = &host->bridges[i];
		}
	}
	return nearest;
}

/* Of hand-written files nobody knows which bridges there are, unless something said so. */
static bool bridges_known(const struct host *host)
{
	return host->described || host->netdevs || (host->n_bridges && !host->bridges_open);
}

/*
 * A name that network-bridge gives a bridge when nobody names one: xenbrN up to 3.1, from 3.2 on the name of the
 * netdev with the default route (tools/examples/network-bridge). Which one it is only the host knows.
 */
static bool may_be_default(const struct host *host, struct text name)
{
	static const char *const cards[] = { "eth", "bond", "team", "en", "em", "p" };
	bool old = !host->release_known || host->release < RELEASE_3_2;
	bool new = !host->release_known || host->release >= RELEASE_3_2;
	char last = name.n ? name.s[name.n - 1] : '\0';

	if (!host->bridges_guessed || last < '0' || last > '9')
		return false;
	for (size_t i = 0; new &&i < sizeof(cards) / sizeof(*cards); i++)
		if (text_starts(name, cards[i]))
			return true;
	return old && text_starts(name, "xenbr");
}

void check_bridge_unknown(struct check *cx)
{
	const struct host *host = cx->host;

	for (size_t i = 0; i < host->n_vifs; i++) {
		const struct vif *vif = &host->vifs[i];
		struct text name = vif_text(vif, VIF_BRIDGE);
		const struct bridge *nearest;
		struct finding *f;

		if (name.n == 0 || vif->bridge || !vif_wants_bridge(host, vif) || !bridges_known(host) ||
		    may_be_default(host, name))
			continue;
		f = finding_add(cx->out, RULE_BRIDGE_UNKNOWN, vif_place(vif, VIF_BRIDGE),
		                "this host has no bridge \"%.*s\"", TEXT_ARG(name));
		nearest = nearest_bridge(host, name);
		if (nearest)
			finding_help(cx->out, f, "did you mean \"%.*s\"?", TEXT_ARG(nearest->name.text));
		else if (host->described && host->n_bridges)
			finding_help(cx->out, f, "describe it in \"bridges\", or name one that is there");
	}
}

/* The bridge that a hand-written vif names; Open vSwitch has a syntax of its own there, and of XC401 are quotes and
 * blanks. */
static void check_written_name(struct check *cx, const struct vif *vif)
{
	const struct value *v = vif_get(vif, VIF_BRIDGE);
	struct text name = v ? text_trim(v->text) : (struct text){ "", 0 };
	const char *why;

	if (!v || !vif_wants_bridge(cx->host, vif) || text_has(name, ':') || text_has(name, '\'') ||
	    text_has(name, '"'))
		return;
	why = link_name_wrong(name, LINK_NAME_MAX);
	if (why)
		finding_add(cx->out, RULE_BRIDGE_NAME_INVALID, v->at, "the bridge name \"%.*s\" %s", TEXT_ARG(name),
		            why);
}

/* What xl.conf says for vifs that name none; Open vSwitch has a syntax of its own there, too. */
static void check_default_name(struct check *cx, const struct setting *s)
{
	const char *key = key_lists[KEYS_HOST_OPTION].keys[s->key].name, *why;

	if ((strcmp(key, "vif.default.bridge") != 0 && strcmp(key, "defaultbridge") != 0) ||
	    s->value.kind != VALUE_STRING || text_has(s->value.text, ':'))
		return;
	why = link_name_wrong(s->value.text, LINK_NAME_MAX);
	if (why)
		finding_add(cx->out, RULE_BRIDGE_NAME_INVALID, s->value.at, "the bridge name \"%.*s\" %s",
		            TEXT_ARG(s->value.text), why);
}

void check_bridge_name_invalid(struct check *cx)
{
	for (size_t i = 0; i < judged_bridges(cx); i++) {
		const struct cell *name = &cx->host->bridges[i].name;
		const char *why = cell_given(name) ? link_name_wrong(name->text, LINK_NAME_MAX) : NULL;

		if (why)
			finding_add(cx->out, RULE_BRIDGE_NAME_INVALID, name->at, "the bridge name \"%.*s\" %s",
			            TEXT_ARG(name->text), why);
	}
	for (size_t i = 0; !cx->host->described && i < cx->host->n_vifs; i++)
		check_written_name(cx, &cx->host->vifs[i]);
	for (size_t i = 0; !cx->host->described && !cx->guests_only && i < cx->host->n_options; i++)
		check_default_name(cx, &cx->host->options[i]);
}

static void report_duplicate(struct check *cx, const struct unique *item, const struct unique *first)
{
	finding_label(cx->out,
	              finding_add(cx->out, RULE_BRIDGE_DUPLICATE, item->at, "there are two bridges \"%.*s\"",
	                          TEXT_ARG(item->key)),
	              first->at, "the first one");
}

void check_bridge_duplicate(struct check *cx)
{
	/* Elsewhere one bridge may be told of twice: by a script and by the policy. */
	size_t n = cx->host->described ? judged_bridges(cx) : 0;
	struct unique *items = unique_array(cx, n);

	for (size_t i = 0; items && i < n; i++)
		items[i] = (struct unique){ .key = cx->host->bridges[i].name.text, .at = cx->host->bridges[i].name.at };
	unique_report(cx, items, items ? n : 0, report_duplicate);
}

static void report_shared(struct check *cx, const struct unique *item, const struct unique *first)
{
	finding_label(cx->out,
	              finding_add(cx->out, RULE_NETDEV_SHARED, item->at,
	                          "\"%.*s\" is the port of another bridge already; a netdev has one bridge",
	                          TEXT_ARG(item->key)),
	              first->at, "first used here");
}

void check_netdev_shared(struct check *cx)
{
	size_t n = cx->host->described ? judged_bridges(cx) : 0;
	struct unique *items = unique_array(cx, n);

	for (size_t i = 0; items && i < n; i++) {
		const struct bridge *bridge = &cx->host->bridges[i];
		struct text port = bridge_port(bridge, cx->arena);

		if (cell_given(&bridge->netdev) && !port.s)
			cx->error = -ENOMEM;
		items[i] = (struct unique){ .key = port, .at = bridge->netdev.at };
	}
	unique_report(cx, items, items ? n : 0, report_shared);
}

/* Returns why this bridge's port cannot be named as it is, or NULL. */
static const char *port_name_wrong(struct check *cx, const struct bridge *bridge)
{
	struct text port = bridge_port(bridge, cx->arena);
	const char *why = link_name_wrong(bridge->netdev.text, LINK_NAME_MAX);

	if (why)
		return why;
	if (!port.s) {
		cx->error = -ENOMEM;
		return NULL;
	}
	return link_name_wrong(port, LINK_NAME_MAX - (bridge_renames(cx->host, bridge) ? 1 : 0));
}

/*
 * A bridge of the name of an interface leaves none to that. network-bridge gives the bridge the netdev's own name after
 * it renamed the netdev; the parent of a VLAN may have been renamed for another bridge.
 */
static void check_no_bridge(struct check *cx, const struct unique *names, size_t n, const struct bridge *bridge,
                            struct text name, bool parent)
{
	size_t k = name.s ? unique_find(names, n, name) : n;
	const struct bridge *owner = k < n ? names[k].owner : NULL;

	if (!name.s)
		cx->error = -ENOMEM;
	if (!owner)
		return;
	if ((owner == bridge || parent) && bridge_renames(cx->host, owner) &&
	    text_same(bridge_port(owner, cx->arena), name))
		return;
	finding_add(cx->out, RULE_NETDEV_NAME, bridge->netdev.at,
	            "\"%.*s\" is the name of a bridge, it cannot be a netdev too", TEXT_ARG(name));
}

void check_netdev_name(struct check *cx)
{
	const struct host *host = cx->host;
	size_t n = judged_bridges(cx);
	struct unique *names = unique_array(cx, n);

	if (!names)
		return;
	for (size_t i = 0; i < n; i++)
		names[i] = (struct unique){ .key = host->bridges[i].name.text, .owner = &host->bridges[i] };
	unique_sort(names, n);
	for (size_t i = 0; i < n; i++) {
		const struct bridge *bridge = &host->bridges[i];
		const char *why;

		if (!cell_given(&bridge->netdev))
			continue;
		why = port_name_wrong(cx, bridge);
		if (why) {
			finding_add(cx->out, RULE_NETDEV_NAME, bridge->netdev.at, "the netdev name \"%.*s\" %s",
			            TEXT_ARG(bridge->netdev.text), why);
			continue;
		}
		check_no_bridge(cx, names, n, bridge, bridge_port(bridge, cx->arena), false);
		if (bridge->vlan.at.file)
			check_no_bridge(cx, names, n, bridge, bridge->netdev.text, true);
	}
}

static bool has_netdev(const struct host *host, const char *before, struct text name)
{
	for (size_t i = 0; i < host->n_netdevs; i++) {
		struct text found = host->netdevs[i].name;

		if (text_starts(found, before) &&
		    text_same((struct text){ found.s + strlen(before), found.n - strlen(before) }, name))
			return true;
	}
	return false;
}

void check_netdev_missing(struct check *cx)
{
	for (size_t i = 0; cx->host->netdevs && i < judged_bridges(cx); i++) {
		const struct cell *netdev = &cx->host->bridges[i].netdev;

		/* network-bridge calls it p and its name once it is a port. */
		if (!cell_given(netdev) || netdev_is_dummy(netdev->text) || has_netdev(cx->host, "", netdev->text) ||
		    has_netdev(cx->host, "p", netdev->text))
			continue;
		finding_help(cx->out,
		             finding_add(cx->out, RULE_NETDEV_MISSING, netdev->at, "this host has no netdev \"%.*s\"",
		                         TEXT_ARG(netdev->text)),
		             "`ip link` lists what it has");
	}
}

static void mark_used(const struct host *host, struct text name)
{
	size_t n;
	const struct bridge **called = host_bridges_called(host, name, &n);

	for (size_t i = 0; i < n; i++)
		atomic_store_explicit(&host->bridge_used[called[i] - host->bridges], true, memory_order_relaxed);
}

void check_bridge_unused(struct check *cx)
{
	const struct host *host = cx->host;

	for (size_t i = 0; host->bridge_used && i < host->n_vifs; i++)
		if (host->vifs[i].bridge)
			mark_used(host, host->vifs[i].bridge->name.text);
	for (size_t i = 0; host->bridge_used && i < judged_bridges(cx); i++)
		if (!host->bridge_used[i] && cell_given(&host->bridges[i].name) &&
		    !link_name_wrong(host->bridges[i].name.text, LINK_NAME_MAX))
			finding_add(cx->out, RULE_BRIDGE_UNUSED, host->bridges[i].name.at,
			            "no guest uses bridge \"%.*s\"", TEXT_ARG(host->bridges[i].name.text));
}

void check_bridge_default(struct check *cx)
{
	const struct host *host = cx->host;

	for (size_t i = 0; i < host->n_vifs; i++) {
		const struct vif *vif = &host->vifs[i];
		struct text name;
		bool said;

		if (vif_get(vif, VIF_BRIDGE) || vif->bridge_misspelt || !vif_wants_bridge(host, vif) ||
		    !bridges_known(host))
			continue;
		name = vif_default_bridge(host, vif, &said);
		if (vif->bridge && (said || host->n_bridges == 1))
			continue;
		if (name.n == 0)
			finding_add(cx->out, RULE_BRIDGE_DEFAULT, vif->at,
			            "this vif names no bridge, and the host has none");
		else
			finding_help(cx->out,
			             finding_add(cx->out, RULE_BRIDGE_DEFAULT, vif->at,
			                         "this vif names no bridge: %s takes \"%.*s\"%s",
			                         host->toolstack == TOOLSTACK_XEND ? "vif-bridge" : "xl",
			                         TEXT_ARG(name), vif->bridge ? "" : ", which this host does not have"),
			             host->described ? "say which: \"bridge\": \"…\"" : "say which: bridge=…");
	}
}

/* A subnet and whose it is. */
struct subnet {
	const struct net_cell *net;
	const struct bridge *bridge;
};

static int compare_nets(const void *a, const void *b)
{
	const struct net_cell *x = ((const struct subnet *)a)->net, *y = ((const struct subnet *)b)->net;
	int order = ip_compare(&x->ip, &y->ip);

	if (order)
		return order;
	if (x->ip.prefix != y->ip.prefix)
		return x->ip.prefix < y->ip.prefix ? -1 : 1;
	return (x->cell.at.begin > y->cell.at.begin) - (x->cell.at.begin < y->cell.at.begin);
}

/* All subnets of all bridges, sorted. NULL when memory is out. */
static struct subnet *sorted_subnets(struct check *cx, size_t *ret_n)
{
	const struct host *host = cx->host;
	size_t bridges = judged_bridges(cx);
	struct subnet *nets;
	size_t n = 0;

	for (size_t i = 0; i < bridges; i++)
		n += host->bridges[i].subnets.n;
	nets = arena_array(cx->arena, n, sizeof(*nets));
	*ret_n = 0;
	for (size_t i = 0; nets && i < bridges; i++)
		for (size_t k = 0; k < host->bridges[i].subnets.n; k++)
			if (host->bridges[i].subnets.items[k].valid)
				nets[(*ret_n)++] =
					(struct subnet){ &host->bridges[i].subnets.items[k], &host->bridges[i] };
	if (nets && *ret_n)
		qsort(nets, *ret_n, sizeof(*nets), compare_nets);
	return nets;
}

/* Networks either nest or are apart: sorted, whatever overlaps stands behind what it is in. */
void check_subnet_overlap(struct check *cx)
{
	const struct subnet *wide = NULL;
	struct subnet *nets;
	size_t n;

	nets = sorted_subnets(cx, &n);
	if (!nets)
		cx->error = -ENOMEM;
	for (size_t i = 0; nets && i < n; i++) {
		const struct cell *early, *late = &nets[i].net->cell;

		if (!wide || !ip_overlap(&wide->net->ip, &nets[i].net->ip)) {
			wide = &nets[i];
			continue;
		}
		early = &wide->net->cell;
		if (wide->bridge == nets[i].bridge)
			continue;
		if (early->at.begin > late->at.begin) {
			late = early;
			early = &nets[i].net->cell;
		}
		finding_label(cx->out,
		              finding_add(cx->out, RULE_SUBNET_OVERLAP, late->at, "subnet %.*s overlaps %.*s",
		                          TEXT_ARG(late->text), TEXT_ARG(early->text)),
		              early->at, "the other one");
	}
}
