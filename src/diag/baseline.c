/*
 * baseline.c - writes, reads and applies baselines.
 *
 * Opens no files and reports no stale entries: it marks them.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <xencfg/baseline.h>
#include <xencfg/fingerprint.h>
#include <xencfg/report.h>
#include <xencfg/report_json.h>

enum { VERSION = 1, FINGERPRINT_DIGITS = 16 };

static const char *file_name(const struct sources *sources, const struct finding *f)
{
	const struct source *source = sources_get(sources, f->at.file);

	return source ? source->name : "";
}

static int compare_entries(const void *a, const void *b)
{
	const struct baseline_entry *x = a, *y = b;
	int order = strcmp(x->file, y->file);

	if (!order)
		order = strcmp(x->code, y->code);
	return order ? order : (x->fingerprint > y->fingerprint) - (x->fingerprint < y->fingerprint);
}

/* A name as JSON can hold it; the fingerprint has its true bytes. NULL when memory is out. */
static const char *plain_name(struct arena *arena, const char *name)
{
	struct sb plain = { 0 };
	const char *s;

	report_plain(&plain, text_of(name));
	s = plain.error ? NULL : arena_string(arena, sb_view(&plain));
	sb_free(&plain);
	return s;
}

static int write_entry(struct sb *out, const struct baseline_entry *entry)
{
	char digits[FINGERPRINT_DIGITS + 1];

	snprintf(digits, sizeof(digits), FINGERPRINT_FORMAT, FINGERPRINT_ARG(entry->fingerprint));
	return report_dump_flat(
		out, json_pack("{s:s, s:s, s:s}", "code", entry->code, "file", entry->file, "fingerprint", digits));
}

int baseline_write(struct sb *out, struct sources *sources, const struct findings *findings)
{
	struct finding **sorted = findings_sorted(findings, sources);
	struct baseline_entry *entries = arena_array(findings->arena, findings->n + 1, sizeof(*entries));
	uint64_t *fingerprints = sorted ? findings_fingerprints(sources, sorted, findings->n, findings->arena) : NULL;
	int error = 0;

	if (!entries || !fingerprints)
		return -ENOMEM;
	for (size_t i = 0; i < findings->n; i++) {
		const char *last = i ? entries[i - 1].file : NULL, *name = file_name(sources, sorted[i]);

		entries[i] = (struct baseline_entry){ .fingerprint = fingerprints[i],
			                              .code = rule_infos[sorted[i]->rule].code,
			                              .file = i && sorted[i]->at.file == sorted[i - 1]->at.file ?
			                                              last :
			                                              plain_name(findings->arena, name) };
		if (!entries[i].file)
			return -ENOMEM;
	}
	qsort(entries, findings->n, sizeof(*entries), compare_entries);
	sb_printf(out, "{\n  \"version\": %d,\n  \"findings\": [", VERSION);
	for (size_t i = 0; !error && i < findings->n; i++) {
		sb_string(out, i ? ",\n    " : "\n    ");
		error = write_entry(out, &entries[i]);
	}
	sb_string(out, findings->n ? "\n  ]\n}\n" : "]\n}\n");
	return error ? error : out->error;
}

/* What it is that is wrong; `number` is the entry's, from 1, or 0. */
static int refuse(struct findings *out, uint32_t file, size_t number, const char *what)
{
	struct finding *f;

	if (number)
		f = finding_add(out, RULE_SYNTAX, span_make(file, 0, 0), "this is no baseline: finding %zu %s", number,
		                what);
	else
		f = finding_add(out, RULE_SYNTAX, span_make(file, 0, 0), "this is no baseline: %s", what);
	finding_help(out, f, "write it anew with `xencfg lint --write-baseline FILE`");
	return f ? -EINVAL : -ENOMEM;
}

static bool read_fingerprint(const char *s, uint64_t *ret)
{
	if (!s || strlen(s) != FINGERPRINT_DIGITS || strspn(s, "0123456789abcdef") != FINGERPRINT_DIGITS)
		return false;
	*ret = strtoull(s, NULL, 16);
	return true;
}

static int read_entries(struct arena *arena, uint32_t file, const json_t *list, struct findings *out,
                        struct baseline *ret)
{
	ret->entries = arena_array(arena, json_array_size(list) + 1, sizeof(*ret->entries));
	if (!ret->entries)
		return -ENOMEM;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *item = json_array_get(list, i);
		struct baseline_entry *entry = &ret->entries[ret->n];
		const char *code = json_string_value(json_object_get(item, "code"));
		const char *name = json_string_value(json_object_get(item, "file"));

