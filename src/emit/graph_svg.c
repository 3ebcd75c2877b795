/*
 * graph_svg.c - a graph as a picture.
 *
 * Draws what graph_layout.c has placed, in whole pixels, with text that is
 * cut where it has no room; the whole of it shows under the pointer. Needs
 * no font but what is there, and refers to nothing outside.
 */
#include <stdio.h>
#include <xencfg/embedded.h>
#include "graph_layout.h"
#include "graph_parts.h"

enum { COLOURS = 8, PATTERNS = 3 };

struct drawing {
	struct sb *out;
	const struct layout_host *host;
	bool embedded;
};

static void put_rectangle(struct drawing *d, const char *class, struct layout_box b, int radius)
{
	sb_printf(d->out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>\n", class, b.x,
	          b.y, b.w, b.h, radius);
}

/* `class` and the text, cut to `columns`. */
static void put_text(struct drawing *d, const char *class, int x, int y, struct text t, unsigned columns)
{
	if (t.n == 0)
		return;
	sb_printf(d->out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, x, y);
	xml_text_fitted(d->out, t, columns);
	sb_string(d->out, "</text>\n");
}

/* The class of lines of a bridge: its colour, and beyond the colours a pattern. */
static void put_line_class(struct drawing *d, const struct graph_bridge *b)
{
	sb_printf(d->out, "line s%zu", b->index % COLOURS);
	if (b->index >= COLOURS)
		sb_printf(d->out, " d%zu", b->index / COLOURS % PATTERNS);
	if (b->kind == GRAPH_MISSING)
		sb_string(d->out, " missing");
}

/* How many findings there are, at the upper right corner. */
static void put_marks(struct drawing *d, const struct graph_marks *marks, struct layout_box b)
{
	if (!d->embedded || marks->n == 0)
		return;
	sb_printf(d->out, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"8\"/>\n", severity_name(marks->worst),
	          b.x + b.w - 2, b.y + 2);
	sb_printf(d->out, "<text class=\"count\" x=\"%d\" y=\"%d\">%zu</text>\n", b.x + b.w - 2, b.y + 6, marks->n);
}

static void open_thing(struct drawing *d, char kind, size_t number)
{
	if (d->embedded)
		sb_printf(d->out, "<a href=\"#%c%zu\" data-thing=\"%c%zu\">\n", kind, number, kind, number);
	else
		sb_string(d->out, "<g>\n");
}

static void close_thing(struct drawing *d)
{
	sb_string(d->out, d->embedded ? "</a>\n" : "</g>\n");
}

static void put_netdev(struct drawing *d, const struct layout_bridge *l)
{
	const struct bridge *of = l->bridge->of;
	struct layout_box b = l->netdev;
	int middle = b.y + b.h / 2;

	if (b.w == 0)
		return;
	sb_printf(d->out, "<path class=\"link\" data-on=\"b%zu\" d=\"M%d %dH%d\"/>\n", l->bridge->number, b.x + b.w,
	          middle, l->box.x);
	sb_printf(d->out, "<g data-on=\"b%zu\">\n<title>", l->bridge->number);
	graph_netdev_xml(d->out, l->bridge);
	sb_string(d->out, "</title>\n");
	put_rectangle(d, netdev_is_dummy(of->netdev.text) ? "netdev virtual" : "netdev", b, 3);
	put_text(d, "mono", b.x + LAYOUT_PAD, middle + (of->vlan.at.file ? -2 : 4), of->netdev.text, 14);
	if (of->vlan.at.file)
		sb_printf(d->out, "<text class=\"small\" x=\"%d\" y=\"%d\">VLAN %lld</text>\n", b.x + LAYOUT_PAD,
		          middle + 11, of->vlan.value);
	sb_string(d->out, "</g>\n");
}

