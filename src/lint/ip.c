/*
 * ip.c - the rules about addresses, networks and dhcp, XC301 to XC308.
 *
 * A value with a prefix in a vif names a network that the guest may use,
 * not an address: it is read, but not compared.
 */
#include <arpa/inet.h>
#include <errno.h>
#include "checks.h"

static bool is_dhcp(const struct address *a)
{
	return text_is(a->cell.text, "dhcp");
}

/* A guest's own address: readable, and no network. */
static bool is_plain(const struct address *a)
{
	return a->valid && a->guest && !a->ip.has_prefix;
}

static void report_malformed(struct check *cx, const struct cell *cell, const char *why)
{
	finding_add(cx->out, RULE_IP_MALFORMED, cell->at, "\"%.*s\": %s", TEXT_ARG(cell->text), why);
}

/* The networks and addresses of bridges: which of them need a prefix. */
static void check_nets(struct check *cx, const struct nets *nets, bool prefix)
{
	for (size_t i = 0; i < nets->n; i++) {
		const struct net_cell *net = &nets->items[i];

		if (!net->valid)
			report_malformed(cx, &net->cell, net->why);
		else if (prefix && !net->ip.has_prefix)
			report_malformed(cx, &net->cell, "the prefix is missing, as in 192.168.0.0/24");
		else if (!prefix && net->ip.has_prefix)
			report_malformed(cx, &net->cell, "one address belongs here, without a prefix");
	}
}

void check_ip_malformed(struct check *cx)
{
	for (size_t i = 0; i < judged_bridges(cx); i++) {
		const struct bridge *bridge = &cx->host->bridges[i];

		check_nets(cx, &bridge->subnets, true);
		check_nets(cx, &bridge->addresses, true);
		check_nets(cx, &bridge->gateways, false);
		check_nets(cx, &bridge->default_routes, false);
	}
	for (size_t i = 0; i < cx->n_addresses; i++) {
		const struct address *a = &cx->addresses[i];

		if (a->valid && !a->vif && a->guest && a->ip.has_prefix)
			report_malformed(cx, &a->cell, "the kernel's ip= takes no prefix; say \"netmask\"");
		else if (!a->valid && a->guest && !(a->vif && is_dhcp(a)))
			report_malformed(cx, &a->cell, a->why);
	}
}

void check_ip_duplicate(struct check *cx)
{
	for (size_t i = 0; i < cx->n_addresses; i++) {
		const struct address *a = &cx->addresses[i];
		struct claim *claim;

		if (!a->valid || (a->guest && a->ip.has_prefix))
			continue;
		claim = claim_add(cx, CLAIM_IP, a->guest, (struct text){ (const char *)a->ip.byte, a->ip.bits / 8 },
		                  a->cell.at);
		claim_where(cx, claim, a->where);
		if (claim)
			claim->kernel = a->guest && !a->vif;
	}
}

enum clash ip_clash(const struct claim *later, const struct claim *earlier)
{
	/* The kernel's address and the filter's are the same on purpose. */
	if (later->claimant && later->claimant == earlier->claimant && (later->kernel || earlier->kernel))
		return CLASH_NONE;
	return text_same(*later->where, *earlier->where) ? CLASH_FULL : CLASH_WEAK;
}

struct finding *ip_report(struct findings *out, const struct pair *pair)
{
	struct text owner = !pair->earlier->claimant        ? TEXT("dom0") :
	                    pair->earlier->claimant->name.n ? pair->earlier->claimant->name :
	                                                      TEXT("another guest");
	char address[INET6_ADDRSTRLEN];
	struct finding *f;

	inet_ntop(pair->later->key.n == 4 ? AF_INET : AF_INET6, pair->later->key.s, address, sizeof(address));
	f = finding_add(out, RULE_IP_DUPLICATE, pair->later->at, "%s belongs to %.*s, too", address, TEXT_ARG(owner));
	finding_label(out, f, pair->earlier->at, "first used here");
	if (pair->clash == CLASH_WEAK)
		finding_severity(out, f, SEVERITY_NOTE);
	return f;
}

/* The subnet of the bridge that holds the address; *ret_any: there is one of its family at all. */
static const struct net_cell *subnet_of(const struct bridge *bridge, const struct ip *ip, bool *ret_any)
{
	*ret_any = false;
	for (size_t i = 0; bridge && i < bridge->subnets.n; i++) {
		const struct net_cell *net = &bridge->subnets.items[i];

		if (!net->valid || !net->ip.has_prefix || net->ip.bits != ip->bits)
			continue;
		*ret_any = true;
		if (ip_in(&net->ip, ip))
			return net;
	}
	return NULL;
}

