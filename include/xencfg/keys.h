/*
 * keys.h - what each Xen release reads: releases, keys and their values.
 *
 * The facts stand in the tables of schema/; schema/tables.awk makes them
 * the ones declared here at build time. A new release is a row there.
 */
#ifndef XENCFG_KEYS_H
#define XENCFG_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xencfg/text.h>

enum toolstack { TOOLSTACK_XEND, TOOLSTACK_XL, TOOLSTACKS };

extern const char *const toolstack_names[TOOLSTACKS]; /* "xend", "xl" */

/* TOOLSTACKS when there is none of that name. */
enum toolstack toolstack_find(struct text name);

/* A row of releases.tsv; its index orders releases. */
struct release {
	const char *name;     /* "3.2" */
	bool has[TOOLSTACKS]; /* the toolstacks that it ships */
	enum toolstack usual; /* the one it takes when none is named */
	const char *wrapper;  /* the template of the network wrapper; NULL: no network-bridge */
};

extern const struct release releases[];
extern const unsigned n_releases;

/* The index of "3.2" and the like; n_releases when there is no such release. */
unsigned release_find(struct text name);

/* The newest release that has the toolstack. */
unsigned release_newest(enum toolstack toolstack);

/* How a key is read: bits of struct key_use.types. */
enum key_type {
	TYPE_INTEGER = 1,
	TYPE_BOOLEAN = 2,
	TYPE_STRING = 4,
	TYPE_LIST = 8,
	TYPE_NUMBER = 16, /* an integer or a real number */
	TYPE_FLAG = 32,   /* a word without a value, in a vif */
	TYPE_VALUE = 64,  /* any S-expression, in xend-config.sxp */
	TYPE_LISTS = 128, /* with TYPE_LIST: the list may hold lists */
	TYPE_WORD =
		256, /* with TYPE_STRING: a number is refused (preprocess_ip in xm/create.py adds to a string, 3.2) */
};

/* One toolstack's use of a key, first and last release included; types 0: it does not read the key. */
struct key_use {
	uint8_t first, last; /* indexes into releases */
	uint16_t types;      /* enum key_type */
};

struct key {
	const char *name;
	struct key_use use[TOOLSTACKS];
	uint8_t first_value, n_values; /* its rows of key_values */
	const char *what;              /* one line for people: the summary in the JSON Schema */
};

enum key_table { KEYS_DOMU, KEYS_VIF, KEYS_HOST_OPTION, KEY_TABLES };

/* Sorted by name, bytewise; a test holds them to it. */
struct key_list {
	const struct key *keys;
	unsigned n;
	const unsigned short *letters; /* where the keys of each letter begin: a to z, and the end */
};
extern const struct key_list key_lists[KEY_TABLES];

/*
 * enum release_index { RELEASE_3_0, … }, enum domu_key { DOMU_ACPI, … }, enum vif_key { VIF_ACCEL, … }: the index
 * of each release and key in its table, for those that the code treats by name.
 */
#include "keys_enum.h"

/* Bytewise the same name; NULL when no release and no toolstack reads it. */
const struct key *key_find(enum key_table table, struct text name);

/* Does this toolstack of this release read it? */
bool key_is_read(const struct key *key, enum toolstack toolstack, unsigned release);

/*
 * The key that a misspelt one was meant to be, among those that this toolstack of this release reads;
 * NULL when none is near enough to be sure.
 */
const struct key *key_suggest(enum key_table table, struct text name, enum toolstack toolstack, unsigned release);

/*
 * A row of values.tsv: a word that a key (of a domU, or "vif.type" of a vif) may have, and since when.
 * A key takes any word from a toolstack without rows for it in a release.
 */
struct key_value {
	const char *key, *value;
	struct key_use use[TOOLSTACKS]; /* types is 0 or 1: does this toolstack know it */
	bool any_case;                  /* upper and lower case are one: libxl__enum_from_string of libxl (4.2 on) */
};
extern const struct key_value key_values[];
extern const unsigned n_key_values;

/* Does this toolstack of this release take the word? True where it takes any. Numbers are not looked at. */
bool key_takes(const struct key *key, struct text word, enum toolstack toolstack, unsigned release);

#endif
