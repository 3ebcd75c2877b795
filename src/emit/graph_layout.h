/*
 * graph_layout.h - where everything of a picture stands; nobody but src/emit includes it.
 *
 * From left to right: the netdevs, the bridges, a trunk of each that runs down, and the guests with a tap to it for
 * each vif. Of many guests those on the same bridges share a frame, and the frame has the taps. All in pixels, whole
 * ones.
 */
#ifndef XENCFG_GRAPH_LAYOUT_H
#define XENCFG_GRAPH_LAYOUT_H

#include <xencfg/graph.h>

enum {
	LAYOUT_NAME = 22,   /* the line with a guest's name */
	LAYOUT_ROW = 16,    /* that of a vif */
	LAYOUT_COLUMN = 7,  /* of text with one width */
	LAYOUT_MARGIN = 24, /* around everything */
	LAYOUT_FRAME_HEAD = 26,
	LAYOUT_PAD = 10, /* inside a card or frame */
};

struct layout_box {
	int x, y, w, h;
};

/* A bridge, its netdev, and the line down from which it is reached. */
struct layout_bridge {
	const struct graph_bridge *bridge;
	struct layout_box box, netdev; /* w 0: it has no netdev */
	int port;                      /* where the line leaves its box: y */
	int trunk, top, bottom;        /* x of the trunk, and between which y; none where nobody taps it */
	int first_tap;
	long long taps_y; /* the sum of them all */
	size_t n_taps;
};

/* A line from the trunk of a bridge to a card or frame. */
struct layout_tap {
	const struct layout_bridge *bridge;
	int y, end; /* x */
};

struct layout_frame {
	struct layout_box box;
	const size_t *bridges; /* indices in the host, sorted */
	size_t n_bridges, n_guests;
	bool mixed;        /* its guests are on several of these, and not all on the same */
	bool tells_bridge; /* each vif tells its bridge; else all are on the one of the frame */
};

struct layout_card {
	const struct graph_guest *guest;
	struct layout_box box;
	const struct layout_frame *frame; /* NULL: it stands alone, with taps of its own */
};

struct layout_host {
	const struct graph_host *host;
	int y, bottom; /* where its title begins, and all of it ends */
	struct layout_bridge *bridges;
	struct layout_card *cards;
	struct layout_frame *frames;
	struct layout_tap *taps;
	size_t n_frames, n_taps;
	unsigned name_columns, address_columns, mac_columns; /* of the bridge's name, the address, the MAC in a card */
};

struct layout {
	struct layout_host *hosts;
	int width, height;
};

/* Lives in the arena. Returns 0 or -ENOMEM. */
int graph_layout(struct layout *ret, const struct graph *graph, struct arena *arena);

/* The guests by the bridges that they are on (graph_frames.c): the cards and frames, not yet placed. */
int graph_layout_frames(struct layout_host *l, struct arena *arena);

/* Bridges beside what taps them, trunks and ports (graph_layout_bridges.c). The taps are there. */
void graph_layout_bridges(struct layout_host *l, int y);

#endif
