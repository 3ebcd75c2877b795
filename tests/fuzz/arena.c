/*
 * arena.c - an arena for the fuzzer: each piece is an allocation of its own, so that the sanitizer sees a byte that is
 * read or written beyond it.
 *
 * Linked in place of src/base/arena.c, and offers the same. Never hands out what arena_reset took back: whoever still
 * looks there is found, too.
 */
#include <sanitizer/asan_interface.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <xencfg/arena.h>

struct arena_block {
	struct arena_block *next;
	size_t size;
	alignas(max_align_t) char bytes[];
};

void arena_init(struct arena *a)
{
	*a = (struct arena){ 0 };
}

void arena_free(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *next = a->blocks->next;

		free(a->blocks);
		a->blocks = next;
	}
	arena_init(a);
}

void arena_reset(struct arena *a)
{
	arena_free(a);
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_block *block = size > SIZE_MAX / 2 ? NULL : calloc(1, sizeof(*block) + size);

	if (!block)
		return NULL;
	block->next = a->blocks;
	block->size = size;
	a->blocks = block;
	return block->bytes;
}

void arena_trim(struct arena *a, void *last, size_t used)
{
	/* Of the last one only, as it is meant. */
	if (!a->blocks || a->blocks->bytes != (char *)last || used > a->blocks->size)
		abort();
	ASAN_POISON_MEMORY_REGION((char *)last + used, a->blocks->size - used);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return arena_alloc(a, count * size);
}

char *arena_string(struct arena *a, struct text t)
{
	char *s = t.n < SIZE_MAX ? arena_alloc(a, t.n + 1) : NULL;

	if (s && t.n)
		memcpy(s, t.s, t.n);
	return s;
}

char *arena_vprintf(struct arena *a, const char *format, va_list ap)
{
	va_list again;
	char *s;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, ap);
	s = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
	if (s)
		vsnprintf(s, (size_t)n + 1, format, again);
	va_end(again);
	return s;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list ap;
	char *s;

	va_start(ap, format);
	s = arena_vprintf(a, format, ap);
	va_end(ap);
	return s;
}
