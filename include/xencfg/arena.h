/*
 * arena.h - memory that is given back all at once.
 *
 * One arena a run owns the model, the findings and the strings. What it
 * returns is aligned for any type and zeroed; nothing is freed singly.
 */
#ifndef XENCFG_ARENA_H
#define XENCFG_ARENA_H

#include <stdarg.h>
#include <stddef.h>
#include <xencfg/text.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;
	char *at, *end;
	size_t next_size; /* of the next block, in bytes; doubles up to a limit */
};

/* An empty arena; {0} is one too. Never fails: memory comes when asked for. */
void arena_init(struct arena *a);
void arena_free(struct arena *a);

/* Takes everything back but keeps one block for what comes next. */
void arena_reset(struct arena *a);

/* NULL when memory is out (or the product overflows), here and below. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t count, size_t size);

/* Gives back what lies behind `used` bytes of the last allocation; nobody has written there. */
void arena_trim(struct arena *a, void *last, size_t used);

/* A terminated copy; the text need not be terminated. */
char *arena_string(struct arena *a, struct text t);
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));

#endif
