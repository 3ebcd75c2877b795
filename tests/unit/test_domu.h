/*
 * test_domu.h - what the tests of the readers of domU configs share.
 */
#ifndef XENCFG_TEST_DOMU_H
#define XENCFG_TEST_DOMU_H

#include "harness.h"

#include <xencfg/domu.h>

static inline struct domu *read_text(struct run *run, enum domu_dialect dialect, struct text text)
{
	struct domu *domu = NULL;
	uint32_t file = run_source(run, "a.cfg", text);

	assert_int_equal(domu_read(&run->arena, &run->sources, file, dialect, &run->findings, &domu), 0);
	assert_non_null(domu);
	return domu;
}

/* 'text', u'text', 12, 12L, [list], (tuple), {key: value}, None, True, ? for what is unknown. */
static inline void show(struct sb *b, const struct domu_value *v)
{
	static const char brackets[] = "[](){}";
	const char *bracket = v->kind == DOMU_LIST    ? brackets
			      : v->kind == DOMU_TUPLE ? brackets + 2
						      : brackets + 4;

	switch (v->kind) {
	case DOMU_UNKNOWN:
		sb_byte(b, '?');
		break;
	case DOMU_STRING:
	case DOMU_UNICODE:
		sb_printf(b, "%s'%.*s'", v->kind == DOMU_UNICODE ? "u" : "", TEXT_ARG(v->text));
		break;
	case DOMU_INTEGER:
	case DOMU_LONG:
		sb_printf(b, "%lld%s", v->number, v->kind == DOMU_LONG ? "L" : "");
		break;
	case DOMU_LIST:
	case DOMU_TUPLE:
	case DOMU_DICT:
		sb_byte(b, bracket[0]);
		for (size_t i = 0; i < v->n; i++) {
			sb_string(b, i == 0 ? "" : v->kind == DOMU_DICT && i % 2 ? ": " : ", ");
			show(b, &v->items[i]);
		}
		sb_byte(b, bracket[1]);
		break;
	default:
		sb_text(b, v->text);
		break;
	}
}

static inline void expect_key(const char *source, const struct domu *domu, const char *key,
			      const char *wanted)
{
	const struct domu_assignment *a = domu_find(domu, text_of(key));
	struct sb b = { 0 };

	if (!a && wanted)
		fail_msg("%s: no %s", source, key);
	if (a && !wanted)
		fail_msg("%s: there is a %s", source, key);
	if (a)
		show(&b, &a->value);
	if (a && !text_is(sb_view(&b), wanted))
		fail_msg("%s: %s is %.*s, not %s", source, key, TEXT_ARG(sb_view(&b)), wanted);
	sb_free(&b);
}

#endif
