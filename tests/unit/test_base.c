/*
 * test_base.c - texts, arenas, growing strings and hashes.
 */
#include "harness.h"
#include <errno.h>
#include <limits.h>
#include <xencfg/hash.h>

static void texts_compare_bytewise(void **state)
{
	static const struct text rising[] = { { NULL, 0 }, TEXT("\0"), TEXT("\0a"), TEXT("A"), TEXT("a"), TEXT("ab"),
					      TEXT("b"), TEXT("\x7f"), TEXT("\x80"), TEXT("\xff") };

	(void)state;
	for (size_t i = 0; i < COUNT(rising); i++)
		for (size_t k = 0; k < COUNT(rising); k++) {
			int order = text_compare(rising[i], rising[k]);

			assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
			assert_int_equal(text_same(rising[i], rising[k]), i == k);
		}
	assert_int_equal(text_compare(TEXT(""), (struct text){ NULL, 0 }), 0);
	assert_true(text_same(TEXT(""), (struct text){ NULL, 0 }));
}

static void texts_start_end_and_have(void **state)
{
	struct text part = { "bridge=lan", 6 }; /* not terminated */

	(void)state;
	assert_true(text_is(part, "bridge"));
	assert_false(text_is(part, "bridge="));
	assert_true(text_starts(part, "bri") && text_starts(part, "bridge") && text_starts(part, ""));
	assert_false(text_starts(part, "bridge="));
	assert_true(text_ends(part, "dge") && text_ends(part, "bridge"));
	assert_false(text_ends(part, "lan") || text_ends(part, "a bridge"));
	assert_true(text_has(part, 'g'));
	assert_false(text_has(part, '=') || text_has((struct text){ NULL, 0 }, 'a'));
	assert_int_equal(text_of(NULL).n, 0);
}

static void trims_blanks_and_tabs_only(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" },   { " \t ", "" },     { "a", "a" },     { " a b\t", "a b" },
		{ "\t\ta", "a" }, { "a \n", "a \n" }, { "\r a ", "\r a" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_text("trimmed", text_trim(text_of(cases[i][0])), cases[i][1]);
	assert_int_equal(text_trim((struct text){ NULL, 0 }).n, 0);
}

static void splits_with_empty_pieces(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		const char *pieces[4];
	} cases[] = {
		{ "a,b", 2, { "a", "b" } },
		{ "", 1, { "" } },
		{ ",", 2, { "", "" } },
		{ "a,,b,", 4, { "a", "", "b", "" } },
		{ "abc", 1, { "abc" } },
	};
	struct text nothing = { NULL, 0 }, piece;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text rest = text_of(cases[i].text);
		size_t n = 0;

		for (; text_split(&rest, ',', &piece); n++) {
			assert_true(n < cases[i].n);
			expect_text(cases[i].text, piece, cases[i].pieces[n]);
		}
		assert_int_equal(n, cases[i].n);
	}
	assert_false(text_split(&nothing, ',', &piece));
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
	static const struct {
		const char *text;
		int result;
		long long value;
	} cases[] = {
		{ "0", 0, 0 }, { "-0", 0, 0 }, { "+7", 0, 7 }, { "007", 0, 7 }, { "-12", 0, -12 },
		{ "9223372036854775807", 0, LLONG_MAX }, { "-9223372036854775808", 0, LLONG_MIN },
		{ "9223372036854775808", -ERANGE, 0 }, { "-9223372036854775809", -ERANGE, 0 },
		{ "99999999999999999999999999", -ERANGE, 0 },
		{ "", -EINVAL, 0 }, { "-", -EINVAL, 0 }, { "+", -EINVAL, 0 }, { "--1", -EINVAL, 0 },
		{ " 1", -EINVAL, 0 }, { "1 ", -EINVAL, 0 }, { "0x10", -EINVAL, 0 }, { "1e3", -EINVAL, 0 },
		{ "1.0", -EINVAL, 0 }, { "a", -EINVAL, 0 }, { "1/", -EINVAL, 0 }, { "1:", -EINVAL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		long long value = 4711;
		int result = text_to_number(text_of(cases[i].text), &value);

		if (result != cases[i].result || value != (result ? 4711 : cases[i].value))
			fail_msg("\"%s\" gives %d, %lld", cases[i].text, result, value);
	}
	assert_int_equal(text_to_number((struct text){ NULL, 0 }, &(long long){ 0 }), -EINVAL);
}

