/*
 * text.c - comparing and cutting texts.
 *
 * Pure: allocates nothing and knows no file format.
 */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <xencfg/text.h>

int text_compare(struct text a, struct text b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.s, b.s, n) : 0;

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

struct text text_trim(struct text t)
{
	while (t.n && (t.s[0] == ' ' || t.s[0] == '\t'))
		t.s++, t.n--;
	while (t.n && (t.s[t.n - 1] == ' ' || t.s[t.n - 1] == '\t'))
		t.n--;
	return t;
}

bool text_split(struct text *rest, char separator, struct text *ret_piece)
{
	const char *cut;

	if (!rest->s)
		return false;
	cut = rest->n ? memchr(rest->s, separator, rest->n) : NULL;
	if (!cut) {
		*ret_piece = *rest;
		*rest = (struct text){ NULL, 0 };
		return true;
	}
	*ret_piece = (struct text){ rest->s, (size_t)(cut - rest->s) };
	rest->n -= ret_piece->n + 1;
	rest->s = cut + 1;
	return true;
}

int text_to_number(struct text t, long long *ret)
{
	bool negative = t.n && t.s[0] == '-';
	size_t i = t.n && (t.s[0] == '-' || t.s[0] == '+');
	long long value = 0;

	if (i == t.n)
		return -EINVAL;
	for (; i < t.n; i++) {
		int digit = t.s[i] - '0';

		if (digit < 0 || digit > 9)
			return -EINVAL;
		/* Counts downwards, since LLONG_MIN has no positive twin. */
		if (value < (LLONG_MIN + digit) / 10)
			return -ERANGE;
		value = value * 10 - digit;
	}
	if (!negative && value == LLONG_MIN)
		return -ERANGE;
	*ret = negative ? value : -value;
	return 0;
}

/* Bytes of the well-formed UTF-8 character at s; 0 when there is none (Unicode, table 3-7). */
static size_t utf8_character(const unsigned char *s, size_t n)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t size;

	if (s[0] < 0x80)
		return s[0] != 0;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		size = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		size = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		size = 4;
	else
		return 0;
	/* The second byte rules out overlong forms, surrogates and what lies beyond U+10FFFF. */
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	if (n < size || s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < size; i++)
		if (s[i] < 0x80 || s[i] > 0xbf)
			return 0;
	return size;
}

size_t text_utf8_length(struct text t)
{
	size_t i = 0, size;

	while (i < t.n) {
		/* Nearly all is ASCII: eight bytes at a time, as long as none is NUL or above 0x7f. */
		for (uint64_t eight; t.n - i >= 8; i += 8) {
			memcpy(&eight, t.s + i, 8);
			if ((eight | (eight - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080))
				break;
		}
		if (i == t.n)
			break;
		size = utf8_character((const unsigned char *)t.s + i, t.n - i);
		if (size == 0)
			break;
		i += size;
	}
	return i;
}

/* Longer words are never suggested; it bounds the rows below. */
enum { DISTANCE_MAX_LENGTH = 64 };

unsigned text_distance(struct text a, struct text b, unsigned limit)
{
	unsigned rows[3][DISTANCE_MAX_LENGTH + 1];
	unsigned *before = rows[0], *above = rows[1], *row = rows[2];

	if (a.n > DISTANCE_MAX_LENGTH || b.n > DISTANCE_MAX_LENGTH)
		return limit + 1;
	for (unsigned j = 0; j <= b.n; j++)
		above[j] = j;
	for (unsigned i = 1; i <= a.n; i++) {
		unsigned best = row[0] = i, *swap = before;

		for (unsigned j = 1; j <= b.n; j++) {
			unsigned d = above[j - 1] + (a.s[i - 1] != b.s[j - 1]);

			if (above[j] + 1 < d)
				d = above[j] + 1;
			if (row[j - 1] + 1 < d)
				d = row[j - 1] + 1;
			if (i > 1 && j > 1 && a.s[i - 1] == b.s[j - 2] && a.s[i - 2] == b.s[j - 1] &&
			    before[j - 2] + 1 < d)
				d = before[j - 2] + 1;
			row[j] = d;
			if (d < best)
				best = d;
		}
		if (best > limit)
			return limit + 1;
		before = above;
		above = row;
		row = swap;
	}
	return above[b.n];
}
