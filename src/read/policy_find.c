/*
 * policy_find.c - which file is the policy.
 *
 * Looks at the environment and for files; it reads none of them.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xencfg/policy.h>

static const char name[] = ".xencfg.conf";

static const char *given(const char *s)
{
	return s && *s ? s : NULL;
}

/* *ret is the path when it names a file, else NULL. */
static int try(const char *path, const char **ret)
{
	struct stat st;

	*ret = path && stat(path, &st) == 0 && S_ISREG(st.st_mode) ? path : NULL;
	return path ? 0 : -ENOMEM;
}

/* The path as people would write it: relative where it lies below the current folder. */
static const char *shorten(const char *path)
{
	char *current = realpath(".", NULL);
	size_t n = current ? strlen(current) : 0;

	if (n > 1 && strncmp(path, current, n) == 0 && path[n] == '/')
		path += n + 1;
	free(current);
	return path;
}

/* In the folder and above it; each round is one folder nearer to the root. */
static int find_above(struct arena *arena, const char *folder, const char **ret)
{
	char *path = realpath(given(folder) ? folder : ".", NULL), *slash = NULL;
	int error;

	if (!path && errno != ENOMEM)
		path = realpath(".", NULL);
	if (!path)
		return errno == ENOMEM ? -ENOMEM : 0; /* the current folder is gone: nothing is above it */
	do {
		error = try(arena_printf(arena, "%s/%s", strcmp(path, "/") == 0 ? "" : path, name), ret);
		slash = strrchr(path, '/');
		if (slash)
			*slash = '\0';
	} while (!error && !*ret && slash);
	free(path);
	if (*ret)
		*ret = shorten(*ret);
	return error;
}

/* A relative $XDG_CONFIG_HOME is to be ignored (XDG Base Directory Specification). */
static int find_own(struct arena *arena, const char **ret)
{
	const char *configs = getenv("XDG_CONFIG_HOME"), *home = given(getenv("HOME"));

	if (configs && *configs == '/')
		return try(arena_printf(arena, "%s/xencfg/xencfg.conf", configs), ret);
	return home ? try(arena_printf(arena, "%s/.config/xencfg/xencfg.conf", home), ret) : 0;
}

int policy_find(struct arena *arena, const char *config, const char *folder, const char **ret)
{
	int error;

	*ret = given(config);
	if (!*ret && given(getenv("XENCFG_CONFIG"))) {
		*ret = arena_string(arena, text_of(getenv("XENCFG_CONFIG")));
		return *ret ? 0 : -ENOMEM;
	}
	if (*ret)
		return 0;
	error = find_above(arena, folder, ret);
	if (!error && !*ret)
		error = find_own(arena, ret);
	if (!error && !*ret)
		error = try("/etc/xencfg/xencfg.conf", ret);
	return error;
}
