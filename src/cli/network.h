/*
 * network.h - what plan, apply, status, stop and confirm share; nobody else includes it.
 */
#ifndef XENCFG_CLI_NETWORK_H
#define XENCFG_CLI_NETWORK_H

#include <jansson.h>
#include <xencfg/apply.h>
#include <xencfg/want.h>
#include "cli.h"

struct network {
	struct call *call;
	struct arena arena;
	struct sources sources;
	struct findings findings;
	bool json;
	struct host *host;
	struct net_want want;
	struct net_ops kernel; /* self is NULL while it is not open */
	struct net_state have;
	struct plan plan;
	struct plan_warning *warnings; /* of the plan and about the machine */
	size_t n_warnings;
	struct sb out;
};

/*
 * Each does what it says, and tells when it cannot: 0, or the exit status.
 *
 * network_load: the description, if the command has one, and the kernel. network_plan: looks and plans; what cannot be
 * done is in n->findings then. network_warnings: n->warnings. network_lock: the state folder.
 */
int network_load(struct network *n, struct call *call);
int network_kernel(struct network *n);
int network_plan(struct network *n);
int network_warnings(struct network *n, const struct plan *plan, const struct net_state *have);
int network_lock(struct network *n, struct apply *a);
void network_close(struct network *n);

/* A negative errno of apply_run and its like, told. EXIT_TROUBLE, or EXIT_LEFT. */
int network_trouble(struct network *n, const struct apply *a, int error);

/* What came of it, told: the exit status (network_report.c). `done`: a line for people when it went well. */
int network_report(struct network *n, const struct apply *a, const char *done);

/* Lines and JSON (network_print.c). */
void network_put_steps(struct network *n, const struct plan *plan);
int network_warn(struct network *n); /* 0, or the exit status */
json_t *network_json_steps(struct network *n, const struct plan *plan);
json_t *network_json_warnings(struct network *n);
json_t *network_json_place(struct network *n, struct span at, json_t *object);
/* Where a step comes from in the description; nowhere when it cannot be told. */
struct span network_place(const struct network *n, const struct net_op *op);
/* "host.json:3:5: ", or nothing. */
void network_put_place(struct network *n, struct sb *out, struct span at);
/* "set-master eth0 lan", for programs; "make eth0 a port of lan", for people. */
void network_put_op(struct sb *out, const struct net_op *op);
void network_put_words(struct sb *out, const struct net_op *op);
/* A line of results with its place in front. */
void network_put_line(struct network *n, struct span at, struct sb *line);
/* The document on standard output: 0 or EXIT_TROUBLE. Takes the value. */
int network_print_json(struct network *n, json_t *document);

#endif
