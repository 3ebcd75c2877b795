/*
 * report_text.c - findings for people: the place, the message, the line underlined.
 *
 * Writes into a string; opens no file and knows no terminal beyond its
 * width and whether it shows colours.
 */
#include <errno.h>
#include <stdio.h>
#include <xencfg/report.h>

enum { TAB = 8, MESSAGE_MAX = 320 };

struct paint {
	const char *plain, *place, *gutter, *severity[SEVERITY_ERROR + 1];
};

static const struct paint coloured = {
	"\033[0m",
	"\033[1m",
	"\033[34m",
	{ "", "\033[1;36m", "\033[1;33m", "\033[1;31m" },
};
static const struct paint plain = { "", "", "", { "", "", "", "" } };

/* One character of UTF-8 at the front of the text: its bytes, its code, the columns that it takes. */
struct character {
	size_t bytes;
	unsigned code, columns;
};

static unsigned columns_of(unsigned code)
{
	static const struct {
		unsigned first, last, columns;
	} ranges[] = {
		/* Marks on the character before: those of Latin, Cyrillic, Hebrew, Arabic, Thai, kana, symbols. */
		{ 0x0300, 0x036f, 0 },
		{ 0x0483, 0x0489, 0 },
		{ 0x0591, 0x05bd, 0 },
		{ 0x064b, 0x065f, 0 },
		{ 0x0e34, 0x0e3a, 0 },
		{ 0x0e47, 0x0e4e, 0 },
		{ 0x1ab0, 0x1aff, 0 },
		{ 0x1dc0, 0x1dff, 0 },
		{ 0x200b, 0x200d, 0 },
		{ 0x2060, 0x2064, 0 },
		{ 0x20d0, 0x20ff, 0 },
		{ 0x3099, 0x309a, 0 },
		{ 0xfe00, 0xfe0f, 0 },
		{ 0xfe20, 0xfe2f, 0 },
		{ 0xfeff, 0xfeff, 0 },
		{ 0xe0100, 0xe01ef, 0 },
		/* East Asian ones, and pictures. */
		{ 0x1100, 0x115f, 2 },
		{ 0x2e80, 0xa4cf, 2 },
		{ 0xac00, 0xd7a3, 2 },
		{ 0xf900, 0xfaff, 2 },
		{ 0xfe30, 0xfe6f, 2 },
		{ 0xff00, 0xff60, 2 },
		{ 0xffe0, 0xffe6, 2 },
		{ 0x1f300, 0x1faff, 2 },
		{ 0x20000, 0x3fffd, 2 },
	};

	/* Nearly all. */
	if (code < ranges[0].first)
		return 1;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return ranges[i].columns;
	return 1;
}

static struct character character_at(struct text t)
{
	unsigned char first = (unsigned char)t.s[0];
	size_t bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	struct character c = { 1, 0, 1 }; /* no character: written as one that moves the cursor is */

	if (bytes > t.n || text_utf8_length((struct text){ t.s, bytes }) != bytes)
		return c;
	c.bytes = bytes;
	c.code = bytes == 1 ? first : first & (0x7fu >> bytes);
	for (size_t i = 1; i < bytes; i++)
		c.code = c.code << 6 | ((unsigned char)t.s[i] & 0x3f);
	c.columns = columns_of(c.code);
	return c;
}

/* Controls, the marks that turn the direction of writing, and the ends of lines and paragraphs. */
static bool moves_cursor(unsigned code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code == 0x061c || code == 0x200e || code == 0x200f;
}

/*
 * What makes a CI take the rest of a line for a command, wherever it stands: GitHub's "##[" (actions/runner,
 * src/Runner.Common/ActionCommand.cs, TryParse) and Azure's "##vso[".
 */
static bool commands_log(struct text t)
{
	return t.s[0] == '#' && (text_starts(t, "##[") || text_starts(t, "##vso["));
}

static unsigned character_columns(struct character c, unsigned column)
{
	return c.code == '\t' ? TAB - column % TAB : moves_cursor(c.code) ? 1 : c.columns;
}

/* Writes one character in a way that moves no cursor; `column` is where it stands, for tabs. Returns the columns taken.
 */
