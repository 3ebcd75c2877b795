/*
 * jansson.c - what jansson makes of a text; apart, since some of its names are those of our own reader.
 */
#include <errno.h>
#include <jansson.h>
#include <xencfg/text.h>

int fuzz_jansson_takes(struct text text);

/* 0, -EINVAL, or -ERANGE: the text may be fine, and holds a number that jansson cannot hold. */
int fuzz_jansson_takes(struct text text)
{
	json_error_t error;
	json_t *whole = json_loadb(text.s, text.n, JSON_DECODE_ANY, &error);

	if (whole) {
		json_decref(whole);
		return 0;
	}
	return json_error_code(&error) == json_error_numeric_overflow ? -ERANGE : -EINVAL;
}
