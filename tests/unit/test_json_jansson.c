/*
 * test_json_jansson.c - the JSON reader against jansson: the same texts, values and keys.
 *
 * Four differences are meant. jansson cannot hold a number beyond its
 * types, which is no mistake of the text; it nests up to 2048 levels deep,
 * where JSON_DEPTH_MAX suffices for a host; it keeps the last of equal
 * keys, each of which is a finding here; and it overlooks a NUL byte
 * behind a word or a number.
 */
#include "harness.h"
#include <errno.h>
#include <xencfg/json.h>

/* Our kinds in the order of jansson's types, which bear the same names. */
static const enum json_kind kinds[] = { JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_NUMBER,
					JSON_NUMBER, JSON_TRUE,	 JSON_FALSE,  JSON_NULL };

/* From here on the names are jansson's, but for json_string, which it does without. */
#define JSON_OBJECT THEIR_OBJECT
#define JSON_ARRAY  THEIR_ARRAY
#define JSON_STRING THEIR_STRING
#define JSON_TRUE   THEIR_TRUE
#define JSON_FALSE  THEIR_FALSE
#define JSON_NULL   THEIR_NULL
#define json_string their_string
#include <jansson.h>
#undef json_string

enum { TEXTS = 20000 };

struct both {
	struct run run;
	struct json json;
	json_t *theirs;
	json_error_t error;
	int result;
};

/* What the generator made, shown whole when something is wrong with it. */
#define fail_text(b, format, ...) fail_msg(format " of\n%.*s", __VA_ARGS__, TEXT_ARG((b)->json.text))

static void read_both(struct both *b, struct text text)
{
	uint32_t file;

	run_open(&b->run);
	file = run_source(&b->run, "x.json", text);
	b->result = json_read(&b->run.sources, file, &b->run.findings, &b->json);
	b->theirs = json_loadb(text.s, text.n, JSON_DECODE_ANY, &b->error);
}

static void close_both(struct both *b)
{
	json_free(&b->json);
	json_decref(b->theirs);
	run_close(&b->run);
}

static struct text decoded(struct both *b, const struct json_node *node, bool key)
{
	struct text t;

	assert_int_equal((key ? json_key : json_text)(&b->json, node, &b->run.arena, &t), 0);
	return t;
}

/* The last member with this key, whose value jansson keeps; *ret_first is the first. */
static const struct json_node *member(struct both *b, const struct json_node *whole, struct text key,
				      const struct json_node **ret_first)
{
	const struct json_node *last = NULL, *m;

	*ret_first = NULL;
	for (m = json_first(whole); m; m = json_after(&b->json, whole, m))
		if (text_same(decoded(b, m, true), key)) {
			last = m;
			*ret_first = *ret_first ? *ret_first : m;
		}
	return last;
}

/* A span is exact when jansson reads the same value from its bytes alone, which neither begin nor end with a blank. */
static void expect_bytes(struct both *b, uint32_t begin, uint32_t end, const json_t *value)
{
	const char *s = b->json.text.s;
	json_t *alone = json_loadb(s + begin, end - begin, JSON_DECODE_ANY, NULL);

	if (begin >= end || strchr(" \t\r\n", s[begin]) || strchr(" \t\r\n", s[end - 1]) || !alone || !json_equal(alone, value))
		fail_text(b, "the span %u to %u", begin, end);
	json_decref(alone);
}

static void expect_key_bytes(struct both *b, const struct json_node *m, struct text key)
{
	json_t *value = json_stringn(key.s, key.n);

	expect_bytes(b, m->key_begin, m->key_end, value);
	json_decref(value);
}

static const struct finding *repeated(const struct both *b, const struct json_node *m)
{
	const struct finding *f = b->run.findings.first;

	while (f && (f->at.begin != m->key_begin || f->at.end != m->key_end))
		f = f->next;
	return f;
}

static void expect_same(struct both *b, const struct json_node *node, const json_t *theirs, size_t *repetitions);

