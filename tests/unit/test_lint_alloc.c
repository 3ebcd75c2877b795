/*
 * test_lint_alloc.c - the n-th allocation fails while hand-written files are judged one by one and compared with each other.
 *
 * What test_alloc.c does for descriptions, for the way of `xencfg lint`: of a guest only its claims outlive its file.
 */
#include "harness.h"
#include "alloc_turns.h"
#include <xencfg/cfg.h>
#include <xencfg/lint.h>
#include <xencfg/suppress.h>

enum { MANY = CLAIMS_A_BLOCK + 2 }; /* vifs: more than a block of claims holds */

/* Each has something of another's: name, UUID, MAC, address, vifname, disk, display; and something wrong of its own. */
static const struct {
	enum toolstack toolstack;
	const char *text;
} files[] = {
	{ TOOLSTACK_XL, "name = \"web\"\nuuid = \"2f1b7b9e-3a7c-4d52-9d0e-5d1c8f6a4b20\"\nkernel = \"/k\"\n"
			"disk = [ 'phy:/dev/a,xvda,w', 'format=raw, vdev=xvdb, access=rw, target=/b' ]\n"
			"vif = [ 'mac=00:16:3E:00:00:01,bridge=lan,ip=10.0.0.1,vifname=v0', 'bridge=lna,mac=52:54:00:0:0:1' ]\n"
			"vfb = [ 'vnc=1,vncdisplay=3' ] # xencfg: ignore=XC513 one of them runs\n" },
	{ TOOLSTACK_XL, "name = \"mail\"\nkernel = \"/k\"\nmemory = 64\nmaxmem = 32\ndisk = [ 'phy:/dev/a,xvda,w' ]\n"
			"vif = [ 'mac=00:16:3e:00:00:01,bridge=lan,ip=10.0.0.1 10.0.0.2,vifname=v0,rate=x' ]\n"
			"vfb = [ 'vnc=1,vncdisplay=3' ]\n# xencfg: ignore=XC104 nothing here\n" },
	{ TOOLSTACK_XEND, "name = 'web'\nuuid = '2f1b7b9e-3a7c-4d52-9d0e-5d1c8f6a4b20'\nkernel = '/k'\nip = '10.0.0.2'\n"
			  "disk = [ 'phy:/dev/a,xvda,w' ]\nvif = [ 'mac=00:16:3E:00:00:01, bridge=lan' ] * 2\n" },
	{ TOOLSTACK_XEND, "name = 'old' + '-web'\nkernel = '/k'\nuuid = '2f1b7b9e3a7c4d529d0e5d1c8f6a4b20'\n"
			  "vif = [ 'mac=00:16:3E:00:00:02,bridge=lan', 'ip=10.0.0.1' ]\nmemroy = 3\n" },
	{ TOOLSTACK_XEND, "import os\nn, d = 3, { 'a': (1, 2L), u'b': '\\x41' 'c' }\nname = 'x-%02d%s' % (n, \"y\") + 'z' * 2\n"
			  "def f(x):\n    return x\nif n > 2:\n    kernel = '/k'\nelse:\n    kernel = '/l'\n"
			  "disk = [ 'phy:/a,xvda,r' ] + [ 'file:%(f)s,xvdb,w' % { 'f': '/b' } ]\ndisk[0] = 'x'\ndisk += [ 'y' ]\n"
			  /* More names than there is room for at first. */
			  "a = b = c = d = e = g = h = 1\nj = k = l = m = o = p = q = r = s = 2\n"
			  "for i in range(2):\n    memory = 64\ndel n\nvif = [ '', os.environ['V'] ]\nextra = 'a' +\n" },
};

/* By the file's number: the first two of one host, the third of another, the last two in a folder that nobody tells of. */
static const struct claim_home homes[] = { { 0 },	   { 1, 1, true }, { 1, 1, true }, { 2, 2, true },
					   { 3, 3, false }, { 3, 3, false } };

/* The host of the guest alone, as lint_domu.c makes it; all but the claims and findings may go afterwards. */
static int judge(struct run *run, uint32_t file, enum toolstack toolstack, struct arena *scratch, struct claims *claims,
		 struct suppressions *suppressions)
{
	struct bridge bridge = { .name = { TEXT("lan"), { 0 } } };
	struct host host = { .toolstack = toolstack, .bridges = &bridge, .n_bridges = 1, .release_known = true };
	struct guest *guest;
	struct domu *domu;
	int error = domu_read(scratch, &run->sources, file, toolstack == TOOLSTACK_XL ? DOMU_XL : DOMU_XM,
			      &run->findings, &domu);

