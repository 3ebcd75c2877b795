/*
 * lint_machine.c - what this machine tells of a host: its scripts folder, and with --live its interfaces.
 *
 * Looks only; opens no script.
 */
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xencfg/kernel.h>
#include "lint.h"

static int add_script(struct arena *arena, DIR *folder, const char *name, struct host *host, size_t *room)
{
	struct stat st;
	struct script *scripts;

	if (name[0] == '.' || fstatat(dirfd(folder), name, &st, 0) < 0 || !S_ISREG(st.st_mode))
		return 0;
	if (host->n_scripts == *room) {
		*room *= 2;
		scripts = arena_array(arena, *room, sizeof(*scripts));
		if (!scripts)
			return -ENOMEM;
		memcpy(scripts, host->scripts, host->n_scripts * sizeof(*scripts));
		host->scripts = scripts;
	}
	host->scripts[host->n_scripts] =
		(struct script){ text_of(arena_string(arena, text_of(name))), st.st_mode & S_IXUSR };
	return host->scripts[host->n_scripts++].name.s ? 0 : -ENOMEM;
}

int lint_find_scripts(struct arena *arena, struct text folder, struct host *host)
{
	const char *path = arena_printf(arena, "%.*s%sscripts", TEXT_ARG(folder), folder.n ? "/" : "");
	DIR *scripts = path ? opendir(path) : NULL;
	const struct dirent *entry;
	size_t room = 16;
	int error = 0;

	if (!path)
		return -ENOMEM;
	if (!scripts)
		return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? 0 : -errno;
	host->scripts = arena_array(arena, room, sizeof(*host->scripts));
	if (!host->scripts)
		error = -ENOMEM;
	while (errno = 0, !error && (entry = readdir(scripts)))
		error = add_script(arena, scripts, entry->d_name, host, &room);
	if (!error)
		error = -errno;
	closedir(scripts);
	return error;
}

int lint_find_links(struct lint *l)
{
	struct net_link *links;
	size_t n;
	int error = kernel_links(&l->arena, &links, &n);

	if (error == -EAGAIN)
		return trouble("--live: interfaces came and went while they were listed; try again");
	if (error)
		return trouble_file("ask the kernel for", "its interfaces", error);
	l->netdevs = arena_array(&l->arena, n, sizeof(*l->netdevs));
	l->live_bridges = arena_array(&l->arena, n, sizeof(*l->live_bridges));
	if (!l->netdevs || !l->live_bridges)
		return trouble("out of memory");
	for (size_t i = 0; i < n; i++) {
		l->netdevs[l->n_netdevs++] = (struct netdev){ links[i].name, links[i].mac, links[i].has_mac };
		if (link_is_bridge(&links[i]))
			l->live_bridges[l->n_live_bridges++] = links[i].name;
	}
	return 0;
}
