/*
 * graph.h - what the files of `xencfg graph` share; nobody else includes it.
 */
#ifndef XENCFG_CLI_GRAPH_H
#define XENCFG_CLI_GRAPH_H

#include <xencfg/graph.h>
#include "lint.h"

/*
 * The hosts that lint has read, as graph_make wants them (graph_sources.c): a description is one, and so are the files
 * of a folder. What xencfg itself wrote from a description beside it is not shown again. Returns 0 or -ENOMEM.
 */
int graph_sources(struct lint *l, struct graph_source **ret, size_t *ret_n);

/*
 * What a description says of a thing goes from its brace to the one that closes it (graph_spans.c): the model has
 * only the first. 0 or -ENOMEM.
 */
int graph_widen(struct lint *l, struct graph *graph);

#endif
