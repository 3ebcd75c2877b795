/*
 * lint.h - what the files of `xencfg lint` share; nobody else includes it.
 */
#ifndef XENCFG_CLI_LINT_H
#define XENCFG_CLI_LINT_H

#include <xencfg/host.h>
#include <xencfg/policy.h>
#include <xencfg/recognise.h>
#include <xencfg/suppress.h>
#include "cli.h"

/* A file that is checked. */
struct lint_file {
	const char *path; /* as on the command line, without a leading ./ */
	enum config_kind kind;
	struct text text;
	uint32_t source;
	struct lint_file *next;
	struct lint_file *next_marker; /* of those that say which host a folder is: xend-config.sxp, xl.conf, scripts */
};

/* What belongs to one host, and is read by one toolstack. Lists until lint_host_build makes the model. */
struct lint_host {
	const char *folder;
	enum toolstack toolstack;
	bool told; /* an xl.conf is there */
	struct host host;
	struct lint_guest {
		struct guest *guest;
		struct lint_guest *next;
	} * guests, **last_guest;
	struct lint_bridge {
		struct bridge bridge;
		struct lint_bridge *next;
	} * bridges, **last_bridge;
	struct lint_host *next;
};

struct lint {
	struct call *call;
	struct arena arena;
	struct sources sources;
	struct findings findings;
	struct policy policy;
	struct suppressions suppressions;
	struct lint_file *files, **last_file, *markers;
	size_t n_files;
	bool troubled; /* something named could not be read: told, and status 2 in the end */
	struct lint_host *hosts, **last_host;
	unsigned release;         /* that --xen or the policy says; n_releases: none */
	enum toolstack toolstack; /* likewise; TOOLSTACKS: none */
};

/*
 * The files of the operands, folders walked (lint_files.c). Returns 0 or an
 * exit status, told.
 */
int lint_collect(struct lint *l);

/* Reads one file into its host (lint_read.c). 0, or -ENOMEM. */
int lint_read(struct lint *l, struct lint_file *file);

/* The host of a file, by its folder and toolstack; made at the first question. NULL when memory is out. */
struct lint_host *lint_host_of(struct lint *l, const struct lint_file *file, enum toolstack toolstack);

/* The toolstack that the other files of its host tell of: xend-config.sxp, xl.conf. TOOLSTACKS: none, or both. */
enum toolstack lint_toolstack_of(const struct lint *l, const struct lint_file *file);

/* Makes the models and runs the rules over each (lint_hosts.c). 0, or -ENOMEM. */
int lint_check(struct lint *l);

#endif
