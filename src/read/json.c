/*
 * json.c - reads JSON into an array of nodes, each with its place.
 *
 * RFC 8259 to the letter: what jansson refuses is refused here (a test
 * holds the two against each other). It gives no meaning to the members,
 * copies no text and does not recurse.
 */
#include <errno.h>
#include <stdlib.h>
#include "json_token.h"

static struct json_node *add_node(struct json_reader *r)
{
	struct json *json = r->json;

	if (json->n == r->room) {
		/* An eighth of the text is a good guess for the first time; it doubles from there. */
		uint32_t room = r->room ? r->room * 2 : 64 + (r->end - r->at) / 16;
		struct json_node *nodes;

		if (json->n >= JSON_NODES_MAX)
			return NULL;
		nodes = realloc(json->nodes, room * sizeof(*nodes));
		if (!nodes)
			return NULL;
		json->nodes = nodes;
		r->room = room;
	}
	json->nodes[json->n] = (struct json_node){ 0 };
	return &json->nodes[json->n++];
}

/* A key and its colon. */
static int read_key(struct json_reader *r, struct json_node *node)
{
	int error;

	json_token_blanks(r);
	if (r->at >= r->end || r->s[r->at] != '"')
		return json_unexpected(r, "a key in double quotes");
	node->key_begin = r->at;
	error = json_token_string(r, &node->key_escaped);
	if (error)
		return error;
	node->key_end = r->at;
	json_token_blanks(r);
	if (r->at >= r->end || r->s[r->at] != ':')
		return json_unexpected(r, "a colon after the key");
	r->at++;
	return 0;
}

static int open_node(struct json_reader *r, struct json_node *node, enum json_kind kind)
{
	if (r->depth == JSON_DEPTH_MAX) {
		finding_add(r->out, RULE_SYNTAX, span_make(r->json->file, r->at, r->at + 1),
		            "nested deeper than %d levels", JSON_DEPTH_MAX);
		return -EINVAL;
	}
	node->kind = (uint8_t)kind;
	r->open[r->depth++] = (uint32_t)(node - r->json->nodes);
	r->at++;
	return 0;
}

/* The start of a value, and all of it where it is neither an object nor an array. */
static int read_value(struct json_reader *r, bool keyed)
{
	struct json_node *node = add_node(r);
	bool escaped;
	int error;

	if (!node)
		return -ENOMEM;
	if (keyed && (error = read_key(r, node)) < 0)
		return error;
	json_token_blanks(r);
	node->begin = r->at;
	switch (r->at < r->end ? r->s[r->at] : '\0') {
	case '{':
		return open_node(r, node, JSON_OBJECT);
	case '[':
		return open_node(r, node, JSON_ARRAY);
	case '"':
		node->kind = JSON_STRING;
		error = json_token_string(r, &escaped);
		node->escaped = escaped;
		break;
	case 't':
		node->kind = JSON_TRUE;
		error = json_token_literal(r, "true");
		break;
	case 'f':
		node->kind = JSON_FALSE;
		error = json_token_literal(r, "false");
		break;
	case 'n':
		node->kind = JSON_NULL;
		error = json_token_literal(r, "null");
		break;
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		node->kind = JSON_NUMBER;
		error = json_token_number(r);
		break;
	default:
		error = json_unexpected(r, "a value (a string in double quotes, a number, true, false, [ or {)");
	}
	node->end = r->at;
	node->next = r->json->n;
	return error;
}

/* A comma before this bracket. */
static int trailing_comma(struct json_reader *r, uint32_t comma)
{
	struct finding *f = json_refuse(r, comma, comma + 1, "JSON allows no comma after the last member");

	finding_fix(r->out, f, span_make(r->json->file, comma, comma + 1), "%s", "");
	return -EINVAL;
}

