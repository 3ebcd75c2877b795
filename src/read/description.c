/*
 * description.c - HOST.json becomes the model.
 *
 * The top of the description: release, toolstack, host, bridges. Checks
 * form only, and goes on after every problem so that one run shows all.
 */
#include <errno.h>
#include <stddef.h>
#include "guests.h"
#include <xencfg/description.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static int read_oui(struct description *d, const struct json_node *node, void *into)
{
	const struct json_node *item;
	struct host *host = into;

	if (node->kind != JSON_ARRAY) {
		member_mistyped(d, node, "an array of OUIs such as \"02:AB:CD\"");
		return 0;
	}
	host->ouis = arena_array(d->arena, node->n, sizeof(*host->ouis));
	if (!host->ouis)
		return -ENOMEM;
	for (item = json_first(node); item; item = json_after(d->json, node, item)) {
		struct cell cell;

		if (member_string(d, item, &cell) < 0)
			return -ENOMEM;
		if (!cell_given(&cell))
			continue;
		if (text_is(cell.text, "local"))
			host->oui_local = true;
		else if (oui_parse(cell.text, host->ouis[host->n_ouis].oui))
			host->n_ouis++;
		else
			finding_add(d->out, RULE_MAC_MALFORMED, cell.at,
			            "\"%.*s\" is no OUI: write three pairs as in \"02:AB:CD\", or \"local\"",
			            TEXT_ARG(cell.text));
	}
	return 0;
}

static int read_option(struct description *d, const struct json_node *node, struct text key, void *into)
{
	static const char *const own[] = { "network-script", "vif-script" };
	struct host *host = into;

	for (size_t i = 0; i < COUNT(own); i++)
		if (text_is(key, own[i])) {
			finding_add(d->out, RULE_DUPLICATE_KEY, json_key_span(d->json, node),
			            "xencfg writes \"%s\" itself; say \"%s\" in \"host\" instead", own[i],
			            i == 0 ? "network_script" : "vif_script");
			return 0;
		}
	return setting_read(d, KEYS_HOST_OPTION, node, key, NULL, 0, host->options, &host->n_options);
}

static int read_options(struct description *d, const struct json_node *node, void *into)
{
	struct host *host = into;

	host->options = arena_array(d->arena, node->n, sizeof(*host->options));
	if (!host->options)
		return -ENOMEM;
	return members_read(d, node, NULL, 0, read_option, host);
}

static const struct member bridge_members[] = {
	{ MEMBER_NAME("name"), .kind = MEMBER_CELL, .offset = offsetof(struct bridge, name), .required = true },
	MEMBER_FIELD("netdev", MEMBER_CELL, struct bridge, netdev),
	MEMBER_FIELD("netdev_mac", MEMBER_CELL, struct bridge, netdev_mac),
	MEMBER_RANGE("vifnum", struct bridge, vifnum, 0, 4095),
	MEMBER_RANGE("vlan", struct bridge, vlan, 1, 4094),
	MEMBER_RANGE("mtu", struct bridge, mtu, 68, 65535),
	MEMBER_RANGE("forward_delay", struct bridge, forward_delay, 0, 30),
	MEMBER_FIELD("stp", MEMBER_SWITCH, struct bridge, stp),
	MEMBER_FIELD("antispoof", MEMBER_SWITCH, struct bridge, antispoof),
	MEMBER_FIELD("nf_call", MEMBER_SWITCH, struct bridge, nf_call),
	MEMBER_FIELD("rename_netdev", MEMBER_SWITCH, struct bridge, rename_netdev),
	MEMBER_FIELD("dhcp", MEMBER_SWITCH, struct bridge, dhcp),
	MEMBER_FIELD("subnets", MEMBER_NETS, struct bridge, subnets),
	MEMBER_FIELD("gateway", MEMBER_NET, struct bridge, gateways),
	MEMBER_FIELD("addresses", MEMBER_NETS, struct bridge, addresses),
	MEMBER_FIELD("default_route", MEMBER_NET, struct bridge, default_routes),
	MEMBER_FUNCTION("ignore", ignores_read),
};

