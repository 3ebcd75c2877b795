/*
 * netscript_word.c - the words of a shell script: where they end, and what they are without their quotes.
 *
 * Expands nothing. A word is read once to find its end, and decoded only
 * when somebody asks.
 */
#include <errno.h>
#include "netscript_reader.h"

bool shell_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool shell_ends_word(char c)
{
	return c && strchr(" \t\r\n;&|()<>", c);
}

void shell_skip_blanks(struct shell *sh)
{
	while (sh->at < sh->text.n) {
		const char *s = sh->text.s + sh->at;

		if (*s == '\\' && sh->at + 1 < sh->text.n && s[1] == '\n')
			sh->at += 2;
		else if (shell_is_blank(*s))
			sh->at++;
		else
			return;
	}
}

/* An opening parenthesis that belongs to the word: an array, or a pattern of bash. */
static bool is_inner_bracket(const struct shell *sh, size_t begin, size_t at)
{
	char before = at > begin ? sh->text.s[at - 1] : '\0';

	if (before == '\0')
		return false;
	if (before == '=')
		return netscript_assignment((struct text){ sh->text.s + begin, at - begin }) == at - begin;
	return strchr("?*+@!", before) && at - 1 > begin;
}

struct shell_word shell_read_word(struct shell *sh)
{
	size_t begin = sh->at, at = begin;

	while (at < sh->text.n) {
		char c = sh->text.s[at];

		if (c == '\\') {
			at += 2;
		} else if (c == '\'') {
			at = shell_skip_single(sh, at);
		} else if (c == '"') {
			at = shell_skip_double(sh, at);
		} else if (c == '$') {
			at = shell_skip_dollar(sh, at);
		} else if (c == '`') {
			at = shell_skip_backquote(sh, at);
		} else if (c == '(' && is_inner_bracket(sh, begin, at)) {
			shell_report_bash(sh, begin, at + 1, sh->text.s[at - 1] == '=' ? "an array" : "this pattern");
			at = shell_skip_bracket(sh, at, false);
		} else if (shell_ends_word(c)) {
			break;
		} else {
			at++;
		}
	}
	sh->at = at < sh->text.n ? at : sh->text.n;
	return (struct shell_word){ begin, sh->at };
}

struct text shell_raw(const struct shell *sh, struct shell_word word)
{
	return (struct text){ sh->text.s + word.begin, word.end - word.begin };
}

/* One decoding. The skippers are asked again, without a word to anybody. */
struct decoder {
	struct shell silent;
	struct shell_text *to;
	char *s;
	uint32_t *at;
	size_t n, end;
};

static void copy(struct decoder *d, size_t begin, size_t end)
{
	if (end > d->end)
		end = d->end;
	for (; begin < end; begin++) {
		d->s[d->n] = d->silent.text.s[begin];
		d->at[d->n++] = (uint32_t)begin;
	}
}

static size_t copy_expansion(struct decoder *d, size_t begin)
{
	size_t end;

	if (d->silent.text.s[begin] == '`')
		end = shell_skip_backquote(&d->silent, begin);
	else
		end = shell_skip_dollar(&d->silent, begin);
	if (end == begin + 1) { /* a dollar sign that stands for itself */
		copy(d, begin, end);
		return end;
	}
	if (d->to->expands_to == 0)
		d->to->expands_from = d->n;
	copy(d, begin, end);
	d->to->expands_to = d->n;
	return end;
}

/* Behind an opening double quote; returns the place behind the closing one. */
static size_t copy_quoted(struct decoder *d, size_t i)
{
	const char *s = d->silent.text.s;

	while (i < d->end && s[i] != '"') {
		if (s[i] == '$' || s[i] == '`') {
			i = copy_expansion(d, i);
			continue;
		}
		if (s[i] == '\\' && i + 1 < d->end && s[i + 1] == '\n') {
			i += 2;
			continue;
		}
		if (s[i] == '\\' && i + 1 < d->end && strchr("$`\"\\", s[i + 1]))
			i++;
		copy(d, i, i + 1);
		i++;
	}
	return i + 1;
}

static void decode_bytes(struct decoder *d, size_t i)
{
	const char *s = d->silent.text.s;

	while (i < d->end) {
		char c = s[i];

		if (c == '$' || c == '`') {
			i = copy_expansion(d, i);
		} else if (c == '"') {
			i = copy_quoted(d, i + 1);
		} else if (c == '\'') {
			const char *close = memchr(s + i + 1, '\'', d->end - i - 1);
			size_t end = close ? (size_t)(close - s) : d->end;

			copy(d, i + 1, end);
			i = end + 1;
		} else if (c == '\\') {
			if (i + 1 < d->end && s[i + 1] != '\n')
				copy(d, i + 1, i + 2);
			i += 2;
		} else {
			d->to->globs = d->to->globs || strchr("*?[{~", c);
			copy(d, i, i + 1);
			i++;
		}
	}
}

struct shell_text shell_decode(struct shell *sh, struct shell_word word)
{
	struct text raw = shell_raw(sh, word);
	struct shell_text t = { .text = raw, .begin = word.begin, .end = word.end };
	struct decoder d = { .silent = *sh, .to = &t, .end = word.end };
	size_t plain = 0;

	while (plain < raw.n && !strchr("'\"\\$`*?[{~", raw.s[plain]))
		plain++;
	if (plain == raw.n)
		return t;
	d.silent.probe = true;
	d.s = arena_alloc(sh->arena, raw.n);
	d.at = arena_array(sh->arena, raw.n, sizeof(*d.at));
	if (!d.s || !d.at) {
		sh->error = -ENOMEM;
		return t;
	}
	decode_bytes(&d, word.begin);
	t.text = (struct text){ d.s, d.n };
	t.at = d.at;
	return t;
}

struct cell shell_cell(const struct shell *sh, const struct shell_text *t, size_t begin, size_t end)
{
	struct cell cell = { .text = { t->text.s + begin, end - begin } };
	size_t from = t->begin + begin, to = t->begin + end;

	if (t->vague) {
		from = t->begin;
		to = t->end;
	} else if (t->at) {
		from = begin < t->text.n ? t->at[begin] : begin ? t->at[begin - 1] + 1u : t->begin;
		to = end > begin ? t->at[end - 1] + 1u : from;
	}
	cell.at = span_make(sh->file, from, to);
	return cell;
}

size_t shell_name_length(struct text t)
{
	size_t n = 0;

	while (n < t.n && (t.s[n] == '_' || ((t.s[n] | 0x20) >= 'a' && (t.s[n] | 0x20) <= 'z') ||
	                   (n && t.s[n] >= '0' && t.s[n] <= '9')))
		n++;
	return n;
}

struct text shell_expansion(struct text t)
{
	bool brace = text_starts(t, "${");
	struct text rest = { t.s + 1 + brace, t.n - 1 - brace };
	size_t n;

	if (!text_starts(t, "$") || rest.n == 0)
		return (struct text){ "", 0 };
	n = shell_name_length(rest);
	if (n == 0 && strchr("@*0123456789", rest.s[0]))
		n = 1;
	/* Of ${x…} only the forms that are mostly the value itself, and nothing behind them. */
	if (brace) {
		const char *close = memchr(rest.s, '}', rest.n);

		if (n == rest.n || !strchr("}:-", rest.s[n]) || close != rest.s + rest.n - 1)
			n = 0;
	} else if (n != rest.n) {
		n = 0;
	}
	return (struct text){ rest.s, n };
}
