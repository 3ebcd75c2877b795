/*
 * lint_fix.c - `xencfg lint --fix` and `--fix --diff`: the fixes, file by file.
 *
 * Writes no file that changed since it was linted, and only files in which
 * something was found.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <xencfg/diff.h>
#include <xencfg/file.h>
#include <xencfg/fix.h>
#include <xencfg/hash.h>
#include "cli.h"
#include "lint_fix.h"

/* One file of the run, and its findings among the sorted. */
struct fixing {
	struct arena *arena;
	struct source *source;
	uint32_t file;
	bool standard_input; /* what is read there cannot be read again, and goes to standard output */
	bool diff;
	struct finding *const *findings;
	size_t n;
	bool *applied; /* for each of them */
};

/* What goes to standard output, a diff or a fixed text, and what is only said. */
struct printed {
	struct sb out, said;
};

static size_t count_applied(const struct fixing *fx)
{
	size_t n = 0;

	for (size_t i = 0; i < fx->n; i++)
		n += fx->applied[i];
	return n;
}

static bool has_fixes(const struct fixing *fx)
{
	for (size_t i = 0; i < fx->n; i++)
		if (fx->findings[i]->fix)
			return true;
	return false;
}

static int changed(const struct fixing *fx)
{
	return trouble("%s changed while xencfg looked at it; nothing was fixed there", fx->source->name);
}

/* The text that was linted. */
static int read_again(const struct fixing *fx, struct arena *arena, struct text *ret)
{
	const struct source *source = fx->source;
	int error;

	*ret = source->text;
	if (fx->standard_input)
		return 0;
	error = file_read(arena, AT_FDCWD, source->name, ret);
	if (error)
		return trouble_file("read", source->name, error);
	if (source->text.s ? !text_same(*ret, source->text) : hash_add(HASH_START, *ret) != source->hash)
		return changed(fx);
	return 0;
}

static void put_fixed(struct sb *out, const char *name, size_t n)
{
	sb_string(out, "fixed ");
	report_plain(out, text_of(name));
	sb_printf(out, ": %zu finding%s\n", n, n == 1 ? "" : "s");
}

static int put(const struct fixing *fx, struct text before, const struct sb *after, struct printed *printed)
{
	const char *name = fx->source->name;
	size_t n = count_applied(fx);
	int error;

	if (fx->diff)
		return diff_unified(&printed->out, name, name, before, sb_view(after)) < 0 ? trouble("out of memory") :
		                                                                             0;
	if (fx->standard_input) {
		sb_text(&printed->out, sb_view(after));
		fx->source->text = (struct text){ arena_string(fx->arena, sb_view(after)), after->n };
		return fx->source->text.s ? 0 : trouble("out of memory");
	}
	error = n ? file_replace_same(name, before, sb_view(after)) : 0;
	if (error == -ESTALE)
		return changed(fx);
	if (error)
		return trouble_file("write", name, error);
	if (n)
		put_fixed(&printed->said, name, n);
	return 0;
}

static int fix_file(const struct fixing *fx, struct printed *printed)
{
	struct arena arena = { 0 };
	struct sb after = { 0 };
	struct text before;
	int status = read_again(fx, &arena, &before), error = 0;

	if (!status)
		error = fix_apply(&after, before, fx->file, fx->findings, fx->n, fx->applied);
	if (error)
		status = error == -EINVAL ? changed(fx) : trouble("out of memory");
	if (!status)
		status = put(fx, before, &after, printed);
	sb_free(&after);
	arena_free(&arena);
	return status;
}

/* Every file with fixes; standard input in any case, or it would be lost on its way. */
static int fix_files(struct fixing *fx, struct sources *sources, struct finding *const *sorted, size_t n,
                     uint32_t standard_input, bool *applied, struct printed *printed)
{
	bool seen = !standard_input || fx->diff;
	int status = 0;

	for (size_t i = 0; i < n || !seen; i += fx->n) {
		fx->file = i < n ? sorted[i]->at.file : standard_input;
		fx->source = fx->file ? &sources->items[fx->file] : NULL;
		fx->standard_input = fx->file && fx->file == standard_input;
		seen |= fx->standard_input;
		fx->findings = sorted + i;
		fx->applied = applied + i;
		for (fx->n = 0; i + fx->n < n && sorted[i + fx->n]->at.file == fx->file; fx->n++)
			;
		if (!fx->source || (!has_fixes(fx) && !(fx->standard_input && !fx->diff)))
			continue;
		if (fix_file(fx, printed) != 0) {
			status = EXIT_TROUBLE;
			memset(fx->applied, 0, fx->n * sizeof(*fx->applied));
		}
	}
	return status;
}

int lint_fix(struct sources *sources, const struct findings *findings, uint32_t standard_input, bool diff, bool quiet,
             bool *ret_changed)
{
	struct finding **sorted = findings_sorted(findings, sources);
	size_t n = findings->n;
	bool *applied = arena_array(findings->arena, n + 1, sizeof(*applied));
	struct fixing fx = { .diff = diff, .arena = findings->arena };
	struct printed printed = { { 0 }, { 0 } };
	int status, error;

	*ret_changed = false;
	/* A text that memory was out for looks empty, not changed. */
	if (!sorted || !applied || sources->error == -ENOMEM)
		return trouble("out of memory");
	status = fix_files(&fx, sources, sorted, n, standard_input, applied, &printed);
	for (size_t i = 0; i < n; i++)
		*ret_changed |= applied[i];
	error = diff ? print_text(&printed.out) : print_out(&printed.out);
	if (printed.said.error)
		status = trouble("out of memory");
	if (!quiet)
		fprintf(stderr, "%.*s", (int)printed.said.n, printed.said.n ? printed.said.s : "");
	sb_free(&printed.out);
	sb_free(&printed.said);
	return status ? status : error;
}
