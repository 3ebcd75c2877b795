/*
 * diff.c - the shortest way from one text to another, line by line.
 *
 * Myers' greedy search, forwards, keeping every row to walk back: at most
 * DIFF_MAX_EDITS rows (about 4 MB). Never recurses and knows no file format.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <xencfg/diff.h>

enum { CONTEXT = 3, CONTEXT_BETWEEN = 2 * CONTEXT };

/* One of the two texts. A line keeps its break, so that a missing last one is a difference. */
struct side {
	struct text *lines;
	size_t n;
	bool *changed; /* the lines that are only here */
};

struct diff {
	struct side old, new;
	size_t same; /* lines at the beginning that both share */
	/* What is left of each side between the common beginning and end. */
	ptrdiff_t old_n, new_n;
};

static void side_free(struct side *side)
{
	free(side->lines);
	free(side->changed);
}

/* Takes a line off a text that is not empty. */
static struct text take_line(struct text *t)
{
	const char *cut = memchr(t->s, '\n', t->n);
	struct text line = { t->s, cut ? (size_t)(cut - t->s) + 1 : t->n };

	*t = (struct text){ t->s + line.n, t->n - line.n };
	return line;
}

static int side_split(struct side *side, struct text t)
{
	struct text rest = t;
	size_t n = 0;

	for (; rest.n; n++)
		take_line(&rest);
	/* One more: the walks below look at the mark behind the last line, which stays clear. */
	side->lines = calloc(n + 1, sizeof(*side->lines));
	side->changed = calloc(n + 1, sizeof(*side->changed));
	if (!side->lines || !side->changed)
		return -ENOMEM;
	for (; t.n; side->n++)
		side->lines[side->n] = take_line(&t);
	return 0;
}

static void trim(struct diff *d)
{
	size_t old_n = d->old.n, new_n = d->new.n, same = 0;

	while (same < old_n && same < new_n && text_same(d->old.lines[same], d->new.lines[same]))
		same++;
	while (old_n > same && new_n > same && text_same(d->old.lines[old_n - 1], d->new.lines[new_n - 1]))
		old_n--, new_n--;
	d->same = same;
	d->old_n = (ptrdiff_t)(old_n - same);
	d->new_n = (ptrdiff_t)(new_n - same);
}

/*
 * Row e holds, for the diagonals -e, -e + 2 ... e (old line minus new line), how many old lines are behind
 * after e edits at best; cell i is diagonal 2i - e. Was the last step there a line of `new`, or one of `old`?
 */
static bool came_by_new(const ptrdiff_t *above, ptrdiff_t e, ptrdiff_t i)
{
	return i == 0 || (i < e && above[i - 1] < above[i]);
}

static ptrdiff_t step(const struct diff *d, const ptrdiff_t *above, ptrdiff_t e, ptrdiff_t i)
{
	const struct text *old = d->old.lines + d->same, *new = d->new.lines + d->same;
	ptrdiff_t x = e == 0 ? 0 : came_by_new(above, e, i) ? above[i] : above[i - 1] + 1;
	ptrdiff_t y = x - (2 * i - e);

	while (x < d->old_n && y < d->new_n && text_same(old[x], new[y]))
		x++, y++;
	return x;
}

/* Marks the lines that the way back from the last row passes by. */
static void walk_back(struct diff *d, ptrdiff_t *const *rows, ptrdiff_t e, ptrdiff_t i)
{
	for (; e > 0; e--) {
		const ptrdiff_t *above = rows[e - 1];

		if (came_by_new(above, e, i)) {
			d->new.changed[(ptrdiff_t)d->same + above[i] - (2 * i - e) - 1] = true;
		} else {
			i--;
			d->old.changed[(ptrdiff_t)d->same + above[i]] = true;
		}
	}
}

/* Returns 1 when the way is found and marked, 0 when it takes too many edits, or -ENOMEM. */
static int search(struct diff *d, ptrdiff_t **rows)
{
	for (ptrdiff_t e = 0; e <= DIFF_MAX_EDITS; e++) {
		rows[e] = malloc((size_t)(e + 1) * sizeof(**rows));
		if (!rows[e])
			return -ENOMEM;
		for (ptrdiff_t i = 0; i <= e; i++) {
			rows[e][i] = step(d, e ? rows[e - 1] : NULL, e, i);
			if (rows[e][i] >= d->old_n && rows[e][i] - (2 * i - e) >= d->new_n) {
				walk_back(d, rows, e, i);
				return 1;
			}
		}
	}
	return 0;
}