/* The second line in the box of a bridge. */
static void put_bridge_says(struct drawing *d, const struct graph_bridge *b, int x, int y)
{
	static const char *const kinds[] = {
		[GRAPH_NAMED] = "only guests name it", [GRAPH_MISSING] = "no such bridge"
	};
	size_t n = b->of ? b->of->subnets.n : 0;

	if (b->kind == GRAPH_MISSING)
		put_text(d, "small wrong", x, y, text_of(kinds[b->kind]), 24);
	else if (b->kind == GRAPH_NAMED)
		put_text(d, "small quiet", x, y, text_of(kinds[b->kind]), 24);
	else if (n == 0)
		put_text(d, "small quiet", x, y, b->port.n ? TEXT("") : TEXT("no netdev"), 24);
	else
		put_text(d, "mono", x, y, b->of->subnets.items[0].cell.text, n > 1 ? 16 : 19);
	if (n > 1)
		sb_printf(d->out, "<text class=\"mono\" x=\"%d\" y=\"%d\">+%zu</text>\n", x + 17 * LAYOUT_COLUMN, y,
		          n - 1);
}

static void put_bridge(struct drawing *d, const struct layout_bridge *l)
{
	const struct graph_bridge *b = l->bridge;
	struct layout_box box = l->box, stripe = { box.x, box.y, 6, box.h };
	char class[8];

	snprintf(class, sizeof(class), "f%zu", b->index % COLOURS);
	open_thing(d, 'b', b->number);
	sb_string(d->out, "<title>bridge ");
	xml_text(d->out, b->name);
	sb_string(d->out, ", ");
	graph_count(d->out, b->n_vifs, "vif");
	for (size_t i = 0; b->of && i < b->of->subnets.n; i++) {
		sb_string(d->out, ", ");
		xml_text(d->out, b->of->subnets.items[i].cell.text);
	}
	sb_string(d->out, "</title>\n");
	put_rectangle(d,
	              b->kind == GRAPH_TOLD    ? "box" :
	              b->kind == GRAPH_MISSING ? "box missing" :
	                                         "box virtual",
	              box, 4);
	put_rectangle(d, class, stripe, 3);
	put_text(d, "name", box.x + 16, box.y + 20, b->name, 16);
	sb_printf(d->out, "<text class=\"small end\" x=\"%d\" y=\"%d\">", box.x + box.w - 10, box.y + 20);
	graph_count(d->out, b->n_vifs, "vif");
	sb_string(d->out, "</text>\n");
	put_bridge_says(d, b, box.x + 16, box.y + 37);
	put_marks(d, &b->marks, box);
	close_thing(d);
}

/* From the box to the trunk, and down the trunk. */
static void put_trunk(struct drawing *d, const struct layout_bridge *l)
{
	if (l->bridge->n_vifs == 0)
		return;
	sb_printf(d->out, "<path class=\"halo\" d=\"M%d %dH%d\"/>\n<path class=\"", l->box.x + l->box.w + 1, l->port,
	          l->trunk - 4);
	put_line_class(d, l->bridge);
	sb_printf(d->out, "\" data-on=\"b%zu\" d=\"M%d %dH%dM%d %dV%d\"/>\n", l->bridge->number, l->box.x + l->box.w,
	          l->port, l->trunk, l->trunk, l->top, l->bottom);
}

static void put_tap(struct drawing *d, const struct layout_tap *tap)
{
	const struct layout_bridge *b = tap->bridge;

	sb_printf(d->out, "<path class=\"halo\" d=\"M%d %dH%d\"/>\n<path class=\"", b->trunk + 4, tap->y, tap->end - 2);
	put_line_class(d, b->bridge);
	sb_printf(d->out, "\" data-on=\"b%zu\" d=\"M%d %dH%d\"/>\n", b->bridge->number, b->trunk, tap->y, tap->end);
	sb_printf(d->out, "<circle class=\"f%zu\" data-on=\"b%zu\" cx=\"%d\" cy=\"%d\" r=\"4\"/>\n",
	          b->bridge->index % COLOURS, b->bridge->number, b->trunk, tap->y);
}

static struct text bridge_words(const struct graph_vif *v)
{
	return v->bridge ? v->bridge->name : v->script.n ? v->script : TEXT("no bridge");
}

