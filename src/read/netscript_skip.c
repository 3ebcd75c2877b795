/*
 * netscript_skip.c - where quotes, expansions and brackets of the shell end.
 *
 * Follows what can stand in what: quotes in command substitutions in quotes.
 * A stack of named depth, no recursion. Whatever it may have misread makes
 * the shell `unsure`, so that nobody is accused of a quote.
 */
#include "netscript_reader.h"

enum context { IN_COMMANDS, IN_DOUBLE, IN_BRACE, IN_ARITHMETIC };

/* One quote or bracket around the current place. */
struct opened {
	enum context context;
	unsigned cases; /* case words without their esac: a ')' may end a pattern */
	size_t at;
};

struct skipper {
	struct shell *sh;
	size_t at;
	struct opened stack[NETSCRIPT_NESTING_MAX];
	unsigned depth;
};

static char peek(const struct shell *sh, size_t at)
{
	return at < sh->text.n ? sh->text.s[at] : '\0';
}

static size_t find(const struct shell *sh, size_t at, char c)
{
	const char *found = at < sh->text.n ? memchr(sh->text.s + at, c, sh->text.n - at) : NULL;

	return found ? (size_t)(found - sh->text.s) : sh->text.n;
}

/* Behind a closing quote a word mostly ends; where it does not, the quote may have been meant to open. */
static bool looks_turned(const struct shell *sh, size_t begin, size_t end)
{
	return sh->unclosed && end < sh->text.n && !shell_ends_word(peek(sh, end)) &&
	       memchr(sh->text.s + begin, '\n', end - begin);
}

size_t shell_skip_single(struct shell *sh, size_t at)
{
	size_t end = find(sh, at + 1, '\'');

	if (end == sh->text.n || looks_turned(sh, at, end + 1))
		return shell_report_unclosed(sh, at, at + 1, "a quoted text");
	return end + 1;
}

size_t shell_skip_backquote(struct shell *sh, size_t at)
{
	size_t end = at + 1;

	while (end < sh->text.n && sh->text.s[end] != '`')
		end += sh->text.s[end] == '\\' ? 2 : 1;
	if (end >= sh->text.n)
		return shell_report_unclosed(sh, at, at + 1, "a command between backquotes");
	return end + 1;
}

static void push(struct skipper *k, enum context context, size_t length)
{
	if (k->depth == NETSCRIPT_NESTING_MAX) {
		k->sh->unsure = true;
		k->at = k->sh->text.n;
		return;
	}
	k->stack[k->depth++] = (struct opened){ .context = context, .at = k->at };
	k->at += length;
}

/* Does a word of these letters stand here, and nothing else? */
static bool word_is(const struct shell *sh, size_t at, const char *word)
{
	size_t n = strlen(word);

	return sh->text.n - at >= n && memcmp(sh->text.s + at, word, n) == 0 &&
	       (at == 0 || shell_ends_word(sh->text.s[at - 1])) &&
	       (at + n == sh->text.n || shell_ends_word(sh->text.s[at + n]));
}

/* Inside $( ): comments, quotes, here-documents, case. */
static void skip_in_commands(struct skipper *k, struct opened *top, char c)
{
	struct shell *sh = k->sh;

	if (c == '#' && shell_ends_word(sh->text.s[k->at - 1])) {
		k->at = shell_line_end(sh, k->at);
		return;
	}
	if (c == '\'') {
		k->at = find(sh, k->at + 1, '\'') + 1;
		return;
	}
	if (c == '<' && peek(sh, k->at + 1) == '<') {
		sh->unsure = true;
	} else if (c == 'c' && word_is(sh, k->at, "case")) {
		top->cases++;
		sh->unsure = true;
	} else if (c == 'e' && top->cases && word_is(sh, k->at, "esac")) {
		top->cases--;
	} else if (c == ')' && !top->cases) {
		k->depth--;
	} else if (c == '(' && !top->cases) {
		push(k, IN_COMMANDS, 0);
	}
	k->at++;
}

static void skip_in_brace(struct skipper *k, char c)
{
	bool in_double = k->depth > 1 && k->stack[k->depth - 2].context == IN_DOUBLE;

	if (c == '\'' && !in_double) {
		k->at = find(k->sh, k->at + 1, '\'') + 1;
		return;
	}
	/* Whether this quote counts depends on the shell and on the operator. */
	if (c == '\'')
		k->sh->unsure = true;
	k->depth -= c == '}';
	k->at++;
}