static unsigned put_character(struct sb *out, struct text t, struct character c, unsigned column)
{
	unsigned columns = character_columns(c, column);

	if (c.code == '\t')
		sb_repeat(out, ' ', columns);
	else if (moves_cursor(c.code) || commands_log(t))
		sb_byte(out, '?');
	else
		sb_add(out, t.s, c.bytes);
	return columns;
}

void report_plain(struct sb *out, struct text t)
{
	while (t.n) {
		struct character c = character_at(t);

		put_character(out, t, c, 0);
		t.s += c.bytes;
		t.n -= c.bytes;
	}
}

unsigned report_steers(struct text t, size_t *ret_bytes)
{
	struct character c = character_at(t);

	*ret_bytes = c.bytes;
	return moves_cursor(c.code) || commands_log(t) ? c.code : 0;
}

void report_path(struct sb *out, struct text name)
{
	/* At the front of a line, even behind blanks, it would begin a command of GitHub: "::error::…". */
	if (text_starts(text_trim(name), "::"))
		sb_string(out, "./");
	report_plain(out, name);
}

/* Walks over the line from `begin` until `end` or `width` columns; returns where it stopped. */
static size_t walk(struct text line, size_t begin, size_t end, unsigned width, unsigned *ret_columns)
{
	unsigned column = 0;

	while (begin < end) {
		struct character c = character_at((struct text){ line.s + begin, line.n - begin });
		unsigned columns = character_columns(c, column);

		if (column + columns > width)
			break;
		column += columns;
		begin += c.bytes;
	}
	*ret_columns = column;
	return begin;
}

/* Walks back over the line from `end` while what is passed fits into `width` columns; returns where that begins. */
static size_t walk_back(struct text line, size_t end, unsigned width)
{
	unsigned column = 0;

	while (end > 0) {
		size_t before = end - 1;
		struct character c;

		while (before > 0 && end - before < 4 && ((unsigned char)line.s[before] & 0xc0) == 0x80)
			before--;
		c = character_at((struct text){ line.s + before, line.n - before });
		if (c.bytes != end - before) { /* no UTF-8: each byte stands for itself */
			before = end - 1;
			c = (struct character){ 1, 0, 1 };
		}
		column += character_columns(c, 0);
		if (column > width)
			break;
		end = before;
	}
	return end;
}

/*
 * The part of a line that is shown, so that what is underlined fits into the width. Of a line of megabytes only the
 * neighbourhood of the mark is looked at.
 */
static struct text cut(struct text line, size_t mark_begin, size_t mark_end, unsigned width, size_t *ret_begin)
{
	size_t begin = 0;
	unsigned columns;

	if (mark_end > (size_t)width * 4 || walk(line, 0, mark_end, width, &columns) < mark_end)
		begin = walk_back(line, mark_begin, width / 3);
	*ret_begin = begin;
	return (struct text){ line.s + begin, walk(line, begin, line.n, width, &columns) - begin };
}

static void put_excerpt(struct sb *out, struct sources *sources, struct span at, const struct place *place,
                        const struct paint *paint, enum severity severity, unsigned width)
{
	struct text line = source_line(sources, at.file, place->line), shown, rest;
	size_t line_begin = (size_t)(line.s - source_text(sources, at.file).s);
	size_t mark_begin = at.begin - line_begin, mark_end = at.end - line_begin, skipped;
	unsigned column = 0, mark_column = 0, mark_columns = 0;
	int number;

	if (mark_begin > line.n)
		mark_begin = line.n;
	if (mark_end > line.n)
		mark_end = line.n;
	shown = rest = cut(line, mark_begin, mark_end, width > 20 ? width - 10 : 10, &skipped);
	number = snprintf(NULL, 0, "%5u", place->line);
	sb_printf(out, "%s%5u |%s %s", paint->gutter, place->line, paint->plain, skipped ? "…" : "");
	while (rest.n) {
		struct character c = character_at(rest);
		size_t offset = skipped + (size_t)(rest.s - shown.s);
		unsigned columns = put_character(out, rest, c, column);

		if (offset < mark_begin)
			mark_column += columns;
		else if (offset < mark_end)
			mark_columns += columns;
		column += columns;
		rest.s += c.bytes;
		rest.n -= c.bytes;
	}
	sb_printf(out, "%s\n%s%*s |%s ", skipped + shown.n < line.n ? "…" : "", paint->gutter, number, "",
	          paint->plain);
	sb_repeat(out, ' ', mark_column + (skipped > 0));
	sb_string(out, paint->severity[severity]);
	sb_byte(out, '^');
	if (mark_columns > 1)
		sb_repeat(out, '~', mark_columns - 1);
	sb_printf(out, "%s\n", paint->plain);
}

