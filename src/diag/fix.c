/*
 * fix.c - the text of a file with the fixes of its findings; see fix.h.
 *
 * Reads and writes no files, and decides about no fix: that it is certain
 * says the check that offers it.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/fix.h>

struct fix {
	const struct finding *finding;
	size_t index;
};

/* Its fix covers the whole text, so that it can stand alone in a report; here it must go along with others. */
static bool is_line_endings(const struct finding *f, struct text old)
{
	return f->rule == RULE_LINE_ENDING && f->at.begin < old.n && old.s[f->at.begin] == '\r';
}

static int compare_fixes(const void *a, const void *b)
{
	const struct fix *x = a, *y = b;
	struct span at = x->finding->fix_at, other = y->finding->fix_at;

	if (at.begin != other.begin)
		return at.begin < other.begin ? -1 : 1;
	if (at.end != other.end)
		return at.end < other.end ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static bool are_same(const struct finding *a, const struct finding *b)
{
	return a->fix_at.begin == b->fix_at.begin && a->fix_at.end == b->fix_at.end && strcmp(a->fix, b->fix) == 0;
}

/* Behind `last`; where that ends, too, unless both insert something there. */
static bool is_behind(const struct finding *last, const struct finding *f)
{
	bool both_insert = last && last->fix_at.begin == last->fix_at.end && f->fix_at.begin == f->fix_at.end;

	return !last || f->fix_at.begin > last->fix_at.end || (f->fix_at.begin == last->fix_at.end && !both_insert);
}

static void apply(struct sb *out, struct text old, const struct fix *fixes, size_t n, bool *ret_applied)
{
	const struct finding *last = NULL;
	size_t done = 0;

	for (size_t i = 0; i < n; i++) {
		const struct finding *f = fixes[i].finding;

		if (last && are_same(last, f)) {
			ret_applied[fixes[i].index] = true;
			continue;
		}
		if (!is_behind(last, f))
			continue;
		sb_add(out, old.s + done, f->fix_at.begin - done);
		sb_string(out, f->fix);
		done = f->fix_at.end;
		last = f;
		ret_applied[fixes[i].index] = true;
	}
	sb_add(out, old.s + done, old.n - done);
}

size_t fix_line_endings(char *s, size_t n)
{
	size_t length = 0, kept = 0; /* kept: behind the last byte that is no carriage return */

	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (c == '\n')
			length = kept;
		s[length++] = c;
		if (c != '\r')
			kept = length;
	}
	return length;
}

int fix_apply(struct sb *out, struct text old, uint32_t file, struct finding *const *findings, size_t n,
              bool *ret_applied)
{
	struct fix *fixes = calloc(n + 1, sizeof(*fixes));
	size_t n_fixes = 0, from = out->n;
	bool line_endings = false;
	int error = fixes ? 0 : -ENOMEM;

	for (size_t i = 0; i < n && !error; i++) {
		const struct finding *f = findings[i];

		if (!f->fix || f->fix_at.file != file)
			continue;
		if (f->fix_at.begin > f->fix_at.end || f->fix_at.end > old.n)
			error = -EINVAL;
		else if (is_line_endings(f, old))
			line_endings = ret_applied[i] = true;
		else
			fixes[n_fixes++] = (struct fix){ f, i };
	}
	if (!error) {
		if (n_fixes)
			qsort(fixes, n_fixes, sizeof(*fixes), compare_fixes);
		apply(out, old, fixes, n_fixes, ret_applied);
		if (line_endings && !out->error)
			out->n = from + fix_line_endings(out->s + from, out->n - from);
		error = out->error;
	}
	free(fixes);
	return error;
}
