/*
 * test_journal.c - what is written down before the network is changed is read back as it was, or not at all.
 */
#include "harness.h"
#include <errno.h>
#include <xencfg/hash.h>
#include <xencfg/journal.h>

/* A text of every byte. */
static struct text every_byte(struct arena *arena)
{
	char *s = arena_alloc(arena, 256);

	assert_non_null(s);
	for (int i = 0; i < 256; i++)
		s[i] = (char)i;
	return (struct text){ s, 256 };
}

/* One of everything, no member zero. */
static void fill(struct arena *arena, struct journal *ret)
{
	static struct net_link links[2];
	static struct net_address addresses[1];
	static struct net_route routes[1];
	static struct text rules[1], described[1];
	static struct span places[1];
	static struct net_want_bridge bridges[1];
	static uint32_t made[2] = { 7, 4294967295u };
	static struct net_hop hops[2];
	static struct net_op undo, ops[2];
	const struct net_bridge bridge = { true, 1500, true, 5 };

	links[0] = (struct net_link){
		3, 4, 5, TEXT("eth0 %\n"), TEXT("veth"), { { 1, 2, 3, 4, 5, 6 } }, true, true, 1500, 100, bridge
	};
	links[1] = (struct net_link){ .index = 4, .name = TEXT("lan") };
	addresses[0] =
		(struct net_address){ 3, NET_IPV6, every_byte(arena), { 32, 1, 0, 255 }, 64, true, true, true, true };
	routes[0] = (struct net_route){ 3, NET_IPV6, every_byte(arena), 254, true };
	rules[0] = every_byte(arena);
	described[0] = TEXT("192.168.0.1/24");
	bridges[0] = (struct net_want_bridge){
		.name = TEXT("lan"),
		.netdev = TEXT("eth0"),
		.dummy = true,
		.vlan = 4094,
		.rename = true,
		.mtu = 9000,
		.bridge = bridge,
		.has_stp = true,
		.has_forward_delay = true,
		.has_nf_call = true,
		.mac = { { 2, 0, 0, 0, 0, 9 } },
		.has_addresses = true,
		.addresses = described,
		.addresses_at = places,
		.n_addresses = 1,
		.default_route = TEXT("192.168.0.254"),
		.dhcp = true,
		.antispoof = true,
	};
	hops[0] = (struct net_hop){ 3, TEXT("lan") };
	hops[1] = (struct net_hop){ 9, TEXT("") };
	undo = (struct net_op){ .kind = NET_DELETE_ROUTE, .link = TEXT("lan"), .message = every_byte(arena) };
	ops[0] = (struct net_op){ .kind = NET_ADD_ROUTE,
		                  .link = TEXT("lan"),
		                  .other = TEXT("lan:1"),
		                  .number = 4000000000u,
		                  .mtu = 9000,
		                  .mac = { { 9, 8, 7, 6, 5, 4 } },
		                  .bridge = bridge,
		                  .message = every_byte(arena),
		                  .hops = hops,
		                  .n_hops = 2,
		                  .beside = true,
		                  .reason = "the route to 10.0.0.0/8 moves",
		                  .undo = &undo };
	ops[1] = (struct net_op){ .kind = NET_SET_MASTER, .link = TEXT("eth0"), .cut_over = true };
	*ret = (struct journal){ .kind = JOURNAL_STOP,
		                 .boot = TEXT("a-b-c/17"),
		                 .confirm = 60,
		                 .made = made,
		                 .n_made = 2,
		                 .want = { bridges, 1 },
		                 .ops = ops,
		                 .n_ops = 2,
		                 .done = 1 };
	ret->before = (struct net_state){ links, 2, addresses, 1, routes, 1, rules, 1, true };
}

static struct text written(struct run *run, const struct journal *j)
{
	struct sb out = { 0 };
	struct text text;

	assert_int_equal(journal_put(&out, j), 0);
	text = text_of(arena_string(&run->arena, sb_view(&out)));
	assert_int_equal(text.n, out.n);
	sb_free(&out);
	return text;
}

static void expect_network(const struct journal *j, const struct journal *back)
{
	assert_true(text_same(back->before.links[0].name, TEXT("eth0 %\n")));
	assert_memory_equal(&back->before.links[0].bridge, &j->before.links[0].bridge, sizeof(struct net_bridge));
	assert_int_equal(back->before.links[0].vlan, 100);
	assert_int_equal(back->before.links[1].index, 4);
	assert_true(text_same(back->before.addresses[0].message, j->before.addresses[0].message));
	assert_memory_equal(back->before.addresses[0].bytes, j->before.addresses[0].bytes, 16);
	assert_true(back->before.addresses[0].temporary && back->before.routes[0].automatic);
	assert_true(text_same(back->before.rules[0], j->before.rules[0]));
}

