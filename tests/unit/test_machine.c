/*
 * test_machine.c - who else configures a netdev is told, from the files that say so, and nobody else.
 */
#include "harness.h"
#include <errno.h>
#include <xencfg/machine.h>

static struct net_link links[] = {
	{ .index = 2, .name = { "eth0", 4 } },
	{ .index = 3, .name = { "eth1", 4 }, .master = 9 },
	{ .index = 9, .name = { "wan", 3 } },
};
static const struct net_state have = { .links = links, .n_links = COUNT(links) };

static struct net_want_bridge bridges[] = {
	{ .at = { 1, 0, 9 }, .name = { "lan", 3 }, .netdev = { "eth0", 4 }, .netdev_at = { 1, 2, 3 } },
	{ .at = { 1, 10, 19 }, .name = { "wan", 3 }, .netdev = { "eth1", 4 }, .netdev_at = { 1, 12, 13 } },
};
static const struct net_want want = { bridges, COUNT(bridges) };

static void make_folder(const char *path)
{
	char name[256];

	for (const char *at = strchr(path, '/'); at; at = strchr(at + 1, '/')) {
		snprintf(name, sizeof(name), "%.*s", (int)(at - path), path);
		assert_true(mkdir(name, 0755) == 0 || errno == EEXIST);
	}
}

/* Each: a file, what it holds, and a word of the one warning that comes of it; NULL: of none. */
static const struct {
	const char *path, *text, *word;
} rows[] = {
	{ "m/etc/network/interfaces", "auto eth0\niface eth0 inet dhcp\n", "inet dhcp" },
	{ "m/etc/network/interfaces", "\tiface  eth0\tinet6  static  \n  address ::1\n", "inet6 static" },
	{ "m/etc/network/interfaces", "iface eth0 inet manual\niface eth00 inet dhcp\n# iface eth0 inet dhcp\n", NULL },
	/* It is a port already. */
	{ "m/etc/network/interfaces", "iface eth1 inet dhcp\n", NULL },
	{ "m/etc/network/interfaces", "iface", NULL },
	{ "m/etc/network/interfaces", "source /etc/network/interfaces\nsource\n", NULL },
	{ "m/run/systemd/netif/links/2", "# private\nADMIN_STATE=configured\n", "systemd-networkd" },
	{ "m/run/systemd/netif/links/2", "ADMIN_STATE=unmanaged\n", NULL },
	{ "m/run/systemd/netif/links/3", "ADMIN_STATE=configured\n", NULL },
	{ "m/run/NetworkManager/devices/2", "[device]\nmanaged=true\n", "NetworkManager" },
	{ "m/run/NetworkManager/devices/2", "[device]\nmanaged=false\n", NULL },
	{ "m/proc/sys/net/bridge/bridge-nf-call-iptables", "1\n", "br_netfilter" },
	{ "m/proc/sys/net/bridge/bridge-nf-call-iptables", "0\n", NULL },
	{ "m/proc/mounts", "10.0.0.1:/root / nfs4 rw 0 0\n", "nfs4" },
	{ "m/proc/mounts", "/dev/nbd0p1 / ext4 rw 0 0\n", "nbd0p1" },
	{ "m/proc/mounts", "/dev/sda1 / ext4 rw 0 0\n10.0.0.1:/home /home nfs4 rw 0 0\n", NULL },
};

static void warns_of_what_is_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena arena = { 0 };
		struct plan_warning *warnings;
		size_t n;

		make_folder(rows[i].path);
		write_file(rows[i].path, text_of(rows[i].text));
		assert_int_equal(machine_warn(&arena, "m", &want, &have, &warnings, &n), 0);
		if (n != (rows[i].word != NULL))
			fail_msg("row %zu: %zu warnings", i, n);
		if (n && !strstr(warnings[0].message, rows[i].word))
			fail_msg("row %zu: %s", i, warnings[0].message);
		if (n)
			assert_int_equal(warnings[0].at.file, 1);
		assert_int_equal(unlink(rows[i].path), 0);
		arena_free(&arena);
	}
}

static void follows_sources(void **state)
{
	struct arena arena = { 0 };
	struct plan_warning *warnings;
	size_t n;

	(void)state;
	make_folder("m/etc/network/interfaces.d/lan");
	write_file("m/etc/network/interfaces.d/lan", TEXT("iface eth0 inet static\n"));
	write_file("m/etc/network/interfaces", TEXT("source /etc/network/interfaces.d/*\n"));
	assert_int_equal(machine_warn(&arena, "m", &want, &have, &warnings, &n), 0);
	assert_int_equal(n, 1);
	assert_non_null(strstr(warnings[0].message, "/etc/network/interfaces.d/lan gives eth0"));
	assert_int_equal(warnings[0].at.begin, 2);
	arena_free(&arena);
}

static void knows_old_kernels(void **state)
{
	(void)state;
	assert_false(machine_linux_serves("2.6.18-xen"));
	assert_false(machine_linux_serves("3.16.0-4-amd64"));
	assert_true(machine_linux_serves("3.18.0"));
	assert_true(machine_linux_serves("6.1.0-18-amd64"));
	assert_true(machine_linux_serves("rolling"));
}

/* Its folders lie deeper than most. */
static int remove_all(void **state)
{
	folder_empty("m", 8);
	return folder_remove(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(warns_of_what_is_there),
		cmocka_unit_test(follows_sources),
		cmocka_unit_test(knows_old_kernels),
	};

	return cmocka_run_group_tests(tests, folder_make, remove_all);
}