static void check_inside(struct check *cx, const struct bridge *bridge, const struct cell *cell, const struct ip *ip)
{
	struct finding *f;
	bool any;

	if (subnet_of(bridge, ip, &any) || !any)
		return;
	f = finding_add(cx->out, RULE_IP_OUTSIDE_SUBNET, cell->at, "%.*s is in no subnet of bridge %.*s",
	                TEXT_ARG(cell->text), TEXT_ARG(bridge->name.text));
	finding_label(cx->out, f, bridge->subnets.at, "its subnets");
}

void check_ip_outside_subnet(struct check *cx)
{
	for (size_t i = 0; i < cx->n_addresses; i++) {
		const struct address *a = &cx->addresses[i];

		if (a->valid && a->guest && a->ip.prefix >= a->ip.bits && !ip_reserved(&a->ip))
			check_inside(cx, a->bridge, &a->cell, &a->ip);
	}
	for (size_t i = 0; i < judged_bridges(cx); i++) {
		const struct bridge *bridge = &cx->host->bridges[i];

		for (size_t k = 0; k < bridge->gateways.n; k++)
			if (bridge->gateways.items[k].valid)
				check_inside(cx, bridge, &bridge->gateways.items[k].cell,
				             &bridge->gateways.items[k].ip);
	}
}

/* What a bridge gives dom0 is an address with the prefix of its network; 31 bits are a link of two hosts. */
static void check_own(struct check *cx, const struct address *a)
{
	const char *what = ip_reserved(&a->ip);

	if (!what && a->ip.has_prefix && a->ip.bits == 32 && a->ip.prefix < 31)
		what = ip_is_network(&a->ip, &a->ip)   ? "its network's own address" :
		       ip_is_broadcast(&a->ip, &a->ip) ? "its network's broadcast address" :
		                                         NULL;
	if (what)
		finding_add(cx->out, RULE_IP_RESERVED, a->cell.at, "%.*s is %s; no host can have it",
		            TEXT_ARG(a->cell.text), what);
}

void check_ip_reserved(struct check *cx)
{
	for (size_t i = 0; i < cx->n_addresses; i++) {
		const struct address *a = &cx->addresses[i];
		const struct net_cell *net;
		const char *what;
		bool any;

		if (a->valid && !a->guest)
			check_own(cx, a);
		if (!is_plain(a))
			continue;
		what = ip_reserved(&a->ip);
		net = subnet_of(a->bridge, &a->ip, &any);
		if (what)
			finding_add(cx->out, RULE_IP_RESERVED, a->cell.at, "%.*s is %s; no guest can have it",
			            TEXT_ARG(a->cell.text), what);
		else if (net && (ip_is_network(&net->ip, &a->ip) || ip_is_broadcast(&net->ip, &a->ip)))
			finding_label(cx->out,
			              finding_add(cx->out, RULE_IP_RESERVED, a->cell.at,
			                          "%.*s is the %s address of %.*s", TEXT_ARG(a->cell.text),
			                          ip_is_network(&net->ip, &a->ip) ? "network" : "broadcast",
			                          TEXT_ARG(net->cell.text)),
			              net->cell.at, "the subnet");
	}
}

/*
 * Where the kernel's dhcp is asked for: by the top-level key, of which xm takes anything but "off" (preprocess_ip in
 * xm/create.py, 3.2), or by the first vif, for which compile writes that key. Nowhere when it is not.
 */
static struct span asks_dhcp(const struct host *host, const struct guest *guest)
{
	const struct value *v = guest_get(host, guest, DOMU_DHCP);

	if (v && v->kind == VALUE_STRING && v->text.n && !text_is(v->text, "off") && !text_is(v->text, "none"))
		return v->at;
	if (!v && host->toolstack == TOOLSTACK_XEND && guest->n_vifs && guest->vifs[0].dhcp.on)
		return guest->vifs[0].dhcp.at;
	return (struct span){ 0 };
}

static void report_both(struct check *cx, struct span ip, struct span dhcp)
{
	struct finding *f =
		finding_add(cx->out, RULE_DHCP_AND_IP, ip, "this guest's kernel gets both a fixed \"ip\" and \"dhcp\"");

	finding_label(cx->out, f, dhcp, "dhcp is asked for here");
	if (!cx->host->described)
		finding_severity(cx->out, f, SEVERITY_WARNING);
}

