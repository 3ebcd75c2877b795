/*
 * test_fix.c - fixes applied to texts: together, once, and so that the next run finds nothing to fix.
 */
#include "harness.h"
#include <errno.h>
#include <xencfg/cfg.h>
#include <xencfg/description.h>
#include <xencfg/domu.h>
#include <xencfg/fix.h>
#include <xencfg/netscript.h>
#include <xencfg/sxp.h>

enum kind { XL, XM, SXP, SCRIPT, JSON };

/* A text with its findings, through its reader and, of a guest that is accepted, the reader of its keys. */
static void lint(struct run *run, enum kind kind, struct text text)
{
	static const struct description_options options = { NULL, NULL };
	enum toolstack toolstack = kind == XL ? TOOLSTACK_XL : TOOLSTACK_XEND;
	uint32_t file = run_source(run, "a", text);
	struct setting *settings;
	struct netscript *script;
	struct guest *guest;
	struct host *host;
	struct domu *domu;
	struct sxp *sxp;
	size_t n;

	switch (kind) {
	case XL:
	case XM:
		assert_int_equal(domu_read(&run->arena, &run->sources, file, kind == XL ? DOMU_XL : DOMU_XM,
		                           &run->findings, &domu),
		                 0);
		if (domu->accepted)
			assert_int_equal(cfg_guest(&run->arena, &run->sources, file, domu, toolstack, true, n_releases,
			                           &run->findings, &guest),
			                 0);
		break;
	case SXP:
		assert_int_equal(sxp_read(&run->arena, &run->sources, file, n_releases, &run->findings, &sxp), 0);
		assert_int_equal(sxp_settings(&run->arena, sxp, n_releases, &run->findings, &settings, &n), 0);
		break;
	case SCRIPT:
		assert_int_equal(netscript_read(&run->arena, &run->sources, file, &run->findings, &script), 0);
		break;
	case JSON:
		description_read(&run->arena, &run->sources, file, &options, &run->findings, &host);
		break;
	}
}

/* The fixed text, in the run's arena. */
static struct text fix(struct run *run, uint32_t file, size_t *ret_applied)
{
	struct finding **sorted = findings_sorted(&run->findings, &run->sources);
	bool *applied = arena_array(&run->arena, run->findings.n + 1, sizeof(*applied));
	struct sb out = { 0 };
	struct text text;

	assert_int_equal(
		fix_apply(&out, sources_get(&run->sources, file)->text, file, sorted, run->findings.n, applied), 0);
	*ret_applied = 0;
	for (size_t i = 0; i < run->findings.n; i++)
		*ret_applied += applied[i];
	text = (struct text){ arena_string(&run->arena, sb_view(&out)), out.n };
	sb_free(&out);
	return text;
}

