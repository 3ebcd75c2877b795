/*
 * graph.h - a network as a picture: which bridges there are, and who is attached to them.
 *
 * graph_make turns models into what is drawn; a function a format writes it. Everything lives in the arena and borrows
 * from the models and their sources. Nothing here is checked; what is wrong is shown where findings are handed in.
 */
#ifndef XENCFG_GRAPH_H
#define XENCFG_GRAPH_H

#include <xencfg/host.h>
#include <xencfg/sb.h>

/* A finding that concerns a thing. */
struct graph_mark {
	size_t finding; /* its place among the findings, from 0 */
	struct graph_mark *next;
};

struct graph_marks {
	struct graph_mark *first, **last;
	size_t n, latest;    /* `latest`: the last one's finding */
	enum severity worst; /* SEVERITY_OFF: there is none */
};

enum graph_bridge_kind {
	GRAPH_TOLD,    /* some file makes it */
	GRAPH_NAMED,   /* only vifs name it, and no file tells which bridges there are */
	GRAPH_MISSING, /* only vifs name it, and the host's bridges are known */
};

struct graph_bridge {
	struct text name;
	enum graph_bridge_kind kind;
	const struct bridge *of; /* NULL: only vifs name it */
	struct text port;        /* the netdev in it, "eth0.10" for a VLAN; empty: none, or nobody knows */
	size_t index;            /* in its host */
	size_t number;           /* in the whole graph, for links */
	size_t n_vifs;
	struct span at; /* all that is said of it */
	struct graph_marks marks;
};

struct graph_vif {
	const struct vif *vif;
	struct graph_bridge *bridge; /* NULL: it is put into none */
	bool by_default;             /* the bridge is one that nobody named */
	struct text script;          /* that handles it in place of a bridge, "vif-route"; empty: none is known */
	struct text mac;             /* as written or computed; empty: Xen makes one up at every start */
	struct text address;         /* the first one, or "dhcp"; empty: nothing is said */
	size_t more_addresses;       /* besides the first */
	struct span at;
	struct graph_marks marks;
};

struct graph_guest {
	const struct host *host; /* as its toolstack sees it */
	const struct guest *guest;
	struct text name;
	size_t number; /* in the whole graph */
	struct graph_vif *vifs;
	size_t n_vifs;
	struct span at;
	struct graph_marks marks; /* of the guest itself, not of its vifs */
};

struct graph_host {
	struct text title;
	const struct host *of;
	struct graph_bridge *bridges;
	size_t n_bridges;
	struct graph_guest *guests;
	size_t n_guests, n_vifs;
};

struct graph {
	struct graph_host *hosts;
	size_t n_hosts, n_bridges, n_guests, n_vifs;
	struct graph_marks marks; /* what concerns none of these things */
};

/* A guest and the host that it runs on. */
struct graph_member {
	const struct host *host;
	const struct guest *guest;
};

/* What is known of one host: its own bridges, and its guests from wherever. */
struct graph_source {
	struct text title;
	const struct host *host;
	const struct graph_member *guests;
	size_t n_guests;
};

/* Returns 0 or -ENOMEM. */
int graph_make(struct graph *ret, const struct graph_source *sources, size_t n, struct arena *arena);

/*
 * Finds what each finding concerns, its second places included; their things' spans tell. Marks hold the indices of
 * `sorted`. Returns 0 or -ENOMEM.
 */
int graph_mark(struct graph *graph, struct finding *const *sorted, size_t n, struct arena *arena);

/*
 * The formats. Whatever bytes a name has, it is text in the result and nothing else. Each appends a whole document;
 * 0 or -ENOMEM.
 */
int graph_dot(struct sb *out, const struct graph *graph);
int graph_mermaid(struct sb *out, const struct graph *graph);
int graph_svg(struct sb *out, const struct graph *graph);

/* One page that needs no other file: the picture, tables, the findings that graph_mark was given, and the sources. */
int graph_html(struct sb *out, const struct graph *graph, struct sources *sources, struct finding *const *sorted,
               size_t n, const char *version);

#endif
