/*
 * graph_page_findings.c - the findings of a page, with links to what they concern and to their sources.
 */
#include "graph_page.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define VIEW_TYPE(name, fields_) const struct view_type name = { fields_, COUNT(fields_) }

enum { THING_ID, THING_NAME, THING_SLOTS };
static const struct view_field thing_fields[] = { { .name = "thing" }, { .name = "thing_name" } };
static VIEW_TYPE(thing_type, thing_fields);

void page_add_thing(struct page *p, size_t finding, char kind, size_t number, struct text name)
{
	struct view *things = p->by_find[finding], *more;
	size_t n = p->n_by_find[finding];
	struct sb id = { 0 };

	sb_printf(&id, "%c%zu", kind, number);
	/* Two vifs of one guest lead to the same place. */
	if (n && things[n - 1].slots[THING_ID].value &&
	    text_same(things[n - 1].slots[THING_ID].value->text, sb_view(&id))) {
		sb_free(&id);
		return;
	}
	/* Room doubles; few findings concern more than two. */
	if ((n & (n - 1)) == 0) {
		more = page_views(p, n ? 2 * n : 1, THING_SLOTS);
		if (!more) {
			sb_free(&id);
			return;
		}
		for (size_t i = 0; i < n; i++)
			more[i] = things[i];
		p->by_find[finding] = things = more;
	}
	page_set_sb(p, &things[n].slots[THING_ID], &id);
	page_set(p, &things[n].slots[THING_NAME], name);
	p->n_by_find[finding]++;
}

enum { LABEL_MESSAGE, LABEL_PLACE, LABEL_LINK, LABEL_SLOTS };
static const struct view_field label_fields[] = { { .name = "said" },
	                                          { .name = "label_place" },
	                                          { .name = "label_link" } };
static VIEW_TYPE(label_type, label_fields);

enum {
	FIND_NUMBER,
	FIND_SEVERITY,
	FIND_CODE,
	FIND_SLUG,
	FIND_MESSAGE,
	FIND_HELP,
	FIND_PLACE,
	FIND_LINK,
	FIND_THINGS,
	FIND_LABELS,
	FIND_HAS_HELP,
	FIND_HAS_PLACE,
	FIND_SLOTS
};
static const struct view_field finding_fields[] = {
	{ .name = "number" },
	{ .name = "severity" },
	{ .name = "code" },
	{ .name = "slug" },
	{ .name = "message" },
	{ .name = "help" },
	{ .name = "place" },
	{ .name = "link" },
	{ .name = "things", .items = &thing_type },
	{ .name = "labels", .items = &label_type },
	{ .name = "has_help", .flag = true },
	{ .name = "has_place", .flag = true },
};
VIEW_TYPE(page_finding_type, finding_fields);

static void set_labels(struct page *p, struct view_slot *slot, const struct finding *f)
{
	struct view *items;
	size_t n = 0;

	for (const struct label *label = f->labels; label; label = label->next)
		n++;
	items = n ? page_views(p, n, LABEL_SLOTS) : NULL;
	n = 0;
	for (const struct label *label = f->labels; label && items; label = label->next, n++) {
		page_set(p, &items[n].slots[LABEL_MESSAGE], text_of(label->message));
		page_set_place(p, &items[n].slots[LABEL_PLACE], &items[n].slots[LABEL_LINK], label->at, true);
	}
	page_set_list(slot, items, n);
}

struct view *page_findings(struct page *p)
{
	struct view *items = page_views(p, p->n_findings, FIND_SLOTS);

	for (size_t i = 0; i < p->n_findings && items; i++) {
		const struct finding *f = p->sorted[i];
		struct view_slot *s = items[i].slots;

		page_set_number(p, &s[FIND_NUMBER], i);
		s[FIND_SEVERITY].word = severity_name(f->severity);
		s[FIND_CODE].word = rule_infos[f->rule].code;
		s[FIND_SLUG].word = rule_infos[f->rule].slug;
		page_set(p, &s[FIND_MESSAGE], text_of(f->message));
		page_set(p, &s[FIND_HELP], text_of(f->help));
		page_set_flag(&s[FIND_HAS_HELP], f->help != NULL);
		page_set_flag(&s[FIND_HAS_PLACE], f->at.file != 0);
		page_set_place(p, &s[FIND_PLACE], &s[FIND_LINK], f->at, true);
		page_set_list(&s[FIND_THINGS], p->by_find[i], p->n_by_find[i]);
		set_labels(p, &s[FIND_LABELS], f);
	}
	return items;
}
