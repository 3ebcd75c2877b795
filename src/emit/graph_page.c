/*
 * graph_page.c - the bridges, guests and findings of a graph as the template of the page sees them.
 *
 * Values only: templates/graph.html decides how they look, and the
 * template engine makes text of them whatever they hold.
 */
#include <errno.h>
#include <stdio.h>
#include <xencfg/file.h>
#include "graph_page.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define VIEW_TYPE(name, fields_) const struct view_type name = { fields_, COUNT(fields_) }

void page_set(struct page *p, struct view_slot *slot, struct text t)
{
	struct value *v = arena_alloc(&p->arena, sizeof(*v));

	if (!v) {
		p->error = -ENOMEM;
		return;
	}
	*v = (struct value){ .kind = VALUE_STRING, .text = t };
	slot->value = v;
}

void page_set_number(struct page *p, struct view_slot *slot, size_t number)
{
	slot->word = arena_printf(&p->arena, "%zu", number);
	if (!slot->word)
		p->error = -ENOMEM;
}

void page_set_list(struct view_slot *slot, struct view *items, size_t n)
{
	slot->items = items;
	slot->n = items ? n : 0;
}

void page_set_flag(struct view_slot *slot, bool on)
{
	slot->n = on;
}

void page_set_sb(struct page *p, struct view_slot *slot, struct sb *text)
{
	struct text copy = { arena_string(&p->arena, sb_view(text)), text->n };

	if (!copy.s || text->error)
		p->error = -ENOMEM;
	else
		page_set(p, slot, copy);
	sb_free(text);
}

struct view *page_views(struct page *p, size_t n, size_t slots)
{
	struct view *items = arena_array(&p->arena, n + 1, sizeof(*items));
	struct view_slot *all = arena_array(&p->arena, (n + 1) * slots, sizeof(*all));

	if (!items || !all) {
		p->error = -ENOMEM;
		return NULL;
	}
	for (size_t i = 0; i <= n; i++)
		items[i].slots = all + i * slots;
	return items;
}

void page_set_anchor(struct page *p, struct view_slot *slot, uint32_t file, size_t line)
{
	slot->word = arena_printf(&p->arena, "s%u-%zu", file, line);
	if (!slot->word)
		p->error = -ENOMEM;
}

void page_set_place(struct page *p, struct view_slot *words, struct view_slot *link, struct span at, bool path)
{
	struct place place;
	struct sb text = { 0 };
	const char *name;

	if (!at.file)
		return;
	if (span_place(p->sources, at, &place) < 0) {
		p->error = -ENOMEM;
		return;
	}
	p->shown[at.file] = true;
	name = sources_get(p->sources, at.file)->name;
	sb_printf(&text, "%s:%u", path ? name : file_base_name(name), place.line);
	page_set_sb(p, words, &text);
	page_set_anchor(p, link, at.file, place.line);
}

enum { MARK_NUMBER, MARK_SEVERITY, MARK_CODE, MARK_MESSAGE, MARK_SLOTS };
static const struct view_field mark_fields[] = { { .name = "number" },
	                                         { .name = "severity" },
	                                         { .name = "code" },
	                                         { .name = "message" } };
static VIEW_TYPE(mark_type, mark_fields);

enum { THING_ID, THING_NAME, THING_SLOTS };
static const struct view_field thing_fields[] = { { .name = "thing" }, { .name = "thing_name" } };
static VIEW_TYPE(thing_type, thing_fields);

/* One more thing that a finding concerns. */
static void add_thing(struct page *p, size_t finding, char kind, size_t number, struct text name)
{
	struct view *things = p->by_find[finding], *more;
	size_t n = p->n_by_find[finding];
	struct sb id = { 0 };

	/* Room doubles; few findings concern more than two. */
	if ((n & (n - 1)) == 0) {
		more = page_views(p, n ? 2 * n : 1, THING_SLOTS);
		if (!more)
			return;
		for (size_t i = 0; i < n; i++)
			more[i] = things[i];
		p->by_find[finding] = things = more;
	}
	sb_printf(&id, "%c%zu", kind, number);
	page_set_sb(p, &things[n].slots[THING_ID], &id);
	page_set(p, &things[n].slots[THING_NAME], name);
	p->n_by_find[finding]++;
}

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
			add_thing(p, m->finding, kind, number, name);
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
	BRIDGE_MARKS,
	BRIDGE_SLOTS
};
static const struct view_field bridge_fields[] = {
	{ .name = "number" }, { .name = "host" },    { .name = "name" },    { .name = "colour" },
	{ .name = "netdev" }, { .name = "subnets" }, { .name = "gateway" }, { .name = "n_vifs" },
	{ .name = "kind" },   { .name = "place" },   { .name = "link" },    { .name = "marks", .items = &mark_type },
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
	VIF_INDEX,
	VIF_ON,
	VIF_ON_NUMBER,
	VIF_COLOUR,
	VIF_ELSE,
	VIF_ADDRESS_,
	VIF_MAC_,
	VIF_MAC_NOTE,
	VIF_OTHERS,
	VIF_PLACE,
	VIF_LINK,
	VIF_MARKS,
	VIF_BRIDGED,
	VIF_DEFAULT,
	VIF_SLOTS
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

	page_set_number(p, &s[VIF_INDEX], v->vif->index);
	page_set_flag(&s[VIF_BRIDGED], v->bridge != NULL);
	page_set_flag(&s[VIF_DEFAULT], v->by_default && v->bridge);
	if (v->bridge) {
		page_set(p, &s[VIF_ON], v->bridge->name);
		page_set_number(p, &s[VIF_ON_NUMBER], v->bridge->number);
		page_set_number(p, &s[VIF_COLOUR], v->bridge->index % 8);
	}
	page_set(p, &s[VIF_ELSE], v->script.n ? v->script : TEXT("no bridge"));
	graph_addresses(&text, v);
	page_set_sb(p, &s[VIF_ADDRESS_], &text);
	page_set(p, &s[VIF_MAC_], v->mac);
	s[VIF_MAC_NOTE].word = v->mac.n == 0 ? "random at every start" : v->vif->mac_computed ? "computed" : "";
	put_others(&text, v->vif);
	page_set_sb(p, &s[VIF_OTHERS], &text);
	page_set_place(p, &s[VIF_PLACE], &s[VIF_LINK], v->at, false);
	set_marks(p, &s[VIF_MARKS], &v->marks, 'g', g->number, g->name);
}

