/*
 * finding.c - the list of findings and the table of rules.
 *
 * Collects and sorts; what a finding looks like is decided in the files of
 * the output formats.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <xencfg/finding.h>

const struct rule_info rule_infos[RULES] = {
#define OFF SEVERITY_OFF
#define NOTE SEVERITY_NOTE
#define WARNING SEVERITY_WARNING
#define ERROR SEVERITY_ERROR
#define RULE(id, code, slug, severity, check, summary, explanation) \
	[RULE_##id] = { code, slug, severity, summary, explanation },
#include "rules.def"
#undef RULE
};

enum rule rule_find(struct text name)
{
	enum rule rule = 0;

	while (rule < RULES) {
		const struct rule_info *info = &rule_infos[rule];

		if (text_is(name, info->slug) ||
		    (name.n == strlen(info->code) && strncasecmp(name.s, info->code, name.n) == 0))
			break;
		rule++;
	}
	return rule;
}

const char *rule_suggest(struct text slug)
{
	unsigned limit = slug.n <= 4 ? 1 : 2, least = limit + 1;
	const char *nearest = NULL;

	for (int rule = 0; rule < RULES; rule++) {
		unsigned distance = text_distance(slug, text_of(rule_infos[rule].slug), limit);

		if (distance < least) {
			least = distance;
			nearest = rule_infos[rule].slug;
		} else if (distance == least) {
			nearest = NULL; /* two are as near */
		}
	}
	return nearest;
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = { "off", "note", "warning", "error" };

	return names[severity];
}

void findings_init(struct findings *out, struct arena *arena)
{
	*out = (struct findings){ .arena = arena };
	out->last = &out->first;
}

struct finding *finding_add(struct findings *out, enum rule rule, struct span at, const char *format, ...)
{
	struct finding *f = arena_alloc(out->arena, sizeof(*f));
	va_list ap;

	va_start(ap, format);
	if (f)
		f->message = arena_vprintf(out->arena, format, ap);
	va_end(ap);
	if (!f || !f->message) {
		out->error = -ENOMEM;
		return NULL;
	}
	f->rule = rule;
	f->severity = rule_infos[rule].severity;
	f->at = at;
	*out->last = f;
	out->last = &f->next;
	out->n++;
	out->counts[f->severity]++;
	return f;
}

void finding_severity(struct findings *out, struct finding *f, enum severity severity)
{
	if (!f)
		return;
	out->counts[f->severity]--;
	out->counts[severity]++;
	f->severity = severity;
}

void findings_join(struct findings *out, struct findings *from)
{
	if (from->first) {
		*out->last = from->first;
		out->last = from->last;
	}
	out->n += from->n;
	for (int i = 0; i <= SEVERITY_ERROR; i++)
		out->counts[i] += from->counts[i];
	if (!out->error)
		out->error = from->error;
	findings_init(from, from->arena);
}

void findings_remove_off(struct findings *out)
{
	struct finding **link = &out->first;

	while (*link) {
		if ((*link)->severity == SEVERITY_OFF) {
			*link = (*link)->next;
			out->n--;
		} else {
			link = &(*link)->next;
		}
	}
	out->last = link;
	out->counts[SEVERITY_OFF] = 0;
}

/* The one place where a text of a finding is made; a failure sticks. */
static const char *format_text(struct findings *out, const char *format, va_list ap)
	__attribute__((format(printf, 2, 0)));
static const char *format_text(struct findings *out, const char *format, va_list ap)
{
	const char *s = arena_vprintf(out->arena, format, ap);

	if (!s)
		out->error = -ENOMEM;
	return s;
}

void finding_label(struct findings *out, struct finding *f, struct span at, const char *format, ...)
{
	struct label *label, **last;
	va_list ap;

	if (!f)
		return;
	label = arena_alloc(out->arena, sizeof(*label));
	if (!label) {
		out->error = -ENOMEM;
		return;
	}
	label->at = at;
	va_start(ap, format);
	label->message = format_text(out, format, ap);
	va_end(ap);
	for (last = &f->labels; *last; last = &(*last)->next)
		;
	if (label->message)
		*last = label;
}

void finding_help(struct findings *out, struct finding *f, const char *format, ...)
{
	va_list ap;

	if (!f)
		return;
	va_start(ap, format);
	f->help = format_text(out, format, ap);
	va_end(ap);
}

void finding_fix(struct findings *out, struct finding *f, struct span at, const char *format, ...)
{
	va_list ap;

	if (!f)
		return;
	va_start(ap, format);
	f->fix = format_text(out, format, ap);
	va_end(ap);
	if (f->fix)
		f->fix_at = at;
}

/* What qsort compares: names are looked up once. Places compare by offset, which orders as line and column do. */
struct sort_key {
	const char *name;
	struct finding *finding;
	size_t order;
};

static int compare_findings(const void *a, const void *b)
{
	const struct sort_key *x = a, *y = b;
	int names = x->finding->at.file == y->finding->at.file ? 0 : strcmp(x->name, y->name);

	if (names)
		return names;
	if (x->finding->at.begin != y->finding->at.begin)
		return x->finding->at.begin < y->finding->at.begin ? -1 : 1;
	if (x->finding->rule != y->finding->rule)
		return x->finding->rule < y->finding->rule ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

struct finding **findings_sorted(const struct findings *list, const struct sources *sources)
{
	struct sort_key *keys = arena_array(list->arena, list->n, sizeof(*keys));
	struct finding **sorted = arena_array(list->arena, list->n + 1, sizeof(struct finding *));
	size_t n = 0;

	if (!keys || !sorted || list->error)
		return NULL;
	for (struct finding *f = list->first; f; f = f->next) {
		const struct source *source = sources_get(sources, f->at.file);

		keys[n] = (struct sort_key){ source ? source->name : "", f, n };
		n++;
	}
	if (n)
		qsort(keys, n, sizeof(*keys), compare_findings);
	for (size_t i = 0; i < n; i++)
		sorted[i] = keys[i].finding;
	return sorted;
}

static bool says_the_same(const struct finding *a, const struct finding *b)
{
	return a->rule == b->rule && a->at.file == b->at.file && a->at.begin == b->at.begin && a->at.end == b->at.end &&
	       a->at.file && strcmp(a->message, b->message) == 0;
}

int findings_drop_repeated(struct findings *list, const struct sources *sources)
{
	struct finding **sorted = findings_sorted(list, sources);
	size_t n = list->n, last = 0;

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 1; i < n; i++) {
		if (says_the_same(sorted[last], sorted[i]))
			finding_severity(list, sorted[i], SEVERITY_OFF);
		else
			last = i;
	}
	findings_remove_off(list);
	return 0;
}
