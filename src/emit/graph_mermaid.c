/*
 * graph_mermaid.c - a graph for Mermaid, which many forges draw inside Markdown.
 *
 * Mermaid reads markup and entities in quoted labels; a name is letters,
 * digits and a few harmless signs there, all else is written by its number.
 */
#include "graph_parts.h"

static bool is_plain(unsigned code)
{
	return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9') ||
	       (code < 0x80 && code && strchr(" .,:/-_()", (int)code));
}

/* A blank of no width keeps a backslash from making a line break with an n behind it. */
static void put_text(struct sb *out, struct text t)
{
	while (t.n) {
		struct xml_character c = xml_character(t);

		if (is_plain(c.code))
			sb_byte(out, (char)c.code);
		else
			sb_printf(out, c.code == '\\' ? "#%u;#8203;" : "#%u;", c.code);
		t.s += c.bytes;
		t.n -= c.bytes;
	}
}

static void put_bridge(struct sb *out, const struct graph_bridge *b)
{
	sb_printf(out, "    b%zu([\"", b->number);
	put_text(out, b->name);
	for (size_t i = 0; b->of && i < b->of->subnets.n; i++) {
		sb_string(out, "<br>");
		put_text(out, b->of->subnets.items[i].cell.text);
	}
	if (b->kind == GRAPH_MISSING)
		sb_string(out, "<br>no such bridge");
	sb_string(out, "\"])\n");
	if (!b->of || b->port.n == 0)
		return;
	sb_printf(out, "    n%zu[\"", b->number);
	put_text(out, b->of->netdev.text);
	if (b->of->vlan.at.file)
		sb_printf(out, "<br>VLAN %lld", b->of->vlan.value);
	sb_printf(out, "\"] --- b%zu\n", b->number);
}

static void put_vif(struct sb *out, const struct graph_guest *g, const struct graph_vif *v)
{
	struct sb addresses = { 0 };

	graph_addresses(&addresses, v);
	if (!v->bridge) {
		sb_printf(out, "    x%zu_%u>\"", g->number, v->vif->index);
		put_text(out, v->script.n ? v->script : TEXT("no bridge"));
		sb_printf(out, "\"]");
	} else {
		sb_printf(out, "    b%zu", v->bridge->number);
	}
	sb_string(out, " ---");
	if (v->mac.n + addresses.n) {
		sb_string(out, "|\"");
		put_text(out, v->mac);
		sb_string(out, v->mac.n && addresses.n ? "<br>" : "");
		put_text(out, sb_view(&addresses));
		sb_string(out, "\"|");
	}
	sb_printf(out, " g%zu\n", g->number);
	out->error |= addresses.error;
	sb_free(&addresses);
}

static void put_host(struct sb *out, const struct graph_host *host, size_t number)
{
	sb_printf(out, "  subgraph h%zu[\"", number);
	put_text(out, host->title);
	sb_string(out, "\"]\n    direction LR\n");
	for (size_t i = 0; i < host->n_bridges; i++)
		put_bridge(out, &host->bridges[i]);
	for (size_t i = 0; i < host->n_guests; i++) {
		sb_printf(out, "    g%zu[\"", host->guests[i].number);
		put_text(out, host->guests[i].name);
		sb_string(out, "\"]\n");
	}
	for (size_t i = 0; i < host->n_guests; i++)
		for (size_t v = 0; v < host->guests[i].n_vifs; v++)
			put_vif(out, &host->guests[i], &host->guests[i].vifs[v]);
	sb_string(out, "  end\n");
}

int graph_mermaid(struct sb *out, const struct graph *graph)
{
	sb_string(out, "flowchart LR\n");
	for (size_t i = 0; i < graph->n_hosts; i++)
		put_host(out, &graph->hosts[i], i);
	return out->error;
}