static void reads_what_was_written(void **state)
{
	struct journal j, back;
	const struct net_op *op;
	struct run run;
	struct text text;

	(void)state;
	run_open(&run);
	fill(&run.arena, &j);
	text = written(&run, &j);
	assert_int_equal(journal_parse(&run.arena, text, &back), 0);
	expect_text("again", written(&run, &back), text.s);
	/* And not only does it forget the same things each time. */
	assert_int_equal(back.kind, JOURNAL_STOP);
	assert_int_equal(back.confirm, 60);
	assert_int_equal(back.done, 1);
	assert_int_equal(back.made[1], 4294967295u);
	expect_network(&j, &back);
	assert_true(text_is(back.want.bridges[0].addresses[0], "192.168.0.1/24"));
	assert_true(text_is(back.want.bridges[0].default_route, "192.168.0.254"));
	assert_int_equal(back.want.bridges[0].vlan, 4094);
	op = &back.ops[0];
	assert_true(op->kind == NET_ADD_ROUTE && op->beside && !op->cut_over && op->n_hops == 2);
	assert_true(text_is(op->hops[0].link, "lan") && op->hops[0].index == 3);
	assert_int_equal((uintptr_t)op->message.s % 4, 0);
	assert_string_equal(op->reason, "the route to 10.0.0.0/8 moves");
	assert_true(op->undo->kind == NET_DELETE_ROUTE && op->undo->message.n == 256);
	assert_true(back.ops[1].cut_over && !back.ops[1].undo);
	run_close(&run);
}

static void takes_nothing_that_is_not_whole(void **state)
{
	struct journal j, back;
	struct run run;
	struct text text;

	(void)state;
	run_open(&run);
	fill(&run.arena, &j);
	j.done = 0;
	text = written(&run, &j);
	for (size_t n = 0; n < text.n; n++)
		assert_int_equal(journal_parse(&run.arena, (struct text){ text.s, n }, &back), -EBADMSG);
	for (size_t i = 0; i < text.n; i++) {
		char *copy = arena_string(&run.arena, text);

		copy[i] ^= 1;
		assert_int_equal(journal_parse(&run.arena, (struct text){ copy, text.n }, &back), -EBADMSG);
	}
	/* One step more than there are. */
	assert_int_equal(journal_parse(&run.arena, text_of(arena_printf(&run.arena, "%s..", text.s)), &back), 0);
	assert_int_equal(back.done, 2);
	assert_int_equal(journal_parse(&run.arena, text_of(arena_printf(&run.arena, "%s...", text.s)), &back),
	                 -EBADMSG);
	run_close(&run);
}

/* With a hash that is right, whatever the bytes: no crash, and what is taken can be written again. */
static void survives_any_bytes(void **state)
{
	uint64_t seed = 4;
	struct journal j;
	struct run run;
	struct text text;
	size_t body, taken = 0;

	(void)state;
	run_open(&run);
	fill(&run.arena, &j);
	j.done = 0;
	text = written(&run, &j);
	body = (size_t)(strstr(text.s, "\nend ") + 1 - text.s);
	for (unsigned i = 0; i < 20000; i++) {
		struct arena arena = { 0 };
		struct journal back;
		char *copy = arena_string(&arena, (struct text){ text.s, body }), *whole;

		for (size_t k = random_below(&seed, 4) + 1; k > 0; k--)
			copy[random_below(&seed, body)] = "0123456789% \nAFZx."[random_below(&seed, 18)];
		whole = arena_printf(&arena, "%send %llu\n", copy,
		                     (unsigned long long)hash_add(HASH_START, (struct text){ copy, body }));
		if (journal_parse(&arena, text_of(whole), &back) == 0) {
			struct sb out = { 0 };

			assert_int_equal(journal_put(&out, &back), 0);
			sb_free(&out);
			taken++;
		}
		arena_free(&arena);
	}
	/* Some are still journals: else nothing was tried but the first word. */
	assert_true(taken > 500);
	run_close(&run);
}

static void counts_promise_no_memory(void **state)
{
	struct run run;
	struct journal back;
	const char body[] = "xencfg-journal-1 0 x 0\nnetwork 0\nlinks 4000000000\n";
	const char *text;

	(void)state;
	run_open(&run);
	text = arena_printf(&run.arena, "%send %llu\n", body, (unsigned long long)hash_add(HASH_START, text_of(body)));
	assert_int_equal(journal_parse(&run.arena, text_of(text), &back), -EBADMSG);
	run_close(&run);
}

