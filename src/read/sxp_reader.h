/*
 * sxp_reader.h - what the files of the S-expression reader share.
 *
 * Private to src/read/sxp_*.c.
 */
#ifndef XENCFG_SXP_READER_H
#define XENCFG_SXP_READER_H

#include <xencfg/sxp.h>

struct sxp_reader {
	struct arena *arena;
	struct findings *out;
	struct text text;
	uint32_t file;
	size_t at;
	struct sxp *sxp;
	bool splits_at_exclamation; /* '!' ends an atom: up to 3.4 */
	bool unclosed;              /* something is never closed: guess what, by the lines that begin an option */
	struct sxp_node *open[SXP_NESTING_MAX];     /* the lists around `at` */
	struct sxp_node **end[SXP_NESTING_MAX + 1]; /* where the next item of each goes; [0] is the top level */
	unsigned depth;
	size_t too_deep; /* lists around `at` that are not kept */
	bool forgiven;   /* the open lists were closed by a quote that is missing: said already */
	int error;       /* 0 or -ENOMEM; sticks */
};

/* Adds a finding and, with an error, refuses the file. */
struct finding *sxp_error(struct sxp_reader *r, size_t begin, size_t end, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
struct finding *sxp_warning(struct sxp_reader *r, size_t begin, size_t end, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Adds an item to the innermost list. NULL when memory is out. */
struct sxp_node *sxp_add(struct sxp_reader *r, enum sxp_kind kind, size_t begin, size_t end);

bool sxp_is_blank(char c);
bool sxp_ends_atom(const struct sxp_reader *r, char c);

/* Does a line begin at `at` with '(' and a key that xend knows? So begins an option, not an item of a list. */
bool sxp_line_opens(const struct sxp_reader *r, size_t at);

/* Each stands at the first character of its token and leaves `at` behind the last. */
void sxp_read_string(struct sxp_reader *r);
void sxp_read_atom(struct sxp_reader *r);
void sxp_read_odd(struct sxp_reader *r); /* what xend refuses at the beginning of an item */

#endif
