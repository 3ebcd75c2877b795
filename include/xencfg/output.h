/*
 * output.h - the files that a host becomes.
 */
#ifndef XENCFG_OUTPUT_H
#define XENCFG_OUTPUT_H

#include <xencfg/host.h>
#include <xencfg/template.h>
#include <xencfg/tree.h>

enum output_template {
	OUTPUT_HOST,    /* xend-config.sxp or xl.conf */
	OUTPUT_WRAPPER, /* the network script, of xend */
	OUTPUT_DOMU,
	OUTPUT_TEMPLATES,
};

struct output {
	const struct host *host;
	struct template templates[OUTPUT_TEMPLATES];
	bool has_wrapper;
};

/*
 * Reads the templates of the host's target: below `dir` first (NULL: not),
 * then in /etc/xencfg/templates, then those of the program. Returns 0,
 * -EINVAL with findings, -ENOMEM, or what reading a file gave, with
 * *ret_path set to that file.
 */
int output_open(struct output *output, const struct host *host, const char *dir, struct arena *arena,
                struct sources *sources, struct findings *out, const char **ret_path);

/*
 * Puts every file of the host into the tree. Returns 0, -EILSEQ with a
 * finding for a value that its target cannot hold, or what the tree gave.
 */
int output_put(const struct output *output, struct tree *tree, struct findings *out);

#endif
