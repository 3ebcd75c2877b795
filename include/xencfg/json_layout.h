/*
 * json_layout.h - JSON in its canonical layout: the same values always look the same.
 */
#ifndef XENCFG_JSON_LAYOUT_H
#define XENCFG_JSON_LAYOUT_H

#include <xencfg/sb.h>

struct json; /* of xencfg/json.h, which cannot stand beside jansson.h */

enum { JSON_LAYOUT_WIDTH = 120 }; /* characters of a line; what has no place to break may be longer */

/*
 * Appends the text of `json`, laid out anew: two blanks a level; an object or array on one line where it fits, else a
 * line for each member. The whole, and a list of objects in it (bridges, guests), is always broken. Strings and numbers
 * stay as they are written, members in their order, each even if its key comes twice. Layout of its own result changes
 * nothing. Returns 0 or -ENOMEM.
 */
int json_layout(struct sb *out, const struct json *json);

/* The same for a text that a program wrote. Returns 0, -EINVAL when it is no JSON or beyond a limit, or -ENOMEM. */
int json_layout_text(struct sb *out, struct text text);

#endif
