/*
 * test_plan.c - plans for networks that people have, executed by a fake kernel.
 *
 * Touches no real network.
 */
#include "harness.h"
#include "plan_bench.h"
#include <linux/fib_rules.h>

static struct net_want_bridge bridge(const char *name, const char *netdev)
{
	return (struct net_want_bridge){ .name = text_of(name), .netdev = text_of(netdev), .mac = { { 2, 1 } } };
}

static void up(struct fake *f, const char *name)
{
	fake_link(f, name, "")->up = true;
}

/* What `gerf` is before anybody made bridges. */
static void gerf(struct fake *f)
{
	fake_init(f);
	up(f, "lo");
	up(f, "eth0");
	up(f, "eth1");
	fake_address(f, "eth0", "192.168.0.1/24", NULL, false);
	fake_address(f, "eth0", "192.168.0.2/24", "eth0:1", false);
	fake_address(f, "eth0", "2001:db8::1/64", NULL, true);
	fake_address(f, "eth0", "2001:db8::2/64", NULL, false);
	fake_address(f, "eth1", "198.51.100.9/24", NULL, true);
	fake_route(f, "eth0", "10.1.0.0/16", "192.168.0.254", NULL, 254, 0);
	fake_route(f, "eth0", "10.9.9.1/32", NULL, NULL, 254, 0);
	fake_route(f, "eth0", "10.2.0.0/16", "10.9.9.1", "192.168.0.2", 100, 7);
	fake_route(f, "eth1", NULL, "198.51.100.1", NULL, 254, 0);
	fake_route(f, "eth0", NULL, "192.168.0.254", NULL, 254, 0);
	fake_route(f, "eth0", NULL, "2001:db8::ff", NULL, 254, 1024);
}

static void moves_gerf_on_xl(void **state)
{
	struct net_want_bridge bridges[] = { bridge("lan", "eth0"), bridge("wan", "eth1"), bridge("dmz", "dummy0") };
	struct net_want want = { bridges, COUNT(bridges) };

	(void)state;
	bridges[2].dummy = true;
	expect_sound(gerf, &want, true);
	expect_sound(gerf, &want, false);
}

static void moves_gerf_with_rename(void **state)
{
	struct net_want_bridge bridges[] = { bridge("lan", "eth0"), bridge("eth1", "eth1") };
	struct net_want want = { bridges, COUNT(bridges) };

	(void)state;
	bridges[0].rename = bridges[1].rename = true;
	expect_sound(gerf, &want, true);
	expect_sound(gerf, &want, false);
	bridges[0].name = TEXT("eth0");
	expect_sound(gerf, &want, true);
	expect_sound(gerf, &want, false);
}

static void makes_vlans(void **state)
{
	struct net_want_bridge bridges[] = { bridge("v100", "eth0"), bridge("lan", "eth0"), bridge("d", "dummy3") };
	struct net_want want = { bridges, COUNT(bridges) };

	(void)state;
	bridges[0].vlan = bridges[2].vlan = 100;
	bridges[1].rename = bridges[2].dummy = true;
	bridges[1].bridge.stp = bridges[1].has_stp = true;
	bridges[1].bridge.forward_delay = 1500;
	expect_sound(gerf, &want, true);
	expect_sound(gerf, &want, false);
}

static void gives_described_addresses(void **state)
{
	struct text addresses[] = { TEXT("192.168.0.7/24"), TEXT("192.168.0.1/24"), TEXT("fd00::1/64") };
	struct span places[3] = { { 0 } };
	struct net_want_bridge bridges[] = { bridge("lan", "eth0") };
	struct net_want want = { bridges, COUNT(bridges) };

	(void)state;
	bridges[0].has_addresses = true;
	bridges[0].addresses = addresses;
	bridges[0].addresses_at = places;
	bridges[0].n_addresses = 3;
	bridges[0].default_route = TEXT("192.168.0.99");
	expect_sound(gerf, &want, true);
}

/* Routes with several next hops: through one NIC, and through two of which one or both get a bridge. */
static void hops(struct fake *f)
{
	static const char *const through_one[] = { "eth0", "eth0" }, *const through_two[] = { "eth0", "eth1" };
	static const char *const of_one[] = { "192.168.0.253", "192.168.0.254" };
	static const char *const of_two[] = { "192.168.0.254", "198.51.100.1" };

	gerf(f);
	fake_hops(f, "10.3.0.0/16", through_one, of_one);
	fake_hops(f, "10.4.0.0/16", through_two, of_two);
}

