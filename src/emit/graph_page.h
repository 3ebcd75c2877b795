/*
 * graph_page.h - what the files that make the page of a graph share; nobody else includes it.
 */
#ifndef XENCFG_GRAPH_PAGE_H
#define XENCFG_GRAPH_PAGE_H

#include <xencfg/template.h>
#include "graph_parts.h"

struct page {
	struct arena arena;
	const struct graph *graph;
	struct sources *sources;
	struct finding *const *sorted;
	size_t n_findings;
	bool whole;            /* all lines of all sources are on the page */
	bool *shown;           /* by source: it is on the page */
	size_t *first;         /* by source: its first finding */
	struct view **by_find; /* by finding: the things that it concerns, as a list of page_thing_type */
	size_t *n_by_find;
	int error;
};

/* Lines on the page: of longer sources only those around findings. */
enum { PAGE_BYTES_MAX = 1 << 20, PAGE_AROUND = 3 };

extern const struct view_type page_file_type;
extern const struct view_type page_bridge_type, page_guest_type, page_finding_type;

/* These take note of memory that is out in the page; after that what they return is empty. */
void page_set(struct page *p, struct view_slot *slot, struct text t);
void page_set_number(struct page *p, struct view_slot *slot, size_t number);
void page_set_list(struct view_slot *slot, struct view *items, size_t n);
void page_set_flag(struct view_slot *slot, bool on);

/* Takes what was collected, and empties it. */
void page_set_sb(struct page *p, struct view_slot *slot, struct sb *text);

/* `n` views of `slots` slots, in one piece; at least one. NULL when memory is out. */
struct view *page_views(struct page *p, size_t n, size_t slots);

/* "host.json:12", with its whole path or without, and the link to that line; both stay empty for nowhere. */
void page_set_place(struct page *p, struct view_slot *words, struct view_slot *link, struct span at, bool path);

/* "s2-14": line 14 of the second source. */
void page_set_anchor(struct page *p, struct view_slot *slot, uint32_t file, size_t line);

/* One more thing that a finding concerns: its kind and number make its name on the page (graph_page_findings.c). */
void page_add_thing(struct page *p, size_t finding, char kind, size_t number, struct text name);

struct view *page_bridges(struct page *p);
struct view *page_guests(struct page *p);
struct view *page_findings(struct page *p);

/* Is there room for all lines of all sources (graph_page_source.c)? */
bool page_is_whole(struct page *p);

/* The sources that anything on the page comes from. *ret_n of them. */
struct view *page_files(struct page *p, size_t *ret_n);

#endif
