/*
 * arena.c - blocks that double in size, handed out from front to back.
 *
 * Never frees a single piece and never returns memory that is not zeroed.
 */
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <xencfg/arena.h>

enum { BLOCK_FIRST = 4 << 10, BLOCK_LARGEST = 32 << 20, HUGE_PAGE = 2 << 20, HUGE_FROM = 16 << 20 };

struct arena_block {
	struct arena_block *next;
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
	struct arena_block *keep = a->blocks;

	if (!keep)
		return;
	while (keep->next) {
		struct arena_block *next = keep->next->next;

		free(keep->next);
		keep->next = next;
	}
	memset(keep->bytes, 0, (size_t)(a->at - keep->bytes));
	a->at = keep->bytes;
}

/* Large blocks in large pages: for a description of 100,000 guests the faults cost as much as the checks. */
static void use_huge_pages(char *begin, size_t size)
{
	size_t skip = HUGE_PAGE - (uintptr_t)begin % HUGE_PAGE;

	/* In a smaller one the end of the last page would cost more than it helps. */
	if (size >= HUGE_FROM)
		madvise(begin + skip, (size - skip) / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
}

static int add_block(struct arena *a, size_t size)
{
	size_t room = a->next_size ? a->next_size : BLOCK_FIRST;
	struct arena_block *block;

	if (room < size)
		room = size;
	/* calloc takes large blocks from the kernel already zeroed. */
	block = room > SIZE_MAX - sizeof(*block) ? NULL : calloc(1, sizeof(*block) + room);
	if (!block)
		return -1;
	use_huge_pages(block->bytes, room);
	block->next = a->blocks;
	a->blocks = block;
	a->at = block->bytes;
	a->end = block->bytes + room;
	a->next_size = room * 2 < BLOCK_LARGEST ? room * 2 : BLOCK_LARGEST;
	return 0;
}

static size_t aligned(size_t size)
{
	return (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
}

void arena_trim(struct arena *a, void *last, size_t used)
{
	a->at = (char *)last + aligned(used);
}

void *arena_alloc(struct arena *a, size_t size)
{
	char *p;

	if (size > SIZE_MAX - alignof(max_align_t))
		return NULL;
	size = aligned(size);
	if ((size_t)(a->end - a->at) < size || !a->at)
		if (add_block(a, size) < 0)
			return NULL;
	p = a->at;
	a->at += size;
	return p;
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
	char few[256]; /* mostly it fits, and is formatted once */
	va_list again;
	char *s;
	int n;

	va_copy(again, ap);
	n = vsnprintf(few, sizeof(few), format, ap);
	s = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
	if (s && (size_t)n < sizeof(few))
		memcpy(s, few, (size_t)n);
	else if (s)
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
