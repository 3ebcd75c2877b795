/*
 * domu_xl_explain.c - says what is wrong where xl's grammar stops, and what to write instead.
 *
 * Only words: what is refused is decided before, in domu_xl_parse.c.
 */
#include <ctype.h>

#include "domu_xl.h"

static const char *const statement_words[] = { "import", "from",  "print",  "del",   "exec",     "pass", "global",
	                                       "assert", "raise", "return", "break", "continue", NULL };
static const char *const expression_words[] = { "and", "or", "not", "if", "else", "for", "in", "is", "lambda", NULL };

static bool is_name_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

static struct text word_at(const struct xl *x, size_t at)
{
	return reader_text(x->r, at, xl_skip_name(x, at));
}

static struct finding *python(struct xl *x, struct span at, const char *what)
{
	struct finding *f = reader_error(x->r, RULE_PYTHON_NEEDED, at, "%s is Python, which xl does not read", what);

	x->r->domu->python = true;
	return f;
}

static void python_value(struct xl *x, size_t begin, size_t end, const char *what)
{
	struct finding *f = python(x, reader_span(x->r, begin, end), what);

	finding_help(x->r->out, f, "write the value itself");
}

/* A word that lacks its quotes; the fix quotes it. */
static void unquoted(struct xl *x, size_t begin)
{
	size_t end = xl_skip_word(x, begin);
	struct text word = reader_text(x->r, begin, end);
	struct span at = reader_span(x->r, begin, end);
	struct text shown = reader_excerpt(x->r, begin, end);
	struct finding *f = reader_error(x->r, RULE_SYNTAX, at, "the value %.*s is not quoted", TEXT_ARG(shown));

	finding_help(x->r->out, f, "write \"%.*s\"", TEXT_ARG(shown));
	if (!text_has(word, '"') && !text_has(word, '\'') && !text_has(word, '\\') && !text_has(word, '(') &&
	    reader_lacks_quotes(x->r, begin, end))
		finding_fix(x->r->out, f, at, "\"%.*s\"", TEXT_ARG(word));
}

/* What xl takes as a string all the same. */
static void python_number(struct xl *x, size_t begin, size_t end, const char *what)
{
	struct text word = reader_text(x->r, begin, end);
	struct finding *f = python(x, reader_span(x->r, begin, end), what);

	finding_help(x->r->out, f, "write \"%.*s\"", TEXT_ARG(word));
	/* A negative number xl reads from a string, too; a point it does not. */
	if (word.s[0] == '-' || reader_lacks_quotes(x->r, begin, end))
		finding_fix(x->r->out, f, reader_span(x->r, begin, end), "\"%.*s\"", TEXT_ARG(word));
}

/* Digits, a point, digits. */
static bool is_real(struct text t)
{
	size_t points = 0;

	for (size_t i = 0; i < t.n; i++) {
		if (t.s[i] != '.' && !isdigit((unsigned char)t.s[i]))
			return false;
		points += t.s[i] == '.';
	}
	return points == 1;
}

/* The third of three quotes, behind what reads as an empty string. The lines of the string are passed over. */
static bool triple_quotes(struct xl *x, size_t line_end)
{
	size_t begin = x->token.begin - 2;
	struct text t = x->r->text;
	const char *end;

	if (x->last != x->token.begin || x->last < 2 || t.s[begin] != t.s[begin + 2] || t.s[begin + 1] != t.s[begin])
		return false;
	python_value(x, begin, line_end, "a string in triple quotes");
	end = memmem(t.s + begin + 3, t.n - begin - 3, t.s + begin, 3);
	if (end) {
		x->token.begin = (uint32_t)(end + 3 - t.s);
		x->token.kind = XL_STRING;
	}
	return true;
}

static void unclosed_string(struct xl *x)
{
	size_t end = reader_line_end(x->r, x->token.begin);
	struct finding *f;

	if (end && xl_byte_at(x, end - 1) == '\r')
		end--;
	if (triple_quotes(x, end))
		return;
	if (xl_byte_at(x, end - 1) == '\\') {
		python_value(x, x->token.begin, end, "a string that goes on in the next line");
		return;
	}
	f = reader_error(x->r, RULE_SYNTAX, reader_span(x->r, x->token.begin, end),
	                 "the string is not closed on its line");
	finding_help(x->r->out, f, "add the closing %c", xl_byte_at(x, x->token.begin));
}

