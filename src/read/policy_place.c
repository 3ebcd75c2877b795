/*
 * policy_place.c - the words of libconfig's syntax, with their places.
 *
 * Judges nothing: what it walks was read by libconfig already.
 */
#include "policy_place.h"

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("_-*.+", c));
}

static char byte_at(const struct policy_walk *walk, size_t at)
{
	return at < walk->text.n ? walk->text.s[at] : '\0';
}

static void skip_to(struct policy_walk *walk, size_t end)
{
	for (; walk->at < end && walk->at < walk->text.n; walk->at++)
		walk->line += walk->text.s[walk->at] == '\n';
}

static bool find_behind(const struct policy_walk *walk, size_t from, const char *what, size_t *ret)
{
	const char *found = memmem(walk->text.s + from, walk->text.n - from, what, strlen(what));

	if (found)
		*ret = (size_t)(found - walk->text.s) + strlen(what);
	return found;
}

/* Blanks, line breaks and the three kinds of comments, but for one without an end. */
static void skip_blank(struct policy_walk *walk)
{
	while (walk->at < walk->text.n) {
		char c = byte_at(walk, walk->at), next = byte_at(walk, walk->at + 1);
		size_t end;

		if (strchr(" \t\r\n\f\v", c))
			skip_to(walk, walk->at + 1);
		else if (c == '#' || (c == '/' && next == '/'))
			skip_to(walk, find_behind(walk, walk->at, "\n", &end) ? end : walk->text.n);
		else if (c == '/' && next == '*' && find_behind(walk, walk->at + 2, "*/", &end))
			skip_to(walk, end);
		else
			break;
	}
}

static bool find_string_end(const struct policy_walk *walk, size_t *ret)
{
	size_t at = walk->at + 1;

	while (at < walk->text.n && byte_at(walk, at) != '"')
		at += byte_at(walk, at) == '\\' ? 2 : 1;
	*ret = at + 1;
	return at < walk->text.n;
}

struct policy_word policy_next(struct policy_walk *walk)
{
	struct policy_word word = { .kind = POLICY_END };
	size_t begin, end;

	skip_blank(walk);
	word.line = walk->line;
	begin = end = walk->at;
	if (byte_at(walk, begin) == '"' && find_string_end(walk, &end)) {
		word.kind = POLICY_STRING;
	} else if (byte_at(walk, begin) == '"' || (byte_at(walk, begin) == '/' && byte_at(walk, begin + 1) == '*')) {
		word.kind = POLICY_UNCLOSED;
		end = walk->text.n;
	} else if (is_name_byte(byte_at(walk, begin))) {
		word.kind = POLICY_NAME;
		while (is_name_byte(byte_at(walk, end)))
			end++;
	} else if (begin < walk->text.n) {
		word.kind = POLICY_MARK;
		end++;
	}
	word.at = span_make(walk->file, begin, end);
	skip_to(walk, end);
	return word;
}

static bool is_mark(const struct policy_walk *walk, struct policy_word word, const char *marks)
{
	return word.kind == POLICY_MARK && strchr(marks, byte_at(walk, word.at.begin));
}

struct span policy_place_name(struct policy_walk *walk, const char *name, unsigned line)
{
	struct policy_word word;

	do
		word = policy_next(walk);
	while (word.kind != POLICY_END &&
	       (word.line < line || word.kind != POLICY_NAME ||
	        !text_is((struct text){ walk->text.s + word.at.begin, word.at.end - word.at.begin }, name)));
	return word.at;
}

/* Strings that follow each other are one value. */
static struct span join_strings(struct policy_walk *walk, struct policy_word word)
{
	struct policy_walk ahead = *walk;

	for (struct policy_word next = word; next.kind == POLICY_STRING; next = policy_next(&ahead)) {
		word.at.end = next.at.end;
		*walk = ahead;
	}
	return word.at;
}

struct span policy_place_value(struct policy_walk *walk)
{
	struct policy_word word = policy_next(walk);

	if (is_mark(walk, word, "=:"))
		word = policy_next(walk);
	return join_strings(walk, word);
}

struct span policy_place_element(struct policy_walk *walk)
{
	struct policy_word word = policy_next(walk), inside;
	size_t depth = 0;

	if (is_mark(walk, word, ","))
		word = policy_next(walk);
	inside = word;
	while (inside.kind != POLICY_END) {
		depth += is_mark(walk, inside, "([{");
		depth -= depth && is_mark(walk, inside, ")]}");
		if (depth == 0)
			break;
		inside = policy_next(walk);
	}
	return join_strings(walk, word);
}