/* What may begin a value or a key stands where a comma belongs. */
static int missing_comma(struct json_reader *r, bool object)
{
	if (r->at < r->end && strchr("\"{[0123456789-tfn", r->s[r->at])) {
		json_refuse(r, r->at, json_token_end(r), "a comma is missing before this");
		return -EINVAL;
	}
	return json_unexpected(r, object ? "a comma or }" : "a comma or ]");
}

/* After a member, or at the start of the innermost object or array: closes it or goes on. *ret_more: a member follows.
 */
static int read_between(struct json_reader *r, bool *ret_more)
{
	struct json_node *whole = &r->json->nodes[r->open[r->depth - 1]];
	char close = whole->kind == JSON_OBJECT ? '}' : ']';

	*ret_more = false;
	json_token_blanks(r);
	if (r->at < r->end && r->s[r->at] == close) {
		r->at++;
		whole->end = r->at;
		whole->next = r->json->n;
		r->depth--;
		return 0;
	}
	if (whole->n > 0) {
		uint32_t comma = r->at;

		if (r->at >= r->end || r->s[r->at] != ',')
			return missing_comma(r, whole->kind == JSON_OBJECT);
		r->at++;
		json_token_blanks(r);
		if (r->at < r->end && r->s[r->at] == close)
			return trailing_comma(r, comma);
	}
	whole->n++;
	*ret_more = true;
	return 0;
}

static int read_all(struct json_reader *r)
{
	bool more;
	int error;

	json_token_blanks(r);
	if (r->at == r->end)
		return json_refuse(r, 0, 0, "the file is empty; a description is a JSON object"), -EINVAL;
	error = read_value(r, false);
	while (!error && r->depth) {
		error = read_between(r, &more);
		if (!error && more)
			error = read_value(r, r->json->nodes[r->open[r->depth - 1]].kind == JSON_OBJECT);
	}
	json_token_blanks(r);
	if (!error && r->at < r->end) {
		if (json_at(r, "//") || json_at(r, "/*") || json_at(r, "#"))
			return json_unexpected(r, "the end of the file");
		json_refuse(r, r->at, json_token_end(r), "something follows after the end of the description");
		error = -EINVAL;
	}
	return error;
}

/* What is wrong before JSON begins: bytes that are no text, and a byte order mark. */
static int check_bytes(struct json_reader *r)
{
	size_t good = text_utf8_length(r->json->text);
	struct span at = span_make(r->json->file, good, good + 1);
	struct finding *f;

	if (good < r->json->text.n) {
		if (r->s[good] == '\0')
			finding_add(r->out, RULE_UNREADABLE, at, "a NUL byte: this is no text file");
		else
			finding_add(r->out, RULE_UNREADABLE, at,
			            "the byte 0x%02x is not UTF-8, which JSON is written in",
			            (unsigned char)r->s[good]);
		return -EINVAL;
	}
	if (json_at(r, "\xef\xbb\xbf")) {
		f = finding_add(r->out, RULE_LINE_ENDING, span_make(r->json->file, 0, 3),
		                "a byte order mark before the description; JSON has none");
		finding_fix(r->out, f, span_make(r->json->file, 0, 3), "%s", "");
		return -EINVAL;
	}
	return 0;
}

int json_read(const struct sources *sources, uint32_t file, struct findings *out, struct json *ret)
{
	const struct source *source = sources_get(sources, file);
	struct json_reader r = { .json = ret, .out = out, .s = source->text.s, .end = (uint32_t)source->text.n };
	int error;

	*ret = (struct json){ .file = file, .text = source->text };
	error = check_bytes(&r);
	if (!error)
		error = read_all(&r);
	if (!error)
		error = json_check_keys(ret, out);
	if (error)
		json_free(ret);
	return error;
}

void json_free(struct json *json)
{
	free(json->nodes);
	json->nodes = NULL;
	json->n = 0;
}

const char *json_kind_name(enum json_kind kind)
{
	static const char *const names[] = { "null", "false", "true", "a number", "a string", "an array", "an object" };

	return names[kind];
}
