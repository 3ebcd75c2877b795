/*
 * host.c - questions to the model that more than one part of the program asks.
 *
 * Judges nothing and reads no files.
 */
#include <xencfg/host.h>

static struct text string_of(const struct value *v)
{
	return v && v->kind == VALUE_STRING ? v->text : (struct text){ "", 0 };
}

struct text vif_text(const struct vif *vif, enum vif_key key)
{
	return string_of(vif_get(vif, key));
}

struct text guest_text(const struct host *host, const struct guest *guest, enum domu_key key)
{
	return string_of(guest_get(host, guest, key));
}

bool guest_is_hvm(const struct host *host, const struct guest *guest)
{
	return text_is(guest_text(host, guest, DOMU_BUILDER), "hvm") ||
	       (host->toolstack == TOOLSTACK_XL && text_is(guest_text(host, guest, DOMU_TYPE), "hvm"));
}

const struct bridge *host_bridge(const struct host *host, struct text name)
{
	for (size_t i = 0; i < host->n_bridges; i++)
		if (text_same(host->bridges[i].name.text, name))
			return &host->bridges[i];
	return NULL;
}

bool bridge_renames(const struct host *host, const struct bridge *bridge)
{
	if (bridge->rename_netdev.at.file)
		return bridge->rename_netdev.on;
	return host->toolstack == TOOLSTACK_XEND;
}

struct text bridge_port(const struct bridge *bridge, struct arena *arena)
{
	if (!cell_given(&bridge->netdev) || !bridge->vlan.at.file)
		return bridge->netdev.text;
	return text_of(arena_printf(arena, "%.*s.%lld", TEXT_ARG(bridge->netdev.text), bridge->vlan.value));
}

bool netdev_is_dummy(struct text netdev)
{
	if (!text_starts(netdev, "dummy") || netdev.n == 5)
		return false;
	for (size_t i = 5; i < netdev.n; i++)
		if (netdev.s[i] < '0' || netdev.s[i] > '9')
			return false;
	return true;
}