static void moves_next_hops(void **state)
{
	struct net_want_bridge bridges[] = { bridge("lan", "eth0"), bridge("wan", "eth1") };
	struct net_want want = { bridges, COUNT(bridges) };

	(void)state;
	expect_sound(hops, &want, true);
	want.n_bridges = 1;
	expect_sound(hops, &want, true);
	bridges[0] = bridges[1];
	expect_sound(hops, &want, true);
	bridges[0].rename = true;
	expect_sound(hops, &want, true);
	expect_sound(hops, &want, false);
}

/* Other routes have the same keys, and stand before those that move. */
static void hops_behind(struct fake *f)
{
	static const char *const through_one[] = { "eth0", "eth0" }, *const through_two[] = { "eth0", "eth1" };
	static const char *const of_one[] = { "192.168.0.253", "192.168.0.254" };
	static const char *const of_two[] = { "192.168.0.254", "198.51.100.1" };

	gerf(f);
	fake_route(f, "eth1", "10.3.0.0/16", "198.51.100.1", NULL, 254, 0);
	fake_hops(f, "10.3.0.0/16", through_one, of_one);
	fake_route(f, "lo", "10.4.0.0/16", NULL, NULL, 254, 0);
	fake_hops(f, "10.4.0.0/16", through_two, of_two);
}

/* A gateway is reached by a route that the kernel tells later. */
static void hops_reached(struct fake *f)
{
	static const char *const links[] = { "eth0", "eth0" }, *const via[] = { "10.9.9.1", "192.168.0.254" };

	fake_init(f);
	up(f, "eth0");
	fake_address(f, "eth0", "192.168.0.1/24", NULL, false);
	fake_hops(f, "10.3.0.0/16", links, via);
	fake_route(f, "eth0", "10.9.9.1/32", NULL, NULL, 254, 0);
}

static void moves_next_hops_that_are_reached_by_routes(void **state)
{
	struct net_want_bridge bridges[] = { bridge("lan", "eth0") };
	struct net_want want = { bridges, COUNT(bridges) };

	(void)state;
	expect_sound(hops_reached, &want, true);
	bridges[0].rename = true;
	expect_sound(hops_reached, &want, true);
	expect_sound(hops_reached, &want, false);
}

static void moves_next_hops_behind_others(void **state)
{
	struct net_want_bridge bridges[] = { bridge("lan", "eth0"), bridge("wan", "eth1") };
	struct net_want want = { bridges, COUNT(bridges) };

	(void)state;
	expect_sound(hops_behind, &want, true);
	want.n_bridges = 1;
	expect_sound(hops_behind, &want, true);
	bridges[0].rename = true;
	expect_sound(hops_behind, &want, true);
	expect_sound(hops_behind, &want, false);
}

/* The described default route comes in the place of the one that is there, which has its key. */
static void one_default(struct fake *f)
{
	fake_init(f);
	up(f, "eth0");
	fake_address(f, "eth0", "192.168.0.1/24", NULL, false);
	fake_address(f, "eth0", "2001:db8::2/64", NULL, false);
	fake_route(f, "eth0", NULL, "192.168.0.254", NULL, 254, 0);
	fake_route(f, "eth0", NULL, "2001:db8::ff", NULL, 254, 1024);
}

/* The new one has to be used at once, and is not behind the old one for a while. */
static void expect_replaced(const struct net_want *want)
{
	struct bench b;
	size_t added = 0, taken = 0;

	run_open(&b.run);
	b.fake.arena = &b.run.arena;
	one_default(&b.fake);
	assert_int_equal(plan(&b, want), 0);
	for (size_t i = 0; i < b.plan.n_ops; i++) {
		const struct net_op *op = &b.plan.ops[i];

		if (!strstr(op->reason, "default route"))
			continue;
		assert_false(op->beside);
		added += op->kind == NET_ADD_ROUTE;
		taken += op->kind == NET_DELETE_ROUTE;
	}
	assert_true(added == 2 && taken == 0);
	assert_int_equal(b.plan.n_warnings, 0);
	run_close(&b.run);
}

static void replaces_the_default_route(void **state)
{
	static const char *const routes[] = { "192.168.0.99", "192.168.0.254", "2001:db8::99", "2001:db8::ff" };
	struct net_want_bridge bridges[] = { bridge("lan", "eth0") };
	struct net_want want = { bridges, COUNT(bridges) };

	(void)state;
	for (size_t i = 0; i < COUNT(routes); i++) {
		bridges[0].default_route = text_of(routes[i]);
		bridges[0].rename = false;
		expect_replaced(&want);
		expect_sound(one_default, &want, true);
		bridges[0].rename = true;
		expect_sound(one_default, &want, true);
		expect_sound(one_default, &want, false);
	}
}

