/*
 * keys.c - questions to the key tables.
 *
 * Knows no key by name but the usual misnomers below; the facts stand in
 * schema/, from which the tables are made at build time. Allocates nothing.
 */
#include <strings.h>
#include <xencfg/keys.h>

const char *const toolstack_names[TOOLSTACKS] = { "xend", "xl" };

enum toolstack toolstack_find(struct text name)
{
	enum toolstack t = 0;

	while (t < TOOLSTACKS && !text_is(name, toolstack_names[t]))
		t++;
	return t;
}

unsigned release_find(struct text name)
{
	unsigned i = 0;

	while (i < n_releases && !text_is(name, releases[i].name))
		i++;
	return i;
}

unsigned release_newest(enum toolstack toolstack)
{
	unsigned i = n_releases - 1;

	while (i && !releases[i].has[toolstack])
		i--;
	return i;
}

const struct key *key_find(enum key_table table, struct text name)
{
	const struct key_list *list = &key_lists[table];
	unsigned letter = name.n ? (unsigned char)name.s[0] - (unsigned)'a' : 26, low, high;

	if (letter >= 26)
		return NULL;
	low = list->letters[letter];
	high = list->letters[letter + 1];
	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		const char *key = list->keys[middle].name;
		int order = strncmp(name.s, key, name.n);

		if (order == 0 && key[name.n] == '\0')
			return &list->keys[middle];
		/* A key that goes on where the name ends comes after it. */
		if (order <= 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static bool use_covers(const struct key_use *use, unsigned release)
{
	return use->types && use->first <= release && release <= use->last;
}

bool key_is_read(const struct key *key, enum toolstack toolstack, unsigned release)
{
	return use_covers(&key->use[toolstack], release);
}

/* What people write for a key, out of reach of a spelling distance or as near to another key. */
static const struct misnomer {
	enum key_table table;
	const char *written, *meant;
} misnomers[] = {
	{ KEYS_DOMU, "append", "extra" },
	{ KEYS_DOMU, "args", "extra" },
	{ KEYS_DOMU, "bootargs", "bootloader_args" },
	{ KEYS_DOMU, "bootloader_args", "bootargs" },
	{ KEYS_DOMU, "cap", "cpu_cap" },
	{ KEYS_DOMU, "cmdline", "extra" },
	{ KEYS_DOMU, "cpu_cap", "cap" },
	{ KEYS_DOMU, "initrd", "ramdisk" },
	{ KEYS_DOMU, "maxcpus", "maxvcpus" },
	{ KEYS_DOMU, "mem", "memory" },
	{ KEYS_DOMU, "network", "vif" },
	{ KEYS_DOMU, "nic", "vif" },
	{ KEYS_DOMU, "nics", "vif" },
	{ KEYS_DOMU, "ram", "memory" },
	{ KEYS_DOMU, "vcpu", "vcpus" },
	{ KEYS_DOMU, "vfi", "vif" },
	{ KEYS_DOMU, "weight", "cpu_weight" },
	{ KEYS_VIF, "address", "ip" },
	{ KEYS_VIF, "hwaddr", "mac" },
	{ KEYS_VIF, "ifname", "vifname" },
	{ KEYS_VIF, "ipaddr", "ip" },
	{ KEYS_VIF, "macaddr", "mac" },
};

static const struct key *misnomer_find(enum key_table table, struct text name)
{
	for (size_t i = 0; i < sizeof(misnomers) / sizeof(*misnomers); i++)
		if (misnomers[i].table == table && text_is(name, misnomers[i].written))
			return key_find(table, text_of(misnomers[i].meant));
	return NULL;
}

const struct key *key_suggest(enum key_table table, struct text name, enum toolstack toolstack, unsigned release)
{
	const struct key_list *list = &key_lists[table];
	const struct key *nearest = misnomer_find(table, name);
	unsigned limit = name.n <= 1 ? 0 : name.n <= 4 ? 1 : 2, least = limit + 1;

	if (nearest && key_is_read(nearest, toolstack, release))
		return nearest;
	nearest = NULL;
	for (unsigned i = 0; i < list->n; i++) {
		const struct key *key = &list->keys[i];
		unsigned distance;

		if (!key_is_read(key, toolstack, release))
			continue;
		distance = text_distance(name, text_of(key->name), limit);
		if (distance < least) {
			least = distance;
			nearest = key;
		} else if (distance == least) {
			nearest = NULL; /* two are as near: neither is sure */
		}
	}
	return nearest;
}

static bool word_same(const struct key_value *row, struct text word)
{
	size_t n = strlen(row->value);

	if (!row->any_case)
		return text_is(word, row->value);
	return word.n == n && strncasecmp(word.s, row->value, n) == 0;
}

bool key_takes(const struct key *key, struct text word, enum toolstack toolstack, unsigned release)
{
	bool any = true;

	for (unsigned i = 0; i < key->n_values; i++) {
		const struct key_value *row = &key_values[key->first_value + i];

		if (!use_covers(&row->use[toolstack], release))
			continue;
		if (word_same(row, word))
			return true;
		any = false;
	}
	return any;
}
