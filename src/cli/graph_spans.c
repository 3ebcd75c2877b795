/*
 * graph_spans.c - where in a description each bridge, guest and vif ends.
 *
 * Reads the JSON once more for it; what a graph does not come from is left alone.
 */
#include <errno.h>
#include <xencfg/json.h>
#include "graph.h"

/* The JSON of the description that was looked at last: things come in its order. */
struct opened {
	struct lint *lint;
	struct findings unused;
	struct json json;
};

static int open_json(struct opened *o, uint32_t file)
{
	int error;

	if (o->json.file == file)
		return 0;
	json_free(&o->json);
	error = json_read(&o->lint->sources, file, &o->unused, &o->json);
	return error == -EINVAL ? 0 : error;
}

/* Nodes stand in the order of the text. */
static int widen(struct opened *o, struct span *at)
{
	uint32_t low = 0, high;

	if (!at->file)
		return 0;
	if (open_json(o, at->file) < 0)
		return -ENOMEM;
	high = o->json.n;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (o->json.nodes[middle].begin < at->begin)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < o->json.n && o->json.nodes[low].begin == at->begin)
		at->end = o->json.nodes[low].end;
	return 0;
}

static bool is_described(const struct lint *l, uint32_t file)
{
	for (size_t i = 0; i < l->n_told; i++)
		if (l->told[i]->source == file)
			return l->told[i]->kind == CONFIG_DESCRIPTION;
	return false;
}

static int widen_host(struct opened *o, struct graph_host *host)
{
	int error = 0;

	for (size_t i = 0; i < host->n_bridges && !error; i++)
		if (is_described(o->lint, host->bridges[i].at.file))
			error = widen(o, &host->bridges[i].at);
	for (size_t i = 0; i < host->n_guests && !error; i++) {
		struct graph_guest *g = &host->guests[i];

		if (!g->guest->described)
			continue;
		error = widen(o, &g->at);
		for (size_t v = 0; v < g->n_vifs && !error; v++)
			error = widen(o, &g->vifs[v].at);
	}
	return error;
}

int graph_widen(struct lint *l, struct graph *graph)
{
	struct arena arena = { 0 };
	struct opened o = { .lint = l };
	int error = 0;

	findings_init(&o.unused, &arena);
	for (size_t i = 0; i < graph->n_hosts && !error; i++)
		error = widen_host(&o, &graph->hosts[i]);
	json_free(&o.json);
	arena_free(&arena);
	return error;
}
