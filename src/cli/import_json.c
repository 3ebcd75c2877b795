/*
 * import_json.c - what was read as a description.
 *
 * Gives each value the JSON type that the key tables ask for. What JSON or
 * a description cannot hold is reported and left out.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <xencfg/file.h>
#include "import.h"

/* Takes the value. NULL was reported already, or memory is out, which the list of findings remembers. */
static void set(struct import *im, json_t *object, const char *key, json_t *value)
{
	if (value && json_object_set_new(object, key, value) < 0)
		im->findings.error = -ENOMEM;
}

static json_t *made(struct import *im, json_t *value)
{
	if (!value)
		im->findings.error = -ENOMEM;
	return value;
}

static json_t *text_json(struct import *im, struct text t, struct span at)
{
	return import_holds(im, t, at) ? made(im, json_stringn(t.n ? t.s : "", t.n)) : NULL;
}

static json_t *cell_json(struct import *im, const struct cell *cell)
{
	return cell_given(cell) ? text_json(im, cell->text, cell->at) : NULL;
}

/*
 * The number that the toolstack reads from a string: xl by strtol, whose
 * digits behind 0 are octal (xlu_cfg_get_long in libxlu_cfg.c, 4.17), xm by
 * Python's int. Where a string is read as well only a number that is written so.
 */
static bool is_number(const struct import *im, struct text t, unsigned types, long long *ret)
{
	char copy[32], back[32], *end;

	if (!(types & (TYPE_INTEGER | TYPE_NUMBER)) && (types & (TYPE_STRING | TYPE_BOOLEAN)) != TYPE_BOOLEAN)
		return false;
	t = text_trim(t);
	if (t.n == 0 || t.n >= sizeof(copy))
		return false;
	memcpy(copy, t.s, t.n);
	copy[t.n] = '\0';
	errno = 0;
	*ret = strtoll(copy, &end, im->toolstack == TOOLSTACK_XL ? 0 : 10);
	if (errno || end != copy + t.n)
		return false;
	snprintf(back, sizeof(back), "%lld", *ret);
	return !(types & TYPE_STRING) || strcmp(back, copy) == 0;
}

static json_t *string_json(struct import *im, const struct value *v, unsigned types)
{
	long long number;

	if (!is_number(im, v->text, types, &number))
		return text_json(im, v->text, v->at);
	if (types == TYPE_BOOLEAN && (number == 0 || number == 1))
		return made(im, json_boolean(number));
	return made(im, json_integer(number));
}

static json_t *real_json(struct import *im, const struct value *v)
{
	const char *s = arena_string(&im->arena, v->text);
	double number = s ? strtod(s, NULL) : 0;

	/* The text then says why compile refuses it. */
	return isfinite(number) ? made(im, s ? json_real(number) : NULL) : text_json(im, v->text, v->at);
}

/* Recursion ends where the readers end lists: at DOMU_NESTING_MAX and SXP_NESTING_MAX. */
static json_t *value_json(struct import *im, const struct value *v, unsigned types)
{
	json_t *array;

	switch (v->kind) {
	case VALUE_STRING:
		return string_json(im, v, types);
	case VALUE_INTEGER:
		return made(im, json_integer(v->number));
	case VALUE_REAL:
		return real_json(im, v);
	case VALUE_BOOLEAN:
		return made(im, json_boolean(v->number));
	case VALUE_LIST:
		array = made(im, json_array());
		for (uint32_t i = 0; array && i < v->n; i++) {
			json_t *item = value_json(im, &v->items[i], 0);

			if (item && json_array_append_new(array, item) < 0)
				im->findings.error = -ENOMEM;
		}
		return array;
	case VALUE_NONE:
		break;
	}
	return NULL;
}

static void set_setting(struct import *im, json_t *object, enum key_table table, const struct setting *setting)
{
	const struct key *key = &key_lists[table].keys[setting->key];
	unsigned types = key->use[im->toolstack].types;

	/* A word of a vif, without a value. */
	if ((types & TYPE_FLAG) && setting->value.text.n == 0)
		set(im, object, key->name, made(im, json_true()));
	else
		set(im, object, key->name, value_json(im, &setting->value, types));
}

static json_t *options_json(struct import *im)
{
	json_t *options = made(im, json_object());

	for (size_t i = 0; options && i < im->host.n_options; i++) {
		const struct setting *setting = &im->host.options[i];
		struct text name = text_of(key_lists[KEYS_HOST_OPTION].keys[setting->key].name);

		/* The description's own members. */
		if (!text_is(name, "network-script") && !text_is(name, "vif-script"))
			set_setting(im, options, KEYS_HOST_OPTION, setting);
	}
	return options;
}

/* The member, unless there is nothing in it. Takes the value. */
static void set_filled(struct import *im, json_t *object, const char *key, json_t *value)
{
	if (json_object_size(value) + json_array_size(value) == 0)
		json_decref(value);
	else
		set(im, object, key, value);
}

