/*
 * domu_bytes.c - what is wrong with the bytes of a .cfg before any grammar.
 *
 * NUL, byte order mark, carriage returns, characters beyond ASCII and the
 * quotation marks of word processors. Changes nothing: the fixes are offers.
 */
#include <ctype.h>
#include <stdint.h>
#include <strings.h>
#include <xencfg/keys.h>

#include "bytes.h"
#include "domu_reader.h"

static const char byte_order_mark[] = "\xEF\xBB\xBF";

/* The length of the UTF-8 character at the start; 0 when there is none (RFC 3629). */
static size_t utf8_length(const unsigned char *s, size_t n)
{
	size_t length = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;

	if (length > n)
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) ||
	    (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return length;
}

/* The offset of the first byte beyond ASCII, eight bytes at a time; n when there is none. */
static size_t find_beyond_ascii(struct text t, size_t at)
{
	uint64_t word;

	for (; at + sizeof(word) <= t.n; at += sizeof(word)) {
		memcpy(&word, t.s + at, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	while (at < t.n && !((unsigned char)t.s[at] & 0x80))
		at++;
	return at;
}

static size_t find_invalid_utf8(struct text t, size_t at)
{
	while ((at = find_beyond_ascii(t, at)) < t.n) {
		size_t length = utf8_length((const unsigned char *)t.s + at, t.n - at);

		if (length == 0)
			break;
		at += length;
	}
	return at;
}

/*
 * The coding that one of the first two lines names in a comment, as Python 2 looks for it (PEP 263;
 * get_coding_spec in its tokenizer). Empty when there is none.
 */
static struct text find_coding(const struct domu_reader *r)
{
	size_t at = r->start;

	for (int line = 0; line < 2 && at < r->text.n; line++) {
		size_t end = reader_line_end(r, at);
		struct text rest = reader_text(r, at, end);
		const char *found;

		at = end + 1;
		while (rest.n && strchr(" \t\f", rest.s[0]))
			rest.s++, rest.n--;
		if (!rest.n || rest.s[0] != '#')
			continue;
		while ((found = memmem(rest.s, rest.n, "coding", 6))) {
			size_t n = 0;

			rest.n -= (size_t)(found + 6 - rest.s);
			rest.s = found + 6;
			if (!rest.n || (rest.s[0] != ':' && rest.s[0] != '='))
				continue;
			do
				rest.s++, rest.n--;
			while (rest.n && (rest.s[0] == ' ' || rest.s[0] == '\t'));
			while (n < rest.n && (isalnum((unsigned char)rest.s[n]) || memchr("-_.", rest.s[n], 3)))
				n++;
			if (n)
				return (struct text){ rest.s, n };
		}
	}
	return (struct text){ "", 0 };
}

static bool coding_is(struct text coding, const char *name)
{
	return coding.n == strlen(name) && strncasecmp(coding.s, name, coding.n) == 0;
}

static bool is_utf8(struct text coding)
{
	return coding_is(coding, "utf-8") || coding_is(coding, "utf8") || coding_is(coding, "utf_8");
}

/* Two codings (check_coding_spec in Parser/tokenizer.c of Python 2.7). */
static void report_mark_with_coding(struct domu_reader *r, struct text coding)
{
	size_t at = (size_t)(coding.s - r->text.s);
	struct finding *f = reader_error(r, RULE_UNREADABLE, reader_span(r, at, at + coding.n),
	                                 "the byte order mark says UTF-8, so Python refuses another coding");

	finding_help(r->out, f, "write the file in the coding that it names, without the mark");
}

/* Python 2 refuses bytes beyond ASCII, even in a comment, in a file that names no coding. */
static void check_python_characters(struct domu_reader *r)
{
	struct text coding = find_coding(r);
	size_t first = find_beyond_ascii(r->text, r->start);
	size_t invalid = find_invalid_utf8(r->text, r->start);
	bool utf8 = r->start || is_utf8(coding);
	size_t at = utf8 ? invalid : first;
	struct finding *f;

	if (r->start && coding.n && !is_utf8(coding)) {
		report_mark_with_coding(r, coding);
		return;
	}
	if (at == r->text.n || (!utf8 && coding.n && !coding_is(coding, "ascii") && !coding_is(coding, "us-ascii")))
		return;
	f = reader_error(r, RULE_UNREADABLE, reader_span(r, at, at + 1), "byte 0x%02x %s, so Python refuses the file",
	                 (unsigned)(unsigned char)r->text.s[at],
	                 utf8     ? "is no UTF-8" :
	                 coding.n ? "is no ASCII" :
	                            "is beyond ASCII and no line names a coding");
	if (utf8 || coding.n) {
		finding_help(r->out, f, "write the file in the coding that it names");
		return;
	}
	finding_help(r->out, f, "write ASCII, or begin the file with the line \"# -*- coding: %s -*-\"",
	             invalid == r->text.n ? "utf-8" : "latin-1");
	/* Curly quotes are no characters that the author wants to keep. */
	if (invalid == r->text.n && !bytes_curly_quote(reader_text(r, at, r->text.n)) && !text_starts(r->text, "#!"))
		finding_fix(r->out, f, reader_span(r, 0, 0), "# -*- coding: utf-8 -*-\n");
}

static void check_characters(struct domu_reader *r)
{
	size_t at = find_invalid_utf8(r->text, r->start);

	if (at < r->text.n)
		reader_remark(r, RULE_UNREADABLE, SEVERITY_NOTE, reader_span(r, at, at + 1),
		              "byte 0x%02x is no UTF-8; xl hands it on as it is",
		              (unsigned)(unsigned char)r->text.s[at]);
}

/* An error for xl, which takes it for a wrong character; Python passes over it. */
static void check_mark(struct domu_reader *r, enum domu_dialect dialect)
{
	struct span at = reader_span(r, 0, sizeof(byte_order_mark) - 1);
	struct finding *f;

	if (!text_starts(r->text, byte_order_mark))
		return;
	r->start = at.end;
	if (dialect == DOMU_XL)
		f = reader_error(r, RULE_LINE_ENDING, at, "a byte order mark: xl takes it for a wrong character");
	else
		f = reader_remark(r, RULE_LINE_ENDING, SEVERITY_NOTE, at, "a byte order mark");
	if (dialect == DOMU_XM && find_coding(r).n == 0 && find_beyond_ascii(r->text, r->start) < r->text.n) {
		/* Without it Python would refuse the characters beyond ASCII. */
		finding_help(r->out, f,
		             "save the file without it, and with the first line \"# -*- coding: utf-8 -*-\"");
		if (!text_starts(reader_text(r, at.end, r->text.n), "#!"))
			finding_fix(r->out, f, at, "# -*- coding: utf-8 -*-\n");
		return;
	}
	finding_help(r->out, f, "save the file without it");
	finding_fix(r->out, f, at, "%s", "");
}

void reader_check_bytes(struct domu_reader *r, enum domu_dialect dialect)
{
	r->quiet = bytes_report_nul(r->out, r->file, r->text);
	check_mark(r, dialect);
	if (dialect == DOMU_XL) {
		check_characters(r);
		return;
	}
	/* libxlutil takes a NUL in a comment: for xl the grammar decides what is refused. */
	if (r->quiet)
		r->domu->accepted = false;
	check_python_characters(r);
	if (!r->quiet)
		bytes_report_returns(r->out, r->file, r->text, SEVERITY_NOTE, "");
}

static size_t curly_quote(const struct domu_reader *r, size_t at)
{
	return bytes_curly_quote(reader_text(r, at, r->text.n));
}

static size_t report_curly(struct domu_reader *r, size_t at)
{
	size_t length = curly_quote(r, at), close = at + length;
	struct text inside;
	struct finding *f;
	const char *quote;

	while (close < r->text.n && !curly_quote(r, close) && !memchr("'\"\\\n", r->text.s[close], 4))
		close++;
	if (close == r->text.n || !curly_quote(r, close)) {
		f = reader_error(r, RULE_SYNTAX, reader_span(r, at, at + length), "a curly quote \"%.*s\"", (int)length,
		                 r->text.s + at);
		finding_help(r->out, f, "write straight quotes: ' or \"");
		return at + length;
	}
	inside = reader_text(r, at + length, close);
	close += curly_quote(r, close);
	quote = r->text.s[at + 2] >= '\x9c' ? "\"" : "'";
	f = reader_error(r, RULE_SYNTAX, reader_span(r, at, close), "curly quotes around \"%.*s\"", TEXT_ARG(inside));
	finding_help(r->out, f, "write straight quotes: %s%.*s%s", quote, TEXT_ARG(inside), quote);
	/* One that opens double and closes single may be an apostrophe. */
	if ((r->text.s[at + 2] >= '\x9c') == (r->text.s[close - 1] >= '\x9c'))
		finding_fix(r->out, f, reader_span(r, at, close), "%s%.*s%s", quote, TEXT_ARG(inside), quote);
	return close;
}

/* A blank that is none: what web pages and word processors put between words. */
static bool is_hard_blank(const struct domu_reader *r, size_t at)
{
	return text_starts(reader_text(r, at, r->text.n), "\xc2\xa0");
}

size_t reader_report_odd(struct domu_reader *r, size_t at)
{
	struct finding *f;

	if (curly_quote(r, at))
		return report_curly(r, at);
	if (!is_hard_blank(r, at))
		return 0;
	f = reader_error(r, RULE_SYNTAX, reader_span(r, at, at + 2),
	                 "a no-break space, which looks like a blank and is none");
	finding_help(r->out, f, "write a blank");
	finding_fix(r->out, f, reader_span(r, at, at + 2), " ");
	return at + 2;
}

/* Does every toolstack that reads the key read a string there? True for a key that nobody knows. */
static bool takes_string(struct text name)
{
	const struct key *key = key_find(KEYS_DOMU, name);

	for (int toolstack = 0; key && toolstack < TOOLSTACKS; toolstack++)
		if (key->use[toolstack].types && !(key->use[toolstack].types & TYPE_STRING))
			return false;
	return true;
}

/* Back over blanks. */
static size_t blanks_begin(const struct domu_reader *r, size_t at)
{
	while (at > r->start && (r->text.s[at - 1] == ' ' || r->text.s[at - 1] == '\t'))
		at--;
	return at;
}

bool reader_lacks_quotes(const struct domu_reader *r, size_t begin, size_t end)
{
	size_t before = blanks_begin(r, begin), behind = end, name;
	char c = before > r->start ? r->text.s[before - 1] : '\0';

	while (behind < r->text.n && (r->text.s[behind] == ' ' || r->text.s[behind] == '\t'))
		behind++;
	if (c == '[')
		return behind < r->text.n && r->text.s[behind] == ']';
	if (c != '=' || (behind < r->text.n && !memchr("\r\n#", r->text.s[behind], behind > end ? 3 : 2)))
		return false;
	before = blanks_begin(r, before - 1);
	name = before;
	while (name > r->start && (isalnum((unsigned char)r->text.s[name - 1]) || r->text.s[name - 1] == '_'))
		name--;
	return name < before && takes_string(reader_text(r, name, before));
}