void check_dhcp_and_ip(struct check *cx)
{
	const struct host *host = cx->host;

	for (size_t i = 0; i < host->n_vifs; i++) {
		const struct value *ip = vif_get(&host->vifs[i], VIF_IP);
		struct finding *f;

		if (!ip || !host->vifs[i].dhcp.on)
			continue;
		f = finding_add(cx->out, RULE_DHCP_AND_IP, ip->at, "this vif has both a fixed \"ip\" and \"dhcp\"");
		finding_label(cx->out, f, host->vifs[i].dhcp.at, "dhcp is asked for here");
		finding_help(cx->out, f,
		             "the filter that ip= sets would drop whatever other address dhcp gives; keep one");
	}
	for (size_t i = 0; i < host->n_guests; i++) {
		const struct value *ip = guest_own(&host->guests[i], DOMU_IP);
		struct span dhcp = asks_dhcp(host, &host->guests[i]);

		if (ip && dhcp.file && ip->text.n)
			report_both(cx, ip->at, dhcp);
	}
	for (size_t i = 0; i < judged_bridges(cx); i++) {
		const struct bridge *bridge = &host->bridges[i];

		if (bridge->dhcp.on && bridge->addresses.n)
			finding_label(cx->out,
			              finding_add(cx->out, RULE_DHCP_AND_IP, bridge->addresses.at,
			                          "bridge %.*s has both fixed \"addresses\" and \"dhcp\"",
			                          TEXT_ARG(bridge->name.text)),
			              bridge->dhcp.at, "dhcp is asked for here");
	}
}

void check_dhcp_in_vif(struct check *cx)
{
	for (size_t i = 0; i < cx->n_addresses; i++) {
		const struct address *a = &cx->addresses[i];
		struct finding *f;

		if (!a->vif || !is_dhcp(a))
			continue;
		f = finding_add(cx->out, RULE_DHCP_IN_VIF, a->cell.at,
		                "ip=dhcp makes the vif's filter wait for an address called dhcp");
		finding_help(cx->out, f,
		             cx->host->described ? "write \"dhcp\": true" :
		                                   "leave ip= out: the guest asks for its address itself");
	}
}

/* The kernel's network: its address, its mask, the subnet of the bridge that it is on. */
struct autoconf {
	const struct value *netmask, *gateway;
	struct ip ip, mask;
	unsigned prefix;
	const char *why;
	bool has_ip, has_mask;
	const struct net_cell *subnet;
};

static struct autoconf autoconf_of(const struct host *host, const struct guest *guest)
{
	const struct value *ip = guest_own(guest, DOMU_IP);
	struct autoconf a = { 0 };
	bool any;

	a.netmask = guest_get(host, guest, DOMU_NETMASK);
	a.gateway = guest_get(host, guest, DOMU_GATEWAY);
	a.has_ip = ip && ip_parse(ip->text, &a.ip, &a.why) == 0 && !a.ip.has_prefix;
	if (a.has_ip && guest->n_vifs)
		a.subnet = subnet_of(guest->vifs[0].bridge, &a.ip, &any);
	a.has_mask = a.netmask && ip_parse(a.netmask->text, &a.mask, &a.why) == 0 && !a.mask.has_prefix &&
	             ip_mask_prefix(&a.mask, &a.prefix) == 0;
	return a;
}

void check_netmask_invalid(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_guests; i++) {
		struct autoconf a = autoconf_of(cx->host, &cx->host->guests[i]);
		struct finding *f;

		if (!a.has_ip || !a.netmask || a.netmask->text.n == 0)
			continue;
		if (!a.has_mask) {
			finding_add(cx->out, RULE_NETMASK_INVALID, a.netmask->at,
			            "\"%.*s\" is no netmask, as 255.255.255.0 is", TEXT_ARG(a.netmask->text));
		} else if (a.subnet && a.subnet->ip.prefix != a.prefix) {
			f = finding_add(cx->out, RULE_NETMASK_INVALID, a.netmask->at,
			                "netmask %.*s is /%u, but the bridge's subnet is %.*s",
			                TEXT_ARG(a.netmask->text), a.prefix, TEXT_ARG(a.subnet->cell.text));
			finding_label(cx->out, f, a.subnet->cell.at, "the subnet");
		}
	}
}

void check_gateway_outside(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_guests; i++) {
		struct autoconf a = autoconf_of(cx->host, &cx->host->guests[i]);
		struct ip gateway, net;

		if (!a.has_ip || !a.gateway || a.gateway->text.n == 0)
			continue;
		if (ip_parse(a.gateway->text, &gateway, &a.why) < 0 || gateway.has_prefix) {
			report_malformed(cx, &(struct cell){ a.gateway->text, a.gateway->at },
			                 gateway.has_prefix ? "the kernel's ip= takes no prefix here" : a.why);
			continue;
		}
		net = a.ip;
		if (a.has_mask)
			net.prefix = (uint8_t)a.prefix;
		else if (a.subnet)
			net.prefix = a.subnet->ip.prefix;
		else
			continue;
		if (!ip_in(&net, &gateway))
			finding_add(cx->out, RULE_GATEWAY_OUTSIDE, a.gateway->at,
			            "the gateway %.*s is not in the guest's own network (/%u)",
			            TEXT_ARG(a.gateway->text), net.prefix);
	}
}
