/*
 * privilege.h - what a run may do beyond what any user may: as little as its command needs.
 *
 * Of the process that calls it, before it has threads. What was given up cannot be had back.
 */
#ifndef XENCFG_PRIVILEGE_H
#define XENCFG_PRIVILEGE_H

enum privilege {
	PRIVILEGE_NONE = 0,
	PRIVILEGE_READ = 1, /* files of other users (CAP_DAC_READ_SEARCH) */
	PRIVILEGE_WRITE =
		2, /* and write them, with the owner that they had (CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_CHOWN) */
	PRIVILEGE_NETWORK = 4, /* the network of this namespace (CAP_NET_ADMIN) */
};

/*
 * Gives up all capabilities but those of `privileges`, bits of enum privilege: of those that are there, none is added.
 * Those that a program could get by being executed are all given up, whatever stays. Returns 0; -EPERM when more than
 * that is left, since something, such as a filter of system calls, forbids even to give up.
 */
int privilege_keep(unsigned privileges);

/*
 * From now on no file can be written, made or removed by its name; those that are open can. Where Linux (before 5.13)
 * or its configuration has no such thing it returns -EOPNOTSUPP or another negative errno, and nothing has changed.
 */
int privilege_only_read(void);

#endif
