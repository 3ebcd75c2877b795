/*
 * json_layout.c - writes JSON that was read in its canonical layout.
 *
 * Copies every string and number as it is written and moves only the
 * blanks between them. What the members mean it does not ask, and how they
 * were laid out before changes nothing.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/json.h>
#include <xencfg/json_layout.h>

enum { INDENT = 2 };

struct layout {
	const struct json *json;
	struct sb *out;
	uint32_t *widths; /* of each node on one line, with its key */
};

static bool is_whole(const struct json_node *node)
{
	return node->kind == JSON_OBJECT || node->kind == JSON_ARRAY;
}

static uint32_t characters(const struct json *json, uint32_t begin, uint32_t end)
{
	uint32_t n = 0;

	for (uint32_t i = begin; i < end; i++)
		n += ((unsigned char)json->text.s[i] & 0xc0) != 0x80;
	return n;
}

/* A line holds {"a": 1, "b": 2} as { "a": 1, "b": 2 }, and a list without the inner blanks. */
static uint32_t flat_width(const struct layout *l, uint32_t index)
{
	const struct json *json = l->json;
	const struct json_node *node = &json->nodes[index];
	uint32_t width = node->key_end ? characters(json, node->key_begin, node->key_end) + 2 : 0;

	if (!is_whole(node))
		return width + characters(json, node->begin, node->end);
	if (node->n == 0)
		return width + 2;
	width += (node->kind == JSON_OBJECT ? 4 : 2) + 2 * (node->n - 1);
	for (uint32_t member = index + 1; member < node->next; member = json->nodes[member].next) {
		/* Beyond any line the exact width is nobody's business, and cannot overflow. */
		width += l->widths[member];
		if (width > JSON_LAYOUT_WIDTH)
			return JSON_LAYOUT_WIDTH + 1;
	}
	return width;
}

static void put(struct layout *l, uint32_t begin, uint32_t end)
{
	sb_add(l->out, l->json->text.s + begin, end - begin);
}

static void put_key(struct layout *l, const struct json_node *node)
{
	if (!node->key_end)
		return;
	put(l, node->key_begin, node->key_end);
	sb_string(l->out, ": ");
}

/* A list of objects among the members of the whole: bridges and guests stand one below the other even if they are few.
 */
static bool is_list_of_objects(const struct layout *l, uint32_t index)
{
	const struct json_node *node = &l->json->nodes[index];

	return node->kind == JSON_ARRAY && node->n && l->json->nodes[index + 1].kind == JSON_OBJECT;
}

/* What follows on the line, a comma, has to fit as well. */
static bool is_broken(const struct layout *l, uint32_t index, unsigned depth)
{
	const struct json_node *node = &l->json->nodes[index];

	if (!is_whole(node) || node->n == 0)
		return false;
	if (depth == 0 || (depth == 1 && is_list_of_objects(l, index)))
		return true;
	return (uint64_t)depth * INDENT + l->widths[index] + 1 > JSON_LAYOUT_WIDTH;
}

static void put_flat(struct layout *l, uint32_t index)
{
	const struct json_node *node = &l->json->nodes[index];
	bool object = node->kind == JSON_OBJECT;

	put_key(l, node);
	if (!is_whole(node)) {
		put(l, node->begin, node->end);
		return;
	}
	sb_string(l->out, !object ? "[" : node->n ? "{ " : "{");
	for (uint32_t member = index + 1; member < node->next; member = l->json->nodes[member].next) {
		if (member > index + 1)
			sb_string(l->out, ", ");
		put_flat(l, member);
	}
	sb_string(l->out, !object ? "]" : node->n ? " }" : "}");
}

/* Recursion ends at JSON_DEPTH_MAX, here and above: the reader lets nothing nest deeper. */
static void put_node(struct layout *l, uint32_t index, unsigned depth)
{
	const struct json_node *node = &l->json->nodes[index];
	bool object = node->kind == JSON_OBJECT;

	if (!is_broken(l, index, depth)) {
		put_flat(l, index);
		return;
	}
	put_key(l, node);
	sb_byte(l->out, object ? '{' : '[');
	for (uint32_t member = index + 1; member < node->next; member = l->json->nodes[member].next) {
		sb_string(l->out, member > index + 1 ? ",\n" : "\n");
		sb_repeat(l->out, ' ', (size_t)(depth + 1) * INDENT);
		put_node(l, member, depth + 1);
	}
	sb_byte(l->out, '\n');
	sb_repeat(l->out, ' ', (size_t)depth * INDENT);
	sb_byte(l->out, object ? '}' : ']');
}

int json_layout(struct sb *out, const struct json *json)
{
	struct layout l = { .json = json, .out = out, .widths = calloc(json->n, sizeof(*l.widths)) };

	if (!l.widths)
		return -ENOMEM;
	for (uint32_t i = json->n; i-- > 0;)
		l.widths[i] = flat_width(&l, i);
	put_node(&l, 0, 0);
	sb_byte(out, '\n');
	free(l.widths);
	return out->error;
}

int json_layout_text(struct sb *out, struct text text)
{
	struct arena arena = { 0 };
	struct sources sources = { .arena = &arena };
	struct findings findings;
	struct json json;
	uint32_t source;
	int error;

	findings_init(&findings, &arena);
	source = sources_add(&sources, "", text);
	error = source ? json_read(&sources, source, &findings, &json) : -ENOMEM;
	if (!error) {
		error = json_layout(out, &json);
		json_free(&json);
	}
	arena_free(&arena);
	return error;
}
