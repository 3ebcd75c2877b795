/*
 * xlutil_compare.h - what libxlutil sees in a file beside what our reader of xl configs sees there.
 */
#ifndef XENCFG_XLUTIL_COMPARE_H
#define XENCFG_XLUTIL_COMPARE_H

#include <libxlutil.h>
#include <xencfg/domu.h>

static bool xlutil_same_value(XLU_Config *cfg, XLU_ConfigValue *theirs, const struct domu_value *ours)
{
	XLU_ConfigList *list;
	XLU_ConfigValue *item;
	size_t n = 0;
	char *s;

	if (xlu_cfg_value_type(theirs) == XLU_STRING)
		return xlu_cfg_value_get_string(cfg, theirs, &s, 1) == 0 && ours->kind == DOMU_STRING &&
		       text_is(ours->text, s);
	if (ours->kind != DOMU_LIST || xlu_cfg_value_get_list(cfg, theirs, &list, 1))
		return false;
	for (; (item = xlu_cfg_get_listitem2(list, (int)n)); n++)
		if (n >= ours->n || !xlutil_same_value(cfg, item, &ours->items[n]))
			return false;
	return n == ours->n;
}

/* libxlutil lists no keys: each of ours is looked up there, and each that a text may have here. */
static const char *xlutil_compare_key(XLU_Config *cfg, const struct domu *domu, const char *key)
{
	const struct domu_assignment *a = domu_find(domu, text_of(key));
	XLU_ConfigList *list;
	XLU_ConfigValue *item;
	const char *s;
	int n;

	if (xlu_cfg_get_string(cfg, key, &s, 1) == 0)
		return a && a->value.kind == DOMU_STRING && text_is(a->value.text, s) ? NULL : "string";
	if (xlu_cfg_get_list(cfg, key, &list, &n, 1))
		return a ? "key" : NULL;
	if (!a || a->value.kind != DOMU_LIST || a->value.n != (size_t)n)
		return "list";
	for (int i = 0; (item = xlu_cfg_get_listitem2(list, i)); i++)
		if (!xlutil_same_value(cfg, item, &a->value.items[i]))
			return "item";
	return NULL;
}

/* What differs, in a word; NULL when nothing does. `keys` are looked up beside those that we have read. */
static const char *xlutil_compare(struct arena *arena, XLU_Config *cfg, const struct domu *domu, bool accepted,
				  const char *const *keys, size_t n_keys)
{
	const char *what = accepted == domu->accepted ? NULL : "acceptance";

	for (size_t i = 0; accepted && !what && i < n_keys; i++)
		what = xlutil_compare_key(cfg, domu, keys[i]);
	for (size_t i = 0; accepted && !what && i < domu->n; i++) {
		const char *key = arena_string(arena, domu->items[i].key);

		what = key ? xlutil_compare_key(cfg, domu, key) : "memory";
	}
	return what;
}

#endif
