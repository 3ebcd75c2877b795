/*
 * journal.h - the format of journals, for the files journal*.c alone.
 *
 * Lines of words: a tag, then numbers and texts. A text's bytes that are no
 * visible ASCII, and '%', are written as %XX; an empty one is %. One function describes both ways, writing and reading.
 */
#ifndef NET_JOURNAL_H
#define NET_JOURNAL_H

#include <xencfg/journal.h>

struct journal_stream {
	struct sb *out;   /* NULL: reads */
	struct text rest; /* what is still to be read */
	struct arena *arena;
	int error; /* reading: the first one sticks, and what follows reads nothing */
};

/* At the beginning and end of each line. */
void journal_tag(struct journal_stream *s, const char *tag);
void journal_end(struct journal_stream *s);

/* A word that is written, or read into its place. `most` is the largest that is taken. */
void journal_number(struct journal_stream *s, uint64_t *value, uint64_t most);
void journal_u32(struct journal_stream *s, uint32_t *value);
void journal_bool(struct journal_stream *s, bool *value);
void journal_bytes(struct journal_stream *s, struct text *text, size_t most);
void journal_fixed(struct journal_stream *s, void *bytes, size_t n);

/* How many lines follow, and room for as many items. `*items` is NULL when there are none. */
void journal_count(struct journal_stream *s, const char *tag, size_t *n, void *items, size_t size);

/* The parts (journal_parts.c). */
void journal_state(struct journal_stream *s, struct net_state *state);
void journal_want(struct journal_stream *s, struct net_want *want);
void journal_ops(struct journal_stream *s, struct journal *journal);

#endif
