/*
 * source.h - the texts that were read, and places in them.
 *
 * A place is a range of bytes; line and column are computed when something
 * is printed, never before. Sources live as long as their registry.
 */
#ifndef XENCFG_SOURCE_H
#define XENCFG_SOURCE_H

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
};

struct sources {
	struct arena *arena;
	struct source *items; /* items[0] is unused: file 0 is nowhere */
	size_t n, room;
};

/* Lines and columns count from 1, columns in characters (UTF-8; a byte that is none counts as one). */
struct place {
	unsigned line, column, end_line, end_column; /* end_column is exclusive */
};

/* Borrows both strings. Returns the file's number, or 0 when memory is out. */
uint32_t sources_add(struct sources *s, const char *name, struct text text);
const struct source *sources_get(const struct sources *s, uint32_t file);

/* The bytes of a span; empty for nowhere. */
struct text span_text(const struct sources *s, struct span at);

/* The place of a text that points into a source; `otherwise` for one that does not (it was decoded). */
struct span text_span(const struct sources *s, struct text t, struct span otherwise);

/* Returns 0, or -ENOMEM (the line index is made here). A span of nowhere is all zero. */
int span_place(struct sources *s, struct span at, struct place *ret);

/* Line `line` (from 1) without its line break. */
struct text source_line(struct sources *s, uint32_t file, unsigned line);

#endif
