/*
 * graph_page_slots.c - puts values, numbers, lists and places into what the template of the page sees.
 *
 * Every value is text for the template engine to quote. Memory that is out is noted in the page.
 */
#include <errno.h>
#include <xencfg/file.h>
#include "graph_page.h"

void page_set(struct page *p, struct view_slot *slot, struct text t)
{
	struct value *v = arena_alloc(&p->arena, sizeof(*v));

	if (!v) {
		p->error = -ENOMEM;
		return;
	}
	*v = (struct value){ .kind = VALUE_STRING, .text = t };
	slot->value = v;
}

void page_set_number(struct page *p, struct view_slot *slot, size_t number)
{
	slot->word = arena_printf(&p->arena, "%zu", number);
	if (!slot->word)
		p->error = -ENOMEM;
}

void page_set_list(struct view_slot *slot, struct view *items, size_t n)
{
	slot->items = items;
	slot->n = items ? n : 0;
}

void page_set_flag(struct view_slot *slot, bool on)
{
	slot->n = on;
}

void page_set_sb(struct page *p, struct view_slot *slot, struct sb *text)
{
	struct text copy = { arena_string(&p->arena, sb_view(text)), text->n };

	if (!copy.s || text->error)
		p->error = -ENOMEM;
	else
		page_set(p, slot, copy);
	sb_free(text);
}

struct view *page_views(struct page *p, size_t n, size_t slots)
{
	struct view *items = arena_array(&p->arena, n + 1, sizeof(*items));
	struct view_slot *all = arena_array(&p->arena, (n + 1) * slots, sizeof(*all));

	if (!items || !all) {
		p->error = -ENOMEM;
		return NULL;
	}
	for (size_t i = 0; i <= n; i++)
		items[i].slots = all + i * slots;
	return items;
}

void page_set_anchor(struct page *p, struct view_slot *slot, uint32_t file, size_t line)
{
	slot->word = arena_printf(&p->arena, "s%u-%zu", file, line);
	if (!slot->word)
		p->error = -ENOMEM;
}

void page_set_place(struct page *p, struct view_slot *words, struct view_slot *link, struct span at, bool path)
{
	struct place place;
	struct sb text = { 0 };
	const char *name;

	if (!at.file)
		return;
	if (span_place(p->sources, at, &place) < 0) {
		p->error = -ENOMEM;
		return;
	}
	p->shown[at.file] = true;
	name = sources_get(p->sources, at.file)->name;
	sb_printf(&text, "%s:%u", path ? name : file_base_name(name), place.line);
	page_set_sb(p, words, &text);
	page_set_anchor(p, link, at.file, place.line);
}
