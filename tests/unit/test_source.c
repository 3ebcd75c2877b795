/*
 * test_source.c - places: lines and columns of byte ranges.
 */
#include "harness.h"
#include <stdlib.h>

static void expect_place(struct run *run, struct span at, const char *what, struct place wanted)
{
	struct place got;

	assert_int_equal(span_place(&run->sources, at, &got), 0);
	if (memcmp(&got, &wanted, sizeof(got)) != 0)
		fail_msg("%s, bytes %u to %u: %u:%u to %u:%u, not %u:%u to %u:%u", what, at.begin, at.end, got.line, got.column,
			 got.end_line, got.end_column, wanted.line, wanted.column, wanted.end_line, wanted.end_column);
}

static void places_count_lines_and_characters_from_one(void **state)
{
	static const struct {
		struct text text;
		size_t begin, end;
		struct place place;
	} cases[] = {
		{ TEXT(""), 0, 0, { 1, 1, 1, 1 } },
		{ TEXT("abc"), 0, 3, { 1, 1, 1, 4 } },
		{ TEXT("abc"), 3, 3, { 1, 4, 1, 4 } },           /* the end, without a line break */
		{ TEXT("abc\n"), 3, 4, { 1, 4, 2, 1 } },
		{ TEXT("abc\n"), 4, 4, { 2, 1, 2, 1 } },
		{ TEXT("a\n\nb\nc"), 2, 3, { 2, 1, 3, 1 } },
		{ TEXT("a\n\nb\nc"), 3, 6, { 3, 1, 4, 2 } },
		{ TEXT("\n"), 0, 0, { 1, 1, 1, 1 } },
		{ TEXT("a\r\nb"), 3, 4, { 2, 1, 2, 2 } },
		{ TEXT("a\rb"), 2, 3, { 1, 3, 1, 4 } },          /* a carriage return alone ends no line */
		{ TEXT("\ta\t b"), 1, 2, { 1, 2, 1, 3 } },       /* a tab is one character */
		{ TEXT("\ta\t b"), 4, 5, { 1, 5, 1, 6 } },
		{ TEXT("\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7x\ny"), 0, 2, { 1, 1, 1, 2 } },
		{ TEXT("\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7x\ny"), 2, 9, { 1, 2, 1, 4 } },
		{ TEXT("\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7x\ny"), 9, 10, { 1, 4, 1, 5 } },
		{ TEXT("\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7x\ny"), 11, 12, { 2, 1, 2, 2 } },
		{ TEXT("a\0b"), 2, 3, { 1, 3, 1, 4 } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct run run;
		uint32_t file;

		run_open(&run);
		file = run_source(&run, "x", cases[i].text);
		expect_place(&run, span_make(file, cases[i].begin, cases[i].end), "case", cases[i].place);
		run_close(&run);
	}
}

static void bytes_that_are_no_characters_count_as_one(void **state)
{
	/* Latin-1, which xl takes in .cfg: a no-break space, and an umlaut before a letter and before another one. */
	static const struct text texts[] = { TEXT("\xa0x"), TEXT("\xe4x"), TEXT("\xff\x80x"), TEXT("\xc3(\x80x"),
					     TEXT("\xe2\x82x"), TEXT("\xed\xa0\x80x") };
	static const unsigned columns[] = { 2, 2, 3, 4, 3, 4 };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		unsigned column = columns[i];
		struct run run;
		uint32_t file;

		run_open(&run);
		file = run_source(&run, "x", texts[i]);
		expect_place(&run, span_make(file, texts[i].n - 1, texts[i].n), "Latin-1",
			     (struct place){ 1, column, 1, column + 1 });
		run_close(&run);
	}
}

