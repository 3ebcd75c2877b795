/*
 * value.h - a value of a configuration and the place where it stands.
 *
 * What a description, a domU .cfg or an S-expression says, before anybody
 * judges it. Texts point into a source or an arena.
 */
#ifndef XENCFG_VALUE_H
#define XENCFG_VALUE_H

#include <stdbool.h>
#include <xencfg/source.h>

enum value_kind { VALUE_NONE, VALUE_STRING, VALUE_INTEGER, VALUE_REAL, VALUE_BOOLEAN, VALUE_LIST };

struct value {
	enum value_kind kind;
	uint32_t n;       /* of a list */
	struct text text; /* a string, or a number as it was written */
	union {
		long long number;    /* of an integer; 0 or 1 of a boolean */
		struct value *items; /* of a list */
	};
	struct span at;
};

/* A string and its place; not given when at.file is 0. */
struct cell {
	struct text text;
	struct span at;
};

static inline bool cell_given(const struct cell *c)
{
	return c->at.file != 0;
}

/* One key with its value; `key` indexes the key table of what it belongs to. */
struct setting {
	uint16_t key;
	struct span key_at;
	struct value value;
};

/* The value of a key among settings; NULL when it is not there. */
static inline const struct value *settings_find(const struct setting *settings, size_t n, unsigned key)
{
	for (size_t i = 0; i < n; i++)
		if (settings[i].key == key)
			return &settings[i].value;
	return NULL;
}

/*
 * The number that a value means where a number is read: an integer, a
 * boolean, or a string. With base 0 a string is read as by strtol, 0x100 and
 * octal 0400 included (xlu_cfg_get_long in libxlu_cfg.c, 4.1 on); with base
 * 10, as by Python's int(). Returns 0, -EINVAL or -ERANGE.
 */
int value_number(const struct value *v, int base, long long *ret);

#endif
