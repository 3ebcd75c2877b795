/*
 * domu_xm.h - the parts of the xm reader: Python 2, as far as it is static.
 *
 * One pass parses and evaluates. Code that may or may not run is parsed
 * too, but what it assigns becomes unknown. Nothing is executed.
 * Private to src/read/domu_xm_*.c.
 */
#ifndef XENCFG_DOMU_XM_H
#define XENCFG_DOMU_XM_H

#include "domu_reader.h"

enum {
	XM_INDENTS_MAX = 100,   /* Python's own limit (MAXINDENT) */
	XM_VALUE_MAX = 1 << 20, /* bytes of a computed string, values in a computed list */
	XM_WORK_PER_BYTE = 32,  /* computed bytes a byte of the file; beyond that values are unknown */
	XM_WORK_LEAST = 1 << 20,
};

enum xm_kind {
	XM_END,
	XM_NEWLINE,
	XM_INDENT,
	XM_DEDENT,
	XM_NAME,
	XM_KEYWORD,
	XM_NUMBER,
	XM_STRING,
	XM_OPERATOR,
	XM_BROKEN, /* after a syntax error, until the next statement: matches nothing */
};

/* The keywords of Python 2.7, in the order of the table in domu_xm_lex.c. */
enum xm_keyword {
	KW_AND,
	KW_AS,
	KW_ASSERT,
	KW_BREAK,
	KW_CLASS,
	KW_CONTINUE,
	KW_DEF,
	KW_DEL,
	KW_ELIF,
	KW_ELSE,
	KW_EXCEPT,
	KW_EXEC,
	KW_FINALLY,
	KW_FOR,
	KW_FROM,
	KW_GLOBAL,
	KW_IF,
	KW_IMPORT,
	KW_IN,
	KW_IS,
	KW_LAMBDA,
	KW_NOT,
	KW_OR,
	KW_PASS,
	KW_PRINT,
	KW_RAISE,
	KW_RETURN,
	KW_TRY,
	KW_WHILE,
	KW_WITH,
	KW_YIELD,
};

/* An operator is its bytes in one number: "**=" is XM_OP('*', '*', '='). */
#define XM_OP(a, b, c) ((unsigned)(a) << 16 | (unsigned)(b) << 8 | (unsigned)(c))
#define XM_OP1(a) XM_OP(0, 0, a)
#define XM_OP2(a, b) XM_OP(0, a, b)

/* Operators that are words, beside those of XM_OP. */
enum { XM_OR = 1, XM_AND, XM_IN, XM_NOT_IN, XM_IS, XM_IS_NOT };

struct xm_token {
	enum xm_kind kind;
	uint32_t begin, end;
	unsigned code;         /* of an operator or keyword */
	uint8_t prefix, quote; /* of a string: how long they are */
	bool escaped;          /* a string with a backslash or a carriage return */
};

/* How sure it is that the code runs. */
enum xm_mode { XM_DEAD, XM_MAYBE, XM_LIVE };

/* What Python would raise when it runs the code: reported at the end of the statement, or taken back. */
struct xm_fault {
	struct span at;
	const char *message, *help; /* message NULL: none */
};

/* The value of a list, tuple or dict: shared by the names that hold it, as in Python. */
struct domu_list {
	struct domu_value *items;
	size_t n, room;
	size_t weight;   /* values inside, at all depths */
	size_t doubtful; /* the place of an unknown item, from 1 on; 0: there is none */
	unsigned depth;
	bool unknown; /* something that we cannot follow may have changed it */
	bool held;    /* another list holds it */
	bool done;    /* resolved at the end */
};

struct xm {
	struct domu_reader *r;
	/* the lexer */
	size_t at, last; /* behind the token, and behind the one before */
	struct xm_token token;
	unsigned brackets;
	bool line_start, broken;
	unsigned indents[XM_INDENTS_MAX], n_indents;
	int pending; /* indents, or, below zero, dedents to be handed out */
	/* the parser */
	size_t line; /* where the statement begins */
	size_t open; /* the innermost open bracket */
	unsigned nesting, blocks, loops, functions;
	/* the evaluator */
	enum xm_mode mode;
	struct xm_fault fault;
	size_t work;     /* what may still be computed */
	size_t epoch;    /* counts what makes all names unknown */
	bool forever;    /* they stay so */
	bool open_names; /* names may exist that we do not see */
	/* for the one note that xl does not read such a file */
	struct span python; /* the first piece that is beyond xl's grammar; file 0: none */
	bool python_told;   /* it is part of a value of which a note tells */
};

/* That is Python, which xl does not read; only the first one is kept. */
static inline void xm_note_python(struct xm *m, struct span at)
{
	if (!m->python.file)
		m->python = at;
}

