/*
 * privilege.c - see privilege.h. By system calls alone: libcap would be a library more, for four calls.
 *
 * Never gains anything, and decides nothing about who needs what.
 */
#include <errno.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <xencfg/privilege.h>

static uint64_t capabilities_of(unsigned privileges)
{
	const uint64_t one = 1, read = one << CAP_DAC_READ_SEARCH;
	const uint64_t write = read | one << CAP_DAC_OVERRIDE | one << CAP_FOWNER | one << CAP_CHOWN;

	return (privileges & PRIVILEGE_READ ? read : 0) | (privileges & PRIVILEGE_WRITE ? write : 0) |
	       (privileges & PRIVILEGE_NETWORK ? one << CAP_NET_ADMIN : 0);
}

/* Nothing is ever executed; should it be, then with nothing. Takes CAP_SETPCAP, and is of no use where that is not. */
static void empty_bounding_set(void)
{
	for (unsigned long i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
		prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
}

int privilege_keep(unsigned privileges)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };
	const uint64_t keep = capabilities_of(privileges);
	uint32_t more = 0, inherited = 0;

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (syscall(SYS_capget, &header, data) < 0)
		return -EPERM;
	if (data[0].effective & 1u << CAP_SETPCAP)
		empty_bounding_set();
	for (unsigned i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		const uint32_t kept = (uint32_t)(keep >> 32 * i);

		more |= data[i].permitted & ~kept;
		inherited |= data[i].inheritable;
		data[i].permitted &= kept;
		data[i].effective &= kept;
		data[i].inheritable = 0;
	}
	/* The ambient ones go with the inheritable ones. Not asked for in vain: a unit's filter forbids the call. */
	if ((more || inherited) && syscall(SYS_capset, &header, data) < 0 && more)
		return -EPERM;
	return 0;
}

int privilege_only_read(void)
{
	/* What Linux 5.13 knows. It has no rule that would allow any of it anywhere. */
	const struct landlock_ruleset_attr writing = {
		.handled_access_fs = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
		                     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
		                     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
		                     LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
		                     LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM,
	};
	long rules = syscall(SYS_landlock_create_ruleset, &writing, sizeof(writing.handled_access_fs), 0);
	int r;

	if (rules < 0)
		return -errno;
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	r = syscall(SYS_landlock_restrict_self, rules, 0) < 0 ? -errno : 0;
	close((int)rules);
	return r;
}