/* A curly quote takes what it encloses with it, commas and all. */
static bool pass_odd(struct xl *x)
{
	size_t end = reader_report_odd(x->r, x->token.begin);

	if (!end)
		return false;
	x->token.begin = (uint32_t)end;
	x->token.kind = XL_STRING;
	return true;
}

/* Bytes that are wrong wherever they stand. */
static bool explain_byte(struct xl *x)
{
	size_t at = x->token.begin, end = xl_skip_blanks(x, at + 1);
	struct finding *f;

	if (x->token.kind != XL_BAD)
		return false;
	if (pass_odd(x))
		return true;
	if (xl_byte_at(x, at) == '"' || xl_byte_at(x, at) == '\'') {
		unclosed_string(x);
	} else if (xl_byte_at(x, at) == '#') {
		f = reader_error(x->r, RULE_SYNTAX, reader_span(x->r, at, x->r->text.n),
		                 "the last line is a comment without a newline, which xl refuses");
		finding_help(x->r->out, f, "end the line");
		finding_fix(x->r->out, f, reader_span(x->r, x->r->text.n, x->r->text.n), "\n");
	} else if (xl_byte_at(x, at) == '\\' && (xl_byte_at(x, end) == '\n' || xl_byte_at(x, end) == '\r')) {
		f = python(x, reader_span(x->r, at, at + 1), "a line that goes on behind a backslash");
		finding_help(x->r->out, f, "leave it out: inside brackets a line may end after any value");
	} else {
		return false;
	}
	return true;
}

static void explain_key(struct xl *x)
{
	size_t begin = x->token.begin, end = begin;
	struct finding *f;
	struct text word;

	while (is_name_byte(xl_byte_at(x, end)) || xl_byte_at(x, end) == '-')
		end++;
	word = reader_text(x->r, begin, end);
	if (word.n && (xl_byte_at(x, end) == '(' || xl_byte_at(x, end) == '[')) {
		python(x, reader_span(x->r, begin, xl_skip_expression(x, end)), "a call");
	} else if (word.n) {
		f = reader_error(x->r, RULE_SYNTAX, reader_span(x->r, begin, end), "%.*s is no key that xl reads",
		                 TEXT_ARG(word));
		finding_help(x->r->out, f, "keys are lower-case letters, digits, _ and ., and begin with a letter");
	} else if (x->token.kind == XL_OPEN) {
		f = reader_error(x->r, RULE_SYNTAX, reader_span(x->r, begin, begin + 1), "a list without a key");
		finding_help(x->r->out, f, "write KEY = [ … ]; there are no sections in this file");
	} else if (x->token.kind == XL_STRING) {
		f = reader_error(x->r, RULE_SYNTAX, reader_span(x->r, begin, x->token.end), "a string without a key");
		finding_help(x->r->out, f, "write KEY = \"…\"");
	} else {
		word = reader_excerpt(x->r, begin, x->token.end);
		f = reader_error(x->r, RULE_SYNTAX, reader_span(x->r, begin, x->token.end),
		                 word.n ? "\"%.*s\" where a key is expected" :
		                          "a control character%.*s where a key is expected",
		                 TEXT_ARG(word));
		if (x->token.kind == XL_CLOSE)
			finding_help(x->r->out, f, "the list was closed before");
	}
}

