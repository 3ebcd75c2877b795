/*
 * policy_guard.c - keeps from libconfig what it would not read as it is meant.
 *
 * Judges no setting. libconfig 1.5 is what it guards against.
 */
#include <xencfg/policy.h>
#include "policy_place.h"

/* libconfig drops a string that nothing closes, and so all that was meant to follow it, without a word. */
static bool is_closed(struct policy_walk walk, struct findings *out)
{
	struct policy_word word;

	do
		word = policy_next(&walk);
	while (word.kind != POLICY_END && word.kind != POLICY_UNCLOSED);
	if (word.kind == POLICY_END)
		return true;
	finding_add(out, RULE_SYNTAX, span_make(word.at.file, word.at.begin, word.at.begin + 1),
	            "nothing closes this %s", walk.text.s[word.at.begin] == '"' ? "string" : "comment");
	return false;
}

/* A NUL ends libconfig's text, and an @include reads whatever file it names. */
bool policy_guard(struct policy_walk walk, struct findings *out)
{
	struct text text = walk.text, rest = text, line;
	const char *nul = text.n ? memchr(text.s, '\0', text.n) : NULL;
	uint32_t file = walk.file;

	if (text.n > POLICY_SIZE_MAX) {
		finding_add(out, RULE_UNREADABLE, span_make(file, 0, 0), "a policy has at most %d bytes",
		            POLICY_SIZE_MAX);
		return false;
	}
	if (nul) {
		finding_add(out, RULE_UNREADABLE, span_make(file, (size_t)(nul - text.s), (size_t)(nul - text.s) + 1),
		            "a NUL byte: this is no text");
		return false;
	}
	while (text_split(&rest, '\n', &line)) {
		size_t begin = (size_t)(text_trim(line).s - text.s);

		if (!text_starts(text_trim(line), "@include"))
			continue;
		finding_add(out, RULE_SYNTAX, span_make(file, begin, begin + strlen("@include")),
		            "a policy is one file: @include is not read");
		return false;
	}
	return is_closed(walk, out);
}
