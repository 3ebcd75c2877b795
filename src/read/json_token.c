/*
 * json_token.c - the words of JSON, and words for the mistakes in them.
 *
 * Knows single tokens only; how they nest is json.c's business. Only
 * checks strings and numbers: nothing is decoded here.
 */
#include <errno.h>
#include "json_token.h"

struct finding *json_refuse(struct json_reader *r, size_t begin, size_t end, const char *what)
{
	return finding_add(r->out, RULE_SYNTAX, span_make(r->json->file, begin, end), "%s", what);
}

void json_token_blanks(struct json_reader *r)
{
	while (r->at < r->end &&
	       (r->s[r->at] == ' ' || r->s[r->at] == '\n' || r->s[r->at] == '\t' || r->s[r->at] == '\r'))
		r->at++;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
	       c == '.' || c == '+';
}

/* The end of the word at `at`, at least one character on, so that something can be underlined. */
uint32_t json_token_end(const struct json_reader *r)
{
	uint32_t end = r->at;

	while (end < r->end && is_word(r->s[end]))
		end++;
	if (end == r->at && end < r->end)
		do
			end++;
		while (end < r->end && ((unsigned char)r->s[end] & 0xc0) == 0x80);
	return end;
}

static int text_ended(struct json_reader *r, const char *expected)
{
	struct finding *f = finding_add(r->out, RULE_SYNTAX, span_make(r->json->file, r->end, r->end),
	                                "the file ends where %s should stand", expected);

	if (r->depth) {
		uint32_t begin = r->json->nodes[r->open[r->depth - 1]].begin;

		finding_label(r->out, f, span_make(r->json->file, begin, begin + 1), "opened here, never closed");
	}
	return -EINVAL;
}

/* Something else than what JSON wants here: finds out what the writer had in mind. */
int json_unexpected(struct json_reader *r, const char *expected)
{
	static const struct {
		const char *text, *what, *help;
	} habits[] = {
		{ "//", "JSON has no comments", "remove it; a reason for an exception goes into an \"ignore\" member" },
		{ "/*", "JSON has no comments", "remove it; a reason for an exception goes into an \"ignore\" member" },
		{ "#", "JSON has no comments", "remove it; a reason for an exception goes into an \"ignore\" member" },
		{ "'", "JSON strings stand in double quotes, not in single ones", NULL },
		{ "\xe2\x80\x9c", "a curly quote, as word processors make them", "write a plain \"" },
		{ "\xe2\x80\x9d", "a curly quote, as word processors make them", "write a plain \"" },
		{ ",", "one comma too many", NULL },
		{ ".", "a JSON number begins with a digit or -", NULL },
		{ "+", "a JSON number begins with a digit or -", NULL },
		{ "NaN", "JSON has no such number", NULL },
		{ "True", "true is written in lower case in JSON", NULL },
		{ "False", "false is written in lower case in JSON", NULL },
		{ "None", "None is Python; leave the key out", NULL },
	};
	struct finding *f;

	if (r->at >= r->end)
		return text_ended(r, expected);
	for (size_t i = 0; i < sizeof(habits) / sizeof(*habits); i++)
		if (json_at(r, habits[i].text)) {
			f = json_refuse(r, r->at, r->at + strlen(habits[i].text), habits[i].what);
			if (habits[i].help)
				finding_help(r->out, f, "%s", habits[i].help);
			return -EINVAL;
		}
	finding_add(r->out, RULE_SYNTAX, span_make(r->json->file, r->at, json_token_end(r)), "expected %s here",
	            expected);
	return -EINVAL;
}

static int bad_escape(struct json_reader *r, uint32_t at, uint32_t length, const char *what)
{
	uint32_t end = at + length < r->end ? at + length : r->end;

	json_refuse(r, at, end, what);
	return -EINVAL;
}

int json_hex4(const char *s, unsigned *ret)
{
	*ret = 0;
	for (int i = 0; i < 4; i++) {
		char c = s[i];
		int digit = c >= '0' && c <= '9' ? c - '0' :
		            c >= 'a' && c <= 'f' ? c - 'a' + 10 :
		            c >= 'A' && c <= 'F' ? c - 'A' + 10 :
		                                   -1;

		if (digit < 0)
			return -EINVAL;
		*ret = *ret * 16 + (unsigned)digit;
	}
	return 0;
}

