/*
 * marker.c - writes and reads the marker line.
 *
 * The same input gives the same line everywhere: no date, no machine, no
 * path. Only letters, digits and . _ - of the source's name are taken
 * over, so that nobody can write Python or bash into a comment.
 */
#include <xencfg/hash.h>
#include <xencfg/name.h>
#include "marker.h"

static const char behind[] = " (change that, not this) ";

enum { HASH_DIGITS = 16, NAME_MAX_SHOWN = 100 };

/* Where the marker stands or belongs: behind the first line of a script. */
static size_t marker_offset(struct text t)
{
	const char *end;

	if (!text_starts(t, "#!"))
		return 0;
	end = memchr(t.s, '\n', t.n);
	return end ? (size_t)(end - t.s) + 1 : t.n;
}

static void put_hash(char ret[HASH_DIGITS + 1], struct text head, struct text rest)
{
	uint64_t hash = hash_add(hash_add(HASH_START, head), rest);

	for (size_t i = HASH_DIGITS; i-- > 0; hash >>= 4)
		ret[i] = "0123456789abcdef"[hash & 15];
	ret[HASH_DIGITS] = '\0';
}

void marker_add(struct sb *out, const char *source, struct text body)
{
	size_t offset = marker_offset(body);
	struct text head = { body.s, offset }, rest = { body.s + offset, body.n - offset };
	char hash[HASH_DIGITS + 1];

	put_hash(hash, head, rest);
	sb_text(out, head);
	sb_string(out, generated_mark);
	for (size_t i = 0; i < NAME_MAX_SHOWN && source[i]; i++) {
		char c = source[i];
		bool plain =
			(c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("._-", c);

		sb_byte(out, plain ? c : '_');
	}
	sb_string(out, behind);
	sb_string(out, hash);
	sb_byte(out, '\n');
	sb_text(out, rest);
}

enum marker marker_read(struct text content)
{
	size_t offset = marker_offset(content);
	struct text head = { content.s, offset }, rest = { content.s + offset, content.n - offset }, line;
	char hash[HASH_DIGITS + 1];

	if (!text_split(&rest, '\n', &line) || !text_starts(line, generated_mark) || line.n < HASH_DIGITS)
		return MARKER_NONE;
	if (!rest.s)
		rest = (struct text){ "", 0 };
	put_hash(hash, head, rest);
	return text_ends(line, hash) ? MARKER_INTACT : MARKER_EDITED;
}
