/*
 * test_machine_alloc.c - the n-th allocation of the search for who else configures a netdev fails, for n = 1, 2, 3,
 * ...: it says so, or has found all. A warning that is not there would pass for a machine where nothing hurts.
 */
#include "harness.h"
#include "alloc_turns.h"
#include <xencfg/machine.h>

static struct net_link links[] = { { .index = 2, .name = { "eth0", 4 } } };
static struct net_want_bridge bridges[] = { { .at = { 1, 0, 9 }, .name = { "lan", 3 }, .netdev = { "eth0", 4 } } };

static const struct {
	const char *path, *text;
} files[] = {
	{ "m/proc/cmdline", "root=/dev/nfs ro\n" },
	{ "m/proc/sys/net/bridge/bridge-nf-call-iptables", "1\n" },
	{ "m/etc/ufw/ufw.conf", "#\nENABLED=yes\n" },
	{ "m/etc/network/interfaces",
	  "source /etc/network/more\nsource-directory /etc/network/some.d\niface eth0 inet dhcp\n" },
	{ "m/etc/network/more", "iface eth0 inet6 auto\n" },
	{ "m/etc/network/some.d/one", "iface eth0 inet bootp\n" },
	{ "m/run/systemd/netif/links/2", "ADMIN_STATE=configured\n" },
	{ "m/run/NetworkManager/devices/2", "[device]\nmanaged=true\n" },
};

static int warn(struct run *run, struct sb *out)
{
	const struct net_state have = { .links = links, .n_links = COUNT(links) };
	const struct net_want want = { bridges, COUNT(bridges) };
	struct plan_warning *warnings;
	size_t n;
	int error = machine_warn(&run->arena, "m", &want, &have, NULL, &warnings, &n);

	for (size_t i = 0; !error && i < n; i++) {
		sb_string(out, warnings[i].message);
		sb_byte(out, '\n');
	}
	return error;
}

static void warns_of_all_or_says_so(void **state)
{
	struct text line, rest;
	size_t lines = 0;
	struct sb all;

	(void)state;
	for (size_t i = 0; i < COUNT(files); i++) {
		make_folders(files[i].path);
		write_file(files[i].path, text_of(files[i].text));
	}
	assert_int_equal(turn(warn, 0, &all), 0);
	for (rest = sb_view(&all); text_split(&rest, '\n', &line);)
		lines += line.n > 0;
	assert_int_equal(lines, 7);
	sb_free(&all);
	fail_each(warn, 20, NULL, NULL);
}

static void asks_for_the_filter_or_says_so(void **state)
{
	struct arena arena = { 0 };
	bool filters;

	(void)state;
	memory.n = 0;
	memory.failing = 1;
	memory.active = true;
	assert_int_equal(machine_filters_bridges(&arena, &filters), -ENOMEM);
	memory.active = false;
	arena_free(&arena);
}

static int remove_all(void **state)
{
	folder_empty("m", 8);
	return folder_remove(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(warns_of_all_or_says_so),
		cmocka_unit_test(asks_for_the_filter_or_says_so),
	};

	return cmocka_run_group_tests(tests, folder_make, remove_all);
}
