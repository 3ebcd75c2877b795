/*
 * graph_page.c - the bridges and guests of a graph as the template of the page sees them.
 *
 * Values only: templates/graph.html decides how they look, and the
 * template engine makes text of them whatever they hold.
 */
#include "graph_page.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define VIEW_TYPE(name, fields_) const struct view_type name = { fields_, COUNT(fields_) }

enum { MARK_NUMBER, MARK_SEVERITY, MARK_CODE, MARK_MESSAGE, MARK_SLOTS };
static const struct view_field mark_fields[] = { { .name = "number" },
	                                         { .name = "severity" },
	                                         { .name = "code" },
	                                         { .name = "message" } };
static VIEW_TYPE(mark_type, mark_fields);

/* The findings of a thing, and for each that it concerns it. */
static void set_marks(struct page *p, struct view_slot *slot, const struct graph_marks *marks, char kind, size_t number,
                      struct text name)
{
	struct view *items = marks->n ? page_views(p, marks->n, MARK_SLOTS) : NULL;
	size_t i = 0;

	for (const struct graph_mark *m = marks->first; m && items; m = m->next, i++) {
		const struct finding *f = p->sorted[m->finding];

		page_set_number(p, &items[i].slots[MARK_NUMBER], m->finding);
		items[i].slots[MARK_SEVERITY].word = severity_name(f->severity);
		items[i].slots[MARK_CODE].word = rule_infos[f->rule].code;
		page_set(p, &items[i].slots[MARK_MESSAGE], text_of(f->message));
		if (kind)
			page_add_thing(p, m->finding, kind, number, name);
	}
	page_set_list(slot, items, i);
}

enum {
	BRIDGE_NUMBER,
	BRIDGE_HOST,
	BRIDGE_NAME,
	BRIDGE_COLOUR,
	BRIDGE_NETDEV,
	BRIDGE_SUBNETS,
	BRIDGE_GATEWAY,
	BRIDGE_VIFS,
	BRIDGE_KIND,
	BRIDGE_PLACE,
	BRIDGE_LINK,
	BRIDGE_LINKED,
	BRIDGE_MARKS,
	BRIDGE_SLOTS
};
static const struct view_field bridge_fields[] = {
	{ .name = "number" },
	{ .name = "host" },
	{ .name = "name" },
	{ .name = "colour" },
	{ .name = "netdev" },
	{ .name = "subnets" },
	{ .name = "gateway" },
	{ .name = "n_vifs" },
	{ .name = "kind" },
	{ .name = "place" },
	{ .name = "link" },
	{ .name = "linked", .flag = true },
	{ .name = "marks", .items = &mark_type },
};
VIEW_TYPE(page_bridge_type, bridge_fields);

static void join(struct sb *out, const struct nets *nets)
{
	for (size_t i = 0; i < nets->n; i++) {
		sb_string(out, i ? ", " : "");
		sb_text(out, nets->items[i].cell.text);
	}
}

static void set_bridge(struct page *p, struct view_slot *s, const struct graph_host *host, const struct graph_bridge *b)
{
	static const char *const kinds[] = {
		[GRAPH_TOLD] = "", [GRAPH_NAMED] = "only guests name it", [GRAPH_MISSING] = "no such bridge"
	};
	struct sb text = { 0 };

	page_set_number(p, &s[BRIDGE_NUMBER], b->number);
	page_set(p, &s[BRIDGE_HOST], host->title);
	page_set(p, &s[BRIDGE_NAME], b->name);
	page_set_number(p, &s[BRIDGE_COLOUR], b->index % 8);
	if (b->port.n) {
		sb_text(&text, b->of->netdev.text);
		if (b->of->vlan.at.file)
			sb_printf(&text, ", VLAN %lld", b->of->vlan.value);
		page_set_sb(p, &s[BRIDGE_NETDEV], &text);
	}
	if (b->of) {
		join(&text, &b->of->subnets);
		page_set_sb(p, &s[BRIDGE_SUBNETS], &text);
		join(&text, &b->of->gateways);
		page_set_sb(p, &s[BRIDGE_GATEWAY], &text);
	}
	page_set_number(p, &s[BRIDGE_VIFS], b->n_vifs);
	s[BRIDGE_KIND].word = kinds[b->kind];
	page_set_place(p, &s[BRIDGE_PLACE], &s[BRIDGE_LINK], b->at, false);
	page_set_flag(&s[BRIDGE_LINKED], p->whole && b->at.file);
	set_marks(p, &s[BRIDGE_MARKS], &b->marks, 'b', b->number, b->name);
}

struct view *page_bridges(struct page *p)
{
	struct view *items = page_views(p, p->graph->n_bridges, BRIDGE_SLOTS);
	size_t n = 0;

	for (size_t h = 0; h < p->graph->n_hosts && items; h++)
		for (size_t i = 0; i < p->graph->hosts[h].n_bridges; i++)
			set_bridge(p, items[n++].slots, &p->graph->hosts[h], &p->graph->hosts[h].bridges[i]);
	return items;
}

