/*
 * template.c - reads templates and renders them.
 *
 * A template is bound to the fields of its view when it is read; rendering
 * is a walk over an array of steps. It knows nothing of Xen and opens no
 * files.
 */
#include <errno.h>
#include <xencfg/template.h>

enum op_kind { OP_TEXT, OP_FIELD, OP_SECTION, OP_INVERTED, OP_END };

struct template_op {
	enum op_kind kind;
	struct text text; /* of OP_TEXT */
	unsigned up;      /* scopes outwards where the field is */
	unsigned slot;
	size_t end; /* of a section: its OP_END */
};

struct scope {
	const struct view_type *type;
	size_t op; /* that opened it */
	struct text name;
	struct span at;
	bool own_type; /* a list, whose items have fields of their own */
};

struct reader {
	struct arena *arena;
	const struct source *source;
	uint32_t file;
	struct findings *out;
	struct template *ret;
	struct scope scopes[TEMPLATE_DEPTH_MAX + 1];
	unsigned depth;
	size_t at;
};

/* A finding about the bytes [begin, end) of the template. */
#define refuse(r, rule, begin, end, ...) finding_add((r)->out, rule, span_make((r)->file, begin, end), __VA_ARGS__)

static struct template_op *add(struct reader *r, enum op_kind kind)
{
	struct template_op *op = &r->ret->ops[r->ret->n++];

	op->kind = kind;
	return op;
}

/* {{! xencfg: NAME }} on the first line. */
static int read_syntax(struct reader *r)
{
	static const char *const names[SYNTAXES] = { "python", "sxp", "shell", "conf", "html" };
	struct text rest = r->source->text, line;

	if (text_split(&rest, '\n', &line) && text_starts(line, "{{! xencfg: ") && text_ends(line, " }}")) {
		struct text name = { line.s + 12, line.n - 15 };

		for (int i = 0; i < SYNTAXES; i++)
			if (text_is(name, names[i])) {
				r->ret->syntax = (enum syntax)i;
				r->at = line.n + (rest.s != NULL);
				return 0;
			}
	}
	refuse(r, RULE_SYNTAX, 0, line.n, "a template begins with {{! xencfg: python }}, or sxp, shell, conf");
	return -EINVAL;
}

/* The field in the innermost scope that has it. */
static const struct view_field *find(const struct reader *r, struct text name, unsigned *ret_up, unsigned *ret_slot)
{
	const struct scope *seen = NULL;
	unsigned up = 0;

	for (unsigned depth = r->depth + 1; depth-- > 0;) {
		const struct view_type *type = r->scopes[depth].type;

		/* A section on a flag or an inverted one stays in the scope around it. */
		if (seen && seen->own_type)
			up++;
		seen = &r->scopes[depth];
		if (depth < r->depth && !r->scopes[depth + 1].own_type)
			continue;
		for (size_t i = 0; i < type->n; i++)
			if (text_is(name, type->fields[i].name)) {
				*ret_up = up;
				*ret_slot = (unsigned)i;
				return &type->fields[i];
			}
	}
	return NULL;
}

static int unknown_name(struct reader *r, struct text name, size_t begin)
{
	const struct view_type *type = r->scopes[r->depth].type;
	unsigned least = name.n > 1 ? 3 : 0;
	struct finding *f = refuse(r, RULE_UNKNOWN_KEY, begin, begin + name.n, "a template cannot name \"%.*s\" here",
	                           TEXT_ARG(name));

	for (size_t i = 0; i < type->n; i++) {
		unsigned distance = text_distance(name, text_of(type->fields[i].name), least);

		if (distance < least) {
			least = distance;
			finding_help(r->out, f, "did you mean \"%s\"?", type->fields[i].name);
		}
	}
	return -EINVAL;
}

