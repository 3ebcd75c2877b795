/*
 * graph_layout.c - places the guests of each host, their taps, and the hosts one below the other.
 *
 * Counts columns of text and nothing finer: it knows no font. The same
 * graph is always laid out the same.
 */
#include <errno.h>
#include "graph_layout.h"
#include "graph_parts.h"

enum {
	TITLE = 52, /* a host's title, with the space below */
	CARD_GAP = 14,
	FRAME_GAP = 18,
	HOST_GAP = 36,
	FOOT = 8,         /* of a card, below the last vif */
	CHANNEL_PAD = 22, /* beside the trunks */
	TRUNK_STEP = 14,
	TAP_STEP = 14,
	NETDEV_W = 118,
	NETDEV_GAP = 26,
	BRIDGE_W = 204,
	GUESTS_PLAIN = 12, /* beyond so many guests, or vifs, there are frames */
	VIFS_PLAIN = 30,
	AREA_MAX = 1340, /* of the frames: about what a screen shows beside the bridges */
	NAME_COLUMNS_MAX = 12,
	ADDRESS_COLUMNS_MAX = 20,
	MAC_COLUMNS_MAX = 17,
	NAME_WIDTH_MIN = 150,
};

static unsigned at_most(unsigned n, unsigned most)
{
	return n < most ? n : most;
}

static unsigned at_least(unsigned n, unsigned least)
{
	return n > least ? n : least;
}

/* How wide the columns of its cards must be. */
static void measure(struct layout_host *l)
{
	for (size_t i = 0; i < l->host->n_guests; i++) {
		const struct graph_guest *g = &l->host->guests[i];

		for (size_t v = 0; v < g->n_vifs; v++) {
			const struct graph_vif *vif = &g->vifs[v];
			unsigned name = vif->bridge   ? xml_columns(vif->bridge->name) :
			                vif->script.n ? xml_columns(vif->script) :
			                                9;
			unsigned address = xml_columns(vif->address) + (vif->more_addresses ? 3 : 0);

			l->name_columns = at_least(l->name_columns, at_most(name, NAME_COLUMNS_MAX));
			l->address_columns = at_least(l->address_columns, at_most(address, ADDRESS_COLUMNS_MAX));
			l->mac_columns = at_least(l->mac_columns,
			                          vif->mac.n ? at_most(xml_columns(vif->mac), MAC_COLUMNS_MAX) : 10);
		}
	}
}

static int card_width(const struct layout_host *l, bool tells_bridge)
{
	unsigned columns = l->address_columns + l->mac_columns + (l->address_columns ? 2 : 0) +
	                   (tells_bridge ? l->name_columns + 2 : 0);
	unsigned width = 12 + columns * LAYOUT_COLUMN + 2 * LAYOUT_PAD;

	return (int)at_least(width, NAME_WIDTH_MIN);
}

static int card_height(const struct graph_guest *g)
{
	return LAYOUT_NAME + (int)g->n_vifs * LAYOUT_ROW + FOOT;
}

static void add_tap(struct layout_host *l, const struct graph_bridge *bridge, int y, int end)
{
	l->taps[l->n_taps++] = (struct layout_tap){ &l->bridges[bridge->index], y, end };
}

/* Few guests: one below the other, a tap for each vif. Returns where they end. */
static int place_plain(struct layout_host *l, int x, int y)
{
	for (size_t i = 0; i < l->host->n_guests; i++) {
		struct layout_card *card = &l->cards[i];

		*card = (struct layout_card){ .guest = &l->host->guests[i] };
		card->box = (struct layout_box){ x, y, card_width(l, true), card_height(card->guest) };
		for (size_t v = 0; v < card->guest->n_vifs; v++)
			if (card->guest->vifs[v].bridge)
				add_tap(l, card->guest->vifs[v].bridge,
				        y + LAYOUT_NAME + (int)v * LAYOUT_ROW + LAYOUT_ROW / 2, x);
		y += card->box.h + CARD_GAP;
	}
	return y - (l->host->n_guests ? CARD_GAP : 0);
}

/* The cards of a frame in rows, from `cards` on. Returns the height below its head. */
static int place_cards(const struct layout_frame *f, struct layout_card *cards, int per_row, int w)
{
	int x = f->box.x + LAYOUT_PAD, y = f->box.y + LAYOUT_FRAME_HEAD, row = 0;

	for (size_t i = 0; i < f->n_guests; i++) {
		struct layout_card *card = &cards[i];
		int column = (int)(i % (size_t)per_row);

		if (column == 0 && i) {
			y += row + LAYOUT_PAD;
			row = 0;
		}
		card->box = (struct layout_box){ x + column * (w + LAYOUT_PAD), y, w, card_height(card->guest) };
		row = card->box.h > row ? card->box.h : row;
	}
	return y + row + LAYOUT_PAD - f->box.y;
}

