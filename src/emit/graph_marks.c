/*
 * graph_marks.c - which bridge, guest or vif each finding concerns.
 *
 * Places tell: a thing is concerned by what is found inside its span, the
 * innermost one. Does not look at what a finding says.
 */
#include <errno.h>
#include <stdlib.h>
#include <xencfg/graph.h>

struct thing {
	struct span at;
	struct graph_marks *marks;
	const struct thing *guest; /* that a vif is in; else NULL */
};

struct marking {
	struct arena *arena;
	struct thing *things; /* by file and beginning; no two overlap but a guest and its vifs */
	size_t n;
};

static void add(struct marking *m, struct span at, struct graph_marks *marks)
{
	*marks = (struct graph_marks){ .last = &marks->first };
	if (at.file)
		m->things[m->n++] = (struct thing){ .at = at, .marks = marks };
}

static int by_place(const void *a, const void *b)
{
	const struct thing *x = a, *y = b;

	if (x->at.file != y->at.file)
		return x->at.file < y->at.file ? -1 : 1;
	if (x->at.begin != y->at.begin)
		return x->at.begin < y->at.begin ? -1 : 1;
	return (x->at.end < y->at.end) - (x->at.end > y->at.end);
}

static bool contains(struct span outer, struct span at)
{
	return outer.file == at.file && outer.begin <= at.begin && at.begin < outer.end;
}

/* All things of a graph, each vif with the guest around it. */
static int list_things(struct marking *m, struct graph *graph)
{
	const struct thing *around = NULL;

	m->things = arena_array(m->arena, graph->n_bridges + graph->n_guests + graph->n_vifs, sizeof(*m->things));
	if (!m->things)
		return -ENOMEM;
	for (size_t h = 0; h < graph->n_hosts; h++) {
		struct graph_host *host = &graph->hosts[h];

		for (size_t i = 0; i < host->n_bridges; i++)
			add(m, host->bridges[i].at, &host->bridges[i].marks);
		for (size_t i = 0; i < host->n_guests; i++) {
			add(m, host->guests[i].at, &host->guests[i].marks);
			for (size_t v = 0; v < host->guests[i].n_vifs; v++)
				add(m, host->guests[i].vifs[v].at, &host->guests[i].vifs[v].marks);
		}
	}
	if (m->n)
		qsort(m->things, m->n, sizeof(*m->things), by_place);
	for (size_t i = 0; i < m->n; i++) {
		if (around && contains(around->at, m->things[i].at))
			m->things[i].guest = around;
		else
			around = &m->things[i];
	}
	return 0;
}

static struct graph_marks *find(const struct marking *m, struct span at)
{
	size_t low = 0, high = m->n;
	const struct thing *last;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct thing *t = &m->things[middle];

		if (t->at.file < at.file || (t->at.file == at.file && t->at.begin <= at.begin))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return NULL;
	last = &m->things[low - 1];
	if (contains(last->at, at))
		return last->marks;
	return last->guest && contains(last->guest->at, at) ? last->guest->marks : NULL;
}

/* Once each: a finding may have several places in one thing. */
static int put(struct marking *m, struct graph_marks *marks, size_t finding, enum severity severity)
{
	struct graph_mark *mark;

	if (marks->n && marks->latest == finding)
		return 0;
	mark = arena_alloc(m->arena, sizeof(*mark));
	if (!mark)
		return -ENOMEM;
	mark->finding = finding;
	*marks->last = mark;
	marks->last = &mark->next;
	marks->n++;
	marks->latest = finding;
	if (severity > marks->worst)
		marks->worst = severity;
	return 0;
}

int graph_mark(struct graph *graph, struct finding *const *sorted, size_t n, struct arena *arena)
{
	struct marking m = { .arena = arena };
	int error = list_things(&m, graph);

	graph->marks = (struct graph_marks){ .last = &graph->marks.first };
	for (size_t i = 0; i < n && !error; i++) {
		struct graph_marks *found = find(&m, sorted[i]->at);

		error = put(&m, found ? found : &graph->marks, i, sorted[i]->severity);
		for (const struct label *label = sorted[i]->labels; label && !error; label = label->next) {
			found = find(&m, label->at);
			if (found)
				error = put(&m, found, i, sorted[i]->severity);
		}
	}
	return error;
}
