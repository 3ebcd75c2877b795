/*
 * kernel_test.c - one step in the kernel of this network namespace, and its undo. For tests/netns/run.
 *
 *   kernel_test observe                   what is observed, a line each
 *   kernel_test [-c CHECK] OP LINK ...    the step; with CHECK: then this shell command, then the undo
 *
 * A step that may be repeated is executed twice. Exit status: 0; 1 when the kernel refused, with its words; 2 for
 * anything else.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <xencfg/kernel.h>

struct test {
	struct arena arena;
	struct net_ops ops;
	struct net_state before;
	char **words; /* behind OP, ended by NULL */
};

static _Noreturn void end(const char *why)
{
	printf("kernel_test: %s\n", why);
	exit(2);
}

static const char *word(const struct test *t, size_t i)
{
	for (size_t at = 0; at <= i; at++)
		if (!t->words[at])
			return "";
	return t->words[i];
}

static uint32_t number(const struct test *t, size_t i)
{
	return (uint32_t)strtoul(word(t, i), NULL, 10);
}

static struct mac mac_of(const char *s)
{
	unsigned b[6] = { 0 };
	struct mac mac;

	sscanf(s, "%x:%x:%x:%x:%x:%x", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5]);
	for (size_t i = 0; i < 6; i++)
		mac.byte[i] = (uint8_t)b[i];
	return mac;
}

static const struct net_link *link_of(const struct test *t, const char *name)
{
	for (size_t i = 0; i < t->before.n_links; i++)
		if (text_is(t->before.links[i].name, name))
			return &t->before.links[i];
	return NULL;
}

static const char *name_of(const struct test *t, uint32_t index)
{
	for (size_t i = 0; i < t->before.n_links; i++)
		if (t->before.links[i].index == index)
			return t->before.links[i].name.s;
	return "-";
}

static const char *address_text(const struct net_address *a)
{
	static char text[INET6_ADDRSTRLEN + 8];
	char bytes[INET6_ADDRSTRLEN];

	inet_ntop(a->family == NET_IPV4 ? AF_INET : AF_INET6, a->bytes, bytes, sizeof(bytes));
	snprintf(text, sizeof(text), "%s/%u", bytes, a->prefix);
	return text;
}

static void print(const struct test *t)
{
	for (size_t i = 0; i < t->before.n_links; i++) {
		const struct net_link *l = &t->before.links[i];

		printf("link %u %s %s %s mtu %u master %s " MAC_FORMAT, l->index, l->name.s,
		       l->kind.n ? l->kind.s : "-", l->up ? "up" : "down", l->mtu, name_of(t, l->master),
		       MAC_ARG(l->mac));
		if (link_is_bridge(l))
			printf(" stp %d delay %u nf %d", l->bridge.stp, l->bridge.forward_delay, l->bridge.nf_kinds);
		putchar('\n');
	}
	for (size_t i = 0; i < t->before.n_addresses; i++) {
		const struct net_address *a = &t->before.addresses[i];

		printf("address %s %s%s%s%s%s\n", name_of(t, a->link), address_text(a),
		       a->secondary ? " secondary" : "", a->dynamic ? " dynamic" : "",
		       a->permanent_link_local ? " own" : "", a->temporary ? " temporary" : "");
	}
	for (size_t i = 0; i < t->before.n_routes; i++) {
		const struct net_route *r = &t->before.routes[i];

		printf("route %s inet%s table %u%s\n", name_of(t, r->link), r->family == NET_IPV4 ? "" : "6", r->table,
		       r->automatic ? " automatic" : "");
	}
	for (size_t i = 0; i < t->before.n_rules; i++)
		printf("rule inet%s\n", t->before.rules[i].s[0] == AF_INET ? "" : "6");
}

/* LINK FROM ADDRESS [LABEL]: the address that FROM has, for LINK. */
static void fill_address(const struct test *t, struct net_op *op)
{
	const struct net_link *from = link_of(t, word(t, 1));

	for (size_t i = 0; from && i < t->before.n_addresses; i++) {
		const struct net_address *a = &t->before.addresses[i];

		if (a->link == from->index && strcmp(address_text(a), word(t, 2)) == 0)
			op->message = a->message;
	}
	if (!op->message.n)
		end("no such address");
	op->other = text_of(word(t, 3));
}

/* LINK FROM FAMILY TABLE N [beside]: the N-th route (from 0) of FROM that is not automatic, for LINK. FROM - : of none.
 */
static void fill_route(struct test *t, struct net_op *op)
{
	const struct net_link *from = link_of(t, word(t, 1));
	enum net_family family = strcmp(word(t, 2), "inet") == 0 ? NET_IPV4 : NET_IPV6;
	size_t n = number(t, 4);

	for (size_t i = 0; i < t->before.n_routes; i++) {
		const struct net_route *r = &t->before.routes[i];

		if (r->link == (from ? from->index : 0) && r->family == family && r->table == number(t, 3) &&
		    !r->automatic && n-- == 0)
			op->message = r->message;
	}
	if (!op->message.n)
		end("no such route");
	if (strcmp(word(t, 0), "-") == 0)
		op->link = (struct text){ 0 };
	op->beside = strcmp(word(t, 5), "beside") == 0;
	if (strcmp(word(t, 5), "hops") == 0) { /* only the hops through FROM */
		op->hops = arena_array(&t->arena, 1, sizeof(*op->hops));
		op->hops[0] = (struct net_hop){ from->index, op->link };
		op->n_hops = 1;
	}
}

