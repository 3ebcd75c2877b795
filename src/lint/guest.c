/*
 * guest.c - the rules about a guest: its name, its uuid, its size and how it starts, XC501 to XC508, XC511, XC512.
 *
 * Disks and displays have files of their own.
 */
#include <errno.h>
#include <xencfg/name.h>
#include "checks.h"

void check_guest_name_missing(struct check *cx)
{
	const struct host *host = cx->host;
	bool xl = host->toolstack == TOOLSTACK_XL, refused = host->described || (xl && host->release >= RELEASE_4_2);

	/* xm takes the file's name, and xl up to 4.1 calls it "test" (parse_config_data in xl_cmdimpl.c). */
	if (xl && !refused)
		return;
	for (size_t i = 0; i < host->n_guests; i++)
		if (!host->guests[i].name.text.s && !host->guests[i].partial)
			finding_severity(cx->out,
			                 finding_add(cx->out, RULE_GUEST_NAME_MISSING, host->guests[i].at,
			                             "this guest has no \"name\"%s",
			                             refused ? "" : "; xm takes the file's"),
			                 refused ? SEVERITY_ERROR : SEVERITY_NOTE);
}

void check_guest_name_duplicate(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_guests; i++) {
		struct guest *guest = &cx->host->guests[i];

		if (guest->name.text.n)
			claim_add(cx, CLAIM_NAME, guest, guest->name.text, guest->name.at);
	}
}

struct finding *name_report(struct findings *out, const struct pair *pair)
{
	struct finding *f = finding_add(out, RULE_GUEST_NAME_DUPLICATE, pair->later->at,
	                                "two guests are called \"%.*s\"", TEXT_ARG(pair->later->key));

	finding_label(out, f, pair->earlier->at, "the first one");
	if (!pair->later->claimant->described && pair->one_folder) {
		finding_severity(out, f, SEVERITY_WARNING);
		finding_help(out, f, "if these are versions of one guest, all is well: they are not compared further");
	}
	return f;
}

void check_guest_name_invalid(struct check *cx)
{
	unsigned release = cx->host->release_known ? cx->host->release : n_releases;

	for (size_t i = 0; i < cx->host->n_guests; i++) {
		const struct cell *name = &cx->host->guests[i].name;
		const char *why = cell_given(name) ? guest_name_wrong(name->text, cx->host->toolstack, release,
		                                                      cx->host->described) :
		                                     NULL;

		if (why)
			finding_add(cx->out, RULE_GUEST_NAME_INVALID, name->at, "the guest name \"%.*s\" %s",
			            TEXT_ARG(name->text), why);
	}
}

/* 32 hexadecimal digits in lower case; dashes stand where they belong, or (xm) nowhere. */
static bool uuid_normal(struct text t, enum toolstack toolstack, char ret[32])
{
	size_t n = 0;
	bool dashes = t.n == 36;

	if (!dashes && (t.n != 32 || toolstack == TOOLSTACK_XL))
		return false;
	for (size_t i = 0; i < t.n; i++) {
		char c = t.s[i];

		if (dashes && (i == 8 || i == 13 || i == 18 || i == 23)) {
			if (c != '-')
				return false;
			continue;
		}
		if (c >= 'A' && c <= 'F')
			c = (char)(c - 'A' + 'a');
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
		ret[n++] = c;
	}
	return true;
}

static void check_uuid(struct check *cx, const struct value *uuid)
{
	char digits[32];

	if (uuid && !uuid_normal(uuid->text, cx->host->toolstack, digits))
		finding_help(
			cx->out,
			finding_add(cx->out, RULE_UUID_INVALID, uuid->at, "\"%.*s\" is no UUID", TEXT_ARG(uuid->text)),
			"write it as in 2f1b7b9e-3a7c-4d52-9d0e-5d1c8f6a4b20, or leave it out");
}

void check_uuid_invalid(struct check *cx)
{
	check_uuid(cx, settings_find(cx->host->defaults, cx->host->n_defaults, DOMU_UUID));
	for (size_t i = 0; i < cx->host->n_guests; i++)
		check_uuid(cx, guest_own(&cx->host->guests[i], DOMU_UUID));
}

void check_uuid_duplicate(struct check *cx)
{
	const struct host *host = cx->host;

	for (size_t i = 0; i < host->n_guests; i++) {
		const struct value *uuid = guest_get(host, &host->guests[i], DOMU_UUID);
		char digits[32], *key;

		if (!uuid || !uuid_normal(uuid->text, host->toolstack, digits))
			continue;
		key = arena_string(cx->arena, (struct text){ digits, sizeof(digits) });
		if (key)
			claim_add(cx, CLAIM_UUID, &host->guests[i], (struct text){ key, sizeof(digits) }, uuid->at);
		else
			cx->error = -ENOMEM;
	}
}

