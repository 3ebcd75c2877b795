/* test_keys.c - the key tables: their order, their lookups, and facts that must not be lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <xencfg/keys.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static unsigned at(const char *release)
{
	unsigned i = release_find(text_of(release));

	assert_in_range(i, 0, n_releases - 1);
	return i;
}

static void releases_are_found_by_their_whole_name(void **state)
{
	(void)state;
	assert_int_equal(n_releases, 28);
	assert_int_equal(at("3.0"), 0);
	assert_int_equal(at("4.22"), n_releases - 1);
	assert_true(at("4.9") < at("4.10"));
	assert_int_equal(release_find(TEXT("4")), n_releases);
	assert_int_equal(release_find(TEXT("4.2 ")), n_releases);
	assert_int_equal(release_find(TEXT("")), n_releases);
	assert_int_equal(release_find((struct text){ NULL, 0 }), n_releases);
	/* A text is not terminated: the first three bytes of "4.17". */
	assert_int_equal(release_find((struct text){ "4.17", 3 }), at("4.1"));
}

static void releases_have_their_toolstacks(void **state)
{
	static const struct {
		const char *first, *last;
		bool xend, xl;
		enum toolstack usual;
		const char *wrapper;
	} cases[] = {
		{ "3.0", "4.0", true, false, TOOLSTACK_XEND, "my-network-bridge" },
		{ "4.1", "4.1", true, true, TOOLSTACK_XEND, "my-network-bridge-4.1" },
		{ "4.2", "4.4", true, true, TOOLSTACK_XL, "my-network-bridge-4.1" },
		{ "4.5", "4.22", false, true, TOOLSTACK_XL, NULL },
	};
	unsigned seen = 0;

	(void)state;
	for (size_t c = 0; c < COUNT(cases); c++)
		for (unsigned i = at(cases[c].first); i <= at(cases[c].last); i++, seen++) {
			assert_int_equal(releases[i].has[TOOLSTACK_XEND], cases[c].xend);
			assert_int_equal(releases[i].has[TOOLSTACK_XL], cases[c].xl);
			assert_int_equal(releases[i].usual, cases[c].usual);
			if (cases[c].wrapper)
				assert_string_equal(releases[i].wrapper, cases[c].wrapper);
			else
				assert_null(releases[i].wrapper);
		}
	assert_int_equal(seen, n_releases);
}

static void tables_are_sorted_and_sane(void **state)
{
	(void)state;
	assert_int_equal(key_lists[KEYS_DOMU].n, DOMU_KEYS);
	assert_int_equal(key_lists[KEYS_VIF].n, VIF_KEYS);
	for (int t = 0; t < KEY_TABLES; t++)
		for (unsigned i = 0; i < key_lists[t].n; i++) {
			const struct key *key = &key_lists[t].keys[i];
			unsigned readers = 0;

			assert_true(i == 0 || strcmp(key[-1].name, key->name) < 0);
			assert_ptr_equal(key_find((enum key_table)t, text_of(key->name)), key);
			for (int s = 0; s < TOOLSTACKS; s++) {
				const struct key_use *use = &key->use[s];

				readers += use->types != 0;
				for (unsigned r = use->first; use->types && r <= use->last; r++)
					assert_true(releases[r].has[s]);
			}
			assert_in_range(readers, 1, TOOLSTACKS);
			assert_in_range(strlen(key->what), 5, 100);
			assert_int_equal(key->what[strlen(key->what) - 1], '.');
		}
}

static void enums_index_the_tables(void **state)
{
	(void)state;
	assert_string_equal(key_lists[KEYS_DOMU].keys[DOMU_VIF].name, "vif");
	assert_string_equal(key_lists[KEYS_DOMU].keys[DOMU_ON_CRASH].name, "on_crash");
	assert_string_equal(key_lists[KEYS_VIF].keys[VIF_BRIDGE].name, "bridge");
	assert_null(key_find(KEYS_DOMU, TEXT("bridge")));
	assert_null(key_find(KEYS_VIF, TEXT("memory")));
	assert_null(key_find(KEYS_DOMU, TEXT("")));
	assert_null(key_find(KEYS_DOMU, TEXT("Memory")));
	assert_null(key_find(KEYS_DOMU, TEXT("zzz")));
	assert_non_null(key_find(KEYS_HOST_OPTION, TEXT("vif.default.bridge")));
	assert_string_equal(key_find(KEYS_DOMU, (struct text){ "vif2", 3 })->name, "vif");
}

