/*
 * json.h - JSON with the exact place of every key and value.
 *
 * One walk over the text gives an array of nodes in document order: an
 * object or array is followed by its members, and `next` leads past them.
 * Nodes hold offsets, no copies; a string is decoded when it is asked for.
 */
#ifndef XENCFG_JSON_H
#define XENCFG_JSON_H

#include <xencfg/finding.h>

enum {
	JSON_DEPTH_MAX = 64,      /* nested objects and arrays */
	JSON_NODES_MAX = 1 << 28, /* values in one text */
};

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_node {
	uint32_t begin, end;         /* the value; a string's quotes are inside */
	uint32_t key_begin, key_end; /* likewise; both 0 outside objects */
	uint32_t next;               /* index of the node after this one and all in it */
	uint32_t n;                  /* members of an object or array */
	uint8_t kind;                /* enum json_kind */
	bool escaped, key_escaped;   /* holds a backslash: the bytes are not the value */
};

struct json {
	uint32_t file;
	struct text text;
	struct json_node *nodes; /* nodes[0] is the whole */
	uint32_t n;
};

/*
 * Reads a registered source. Findings: what makes it no text (XC001), no
 * JSON (XC002, XC003; only the first of these), and every duplicate key
 * (XC004). Returns 0, -EINVAL when there are no nodes because of a finding,
 * or -ENOMEM. json_free gives the nodes back.
 */
int json_read(const struct sources *sources, uint32_t file, struct findings *out, struct json *ret);
void json_free(struct json *json);

static inline struct span json_span(const struct json *json, const struct json_node *node)
{
	return (struct span){ json->file, node->begin, node->end };
}

static inline struct span json_key_span(const struct json *json, const struct json_node *node)
{
	return (struct span){ json->file, node->key_begin, node->key_end };
}

/* "an object", "a string", …, for messages. */
const char *json_kind_name(enum json_kind kind);

/*
 * The value of a string and of a key. Points into the source where nothing
 * is escaped, else into the arena. Returns 0 or -ENOMEM.
 */
int json_text(const struct json *json, const struct json_node *node, struct arena *arena, struct text *ret);
int json_key(const struct json *json, const struct json_node *node, struct arena *arena, struct text *ret);

/* First member and the one after: for (m = json_first(…); m; m = json_after(…, whole, m)). */
const struct json_node *json_first(const struct json_node *whole);
const struct json_node *json_after(const struct json *json, const struct json_node *whole,
                                   const struct json_node *member);

#endif
