/*
 * fake_traffic.c - of the fake kernel: steps with addresses and routes.
 *
 * A part of fake_kernel.c, which includes it.
 */

static struct net_address of_message(const struct net_op *op, const struct net_link *l)
{
	struct net_address a = { .link = l->index };
	struct ifaddrmsg h;
	struct text bytes = attribute(op->message, sizeof(h), IFA_LOCAL);
	struct text cache = attribute(op->message, sizeof(h), IFA_CACHEINFO);
	struct ifa_cacheinfo life = { .ifa_valid = UINT32_MAX };

	memcpy(&h, op->message.s, sizeof(h));
	a.family = h.ifa_family == AF_INET ? NET_IPV4 : NET_IPV6;
	a.prefix = h.ifa_prefixlen;
	memcpy(a.bytes, bytes.s, bytes.n);
	if (cache.n)
		memcpy(&life, cache.s, sizeof(life));
	a.dynamic = life.ifa_valid != UINT32_MAX;
	return a;
}

static struct net_address *find_address(struct fake *f, const struct net_address *a)
{
	for (size_t i = 0; i < f->n_addresses; i++) {
		struct net_address *b = &f->addresses[i];

		if (b->link == a->link && b->family == a->family && b->prefix == a->prefix &&
		    memcmp(b->bytes, a->bytes, 16) == 0)
			return b;
	}
	return NULL;
}

static int add_address(struct fake *f, const struct net_op *op, struct net_link *l)
{
	struct net_address a = of_message(op, l), *there = find_address(f, &a);
	struct ip ip = { .bits = a.family == NET_IPV4 ? 32 : 128, .prefix = a.prefix };

	memcpy(ip.byte, a.bytes, 16);
	a = make_address(f, l->index, ip,
	                 a.family    ? (struct text){ "", 0 } :
	                 op->other.n ? op->other :
	                               l->name,
	                 a.dynamic);
	if (there && a.family == NET_IPV6) {
		there->message = a.message;
		there->dynamic = a.dynamic;
	}
	if (there)
		return 0;
	insert_address(f, a);
	make_automatic(f, l);
	return 0;
}

/* The first secondary of one that is gone takes its place. */
static void promote(struct fake *f, const struct net_link *l, const struct net_address *was)
{
	for (size_t i = 0; i < f->n_addresses; i++) {
		struct net_address *a = &f->addresses[i];

		if (a->link == l->index && a->family == NET_IPV4 && a->secondary && same_net(a, was)) {
			a->secondary = false;
			return;
		}
	}
}

static int delete_address(struct fake *f, const struct net_op *op, struct net_link *l)
{
	struct net_address key = of_message(op, l), *there = find_address(f, &key), was;
	size_t left = 0;

	if (!there)
		return 0;
	was = *there;
	memmove(there, there + 1, (size_t)(&f->addresses[--f->n_addresses] - there) * sizeof(was));
	for (size_t i = f->n_addresses; i-- > 0;) {
		struct net_address *a = &f->addresses[i];

		if (op->number == 0 && a->link == l->index && a->family == NET_IPV4 && was.family == NET_IPV4 &&
		    !was.secondary && a->secondary && same_net(a, &was))
			memmove(a, a + 1, (size_t)(&f->addresses[--f->n_addresses] - a) * sizeof(was));
	}
	if (op->number)
		promote(f, l, &was);
	for (size_t i = 0; i < f->n_addresses; i++)
		left += f->addresses[i].link == l->index && f->addresses[i].family == NET_IPV4;
	if (was.family == NET_IPV4 && !left)
		drop_routes(f, l->index, NET_IPV4, false);
	make_automatic(f, l);
	return 0;
}

/* Each next hop through the link that the step names for its old one; where it names none, through that of the step. */
static void lead_hops(struct fake *f, const struct net_op *op, char *copy, struct net_route *r)
{
	struct text hops = attribute((struct text){ copy, op->message.n }, sizeof(struct rtmsg), RTA_MULTIPATH), via;
	struct rtnexthop hop;
	bool first = true;

	for (char *at = (char *)hops.s; next_hop(&hops, &hop, &via); at = (char *)hops.s, first = false) {
		if (op->n_hops == 0)
			hop.rtnh_ifindex = (int)r->link;
		for (size_t i = 0; i < op->n_hops; i++)
			if (op->hops[i].index == (uint32_t)hop.rtnh_ifindex) {
				hop.rtnh_ifindex = (int)named(f, op->hops[i].link)->index;
				break;
			}
		memcpy(at, &hop, sizeof(hop));
		if (first && op->n_hops)
			r->link = (uint32_t)hop.rtnh_ifindex;
	}
}

static struct net_route route_of(struct fake *f, const struct net_op *op, const struct net_link *l)
{
	struct net_route r = { .link = l->index };
	struct rtmsg h;
	char *copy = arena_string(f->arena, op->message);
	struct text message = { copy, op->message.n };
	struct text oif = attribute(message, sizeof(h), RTA_OIF);

	memcpy(&h, copy, sizeof(h));
	if (oif.n)
		memcpy(copy + (oif.s - copy), &l->index, 4);
	lead_hops(f, op, copy, &r);
	r.family = h.rtm_family == AF_INET ? NET_IPV4 : NET_IPV6;
	r.table = number(attribute(message, sizeof(h), RTA_TABLE));
	r.message = message;
	return r;
}

static bool reaches_through(struct fake *f, const struct net_route *r, uint32_t link, struct text via)
{
	for (size_t i = 0; i < f->n_routes; i++) {
		const struct net_route *o = &f->routes[i];

		if (o->link == link && o->family == r->family && !route_attr(o, RTA_GATEWAY).n &&
		    o->table == RT_TABLE_MAIN && holds(route_attr(o, RTA_DST), route_head(o).rtm_dst_len, via.s, via.n))
			return true;
	}
	return via.n == 0;
}

static bool reaches(struct fake *f, const struct net_route *r)
{
	struct text hops = route_attr(r, RTA_MULTIPATH), via;
	struct rtnexthop hop;

	if (!hops.n)
		return reaches_through(f, r, r->link, route_attr(r, RTA_GATEWAY));
	while (next_hop(&hops, &hop, &via))
		if (!reaches_through(f, r, (uint32_t)hop.rtnh_ifindex, via))
			return false;
	return true;
}

static bool is_local(struct fake *f, struct text source)
{
	for (size_t i = 0; i < f->n_addresses; i++)
		if (memcmp(f->addresses[i].bytes, source.s, source.n) == 0)
			return true;
	return source.n == 0;
}

static int add_route(struct fake *f, const struct net_op *op, struct net_link *l)
{
	struct net_route r = route_of(f, op, l);

	if (!l->up)
		return -ENETDOWN;
	if (!reaches(f, &r))
		return -ENETUNREACH;
	if (!is_local(f, route_attr(&r, RTA_PREFSRC)))
		return -EINVAL;
	for (size_t i = 0; i < f->n_routes; i++)
		if (text_same(f->routes[i].message, r.message))
			return 0;
	for (size_t i = 0; !op->beside && i < f->n_routes; i++)
		if (same_key(&f->routes[i], &r)) {
			f->routes[i] = r;
			return 0;
		}
	f->routes[f->n_routes++] = r;
	return 0;
}

static int delete_route(struct fake *f, const struct net_op *op, struct net_link *l)
{
	struct net_route r = route_of(f, op, l);

	for (size_t i = 0; i < f->n_routes; i++)
		if (text_same(f->routes[i].message, r.message)) {
			drop_route(f, i);
			break;
		}
	return 0;
}
