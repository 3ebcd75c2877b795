/*
 * domu_xl_scan.c - looking around in the lines of an xl config, where the grammar does not help.
 *
 * Only reads: where a word, an expression or a block of Python ends, and
 * whether a line begins an assignment.
 */
#include <ctype.h>

#include "domu_xl.h"

bool xl_is_listed(struct text word, const char *const *list)
{
	while (*list && !text_is(word, *list))
		list++;
	return *list != NULL;
}

static bool is_name_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

char xl_byte_at(const struct xl *x, size_t at)
{
	return at < x->r->text.n ? x->r->text.s[at] : '\n';
}

size_t xl_skip_blanks(const struct xl *x, size_t at)
{
	while (xl_byte_at(x, at) == ' ' || xl_byte_at(x, at) == '\t')
		at++;
	return at;
}

size_t xl_skip_name(const struct xl *x, size_t at)
{
	while (is_name_byte(xl_byte_at(x, at)))
		at++;
	return at;
}

size_t xl_skip_word(const struct xl *x, size_t at)
{
	while (!memchr(" \t\r\n,];#", xl_byte_at(x, at), 8))
		at++;
	return at;
}

size_t xl_skip_expression(struct xl *x, size_t at)
{
	size_t depth = 0, end;
	bool escaped;

	for (;; at++) {
		char c = xl_byte_at(x, at);

		if (c == '\n' || c == '\r' || (depth == 0 && memchr(" \t,];#)}", c, 8)))
			return at;
		if (c == '"' || c == '\'') {
			end = xl_string_end(x, at, &escaped);
			at = end ? end : at;
		}
		depth += c == '(' || c == '[' || c == '{';
		depth -= c == ')' || c == ']' || c == '}';
	}
}

bool xl_begins_assignment(const struct xl *x, size_t line)
{
	size_t begin = xl_skip_blanks(x, line), at = begin;

	if (begin - line > x->indent || !isalpha((unsigned char)xl_byte_at(x, begin)))
		return false;
	while (is_name_byte(xl_byte_at(x, at)) || xl_byte_at(x, at) == '-')
		at++;
	at = xl_skip_blanks(x, at);
	at += xl_byte_at(x, at) == '+';
	return xl_byte_at(x, at) == '=' && xl_byte_at(x, at + 1) != '=';
}

void xl_set_line(struct xl *x, size_t line)
{
	x->line = line;
	x->indent = xl_skip_blanks(x, line) - line;
}

static const char *const block_words[] = { "if",    "elif", "else",   "for",     "while", "def",
	                                   "class", "try",  "except", "finally", "with",  NULL };
bool xl_is_block_word(struct text word)
{
	return xl_is_listed(word, block_words);
}

static bool begins_block(const struct xl *x, size_t at)
{
	return xl_is_block_word(reader_text(x->r, at, xl_skip_name(x, at)));
}

size_t xl_skip_block(const struct xl *x, size_t line_end)
{
	size_t depth = x->indent, at = line_end + 1;

	if (!begins_block(x, x->line + depth))
		return line_end < x->r->text.n ? at : line_end;
	while (at < x->r->text.n) {
		size_t first = xl_skip_blanks(x, at), end = reader_line_end(x->r, at);
		bool blank = memchr("\r\n#", xl_byte_at(x, first), 3);

		if (!blank && first - at <= depth && !(first - at == depth && begins_block(x, first)))
			break;
		at = end + 1;
	}
	return at < x->r->text.n ? at : x->r->text.n;
}
