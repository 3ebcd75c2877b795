/*
 * suppress.c - suppression comments become ignores with a scope.
 *
 * Reads lines, not syntax: one rule for domU files, S-expressions and
 * scripts. What an ignore then does stands in ignore.c.
 */
#include <errno.h>
#include <xencfg/suppress.h>
#include "checks.h"

static const char marker[] = "xencfg:";

/* One reading of one file. */
struct reading {
	struct arena *arena;
	struct findings *out;
	struct suppressions *list;
	struct span line;   /* that is being read, with its line break */
	struct text text;   /* of it, without */
	size_t line_number; /* from 1 */
	size_t pending;     /* ignores from here on wait for the end of a line that is no comment of ours */
	struct span whole;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct text skip_blanks(struct text t)
{
	while (t.n && is_blank(*t.s))
		t = (struct text){ t.s + 1, t.n - 1 };
	return t;
}

static struct text skip(struct text t, size_t n)
{
	return (struct text){ t.s + n, t.n - n };
}

/* Is this `#` followed by our name? Then *ret is what follows that. */
static bool is_ours(struct text from_hash, struct text *ret)
{
	struct text t = skip_blanks(skip(from_hash, 1));

	if (!text_starts(t, marker))
		return false;
	*ret = skip_blanks(skip(t, sizeof(marker) - 1));
	return true;
}

/*
 * The comment of ours on a line, without its beginning. Behind a `#` that ends what the toolstack reads, quotes are
 * only apostrophes; a `#` within a word, as in ${x#y}, ends nothing.
 */
static bool find_comment(struct text line, struct text *ret)
{
	bool comment = false;
	char quote = '\0';

	for (size_t i = 0; i < line.n; i++) {
		char c = line.s[i];

		if (c == '#' && !quote) {
			if (is_ours(skip(line, i), ret))
				return true;
			comment |= i == 0 || is_blank(line.s[i - 1]);
		} else if (comment) {
			continue;
		} else if (c == '\\') {
			i++;
		} else if (quote ? c == quote : c == '"' || c == '\'') {
			quote = quote ? '\0' : c;
		}
	}
	return false;
}

static struct span span_of(const struct reading *r, struct text t)
{
	size_t begin = r->line.begin + (size_t)(t.s - r->text.s);

