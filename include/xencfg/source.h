/*
 * source.h - the texts that were read, and places in them.
 *
 * A place is a range of bytes; line and column are computed when something
 * is printed, never before. Sources live as long as their registry; the text
 * of a file may go meanwhile, and is read again when a place in it is printed.
 */
#ifndef XENCFG_SOURCE_H
#define XENCFG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xencfg/arena.h>
#include <xencfg/text.h>

/* Bytes [begin, end) of a source; file 0 is nowhere. */
struct span {
	uint32_t file, begin, end;
};

static inline struct span span_make(uint32_t file, size_t begin, size_t end)
{
	return (struct span){ file, (uint32_t)begin, (uint32_t)end };
}

enum { SOURCE_STEP = 4096 };

struct source {
	const char *name; /* as on the command line, without a leading ./ */
	struct text text;
	uint32_t *lines; /* offset of each line; made at the first question, as are the */
	size_t n_lines;
	uint32_t *characters; /* characters before each SOURCE_STEP bytes: no line is too long to count in */
	bool rereads;         /* the text is let go; the file of this name has it */
	uint64_t hash;        /* of a text that is let go and will be changed; else 0 */
	bool left_out;        /* it turned out to be nothing that is checked */
};

/* How many of the texts that are read again stay at a time. */
enum { SOURCES_REREAD = 4 };

struct sources {
	struct arena *arena;
	struct source *items; /* items[0] is unused: file 0 is nowhere */
	size_t n, room;
	struct {
		uint32_t file;
		struct arena arena; /* of its text and lines */
	} reread[SOURCES_REREAD];
	unsigned next_reread;
	const char *unread; /* a file that could not be read again, and why: places in it are not known; NULL */
	int error;
};

/* Lines and columns count from 1, columns in characters (UTF-8; a byte that is none counts as one). */
struct place {
	unsigned line, column, end_line, end_column; /* end_column is exclusive */
};

/* Room for so many more. 0 or -ENOMEM. */
int sources_reserve(struct sources *s, size_t more);

/* Borrows both strings. Returns the file's number, or 0 when memory is out. */
uint32_t sources_add(struct sources *s, const char *name, struct text text);
const struct source *sources_get(const struct sources *s, uint32_t file);

/*
 * The text of a source, read again where it was let go: it then stays until
 * SOURCES_REREAD others were asked for. Empty when that fails. What this and the functions below return is
 * for printing, and for one thread.
 */
struct text source_text(struct sources *s, uint32_t file);

/* Lets go of what source_text has read. */
void sources_free(struct sources *s);

/* The bytes of a span; empty for nowhere. */
struct text span_text(struct sources *s, struct span at);

/* The place of a text that points into a source; `otherwise` for one that does not (it was decoded). */
struct span text_span(const struct sources *s, struct text t, struct span otherwise);

/* Returns 0, or -ENOMEM (the line index is made here). A span of nowhere is all zero. */
int span_place(struct sources *s, struct span at, struct place *ret);

/* Line `line` (from 1) without its line break. */
struct text source_line(struct sources *s, uint32_t file, unsigned line);

#endif
