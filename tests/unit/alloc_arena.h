/*
 * alloc_arena.h - stands before the functions of the arena, and asks allowed() whether one of them may give memory.
 *
 * Included once, behind allowed(), by what is linked with --wrap for each of them: so a failure can strike everywhere,
 * not only where the arena takes a new block.
 */
#ifndef XENCFG_ALLOC_ARENA_H
#define XENCFG_ALLOC_ARENA_H

#include <stdarg.h>
#include <xencfg/arena.h>

void *__real_arena_alloc(struct arena *a, size_t size);
void *__real_arena_array(struct arena *a, size_t n, size_t size);
char *__real_arena_string(struct arena *a, struct text t);
char *__real_arena_vprintf(struct arena *a, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));
void *__wrap_arena_alloc(struct arena *a, size_t size);
void *__wrap_arena_array(struct arena *a, size_t n, size_t size);
char *__wrap_arena_string(struct arena *a, struct text t);
char *__wrap_arena_vprintf(struct arena *a, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));
char *__wrap_arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

void *__wrap_arena_alloc(struct arena *a, size_t size)
{
	return allowed() ? __real_arena_alloc(a, size) : NULL;
}

void *__wrap_arena_array(struct arena *a, size_t n, size_t size)
{
	return allowed() ? __real_arena_array(a, n, size) : NULL;
}

char *__wrap_arena_string(struct arena *a, struct text t)
{
	return allowed() ? __real_arena_string(a, t) : NULL;
}

char *__wrap_arena_vprintf(struct arena *a, const char *format, va_list ap)
{
	return allowed() ? __real_arena_vprintf(a, format, ap) : NULL;
}

char *__wrap_arena_printf(struct arena *a, const char *format, ...)
{
	va_list ap;
	char *s;

	if (!allowed())
		return NULL;
	va_start(ap, format);
	s = __real_arena_vprintf(a, format, ap);
	va_end(ap);
	return s;
}

#endif
