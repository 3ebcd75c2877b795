/*
 * name.h - names of links, guests, scripts and VLAN lists.
 *
 * Each check returns NULL when the name is fine, else what is wrong with
 * it, in words that complete "the name … ".
 */
#ifndef XENCFG_NAME_H
#define XENCFG_NAME_H

#include <xencfg/keys.h>

enum { LINK_NAME_MAX = 15, GUEST_NAME_MAX = 200 };

/*
 * A network interface of at most `max` bytes (LINK_NAME_MAX, less what a
 * script prepends or appends). The kernel refuses blanks, '/', ':', "." and
 * ".."; the scripts, which paste names into commands, cannot take quotes,
 * shell letters or bytes beyond ASCII (dev_valid_name in Linux'
 * net/core/dev.c; vif-bridge and network-bridge of every release).
 */
const char *link_name_wrong(struct text name, size_t max);

/*
 * A guest that a file is named after. xend takes [A-Za-z0-9_.:+-], and '/'
 * up to 3.4 (checkName in tools/python/xen/xend/XendDomainInfo.py); what
 * else cannot be a file name is refused always, and of a description '/',
 * too, and what shells and configs take for syntax. The release is n_releases
 * where it is not known.
 */
const char *guest_name_wrong(struct text name, enum toolstack toolstack, unsigned release, bool described);

/* A hotplug script: a plain file name or an absolute path, of safe characters. Arguments may follow after a blank. */
const char *script_name_wrong(struct text name);

/* xl's vlan=: numbers 1 to 4094, ranges a-b, one of them with `p` for untagged, separated by '/' (4.19). */
const char *vlan_list_wrong(struct text list);

/* How the first line (of a script the second) of every file begins that compile writes. */
extern const char generated_mark[];

#endif
