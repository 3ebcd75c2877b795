/*
 * graph.c - from models of hosts to what a picture of them shows.
 *
 * Decides which bridge a vif hangs on, as the toolstack would, and gives
 * one to every name that is nowhere else. Judges and draws nothing.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/graph.h>

struct making {
	struct arena *arena;
	struct graph *graph;
	const struct graph_source *source;
	struct graph_host *host;
	struct graph_bridge **by_name; /* sorted: those that the host tells of */
	size_t n_told, room;
};

static int by_name(const void *a, const void *b)
{
	const struct graph_bridge *const *x = a, *const *y = b;
	int order = text_compare((*x)->name, (*y)->name);

	return order ? order : ((*x)->index > (*y)->index) - ((*x)->index < (*y)->index);
}

/* What the kernel calls the bridge's port, where there is one. */
static int set_port(struct making *m, struct graph_bridge *bridge)
{
	if (!cell_given(&bridge->of->netdev))
		return 0;
	bridge->port = bridge_port(bridge->of, m->arena);
	return bridge->port.s ? 0 : -ENOMEM;
}

/* Files may tell of one bridge twice; the one that says more, which has a place, is drawn. */
static void drop_repeated(struct making *m)
{
	struct graph_host *host = m->host;
	size_t kept = 0;

	for (size_t i = 0; i < host->n_bridges; i++)
		m->by_name[i] = &host->bridges[i];
	if (host->n_bridges)
		qsort(m->by_name, host->n_bridges, sizeof(struct graph_bridge *), by_name);
	for (size_t i = 1; i < host->n_bridges; i++) {
		struct graph_bridge *first = m->by_name[i - 1], *again = m->by_name[i];

		if (!text_same(first->name, again->name))
			continue;
		if (cell_given(&again->of->netdev) && !cell_given(&first->of->netdev)) {
			first->of = again->of;
			first->port = again->port;
			first->at = again->at;
		}
		again->of = NULL;
		m->by_name[i] = first;
	}
	for (size_t i = 0; i < host->n_bridges; i++)
		if (host->bridges[i].of)
			host->bridges[kept++] = host->bridges[i];
	host->n_bridges = m->n_told = kept;
	for (size_t i = 0; i < kept; i++) {
		host->bridges[i].index = i;
		m->by_name[i] = &host->bridges[i];
	}
	if (kept)
		qsort(m->by_name, kept, sizeof(struct graph_bridge *), by_name);
}

static int add_told(struct making *m)
{
	const struct host *from = m->source->host;

	for (size_t i = 0; i < from->n_bridges; i++) {
		struct graph_bridge *bridge = &m->host->bridges[m->host->n_bridges++];

		*bridge = (struct graph_bridge){ .name = from->bridges[i].name.text,
			                         .of = &from->bridges[i],
			                         .index = i,
			                         .at = from->bridges[i].at };
		if (set_port(m, bridge) < 0)
			return -ENOMEM;
	}
	drop_repeated(m);
	return 0;
}

static struct graph_bridge *find_told(struct making *m, struct text name)
{
	size_t low = 0, high = m->n_told;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = text_compare(name, m->by_name[middle]->name);