/* Bridge, address, MAC, each in its column. */
static void put_vif(struct drawing *d, const struct graph_vif *v, int x, int y, bool tells_bridge)
{
	const struct layout_host *l = d->host;

	if (v->bridge)
		sb_printf(d->out, "<circle class=\"f%zu\" cx=\"%d\" cy=\"%d\" r=\"4\"/>\n", v->bridge->index % COLOURS,
		          x + 4, y);
	else
		sb_printf(d->out, "<circle class=\"hollow\" cx=\"%d\" cy=\"%d\" r=\"3\"/>\n", x + 4, y);
	x += 14;
	y += 4;
	if (tells_bridge) {
		put_text(d, v->by_default || !v->bridge ? "mono quiet" : "mono", x, y, bridge_words(v),
		         l->name_columns);
		x += (int)(l->name_columns + 2) * LAYOUT_COLUMN;
	}
	if (l->address_columns) {
		put_text(d, "mono", x, y, v->address, l->address_columns - (v->more_addresses ? 3 : 0));
		if (v->more_addresses)
			sb_printf(d->out, "<text class=\"mono\" x=\"%d\" y=\"%d\">+%zu</text>\n",
			          x + (int)(l->address_columns - 2) * LAYOUT_COLUMN, y, v->more_addresses);
		x += (int)(l->address_columns + 2) * LAYOUT_COLUMN;
	}
	put_text(d, v->mac.n && !v->vif->mac_computed ? "mono" : "mono quiet", x, y,
	         v->mac.n ? v->mac : TEXT("random MAC"), l->mac_columns);
}

/* All that its card has no room for. */
static void put_guest_title(struct drawing *d, const struct graph_guest *g)
{
	struct sb addresses = { 0 };

	sb_string(d->out, "<title>guest ");
	xml_text(d->out, g->name);
	for (size_t i = 0; i < g->n_vifs; i++) {
		const struct graph_vif *v = &g->vifs[i];

		sb_reset(&addresses);
		graph_addresses(&addresses, v);
		sb_printf(d->out, "\nvif %zu: ", i);
		xml_text(d->out, bridge_words(v));
		sb_string(d->out, addresses.n ? ", " : "");
		xml_text(d->out, sb_view(&addresses));
		sb_string(d->out, ", ");
		xml_text(d->out, v->mac.n ? v->mac : TEXT("a random MAC at every start"));
		sb_string(d->out, v->vif->mac_computed ? " (computed)" : "");
	}
	sb_string(d->out, "</title>\n");
	d->out->error |= addresses.error;
	sb_free(&addresses);
}

/* Two vifs of the guest may share a finding: that is one. */
static size_t new_marks(const struct graph_guest *g, size_t vif)
{
	size_t n = 0;

	for (const struct graph_mark *m = g->vifs[vif].marks.first; m; m = m->next) {
		bool told = false;

		for (size_t i = 0; i < vif && !told; i++)
			for (const struct graph_mark *o = g->vifs[i].marks.first; o && !told; o = o->next)
				told = o->finding == m->finding;
		n += !told;
	}
	return n;
}

static void put_card(struct drawing *d, const struct layout_card *card)
{
	const struct graph_guest *g = card->guest;
	struct layout_box b = card->box;
	struct graph_marks all = g->marks;

	open_thing(d, 'g', g->number);
	put_guest_title(d, g);
	put_rectangle(d, "card", b, 4);
	put_text(d, "name", b.x + LAYOUT_PAD, b.y + 17, g->name, (unsigned)(b.w - 2 * LAYOUT_PAD) / 8);
	for (size_t i = 0; i < g->n_vifs; i++) {
		const struct graph_marks *marks = &g->vifs[i].marks;

		put_vif(d, &g->vifs[i], b.x + LAYOUT_PAD - 2, b.y + LAYOUT_NAME + (int)i * LAYOUT_ROW + LAYOUT_ROW / 2,
		        !card->frame || card->frame->tells_bridge);
		all.n += new_marks(g, i);
		all.worst = marks->worst > all.worst ? marks->worst : all.worst;
	}
	put_marks(d, &all, b);
	close_thing(d);
}

