/*
 * measure.c - how long a command takes, and how much memory, for `make bench`.
 *
 *   measure COMMAND [ARGUMENT…]
 *
 * Prints the seconds from its start to its end, its peak resident memory in
 * bytes, and the seconds that processors worked for it, in the kernel, too; its standard output is dropped. A command
 * that does not succeed is not measured: status 2. Small, and in C, since Linux counts the memory of whoever starts a
 * program as the least that it ever had.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	double start, end;
	int status;
	pid_t pid;

	if (argc < 2 || posix_spawn_file_actions_init(&actions) != 0 ||
	    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) != 0)
		return 2;
	start = now();
	if (posix_spawnp(&pid, argv[1], &actions, NULL, argv + 1, environ) != 0 || wait4(pid, &status, 0, &usage) < 0) {
		perror(argv[1]);
		return 2;
	}
	end = now();
	if (status != 0) {
		fprintf(stderr, "measure: %s failed\n", argv[1]);
		return 2;
	}
	printf("%.6f %ld %.6f\n", end - start, usage.ru_maxrss * 1024,
	       seconds(usage.ru_utime) + seconds(usage.ru_stime));
	return 0;
}
