/*
 * description.h - reads HOST.json into the model.
 */
#ifndef XENCFG_DESCRIPTION_H
#define XENCFG_DESCRIPTION_H

#include <xencfg/host.h>

/* What the command line says in place of the description; NULL: nothing. */
struct description_options {
	const char *xen, *toolstack;
};

/*
 * Reads a registered source. Problems of form become findings (XC001 to
 * XC004, XC006 to XC008, XC010), all of them in one run; whether the values
 * make sense is for the rules. *ret is always a model that can be checked,
 * unless the result is -EINVAL (no JSON object, with a finding) or -ENOMEM.
 * A release or toolstack of the options that there is not is a finding of
 * no place.
 */
int description_read(struct arena *arena, const struct sources *sources, uint32_t file,
                     const struct description_options *options, struct findings *out, struct host **ret);

#endif
