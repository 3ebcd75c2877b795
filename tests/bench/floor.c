/*
 * floor.c - the least that any program of this kind must do, for `make bench`.
 *
 *   floor create HOST.json TREE OUT   loads the JSON and creates the files of TREE anew in OUT, with one syncfs
 *   floor read HOST.json TREE         loads the JSON and reads the files of TREE
 *
 * TREE is what xencfg wrote, so that sizes and names are those of the real
 * output. To create, the contents are read before the clock starts. Prints
 * the seconds. It never interprets anything.
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

static void create(const char *out, const struct file *files, size_t n)
{
	int dir;

	if (mkdir(out, 0777) < 0 || (dir = open(out, O_RDONLY | O_DIRECTORY)) < 0)
		fail(out);
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
	bool creates = argc == 5 && strcmp(argv[1], "create") == 0;
	double start;
	size_t n;
	int dir;

	if (!creates && argc != 4)
		return 2;
	n = list(argv[3], &files);
	dir = open(argv[3], O_RDONLY | O_DIRECTORY);
	for (size_t i = 0; creates && i < n; i++) {
		read_file(dir, &files[i], buffer, sizeof(buffer));
		files[i].bytes = memcpy(malloc(files[i].n + 1), buffer, files[i].n);
	}
	start = now();
	if (!json_load_file(argv[2], 0, NULL))
		fail(argv[2]);
	if (creates)
		create(argv[4], files, n);
	for (size_t i = 0; !creates && i < n; i++)
		read_file(dir, &files[i], buffer, sizeof(buffer));
	printf("%.4f\n", now() - start);
	return 0;
}
