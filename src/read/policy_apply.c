/*
 * policy_apply.c - what a policy means for findings and for paths.
 *
 * Reads no file: it asks the policy that was read, and where that lies.
 */
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>
#include <xencfg/file.h>
#include <xencfg/policy.h>

void policy_init(struct policy *ret)
{
	*ret = (struct policy){ .release = n_releases, .toolstack = TOOLSTACKS };
}

enum severity policy_severity(const struct policy *policy, enum rule rule, enum severity otherwise)
{
	return policy->rules[rule].said ? policy->rules[rule].severity : otherwise;
}

void policy_apply(const struct policy *policy, struct findings *out)
{
	for (struct finding *f = out->first; f; f = f->next)
		finding_severity(out, f, policy_severity(policy, f->rule, f->severity));
	findings_remove_off(out);
}

int policy_settle(struct arena *arena, const char *path, struct policy *policy)
{
	char *folder = arena_string(arena, (struct text){ path, (size_t)(file_base_name(path) - path) });
	char *real = folder ? realpath(*folder ? folder : ".", NULL) : NULL, *current = getcwd(NULL, 0);

	/* Where one of them cannot be said, patterns are compared with paths as given. */
	if (real && current) {
		policy->folder = arena_string(arena, text_of(real));
		policy->current = arena_string(arena, text_of(current));
	}
	free(real);
	free(current);
	return folder && (!policy->folder || policy->current) ? 0 : -ENOMEM;
}

/* Appends the names of the path to an absolute one, without . and .., as far as there is room. False: there is not. */
static bool append(char buffer[PATH_MAX], struct text path)
{
	size_t n = strlen(buffer);
	struct text name;

	while (text_split(&path, '/', &name)) {
		if (name.n == 0 || text_is(name, "."))
			continue;
		if (text_is(name, "..")) {
			while (n > 0 && buffer[--n] != '/')
				;
		} else {
			if (name.n + 2 > PATH_MAX - n)
				return false;
			buffer[n++] = '/';
			memcpy(buffer + n, name.s, name.n);
			n += name.n;
		}
		buffer[n] = '\0';
	}
	return true;
}

/* The path from the policy's folder on; NULL for what does not lie below it. */
static const char *below(const struct policy *policy, const char *path, char buffer[PATH_MAX])
{
	size_t n = policy->folder ? strlen(policy->folder) : 0;

	buffer[0] = '\0';
	if (!policy->folder || (path[0] != '/' && !append(buffer, text_of(policy->current))) ||
	    !append(buffer, text_of(path)))
		return NULL;
	/* "/" alone ends in the slash that is looked for. */
	n -= n == 1;
	return strncmp(buffer, policy->folder, n) == 0 && buffer[n] == '/' ? buffer + n + 1 : NULL;
}

bool policy_excludes(const struct policy *policy, const char *path)
{
	char buffer[PATH_MAX];
	const char *from_policy;

	if (policy->exclude.n == 0)
		return false;
	from_policy = below(policy, path, buffer);
	if (!from_policy)
		from_policy = file_plain_path(path);
	for (size_t i = 0; i < policy->exclude.n; i++) {
		const char *pattern = policy->exclude.items[i].text.s;

		if (fnmatch(pattern, from_policy, 0) == 0 || fnmatch(pattern, file_base_name(path), 0) == 0)
			return true;
	}
	return false;
}