/* Behind a key, where = or += belongs. */
static void explain_equals(struct xl *x)
{
	size_t key = x->last, end = reader_line_end(x->r, x->last);
	char c = xl_byte_at(x, x->token.begin);
	struct text word;
	struct finding *f;

	while (key && is_name_byte(xl_byte_at(x, key - 1)))
		key--;
	word = reader_text(x->r, key, x->last);
	while (end > x->last && isspace((unsigned char)xl_byte_at(x, end - 1)))
		end--;
	if (xl_is_listed(word, statement_words) || xl_is_block_word(word)) {
		f = python(x, reader_span(x->r, key, end), "this statement");
		finding_help(x->r->out, f, "write plain assignments: key = value");
	} else if (c == '(' || (c == '[' && x->last == x->token.begin)) {
		python(x, reader_span(x->r, key, end), c == '(' ? "a call" : "an index");
	} else if (x->token.kind == XL_STRING || x->token.kind == XL_NUMBER || x->token.kind == XL_OPEN) {
		f = reader_error(x->r, RULE_SYNTAX, reader_span(x->r, key, x->last), "no = behind the key %.*s",
		                 TEXT_ARG(word));
		finding_help(x->r->out, f, "write %.*s = …", TEXT_ARG(word));
		finding_fix(x->r->out, f, reader_span(x->r, x->last, x->last), " =");
	} else if (x->token.begin == x->last && x->token.kind == XL_BAD && (c == '-' || isalpha((unsigned char)c))) {
		x->token.begin = (uint32_t)key;
		explain_key(x);
	} else {
		f = reader_error(x->r, RULE_SYNTAX, reader_span(x->r, key, x->last), "the key %.*s has no value",
		                 TEXT_ARG(word));
		finding_help(x->r->out, f, "write %.*s = …", TEXT_ARG(word));
	}
}

static void no_value(struct xl *x, size_t begin, size_t end, const char *where)
{
	struct finding *f = reader_error(x->r, RULE_SYNTAX, reader_span(x->r, begin, end), "no value %s", where);

	finding_help(x->r->out, f, "write a string in quotes, a number or a list in brackets");
	if (x->token.kind == XL_COMMA)
		finding_fix(x->r->out, f, reader_span(x->r, begin, end), "%s", "");
}

/* A name where a value belongs: Python's constants, a call, a variable, or a word without quotes. */
static void explain_name(struct xl *x)
{
	size_t begin = x->token.begin, end = xl_skip_name(x, begin);
	struct text word = reader_text(x->r, begin, end);
	bool yes = text_is(word, "True"), no = text_is(word, "False");
	struct finding *f;

	if (yes || no) {
		f = python(x, reader_span(x->r, begin, end), yes ? "True" : "False");
		finding_help(x->r->out, f, "write %d", yes);
		finding_fix(x->r->out, f, reader_span(x->r, begin, end), "%d", yes);
	} else if (text_is(word, "None")) {
		f = python(x, reader_span(x->r, begin, end), "None");
		finding_help(x->r->out, f, "leave the key out");
	} else if (xl_byte_at(x, end) == '(' || xl_byte_at(x, end) == '[') {
		python_value(x, begin, xl_skip_expression(x, end), xl_byte_at(x, end) == '(' ? "a call" : "an index");
	} else if (xl_byte_at(x, end) == '\'' || xl_byte_at(x, end) == '"') {
		python_value(x, begin, end, "a prefix of a string");
	} else if (xl_is_listed(word, expression_words)) {
		python_value(x, begin, end, "an expression");
	} else if (reader_find(x->r, word)) {
		python_value(x, begin, end, "the value of another key");
	} else {
		unquoted(x, begin);
	}
}

static void explain_value(struct xl *x, bool item)
{
	size_t begin = x->token.begin;
	char c = xl_byte_at(x, begin);

	if (x->token.kind == XL_COMMA && item)
		no_value(x, begin, x->token.end, "before the comma");
	else if (x->token.kind == XL_WORD || (x->token.kind == XL_BAD && (isalpha((unsigned char)c) || c == '_')))
		explain_name(x);
	else if (c == '-' && isdigit((unsigned char)xl_byte_at(x, begin + 1)))
		python_number(x, begin, xl_skip_word(x, begin), "a negative number");
	else if (c == '(' || c == '{')
		python_value(x, begin, xl_skip_expression(x, begin),
		             c == '(' ? "an expression or tuple" : "a dictionary");
	else if (x->token.kind == XL_BAD)
		unquoted(x, begin);
	else
		no_value(x, x->last - (x->last > 0), x->last, "behind this");
}

