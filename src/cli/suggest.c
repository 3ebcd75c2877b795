/*
 * suggest.c - "did you mean …?": the few names that are near what somebody wrote.
 *
 * What is wrong was told before; nothing is done unasked.
 */
#include <ctype.h>
#include <stdio.h>
#include "cli.h"

enum { WRITTEN_MAX = 64, FAR = 3 };

/* 0: its beginning; else how many slips of the finger lie between. FAR: too many; of what is short few are too many. */
static unsigned distance(struct text written, const char *name)
{
	char lower[WRITTEN_MAX];
	unsigned most = written.n < 2 ? 0 : written.n < 6 ? 1 : 2, n;

	if (written.n < 2 || written.n > sizeof(lower))
		return FAR;
	for (size_t i = 0; i < written.n; i++)
		lower[i] = (char)tolower((unsigned char)written.s[i]);
	written.s = lower;
	if (strncmp(name, written.s, written.n) == 0)
		return 0;
	n = text_distance(written, text_of(name), most);
	return n <= most ? n : FAR;
}

void suggest_add(struct suggest *s, struct text written, const char *name)
{
	unsigned far = distance(written, name);
	size_t at = s->n;

	/* Of those that are as near the first stay first. */
	while (at > 0 && s->distances[at - 1] > far)
		at--;
	if (far == FAR || at == SUGGESTIONS)
		return;
	if (s->n < SUGGESTIONS)
		s->n++;
	for (size_t i = s->n - 1; i > at; i--) {
		s->names[i] = s->names[i - 1];
		s->distances[i] = s->distances[i - 1];
	}
	s->names[at] = name;
	s->distances[at] = far;
}

void suggest_print(const struct suggest *s, const char *before, const char *after)
{
	for (size_t i = 0; i < s->n; i++)
		fprintf(stderr, "%s%s%s%s%s",
		        i == 0        ? "did you mean " :
		        i + 1 == s->n ? " or " :
		                        ", ",
		        before, s->names[i], after, i + 1 == s->n ? "?\n" : "");
}
