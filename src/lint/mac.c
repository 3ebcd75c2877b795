/*
 * mac.c - the rules about MAC addresses, XC101 to XC107.
 *
 * A computed MAC is right by construction and never looked at, except
 * where it must differ from all others.
 */
#include <errno.h>
#include "checks.h"

void check_mac_malformed(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_vifs; i++) {
		const struct vif *vif = &cx->host->vifs[i];
		const struct value *v = vif_get(vif, VIF_MAC);
		struct finding *f;

		if (!v || vif->mac_form == MAC_GOOD || vif->mac_form == MAC_LETTERS)
			continue;
		if (!cx->host->described && cx->host->toolstack == TOOLSTACK_XEND &&
		    v->text.n == 0) /* as good as not there */
			continue;
		f = finding_add(cx->out, RULE_MAC_MALFORMED, v->at, "\"%.*s\" is no MAC address", TEXT_ARG(v->text));
		finding_help(cx->out, f, "write six pairs of hexadecimal digits with colons, as in 00:16:3E:12:34:56");
		if (vif->mac_form != MAC_READABLE)
			continue;
		finding_severity(cx->out, f, SEVERITY_WARNING);
		finding_help(cx->out, f, "it is read as " MAC_FORMAT, MAC_ARG(vif->mac));
		/* Where it stands there as it is, and was not put together from others. */
		if (text_span(cx->sources, v->text, span_make(v->at.file, 0, 0)).begin == v->at.begin)
			finding_fix(cx->out, f, v->at, MAC_FORMAT, MAC_ARG(vif->mac));
	}
}

void check_mac_not_unicast(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_vifs; i++) {
		const struct vif *vif = &cx->host->vifs[i];
		struct finding *f;

		if (!vif_mac_read(vif))
			continue;
		if (mac_is_zero(vif->mac)) {
			f = finding_add(cx->out, RULE_MAC_NOT_UNICAST, vif_place(vif, VIF_MAC),
			                "the MAC of all zeros belongs to nobody");
			if (cx->host->toolstack == TOOLSTACK_XL) {
				finding_severity(cx->out, f, SEVERITY_WARNING);
				finding_help(cx->out, f,
				             "xl takes it as not given, and draws a new one at every start");
			}
		} else if (mac_is_multicast(vif->mac)) {
			f = finding_add(cx->out, RULE_MAC_NOT_UNICAST, vif_place(vif, VIF_MAC),
			                MAC_FORMAT " is a multicast address: bridges drop what comes from it",
			                MAC_ARG(vif->mac));
			finding_help(cx->out, f, "the second digit of a MAC is even");
		}
	}
}

/* Xend refuses it within a guest from 3.2 on, whatever the bridges (device_duplicate_check in XendConfig.py). */
static bool is_strict(const struct host *host)
{
	return host->toolstack == TOOLSTACK_XEND && host->release_known && host->release >= RELEASE_3_2;
}

void check_mac_duplicate(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_vifs; i++) {
		const struct vif *vif = &cx->host->vifs[i];
		struct claim *claim;

		if (!vif_mac_read(vif) || mac_is_zero(vif->mac))
			continue;
		claim = claim_add(cx, CLAIM_MAC, vif->guest, (struct text){ (const char *)vif->mac.byte, 6 },
		                  vif_place(vif, VIF_MAC));
		claim_where(cx, claim, vif_bridge_name(vif));
		if (claim)
			claim->strict = is_strict(cx->host);
	}
}

enum clash mac_clash(const struct claim *later, const struct claim *earlier)
{
	bool strict = later->claimant == earlier->claimant && later->strict;

	return strict || text_same(*later->where, *earlier->where) ? CLASH_FULL : CLASH_WEAK;
}

struct finding *mac_report(struct findings *out, const struct pair *pair)
{
	const struct mac *mac = (const struct mac *)pair->later->key.s;
	struct finding *f = finding_add(out, RULE_MAC_DUPLICATE, pair->later->at, "MAC " MAC_FORMAT " is used twice",
	                                MAC_ARG(*mac));

	finding_label(out, f, pair->earlier->at, "first used here");
	if (pair->clash == CLASH_WEAK)
		finding_severity(out, f, SEVERITY_WARNING);
	return f;
}

static bool is_welcome(const struct host *host, struct mac mac)
{
	if (mac_has_oui(mac, mac_xen_oui) || (host->oui_local && mac_is_local(mac)))
		return true;
	for (size_t i = 0; i < host->n_ouis; i++)
		if (mac_has_oui(mac, host->ouis[i].oui))
			return true;
	return false;
}

/* How many of the six digits of its OUI differ from Xen's. */
static unsigned wrong_digits(struct mac mac)
{
	unsigned n = 0;

	for (int i = 0; i < 3; i++) {
		n += (mac.byte[i] ^ mac_xen_oui[i]) >> 4 != 0;
		n += ((mac.byte[i] ^ mac_xen_oui[i]) & 15) != 0;
	}
	return n;
}