static int open_section(struct reader *r, bool inverted, struct text name, size_t begin)
{
	const struct view_field *field;
	struct template_op *op;
	unsigned up, slot;

	field = find(r, name, &up, &slot);
	if (!field)
		return unknown_name(r, name, begin);
	if (!field->items && !field->flag)
		return refuse(r, RULE_SYNTAX, begin, begin + name.n,
		              "\"%.*s\" is a value; sections are for lists and flags", TEXT_ARG(name)),
		       -EINVAL;
	if (r->depth == TEMPLATE_DEPTH_MAX)
		return refuse(r, RULE_SYNTAX, begin, begin + name.n, "section \"%.*s\" is nested too deeply",
		              TEXT_ARG(name)),
		       -EINVAL;
	op = add(r, inverted ? OP_INVERTED : OP_SECTION);
	op->up = up;
	op->slot = slot;
	r->scopes[r->depth + 1] = (struct scope){
		.type = field->items && !inverted ? field->items : r->scopes[r->depth].type,
		.op = r->ret->n - 1,
		.name = name,
		.at = span_make(r->file, begin, begin + name.n),
		.own_type = field->items && !inverted,
	};
	r->depth++;
	return 0;
}

static int close_section(struct reader *r, struct text name, size_t begin)
{
	if (r->depth == 0 || !text_same(r->scopes[r->depth].name, name)) {
		struct finding *f =
			refuse(r, RULE_SYNTAX, begin, begin + name.n, "no section \"%.*s\" ends here", TEXT_ARG(name));

		if (r->depth)
			finding_label(r->out, f, r->scopes[r->depth].at, "the one that is open");
		return -EINVAL;
	}
	r->ret->ops[r->scopes[r->depth].op].end = r->ret->n;
	add(r, OP_END);
	r->depth--;
	return 0;
}

static int read_tag(struct reader *r, struct text tag, size_t begin)
{
	char sigil = tag.n && strchr("#^/!", tag.s[0]) ? tag.s[0] : '\0';
	struct text name = text_trim((struct text){ tag.s + (sigil != 0), tag.n - (sigil != 0) });
	size_t at = begin + (size_t)(name.s - tag.s);
	struct template_op *op;
	unsigned up, slot;

	switch (sigil) {
	case '!':
		return 0;
	case '#':
	case '^':
		return open_section(r, sigil == '^', name, at);
	case '/':
		return close_section(r, name, at);
	default:
		if (!find(r, name, &up, &slot))
			return unknown_name(r, name, at);
		op = add(r, OP_FIELD);
		op->up = up;
		op->slot = slot;
		return 0;
	}
}

static void add_text(struct reader *r, size_t begin, size_t end)
{
	if (end > begin)
		add(r, OP_TEXT)->text = (struct text){ r->source->text.s + begin, end - begin };
}

/* Does the tag [begin, end) stand alone on its line? Then [*ret_begin, *ret_end) is the whole line. */
static bool alone(const struct reader *r, size_t begin, size_t end, size_t *ret_begin, size_t *ret_end)
{
	struct text t = r->source->text;

	*ret_begin = begin;
	*ret_end = end;
	if (!strchr("#^/!", t.s[begin + 2]))
		return false;
	while (*ret_begin > r->at && (t.s[*ret_begin - 1] == ' ' || t.s[*ret_begin - 1] == '\t'))
		--*ret_begin;
	while (*ret_end < t.n && (t.s[*ret_end] == ' ' || t.s[*ret_end] == '\t'))
		++*ret_end;
	if ((*ret_begin > 0 && t.s[*ret_begin - 1] != '\n') || (*ret_end < t.n && t.s[*ret_end] != '\n'))
		return false;
	*ret_end += *ret_end < t.n;
	return true;
}

