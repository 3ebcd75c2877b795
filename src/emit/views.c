/*
 * views.c - the host and its network as the templates see them.
 *
 * Translates, and decides nothing but what is left out: an empty setting
 * is none.
 */
#include <errno.h>
#include "views.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define VIEW_TYPE(name, fields_) const struct view_type name = { fields_, COUNT(fields_) }

static int set_string(struct view_slot *slot, struct text t, struct arena *arena)
{
	struct value *v = arena_alloc(arena, sizeof(*v));

	if (!v)
		return -ENOMEM;
	*v = (struct value){ .kind = VALUE_STRING, .text = t };
	slot->value = v;
	return 0;
}

static int set_number(struct view_slot *slot, long long number, struct arena *arena)
{
	struct value *v = arena_alloc(arena, sizeof(*v));

	if (!v)
		return -ENOMEM;
	*v = (struct value){ .kind = VALUE_INTEGER, .number = number };
	slot->value = v;
	return 0;
}

/* `n` views of `slots` slots each, in one piece. NULL when memory is out. */
static struct view *views(struct arena *arena, size_t n, size_t slots)
{
	struct view *items = arena_array(arena, n, sizeof(*items));
	struct view_slot *all = arena_array(arena, n * slots, sizeof(*all));

	for (size_t i = 0; items && all && i < n; i++)
		items[i].slots = all + i * slots;
	return all ? items : NULL;
}

static const struct view_field option_fields[] = { { .name = "key" }, { .name = "value" } };
static VIEW_TYPE(option_type, option_fields);

enum { HOST_OPTIONS, HOST_HAS_NETWORK_SCRIPT, HOST_NETWORK_SCRIPT, HOST_VIF_SCRIPT, HOST_SLOTS };
static const struct view_field host_fields[] = {
	{ .name = "options", .items = &option_type },
	{ .name = "has_network_script", .flag = true },
	{ .name = "network_script" },
	{ .name = "vif_script" },
};
VIEW_TYPE(view_host_type, host_fields);

enum {
	WRAPPER_BRIDGES,
	WRAPPER_DUMMIES,
	WRAPPER_HAS_DUMMIES,
	WRAPPER_DUMMY_COUNT,
	WRAPPER_VLANS,
	WRAPPER_HAS_VLANS,
	WRAPPER_SLOTS
};
enum { BRIDGE_NAME, BRIDGE_NETDEV, BRIDGE_VIFNUM, BRIDGE_ANTISPOOF, BRIDGE_RENAME, BRIDGE_SLOTS };
enum { VLAN_NETDEV, VLAN_PARENT, VLAN_ID, VLAN_SLOTS };

static const struct view_field bridge_fields[] = {
	{ .name = "bridge" },
	{ .name = "netdev" },
	{ .name = "vifnum" },
	{ .name = "antispoof", .flag = true },
	{ .name = "rename", .flag = true },
};
static VIEW_TYPE(bridge_type, bridge_fields);

static const struct view_field dummy_fields[] = { { .name = "netdev" } };
static VIEW_TYPE(dummy_type, dummy_fields);

static const struct view_field vlan_fields[] = { { .name = "netdev" }, { .name = "parent" }, { .name = "id" } };
static VIEW_TYPE(vlan_type, vlan_fields);

static const struct view_field wrapper_fields[] = {
	{ .name = "bridges", .items = &bridge_type }, { .name = "dummies", .items = &dummy_type },
	{ .name = "has_dummies", .flag = true },      { .name = "dummy_count" },
	{ .name = "vlans", .items = &vlan_type },     { .name = "has_vlans", .flag = true },
};
VIEW_TYPE(view_wrapper_type, wrapper_fields);

/* Something that network-bridge alone would not find: it must be made first. */
static bool must_be_made(const struct bridge *bridge)
{
	return bridge->vlan.at.file || netdev_is_dummy(bridge->netdev.text);
}

bool view_wants_wrapper(const struct host *host)
{
	if (host->toolstack != TOOLSTACK_XEND || host->n_bridges == 0)
		return false;
	return host->n_bridges > 1 || cell_given(&host->network_script) || must_be_made(&host->bridges[0]) ||
	       !bridge_renames(host, &host->bridges[0]);
}

struct text view_wrapper_name(const struct host *host)
{
	return cell_given(&host->network_script) ? host->network_script.text : TEXT("my-network-bridge");
}

/* What the option itself says: our script, or Xen's own with its arguments. Nothing without a bridge: xend then runs
 * none. */
static int network_script(const struct host *host, struct arena *arena, struct text *ret)
{
	const struct bridge *bridge = host->bridges;
	const char *s;

	if (view_wants_wrapper(host)) {
		*ret = view_wrapper_name(host);
		return 0;
	}
	if (host->n_bridges == 0)
		return 0;
	s = arena_printf(arena, "network-bridge netdev=%.*s bridge=%.*s%s", TEXT_ARG(bridge->netdev.text),
	                 TEXT_ARG(bridge->name.text), bridge->antispoof.on ? " antispoof=yes" : "");
	/* Only 3.0 and 3.1 read vifnum, and they derive it from the netdev when it is not given. */
	if (s && bridge->vifnum.at.file)
		s = arena_printf(arena, "%s vifnum=%lld", s, bridge->vifnum.value);
	*ret = text_of(s);
	return s ? 0 : -ENOMEM;
}

