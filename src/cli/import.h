/*
 * import.h - what the files of `xencfg import` share; nobody else includes it.
 */
#ifndef XENCFG_CLI_IMPORT_H
#define XENCFG_CLI_IMPORT_H

#include <jansson.h>
#include <sys/stat.h>
#include <xencfg/cfg.h>
#include <xencfg/netscript.h>
#include <xencfg/recognise.h>
#include "cli.h"

/* A file that is carried over, or a part of one. */
struct import_file {
	const char *path; /* as on the command line, without a leading ./ */
	enum config_kind kind;
	uint32_t source;
	dev_t device; /* with the inode: which file it is, by whatever path; 0 and 0 for standard input */
	ino_t inode;
	bool autostart; /* it, or a link to it, stands in a folder "auto" */
	struct import_file *next;
};

struct import_bridge {
	struct bridge bridge;
	struct import_bridge *next;
};

struct import_guest {
	const struct import_file *file;
	struct guest *guest;
	struct cfg_other *others; /* of its vifs: what the model does not know */
	struct import_guest *next;
};

struct import {
	struct call *call;
	struct arena arena;
	struct sources sources;
	struct findings findings; /* what is not carried over, and what is wrong with the files */
	unsigned release;
	enum toolstack toolstack;
	struct import_file *files, **last_file;
	size_t n_files;
	void *by_numbers;                       /* files by inode and device, a tree of tsearch */
	struct import_file *links, **last_link; /* in folders "auto": looked at when all files are known */
	const struct import_file *script;       /* the one that xend-config.sxp names */
	bool troubled;                          /* something could not be read: told, and status 2 in the end */
	struct host host;                       /* its options and scripts; bridges and guests are the lists */
	struct import_bridge *bridges, **last_bridge;
	struct import_guest *guests, **last_guest;
};

/* The files of the operands, folders walked (import_files.c). Returns 0 or an exit status, told. */
int import_collect(struct import *im);

/* Frees what import_collect knows them by; once, whatever it returned. */
void import_forget_numbers(struct import *im);

/* One that is passed over: told, but for --quiet. */
void import_left_out(const struct import *im, const char *path, const char *why);

/* The bridges of a script, or of an option (import_bridges.c). Returns 0 or -ENOMEM. */
int import_calls(struct import *im, const struct netscript *script);

/* Where no script told of any: those that guests are put into, of which no more is known. Returns 0 or -ENOMEM. */
int import_named_bridges(struct import *im);

/* Reads all files into the lists (import_read.c). Returns 0 or -ENOMEM. */
int import_read(struct import *im);

/* Adds a warning to what is told. */
struct finding *import_warn(struct import *im, enum rule rule, struct span at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Reports what a domU says and no description can hold (import_lost.c). */
void import_lost(struct import *im, const struct import_file *file, const struct domu *domu);

/* Can a description hold this text? If not, that is reported. */
bool import_holds(struct import *im, struct text text, struct span at);

/* "oui": what the MACs need besides Xen's own, in an array (import_oui.c). NULL when memory is out. */
json_t *import_oui(struct import *im);

/* The description, to be freed by the caller (import_json.c). NULL when memory is out. */
json_t *import_json(struct import *im);

#endif
