/*
 * fake_message.c - of the fake kernel: addresses and routes as messages, and the routes that come with addresses.
 *
 * A part of fake_kernel.c, which includes it.
 */

/* A message under way, with room. */
union message {
	struct nlmsghdr header;
	char bytes[4096];
};

static struct text body(struct fake *f, union message *m)
{
	return keep(f, (struct text){ mnl_nlmsg_get_payload(&m->header), mnl_nlmsg_get_payload_len(&m->header) });
}

static struct text attribute(struct text message, size_t header, unsigned type)
{
	const char *p = message.s + MNL_ALIGN(header), *end = message.s + message.n;

	while (end - p >= 4) {
		struct nlattr a;

		memcpy(&a, p, sizeof(a));
		if (a.nla_len < 4 || a.nla_len > end - p)
			break;
		if (a.nla_type == type)
			return (struct text){ p + 4, a.nla_len - 4u };
		p += MNL_ALIGN(a.nla_len) < (size_t)(end - p) ? MNL_ALIGN(a.nla_len) : end - p;
	}
	return (struct text){ "", 0 };
}

static uint32_t number(struct text t)
{
	uint32_t n = 0;

	if (t.n == 4)
		memcpy(&n, t.s, 4);
	return n;
}

/* Does the network of dst/prefix hold the address? */
static bool holds(struct text dst, unsigned prefix, const char *address, size_t n)
{
	for (unsigned i = 0; i < prefix && i < 8 * n; i++) {
		unsigned x = dst.n ? (uint8_t)dst.s[i / 8] : 0, y = (uint8_t)address[i / 8];

		if ((x ^ y) >> (7 - i % 8) & 1)
			return false;
	}
	return true;
}

static struct rtmsg route_head(const struct net_route *r)
{
	struct rtmsg h;

	memcpy(&h, r->message.s, sizeof(h));
	return h;
}

static struct text route_attr(const struct net_route *r, unsigned type)
{
	return attribute(r->message, sizeof(struct rtmsg), type);
}

static bool same_key(const struct net_route *a, const struct net_route *b)
{
	return a->family == b->family && a->table == b->table &&
	       route_head(a).rtm_dst_len == route_head(b).rtm_dst_len &&
	       text_same(route_attr(a, RTA_DST), route_attr(b, RTA_DST)) &&
	       number(route_attr(a, RTA_PRIORITY)) == number(route_attr(b, RTA_PRIORITY));
}

/* The next hops of a route that has several: takes the next one off *rest, with its gateway. */
static bool next_hop(struct text *rest, struct rtnexthop *ret, struct text *ret_via)
{
	size_t size;

	if (rest->n < sizeof(*ret))
		return false;
	memcpy(ret, rest->s, sizeof(*ret));
	*ret_via = attribute((struct text){ rest->s, ret->rtnh_len }, sizeof(*ret), RTA_GATEWAY);
	size = RTNH_ALIGN(ret->rtnh_len);
	*rest = (struct text){ rest->s + size, rest->n - size };
	return true;
}

static bool goes_through(const struct net_route *r, uint32_t link)
{
	struct text hops = route_attr(r, RTA_MULTIPATH), via;
	struct rtnexthop hop;
	bool found = r->link == link;

	while (next_hop(&hops, &hop, &via))
		found |= (uint32_t)hop.rtnh_ifindex == link;
	return found;
}

static void drop_route(struct fake *f, size_t i)
{
	memmove(&f->routes[i], &f->routes[i + 1], (--f->n_routes - i) * sizeof(f->routes[0]));
}

static void drop_routes(struct fake *f, uint32_t link, int family, bool automatic_only)
{
	for (size_t i = f->n_routes; i-- > 0;)
		if (goes_through(&f->routes[i], link) && (family < 0 || (int)f->routes[i].family == family) &&
		    (!automatic_only || f->routes[i].automatic))
			drop_route(f, i);
}

static struct net_route make_route(struct fake *f, uint32_t link, struct ip to, const char *via, const char *source,
                                   uint32_t table, uint32_t metric, uint8_t protocol)
{
	union message m = { 0 };
	struct rtmsg *h;
	struct ip ip;
	const char *why;
	struct net_route r = { .link = link, .family = to.bits == 32 ? NET_IPV4 : NET_IPV6, .table = table };

	mnl_nlmsg_put_header(&m);
	h = mnl_nlmsg_put_extra_header(&m.header, sizeof(*h));
	h->rtm_family = r.family == NET_IPV4 ? AF_INET : AF_INET6;
	h->rtm_dst_len = to.prefix;
	h->rtm_table = (uint8_t)table;
	h->rtm_protocol = protocol;
	h->rtm_scope = via || r.family ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
	h->rtm_type = RTN_UNICAST;
	mnl_attr_put_u32(&m.header, RTA_TABLE, table);
	if (to.prefix)
		mnl_attr_put(&m.header, RTA_DST, to.bits / 8, to.byte);
	if (metric)
		mnl_attr_put_u32(&m.header, RTA_PRIORITY, metric);
	if (source && ip_parse(text_of(source), &ip, &why) == 0)
		mnl_attr_put(&m.header, RTA_PREFSRC, ip.bits / 8, ip.byte);
	if (via && ip_parse(text_of(via), &ip, &why) == 0)
		mnl_attr_put(&m.header, RTA_GATEWAY, ip.bits / 8, ip.byte);
	mnl_attr_put_u32(&m.header, RTA_OIF, link);
	r.automatic = protocol == RTPROT_KERNEL;
	r.message = body(f, &m);
	return r;
}

