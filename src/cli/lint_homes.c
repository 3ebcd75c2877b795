/*
 * lint_homes.c - which files belong to one host, and what they tell of it.
 *
 * Files belong together when they are in one folder, or below one that has
 * an xend-config.sxp, an xl.conf or one HOST.json. Reads no files but the
 * names in their scripts folders.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/file.h>
#include <xencfg/lint.h>
#include "lint.h"

static int by_folder(const void *a, const void *b)
{
	const struct lint_folder *x = a, *y = b;

	return text_compare(x->path, y->path);
}

static bool is_marked(const struct lint_folder *folder)
{
	return folder->config || folder->descriptions == 1;
}

/* The nearest folder, itself or above it, that says whose its files are; NULL when none does. */
static struct lint_folder *marked_folder(struct lint *l, struct lint_folder *from)
{
	struct text path = from->path;

	for (;;) {
		struct lint_folder key = { .path = path };
		struct lint_folder *found = bsearch(&key, l->folders, l->n_folders, sizeof(key), by_folder);

		if (found && is_marked(found))
			return found;
		if (path.n == 0)
			return NULL;
		while (path.n && path.s[path.n - 1] != '/')
			path.n--;
		path.n -= path.n > 0;
		/* The current folder is above neither "/etc" nor "..". */
		if (path.n == 0 && (from->path.s[0] == '/' || text_starts(from->path, "..")))
			return NULL;
	}
}

static struct lint_home *add_home(struct lint *l, struct text folder, bool marked)
{
	struct lint_home *home = arena_alloc(&l->arena, sizeof(*home));

	if (!home)
		return NULL;
	*home = (struct lint_home){ .folder = folder, .number = l->n_homes++, .marked = marked };
	for (int t = 0; t < TOOLSTACKS; t++)
		home->host[t] = &l->plain[t];
	home->next = l->homes;
	l->homes = home;
	return home;
}

static int find_home(struct lint *l, struct lint_folder *folder)
{
	struct lint_folder *marked = marked_folder(l, folder), *of = marked ? marked : folder;

	if (!of->home)
		of->home = add_home(l, of->path, marked != NULL);
	folder->home = of->home;
	return folder->home ? 0 : -ENOMEM;
}

/* What kind of file tells of which toolstack. */
static void note_toolstack(struct lint_home *home, const struct lint_file *file)
{
	switch (file->kind) {
	case CONFIG_SXP:
	case CONFIG_NETSCRIPT:
		home->told[TOOLSTACK_XEND] = true;
		break;
	case CONFIG_XL_CONF:
		home->told[TOOLSTACK_XL] = true;
		break;
	case CONFIG_DESCRIPTION:
		if (file->told->host && file->folder->descriptions == 1)
			home->told[file->told->host->toolstack] = true;
		break;
	case CONFIG_DOMU:
		home->guests = true;
		break;
	default:
		break;
	}
}

/* Start and stop of one bridge are two calls, and one bridge. */
static bool is_told(const struct host *host, struct text name, struct text netdev)
{
	for (size_t i = 0; i < host->n_bridges; i++)
		if (text_same(host->bridges[i].name.text, name) && text_same(host->bridges[i].netdev.text, netdev))
			return true;
	return false;
}

/* The bridges that the calls of a script, or of an option, make. */
static int add_calls(struct lint *l, struct host *host, const struct netscript *script)
{
	host->bridges_open |= script && script->more;
	for (size_t i = 0; script && i < script->n_calls; i++) {
		struct bridge *bridge = &host->bridges[host->n_bridges];
		struct netscript_name name, netdev;

		if (script->calls[i].callee == NETSCRIPT_OTHER)
			continue;
		if (netscript_call_bridge(&script->calls[i], l->release, &l->arena, &name) < 0 ||
		    netscript_call_netdev(&script->calls[i], l->release, &l->arena, &netdev) < 0)
			return -ENOMEM;
		if (netdev.certainty != NETSCRIPT_SURE)
			netdev.text = (struct text){ "", 0 };
		host->bridges_open |= name.certainty == NETSCRIPT_NO_NAME || script->calls[i].in_loop;
		host->bridges_guessed |= name.certainty == NETSCRIPT_LIKELY;
		if (name.certainty == NETSCRIPT_NO_NAME || name.text.n == 0 || is_told(host, name.text, netdev.text))
			continue;
		/* What is only likely has no place: no rule judges it. */
		if (name.certainty != NETSCRIPT_SURE)
			name.at = (struct span){ 0 };
		*bridge = (struct bridge){ .at = script->calls[i].at, .name = { name.text, name.at } };
		if (netdev.certainty == NETSCRIPT_SURE)
			bridge->netdev = (struct cell){ netdev.text, netdev.at };
		host->n_bridges++;
	}
	return 0;
}