/* A value that jansson forgot for a later one. */
static void expect_dropped(struct both *b, const struct json_node *node, size_t *repetitions)
{
	json_t *theirs = json_loadb(b->json.text.s + node->begin, node->end - node->begin, JSON_DECODE_ANY, NULL);

	expect_same(b, node, theirs, repetitions);
	json_decref(theirs);
}

static void expect_members(struct both *b, const struct json_node *node, const json_t *theirs, size_t *repetitions)
{
	const struct json_node *m, *first;
	size_t different = 0;

	for (m = json_first(node); m; m = json_after(&b->json, node, m)) {
		struct text key = decoded(b, m, true);
		const struct finding *f;

		expect_key_bytes(b, m, key);
		if (member(b, node, key, &first) == m)
			expect_same(b, m, json_object_getn(theirs, key.s, key.n), repetitions);
		else
			expect_dropped(b, m, repetitions);
		f = repeated(b, m);
		if ((first != m) != (f != NULL))
			fail_text(b, "the key at %u is %s", m->key_begin, f ? "no repetition" : "a repetition");
		different += first == m;
		if (!f)
			continue;
		assert_int_equal(f->rule, RULE_DUPLICATE_KEY);
		assert_int_equal(f->labels->at.begin, first->key_begin);
		assert_int_equal(f->labels->at.end, first->key_end);
		++*repetitions;
	}
	assert_int_equal(different, json_object_size(theirs));
}

static void expect_same(struct both *b, const struct json_node *node, const json_t *theirs, size_t *repetitions)
{
	const struct json_node *m;
	size_t i = 0;

	assert_non_null(theirs);
	if (node->kind != kinds[json_typeof(theirs)])
		fail_text(b, "the kind at %u", node->begin);
	expect_bytes(b, node->begin, node->end, theirs);
	if (json_is_string(theirs)) {
		struct text t = decoded(b, node, false);

		if (!text_same(t, (struct text){ json_string_value(theirs), json_string_length(theirs) }))
			fail_text(b, "the string at %u", node->begin);
	}
	if (json_is_object(theirs))
		expect_members(b, node, theirs, repetitions);
	if (!json_is_array(theirs))
		return;
	for (m = json_first(node); m; m = json_after(&b->json, node, m))
		expect_same(b, m, json_array_get(theirs, i++), repetitions);
	assert_int_equal(i, json_array_size(theirs));
}

struct tally {
	size_t taken, refused, repeating, numbers;
};

/* Reads a text both ways and compares what comes of it. */
static void compare(struct text text, struct tally *tally)
{
	bool refused, too_large;
	size_t repetitions = 0;
	struct both b;

	read_both(&b, text);
	refused = b.result == -EINVAL;
	/* jansson gave up at a number, so it saw nothing of what follows. */
	too_large = !b.theirs && json_error_code(&b.error) == json_error_numeric_overflow;
	if (text_has(text, '\0'))
		assert_int_equal(b.result, -EINVAL);
	else if (too_large)
		tally->numbers++;
	else if (refused != !b.theirs || (!refused && b.result))
		fail_text(&b, "we say %d, jansson \"%s\"", b.result, b.error.text);
	if (refused)
		assert_true(b.run.findings.n == 1 && b.run.findings.first->at.end <= text.n);
	tally->refused += refused;
	tally->taken += !refused;
	if (b.theirs && !refused) {
		expect_same(&b, &b.json.nodes[0], b.theirs, &repetitions);
		assert_int_equal(repetitions, b.run.findings.n);
		tally->repeating += repetitions > 0;
	}
	close_both(&b);
}

