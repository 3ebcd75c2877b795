/*
 * mdoc.c - prose and words in the language of man pages.
 *
 * Knows what mdoc takes for its own; what is said is for others.
 */
#include <string.h>
#include "generate.h"

enum { LINE = 76 };

static const char ellipsis[] = "…";

/* Returns how many bytes of the text were taken. */
static size_t put_character(FILE *to, struct text t, bool *quoted)
{
	if (text_starts(t, ellipsis)) {
		fputs("...", to);
		return strlen(ellipsis);
	}
	switch (t.s[0]) {
	case '\\':
		fputs("\\e", to);
		break;
	case '`':
		fputs(*quoted ? "\\(rq" : "\\(lq", to);
		*quoted = !*quoted;
		break;
	case '"':
		fputs("\\(dq", to);
		break;
	default:
		fputc(t.s[0], to);
	}
	return 1;
}

static void put(FILE *to, struct text t, bool *quoted)
{
	while (t.n && t.s[0] == '-') {
		fputs("\\-", to);
		t = (struct text){ t.s + 1, t.n - 1 };
	}
	while (t.n) {
		size_t n = put_character(to, t, quoted);

		t = (struct text){ t.s + n, t.n - n };
	}
}

void mdoc_word(FILE *to, struct text t)
{
	struct text word;
	bool quoted = false, first = true;

	while (text_split(&t, ' ', &word)) {
		/* A dot alone would be taken for the end of a sentence. */
		fprintf(to, "%s%s", first ? "" : " ", text_is(word, ".") ? "\\&" : "");
		put(to, word, &quoted);
		first = false;
	}
}

void mdoc_text(FILE *to, struct text t)
{
	size_t column = 0;
	bool quoted = false;

	while (t.n) {
		struct text word = { t.s, 0 };

		while (word.n < t.n && !strchr(" \n", t.s[word.n]))
			word.n++;
		t = (struct text){ t.s + word.n, t.n - word.n };
		if (t.n)
			t = (struct text){ t.s + 1, t.n - 1 };
		if (word.n == 0)
			continue;
		if (column && column + 1 + word.n > LINE) {
			fputc('\n', to);
			column = 0;
		}
		/* A dot or quote at the beginning of a line makes it a request. */
		fputs(column ? " " : strchr(".'", word.s[0]) ? "\\&" : "", to);
		put(to, word, &quoted);
		column += 1 + word.n;
		if (text_ends(word, ".") || text_ends(word, "!") || text_ends(word, "?")) {
			fputc('\n', to);
			column = 0;
		}
	}
	if (column)
		fputc('\n', to);
}
