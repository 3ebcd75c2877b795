/*
 * sb.h - a string that grows.
 *
 * The first failed allocation sticks in `error`; everything after it does
 * nothing, so that callers check once, at the end. Owns its memory.
 */
#ifndef XENCFG_SB_H
#define XENCFG_SB_H

#include <stddef.h>
#include <xencfg/text.h>

struct sb {
	char *s; /* not terminated */
	size_t n, room;
	int error; /* 0 or -ENOMEM */
};

void sb_free(struct sb *b);

/* What sb_add does when there is no room. */
void sb_add_slowly(struct sb *b, const char *s, size_t n);

/* Room for `more` bytes behind what is there; the caller writes and adds to n. NULL when memory is out. */
char *sb_room(struct sb *b, size_t more);

void sb_repeat(struct sb *b, char c, size_t count);
/* In decimal; printf takes ten times as long, and a description has many. */
void sb_number(struct sb *b, long long number);
void sb_printf(struct sb *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline void sb_add(struct sb *b, const char *s, size_t n)
{
	if (n && b->s && !b->error && b->room - b->n >= n) {
		memcpy(b->s + b->n, s, n);
		b->n += n;
	} else {
		sb_add_slowly(b, s, n);
	}
}

static inline void sb_byte(struct sb *b, char c)
{
	sb_add(b, &c, 1);
}

static inline void sb_text(struct sb *b, struct text t)
{
	sb_add(b, t.s, t.n);
}

static inline void sb_string(struct sb *b, const char *s)
{
	sb_add(b, s, strlen(s));
}

static inline struct text sb_view(const struct sb *b)
{
	return (struct text){ b->s ? b->s : "", b->n };
}

/* Empties it and keeps its memory for the next use. */
static inline void sb_reset(struct sb *b)
{
	b->n = 0;
}

#endif
