/*
 * members.c - walks one JSON object along a table of its members.
 *
 * Checks form: names, types, what is missing. It gives no meaning to a
 * value beyond its type.
 */
#include <errno.h>
#include "members.h"
#include "typo.h"

struct span member_open(const struct description *d, const struct json_node *node)
{
	return span_make(d->json->file, node->begin, node->begin + 1);
}

void member_mistyped(struct description *d, const struct json_node *node, const char *what)
{
	struct text key = { "", 0 };
	struct finding *f;

	if (node->key_end && json_key(d->json, node, d->arena, &key) < 0) {
		d->out->error = -ENOMEM;
		return;
	}
	if (node->key_end)
		f = finding_add(d->out, RULE_WRONG_TYPE, json_span(d->json, node), "\"%.*s\" takes %s, not %s",
		                TEXT_ARG(key), what, json_kind_name(node->kind));
	else
		f = finding_add(d->out, RULE_WRONG_TYPE, json_span(d->json, node), "%s belongs here, not %s", what,
		                json_kind_name(node->kind));
	/* A bracket that spans half the file would underline half the file. */
	if (f && (node->kind == JSON_OBJECT || node->kind == JSON_ARRAY))
		f->at = member_open(d, node);
}

bool member_is_object(struct description *d, const struct json_node *node)
{
	if (node->kind != JSON_OBJECT)
		member_mistyped(d, node, "an object");
	return node->kind == JSON_OBJECT;
}

bool member_present(const struct description *d, const struct json_node *object, const char *name)
{
	const struct json_node *node;

	for (node = json_first(object); node; node = json_after(d->json, object, node)) {
		struct text raw = { d->json->text.s + node->key_begin + 1, node->key_end - node->key_begin - 2 };

		if (!node->key_escaped && text_is(raw, name))
			return true;
	}
	return false;
}

int member_string(struct description *d, const struct json_node *node, struct cell *ret)
{
	struct text t;

	*ret = (struct cell){ .text = { "", 0 } };
	if (node->kind != JSON_STRING) {
		member_mistyped(d, node, "a string");
		return 0;
	}
	if (json_text(d->json, node, d->arena, &t) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < t.n; i++) {
		unsigned char c = (unsigned char)t.s[i];

		if (c >= 0x20 && c != 0x7f)
			continue;
		finding_add(d->out, RULE_SYNTAX, json_span(d->json, node),
		            "%s in a value: a config that Xen reads cannot hold it safely",
		            c == '\n' || c == '\r' ? "a line break" :
		            c == '\t'              ? "a tab" :
		                                     "a control character");
		return 0;
	}
	*ret = (struct cell){ t, json_span(d->json, node) };
	return 0;
}

static int read_number(struct description *d, const struct json_node *node, const struct member *m,
                       struct number_cell *ret)
{
	struct text t = { d->json->text.s + node->begin, node->end - node->begin };

	if (node->kind != JSON_NUMBER || text_to_number(t, &ret->value) < 0)
		member_mistyped(d, node, "an integer");
	else if (ret->value < m->least || ret->value > m->most)
		finding_add(d->out, RULE_WRONG_TYPE, json_span(d->json, node),
		            "\"%s\" takes a number from %lld to %lld", m->name.s, m->least, m->most);
	else
		ret->at = json_span(d->json, node);
	return 0;
}

static int read_switch(struct description *d, const struct json_node *node, struct switch_cell *ret)
{
	if (node->kind != JSON_TRUE && node->kind != JSON_FALSE) {
		member_mistyped(d, node, "true or false");
		return 0;
	}
	*ret = (struct switch_cell){ node->kind == JSON_TRUE, json_span(d->json, node) };
	return 0;
}

static int read_cells(struct description *d, const struct json_node *node, struct cells *ret)
{
	const struct json_node *item;

	if (node->kind != JSON_ARRAY) {
		member_mistyped(d, node, "an array of strings");
		return 0;
	}
	ret->items = arena_array(d->arena, node->n, sizeof(*ret->items));
	if (!ret->items)
		return -ENOMEM;
	ret->at = json_span(d->json, node);
	for (item = json_first(node); item; item = json_after(d->json, node, item)) {
		if (member_string(d, item, &ret->items[ret->n]) < 0)
			return -ENOMEM;
		if (cell_given(&ret->items[ret->n]))
			ret->n++;
	}
	return 0;
}