/* xl.conf's own words for what the description calls vif_script. */
static const char *vif_script_key(const struct host *host)
{
	return host->release >= RELEASE_4_3 ? "vif.default.script" : "vifscript";
}

int view_host(const struct host *host, struct arena *arena, struct view *ret)
{
	bool xl_script = host->toolstack == TOOLSTACK_XL && cell_given(&host->vif_script);
	struct view *options = views(arena, host->n_options + 1, COUNT(option_fields));
	struct text script = { "", 0 };
	size_t n = host->n_options;

	ret->slots = arena_array(arena, HOST_SLOTS, sizeof(*ret->slots));
	if (!ret->slots || !options || (host->toolstack == TOOLSTACK_XEND && network_script(host, arena, &script) < 0))
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		options[i].slots[0].word = key_lists[KEYS_HOST_OPTION].keys[host->options[i].key].name;
		options[i].slots[1].value = &host->options[i].value;
	}
	if (xl_script) {
		options[n].slots[0].word = vif_script_key(host);
		if (set_string(&options[n].slots[1], host->vif_script.text, arena) < 0)
			return -ENOMEM;
		n++;
	}
	ret->slots[HOST_OPTIONS].items = options;
	ret->slots[HOST_OPTIONS].n = n;
	ret->slots[HOST_HAS_NETWORK_SCRIPT].n = script.n > 0;
	if (set_string(&ret->slots[HOST_NETWORK_SCRIPT], script, arena) < 0)
		return -ENOMEM;
	return set_string(&ret->slots[HOST_VIF_SCRIPT],
	                  cell_given(&host->vif_script) ? host->vif_script.text : TEXT("vif-bridge"), arena);
}

static int view_bridge(const struct host *host, const struct bridge *bridge, struct arena *arena, struct view *ret)
{
	struct text port = bridge_port(bridge, arena);

	if (!port.s)
		return -ENOMEM;
	ret->slots[BRIDGE_ANTISPOOF].n = bridge->antispoof.on;
	ret->slots[BRIDGE_RENAME].n = bridge_renames(host, bridge);
	if (set_string(&ret->slots[BRIDGE_NAME], bridge->name.text, arena) < 0 ||
	    set_string(&ret->slots[BRIDGE_NETDEV], port, arena) < 0)
		return -ENOMEM;
	return set_number(&ret->slots[BRIDGE_VIFNUM], bridge_vifnum(host, bridge), arena);
}

/* The netdevs that the wrapper makes: dummies by their number, VLANs on their parents. */
static int view_made(const struct host *host, struct arena *arena, struct view *ret)
{
	struct view *dummies = views(arena, host->n_bridges, COUNT(dummy_fields));
	struct view *vlans = views(arena, host->n_bridges, VLAN_SLOTS);
	size_t n_dummies = 0, n_vlans = 0;
	long long count = 0, number;

	if (!dummies || !vlans)
		return -ENOMEM;
	for (size_t i = 0; i < host->n_bridges; i++) {
		const struct bridge *bridge = &host->bridges[i];
		struct text netdev = bridge->netdev.text;

		if (netdev_is_dummy(netdev)) {
			if (text_to_number((struct text){ netdev.s + 5, netdev.n - 5 }, &number) == 0 &&
			    number >= count)
				count = number + 1;
			if (set_string(&dummies[n_dummies++].slots[0], netdev, arena) < 0)
				return -ENOMEM;
		}
		if (bridge->vlan.at.file) {
			struct view_slot *slots = vlans[n_vlans++].slots;
			struct text port = bridge_port(bridge, arena);

			if (!port.s || set_string(&slots[VLAN_NETDEV], port, arena) < 0 ||
			    set_string(&slots[VLAN_PARENT], netdev, arena) < 0 ||
			    set_number(&slots[VLAN_ID], bridge->vlan.value, arena) < 0)
				return -ENOMEM;
		}
	}
	ret->slots[WRAPPER_DUMMIES] = (struct view_slot){ .items = dummies, .n = n_dummies };
	ret->slots[WRAPPER_HAS_DUMMIES].n = n_dummies > 0;
	ret->slots[WRAPPER_VLANS] = (struct view_slot){ .items = vlans, .n = n_vlans };
	ret->slots[WRAPPER_HAS_VLANS].n = n_vlans > 0;
	return set_number(&ret->slots[WRAPPER_DUMMY_COUNT], count, arena);
}

int view_wrapper(const struct host *host, struct arena *arena, struct view *ret)
{
	struct view *bridges = views(arena, host->n_bridges, BRIDGE_SLOTS);

	ret->slots = arena_array(arena, WRAPPER_SLOTS, sizeof(*ret->slots));
	if (!ret->slots || !bridges)
		return -ENOMEM;
	for (size_t i = 0; i < host->n_bridges; i++)
		if (view_bridge(host, &host->bridges[i], arena, &bridges[i]) < 0)
			return -ENOMEM;
	ret->slots[WRAPPER_BRIDGES] = (struct view_slot){ .items = bridges, .n = host->n_bridges };
	return view_made(host, arena, ret);
}