		if (!code || !name)
			return refuse(out, file, i + 1, "lacks its \"code\" or \"file\"");
		if (!read_fingerprint(json_string_value(json_object_get(item, "fingerprint")), &entry->fingerprint))
			return refuse(out, file, i + 1, "lacks its \"fingerprint\" of 16 digits");
		entry->code = arena_string(arena, text_of(code));
		entry->file = arena_string(arena, text_of(name));
		if (!entry->code || !entry->file)
			return -ENOMEM;
		ret->n++;
	}
	return 0;
}

static int refuse_json(struct findings *out, uint32_t file, struct text text, const json_error_t *error)
{
	size_t end = error->position > 0 && (size_t)error->position <= text.n ? (size_t)error->position : text.n;
	struct finding *f;

	if (json_error_code(error) == json_error_out_of_memory)
		return -ENOMEM;
	f = finding_add(out, RULE_SYNTAX, span_make(file, end - (end > 0), end), "this is no baseline: %s",
	                error->text);
	return f ? -EINVAL : -ENOMEM;
}

int baseline_read(struct arena *arena, const struct sources *sources, uint32_t file, struct findings *out,
                  struct baseline *ret)
{
	struct text text = sources_get(sources, file)->text;
	json_error_t json_error;
	json_t *whole = json_loadb(text.s, text.n, JSON_REJECT_DUPLICATES, &json_error);
	const json_t *version = json_object_get(whole, "version"), *list = json_object_get(whole, "findings");
	int error;

	*ret = (struct baseline){ 0 };
	if (!whole)
		error = refuse_json(out, file, text, &json_error);
	else if (!json_is_integer(version) || !json_is_array(list))
		error = refuse(out, file, 0, "it has no \"version\" and \"findings\"");
	else if (json_integer_value(version) != VERSION)
		error = refuse(out, file, 0, "another release of xencfg wrote it");
	else
		error = read_entries(arena, file, list, out, ret);
	json_decref(whole);
	return error;
}

/* A finding of today and its fingerprint; sorted by that. */
struct known {
	uint64_t fingerprint;
	struct finding *finding;
};

static int compare_known(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	return (x->fingerprint > y->fingerprint) - (x->fingerprint < y->fingerprint);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The sources' names, sorted; NULL when memory is out. */
static const char **sort_names(struct arena *arena, const struct sources *sources)
{
	const char **names = arena_array(arena, sources->n + 1, sizeof(char *));

	for (size_t i = 0; names && i < sources->n; i++)
		names[i] = sources->items[i + 1].left_out ? "" : plain_name(arena, sources->items[i + 1].name);
	for (size_t i = 0; names && i < sources->n; i++)
		if (!names[i])
			return NULL;
	if (names)
		qsort(names, sources->n, sizeof(*names), compare_names);
	return names;
}

/* All findings by fingerprint; NULL when memory is out. */
static struct known *sort_known(struct sources *sources, const struct findings *findings)
{
	struct finding **sorted = findings_sorted(findings, sources);
	uint64_t *fingerprints = sorted ? findings_fingerprints(sources, sorted, findings->n, findings->arena) : NULL;
	struct known *known = fingerprints ? arena_array(findings->arena, findings->n + 1, sizeof(*known)) : NULL;

	for (size_t i = 0; known && i < findings->n; i++)
		known[i] = (struct known){ fingerprints[i], sorted[i] };
	if (known)
		qsort(known, findings->n, sizeof(*known), compare_known);
	return known;
}

int baseline_apply(struct baseline *baseline, struct sources *sources, struct findings *out)
{
	struct known *known = sort_known(sources, out);
	const char **names = sort_names(out->arena, sources);

	if (!known || !names)
		return -ENOMEM;
	for (size_t i = 0; i < baseline->n; i++) {
		struct baseline_entry *entry = &baseline->entries[i];
		const struct known wanted = { entry->fingerprint, NULL };
		const struct known *found = bsearch(&wanted, known, out->n, sizeof(*known), compare_known);

		entry->found = found != NULL;
		entry->seen = bsearch(&entry->file, names, sources->n, sizeof(*names), compare_names) != NULL;
		if (found)
			finding_severity(out, found->finding, SEVERITY_OFF);
	}
	findings_remove_off(out);
	return 0;
}