static void skip_dollar(struct skipper *k)
{
	char next = peek(k->sh, k->at + 1);

	if (next == '{')
		push(k, IN_BRACE, 2);
	else if (next == '(' && peek(k->sh, k->at + 2) == '(')
		push(k, IN_ARITHMETIC, 2);
	else if (next == '(')
		push(k, IN_COMMANDS, 2);
	else
		k->at++;
}

static void skip_step(struct skipper *k)
{
	struct opened *top = &k->stack[k->depth - 1];
	char c = k->sh->text.s[k->at];

	if (c == '\\') {
		k->at += 2;
	} else if (c == '$') {
		skip_dollar(k);
	} else if (c == '`') {
		k->at = shell_skip_backquote(k->sh, k->at);
	} else if (c == '"') {
		if (top->context == IN_DOUBLE)
			k->depth--, k->at++;
		else
			push(k, IN_DOUBLE, 1);
	} else if (top->context == IN_COMMANDS) {
		skip_in_commands(k, top, c);
	} else if (top->context == IN_BRACE) {
		skip_in_brace(k, c);
	} else {
		if (top->context == IN_ARITHMETIC && c == '(')
			push(k, IN_ARITHMETIC, 0);
		else if (top->context == IN_ARITHMETIC && c == ')')
			k->depth--;
		k->at++;
	}
}

/* From an opening of `length` characters to behind what closes it. */
static size_t skip(struct shell *sh, size_t at, enum context context, size_t length, const char *what)
{
	struct skipper k = { .sh = sh, .at = at };
	size_t begin = at, n;

	push(&k, context, length);
	while (k.depth && k.at < sh->text.n)
		skip_step(&k);
	if (k.depth == 0 && k.at <= sh->text.n)
		return k.at;
	/* A quote inside is the likelier culprit. */
	for (unsigned i = k.depth; i-- > 0 && begin == at;)
		if (k.stack[i].context == IN_DOUBLE && context != IN_DOUBLE) {
			begin = k.stack[i].at;
			length = 1;
			what = "a quoted text";
		}
	n = begin + length < sh->text.n ? begin + length : sh->text.n;
	return shell_report_unclosed(sh, begin, n, what);
}

size_t shell_skip_double(struct shell *sh, size_t at)
{
	size_t end = skip(sh, at, IN_DOUBLE, 1, "a quoted text");

	if (!sh->broken && looks_turned(sh, at, end))
		return shell_report_unclosed(sh, at, at + 1, "a quoted text");
	return end;
}

size_t shell_skip_bracket(struct shell *sh, size_t at, bool arithmetic)
{
	return skip(sh, at, arithmetic ? IN_ARITHMETIC : IN_COMMANDS, 1, "a parenthesis");
}

/* Behind $': escapes work, even \'. */
static size_t skip_ansi(struct shell *sh, size_t at)
{
	size_t end = at + 2;

	shell_report_bash(sh, at, at + 2, "a quoted text with a dollar sign");
	while (end < sh->text.n && sh->text.s[end] != '\'')
		end += sh->text.s[end] == '\\' ? 2 : 1;
	return end < sh->text.n ? end + 1 : shell_report_unclosed(sh, at, at + 2, "a quoted text");
}

/* ${name…}: what follows the name tells whose it is. */
static void check_parameter(struct shell *sh, size_t at, size_t end)
{
	size_t i = at + 2, n = shell_name_length((struct text){ sh->text.s + i, end - i });
	char c = peek(sh, i + n), next = peek(sh, i + n + 1);

	if ((n && (c == '[' || c == '/' || c == '^' || c == ',' || c == '@')) || (n == 0 && c == '!' && next != '}') ||
	    (n && c == ':' && next && !strchr("-=?+", next)))
		shell_report_bash(sh, at, end, "this expansion");
}

size_t shell_skip_dollar(struct shell *sh, size_t at)
{
	char next = peek(sh, at + 1);
	size_t end, n;

	if (next == '\'')
		return skip_ansi(sh, at);
	if (next == '{') {
		end = skip(sh, at, IN_BRACE, 2, "an expansion");
		check_parameter(sh, at, end);
		return end;
	}
	if (next == '(')
		return skip(sh, at, peek(sh, at + 2) == '(' ? IN_ARITHMETIC : IN_COMMANDS, 2, "an expansion");
	n = shell_name_length((struct text){ sh->text.s + at + 1, sh->text.n - at - 1 });
	if (n == 0 && next && strchr("@*#?-$!0123456789", next))
		n = 1;
	return at + 1 + n;
}