enum clash uuid_clash(const struct claim *later, const struct claim *earlier)
{
	/* Of two files with one name, which may be versions of one guest, XC502 has told. */
	return later->claimant->variant && text_same(later->claimant->name, earlier->claimant->name) ? CLASH_NONE :
	                                                                                               CLASH_FULL;
}

struct finding *uuid_report(struct findings *out, const struct pair *pair)
{
	struct finding *f = finding_add(out, RULE_UUID_DUPLICATE, pair->later->at,
	                                "the UUID %.*s belongs to two guests", TEXT_ARG(pair->later->key));

	finding_label(out, f, pair->earlier->at, "the first one");
	return f;
}

/* A value that must be at least `least`; false (and a finding) when it is not. True when it is not given. */
static bool check_number(struct check *cx, const struct value *v, enum rule rule, const char *key, long long least,
                         long long *ret)
{
	*ret = -1;
	if (!v || (value_number(v, host_number_base(cx->host), ret) == 0 && *ret >= least))
		return true;
	finding_add(cx->out, rule, v->at, "\"%s\" is a number of at least %lld, not \"%.*s\"", key, least,
	            TEXT_ARG(v->text));
	return false;
}

static void check_memory(struct check *cx, const struct guest *guest)
{
	const struct value *memory = guest_get(cx->host, guest, DOMU_MEMORY);
	const struct value *maxmem = guest_get(cx->host, guest, DOMU_MAXMEM);
	long long start, most;
	bool good = check_number(cx, memory, RULE_MEMORY_INVALID, "memory", 1, &start);

	good &= check_number(cx, maxmem, RULE_MEMORY_INVALID, "maxmem", 1, &most);
	if (good && memory && maxmem && most < start)
		finding_label(cx->out,
		              finding_add(cx->out, RULE_MEMORY_INVALID, maxmem->at,
		                          "\"maxmem\" (%lld MiB) is less than \"memory\" (%lld MiB)", most, start),
		              memory->at, "the memory at start");
}

static void check_vcpus(struct check *cx, const struct guest *guest)
{
	const struct value *vcpus = guest_get(cx->host, guest, DOMU_VCPUS);
	const struct value *maxvcpus = guest_get(cx->host, guest, DOMU_MAXVCPUS);
	long long start, most;
	bool good = check_number(cx, vcpus, RULE_VCPUS_INVALID, "vcpus", 1, &start);

	good &= check_number(cx, maxvcpus, RULE_VCPUS_INVALID, "maxvcpus", 1, &most);
	if (good && vcpus && maxvcpus && most < start)
		finding_label(cx->out,
		              finding_add(cx->out, RULE_VCPUS_INVALID, vcpus->at,
		                          "\"vcpus\" (%lld) is more than \"maxvcpus\" (%lld)", start, most),
		              maxvcpus->at, "the most that it may have");
}

/* A guest that says nothing itself: the defaults are right or wrong whether or not somebody takes them. */
static const struct guest nobody;

void check_memory_invalid(struct check *cx)
{
	check_memory(cx, &nobody);
	for (size_t i = 0; i < cx->host->n_guests; i++)
		check_memory(cx, &cx->host->guests[i]);
}

void check_vcpus_invalid(struct check *cx)
{
	check_vcpus(cx, &nobody);
	for (size_t i = 0; i < cx->host->n_guests; i++)
		check_vcpus(cx, &cx->host->guests[i]);
}

void check_boot_missing(struct check *cx)
{
	const struct host *host = cx->host;

	for (size_t i = 0; i < host->n_guests; i++) {
		const struct guest *guest = &host->guests[i];
		const struct value *disk = guest_get(host, guest, DOMU_DISK);

		if (guest->partial || guest_is_hvm(host, guest) || guest_text(host, guest, DOMU_KERNEL).n ||
		    guest_text(host, guest, DOMU_BOOTLOADER).n)
			continue;
		if (host->toolstack == TOOLSTACK_XL && guest_text(host, guest, DOMU_FIRMWARE).n)
			continue;
		if (host->toolstack == TOOLSTACK_XEND && disk && disk->n)
			continue;
		finding_help(cx->out,
		             finding_add(cx->out, RULE_BOOT_MISSING, guest->at, "this guest has nothing to boot"),
		             host->toolstack == TOOLSTACK_XL ?
		                     "give it a kernel, a bootloader such as pygrub, or the type hvm" :
		                     "give it a kernel, a bootloader, the builder hvm or a disk for pygrub");
	}
}

static void check_action(struct check *cx, const struct setting *s)
{
	const struct key *key = &key_lists[KEYS_DOMU].keys[s->key];

	if (!key->n_values || strncmp(key->name, "on_", 3) != 0 || s->value.kind == VALUE_LIST ||
	    key_takes(key, s->value.text, cx->host->toolstack, cx->host->release))
		return;
	finding_help(cx->out,
	             finding_add(cx->out, RULE_ACTION_INVALID, s->value.at, "\"%s\"%s%s knows no action \"%.*s\"",
	                         key->name, cx->host->release_known ? " of Xen " : "",
	                         cx->host->release_known ? releases[cx->host->release].name : "",
	                         TEXT_ARG(s->value.text)),
	             "it is %s", values_listed(cx, key));
}

