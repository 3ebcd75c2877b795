/*
 * generate.c - writes what is made from the program's own tables.
 *
 *	generate man FOLDER SOURCES DATE     man1/ and man5/ must be there
 *	generate completion FOLDER
 *	generate rules FOLDER
 *
 * Checks nothing: the tables are the program's.
 */
#include <errno.h>
#include <string.h>
#include "generate.h"

FILE *generate_open(const char *folder, const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	if (!file)
		perror(path);
	return file;
}

int generate_close(FILE *file, const char *name)
{
	int error = ferror(file);

	if (fclose(file) == 0 && !error)
		return 0;
	perror(name);
	return -1;
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "man") == 0)
		return generate_man(argv[2], argv[3], argv[4]) < 0;
	if (argc == 3 && strcmp(argv[1], "completion") == 0)
		return generate_completion(argv[2]) < 0;
	if (argc == 3 && strcmp(argv[1], "rules") == 0)
		return generate_rules(argv[2]) < 0;
	fprintf(stderr, "usage: generate man FOLDER SOURCES DATE | completion FOLDER | rules FOLDER\n");
	return 2;
}
