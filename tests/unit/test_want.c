/*
 * test_want.c - from a description's bridges to what the planner wants.
 */
#include "harness.h"
#include <errno.h>
#include <xencfg/description.h>
#include <xencfg/want.h>

struct wanting {
	struct run run;
	struct net_want want;
};

/* The bridges are the inside of an array. */
static const struct net_want_bridge *want_of(struct wanting *w, const char *xen, const char *bridges)
{
	struct description_options options = { 0 };
	struct host *host = NULL;
	const char *text;

	run_open(&w->run);
	text = arena_printf(&w->run.arena, "{ \"xen\": \"%s\", \"host\": { \"name\": \"g\" }, \"bridges\": [%s] }", xen,
	                    bridges);
	assert_int_equal(description_read(&w->run.arena, &w->run.sources,
	                                  run_source(&w->run, "host.json", text_of(text)), &options, &w->run.findings,
	                                  &host),
	                 0);
	assert_int_equal(net_want_of(&w->run.arena, host, &w->want), 0);
	return w->want.bridges;
}

static void wants_little(void **state)
{
	struct wanting w;
	const struct net_want_bridge *b = want_of(&w, "4.17", "{ \"name\": \"lan\" }");

	(void)state;
	assert_int_equal(w.want.n_bridges, 1);
	expect_text("name", b->name, "lan");
	expect_span("place of the name", &w.run, b->name_at, "\"lan\"");
	assert_int_equal(b->netdev.n, 0);
	assert_false(b->rename || b->dummy || b->vlan || b->mtu || b->has_stp || b->has_forward_delay ||
	             b->has_nf_call);
	assert_false(b->has_addresses || b->default_route.n || b->dhcp || b->antispoof);
	assert_false(b->bridge.stp || b->bridge.nf_call || b->bridge.forward_delay);
	run_close(&w.run);
}

static void wants_all(void **state)
{
	struct wanting w;
	const struct net_want_bridge *b =
		want_of(&w, "4.17",
	                "{ \"name\": \"lan\", \"netdev\": \"eth0\", \"vlan\": 5, \"mtu\": 9000, \"stp\": true, "
	                "\"forward_delay\": 4, \"nf_call\": true, \"antispoof\": true, \"addresses\": [\"10.0.0.1/8\", "
	                "\"fd00::1/64\"], \"default_route\": \"10.0.0.9\" }");

	(void)state;
	expect_text("netdev", b->netdev, "eth0");
	expect_span("place of the netdev", &w.run, b->netdev_at, "\"eth0\"");
	assert_int_equal(b->vlan, 5);
	assert_int_equal(b->mtu, 9000);
	assert_true(b->has_stp && b->bridge.stp && b->has_forward_delay && b->has_nf_call && b->bridge.nf_call);
	assert_int_equal(b->bridge.forward_delay, 400);
	assert_true(b->antispoof);
	assert_true(b->has_addresses);
	assert_int_equal(b->n_addresses, 2);
	expect_text("address", b->addresses[1], "fd00::1/64");
	expect_span("place of the address", &w.run, b->addresses_at[1], "\"fd00::1/64\"");
	expect_text("default route", b->default_route, "10.0.0.9");
	expect_span("place of the default route", &w.run, b->default_route_at, "\"10.0.0.9\"");
	run_close(&w.run);
}

/* An empty list is an answer: the bridge has none. */
static void tells_none_from_not_described(void **state)
{
	struct wanting w;
	const struct net_want_bridge *b =
		want_of(&w, "4.17", "{ \"name\": \"lan\", \"addresses\": [], \"stp\": false, \"nf_call\": false }");

	(void)state;
	assert_true(b->has_addresses && b->n_addresses == 0);
	assert_true(b->has_stp && !b->bridge.stp && b->has_nf_call && !b->bridge.nf_call);
	run_close(&w.run);
}