static int read_body(struct reader *r)
{
	struct text t = r->source->text;
	int error = 0;

	while (r->at < t.n) {
		const char *open = memmem(t.s + r->at, t.n - r->at, "{{", 2), *close;
		size_t begin, end, line_begin, line_end;

		if (!open) {
			add_text(r, r->at, t.n);
			break;
		}
		begin = (size_t)(open - t.s);
		close = memmem(open, t.n - begin, "}}", 2);
		if (!close)
			return refuse(r, RULE_SYNTAX, begin, begin + 2, "this {{ is never closed"), -EINVAL;
		end = (size_t)(close - t.s) + 2;
		if (!alone(r, begin, end, &line_begin, &line_end)) {
			line_begin = begin;
			line_end = end;
		}
		add_text(r, r->at, line_begin);
		if (read_tag(r, (struct text){ open + 2, end - begin - 4 }, begin + 2) < 0)
			error = -EINVAL;
		r->at = line_end;
	}
	if (!error && r->depth) {
		const struct scope *scope = &r->scopes[r->depth];

		refuse(r, RULE_SYNTAX, scope->at.begin, scope->at.end, "the section \"%.*s\" is never closed",
		       TEXT_ARG(scope->name));
		error = -EINVAL;
	}
	return error;
}

int template_read(struct arena *arena, const struct sources *sources, uint32_t file, const struct view_type *type,
                  struct findings *out, struct template *ret)
{
	struct reader r = { .arena = arena,
		            .source = sources_get(sources, file),
		            .file = file,
		            .out = out,
		            .ret = ret,
		            .scopes = { { .type = type } } };
	size_t tags = 0;
	int error;

	/* A tag is four bytes at least and makes one step, with at most one text before it. */
	for (size_t i = 0; i + 1 < r.source->text.n; i++)
		tags += r.source->text.s[i] == '{' && r.source->text.s[i + 1] == '{';
	*ret = (struct template){ .ops = arena_array(arena, tags * 2 + 1, sizeof(*ret->ops)) };
	if (!ret->ops)
		return -ENOMEM;
	error = read_syntax(&r);
	if (!error)
		error = read_body(&r);
	return out->error ? out->error : error;
}

/* What is rendered at the moment: a list's item and the place to come back to. */
struct frame {
	const struct view *view;
	const struct view_slot *list;
	size_t item, begin;
	bool scope; /* the item's own fields come before those around it */
};

static int put_field(struct sb *out, enum syntax syntax, const struct view_slot *slot, const struct value **ret_bad)
{
	if (slot->value) {
		*ret_bad = slot->value;
		return quote_value(out, syntax, slot->value);
	}
	if (slot->word)
		sb_string(out, slot->word);
	else
		sb_text(out, slot->raw);
	return 0;
}

static const struct view_slot *slot_of(const struct frame *frames, unsigned depth, const struct template_op *op)
{
	unsigned up = op->up;

	while (up > 0 || !frames[depth].scope) {
		up -= frames[depth].scope;
		depth--;
	}
	return &frames[depth].view->slots[op->slot];
}

int template_render(struct sb *out, const struct template *t, enum syntax syntax, const struct view *view,
                    const struct value **ret_bad)
{
	struct frame frames[TEMPLATE_DEPTH_MAX + 1] = { { .view = view, .scope = true } };
	unsigned depth = 0;
	int error;

	for (size_t i = 0; i < t->n; i++) {
		const struct template_op *op = &t->ops[i];
		const struct view_slot *slot;
		struct frame *frame = &frames[depth];

		switch (op->kind) {
		case OP_TEXT:
			sb_text(out, op->text);
			break;
		case OP_FIELD:
			error = put_field(out, syntax, slot_of(frames, depth, op), ret_bad);
			if (error)
				return error;
			break;
		case OP_SECTION:
		case OP_INVERTED:
			slot = slot_of(frames, depth, op);
			if ((slot->n == 0) != (op->kind == OP_INVERTED)) {
				i = op->end;
				break;
			}
			frames[++depth] =
				(struct frame){ slot->items, slot, 0, i, op->kind == OP_SECTION && slot->items };
			break;
		case OP_END:
			if (frame->scope && frame->list && ++frame->item < frame->list->n) {
				frame->view = &frame->list->items[frame->item];
				i = frame->begin;
			} else {
				depth--;
			}
			break;
		}
	}
	return out->error;
}
