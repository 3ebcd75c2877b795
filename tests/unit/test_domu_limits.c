/*
 * test_domu_limits.c - deep, growing, senseless and unlucky input to the readers of domU configs.
 */
#include "test_domu.h"

#include <errno.h>
#include <stdlib.h>

/* The reader's own, held to its order here. */
extern const char *const xm_builtins[];
extern const size_t xm_n_builtins;

static bool accepts(enum domu_dialect dialect, const struct sb *b)
{
	struct run run;
	bool accepted;

	run_open(&run);
	accepted = read_text(&run, dialect, sb_view(b))->accepted;
	run_close(&run);
	return accepted;
}

static void bounds_nesting(void **state)
{
	struct sb b = { 0 };

	(void)state;
	for (size_t depth = DOMU_NESTING_MAX - 1; depth <= DOMU_NESTING_MAX + 1; depth++) {
		sb_reset(&b);
		sb_string(&b, "a = ");
		sb_repeat(&b, '[', depth);
		sb_repeat(&b, ']', depth);
		sb_byte(&b, '\n');
		assert_int_equal(accepts(DOMU_XL, &b), depth <= DOMU_NESTING_MAX);
	}
	for (size_t depth = DOMU_BLOCKS_MAX; depth <= DOMU_BLOCKS_MAX + 1; depth++) {
		sb_reset(&b);
		for (size_t i = 0; i < depth; i++) {
			sb_repeat(&b, ' ', i);
			sb_string(&b, "if 1:\n");
		}
		sb_repeat(&b, ' ', depth);
		sb_string(&b, "a = 1\n");
		assert_int_equal(accepts(DOMU_XM, &b), depth <= DOMU_BLOCKS_MAX);
	}
	sb_free(&b);
}

/* Bytes and values inside a value, at all depths. */
static size_t weigh(const struct domu_value *v)
{
	size_t weight = 1 + v->text.n;

	for (size_t i = 0; i < v->n; i++)
		weight += weigh(&v->items[i]);
	return weight;
}

/* Values that double with every line do not fill the memory, nor the time of who walks them. */
static void bounds_values(void **state)
{
	static const char *const lines[] = { "a = a + a\n", "a = [a, a]\n", "a = [a]\n", "a = a * 1000\n",
					     "b = [a, a]\na = [b, b]\n", "a += a\n" };
	enum { LARGEST = 1 << 22 };
	struct sb b = { 0 };

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(lines); i++) {
		struct run run;

		sb_reset(&b);
		sb_string(&b, i % 2 ? "a = ['x']\n" : "a = 'x'\n");
		for (unsigned n = 0; n < 200; n++)
			sb_string(&b, lines[i / 2]);
		run_open(&run);
		assert_true(weigh(&domu_find(read_text(&run, DOMU_XM, sb_view(&b)), TEXT("a"))->value) <
			    LARGEST);
		run_close(&run);
	}
	sb_free(&b);
}

static void check_spans(const struct domu_value *v, size_t n)
{
	assert_true(v->at.begin <= v->at.end && v->at.end <= n);
	assert_true(!v->verbatim || v->text_at + v->text.n <= n);
	for (size_t i = 0; i < v->n; i++)
		check_spans(&v->items[i], n);
}

/* Pieces of both languages in any order: never a crash, every place inside, no refusal without a finding. */
static void survives_anything(void **state)
{
	static const char *const pieces[] = {
		"a", "b", "=", " = ", "+=", "+", "%", "[", "]", "(", ")", "{", "}", ",", ":", "\n", "\n",
		"\n  ", "\n\t", "'", "'x'", "\"", "'''", "\\", "\\\n", "#", "if ", "else:", "for ",
		" in ", "def ", "import ", "lambda ", "not ", "print ", "1", "0", ".", "u'", "\\x",
		"\xe2\x80\x98", "\xff", "\r", "\r\n", "*", "`", "@", ";", "$", "-",
	};
	uint64_t random = 7;

	(void)state;
	for (unsigned i = 0; i < 4000; i++) {
		struct sb b = { 0 };
		struct run run;
		struct domu *domu;

		for (size_t n = random_below(&random, 40); n; n--)
			sb_string(&b, pieces[random_below(&random, COUNT(pieces))]);
		run_open(&run);
		domu = read_text(&run, i % 2 ? DOMU_XL : DOMU_XM, sb_view(&b));
		assert_int_equal(domu->accepted, findings_errors(&run.findings) == 0);
		for (size_t k = 0; k < domu->n; k++)
			check_spans(&domu->items[k].value, b.n);
		for (const struct finding *f = run.findings.first; f; f = f->next) {
			assert_true(f->at.file && f->at.begin <= f->at.end && f->at.end <= b.n);
			assert_true(!f->fix || (f->fix_at.begin <= f->fix_at.end && f->fix_at.end <= b.n));
		}
		run_close(&run);
		sb_free(&b);
	}
}

/* With `left` bytes and not one more: the arena's next block is larger than any memory. */
static int read_with(enum domu_dialect dialect, struct text text, size_t left)
{
	enum { BLOCK = 4 << 10 };
	struct domu *domu;
	struct run run;
	uint32_t file;
	int r;

	run_open(&run);
	file = run_source(&run, "a.cfg", text);
	while ((size_t)(run.arena.end - run.arena.at) > left)
		arena_alloc(&run.arena, 1);
	assert_true(left < BLOCK);
	run.arena.next_size = SIZE_MAX;
	r = domu_read(&run.arena, &run.sources, file, dialect, &run.findings, &domu);
	run_close(&run);
	return r;
}

static void runs_out_of_memory(void **state)
{
	static const char *const texts[] = {
		"a = ['x', 'y\\n']\na += ['z']\nb = \n",
		"a = 'x%d' % 3 + 'y'\nb = [a, -1.5, 2 + 3]\nb += ['z']\nc, d = 1, 2\ne = 'u' 'v'\nf = g\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		bool failed = false;

		for (size_t left = 0; left < 4000; left += 16) {
			int r = read_with(i ? DOMU_XM : DOMU_XL, text_of(texts[i]), left);

			assert_true(r == 0 || r == -ENOMEM);
			failed |= r == -ENOMEM;
		}
		assert_true(failed);
	}
}

/* bsearch needs the order. */
static void builtins_are_sorted(void **state)
{
	(void)state;
	for (size_t i = 1; i < xm_n_builtins; i++)
		if (strcmp(xm_builtins[i - 1], xm_builtins[i]) >= 0)
			fail_msg("%s does not belong before %s", xm_builtins[i - 1], xm_builtins[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bounds_nesting),
		cmocka_unit_test(bounds_values),
		cmocka_unit_test(survives_anything),
		cmocka_unit_test(runs_out_of_memory),
		cmocka_unit_test(builtins_are_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
