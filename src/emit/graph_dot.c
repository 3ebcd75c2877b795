/*
 * graph_dot.c - a graph for Graphviz.
 *
 * Names stand in quoted labels only, where Graphviz reads no markup; what
 * a backslash would begin there is written with two.
 */
#include "graph_parts.h"

/* Inside double quotes. A label's own escapes (\n, \N, \G, …) and HTML entities (&lt;) are for us alone. */
static void put_text(struct sb *out, struct text t)
{
	while (t.n) {
		struct xml_character c = xml_character(t);

		if (c.code == '"' || c.code == '\\') {
			sb_byte(out, '\\');
			sb_byte(out, (char)c.code);
		} else if (c.code == '&') {
			sb_string(out, "&amp;");
		} else if (c.code == 0xfffd) {
			sb_string(out, "\xef\xbf\xbd");
		} else {
			sb_add(out, t.s, c.bytes);
		}
		t.s += c.bytes;
		t.n -= c.bytes;
	}
}

static void put_bridge(struct sb *out, const struct graph_bridge *b)
{
	sb_printf(out, "    b%zu [label=\"", b->number);
	put_text(out, b->name);
	for (size_t i = 0; b->of && i < b->of->subnets.n; i++) {
		sb_string(out, "\\n");
		put_text(out, b->of->subnets.items[i].cell.text);
	}
	if (b->kind == GRAPH_MISSING)
		sb_string(out, "\\nno such bridge");
	sb_printf(out, "\", shape=box, style=\"%s\"];\n", b->kind == GRAPH_MISSING ? "rounded,dashed" : "rounded,bold");
}

/* Of several VLANs on one netdev, that one; *ret_first is its first bridge. */
static bool is_first(const struct graph_host *host, const struct graph_bridge *b, size_t *ret_first)
{
	for (*ret_first = 0; &host->bridges[*ret_first] != b; ++*ret_first) {
		const struct graph_bridge *other = &host->bridges[*ret_first];

		if (other->port.n && text_same(other->of->netdev.text, b->of->netdev.text))
			break;
	}
	*ret_first = host->bridges[*ret_first].number;
	return *ret_first == b->number;
}

static void put_netdev(struct sb *out, const struct graph_host *host, const struct graph_bridge *b)
{
	size_t first;

	if (b->port.n == 0)
		return;
	if (is_first(host, b, &first)) {
		sb_printf(out, "    n%zu [label=\"", first);
		put_text(out, b->of->netdev.text);
		sb_printf(out, "\", shape=box%s];\n", netdev_is_dummy(b->of->netdev.text) ? ", style=dashed" : "");
	}
	sb_printf(out, "    n%zu -- b%zu", first, b->number);
	if (b->of->vlan.at.file)
		sb_printf(out, " [label=\"VLAN %lld\"]", b->of->vlan.value);
	sb_string(out, ";\n");
}

static void put_vif(struct sb *out, const struct graph_guest *g, const struct graph_vif *v)
{
	struct sb addresses = { 0 };

	graph_addresses(&addresses, v);
	if (!v->bridge) {
		sb_printf(out, "    x%zu_%u [label=\"", g->number, v->vif->index);
		if (v->script.n)
			put_text(out, v->script);
		else
			sb_string(out, "no bridge");
		sb_string(out, "\", shape=plaintext];\n");
		sb_printf(out, "    x%zu_%u -- g%zu [label=\"", g->number, v->vif->index, g->number);
	} else {
		sb_printf(out, "    b%zu -- g%zu [label=\"", v->bridge->number, g->number);
	}
	put_text(out, v->mac);
	if (v->mac.n && addresses.n)
		sb_string(out, "\\n");
	put_text(out, sb_view(&addresses));
	sb_string(out, "\"];\n");
	out->error |= addresses.error;
	sb_free(&addresses);
}

static void put_host(struct sb *out, const struct graph_host *host, size_t number)
{
	sb_printf(out, "  subgraph cluster_%zu {\n    label=\"", number);
	put_text(out, host->title);
	sb_string(out, "\";\n");
	for (size_t i = 0; i < host->n_bridges; i++)
		put_bridge(out, &host->bridges[i]);
	for (size_t i = 0; i < host->n_bridges; i++)
		put_netdev(out, host, &host->bridges[i]);
	for (size_t i = 0; i < host->n_guests; i++) {
		sb_printf(out, "    g%zu [label=\"", host->guests[i].number);
		put_text(out, host->guests[i].name);
		sb_string(out, "\", shape=box3d];\n");
	}
	for (size_t i = 0; i < host->n_guests; i++)
		for (size_t v = 0; v < host->guests[i].n_vifs; v++)
			put_vif(out, &host->guests[i], &host->guests[i].vifs[v]);
	sb_string(out, "  }\n");
}

int graph_dot(struct sb *out, const struct graph *graph)
{
	sb_string(out, "graph xencfg {\n"
	               "  rankdir=LR;\n"
	               "  charset=\"UTF-8\";\n"
	               "  node [fontname=\"sans-serif\"];\n"
	               "  edge [fontname=\"monospace\", fontsize=10];\n");
	for (size_t i = 0; i < graph->n_hosts; i++)
		put_host(out, &graph->hosts[i], i);
	sb_string(out, "}\n");
	return out->error;
}
