/*
 * fake_text.c - of the fake kernel: its state as lines.
 *
 * A part of fake_kernel.c, which includes it.
 */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void bytes(struct sb *b, struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		sb_printf(b, "%02x", (uint8_t)t.s[i]);
	sb_byte(b, ' ');
}

static char *route_line(struct fake *f, struct arena *arena, size_t i)
{
	const struct net_route *r = &f->routes[i];
	struct text hops = route_attr(r, RTA_MULTIPATH), via;
	struct rtnexthop hop;
	struct sb b = { 0 };
	unsigned before = 0;
	char *line;

	for (size_t k = 0; k < i; k++)
		before += !f->routes[k].automatic && same_key(&f->routes[k], r);
	sb_printf(&b, "route %d table %u metric %u ", r->family, r->table, number(route_attr(r, RTA_PRIORITY)));
	bytes(&b, route_attr(r, RTA_DST));
	sb_printf(&b, "/%u #%u dev %.*s via ", route_head(r).rtm_dst_len, r->automatic ? 0 : before,
	          TEXT_ARG(at(f, r->link)->name));
	bytes(&b, route_attr(r, RTA_GATEWAY));
	bytes(&b, route_attr(r, RTA_PREFSRC));
	while (next_hop(&hops, &hop, &via)) {
		sb_printf(&b, "hop %.*s weight %u ", TEXT_ARG(at(f, (uint32_t)hop.rtnh_ifindex)->name), hop.rtnh_hops);
		bytes(&b, via);
	}
	line = arena_string(arena, sb_view(&b));
	sb_free(&b);
	return line;
}

struct text fake_text(struct fake *f, struct arena *arena)
{
	char *lines[3 * FAKE_MOST];
	struct sb b = { 0 };
	struct text all;
	size_t n = 0;

	for (size_t i = 0; i < f->n_links; i++) {
		struct net_link *l = &f->links[i], *m = at(f, l->master);

		lines[n++] = arena_printf(
			arena, "link %.*s %.*s master %.*s up %d mtu %u mac " MAC_FORMAT " stp %d %u nf %d",
			TEXT_ARG(l->name), TEXT_ARG(l->kind), TEXT_ARG(m ? m->name : TEXT("-")), l->up, l->mtu,
			MAC_ARG(l->mac), l->bridge.stp, l->bridge.forward_delay, l->bridge.nf_call);
	}
	for (size_t i = 0; i < f->n_addresses; i++) {
		struct net_address *a = &f->addresses[i];
		unsigned before = 0;

		for (size_t k = 0; k < i; k++)
			before += f->addresses[k].link == a->link && f->addresses[k].family == a->family;
		sb_printf(&b, "address %.*s %d #%u /%u dynamic %d secondary %d label %.*s ",
		          TEXT_ARG(at(f, a->link)->name), a->family, before, a->prefix, a->dynamic, a->secondary,
		          TEXT_ARG(label_of(a)));
		bytes(&b, (struct text){ (char *)a->bytes, 16 });
		lines[n++] = arena_string(arena, sb_view(&b));
		sb_reset(&b);
	}
	for (size_t i = 0; i < f->n_routes; i++)
		lines[n++] = route_line(f, arena, i);
	qsort(lines, n, sizeof(*lines), by_text);
	for (size_t i = 0; i < n; i++)
		sb_printf(&b, "%s\n", lines[i]);
	all = text_of(arena_string(arena, sb_view(&b)));
	sb_free(&b);
	return all;
}