/* Through two gateways, the first one three times as often. */
static struct net_route make_hops(struct fake *f, struct ip to, const uint32_t links[2], const char *const via[2])
{
	union message m = { 0 };
	struct rtmsg *h;
	struct nlattr *hops;
	struct net_route r = { .link = links[0], .family = NET_IPV4, .table = RT_TABLE_MAIN };

	mnl_nlmsg_put_header(&m);
	h = mnl_nlmsg_put_extra_header(&m.header, sizeof(*h));
	*h = (struct rtmsg){ .rtm_family = AF_INET,
		             .rtm_dst_len = to.prefix,
		             .rtm_table = RT_TABLE_MAIN,
		             .rtm_protocol = RTPROT_STATIC,
		             .rtm_type = RTN_UNICAST };
	mnl_attr_put_u32(&m.header, RTA_TABLE, RT_TABLE_MAIN);
	mnl_attr_put(&m.header, RTA_DST, 4, to.byte);
	hops = mnl_attr_nest_start(&m.header, RTA_MULTIPATH);
	for (size_t i = 0; i < 2; i++) {
		struct rtnexthop *hop = mnl_nlmsg_get_payload_tail(&m.header);
		struct ip ip;
		const char *why;

		if (ip_parse(text_of(via[i]), &ip, &why) < 0)
			abort();
		*hop = (struct rtnexthop){ .rtnh_hops = i ? 0 : 2, .rtnh_ifindex = (int)links[i] };
		m.header.nlmsg_len += sizeof(*hop);
		mnl_attr_put(&m.header, RTA_GATEWAY, 4, ip.byte);
		hop->rtnh_len = (unsigned short)((char *)mnl_nlmsg_get_payload_tail(&m.header) - (char *)hop);
	}
	mnl_attr_nest_end(&m.header, hops);
	hops->nla_type = RTA_MULTIPATH; /* as the kernel tells it */
	r.message = body(f, &m);
	return r;
}

/* The prefix routes that this link's addresses make while it is up. */
static void make_automatic(struct fake *f, const struct net_link *l)
{
	drop_routes(f, l->index, -1, true);
	for (size_t i = 0; l->up && i < f->n_addresses; i++) {
		const struct net_address *a = &f->addresses[i];
		struct ip to = { .bits = a->family == NET_IPV4 ? 32 : 128, .prefix = a->prefix };
		struct net_route r;
		bool there = false;

		if (a->link != l->index || a->secondary || a->prefix == to.bits)
			continue;
		for (unsigned b = 0; b < a->prefix; b++)
			to.byte[b / 8] = (uint8_t)(to.byte[b / 8] | (a->bytes[b / 8] & (0x80 >> b % 8)));
		r = make_route(f, l->index, to, NULL, NULL, RT_TABLE_MAIN, a->family ? 256 : 0, RTPROT_KERNEL);
		for (size_t j = 0; j < f->n_routes; j++)
			there = there || (f->routes[j].link == l->index && same_key(&f->routes[j], &r));
		if (!there)
			f->routes[f->n_routes++] = r;
	}
}

static bool same_net(const struct net_address *a, const struct net_address *b)
{
	return a->prefix == b->prefix &&
	       holds((struct text){ (const char *)a->bytes, 16 }, a->prefix, (const char *)b->bytes, 16);
}

static void insert_address(struct fake *f, struct net_address a)
{
	size_t i = f->n_addresses;

	a.secondary = false;
	for (size_t k = 0; k < f->n_addresses; k++)
		if (a.family == NET_IPV4 && f->addresses[k].link == a.link && f->addresses[k].family == NET_IPV4 &&
		    same_net(&f->addresses[k], &a))
			a.secondary = true;
	/* The newest IPv6 address comes first. */
	if (a.family == NET_IPV6)
		i = 0;
	/* A primary goes behind the other primaries. */
	for (size_t k = 0; a.family == NET_IPV4 && !a.secondary && k < f->n_addresses; k++)
		if (f->addresses[k].link == a.link && f->addresses[k].family == NET_IPV4 && f->addresses[k].secondary) {
			i = k;
			break;
		}
	memmove(&f->addresses[i + 1], &f->addresses[i], (f->n_addresses++ - i) * sizeof(a));
	f->addresses[i] = a;
}

static struct net_address make_address(struct fake *f, uint32_t link, struct ip ip, struct text label, bool dynamic)
{
	union message m = { 0 };
	struct ifaddrmsg *h;
	struct ifa_cacheinfo cache = { .ifa_prefered = dynamic ? 600 : UINT32_MAX,
		                       .ifa_valid = dynamic ? 900 : UINT32_MAX };
	struct net_address a = {
		.link = link, .family = ip.bits == 32 ? NET_IPV4 : NET_IPV6, .prefix = ip.prefix, .dynamic = dynamic
	};

	mnl_nlmsg_put_header(&m);
	h = mnl_nlmsg_put_extra_header(&m.header, sizeof(*h));
	h->ifa_family = a.family == NET_IPV4 ? AF_INET : AF_INET6;
	h->ifa_prefixlen = ip.prefix;
	h->ifa_index = link;
	mnl_attr_put(&m.header, IFA_ADDRESS, ip.bits / 8, ip.byte);
	mnl_attr_put(&m.header, IFA_LOCAL, ip.bits / 8, ip.byte);
	if (label.n)
		mnl_attr_put(&m.header, IFA_LABEL, label.n + 1, arena_string(f->arena, label));
	mnl_attr_put(&m.header, IFA_CACHEINFO, sizeof(cache), &cache);
	memcpy(a.bytes, ip.byte, 16);
	a.message = body(f, &m);
	return a;
}

static struct text label_of(const struct net_address *a)
{
	struct text t = attribute(a->message, sizeof(struct ifaddrmsg), IFA_LABEL);

	t.n = t.n ? t.n - 1 : 0;
	return t;
}
