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

/* A text that was let go, as lint does with the files that it has judged. */
static uint32_t run_reread(struct run *run, const char *name, struct text text)
{
	uint32_t file = sources_add(&run->sources, name, (struct text){ NULL, 0 });

	write_file(name, text);
	run->sources.items[file].rereads = true;
	return file;
}

static void texts_that_were_let_go_are_read_again(void **state)
{
	struct run run;
	uint32_t file;

	(void)state;
	run_open(&run);
	file = run_reread(&run, "a.cfg", TEXT("a\nb\xc3\xa4" "cd\n"));
	assert_null(sources_get(&run.sources, file)->text.s);
	expect_place(&run, span_make(file, 5, 7), "place", (struct place){ 2, 3, 2, 5 });
	expect_span("bytes", &run, span_make(file, 5, 7), "cd");
	expect_text("line", source_line(&run.sources, file, 2), "b\xc3\xa4" "cd");
	expect_text("text", source_text(&run.sources, file), "a\nb\xc3\xa4" "cd\n");
	expect_text("no source", source_text(&run.sources, 0), "");
	expect_text("no source", source_text(&run.sources, file + 1), "");
	sources_free(&run.sources);
	assert_null(sources_get(&run.sources, file)->text.s);
	run_close(&run);
}

/* More files than stay, asked for in every order; each again and again. */
static void a_few_of_them_stay_and_all_come_again(void **state)
{
	enum { FILES = 3 * SOURCES_REREAD };
	struct run run;
	uint64_t seed = 7;

	(void)state;
	run_open(&run);
	for (unsigned i = 1; i <= FILES; i++) {
		const char *name = arena_printf(&run.arena, "%u.cfg", i);

		assert_int_equal(run_reread(&run, name, text_of(arena_printf(&run.arena, "x\n\n%s!", name))), i);
	}
	for (unsigned round = 0; round < 500; round++) {
		uint32_t file = (uint32_t)random_below(&seed, FILES) + 1;
		const char *name = sources_get(&run.sources, file)->name;
		uint32_t end = 3 + (uint32_t)strlen(name);
		size_t held = 0;

		expect_place(&run, span_make(file, 3, end), name, (struct place){ 3, 1, 3, end - 2 });
		expect_span(name, &run, span_make(file, 3, end), name);
		for (uint32_t i = 1; i <= FILES; i++)
			held += run.sources.items[i].text.s != NULL;
		assert_in_range(held, 1, SOURCES_REREAD);
	}
	sources_free(&run.sources);
	run_close(&run);
}

/* What was asked for last SOURCES_REREAD times is still there: nobody reads a file once a finding. */
static void the_last_ones_are_not_read_twice(void **state)
{
	struct run run;

	(void)state;
	run_open(&run);
	for (unsigned i = 1; i <= SOURCES_REREAD; i++)
		run_reread(&run, arena_printf(&run.arena, "%u.cfg", i), TEXT("first"));
	for (uint32_t i = 1; i <= SOURCES_REREAD; i++)
		expect_text("first", source_text(&run.sources, i), "first");
	for (uint32_t i = 1; i <= SOURCES_REREAD; i++)
		write_file(sources_get(&run.sources, i)->name, TEXT("other"));
	for (uint32_t i = 1; i <= SOURCES_REREAD; i++)
		expect_text("kept", source_text(&run.sources, i), "first");
	sources_free(&run.sources);
	expect_text("anew", source_text(&run.sources, 1), "other");
	sources_free(&run.sources);
	run_close(&run);
}

/* It went, or became shorter, since it was judged: no place, and nothing out of bounds. */
static void files_that_went_are_empty(void **state)
{
	struct run run;
	uint32_t gone, shorter;
	struct place place;

	(void)state;
	run_open(&run);
	gone = run_reread(&run, "gone.cfg", TEXT("abc\ndef"));
	shorter = run_reread(&run, "short.cfg", TEXT("abc\ndef"));
	unlink("gone.cfg");
	write_file("short.cfg", TEXT("a"));
	for (uint32_t file = gone; file <= shorter; file++) {
		assert_int_equal(span_place(&run.sources, span_make(file, 4, 7), &place), 0);
		assert_int_equal(place.line, 1);
		assert_int_equal(span_text(&run.sources, span_make(file, 4, 7)).n, 0);
		assert_int_equal(source_line(&run.sources, file, 2).n, 0);
	}
	expect_text("gone", source_text(&run.sources, gone), "");
	sources_free(&run.sources);
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
		cmocka_unit_test_teardown(texts_that_were_let_go_are_read_again, folder_clean),
		cmocka_unit_test_teardown(a_few_of_them_stay_and_all_come_again, folder_clean),
		cmocka_unit_test_teardown(the_last_ones_are_not_read_twice, folder_clean),
		cmocka_unit_test_teardown(files_that_went_are_empty, folder_clean),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
