/*
 * test_json_layout.c - the canonical layout: nothing but blanks changes, and nothing at all the second time.
 *
 * Made-up texts go through it, laid out in two ways of their own: both must come out the same.
 */
#include "harness.h"
#include <xencfg/json_layout.h>

enum { TEXTS = 3000, DEPTH = 7 };

static uint32_t seed = 1;

static unsigned number(unsigned below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 16) % below;
}

/* A token into the tight text, and into the loose one with blanks before it. */
struct both {
	struct sb tight, loose;
};

static void put(struct both *b, const char *token)
{
	static const char *const blanks[] = { "", " ", "\n", "\t ", "\r\n", "\n\n  " };

	sb_string(&b->tight, token);
	sb_string(&b->loose, blanks[number(COUNT(blanks))]);
	sb_string(&b->loose, token);
}

static void make(struct both *b, unsigned depth)
{
	static const char *const scalars[] = { "null", "true", "-0", "1.50E+3", "\"\"", "\"a b\"", "\"[{ ,:\\\"\\\\\"", "\"ü\\u00fc\"",
					       "\"a longer text that makes its line come to the margin sooner\"" };
	bool object = number(2), list = number(3);
	unsigned n = number(5);

	if (depth == DEPTH || !list) {
		put(b, scalars[number(COUNT(scalars))]);
		return;
	}
	put(b, object ? "{" : "[");
	for (unsigned i = 0; i < n; i++) {
		if (i)
			put(b, ",");
		if (object) {
			put(b, number(4) ? "\"key\"" : "\"k: {\"");
			put(b, ":");
		}
		make(b, depth + 1);
	}
	put(b, object ? "}" : "]");
}

static void lay_out(struct sb *out, struct text text)
{
	assert_int_equal(json_layout_text(out, text), 0);
}

static void add_tight(struct sb *out, struct text t)
{
	bool string = false;

	for (size_t i = 0; i < t.n; i++) {
		if (t.s[i] == '"')
			string = !string;
		if (string && t.s[i] == '\\')
			sb_byte(out, t.s[i++]);
		if (string || !strchr(" \t\r\n", t.s[i]))
			sb_byte(out, t.s[i]);
	}
}

static void expect_same(const char *what, const struct sb *found, const struct sb *wanted)
{
	if (!text_same(sb_view(found), sb_view(wanted)))
		fail_msg("%s:\n%.*s\nin place of\n%.*s", what, TEXT_ARG(sb_view(found)), TEXT_ARG(sb_view(wanted)));
}

static void only_blanks_change_and_only_once(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TEXTS; i++) {
		struct both b = { { 0 }, { 0 } };
		struct sb one = { 0 }, other = { 0 }, again = { 0 }, tight = { 0 };

		make(&b, 0);
		lay_out(&one, sb_view(&b.tight));
		lay_out(&other, sb_view(&b.loose));
		lay_out(&again, sb_view(&one));
		add_tight(&tight, sb_view(&one));
		expect_same("the layout of the same values", &other, &one);
		expect_same("a second layout", &again, &one);
		expect_same("the tokens", &tight, &b.tight);
		sb_free(&b.tight);
		sb_free(&b.loose);
		sb_free(&one);
		sb_free(&other);
		sb_free(&again);
		sb_free(&tight);
	}
}

/* Beyond the margin stands only what cannot be broken: a scalar, or a key with one. */
static void no_line_is_longer_than_it_must_be(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TEXTS; i++) {
		struct both b = { { 0 }, { 0 } };
		struct sb out = { 0 };
		struct text rest, line;

		make(&b, 0);
		lay_out(&out, sb_view(&b.tight));
		rest = sb_view(&out);
		while (text_split(&rest, '\n', &line)) {
			size_t width = 0;

			for (size_t c = 0; c < line.n; c++)
				width += ((unsigned char)line.s[c] & 0xc0) != 0x80;
			if (width > JSON_LAYOUT_WIDTH)
				fail_msg("%.*s", TEXT_ARG(line));
		}
		sb_free(&b.tight);
		sb_free(&b.loose);
		sb_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_blanks_change_and_only_once),
		cmocka_unit_test(no_line_is_longer_than_it_must_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
