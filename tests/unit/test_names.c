/*
 * test_names.c - names of links, guests and scripts, and VLAN lists.
 */
#include "harness.h"
#include <xencfg/name.h>

/* `wrong`: a part of the reason; NULL: the name is fine. */
static void expect(const char *what, struct text name, const char *got, const char *wrong)
{
	if (wrong ? !got || !strstr(got, wrong) : got != NULL)
		fail_msg("%s \"%.*s\" %s", what, TEXT_ARG(name), got ? got : "is fine");
}

static void links_are_named_as_kernel_and_scripts_take_them(void **state)
{
	static const struct {
		struct text name;
		size_t max;
		const char *wrong;
	} cases[] = {
		{ TEXT("lan"), 15, NULL }, { TEXT("eth0.100"), 15, NULL }, { TEXT("a_b-c+d"), 15, NULL },
		{ TEXT("abcdefghijklmno"), 15, NULL }, { TEXT("..."), 15, NULL }, { TEXT("0"), 15, NULL },
		{ TEXT("abcdefghijklmnop"), 15, "15 bytes that the kernel allows" },
		{ TEXT("abcdefghijklmn"), 14, NULL }, { TEXT("abcdefghijklmno"), 14, "Xen's scripts add" },
		{ TEXT(""), 15, "empty" }, { TEXT("."), 15, "kernel refuses" }, { TEXT(".."), 15, "kernel refuses" },
		{ TEXT("-lan"), 15, "dash" }, { TEXT("a b"), 15, "blank" }, { TEXT("a\tb"), 15, "blank" },
		{ TEXT("a/b"), 15, "slash" }, { TEXT("eth0:1"), 15, "character" }, { TEXT("l'an"), 15, "character" },
		{ TEXT("$lan"), 15, "character" }, { TEXT("lan;"), 15, "character" }, { TEXT("lan\n"), 15, "character" },
		{ TEXT("l\0n"), 15, "character" }, { TEXT("l\xc3\xa4n"), 15, "character" }, { TEXT("a,b"), 15, "character" },
		{ TEXT("a=b"), 15, "character" }, { TEXT("a@b"), 15, "character" }, { TEXT("a%d"), 15, "character" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect("link", cases[i].name, link_name_wrong(cases[i].name, cases[i].max), cases[i].wrong);
}

static void guests_are_named_as_files_and_toolstacks_take_them(void **state)
{
	static const struct {
		struct text name;
		const char *xend, *xl;
	} cases[] = {
		{ TEXT("web"), NULL, NULL },
		{ TEXT("web_1.example:b+c-d"), NULL, NULL },
		{ TEXT(".hidden"), NULL, NULL },
		{ TEXT("b\xc3\xbcro"), "xend refuses", NULL },
		{ TEXT("my web"), "xend refuses", NULL },
		{ TEXT("a@b"), "xend refuses", NULL },
		{ TEXT(""), "empty", "empty" },
		{ TEXT("."), "file", "file" },
		{ TEXT(".."), "file", "file" },
		{ TEXT("a/b"), "slash", "slash" },
		{ TEXT("/etc/passwd"), "slash", "slash" },
		{ TEXT("-v"), "dash", "dash" },
		{ TEXT("a\nb"), "control", "control" },
		{ TEXT("a\0b"), "control", "control" },
		{ TEXT("a\x7f"), "control", "control" },
		{ TEXT("a'b"), "xend refuses", "syntax" },
		{ TEXT("a\"b"), "xend refuses", "syntax" },
		{ TEXT("a$b"), "xend refuses", "syntax" },
		{ TEXT("a;b"), "xend refuses", "syntax" },
		{ TEXT("a\\b"), "xend refuses", "syntax" },
		{ TEXT("a*"), "xend refuses", "syntax" },
	};
	char longest[GUEST_NAME_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		expect("xend guest", cases[i].name, guest_name_wrong(cases[i].name, TOOLSTACK_XEND, n_releases, true), cases[i].xend);
		expect("xl guest", cases[i].name, guest_name_wrong(cases[i].name, TOOLSTACK_XL, n_releases, true), cases[i].xl);
	}
	/* What people wrote into a .cfg is theirs, as long as the toolstack takes it. */
	expect("xl guest", TEXT("a#b"), guest_name_wrong(TEXT("a#b"), TOOLSTACK_XL, n_releases, false), NULL);
	expect("xend guest", TEXT("a#b"), guest_name_wrong(TEXT("a#b"), TOOLSTACK_XEND, n_releases, false), "xend refuses");
	expect("xend guest", TEXT("a/b"), guest_name_wrong(TEXT("a/b"), TOOLSTACK_XEND, RELEASE_3_4, false), NULL);
	expect("xend guest", TEXT("a/b"), guest_name_wrong(TEXT("a/b"), TOOLSTACK_XEND, RELEASE_3_4, true), "slash");
	expect("xend guest", TEXT("a/b"), guest_name_wrong(TEXT("a/b"), TOOLSTACK_XEND, RELEASE_4_0, false), "slash");
	expect("xend guest", TEXT("a/b"), guest_name_wrong(TEXT("a/b"), TOOLSTACK_XEND, n_releases, false), "slash");
	expect("xl guest", TEXT("a/b"), guest_name_wrong(TEXT("a/b"), TOOLSTACK_XL, RELEASE_4_1, false), "slash");
	expect("xl guest", TEXT("a/b"), guest_name_wrong(TEXT("a/b"), TOOLSTACK_XL, n_releases, false), "slash");
	memset(longest, 'a', sizeof(longest));
	assert_null(guest_name_wrong((struct text){ longest, GUEST_NAME_MAX }, TOOLSTACK_XL, n_releases, true));
	assert_non_null(guest_name_wrong((struct text){ longest, GUEST_NAME_MAX + 1 }, TOOLSTACK_XL, n_releases, true));
}

static void scripts_are_plain_names_or_paths(void **state)
{
	static const struct {
		struct text name;
		const char *wrong;
	} cases[] = {
		{ TEXT("vif-bridge"), NULL }, { TEXT("/etc/xen/scripts/vif-bridge"), NULL }, { TEXT("vif-bridge bridge=lan"), NULL },
		{ TEXT(""), "empty" }, { TEXT("-x"), "dash" }, { TEXT(" vif-bridge"), "blank" }, { TEXT("a;b"), "syntax" },
		{ TEXT("a$b"), "syntax" }, { TEXT("a'b"), "syntax" }, { TEXT("a\"b"), "syntax" }, { TEXT("a\nb"), "syntax" },
		{ TEXT("a|b"), "syntax" }, { TEXT("a&"), "syntax" }, { TEXT("a(b)"), "syntax" }, { TEXT("a\0b"), "syntax" },
		{ TEXT("caf\xc3\xa9"), "syntax" }, { TEXT("a\\b"), "syntax" }, { TEXT("`a`"), "syntax" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect("script", cases[i].name, script_name_wrong(cases[i].name), cases[i].wrong);
}

/* The terms and the examples of xl-network-configuration(5) of 4.19. */
static void vlan_lists_are_xls(void **state)
{
	static const struct {
		struct text list;
		const char *wrong;
	} cases[] = {
		{ TEXT("10"), NULL }, { TEXT("10p"), NULL }, { TEXT("1"), NULL }, { TEXT("4094p"), NULL }, { TEXT("10p/20"), NULL },
		{ TEXT("20/10p"), NULL }, { TEXT("10p/1-5"), NULL }, { TEXT("10p/1-5u"), NULL }, { TEXT("10p/20u"), NULL },
		{ TEXT("10p/7-7"), NULL }, { TEXT("10p/100+10x4"), NULL }, { TEXT("10p/100+10x4u"), NULL }, { TEXT("10p/94+1000x4"), NULL },
		{ TEXT(""), "no number" }, { TEXT("lan"), "no number" }, { TEXT("10p/"), "no number" }, { TEXT("/10p"), "no number" },
		{ TEXT("10p//20"), "no number" }, { TEXT(" 10"), "no number" }, { TEXT("-5"), "no number" },
		{ TEXT("0"), "1 to 4094" }, { TEXT("4095"), "1 to 4094" }, { TEXT("10p/4000-4095"), "1 to 4094" },
		{ TEXT("10p/95+1000x4"), "1 to 4094" }, { TEXT("10p/99999"), "1 to 4094" }, { TEXT("100000"), "1 to 4094" }, { TEXT("4294967306"), "1 to 4094" },
		{ TEXT("10p/5-3"), "backwards" }, { TEXT("10p/5-"), "without an end" }, { TEXT("10p/1+2"), "START+STEPxCOUNT" },
		{ TEXT("10p/1+x4"), "START+STEPxCOUNT" }, { TEXT("10p/1+2x"), "START+STEPxCOUNT" },
		{ TEXT("10 p"), "neither" }, { TEXT("10pp"), "neither" }, { TEXT("10pu"), "neither" }, { TEXT("10,20"), "neither" },
		{ TEXT("1-5p"), "neither" }, { TEXT("10p/20p"), "more than one" }, { TEXT("10/20"), "no VLAN" }, { TEXT("1-5"), "no VLAN" },
		{ TEXT("1+1x2"), "no VLAN" },
		/* 65536 times 65536 is nothing in 32 bits. */
		{ TEXT("10p/1+65536x65536"), "1 to 4094" }, { TEXT("10p/1+42950x99999"), "1 to 4094" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect("VLAN list", cases[i].list, vlan_list_wrong(cases[i].list), cases[i].wrong);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_are_named_as_kernel_and_scripts_take_them),
		cmocka_unit_test(guests_are_named_as_files_and_toolstacks_take_them),
		cmocka_unit_test(scripts_are_plain_names_or_paths),
		cmocka_unit_test(vlan_lists_are_xls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
