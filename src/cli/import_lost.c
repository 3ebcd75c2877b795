/*
 * import_lost.c - what a description cannot hold is said, with its place.
 *
 * Knows values only; keys that nothing reads are for the readers to report.
 */
#include <errno.h>
#include <stdarg.h>
#include "import.h"

struct finding *import_warn(struct import *im, enum rule rule, struct span at, const char *format, ...)
{
	const char *message;
	struct finding *f;
	va_list ap;

	va_start(ap, format);
	message = arena_vprintf(&im->arena, format, ap);
	va_end(ap);
	f = finding_add(&im->findings, rule, at, "%s", message ? message : "out of memory");
	if (!message)
		im->findings.error = -ENOMEM;
	finding_severity(&im->findings, f, SEVERITY_WARNING);
	return f;
}

bool import_holds(struct import *im, struct text text, struct span at)
{
	bool holds = text_utf8_length(text) == text.n;

	for (size_t i = 0; i < text.n; i++)
		holds &= (unsigned char)text.s[i] >= 0x20 && text.s[i] != 0x7f;
	if (!holds)
		import_warn(im, RULE_WRONG_TYPE, at,
		            "not carried over: a description holds UTF-8 without control characters");
	return holds;
}

static void report(struct import *im, struct text key, const struct domu_value *v, bool item)
{
	bool unknown = v->kind == DOMU_UNKNOWN;

	import_warn(im, unknown ? RULE_PYTHON_NEEDED : RULE_WRONG_TYPE, v->at, "not carried over: %s%.*s %s",
	            item ? "an item of " : "", TEXT_ARG(key),
	            unknown ? "is only known when Python runs" : "has a value that no description can hold");
}

/* Does the reader of settings keep a value of this kind? A list is kept, without what it cannot keep of it. */
static bool is_kept(enum domu_kind kind)
{
	return kind == DOMU_STRING || kind == DOMU_INTEGER || kind == DOMU_REAL || kind == DOMU_LIST;
}

/* Recursion ends at DOMU_NESTING_MAX: deeper lists are not read. */
static void check_items(struct import *im, struct text key, const struct domu_value *list)
{
	bool vif = text_is(key, "vif");

	for (size_t i = 0; i < list->n; i++) {
		const struct domu_value *v = &list->items[i];

		if (!is_kept(v->kind) || (vif && v->kind != DOMU_STRING && v->kind != DOMU_LIST))
			report(im, key, v, true);
		else if (v->kind == DOMU_LIST)
			check_items(im, key, v);
	}
}

void import_lost(struct import *im, const struct import_file *file, const struct domu *domu)
{
	if (domu->dynamic)
		import_warn(im, RULE_PYTHON_NEEDED, span_make(file->source, 0, 0),
		            "not carried over: what only a running Python can tell of this file");
	for (size_t i = 0; i < domu->n; i++) {
		const struct domu_assignment *a = &domu->items[i];
		enum domu_kind kind = a->value.kind;

		if (a->overwritten || !a->known)
			continue;
		/* What xm passes over the reader reports. */
		if (kind == DOMU_UNKNOWN || kind == DOMU_DICT || kind == DOMU_NONE)
			report(im, a->key, &a->value, false);
		else if (kind == DOMU_LIST)
			check_items(im, a->key, &a->value);
	}
}