static int compare(struct diff *d)
{
	int r = 0;

	if (d->old_n && d->new_n) {
		ptrdiff_t **rows = calloc(DIFF_MAX_EDITS + 1, sizeof(*rows));

		r = rows ? search(d, rows) : -ENOMEM;
		for (size_t e = 0; rows && e <= DIFF_MAX_EDITS; e++)
			free(rows[e]);
		free(rows);
	}
	if (r == 0) {
		memset(d->old.changed + d->same, true, (size_t)d->old_n);
		memset(d->new.changed + d->same, true, (size_t)d->new_n);
	}
	return r < 0 ? r : 0;
}

/* A place in both texts at once. */
struct at {
	size_t old, new;
};

static bool is_change(const struct diff *d, struct at at)
{
	return d->old.changed[at.old] || d->new.changed[at.new];
}

static bool is_end(const struct diff *d, struct at at)
{
	return at.old == d->old.n && at.new == d->new.n;
}

static struct at skip_change(const struct diff *d, struct at at)
{
	while (d->old.changed[at.old])
		at.old++;
	while (d->new.changed[at.new])
		at.new ++;
	return at;
}

/* The end of the hunk whose first change is at `at`, the context behind it included. */
static struct at hunk_end(const struct diff *d, struct at at)
{
	size_t same;

	do {
		at = skip_change(d, at);
		for (same = 0; !is_end(d, at) && !is_change(d, at) && same <= CONTEXT_BETWEEN; same++)
			at.old++, at.new ++;
	} while (!is_end(d, at) && same <= CONTEXT_BETWEEN);
	if (same > CONTEXT)
		at.old -= same - CONTEXT, at.new -= same - CONTEXT;
	return at;
}

static void write_line(struct sb *out, char mark, struct text line)
{
	sb_byte(out, mark);
	sb_text(out, line);
	if (!text_ends(line, "\n"))
		sb_string(out, "\n\\ No newline at end of file\n");
}

/* An empty range is named after the line before it, which may be 0. */
static size_t first_line(size_t begin, size_t end)
{
	return begin == end ? begin : begin + 1;
}

static void write_hunk(struct sb *out, const struct diff *d, struct at at, struct at end)
{
	sb_printf(out, "@@ -%zu,%zu +%zu,%zu @@\n", first_line(at.old, end.old), end.old - at.old,
	          first_line(at.new, end.new), end.new - at.new);
	while (at.old < end.old || at.new < end.new) {
		struct at next = skip_change(d, at);

		for (; at.old < next.old; at.old++)
			write_line(out, '-', d->old.lines[at.old]);
		for (; at.new < next.new; at.new ++)
			write_line(out, '+', d->new.lines[at.new]);
		if (at.old < end.old) {
			write_line(out, ' ', d->old.lines[at.old]);
			at.old++, at.new ++;
		}
	}
}

static void write_hunks(struct sb *out, const struct diff *d)
{
	struct at at = { d->same, d->same };

	while (!is_end(d, at)) {
		if (is_change(d, at)) {
			/* What precedes a change is the same on both sides, or the very beginning of both. */
			size_t context = at.old < CONTEXT ? at.old : CONTEXT;
			struct at begin = { at.old - context, at.new - context }, end = hunk_end(d, at);

			write_hunk(out, d, begin, end);
			at = end;
		} else {
			at.old++, at.new ++;
		}
	}
}

/* As patch(1) and git read it: "…" with \ and octal digits. */
static void write_quoted(struct sb *out, const char *name)
{
	sb_byte(out, '"');
	for (; *name; name++)
		if ((unsigned char)*name < 0x20 || *name == 0x7f)
			sb_printf(out, "\\%03o", (unsigned)*name);
		else
			sb_printf(out, "%s%c", *name == '"' || *name == '\\' ? "\\" : "", *name);
	sb_string(out, "\"\n");
}

/* A line break in a name would begin a diff of another file. */
static bool has_control(const char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name < 0x20 || *name == 0x7f)
			return true;
	return false;
}

/* A blank in a name would end it for patch(1), unless a tab does. */
static void write_name(struct sb *out, const char *mark, const char *name)
{
	sb_string(out, mark);
	if (has_control(name)) {
		write_quoted(out, name);
		return;
	}
	sb_string(out, name);
	sb_string(out, strchr(name, ' ') ? "\t\n" : "\n");
}

int diff_unified(struct sb *out, const char *old_name, const char *new_name, struct text before, struct text after)
{
	struct diff d = { .same = 0 };
	int r;

	if (text_same(before, after))
		return 0;
	r = side_split(&d.old, before);
	if (r == 0)
		r = side_split(&d.new, after);
	if (r == 0) {
		trim(&d);
		r = compare(&d);
	}
	if (r == 0) {
		write_name(out, "--- ", old_name);
		write_name(out, "+++ ", new_name);
		write_hunks(out, &d);
		r = out->error;
	}
	side_free(&d.old);
	side_free(&d.new);
	return r;
}
