/*
 * target_json.c - JSON with places, against jansson: the same texts are taken, but for what test_json_jansson.c names.
 */
#include <errno.h>
#include <xencfg/json.h>
#include "fuzz.h"

/* Where jansson uses a name that is ours, too, its own is not asked for. */
int fuzz_jansson_takes(struct text text);

/* Every node within the one around it, members side by side. Returns the index behind it. */
static uint32_t check_node(const struct json *json, uint32_t index, uint32_t begin, uint32_t end, unsigned depth)
{
	const struct json_node *node = &json->nodes[index];
	uint32_t at = node->begin, next = index + 1;

	FUZZ_REQUIRE(depth <= JSON_DEPTH_MAX && node->kind <= JSON_OBJECT);
	FUZZ_REQUIRE(begin <= node->begin && node->begin < node->end && node->end <= end);
	FUZZ_REQUIRE(!node->key_end ||
	             (begin <= node->key_begin && node->key_begin < node->key_end && node->key_end < node->begin));
	FUZZ_REQUIRE(node->next > index && node->next <= json->n);
	FUZZ_REQUIRE(node->kind >= JSON_ARRAY || node->n == 0);
	for (uint32_t i = 0; i < node->n; i++) {
		const struct json_node *member = &json->nodes[next];

		FUZZ_REQUIRE(next < node->next && !member->key_end == (node->kind != JSON_OBJECT));
		next = check_node(json, next, at, node->end, depth + 1);
		at = member->end;
	}
	FUZZ_REQUIRE(next == node->next);
	return next;
}

static void decode_all(struct fuzz *f, const struct json *json)
{
	struct text t;

	for (uint32_t i = 0; i < json->n; i++) {
		if (json->nodes[i].kind == JSON_STRING) {
			FUZZ_REQUIRE(json_text(json, &json->nodes[i], &f->arena, &t) == 0);
			FUZZ_REQUIRE(text_utf8_length(t) == t.n);
		}
		if (json->nodes[i].key_end) {
			FUZZ_REQUIRE(json_key(json, &json->nodes[i], &f->arena, &t) == 0);
			FUZZ_REQUIRE(text_utf8_length(t) == t.n);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sb fixed = { 0 };
	struct json json;
	struct fuzz f;
	int r, theirs;

	fuzz_open(&f, "x.json", fuzz_text(data, size));
	r = json_read(&f.sources, f.file, &f.findings, &json);
	theirs = fuzz_jansson_takes(f.text);
	FUZZ_REQUIRE(r == 0 || (r == -EINVAL && f.findings.n == 1 && findings_errors(&f.findings) == 1));
	if (r == 0) {
		FUZZ_REQUIRE(check_node(&json, 0, 0, (uint32_t)f.text.n, 0) == json.n);
		decode_all(&f, &json);
		FUZZ_REQUIRE(theirs == 0 || theirs == -ERANGE);
	} else {
		FUZZ_REQUIRE(theirs || text_has(f.text, '\0') ||
		             text_starts(text_of(f.findings.first->message), "nested"));
	}
	fuzz_check_findings(&f, &fixed);
	json_free(&json);
	fuzz_close(&f);
	sb_free(&fixed);
	return 0;
}