void check_action_invalid(struct check *cx)
{
	const struct host *host = cx->host;

	for (size_t k = 0; k < host->n_defaults; k++)
		check_action(cx, &host->defaults[k]);
	for (size_t i = 0; i < host->n_guests; i++)
		for (size_t k = 0; k < host->guests[i].n_settings; k++)
			check_action(cx, &host->guests[i].settings[k]);
}

static void check_builder(struct check *cx, const struct value *builder)
{
	/* xl compares only as many letters as the value has (parse_config_data in xl_parse.c, 4.10). */
	if (!builder || strncmp("hvm", builder->text.s, builder->text.n) == 0 ||
	    strncmp("generic", builder->text.s, builder->text.n) == 0)
		return;
	finding_help(cx->out,
	             finding_add(cx->out, RULE_BUILDER_REMOVED, builder->at, "xl of Xen %s refuses builder \"%.*s\"",
	                         releases[cx->host->release].name, TEXT_ARG(builder->text)),
	             "leave it out for a PV guest, or say \"type\": \"pv\", \"pvh\" or \"hvm\"");
}

void check_builder_removed(struct check *cx)
{
	const struct host *host = cx->host;

	if (host->toolstack != TOOLSTACK_XL || !host->release_known || host->release < RELEASE_4_10)
		return;
	for (size_t k = 0; k < host->n_defaults; k++)
		if (host->defaults[k].key == DOMU_BUILDER)
			check_builder(cx, &host->defaults[k].value);
	for (size_t i = 0; i < host->n_guests; i++)
		check_builder(cx, guest_own(&host->guests[i], DOMU_BUILDER));
}

/* A number stands for a word where the key takes one: tsc_mode=2. */
static bool is_number(const struct host *host, const struct setting *s)
{
	long long n;

	return (key_lists[KEYS_DOMU].keys[s->key].use[host->toolstack].types & TYPE_INTEGER) &&
	       value_number(&s->value, host_number_base(host), &n) == 0;
}

static void check_word(struct check *cx, const struct setting *s)
{
	const struct host *host = cx->host;
	const struct key *key = &key_lists[KEYS_DOMU].keys[s->key];
	struct finding *f;

	/* The actions have a rule of their own, and of the builder xl says nothing before 4.10. */
	if (!key->n_values || strncmp(key->name, "on_", 3) == 0 ||
	    (s->key == DOMU_BUILDER && host->toolstack == TOOLSTACK_XL) || s->value.kind == VALUE_LIST ||
	    s->value.kind == VALUE_BOOLEAN || is_number(host, s) ||
	    key_takes(key, s->value.text, host->toolstack, host->release))
		return;
	f = finding_add(cx->out, RULE_WRONG_RELEASE, s->value.at, "%s of Xen %s refuses \"%.*s\" as \"%s\"",
	                toolstack_names[host->toolstack], releases[host->release].name, TEXT_ARG(s->value.text),
	                key->name);
	finding_severity(cx->out, f, SEVERITY_ERROR);
	finding_help(cx->out, f, "it is %s", values_listed(cx, key));
}

void check_wrong_release(struct check *cx)
{
	const struct host *host = cx->host;

	if (!host->release_known)
		return;
	for (size_t k = 0; k < host->n_defaults; k++)
		check_word(cx, &host->defaults[k]);
	for (size_t i = 0; i < host->n_guests; i++)
		for (size_t k = 0; k < host->guests[i].n_settings; k++)
			check_word(cx, &host->guests[i].settings[k]);
}

/* Is the file called after the guest: "web", "web.cfg", "web.cfg.old"? */
static bool is_called(struct text file, struct text name)
{
	return file.n >= name.n && memcmp(file.s, name.s, name.n) == 0 && (file.n == name.n || file.s[name.n] == '.');
}

void check_name_file_mismatch(struct check *cx)
{
	for (size_t i = 0; !cx->host->described && i < cx->host->n_guests; i++) {
		const struct cell *name = &cx->host->guests[i].name;
		const struct source *source = sources_get(cx->sources, name->at.file);
		const char *slash = source ? strrchr(source->name, '/') : NULL;
		struct text file = text_of(slash ? slash + 1 : source ? source->name : "");

		if (name->text.n && file.n && !text_is(file, "-") && !is_called(file, name->text))
			finding_add(cx->out, RULE_NAME_FILE_MISMATCH, name->at,
			            "the guest is called \"%.*s\", its file \"%.*s\"", TEXT_ARG(name->text),
			            TEXT_ARG(file));
	}
}
