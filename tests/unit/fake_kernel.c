/*
 * fake_kernel.c - see fake_kernel.h. The rules are those that experiments with Linux 6.18 showed.
 *
 * Knows nothing of plans.
 */
#include "fake_kernel.h"
#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <xencfg/ip.h>
#include <xencfg/sb.h>

void fake_init(struct fake *f)
{
	*f = (struct fake){ .arena = f->arena };
	f->next_index = 1;
	f->renames_up = true;
}

static struct net_link *named(struct fake *f, struct text name)
{
	for (size_t i = 0; i < f->n_links; i++)
		if (text_same(f->links[i].name, name))
			return &f->links[i];
	return NULL;
}

static struct net_link *at(struct fake *f, uint32_t index)
{
	for (size_t i = 0; i < f->n_links; i++)
		if (f->links[i].index == index)
			return &f->links[i];
	return NULL;
}

static struct text keep(struct fake *f, struct text t)
{
	return (struct text){ arena_string(f->arena, t), t.n };
}

struct net_link *fake_link(struct fake *f, const char *name, const char *kind)
{
	struct net_link *l = &f->links[f->n_links++];

	*l = (struct net_link){ .index = f->next_index++,
		                .name = keep(f, text_of(name)),
		                .kind = keep(f, text_of(kind)) };
	l->mac = (struct mac){ { 2, 0, 0, 0, 0, (uint8_t)l->index } };
	l->has_mac = true;
	l->mtu = 1500;
	return l;
}

#include "fake_message.c"

static int set_up(struct fake *f, struct net_link *l, bool up)
{
	struct net_link *lower = at(f, l->lower);

	if (up && l->lower && lower && !lower->up)
		return -ENETDOWN;
	l->up = up;
	if (!up) {
		drop_routes(f, l->index, -1, false);
		for (size_t i = f->n_addresses; i-- > 0;)
			if (f->addresses[i].link == l->index && f->addresses[i].family == NET_IPV6)
				memmove(&f->addresses[i], &f->addresses[i + 1],
				        (--f->n_addresses - i) * sizeof(f->addresses[0]));
	}
	make_automatic(f, l);
	return 0;
}

/* As inetdev_changename does: the first gets the bare name, others a number or what stood behind the colon. */
static void change_labels(struct fake *f, const struct net_link *l)
{
	unsigned n = 0;

	for (size_t i = 0; i < f->n_addresses; i++) {
		struct net_address *a = &f->addresses[i];
		struct ip ip = { .bits = 32, .prefix = a->prefix };
		struct text old = label_of(a), label = l->name;
		const char *colon = old.n ? memchr(old.s, ':', old.n) : NULL;

		if (a->link != l->index || a->family != NET_IPV4)
			continue;
		if (n++ && colon)
			label = text_of(arena_printf(f->arena, "%.*s%.*s", TEXT_ARG(l->name),
			                             (int)(old.n - (size_t)(colon - old.s)), colon));
		else if (n > 1)
			label = text_of(arena_printf(f->arena, "%.*s:%u", TEXT_ARG(l->name), n));
		memcpy(ip.byte, a->bytes, 16);
		a->message = make_address(f, a->link, ip, label, a->dynamic).message;
	}
}

static int do_rename(struct fake *f, const struct net_op *op, struct net_link *l, struct net_error *e)
{
	bool up = l->up;

	if (named(f, op->other))
		return -EEXIST;
	if (op->other.n > 15)
		return -EINVAL;
	if (up && !f->renames_up) {
		if (!op->number)
			return -EBUSY;
		e->taken_down = true;
		set_up(f, l, false);
	}
	l->name = keep(f, op->other);
	change_labels(f, l);
	return up && !l->up ? set_up(f, l, true) : 0;
}

static int do_create(struct fake *f, const struct net_op *op)
{
	const char *kind = op->kind == NET_CREATE_BRIDGE ? "bridge" : op->kind == NET_CREATE_DUMMY ? "dummy" : "vlan";
	struct net_link *there = named(f, op->link), *lower = named(f, op->other), *l;

	if (there)
		return op->kind == NET_CREATE_DUMMY && text_is(there->kind, "dummy") ? 0 : -EEXIST;
	if (op->kind == NET_CREATE_VLAN && !lower)
		return -ENODEV;
	if (op->link.n == 0 || op->link.n > 15)
		return -EINVAL;
	l = fake_link(f, arena_string(f->arena, op->link), kind);
	l->bridge = op->bridge;
	if (op->mtu)
		l->mtu = op->mtu;
	if (op->kind != NET_CREATE_VLAN)
		l->mac = op->mac;
	else {
		l->mac = lower->mac;
		l->mtu = lower->mtu;
		l->lower = lower->index;
		l->vlan = (uint16_t)op->number;
	}
	return 0;
}

static int do_delete(struct fake *f, struct net_link *l)
{
	uint32_t index = l->index;

	set_up(f, l, false);
	for (size_t i = f->n_addresses; i-- > 0;)
		if (f->addresses[i].link == index)
			memmove(&f->addresses[i], &f->addresses[i + 1],
			        (--f->n_addresses - i) * sizeof(f->addresses[0]));
	memmove(l, l + 1, (size_t)(&f->links[--f->n_links] - l) * sizeof(*l));
	for (size_t i = 0; i < f->n_links; i++)
		if (f->links[i].master == index)
			f->links[i].master = 0;
	for (size_t i = f->n_links; i-- > 0;)
		if (f->links[i].lower == index)
			return do_delete(f, &f->links[i]);
	return 0;
}

