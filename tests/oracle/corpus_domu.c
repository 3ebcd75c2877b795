/*
 * corpus_domu.c - our readers of domU configs against what libxlutil and xm made of real ones.
 *
 *	corpus_domu xl|xm FOLDER EXPECTED.jsonl
 *
 * Each line of EXPECTED names a file of FOLDER, whether the tool accepted it
 * and its vifs. Acceptance and every vif must agree. Three things cannot be
 * compared; the files are printed with the reason:
 *  - xm refused what only a running Python can tell (an argument of the
 *    command line, the environment): ours says that it is dynamic;
 *  - xm's own checks behind Python refused a value ("Error: …"): rules of
 *    lint, not of the reader;
 *  - ours leaves a vif unknown.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <jansson.h>
#include <xencfg/domu.h>

enum { FILE_MAX = 1 << 20, PATH_SIZE = 4096, LINE_SIZE = 1 << 16, PAIRS_MAX = 64 };

struct corpus {
	enum domu_dialect dialect;
	const char *folder;
	unsigned files, differences, skipped;
};

/* One file of the corpus as ours read it. */
struct subject {
	struct corpus *c;
	const char *name;
	struct arena arena;
	struct domu *domu;
};

static void differ(struct subject *s, const char *what)
{
	printf("%s: %s\n", s->name, what);
	s->c->differences++;
}

static void pass_over(struct subject *s, const char *why)
{
	printf("(%s: not compared: %s)\n", s->name, why);
	s->c->skipped++;
}

/* The text of a file in the arena; its s is NULL when it cannot be read. */
static struct text read_file(struct arena *arena, const char *folder, const char *name)
{
	char path[PATH_SIZE], *s = arena_alloc(arena, FILE_MAX);
	struct text t = { NULL, 0 };
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = s ? fopen(path, "rb") : NULL;
	if (!file)
		return t;
	t = (struct text){ s, fread(s, 1, FILE_MAX, file) };
	fclose(file);
	return t;
}

static bool same_string(const json_t *theirs, struct text ours)
{
	return json_is_string(theirs) &&
	       text_same((struct text){ json_string_value(theirs), json_string_length(theirs) }, ours);
}

/* xl: the strings as they are. */
static bool same_xl_vif(const json_t *theirs, const struct domu_value *ours)
{
	return ours->kind == DOMU_STRING && same_string(theirs, ours->text);
}

/* xm splits a vif at its commas and pairs at the first = (comma_sep_kv_to_dict in xm/create.py, 3.2). */
static bool same_xm_vif(const json_t *theirs, const struct domu_value *ours)
{
	struct text rest = text_trim(ours->text), pair, key;
	size_t n = 0;

	while (rest.n && text_split(&rest, ',', &pair)) {
		char name[PAIRS_MAX];

		text_split(&pair, '=', &key);
		key = text_trim(key);
		snprintf(name, sizeof(name), "%.*s", TEXT_ARG(key));
		if (!pair.s || !same_string(json_object_get(theirs, name), text_trim(pair)))
			return false;
		n++;
	}
	return n == json_object_size(theirs);
}

/* xm adds empty vifs up to the number in nics (configure_vifs in xm/create.py, 3.2). */
static size_t count_vifs(const struct subject *s, const struct domu_assignment *vif)
{
	const struct domu_assignment *nics = domu_find(s->domu, TEXT("nics"));
	size_t n = vif && vif->value.kind == DOMU_LIST ? vif->value.n : 0;

	if (s->c->dialect == DOMU_XM && nics && nics->value.kind == DOMU_INTEGER &&
	    nics->value.number > (long long)n)
		return (size_t)nics->value.number;
	return n;
}

static void compare_vifs(struct subject *s, const json_t *theirs)
{
	const struct domu_assignment *vif = domu_find(s->domu, TEXT("vif"));
	size_t n = count_vifs(s, vif);
	bool unknown = false;

	if (vif && vif->value.kind == DOMU_UNKNOWN) {
		pass_over(s, "the vifs are known only when Python runs");
		return;
	}
	if (n != json_array_size(theirs)) {
		differ(s, "number of vifs");
		return;
	}
	for (size_t i = 0; vif && i < vif->value.n; i++) {
		const struct domu_value *ours = &vif->value.items[i];
		const json_t *wanted = json_array_get(theirs, i);

		if (ours->kind == DOMU_UNKNOWN)
			unknown = true;
		else if (!(s->c->dialect == DOMU_XL ? same_xl_vif(wanted, ours) : same_xm_vif(wanted, ours)))
			differ(s, "a vif");
	}
	if (unknown)
		pass_over(s, "a vif is known only when Python runs");
}

static void compare_name(struct subject *s, const json_t *theirs)
{
	const struct domu_assignment *name = domu_find(s->domu, TEXT("name"));

	if (name && name->value.kind == DOMU_STRING && theirs && !same_string(theirs, name->value.text))
		differ(s, "the name");
}

static void compare(struct subject *s, const json_t *line)
{
	const char *error = json_string_value(json_object_get(line, "error"));

	if (json_is_true(json_object_get(line, "accepted"))) {
		if (!s->domu->accepted) {
			differ(s, "refused by us only");
			return;
		}
		compare_vifs(s, json_object_get(line, "vif"));
		compare_name(s, json_object_get(line, "name"));
	} else if (!error) {
		differ(s, "a refusal without its reason");
	} else if (s->domu->accepted && s->c->dialect == DOMU_XM && text_starts(text_of(error), "Error: ")) {
		pass_over(s, error);
	} else if (s->domu->accepted && s->domu->dynamic) {
		pass_over(s, "only a running Python can tell");
	} else if (s->domu->accepted) {
		differ(s, error);
	}
}

static int check_line(struct corpus *c, const json_t *line)
{
	struct subject s = { .c = c, .name = json_string_value(json_object_get(line, "file")) };
	struct sources sources = { .arena = &s.arena };
	struct findings out;
	struct text text;
	int r = -EIO;

	if (!s.name)
		return -EINVAL;
	findings_init(&out, &s.arena);
	text = read_file(&s.arena, c->folder, s.name);
	if (text.s)
		r = domu_read(&s.arena, &sources, sources_add(&sources, s.name, text), c->dialect, &out,
			      &s.domu);
	if (r == 0)
		compare(&s, line);
	arena_free(&s.arena);
	c->files++;
	return r;
}

int main(int argc, char **argv)
{
	struct corpus c = { .dialect = argc > 1 && strcmp(argv[1], "xm") == 0 ? DOMU_XM : DOMU_XL };
	static char text[LINE_SIZE];
	FILE *file = argc == 4 ? fopen(argv[3], "r") : NULL;
	json_t *line;

	if (!file)
		return 2;
	c.folder = argv[2];
	while (fgets(text, sizeof(text), file)) {
		line = json_loads(text, 0, NULL);
		if (!line || check_line(&c, line) < 0) {
			printf("cannot read: %s", text);
			c.differences++;
		}
		json_decref(line);
	}
	fclose(file);
	printf("%u files, %u differences, %u not compared\n", c.files, c.differences, c.skipped);
	return c.differences != 0 || c.files == 0;
}
