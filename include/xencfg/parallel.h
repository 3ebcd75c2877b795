/*
 * parallel.h - one piece of work for each of many items, on several threads.
 */
#ifndef XENCFG_PARALLEL_H
#define XENCFG_PARALLEL_H

#include <stddef.h>

enum { PARALLEL_MAX = 256 };

/*
 * Does an item, on the worker of that number (from 0): what a worker
 * owns needs no lock. Returns 0 or a negative errno.
 */
typedef int parallel_work(void *context, unsigned worker, size_t item);

/*
 * Does the items [0, n), each once, in no order that can be relied on. With
 * one worker no thread is made; where a thread cannot be, fewer work. Returns 0, or the error of an item that
 * failed: then some may not have been done.
 */
int parallel_run(unsigned workers, size_t n, parallel_work *work, void *context);

/* The number of processors that this process may use; at least 1. */
unsigned parallel_default(void);

#endif
