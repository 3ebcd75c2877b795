/*
 * test_plan_random.c - the properties of plans on networks that nobody thought of.
 *
 * The same ones at every run. Touches no real network.
 */
#include "harness.h"
#include "plan_bench.h"

enum { NETWORKS = 1500, NICS = 3 };

static uint64_t seed; /* of the network under test: it must come out the same again and again */

/*
 * A foreign route of one key behind ours. Not where a bridge takes the name of its netdev: there ours is gone for a
 * moment, and comes back behind.
 */
static bool foreign_behind;

static void random_address(struct fake *f, uint64_t *r, unsigned nic)
{
	char name[16], text[64], label[16];
	bool six = random_below(r, 3) == 0;
	unsigned host = (unsigned)random_below(r, 200) + 2;

	snprintf(name, sizeof(name), "eth%u", nic);
	snprintf(label, sizeof(label), "eth%u:%u", nic, host);
	if (six)
		snprintf(text, sizeof(text), "2001:db8:%u::%x/64", nic, host);
	else
		snprintf(text, sizeof(text), "10.%u.%u.%u/24", nic, (unsigned)random_below(r, 2), host);
	for (size_t i = 0; i < f->n_addresses; i++)
		if (f->addresses[i].bytes[six ? 15 : 3] == host)
			return;
	fake_address(f, name, text, random_below(r, 4) ? NULL : label, random_below(r, 4) == 0);
}

static void random_routes(struct fake *f, uint64_t *r)
{
	for (size_t i = 0, n = f->n_addresses; i < n; i++) {
		struct net_address a = f->addresses[i];
		char via[64], to[64], name[16];

		if (a.family != NET_IPV4 || a.bytes[1] == 99 || random_below(r, 2))
			continue;
		snprintf(name, sizeof(name), "%.*s", TEXT_ARG(at(f, a.link)->name));
		snprintf(via, sizeof(via), "10.%u.%u.254", a.bytes[1], a.bytes[2]);
		snprintf(to, sizeof(to), "172.16.%u.0/24", (unsigned)i);
		fake_route(f, name, to, via, NULL, random_below(r, 2) ? 254 : 77, (uint32_t)random_below(r, 3));
		if (random_below(r, 4) == 0)
			fake_route(f, name, NULL, via, NULL, 254, (uint32_t)random_below(r, 2) + 10 * (uint32_t)i);
	}
}

static void random_network(struct fake *f)
{
	uint64_t r = seed;

	fake_init(f);
	for (unsigned i = 0; i < NICS; i++) {
		char name[16];

		snprintf(name, sizeof(name), "eth%u", i);
		fake_link(f, name, "")->up = true;
	}
	for (size_t n = random_below(&r, 9); n > 0; n--)
		random_address(f, &r, (unsigned)random_below(&r, NICS));
	fake_link(f, "foreign", "")->up = true;
	fake_address(f, "foreign", "10.99.0.1/24", NULL, false);
	fake_route(f, "foreign", "172.30.0.0/16", "10.99.0.9", NULL, 254, 0);
	fake_route(f, "foreign", "172.16.0.0/24", "10.99.0.9", NULL, 254, 2);
	random_routes(f, &r);
	if (foreign_behind)
		fake_route(f, "foreign", "172.16.1.0/24", "10.99.0.9", NULL, 254, 1);
	if (random_below(&r, 3) == 0) {
		fake_link(f, "br0", "bridge")->up = random_below(&r, 2);
		fake_link(f, "vif9.0", "")->master = f->next_index - 2;
	}
}

static void holds_for_every_network(void **state)
{
	(void)state;
	for (unsigned i = 1; i <= NETWORKS; i++) {
		struct net_want_bridge all[NICS] = { { .name = TEXT("br0"), .netdev = TEXT("eth0") },
			                             { .name = TEXT("br1"), .netdev = TEXT("eth1") },
			                             { .name = TEXT("br2"), .netdev = TEXT("dummy2"), .dummy = true } };
		struct net_want want = { all, 0 };
		uint64_t r = 77 + i;

		seed = UINT64_C(0x9e3779b97f4a7c15) * i;
		want.n_bridges = 1 + random_below(&r, NICS);
		for (size_t k = 0; k < want.n_bridges; k++) {
			all[k].rename = random_below(&r, 2);
			all[k].vlan = random_below(&r, 4) == 0 ? 7 : 0;
			all[k].mtu = random_below(&r, 3) == 0 ? 1400 : 0;
			if (k == 1 && all[k].rename && !all[k].vlan && random_below(&r, 2))
				all[k].name = TEXT("eth1");
		}
		foreign_behind = want.n_bridges < 2 || !text_is(all[1].name, "eth1");
		if (getenv("SHOW"))
			print_message("network %u\n", i);
		expect_sound(random_network, &want, random_below(&r, 2));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_for_every_network),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
