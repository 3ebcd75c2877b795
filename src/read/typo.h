/*
 * typo.h - is one name another with a slip of the finger?
 *
 * Private to src/read: what may be written in its place unasked. Suggestions
 * reach further (key_suggest); these are certain.
 */
#ifndef XENCFG_TYPO_H
#define XENCFG_TYPO_H

#include <xencfg/text.h>

/* One edit apart, and too long for chance. A digit more or less, as in disk2, is no slip. */
static inline bool typo_of(struct text written, const char *meant)
{
	if (written.n < 4 || strlen(meant) < 4)
		return false;
	for (size_t i = 0; i < written.n; i++)
		if (written.s[i] >= '0' && written.s[i] <= '9')
			return false;
	return text_distance(written, text_of(meant), 1) == 1;
}

#endif
