/*
 * view_domu.c - a guest as the template of its .cfg sees it.
 *
 * Puts together what a guest says itself and what it takes from the
 * defaults, and the string of each vif.
 */
#include <errno.h>
#include "views.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static const struct view_field setting_fields[] = { { .name = "key" }, { .name = "value" } };
static const struct view_type setting_type = { setting_fields, COUNT(setting_fields) };

enum { VIF_VIEW_SPEC, VIF_VIEW_DHCP_BY_GUEST, VIF_VIEW_SLOTS };
static const struct view_field vif_fields[] = { { .name = "spec" }, { .name = "dhcp_by_guest", .flag = true } };
static const struct view_type vif_type = { vif_fields, COUNT(vif_fields) };

static const struct view_field line_fields[] = { { .name = "line" } };
static const struct view_type line_type = { line_fields, COUNT(line_fields) };

enum { DOMU_VIEW_SETTINGS, DOMU_VIEW_HAS_VIFS, DOMU_VIEW_VIFS, DOMU_VIEW_EXTRA, DOMU_VIEW_SLOTS };
static const struct view_field domu_fields[] = {
	{ .name = "settings", .items = &setting_type },
	{ .name = "has_vifs", .flag = true },
	{ .name = "vifs", .items = &vif_type },
	{ .name = "extra", .items = &line_type },
};
const struct view_type view_domu_type = { domu_fields, COUNT(domu_fields) };

/* Two values and their slots, one after another: what a .cfg needs many of. */
struct builder {
	struct arena *arena;
	struct view *items;
	struct view_slot *slots;
	struct value *values;
	size_t n, width;
};

static int builder_open(struct builder *b, struct arena *arena, size_t room, size_t width)
{
	*b = (struct builder){ .arena = arena, .width = width };
	b->items = arena_array(arena, room, sizeof(*b->items));
	b->slots = arena_array(arena, room * width, sizeof(*b->slots));
	b->values = arena_array(arena, room, sizeof(*b->values));
	return b->items && b->slots && b->values ? 0 : -ENOMEM;
}

static struct view_slot *builder_add(struct builder *b)
{
	struct view *item = &b->items[b->n];

	item->slots = b->slots + b->n * b->width;
	b->n++;
	return item->slots;
}

static void add_setting(struct builder *b, unsigned key, const struct value *value)
{
	struct view_slot *slots = builder_add(b);

	slots[0].word = key_lists[KEYS_DOMU].keys[key].name;
	slots[1].value = value;
}

static void add_string(struct builder *b, unsigned key, struct text t)
{
	struct value *v = &b->values[b->n];

	*v = (struct value){ .kind = VALUE_STRING, .text = t };
	add_setting(b, key, v);
}

/* xend hands dhcp to the kernel's ip= by this key; it is read for the first vif only (xm/create.py, 3.2). */
static bool wants_dhcp_key(const struct host *host, const struct guest *guest)
{
	return host->toolstack == TOOLSTACK_XEND && guest->n_vifs && guest->vifs[0].dhcp.on &&
	       !guest_get(host, guest, DOMU_DHCP);
}

/* The name, what the guest says in its own order, and the defaults that it does not override. */
static int view_settings(const struct host *host, const struct guest *guest, struct builder *b, struct arena *arena)
{
	if (builder_open(b, arena, guest->n_settings + host->n_defaults + 2, COUNT(setting_fields)) < 0)
		return -ENOMEM;
	add_string(b, DOMU_NAME, guest->name.text);
	for (size_t i = 0; i < guest->n_settings; i++)
		add_setting(b, guest->settings[i].key, &guest->settings[i].value);
	for (size_t i = 0; i < host->n_defaults; i++)
		if (!guest_own(guest, host->defaults[i].key))
			add_setting(b, host->defaults[i].key, &host->defaults[i].value);
	if (wants_dhcp_key(host, guest))
		add_string(b, DOMU_DHCP, TEXT("dhcp"));
	return 0;
}