static int do_master(struct fake *f, const struct net_op *op, struct net_link *l)
{
	struct net_link *to = named(f, op->other);

	if (op->other.n == 0) {
		l->master = 0;
		return 0;
	}
	if (!to)
		return -ENODEV;
	if (l->master && l->master != to->index)
		return -EBUSY;
	if (!link_is_bridge(to) || link_is_bridge(l))
		return -ELOOP;
	l->master = to->index;
	return 0;
}

static int do_bridge(const struct net_op *op, struct net_link *l)
{
	uint32_t delay = op->bridge.forward_delay;

	if (op->bridge.stp && (delay < 200 || delay > 3000))
		return -ERANGE;
	l->bridge = op->bridge;
	return 0;
}

#include "fake_traffic.c"

static int execute(void *self, const struct net_op *op, struct net_error *e)
{
	struct fake *f = self;
	struct net_link *l = named(f, op->link);
	int r = 0;

	*e = (struct net_error){ .op = op };
	if (++f->executed == f->fail_at)
		return e->error = -EIO;
	if (op->kind <= NET_CREATE_VLAN)
		return e->error = do_create(f, op);
	if (!l) {
		bool deletes =
			op->kind == NET_DELETE_LINK || op->kind == NET_DELETE_ADDRESS || op->kind == NET_DELETE_ROUTE;

		return e->error = deletes ? 0 : -ENODEV;
	}
	switch (op->kind) {
	case NET_DELETE_LINK:
		r = do_delete(f, l);
		break;
	case NET_RENAME:
		r = do_rename(f, op, l, e);
		break;
	case NET_SET_UP:
		r = set_up(f, l, op->number);
		break;
	case NET_SET_MTU:
		l->mtu = op->number;
		break;
	case NET_SET_MAC:
		l->mac = op->mac;
		break;
	case NET_SET_MASTER:
		r = do_master(f, op, l);
		break;
	case NET_SET_BRIDGE:
		r = do_bridge(op, l);
		break;
	case NET_ADD_ADDRESS:
		r = add_address(f, op, l);
		break;
	case NET_DELETE_ADDRESS:
		r = delete_address(f, op, l);
		break;
	case NET_CARRY_NEIGHBOURS:
		r = named(f, op->other) ? 0 : -ENODEV;
		break;
	case NET_ADD_ROUTE:
		r = add_route(f, op, l);
		break;
	case NET_DELETE_ROUTE:
		r = delete_route(f, op, l);
		break;
	default:
		r = -EINVAL;
	}
	return e->error = r;
}

static void *copy(struct arena *arena, const void *from, size_t n, size_t size)
{
	void *to = arena_array(arena, n + 1, size);

	memcpy(to, from, n * size);
	return to;
}

static int observe(void *self, struct arena *arena, struct net_state *ret)
{
	struct fake *f = self;

	*ret = (struct net_state){ .links = copy(arena, f->links, f->n_links, sizeof(f->links[0])),
		                   .n_links = f->n_links,
		                   .addresses = copy(arena, f->addresses, f->n_addresses, sizeof(f->addresses[0])),
		                   .n_addresses = f->n_addresses,
		                   .routes = copy(arena, f->routes, f->n_routes, sizeof(f->routes[0])),
		                   .n_routes = f->n_routes,
		                   .renames_up = f->renames_up };
	return 0;
}

struct net_ops fake_ops(struct fake *f)
{
	return (struct net_ops){ observe, execute, f };
}

void fake_address(struct fake *f, const char *link, const char *text, const char *label, bool dynamic)
{
	struct net_link *l = named(f, text_of(link));
	struct ip ip;
	const char *why;

	if (ip_parse(text_of(text), &ip, &why) < 0)
		abort();
	insert_address(f,
	               make_address(f, l->index, ip,
	                            ip.bits == 32 ? text_of(label ? label : link) : (struct text){ "", 0 }, dynamic));
	make_automatic(f, l);
}

void fake_route(struct fake *f, const char *link, const char *to, const char *via, const char *source, uint32_t table,
                uint32_t metric)
{
	struct ip ip = { .bits = via && strchr(via, ':') ? 128 : 32 };
	const char *why;

	if (to && ip_parse(text_of(to), &ip, &why) < 0)
		abort();
	f->routes[f->n_routes++] =
		make_route(f, named(f, text_of(link))->index, ip, via, source, table, metric, RTPROT_STATIC);
}

void fake_hops(struct fake *f, const char *to, const char *const link[2], const char *const via[2])
{
	const uint32_t links[] = { named(f, text_of(link[0]))->index, named(f, text_of(link[1]))->index };
	const char *why;
	struct ip ip;

	if (ip_parse(text_of(to), &ip, &why) < 0)
		abort();
	f->routes[f->n_routes++] = make_hops(f, ip, links, via);
}

#include "fake_text.c"