/* A number with something at its end: 512M, 1.5, 256L, 192.168.0.1. */
static bool explain_number(struct xl *x)
{
	size_t begin = x->last, end = xl_skip_word(x, x->last);

	while (begin && isalnum((unsigned char)xl_byte_at(x, begin - 1)))
		begin--;
	if (x->token.begin != x->last || !isdigit((unsigned char)xl_byte_at(x, begin)) ||
	    memchr("+-*/%([", xl_byte_at(x, x->last), 7))
		return false;
	if (xl_byte_at(x, x->last) == 'L' && end == x->last + 1)
		python_value(x, begin, end, "a long number");
	else if (is_real(reader_text(x->r, begin, end)))
		python_number(x, begin, end, "a number with a point");
	else
		unquoted(x, begin);
	return true;
}

/* Behind a value; true where a comma is all that is missing. */
static bool explain_after(struct xl *x, bool item)
{
	char c = xl_byte_at(x, x->token.begin), quote = x->last ? xl_byte_at(x, x->last - 1) : 0;
	bool joined = x->token.begin == x->last, string = quote == '"' || quote == '\'';
	struct span at = reader_span(x->r, x->token.begin, x->token.end);
	struct finding *f;

	if (joined && string && c == quote && x->last > 1 && xl_byte_at(x, x->last - 2) == quote) {
		python_value(x, x->last - 2, x->token.end, "a string in triple quotes");
	} else if (item && (x->token.kind == XL_STRING || x->token.kind == XL_NUMBER || x->token.kind == XL_OPEN) &&
	           !(joined && !string)) {
		f = reader_error(x->r, RULE_SYNTAX, at, "no comma before this item");
		finding_help(x->r->out, f, "separate the items of a list by commas");
		/* Two strings may be one that somebody broke in two, as Python allows. */
		if (!string || x->token.kind != XL_STRING)
			finding_fix(x->r->out, f, reader_span(x->r, x->last, x->last), ",");
		return true;
	} else if (memchr("+-*/%([", c, 7) || xl_is_listed(word_at(x, x->token.begin), expression_words)) {
		python_value(x, at.begin, at.end, c == '(' ? "a call" : c == '[' ? "an index" : "an expression");
	} else if (x->token.kind == XL_COMMA) {
		f = python(x, at, "a list without brackets");
		finding_help(x->r->out, f, "write brackets: [ …, … ]");
	} else if (joined && string && x->token.kind != XL_CLOSE) {
		f = reader_error(x->r, RULE_SYNTAX, at, "the string ended before this");
		finding_help(x->r->out, f, "write \\%c inside a string, or put the other kind of quotes around it",
		             quote);
	} else if (x->token.kind == XL_CLOSE) {
		f = reader_error(x->r, RULE_SYNTAX, at, "] without a [");
		/* Elsewhere the [ may be what is missing. */
		if (x->last && xl_byte_at(x, x->last - 1) == ']')
			finding_fix(x->r->out, f, at, "%s", "");
	} else {
		f = reader_error(x->r, RULE_SYNTAX, at, "\"%.*s\" where %s is expected",
		                 TEXT_ARG(reader_excerpt(x->r, at.begin, at.end)),
		                 item ? "a comma or ]" : "the end of the line");
		finding_help(x->r->out, f,
		             item ? "separate the items of a list by commas, and quote them" :
		                    "write one assignment a line");
	}
	return false;
}

bool xl_explain(struct xl *x, enum xl_place place)
{
	bool item = place == XL_PLACE_ITEM || place == XL_PLACE_AFTER_ITEM;

	if (explain_byte(x))
		return false;
	if (place == XL_PLACE_KEY)
		explain_key(x);
	else if (place == XL_PLACE_EQUALS)
		explain_equals(x);
	else if (place == XL_PLACE_VALUE || place == XL_PLACE_ITEM)
		explain_value(x, item);
	else if (!explain_number(x))
		return explain_after(x, item);
	return false;
}

void xl_explain_open_list(struct xl *x)
{
	struct finding *f =
		reader_error(x->r, RULE_SYNTAX, reader_span(x->r, x->open, x->open + 1), "this list is never closed");

	if (x->token.kind != XL_END)
		finding_label(x->r->out, f, reader_span(x->r, x->token.begin, x->token.end),
		              "here the next assignment begins");
	finding_help(x->r->out, f, "write ] behind its last item");
}