static size_t most_bridges(const struct lint_told *told)
{
	return (told->script ? told->script->n_calls : 0) + (told->vif_script.text.n > 0) +
	       (told->host ? told->host->n_bridges : 0);
}

static void add_bridges(struct host *host, const struct bridge *from, size_t n)
{
	if (n)
		memcpy(host->bridges + host->n_bridges, from, n * sizeof(*from));
	host->n_bridges += n;
}

/* A description names all bridges that there are. */
static void add_described(struct host *host, const struct host *described)
{
	add_bridges(host, described->bridges, described->n_bridges);
	host->bridges_open = host->bridges_guessed = false;
}

/* Is what the file tells part of what its home is? */
static bool tells_of(const struct lint_file *file, const struct lint_home *home)
{
	return file->told && file->folder->home == home &&
	       (file->kind != CONFIG_DESCRIPTION || file->folder->descriptions == 1);
}

/* Is it the network script of its host? Any is where no option names one. */
static bool is_run(const struct lint_file *file, const struct lint_home *home)
{
	if (file->kind != CONFIG_NETSCRIPT || home->network_script.n == 0)
		return true;
	return text_is(script_name(home->network_script), file_base_name(file->path));
}

/* The bridges: first those that are to be judged, then those that are only known. */
static int collect_bridges(struct lint *l, struct lint_home *home, struct host *host)
{
	const struct host *plain = &l->plain[TOOLSTACK_XEND];
	size_t n = plain->n_bridges;
	int error = 0;

	for (size_t i = 0; i < l->n_told; i++)
		if (tells_of(l->told[i], home))
			n += most_bridges(l->told[i]->told);
	host->n_bridges = 0;
	host->bridges = arena_array(&l->arena, n, sizeof(*host->bridges));
	if (!host->bridges)
		return -ENOMEM;
	for (size_t i = 0; i < l->n_told && !error; i++)
		if (tells_of(l->told[i], home) && is_run(l->told[i], home))
			error = add_calls(l, host, l->told[i]->told->script);
	home->n_judged = host->n_bridges;
	for (size_t i = 0; i < l->n_told && home->n_judged; i++) {
		struct text name = script_bridge(l->told[i]->told->vif_script.text);

		/* Where it is the only one that is known, it tells nothing of the others. */
		if (tells_of(l->told[i], home) && name.n)
			host->bridges[host->n_bridges++].name.text = name;
	}
	for (size_t i = 0; i < l->n_told && !error; i++)
		if (tells_of(l->told[i], home) && l->told[i]->told->host)
			add_described(host, l->told[i]->told->host);
	add_bridges(host, plain->bridges, plain->n_bridges);
	return error ? error : host_index_bridges(host, &l->arena);
}

