/*
 * recognise.h - what kind of configuration a text is, by its content.
 */
#ifndef XENCFG_RECOGNISE_H
#define XENCFG_RECOGNISE_H

#include <stdbool.h>
#include <xencfg/text.h>

enum config_kind {
	CONFIG_UNKNOWN,
	CONFIG_DESCRIPTION, /* HOST.json */
	CONFIG_SXP,         /* xend-config.sxp */
	CONFIG_NETSCRIPT,   /* a script that calls network-bridge */
	CONFIG_XL_CONF,
	CONFIG_DOMU,
	CONFIG_KINDS
};

/*
 * The kind of a file with this base name and text. `sure` asks for more of
 * a domU, which in a walk over a folder must look like one: an assignment
 * of kernel, bootloader, builder, type, disk, vif or memory, and no
 * [section]; and of JSON a member "xen". Looks at the text as lines only.
 */
enum config_kind recognise(const char *base_name, struct text text, bool sure);

/* "domU config", "network script", …, for --list-files. */
const char *config_kind_name(enum config_kind kind);

#endif