/* As the link is now, for the undo of what sets one of its properties. */
static struct net_op restore(const struct test *t, const struct net_op *op)
{
	const struct net_link *link = link_of(t, word(t, 0));
	struct net_op undo = { .kind = op->kind, .link = op->link };

	if (!link)
		return undo;
	undo.mac = link->mac;
	undo.bridge = link->bridge;
	undo.number = op->kind == NET_SET_UP ? link->up : link->mtu;
	if (op->kind == NET_SET_MASTER && link->master)
		undo.other = text_of(name_of(t, link->master));
	return undo;
}

static struct net_bridge bridge_of(const struct test *t, size_t i)
{
	return (struct net_bridge){ .stp = number(t, i),
		                    .forward_delay = number(t, i + 1),
		                    .nf_call = number(t, i + 2),
		                    .nf_kinds = (uint8_t)number(t, i + 3) };
}

static const char *const names[NET_OP_KINDS] = {
	"create-bridge", "create-dummy",   "create-vlan", "delete-link",  "rename",
	"set-up",        "set-mtu",        "set-mac",     "set-master",   "set-bridge",
	"add-address",   "delete-address", "add-route",   "delete-route", "carry-neighbours",
};

static void build(struct test *t, struct net_op *op, struct net_op *undo)
{
	op->link = text_of(word(t, 0));
	*undo = restore(t, op);
	switch (op->kind) {
	case NET_CREATE_BRIDGE:
	case NET_CREATE_DUMMY:
		op->mac = mac_of(word(t, 1));
		op->mtu = number(t, 2);
		op->bridge = bridge_of(t, 3);
		undo->kind = NET_DELETE_LINK;
		return;
	case NET_CREATE_VLAN:
		op->other = text_of(word(t, 1));
		op->number = number(t, 2);
		undo->kind = NET_DELETE_LINK;
		return;
	case NET_RENAME:
		op->other = text_of(word(t, 1));
		op->number = number(t, 2);
		*undo = (struct net_op){
			.kind = NET_RENAME, .link = op->other, .other = op->link, .number = op->number
		};
		return;
	case NET_SET_UP:
	case NET_SET_MTU:
		op->number = number(t, 1);
		return;
	case NET_SET_MAC:
		op->mac = mac_of(word(t, 1));
		return;
	case NET_SET_MASTER:
		op->other = text_of(word(t, 1));
		return;
	case NET_SET_BRIDGE:
		op->bridge = bridge_of(t, 1);
		return;
	case NET_ADD_ADDRESS:
	case NET_DELETE_ADDRESS:
		fill_address(t, op);
		*undo = *op;
		undo->kind = op->kind == NET_ADD_ADDRESS ? NET_DELETE_ADDRESS : NET_ADD_ADDRESS;
		return;
	case NET_ADD_ROUTE:
	case NET_DELETE_ROUTE:
		fill_route(t, op);
		*undo = *op;
		undo->kind = op->kind == NET_ADD_ROUTE ? NET_DELETE_ROUTE : NET_ADD_ROUTE;
		return;
	default:
		return;
	}
}

static bool repeatable(enum net_op_kind kind)
{
	return kind != NET_CREATE_BRIDGE && kind != NET_CREATE_VLAN && kind != NET_RENAME;
}

static void do_step(struct test *t, const struct net_op *op)
{
	for (unsigned i = 0; i < 2; i++) {
		struct net_error error;
		int r = t->ops.execute(t->ops.self, op, &error);

		if (r != error.error || error.op != op)
			end("the error is not that of the step");
		if (i == 1 && !repeatable(op->kind)) {
			if (r != (op->kind == NET_RENAME ? -ENODEV : -EEXIST))
				end("it is done a second time");
			return;
		}
		if (r < 0) {
			printf("%s: %s: %s\n", names[op->kind], strerrorname_np(-r), error.kernel ? error.kernel : "-");
			exit(1);
		}
		if (i == 0 && error.taken_down)
			puts("taken down");
	}
}

int main(int argc, char **argv)
{
	struct test t = { .words = argv + 2 };
	struct net_op op = { .kind = NET_OP_KINDS }, undo;
	const char *check = NULL;

	if (argc > 3 && strcmp(argv[1], "-c") == 0) {
		check = argv[2];
		argv += 2;
		t.words = argv + 2;
	}
	if (argc < 2 || kernel_open(&t.arena, &t.ops) < 0 || t.ops.observe(t.ops.self, &t.arena, &t.before) < 0)
		end("cannot observe");
	if (strcmp(argv[1], "observe") == 0) {
		print(&t);
	} else {
		for (size_t i = 0; i < NET_OP_KINDS; i++)
			if (strcmp(argv[1], names[i]) == 0)
				op.kind = (enum net_op_kind)i;
		if (op.kind == NET_OP_KINDS)
			end("no such step");
		build(&t, &op, &undo);
		do_step(&t, &op);
		fflush(stdout);
		if (check && system(check) != 0)
			end("the check failed");
		if (check)
			do_step(&t, &undo);
	}
	kernel_close(&t.ops);
	arena_free(&t.arena);
	return 0;
}