static json_t *host_json(struct import *im)
{
	json_t *host = made(im, json_object());

	set(im, host, "network_script", cell_json(im, &im->host.network_script));
	set(im, host, "vif_script", cell_json(im, &im->host.vif_script));
	set_filled(im, host, "oui", import_oui(im));
	set_filled(im, host, "options", options_json(im));
	return host;
}

static void set_switch(struct import *im, json_t *object, const char *key, const struct switch_cell *cell)
{
	if (cell->at.file)
		set(im, object, key, made(im, json_boolean(cell->on)));
}

static void set_number(struct import *im, json_t *object, const char *key, const struct number_cell *cell)
{
	if (cell->at.file)
		set(im, object, key, made(im, json_integer(cell->value)));
}

static json_t *bridge_json(struct import *im, const struct bridge *bridge)
{
	json_t *object = made(im, json_object());

	set(im, object, "name", cell_json(im, &bridge->name));
	set(im, object, "netdev", cell_json(im, &bridge->netdev));
	set_number(im, object, "vlan", &bridge->vlan);
	set_number(im, object, "vifnum", &bridge->vifnum);
	set_switch(im, object, "antispoof", &bridge->antispoof);
	set_switch(im, object, "rename_netdev", &bridge->rename_netdev);
	return object;
}

/* A key that is not this release's may be a word without a value of another. */
static void set_other(struct import *im, json_t *object, const struct cfg_other *other, struct span at)
{
	const struct key *key = key_find(KEYS_VIF, other->name);
	const char *name;

	if (!import_holds(im, other->name, at))
		return;
	name = arena_string(&im->arena, other->name);
	if (!name)
		im->findings.error = -ENOMEM;
	else if (other->value.n == 0 && key && (key->use[TOOLSTACK_XL].types & TYPE_FLAG))
		set(im, object, name, made(im, json_true()));
	else
		set(im, object, name, text_json(im, other->value, at));
}

static json_t *vif_json(struct import *im, const struct import_guest *g, const struct vif *vif)
{
	json_t *object = made(im, json_object());

	for (size_t i = 0; i < vif->n_settings; i++)
		set_setting(im, object, KEYS_VIF, &vif->settings[i]);
	for (const struct cfg_other *other = g->others; other; other = other->next)
		if (other->vif == vif->index)
			set_other(im, object, other, vif->at);
	return object;
}

/* Its own name, else that of its file. */
static json_t *name_json(struct import *im, const struct import_guest *g)
{
	struct text name = text_of(file_base_name(g->file->path));
	json_t *own = g->guest->name.text.n ? cell_json(im, &g->guest->name) : NULL;

	if (own)
		return own;
	if (text_ends(name, ".cfg"))
		name.n -= strlen(".cfg");
	import_warn(im, RULE_GUEST_NAME_MISSING, g->guest->at,
	            "the guest has no name that a description can hold; it gets that of its file");
	return text_json(im, name, g->guest->at);
}

static json_t *guest_json(struct import *im, const struct import_guest *g)
{
	const struct guest *guest = g->guest;
	json_t *object = made(im, json_object()), *vifs;

	set(im, object, "name", name_json(im, g));
	if (g->file->autostart)
		set(im, object, "autostart", made(im, json_true()));
	for (size_t i = 0; i < guest->n_settings; i++)
		if (guest->settings[i].key != DOMU_NAME && guest->settings[i].key != DOMU_VIF)
			set_setting(im, object, KEYS_DOMU, &guest->settings[i]);
	if (guest->n_vifs == 0)
		return object;
	vifs = made(im, json_array());
	for (size_t i = 0; i < guest->n_vifs; i++)
		if (json_array_append_new(vifs, vif_json(im, g, &guest->vifs[i])) < 0)
			im->findings.error = -ENOMEM;
	set(im, object, "vif", vifs);
	return object;
}

json_t *import_json(struct import *im)
{
	json_t *top = made(im, json_object()), *bridges = made(im, json_array()), *guests = made(im, json_array());

	set(im, top, "xen", made(im, json_string(releases[im->release].name)));
	if (im->toolstack != releases[im->release].usual)
		set(im, top, "toolstack", made(im, json_string(toolstack_names[im->toolstack])));
	set_filled(im, top, "host", host_json(im));
	for (const struct import_bridge *b = im->bridges; b; b = b->next)
		if (json_array_append_new(bridges, bridge_json(im, &b->bridge)) < 0)
			im->findings.error = -ENOMEM;
	for (const struct import_guest *g = im->guests; g; g = g->next)
		if (json_array_append_new(guests, guest_json(im, g)) < 0)
			im->findings.error = -ENOMEM;
	set_filled(im, top, "bridges", bridges);
	set_filled(im, top, "guests", guests);
	return top;
}
