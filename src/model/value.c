/* value.c - what a value means where a number is read; see value.h. */
#include <errno.h>
#include <xencfg/value.h>

int value_number(const struct value *v, long long *ret)
{
	if (v->kind == VALUE_STRING)
		return text_to_number(text_trim(v->text), ret);
	if (v->kind != VALUE_INTEGER && v->kind != VALUE_BOOLEAN)
		return -EINVAL;
	*ret = v->number;
	return 0;
}
