/*
 * xl_values.c - what libxlutil makes of files for xl, as JSON.
 *
 *	xl_values KEY... < PATHS
 *
 * For each path, a line of standard input, prints one line: {} of those KEYs
 * that the file sets, or null when libxlutil refuses the file. A string is
 * what libxlutil has, bytes as the characters of Latin-1, numbers included;
 * a list is an array. libxlutil lists no keys, so they must be asked for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <libxlutil.h>

enum { FILE_MAX = 1 << 20, PATH_LENGTH = 4096, DEPTH_MAX = 32 };

static void print_string(const char *s)
{
	putchar('"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < ' ' || c >= 0x7f || c == '"' || c == '\\')
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void print_value(XLU_Config *config, XLU_ConfigValue *value, int depth)
{
	XLU_ConfigList *list;
	XLU_ConfigValue *item;
	char *s;

	if (xlu_cfg_value_type(value) == XLU_STRING) {
		xlu_cfg_value_get_string(config, value, &s, 1);
		print_string(s);
		return;
	}
	xlu_cfg_value_get_list(config, value, &list, 1);
	putchar('[');
	for (int i = 0; depth < DEPTH_MAX && (item = xlu_cfg_get_listitem2(list, i)); i++) {
		if (i)
			putchar(',');
		print_value(config, item, depth + 1);
	}
	putchar(']');
}

static void print_key(XLU_Config *config, const char *key, int *n)
{
	XLU_ConfigList *list;
	XLU_ConfigValue *item;
	const char *s;
	int length;

	if (xlu_cfg_get_string(config, key, &s, 1) == 0) {
		printf("%s\"%s\":", (*n)++ ? "," : "", key);
		print_string(s);
	} else if (xlu_cfg_get_list(config, key, &list, &length, 1) == 0) {
		printf("%s\"%s\":[", (*n)++ ? "," : "", key);
		for (int i = 0; (item = xlu_cfg_get_listitem2(list, i)); i++) {
			if (i)
				putchar(',');
			print_value(config, item, 1);
		}
		putchar(']');
	}
}

static void print_file(const char *path, char **keys, FILE *null)
{
	static char data[FILE_MAX];
	FILE *file = fopen(path, "r");
	size_t length = file ? fread(data, 1, sizeof(data), file) : 0;
	XLU_Config *config = xlu_cfg_init(null, path);
	int n = 0;

	if (!file || !config || length == sizeof(data) || xlu_cfg_readdata(config, data, (int)length) != 0) {
		puts("null");
	} else {
		putchar('{');
		for (; *keys; keys++)
			print_key(config, *keys, &n);
		puts("}");
	}
	if (config)
		xlu_cfg_destroy(config);
	if (file)
		fclose(file);
}

int main(int argc, char **argv)
{
	FILE *null = fopen("/dev/null", "w");
	char path[PATH_LENGTH];

	(void)argc;
	if (!null)
		return 2;
	while (fgets(path, sizeof(path), stdin)) {
		path[strcspn(path, "\n")] = '\0';
		print_file(path, argv + 1, null);
		fflush(stdout);
	}
	return 0;
}
