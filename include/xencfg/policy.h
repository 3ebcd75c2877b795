/*
 * policy.h - what a site decided about linting: the policy file.
 *
 *   xen = "4.17";
 *   toolstack = "xl";
 *   oui = ( "02:AB:CD", "local" );
 *   bridges = ( "lan", "wan", "dmz" );
 *   rules: { mac-foreign-oui = "error"; XC514 = "off"; };
 *   exclude = ( "*.bak", "attic" );
 *
 * Syntax of libconfig, but @include is refused: a policy is one file.
 */
#ifndef XENCFG_POLICY_H
#define XENCFG_POLICY_H

#include <xencfg/host.h>

enum { POLICY_SIZE_MAX = 1 << 16 }; /* bytes */

struct policy {
	unsigned release;         /* an index into releases; n_releases: not said */
	enum toolstack toolstack; /* TOOLSTACKS: not said */
	struct oui_cell *ouis;    /* further ones, beside Xen's */
	size_t n_ouis;
	bool oui_local;
	struct cells bridges; /* that exist on every host */
	struct cells exclude; /* patterns */
	const char *folder;   /* that the policy lies in, and the current one: absolute, for policy_excludes; or NULL */
	const char *current;
	struct {
		bool said;
		enum severity severity;
	} rules[RULES];
};

/* A policy that says nothing. */
void policy_init(struct policy *ret);

/*
 * Which file is the policy: `config` (of --config; NULL or "": not given), else $XENCFG_CONFIG, else
 * the first that exists of .xencfg.conf in the folder or any above it, xencfg/xencfg.conf in
 * $XDG_CONFIG_HOME (or ~/.config) and /etc/xencfg/xencfg.conf. The first two are named by somebody:
 * they are returned whether or not they exist, so that reading tells. `folder` may be a file, or
 * nothing that exists (the current folder then). *ret is a path in the arena, relative where the file
 * lies below the current folder, or NULL: there is none. Returns 0 or -ENOMEM.
 */
int policy_find(struct arena *arena, const char *config, const char *folder, const char **ret);

/*
 * Reads a registered source. Findings, all errors with their place: XC001 and XC002 for what libconfig
 * cannot read, XC004 for a rule named twice, XC006 for unknown settings and rules, XC007 for releases
 * and toolstacks that there are not, XC008 for wrong types and values, XC101 and XC202 for OUIs and
 * bridges that are none. What is wrong is left out of *ret. Lives in the arena. Returns 0 or -ENOMEM;
 * libconfig itself ends the program when it is out of memory.
 */
int policy_read(struct arena *arena, struct sources *sources, uint32_t file, struct findings *out, struct policy *ret);

/* What a finding of the rule counts as, where it would count as `otherwise`. */
enum severity policy_severity(const struct policy *policy, enum rule rule, enum severity otherwise);

/*
 * Gives every finding the severity that the policy says and drops those that are off. For lint, after
 * the suppressions; never before something is written: some errors guard what is.
 */
void policy_apply(const struct policy *policy, struct findings *out);

/* Remembers where the policy file lies: its patterns are meant from there. Returns 0 or -ENOMEM. */
int policy_settle(struct arena *arena, const char *path, struct policy *policy);

/*
 * Is the file, or the folder with all in it, left out? A pattern is compared with the path from the policy's folder
 * on, wherever the current folder is (with the path as given for what does not lie below it), and with its base
 * name, as fnmatch does it: `*` takes slashes, too.
 */
bool policy_excludes(const struct policy *policy, const char *path);

#endif
