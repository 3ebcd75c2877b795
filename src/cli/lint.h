/*
 * lint.h - what the files of `xencfg lint` share; nobody else includes it.
 */
#ifndef XENCFG_CLI_LINT_H
#define XENCFG_CLI_LINT_H

#include <xencfg/claims.h>
#include <xencfg/netscript.h>
#include <xencfg/policy.h>
#include <xencfg/recognise.h>
#include <xencfg/suppress.h>
#include <xencfg/sxp.h>
#include "cli.h"
#include "progress.h"

/* What a file tells of its host, when it is no domU. In the arena of the worker that read it. */
struct lint_told {
	struct host *host;        /* of a description */
	struct netscript *script; /* of a network script, or of the option network-script */
	struct setting *options;  /* of an xl.conf or xend-config.sxp */
	size_t n_options;
	struct cell network_script, vif_script;
};

/* A file that is looked at. Its source has the number that sources_add gave it. */
struct lint_file {
	const char *path; /* as on the command line, without a leading ./ */
	uint32_t source;
	int error;             /* it cannot be read */
	bool reported;         /* which was told */
	enum config_kind kind; /* CONFIG_UNKNOWN: none of ours, or not read yet */
	bool named;            /* on the command line: then it must be one of ours */
	bool standard_input;
	bool early; /* it may tell of its host: it is read before the domUs */
	struct lint_told *told;
	struct lint_folder *folder;
	bool kept; /* lint_kept has its guest */
};

/* What belongs together: the files of a folder, or below one that xend-config.sxp, xl.conf or HOST.json marks. */
struct lint_home {
	struct text folder;
	unsigned number;
	bool marked;
	bool told[TOOLSTACKS];               /* there are files that only this toolstack reads */
	struct text network_script;          /* that xend-config.sxp names */
	bool tells;                          /* some file tells of it */
	bool guests;                         /* there is a domU */
	const struct host *host[TOOLSTACKS]; /* as each toolstack sees it, without guests */
	size_t n_judged;                     /* of its bridges; of the others is only known that they are there */
	struct lint_home *next;
};

/* A folder with files that are looked at; sorted by path. */
struct lint_folder {
	struct text path;
	struct lint_home *home;
	unsigned descriptions;
	bool config; /* an xend-config.sxp or xl.conf is in it */
};

/* A guest of a domU config, in the reading that counts, and its host as that toolstack sees it. */
struct lint_kept {
	const struct lint_file *file;
	struct host host;
	struct guest *guest;
	struct lint_kept *next;
};

/* What a thread of its own works with. */
struct lint_worker {
	struct arena keep;                /* until the end */
	struct arena scratch;             /* for one file */
	const struct lint_folder *folder; /* that is open: folder_fd */
	int folder_fd;
	struct findings findings;
	struct claims claims;
	struct suppressions suppressions;
	struct lint_kept *kept; /* with keep_guests */
};

struct lint {
	struct call *call;
	struct arena arena;
	struct sources sources;
	struct findings findings;
	struct policy policy;
	struct lint_file *files; /* sorted by path */
	size_t n_files, room, n_checked;
	struct lint_folder *folders;
	size_t n_folders;
	struct lint_home *homes;
	struct lint_file **told; /* those that tell of hosts, in the order of the files */
	size_t n_told;
	struct netdev *netdevs; /* --live; else NULL */
	size_t n_netdevs;
	struct text *live_bridges;
	size_t n_live_bridges;
	struct host plain[TOOLSTACKS]; /* a host of which no file tells: what the command line and the policy say */
	unsigned n_homes;
	struct lint_worker *workers;
	unsigned n_workers;
	struct progress progress;
	bool keep_guests;         /* somebody wants them, and all texts, until lint_close */
	bool printed;             /* standard output has got something else than findings */
	bool fixed;               /* --fix changed something, or with --diff would */
	bool troubled;            /* something named could not be read: told, and status 2 in the end */
	unsigned release;         /* that --xen or the policy says; n_releases: none */
	enum toolstack toolstack; /* likewise; TOOLSTACKS: none */
};

/*
 * The steps of `xencfg lint` for whoever looks at configs as it does: what the command line says of them, then, after
 * lint_collect, reads and judges everything. 0, or an exit status, told. lint_close gives all memory back.
 */
void lint_open(struct lint *l, struct call *call);
int lint_prepare(struct lint *l);
int lint_find(struct lint *l);
void lint_close(struct lint *l);

/*
 * Which files there are: those of the operands, folders walked
 * (lint_files.c). Opens none. Returns 0 or an exit status, told.
 */
int lint_collect(struct lint *l);

/*
 * Recognises and reads one file (lint_read.c): with `early` set, what tells
 * of a host; otherwise all else, the domUs, which are judged at once. Everything that
 * comes of it goes to the worker. 0, or -ENOMEM.
 */
int lint_read_early(struct lint *l, struct lint_worker *worker, struct lint_file *file);
int lint_read_late(struct lint *l, struct lint_worker *worker, struct lint_file *file);

/*
 * From what the files tell to the hosts that they belong to, then the
 * rules for those (lint_homes.c). 0, or -ENOMEM.
 */
int lint_make_homes(struct lint *l);
int lint_judge_homes(struct lint *l);

/*
 * What stands in the folder scripts/ of a host's folder, and what interfaces this machine has
 * (lint_machine.c). 0 or -ENOMEM; 0 or an exit status, told.
 */
int lint_find_scripts(struct arena *arena, struct text folder, struct host *host);
int lint_find_links(struct lint *l);

/* Where each file belongs, by its source. NULL when memory is out. */
struct claim_home *lint_list_homes(struct lint *l);

/*
 * A guest of a file, in the dialect that it must be, or in both
 * (lint_domu.c): judged by itself, its claims to the worker. 0, or -ENOMEM.
 */
int lint_domu(struct lint *l, struct lint_worker *worker, const struct lint_file *file);

/* The toolstack that the other files of its host tell of. TOOLSTACKS: none, or both. */
enum toolstack lint_toolstack_of(const struct lint_file *file);

/* Takes out what --baseline has; the baseline to write, or the formats (lint_report.c). 0, or an exit status, told. */
int lint_use_baseline(struct lint *l);
int lint_report(struct lint *l);

/* 1 when something is as bad as --fail-level says; -1 when that is no level. */
int lint_fails(const struct lint *l);

#endif
