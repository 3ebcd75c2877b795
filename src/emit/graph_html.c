/*
 * graph_html.c - a graph as one page: the picture, tables, findings and sources.
 *
 * The page is templates/graph.html with its styles and its script in it.
 * It asks for nothing from anywhere: its own policy forbids it.
 */
#include <errno.h>
#include <xencfg/embedded.h>
#include "graph_page.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

enum {
	PAGE_TITLE,
	PAGE_COUNTS,
	PAGE_VERDICT,
	PAGE_WORST,
	PAGE_VERSION,
	PAGE_PICTURE,
	PAGE_PICTURE_STYLE,
	PAGE_STYLE,
	PAGE_SCRIPT,
	PAGE_BRIDGES,
	PAGE_GUESTS,
	PAGE_FINDINGS,
	PAGE_FILES,
	PAGE_SEVERAL,

	PAGE_SLOTS
};
static const struct view_field fields[] = {
	{ .name = "title" },
	{ .name = "counts" },
	{ .name = "verdict" },
	{ .name = "worst" },
	{ .name = "version" },
	{ .name = "picture" },
	{ .name = "picture_style" },
	{ .name = "style" },
	{ .name = "script" },
	{ .name = "bridges", .items = &page_bridge_type },
	{ .name = "guests", .items = &page_guest_type },
	{ .name = "findings", .items = &page_finding_type },
	{ .name = "files", .items = &page_file_type },
	{ .name = "several", .flag = true },
};
static const struct view_type type = { fields, COUNT(fields) };

static void set_title(struct page *p, struct view_slot *slot)
{
	struct sb text = { 0 };

	for (size_t i = 0; i < p->graph->n_hosts && i < 3; i++) {
		sb_string(&text, i ? ", " : "");
		sb_text(&text, p->graph->hosts[i].title);
	}
	sb_string(&text, p->graph->n_hosts > 3 ? ", \xe2\x80\xa6" : "");
	page_set_sb(p, slot, &text);
}

static void set_counts(struct page *p, struct view_slot *slot)
{
	struct sb text = { 0 };

	if (p->graph->n_hosts > 1) {
		graph_count(&text, p->graph->n_hosts, "host");
		sb_string(&text, ", ");
	}
	graph_count(&text, p->graph->n_bridges, "bridge");
	sb_string(&text, ", ");
	graph_count(&text, p->graph->n_guests, "guest");
	sb_string(&text, ", ");
	graph_count(&text, p->graph->n_vifs, "vif");
	page_set_sb(p, slot, &text);
}

static void set_verdict(struct page *p, struct view_slot *words, struct view_slot *worst)
{
	size_t counts[SEVERITY_ERROR + 1] = { 0 };
	struct sb text = { 0 };

	worst->word = "fine";
	for (size_t i = 0; i < p->n_findings; i++)
		counts[p->sorted[i]->severity]++;
	for (enum severity s = SEVERITY_ERROR; s >= SEVERITY_NOTE; s--) {
		if (counts[s] == 0)
			continue;
		if (text.n)
			sb_string(&text, ", ");
		else
			worst->word = severity_name(s);
		graph_count(&text, counts[s], severity_name(s));
	}
	sb_string(&text, text.n ? "" : "no findings");
	page_set_sb(p, words, &text);
}

/* `picture` stays until the page is rendered. */
static void fill(struct page *p, struct view_slot *s, const struct sb *picture, const char *version)
{
	size_t n_files = 0;

	p->whole = page_is_whole(p);

	set_title(p, &s[PAGE_TITLE]);
	set_counts(p, &s[PAGE_COUNTS]);
	set_verdict(p, &s[PAGE_VERDICT], &s[PAGE_WORST]);
	page_set(p, &s[PAGE_VERSION], text_of(version));
	s[PAGE_PICTURE].raw = sb_view(picture);
	s[PAGE_PICTURE_STYLE].raw = embedded_find("graph-picture.css");
	s[PAGE_STYLE].raw = embedded_find("graph.css");
	s[PAGE_SCRIPT].raw = embedded_find("graph.js");
	page_set_flag(&s[PAGE_SEVERAL], p->graph->n_hosts > 1);
	page_set_list(&s[PAGE_BRIDGES], page_bridges(p), p->graph->n_bridges);
	page_set_list(&s[PAGE_GUESTS], page_guests(p), p->graph->n_guests);
	/* Behind the things, which tell what findings concern; before the files, which have to be those that are named.
	 */
	page_set_list(&s[PAGE_FINDINGS], page_findings(p), p->n_findings);
	page_set_list(&s[PAGE_FILES], page_files(p, &n_files), 0);
	s[PAGE_FILES].n = s[PAGE_FILES].items ? n_files : 0;
}

static int render(struct page *p, struct sb *out, const struct view *view)
{
	struct sources own = { .arena = &p->arena };
	const struct value *bad;
	struct template template;
	struct findings findings;
	uint32_t file = sources_add(&own, "graph.html", embedded_find("graph.html"));

	findings_init(&findings, &p->arena);
	if (!file || template_read(&p->arena, &own, file, &type, &findings, &template) < 0)
		return -ENOMEM;
	return template_render(out, &template, SYNTAX_HTML, view, &bad);
}

int graph_html(struct sb *out, const struct graph *graph, struct sources *sources, struct finding *const *sorted,
               size_t n, const char *version)
{
	struct page p = { .graph = graph, .sources = sources, .sorted = sorted, .n_findings = n };
	struct sb picture = { 0 };
	struct view *view = page_views(&p, 1, PAGE_SLOTS);
	int error = graph_svg_embedded(&picture, graph);

	p.shown = arena_array(&p.arena, sources->n + 1, sizeof(*p.shown));
	p.first = arena_array(&p.arena, sources->n + 1, sizeof(*p.first));
	p.by_find = arena_array(&p.arena, n + 1, sizeof(struct view *));
	p.n_by_find = arena_array(&p.arena, n + 1, sizeof(*p.n_by_find));
	if (!p.shown || !p.first || !p.by_find || !p.n_by_find || !view)
		error = -ENOMEM;
	if (!error) {
		fill(&p, view->slots, &picture, version);
		error = p.error;
	}
	if (!error)
		error = render(&p, out, view);
	sb_free(&picture);
	arena_free(&p.arena);
	return error;
}
