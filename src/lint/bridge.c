/*
 * bridge.c - the rules about bridges and the netdevs in them, XC201 to XC209.
 *
 * What a machine really has is not looked at here.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/name.h>
#include "checks.h"

/* The script that handles the vif: its own, else the host's. */
static struct text script_of(const struct host *host, const struct vif *vif)
{
	struct text script = vif_text(vif, VIF_SCRIPT);

	if (script.n == 0)
		script = host->vif_script.text;
	for (size_t i = script.n; i > 0; i--)
		if (script.s[i - 1] == '/')
			return (struct text){ script.s + i, script.n - i };
	return script;
}

/* vif-route and vif-nat need no bridge; of a script that somebody wrote nobody knows. */
static bool wants_bridge(struct text script)
{
	return script.n == 0 || text_starts(script, "vif-bridge") || text_starts(script, "vif-openvswitch");
}

/* From 3.2 on vif-bridge takes the xenbrN of older configs for ethN. */
static bool is_translated(const struct host *host, struct text name)
{
	char eth[LINK_NAME_MAX + 1] = "eth";

	if (!text_starts(name, "xenbr") || name.n > 12 || !release_from(host->release, "3.2"))
		return false;
	memcpy(eth + 3, name.s + 5, name.n - 5);
	return host_bridge(host, text_of(eth)) != NULL;
}

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

void check_bridge_unknown(struct check *cx)
{
	const struct host *host = cx->host;

	for (size_t i = 0; i < host->n_vifs; i++) {
		const struct vif *vif = &host->vifs[i];
		const struct value *v = vif_get(vif, VIF_BRIDGE);
		struct text name = vif_text(vif, VIF_BRIDGE);
		struct text script = script_of(host, vif), rest = name;
		const struct bridge *nearest;
		struct finding *f;

		if (name.n == 0 || vif->bridge || !wants_bridge(script) || is_translated(host, name))
			continue;
		/* vif-openvswitch takes bridge[.vlan][:trunks]. */
		if (text_starts(script, "vif-openvswitch") && text_split(&rest, ':', &name) && host_bridge(host, name))
			continue;
		f = finding_add(cx->out, RULE_BRIDGE_UNKNOWN, v->at, "this host has no bridge \"%.*s\"", TEXT_ARG(name));
		nearest = nearest_bridge(host, name);
		if (nearest)
			finding_help(cx->out, f, "did you mean \"%.*s\"?", TEXT_ARG(nearest->name.text));
		else if (host->n_bridges)
			finding_help(cx->out, f, "describe it in \"bridges\", or name one that is there");
	}
}

void check_bridge_name_invalid(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_bridges; i++) {
		const struct cell *name = &cx->host->bridges[i].name;
		const char *why = cell_given(name) ? link_name_wrong(name->text, LINK_NAME_MAX) : NULL;

		if (why)
			finding_add(cx->out, RULE_BRIDGE_NAME_INVALID, name->at, "the bridge name \"%.*s\" %s",
				    TEXT_ARG(name->text), why);
	}
}

static void report_duplicate(struct check *cx, const struct unique *item, const struct unique *first)
{
	finding_label(cx->out,
		      finding_add(cx->out, RULE_BRIDGE_DUPLICATE, item->at, "there are two bridges \"%.*s\"", TEXT_ARG(item->key)),
		      first->at, "the first one");
}

void check_bridge_duplicate(struct check *cx)
{
	size_t n = cx->host->n_bridges;
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
	size_t n = cx->host->n_bridges;
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
	return link_name_wrong(port, LINK_NAME_MAX - (bridge_renames(cx->host, bridge) ? 1 : 0));
}

void check_netdev_name(struct check *cx)
{
	const struct host *host = cx->host;
	struct unique *names = unique_array(cx, host->n_bridges);

	if (!names)
		return;
	for (size_t i = 0; i < host->n_bridges; i++)
		names[i] = (struct unique){ .key = host->bridges[i].name.text, .owner = &host->bridges[i] };
	unique_sort(names, host->n_bridges);
	for (size_t i = 0; i < host->n_bridges; i++) {
		const struct bridge *bridge = &host->bridges[i];
		const char *why;
		size_t k;

		if (!cell_given(&bridge->netdev))
			continue;
		why = port_name_wrong(cx, bridge);
		if (why) {
			finding_add(cx->out, RULE_NETDEV_NAME, bridge->netdev.at, "the netdev name \"%.*s\" %s",
				    TEXT_ARG(bridge->netdev.text), why);
			continue;
		}
		k = unique_find(names, host->n_bridges, bridge->netdev.text);
		/* network-bridge gives the bridge the netdev's own name, after it renamed the netdev. */
		if (k == host->n_bridges || (names[k].owner == bridge && bridge_renames(host, bridge)))
			continue;
		finding_add(cx->out, RULE_NETDEV_NAME, bridge->netdev.at, "\"%.*s\" is the name of a bridge, it cannot be a netdev too",
			    TEXT_ARG(bridge->netdev.text));
	}
}

