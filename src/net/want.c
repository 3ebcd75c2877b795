/*
 * want.c - from the description's bridges to what the planner wants.
 *
 * Judges nothing: the rules have. What is out of range does not get here.
 */
#include <errno.h>
#include <xencfg/hash.h>
#include <xencfg/want.h>

enum { HUNDREDTHS = 100, STP_LEAST = 200, STP_USUAL = 1500 };

/* Locally administered, and the same at every run. */
static struct mac mac_of_name(struct text name)
{
	uint64_t hash = hash_add(hash_add(HASH_START, TEXT("xencfg bridge ")), name);
	struct mac mac = { { 0x02 } };

	for (size_t i = 1; i < sizeof(mac.byte); i++)
		mac.byte[i] = (uint8_t)(hash >> 8 * i);
	return mac;
}

static void settings_of(const struct bridge *from, struct net_want_bridge *to)
{
	to->has_stp = from->stp.at.file;
	to->has_forward_delay = from->forward_delay.at.file;
	to->has_nf_call = from->nf_call.at.file;
	to->bridge.stp = to->has_stp && from->stp.on;
	to->bridge.nf_call = to->has_nf_call && from->nf_call.on;
	if (to->has_forward_delay)
		to->bridge.forward_delay = (uint32_t)from->forward_delay.value * HUNDREDTHS;
	else if (to->bridge.stp)
		to->bridge.forward_delay = STP_USUAL;
	/* With STP the kernel takes no less. */
	if (to->bridge.stp && to->bridge.forward_delay < STP_LEAST)
		to->bridge.forward_delay = STP_LEAST;
}

static int addresses_of(struct arena *arena, const struct nets *from, struct net_want_bridge *to)
{
	to->has_addresses = from->at.file;
	to->addresses = arena_array(arena, from->n + 1, sizeof(*to->addresses));
	to->addresses_at = arena_array(arena, from->n + 1, sizeof(*to->addresses_at));
	if (!to->addresses || !to->addresses_at)
		return -ENOMEM;
	for (size_t i = 0; i < from->n; i++) {
		to->addresses[i] = from->items[i].cell.text;
		to->addresses_at[i] = from->items[i].cell.at;
	}
	to->n_addresses = from->n;
	return 0;
}

static int bridge_of(struct arena *arena, const struct host *host, const struct bridge *from,
                     struct net_want_bridge *to)
{
	to->at = from->at;
	to->name = from->name.text;
	to->name_at = from->name.at;
	to->netdev = cell_given(&from->netdev) ? from->netdev.text : (struct text){ "", 0 };
	to->netdev_at = from->netdev.at;
	to->dummy = netdev_is_dummy(to->netdev);
	to->vlan = from->vlan.at.file ? (uint16_t)from->vlan.value : 0;
	to->rename = to->netdev.n && bridge_renames(host, from);
	to->mtu = from->mtu.at.file ? (uint32_t)from->mtu.value : 0;
	to->mac = mac_of_name(to->name);
	if (from->default_routes.n) {
		to->default_route = from->default_routes.items[0].cell.text;
		to->default_route_at = from->default_routes.items[0].cell.at;
	}
	to->dhcp = from->dhcp.at.file && from->dhcp.on;
	to->dhcp_at = from->dhcp.at;
	to->antispoof = from->antispoof.at.file && from->antispoof.on;
	to->antispoof_at = from->antispoof.at;
	settings_of(from, to);
	return addresses_of(arena, &from->addresses, to);
}

int net_want_of(struct arena *arena, const struct host *host, struct net_want *ret)
{
	struct net_want want = { .n_bridges = host->n_bridges };

	want.bridges = arena_array(arena, host->n_bridges + 1, sizeof(*want.bridges));
	if (!want.bridges)
		return -ENOMEM;
	for (size_t i = 0; i < host->n_bridges; i++) {
		int r = bridge_of(arena, host, &host->bridges[i], &want.bridges[i]);

		if (r < 0)
			return r;
	}
	*ret = want;
	return 0;
}
