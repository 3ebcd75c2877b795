/*
 * domu_common.c - the files that both toolstacks read alike, and most people write.
 *
 * Keys of Xen's at the beginning of their lines, quoted strings without a
 * backslash, decimal numbers, lists of such strings: in xl's grammar and in Python 2 they
 * mean the same, but that xl has no numbers. Reading such a file a second time would tell nothing
 * new. Reports nothing.
 */
#include <errno.h>
#include <stdlib.h>
#include "domu_reader.h"

/* Without bytes that have a meaning in one of the two languages, or none in the other. */
static bool is_common_text(struct text t)
{
	static const char meaning[] = "\\;\r\f\v";
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t eight, all = 0;

	for (size_t i = 0; i < t.n; i += sizeof(eight)) {
		size_t n = t.n - i < sizeof(eight) ? t.n - i : sizeof(eight);

		eight = 0;
		memcpy(&eight, t.s + i, n);
		all |= eight;
	}
	for (size_t i = 0; i + 1 < sizeof(meaning); i++)
		if (memchr(t.s, meaning[i], t.n))
			return false;
	return !(all & high) && !memchr(t.s, '\0', t.n) && t.n && t.s[t.n - 1] == '\n';
}

static bool is_plain_string(const struct domu_value *v)
{
	return v->kind == DOMU_STRING && v->quoted && v->verbatim && !memchr(v->text.s, '\n', v->text.n);
}

static bool is_list_of_strings(const struct domu_value *v)
{
	bool plain = v->kind == DOMU_LIST;

	for (size_t i = 0; plain && i < v->n; i++)
		plain = is_plain_string(&v->items[i]);
	return plain;
}

/* What Python takes for a decimal number of its own size; 0400 is octal there, and more digits are a long number. */
static bool is_plain_number(const struct domu_value *v)
{
	enum { DIGITS = 9 };

	if (v->kind != DOMU_STRING || v->quoted || v->text.n == 0 || v->text.n > DIGITS ||
	    (v->text.s[0] == '0' && v->text.n > 1))
		return false;
	for (size_t i = 0; i < v->text.n; i++)
		if (v->text.s[i] < '0' || v->text.s[i] > '9')
			return false;
	return true;
}

static bool is_common(struct text text, const struct domu_assignment *a)
{
	const struct domu_value *v = &a->value;

	return !a->append && (a->key_at.begin == 0 || text.s[a->key_at.begin - 1] == '\n') && !a->overwritten &&
	       a->known && (is_plain_string(v) || is_plain_number(v) || is_list_of_strings(v));
}

static long long number_of(struct text digits)
{
	long long n = 0;

	for (size_t i = 0; i < digits.n; i++)
		n = n * 10 + (digits.s[i] - '0');
	return n;
}

int domu_as_xm(struct arena *a, const struct sources *sources, const struct domu *xl, uint32_t file, struct domu **ret)
{
	struct text text = sources_get(sources, file)->text;
	struct domu *xm;

	*ret = NULL;
	if (!xl->accepted || !is_common_text(text))
		return 0;
	for (size_t i = 0; i < xl->n; i++)
		if (!is_common(text, &xl->items[i]))
			return 0;
	xm = arena_alloc(a, sizeof(*xm));
	if (!xm || !(xm->items = arena_array(a, xl->n, sizeof(*xm->items))))
		return -ENOMEM;
	xm->n = xl->n;
	xm->accepted = true;
	xm->slots = xl->slots;
	xm->n_slots = xl->n_slots;
	for (size_t i = 0; i < xl->n; i++) {
		struct domu_value *v = &xm->items[i].value;

		xm->items[i] = xl->items[i];
		if (!is_plain_number(v))
			continue;
		v->kind = DOMU_INTEGER;
		v->number = number_of(v->text);
	}
	*ret = xm;
	return 0;
}
