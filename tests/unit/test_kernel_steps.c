/*
 * test_kernel_steps.c - steps whose links the kernel here may not have (dummies, VLANs), and the ends of steps that it
 * refuses.
 *
 * What is asked of the kernel is compared line by line; what it answers is fake_netlink.h's.
 */
#include "fake_netlink.h"

struct fixture {
	struct arena arena;
	struct net_ops ops;
	struct net_error error;
};

static int execute(struct fixture *f, struct net_op op)
{
	*f = (struct fixture){ 0 };
	assert_int_equal(kernel_open(&f->arena, &f->ops), 0);
	return f->ops.execute(f->ops.self, &op, &f->error);
}

static void close_kernel(struct fixture *f)
{
	kernel_close(&f->ops);
	arena_free(&f->arena);
}

/* eth0, a port of lan, with a VLAN that is up, one on that and one beside it that are down; and another NIC's. */
static const struct fake_link vlans[] = {
	{ .index = 2, .name = "eth0", .flags = FAKE_UP, .master = 8 },
	{ .index = 3, .name = "eth1" },
	{ .index = 4, .name = "eth0.5", .kind = "vlan", .flags = FAKE_UP, .lower = 2 },
	{ .index = 5, .name = "eth0.5.7", .kind = "vlan", .lower = 4 },
	{ .index = 6, .name = "eth0.6", .kind = "vlan", .lower = 2 },
	{ .index = 7, .name = "eth1.5", .kind = "vlan", .lower = 3 },
	{ .index = 8, .name = "lan", .kind = "bridge", .flags = FAKE_UP },
};

/* In the kernel's order, the newest in front. */
static const struct fake_item addresses[] = {
	{ .link = 4, .byte = 13 },
	{ .link = 4, .byte = 12, .lost = true },
	{ .link = 4, .byte = 11, .lost = true },
	{ .link = 4, .byte = 14, .lost = true, .flags = IFA_F_TEMPORARY },
	{ .link = 4, .byte = 15, .lost = true, .prefix = { 0xfe, 0x80 } },
	{ .link = 7, .byte = 16, .lost = true },
};

static const struct fake_item routes[] = {
	{ .link = 4, .byte = 21, .lost = true, .protocol = RTPROT_STATIC },
	{ .link = 4, .byte = 22, .lost = true, .protocol = RTPROT_STATIC },
	{ .link = 4, .byte = 23, .protocol = RTPROT_STATIC },
	{ .link = 4, .byte = 24, .lost = true, .protocol = RTPROT_KERNEL },
	{ .link = 7, .byte = 25, .lost = true, .protocol = RTPROT_STATIC },
};

static int rename_eth0(struct fixture *f)
{
	memcpy(fake.links, vlans, sizeof(vlans));
	memcpy(fake.addresses, addresses, sizeof(addresses));
	memcpy(fake.routes, routes, sizeof(routes));
	return execute(
		f, (struct net_op){ .kind = NET_RENAME, .link = TEXT("eth0"), .other = TEXT("peth0"), .number = 1 });
}

#define RENAMED "link 2 down\nlink 2 name peth0\nlink 2 up\n"
#define TOLD "neighbour 2 102\nneighbour 8 108\n"
#define BACK_DOWN "link 5 down\nlink 6 down\n"
#define ADDRESSES "address 4 11\naddress again 4 11\naddress 4 12\naddress again 4 12\n"

/* In what order: of addresses the newest last, of routes those that the kernel does not take at first once more. */
static void renames_with_vlans(void **state)
{
	struct fixture f;

	(void)state;
	fake.refusals[0] = (struct fake_refusal){ "route 4 21", 1, ENETUNREACH, NULL };
	assert_int_equal(rename_eth0(&f), 0);
	assert_true(f.error.taken_down);
	fake_expect_log("restored",
	                RENAMED TOLD BACK_DOWN ADDRESSES "route 4 21: no\nroute 4 22\nroute 4 21\nroute 4 22\n");
	close_kernel(&f);
}

