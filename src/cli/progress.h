/*
 * progress.h - how far long work has come, for who waits at a terminal.
 */
#ifndef XENCFG_CLI_PROGRESS_H
#define XENCFG_CLI_PROGRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/* {0} shows nothing. */
struct progress {
	bool on;          /* standard error is a terminal, and nobody wants quiet */
	const char *what; /* "files" */
	size_t total;
	atomic_size_t done;
	struct timespec next; /* when it is shown again */
	bool shown;
};

/* Nothing is shown of what is done within half a second. */
void progress_begin(struct progress *p, bool quiet, const char *what, size_t total);

/* One more is done. Of several threads only the one that `shows` writes. */
void progress_step(struct progress *p, bool shows);

/* Clears the line. */
void progress_end(struct progress *p);

#endif
