/*
 * generate.h - what the files of the generator share: man pages, completion and the pages of the rules are made from
 * the tables that the program itself goes by.
 *
 * Part of the build, never of the program. Each function returns 0, or -1 with errno set.
 */
#ifndef DOC_GENERATE_H
#define DOC_GENERATE_H

#include <cli.h>
#include <stdio.h>

/* What a page of the manual begins with. */
struct man_page {
	const char *name, *what; /* what: one line, for .Nd */
	int section;
	const char *date; /* as .Dd has it: November 1, 2026 */
};

/* A file of a folder, to be written. NULL: told by perror. */
FILE *generate_open(const char *folder, const char *name);

/* Closes it. 0, or -1 when not all of it was written, told. */
int generate_close(FILE *file, const char *name);

/* man1/ and man5/ in `folder`, from the tables and the *.in files in `sources`. */
int generate_man(const char *folder, const char *sources, const char *date);

/* One file for each shell. */
int generate_completion(const char *folder);

/* A page for each rule, and an index. */
int generate_rules(const char *folder);

/* Prose as mdoc wants it: a line for each sentence, none too long, nothing in it a macro or an escape. */
void mdoc_text(FILE *to, struct text t);

/* The same for an argument of a macro; no line break. */
void mdoc_word(FILE *to, struct text t);

/* The members that a description may have in `part` ("", "host", "bridge", "guest", "vif"), from the JSON Schema. */
int mdoc_members(FILE *to, const char *part);

/* The options of the host, as a list likewise. */
int mdoc_host_options(FILE *to);

#endif
