/*
 * json_keys.c - keys and strings of JSON: their values, and keys given twice.
 *
 * Works on nodes that json.c has checked; it refuses nothing but repetition.
 */
#include <errno.h>
#include <stdlib.h>
#include "json_token.h"

static char *put_utf8(char *to, unsigned code)
{
	if (code < 0x80) {
		*to++ = (char)code;
	} else if (code < 0x800) {
		*to++ = (char)(0xc0 | code >> 6);
		*to++ = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		*to++ = (char)(0xe0 | code >> 12);
		*to++ = (char)(0x80 | (code >> 6 & 0x3f));
		*to++ = (char)(0x80 | (code & 0x3f));
	} else {
		*to++ = (char)(0xf0 | code >> 18);
		*to++ = (char)(0x80 | (code >> 12 & 0x3f));
		*to++ = (char)(0x80 | (code >> 6 & 0x3f));
		*to++ = (char)(0x80 | (code & 0x3f));
	}
	return to;
}

/* The escapes were checked when they were read, and a decoded text is never longer. */
static int decode(const struct json *json, uint32_t begin, uint32_t end, bool escaped, struct arena *arena,
                  struct text *ret)
{
	const char *s = json->text.s + begin + 1, *stop = json->text.s + end - 1;
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	unsigned code, low;
	char *to;

	*ret = (struct text){ s, (size_t)(stop - s) };
	if (!escaped)
		return 0;
	to = arena_alloc(arena, ret->n + 1);
	if (!to)
		return -ENOMEM;
	ret->s = to;
	while (s < stop) {
		if (*s != '\\') {
			*to++ = *s++;
		} else if (s[1] != 'u') {
			*to++ = values[strchr(names, s[1]) - names];
			s += 2;
		} else {
			json_hex4(s + 2, &code);
			s += 6;
			if (code >= 0xd800 && code <= 0xdbff) {
				json_hex4(s + 2, &low);
				s += 6;
				code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
			}
			to = put_utf8(to, code);
		}
	}
	ret->n = (size_t)(to - ret->s);
	return 0;
}

int json_text(const struct json *json, const struct json_node *node, struct arena *arena, struct text *ret)
{
	return decode(json, node->begin, node->end, node->escaped, arena, ret);
}

int json_key(const struct json *json, const struct json_node *node, struct arena *arena, struct text *ret)
{
	return decode(json, node->key_begin, node->key_end, node->key_escaped, arena, ret);
}

const struct json_node *json_first(const struct json_node *whole)
{
	return whole->n ? whole + 1 : NULL;
}

const struct json_node *json_after(const struct json *json, const struct json_node *whole,
                                   const struct json_node *member)
{
	return member->next < whole->next ? json->nodes + member->next : NULL;
}

struct key_place {
	struct text key;
	uint32_t node;
};

static int compare_keys(const void *a, const void *b)
{
	const struct key_place *x = a, *y = b;
	int order = text_compare(x->key, y->key);

	return order ? order : (x->node > y->node) - (x->node < y->node);
}

/* All keys that one object has twice. Sorted, so that an object of a million members stays cheap. */
static int check_object(const struct json *json, struct arena *scratch, struct findings *out, uint32_t object)
{
	const struct json_node *whole = &json->nodes[object], *member;
	struct key_place small[32], *keys = small;
	size_t n = 0, first = 0;
	int error;

	if (whole->n > 32 && !(keys = arena_array(scratch, whole->n, sizeof(*keys))))
		return -ENOMEM;
	for (member = json_first(whole); member; member = json_after(json, whole, member)) {
		error = json_key(json, member, scratch, &keys[n].key);
		if (error)
			return error;
		keys[n++].node = (uint32_t)(member - json->nodes);
	}
	qsort(keys, n, sizeof(*keys), compare_keys);
	for (size_t i = 1; i < n; i++) {
		struct finding *f;

		if (!text_same(keys[i].key, keys[first].key)) {
			first = i;
			continue;
		}
		f = finding_add(out, RULE_DUPLICATE_KEY, json_key_span(json, &json->nodes[keys[i].node]),
		                "the key \"%.*s\" stands here twice", TEXT_ARG(keys[i].key));
		finding_label(out, f, json_key_span(json, &json->nodes[keys[first].node]), "first here");
	}
	return 0;
}

/* Small objects, which nearly all are, are compared pair by pair without sorting. */
static bool may_repeat_key(const struct json *json, uint32_t object)
{
	const struct json_node *whole = &json->nodes[object], *member;
	uint64_t seen = 0;

	for (member = json_first(whole); member; member = json_after(json, whole, member)) {
		uint32_t length = member->key_end - member->key_begin;
		unsigned char first = (unsigned char)json->text.s[member->key_begin + 1];
		unsigned char last = (unsigned char)json->text.s[member->key_end - 2];
		uint64_t bit = UINT64_C(1) << ((length * 7u + first * 3u + last) % 64);

		if (member->key_escaped || (seen & bit))
			return true;
		seen |= bit;
	}
	return false;
}

int json_check_keys(const struct json *json, struct findings *out)
{
	struct arena scratch = { 0 };
	int error = 0;

	for (uint32_t i = 0; !error && i < json->n; i++)
		if (json->nodes[i].kind == JSON_OBJECT && may_repeat_key(json, i))
			error = check_object(json, &scratch, out, i);
	arena_free(&scratch);
	return error;
}
