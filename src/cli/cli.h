/*
 * cli.h - what the files of the command line share.
 *
 * One file a command, one table of commands, one of options: usage, help,
 * parsing and suggestions come from the tables.
 */
#ifndef XENCFG_CLI_H
#define XENCFG_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <xencfg/report.h>

enum { EXIT_OK = 0, EXIT_FINDINGS = 1, EXIT_TROUBLE = 2, EXIT_UNDONE = 3, EXIT_LEFT = 4 };

enum option {
	OPTION_OUTPUT,
	OPTION_OUTPUT_FILE,
	OPTION_CHECK,
	OPTION_DIFF,
	OPTION_FORCE,
	OPTION_FORCE_STOP,
	OPTION_PRUNE,
	OPTION_TEMPLATES,
	OPTION_FORMAT,
	OPTION_GRAPH_FORMAT,
	OPTION_STDIN_FILENAME,
	OPTION_LIST_FILES,
	OPTION_BRIDGE,
	OPTION_FAIL_LEVEL,
	OPTION_BASELINE,
	OPTION_WRITE_BASELINE,
	OPTION_FIX,
	OPTION_LIVE,
	OPTION_JOBS,
	OPTION_CONFIG,
	OPTION_NO_CONFIG,
	OPTION_CONFIRM,
	OPTION_STATE_DIR,
	OPTION_XEN,
	OPTION_TOOLSTACK,
	OPTION_COLOR,
	OPTION_QUIET,
	OPTION_HELP,
	OPTION_VERSION,
	OPTIONS
};

struct option_info {
	const char *name;     /* without dashes */
	char letter;          /* 0: none */
	const char *argument; /* what stands for it in the help; NULL: takes none */
	const char *help;
};
extern const struct option_info option_infos[OPTIONS];

enum { OPERANDS_MAX = 1024, REPEATED_MAX = 64 };

/* How what goes to a stream may look. */
struct look {
	bool colour;
	unsigned width; /* in columns; longer source lines are cut */
};

/* A command line that was read. */
struct call {
	const struct command *command;
	bool given[OPTIONS];
	const char *value[OPTIONS]; /* of the last one given; NULL */
	const char *operands[OPERANDS_MAX];
	size_t n_operands;
	const char *formats[REPEATED_MAX], *bridges[REPEATED_MAX]; /* of options that may be given again and again */
	size_t n_formats, n_bridges;
	struct look results, messages, file; /* on standard output, on standard error, in a file that is named */
};

struct command {
	const char *name, *operands; /* as the usage line shows them */
	size_t least, most;          /* operands */
	const char *help;            /* one line */
	const char *about;           /* paragraphs and examples, for --help */
	unsigned options;            /* bits: 1u << enum option; the common ones are added */
	int (*run)(struct call *call);
	const char *status;  /* what each exit status means, for --help */
	const char *formats; /* that --format may name, by blanks; NULL: has no such option */
};
extern const struct command commands[];
extern const size_t n_commands;

/* Of that name; NULL when there is none. */
const struct command *command_find(const char *name);

/* Its own, and those that every command has. */
bool command_has(const struct command *command, enum option option);

/* What its argument may be, by blanks; NULL when that is no matter of a few words. */
const char *option_words(const struct command *command, enum option option);

int command_apply(struct call *call);
int command_compile(struct call *call);
int command_confirm(struct call *call);
int command_fmt(struct call *call);
int command_graph(struct call *call);
int command_import(struct call *call);
int command_lint(struct call *call);
int command_plan(struct call *call);
int command_rules(struct call *call);
int command_explain(struct call *call);
int command_schema(struct call *call);
int command_status(struct call *call);
int command_stop(struct call *call);

extern const char call_version[];

/* What the option does for the command, a line: at most size - 1 bytes into ret. */
void option_help(const struct command *command, enum option option, char *ret, size_t size);

/* On standard output, as wide as the terminal; 0, or EXIT_TROUBLE when that fails. On standard error, EXIT_TROUBLE. */
int help_commands(FILE *to);
int help_command(const struct command *command);
int help_version(void);

/* Of what is printed to fd: what COLUMNS says, else the terminal's, else `otherwise`. */
unsigned terminal_width(int fd, unsigned otherwise);

/* Fills in how the streams may look, by --color and the terminals. 0, or EXIT_TROUBLE, told. */
int terminal_looks(struct call *call);

enum { SUGGESTIONS = 3 };

/* Names that somebody may have meant, the nearest first; they are borrowed. {0} has none. */
struct suggest {
	const char *names[SUGGESTIONS];
	unsigned distances[SUGGESTIONS];
	size_t n;
};

/* Keeps the name if what was written is its beginning, or it with a slip or two of the finger, in any case. */
void suggest_add(struct suggest *s, struct text written, const char *name);

/* "did you mean A, B or C?" on standard error, each between `before` and `after`; nothing when there is none. */
void suggest_print(const struct suggest *s, const char *before, const char *after);

/* "usage: …", a line. */
void help_usage(FILE *to, const struct command *command);

/*
 * Reads argv[1…] into *ret. Returns -1 to go on, else the exit status: help
 * and version were printed, or the usage is wrong and was told.
 */
int call_read(struct call *ret, int argc, char **argv);

/*
 * Gives up what the command, as it was called, does not need; privileges_read once more, when the one file that the
 * command reads with more than any user's rights is read, and before it is understood.
 */
void privileges_begin(const struct call *call);
void privileges_read(const struct call *call);

/* "xencfg: …" on standard error; always EXIT_TROUBLE. */
int trouble(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "cannot read NAME: REASON", with what to do where that is known. Takes a negative errno. */
int trouble_file(const char *doing, const char *name, int error);

/* Prints the findings as text on standard error. 0, or EXIT_TROUBLE when memory is out. */
int print_findings(const struct call *call, struct sources *sources, const struct findings *findings);

/* How many findings there are, and `behind` it, a line on standard error. 0, or EXIT_TROUBLE when memory is out. */
int print_summary(const struct findings *findings, const char *behind);

/* One message of no rule, likewise. */
int print_message(const struct call *call, struct sources *sources, struct span at, enum severity severity,
                  const char *message);

/* All of it to standard output; EXIT_TROUBLE when that fails, but for a reader that went away. */
int print_out(const struct sb *text);

/* The same for a diff: patch(1) gets every byte of it, a terminal nothing that would steer it. */
int print_text(const struct sb *text);

/* --xen and --toolstack name what there is: 0, or EXIT_TROUBLE, told. */
int check_target(const struct call *call);

/* --format: json is asked for. Tells and returns EXIT_TROUBLE for any other word than text or json. */
int wants_json(const struct call *call, bool *ret);

#endif
