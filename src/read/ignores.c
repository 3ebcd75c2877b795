/*
 * ignores.c - "ignore" members: which finding is expected where, and why.
 *
 * Only reads them; the rules' runner drops the findings.
 */
#include <errno.h>
#include <stddef.h>
#include "members.h"

struct entry {
	struct cell rule, reason;
};

static const struct member entry_members[] = {
	{ MEMBER_NAME("rule"), .kind = MEMBER_CELL, .offset = offsetof(struct entry, rule), .required = true },
	MEMBER_FIELD("reason", MEMBER_CELL, struct entry, reason),
};

static int add(struct description *d, const struct entry *entry, struct span at, struct span scope)
{
	struct ignores *list = &d->host->ignores;
	enum rule rule = rule_find(entry->rule.text);

	if (list->n == d->n_ignores_room) {
		size_t room = list->n ? list->n * 2 : 16;
		struct ignore *items = arena_array(d->arena, room, sizeof(*items));

		if (!items)
			return -ENOMEM;
		if (list->n)
			memcpy(items, list->items, list->n * sizeof(*items));
		list->items = items;
		d->n_ignores_room = room;
	}
	list->items[list->n++] = (struct ignore){ rule, at, scope, entry->reason };
	return 0;
}

int ignores_read(struct description *d, const struct json_node *node, void *into)
{
	struct span scope = d->scope;
	const struct json_node *item;

	(void)into;
	if (node->kind != JSON_ARRAY) {
		member_mistyped(d, node, "an array of { \"rule\", \"reason\" }");
		return 0;
	}
	for (item = json_first(node); item; item = json_after(d->json, node, item)) {
		struct entry entry = { 0 };

		if (members_read(d, item, entry_members, 2, NULL, &entry) < 0)
			return -ENOMEM;
		if (cell_given(&entry.rule) && rule_find(entry.rule.text) == RULES)
			finding_add(d->out, RULE_UNKNOWN_KEY, entry.rule.at,
			            "no rule is called \"%.*s\"; `xencfg rules` lists them", TEXT_ARG(entry.rule.text));
		else if (cell_given(&entry.rule) && add(d, &entry, entry.rule.at, scope) < 0)
			return -ENOMEM;
	}
	return 0;
}
