/*
 * graph_layout_bridges.c - places the bridges of a host beside those who tap them.
 *
 * Keeps their order, and keeps two lines from running into one.
 */
#include <stdlib.h>
#include "graph_layout.h"

enum { BRIDGE_GAP = 16, APART = 5 };

/* Where it would like to be: beside its first frame, or in the middle of its taps. Those without any stay above. */
static int wish(const struct layout_host *l, const struct layout_bridge *b, int otherwise)
{
	if (b->n_taps == 0)
		return otherwise;
	return (l->n_frames ? b->first_tap : (int)(b->taps_y / (long long)b->n_taps)) - b->box.h / 2;
}

/* Downwards each to its wish or below the one before; then upwards what has run out at the bottom. */
static void stack(struct layout_host *l, int top)
{
	size_t n = l->host->n_bridges;
	int y = top, bottom = l->bottom;

	for (size_t i = 0; i < n; i++) {
		struct layout_bridge *b = &l->bridges[i];
		int wanted = wish(l, b, y);

		b->box.y = wanted > y ? wanted : y;
		y = b->box.y + b->box.h + BRIDGE_GAP;
	}
	for (size_t i = n; i-- > 0;) {
		struct layout_bridge *b = &l->bridges[i];
		int least = top + (int)i * (b->box.h + BRIDGE_GAP);

		if (b->box.y + b->box.h > bottom)
			b->box.y = bottom - b->box.h > least ? bottom - b->box.h : least;
		bottom = b->box.y - BRIDGE_GAP;
	}
	if (n && l->bridges[n - 1].box.y + l->bridges[n - 1].box.h > l->bottom)
		l->bottom = l->bridges[n - 1].box.y + l->bridges[n - 1].box.h;
}

/* The line out of a box must not lie on the tap of a bridge whose trunk it passes. */
static bool is_free(const struct layout_host *l, const struct layout_bridge *b, int y)
{
	for (size_t i = 0; i < l->n_taps; i++)
		if (l->taps[i].bridge->trunk < b->trunk && abs(l->taps[i].y - y) < APART)
			return false;
	return true;
}

static void set_port(const struct layout_host *l, struct layout_bridge *b)
{
	int middle = b->box.y + b->box.h / 2;

	b->port = middle;
	for (int off = 0; off <= b->box.h / 2 - 6; off++) {
		if (is_free(l, b, middle + off))
			b->port = middle + off;
		else if (is_free(l, b, middle - off))
			b->port = middle - off;
		else
			continue;
		return;
	}
}

void graph_layout_bridges(struct layout_host *l, int y)
{
	for (size_t i = 0; i < l->n_taps; i++) {
		struct layout_bridge *b = &l->bridges[l->taps[i].bridge->bridge->index];

		if (b->n_taps++ == 0)
			b->first_tap = l->taps[i].y;
		b->taps_y += l->taps[i].y;
	}
	stack(l, y);
	for (size_t i = 0; i < l->host->n_bridges; i++) {
		struct layout_bridge *b = &l->bridges[i];

		b->netdev.y = b->box.y + (b->box.h - b->netdev.h) / 2;
		set_port(l, b);
		b->top = b->bottom = b->port;
	}
	for (size_t i = 0; i < l->n_taps; i++) {
		struct layout_bridge *b = &l->bridges[l->taps[i].bridge->bridge->index];

		b->top = l->taps[i].y < b->top ? l->taps[i].y : b->top;
		b->bottom = l->taps[i].y > b->bottom ? l->taps[i].y : b->bottom;
	}
}