/* domu_xm_lex.c */
void xm_next(struct xm *m);
bool xm_is(const struct xm *m, unsigned op);
bool xm_is_keyword(const struct xm *m, enum xm_keyword keyword);
bool xm_take(struct xm *m, unsigned op);
bool xm_take_keyword(struct xm *m, enum xm_keyword keyword);
/* The token is a name with a single = behind it. */
bool xm_name_then_equals(const struct xm *m);
size_t xm_line_end(const struct xm *m, size_t at);
struct span xm_span(const struct xm *m, size_t begin); /* up to the last token that was taken */
struct span xm_token_span(const struct xm *m);

/* domu_xm_error.c: reports, once a statement, and breaks the parser until xm_recover. */
struct finding *xm_syntax(struct xm *m, struct span at, const char *format, ...) __attribute__((format(printf, 3, 4)));
void xm_expected(struct xm *m, const char *what); /* the current token is something else */
void xm_expect(struct xm *m, unsigned op, const char *what);
void xm_recover(struct xm *m);
void xm_break(struct xm *m);
void xm_fault(struct xm *m, struct span at, const char *help, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void xm_report_fault(struct xm *m);

/* domu_xm_literal.c: take the token; adjacent strings are one. */
void xm_string(struct xm *m, struct domu_value *ret);
void xm_number(struct xm *m, struct domu_value *ret);

/* domu_xm_value.c */
enum xm_truth { XM_FALSE, XM_TRUE, XM_UNSURE };
enum xm_truth xm_truth(const struct domu_value *v);
void xm_unknown(struct xm *m, struct domu_value *ret, struct span at);
void xm_leak(struct domu_value *v); /* something unknown holds it: it may change */
bool xm_spend(struct xm *m, size_t amount);
void xm_integer(struct domu_value *ret, struct xm *m, long long number, struct span at);
void xm_make_list(struct xm *m, struct domu_value *ret, enum domu_kind kind, struct domu_value *items, size_t n,
                  struct span at);
bool xm_extend(struct xm *m, struct domu_value *list, const struct domu_value *more);
void xm_index(struct xm *m, struct domu_value *v, struct domu_value *index, struct span at);
bool xm_same(const struct domu_value *a, const struct domu_value *b);
const char *xm_type(const struct domu_value *v);

/* domu_xm_operate.c: left = left op right */
void xm_operate(struct xm *m, unsigned op, struct domu_value *left, struct domu_value *right, struct span at);
/* Can Python decode it as ASCII? */
bool xm_is_ascii(struct text t);

/* domu_xm_format.c: the % of strings */
void xm_format(struct xm *m, struct domu_value *left, struct domu_value *right, struct span at);

/* domu_xm_names.c */
extern const char *const xm_builtins[]; /* sorted */
extern const size_t xm_n_builtins;
void xm_lookup(struct xm *m, struct text name, struct span at, struct domu_value *ret);
void xm_bind(struct xm *m, struct text name, struct span at, struct domu_value *v, bool append);
void xm_bind_lost(struct xm *m, struct text name, struct span at); /* its value could not be read */
void xm_lose(struct xm *m, size_t first); /* from that assignment on: their statement is wrong */
void xm_bind_helper(struct xm *m, struct text name, struct span at);
void xm_forget_names(struct xm *m, bool forever);
void xm_resolve(struct xm *m);

/* domu_xm_expr.c */
/* How strongly operators bind: `or` least; comparisons bind less than XM_LEVEL_BITS. */
enum { XM_LEVEL_OR = 1, XM_LEVEL_BITS = 5 };
void xm_test(struct xm *m, struct domu_value *ret);
void xm_testlist(struct xm *m, struct domu_value *ret); /* a tuple where commas stand */
void xm_binary(struct xm *m, struct domu_value *ret, int level);
bool xm_enter(struct xm *m); /* one level deeper, for what calls itself; false after a report */
void xm_leave(struct xm *m);

/* domu_xm_atom.c */
void xm_power(struct xm *m, struct domu_value *ret); /* an atom with its calls, indexes and attributes */
void xm_parameters(struct xm *m);                    /* of def and lambda */
void xm_arguments(struct xm *m);                     /* of a call, with the brackets */

/* domu_xm_target.c */
void xm_targets(struct xm *m, struct domu_value *v); /* v NULL: they become helpers */
void xm_target(struct xm *m);                        /* one, a helper; a comma behind it is not its own */
void xm_expression_statement(struct xm *m);

/* Where the lexer stands, to read a piece of a line twice. */
struct xm_mark {
	size_t at, last;
	struct xm_token token;
	unsigned brackets;
	bool line_start;
};
struct xm_mark xm_mark(const struct xm *m);
void xm_return(struct xm *m, const struct xm_mark *mark); /* unless the statement is broken */

/* domu_xm_simple.c */
void xm_simple_line(struct xm *m);

#endif
