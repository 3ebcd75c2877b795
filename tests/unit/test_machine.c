/*
 * test_machine.c - who else configures a netdev is told, from the files that say so, and nobody else.
 */
#include "harness.h"
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
	/* What is given once comes before apply, where ifupdown runs that. */
	{ "m/etc/network/interfaces",
	  "iface eth0 inet static\niface x inet manual\n\tpre-up /usr/bin/xencfg  apply h.json\n", NULL },
	{ "m/etc/network/interfaces", "iface eth0 inet static\n up xencfg plan h.json\n down xencfg apply\n",
	  "inet static" },
	{ "m/etc/network/interfaces", "iface eth0 inet dhcp\n up xencfg apply h.json\n", "inet dhcp" },
	{ "m/run/systemd/netif/links/2", "# private\nADMIN_STATE=configured\n", "systemd-networkd" },
	{ "m/run/systemd/netif/links/2", "ADMIN_STATE=unmanaged\n", NULL },
	{ "m/run/systemd/netif/links/3", "ADMIN_STATE=configured\n", NULL },
	{ "m/run/NetworkManager/devices/2", "[device]\nmanaged=true\n", "NetworkManager" },
	{ "m/run/NetworkManager/devices/2", "[device]\nmanaged=false\n", NULL },
	/* Nobody is known to drop anything. */
	{ "m/proc/sys/net/bridge/bridge-nf-call-iptables", "1\n", NULL },
	{ "m/proc/mounts", "10.0.0.1:/root / nfs4 rw 0 0\n", "nfs4" },
	{ "m/proc/mounts", "/dev/nbd0p1 / ext4 rw 0 0\n", "nbd0p1" },
	{ "m/proc/cmdline", "quiet root=/dev/nfs nfsroot=10.0.0.1:/root ro\n", "root=/dev/nfs" },
	{ "m/proc/cmdline", "root=/dev/sda1\tnetroot=iscsi:10.0.0.1::::iqn.2008-01.example:root", "netroot=iscsi" },
	{ "m/proc/cmdline", "ro ISCSI_TARGET_IP=10.0.0.1 root=/dev/sda1\n", "ISCSI_TARGET_IP" },
	{ "m/proc/cmdline", "root=UUID=nfsroot= ro ip=dhcp\n", NULL },
	{ "m/proc/mounts", "/dev/sda1 / ext4 rw 0 0\n10.0.0.1:/home /home nfs4 rw 0 0\n", NULL },
};

static void warns_of_what_is_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena arena = { 0 };
		struct plan_warning *warnings;
		size_t n;

		make_folders(rows[i].path);
		write_file(rows[i].path, text_of(rows[i].text));
		assert_int_equal(machine_warn(&arena, "m", &want, &have, NULL, &warnings, &n), 0);
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

static enum kernel_forward answer;

static enum kernel_forward forward(void)
{
	return answer;
}

/* The file is there beside the sysctl; "" for none. A word of the warning; NULL: there is none. */
static const struct {
	const char *sysctl;
	enum kernel_forward forward;
	const char *path, *text, *word;
} filters[] = {
	{ "1\n", KERNEL_FORWARD_DROPS, NULL, NULL, "policy drop" },
	{ "0\n", KERNEL_FORWARD_DROPS, NULL, NULL, NULL },
	{ "1\n", KERNEL_FORWARD_PASSES, NULL, NULL, NULL },
	{ "1\n", KERNEL_FORWARD_PASSES, "m/run/docker.pid", "812", "/run/docker.pid" },
	{ "1\n", KERNEL_FORWARD_UNKNOWN, NULL, NULL, NULL },
	{ "1\n", KERNEL_FORWARD_UNKNOWN, "m/etc/iptables/rules.v4", "*filter\n:FORWARD DROP [0:0]\n", "rules.v4" },
	{ "1\n", KERNEL_FORWARD_UNKNOWN, "m/etc/iptables/rules.v4", "*filter\n:FORWARD ACCEPT [0:0]\n", NULL },
	{ "1\n", KERNEL_FORWARD_UNKNOWN, "m/etc/ufw/ufw.conf", "# on\nENABLED=yes\n", "ufw.conf" },
	{ "1\n", KERNEL_FORWARD_UNKNOWN, "m/etc/ufw/ufw.conf", "# ENABLED=yes\nENABLED=no\n", NULL },
	{ "1\n", KERNEL_FORWARD_UNKNOWN, "m/etc/nftables.conf", "type filter hook forward priority 0; policy drop;",
	  "nftables" },
	{ "1\n", KERNEL_FORWARD_UNKNOWN, "m/etc/nftables.conf", "type filter hook forward priority 0;", NULL },
	{ "0\n", KERNEL_FORWARD_UNKNOWN, "m/run/docker.pid", "812", NULL },
};

static void warns_of_filters_that_drop(void **state)
{
	static const char sysctl[] = "m/proc/sys/net/bridge/bridge-nf-call-iptables";

	(void)state;
	make_folders(sysctl);
	for (size_t i = 0; i < COUNT(filters); i++) {
		struct arena arena = { 0 };
		struct plan_warning *warnings;
		size_t n;

		write_file(sysctl, text_of(filters[i].sysctl));
		if (filters[i].path) {
			make_folders(filters[i].path);
			write_file(filters[i].path, text_of(filters[i].text));
		}
		answer = filters[i].forward;
		assert_int_equal(machine_warn(&arena, "m", &want, &have, forward, &warnings, &n), 0);
		if (n != (filters[i].word != NULL))
			fail_msg("row %zu: %zu warnings", i, n);
		if (n && !strstr(warnings[0].message, filters[i].word))
			fail_msg("row %zu: %s", i, warnings[0].message);
		if (filters[i].path)
			assert_int_equal(unlink(filters[i].path), 0);
		arena_free(&arena);
	}
	assert_int_equal(unlink(sysctl), 0);
}

static void follows_sources(void **state)
{
	struct arena arena = { 0 };
	struct plan_warning *warnings;
	size_t n;

	(void)state;
	make_folders("m/etc/network/interfaces.d/lan");
	write_file("m/etc/network/interfaces.d/lan", TEXT("iface eth0 inet static\n"));
	write_file("m/etc/network/interfaces", TEXT("source /etc/network/interfaces.d/*\n"));
	assert_int_equal(machine_warn(&arena, "m", &want, &have, NULL, &warnings, &n), 0);
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
		cmocka_unit_test(warns_of_filters_that_drop),
		cmocka_unit_test(follows_sources),
		cmocka_unit_test(knows_old_kernels),
	};

	return cmocka_run_group_tests(tests, folder_make, remove_all);
}