static const struct {
	enum kind kind;
	const char *before, *after;
	size_t applied;
} texts[] = {
	/* Nothing to do. */
	{ XL, "", "", 0 },
	{ XL, "memory = 256\n", "memory = 256\n", 0 },
	{ XL, "memory = \n", "memory = \n", 0 },
	/* Bytes. */
	{ XL, "\xef\xbb\xbfmemory = 256\r\nname = a\r\n# end", "memory = 256\nname = \"a\"\n# end\n", 4 },
	{ XL, "a = 1\r\r\n", "a = 1\n", 1 },
	{ XL,
	  "vcpus = 1\r\nmemory =\xc2\xa0"
	  "1\r\nname = \xe2\x80\x9cx\xe2\x80\x9d\r\n",
	  "vcpus = 1\nmemory = 1\nname = \"x\"\n", 3 },
	{ XL, "name = \xe2\x80\x9cit\xe2\x80\x99s\xe2\x80\x9d\n", "name = \xe2\x80\x9cit\xe2\x80\x99s\xe2\x80\x9d\n",
	  0 },
	{ XM, "\xef\xbb\xbfmemory = 256\r\n", "memory = 256\n", 2 },
	/* There the mark is all that tells the coding. */
	{ XM, "\xef\xbb\xbf# b\xc3\xbcro\n", "# -*- coding: utf-8 -*-\n# b\xc3\xbcro\n", 1 },
	{ XM, "\xef\xbb\xbf# coding: utf-8 b\xc3\xbcro\n", "# coding: utf-8 b\xc3\xbcro\n", 1 },
	{ XM, "memory = 256\r\n# \xc3\xa4\r\n", "# -*- coding: utf-8 -*-\nmemory = 256\n# \xc3\xa4\n", 2 },
	{ SXP, "\xef\xbb\xbf(xend-port 8000)\r\n(vncpasswd a!b)\r\n", "(xend-port 8000)\n(vncpasswd 'a!b')\n", 3 },
	{ SCRIPT, "\xef\xbb\xbf#!/bin/bash\r\nnetwork-bridge \"$@\" netdev= eth0\r\n",
	  "#!/bin/bash\nnetwork-bridge \"$@\" netdev=eth0\n", 3 },
	{ JSON, "\xef\xbb\xbf{}", "{}", 1 },
	{ JSON, "[1, 2,\n]", "[1, 2\n]", 1 },
	/* Quotes: around whole values of keys that take strings. */
	{ XL, "kernel = /boot/vmlinuz # new\n", "kernel = \"/boot/vmlinuz\" # new\n", 1 },
	{ XL, "extra = root=/dev/sda1 ro\n", "extra = root=/dev/sda1 ro\n", 0 },
	{ XL, "kernel = /boot/a#b\n", "kernel = /boot/a#b\n", 0 },
	{ XL, "memory = 256M\n", "memory = 256M\n", 0 },
	{ XM, "memory = 256M\n", "memory = 256M\n", 0 },
	{ XM, "gateway = 10.0.0.1\n", "gateway = \"10.0.0.1\"\n", 1 },
	{ XL, "acpi = yes\n", "acpi = yes\n", 0 },
	{ XL, "acpi = True\n", "acpi = 1\n", 1 },
	{ XL, "vif = bridge=lan\n", "vif = bridge=lan\n", 0 },
	{ XL, "vif = [ bridge=lan ]\n", "vif = [ \"bridge=lan\" ]\n", 1 },
	{ XL, "disk = [ phy:a,xvda,w ]\n", "disk = [ phy:a,xvda,w ]\n", 0 },
	/* Commas and brackets. */
	{ XL, "disk = [ 'phy:a,' 'xvda,w' ]\n", "disk = [ 'phy:a,' 'xvda,w' ]\n", 0 },
	{ XL, "disk = [ 'a,b,w',, 'c,d,w' ]\n", "disk = [ 'a,b,w', 'c,d,w' ]\n", 1 },
	{ XL, "vif = [ '' ]]\n", "vif = [ '' ]\n", 1 },
	{ XL, "vif = 'bridge=a' ]\n", "vif = 'bridge=a' ]\n", 0 },
	{ XL, "extra = 'a\\$b'\n", "extra = 'a\\$b'\n", 0 },
	/* Lines that are indented. */
	{ XM, "  memory = 256\nname = 'a'\n", "memory = 256\nname = 'a'\n", 1 },
	{ XM, "name = 'a'\n  memory = 256\n  vcpus = 1\n", "name = 'a'\n  memory = 256\n  vcpus = 1\n", 0 },
	{ XM, "vif = [ '' ]\n  'bridge=a'\n", "vif = [ '' ]\n  'bridge=a'\n", 0 },
	/* Keys. */
	{ XL, "memroy = 256\n", "memory = 256\n", 1 },
	{ XL, "memroy = 256\nmemory = 128\n", "memroy = 256\nmemory = 128\n", 0 },
	{ XL, "mem = 256\n", "mem = 256\n", 0 },
	{ XL, "disk2 = [ '' ]\n", "disk2 = [ '' ]\n", 0 },
	{ XL, "nic = 2\n", "nic = 2\n", 0 },
	{ XL, "vif = [ 'brigde=a' ]\n", "vif = [ 'bridge=a' ]\n", 1 },
	{ XL, "vif = [ 'brigde=a,bridge=b' ]\n", "vif = [ 'brigde=a,bridge=b' ]\n", 0 },
	{ XL, "vif = [ 'brigde=a\\\\' ]\n", "vif = [ 'brigde=a\\\\' ]\n", 0 },
	{ XM, "x = 'a'\nvif = [ 'brigde=%s' % x ]\n", "x = 'a'\nvif = [ 'brigde=%s' % x ]\n", 0 },
	{ JSON, "{\"xen\": \"3.2\", \"bridegs\": [], \"guests\": []}",
	  "{\"xen\": \"3.2\", \"bridges\": [], \"guests\": []}", 1 },
	{ JSON, "{\"xen\": \"3.2\", \"bridegs\": [], \"bridges\": []}",
	  "{\"xen\": \"3.2\", \"bridegs\": [], \"bridges\": []}", 0 },
	{ JSON, "{\"xen\": 4.10}", "{\"xen\": \"4.10\"}", 1 },
	/* Vifs. */
	{ XL, "vif = [ 'bridge =a' ]\n", "vif = [ 'bridge=a' ]\n", 1 },
	{ XM, "vif = [ 'bridge=a,,ip=1.2.3.4,' ]\n", "vif = [ 'bridge=a,ip=1.2.3.4' ]\n", 2 },
	/* S-expressions. */
	{ SXP, "(network-script network-bridge netdev=eth1)\n", "(network-script 'network-bridge netdev=eth1')\n", 1 },
	{ SXP, "(xend-address localhost 10.0.0.1)\n", "(xend-address localhost 10.0.0.1)\n", 0 },
	{ SXP, "(xend-relocation-hosts-allow '^a\\.b$')\n", "(xend-relocation-hosts-allow '^a\\\\.b$')\n", 1 },
	{ SXP, "(vncpasswd 'a\\qb')\n", "(vncpasswd 'a\\qb')\n", 0 },
	/* Scripts. */
	{ SCRIPT, "\n #!/bin/sh\nnetwork-bridge netdev=eth0\n", "#!/bin/sh\nnetwork-bridge \"$@\" netdev=eth0\n", 2 },
};