/* Any two bytes with two continuation bytes behind: how many bytes the first character has, by its code. */
static size_t first_character(const unsigned char *s)
{
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned size = s[0] < 0x80 ? 1 : s[0] < 0xc0 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf8 ? 4 : 0;
	unsigned code = size < 2 ? s[0] : s[0] & (0x7fu >> size);

	for (unsigned i = 1; i < size; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	return size && code >= least[size] && code <= 0x10ffff && code && !(code >= 0xd800 && code < 0xe000) ? size : 0;
}

static void utf8_is_what_unicode_says(void **state)
{
	(void)state;
	for (unsigned pair = 0; pair < 0x10000; pair++) {
		unsigned char s[] = { (unsigned char)(pair >> 8), (unsigned char)pair, 0x80, 0x80 };
		size_t size = first_character(s);

		for (size_t n = 1; n <= 4; n++) {
			size_t got = text_utf8_length((struct text){ (const char *)s, n });

			/* Behind a whole character the next may be whole, too; before it is none. */
			if (size && size <= n ? got < size : got != 0)
				fail_msg("%02x %02x 80 80, %zu bytes: %zu", s[0], s[1], n, got);
		}
	}
	assert_int_equal(text_utf8_length((struct text){ NULL, 0 }), 0);
}

static void utf8_ends_at_the_first_bad_byte_wherever_it_is(void **state)
{
	static const struct text bad[] = { TEXT("\0"), TEXT("\x80"), TEXT("\xff"), TEXT("\xc3("), TEXT("\xe2\x82"),
					   TEXT("\xed\xa0\x80"), TEXT("\xf4\x90\x80\x80"), TEXT("\xc0\xaf") };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		for (size_t before = 0; before < 35; before++)
			for (size_t behind = 0; behind < 20; behind++) {
				char s[64];

				memset(s, 'a', sizeof(s));
				if (before > 20)
					memcpy(s + 5, "\xe2\x82\xac\x7f\x01", 5);
				memcpy(s + before, bad[i].s, bad[i].n);
				/* The cut-off euro sign must not find its third byte. */
				assert_int_equal(text_utf8_length((struct text){ s, before + bad[i].n + behind }), before);
			}
}

static void distances_count_edits(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned distance;
	} cases[] = {
		{ "", "", 0 }, { "a", "a", 0 }, { "", "ab", 2 }, { "bridge", "brigde", 1 }, { "memory", "memroy", 1 },
		{ "vcpu", "vcpus", 1 }, { "mac", "macs", 1 }, { "netdv", "netdev", 1 }, { "kitten", "sitting", 3 },
		{ "ab", "ba", 1 }, { "abc", "ca", 3 }, { "xen", "XEN", 3 },
	};
	char longer[65];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (unsigned limit = 0; limit < 5; limit++) {
			struct text a = text_of(cases[i].a), b = text_of(cases[i].b);
			unsigned there = text_distance(a, b, limit), back = text_distance(b, a, limit);

			if (cases[i].distance <= limit ? there != cases[i].distance || back != there :
							 there <= limit || back <= limit)
				fail_msg("%s, %s: %u and %u", cases[i].a, cases[i].b, there, back);
		}
	memset(longer, 'a', sizeof(longer));
	assert_int_equal(text_distance((struct text){ longer, 64 }, (struct text){ longer, 64 }, 2), 0);
	assert_int_equal(text_distance((struct text){ longer, 65 }, (struct text){ longer, 65 }, 2), 3);
}