/* Long lines, many lines, characters of all sizes: as counted the slow way. */
static void places_are_those_of_the_slow_way(void **state)
{
	static const char *const characters[] = { "a", "\t", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x90\xa7" };
	uint64_t seed = 1;

	(void)state;
	for (size_t round = 0; round < 6; round++) {
		size_t length = round < 2 ? SOURCE_STEP * (round + 1) : 5 * SOURCE_STEP + round;
		unsigned line = 1, column = 1;
		struct sb text = { 0 };
		struct run run;
		uint32_t file;

		while (text.n < length)
			sb_string(&text, round % 2 && random_below(&seed, 3000) == 0 ? "\n" :
					 round < 2 ? "a" : characters[random_below(&seed, COUNT(characters))]);
		run_open(&run);
		file = run_source(&run, "long", sb_view(&text));
		for (size_t i = 0; i <= text.n; i++) {
			if (i == text.n || ((unsigned char)text.s[i] & 0xc0) != 0x80)
				expect_place(&run, span_make(file, i, i), "slow way", (struct place){ line, column, line, column });
			if (i < text.n && ((unsigned char)text.s[i] & 0xc0) != 0x80)
				column++;
			if (i < text.n && text.s[i] == '\n') {
				line++;
				column = 1;
			}
		}
		run_close(&run);
		sb_free(&text);
	}
}

static void nowhere_is_all_zero(void **state)
{
	struct place place = { 1, 1, 1, 1 };
	struct run run;

	(void)state;
	run_open(&run);
	run_source(&run, "x", TEXT("abc"));
	assert_int_equal(span_place(&run.sources, (struct span){ 0, 1, 2 }, &place), 0);
	assert_int_equal(place.line + place.column + place.end_line + place.end_column, 0);
	assert_int_equal(span_text(&run.sources, (struct span){ 0, 1, 2 }).n, 0);
	assert_int_equal(span_text(&run.sources, (struct span){ 2, 0, 1 }).n, 0);
	assert_null(sources_get(&run.sources, 0));
	assert_null(sources_get(&run.sources, 2));
	run_close(&run);
}

static void lines_come_without_their_break(void **state)
{
	static const struct {
		struct text text;
		unsigned line;
		const char *wanted;
	} cases[] = {
		{ TEXT(""), 1, "" }, { TEXT("a"), 1, "a" }, { TEXT("a\n"), 1, "a" }, { TEXT("a\n"), 2, "" },
		{ TEXT("a\r\nb"), 1, "a" }, { TEXT("a\r\nb"), 2, "b" }, { TEXT("a\n\nb"), 2, "" }, { TEXT("a\n\nb"), 3, "b" },
		{ TEXT("a\rb\n"), 1, "a\rb" }, { TEXT("a\n"), 0, "" }, { TEXT("a\n"), 3, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct run run;
		uint32_t file;

		run_open(&run);
		file = run_source(&run, "x", cases[i].text);
		expect_text("line", source_line(&run.sources, file, cases[i].line), cases[i].wanted);
		assert_int_equal(source_line(&run.sources, 0, 1).n, 0);
		run_close(&run);
	}
}

static void texts_of_a_source_have_a_span(void **state)
{
	static const char bytes[] = "bridge=lan,ip=10.0.0.1";
	struct span otherwise, at;
	struct run run;
	uint32_t file;

	(void)state;
	run_open(&run);
	run_source(&run, "other", TEXT("other"));
	file = run_source(&run, "x", (struct text){ bytes + 2, 8 });
	otherwise = span_make(file, 1, 2);
	at = text_span(&run.sources, (struct text){ bytes + 7, 3 }, otherwise);
	assert_true(at.file == file && at.begin == 5 && at.end == 8);
	expect_span("span", &run, at, "lan");
	at = text_span(&run.sources, (struct text){ bytes + 10, 0 }, otherwise); /* empty, at the end */
	assert_true(at.begin == 8 && at.end == 8);
	/* Before it, behind it, out of it, and none at all. */
	assert_int_equal(text_span(&run.sources, (struct text){ bytes + 1, 2 }, otherwise).begin, 1);
	assert_int_equal(text_span(&run.sources, (struct text){ bytes + 9, 2 }, otherwise).begin, 1);
	assert_int_equal(text_span(&run.sources, (struct text){ bytes + 12, 0 }, otherwise).begin, 1);
	assert_int_equal(text_span(&run.sources, (struct text){ NULL, 0 }, otherwise).begin, 1);
	assert_int_equal(text_span(&run.sources, (struct text){ bytes + 7, 3 }, (struct span){ 0 }).file, 0);
	run_close(&run);
}

static void sources_keep_their_numbers(void **state)
{
	struct run run;

	(void)state;
	run_open(&run);
	for (uint32_t i = 1; i <= 100; i++)
		assert_int_equal(run_source(&run, arena_printf(&run.arena, "%u.cfg", i), TEXT("a\nbc")), i);
	for (uint32_t i = 1; i <= 100; i++) {
		assert_int_equal(atoi(sources_get(&run.sources, i)->name), i);
		expect_span("bytes", &run, span_make(i, 2, 4), "bc");
		expect_place(&run, span_make(i, 2, 4), "place", (struct place){ 2, 1, 2, 3 });
	}
	run_close(&run);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_count_lines_and_characters_from_one),
		cmocka_unit_test(bytes_that_are_no_characters_count_as_one),
		cmocka_unit_test(places_are_those_of_the_slow_way),
		cmocka_unit_test(nowhere_is_all_zero),
		cmocka_unit_test(lines_come_without_their_break),
		cmocka_unit_test(texts_of_a_source_have_a_span),
		cmocka_unit_test(sources_keep_their_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
