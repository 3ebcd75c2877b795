/*
 * floor.c - the least that any program of this kind must do, for `make bench`.
 *
 *   floor create HOST.json TREE   loads the JSON and creates the files of TREE anew, with one syncfs
 *   floor read HOST.json TREE     loads the JSON and reads the files of TREE
 *
 * TREE is what xencfg wrote, so that sizes and names are those of the real
 * output. To create, it is read and removed before the clock starts: a
 * million files need not be there twice. Prints the seconds. It never
 * interprets anything.
 */
#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct file {
	char *name, *bytes;
	size_t n;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char *what)
{
	perror(what);
	exit(2);
}

static size_t list(const char *tree, struct file **ret)
{
	struct dirent *entry;
	DIR *dir = opendir(tree);
	size_t n = 0, room = 0;

	if (!dir)
		fail(tree);
	while ((entry = readdir(dir))) {
		if (entry->d_type != DT_REG)
			continue;
		if (n == room && !(*ret = realloc(*ret, (room = room ? room * 2 : 1024) * sizeof(**ret))))
			fail("memory");
		(*ret)[n++] = (struct file){ strdup(entry->d_name), NULL, 0 };
	}
	closedir(dir);
	return n;
}

static void read_file(int dir, struct file *f, char *buffer, size_t room)
{
	int fd = openat(dir, f->name, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		fail(f->name);
	for (f->n = 0; (n = read(fd, buffer + f->n, room - f->n)) > 0; f->n += (size_t)n)
		;
	close(fd);
}

/* Reads all of the tree, and removes it. */
static void take_away(const char *tree, int dir, struct file *files, size_t n, char *buffer, size_t room)
{
	for (size_t i = 0; i < n; i++) {
		read_file(dir, &files[i], buffer, room);
		files[i].bytes = memcpy(malloc(files[i].n + 1), buffer, files[i].n);
		if (unlinkat(dir, files[i].name, 0) < 0)
			fail(files[i].name);
	}
	if (rmdir(tree) < 0)
		fail(tree);
}

static void create(const char *tree, const struct file *files, size_t n)
{
	int dir;

	if (mkdir(tree, 0777) < 0 || (dir = open(tree, O_RDONLY | O_DIRECTORY)) < 0)
		fail(tree);
	for (size_t i = 0; i < n; i++) {
		int fd = openat(dir, files[i].name, O_WRONLY | O_CREAT | O_EXCL, 0644);

		if (fd < 0 || write(fd, files[i].bytes, files[i].n) != (ssize_t)files[i].n || close(fd) < 0)
			fail(files[i].name);
	}
	if (syncfs(dir) < 0)
		fail("syncfs");
	close(dir);
}

int main(int argc, char **argv)
{
	static char buffer[1 << 20];
	struct file *files = NULL;
	bool creates = argc == 4 && strcmp(argv[1], "create") == 0;
	double start;
	size_t n;
	int dir;

	if (argc != 4)
		return 2;
	n = list(argv[3], &files);
	dir = open(argv[3], O_RDONLY | O_DIRECTORY);
	if (creates)
		take_away(argv[3], dir, files, n, buffer, sizeof(buffer));
	start = now();
	if (!json_load_file(argv[2], 0, NULL))
		fail(argv[2]);
	if (creates)
		create(argv[3], files, n);
	for (size_t i = 0; !creates && i < n; i++)
		read_file(dir, &files[i], buffer, sizeof(buffer));
	printf("%.4f\n", now() - start);
	return 0;
}