static void fixes_what_readers_find(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct text before = text_of(texts[i].before), after;
		struct run run, again;
		size_t applied;

		run_open(&run);
		lint(&run, texts[i].kind, before);
		after = fix(&run, 1, &applied);
		expect_text(texts[i].before, after, texts[i].after);
		if (applied != texts[i].applied)
			fail_msg("%s: %zu findings fixed, not %zu", texts[i].before, applied, texts[i].applied);
		run_open(&again);
		lint(&again, texts[i].kind, after);
		fix(&again, 1, &applied);
		if (applied)
			fail_msg("%s: the second run fixes %zu more", texts[i].before, applied);
		run_close(&again);
		run_close(&run);
	}
}

/* A piece to replace: [begin, end) of file `file`. */
struct piece {
	size_t begin, end;
	const char *text;
	bool applied;
	uint32_t file;
};

static void expect_pieces(const char *before, const struct piece *pieces, size_t n, const char *after)
{
	bool applied[8] = { false };
	struct finding *list[8];
	struct sb out = { 0 };
	struct run run;

	run_open(&run);
	run_source(&run, "a", text_of(before));
	run_source(&run, "b", text_of(before));
	for (size_t i = 0; i < n; i++) {
		struct span at = span_make(pieces[i].file ? pieces[i].file : 1, pieces[i].begin, pieces[i].end);

		list[i] = finding_add(&run.findings, RULE_SYNTAX, at, "x");
		if (pieces[i].text)
			finding_fix(&run.findings, list[i], at, "%s", pieces[i].text);
	}
	sb_string(&out, "> ");
	assert_int_equal(fix_apply(&out, text_of(before), 1, list, n, applied), 0);
	expect_text(before, sb_view(&out), after);
	for (size_t i = 0; i < n; i++)
		if (applied[i] != pieces[i].applied)
			fail_msg("%s: piece %zu is %sapplied", after, i, applied[i] ? "" : "not ");
	sb_free(&out);
	run_close(&run);
}

#define PIECES(after, ...)                                                                                     \
	expect_pieces("0123456789", (struct piece[]){ __VA_ARGS__ }, COUNT(((struct piece[]){ __VA_ARGS__ })), \
	              "> " after)

