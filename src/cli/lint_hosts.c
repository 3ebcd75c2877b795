/*
 * lint_hosts.c - what belongs to one host becomes its model, and the rules run over it.
 *
 * Files belong to one host when they are in one folder, or below one that
 * has an xend-config.sxp or xl.conf.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/lint.h>
#include "lint.h"

/* "a/b/c.cfg" to "a/b"; "" for what has no folder. */
static struct text folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (struct text){ path, slash ? (size_t)(slash - path) : 0 };
}

/* Is the folder this one, or below it? */
static bool is_below(struct text folder, struct text above)
{
	if (above.n == 0)
		return folder.n == 0 || folder.s[0] != '/';
	return folder.n >= above.n && memcmp(folder.s, above.s, above.n) == 0 &&
	       (folder.n == above.n || folder.s[above.n] == '/');
}

/* The nearest folder with a file that makes it a host's; the file's own where there is none. */
static struct text host_folder(const struct lint *l, const struct lint_file *file)
{
	struct text own = folder_of(file->path), best = own;
	bool found = false;

	for (const struct lint_file *f = l->markers; f; f = f->next_marker) {
		struct text folder = folder_of(f->path);

		if (f->kind == CONFIG_NETSCRIPT || !is_below(own, folder))
			continue;
		if (!found || folder.n > best.n)
			best = folder;
		found = true;
	}
	return best;
}

enum toolstack lint_toolstack_of(const struct lint *l, const struct lint_file *file)
{
	struct text folder = host_folder(l, file);
	bool xend = false, xl = false;

	for (const struct lint_file *f = l->markers; f; f = f->next_marker) {
		if (!text_same(host_folder(l, f), folder))
			continue;
		xl |= f->kind == CONFIG_XL_CONF;
		xend |= f->kind != CONFIG_XL_CONF;
	}
	return xend == xl ? TOOLSTACKS : xend ? TOOLSTACK_XEND : TOOLSTACK_XL;
}

struct lint_host *lint_host_of(struct lint *l, const struct lint_file *file, enum toolstack toolstack)
{
	struct text folder = host_folder(l, file);
	struct lint_host *host;

	for (host = l->hosts; host; host = host->next)
		if (host->toolstack == toolstack && text_is(folder, host->folder))
			return host;
	host = arena_alloc(&l->arena, sizeof(*host));
	if (!host || !(host->folder = arena_string(&l->arena, folder)))
		return NULL;
	host->toolstack = toolstack;
	host->last_guest = &host->guests;
	host->last_bridge = &host->bridges;
	*l->last_host = host;
	l->last_host = &host->next;
	return host;
}

/* Bridges that the policy or --bridge says are there: names without a place. */
static int add_known(struct lint *l, struct lint_host *host, struct text name)
{
	struct lint_bridge *bridge = arena_alloc(&l->arena, sizeof(*bridge));

	if (!bridge)
		return -ENOMEM;
	bridge->bridge.name.text = name;
	*host->last_bridge = bridge;
	host->last_bridge = &bridge->next;
	return 0;
}

static int add_all_known(struct lint *l, struct lint_host *host)
{
	int error = 0;

	for (size_t i = 0; i < l->policy.bridges.n && !error; i++)
		error = add_known(l, host, l->policy.bridges.items[i].text);
	for (size_t i = 0; i < l->call->n_bridges && !error; i++)
		error = add_known(l, host, text_of(l->call->bridges[i]));
	return error;
}

static int compare_names(const void *a, const void *b)
{
	const struct guest *const *x = a, *const *y = b;
	int order = text_compare((*x)->name.text, (*y)->name.text);

	return order ? order : (*x > *y) - (*x < *y);
}

static struct text uuid_of(const struct guest *guest)
{
	const struct value *v = guest_own(guest, DOMU_UUID);

	return v ? v->text : (struct text){ "", 0 };
}

static int compare_uuids(const void *a, const void *b)
{
	const struct guest *const *x = a, *const *y = b;
	int order = text_compare(uuid_of(*x), uuid_of(*y));

	return order ? order : (*x > *y) - (*x < *y);
}