void check_mac_foreign_oui(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_vifs; i++) {
		const struct vif *vif = &cx->host->vifs[i];
		struct mac mac = vif->mac;
		struct finding *f;
		struct span at;

		if (!vif_mac_read(vif) || vif->guest->generated || mac_is_zero(mac) || mac_is_multicast(mac) ||
		    mac_is_sample(mac) || is_welcome(cx->host, mac))
			continue;
		at = vif_place(vif, VIF_MAC);
		f = finding_add(cx->out, RULE_MAC_FOREIGN_OUI, at, MAC_FORMAT " is not in Xen's OUI 00:16:3E",
		                MAC_ARG(mac));
		if (!cx->host->described)
			finding_severity(cx->out, f, SEVERITY_WARNING);
		if (wrong_digits(mac) == 1)
			finding_help(cx->out, f, "one digit away: 00:16:3E:%02X:%02X:%02X was meant", mac.byte[3],
			             mac.byte[4], mac.byte[5]);
		else if (!cx->host->described)
			finding_help(cx->out, f,
			             "take 00:16:3E:…, or allow %02X:%02X:%02X (or \"local\") in the policy's oui",
			             mac.byte[0], mac.byte[1], mac.byte[2]);
		else
			finding_help(
				cx->out, f,
				"take 00:16:3E:…, or allow %02X:%02X:%02X (or \"local\") in \"host\": { \"oui\": […] }",
				mac.byte[0], mac.byte[1], mac.byte[2]);
	}
}

void check_mac_placeholder(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_vifs; i++) {
		const struct vif *vif = &cx->host->vifs[i];
		const struct value *v = vif_get(vif, VIF_MAC);
		struct finding *f;

		if (!v)
			continue;
		if (vif->mac_form == MAC_LETTERS) {
			f = finding_add(cx->out, RULE_MAC_PLACEHOLDER, v->at,
			                "\"%.*s\" still has letters where digits belong", TEXT_ARG(v->text));
			finding_help(
				cx->out, f,
				cx->host->described ?
					"fill them in, or leave \"mac\" out: xencfg computes one that stays the same" :
					"fill them in: 00:16:3E and three pairs that no other guest has");
		} else if (vif_mac_read(vif) && mac_is_sample(vif->mac)) {
			f = finding_add(cx->out, RULE_MAC_PLACEHOLDER, v->at,
			                "%.*s is an example from a manual; somebody else has copied it, too",
			                TEXT_ARG(v->text));
			finding_severity(cx->out, f, SEVERITY_WARNING);
		}
	}
}

void check_mac_missing(struct check *cx)
{
	/* A description's vifs get one that stays. */
	for (size_t i = 0; !cx->host->described && i < cx->host->n_vifs; i++) {
		const struct value *v = vif_get(&cx->host->vifs[i], VIF_MAC);

		if (!v || (v->text.n == 0 && cx->host->toolstack == TOOLSTACK_XEND))
			finding_add(cx->out, RULE_MAC_MISSING, cx->host->vifs[i].at,
			            "no MAC: a new one at every start of the guest");
	}
}

/* A MAC that the host itself has. */
struct host_mac {
	struct mac mac;
	struct text netdev;
	struct span at; /* where that is said; nowhere when the kernel said so */
};

/* Those that the bridges say, and those of the running host. NULL when memory is out. */
static struct host_mac *host_macs(struct check *cx, size_t *ret_n)
{
	static const struct mac of_vifs = { { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff } };
	const struct host *host = cx->host;
	struct host_mac *macs = arena_array(cx->arena, host->n_bridges + host->n_netdevs, sizeof(*macs));

	*ret_n = 0;
	for (size_t i = 0; macs && i < host->n_bridges; i++) {
		const struct bridge *bridge = &host->bridges[i];
		const struct cell *mac = &bridge->netdev_mac;

		if (!cell_given(mac))
			continue;
		macs[*ret_n] = (struct host_mac){ .netdev = bridge->netdev.text, .at = mac->at };
		if (mac_parse(mac->text, TOOLSTACK_XEND, 0, &macs[*ret_n].mac) == MAC_GOOD)
			++*ret_n;
		else if (!cx->guests_only)
			finding_add(cx->out, RULE_MAC_MALFORMED, mac->at, "\"%.*s\" is no MAC address",
			            TEXT_ARG(mac->text));
	}
	/* Xen gives the host's end of every vif the same one. */
	for (size_t i = 0; macs && i < host->n_netdevs; i++)
		if (host->netdevs[i].has_mac && !mac_same(host->netdevs[i].mac, of_vifs))
			macs[(*ret_n)++] = (struct host_mac){ host->netdevs[i].mac, host->netdevs[i].name, { 0 } };
	return macs;
}

static void compare_with_host(struct check *cx, const struct vif *vif, const struct host_mac *macs, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		struct finding *f;

		if (!mac_same(vif->mac, macs[k].mac))
			continue;
		f = finding_add(cx->out, RULE_MAC_OF_NETDEV, vif_place(vif, VIF_MAC),
		                MAC_FORMAT " is the MAC of the host's own %.*s", MAC_ARG(vif->mac),
		                TEXT_ARG(macs[k].netdev));
		if (macs[k].at.file)
			finding_label(cx->out, f, macs[k].at, "said here");
		return;
	}
}

void check_mac_of_netdev(struct check *cx)
{
	size_t n;
	struct host_mac *macs = host_macs(cx, &n);

	if (!macs)
		cx->error = -ENOMEM;
	for (size_t i = 0; macs && n && i < cx->host->n_vifs; i++)
		if (vif_mac_read(&cx->host->vifs[i]))
			compare_with_host(cx, &cx->host->vifs[i], macs, n);
}