static int read_nets(struct description *d, const struct json_node *node, bool array, struct nets *ret)
{
	struct cells cells = { 0 };
	struct cell one;

	if (array) {
		if (read_cells(d, node, &cells) < 0)
			return -ENOMEM;
	} else {
		if (member_string(d, node, &one) < 0)
			return -ENOMEM;
		cells = (struct cells){ &one, cell_given(&one), one.at };
	}
	ret->items = arena_array(d->arena, cells.n, sizeof(*ret->items));
	if (!ret->items)
		return -ENOMEM;
	ret->n = cells.n;
	ret->at = cells.at;
	for (size_t i = 0; i < cells.n; i++) {
		struct net_cell *net = &ret->items[i];

		net->cell = cells.items[i];
		net->valid = ip_parse(net->cell.text, &net->ip, &net->why) == 0;
	}
	return 0;
}

static int read_member(struct description *d, const struct json_node *node, const struct member *m, void *into)
{
	void *field = (char *)into + m->offset;

	switch (m->kind) {
	case MEMBER_CELL:
		return member_string(d, node, field);
	case MEMBER_NUMBER:
		return read_number(d, node, m, field);
	case MEMBER_SWITCH:
		return read_switch(d, node, field);
	case MEMBER_CELLS:
		return read_cells(d, node, field);
	case MEMBER_NET:
	case MEMBER_NETS:
		return read_nets(d, node, m->kind == MEMBER_NETS, field);
	case MEMBER_READ:
		return m->read(d, node, into);
	case MEMBER_SKIP:
		break;
	}
	return 0;
}

/* The object whose members are being read, of which this is one: nodes stand in the order of the text. */
static const struct json_node *object_of(const struct description *d, const struct json_node *node)
{
	while (node->begin > d->scope.begin)
		node--;
	return node;
}

int member_unknown(struct description *d, const struct json_node *node, struct text key, const struct member *table,
                   size_t n, enum key_table keys)
{
	unsigned limit = key.n <= 1 ? 0 : key.n <= 4 ? 1 : 2, nearest = limit + 1;
	const struct host *host = d->host;
	const struct key *suggested = NULL;
	const char *name = NULL;
	bool several = false;
	struct finding *f;

	for (size_t i = 0; i < n; i++) {
		unsigned distance = text_distance(key, table[i].name, limit);

		if (distance < nearest) {
			nearest = distance;
			name = table[i].name.s;
			several = false;
		} else if (distance == nearest && name) {
			several = true;
		}
	}
	if (!name && keys != KEY_TABLES)
		suggested = key_suggest(keys, key, host->toolstack, host->release);
	if (suggested)
		name = suggested->name;
	f = finding_add(d->out, RULE_UNKNOWN_KEY, json_key_span(d->json, node), "nothing reads a key \"%.*s\" here",
	                TEXT_ARG(key));
	if (name) {
		finding_help(d->out, f, "did you mean \"%s\"?", name);
		if (!several && typo_of(key, name) && !member_present(d, object_of(d, node), name))
			finding_fix(d->out, f, json_key_span(d->json, node), "\"%s\"", name);
	}
	return 0;
}

static void report_missing(struct description *d, const struct json_node *object, const char *name)
{
	finding_add(d->out, RULE_MISSING_KEY, member_open(d, object), "\"%s\" is missing here", name);
}

int members_read(struct description *d, const struct json_node *object, const struct member *table, size_t n,
                 member_other *other, void *into)
{
	const struct json_node *node;
	uint64_t seen = 0;
	struct text key;
	int error = 0;

	if (!member_is_object(d, object))
		return 0;
	for (node = json_first(object); node && !error; node = json_after(d->json, object, node)) {
		size_t i = 0;

		if (json_key(d->json, node, d->arena, &key) < 0)
			return -ENOMEM;
		while (i < n && !text_same(key, table[i].name))
			i++;
		d->scope = json_span(d->json, object);
		if (i == n) {
			error = other ? other(d, node, key, into) : member_unknown(d, node, key, table, n, KEY_TABLES);
		} else if (!(seen >> i & 1)) { /* a second one is XC004's */
			seen |= UINT64_C(1) << i;
			error = read_member(d, node, &table[i], into);
		}
	}
	for (size_t i = 0; i < n; i++)
		if (table[i].required && !(seen >> i & 1))
			report_missing(d, object, table[i].name.s);
	return error;
}
