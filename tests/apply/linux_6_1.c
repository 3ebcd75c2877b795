/*
 * linux_6_1.c - for LD_PRELOAD: xencfg takes this kernel for Linux 6.1, the last that cannot rename a link that is up.
 *
 * Changes nothing but what uname() says.
 */
#include <stdio.h>
#include <sys/utsname.h>

int uname(struct utsname *name)
{
	*name = (struct utsname){ .sysname = "Linux" };
	return snprintf(name->release, sizeof(name->release), "6.1.0") < 0 ? -1 : 0;
}