/* The host as each toolstack sees it: the same bridges, options of its own. */
static int make_hosts(struct lint *l, struct lint_home *home)
{
	struct host *hosts = arena_array(&l->arena, TOOLSTACKS, sizeof(*hosts)), shared = { 0 };
	int error;

	if (!hosts || collect_bridges(l, home, &shared) < 0)
		return -ENOMEM;
	error = home->marked ? lint_find_scripts(&l->arena, home->folder, &shared) : 0;
	if (error == -ENOMEM)
		return error;
	if (error) {
		trouble("cannot read the folder scripts of %.*s: %s", TEXT_ARG(home->folder), strerror(-error));
		l->troubled = true;
	}
	for (int t = 0; t < TOOLSTACKS; t++) {
		struct host *host = &hosts[t];

		*host = l->plain[t];
		host->bridges = shared.bridges;
		host->n_bridges = shared.n_bridges;
		host->by_name = shared.by_name;
		host->bridge_used = shared.bridge_used;
		host->bridges_open = shared.bridges_open;
		host->bridges_guessed = shared.bridges_guessed;
		host->scripts = shared.scripts;
		host->n_scripts = shared.n_scripts;
		home->host[t] = host;
	}
	for (size_t i = 0; i < l->n_told; i++) {
		const struct lint_told *told = l->told[i]->told;
		struct host *host = &hosts[l->told[i]->kind == CONFIG_XL_CONF ? TOOLSTACK_XL : TOOLSTACK_XEND];

		if (!tells_of(l->told[i], home) || !told->options)
			continue;
		host->options = told->options;
		host->n_options = told->n_options;
		host->vif_script = told->vif_script;
		host->network_script = told->network_script;
	}
	return 0;
}

int lint_make_homes(struct lint *l)
{
	int error = 0;

	l->told = arena_array(&l->arena, l->n_files, sizeof(struct lint_file *));
	if (!l->told)
		return -ENOMEM;
	for (size_t i = 0; i < l->n_files; i++) {
		struct lint_file *file = &l->files[i];

		if (!file->told)
			continue;
		l->told[l->n_told++] = file;
		file->folder->config |= file->kind == CONFIG_SXP || file->kind == CONFIG_XL_CONF;
		file->folder->descriptions += file->kind == CONFIG_DESCRIPTION;
	}
	for (size_t i = 0; i < l->n_folders && !error; i++)
		error = find_home(l, &l->folders[i]);
	for (size_t i = 0; i < l->n_told && !error; i++) {
		note_toolstack(l->told[i]->folder->home, l->told[i]);
		l->told[i]->folder->home->tells = true;
		if (l->told[i]->told->network_script.text.n)
			l->told[i]->folder->home->network_script = l->told[i]->told->network_script.text;
	}
	for (struct lint_home *home = l->homes; home && !error; home = home->next)
		if (home->tells)
			error = make_hosts(l, home);
	return error;
}

enum toolstack lint_toolstack_of(const struct lint_file *file)
{
	const struct lint_home *home = file->folder->home;

	if (home->told[TOOLSTACK_XEND] == home->told[TOOLSTACK_XL])
		return TOOLSTACKS;
	return home->told[TOOLSTACK_XEND] ? TOOLSTACK_XEND : TOOLSTACK_XL;
}

int lint_judge_homes(struct lint *l)
{
	int error = 0;

	for (size_t i = 0; i < l->n_files; i++)
		if (l->files[i].kind == CONFIG_DOMU)
			l->files[i].folder->home->guests = true;
	for (struct lint_home *home = l->homes; home && !error; home = home->next) {
		struct host host = *home->host[home->told[TOOLSTACK_XEND] ? TOOLSTACK_XEND : TOOLSTACK_XL];

		host.n_bridges = home->n_judged;
		if (!home->guests)
			host.bridge_used = NULL;
		if (home->tells)
			error = lint_host(&host, &l->sources, &l->arena, &l->findings);
	}
	return error;
}

struct claim_home *lint_list_homes(struct lint *l)
{
	struct claim_home *homes = arena_array(&l->arena, l->sources.n + 1, sizeof(*homes));

	for (size_t i = 0; homes && i < l->n_files; i++) {
		const struct lint_file *file = &l->files[i];
		const struct lint_home *home = file->folder->home;
		/* Of several descriptions in one folder each is a host of its own. */
		bool alone = file->kind == CONFIG_DESCRIPTION && file->folder->descriptions > 1;

		homes[file->source] = (struct claim_home){ .host = alone ? l->n_homes++ : home->number,
			                                   .folder = (unsigned)(file->folder - l->folders),
			                                   .known = alone || home->marked };
	}
	return homes;
}
