/*
 * vif_bridge.c - which bridge a vif ends up in, as the toolstack and its hotplug script decide.
 *
 * Answers from the model alone: what the machine has is not looked at.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/host.h>

static struct text option_text(const struct host *host, const char *name)
{
	for (size_t i = 0; i < host->n_options; i++)
		if (strcmp(key_lists[KEYS_HOST_OPTION].keys[host->options[i].key].name, name) == 0)
			return host->options[i].value.text;
	return (struct text){ "", 0 };
}

/* The script that handles the vif: its own, the host's, or what xl.conf says. */
static struct text script_of(const struct host *host, const struct vif *vif)
{
	static const char *const options[] = { "vif.default.script", "vifscript" };
	struct text script = vif_text(vif, VIF_SCRIPT);

	if (script.n == 0)
		script = host->vif_script.text;
	for (size_t i = 0; script.n == 0 && i < 2; i++)
		script = option_text(host, options[i]);
	return script;
}

struct text script_name(struct text script)
{
	struct text name;

	if (!text_split(&script, ' ', &name))
		return (struct text){ "", 0 };
	for (size_t i = name.n; i > 0; i--)
		if (name.s[i - 1] == '/')
			return (struct text){ name.s + i, name.n - i };
	return name;
}

struct text script_bridge(struct text script)
{
	struct text word;

	while (text_split(&script, ' ', &word))
		if (text_starts(word, "bridge="))
			return (struct text){ word.s + 7, word.n - 7 };
	return (struct text){ "", 0 };
}

bool vif_wants_bridge(const struct host *host, const struct vif *vif)
{
	struct text name = script_name(script_of(host, vif));

	return name.n == 0 || text_is(name, "vif-bridge") || text_is(name, "vif-openvswitch");
}

struct text vif_default_bridge(const struct host *host, const struct vif *vif, bool *ret_said)
{
	static const char *const options[] = { "vif.default.bridge", "defaultbridge" };
	const struct bridge *first = host->bridges;
	struct text name = { "", 0 };

	if (host->toolstack == TOOLSTACK_XEND)
		name = script_bridge(script_of(host, vif));
	for (size_t i = 0; host->toolstack == TOOLSTACK_XL && name.n == 0 && i < 2; i++)
		name = option_text(host, options[i]);
	*ret_said = name.n > 0;
	if (name.n)
		return name;
	if (host->toolstack == TOOLSTACK_XL)
		return TEXT("xenbr0");
	/* vif-bridge takes the first that brctl lists, and that is by name (3.0 to 4.4). */
	for (size_t i = 1; i < host->n_bridges; i++)
		if (text_compare(host->bridges[i].name.text, first->name.text) < 0)
			first = &host->bridges[i];
	return host->n_bridges ? first->name.text : name;
}

static int compare_bridges(const void *a, const void *b)
{
	const struct bridge *const *x = a, *const *y = b;
	int order = text_compare((*x)->name.text, (*y)->name.text);

	return order ? order : (*x > *y) - (*x < *y);
}

static int compare_name(const void *name, const void *bridge)
{
	return text_compare(*(const struct text *)name, (*(const struct bridge *const *)bridge)->name.text);
}

const struct bridge **host_bridges_called(const struct host *host, struct text name, size_t *ret_n)
{
	const struct bridge **first = NULL, **end = host->by_name + host->n_bridges;

	*ret_n = 0;
	if (name.n && host->n_bridges)
		first = bsearch(&name, host->by_name, host->n_bridges, sizeof(*host->by_name), compare_name);
	while (first && first > host->by_name && text_same(first[-1]->name.text, name))
		first--;
	while (first && first + *ret_n < end && text_same(first[*ret_n]->name.text, name))
		++*ret_n;
	return first;
}

/* Of several that tell of one bridge, the one that tells the most. */
static const struct bridge *find(const struct host *host, struct text name)
{
	size_t n;
	const struct bridge **found = host_bridges_called(host, name, &n);

	for (size_t i = 0; i < n; i++)
		if (found[i]->subnets.n)
			return found[i];
	return n ? found[0] : NULL;
}

/* From 3.2 on vif-bridge takes the xenbrN of older configs for ethN. */
static const struct bridge *find_translated(const struct host *host, struct text name)
{
	char eth[16] = "eth";

	if (!text_starts(name, "xenbr") || name.n > 12 || host->release < RELEASE_3_2)
		return NULL;
	memcpy(eth + 3, name.s + 5, name.n - 5);
	return find(host, text_of(eth));
}

/* vif-openvswitch takes BRIDGE[.TAG][:TRUNK[:TRUNK]] (4.17). */
static const struct bridge *find_openvswitch(const struct host *host, struct text name)
{
	struct text rest = name, switched;
	const struct bridge *bridge;

	text_split(&rest, ':', &switched);
	bridge = find(host, switched);
	rest = switched;
	return bridge || !text_split(&rest, '.', &switched) ? bridge : find(host, switched);
}

int host_index_bridges(struct host *host, struct arena *arena)
{
	host->by_name = arena_array(arena, host->n_bridges, sizeof(struct bridge *));
	host->bridge_used = arena_array(arena, host->n_bridges, sizeof(*host->bridge_used));
	if (!host->by_name || !host->bridge_used)
		return -ENOMEM;
	for (size_t i = 0; i < host->n_bridges; i++)
		host->by_name[i] = &host->bridges[i];
	if (host->n_bridges)
		qsort(host->by_name, host->n_bridges, sizeof(*host->by_name), compare_bridges);
	return 0;
}

void host_connect_vifs(struct host *host)
{
	for (size_t i = 0; i < host->n_vifs && host->n_bridges; i++) {
		struct vif *vif = &host->vifs[i];
		struct text name = vif_text(vif, VIF_BRIDGE);
		bool said;

		if (!vif_wants_bridge(host, vif))
			name = (struct text){ "", 0 };
		else if (!vif_get(vif, VIF_BRIDGE))
			name = vif_default_bridge(host, vif, &said);
		vif->bridge = find(host, name);
		if (!vif->bridge)
			vif->bridge = find_translated(host, name);
		if (!vif->bridge && text_is(script_name(script_of(host, vif)), "vif-openvswitch"))
			vif->bridge = find_openvswitch(host, name);
	}
}