void check_bridge_unused(struct check *cx)
{
	const struct host *host = cx->host;
	bool *used = arena_array(cx->arena, host->n_bridges, sizeof(*used));

	if (!used) {
		cx->error = -ENOMEM;
		return;
	}
	for (size_t i = 0; i < host->n_vifs; i++)
		if (host->vifs[i].bridge)
			used[host->vifs[i].bridge - host->bridges] = true;
	for (size_t i = 0; i < host->n_bridges; i++)
		if (!used[i] && cell_given(&host->bridges[i].name))
			finding_add(cx->out, RULE_BRIDGE_UNUSED, host->bridges[i].name.at, "no guest uses bridge %.*s",
				    TEXT_ARG(host->bridges[i].name.text));
}

/* The bridge that the toolstack takes when a vif names none, and where that was said. */
static struct text default_bridge(const struct host *host, bool *ret_said)
{
	static const char *const options[] = { "vif.default.bridge", "defaultbridge" };

	*ret_said = false;
	if (host->toolstack == TOOLSTACK_XEND) {
		const struct bridge *first = host->bridges;

		for (size_t i = 1; i < host->n_bridges; i++)
			if (text_compare(host->bridges[i].name.text, first->name.text) < 0)
				first = &host->bridges[i];
		return host->n_bridges ? first->name.text : (struct text){ "", 0 };
	}
	for (size_t i = 0; i < host->n_options; i++)
		for (size_t k = 0; k < 2; k++)
			if (strcmp(key_lists[KEYS_HOST_OPTION].keys[host->options[i].key].name, options[k]) == 0) {
				*ret_said = true;
				return host->options[i].value.text;
			}
	return TEXT("xenbr0");
}

void check_bridge_default(struct check *cx)
{
	const struct host *host = cx->host;
	bool said;
	struct text name = default_bridge(host, &said);
	bool there = host_bridge(host, name) != NULL;

	for (size_t i = 0; i < host->n_vifs; i++) {
		const struct vif *vif = &host->vifs[i];

		if (vif_get(vif, VIF_BRIDGE) || !wants_bridge(script_of(host, vif)))
			continue;
		if (there && (said || host->n_bridges == 1))
			continue;
		if (name.n == 0)
			finding_add(cx->out, RULE_BRIDGE_DEFAULT, vif->at, "this vif names no bridge, and the host has none");
		else
			finding_help(cx->out,
				     finding_add(cx->out, RULE_BRIDGE_DEFAULT, vif->at,
						 "this vif names no bridge: %s takes \"%.*s\"%s",
						 host->toolstack == TOOLSTACK_XEND ? "vif-bridge" : "xl", TEXT_ARG(name),
						 there ? "" : ", which this host does not have"),
				     "say which: \"bridge\": \"…\"");
	}
}

static int compare_nets(const void *a, const void *b)
{
	const struct net_cell *const *x = a, *const *y = b;
	int order = ip_compare(&(*x)->ip, &(*y)->ip);

	if (order)
		return order;
	if ((*x)->ip.prefix != (*y)->ip.prefix)
		return (*x)->ip.prefix < (*y)->ip.prefix ? -1 : 1;
	return (*x)->cell.at.begin < (*y)->cell.at.begin ? -1 : (*x)->cell.at.begin > (*y)->cell.at.begin;
}

/* Networks either nest or are apart: sorted, whatever overlaps stands beside what it is in. */
void check_subnet_overlap(struct check *cx)
{
	const struct host *host = cx->host;
	const struct net_cell **nets, *wide = NULL;
	size_t n = 0;

	for (size_t i = 0; i < host->n_bridges; i++)
		n += host->bridges[i].subnets.n;
	nets = arena_array(cx->arena, n, sizeof(struct net_cell *));
	if (!nets) {
		cx->error = -ENOMEM;
		return;
	}
	n = 0;
	for (size_t i = 0; i < host->n_bridges; i++)
		for (size_t k = 0; k < host->bridges[i].subnets.n; k++)
			if (host->bridges[i].subnets.items[k].valid)
				nets[n++] = &host->bridges[i].subnets.items[k];
	if (n)
		qsort(nets, n, sizeof(*nets), compare_nets);
	for (size_t i = 0; i < n; i++) {
		const struct net_cell *net = nets[i], *early = wide, *late = net;

		if (!wide || !ip_overlap(&wide->ip, &net->ip)) {
			wide = net;
			continue;
		}
		if (early->cell.at.begin > late->cell.at.begin) {
			early = net;
			late = wide;
		}
		finding_label(cx->out,
			      finding_add(cx->out, RULE_SUBNET_OVERLAP, late->cell.at, "subnet %.*s overlaps %.*s",
					  TEXT_ARG(late->cell.text), TEXT_ARG(early->cell.text)),
			      early->cell.at, "the other one");
	}
}
