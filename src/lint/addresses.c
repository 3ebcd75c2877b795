/*
 * addresses.c - every IP address that somebody on this host is given.
 *
 * Collects, for the rules in ip.c; judges nothing.
 */
#include <errno.h>
#include "checks.h"

/* Words of an ip= value, separated by blanks as vif-bridge splits them. */
static size_t count_words(struct text t)
{
	size_t n = 0;

	for (size_t i = 0; i < t.n; i++)
		n += t.s[i] != ' ' && (i == 0 || t.s[i - 1] == ' ');
	return n;
}

static size_t count_in(const struct value *v)
{
	size_t n = 0;

	if (!v)
		return 0;
	if (v->kind != VALUE_LIST)
		return count_words(v->text);
	for (uint32_t i = 0; i < v->n; i++)
		n += count_words(v->items[i].text);
	return n;
}

static struct address *add(struct check *cx, struct text text, struct span at)
{
	struct address *a = &cx->addresses[cx->n_addresses++];

	a->cell = (struct cell){ text, at };
	a->valid = ip_parse(text, &a->ip, &a->why) == 0;
	return a;
}

static void add_words(struct check *cx, const struct vif *vif, const struct value *v)
{
	struct text rest = v->text, word;

	while (text_split(&rest, ' ', &word)) {
		struct address *a;

		if (word.n == 0)
			continue;
		a = add(cx, word, text_same(word, v->text) ? v->at : text_span(cx->sources, word, v->at));
		a->guest = vif->guest;
		a->vif = vif;
		a->bridge = vif->bridge;
		a->where = vif_bridge_name(vif);
	}
}

static void add_vif(struct check *cx, const struct vif *vif)
{
	const struct value *v = vif_get(vif, VIF_IP);

	if (!v)
		return;
	if (v->kind != VALUE_LIST)
		add_words(cx, vif, v);
	for (uint32_t i = 0; v->kind == VALUE_LIST && i < v->n; i++)
		add_words(cx, vif, &v->items[i]);
}

static void add_guest(struct check *cx, struct guest *guest)
{
	const struct value *v = guest_own(guest, DOMU_IP);
	struct address *a;

	if (!v || v->text.n == 0)
		return;
	a = add(cx, v->text, v->at);
	a->guest = guest;
	a->bridge = guest->n_vifs ? guest->vifs[0].bridge : NULL;
	a->where = guest->n_vifs ? vif_bridge_name(&guest->vifs[0]) : (struct text){ "", 0 };
}

int addresses_collect(struct check *cx)
{
	const struct host *host = cx->host;
	size_t n = host->n_guests;

	for (size_t i = 0; i < judged_bridges(cx); i++)
		n += host->bridges[i].addresses.n;
	for (size_t i = 0; i < host->n_vifs; i++)
		n += count_in(vif_get(&host->vifs[i], VIF_IP));
	cx->addresses = arena_array(cx->arena, n, sizeof(*cx->addresses));
	if (!cx->addresses)
		return -ENOMEM;
	for (size_t i = 0; i < judged_bridges(cx); i++)
		for (size_t k = 0; k < host->bridges[i].addresses.n; k++) {
			const struct cell *cell = &host->bridges[i].addresses.items[k].cell;

			struct address *a = add(cx, cell->text, cell->at);

			a->bridge = &host->bridges[i];
			a->where = host->bridges[i].name.text;
		}
	for (size_t i = 0; i < host->n_guests; i++) {
		add_guest(cx, &host->guests[i]);
		for (size_t k = 0; k < host->guests[i].n_vifs; k++)
			add_vif(cx, &host->guests[i].vifs[k]);
	}
	return 0;
}
