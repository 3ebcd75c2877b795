/*
 * source.c - lines and columns, computed when they are asked for.
 *
 * Reads a file again to print a place in it; judges no content. Columns count
 * UTF-8 characters.
 */
#include <errno.h>
#include <fcntl.h>
#include <xencfg/file.h>
#include <xencfg/source.h>

int sources_reserve(struct sources *s, size_t more)
{
	size_t room = s->room ? s->room * 2 : 8;
	struct source *items;

	if (s->n + more < s->room)
		return 0;
	if (room < s->n + more + 1)
		room = s->n + more + 1;
	items = arena_array(s->arena, room, sizeof(*items));
	if (!items)
		return -ENOMEM;
	if (s->n)
		memcpy(items, s->items, (s->n + 1) * sizeof(*items));
	s->items = items;
	s->room = room;
	return 0;
}

uint32_t sources_add(struct sources *s, const char *name, struct text text)
{
	if (sources_reserve(s, 1) < 0)
		return 0;
	s->items[++s->n] = (struct source){ .name = name, .text = text };
	return (uint32_t)s->n;
}

const struct source *sources_get(const struct sources *s, uint32_t file)
{
	return file && file <= s->n ? &s->items[file] : NULL;
}

/* A place for one more text; the one that was read longest ago goes. */
static struct arena *take_reread(struct sources *s, uint32_t file)
{
	unsigned i = s->next_reread++ % SOURCES_REREAD;
	struct source *gone = s->reread[i].file ? &s->items[s->reread[i].file] : NULL;

	if (gone) {
		gone->text = (struct text){ NULL, 0 };
		gone->lines = NULL;
	}
	arena_free(&s->reread[i].arena);
	s->reread[i].file = file;
	return &s->reread[i].arena;
}

/* -ENOMEM ends whatever wants to know: with memory the file could be read. */
static void read_again(struct sources *s, struct source *source, uint32_t file)
{
	int error = file_read(take_reread(s, file), AT_FDCWD, source->name, &source->text);

	if (!error)
		return;
	source->text = (struct text){ "", 0 };
	if (s->error != -ENOMEM) {
		s->unread = source->name;
		s->error = error;
	}
}

struct text source_text(struct sources *s, uint32_t file)
{
	struct source *source = file && file <= s->n ? &s->items[file] : NULL;

	if (source && source->rereads && !source->text.s)
		read_again(s, source, file);
	return source && source->text.s ? source->text : (struct text){ "", 0 };
}

void sources_free(struct sources *s)
{
	for (unsigned i = 0; i < SOURCES_REREAD; i++)
		take_reread(s, 0);
}

struct text span_text(struct sources *s, struct span at)
{
	struct text text = source_text(s, at.file);

	if (at.begin > at.end || at.end > text.n)
		return (struct text){ "", 0 };
	return (struct text){ text.s + at.begin, at.end - at.begin };
}

struct span text_span(const struct sources *s, struct text t, struct span otherwise)
{
	const struct source *source = sources_get(s, otherwise.file);
	size_t offset;

	/* Compared as numbers: pointers into other objects have no order. */
	if (!source || (uintptr_t)t.s < (uintptr_t)source->text.s)
		return otherwise;
	offset = (size_t)((uintptr_t)t.s - (uintptr_t)source->text.s);
	if (offset > source->text.n || t.n > source->text.n - offset)
		return otherwise;
	return span_make(otherwise.file, offset, offset + t.n);
}

/* Every byte but the continuation bytes of UTF-8 begins a character; one that continues nothing is one, too. */
static bool begins_character(struct text t, size_t i)
{
	if (((unsigned char)t.s[i] & 0xc0) != 0x80)
		return true;
	for (size_t back = 1; back <= 3 && back <= i; back++) {
		unsigned char lead = (unsigned char)t.s[i - back];

		size_t bytes = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4, left = t.n - (i - back);

		if ((lead & 0xc0) == 0x80)
			continue;
		return bytes <= back || bytes > left ||
		       text_utf8_length((struct text){ t.s + i - back, bytes }) < bytes;
	}
	return true;
}

/* The lines of a text that is read again go when it does. */
static struct arena *arena_of(struct sources *s, uint32_t file)
{
	for (unsigned i = 0; i < SOURCES_REREAD; i++)
		if (s->reread[i].file == file)
			return &s->reread[i].arena;
	return s->arena;
}

static int index_source(struct sources *s, uint32_t file)
{
	struct source *source = &s->items[file];
	struct text t = source_text(s, file);
	struct arena *arena = arena_of(s, file);
	size_t lines = 1;
	uint32_t n = 0;

	if (s->error == -ENOMEM)
		return s->error;
	if (source->lines)
		return 0;
	for (size_t i = 0; i < t.n; i++)
		lines += t.s[i] == '\n';
	source->characters = arena_array(arena, t.n / SOURCE_STEP + 1, sizeof(*source->characters));
	source->lines = source->characters ? arena_array(arena, lines, sizeof(*source->lines)) : NULL;
	if (!source->lines)
		return -ENOMEM;
	source->n_lines = 1;
	for (size_t i = 0; i < t.n; i++) {
		if (i % SOURCE_STEP == 0)
			source->characters[i / SOURCE_STEP] = n;
		n += begins_character(t, i);
		if (t.s[i] == '\n')
			source->lines[source->n_lines++] = (uint32_t)i + 1;
	}
	if (t.n % SOURCE_STEP == 0)
		source->characters[t.n / SOURCE_STEP] = n;
	return 0;
}

static uint32_t characters_before(const struct source *source, uint32_t offset)
{
	uint32_t n = source->characters[offset / SOURCE_STEP];

	for (uint32_t i = offset / SOURCE_STEP * SOURCE_STEP; i < offset; i++)
		n += begins_character(source->text, i);
	return n;
}

static void locate(const struct source *source, uint32_t offset, unsigned *ret_line, unsigned *ret_column)
{
	size_t low = 0, high = source->n_lines;

	if (offset > source->text.n)
		offset = (uint32_t)source->text.n;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (source->lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	*ret_line = (unsigned)low + 1;
	*ret_column = characters_before(source, offset) - characters_before(source, source->lines[low]) + 1;
}

int span_place(struct sources *s, struct span at, struct place *ret)
{
	*ret = (struct place){ 0 };
	if (!sources_get(s, at.file))
		return 0;
	if (index_source(s, at.file) < 0)
		return -ENOMEM;
	locate(&s->items[at.file], at.begin, &ret->line, &ret->column);
	locate(&s->items[at.file], at.end, &ret->end_line, &ret->end_column);
	return 0;
}

struct text source_line(struct sources *s, uint32_t file, unsigned line)
{
	struct source *source = file && file <= s->n ? &s->items[file] : NULL;
	size_t begin, end;

	if (!source || index_source(s, file) < 0 || line == 0 || line > source->n_lines)
		return (struct text){ "", 0 };
	begin = source->lines[line - 1];
	end = line < source->n_lines ? source->lines[line] : source->text.n;
	while (end > begin && (source->text.s[end - 1] == '\n' || source->text.s[end - 1] == '\r'))
		end--;
	return (struct text){ source->text.s + begin, end - begin };
}
