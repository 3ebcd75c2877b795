/*
 * domu_xl_parse.c - the grammar of libxlutil 4.17 (libxlu_cfg_y.y), and what += does (libxlu_cfg.c).
 *
 * Words no messages: domu_xl_explain.c does. After a mistake it goes on
 * with the next item or the next line.
 */
#include <errno.h>
#include <stdint.h>

#include "bytes.h"
#include "domu_xl.h"

/* Passes over what was reported: to the end of the item in a list, else of the statement. */
static void skip_mistake(struct xl *x, bool in_list)
{
	struct text t = x->r->text;
	size_t at = x->token.begin, depth = 0, end;
	bool escaped;

	if (x->token.kind == XL_BAD && memchr("'\"", t.s[at], 2)) {
		x->lost = true;
		at = reader_line_end(x->r, at);
	}
	for (; at < t.n; at++) {
		char c = t.s[at];

		if (c == '\n') {
			if ((!in_list && depth == 0) || xl_begins_assignment(x, at + 1))
				break;
		} else if (c == '"' || c == '\'') {
			end = xl_string_end(x, at, &escaped);
			at = end ? end : at;
		} else if (c == '#') {
			at = reader_line_end(x->r, at) - 1;
		} else if (c == '(' || c == '[' || c == '{') {
			depth++;
		} else if (in_list && depth == 0 && (c == ',' || c == ']')) {
			break;
		} else if (c == ')' || c == ']' || c == '}') {
			depth -= depth > 0;
		}
	}
	x->at = at;
	xl_next(x);
}

static void skip_newlines(struct xl *x)
{
	while (x->token.kind == XL_NEWLINE)
		xl_next(x);
}

static bool read_value(struct xl *x, struct domu_value *v, enum xl_place place, unsigned depth);

/* True when the token can only belong to the next statement: the list was never closed. */
static bool list_ends_here(struct xl *x)
{
	size_t line = x->token.begin;

	if (x->unfinished || x->token.kind == XL_END)
		return true;
	if (x->token.kind != XL_WORD)
		return false;
	while (line && memchr(" \t\r", x->r->text.s[line - 1], 3))
		line--;
	if ((line && x->r->text.s[line - 1] != '\n') || !xl_begins_assignment(x, line))
		return false;
	xl_set_line(x, line);
	return true;
}

static bool read_item(struct xl *x, struct domu_value *list, size_t *room, unsigned depth)
{
	struct domu_value item = { .kind = DOMU_UNKNOWN, .at = reader_span(x->r, x->token.begin, x->token.end) };

	if (!read_value(x, &item, XL_PLACE_ITEM, depth))
		skip_mistake(x, true);
	list->items = reader_grow(x->r, list->items, list->n, room, sizeof(item));
	if (!list->items)
		return false;
	list->items[list->n++] = item;
	return true;
}

/* Behind an item: a comma, the end, or a mistake. A string without its comma begins the next item. */
static void read_comma(struct xl *x)
{
	skip_newlines(x);
	if (x->token.kind == XL_CLOSE || list_ends_here(x))
		return;
	if (x->token.kind != XL_COMMA) {
		if (xl_explain(x, XL_PLACE_AFTER_ITEM))
			return;
		skip_mistake(x, true);
	}
	if (x->token.kind == XL_COMMA)
		xl_next(x);
	skip_newlines(x);
}

static bool read_list(struct xl *x, struct domu_value *v, unsigned depth)
{
	size_t begin = x->token.begin, outer = x->open, room = 0;

	v->kind = DOMU_LIST;
	if (depth >= DOMU_NESTING_MAX) {
		reader_error(x->r, RULE_SYNTAX, v->at, "lists nested deeper than %d", DOMU_NESTING_MAX);
		return false;
	}
	x->open = begin;
	xl_next(x);
	skip_newlines(x);
	while (x->token.kind != XL_CLOSE && !list_ends_here(x)) {
		if (!read_item(x, v, &room, depth + 1))
			return true;
		read_comma(x);
	}
	if (x->token.kind != XL_CLOSE) {
		if (!x->unfinished && !x->lost)
			xl_explain_open_list(x);
		x->unfinished = true;
		v->at = reader_span(x->r, begin, x->last);
		return true;
	}
	v->at = reader_span(x->r, begin, x->token.end);
	x->open = outer;
	xl_next(x);
	return true;
}

/* False when the token begins no value: it is reported and still there. */
static bool read_value(struct xl *x, struct domu_value *v, enum xl_place place, unsigned depth)
{
	v->at = reader_span(x->r, x->token.begin, x->token.end);
	switch (x->token.kind) {
	case XL_OPEN:
		return read_list(x, v, depth);
	case XL_STRING:
		v->kind = xl_dequote(x, v) == 0 ? DOMU_STRING : DOMU_UNKNOWN;
		break;
	case XL_NUMBER:
		v->kind = DOMU_STRING;
		v->verbatim = true;
		v->text_at = x->token.begin;
		v->text = reader_text(x->r, x->token.begin, x->token.end);
		break;
	default:
		xl_explain(x, place);
		return false;
	}
	xl_next(x);
	return true;
}

