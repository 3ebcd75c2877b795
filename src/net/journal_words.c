/*
 * journal_words.c - the words of a journal, written and read by the same functions.
 *
 * Takes no byte that it reads on trust, and never asks for more memory than some times the size of what it reads.
 */
#include <errno.h>
#include "journal.h"

enum { SHORTEST_LINE = 4 };

/* The next word of the line, without the blank before it; empty at its end. */
static struct text next_word(struct journal_stream *s)
{
	struct text word;
	size_t n = 0;

	if (s->rest.n == 0 || s->rest.s[0] != ' ') {
		s->error = s->error ? s->error : -EBADMSG;
		return (struct text){ "", 0 };
	}
	word = (struct text){ s->rest.s + 1, s->rest.n - 1 };
	while (n < word.n && word.s[n] != ' ' && word.s[n] != '\n')
		n++;
	s->rest = (struct text){ word.s + n, word.n - n };
	word.n = n;
	return word;
}

void journal_tag(struct journal_stream *s, const char *tag)
{
	if (s->out) {
		sb_string(s->out, tag);
		return;
	}
	if (s->error)
		return;
	if (!text_starts(s->rest, tag)) {
		s->error = -EBADMSG;
		return;
	}
	s->rest.s += strlen(tag);
	s->rest.n -= strlen(tag);
}

void journal_end(struct journal_stream *s)
{
	journal_tag(s, "\n");
}

/* There are many: printf would take longer than all the rest. */
static void put_number(struct sb *out, uint64_t value)
{
	char digits[24];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + value % 10);
	while (value /= 10);
	digits[--at] = ' ';
	sb_add(out, digits + at, sizeof(digits) - at);
}

void journal_number(struct journal_stream *s, uint64_t *value, uint64_t most)
{
	struct text word;
	uint64_t number = 0;

	if (s->out) {
		put_number(s->out, *value);
		return;
	}
	word = next_word(s);
	if (word.n == 0 && !s->error)
		s->error = -EBADMSG;
	for (size_t i = 0; i < word.n && !s->error; i++) {
		uint64_t digit = (uint64_t)((unsigned char)word.s[i] - '0');

		if (digit > 9 || number > (UINT64_MAX - digit) / 10)
			s->error = -EBADMSG;
		else
			number = 10 * number + digit;
	}
	if (number > most && !s->error)
		s->error = -EBADMSG;
	*value = s->error ? 0 : number;
}

void journal_u32(struct journal_stream *s, uint32_t *value)
{
	uint64_t number = *value;

	journal_number(s, &number, UINT32_MAX);
	*value = (uint32_t)number;
}

void journal_bool(struct journal_stream *s, bool *value)
{
	uint64_t number = *value;

	journal_number(s, &number, 1);
	*value = number;
}

static void put_bytes(struct sb *out, struct text text)
{
	static const char hex[] = "0123456789ABCDEF";

	sb_string(out, text.n ? " " : " %");
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.s[i];

		if (c > ' ' && c < 0x7f && c != '%')
			sb_byte(out, text.s[i]);
		else
			sb_add(out, (char[]){ '%', hex[c >> 4], hex[c & 15] }, 3);
	}
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Into `bytes`, which has room for all of the word. -EBADMSG for an escape that is none. */
static int read_bytes(struct text word, char *bytes, size_t *ret_n)
{
	size_t n = 0;

	for (size_t i = 0; i < word.n; i++) {
		int high, low;

		if (word.s[i] != '%') {
			bytes[n++] = word.s[i];
			continue;
		}
		if (word.n - i < 3)
			return -EBADMSG;
		high = hex_digit(word.s[i + 1]);
		low = hex_digit(word.s[i + 2]);
		if (high < 0 || low < 0)
			return -EBADMSG;
		bytes[n++] = (char)(high << 4 | low);
		i += 2;
	}
	*ret_n = n;
	return 0;
}

void journal_bytes(struct journal_stream *s, struct text *text, size_t most)
{
	struct text word;
	char *bytes;
	size_t n = 0;

	if (s->out) {
		put_bytes(s->out, *text);
		return;
	}
	*text = (struct text){ "", 0 };
	word = next_word(s);
	if (word.n == 0 && !s->error)
		s->error = -EBADMSG;
	if (s->error || text_is(word, "%"))
		return;
	/* Terminated: some are reasons, for people. */
	bytes = arena_alloc(s->arena, word.n + 1);
	s->error = bytes ? read_bytes(word, bytes, &n) : -ENOMEM;
	if (!s->error && n > most)
		s->error = -EBADMSG;
	if (s->error)
		return;
	bytes[n] = '\0';
	arena_trim(s->arena, bytes, n + 1);
	*text = (struct text){ bytes, n };
}

void journal_fixed(struct journal_stream *s, void *bytes, size_t n)
{
	struct text text = { bytes, n };

	journal_bytes(s, &text, n);
	if (s->out)
		return;
	if (text.n == n)
		memcpy(bytes, text.s, n);
	else if (!s->error)
		s->error = -EBADMSG;
}

void journal_count(struct journal_stream *s, const char *tag, size_t *n, void *items, size_t size)
{
	uint64_t number = *n;
	void *room;

	journal_tag(s, tag);
	journal_number(s, &number, s->rest.n / SHORTEST_LINE);
	journal_end(s);
	if (s->out)
		return;
	*n = s->error ? 0 : (size_t)number;
	memset(items, 0, sizeof(room));
	if (*n == 0)
		return;
	room = arena_array(s->arena, *n, size);
	if (room) {
		memcpy(items, &room, sizeof(room));
	} else {
		s->error = -ENOMEM;
		*n = 0;
	}
}
