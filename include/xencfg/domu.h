/*
 * domu.h - a domU .cfg as the toolstack's own reader sees it, with places.
 *
 * Two dialects: xl's small grammar, exactly as libxlutil has it, and the
 * static part of the Python 2 that xm executes. Nothing is ever executed;
 * what only a running Python can tell is DOMU_UNKNOWN, never a guess.
 */
#ifndef XENCFG_DOMU_H
#define XENCFG_DOMU_H

#include <xencfg/finding.h>
#include <xencfg/keys.h>

/* Deeper lists, tuples, dicts and parentheses are refused; so are deeper blocks of Python. */
enum { DOMU_NESTING_MAX = 64, DOMU_BLOCKS_MAX = 32 };

enum domu_dialect { DOMU_XL, DOMU_XM };

/* For xl every value is a string or a list; numbers are strings there, as in libxlutil. */
enum domu_kind {
	DOMU_UNKNOWN,
	DOMU_STRING,
	DOMU_INTEGER,
	DOMU_REAL,
	DOMU_LIST,
	DOMU_TUPLE,
	DOMU_DICT,
	DOMU_NONE,
	DOMU_BOOL,
	DOMU_LONG,    /* 256L */
	DOMU_UNICODE, /* u'…'; the text is UTF-8 */
};

struct domu_list; /* the reader's own */

struct domu_value {
	enum domu_kind kind;
	bool verbatim; /* byte i of the text stands at offset text_at + i of the file */
	bool quoted;   /* written between quotes */
	uint32_t text_at;
	struct span at;           /* the literal with its quotes or brackets; of a computed value, the expression */
	struct text text;         /* of a string: decoded; of a number, None, True, False: as written */
	long long number;         /* of an INTEGER, LONG or BOOL */
	struct domu_value *items; /* of a LIST or TUPLE; of a DICT: key, value, key, value, … */
	size_t n;
	struct domu_list *list; /* the reader's own */
};

struct domu_assignment {
	struct text key;
	struct span key_at;
	const struct key *known; /* the key of a domU that has this name; NULL: none of any release */
	bool append;             /* written with += */
	bool overwritten;        /* a later assignment of the key is the one that counts */
	bool used;               /* xm: an expression reads the name */
	bool helper;             /* xm: bound by import, def, class, for, or deleted: a name, not an option */
	struct domu_value value; /* of the key after this statement, so with += the whole */
	size_t room;             /* the reader's own: what the buffer of the value holds */
};

struct domu {
	struct domu_assignment *items; /* in the order of the file */
	size_t n;
	bool accepted;   /* the tool's own reader would take the file's syntax, and its static part runs */
	bool dynamic;    /* xm: some of it only a running Python can tell */
	bool python;     /* xl: it has constructs that only Python reads */
	uint32_t *slots; /* hash table for domu_find: an index into items plus one, or 0 */
	size_t n_slots;
};

/*
 * Reads a registered source. Findings go to `out`, all of one run; after a
 * mistake reading goes on with the next item or line, so that `ret` holds
 * whatever could be read even where accepted is false. Everything returned
 * lives in the arena and points into the source.
 *
 * xl: libxlutil 4.17 (libxlu_cfg_l.l, libxlu_cfg_y.y, libxlu_cfg.c), but
 * for lists nested deeper than DOMU_NESTING_MAX. xm: Python 2 as
 * xm/opts.py of 3.2 runs it (Opts.load).
 *
 * Returns 0 or -ENOMEM; what is wrong with the file is no error of the
 * function.
 */
int domu_read(struct arena *a, const struct sources *sources, uint32_t file, enum domu_dialect dialect,
              struct findings *out, struct domu **ret);

/*
 * What domu_read in xm's dialect makes of the file, from what it made of it in xl's; *ret is NULL for a file that
 * must be read to tell. Shares what it can with `xl`. Returns 0 or -ENOMEM.
 */
int domu_as_xm(struct arena *a, const struct sources *sources, const struct domu *xl, uint32_t file, struct domu **ret);

/* The last assignment of a key, which is the one that counts; NULL when there is none. */
const struct domu_assignment *domu_find(const struct domu *domu, struct text key);

/* The place of text[begin, end) of a value; the whole literal where the text is not verbatim. */
static inline struct span domu_text_span(const struct domu_value *v, size_t begin, size_t end)
{
	return v->verbatim ? span_make(v->at.file, v->text_at + begin, v->text_at + end) : v->at;
}

#endif
