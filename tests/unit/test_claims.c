/*
 * test_claims.c - what two guests claim: which rule, how grave, at which of the places.
 */
#include "harness.h"
#include <xencfg/claims.h>
#include <xencfg/hash.h>

enum { FILES = 8, BYTES = 1 << 16 };

struct stage {
	struct run run;
	struct claims claims;
};

static void stage_open(struct stage *s)
{
	static const char names[FILES][6] = { "a.cfg", "b.cfg", "c.cfg", "d.cfg", "e.cfg", "f.cfg", "g.cfg", "h.cfg" };
	static const char bytes[BYTES];

	run_open(&s->run);
	s->claims = (struct claims){ 0 };
	for (size_t i = 0; i < FILES; i++)
		run_source(&s->run, names[i], (struct text){ bytes, BYTES });
}

static struct claimant *stage_guest(struct stage *s, const char *name)
{
	struct claimant *guest = arena_alloc(&s->run.arena, sizeof(*guest));

	assert_non_null(guest);
	*guest = (struct claimant){ .name = text_of(name) };
	return guest;
}

static struct claim *stage_claim(struct stage *s, enum claim_kind kind, struct claimant *guest, const char *key,
                                 const char *where, uint32_t file, uint32_t begin)
{
	struct claim_block *block = arena_alloc(&s->run.arena, sizeof(*block));
	struct text *bridge = arena_alloc(&s->run.arena, sizeof(*bridge));
	struct claims more = { 0 };

	assert_true(block && bridge);
	*bridge = text_of(where);
	block->next = NULL;
	block->n = 1;
	block->items[0] = (struct claim){
		.key = text_of(key), .where = bridge, .claimant = guest, .at = { file, begin, begin + 1 }
	};
	block->items[0].hash = hash_add(HASH_START, block->items[0].key);
	more.blocks[kind] = block;
	more.n[kind] = 1;
	claims_join(&s->claims, &more);
	assert_null(more.blocks[kind]);
	return &block->items[0];
}

/* Not in what order they come: primary and second place of a finding are told by where they stand. */
static void expect_finding(const char *what, struct finding *f, enum rule rule, enum severity severity,
                           struct span later, struct span earlier)
{
	if (!f)
		fail_msg("%s: nothing", what);
	if (f->rule != rule || f->severity != severity)
		fail_msg("%s: rule %d, %s: %s", what, (int)f->rule, severity_name(f->severity), f->message);
	if (f->at.file != later.file || f->at.begin != later.begin)
		fail_msg("%s: at %u:%u", what, f->at.file, f->at.begin);
	if (!f->labels || f->labels->at.file != earlier.file || f->labels->at.begin != earlier.begin)
		fail_msg("%s: another first place", what);
}

static const struct {
	const char *what;
	struct claim_home a, b;
} relations[] = {
	{ "one host", { 0, 0, true }, { 0, 1, true } },
	{ "one folder", { 0, 0, false }, { 0, 0, false } },
	{ "two hosts", { 0, 0, true }, { 1, 1, true } },
	{ "two folders", { 0, 0, false }, { 1, 1, false } },
	{ "a host and a folder", { 0, 0, true }, { 1, 1, false } },
};

enum { NONE = SEVERITY_OFF, NOTE = SEVERITY_NOTE, WARN = SEVERITY_WARNING, ERR = SEVERITY_ERROR };

static const struct {
	const char *what, *key;
	enum claim_kind kind;
	enum rule rule;
	bool elsewhere; /* on another bridge */
	int severity[COUNT(relations)];
} kinds[] = {
	{ "name", "web", CLAIM_NAME, RULE_GUEST_NAME_DUPLICATE, false, { ERR, WARN, NONE, WARN, WARN } },
	{ "uuid",
	  "00112233445566778899aabbccddeeff",
	  CLAIM_UUID,
	  RULE_UUID_DUPLICATE,
	  false,
	  { ERR, ERR, NONE, WARN, WARN } },
	{ "mac", "123456", CLAIM_MAC, RULE_MAC_DUPLICATE, false, { ERR, ERR, ERR, WARN, WARN } },
	{ "mac elsewhere", "123456", CLAIM_MAC, RULE_MAC_DUPLICATE, true, { WARN, WARN, ERR, WARN, WARN } },
	{ "ip", "4 and 16 bytes of an address", CLAIM_IP, RULE_IP_DUPLICATE, false, { ERR, ERR, NONE, WARN, WARN } },
	{ "ip elsewhere",
	  "4 and 16 bytes of an address",
	  CLAIM_IP,
	  RULE_IP_DUPLICATE,
	  true,
	  { NOTE, NOTE, NONE, NOTE, NOTE } },
	{ "vifname", "web0", CLAIM_VIFNAME, RULE_VIFNAME_DUPLICATE, false, { ERR, ERR, NONE, WARN, WARN } },
	{ "disk", "vg/web", CLAIM_DISK, RULE_DISK_SHARED_WRITABLE, false, { ERR, ERR, NONE, WARN, WARN } },
	{ "display", "1", CLAIM_DISPLAY, RULE_VNC_CLASH, false, { WARN, WARN, NONE, WARN, WARN } },
};

