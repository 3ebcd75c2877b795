/*
 * policy_place.h - where the words of a policy stand.
 *
 * libconfig gives the line of a setting and no more. This walks the same
 * text, in the same order, to the very word.
 */
#ifndef XENCFG_POLICY_PLACE_H
#define XENCFG_POLICY_PLACE_H

#include <xencfg/finding.h>

enum policy_word_kind { POLICY_END, POLICY_NAME, POLICY_STRING, POLICY_MARK, POLICY_UNCLOSED };

struct policy_word {
	enum policy_word_kind kind;
	struct span at; /* of a string: with its quotes */
	unsigned line;
};

/* A place in the text; {file, text, 0, 1} is its beginning. */
struct policy_walk {
	uint32_t file;
	struct text text;
	size_t at;
	unsigned line;
};

/* A finding, and false, for a text that libconfig must not get: no text, too much of it, half of it, or an @include. */
bool policy_guard(struct policy_walk walk, struct findings *out);

/* The next name, number, string, mark, or what is left of a string or comment that nothing closes. */
struct policy_word policy_next(struct policy_walk *walk);

/* Walks behind the setting's name, which libconfig met on this line, and returns its place. */
struct span policy_place_name(struct policy_walk *walk, const char *name, unsigned line);

/*
 * Walks to the value behind a setting's name: into a list or group, behind anything else. Returns its
 * place, or its bracket's.
 */
struct span policy_place_value(struct policy_walk *walk);

/* Walks behind the next element of a list, whatever it is. */
struct span policy_place_element(struct policy_walk *walk);

#endif