/* Many guests: frame below frame, none wider than `area`. Returns where they end. */
static int place_frames(struct layout_host *l, int x, int y, int area)
{
	struct layout_card *cards = l->cards;

	l->n_taps = 0;
	for (size_t i = 0; i < l->n_frames; i++) {
		struct layout_frame *f = &l->frames[i];
		int w = card_width(l, f->tells_bridge), per_row = (area - LAYOUT_PAD) / (w + LAYOUT_PAD), least;

		per_row = per_row < 1 ? 1 : per_row;
		if ((size_t)per_row > f->n_guests)
			per_row = (int)f->n_guests;
		least = 3 + (int)f->n_bridges * TAP_STEP;
		f->box = (struct layout_box){ x, y, per_row * (w + LAYOUT_PAD) + LAYOUT_PAD, 0 };
		f->box.h = place_cards(f, cards, per_row, w);
		f->box.h = f->box.h < least ? least : f->box.h;
		for (size_t b = 0; b < f->n_bridges; b++)
			add_tap(l, &l->host->bridges[f->bridges[b]], y + 13 + (int)b * TAP_STEP, x);
		y += f->box.h + FRAME_GAP;
		cards += f->n_guests;
	}
	return y - (l->n_frames ? FRAME_GAP : 0);
}

static int area_x(const struct layout_host *l)
{
	int channel = l->host->n_bridges ? 2 * CHANNEL_PAD + ((int)l->host->n_bridges - 1) * TRUNK_STEP : 0;

	return LAYOUT_MARGIN + (l->host->n_bridges ? NETDEV_W + NETDEV_GAP + BRIDGE_W + channel : 0);
}

/* As wide as it must be to be no taller than wide, or as a screen is. */
static int place_guests(struct layout_host *l, int y)
{
	int x = area_x(l), bottom, step;

	if (l->n_frames == 0)
		return place_plain(l, x, y);
	step = card_width(l, true) + LAYOUT_PAD;
	for (int area = 2 * step + LAYOUT_PAD;; area += step) {
		bottom = place_frames(l, x, y, area);
		if (area + step > AREA_MAX || bottom - y <= x + area)
			return bottom;
	}
}

static void place_bridges(struct layout_host *l)
{
	int x = LAYOUT_MARGIN + NETDEV_W + NETDEV_GAP;

	for (size_t i = 0; i < l->host->n_bridges; i++) {
		struct layout_bridge *b = &l->bridges[i];

		b->bridge = &l->host->bridges[i];
		b->box = (struct layout_box){ x, 0, BRIDGE_W, 48 };
		b->netdev = (struct layout_box){ LAYOUT_MARGIN, 0, b->bridge->port.n ? NETDEV_W : 0, 34 };
		b->trunk = x + BRIDGE_W + CHANNEL_PAD + (int)i * TRUNK_STEP;
	}
}

static int make_host(struct layout_host *l, const struct graph_host *host, struct arena *arena)
{
	l->host = host;
	l->bridges = arena_array(arena, host->n_bridges, sizeof(*l->bridges));
	l->cards = arena_array(arena, host->n_guests, sizeof(*l->cards));
	l->taps = arena_array(arena, host->n_vifs, sizeof(*l->taps));
	if (!l->bridges || !l->cards || !l->taps)
		return -ENOMEM;
	measure(l);
	if (host->n_guests > GUESTS_PLAIN || host->n_vifs > VIFS_PLAIN)
		return graph_layout_frames(l, arena);
	return 0;
}

static int right_edge(const struct layout_host *l)
{
	int right = l->host->n_bridges ? LAYOUT_MARGIN + NETDEV_W + NETDEV_GAP + BRIDGE_W : 0;

	for (size_t i = 0; i < l->host->n_guests; i++)
		if (l->cards[i].box.x + l->cards[i].box.w > right)
			right = l->cards[i].box.x + l->cards[i].box.w;
	return right + (l->n_frames ? LAYOUT_PAD : 0) + LAYOUT_MARGIN;
}

int graph_layout(struct layout *ret, const struct graph *graph, struct arena *arena)
{
	int y = LAYOUT_MARGIN;

	*ret = (struct layout){ .hosts = arena_array(arena, graph->n_hosts, sizeof(*ret->hosts)), .width = 480 };
	if (!ret->hosts)
		return -ENOMEM;
	for (size_t i = 0; i < graph->n_hosts; i++) {
		struct layout_host *l = &ret->hosts[i];
		int error = make_host(l, &graph->hosts[i], arena), right;

		if (error)
			return error;
		l->y = y;
		place_bridges(l);
		l->bottom = place_guests(l, y + TITLE);
		graph_layout_bridges(l, y + TITLE - 12);
		right = right_edge(l);
		ret->width = right > ret->width ? right : ret->width;
		y = l->bottom + HOST_GAP;
	}
	ret->height = (graph->n_hosts ? y - HOST_GAP : y) + LAYOUT_MARGIN;
	return 0;
}