	return span_make(r->line.file, begin, begin + t.n);
}

static int add(struct reading *r, enum rule rule, struct text name, struct span scope, struct text reason)
{
	struct ignores *list = &r->list->ignores;

	if (list->n == r->list->room) {
		size_t room = list->n ? list->n * 2 : 16;
		struct ignore *items = arena_array(r->arena, room, sizeof(*items));

		if (!items)
			return -ENOMEM;
		if (list->n)
			memcpy(items, list->items, list->n * sizeof(*items));
		list->items = items;
		r->list->room = room;
	}
	list->items[list->n++] = (struct ignore){ rule, span_of(r, name), scope, { reason, span_of(r, reason) } };
	return 0;
}

static void report_unknown(struct reading *r, struct text name)
{
	const char *meant = rule_suggest(name);
	struct finding *f = finding_add(r->out, RULE_UNUSED_IGNORE, span_of(r, name),
	                                "no rule is called \"%.*s\": this ignore does nothing", TEXT_ARG(name));

	if (meant) {
		finding_help(r->out, f, "did you mean %s?", meant);
		finding_fix(r->out, f, span_of(r, name), "%s", meant);
	} else {
		finding_help(r->out, f, "`xencfg rules` lists them");
	}
}

static size_t name_length(struct text t)
{
	size_t n = 0;

	while (n < t.n && !is_blank(t.s[n]) && t.s[n] != ',')
		n++;
	return n;
}

/* Names with commas between them; blanks may stand around a comma. What follows is the reason, *ret. */
static size_t count_names(struct text t, struct text *ret)
{
	for (size_t n = 1;; n++) {
		t = skip_blanks(t);
		t = skip_blanks(skip(t, name_length(t)));
		if (t.n == 0 || *t.s != ',') {
			*ret = text_trim(t);
			return n;
		}
		t = skip(t, 1);
	}
}

static int add_names(struct reading *r, struct text names, struct span scope)
{
	struct text reason;
	size_t n = count_names(names, &reason);

	for (; n; n--) {
		struct text name = { skip_blanks(names).s, name_length(skip_blanks(names)) };
		enum rule rule = rule_find(name);

		if (name.n == 0)
			finding_add(r->out, RULE_UNUSED_IGNORE, span_of(r, name), "a rule's code is missing here");
		else if (rule == RULES)
			report_unknown(r, name);
		else if (add(r, rule, name, scope, reason) < 0)
			return -ENOMEM;
		names = skip_blanks(skip(skip_blanks(names), name.n));
		names = names.n && *names.s == ',' ? skip(names, 1) : names;
	}
	return 0;
}

/* What follows `# xencfg:`. */
static int read_comment(struct reading *r, struct text t)
{
	static const char file[] = "ignore-file=", line[] = "ignore=";
	struct finding *f;

	if (text_starts(t, line))
		return add_names(r, skip(t, sizeof(line) - 1), r->line);
	if (!text_starts(t, file)) {
		f = finding_add(r->out, RULE_UNUSED_IGNORE, span_of(r, t),
		                "this comment is for xencfg, which cannot read it");
		finding_help(r->out, f, "write # xencfg: ignore=XC104 reason, or ignore-file=XC104 reason");
		return 0;
	}
	if (r->line_number <= SUPPRESS_FILE_LINES)
		return add_names(r, skip(t, sizeof(file) - 1), r->whole);
	f = finding_add(r->out, RULE_UNUSED_IGNORE, span_of(r, t), "ignore-file counts in the first %d lines only",
	                SUPPRESS_FILE_LINES);
	finding_help(r->out, f, "move it up, or write ignore= for one line");
	return 0;
}

/* Ignores of comments alone on their lines reach to the end of this line; those for a whole file have their scope. */
static void extend_pending(struct reading *r)
{
	struct ignores *list = &r->list->ignores;

	for (; r->pending < list->n; r->pending++)
		if (list->items[r->pending].scope.end < r->line.end)
			list->items[r->pending].scope.end = r->line.end;
}

static int read_line(struct reading *r)
{
	struct text comment;
	int error = 0;

	r->line_number++;
	if (!find_comment(r->text, &comment)) {
		extend_pending(r);
		return 0;
	}
	error = read_comment(r, comment);
	/* Only a line that is all comment waits for the next one. */
	if (*skip_blanks(r->text).s != '#')
		extend_pending(r);
	return error;
}

int suppress_join(struct arena *arena, struct suppressions *list, const struct suppressions *more)
{
	size_t n = list->ignores.n + more->ignores.n;
	struct ignore *items;

	if (more->ignores.n == 0)
		return 0;
	if (n > list->room) {
		items = arena_array(arena, n * 2, sizeof(*items));
		if (!items)
			return -ENOMEM;
		if (list->ignores.n)
			memcpy(items, list->ignores.items, list->ignores.n * sizeof(*items));
		list->ignores.items = items;
		list->room = n * 2;
	}
	memcpy(list->ignores.items + list->ignores.n, more->ignores.items, more->ignores.n * sizeof(*items));
	list->ignores.n = n;
	return 0;
}

int suppress_read(struct arena *arena, const struct sources *sources, uint32_t file, struct findings *out,
                  struct suppressions *list)
{
	const struct source *source = sources_get(sources, file);
	struct reading r = { .arena = arena, .out = out, .list = list, .pending = list->ignores.n };
	struct text rest;
	size_t at = 0;
	int error = 0;

	/* Most files have none. */
	if (!source || !memmem(source->text.s, source->text.n, marker, sizeof(marker) - 1))
		return 0;
	rest = source->text;
	/* A finding may stand at the very end of a file, behind its last byte. */
	r.whole = span_make(file, 0, source->text.n + 1);
	for (; !error && at < source->text.n; at = r.line.end) {
		text_split(&rest, '\n', &r.text);
		r.line = span_make(file, at, at + r.text.n + 1);
		r.text.n -= text_ends(r.text, "\r");
		error = read_line(&r);
	}
	return error ? error : out->error;
}

static bool is_fixed(enum rule rule)
{
	return rule == RULE_UNUSED_IGNORE;
}

int suppress_apply(const struct suppressions *list, struct findings *out)
{
	static const struct ignore_kind kind = { is_fixed, "take out the comment that it finds", "reason" };

	return ignores_apply(&list->ignores, &kind, out);
}
