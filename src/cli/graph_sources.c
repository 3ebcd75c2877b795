/*
 * graph_sources.c - the hosts among the files that were read, and the guests of each.
 *
 * Takes what lint has made of the files as it is.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/file.h>
#include "graph.h"

struct collecting {
	struct lint *lint;
	const struct lint_kept **kept;         /* by home, then in the order of the files */
	size_t n_kept, next;                   /* `next`: the first of the home that comes next */
	const struct lint_file **descriptions; /* by home: the only one of its folder; or NULL */
	struct graph_source *sources;
	size_t n;
};

static int by_home(const void *a, const void *b)
{
	const struct lint_kept *const *x = a, *const *y = b;
	unsigned i = (*x)->file->folder->home->number, k = (*y)->file->folder->home->number;

	if (i != k)
		return i < k ? -1 : 1;
	return ((*x)->file > (*y)->file) - ((*x)->file < (*y)->file);
}

static int list_kept(struct collecting *c)
{
	struct lint *l = c->lint;

	for (unsigned i = 0; i < l->n_workers; i++)
		for (const struct lint_kept *k = l->workers[i].kept; k; k = k->next, c->n_kept++)
			l->files[k->file - l->files].kept = true;
	c->kept = arena_array(&l->arena, c->n_kept, sizeof(struct lint_kept *));
	if (!c->kept)
		return -ENOMEM;
	c->n_kept = 0;
	for (unsigned i = 0; i < l->n_workers; i++)
		for (const struct lint_kept *k = l->workers[i].kept; k; k = k->next)
			c->kept[c->n_kept++] = k;
	if (c->n_kept)
		qsort(c->kept, c->n_kept, sizeof(struct lint_kept *), by_home);
	return 0;
}

/* What a reader knows it by: its name, else the file. */
static struct text title_of(const struct lint_file *file)
{
	const struct host *host = file->told->host;

	return host->name.text.n ? host->name.text : text_of(file->path);
}

/* All guests of a description, and room for more. */
static struct graph_member *add_described(struct collecting *c, const struct lint_file *file, size_t more)
{
	const struct host *host = file->told->host;
	struct graph_member *guests = arena_array(&c->lint->arena, host->n_guests + more, sizeof(*guests));

	for (size_t i = 0; guests && i < host->n_guests; i++)
		guests[i] = (struct graph_member){ host, &host->guests[i] };
	if (guests)
		c->sources[c->n++] = (struct graph_source){ title_of(file), host, guests, host->n_guests };
	return guests;
}

/* Of several descriptions in one folder each is a host of its own, as for lint; one alone is that of its home. */
static int add_alone(struct collecting *c)
{
	for (size_t i = 0; i < c->lint->n_told; i++) {
		const struct lint_file *file = c->lint->told[i];

		if (file->kind != CONFIG_DESCRIPTION || !file->told->host)
			continue;
		if (file->folder->descriptions == 1 && !c->descriptions[file->folder->home->number])
			c->descriptions[file->folder->home->number] = file;
		else if (!add_described(c, file, 0))
			return -ENOMEM;
	}
	return 0;
}

static const struct lint_file *description_of(const struct collecting *c, const struct lint_home *home)
{
	return home->tells ? c->descriptions[home->number] : NULL;
}

/* Its description, if it has one, and the guests of its files, which are the next ones. */
static int add_home(struct collecting *c, const struct lint_home *home)
{
	const struct lint_file *file = description_of(c, home);
	const struct host *host = home->host[home->told[TOOLSTACK_XEND] ? TOOLSTACK_XEND : TOOLSTACK_XL];
	struct graph_source *source = &c->sources[c->n];
	struct graph_member *guests;
	size_t end = c->next;

	while (end < c->n_kept && c->kept[end]->file->folder->home == home)
		end++;
	if (file)
		guests = add_described(c, file, end - c->next);
	else
		guests = arena_array(&c->lint->arena, end - c->next, sizeof(*guests));
	if (!guests)
		return -ENOMEM;
	if (!file)
		*source = (struct graph_source){ home->folder.n ? home->folder : TEXT("this folder"), host, guests, 0 };
	for (; c->next < end; c->next++)
		if (!(file && c->kept[c->next]->guest->generated))
			guests[source->n_guests++] =
				(struct graph_member){ &c->kept[c->next]->host, c->kept[c->next]->guest };
	/* A home without either may hold files of other kinds. */
	if (!file && (source->n_guests || (home->tells && host->n_bridges)))
		c->n++;
	return 0;
}

/* The homes in the order in which lint came upon them: each is put before the others. */
static const struct lint_home **list_homes(struct lint *l)
{
	const struct lint_home **homes = arena_array(&l->arena, l->n_homes + 1, sizeof(struct lint_home *));

	for (const struct lint_home *home = l->homes; home && homes; home = home->next)
		homes[home->number] = home;
	return homes;
}

int graph_sources(struct lint *l, struct graph_source **ret, size_t *ret_n)
{
	struct collecting c = { .lint = l };
	size_t n = l->n_told + l->n_homes;
	const struct lint_home **homes;
	int error;

	homes = list_homes(l);
	c.sources = arena_array(&l->arena, n + 1, sizeof(*c.sources));
	c.descriptions = arena_array(&l->arena, l->n_homes + 1, sizeof(struct lint_file *));
	if (!homes || !c.sources || !c.descriptions || list_kept(&c) < 0)
		return -ENOMEM;
	error = add_alone(&c);
	for (unsigned i = 0; i < l->n_homes && !error; i++)
		error = homes[i] ? add_home(&c, homes[i]) : 0;
	*ret = c.sources;
	*ret_n = c.n;
	return error;
}