static void keys_are_read_from_first_to_last(void **state)
{
	static const struct {
		enum key_table table;
		const char *name;
		enum toolstack toolstack;
		const char *before, *first, *last, *after; /* NULL: the table ends there */
		unsigned types;
	} cases[] = {
		{ KEYS_DOMU, "memory", TOOLSTACK_XEND, NULL, "3.0", "4.4", NULL, TYPE_INTEGER },
		{ KEYS_DOMU, "memory", TOOLSTACK_XL, NULL, "4.1", "4.22", NULL, TYPE_INTEGER },
		{ KEYS_DOMU, "dhcp", TOOLSTACK_XEND, NULL, "3.0", "4.4", NULL, TYPE_STRING | TYPE_WORD },
		{ KEYS_DOMU, "vtpm", TOOLSTACK_XEND, NULL, "3.0", "4.2", "4.3", TYPE_LIST },
		{ KEYS_DOMU, "vtpm", TOOLSTACK_XL, "4.2", "4.3", "4.22", NULL, TYPE_LIST },
		{ KEYS_DOMU, "type", TOOLSTACK_XL, "4.9", "4.10", "4.22", NULL, TYPE_STRING },
		{ KEYS_DOMU, "pvh", TOOLSTACK_XL, "4.3", "4.4", "4.8", "4.9", TYPE_BOOLEAN },
		{ KEYS_DOMU, "serial", TOOLSTACK_XEND, NULL, "3.0", "4.4", NULL, TYPE_STRING | TYPE_LIST },
		{ KEYS_VIF, "accel", TOOLSTACK_XEND, "3.1", "3.2", "4.4", NULL, TYPE_STRING },
		{ KEYS_VIF, "mtu", TOOLSTACK_XL, "4.14", "4.15", "4.22", NULL, TYPE_INTEGER },
		{ KEYS_VIF, "trusted", TOOLSTACK_XL, "4.16", "4.17", "4.22", NULL, TYPE_FLAG },
		{ KEYS_VIF, "ip", TOOLSTACK_XL, NULL, "4.1", "4.22", NULL, TYPE_STRING | TYPE_LIST },
		{ KEYS_HOST_OPTION, "keymap", TOOLSTACK_XEND, "3.1", "3.2", "4.4", NULL, TYPE_STRING },
		{ KEYS_HOST_OPTION, "dom0-min-mem", TOOLSTACK_XEND, NULL, "3.0", "4.4", NULL, TYPE_INTEGER },
		{ KEYS_HOST_OPTION, "claim_mode", TOOLSTACK_XL, "4.2", "4.3", "4.22", NULL,
		  TYPE_INTEGER | TYPE_BOOLEAN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct key *key = key_find(cases[i].table, text_of(cases[i].name));

		assert_non_null(key);
		assert_int_equal(key->use[cases[i].toolstack].types, cases[i].types);
		assert_true(key_is_read(key, cases[i].toolstack, at(cases[i].first)));
		assert_true(key_is_read(key, cases[i].toolstack, at(cases[i].last)));
		if (cases[i].before)
			assert_false(key_is_read(key, cases[i].toolstack, at(cases[i].before)));
		if (cases[i].after)
			assert_false(key_is_read(key, cases[i].toolstack, at(cases[i].after)));
	}
	/* Not read has the releases 0 to 0, and yet 3.0 does not read it. */
	assert_false(key_is_read(key_find(KEYS_DOMU, TEXT("type")), TOOLSTACK_XEND, 0));
}

static void suggestions_are_near_read_and_unique(void **state)
{
	static const struct {
		enum key_table table;
		const char *written;
		enum toolstack toolstack;
		const char *release, *meant;
	} cases[] = {
		{ KEYS_VIF, "brigde", TOOLSTACK_XEND, "3.2", "bridge" },
		{ KEYS_VIF, "brdige", TOOLSTACK_XL, "4.17", "bridge" },
		{ KEYS_VIF, "macaddr", TOOLSTACK_XL, "4.17", "mac" },
		{ KEYS_DOMU, "memroy", TOOLSTACK_XL, "4.17", "memory" },
		{ KEYS_DOMU, "vcpu", TOOLSTACK_XEND, "3.2", "vcpus" }, /* "cpu" is as near */
		{ KEYS_DOMU, "vcpu", TOOLSTACK_XL, "4.17", "vcpus" },
		{ KEYS_DOMU, "maxcpus", TOOLSTACK_XL, "4.17", "maxvcpus" },
		{ KEYS_DOMU, "maxcpus", TOOLSTACK_XEND, "3.2", NULL }, /* which reads no maxvcpus */
		{ KEYS_DOMU, "initrd", TOOLSTACK_XEND, "3.2", "ramdisk" },
		{ KEYS_DOMU, "cpu_cap", TOOLSTACK_XL, "4.17", "cap" },
		{ KEYS_DOMU, "cap", TOOLSTACK_XEND, "3.2", "cpu_cap" },
		{ KEYS_DOMU, "typ", TOOLSTACK_XL, "4.17", "type" },
		{ KEYS_DOMU, "typ", TOOLSTACK_XL, "4.9", NULL },
		{ KEYS_DOMU, "vfi", TOOLSTACK_XL, "4.17", "vif" }, /* vfb is as near, but who would turn those? */
		{ KEYS_DOMU, "disc", TOOLSTACK_XL, "4.17", "disk" },
		{ KEYS_DOMU, "dicc", TOOLSTACK_XL, "4.17", NULL },
		{ KEYS_DOMU, "hugepages", TOOLSTACK_XL, "4.17", NULL },
		{ KEYS_DOMU, "", TOOLSTACK_XL, "4.17", NULL },
		{ KEYS_HOST_OPTION, "network_script", TOOLSTACK_XEND, "3.2", "network-script" },
		{ KEYS_HOST_OPTION, "network_script", TOOLSTACK_XL, "4.17", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct key *key = key_suggest(cases[i].table, text_of(cases[i].written),
						    cases[i].toolstack, at(cases[i].release));

		if (!cases[i].meant && key)
			fail_msg("%s: suggests %s", cases[i].written, key->name);
		if (cases[i].meant && !key)
			fail_msg("%s: suggests nothing", cases[i].written);
		if (key)
			assert_string_equal(key->name, cases[i].meant);
	}
}

/* The key of a row of values.tsv. */
static const struct key *key_of_row(const char *row)
{
	bool vif = text_starts(text_of(row), "vif.");
	const struct key *key = key_find(vif ? KEYS_VIF : KEYS_DOMU, text_of(vif ? row + 4 : row));

	assert_non_null(key);
	return key;
}

static void words_are_taken_by_release(void **state)
{
	static const struct {
		const char *key, *word;
		enum toolstack toolstack;
		const char *release;
		bool taken;
	} cases[] = {
		{ "on_crash", "destroy", TOOLSTACK_XEND, "3.0", true },
		{ "on_crash", "Destroy", TOOLSTACK_XEND, "3.0", false },
		{ "on_crash", "coredump-restart", TOOLSTACK_XEND, "3.2", false },
		{ "on_crash", "coredump-restart", TOOLSTACK_XEND, "3.3", true },
		{ "on_reboot", "coredump-restart", TOOLSTACK_XEND, "3.3", true },
		{ "on_crash", "rename_restart", TOOLSTACK_XEND, "4.1", true },
		{ "on_reboot", "rename_restart", TOOLSTACK_XEND, "4.1", false },
		{ "on_reboot", "coredump-restart", TOOLSTACK_XL, "4.1", true },
		{ "on_reboot", "soft-reset", TOOLSTACK_XL, "4.6", false },
		{ "on_reboot", "soft-reset", TOOLSTACK_XL, "4.7", true },
		{ "on_soft_reset", "soft-reset", TOOLSTACK_XL, "4.7", true },
		{ "builder", "linux", TOOLSTACK_XEND, "3.2", true },
		{ "builder", "linux", TOOLSTACK_XL, "4.9", true },
		{ "builder", "linux", TOOLSTACK_XL, "4.10", false },
		{ "builder", "generic", TOOLSTACK_XEND, "4.4", false },
		{ "type", "pvh", TOOLSTACK_XL, "4.10", true },
		{ "vif.type", "netfront", TOOLSTACK_XEND, "3.2", true },
		{ "vif.type", "netfront", TOOLSTACK_XL, "4.17", false },
		{ "vga", "none", TOOLSTACK_XL, "4.4", false },
		{ "vga", "none", TOOLSTACK_XL, "4.5", true },
		{ "bios", "OVMF", TOOLSTACK_XL, "4.17", true },
		{ "bios", "omvf", TOOLSTACK_XL, "4.17", false },
		{ "bios", "ovm", TOOLSTACK_XL, "4.17", false },
		{ "bios", "whatever", TOOLSTACK_XEND, "4.4", true }, /* no rows: any */
		{ "kernel", "whatever", TOOLSTACK_XL, "4.17", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (key_takes(key_of_row(cases[i].key), text_of(cases[i].word), cases[i].toolstack, at(cases[i].release)) !=
		    cases[i].taken)
			fail_msg("%s = %s in %s", cases[i].key, cases[i].word, cases[i].release);
}

static void values_belong_to_keys(void **state)
{
	(void)state;
	assert_in_range(n_key_values, 1, 1000);
	for (unsigned i = 0; i < n_key_values; i++) {
		const struct key_value *row = &key_values[i];
		const struct key *key = key_of_row(row->key);

		assert_in_range(i, key->first_value, key->first_value + key->n_values - 1);
		/* No word is known where the key itself is not read. */
		for (int t = 0; t < TOOLSTACKS; t++)
			for (unsigned r = row->use[t].first; row->use[t].types && r <= row->use[t].last; r++)
				assert_true(key_is_read(key, (enum toolstack)t, r));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(releases_are_found_by_their_whole_name),
		cmocka_unit_test(releases_have_their_toolstacks),
		cmocka_unit_test(tables_are_sorted_and_sane),
		cmocka_unit_test(enums_index_the_tables),
		cmocka_unit_test(keys_are_read_from_first_to_last),
		cmocka_unit_test(suggestions_are_near_read_and_unique),
		cmocka_unit_test(words_are_taken_by_release),
		cmocka_unit_test(values_belong_to_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
