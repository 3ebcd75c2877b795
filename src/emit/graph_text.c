/*
 * graph_text.c - words that several formats of a graph have.
 */
#include "graph_parts.h"

void graph_count(struct sb *out, size_t n, const char *what)
{
	sb_printf(out, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

void graph_netdev_xml(struct sb *out, const struct graph_bridge *bridge)
{
	if (bridge->port.n == 0) {
		sb_string(out, bridge->of ? "no netdev" : "");
		return;
	}
	xml_text(out, bridge->of->netdev.text);
	if (bridge->of->vlan.at.file)
		sb_printf(out, ", VLAN %lld", bridge->of->vlan.value);
}

void graph_addresses(struct sb *out, const struct graph_vif *vif)
{
	const struct value *ip = vif_get(vif->vif, VIF_IP);

	if (!ip || ip->kind != VALUE_LIST) {
		sb_text(out, ip ? ip->text : vif->address);
		return;
	}
	for (uint32_t i = 0; i < ip->n; i++) {
		if (i)
			sb_string(out, ", ");
		sb_text(out, ip->items[i].text);
	}
}
