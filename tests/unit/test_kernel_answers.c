/*
 * test_kernel_answers.c - answers that a kernel gives seldom, or never: refusals of a dump, and messages that do not
 * add up.
 *
 * Of fake_netlink.h's network, whose answers are spoilt on the way.
 */
#include "fake_netlink.h"

struct fixture {
	struct arena arena;
	struct net_ops ops;
	struct net_state state;
};

static void open_network(struct fixture *f)
{
	*f = (struct fixture){ 0 };
	assert_int_equal(kernel_open(&f->arena, &f->ops), 0);
	fake.links[0] = (struct fake_link){ .index = 2, .name = "eth0", .flags = FAKE_UP };
	fake.links[1] = (struct fake_link){ .index = 8, .name = "lan", .kind = "bridge", .flags = FAKE_UP };
	fake.addresses[0] = (struct fake_item){ .link = 2, .byte = 11 };
	fake.routes[0] = (struct fake_item){ .link = 2, .byte = 21, .protocol = RTPROT_STATIC };
}

static void close_network(struct fixture *f)
{
	kernel_close(&f->ops);
	arena_free(&f->arena);
}

static int execute(struct fixture *f, struct net_op op, struct net_error *error)
{
	return f->ops.execute(f->ops.self, &op, error);
}

/* A kernel may have been built without IPv6, or without rules; anything else is an error. */
static void takes_refused_dumps(void **state)
{
	static const struct {
		int type, error, result;
	} cases[] = {
		{ 0, 0, 0 },
		{ RTM_GETLINK, EOPNOTSUPP, -EOPNOTSUPP },
		{ RTM_GETADDR, EAFNOSUPPORT, 0 },
		{ RTM_GETROUTE, EOPNOTSUPP, 0 },
		{ RTM_GETRULE, EOPNOTSUPP, 0 },
		{ RTM_GETADDR, ENOBUFS, -ENOBUFS },
		{ RTM_GETROUTE, ENOBUFS, -ENOBUFS },
		{ RTM_GETRULE, EPERM, -EPERM },
		{ RTM_GETRULE, 5000, -EBADMSG },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture f;
		int r;

		fake_begin(state);
		open_network(&f);
		fake.refused_dump = cases[i].type;
		fake.dump_error = cases[i].error;
		r = f.ops.observe(f.ops.self, &f.arena, &f.state);
		if (r != cases[i].result)
			fail_msg("row %zu: %d, not %d", i, r, cases[i].result);
		if (r == 0)
			assert_true(f.state.n_links == 2 && f.state.n_addresses == (cases[i].type != RTM_GETADDR) &&
			            f.state.n_routes == (cases[i].type != RTM_GETROUTE));
		close_network(&f);
		fake_end(state);
	}
}

/* How the answers of one type are spoilt: `how` gets each. */
static struct {
	int type;
	void (*how)(struct nlmsghdr *answer);
} spoilt;

static void spoil_type(struct nlmsghdr *answer)
{
	if (answer->nlmsg_type == spoilt.type)
		spoilt.how(answer);
}

static void cut(struct nlmsghdr *answer)
{
	answer->nlmsg_len = NLMSG_HDRLEN + 4;
}

static void retype(struct nlmsghdr *answer)
{
	answer->nlmsg_type = RTM_NEWACTION;
}

/* The first attribute claims more than there is. */
static void overflow(struct nlmsghdr *answer, size_t header)
{
	((struct nlattr *)mnl_nlmsg_get_payload_offset(answer, header))->nla_len = 0x7000;
}
static void overflow_link(struct nlmsghdr *answer)
{
	overflow(answer, sizeof(struct ifinfomsg));
}
static void overflow_address(struct nlmsghdr *answer)
{
	overflow(answer, sizeof(struct ifaddrmsg));
}
static void overflow_route(struct nlmsghdr *answer)
{
	overflow(answer, sizeof(struct rtmsg));
}
static void overflow_neighbour(struct nlmsghdr *answer)
{
	overflow(answer, sizeof(struct ndmsg));
}

/* As kernels tell all families where they do not know the one that they were asked for. */
static void of_another_family(struct nlmsghdr *answer)
{
	*(uint8_t *)mnl_nlmsg_get_payload(answer) = AF_PACKET;
}

static void interrupted(struct nlmsghdr *answer)
{
	answer->nlmsg_flags |= NLM_F_DUMP_INTR;
}

static void interrupted_once(struct nlmsghdr *answer)
{
	interrupted(answer);
	spoilt.type = 0;
}

