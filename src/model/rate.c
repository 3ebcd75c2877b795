/*
 * rate.c - what each toolstack makes of a rate limit.
 *
 * Checks only; the number itself is nobody's business here.
 */
#include <errno.h>
#include <stdint.h>
#include <xencfg/rate.h>

static int refuse(const char **ret_why, const char *why)
{
	*ret_why = why;
	return -EINVAL;
}

/*
 * Takes digits off the front. False when there are none; saturates. xl
 * reads them with strtoull of base 0: behind a zero they are octal
 * (libxlu_vif.c, 4.17).
 */
static bool take_number(struct text *t, enum toolstack toolstack, uint64_t *ret)
{
	unsigned base = toolstack == TOOLSTACK_XL && t->n && t->s[0] == '0' ? 8 : 10;
	size_t i = 0;

	*ret = 0;
	for (; i < t->n && t->s[i] >= '0' && t->s[i] <= '9'; i++) {
		unsigned digit = (unsigned)(t->s[i] - '0');

		*ret = *ret > UINT64_MAX / 16 ? UINT64_MAX / 16 : *ret * base + digit;
	}
	t->s += i;
	t->n -= i;
	return i > 0;
}

/* Takes one of `letters` off the front; 0 when none of them is there. */
static char take_letter(struct text *t, const char *letters)
{
	if (t->n == 0 || t->s[0] == '\0' || !strchr(letters, t->s[0]))
		return 0;
	t->n--;
	return *t->s++;
}

/* "08": octal for xl, which then stops before the 8 and takes it for the unit. */
static bool is_misread(struct text t, enum toolstack toolstack)
{
	size_t n = 0;
	bool octal = true;

	for (; n < t.n && t.s[n] >= '0' && t.s[n] <= '9'; n++)
		octal &= t.s[n] < '8';
	return toolstack == TOOLSTACK_XL && n > 1 && t.s[0] == '0' && !octal;
}

static int check_interval(struct text t, enum toolstack toolstack, uint64_t *ret_usecs, const char **ret_why)
{
	uint64_t factor = 1000000;
	bool misread = is_misread(t, toolstack), number = take_number(&t, toolstack, ret_usecs), seconds;
	char unit = take_letter(&t, "mu");

	seconds = take_letter(&t, "s");
	if (misread)
		return refuse(ret_why, "a leading zero makes a number octal for xl");
	if (!number || t.n || (!seconds && toolstack == TOOLSTACK_XEND))
		return refuse(ret_why, "an interval is written as in @50ms, with s, ms or us");
	if (unit)
		factor = unit == 'm' ? 1000 : 1;
	if (*ret_usecs == 0 || *ret_usecs > UINT32_MAX / factor)
		return refuse(ret_why, "an interval lies between 1us and 4294s");
	*ret_usecs *= factor;
	return 0;
}

int rate_check(struct text t, enum toolstack toolstack, const char **ret_why)
{
	static const char form[] = "a rate is written as in 10Mb/s or 250KB/s@20ms";
	const char *at = t.n ? memchr(t.s, '@', t.n) : NULL;
	uint64_t bytes, usecs = 50000, factor = 1;
	struct text rate = t;
	char unit, bits;

	if (at)
		rate.n = (size_t)(at - t.s);
	if (is_misread(rate, toolstack))
		return refuse(ret_why, "a leading zero makes a number octal for xl");
	if (!take_number(&rate, toolstack, &bytes))
		return refuse(ret_why, form);
	if (bytes == 0)
		return refuse(ret_why, "a rate of zero stops the vif or lifts the limit, by release");
	unit = take_letter(&rate, "GMK");
	bits = take_letter(&rate, "bB");
	if (!bits || !text_is(rate, "/s"))
		return refuse(ret_why, form);
	if (at) {
		struct text interval = { at + 1, (size_t)(t.s + t.n - at - 1) };

		if (check_interval(interval, toolstack, &usecs, ret_why) < 0)
			return -EINVAL;
	}
	if (unit)
		factor = unit == 'G' ? 1000000000 : unit == 'M' ? 1000000 : 1000;
	if (toolstack == TOOLSTACK_XL && bytes > UINT32_MAX)
		return refuse(ret_why, "too much for the 32 bits that hold it");
	if (bytes > UINT64_MAX / factor)
		return refuse(ret_why, "too much for the 32 bits that hold it");
	bytes = bits == 'b' ? bytes * factor / 8 : bytes * factor;
	/* What the backend gets is bytes for each interval; xend keeps them in 32 bits. */
	if (bytes > UINT64_MAX / usecs || (toolstack == TOOLSTACK_XEND && bytes * usecs / 1000000 > UINT32_MAX))
		return refuse(ret_why, "too much for the 32 bits that hold it");
	if (bytes * usecs / 1000000 == 0)
		return refuse(ret_why, "less than one byte for each interval");
	return 0;
}