/* One value of a vif string, as xm and xl read it back. */
static void put_value(struct sb *out, const struct value *v)
{
	switch (v->kind) {
	case VALUE_LIST:
		for (uint32_t i = 0; i < v->n; i++) {
			if (i)
				sb_byte(out, ' ');
			sb_text(out, v->items[i].text);
		}
		break;
	case VALUE_INTEGER:
	case VALUE_BOOLEAN:
		sb_number(out, v->number);
		break;
	default:
		sb_text(out, v->text);
	}
}

static void put_key(struct sb *out, enum vif_key key, const struct value *v)
{
	bool flag = v->kind == VALUE_BOOLEAN;

	/* trusted and untrusted are words without a value; false is the word left out. */
	if (flag && !v->number)
		return;
	if (out->n)
		sb_byte(out, ',');
	sb_string(out, key_lists[KEYS_VIF].keys[key].name);
	if (flag)
		return;
	sb_byte(out, '=');
	put_value(out, v);
}

/* ip, mac and bridge first, as people write them; then the rest in its own order. */
static void put_vif(struct sb *out, const struct vif *vif)
{
	static const enum vif_key first[] = { VIF_IP, VIF_MAC, VIF_BRIDGE };
	const struct value *v;

	sb_reset(out);
	for (size_t i = 0; i < COUNT(first); i++) {
		v = vif_get(vif, first[i]);
		if (first[i] == VIF_MAC && (!v || vif->mac_form == MAC_READABLE))
			sb_printf(out, "%smac=" MAC_FORMAT, out->n ? "," : "", MAC_ARG(vif->mac));
		else if (v)
			put_key(out, first[i], v);
	}
	for (size_t i = 0; i < vif->n_settings; i++) {
		unsigned key = vif->settings[i].key;

		if (key != VIF_IP && key != VIF_MAC && key != VIF_BRIDGE)
			put_key(out, (enum vif_key)key, &vif->settings[i].value);
	}
}

static int view_vifs(const struct host *host, const struct guest *guest, struct builder *b, struct arena *arena)
{
	struct sb spec = { 0 };
	int error = builder_open(b, arena, guest->n_vifs, VIF_VIEW_SLOTS);

	for (size_t i = 0; i < guest->n_vifs && !error; i++) {
		struct value *v = &b->values[b->n];
		struct view_slot *slots = builder_add(b);
		char *s;

		put_vif(&spec, &guest->vifs[i]);
		s = spec.error ? NULL : arena_string(arena, sb_view(&spec));
		if (!s)
			error = -ENOMEM;
		/* What cannot be written is reported at the vif. */
		*v = (struct value){ .kind = VALUE_STRING, .text = { s, spec.n }, .at = guest->vifs[i].at };
		slots[VIF_VIEW_SPEC].value = v;
		slots[VIF_VIEW_DHCP_BY_GUEST].n = host->toolstack == TOOLSTACK_XL && guest->vifs[i].dhcp.on;
	}
	sb_free(&spec);
	return error;
}

static int view_extra(const struct guest *guest, struct builder *b, struct arena *arena)
{
	if (builder_open(b, arena, guest->extra_cfg.n, COUNT(line_fields)) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < guest->extra_cfg.n; i++)
		builder_add(b)->raw = guest->extra_cfg.items[i].text;
	return 0;
}

int view_domu(const struct host *host, const struct guest *guest, struct arena *arena, struct view *ret)
{
	struct builder settings, vifs, extra;

	ret->slots = arena_array(arena, DOMU_VIEW_SLOTS, sizeof(*ret->slots));
	if (!ret->slots || view_settings(host, guest, &settings, arena) < 0 ||
	    view_vifs(host, guest, &vifs, arena) < 0 || view_extra(guest, &extra, arena) < 0)
		return -ENOMEM;
	ret->slots[DOMU_VIEW_SETTINGS] = (struct view_slot){ .items = settings.items, .n = settings.n };
	ret->slots[DOMU_VIEW_HAS_VIFS].n = vifs.n > 0;
	ret->slots[DOMU_VIEW_VIFS] = (struct view_slot){ .items = vifs.items, .n = vifs.n };
	ret->slots[DOMU_VIEW_EXTRA] = (struct view_slot){ .items = extra.items, .n = extra.n };
	return 0;
}
