/*
 * graph_page_source.c - the texts that a page shows, line by line, with what was found in each line.
 *
 * Passwords do not go onto the page. Shows only sources that something on
 * the page comes from, and of very long ones only what is around findings.
 */
#include <errno.h>
#include <stdlib.h>
#include "graph_page.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define VIEW_TYPE(name, fields_) const struct view_type name = { fields_, COUNT(fields_) }

enum { HERE_NUMBER, HERE_SEVERITY, HERE_CODE, HERE_MESSAGE, HERE_SLOTS };
static const struct view_field here_fields[] = { { .name = "number" },
	                                         { .name = "severity" },
	                                         { .name = "code" },
	                                         { .name = "message" } };
static VIEW_TYPE(here_type, here_fields);

enum { LINE_NUMBER, LINE_ANCHOR, LINE_BEFORE, LINE_MARKED, LINE_AFTER, LINE_FOUND, LINE_GAP, LINE_WORST, LINE_SLOTS };
static const struct view_field line_fields[] = {
	{ .name = "line" },
	{ .name = "anchor" },
	{ .name = "before" },
	{ .name = "marked" },
	{ .name = "after" },
	{ .name = "found", .items = &here_type },
	{ .name = "gap", .flag = true },
	{ .name = "worst" },
};
static VIEW_TYPE(line_type, line_fields);

enum { FILE_NAME, FILE_LINES, FILE_OPEN, FILE_CUT, FILE_SLOTS };
static const struct view_field file_fields[] = {
	{ .name = "file" },
	{ .name = "lines", .items = &line_type },
	{ .name = "open", .flag = true },
	{ .name = "cut", .flag = true },
};
VIEW_TYPE(page_file_type, file_fields);

/* The findings of one source, by line: sorted ones are. */
struct listing {
	struct page *page;
	uint32_t file;
	struct text text; /* without passwords */
	const struct source *source;
	size_t first, end; /* its findings */
	unsigned *lines;   /* of each */
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* After a key such as vncpasswd: all up to the end of its value. */
static size_t hide_value(char *s, size_t n, size_t at)
{
	while (at < n && is_word(s[at]))
		at++;
	while (at < n && strchr(" \t=:\"'", s[at]))
		at++;
	for (; at < n && !strchr("\n\r\"',)]}", s[at]); at++)
		s[at] = '*';
	return at;
}

/* A copy as long as the text. */
static struct text without_passwords(struct page *p, struct text t)
{
	char *copy = arena_string(&p->arena, t);

