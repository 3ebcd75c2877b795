/*
 * finding.h - what is wrong, where, and what to write instead.
 *
 * Checks and readers add findings; only src/diag prints them. Everything
 * lives in the arena of the list. When memory runs out the list remembers
 * it (`error`), and the functions below take the NULL that follows.
 */
#ifndef XENCFG_FINDING_H
#define XENCFG_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <xencfg/source.h>

enum severity { SEVERITY_OFF, SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

enum rule {
#define RULE(id, code, slug, severity, check, summary, explanation) RULE_##id,
#include "rules.def"
#undef RULE
	RULES
};

struct rule_info {
	const char *code, *slug;
	enum severity severity;
	const char *summary;     /* one line, no full stop */
	const char *explanation; /* paragraphs separated by blank lines */
};

extern const struct rule_info rule_infos[RULES];

/* The rule of a code ("XC103", any case) or slug; RULES when there is none. */
enum rule rule_find(struct text name);

/* The slug that a misspelt one was meant to be; NULL when none is near enough to be sure. */
const char *rule_suggest(struct text slug);

struct label {
	struct span at;
	const char *message;
	struct label *next;
};

struct finding {
	enum rule rule;
	enum severity severity;
	struct span at;
	const char *message;
	const char *help;     /* what to write instead, or NULL */
	struct label *labels; /* second places, in the order in which they were added */
	struct span fix_at;   /* what the fix replaces; file 0: no certain fix */
	const char *fix;      /* the text that belongs there */
	struct finding *next;
};

struct findings {
	struct arena *arena;
	struct finding *first, **last;
	size_t n;
	size_t counts[SEVERITY_ERROR + 1]; /* by severity; kept by the functions below */
	int error;                         /* 0 or -ENOMEM */
};

void findings_init(struct findings *out, struct arena *arena);

/* Adds one with the rule's own severity. NULL when memory is out. */
struct finding *finding_add(struct findings *out, enum rule rule, struct span at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* These take a NULL finding and do nothing. */
void finding_severity(struct findings *out, struct finding *f, enum severity severity);
void finding_label(struct findings *out, struct finding *f, struct span at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void finding_help(struct findings *out, struct finding *f, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void finding_fix(struct findings *out, struct finding *f, struct span at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Moves all of `from` behind those of `out`. */
void findings_join(struct findings *out, struct findings *from);

/* Takes out those that were turned off (SEVERITY_OFF). */
void findings_remove_off(struct findings *out);

static inline size_t findings_errors(const struct findings *out)
{
	return out->counts[SEVERITY_ERROR];
}

const char *severity_name(enum severity severity);

/* Drops what says the same of the same place again: one default may concern every guest. 0 or -ENOMEM. */
int findings_drop_repeated(struct findings *list, const struct sources *sources);

/*
 * The findings by file name, line, column and code: `n` pointers in the
 * list's arena. NULL when memory is out.
 */
struct finding **findings_sorted(const struct findings *list, const struct sources *sources);

#endif
