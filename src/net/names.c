/*
 * names.c - the names that links have because of a bridge that is wanted.
 *
 * Asks no network. Whether a link of such a name is ours, its index tells, not its name.
 */
#include <stdio.h>
#include "planner.h"

#define TEMPORARY "xencfg"

enum { TEMPORARY_ROOM = sizeof(TEMPORARY) + 8, TAG_ROOM = sizeof(".65535") };

/* While a bridge's own name is still that of its netdev. Always the same, so that a later run finds it. */
static struct text temporary_name(struct text bridge, char room[static TEMPORARY_ROOM])
{
	snprintf(room, TEMPORARY_ROOM, TEMPORARY "%08x", (unsigned)(hash_add(HASH_START, bridge) & UINT32_MAX));
	return text_of(room);
}

struct text plan_temporary_name(struct planner *p, struct text bridge)
{
	char room[TEMPORARY_ROOM];

	return planner_text(p, "%.*s", TEXT_ARG(temporary_name(bridge, room)));
}

/* Looks first: each link is asked for each bridge. */
static bool is_temporary(struct text bridge, struct text name)
{
	char room[TEMPORARY_ROOM];

	return text_starts(name, TEMPORARY) && text_same(name, temporary_name(bridge, room));
}

struct text plan_base(struct planner *p, const struct net_want_bridge *want)
{
	return want->vlan ? planner_text(p, "%.*s.%u", TEXT_ARG(want->netdev), want->vlan) : want->netdev;
}

/* What plan_base says. */
static bool is_base(const struct net_want_bridge *want, struct text name)
{
	char tag[TAG_ROOM];
	struct text parent = { name.s, name.n < want->netdev.n ? name.n : want->netdev.n };

	if (!text_same(parent, want->netdev))
		return false;
	snprintf(tag, sizeof(tag), ".%u", want->vlan);
	return text_is((struct text){ name.s + parent.n, name.n - parent.n }, want->vlan ? tag : "");
}

bool net_want_names(const struct net_want_bridge *want, struct text name)
{
	if (text_same(name, want->name) || is_temporary(want->name, name))
		return true;
	if (!want->netdev.n || !name.n)
		return false;
	return text_same(name, want->netdev) || is_base(want, name) ||
	       (want->rename && name.s[0] == 'p' && is_base(want, (struct text){ name.s + 1, name.n - 1 }));
}
