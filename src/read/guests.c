/*
 * guests.c - guests, their vifs, and the defaults that they share.
 *
 * Checks form only. All vifs of a host stand in one array, in order.
 */
#include <errno.h>
#include <stddef.h>
#include "guests.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static const struct member vif_members[] = {
	MEMBER_FIELD("dhcp", MEMBER_SWITCH, struct vif, dhcp),
	MEMBER_FUNCTION("ignore", ignores_read),
};

static int read_vif_setting(struct description *d, const struct json_node *node, struct text key, void *into)
{
	struct vif *vif = into;

	return setting_read(d, KEYS_VIF, node, key, vif_members, COUNT(vif_members), vif->settings, &vif->n_settings);
}

static int read_vif(struct description *d, const struct json_node *node, struct vif *vif)
{
	struct text mac;

	vif->at = member_open(d, node);
	vif->settings = arena_array(d->arena, node->n, sizeof(*vif->settings));
	if (!vif->settings || members_read(d, node, vif_members, COUNT(vif_members), read_vif_setting, vif) < 0)
		return -ENOMEM;
	mac = vif_text(vif, VIF_MAC);
	if (mac.n)
		vif->mac_form = mac_parse(mac, d->host->toolstack, d->host->release, &vif->mac);
	else
		vif->mac_form = MAC_MALFORMED;
	return 0;
}

static int read_vifs(struct description *d, const struct json_node *node, void *into)
{
	const struct json_node *item;
	struct guest *guest = into;

	if (node->kind != JSON_ARRAY) {
		member_mistyped(d, node, "an array of vifs");
		return 0;
	}
	guest->vifs = d->host->vifs + d->host->n_vifs;
	for (item = json_first(node); item; item = json_after(d->json, node, item)) {
		struct vif *vif = &guest->vifs[guest->n_vifs];

		if (!member_is_object(d, item))
			continue;
		vif->guest = guest;
		vif->index = (unsigned)guest->n_vifs++;
		if (read_vif(d, item, vif) < 0)
			return -ENOMEM;
	}
	d->host->n_vifs += guest->n_vifs;
	return 0;
}

static const struct member guest_members[] = {
	MEMBER_FIELD("name", MEMBER_CELL, struct guest, name), /* a missing one is XC501 */
	MEMBER_FUNCTION("vif", read_vifs),
	MEMBER_FIELD("autostart", MEMBER_SWITCH, struct guest, autostart),
	MEMBER_FIELD("extra_cfg", MEMBER_CELLS, struct guest, extra_cfg),
	MEMBER_FUNCTION("ignore", ignores_read),
};

static int read_guest_setting(struct description *d, const struct json_node *node, struct text key, void *into)
{
	struct guest *guest = into;

	return setting_read(d, KEYS_DOMU, node, key, guest_members, COUNT(guest_members), guest->settings,
	                    &guest->n_settings);
}

static int read_guest(struct description *d, const struct json_node *node, struct guest *guest)
{
	guest->at = member_open(d, node);
	guest->described = true;
	guest->settings = arena_array(d->arena, node->n, sizeof(*guest->settings));
	if (!guest->settings)
		return -ENOMEM;
	return members_read(d, node, guest_members, COUNT(guest_members), read_guest_setting, guest);
}

static bool may_be_vif(const struct description *d, const struct json_node *member)
{
	struct text raw = { d->json->text.s + member->key_begin, member->key_end - member->key_begin };

	return member->key_escaped || text_is(raw, "\"vif\"");
}

/* An upper bound of all vifs: the members of every guest's arrays named vif. */
static size_t count_vifs(const struct description *d, const struct json_node *guests)
{
	const struct json_node *guest, *member;
	size_t n = 0;

	for (guest = json_first(guests); guest; guest = json_after(d->json, guests, guest))
		for (member = json_first(guest); member; member = json_after(d->json, guest, member))
			if (member->kind == JSON_ARRAY && may_be_vif(d, member))
				n += member->n;
	return n;
}

int guests_read(struct description *d, const struct json_node *node, void *into)
{
	const struct json_node *item;
	struct host *host = into;

	if (node->kind != JSON_ARRAY) {
		member_mistyped(d, node, "an array of guests");
		return 0;
	}
	host->guests = arena_array(d->arena, node->n, sizeof(*host->guests));
	host->vifs = arena_array(d->arena, count_vifs(d, node), sizeof(*host->vifs));
	if (!host->guests || !host->vifs)
		return -ENOMEM;
	for (item = json_first(node); item; item = json_after(d->json, node, item))
		if (member_is_object(d, item) && read_guest(d, item, &host->guests[host->n_guests++]) < 0)
			return -ENOMEM;
	return 0;
}

static int read_default(struct description *d, const struct json_node *node, struct text key, void *into)
{
	struct host *host = into;

	if (text_is(key, "name") || text_is(key, "vif")) {
		finding_add(d->out, RULE_UNKNOWN_KEY, json_key_span(d->json, node),
		            "\"%.*s\" belongs to one guest and cannot be a default", TEXT_ARG(key));
		return 0;
	}
	return setting_read(d, KEYS_DOMU, node, key, NULL, 0, host->defaults, &host->n_defaults);
}

int defaults_read(struct description *d, const struct json_node *node, void *into)
{
	struct host *host = into;

	host->defaults = arena_array(d->arena, node->n, sizeof(*host->defaults));
	if (!host->defaults)
		return -ENOMEM;
	return members_read(d, node, NULL, 0, read_default, host);
}
