/*
 * netscript_reader.h - what the files of the network script reader share.
 *
 * Private to src/read/netscript_*.c. Below is the lexer (shell_*), above it
 * the commands, above them the calls of network-bridge.
 */
#ifndef XENCFG_NETSCRIPT_READER_H
#define XENCFG_NETSCRIPT_READER_H

#include <xencfg/netscript.h>

enum { HEREDOCS_MAX = 16, UNCLOSED_MAX = 16 };

/* A word where it stands: [begin, end) of the source. */
struct shell_word {
	size_t begin, end;
};

/* A word without its quotes; expansions stay in it as they were written. */
struct shell_text {
	struct text text;
	size_t begin, end;               /* in the source */
	const uint32_t *at;              /* of each byte its offset; NULL: begin + i */
	bool vague;                      /* no byte has a place of its own */
	bool globs;                      /* an unquoted * ? [ { or ~: it may become other words */
	size_t expands_from, expands_to; /* from the first expansion to the last; equal when there is none */
};

struct shell {
	struct arena *arena;
	struct findings *out;
	struct text text;
	uint32_t file;
	size_t at;
	bool posix;    /* what only bash reads is worth a warning */
	bool probe;    /* only to see whether something is never closed: nothing is reported */
	bool unclosed; /* it is: guess what */
	bool unsure;   /* a construct that this lexer may have misread: no word about quotes from here on */
	bool broken;   /* the words of this command hold a quote that is never closed */
	unsigned n_unclosed;
	struct shell_text heredocs[HEREDOCS_MAX]; /* the words that end those of this line */
	bool heredoc_tabs[HEREDOCS_MAX];          /* written <<-: tabs before the word do not count */
	unsigned n_heredocs;
	int error; /* 0 or -ENOMEM; sticks */
};

/* What a variable holds, as far as can be told. */
struct shell_variable {
	struct text name, value; /* the value with its expansions as written */
	bool known;              /* the value is the only one that it can have here, and holds no expansion */
	bool command;            /* it holds the first argument of the script */
};

enum frame_kind { FRAME_BRACE, FRAME_PAREN, FRAME_IF, FRAME_LOOP, FRAME_CASE };

/* One compound command around the current place. */
struct frame {
	enum frame_kind kind;
	bool function;   /* it is the body of one */
	bool on_command; /* a case on the script's first argument */
	bool outer_decided;
	struct cell branch;
	const struct netscript_branch *outer, *outer_part; /* `way` and `part` outside of it */
	unsigned outer_list;
};

struct netscript_reader {
	struct shell shell;
	struct netscript *script;
	size_t n_calls_room;
	struct shell_word *words; /* of the current command */
	size_t n_words, words_room;
	struct frame frames[NETSCRIPT_NESTING_MAX];
	unsigned depth, too_deep;
	const struct netscript_branch *way, *part; /* of the list of commands, and of the command in it */
	unsigned list, n_lists;
	bool function_next; /* the next compound command is the body of a function */
	bool shifted;       /* "$@" and $1 no longer are the script's arguments */
	bool set;           /* they were set to something else */
	bool lost;          /* nor do they hold the command: it was shifted away */
	bool looked;        /* the script has decided something by its arguments */
	bool decided;       /* and whether to go on may hang on it: not so behind a case without a way out */
	bool leaves;        /* something may have ended the script: exit, exec, what only the shell knows */
	bool stops;         /* it calls network-bridge stop whatever its arguments are */
	bool has_own;       /* it defines network_bridge */
	struct shell_variable *variables;
	size_t n_variables;
	uint32_t *slots; /* hash table: an index into variables plus one, or 0 */
	size_t n_slots;
};

/* netscript_report.c */
struct finding *shell_report(struct shell *sh, enum rule rule, enum severity severity, struct span at,
                             const char *format, ...) __attribute__((format(printf, 5, 6)));
