/*
 * report_parts.c - places, messages and XML as several output formats write them.
 *
 * Decides nothing about a format, and opens no file.
 */
#include <errno.h>
#include "report_parts.h"

const char *report_name(const struct sources *sources, uint32_t file)
{
	const struct source *source = sources_get(sources, file);

	return source ? source->name : "xencfg";
}

int report_place(struct sb *out, struct sources *sources, struct span at)
{
	struct place place;

	if (span_place(sources, at, &place) < 0)
		return -ENOMEM;
	report_path(out, text_of(report_name(sources, at.file)));
	if (place.line)
		sb_printf(out, ":%u:%u", place.line, place.column);
	sb_string(out, ": ");
	return out->error;
}

int report_message(struct sb *out, struct sources *sources, const struct finding *f, const char *separator)
{
	report_plain(out, text_of(f->message));
	for (const struct label *label = f->labels; label; label = label->next) {
		sb_string(out, separator);
		if (report_place(out, sources, label->at) < 0)
			return -ENOMEM;
		report_plain(out, text_of(label->message));
	}
	if (f->help) {
		sb_printf(out, "%shelp: ", separator);
		report_plain(out, text_of(f->help));
	}
	return out->error;
}

bool report_can_fix(const struct finding *f)
{
	struct text fix = text_of(f->fix);

	return fix.s && f->fix_at.file && text_utf8_length(fix) == fix.n;
}

size_t report_group(const struct report_input *in, size_t first)
{
	const char *name = report_name(in->sources, in->sorted[first]->at.file);
	size_t end = first + 1;

	while (end < in->n && strcmp(report_name(in->sources, in->sorted[end]->at.file), name) == 0)
		end++;
	return end - first;
}

/* U+FFFE and U+FFFF: the only ones of UTF-8 that XML 1.0 has not and report_plain lets through. */
static bool is_no_character(struct text t)
{
	return text_starts(t, "\xef\xbf\xbe") || text_starts(t, "\xef\xbf\xbf");
}

void report_xml(struct sb *out, struct text plain)
{
	for (; plain.n; plain.s++, plain.n--) {
		switch (plain.s[0]) {
		case '&':
			sb_string(out, "&amp;");
			break;
		case '<':
			sb_string(out, "&lt;");
			break;
		case '>':
			sb_string(out, "&gt;");
			break;
		case '"':
			sb_string(out, "&quot;");
			break;
		case '\n':
			sb_string(out, "&#10;");
			break;
		case '\xef':
			if (is_no_character(plain)) {
				sb_byte(out, '?');
				plain.s += 2;
				plain.n -= 2;
				break;
			}
			/* fall through */
		default:
			sb_byte(out, plain.s[0]);
		}
	}
}

void report_xml_string(struct sb *out, const char *s)
{
	struct sb plain = { 0 };

	report_plain(&plain, text_of(s));
	report_xml(out, sb_view(&plain));
	if (plain.error)
		out->error = plain.error;
	sb_free(&plain);
}
