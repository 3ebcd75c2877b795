/*
 * policy_apply.c - what a policy means for findings and for paths.
 *
 * Reads no file: it asks the policy that was read.
 */
#include <fnmatch.h>
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

bool policy_excludes(const struct policy *policy, const char *path)
{
	while (path[0] == '.' && path[1] == '/')
		path += 2;
	for (size_t i = 0; i < policy->exclude.n; i++) {
		const char *pattern = policy->exclude.items[i].text.s;

		if (fnmatch(pattern, path, 0) == 0 || fnmatch(pattern, file_base_name(path), 0) == 0)
			return true;
	}
	return false;
}
