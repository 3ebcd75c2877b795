/*
 * test_mac_compute.c - the MACs of vifs that have none: for ever the same, and each only once.
 */
#include "harness.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <xencfg/host.h>

/* A vif of a made-up host: its guest's name, its index, and the MAC that was written, if any. */
struct row {
	const char *guest;
	unsigned index;
	const char *mac;      /* NULL: none */
	const char *computed; /* what is expected; NULL: the written one stays */
};

enum { ROWS_MAX = 8 };

struct made {
	struct host host;
	struct guest guests[ROWS_MAX];
	struct vif vifs[ROWS_MAX];
	struct setting settings[ROWS_MAX];
};

static void make(struct made *m, const char *host, const struct row *rows, size_t n)
{
	*m = (struct made){ .host = { .vifs = m->vifs, .n_vifs = n } };
	m->host.name.text = text_of(host);
	for (size_t i = 0; i < n; i++) {
		struct vif *vif = &m->vifs[i];

		m->guests[i].name.text = text_of(rows[i].guest);
		*vif = (struct vif){ .guest = &m->guests[i], .index = rows[i].index, .settings = &m->settings[i],
				     .mac_form = MAC_MALFORMED };
		if (!rows[i].mac)
			continue;
		vif->n_settings = 1;
		m->settings[i] = (struct setting){ .key = VIF_MAC,
						   .value = { .kind = VALUE_STRING, .text = text_of(rows[i].mac) } };
		vif->mac_form = mac_parse(text_of(rows[i].mac), TOOLSTACK_XL, n_releases - 1, &vif->mac);
	}
}

static void expect_macs(const char *host, const struct row *rows, size_t n)
{
	struct made m;

	make(&m, host, rows, n);
	assert_int_equal(host_compute_macs(&m.host), 0);
	for (size_t i = 0; i < n; i++) {
		char mac[18];

		snprintf(mac, sizeof(mac), MAC_FORMAT, MAC_ARG(m.vifs[i].mac));
		assert_int_equal(m.vifs[i].mac_computed, !rows[i].mac);
		if (rows[i].computed && strcmp(mac, rows[i].computed) != 0)
			fail_msg("%s, vif %u: %s, not %s", rows[i].guest, rows[i].index, mac, rows[i].computed);
		if (rows[i].computed)
			assert_int_equal(m.vifs[i].mac_form, MAC_GOOD);
	}
}

/*
 * Guests that run have these: they must never change. Worked out apart from
 * the program: FNV-1a of host, NUL, guest, NUL, index, folded to 23 bits.
 */
static void computed_macs_never_change(void **state)
{
	static const struct row rows[] = {
		{ "web", 0, NULL, "00:16:3E:6D:49:77" },
		{ "web", 1, NULL, "00:16:3E:6F:4B:04" },
		{ "firewall", 0, NULL, "00:16:3E:20:D4:C2" },
		{ "w\xc3\xa4" "b", 12, NULL, "00:16:3E:18:07:41" },
	};
	static const struct row unnamed[] = { { "web", 0, NULL, "00:16:3E:60:05:B6" } };

	(void)state;
	expect_macs("gerf", rows, COUNT(rows));
	expect_macs("", unnamed, COUNT(unnamed));
	expect_macs(NULL, unnamed, COUNT(unnamed));
}

static void other_vifs_change_nothing(void **state)
{
	static const struct row rows[] = {
		{ "other", 0, "00:16:3E:00:00:01", NULL },
		{ "another", 0, NULL, NULL },
		{ "web", 0, NULL, "00:16:3E:6D:49:77" },
		{ "zzz", 0, NULL, NULL },
	};

	(void)state;
	expect_macs("gerf", rows, COUNT(rows));
}

