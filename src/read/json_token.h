/*
 * json_token.h - what the files of the JSON reader share; nobody else includes it.
 *
 * Each json_token_… stands at the first character of its token and leaves
 * `at` behind the last. Returns 0 or -EINVAL with one finding.
 */
#ifndef XENCFG_JSON_TOKEN_H
#define XENCFG_JSON_TOKEN_H

#include <xencfg/json.h>

struct json_reader {
	struct json *json;
	struct findings *out;
	const char *s;
	uint32_t at, end;
	uint32_t room;
	uint32_t open[JSON_DEPTH_MAX]; /* the objects and arrays around `at` */
	unsigned depth;
};

void json_token_blanks(struct json_reader *r);

/* At the opening quote. */
int json_token_string(struct json_reader *r, bool *ret_escaped);
int json_token_number(struct json_reader *r);

/* true, false or null. */
int json_token_literal(struct json_reader *r, const char *word);

/* The end of the word at `at`: at least one character on, where there is one. */
uint32_t json_token_end(const struct json_reader *r);

/* Four hexadecimal digits at s. 0 or -EINVAL. */
int json_hex4(const char *s, unsigned *ret);

/* Something else than `expected` stands here: says what it looks like. Always -EINVAL. */
int json_unexpected(struct json_reader *r, const char *expected);
struct finding *json_refuse(struct json_reader *r, size_t begin, size_t end, const char *what);

static inline bool json_at(const struct json_reader *r, const char *word)
{
	return text_starts((struct text){ r->s + r->at, r->end - r->at }, word);
}

/* Every key that an object has twice becomes a finding (json_keys.c). Returns 0 or -ENOMEM. */
int json_check_keys(const struct json *json, struct findings *out);

#endif