/* "file:line:column: " or, for nowhere, "xencfg: ". */
static void put_place(struct sb *out, const struct source *source, const struct place *place, const struct paint *paint)
{
	sb_string(out, paint->place);
	if (source) {
		report_path(out, text_of(source->name));
		sb_printf(out, ":%u:%u: ", place->line, place->column);
	} else {
		sb_string(out, "xencfg: ");
	}
	sb_string(out, paint->plain);
}

/* A message that quotes a very long name is cut: its place says which. */
static void put_cut(struct sb *out, const char *message)
{
	struct text t = text_of(message);
	bool cut_off = t.n > MESSAGE_MAX;

	if (cut_off)
		t.n = MESSAGE_MAX - MESSAGE_MAX / 4;
	report_plain(out, t);
	if (cut_off) {
		sb_string(out, " … ");
		report_plain(out, (struct text){ message + strlen(message) - MESSAGE_MAX / 4, MESSAGE_MAX / 4 });
	}
}

static int put_message(struct sb *out, struct sources *sources, struct span at, enum severity severity,
                       const char *message, const struct rule_info *rule, const struct report_style *style)
{
	const struct paint *paint = style->colour ? &coloured : &plain;
	const struct source *source = sources_get(sources, at.file);
	struct place place;
	struct text text;

	if (span_place(sources, at, &place) < 0)
		return -ENOMEM;
	put_place(out, source, &place, paint);
	sb_printf(out, "%s%s:%s ", paint->severity[severity], severity_name(severity), paint->plain);
	put_cut(out, message);
	if (rule)
		sb_printf(out, " [%s %s]", rule->code, rule->slug);
	sb_byte(out, '\n');
	/* The empty line behind the last line break shows nothing. */
	text = source_text(sources, at.file);
	if (text.n && !(place.column == 1 && at.begin == text.n))
		put_excerpt(out, sources, at, &place, paint, severity, style->width);
	return 0;
}

int report_text_one(struct sb *out, struct sources *sources, struct span at, enum severity severity,
                    const char *message, const struct report_style *style)
{
	return severity < style->lowest ? 0 : put_message(out, sources, at, severity, message, NULL, style);
}

int report_text(struct sb *out, struct sources *sources, struct finding *const *sorted, size_t n,
                const struct report_style *style)
{
	const struct paint *paint = style->colour ? &coloured : &plain;

	for (size_t i = 0; i < n; i++) {
		const struct finding *f = sorted[i];

		if (f->severity < style->lowest)
			continue;
		if (put_message(out, sources, f->at, f->severity, f->message, &rule_infos[f->rule], style) < 0)
			return -ENOMEM;
		for (const struct label *label = f->labels; label; label = label->next)
			if (put_message(out, sources, label->at, SEVERITY_NOTE, label->message, NULL, style) < 0)
				return -ENOMEM;
		if (f->help) {
			sb_printf(out, "%s      = %shelp: ", paint->gutter, paint->plain);
			put_cut(out, f->help);
			sb_byte(out, '\n');
		}
	}
	return out->error;
}

static void put_count(struct sb *out, size_t n, const char *what, bool *first)
{
	if (n == 0)
		return;
	sb_printf(out, "%s%zu %s%s", *first ? "" : ", ", n, what, n == 1 ? "" : "s");
	*first = false;
}

void report_summary(struct sb *out, const struct findings *findings)
{
	bool first = true;

	put_count(out, findings->counts[SEVERITY_ERROR], "error", &first);
	put_count(out, findings->counts[SEVERITY_WARNING], "warning", &first);
	put_count(out, findings->counts[SEVERITY_NOTE], "note", &first);
	if (first)
		sb_string(out, "no findings");
}