static void set_guest(struct page *p, struct view_slot *s, const struct graph_host *host, const struct graph_guest *g)
{
	struct view *vifs = page_views(p, g->n_vifs, VIF_SLOTS);
	struct sb on = { 0 };

	page_set_number(p, &s[GUEST_NUMBER], g->number);
	page_set(p, &s[GUEST_HOST], host->title);
	page_set(p, &s[GUEST_NAME], g->name);
	page_set_place(p, &s[GUEST_PLACE], &s[GUEST_LINK], g->at, false);
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

enum { LABEL_MESSAGE, LABEL_PLACE, LABEL_LINK, LABEL_SLOTS };
static const struct view_field label_fields[] = { { .name = "said" },
	                                          { .name = "label_place" },
	                                          { .name = "label_link" } };
static VIEW_TYPE(label_type, label_fields);

enum {
	FIND_NUMBER,
	FIND_SEVERITY,
	FIND_CODE,
	FIND_SLUG,
	FIND_MESSAGE,
	FIND_HELP,
	FIND_PLACE,
	FIND_LINK,
	FIND_THINGS,
	FIND_LABELS,
	FIND_HAS_HELP,
	FIND_HAS_PLACE,
	FIND_SLOTS
};
static const struct view_field finding_fields[] = {
	{ .name = "number" },
	{ .name = "severity" },
	{ .name = "code" },
	{ .name = "slug" },
	{ .name = "message" },
	{ .name = "help" },
	{ .name = "place" },
	{ .name = "link" },
	{ .name = "things", .items = &thing_type },
	{ .name = "labels", .items = &label_type },
	{ .name = "has_help", .flag = true },
	{ .name = "has_place", .flag = true },
};
VIEW_TYPE(page_finding_type, finding_fields);

static void set_labels(struct page *p, struct view_slot *slot, const struct finding *f)
{
	struct view *items;
	size_t n = 0;

	for (const struct label *label = f->labels; label; label = label->next)
		n++;
	items = n ? page_views(p, n, LABEL_SLOTS) : NULL;
	n = 0;
	for (const struct label *label = f->labels; label && items; label = label->next, n++) {
		page_set(p, &items[n].slots[LABEL_MESSAGE], text_of(label->message));
		page_set_place(p, &items[n].slots[LABEL_PLACE], &items[n].slots[LABEL_LINK], label->at, true);
	}
	page_set_list(slot, items, n);
}

struct view *page_findings(struct page *p)
{
	struct view *items = page_views(p, p->n_findings, FIND_SLOTS);

	for (size_t i = 0; i < p->n_findings && items; i++) {
		const struct finding *f = p->sorted[i];
		struct view_slot *s = items[i].slots;

		page_set_number(p, &s[FIND_NUMBER], i);
		s[FIND_SEVERITY].word = severity_name(f->severity);
		s[FIND_CODE].word = rule_infos[f->rule].code;
		s[FIND_SLUG].word = rule_infos[f->rule].slug;
		page_set(p, &s[FIND_MESSAGE], text_of(f->message));
		page_set(p, &s[FIND_HELP], text_of(f->help));
		page_set_flag(&s[FIND_HAS_HELP], f->help != NULL);
		page_set_flag(&s[FIND_HAS_PLACE], f->at.file != 0);
		page_set_place(p, &s[FIND_PLACE], &s[FIND_LINK], f->at, true);
		page_set_list(&s[FIND_THINGS], p->by_find[i], p->n_by_find[i]);
		set_labels(p, &s[FIND_LABELS], f);
	}
	return items;
}