static bool is_zero(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

static void arenas_give_aligned_zeroed_and_separate_memory(void **state)
{
	struct arena a = { 0 };

	(void)state;
	for (int turn = 0; turn < 3; turn++) {
		char *before = NULL;
		size_t size = 0;

		for (size_t i = 0; i < 2000; i++) {
			size_t n = i % 101 == 100 ? 20000 : i % 50;
			char *p = arena_alloc(&a, n);

			assert_non_null(p);
			assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
			assert_true(is_zero(p, n));
			memset(p, 0xff, n);
			assert_true(!before || p >= before + size || p + n <= before);
			before = p;
			size = n;
		}
		arena_reset(&a);
	}
	arena_free(&a);
	arena_reset(&a);
	arena_free(&a);
}

static void arenas_refuse_what_cannot_be(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_null(arena_alloc(&a, SIZE_MAX));
	assert_null(arena_alloc(&a, SIZE_MAX - 32));
	assert_null(arena_array(&a, SIZE_MAX / 4, 8));
	assert_null(arena_array(&a, 8, SIZE_MAX / 4));
	assert_null(arena_string(&a, (struct text){ "", SIZE_MAX }));
	/* It is of use afterwards. */
	assert_non_null(arena_array(&a, 0, 16));
	assert_non_null(arena_array(&a, 16, 0));
	assert_string_equal(arena_string(&a, (struct text){ "lanwan", 3 }), "lan");
	assert_string_equal(arena_string(&a, (struct text){ NULL, 0 }), "");
	assert_string_equal(arena_printf(&a, "%s-%05d", "web", 17), "web-00017");
	assert_int_equal(strlen(arena_printf(&a, "%9000s", "x")), 9000);
	arena_free(&a);
}

static void strings_grow(void **state)
{
	struct sb b = { 0 };

	(void)state;
	assert_int_equal(sb_view(&b).n, 0);
	assert_non_null(sb_view(&b).s);
	for (int i = 0; i < 1000; i++) {
		sb_printf(&b, "%03d", i);
		sb_byte(&b, ',');
		sb_string(&b, "");
		sb_text(&b, TEXT("\0;"));
	}
	sb_repeat(&b, 'x', 3);
	sb_repeat(&b, 'y', 0);
	assert_int_equal(b.error, 0);
	assert_int_equal(b.n, 6003);
	assert_memory_equal(b.s, "000,\0;001,\0;", 12);
	assert_memory_equal(b.s + 5994, "999,\0;xxx", 9);
	sb_reset(&b);
	/* Exactly the room that there is, and a terminator more. */
	sb_repeat(&b, 'a', b.room - 3);
	sb_printf(&b, "%s", "bcd");
	assert_memory_equal(b.s + b.n - 4, "abcd", 4);
	assert_memory_equal(sb_room(&b, 5000) - 3, "bcd", 3);
	sb_free(&b);
	assert_null(b.s);
	sb_free(&b);
}

static void strings_take_numbers_as_printf_does(void **state)
{
	static const long long numbers[] = { 0, 9, 10, -1, 4096, LLONG_MAX, LLONG_MIN };
	char printed[32];
	struct sb b = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		snprintf(printed, sizeof(printed), "%lld", numbers[i]);
		sb_reset(&b);
		sb_number(&b, numbers[i]);
		expect_text(printed, sb_view(&b), printed);
	}
	sb_free(&b);
}

/* Around the size up to which the arena formats once. */
static void long_messages_are_formatted_whole(void **state)
{
	struct arena a = { 0 };
	char message[600];

	(void)state;
	for (size_t n = 0; n < sizeof(message) - 1; n++) {
		memset(message, 'x', n);
		message[n] = '\0';
		assert_string_equal(arena_printf(&a, "%s", message), message);
	}
	arena_free(&a);
}

static void strings_remember_the_first_error(void **state)
{
	struct sb b = { 0 };

	(void)state;
	sb_string(&b, "before");
	sb_repeat(&b, 'x', SIZE_MAX);
	assert_int_equal(b.error, -ENOMEM);
	sb_string(&b, "behind");
	sb_byte(&b, 'x');
	sb_printf(&b, "%d", 1);
	sb_repeat(&b, 'x', 1);
	assert_null(sb_room(&b, 1));
	expect_text("after the error", sb_view(&b), "before");
	assert_int_equal(b.error, -ENOMEM);
	sb_free(&b);
	assert_int_equal(b.error, 0);
}

static void hashes_are_fnv_1a(void **state)
{
	(void)state;
	assert_true(hash_add(HASH_START, TEXT("")) == UINT64_C(0xcbf29ce484222325));
	assert_true(hash_add(HASH_START, TEXT("a")) == UINT64_C(0xaf63dc4c8601ec8c));
	assert_true(hash_add(HASH_START, TEXT("foobar")) == UINT64_C(0x85944171f73967e8));
	assert_true(hash_add(hash_add(HASH_START, TEXT("foo")), TEXT("bar")) == UINT64_C(0x85944171f73967e8));
	/* Bytes above 127 are not negative. */
	assert_true(hash_add(HASH_START, TEXT("\xff")) == (UINT64_C(0xcbf29ce484222325) ^ 0xff) * UINT64_C(0x100000001b3));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_compare_bytewise),
		cmocka_unit_test(texts_start_end_and_have),
		cmocka_unit_test(trims_blanks_and_tabs_only),
		cmocka_unit_test(splits_with_empty_pieces),
		cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
		cmocka_unit_test(utf8_is_what_unicode_says),
		cmocka_unit_test(utf8_ends_at_the_first_bad_byte_wherever_it_is),
		cmocka_unit_test(distances_count_edits),
		cmocka_unit_test(arenas_give_aligned_zeroed_and_separate_memory),
		cmocka_unit_test(arenas_refuse_what_cannot_be),
		cmocka_unit_test(strings_grow),
		cmocka_unit_test(strings_take_numbers_as_printf_does),
		cmocka_unit_test(long_messages_are_formatted_whole),
		cmocka_unit_test(strings_remember_the_first_error),
		cmocka_unit_test(hashes_are_fnv_1a),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