static void looks_at_spoilt_answers(void **state)
{
	static const struct {
		int type;
		void (*how)(struct nlmsghdr *answer);
		int result;
		size_t links, addresses, routes;
	} cases[] = {
		{ RTM_NEWLINK, cut, -EBADMSG, 0, 0, 0 },
		{ RTM_NEWLINK, retype, -EBADMSG, 0, 0, 0 },
		{ RTM_NEWLINK, overflow_link, -EBADMSG, 0, 0, 0 },
		{ RTM_NEWLINK, interrupted, -EAGAIN, 0, 0, 0 },
		{ RTM_NEWLINK, interrupted_once, 0, 2, 1, 1 },
		{ RTM_NEWADDR, cut, -EBADMSG, 0, 0, 0 },
		{ RTM_NEWADDR, retype, -EBADMSG, 0, 0, 0 },
		{ RTM_NEWADDR, overflow_address, -EBADMSG, 0, 0, 0 },
		{ RTM_NEWADDR, of_another_family, 0, 2, 0, 1 },
		{ RTM_NEWADDR, interrupted_once, 0, 2, 1, 1 },
		{ RTM_NEWROUTE, cut, -EBADMSG, 0, 0, 0 },
		{ RTM_NEWROUTE, retype, -EBADMSG, 0, 0, 0 },
		{ RTM_NEWROUTE, overflow_route, -EBADMSG, 0, 0, 0 },
		{ RTM_NEWROUTE, of_another_family, 0, 2, 1, 0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture f;
		int r;

		fake_begin(state);
		open_network(&f);
		spoilt.type = cases[i].type;
		spoilt.how = cases[i].how;
		fake.spoil = spoil_type;
		r = f.ops.observe(f.ops.self, &f.arena, &f.state);
		if (r != cases[i].result)
			fail_msg("row %zu: %d, not %d", i, r, cases[i].result);
		if (r == 0 && (f.state.n_links != cases[i].links || f.state.n_addresses != cases[i].addresses ||
		               f.state.n_routes != cases[i].routes))
			fail_msg("row %zu: %zu links, %zu addresses, %zu routes", i, f.state.n_links,
			         f.state.n_addresses, f.state.n_routes);
		close_network(&f);
		fake_end(state);
	}
}

static struct nlattr *of_neighbour(struct nlmsghdr *answer, uint16_t type)
{
	return (struct nlattr *)fake_attr(answer, sizeof(struct ndmsg), type);
}

static void unmet(struct nlmsghdr *answer)
{
	((struct ndmsg *)mnl_nlmsg_get_payload(answer))->ndm_state = NUD_FAILED;
}

static void without_mac(struct nlmsghdr *answer)
{
	of_neighbour(answer, NDA_LLADDR)->nla_type = NDA_PROBES;
}

static void of_short_address(struct nlmsghdr *answer)
{
	((struct ndmsg *)mnl_nlmsg_get_payload(answer))->ndm_family = AF_INET;
}

static void written_down(struct nlmsghdr *answer)
{
	((struct ndmsg *)mnl_nlmsg_get_payload(answer))->ndm_state = NUD_PERMANENT;
}

/* What came by chance may be lost; without what somebody wrote down a host may be out of reach. */
static void carries_neighbours(void **state)
{
	static const struct {
		void (*how)(struct nlmsghdr *answer);
		struct fake_refusal refusal;
		const char *log;
		int result;
	} cases[] = {
		{ NULL, { 0 }, "neighbour 8 102\n", 0 },
		{ NULL, { "neighbour", 1, ENOBUFS, NULL }, "neighbour 8 102: no\n", 0 },
		{ written_down, { 0 }, "neighbour 8 102\n", 0 },
		{ written_down, { "neighbour", 1, ENOBUFS, NULL }, "neighbour 8 102: no\n", -ENOBUFS },
		{ unmet, { 0 }, "", 0 },
		{ without_mac, { 0 }, "", 0 },
		{ of_short_address, { 0 }, "", -EBADMSG },
		{ cut, { 0 }, "", -EBADMSG },
		{ overflow_neighbour, { 0 }, "", -EBADMSG },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct net_error error;
		struct fixture f;
		int r;

		fake_begin(state);
		open_network(&f);
		spoilt.type = cases[i].how ? RTM_NEWNEIGH : 0;
		spoilt.how = cases[i].how;
		fake.spoil = spoil_type;
		fake.refusals[0] = cases[i].refusal;
		r = execute(&f,
		            (struct net_op){ .kind = NET_CARRY_NEIGHBOURS, .link = TEXT("eth0"), .other = TEXT("lan") },
		            &error);
		if (r != cases[i].result)
			fail_msg("row %zu: %d, not %d", i, r, cases[i].result);
		expect_text("neighbours", sb_view(&fake.log), cases[i].log);
		close_network(&f);
		fake_end(state);
	}
}

static void carries_many_neighbours(void **state)
{
	struct net_error error;
	struct sb wanted = { 0 };
	struct fixture f;

	(void)state;
	open_network(&f);
	fake.neighbours = 20;
	assert_int_equal(
		execute(&f, (struct net_op){ .kind = NET_CARRY_NEIGHBOURS, .link = TEXT("eth0"), .other = TEXT("lan") },
	                &error),
		0);
	for (unsigned i = 0; i < 20; i++)
		sb_printf(&wanted, "neighbour 8 %u\n", 102 + i);
	sb_byte(&wanted, '\0');
	expect_text("neighbours", sb_view(&fake.log), wanted.s);
	sb_free(&wanted);
	close_network(&f);
}

static void no_error(struct nlmsghdr *answer)
{
	((struct nlmsgerr *)mnl_nlmsg_get_payload(answer))->error = 5;
}

static void too_large_an_error(struct nlmsghdr *answer)
{
	((struct nlmsgerr *)mnl_nlmsg_get_payload(answer))->error = -5000;
}

static void words_without_end(struct nlmsghdr *answer)
{
	((char *)answer)[answer->nlmsg_len - 1] = 'x';
}

/* What is said to a step. */
static void reads_refusals(void **state)
{
	static const struct {
		void (*how)(struct nlmsghdr *answer);
		bool uncapped;
		int result;
		const char *words;
	} cases[] = {
		{ NULL, false, -EINVAL, "why not" }, { NULL, true, -EINVAL, "why not" },
		{ no_error, false, -EBADMSG, "" },   { too_large_an_error, false, -EBADMSG, "" },
		{ cut, false, -EBADMSG, "" },        { words_without_end, false, -EINVAL, "" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture f;
		struct kernel *k;

		fake_begin(state);
		open_network(&f);
		fake.uncapped = cases[i].uncapped;
		fake.refusals[0] = (struct fake_refusal){ "link 2", 1, EINVAL, "why not" };
		k = f.ops.self;
		spoilt.type = cases[i].how ? NLMSG_ERROR : 0;
		spoilt.how = cases[i].how;
		fake.spoil = spoil_type;
		assert_int_equal(kernel_set_up(k, 2, true), cases[i].result);
		if (strcmp(k->said ? k->said : "", cases[i].words) != 0)
			fail_msg("row %zu: \"%s\"", i, k->said ? k->said : "");
		close_network(&f);
		fake_end(state);
	}
}

/* What does not fit is not sent. */
static void sends_nothing_that_is_too_long(void **state)
{
	enum { SIZE = 50000, ATTRIBUTES = 3 };
	static uint32_t bytes[(sizeof(struct ifaddrmsg) + ATTRIBUTES * (SIZE + 4)) / 4];
	static const char name[] = "0123456789012345678901234567890123456789012345678901234567890123";
	struct net_error error;
	struct fixture f;
	char *at = (char *)bytes + sizeof(struct ifaddrmsg);

	(void)state;
	open_network(&f);
	*(struct ifaddrmsg *)bytes = (struct ifaddrmsg){ AF_INET6, 64, 0, 0, 2 };
	for (unsigned i = 0; i < ATTRIBUTES; i++, at += SIZE + 4)
		*(struct nlattr *)at = (struct nlattr){ SIZE + 4, 99 };
	assert_int_equal(execute(&f,
	                         (struct net_op){ .kind = NET_ADD_ADDRESS,
	                                          .link = TEXT("lan"),
	                                          .message = { (const char *)bytes, sizeof(bytes) } },
	                         &error),
	                 -EMSGSIZE);
	assert_int_equal(execute(&f, (struct net_op){ .kind = NET_CREATE_BRIDGE, .link = text_of(name) }, &error),
	                 -EMSGSIZE);
	fake_expect_log("nothing", "");
	close_network(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_refused_dumps),
		cmocka_unit_test(looks_at_spoilt_answers),
		cmocka_unit_test(carries_neighbours),
		cmocka_unit_test_setup_teardown(carries_many_neighbours, fake_begin, fake_end),
		cmocka_unit_test(reads_refusals),
		cmocka_unit_test_setup_teardown(sends_nothing_that_is_too_long, fake_begin, fake_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