/* What is refused while it is put back, what was sent until then, and what is said of it. */
static void says_what_cannot_be_restored(void **state)
{
	static const struct {
		struct fake_refusal refusal;
		const char *log;
		int error;
	} cases[] = {
		{ { "route 4 21", 2, ENETUNREACH, "no gateway" },
		  RENAMED TOLD BACK_DOWN ADDRESSES "route 4 21: no\nroute 4 22\nroute 4 21: no\nroute 4 22\n",
		  -ENETUNREACH },
		{ { "address 4 12", 1, ENOBUFS, NULL },
		  RENAMED TOLD BACK_DOWN "address 4 11\naddress again 4 11\naddress 4 12: no\n",
		  -ENOBUFS },
		{ { "link 5 down", 1, EBUSY, "busy" }, RENAMED TOLD "link 5 down: no\n", -EBUSY },
		/* Whom it has met by chance can be met again. */
		{ { "neighbour", 2, ENOBUFS, NULL },
		  RENAMED "neighbour 2 102: no\nneighbour 8 108: no\n" BACK_DOWN ADDRESSES
		          "route 4 21\nroute 4 22\nroute 4 21\nroute 4 22\n",
		  0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture f;

		fake_begin(state);
		fake.refusals[0] = cases[i].refusal;
		assert_int_equal(rename_eth0(&f), cases[i].error);
		assert_true(f.error.taken_down);
		fake_expect_log(cases[i].refusal.line, cases[i].log);
		close_kernel(&f);
		fake_end(state);
	}
}

/* The way down, and its words, count; what went is put back all the same, if it went. */
static void puts_back_after_a_refused_name(void **state)
{
	struct fixture f;

	fake.refusals[0] = (struct fake_refusal){ "link 2 name", 1, EEXIST, "taken" };
	fake.refusals[1] = (struct fake_refusal){ "route 4 21", 2, ENETUNREACH, "no gateway" };
	assert_int_equal(rename_eth0(&f), -EEXIST);
	assert_true(f.error.taken_down);
	assert_string_equal(f.error.kernel, "taken");
	fake_expect_log("a name that is taken",
	                "link 2 down\nlink 2 name peth0: no\nlink 2 up\n" TOLD BACK_DOWN ADDRESSES
	                "route 4 21: no\nroute 4 22\nroute 4 21: no\nroute 4 22\n");
	close_kernel(&f);
	fake_end(state);
	fake_begin(state);
	fake.refusals[0] = (struct fake_refusal){ "link 2", 3, EPERM, "not yours" };
	assert_int_equal(rename_eth0(&f), -EPERM);
	assert_false(f.error.taken_down);
	fake_expect_log("no privilege", "link 2 down: no\nlink 2 name peth0: no\nlink 2 up: no\n");
	close_kernel(&f);
}

/* One step each, in a network with one link; the line that is refused, and what comes of it. */
static const struct step {
	struct net_op op;
	struct fake_link link;
	struct fake_refusal refusal;
	const char *log;
	int error;
	const char *words;
} steps[] = {
	{ .op = { .kind = NET_CREATE_DUMMY, .link = TEXT("dummy0"), .mac = { { 0, 0, 0, 0, 0, 7 } }, .mtu = 1400 },
	  .log = "link 0 name dummy0 mac 7 mtu 1400 kind dummy\n" },
	/* The module made one of its own. */
	{ .op = { .kind = NET_CREATE_DUMMY, .link = TEXT("dummy0"), .mac = { { 0, 0, 0, 0, 0, 7 } }, .mtu = 1400 },
	  .link = { .index = 9, .name = "dummy0", .kind = "dummy", .mtu = 1500, .mac = 8 },
	  .refusal = { "link 0", 1, EEXIST, NULL },
	  .log = "link 0 name dummy0 mac 7 mtu 1400 kind dummy: no\nlink 9 mtu 1400\nlink 9 mac 7\n" },
	{ .op = { .kind = NET_CREATE_DUMMY, .link = TEXT("dummy0"), .mac = { { 0, 0, 0, 0, 0, 7 } }, .mtu = 1400 },
	  .link = { .index = 9, .name = "dummy0", .kind = "dummy", .mtu = 1400, .mac = 7 },
	  .refusal = { "link 0", 1, EEXIST, NULL },
	  .log = "link 0 name dummy0 mac 7 mtu 1400 kind dummy: no\n" },
	{ .op = { .kind = NET_CREATE_DUMMY, .link = TEXT("dummy0"), .mtu = 1400 },
	  .link = { .index = 9, .name = "dummy0", .kind = "dummy", .mtu = 1500, .mac = 8 },
	  .refusal = { "link", 2, EEXIST, "taken" },
	  .log = "link 0 name dummy0 mtu 1400 kind dummy: no\nlink 9 mtu 1400: no\n",
	  .error = -EEXIST,
	  .words = "taken" },
	{ .op = { .kind = NET_CREATE_DUMMY, .link = TEXT("dummy0") },
	  .link = { .index = 9, .name = "dummy0", .kind = "veth", .mtu = 1500 },
	  .refusal = { "link 0", 1, EEXIST, NULL },
	  .log = "link 0 name dummy0 kind dummy: no\n",
	  .error = -EEXIST },
	{ .op = { .kind = NET_CREATE_VLAN, .link = TEXT("eth0.5"), .other = TEXT("eth0"), .number = 5, .mtu = 1400 },
	  .link = { .index = 2, .name = "eth0" },
	  .log = "link 0 name eth0.5 mtu 1400 lower 2 kind vlan tag 5\n" },
	{ .op = { .kind = NET_CREATE_VLAN, .link = TEXT("eth0.5"), .other = TEXT("eth1"), .number = 5 },
	  .link = { .index = 2, .name = "eth0" },
	  .log = "",
	  .error = -ENODEV },
	/* With another MTU it does not stay. */
	{ .op = { .kind = NET_CREATE_BRIDGE, .link = TEXT("lan"), .mtu = 1500 },
	  .link = { .index = 9, .name = "lan", .kind = "bridge" },
	  .refusal = { "link 9 mtu", 1, EINVAL, "mtu less than device minimum" },
	  .log = "link 0 name lan mtu 1501 kind bridge\nlink 9 mtu 1500: no\ndelete 9\n",
	  .error = -EINVAL,
	  .words = "mtu less than device minimum" },
	{ .op = { .kind = NET_CREATE_BRIDGE, .link = TEXT("lan"), .mtu = 1500 },
	  .link = { .index = 2, .name = "eth0" },
	  .log = "link 0 name lan mtu 1501 kind bridge\n",
	  .error = -ENODEV },
	/* Whatever a plan says. */
	{ .op = { .kind = NET_DELETE_LINK, .link = TEXT("vif1.0") },
	  .link = { .index = 9, .name = "vif1.0" },
	  .log = "",
	  .error = -EOPNOTSUPP },
	{ .op = { .kind = NET_DELETE_LINK, .link = TEXT("eth0.5") },
	  .link = { .index = 9, .name = "eth0.5", .kind = "vlan" },
	  .refusal = { "delete 9", 1, ENODEV, NULL },
	  .log = "delete 9: no\n" },
	{ .op = { .kind = NET_CARRY_NEIGHBOURS, .link = TEXT("eth0"), .other = TEXT("lan") },
	  .link = { .index = 2, .name = "eth0" },
	  .log = "",
	  .error = -ENODEV },
	{ .op = { .kind = NET_OP_KINDS, .link = TEXT("eth0") },
	  .link = { .index = 2, .name = "eth0" },
	  .log = "",
	  .error = -EINVAL },
	/* Names that no link can have do not get as far as the kernel. */
	{ .op = { .kind = NET_SET_UP, .link = TEXT("a-name-that-is-too-long") },
	  .link = { .index = 2, .name = "eth0" },
	  .log = "",
	  .error = -ENODEV },
	{ .op = { .kind = NET_RENAME,
	          .link = TEXT("eth0"),
	          .other = TEXT("0123456789012345678901234567890123456789012345678901234567890123") },
	  .link = { .index = 2, .name = "eth0" },
	  .log = "",
	  .error = -EMSGSIZE },
};

static void takes_steps(void **state)
{
	for (size_t i = 0; i < COUNT(steps); i++) {
		const struct step *step = &steps[i];
		char what[16];
		struct fixture f;
		int r;

		fake_begin(state);
		fake.links[0] = step->link;
		fake.refusals[0] = step->refusal;
		r = execute(&f, step->op);
		if (r != step->error)
			fail_msg("step %zu: %d, not %d", i, r, step->error);
		snprintf(what, sizeof(what), "step %zu", i);
		fake_expect_log(what, step->log);
		if (step->words)
			assert_string_equal(f.error.kernel, step->words);
		close_kernel(&f);
		fake_end(state);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(renames_with_vlans, fake_begin, fake_end),
		cmocka_unit_test(says_what_cannot_be_restored),
		cmocka_unit_test_setup_teardown(puts_back_after_a_refused_name, fake_begin, fake_end),
		cmocka_unit_test(takes_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