/* At the backslash. Only checks; decode() below does the rest. */
static int read_escape(struct json_reader *r)
{
	uint32_t at = r->at, left = r->end - at;
	unsigned code, low;

	if (left < 2)
		return text_ended(r, "the rest of a string");
	if (r->s[at + 1] != 'u') {
		if (!memchr("\"\\/bfnrt", r->s[at + 1], 8))
			return bad_escape(r, at, 2, "JSON knows no such escape; a backslash itself is written \\\\");
		r->at += 2;
		return 0;
	}
	if (left < 6 || json_hex4(r->s + at + 2, &code) < 0)
		return bad_escape(r, at, 6, "\\u wants four hexadecimal digits");
	if (code == 0)
		return bad_escape(r, at, 6, "a NUL character has no place in a configuration");
	r->at += 6;
	if (code < 0xd800 || code > 0xdfff)
		return 0;
	if (code > 0xdbff || left < 12 || r->s[at + 6] != '\\' || r->s[at + 7] != 'u' ||
	    json_hex4(r->s + at + 8, &low) < 0 || low < 0xdc00 || low > 0xdfff)
		return bad_escape(r, at, 6, "half a surrogate pair is no character");
	r->at += 6;
	return 0;
}

/* At the opening quote; leaves `at` behind the closing one. */
int json_token_string(struct json_reader *r, bool *ret_escaped)
{
	uint32_t begin = r->at++;
	int error;

	*ret_escaped = false;
	for (;;) {
		unsigned char c;

		/* Most bytes of a description are these: keep them in one tight loop. */
		while (r->at < r->end && r->s[r->at] != '"' && r->s[r->at] != '\\' &&
		       (unsigned char)r->s[r->at] >= 0x20)
			r->at++;
		if (r->at == r->end) {
			json_refuse(r, begin, begin + 1, "this string is never closed");
			return -EINVAL;
		}
		c = (unsigned char)r->s[r->at];
		if (c == '"') {
			r->at++;
			return 0;
		}
		if (c != '\\') {
			if (c == '\n' || c == '\r')
				json_refuse(r, begin, r->at, "this string is not closed on its line");
			else
				bad_escape(r, r->at, 1,
				           "a control character inside a string; JSON wants it as an escape, \\u and "
				           "four digits");
			return -EINVAL;
		}
		*ret_escaped = true;
		error = read_escape(r);
		if (error)
			return error;
	}
}

static uint32_t digits(struct json_reader *r)
{
	uint32_t begin = r->at;

	while (r->at < r->end && r->s[r->at] >= '0' && r->s[r->at] <= '9')
		r->at++;
	return r->at - begin;
}

int json_token_number(struct json_reader *r)
{
	uint32_t begin = r->at;
	const char *wrong = NULL;

	if (r->s[r->at] == '-')
		r->at++;
	if (r->at < r->end && r->s[r->at] == '0') {
		r->at++;
		if (r->at < r->end && ((r->s[r->at] >= '0' && r->s[r->at] <= '9') || r->s[r->at] == 'x'))
			wrong = "JSON numbers are decimal and have no leading zero";
	} else if (digits(r) == 0) {
		wrong = "a number needs a digit here";
	}
	if (!wrong && r->at < r->end && r->s[r->at] == '.') {
		r->at++;
		if (digits(r) == 0)
			wrong = "a number needs a digit after its point";
	}
	if (!wrong && r->at < r->end && (r->s[r->at] == 'e' || r->s[r->at] == 'E')) {
		r->at++;
		if (r->at < r->end && (r->s[r->at] == '+' || r->s[r->at] == '-'))
			r->at++;
		if (digits(r) == 0)
			wrong = "a number needs a digit in its exponent";
	}
	if (!wrong && r->at < r->end && is_word(r->s[r->at]))
		wrong = "this is neither a number nor a string; a word stands in double quotes";
	if (!wrong)
		return 0;
	r->at = begin;
	json_refuse(r, begin, json_token_end(r), wrong);
	return -EINVAL;
}

int json_token_literal(struct json_reader *r, const char *word)
{
	uint32_t end = json_token_end(r);

	if (end - r->at != strlen(word) || !json_at(r, word))
		return json_unexpected(r, "a value (a string in double quotes, a number, true, false, [ or {)");
	r->at = end;
	return 0;
}
