/*
 * text.h - a run of bytes that somebody else owns.
 *
 * A text points into an arena, a source or a literal; it is not terminated
 * and may hold any byte. Nothing here allocates.
 */
#ifndef XENCFG_TEXT_H
#define XENCFG_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct text {
	const char *s;
	size_t n;
};

#define TEXT(literal) ((struct text){ (literal), sizeof(literal) - 1 })

/* For printf's "%.*s": the precision and the pointer of one text. */
#define TEXT_ARG(t) (int)(t).n, (t).s

static inline struct text text_of(const char *s)
{
	return (struct text){ s, s ? strlen(s) : 0 };
}

static inline bool text_same(struct text a, struct text b)
{
	return a.n == b.n && (a.n == 0 || (a.s[0] == b.s[0] && memcmp(a.s, b.s, a.n) == 0));
}

static inline bool text_is(struct text a, const char *s)
{
	return text_same(a, text_of(s));
}

static inline bool text_starts(struct text a, const char *prefix)
{
	size_t n = strlen(prefix);

	return a.n >= n && (n == 0 || memcmp(a.s, prefix, n) == 0);
}

static inline bool text_ends(struct text a, const char *suffix)
{
	size_t n = strlen(suffix);

	return a.n >= n && (n == 0 || memcmp(a.s + a.n - n, suffix, n) == 0);
}

static inline bool text_has(struct text a, char c)
{
	return a.n > 0 && memchr(a.s, c, a.n) != NULL;
}

/* Bytewise, as strcmp orders: negative, zero or positive. */
int text_compare(struct text a, struct text b);

/* Without the blanks and tabs at both ends. */
struct text text_trim(struct text t);

/*
 * Takes the piece before the next `separator` off *rest. False when nothing
 * is left. A text that ends with the separator yields a last, empty piece.
 */
bool text_split(struct text *rest, char separator, struct text *ret_piece);

/*
 * A whole number in decimal, with an optional sign and no blanks.
 * Returns 0, -EINVAL for anything else, -ERANGE outside long long.
 */
int text_to_number(struct text t, long long *ret);

/* How many bytes from the start are well-formed UTF-8 without NUL: t.n when all are. */
size_t text_utf8_length(struct text t);

/*
 * How far a misspelt word is from a right one, in edits (a swap of two
 * neighbours is one). Stops counting at `limit` + 1.
 */
unsigned text_distance(struct text a, struct text b, unsigned limit);

#endif
