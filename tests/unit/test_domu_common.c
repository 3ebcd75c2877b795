/*
 * test_domu_common.c - what is taken over from xl's reading must be what xm's reader would have made of the file.
 */
#include "test_domu.h"

static bool same_value(const struct domu_value *a, const struct domu_value *b)
{
	if (a->kind != b->kind || a->verbatim != b->verbatim || a->quoted != b->quoted || a->number != b->number ||
	    a->n != b->n || a->at.begin != b->at.begin || a->at.end != b->at.end)
		return false;
	if (a->kind != DOMU_LIST && (!text_same(a->text, b->text) || a->text_at != b->text_at))
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!same_value(&a->items[i], &b->items[i]))
			return false;
	return true;
}

static bool same(const struct domu *a, const struct domu *b)
{
	if (a->n != b->n || a->accepted != b->accepted || a->dynamic != b->dynamic)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!text_same(a->items[i].key, b->items[i].key) ||
		    a->items[i].key_at.begin != b->items[i].key_at.begin || a->items[i].append != b->items[i].append ||
		    a->items[i].used != b->items[i].used || !same_value(&a->items[i].value, &b->items[i].value) ||
		    domu_find(a, a->items[i].key) != &a->items[domu_find(b, b->items[i].key) - b->items])
			return false;
	return true;
}

/* 1: it is taken over, and rightly; 0: it is not. */
static int taken_over(struct text text)
{
	struct run run;
	struct domu *xl, *common, *xm;
	size_t findings;
	int taken;

	run_open(&run);
	xl = read_text(&run, DOMU_XL, text);
	assert_int_equal(domu_as_xm(&run.arena, &run.sources, xl, 1, &common), 0);
	findings = run.findings.n;
	xm = read_text(&run, DOMU_XM, text);
	taken = common != NULL;
	if (taken && (!same(common, xm) || run.findings.n != findings))
		fail_msg("not the same to xm: %.*s", TEXT_ARG(text));
	run_close(&run);
	return taken;
}

static void test_texts(void **state)
{
	static const struct {
		const char *text;
		int taken;
	} texts[] = {
		{ "name = 'web'\nmemory = 256\ndisk = [ 'phy:/dev/vg0/web,xvda,w', ]\n", 1 },
		{ "# only a comment\n", 1 },
		{ "vif = [ 'mac=00:16:3E:00:00:01',\n        'bridge=lan' ] # two\n", 1 },
		{ "memory = 0\n", 1 },
		{ "memory = 0400\n", 0 },
		{ "memory = 0x100\n", 0 },
		{ "memory = 1234567890\n", 0 },
		{ "cpus = [ 1, 2 ]\n", 0 },
		{ " memory = 256\n", 0 },
		{ "memory = 256; vcpus = 2\n", 0 },
		{ "name = 'a\\n'\n", 0 },
		{ "name = '\xe9'\n", 0 },
		{ "memory = 1\nmemory = 2\n", 0 },
		{ "vif = [ 'bridge=lan' ]\nvif += [ 'bridge=dmz' ]\n", 0 },
		{ "import = 'x'\n", 0 },
		{ "memory = 256", 0 },
		{ "memory = 256\r\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (taken_over(text_of(texts[i].text)) != texts[i].taken)
			fail_msg("%s is%s taken over", texts[i].text, texts[i].taken ? " not" : "");
}

static void test_made_up(void **state)
{
	static const char *const pieces[] = { "name",       "memory",
		                              "vif",        "disk",
		                              "extra",      " = ",
		                              "=",          "=",
		                              "'web'",      "\"x\"",
		                              "[",          "]",
		                              ",",          " ",
		                              "\n",         "\n",
		                              "\n",         "12",
		                              "0",          "07",
		                              "# x\n",      "'",
		                              "\"",         "''",
		                              "'a=b'",      "\t",
		                              "- ",         "(",
		                              ")",          "\\",
		                              ";",          "+=",
		                              "name='a'\n", "vif=['a','b']\n" };
	uint64_t seed = 7;
	int taken = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct sb text = { 0 };

		for (unsigned n = (unsigned)(random_next(&seed) % 12); n; n--)
			sb_string(&text, pieces[random_next(&seed) % COUNT(pieces)]);
		sb_string(&text, random_next(&seed) % 4 ? "\n" : "");
		taken += taken_over(sb_view(&text));
		sb_free(&text);
	}
	assert_true(taken > 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_made_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