/* A bridge with a vif of a guest, made by somebody else. */
static void adopted(struct fake *f)
{
	struct net_link *lan;

	gerf(f);
	lan = fake_link(f, "lan", "bridge");
	fake_link(f, "vif1.0", "")->master = lan->index;
	fake_address(f, "lan", "10.66.0.1/24", NULL, false);
}

static void adopts(void **state)
{
	struct net_want_bridge bridges[] = { bridge("lan", "eth0") };
	struct net_want want = { bridges, COUNT(bridges) };

	(void)state;
	expect_sound(adopted, &want, true);
	bridges[0].mtu = 1400;
	bridges[0].rename = true;
	expect_sound(adopted, &want, false);
}

static void expect_refused(struct net_want_bridge one, enum rule rule, const char *words)
{
	struct net_want_bridge bridges[] = { bridge("lan", "eth0"), one };
	struct net_want want = { bridges, COUNT(bridges) };
	struct bench b;
	const struct finding *f;

	run_open(&b.run);
	b.fake.arena = &b.run.arena;
	adopted(&b.fake);
	assert_int_equal(plan(&b, &want), -EINVAL);
	f = finding_of(b.run.findings.first, rule);
	while (f && strcmp(f->message, words) != 0)
		f = finding_of(f->next, rule);
	if (!f)
		fail_msg("nobody says: %s", words);
	run_close(&b.run);
}

static void refuses(void **state)
{
	struct net_want_bridge one;

	(void)state;
	expect_refused(bridge("wan", "eth7"), RULE_NETDEV_MISSING, "this machine has no eth7");
	expect_refused(bridge("wan", "vif1.0"), RULE_NETDEV_SHARED, "vif1.0 is a port of lan already");
	expect_refused(bridge("eth1", "eth0"), RULE_BRIDGE_NAME_INVALID, "eth1 is there already and is no bridge");
	expect_refused(bridge("wan", "lan"), RULE_NETDEV_NAME, "lan is a bridge itself");
	expect_refused(bridge("wan", "lo"), RULE_NETDEV_NAME, "lo is no Ethernet interface");
	expect_refused(bridge("lan", "eth1"), RULE_BRIDGE_DUPLICATE, "there are two bridges lan");
	expect_refused(bridge("wan", "eth0"), RULE_NETDEV_SHARED, "eth0 is to be a port of lan, too");
	expect_refused(bridge("", "eth1"), RULE_BRIDGE_NAME_INVALID, "the kernel takes names of 1 to 15 bytes");
	expect_refused(bridge("wan-in-the-attic", "eth1"), RULE_BRIDGE_NAME_INVALID,
	               "the kernel takes names of 1 to 15 bytes");
	one = bridge("wan", "eth1");
	one.vlan = 4094;
	one.netdev = TEXT("enp131s0f1");
	expect_refused(one, RULE_NETDEV_MISSING, "this machine has no enp131s0f1");
	one.netdev = TEXT("enp131s0f1d1");
	expect_refused(one, RULE_NETDEV_NAME, "enp131s0f1d1.4094 is longer than the 15 bytes that the kernel takes");
	one = bridge("wan", "enp131s0f1d1np1");
	one.rename = true;
	expect_refused(one, RULE_NETDEV_NAME, "penp131s0f1d1np1 is longer than the 15 bytes that the kernel takes");
}

/* The warnings of gerf's eth0 or eth1, as said by `word`, and nothing else; NULL: none. */
static void expect_warning(struct net_want_bridge one, bool renames_up, const char *word, uint32_t begin)
{
	struct net_want want = { &one, 1 };
	struct bench b;
	bool found = !word;

	run_open(&b.run);
	b.fake.arena = &b.run.arena;
	gerf(&b.fake);
	b.fake.renames_up = renames_up;
	assert_int_equal(plan(&b, &want), 0);
	for (size_t i = 0; i < b.plan.n_warnings; i++) {
		const struct plan_warning *w = &b.plan.warnings[i];

		/* Of an address that eth0 and eth1 have for a time, each. */
		if (strstr(w->message, "for a time") && !(word && strstr(word, "for a time")))
			continue;
		if (!word || !strstr(w->message, word))
			fail_msg("\"%s\", not \"%s\"", w->message, word ? word : "");
		assert_int_equal(w->at.begin, begin);
		found = true;
	}
	if (!found)
		fail_msg("no warning of \"%s\"", word);
	run_close(&b.run);
}