/* With STP the kernel takes no delay below two seconds; without one that is described it takes its own. */
static void keeps_to_the_delays_of_stp(void **state)
{
	static const struct {
		const char *bridge;
		uint32_t delay;
		bool described;
	} rows[] = {
		{ "\"stp\": true", 1500, false },
		{ "\"stp\": true, \"forward_delay\": 0", 200, true },
		{ "\"stp\": true, \"forward_delay\": 1", 200, true },
		{ "\"stp\": true, \"forward_delay\": 30", 3000, true },
		{ "\"stp\": false, \"forward_delay\": 0", 0, true },
		{ "\"forward_delay\": 1", 100, true },
		{ "\"stp\": false", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct wanting w;
		char text[128];
		const struct net_want_bridge *b;

		snprintf(text, sizeof(text), "{ \"name\": \"lan\", %s }", rows[i].bridge);
		b = want_of(&w, "4.17", text);
		if (b->bridge.forward_delay != rows[i].delay || b->has_forward_delay != rows[i].described)
			fail_msg("%s: %u, described %d", rows[i].bridge, b->bridge.forward_delay, b->has_forward_delay);
		run_close(&w.run);
	}
}

/* As network-bridge does, unless it is told. A bridge without a netdev has nothing to rename. */
static void renames_for_xend(void **state)
{
	struct wanting w;
	const struct net_want_bridge *b =
		want_of(&w, "3.2",
	                "{ \"name\": \"lan\", \"netdev\": \"eth0\" }, { \"name\": \"wan\", \"netdev\": \"eth1\", "
	                "\"rename_netdev\": false }, { \"name\": \"dmz\", \"netdev\": \"dummy0\" }");

	(void)state;
	assert_true(b[0].rename && !b[0].dummy);
	assert_false(b[1].rename);
	assert_true(b[2].rename && b[2].dummy);
	run_close(&w.run);
	b = want_of(&w, "4.17",
	            "{ \"name\": \"lan\", \"netdev\": \"eth0\" }, { \"name\": \"wan\", \"netdev\": \"eth1\", "
	            "\"rename_netdev\": true }, { \"name\": \"dmz\", \"rename_netdev\": true }");
	assert_false(b[0].rename);
	assert_true(b[1].rename);
	assert_false(b[2].rename);
	run_close(&w.run);
}

/* For bridges that have no netdev's: the same at every run, another for every name, of nobody's range. */
static void computes_macs(void **state)
{
	struct wanting w, again;
	const struct net_want_bridge *b = want_of(&w, "4.17", "{ \"name\": \"lan\" }, { \"name\": \"wan\" }");
	const struct net_want_bridge *c = want_of(&again, "4.1", "{ \"name\": \"wan\" }");

	(void)state;
	assert_true(mac_is_local(b[0].mac) && !mac_is_multicast(b[0].mac));
	assert_false(mac_same(b[0].mac, b[1].mac));
	assert_true(mac_same(b[1].mac, c[0].mac));
	run_close(&w.run);
	run_close(&again.run);
}

static void leaves_dhcp_to_others(void **state)
{
	struct wanting w;
	const struct net_want_bridge *b = want_of(
		&w, "4.17",
		"{ \"name\": \"lan\", \"netdev\": \"eth0\", \"dhcp\": true }, { \"name\": \"w\", \"dhcp\": false }");

	(void)state;
	assert_true(b[0].dhcp && !b[1].dhcp && !b[0].has_addresses);
	expect_span("place", &w.run, b[0].dhcp_at, "true");
	run_close(&w.run);
}

/* Those of TEXT, split at blanks: each is a name that a link has because of the bridge, or none is. */
static void expect_answer(const struct net_want_bridge *want, const char *names, bool expected)
{
	struct text rest = text_of(names), name;

	while (rest.n && text_split(&rest, ' ', &name))
		if (net_want_names(want, name) != expected)
			fail_msg("%.*s", TEXT_ARG(name));
}

static void knows_the_names_it_gives(void **state)
{
	const struct net_want_bridge kept = { .name = TEXT("lan"), .netdev = TEXT("eth0") };
	const struct net_want_bridge tagged = {
		.name = TEXT("eth0"), .netdev = TEXT("eth0"), .vlan = 20, .rename = true
	};
	const struct net_want_bridge none = { .name = TEXT("wan"), .rename = true };

	(void)state;
	expect_answer(&kept, "lan eth0", true);
	expect_answer(&kept, "peth0 eth0.20 eth eth00 la lan1 p", false);
	expect_answer(&tagged, "eth0 eth0.20 peth0.20", true);
	expect_answer(&tagged, "peth0 eth0.2 eth0.200 eth0.020 peth0.21 eth0. p", false);
	expect_answer(&none, "wan", true);
	expect_answer(&none, "p pwan lan", false);
	assert_false(net_want_names(&none, (struct text){ "", 0 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wants_little),
		cmocka_unit_test(wants_all),
		cmocka_unit_test(tells_none_from_not_described),
		cmocka_unit_test(keeps_to_the_delays_of_stp),
		cmocka_unit_test(renames_for_xend),
		cmocka_unit_test(computes_macs),
		cmocka_unit_test(leaves_dhcp_to_others),
		cmocka_unit_test(knows_the_names_it_gives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