static void a_taken_one_moves_to_the_next_free_one(void **state)
{
	/* Two guests whose first choice is the same. */
	static const struct row twins[] = {
		{ "g3069", 0, NULL, "00:16:3E:6E:F7:3E" },
		{ "g4718", 0, NULL, "00:16:3E:6E:F7:3F" },
	};
	static const struct row turned[] = {
		{ "g4718", 0, NULL, "00:16:3E:6E:F7:3E" },
		{ "g3069", 0, NULL, "00:16:3E:6E:F7:3F" },
	};
	static const struct row crowded[] = {
		{ "g4718", 0, NULL, "00:16:3E:6E:F7:41" },
		{ "a", 0, "00:16:3e:6e:f7:3e", NULL }, /* it counts, wherever it stands */
		{ "b", 0, "0:16:3e:6e:f7:3f", NULL },
		{ "c", 0, "00:16:3E:6E:F7:40", NULL },
		{ "d", 0, "00:16:3E:EE:F7:41", NULL }, /* beyond 7f: not one that is drawn */
		{ "e", 0, "00:16:3F:6E:F7:41", NULL },
		{ "f", 0, "00:16:3E:6E:F7:XX", NULL },
	};

	(void)state;
	expect_macs("gerf", twins, COUNT(twins));
	expect_macs("gerf", turned, COUNT(turned));
	expect_macs("gerf", crowded, COUNT(crowded));
}

static void written_ones_stay(void **state)
{
	static const struct row rows[] = { { "web", 0, "02:00:00:00:00:07", NULL }, { "web", 1, "nonsense", NULL } };
	static const struct mac written = { { 2, 0, 0, 0, 0, 7 } };
	struct made m;

	(void)state;
	make(&m, "gerf", rows, COUNT(rows));
	assert_int_equal(host_compute_macs(&m.host), 0);
	assert_true(mac_same(m.vifs[0].mac, written));
	assert_false(m.vifs[0].mac_computed || m.vifs[1].mac_computed);
	assert_int_equal(m.vifs[1].mac_form, MAC_MALFORMED);
	m.host.n_vifs = 0;
	assert_int_equal(host_compute_macs(&m.host), 0);
}

static int compare_macs(const void *a, const void *b)
{
	return memcmp(((const struct vif *)a)->mac.byte, ((const struct vif *)b)->mac.byte, 6);
}

static void many_are_all_different_and_in_xens_range(void **state)
{
	enum { MANY = 20000 };
	struct guest guest = { .name = { .text = TEXT("many") } };
	struct arena arena = { 0 };
	struct host host = { .name = { .text = TEXT("gerf") }, .n_vifs = MANY };

	(void)state;
	host.vifs = arena_array(&arena, MANY, sizeof(*host.vifs));
	assert_non_null(host.vifs);
	for (unsigned i = 0; i < MANY; i++)
		host.vifs[i] = (struct vif){ .guest = &guest, .index = i };
	assert_int_equal(host_compute_macs(&host), 0);
	qsort(host.vifs, MANY, sizeof(*host.vifs), compare_macs);
	for (size_t i = 0; i < MANY; i++) {
		struct mac mac = host.vifs[i].mac;

		assert_true(mac_has_oui(mac, mac_xen_oui) && mac.byte[3] < 0x80 && !mac_is_sample(mac));
		assert_true(i == 0 || !mac_same(mac, host.vifs[i - 1].mac));
	}
	arena_free(&arena);
}

/* Vifs that nobody can write to and that take no memory: they are only counted. */
static void more_vifs_than_there_are_macs_are_refused(void **state)
{
	size_t n = ((size_t)1 << 23) + 1, size = n * sizeof(struct vif);
	struct host host = { .n_vifs = n };

	(void)state;
	host.vifs = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	assert_true(host.vifs != MAP_FAILED);
	assert_int_equal(host_compute_macs(&host), -ENOSPC);
	munmap(host.vifs, size);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(computed_macs_never_change),
		cmocka_unit_test(other_vifs_change_nothing),
		cmocka_unit_test(a_taken_one_moves_to_the_next_free_one),
		cmocka_unit_test(written_ones_stay),
		cmocka_unit_test(many_are_all_different_and_in_xens_range),
		cmocka_unit_test(more_vifs_than_there_are_macs_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
