/*
 * settings.c - members whose names and types the key tables know.
 *
 * The keys of a domU, of a vif and of xend-config.sxp or xl.conf: read by
 * the types of the release. What the release does not read is left out.
 */
#include <errno.h>
#include "members.h"

static const char *types_name(unsigned types)
{
	static const struct {
		unsigned types;
		const char *name;
	} names[] = {
		{ TYPE_LIST | TYPE_STRING, "a string or an array of strings" },
		{ TYPE_LIST | TYPE_INTEGER, "an integer or an array" },
		{ TYPE_LIST, "an array of strings" },
		{ TYPE_STRING, "a string" },
		{ TYPE_FLAG, "true or false" },
		{ TYPE_BOOLEAN, "true or false" },
		{ TYPE_NUMBER, "a number" },
		{ TYPE_INTEGER, "an integer" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if ((types & names[i].types) == names[i].types)
			return names[i].name;
	return "another value";
}

static int read_number(struct description *d, struct value *ret)
{
	int error = text_to_number(ret->text, &ret->number);

	ret->kind = error ? VALUE_REAL : VALUE_INTEGER;
	if (error == -ERANGE) {
		finding_add(d->out, RULE_WRONG_TYPE, ret->at, "a number that no Xen can hold");
		ret->kind = VALUE_NONE;
	}
	return 0;
}

static int read_scalar(struct description *d, const struct json_node *node, struct value *ret)
{
	struct cell cell;

	*ret = (struct value){ .at = json_span(d->json, node) };
	ret->text = (struct text){ d->json->text.s + node->begin, node->end - node->begin };
	switch (node->kind) {
	case JSON_STRING:
		if (member_string(d, node, &cell) < 0)
			return -ENOMEM;
		ret->text = cell.text;
		ret->kind = cell_given(&cell) ? VALUE_STRING : VALUE_NONE;
		return 0;
	case JSON_NUMBER:
		return read_number(d, ret);
	case JSON_TRUE:
	case JSON_FALSE:
		ret->kind = VALUE_BOOLEAN;
		ret->number = node->kind == JSON_TRUE;
		return 0;
	default:
		return 0;
	}
}

/* How deep lists may nest: xen-api-server of xend needs three, vnuma and vsnd of xl two. */
enum { LIST_DEPTH_MAX = 4 };

static unsigned depth_of(unsigned types)
{
	return types & TYPE_VALUE ? LIST_DEPTH_MAX : types & TYPE_LISTS ? 2 : 1;
}

/* Strings, numbers and, down to the depth, further arrays. */
static int read_list(struct description *d, const struct json_node *node, unsigned depth, struct value *ret)
{
	const struct json_node *item;
	int error = 0;

	*ret = (struct value){ .kind = VALUE_LIST, .at = json_span(d->json, node) };
	ret->items = arena_array(d->arena, node->n, sizeof(*ret->items));
	if (!ret->items)
		return -ENOMEM;
	for (item = json_first(node); item && !error; item = json_after(d->json, node, item)) {
		struct value *v = &ret->items[ret->n];

		if (item->kind == JSON_ARRAY && depth > 1)
			error = read_list(d, item, depth - 1, v);
		else if (item->kind == JSON_STRING || item->kind == JSON_NUMBER)
			error = read_scalar(d, item, v);
		else
			member_mistyped(d, item, "a string or a number");
		ret->n += v->kind != VALUE_NONE;
	}
	return error;
}

/* Is this kind of value one that the types allow? A number is fine where a string is read. */
static bool allowed(const struct value *v, unsigned types)
{
	switch (v->kind) {
	case VALUE_STRING:
		return types & (TYPE_STRING | TYPE_VALUE);
	case VALUE_INTEGER:
		if (types & TYPE_WORD)
			return false;
		return (types & (TYPE_INTEGER | TYPE_NUMBER | TYPE_STRING | TYPE_VALUE)) ||
		       ((types & TYPE_BOOLEAN) && (v->number == 0 || v->number == 1));
	case VALUE_REAL:
		return !(types & TYPE_WORD) && (types & (TYPE_NUMBER | TYPE_STRING));
	case VALUE_BOOLEAN:
		return types & (TYPE_BOOLEAN | TYPE_FLAG | TYPE_VALUE);
	case VALUE_LIST:
		return types & (TYPE_LIST | TYPE_VALUE);
	case VALUE_NONE:
		break;
	}
	return false;
}

static int read_value(struct description *d, const struct json_node *node, unsigned types, struct value *ret)
{
	size_t before = d->out->n;
	int error = 0;

	*ret = (struct value){ .at = json_span(d->json, node) };
	if (node->kind == JSON_ARRAY)
		error = read_list(d, node, depth_of(types), ret);
	else if (node->kind != JSON_OBJECT && node->kind != JSON_NULL)
		error = read_scalar(d, node, ret);
	if (error || (ret->kind != VALUE_NONE && d->out->n == before && allowed(ret, types)))
		return error;
	/* What was found wrong inside is enough: the value is as good as not there. */
	if (d->out->n == before)
		member_mistyped(d, node, types_name(types));
	ret->kind = VALUE_NONE;
	return 0;
}

static const char *out_of_memory(struct description *d)
{
	d->out->error = -ENOMEM;
	return "";
}

/* "xl from 4.2 on", "xend up to 3.4", "xend 3.3 to 4.2": who does read the key. */
static const char *readers_name(struct description *d, const struct key *key)
{
	const char *parts[TOOLSTACKS] = { NULL, NULL };
	const char *readers;

	for (int t = 0; t < TOOLSTACKS; t++) {
		const struct key_use *use = &key->use[t];
		unsigned first = 0, last = n_releases - 1;

		if (!use->types)
			continue;
		while (first < last && !releases[first].has[t])
			first++;
		while (last > first && !releases[last].has[t])
			last--;
		if (use->first <= first && use->last >= last)
			parts[t] = toolstack_names[t];
		else if (use->last >= last)
			parts[t] =
				arena_printf(d->arena, "%s from %s on", toolstack_names[t], releases[use->first].name);
		else if (use->first <= first)
			parts[t] = arena_printf(d->arena, "%s up to %s", toolstack_names[t], releases[use->last].name);
		else
			parts[t] = arena_printf(d->arena, "%s from %s to %s", toolstack_names[t],
			                        releases[use->first].name, releases[use->last].name);
	}
	for (int t = 0; t < TOOLSTACKS; t++)
		if (key->use[t].types && !parts[t])
			return out_of_memory(d);
	if (!parts[0] || !parts[1])
		return parts[0] ? parts[0] : parts[1];
	readers = arena_printf(d->arena, "%s, and %s", parts[0], parts[1]);
	return readers ? readers : out_of_memory(d);
}

/* The release does not read this key: xm refuses such a vif, everything else ignores it. */
static void report_release(struct description *d, enum key_table table, const struct json_node *node,
                           const struct key *key)
{
	const struct host *host = d->host;
	const char *readers = readers_name(d, key);
	bool refused = table == KEYS_VIF && host->toolstack == TOOLSTACK_XEND;
	/* What xl never read of the kernel's ip= has a rule of its own. */
	static const char *const autoconf[] = { "ip", "netmask", "gateway", "dhcp", "hostname" };
	enum rule rule = RULE_WRONG_RELEASE;
	struct finding *f;

	for (size_t i = 0; table == KEYS_DOMU && host->toolstack == TOOLSTACK_XL && i < 5; i++)
		if (strcmp(key->name, autoconf[i]) == 0)
			rule = RULE_IP_AUTOCONF_IGNORED;
	f = finding_add(d->out, rule, json_key_span(d->json, node),
	                "%s of Xen %s does not read \"%s\"; it is read by %s",
	                host->toolstack == TOOLSTACK_XEND ? "xend" : "xl", releases[host->release].name, key->name,
	                readers ? readers : "no release");
	if (d->overridden)
		finding_severity(d->out, f, SEVERITY_NOTE);
	else if (refused)
		finding_severity(d->out, f, SEVERITY_ERROR);
	finding_help(d->out, f, "it is left out of what is written");
}

int setting_read(struct description *d, enum key_table table, const struct json_node *node, struct text name,
                 const struct member *known, size_t n_known, struct setting *settings, size_t *n)
{
	const struct host *host = d->host;
	const struct key *key = key_find(table, name);
	struct setting *setting = &settings[*n];
	unsigned types;

	if (!key)
		return member_unknown(d, node, name, known, n_known, table);
	types = key->use[TOOLSTACK_XEND].types | key->use[TOOLSTACK_XL].types;
	if (d->release_known && !key_is_read(key, host->toolstack, host->release)) {
		report_release(d, table, node, key);
		/* Left out, but not whatever it is. */
		return read_value(d, node, types, &setting->value);
	}
	if (d->release_known)
		types = key->use[host->toolstack].types;
	setting->key = (uint16_t)(key - key_lists[table].keys);
	setting->key_at = json_key_span(d->json, node);
	if (read_value(d, node, types, &setting->value) < 0)
		return -ENOMEM;
	if (setting->value.kind != VALUE_NONE)
		++*n;
	return 0;
}