/* The steps would go by another name than the one that was looked for, or by none that the kernel has. */
static void takes_no_name_that_no_link_can_have(void **state)
{
	struct journal j, back;
	struct run run;

	(void)state;
	run_open(&run);
	fill(&run.arena, &j);
	j.want.bridges[0].netdev = TEXT("sixteen-bytes-16");
	assert_int_equal(journal_parse(&run.arena, written(&run, &j), &back), -EBADMSG);
	j.want.bridges[0].netdev = TEXT("eth\0000");
	assert_int_equal(journal_parse(&run.arena, written(&run, &j), &back), -EBADMSG);
	j.want.bridges[0].netdev = TEXT("eth0");
	j.before.links[1].name = TEXT("la\0n");
	assert_int_equal(journal_parse(&run.arena, written(&run, &j), &back), -EBADMSG);
	j.before.links[1].name = TEXT("lan");
	assert_int_equal(journal_parse(&run.arena, written(&run, &j), &back), 0);
	run_close(&run);
}

static void lives_in_a_file(void **state)
{
	struct journal j, back;
	struct run run;
	struct stat st;
	int dir = open(".", O_RDONLY | O_DIRECTORY), fd;

	(void)state;
	run_open(&run);
	fill(&run.arena, &j);
	j.done = 0;
	assert_int_equal(journal_read(&run.arena, dir, JOURNAL_RUNNING, &back), -ENOENT);
	assert_int_equal(journal_write(dir, JOURNAL_RUNNING, &j), 0);
	assert_int_equal(journal_continue(dir, &fd), 0);
	for (size_t i = 0; i <= j.n_ops; i++) {
		assert_int_equal(journal_read(&run.arena, dir, JOURNAL_RUNNING, &back), 0);
		assert_int_equal(back.done, i);
		assert_int_equal(journal_step(fd), 0);
	}
	close(fd);
	assert_int_equal(journal_read(&run.arena, dir, JOURNAL_RUNNING, &back), -EBADMSG);
	/* What it tells anybody may ask the kernel for; who writes it steers the network. */
	assert_int_equal(stat(JOURNAL_RUNNING, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	assert_int_equal(journal_remove(dir, JOURNAL_RUNNING), 0);
	assert_int_equal(journal_remove(dir, JOURNAL_RUNNING), 0);
	expect_names(".", "");
	close(dir);
	run_close(&run);
}

/* Behind the dots of the steps stand the marks of their inverses: from the step that may have been done downwards. */
static void counts_inverses(void **state)
{
	struct journal j, back;
	struct run run;
	int dir, fd;

	(void)state;
	run_open(&run);
	fill(&run.arena, &j);
	assert_int_equal(j.n_ops, 2);
	dir = open(".", O_RDONLY | O_DIRECTORY);
	for (size_t done = 0; done <= j.n_ops; done++) {
		size_t first = done < j.n_ops ? done + 1 : done;

		j.done = j.undone = 0;
		assert_int_equal(journal_write(dir, JOURNAL_RUNNING, &j), 0);
		assert_int_equal(journal_continue(dir, &fd), 0);
		for (size_t i = 0; i < done; i++)
			assert_int_equal(journal_step(fd), 0);
		for (size_t undone = 0; undone <= first; undone++) {
			assert_int_equal(journal_read(&run.arena, dir, JOURNAL_RUNNING, &back), 0);
			assert_int_equal(back.done, done);
			assert_int_equal(back.undone, undone);
			assert_int_equal(journal_next_undo(&back), first - undone);
			assert_int_equal(journal_step_back(fd), 0);
		}
		assert_int_equal(journal_read(&run.arena, dir, JOURNAL_RUNNING, &back), -EBADMSG);
		close(fd);
	}
	/* A step behind them was not taken. */
	j.done = j.undone = 1;
	assert_int_equal(journal_write(dir, JOURNAL_RUNNING, &j), 0);
	assert_int_equal(journal_continue(dir, &fd), 0);
	assert_int_equal(journal_step(fd), 0);
	close(fd);
	assert_int_equal(journal_read(&run.arena, dir, JOURNAL_RUNNING, &back), -EBADMSG);
	/* What a killed run had begun to write goes. */
	write_file("journal.new", TEXT("half"));
	assert_int_equal(journal_sweep(dir), 0);
	assert_int_equal(journal_sweep(dir), 0);
	assert_int_equal(journal_remove(dir, JOURNAL_RUNNING), 0);
	expect_names(".", "");
	close(dir);
	run_close(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_was_written),
		cmocka_unit_test(takes_nothing_that_is_not_whole),
		cmocka_unit_test(survives_any_bytes),
		cmocka_unit_test(counts_promise_no_memory),
		cmocka_unit_test(takes_no_name_that_no_link_can_have),
		cmocka_unit_test(lives_in_a_file),
		cmocka_unit_test(counts_inverses),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