static int read_bridges(struct description *d, const struct json_node *node, void *into)
{
	const struct json_node *item;
	struct host *host = into;

	if (node->kind != JSON_ARRAY) {
		member_mistyped(d, node, "an array of bridges");
		return 0;
	}
	host->bridges = arena_array(d->arena, node->n, sizeof(*host->bridges));
	if (!host->bridges)
		return -ENOMEM;
	for (item = json_first(node); item; item = json_after(d->json, node, item)) {
		struct bridge *bridge = &host->bridges[host->n_bridges];

		if (!member_is_object(d, item))
			continue;
		host->n_bridges++;
		bridge->at = member_open(d, item);
		if (members_read(d, item, bridge_members, COUNT(bridge_members), NULL, bridge) < 0)
			return -ENOMEM;
		if (host->toolstack == TOOLSTACK_XEND && d->release_known && cell_given(&bridge->name) &&
		    !member_present(d, item, "netdev"))
			finding_add(
				d->out, RULE_MISSING_KEY, bridge->at,
				"bridge \"%.*s\" has no \"netdev\", without which Xen's network-bridge makes no bridge",
				TEXT_ARG(bridge->name.text));
	}
	return 0;
}

static const struct member host_members[] = {
	MEMBER_FIELD("name", MEMBER_CELL, struct host, name),
	MEMBER_FIELD("network_script", MEMBER_CELL, struct host, network_script),
	MEMBER_FIELD("vif_script", MEMBER_CELL, struct host, vif_script),
	MEMBER_FUNCTION("oui", read_oui),
	MEMBER_FUNCTION("options", read_options),
};

static int read_host(struct description *d, const struct json_node *node, void *into)
{
	return members_read(d, node, host_members, COUNT(host_members), NULL, into);
}

/* Release and toolstack come first: they decide how all else is read. */
struct target {
	struct cell xen, toolstack;
};

static int read_xen(struct description *d, const struct json_node *node, void *into)
{
	struct target *target = into;
	struct finding *f;

	if (node->kind != JSON_NUMBER)
		return member_string(d, node, &target->xen);
	f = finding_add(d->out, RULE_WRONG_TYPE, json_span(d->json, node),
	                "\"xen\" takes a string, not a number (4.10 is not 4.1)");
	finding_fix(d->out, f, json_span(d->json, node), "\"%.*s\"", (int)(node->end - node->begin),
	            d->json->text.s + node->begin);
	return 0;
}

static int skip_other(struct description *d, const struct json_node *node, struct text key, void *into)
{
	(void)d, (void)node, (void)key, (void)into;
	return 0;
}

static const struct member target_members[] = {
	{ MEMBER_NAME("xen"), .kind = MEMBER_READ, .read = read_xen, .required = true },
	MEMBER_FIELD("toolstack", MEMBER_CELL, struct target, toolstack),
};

static void choose_release(struct description *d, struct cell xen)
{
	struct host *host = d->host;

	/* Without one, the newest: so that the rest can be read. */
	host->release = n_releases - 1;
	d->release_known = false;
	if (xen.text.n == 0 && !cell_given(&xen))
		return;
	host->release = release_find(xen.text);
	d->release_known = host->release < n_releases;
	if (d->release_known)
		return;
	host->release = n_releases - 1;
	finding_severity(d->out,
	                 finding_add(d->out, RULE_WRONG_RELEASE, xen.at,
	                             "xencfg knows no Xen \"%.*s\"; it knows %s to %s", TEXT_ARG(xen.text),
	                             releases[0].name, releases[n_releases - 1].name),
	                 SEVERITY_ERROR);
}

