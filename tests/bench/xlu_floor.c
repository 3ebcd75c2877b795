/*
 * xlu_floor.c - what Xen's own parser takes for the same files, for `make bench`.
 *
 *   xlu_floor FOLDER
 *
 * libxlutil parses every file below FOLDER, one after another, and forgets
 * each before the next. Prints the seconds, the listing of FOLDER included,
 * in the cheapest way that fts has: no file is looked at but by the parser.
 * It judges nothing.
 */
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <libxlutil.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Ends the program when the parser refuses: what fails sooner is no measure. */
static void parse(const char *path)
{
	XLU_Config *config = xlu_cfg_init(stderr, path);

	if (!config || xlu_cfg_readfile(config, path) != 0) {
		fprintf(stderr, "xlu_floor: %s\n", path);
		exit(2);
	}
	xlu_cfg_destroy(config);
}

int main(int argc, char **argv)
{
	char *paths[] = { argv[1], NULL };
	FTSENT *entry;
	double start;
	FTS *tree;

	if (argc != 2)
		return 2;
	start = now();
	tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	while (tree && (entry = fts_read(tree)))
		if (entry->fts_info == FTS_F || entry->fts_info == FTS_NSOK)
			parse(entry->fts_path);
	printf("%.4f\n", now() - start);
	return 0;
}