enum {
	ROW_INDEX,
	ROW_ON,
	ROW_ON_NUMBER,
	ROW_COLOUR,
	ROW_ELSE,
	ROW_ADDRESS,
	ROW_MAC,
	ROW_MAC_NOTE,
	ROW_OTHERS,
	ROW_PLACE,
	ROW_LINK,
	ROW_LINKED,
	ROW_MARKS,
	ROW_BRIDGED,
	ROW_DEFAULT,
	ROW_SLOTS
};
static const struct view_field vif_fields[] = {
	{ .name = "index" },
	{ .name = "bridge" },
	{ .name = "bridge_number" },
	{ .name = "colour" },
	{ .name = "otherwise" },
	{ .name = "address" },
	{ .name = "mac" },
	{ .name = "mac_note" },
	{ .name = "others" },
	{ .name = "vif_place" },
	{ .name = "vif_link" },
	{ .name = "linked", .flag = true },
	{ .name = "marks", .items = &mark_type },
	{ .name = "bridged", .flag = true },
	{ .name = "by_default", .flag = true },
};
static VIEW_TYPE(vif_type, vif_fields);

enum {
	GUEST_NUMBER,
	GUEST_HOST,
	GUEST_NAME,
	GUEST_BRIDGES,
	GUEST_PLACE,
	GUEST_LINK,
	GUEST_LINKED,
	GUEST_MARKS,
	GUEST_VIFS,
	GUEST_SLOTS
};
static const struct view_field guest_fields[] = {
	{ .name = "number" },
	{ .name = "host" },
	{ .name = "name" },
	{ .name = "bridges" },
	{ .name = "place" },
	{ .name = "link" },
	{ .name = "linked", .flag = true },
	{ .name = "marks", .items = &mark_type },
	{ .name = "vifs", .items = &vif_type },
};
VIEW_TYPE(page_guest_type, guest_fields);

static void put_value(struct sb *out, const struct value *v)
{
	for (uint32_t i = 0; v->kind == VALUE_LIST && i < v->n; i++) {
		sb_string(out, i ? ", " : "");
		sb_text(out, v->items[i].text);
	}
	if (v->kind == VALUE_BOOLEAN)
		sb_string(out, v->number ? "true" : "false");
	else if (v->kind != VALUE_LIST)
		sb_text(out, v->text);
}

/* What else the vif says: "model=e1000, rate=10Mb/s". */
static void put_others(struct sb *out, const struct vif *vif)
{
	for (size_t i = 0; i < vif->n_settings; i++) {
		const struct setting *s = &vif->settings[i];

		if (s->key == VIF_BRIDGE || s->key == VIF_MAC || s->key == VIF_IP)
			continue;
		sb_printf(out, "%s%s=", out->n ? ", " : "", key_lists[KEYS_VIF].keys[s->key].name);
		put_value(out, &s->value);
	}
}

static void set_vif(struct page *p, struct view_slot *s, const struct graph_guest *g, const struct graph_vif *v)
{
	struct sb text = { 0 };

	page_set_number(p, &s[ROW_INDEX], v->vif->index);
	page_set_flag(&s[ROW_BRIDGED], v->bridge != NULL);
	page_set_flag(&s[ROW_DEFAULT], v->by_default && v->bridge);
	if (v->bridge) {
		page_set(p, &s[ROW_ON], v->bridge->name);
		page_set_number(p, &s[ROW_ON_NUMBER], v->bridge->number);
		page_set_number(p, &s[ROW_COLOUR], v->bridge->index % 8);
	}
	page_set(p, &s[ROW_ELSE], v->script.n ? v->script : TEXT("no bridge"));
	graph_addresses(&text, v);
	page_set_sb(p, &s[ROW_ADDRESS], &text);
	page_set(p, &s[ROW_MAC], v->mac);
	s[ROW_MAC_NOTE].word = v->mac.n == 0 ? "random at every start" : v->vif->mac_computed ? "computed" : "";
	put_others(&text, v->vif);
	page_set_sb(p, &s[ROW_OTHERS], &text);
	page_set_place(p, &s[ROW_PLACE], &s[ROW_LINK], v->at, false);
	page_set_flag(&s[ROW_LINKED], p->whole && v->at.file);
	set_marks(p, &s[ROW_MARKS], &v->marks, 'g', g->number, g->name);
}

static void set_guest(struct page *p, struct view_slot *s, const struct graph_host *host, const struct graph_guest *g)
{
	struct view *vifs = page_views(p, g->n_vifs, ROW_SLOTS);
	struct sb on = { 0 };

	page_set_number(p, &s[GUEST_NUMBER], g->number);
	page_set(p, &s[GUEST_HOST], host->title);
	page_set(p, &s[GUEST_NAME], g->name);
	page_set_place(p, &s[GUEST_PLACE], &s[GUEST_LINK], g->at, false);
	page_set_flag(&s[GUEST_LINKED], p->whole && g->at.file);
	set_marks(p, &s[GUEST_MARKS], &g->marks, 'g', g->number, g->name);
	for (size_t i = 0; i < g->n_vifs && vifs; i++) {
		set_vif(p, vifs[i].slots, g, &g->vifs[i]);
		if (g->vifs[i].bridge)
			sb_printf(&on, "%sb%zu", on.n ? " " : "", g->vifs[i].bridge->number);
	}
	page_set_sb(p, &s[GUEST_BRIDGES], &on);
	page_set_list(&s[GUEST_VIFS], vifs, g->n_vifs);
}

struct view *page_guests(struct page *p)
{
	struct view *items = page_views(p, p->graph->n_guests, GUEST_SLOTS);
	size_t n = 0;

	for (size_t h = 0; h < p->graph->n_hosts && items; h++)
		for (size_t i = 0; i < p->graph->hosts[h].n_guests; i++)
			set_guest(p, items[n++].slots, &p->graph->hosts[h], &p->graph->hosts[h].guests[i]);
	return items;
}