/*
 * What += makes of the value before and this one. The parts share one
 * buffer that doubles, so that a thousand += stay linear: the earlier
 * assignments keep seeing their own beginning of it. `room` counts what
 * the buffer holds.
 */
static int join(struct xl *x, const struct domu_value *before, struct domu_value *v, size_t *room)
{
	bool list = v->kind == DOMU_LIST;
	size_t size = list ? sizeof(*v->items) : 1, n = list ? before->n : before->text.n;
	size_t added = list ? v->n : v->text.n;
	const void *old = list ? (const void *)before->items : before->text.s;
	char *buffer = *room >= n + added && *room ? (char *)(uintptr_t)old : NULL;

	if (!buffer) {
		*room = (n + added) * 2;
		buffer = arena_array(x->r->arena, *room, size);
		if (!buffer)
			return x->r->error = -ENOMEM;
		if (n)
			/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): there are n of them */
			memcpy(buffer, old, n * size);
	}
	if (added)
		memcpy(buffer + n * size, list ? (const void *)v->items : v->text.s, added * size);
	if (list) {
		v->items = (struct domu_value *)(void *)buffer;
		v->n = n + added;
	} else {
		v->text = (struct text){ buffer, n + added };
		v->verbatim = false;
	}
	return 0;
}

static void append(struct xl *x, struct text key, const struct domu_assignment *before, struct domu_value *v,
                   size_t *room)
{
	bool lists = before->value.kind == DOMU_LIST;
	struct finding *f;

	*room = before->room;
	if (before->value.kind == DOMU_UNKNOWN || v->kind == DOMU_UNKNOWN) {
		*v = (struct domu_value){ .at = v->at };
	} else if (before->value.kind == v->kind) {
		join(x, &before->value, v, room);
	} else {
		f = reader_error(x->r, RULE_SYNTAX, v->at, "%s cannot be added to %s: %.*s was given as %s",
		                 lists ? "a string" : "a list", lists ? "a list" : "a string", TEXT_ARG(key),
		                 lists ? "a list" : "a string");
		finding_label(x->r->out, f, before->value.at, "given here");
		finding_help(x->r->out, f, "write both as lists: %.*s += [ … ]", TEXT_ARG(key));
		*v = (struct domu_value){ .at = v->at };
	}
}

static void store(struct xl *x, struct text key, struct span key_at, bool append_it, struct domu_value *v)
{
	const struct domu_assignment *before = reader_find(x->r, key);
	struct domu_assignment *a;
	size_t room = 0;

	if (before && append_it)
		append(x, key, before, v, &room);
	else if (before)
		reader_duplicate(x->r, before->key_at, key, key_at);
	a = reader_assign(x->r, key, key_at, append_it);
	if (!a)
		return;
	a->value = *v;
	a->room = room;
}

/* An assignment up to its end; false when something was reported that is still to be passed over. */
static bool read_assignment(struct xl *x)
{
	struct span key_at = reader_span(x->r, x->token.begin, x->token.end);
	struct text key = reader_text(x->r, key_at.begin, key_at.end);
	struct domu_value v = { .kind = DOMU_UNKNOWN };
	bool append_it;

	if (x->token.kind != XL_WORD) {
		xl_explain(x, XL_PLACE_KEY);
		return false;
	}
	xl_next(x);
	append_it = x->token.kind == XL_APPEND;
	if (x->token.kind != XL_ASSIGN && !append_it) {
		xl_explain(x, XL_PLACE_EQUALS);
		return false;
	}
	xl_next(x);
	if (!read_value(x, &v, XL_PLACE_VALUE, 0)) {
		v = (struct domu_value){ .at = v.at };
		store(x, key, key_at, append_it, &v);
		return false;
	}
	if (x->unfinished || x->token.kind == XL_NEWLINE || x->token.kind == XL_SEMICOLON || x->token.kind == XL_END) {
		store(x, key, key_at, append_it, &v);
		return true;
	}
	xl_explain(x, XL_PLACE_AFTER_VALUE);
	v.kind = DOMU_UNKNOWN;
	store(x, key, key_at, append_it, &v);
	return false;
}

void domu_read_xl(struct domu_reader *r)
{
	struct xl x = { .r = r, .at = r->start };

	xl_set_line(&x, x.at);
	xl_next(&x);
	while (x.token.kind != XL_END && !r->error) {
		if (x.token.kind == XL_NEWLINE)
			xl_set_line(&x, x.at);
		if (x.token.kind == XL_NEWLINE || x.token.kind == XL_SEMICOLON) {
			xl_next(&x);
			continue;
		}
		x.unfinished = x.lost = false;
		if (!read_assignment(&x)) {
			skip_mistake(&x, false);
			if (x.token.kind == XL_NEWLINE) {
				x.at = xl_skip_block(&x, x.token.begin);
				xl_set_line(&x, x.at);
				xl_next(&x);
			}
		}
	}
	if (!x.returns)
		return;
	r->domu->accepted = false;
	if (!r->quiet)
		bytes_report_returns(r->out, r->file, r->text, SEVERITY_ERROR, ": xl refuses the file");
}
