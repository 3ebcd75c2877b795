/*
 * domu_xl.h - the xl reader's lexer, and its messages.
 *
 * Private to src/read/domu_xl_*.c.
 */
#ifndef XENCFG_DOMU_XL_H
#define XENCFG_DOMU_XL_H

#include "domu_reader.h"

enum xl_kind {
	XL_END,
	XL_NEWLINE,
	XL_WORD, /* libxlutil's IDENT: a key */
	XL_NUMBER,
	XL_STRING,
	XL_COMMA,
	XL_OPEN,
	XL_CLOSE,
	XL_ASSIGN,
	XL_APPEND,
	XL_SEMICOLON,
	XL_BAD, /* what libxlutil calls a lexical error, up to the next blank */
};

struct xl_token {
	enum xl_kind kind;
	bool escaped; /* a string with backslashes */
	uint32_t begin, end;
};

struct xl {
	struct domu_reader *r;
	size_t at; /* behind the token */
	struct xl_token token;
	size_t last;         /* the end of the token before */
	size_t line, indent; /* where the line of the statement begins, and how many blanks it begins with */
	size_t open;         /* the bracket of the innermost list */
	bool unfinished;     /* a list was never closed: the token begins the next statement */
	bool lost;           /* a string without its end took the rest of a line with it */
	size_t unclosed[2];  /* up to there no ' and no " is closed: keeps the search linear */
	bool returns;        /* there are carriage returns that libxlutil would refuse */
};

/* domu_xl_lex.c */
void xl_next(struct xl *x);

/* The closing quote of the string that begins at an offset; 0 when its line has none. */
size_t xl_string_end(struct xl *x, size_t begin, bool *ret_escaped);

/* Decodes a quoted string as xlu__cfgl_dequote does. Reports and returns -EINVAL where that would. */
int xl_dequote(struct xl *x, struct domu_value *v);

/* domu_xl_scan.c: looking around where the grammar does not help. */

/* The byte at an offset; a newline behind the end. */
char xl_byte_at(const struct xl *x, size_t at);
bool xl_is_listed(struct text word, const char *const *list);
bool xl_is_block_word(struct text word); /* if, def and the like */
size_t xl_skip_blanks(const struct xl *x, size_t at);
size_t xl_skip_name(const struct xl *x, size_t at);
/* The end of an unquoted word: what somebody meant to be one value. */
size_t xl_skip_word(const struct xl *x, size_t at);
/* The end of a call or an index on this line, with its brackets and strings. */
size_t xl_skip_expression(struct xl *x, size_t at);

void xl_set_line(struct xl *x, size_t line);

/* Does a line that begins at an offset, indented no deeper than the statement, begin an assignment? */
bool xl_begins_assignment(const struct xl *x, size_t line);

/* Behind the indented block of Python that the statement heads; behind its line when it heads none. */
size_t xl_skip_block(const struct xl *x, size_t line_end);

/* domu_xl_explain.c: where the reader stands when a token does not fit. */
enum xl_place {
	XL_PLACE_KEY,
	XL_PLACE_EQUALS,
	XL_PLACE_VALUE,
	XL_PLACE_ITEM,
	XL_PLACE_AFTER_VALUE,
	XL_PLACE_AFTER_ITEM,
};

/* Reports the current token, which does not fit there. True where only a comma is missing before it. */
bool xl_explain(struct xl *x, enum xl_place place);

/* Reports the innermost list, whose bracket is never closed. */
void xl_explain_open_list(struct xl *x);

#endif