		if (order == 0)
			return m->by_name[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The bridge of that name; one is made where there is none. Of these there are few: most vifs name what is there. */
static struct graph_bridge *find_bridge(struct making *m, struct text name)
{
	const struct host *from = m->source->host;
	struct graph_bridge *found = find_told(m, name), *bridges = m->host->bridges;

	for (size_t i = m->n_told; !found && i < m->host->n_bridges; i++)
		if (text_same(bridges[i].name, name))
			found = &bridges[i];
	if (found)
		return found;
	found = &bridges[m->host->n_bridges];
	*found = (struct graph_bridge){
		.name = name,
		.kind = from->n_bridges && !from->bridges_open ? GRAPH_MISSING : GRAPH_NAMED,
		.index = m->host->n_bridges++,
	};
	return found;
}

static int set_bridge(struct making *m, const struct host *host, struct graph_vif *v)
{
	const struct value *own = vif_get(v->vif, VIF_BRIDGE);
	struct text name = own ? own->text : (struct text){ NULL, 0 };
	bool said;

	if (!vif_wants_bridge(host, v->vif)) {
		v->script = script_name(vif_text(v->vif, VIF_SCRIPT));
		if (v->script.n == 0)
			v->script = script_name(host->vif_script.text);
		return 0;
	}
	if (name.n == 0) {
		name = vif_default_bridge(host, v->vif, &said);
		v->by_default = true;
	}
	if (name.n == 0)
		return 0;
	v->bridge = find_bridge(m, name);
	v->bridge->n_vifs++;
	return 0;
}

static int set_mac(struct making *m, struct graph_vif *v)
{
	const char *computed;

	v->mac = vif_text(v->vif, VIF_MAC);
	if (v->mac.n || !v->vif->mac_computed)
		return 0;
	computed = arena_printf(m->arena, MAC_FORMAT, MAC_ARG(v->vif->mac));
	v->mac = text_of(computed);
	return computed ? 0 : -ENOMEM;
}

/* xend configures the first vif of a guest whose file says dhcp (configure_image in xm/create.py, 3.2). */
static bool has_dhcp(const struct host *host, const struct vif *vif)
{
	struct text dhcp = guest_text(host, vif->guest, DOMU_DHCP);

	if (vif->dhcp.on)
		return true;
	return !vif->guest->described && host->toolstack == TOOLSTACK_XEND && vif->index == 0 && dhcp.n > 0 &&
	       !text_is(dhcp, "off");
}

/* A list, or as in a vif string several with blanks between them. */
static void set_address(const struct host *host, struct graph_vif *v)
{
	const struct value *ip = vif_get(v->vif, VIF_IP);
	struct text rest, piece;

	if (has_dhcp(host, v->vif))
		v->address = TEXT("dhcp");
	if (!ip)
		return;
	if (ip->kind == VALUE_LIST) {
		v->address = ip->n ? ip->items[0].text : v->address;
		v->more_addresses = ip->n ? ip->n - 1 : 0;
		return;
	}
	v->address = (struct text){ NULL, 0 };
	for (rest = ip->text; text_split(&rest, ' ', &piece);) {
		if (piece.n == 0)
			continue;
		v->more_addresses += v->address.n > 0;
		v->address = v->address.n ? v->address : piece;
	}
}

static int add_guest(struct making *m, const struct graph_member *member)
{
	struct graph_guest *g = &m->host->guests[m->host->n_guests++];
	const struct guest *guest = member->guest;
	int error = 0;

	*g = (struct graph_guest){ .host = member->host,
		                   .guest = guest,
		                   .name = guest->name.text.n ? guest->name.text : TEXT("(no name)"),
		                   .at = guest->at };
	/* A file of its own is all about it. */
	if (!guest->described)
		g->at.end = UINT32_MAX;
	g->vifs = arena_array(m->arena, guest->n_vifs, sizeof(*g->vifs));
	if (!g->vifs)
		return -ENOMEM;
	for (; g->n_vifs < guest->n_vifs && !error; g->n_vifs++) {
		struct graph_vif *v = &g->vifs[g->n_vifs];

		*v = (struct graph_vif){ .vif = &guest->vifs[g->n_vifs], .at = guest->vifs[g->n_vifs].at };
		error = set_bridge(m, member->host, v);
		if (!error)
			error = set_mac(m, v);
		set_address(member->host, v);
	}
	m->host->n_vifs += g->n_vifs;
	return error;
}

static int make_host(struct making *m)
{
	size_t n = m->source->host->n_bridges;
	int error;

	*m->host = (struct graph_host){ .title = m->source->title, .of = m->source->host };
	/* Every vif might name one of its own. Nothing moves meanwhile: the vifs point to them. */
	for (size_t i = 0; i < m->source->n_guests; i++)
		n += m->source->guests[i].guest->n_vifs;
	m->host->bridges = arena_array(m->arena, n, sizeof(struct graph_bridge));
	m->by_name = arena_array(m->arena, n, sizeof(struct graph_bridge *));
	m->host->guests = arena_array(m->arena, m->source->n_guests, sizeof(struct graph_guest));
	if (!m->host->bridges || !m->by_name || !m->host->guests)
		return -ENOMEM;
	error = add_told(m);
	for (size_t i = 0; i < m->source->n_guests && !error; i++)
		error = add_guest(m, &m->source->guests[i]);
	return error;
}

int graph_make(struct graph *ret, const struct graph_source *sources, size_t n, struct arena *arena)
{
	int error = 0;

	*ret = (struct graph){ .hosts = arena_array(arena, n, sizeof(struct graph_host)) };
	if (!ret->hosts)
		return -ENOMEM;
	for (; ret->n_hosts < n && !error; ret->n_hosts++) {
		struct graph_host *host = &ret->hosts[ret->n_hosts];
		struct making m = { arena, ret, &sources[ret->n_hosts], host, NULL, 0, 0 };

		error = make_host(&m);
		for (size_t i = 0; i < host->n_bridges; i++)
			host->bridges[i].number = ret->n_bridges++;
		for (size_t i = 0; i < host->n_guests; i++)
			host->guests[i].number = ret->n_guests++;
		ret->n_vifs += host->n_vifs;
	}
	return error;
}