/* "WHAT is bash's", below an interpreter that is another shell. */
void shell_report_bash(struct shell *sh, size_t begin, size_t end, const char *what);
/* A quote or bracket at `begin` has no end. Returns where to go on. */
size_t shell_report_unclosed(struct shell *sh, size_t begin, size_t end, const char *what);
size_t shell_line_end(const struct shell *sh, size_t at);

/* netscript_skip.c: each stands at the opening character or '$' and returns where the thing ends. */
size_t shell_skip_single(struct shell *sh, size_t at);
size_t shell_skip_dollar(struct shell *sh, size_t at);
size_t shell_skip_double(struct shell *sh, size_t at);
size_t shell_skip_backquote(struct shell *sh, size_t at);
size_t shell_skip_bracket(struct shell *sh, size_t at, bool arithmetic);

/* netscript_word.c */
bool shell_is_blank(char c);
bool shell_ends_word(char c);
void shell_skip_blanks(struct shell *sh); /* and continued lines */
struct shell_word shell_read_word(struct shell *sh);
struct shell_text shell_decode(struct shell *sh, struct shell_word word);
struct text shell_raw(const struct shell *sh, struct shell_word word);
static inline bool shell_expands(const struct shell_text *t)
{
	return t->expands_to > t->expands_from;
}
struct cell shell_cell(const struct shell *sh, const struct shell_text *t, size_t begin, size_t end);
/* The name in a text that is nothing but one expansion: "x" of $x, ${x} and ${x:-y}. Empty for anything else. */
struct text shell_expansion(struct text t);
size_t shell_name_length(struct text t); /* letters, digits and _ at the start, no digit first */

/* The character so far ahead; 0 behind the end. */
static inline char netscript_peek(const struct netscript_reader *r, size_t ahead)
{
	return r->shell.at + ahead < r->shell.text.n ? r->shell.text.s[r->shell.at + ahead] : '\0';
}

/* netscript_frame.c */
struct frame *frame_top(struct netscript_reader *r); /* NULL outside of all */
void frame_push(struct netscript_reader *r, enum frame_kind kind, bool conditional);
void frame_pop(struct netscript_reader *r, enum frame_kind kind); /* with whatever was left open in it */
/* The next branch of an if or a case: bound to nothing in the one before. */
void frame_next_branch(struct netscript_reader *r, const struct frame *f);
/* A list of commands begins: what comes is only bound to what is around it. */
void frame_begin_list(struct netscript_reader *r);
const struct netscript_branch *frame_branch(struct netscript_reader *r, const struct netscript_branch *parent,
                                            unsigned otherwise);

/* netscript_space.c */
void netscript_skip_comment(struct netscript_reader *r);
void netscript_skip_newline(struct netscript_reader *r);     /* and here-documents behind it */
void netscript_skip_space(struct netscript_reader *r);       /* blanks, comments and line ends */
void netscript_read_redirection(struct netscript_reader *r); /* at < > or &>; its word is no argument */

/* netscript_command.c */
void netscript_parse(struct netscript_reader *r);

/* netscript_variable.c */
void netscript_assign(struct netscript_reader *r, struct text name, const struct shell_text *value, bool add);
const struct shell_variable *netscript_variable(const struct netscript_reader *r, struct text name);
/* NAME=… or NAME+=…: where the value begins in the text; 0 when it is none. */
size_t netscript_assignment(struct text t);
void netscript_assign_word(struct netscript_reader *r, struct shell_word word);

/* netscript_simple.c */
void netscript_look(struct netscript_reader *r, bool looks); /* something is decided by what `looks` at the arguments */
void netscript_simple_command(struct netscript_reader *r);
bool netscript_is_command(const struct netscript_reader *r, struct text expansion);
bool netscript_mentions_command(const struct netscript_reader *r, struct text raw);

/* netscript_call.c */
struct netscript_call *netscript_add_call(struct netscript_reader *r);
void netscript_add_word(struct netscript_reader *r, struct netscript_call *call, const struct shell_text *word);
void netscript_check_calls(struct netscript_reader *r);

#endif
