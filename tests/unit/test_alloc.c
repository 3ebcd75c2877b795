/*
 * test_alloc.c - the n-th allocation fails, for n = 1, 2, 3, … until none fails any more.
 *
 * Each time the work must end with -ENOMEM or with an error that sticks,
 * without a leak, an open file or something left in a folder; or, where it
 * could do without, with exactly what it makes when nothing fails.
 */
#include "harness.h"
#include "alloc_turns.h"
#include "alloc_texts.h"
#include <errno.h>
#include <xencfg/description.h>
#include <xencfg/domu.h>
#include <xencfg/fix.h>
#include <xencfg/graph.h>
#include <xencfg/lint.h>
#include <xencfg/output.h>

static int read_host(struct run *run, const char *text, struct host **ret)
{
	static const struct description_options options = { NULL, NULL };
	uint32_t file = sources_add(&run->sources, "host.json", text_of(text));
	int error;

	if (!file)
		return -ENOMEM;
	error = description_read(&run->arena, &run->sources, file, &options, &run->findings, ret);
	/* It says so whatever else it found. */
	return run->findings.error ? run->findings.error : error;
}

static int reads_what_is_no_json(struct run *run, struct sb *out)
{
	static const char *const texts[] = { "{ /* x */ }", "[1, 2,]", "{\"a\": [tru", "\xef\xbb\xbf{}", "\xff", "" };
	struct host *host;

	for (size_t i = 0; i < COUNT(texts); i++) {
		int error = read_host(run, texts[i], &host);

		if (error != -EINVAL)
			return error ? error : -EDOM;
	}
	return put_findings(run, out);
}

static int load(struct run *run, const char *text, struct host **ret)
{
	int error = read_host(run, text, ret);

	if (!error)
		error = lint_run(*ret, &run->sources, &run->arena, NULL, &run->findings);
	return error ? error : host_compute_macs(*ret);
}

static int lints_what_is_good(struct run *run, struct sb *out)
{
	struct host *host;
	int error = load(run, xend_text, &host);

	return error ? error : put_findings(run, out);
}

static int lints_what_is_wrong(struct run *run, struct sb *out)
{
	struct host *host;
	int error = load(run, wrong_text, &host);

	return error ? error : put_findings(run, out);
}

static int fixes_what_is_wrong(struct run *run, struct sb *out)
{
	struct text text = TEXT("a = b\r\nc = [ 'x',, 'y' ]]\r\n# end");
	uint32_t file = sources_add(&run->sources, "a.cfg", text);
	struct finding **sorted;
	bool applied[8] = { false };
	struct domu *domu;

	if (!file || domu_read(&run->arena, &run->sources, file, DOMU_XL, &run->findings, &domu) < 0)
		return -ENOMEM;
	sorted = findings_sorted(&run->findings, &run->sources);
	if (!sorted || run->findings.error)
		return -ENOMEM;
	return fix_apply(out, text, file, sorted, run->findings.n, applied);
}

/* Only what comes behind the reading fails here. Often enough to get frames in the picture. */
static int draws(struct run *run, struct sb *out)
{
	enum { TIMES = 8 };
	struct graph_source source = { .title = TEXT("x") };
	struct graph_member *members;
	struct finding **sorted;
	struct graph graph;
	struct host *host;
	int error;

	memory.active = false;
	error = load(run, wrong_text, &host);
	assert_int_equal(error, 0);
	memory.active = true;
	members = arena_array(&run->arena, host->n_guests * TIMES, sizeof(*members));
	sorted = findings_sorted(&run->findings, &run->sources);
	if (!members || !sorted)
		return -ENOMEM;
	for (source.n_guests = 0; source.n_guests < host->n_guests * TIMES; source.n_guests++)
		members[source.n_guests] = (struct graph_member){ host, &host->guests[source.n_guests % host->n_guests] };
	source.host = host;
	source.guests = members;
	if (graph_make(&graph, &source, 1, &run->arena) < 0 ||
	    graph_mark(&graph, sorted, run->findings.n, &run->arena) < 0 || graph_dot(out, &graph) < 0 ||
	    graph_mermaid(out, &graph) < 0 || graph_svg(out, &graph) < 0)
		return -ENOMEM;
	return graph_html(out, &graph, &run->sources, sorted, run->findings.n, "1");
}