	host.release = release_newest(toolstack);
	if (!error)
		error = cfg_guest(scratch, &run->sources, file, domu, toolstack, true, host.release, &run->findings, &guest);
	if (!error)
		error = host_index_bridges(&host, scratch);
	if (error)
		return error;
	host.guests = guest;
	host.n_guests = 1;
	host.vifs = guest->vifs;
	host.n_vifs = guest->n_vifs;
	host_connect_vifs(&host);
	error = lint_guests(&host, &run->sources, scratch, &run->arena, claims, &run->findings);
	return error ? error : suppress_read(&run->arena, &run->sources, file, &run->findings, suppressions);
}

static int judges_files(struct run *run, struct sb *out)
{
	struct suppressions suppressions = { 0 };
	struct claims claims = { 0 };
	int error = 0;

	for (size_t i = 0; i < COUNT(files) && !error; i++) {
		struct arena scratch = { 0 };
		uint32_t file = sources_add(&run->sources, "x.cfg", text_of(files[i].text));

		error = file ? judge(run, file, files[i].toolstack, &scratch, &claims, &suppressions) : -ENOMEM;
		arena_free(&scratch);
	}
	if (!error)
		error = claims_compare(&claims, homes, &run->findings);
	if (!error)
		error = suppress_apply(&suppressions, &run->findings);
	return error ? error : put_findings(run, out);
}

/* Only what lint_guests and claims_compare ask for fails here; of each kind there is more than one block. */
static int judges_a_guest_with_many_vifs(struct run *run, struct sb *out)
{
	struct suppressions suppressions = { 0 };
	struct claims claims[2] = { { { 0 } } };
	struct arena scratch = { 0 };
	struct sb text = { 0 };
	int error = 0;

	memory.active = false;
	sb_string(&text, "name = \"web\"\nkernel = \"/k\"\nvif = [ ");
	for (unsigned i = 0; i < MANY; i++)
		sb_printf(&text, "'mac=00:16:3e:00:00:%02x,bridge=b%u,ip=10.0.0.%u,vifname=v%u', ", i, i % 8, i + 1, i);
	sb_string(&text, "]\n");
	for (unsigned i = 0; i < 2 && !error; i++) {
		uint32_t file = run_source(run, "x.cfg", sb_view(&text));

		memory.active = true;
		error = judge(run, file, TOOLSTACK_XL, &scratch, &claims[i], &suppressions);
	}
	if (!error) {
		claims_join(&claims[0], &claims[1]);
		error = claims_compare(&claims[0], homes, &run->findings);
	}
	memory.active = false;
	for (const struct finding *f = run->findings.first; f && !error && !run->findings.error; f = f->next)
		sb_printf(out, "%s %u:%u %s\n", rule_infos[f->rule].code, f->at.file, f->at.begin, f->message);
	arena_free(&scratch);
	sb_free(&text);
	return error;
}

static void judging_files_survives(void **state)
{
	(void)state;
	fail_each(judges_files, 300, NULL, NULL);
}

static void comparing_many_claims_survives(void **state)
{
	(void)state;
	fail_each(judges_a_guest_with_many_vifs, 100, NULL, NULL);
}

/* Else the rest shows nothing: the guests clash in every kind of thing. */
static void they_clash(void **state)
{
	static const enum rule rules[] = { RULE_MAC_DUPLICATE, RULE_IP_DUPLICATE, RULE_VIFNAME_DUPLICATE,
					   RULE_UUID_DUPLICATE, RULE_DISK_SHARED_WRITABLE, RULE_UNUSED_IGNORE };
	struct sb out = { 0 };
	struct run run;

	(void)state;
	run_open(&run);
	assert_int_equal(judges_files(&run, &out), 0);
	for (size_t i = 0; i < COUNT(rules); i++)
		if (!finding_of(run.findings.first, rules[i]))
			fail_msg("no %s", rule_infos[rules[i]].slug);
	run_close(&run);
	sb_free(&out);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_clash),
		cmocka_unit_test(judging_files_survives),
		cmocka_unit_test(comparing_many_claims_survives),
	};

	json_set_alloc_funcs(malloc, free);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