static void join(struct guest *first, struct guest *other)
{
	if (!first->variant)
		first->variant = other->variant ? other->variant : first;
	other->variant = first->variant;
}

/* Files with one name or uuid are versions of one guest until the opposite is known. */
static int find_variants(struct lint *l, struct host *host)
{
	struct guest **sorted = arena_array(&l->arena, host->n_guests, sizeof(struct guest *));

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < host->n_guests; i++)
		sorted[i] = &host->guests[i];
	if (host->n_guests)
		qsort(sorted, host->n_guests, sizeof(*sorted), compare_names);
	for (size_t i = 1; i < host->n_guests; i++)
		if (sorted[i]->name.text.n && text_same(sorted[i]->name.text, sorted[i - 1]->name.text))
			join(sorted[i - 1], sorted[i]);
	if (host->n_guests)
		qsort(sorted, host->n_guests, sizeof(*sorted), compare_uuids);
	for (size_t i = 1; i < host->n_guests; i++)
		if (uuid_of(sorted[i]).n && text_same(uuid_of(sorted[i]), uuid_of(sorted[i - 1])))
			join(sorted[i - 1], sorted[i]);
	return 0;
}

/* The lists become the arrays of the model: all vifs of a host stand in one. */
static int flatten(struct lint *l, struct lint_host *from, struct host *host)
{
	size_t guests = 0, vifs = 0, bridges = 0;

	for (const struct lint_guest *g = from->guests; g; g = g->next) {
		guests++;
		vifs += g->guest->n_vifs;
	}
	for (const struct lint_bridge *b = from->bridges; b; b = b->next)
		bridges++;
	host->guests = arena_array(&l->arena, guests, sizeof(*host->guests));
	host->vifs = arena_array(&l->arena, vifs, sizeof(*host->vifs));
	host->bridges = arena_array(&l->arena, bridges, sizeof(*host->bridges));
	if (!host->guests || !host->vifs || !host->bridges)
		return -ENOMEM;
	for (const struct lint_bridge *b = from->bridges; b; b = b->next)
		host->bridges[host->n_bridges++] = b->bridge;
	for (const struct lint_guest *g = from->guests; g; g = g->next) {
		struct guest *guest = &host->guests[host->n_guests++];

		*guest = *g->guest;
		guest->vifs = host->vifs + host->n_vifs;
		for (size_t i = 0; i < guest->n_vifs; i++) {
			guest->vifs[i] = g->guest->vifs[i];
			guest->vifs[i].guest = guest;
		}
		host->n_vifs += guest->n_vifs;
	}
	return 0;
}

/* Without a release: the newest that has the toolstack, and rules that depend on it keep silent. */
static void choose_release(const struct lint *l, struct host *host)
{
	host->release = l->release;
	host->release_known = l->release < n_releases;
	if (host->release_known && releases[host->release].has[host->toolstack])
		return;
	host->release_known = false;
	host->release = n_releases - 1;
	while (host->release && !releases[host->release].has[host->toolstack])
		host->release--;
}

static int check(struct lint *l, struct lint_host *from)
{
	struct host *host = &from->host;
	int error;

	host->toolstack = from->toolstack;
	/* What xl's grammar takes may be meant for xm all the same; what only xm's takes is not for xl. */
	host->toolstack_known = l->toolstack != TOOLSTACKS || from->toolstack == TOOLSTACK_XEND || from->told;
	host->ouis = l->policy.ouis;
	host->n_ouis = l->policy.n_ouis;
	host->oui_local = l->policy.oui_local;
	choose_release(l, host);
	error = add_all_known(l, from);
	if (!error)
		error = flatten(l, from, host);
	if (!error)
		error = find_variants(l, host);
	if (!error)
		error = host_connect_vifs(host, &l->arena);
	return error ? error : lint_run(host, &l->sources, &l->arena, &l->findings);
}

int lint_check(struct lint *l)
{
	int error = 0;

	for (struct lint_host *host = l->hosts; host && !error; host = host->next)
		error = check(l, host);
	return error;
}
