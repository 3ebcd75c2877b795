/*
 * target_layout.c - the canonical layout of JSON: nothing but blanks changes, and nothing at all the second time.
 */
#include <xencfg/json.h>
#include <xencfg/json_layout.h>
#include "fuzz.h"

static void put_token(struct sb *out, const struct json *json, uint32_t begin, uint32_t end)
{
	sb_byte(out, ' ');
	sb_add(out, json->text.s + begin, end - begin);
}

/* Everything but the blanks. */
static void put_tokens(struct sb *out, const struct json *json)
{
	for (uint32_t i = 0; i < json->n; i++) {
		const struct json_node *node = &json->nodes[i];

		sb_printf(out, "\n%d %u %u", node->kind, node->n, node->next);
		put_token(out, json, node->key_begin, node->key_end);
		if (node->kind < JSON_ARRAY)
			put_token(out, json, node->begin, node->end);
	}
}

/* False: no JSON. */
static bool lay_out(struct text text, struct sb *ret, struct sb *ret_tokens)
{
	struct json json;
	struct fuzz f;
	bool read;

	fuzz_open(&f, "x.json", text);
	read = json_read(&f.sources, f.file, &f.findings, &json) == 0;
	if (read) {
		put_tokens(ret_tokens, &json);
		FUZZ_REQUIRE(json_layout(ret, &json) == 0);
		json_free(&json);
	}
	fuzz_close(&f);
	return read;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sb first = { 0 }, second = { 0 }, tokens = { 0 }, same_tokens = { 0 };

	if (lay_out(fuzz_text(data, size), &first, &tokens)) {
		FUZZ_REQUIRE(first.n > 0 && first.s[first.n - 1] == '\n');
		FUZZ_REQUIRE(lay_out(sb_view(&first), &second, &same_tokens));
	}
	fuzz_require_same(&tokens, &same_tokens);
	fuzz_require_same(&first, &second);
	return 0;
}
