/*
 * alloc_bench.h - stands before every function that gives memory or waits for the disk, and lets one of them fail.
 *
 * Included once, behind harness.h, by a test whose name ends in alloc: run links those with --wrap. The functions of
 * the arena are among them, so that a failure can strike everywhere, not only where the arena takes a new block.
 */
#ifndef XENCFG_ALLOC_BENCH_H
#define XENCFG_ALLOC_BENCH_H

static struct {
	size_t n;       /* allocations so far */
	size_t failing; /* the one that fails; 0: none */
	long held;      /* not yet given back */
	bool active, failed;
} memory;

/* One allocation; false: it fails. */
static bool allowed(void)
{
	if (!memory.active || ++memory.n != memory.failing)
		return true;
	memory.failed = true;
	return false;
}

static void *hold(void *p)
{
	memory.held += p != NULL;
	return p;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
char *__real_strdup(const char *s);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
char *__wrap_strdup(const char *s);
void __wrap_free(void *p);

void *__wrap_malloc(size_t size)
{
	return allowed() ? hold(__real_malloc(size)) : NULL;
}

void *__wrap_calloc(size_t n, size_t size)
{
	return allowed() ? hold(__real_calloc(n, size)) : NULL;
}

void *__wrap_realloc(void *p, size_t size)
{
	void *larger = allowed() ? __real_realloc(p, size) : NULL;

	memory.held += !p && larger;
	return larger;
}

char *__wrap_strdup(const char *s)
{
	return allowed() ? hold(__real_strdup(s)) : NULL;
}

void __wrap_free(void *p)
{
	memory.held -= p != NULL;
	__real_free(p);
}

#include "alloc_arena.h"

/* Nobody pulls the plug here, and the disk is slow. */
int __wrap_fsync(int fd);
int __wrap_syncfs(int fd);

int __wrap_fsync(int fd)
{
	return fd < 0 ? -1 : 0;
}

int __wrap_syncfs(int fd)
{
	return fd < 0 ? -1 : 0;
}

/* The lowest number that the next file would get. */
static int next_file(void)
{
	int fd = open("/", O_RDONLY);

	close(fd);
	return fd;
}

#endif