/* "lan + wan: 12 guests", with a dot in the colour of each, as far as there is room. */
static void put_frame(struct drawing *d, const struct layout_frame *f)
{
	const struct graph_bridge *bridges = d->host->host->bridges;
	unsigned room = (unsigned)(f->box.w - 2 * LAYOUT_PAD) / LAYOUT_COLUMN, used = 15;
	size_t i;

	put_rectangle(d, "frame", f->box, 6);
	sb_printf(d->out, "<text class=\"small\" x=\"%d\" y=\"%d\">", f->box.x + LAYOUT_PAD, f->box.y + 17);
	for (i = 0; i < f->n_bridges; i++) {
		const struct graph_bridge *b = &bridges[f->bridges[i]];

		used += xml_columns(b->name) + 5;
		if (used > room)
			break;
		sb_printf(d->out, "%s<tspan class=\"f%zu\">\xe2\x97\x8f</tspan> ", i ? f->mixed ? ", " : " + " : "",
		          b->index % COLOURS);
		xml_text(d->out, b->name);
	}
	if (i < f->n_bridges)
		sb_printf(d->out, "%s%zu %sbridges", i ? " + " : "", f->n_bridges - i, i ? "more " : "");
	sb_string(d->out, f->n_bridges == 0 ? "no bridge: " : f->mixed ? ", some of them: " : ": ");
	graph_count(d->out, f->n_guests, "guest");
	sb_string(d->out, "</text>\n");
}

static void put_title(struct drawing *d)
{
	const struct graph_host *host = d->host->host;
	struct sb words = { 0 };

	put_text(d, "title", LAYOUT_MARGIN, d->host->y + 14, host->title, 60);
	graph_count(&words, host->n_bridges, "bridge");
	sb_string(&words, ", ");
	graph_count(&words, host->n_guests, "guest");
	sb_string(&words, ", ");
	graph_count(&words, host->n_vifs, "vif");
	put_text(d, "small", LAYOUT_MARGIN, d->host->y + 30, sb_view(&words), 80);
	d->out->error |= words.error;
	sb_free(&words);
}

static void put_host(struct drawing *d)
{
	const struct layout_host *l = d->host;

	put_title(d);
	for (size_t i = 0; i < l->host->n_bridges; i++)
		put_trunk(d, &l->bridges[i]);
	for (size_t i = 0; i < l->n_taps; i++)
		put_tap(d, &l->taps[i]);
	for (size_t i = 0; i < l->host->n_bridges; i++) {
		put_netdev(d, &l->bridges[i]);
		put_bridge(d, &l->bridges[i]);
	}
	for (size_t i = 0; i < l->n_frames; i++)
		put_frame(d, &l->frames[i]);
	for (size_t i = 0; i < l->host->n_guests; i++)
		put_card(d, &l->cards[i]);
}

static int draw(struct sb *out, const struct graph *graph, bool embedded)
{
	struct drawing d = { .out = out, .embedded = embedded };
	struct arena arena = { 0 };
	struct layout layout;
	int error = graph_layout(&layout, graph, &arena);

	if (error) {
		arena_free(&arena);
		return error;
	}
	if (!embedded)
		sb_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	sb_printf(out,
	          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" %s>\n",
	          layout.width, layout.height, layout.width, layout.height,
	          embedded ? "id=\"picture\" role=\"group\" aria-label=\"The network as a picture\"" : "role=\"img\"");
	if (!embedded) {
		sb_string(out, "<title>");
		xml_text(out, graph->n_hosts ? graph->hosts[0].title : TEXT(""));
		sb_string(out, "</title>\n<style>\n");
		sb_text(out, embedded_find("graph-picture.css"));
		sb_string(out, "</style>\n");
	}
	put_rectangle(&d, "back", (struct layout_box){ 0, 0, layout.width, layout.height }, 0);
	for (size_t i = 0; i < graph->n_hosts; i++) {
		d.host = &layout.hosts[i];
		put_host(&d);
	}
	sb_string(out, "</svg>\n");
	arena_free(&arena);
	return out->error;
}

int graph_svg(struct sb *out, const struct graph *graph)
{
	return draw(out, graph, false);
}

int graph_svg_embedded(struct sb *out, const struct graph *graph)
{
	return draw(out, graph, true);
}