static void jansson_agrees_on_a_table(void **state)
{
	static const struct text texts[] = {
		TEXT(""), TEXT(" "), TEXT("{}"), TEXT("[]"), TEXT("[1,]"), TEXT("{\"a\":1,}"), TEXT("[,]"), TEXT("{,}"),
		TEXT("1"), TEXT("\"a\""), TEXT("null"), TEXT("nullx"), TEXT("[null1]"), TEXT("[true\"a\"]"), TEXT("[1\"a\"]"),
		TEXT("-"), TEXT("-0"), TEXT("00"), TEXT("0.0"), TEXT("1."), TEXT(".1"), TEXT("1e1"), TEXT("1e"), TEXT("1e+"),
		TEXT("1E-05"), TEXT("0x1"), TEXT("[1-2]"), TEXT("[1.2.3]"), TEXT("[1e2e3]"), TEXT("Infinity"), TEXT("NaN"),
		TEXT("\"\\u0000\""), TEXT("\"\\ud800\""), TEXT("\"\\udbff\\udfff\""), TEXT("\"\\udfff\\udbff\""),
		TEXT("\"\\ud800\\n\""), TEXT("\"\\uD83D\\uDC2\""), TEXT("\"\x7f\""), TEXT("\"\x1f\""), TEXT("\"\t\""),
		TEXT("\"\xc0\x80\""), TEXT("\"\xed\x9f\xbf\""), TEXT("\"\xed\xa0\x80\""), TEXT("\"\xef\xbf\xbf\""),
		TEXT("\"\xf4\x8f\xbf\xbf\""), TEXT("\"\xf4\x90\x80\x80\""), TEXT("\xef\xbb\xbf{}"), TEXT("{}\0"), TEXT("\0"),
		TEXT("{}\f"), TEXT("\v[]"), TEXT("[\xc2\xa0]"), TEXT("{} // x"), TEXT("[1]]"), TEXT("{\"a\":1}}"), TEXT("[}"),
		TEXT("{\"\\u0061\":1,\"a\":2,\"\\u0061b\":3}"), TEXT("{\"a\":{\"a\":{\"a\":1,\"a\":2}},\"a\":[]}"),
		TEXT("\"\\"), TEXT("\"\\u"), TEXT("\"\\u12"), TEXT("\""), TEXT("{\""), TEXT("t"), TEXT("[tru]"), TEXT("[\"a\" , \"b\"]"),
	};
	struct tally tally = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		compare(texts[i], &tally);
	assert_int_equal(tally.numbers, 0);
}

static void the_differences_are_the_named_ones(void **state)
{
	static const char *const numbers[] = { "9223372036854775808", "[-9223372036854775809]", "1e400", "{\"a\":-1e999}" };
	struct sb deep = { 0 };
	struct both b;

	(void)state;
	for (size_t i = 0; i < COUNT(numbers); i++) {
		read_both(&b, text_of(numbers[i]));
		assert_int_equal(b.result, 0);
		assert_null(b.theirs);
		assert_int_equal(json_error_code(&b.error), json_error_numeric_overflow);
		close_both(&b);
	}
	read_both(&b, TEXT("[1\0]"));
	assert_int_equal(b.result, -EINVAL);
	assert_non_null(b.theirs);
	close_both(&b);
	sb_repeat(&deep, '[', JSON_DEPTH_MAX + 1);
	sb_repeat(&deep, ']', JSON_DEPTH_MAX + 1);
	read_both(&b, sb_view(&deep));
	assert_int_equal(b.result, -EINVAL);
	assert_non_null(b.theirs);
	close_both(&b);
	sb_free(&deep);
}

static void put_blanks(struct sb *out, uint64_t *seed)
{
	while (random_below(seed, 4) == 0)
		sb_byte(out, " \t\r\n"[random_below(seed, 4)]);
}

static void put_string(struct sb *out, uint64_t *seed)
{
	/* Few and alike, so that keys repeat, some of them in disguise. */
	static const char *const pieces[] = { "a", "b", "\\u0061", "\\u0062", "\\n", "\\\"", "\\\\", "\\/", "\xc3\xa4", "\\u00e4",
					      "\xf0\x9f\x90\xa7", "\\ud83d\\udc27", "\\uD83D\\uDC27", " ", "bridge", "\x7f" };

	sb_byte(out, '"');
	for (size_t n = random_below(seed, 4); n; n--)
		sb_string(out, pieces[random_below(seed, COUNT(pieces))]);
	sb_byte(out, '"');
}

