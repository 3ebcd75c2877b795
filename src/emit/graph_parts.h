/*
 * graph_parts.h - what the files that write a graph share; nobody else includes it.
 */
#ifndef XENCFG_GRAPH_PARTS_H
#define XENCFG_GRAPH_PARTS_H

#include <xencfg/graph.h>
#include "xml.h"

/* "0 vifs", "1 vif". */
void graph_count(struct sb *out, size_t n, const char *what);

/* The netdev in a bridge, or what stands for it: "eth0", "eth0, VLAN 10", "no netdev". Into an XML text. */
void graph_netdev_xml(struct sb *out, const struct graph_bridge *bridge);

/* All addresses of a vif with ", " between them; "dhcp"; nothing. Raw: as they were written. */
void graph_addresses(struct sb *out, const struct graph_vif *vif);

/* Of an HTML page: the picture without a style of its own; its things are links to their rows. */
int graph_svg_embedded(struct sb *out, const struct graph *graph);

#endif