	if (!copy) {
		p->error = -ENOMEM;
		return (struct text){ "", 0 };
	}
	for (size_t i = 0; i + 6 <= t.n;) {
		if (strncasecmp(copy + i, "passw", 5) == 0)
			i = hide_value(copy, t.n, i);
		else
			i++;
	}
	return (struct text){ copy, t.n };
}

/* Line `line` (from 0) of the listing: [*ret_begin, *ret_end) without its line break. */
static void line_bounds(const struct listing *l, size_t line, size_t *ret_begin, size_t *ret_end)
{
	size_t begin = l->source->lines[line];
	size_t end = line + 1 < l->source->n_lines ? l->source->lines[line + 1] - 1 : l->text.n;

	if (end > begin && line + 1 == l->source->n_lines && l->text.s[end - 1] == '\n')
		end--;
	*ret_begin = begin;
	*ret_end = end;
}

static void set_found(struct listing *l, struct view_slot *slot, struct view_slot *worst, size_t begin, size_t end)
{
	struct view *items = page_views(l->page, end - begin, HERE_SLOTS);
	enum severity most = SEVERITY_NOTE;

	for (size_t i = begin; i < end && items; i++) {
		const struct finding *f = l->page->sorted[i];
		struct view_slot *s = items[i - begin].slots;

		page_set_number(l->page, &s[HERE_NUMBER], i);
		s[HERE_SEVERITY].word = severity_name(f->severity);
		s[HERE_CODE].word = rule_infos[f->rule].code;
		page_set(l->page, &s[HERE_MESSAGE], text_of(f->message));
		most = f->severity > most ? f->severity : most;
	}
	worst->word = severity_name(most);
	page_set_list(slot, items, end - begin);
}

/* `line` from 0; *at is the next finding. */
static void set_line(struct listing *l, struct view_slot *s, size_t line, size_t *at)
{
	size_t first = *at, begin, end, from, to;

	line_bounds(l, line, &begin, &end);
	while (*at < l->end && l->lines[*at - l->first] == line + 1)
		++*at;
	from = to = end;
	if (*at > first) {
		from = l->page->sorted[first]->at.begin;
		to = l->page->sorted[first]->at.end;
		from = from < begin ? begin : from > end ? end : from;
		to = to < from ? from : to > end ? end : to;
		set_found(l, &s[LINE_FOUND], &s[LINE_WORST], first, *at);
	}
	page_set_number(l->page, &s[LINE_NUMBER], line + 1);
	page_set_anchor(l->page, &s[LINE_ANCHOR], l->file, line + 1);
	page_set(l->page, &s[LINE_BEFORE], (struct text){ l->text.s + begin, from - begin });
	page_set(l->page, &s[LINE_MARKED], (struct text){ l->text.s + from, to - from });
	page_set(l->page, &s[LINE_AFTER], (struct text){ l->text.s + to, end - to });
}

/* Is a finding near? `at` is the first one that is not above. */
static bool is_near(const struct listing *l, size_t line, size_t at)
{
	if (at < l->end && l->lines[at - l->first] <= line + 1 + PAGE_AROUND)
		return true;
	return at > l->first && l->lines[at - l->first - 1] + PAGE_AROUND >= line + 1;
}

static void set_lines(struct listing *l, struct view_slot *slot)
{
	size_t n = l->source->n_lines, at = l->first, kept = 0;
	struct view *items = page_views(l->page, n, LINE_SLOTS);
	bool gap = false;

	if (n && l->source->lines[n - 1] == l->text.n)
		n--;
	for (size_t line = 0; line < n && items; line++) {
		if (!l->page->whole && !is_near(l, line, at)) {
			gap = true;
			continue;
		}
		page_set_flag(&items[kept].slots[LINE_GAP], gap);
		gap = false;
		set_line(l, items[kept++].slots, line, &at);
	}
	page_set_list(slot, items, kept);
}

static int find_findings(struct listing *l)
{
	struct page *p = l->page;
	struct place place;

	l->first = p->first[l->file];
	l->end = l->first;
	while (l->end < p->n_findings && p->sorted[l->end]->at.file == l->file)
		l->end++;
	l->lines = arena_array(&p->arena, l->end - l->first + 1, sizeof(*l->lines));
	for (size_t i = l->first; i < l->end && l->lines; i++) {
		if (span_place(p->sources, p->sorted[i]->at, &place) < 0)
			return -ENOMEM;
		l->lines[i - l->first] = place.line;
	}
	/* For a file without any, too, the index of its lines is made. */
	return l->lines ? span_place(p->sources, span_make(l->file, 0, 0), &place) : -ENOMEM;
}

static void set_file(struct page *p, struct view_slot *s, uint32_t file)
{
	struct listing l = { .page = p, .file = file, .source = sources_get(p->sources, file) };

	l.text = without_passwords(p, source_text(p->sources, file));
	if (find_findings(&l) < 0) {
		p->error = -ENOMEM;
		return;
	}
	page_set(p, &s[FILE_NAME], text_of(l.source->name));
	page_set_flag(&s[FILE_OPEN], l.end > l.first);
	page_set_flag(&s[FILE_CUT], !p->whole);
	set_lines(&l, &s[FILE_LINES]);
}

bool page_is_whole(struct page *p)
{
	size_t bytes = 0;

	for (uint32_t file = 1; file <= p->sources->n; file++)
		bytes += source_text(p->sources, file).n;
	return bytes <= PAGE_BYTES_MAX;
}

struct view *page_files(struct page *p, size_t *ret_n)
{
	struct view *items = page_views(p, p->sources->n, FILE_SLOTS);
	size_t n = 0;

	/* The findings are sorted by the names of files: those of one file stand together. */
	for (uint32_t file = 1; file <= p->sources->n; file++)
		p->first[file] = p->n_findings;
	for (size_t i = p->n_findings; i-- > 0;)
		p->first[p->sorted[i]->at.file] = i;
	for (uint32_t file = 1; file <= p->sources->n && items; file++)
		if (p->shown[file])
			set_file(p, items[n++].slots, file);
	*ret_n = n;
	return items;
}
