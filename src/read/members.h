/*
 * members.h - binds the members of a JSON object to the fields of a struct.
 *
 * A table says what each key is; what the table does not name goes to a
 * function or is unknown. Shared by the files of the description reader.
 */
#ifndef XENCFG_MEMBERS_H
#define XENCFG_MEMBERS_H

#include <stddef.h>
#include <xencfg/host.h>
#include <xencfg/json.h>

/* One reading of one description. */
struct description {
	struct arena *arena;
	struct findings *out;
	const struct sources *sources;
	const struct json *json;
	struct host *host;
	bool release_known; /* else nothing is said about what a release reads */
	bool overridden;    /* the command line names another toolstack: what only the first has is left out */
	size_t n_ignores_room;
	struct span scope; /* of the object whose members are being read */
};

enum member_kind {
	MEMBER_CELL,   /* struct cell: a string */
	MEMBER_NUMBER, /* struct number_cell: an integer */
	MEMBER_SWITCH, /* struct switch_cell: true or false */
	MEMBER_CELLS,  /* struct cells: an array of strings */
	MEMBER_NET,    /* struct nets: one address as a string */
	MEMBER_NETS,   /* struct nets: an array of addresses */
	MEMBER_READ,   /* the function reads it */
	MEMBER_SKIP,   /* somebody else reads it */
};

typedef int member_reader(struct description *d, const struct json_node *node, void *into);

struct member {
	struct text name;
	enum member_kind kind;
	bool required;
	size_t offset;         /* of the field in the struct */
	member_reader *read;   /* gets the whole struct */
	long long least, most; /* of a number */
};

/* Rows of such tables. */
#define MEMBER_NAME(key) .name = { key, sizeof(key) - 1 }
#define MEMBER_FIELD(key, kind_, type, field)                                    \
	{                                                                        \
		MEMBER_NAME(key), .kind = kind_, .offset = offsetof(type, field) \
	}
#define MEMBER_RANGE(key, type, field, least_, most_)                                                      \
	{                                                                                                  \
		MEMBER_NAME(key), .kind = MEMBER_NUMBER, .offset = offsetof(type, field), .least = least_, \
				  .most = most_                                                            \
	}
#define MEMBER_FUNCTION(key, function)                                  \
	{                                                               \
		MEMBER_NAME(key), .kind = MEMBER_READ, .read = function \
	}
#define MEMBER_ELSEWHERE(key)                         \
	{                                             \
		MEMBER_NAME(key), .kind = MEMBER_SKIP \
	}

/* What else an object may hold: gets each member that the table does not name. */
typedef int member_other(struct description *d, const struct json_node *node, struct text key, void *into);

/*
 * Reads every member of `object` (anything else is a finding) into the
 * struct. Unknown, missing and mistyped members become findings.
 * Returns 0 or -ENOMEM, as all functions here do.
 */
int members_read(struct description *d, const struct json_node *object, const struct member *table, size_t n,
                 member_other *other, void *into);

/* XC006, with the nearest name of the table or of the keys (KEY_TABLES: none). */
int member_unknown(struct description *d, const struct json_node *node, struct text key, const struct member *table,
                   size_t n, enum key_table keys);

/* XC008: *what* is read here, and something else stands. */
void member_mistyped(struct description *d, const struct json_node *node, const char *what);

/* A string without control characters, which no target could hold. A finding else, and an empty cell. */
int member_string(struct description *d, const struct json_node *node, struct cell *ret);

/* Is it an object? A finding if not. */
bool member_is_object(struct description *d, const struct json_node *node);

/* Does the object have this member, whatever its value? */
bool member_present(const struct description *d, const struct json_node *object, const char *name);

/* The place of an object's or array's opening bracket. */
struct span member_open(const struct description *d, const struct json_node *node);

/*
 * A setting of a key table, by the types that the release reads (settings.c).
 * Adds to the array, which has room for all members of the object.
 */
int setting_read(struct description *d, enum key_table table, const struct json_node *node, struct text name,
                 const struct member *known, size_t n_known, struct setting *settings, size_t *n);

/* "ignore": adds to the host's list with the object around as the scope (ignores.c). */
member_reader ignores_read;

#endif
