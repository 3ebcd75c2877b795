/* value.c - what a value means where a number is read; see value.h. */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/value.h>

static int as_strtol(struct text t, long long *ret)
{
	char digits[72], *end; /* the longest number, octal, with room to spare */

	if (t.n >= sizeof(digits))
		return -ERANGE;
	memcpy(digits, t.s, t.n);
	digits[t.n] = '\0';
	errno = 0;
	*ret = strtoll(digits, &end, 0);
	if (errno == ERANGE)
		return -ERANGE;
	return t.n && end == digits + t.n ? 0 : -EINVAL;
}

int value_number(const struct value *v, int base, long long *ret)
{
	if (v->kind == VALUE_STRING)
		return base ? text_to_number(text_trim(v->text), ret) : as_strtol(v->text, ret);
	if (v->kind != VALUE_INTEGER && v->kind != VALUE_BOOLEAN)
		return -EINVAL;
	*ret = v->number;
	return 0;
}
