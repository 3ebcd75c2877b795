/*
 * dump.c - a domU config as our reader takes it, as one JSON object: the last value of each key.
 *
 *	dump xl|xm FILE
 *
 * Strings and numbers are strings as the toolstack sees them; what only a running Python can tell, and what is no
 * value of a config, is null. Exit status: 0, 1 where the reader refuses the file, or 2.
 */
#include <stdio.h>
#include <string.h>
#include <fcntl.h>
#include <jansson.h>
#include <xencfg/domu.h>
#include <xencfg/file.h>
#include <xencfg/keys.h>

static json_t *value_json(const struct domu_value *v)
{
	json_t *list;

	switch (v->kind) {
	case DOMU_STRING:
	case DOMU_REAL:
		return json_stringn_nocheck(v->text.n ? v->text.s : "", v->text.n);
	case DOMU_INTEGER:
		return json_sprintf("%lld", v->number);
	case DOMU_LIST:
	case DOMU_TUPLE:
		list = json_array();
		for (size_t i = 0; i < v->n; i++)
			json_array_append_new(list, value_json(&v->items[i]));
		return list;
	default:
		return json_null();
	}
}

/* A name of the Python program, and no option. */
static bool is_helper(const struct domu_assignment *a)
{
	return a->helper || (a->used && !key_find(KEYS_DOMU, a->key));
}

int main(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct sources sources = { .arena = &arena };
	struct findings findings;
	struct text text;
	struct domu *domu;
	json_t *all = json_object();

	findings_init(&findings, &arena);
	if (argc != 3 || file_read(&arena, AT_FDCWD, argv[2], &text) < 0 ||
	    domu_read(&arena, &sources, sources_add(&sources, argv[2], text), strcmp(argv[1], "xm") == 0 ? DOMU_XM : DOMU_XL,
		      &findings, &domu) < 0)
		return 2;
	for (size_t i = 0; i < domu->n; i++)
		if (!is_helper(&domu->items[i]))
			json_object_setn_new_nocheck(all, domu->items[i].key.s, domu->items[i].key.n, value_json(&domu->items[i].value));
	/* Bytes that are not UTF-8 make no JSON: such files are not compared. */
	return !domu->accepted ? 1 : json_dumpf(all, stdout, 0) < 0 ? 2 : 0;
}
