/*
 * target_graph.c - the network of a description as a picture in every format, whatever names and findings it has.
 */
#include <xencfg/description.h>
#include <xencfg/graph.h>
#include <xencfg/lint.h>
#include "fuzz.h"

/* No byte that a browser or terminal would take for something else: UTF-8 without control characters. */
static void check_text(const struct sb *out)
{
	FUZZ_REQUIRE(!out->error && text_utf8_length(sb_view(out)) == out->n);
	for (size_t i = 0; i < out->n; i++)
		FUZZ_REQUIRE((unsigned char)out->s[i] >= ' ' || out->s[i] == '\n' || out->s[i] == '\t');
}

static void draw(struct fuzz *f, const struct host *host)
{
	struct graph_source source = { .title = TEXT("x"), .host = host };
	struct graph_member *members = arena_array(&f->arena, host->n_guests + 1, sizeof(*members));
	struct finding **sorted = findings_sorted(&f->findings, &f->sources);
	struct sb out = { 0 };
	struct graph graph;

	FUZZ_REQUIRE(members && sorted);
	for (; source.n_guests < host->n_guests; source.n_guests++)
		members[source.n_guests] = (struct graph_member){ host, &host->guests[source.n_guests] };
	source.guests = members;
	FUZZ_REQUIRE(graph_make(&graph, &source, 1, &f->arena) == 0);
	FUZZ_REQUIRE(graph_mark(&graph, sorted, f->findings.n, &f->arena) == 0);
	FUZZ_REQUIRE(graph_dot(&out, &graph) == 0 && graph_mermaid(&out, &graph) == 0 && graph_svg(&out, &graph) == 0);
	FUZZ_REQUIRE(graph_html(&out, &graph, &f->sources, sorted, f->findings.n, "1") == 0);
	check_text(&out);
	sb_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct description_options options = { NULL, NULL };
	struct host *host;
	struct fuzz f;

	fuzz_open(&f, "host.json", fuzz_text(data, size));
	if (description_read(&f.arena, &f.sources, f.file, &options, &f.findings, &host) == 0) {
		FUZZ_REQUIRE(lint_run(host, &f.sources, &f.arena, NULL, &f.findings) == 0 &&
		             host_compute_macs(host) == 0);
		draw(&f, host);
	}
	fuzz_close(&f);
	return 0;
}