static void warns_of_what_hurts(void **state)
{
	enum { NETDEV = 10, DHCP = 20, ANTISPOOF = 30 };
	struct net_want_bridge lan = bridge("lan", "eth0"), one;

	(void)state;
	lan.netdev_at = (struct span){ 1, NETDEV, NETDEV + 1 };
	lan.dhcp_at = (struct span){ 1, DHCP, DHCP + 1 };
	lan.antispoof_at = (struct span){ 1, ANTISPOOF, ANTISPOOF + 1 };
	expect_warning(lan, true, NULL, 0);
	expect_warning(lan, true, "gave 2001:db8::1/64 to eth0 for a time", NETDEV);
	one = lan;
	one.dhcp = true;
	expect_warning(one, true, "one on eth0 hears no more answers: let it work on lan", DHCP);
	one = lan;
	one.rename = true;
	expect_warning(one, true, NULL, 0);
	expect_warning(one, false, "takes eth0 down to rename it", NETDEV);
	one = lan;
	one.mtu = 9000;
	expect_warning(one, true, "eth0 passes 1500 bytes at most, fewer than the 9000 of lan", NETDEV);
	one.mtu = 1400;
	expect_warning(one, true, NULL, 0);
	one = lan;
	one.antispoof = true;
	expect_warning(one, true, "only network-bridge heeds antispoof", ANTISPOOF);
}

/* struct fib_rule_hdr, a priority, and the interface that it is for. */
static struct text rule(char *room, unsigned type, const char *link)
{
	struct nlattr priority = { 8, FRA_PRIORITY },
		      name = { (uint16_t)(sizeof(name) + strlen(link) + 1), (uint16_t)type };
	size_t n = sizeof(struct fib_rule_hdr);

	memset(room, 0, 128);
	memcpy(room + n, &priority, sizeof(priority));
	memcpy(room + n + 8, &name, sizeof(name));
	memcpy(room + n + 8 + sizeof(name), link, strlen(link));
	return (struct text){ room, n + 8 + name.nla_len };
}

static void expect_rule_warned(struct net_want_bridge one, unsigned type, const char *link, const char *word)
{
	struct net_want want = { &one, 1 };
	struct text rules[2];
	char room[2][128];
	struct bench b;
	size_t found = 0;

	run_open(&b.run);
	b.fake.arena = &b.run.arena;
	gerf(&b.fake);
	b.fake.renames_up = true;
	assert_int_equal(plan(&b, &want), 0);
	rules[0] = rule(room[0], FRA_IIFNAME, "eth00");
	rules[1] = rule(room[1], type, link);
	b.state.rules = rules;
	b.state.n_rules = COUNT(rules);
	assert_int_equal(plan_build(&b.run.arena, &want, &b.state, &b.run.findings, &b.plan), 0);
	for (size_t i = 0; i < b.plan.n_warnings; i++)
		if (strstr(b.plan.warnings[i].message, "routing rule")) {
			expect_text("warning", text_of(b.plan.warnings[i].message), word);
			found++;
		}
	assert_int_equal(found, *word != '\0');
	run_close(&b.run);
}

static void warns_of_rules(void **state)
{
	(void)state;
	expect_rule_warned(
		bridge("lan", "eth0"), FRA_IIFNAME, "eth0",
		"a routing rule is for what goes in through eth0, which is through lan then, and stays as it is: "
		"add one for lan (ip rule)");
	expect_rule_warned(
		bridge("lan", "eth0"), FRA_OIFNAME, "eth0",
		"a routing rule is for what goes out through eth0, which is through lan then, and stays as it "
		"is: add one for lan (ip rule)");
	expect_rule_warned(bridge("lan", "eth0"), FRA_IIFNAME, "lan", "");
	expect_rule_warned(bridge("lan", "eth0"), FRA_PRIORITY, "eth0", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moves_gerf_on_xl),
		cmocka_unit_test(moves_gerf_with_rename),
		cmocka_unit_test(makes_vlans),
		cmocka_unit_test(gives_described_addresses),
		cmocka_unit_test(adopts),
		cmocka_unit_test(refuses),
		cmocka_unit_test(moves_next_hops),
		cmocka_unit_test(warns_of_what_hurts),
		cmocka_unit_test(warns_of_rules),
		cmocka_unit_test(moves_next_hops_behind_others),
		cmocka_unit_test(replaces_the_default_route),
		cmocka_unit_test(moves_next_hops_that_are_reached_by_routes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