/* Only what comes behind the reading fails here. */
static int writes(struct run *run, struct sb *out, const char *text, enum tree_mode mode)
{
	struct tree_options options = { mode, true, true, "host.json", out };
	struct tree tree = { 0 };
	struct output output;
	struct host *host;
	const char *path;
	int error;

	memory.active = false;
	assert_int_equal(load(run, text, &host), 0);
	memory.active = true;
	error = output_open(&output, host, NULL, &run->arena, &run->sources, &run->findings, &path);
	if (!error)
		error = tree_open(&tree, "out", &options);
	if (!error)
		error = output_put(&output, &tree, &run->findings);
	if (!error)
		error = tree_commit(&tree);
	memory.active = false;
	for (size_t i = 0; i < tree.n && !error; i++)
		sb_printf(out, "%s %d\n", tree.entries[i].path, (int)tree.entries[i].status);
	tree_close(&tree);
	return error;
}

static int shows_xend(struct run *run, struct sb *out)
{
	return writes(run, out, xend_text, TREE_DIFF);
}

static int shows_xl(struct run *run, struct sb *out)
{
	return writes(run, out, xl_text, TREE_DIFF);
}

static int writes_xend(struct run *run, struct sb *out)
{
	return writes(run, out, xend_text, TREE_WRITE);
}

static void prepare_nothing(void)
{
	folder_empty(".", 4);
}

static void expect_nothing(int error)
{
	expect_names(".", error ? "" : " out");
}

/* One file of the people's, to be kept, and one of a guest that is gone. */
static void prepare_old(void)
{
	folder_empty(".", 4);
	assert_int_equal(mkdir("out", 0755), 0);
	write_file("out/web.cfg", TEXT("mine\n"));
	write_file("out/gone.cfg", TEXT("# Made by xencfg from host.json (change that, not this) d509425adba8cf4b\nname = 'web'\n"));
}

static void expect_old(int error)
{
	if (error) {
		expect_names("out", " gone.cfg web.cfg");
		expect_file("out/web.cfg", "mine\n");
	} else {
		expect_names("out", " auto mail.cfg scripts web.cfg web.cfg.orig xend-config.sxp");
	}
}

static void reading_survives(void **state)
{
	(void)state;
	fail_each(reads_what_is_no_json, 10, NULL, NULL);
}

static void linting_and_reporting_survive(void **state)
{
	(void)state;
	fail_each(lints_what_is_good, 100, NULL, NULL);
	fail_each(lints_what_is_wrong, 300, NULL, NULL);
}

static void drawing_survives(void **state)
{
	(void)state;
	fail_each(draws, 300, NULL, NULL);
}

static void fixing_survives(void **state)
{
	(void)state;
	fail_each(fixes_what_is_wrong, 10, NULL, NULL);
}

static void looking_survives(void **state)
{
	(void)state;
	fail_each(shows_xend, 100, prepare_nothing, NULL);
	fail_each(shows_xl, 50, prepare_nothing, NULL);
	fail_each(shows_xend, 100, prepare_old, NULL);
}

static void writing_survives_and_leaves_nothing(void **state)
{
	(void)state;
	fail_each(writes_xend, 50, prepare_nothing, expect_nothing);
	fail_each(writes_xend, 50, prepare_old, expect_old);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading_survives),
		cmocka_unit_test(linting_and_reporting_survive),
		cmocka_unit_test(drawing_survives),
		cmocka_unit_test(fixing_survives),
		cmocka_unit_test(looking_survives),
		cmocka_unit_test(writing_survives_and_leaves_nothing),
	};

	json_set_alloc_funcs(malloc, free);
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
