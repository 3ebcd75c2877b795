/*
 * sb.c - a string that grows by doubling.
 *
 * Never terminates the string and never reports: the error sticks.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <xencfg/sb.h>

void sb_free(struct sb *b)
{
	free(b->s);
	*b = (struct sb){ 0 };
}

static int make_room(struct sb *b, size_t more)
{
	size_t room = b->room ? b->room : 256;
	char *s;

	if (b->error)
		return b->error;
	if (b->room - b->n >= more)
		return 0;
	while (room - b->n < more) {
		if (room > SIZE_MAX / 2)
			return b->error = -ENOMEM;
		room *= 2;
	}
	s = realloc(b->s, room);
	if (!s)
		return b->error = -ENOMEM;
	b->s = s;
	b->room = room;
	return 0;
}

char *sb_room(struct sb *b, size_t more)
{
	return make_room(b, more) < 0 ? NULL : b->s + b->n;
}

void sb_add_slowly(struct sb *b, const char *s, size_t n)
{
	if (n == 0 || make_room(b, n) < 0)
		return;
	memcpy(b->s + b->n, s, n);
	b->n += n;
}

void sb_repeat(struct sb *b, char c, size_t count)
{
	if (count == 0 || make_room(b, count) < 0)
		return;
	memset(b->s + b->n, c, count);
	b->n += count;
}

void sb_number(struct sb *b, long long number)
{
	unsigned long long left = number < 0 ? 0 - (unsigned long long)number : (unsigned long long)number;
	char digits[sizeof("-9223372036854775808")], *p = digits + sizeof(digits);

	do
		*--p = (char)('0' + left % 10);
	while (left /= 10);
	if (number < 0)
		*--p = '-';
	sb_add(b, p, (size_t)(digits + sizeof(digits) - p));
}

void sb_printf(struct sb *b, const char *format, ...)
{
	size_t room = b->error ? 0 : b->room - b->n;
	va_list ap;
	int n;

	/* Mostly it fits. */
	va_start(ap, format);
	n = vsnprintf(room ? b->s + b->n : NULL, room, format, ap);
	va_end(ap);
	/* vsnprintf writes a terminator, for which there must be room too. */
	if (n < 0 || make_room(b, (size_t)n + 1) < 0) {
		b->error = -ENOMEM;
		return;
	}
	if ((size_t)n >= room) {
		va_start(ap, format);
		vsnprintf(b->s + b->n, (size_t)n + 1, format, ap);
		va_end(ap);
	}
	b->n += (size_t)n;
}