static void what_is_claimed_twice_is_as_grave_as_the_hosts_are_near(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (size_t r = 0; r < COUNT(relations); r++)
			for (int swapped = 0; swapped < 2; swapped++) {
				struct claim_home homes[FILES + 1] = { { 0, 0, false },
					                               relations[r].a,
					                               relations[r].b };
				bool named = kinds[k].kind == CLAIM_NAME;
				char what[64];
				struct stage s;

				snprintf(what, sizeof(what), "%s, %s", kinds[k].what, relations[r].what);
				stage_open(&s);
				for (int i = 0; i < 2; i++) {
					bool later = i == swapped;

					stage_claim(&s, kinds[k].kind,
					            stage_guest(&s, named ? "web" :
					                            later ? "b" :
					                                    "a"),
					            kinds[k].key, later && kinds[k].elsewhere ? "wan" : "lan",
					            later ? 2 : 1, 10);
				}
				assert_int_equal(claims_compare(&s.claims, homes, &s.run.findings), 0);
				if (kinds[k].severity[r] == NONE && s.run.findings.n)
					fail_msg("%s: %s", what, s.run.findings.first->message);
				if (kinds[k].severity[r] != NONE)
					expect_finding(what, s.run.findings.first, kinds[k].rule,
					               (enum severity)kinds[k].severity[r], (struct span){ 2, 10, 11 },
					               (struct span){ 1, 10, 11 });
				assert_int_equal(s.run.findings.n, kinds[k].severity[r] != NONE);
				run_close(&s.run);
			}
}

static void different_keys_never_clash(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	for (int kind = 0; kind < CLAIM_KINDS; kind++)
		for (uint32_t i = 0; i < 1000; i++)
			stage_claim(&s, (enum claim_kind)kind, stage_guest(&s, "x"),
			            arena_printf(&s.run.arena, "%06u", i), "lan", 1, i);
	assert_int_equal(claims_compare(&s.claims, NULL, &s.run.findings), 0);
	assert_int_equal(s.run.findings.n, 0);
	run_close(&s.run);
}

/* web.cfg and web.cfg.old: one finding of the name, none of all that they share; a third guest meets both. */
static void variants_are_told_once(void **state)
{
	struct stage s;
	struct claimant *guests[3];
	static const struct claim_home homes[FILES + 1];

	(void)state;
	stage_open(&s);
	for (uint32_t i = 0; i < 3; i++) {
		guests[i] = stage_guest(&s, i < 2 ? "web" : "mail");
		stage_claim(&s, CLAIM_NAME, guests[i], i < 2 ? "web" : "mail", "", i + 1, 1);
		stage_claim(&s, CLAIM_MAC, guests[i], "123456", "lan", i + 1, 2);
		stage_claim(&s, CLAIM_DISK, guests[i], "vg/web", "", i + 1, 3);
	}
	assert_int_equal(claims_compare(&s.claims, homes, &s.run.findings), 0);
	assert_int_equal(s.run.findings.n, 3);
	for (const struct finding *f = s.run.findings.first; f; f = f->next)
		assert_int_equal(f->at.file, f->rule == RULE_GUEST_NAME_DUPLICATE ? 2 : 3);
	run_close(&s.run);
}

/* Hundreds of one key: a finding each, at once, and the first is named by those that still see it. */
static void many_of_one_key_are_a_finding_each(void **state)
{
	enum { MANY = 20000 };
	struct stage s;

	(void)state;
	stage_open(&s);
	for (uint32_t i = MANY; i-- > 0;)
		stage_claim(&s, CLAIM_MAC, stage_guest(&s, "x"), "123456", "lan", 1 + i % FILES, 1 + i / FILES);
	assert_int_equal(claims_compare(&s.claims, NULL, &s.run.findings), 0);
	assert_int_equal(s.run.findings.n, MANY - 1);
	for (const struct finding *f = s.run.findings.first; f; f = f->next) {
		assert_int_equal(f->labels->at.file, 1);
		assert_int_equal(f->labels->at.begin, 1);
		assert_true(f->at.file > 1 || f->at.begin > 1);
	}
	run_close(&s.run);
}

/* Two of one hash in a table of hashes are not two of one key. */
static void keys_of_one_hash_are_compared(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_claim(&s, CLAIM_VIFNAME, stage_guest(&s, "a"), "web0", "", 1, 1)->hash = 42;
	stage_claim(&s, CLAIM_VIFNAME, stage_guest(&s, "b"), "web1", "", 2, 1)->hash = 42;
	assert_int_equal(claims_compare(&s.claims, NULL, &s.run.findings), 0);
	assert_int_equal(s.run.findings.n, 0);
	run_close(&s.run);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_claimed_twice_is_as_grave_as_the_hosts_are_near),
		cmocka_unit_test(different_keys_never_clash),
		cmocka_unit_test(variants_are_told_once),
		cmocka_unit_test(many_of_one_key_are_a_finding_each),
		cmocka_unit_test(keys_of_one_hash_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