static void choose_toolstack(struct description *d, struct cell toolstack)
{
	struct host *host = d->host;
	const struct release *release = &releases[host->release];
	enum toolstack named = toolstack_find(toolstack.text);
	struct finding *f = NULL;

	host->toolstack = release->usual;
	if (toolstack.text.n == 0 && !cell_given(&toolstack))
		return;
	if (named == TOOLSTACKS) {
		f = finding_add(d->out, RULE_WRONG_RELEASE, toolstack.at,
		                "there is no toolstack \"%.*s\": it is xend or xl", TEXT_ARG(toolstack.text));
	} else if (d->release_known && !release->has[named]) {
		f = finding_add(d->out, RULE_WRONG_RELEASE, toolstack.at, "Xen %s has no %s: %s", release->name,
		                toolstack_names[named],
		                named == TOOLSTACK_XEND ? "it was removed in 4.5" : "it came with 4.1");
	} else {
		host->toolstack = named;
	}
	finding_severity(d->out, f, SEVERITY_ERROR);
}

static int read_target(struct description *d, const struct json_node *whole, const struct description_options *options)
{
	struct target target = { 0 };
	enum toolstack described;

	if (members_read(d, whole, target_members, COUNT(target_members), skip_other, &target) < 0)
		return -ENOMEM;
	choose_release(d, target.xen);
	choose_toolstack(d, target.toolstack);
	described = d->host->toolstack;
	if (options->xen)
		choose_release(d, (struct cell){ text_of(options->xen), { 0 } });
	if (options->toolstack)
		choose_toolstack(d, (struct cell){ text_of(options->toolstack), { 0 } });
	else if (options->xen)
		/* The description's own, where that release has it. */
		choose_toolstack(d, cell_given(&target.toolstack) && releases[d->host->release].has[described] ?
		                            target.toolstack :
		                            (struct cell){ .text = { NULL, 0 } });
	d->overridden = described != d->host->toolstack;
	d->host->release_known = d->release_known;
	return 0;
}

/* For editors; nothing here reads what it names. */
static int read_schema(struct description *d, const struct json_node *node, void *into)
{
	struct cell cell;

	(void)into;
	return member_string(d, node, &cell);
}

static const struct member top_members[] = {
	MEMBER_FUNCTION("$schema", read_schema),
	MEMBER_ELSEWHERE("xen"),
	MEMBER_ELSEWHERE("toolstack"),
	MEMBER_FUNCTION("host", read_host),
	MEMBER_FUNCTION("bridges", read_bridges),
	MEMBER_FUNCTION("defaults", defaults_read),
	MEMBER_FUNCTION("guests", guests_read),
	MEMBER_FUNCTION("ignore", ignores_read),
};

/* xl runs no network script: the bridges of its host are made before. */
static void report_unused_script(struct description *d)
{
	const struct host *host = d->host;

	if (host->toolstack == TOOLSTACK_XL && cell_given(&host->network_script))
		finding_severity(
			d->out,
			finding_add(d->out, RULE_WRONG_RELEASE, host->network_script.at,
		                    "xl runs no network script; \"network_script\" is left out of what is written"),
			d->overridden ? SEVERITY_NOTE : SEVERITY_WARNING);
}

int description_read(struct arena *arena, const struct sources *sources, uint32_t file,
                     const struct description_options *options, struct findings *out, struct host **ret)
{
	struct json json;
	struct description d = { .arena = arena, .out = out, .sources = sources, .json = &json };
	int error = json_read(sources, file, out, &json);

	*ret = NULL;
	if (error)
		return error;
	d.host = arena_alloc(arena, sizeof(*d.host));
	if (!d.host) {
		error = -ENOMEM;
	} else if (json.nodes[0].kind != JSON_OBJECT) {
		member_mistyped(&d, &json.nodes[0], "an object that describes a host");
		error = -EINVAL;
	} else {
		d.host->at = member_open(&d, &json.nodes[0]);
		d.host->described = true;
		error = read_target(&d, &json.nodes[0], options);
		if (!error)
			error = members_read(&d, &json.nodes[0], top_members, COUNT(top_members), NULL, d.host);
		if (!error)
			error = host_index_bridges(d.host, arena);
		if (!error) {
			host_connect_vifs(d.host);
			report_unused_script(&d);
		}
		for (size_t i = 0; !error && i < d.host->n_guests; i++)
			error = extra_check(&d, &d.host->guests[i]);
	}
	json_free(&json);
	if (!error && out->error)
		error = out->error;
	if (!error)
		*ret = d.host;
	return error;
}