static void applies_what_goes_together(void **state)
{
	(void)state;
	PIECES("0123456789", { 2, 3, NULL, false, 0 });
	PIECES("0123456789", { 2, 3, "x", false, 2 });
	PIECES("01x3456789", { 2, 3, "x", true, 0 });
	/* In whatever order they were found. */
	PIECES("a12b45678c", { 9, 10, "c", true, 0 }, { 0, 1, "a", true, 0 }, { 3, 4, "b", true, 0 });
	/* Side by side. */
	PIECES("01xy456789", { 2, 3, "x", true, 0 }, { 3, 4, "y", true, 0 });
	PIECES("01x23y456789", { 2, 2, "x", true, 0 }, { 4, 4, "y", true, 0 });
	PIECES("01xy3456789", { 2, 3, "y", true, 0 }, { 2, 2, "x", true, 0 });
	PIECES("01xy3456789", { 3, 3, "y", true, 0 }, { 2, 3, "x", true, 0 });
	PIECES("0123456789x", { 10, 10, "x", true, 0 });
	/* The first of those that overlap. */
	PIECES("01x56789", { 3, 6, "y", false, 0 }, { 2, 5, "x", true, 0 });
	PIECES("01x56789", { 2, 5, "x", true, 0 }, { 3, 3, "y", false, 0 }, { 3, 4, "z", false, 0 });
	PIECES("01x3456789", { 2, 3, "x", true, 0 }, { 2, 5, "y", false, 0 });
	PIECES("01x6y89", { 2, 6, "x", true, 0 }, { 3, 8, "y", false, 0 }, { 7, 8, "y", true, 0 });
	PIECES("01x23456789", { 2, 2, "x", true, 0 }, { 2, 2, "y", false, 0 });
	/* One that is there twice. */
	PIECES("01x3456789", { 2, 3, "x", true, 0 }, { 2, 3, "x", true, 0 });
	PIECES("01x23456789", { 2, 2, "x", true, 0 }, { 2, 2, "x", true, 0 });
	PIECES("01x3456789", { 2, 3, "x", true, 0 }, { 2, 3, "y", false, 0 });
}

static void refuses_what_is_outside(void **state)
{
	static const uint32_t places[][2] = { { 10, 11 }, { 11, 11 }, { 5, 4 } };

	(void)state;
	for (size_t i = 0; i < COUNT(places); i++) {
		struct finding f = { .fix_at = { 1, places[i][0], places[i][1] }, .fix = "x" }, *list[] = { &f };
		bool applied[1] = { false };
		struct sb out = { 0 };

		assert_int_equal(fix_apply(&out, TEXT("0123456789"), 1, list, 1, applied), -EINVAL);
		sb_free(&out);
	}
}

static void drops_carriage_returns_of_line_ends(void **state)
{
	static const char *const lines[][2] = {
		{ "", "" },
		{ "\r\n", "\n" },
		{ "a\r\nb\r\r\n\n", "a\nb\n\n" },
		{ "a\rb\r\n\rc\r", "a\rb\n\rc\r" },
		{ "\r\r", "\r\r" },
	};
	char text[16];

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		size_t n = strlen(lines[i][0]);

		memcpy(text, lines[i][0], n);
		n = fix_line_endings(text, n);
		expect_text("lines", (struct text){ text, n }, lines[i][1]);
	}
}

/* A fix is a string: of a file with NUL bytes it would keep only the first part. */
static void offers_no_line_endings_with_nul(void **state)
{
	struct text text = TEXT("# a\0b\r\nmemory = 1\r\n");
	size_t applied;
	struct run run;

	(void)state;
	run_open(&run);
	lint(&run, XL, text);
	assert_true(text_same(fix(&run, 1, &applied), text));
	assert_int_equal(applied, 0);
	run_close(&run);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixes_what_readers_find),
		cmocka_unit_test(applies_what_goes_together),
		cmocka_unit_test(refuses_what_is_outside),
		cmocka_unit_test(drops_carriage_returns_of_line_ends),
		cmocka_unit_test(offers_no_line_endings_with_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