/* Recursion ends at the depth. */
static void put_value(struct sb *out, uint64_t *seed, unsigned depth)
{
	static const char *const words[] = { "true", "false", "null", "0", "-0", "17", "-2.5", "1e3", "3.25E-2", "1E+2",
					     "4294967296", "9223372036854775807", "1e308" };
	size_t what = random_below(seed, depth < 5 ? 8 : 3), n = random_below(seed, 5);
	bool object = what < 6;

	put_blanks(out, seed);
	if (what == 0) {
		sb_string(out, words[random_below(seed, COUNT(words))]);
	} else if (what < 3) {
		put_string(out, seed);
	} else {
		sb_byte(out, object ? '{' : '[');
		for (size_t i = 0; i < n; i++) {
			if (i)
				sb_byte(out, ',');
			put_blanks(out, seed);
			if (object) {
				put_string(out, seed);
				put_blanks(out, seed);
				sb_byte(out, ':');
			}
			put_value(out, seed, depth + 1);
		}
		put_blanks(out, seed);
		sb_byte(out, object ? '}' : ']');
	}
	put_blanks(out, seed);
}

/* One change: bytes taken out, put in, put twice, or one replaced. */
static void mutate(struct sb *text, uint64_t *seed)
{
	static const struct text pieces[] = { TEXT(","), TEXT(":"), TEXT("\""), TEXT("\\"), TEXT("{"), TEXT("}"), TEXT("["), TEXT("]"),
					      TEXT("0"), TEXT("-"), TEXT("."), TEXT("e"), TEXT("+"), TEXT(" "), TEXT("\n"), TEXT("\0"),
					      TEXT("\x80"), TEXT("\xc3"), TEXT("\x1f"), TEXT("\\u"), TEXT("\\ud800"), TEXT("d"),
					      TEXT("//"), TEXT("\"a\":1,"), TEXT("9999999999"), TEXT("e999"), TEXT("true") };
	struct text piece = pieces[random_below(seed, COUNT(pieces))];
	size_t at = random_below(seed, text->n + 1), how = random_below(seed, 4);
	size_t gone = how == 1 ? 0 : random_below(seed, text->n - at < 4 ? text->n - at + 1 : 4);
	const char *s = sb_view(text).s;
	struct sb out = { 0 };

	sb_add(&out, s, at);
	if (how == 1 || how == 2)
		sb_text(&out, piece);
	else if (how == 3)
		sb_add(&out, s + at, gone);
	if (how == 3)
		gone = 0;
	sb_add(&out, s + at + gone, text->n - at - gone);
	assert_int_equal(out.error, 0);
	sb_free(text);
	*text = out;
}

static void jansson_agrees_on_generated_and_mutated_texts(void **state)
{
	struct tally tally = { 0 };
	uint64_t seed = 20080417;

	(void)state;
	for (size_t i = 0; i < TEXTS; i++) {
		struct sb text = { 0 };

		put_value(&text, &seed, 0);
		for (size_t n = i % 2 ? 1 + random_below(&seed, 3) : 0; n; n--)
			mutate(&text, &seed);
		compare(sb_view(&text), &tally);
		sb_free(&text);
	}
	/* Else the generator has become too tame, or too wild. */
	assert_in_range(tally.taken, TEXTS / 2, TEXTS * 4 / 5);
	assert_in_range(tally.repeating, TEXTS / 50, TEXTS);
	assert_in_range(tally.numbers, 1, TEXTS / 50);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(jansson_agrees_on_a_table),
		cmocka_unit_test(the_differences_are_the_named_ones),
		cmocka_unit_test(jansson_agrees_on_generated_and_mutated_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
