/*
 * host.c - questions to the model that more than one part of the program asks.
 *
 * Judges nothing and reads no files.
 */
#include <xencfg/host.h>

static struct text string_of(const struct value *v)
{
	/* A number is written as it stands, so it is read as it stands. */
	if (v && (v->kind == VALUE_STRING || v->kind == VALUE_INTEGER || v->kind == VALUE_REAL))
		return v->text;
	return (struct text){ "", 0 };
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
	struct text builder = guest_text(host, guest, DOMU_BUILDER);

	/* vmx is what 3.0 called it. */
	return text_is(builder, "hvm") || text_is(builder, "vmx") ||
	       (host->toolstack == TOOLSTACK_XL && text_is(guest_text(host, guest, DOMU_TYPE), "hvm"));
}

long long bridge_vifnum(const struct host *host, const struct bridge *bridge)
{
	return bridge->vifnum.at.file ? bridge->vifnum.value : bridge - host->bridges;
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
