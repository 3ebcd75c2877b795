/*
 * test_values.c - MACs, IP addresses, rates, names, VLAN lists and numbers, by themselves.
 */
#include "harness.h"
#include <errno.h>
#include <xencfg/ip.h>
#include <xencfg/mac.h>
#include <xencfg/name.h>
#include <xencfg/rate.h>
#include <xencfg/value.h>

static unsigned release(const char *name)
{
	unsigned i = release_find(text_of(name));

	assert_true(i < n_releases);
	return i;
}

static void macs_are_read_as_each_toolstack_does(void **state)
{
	static const struct {
		const char *text;
		enum mac_form xend, xl_4_5, xl_4_6;
		struct mac mac;
	} cases[] = {
		{ "00:16:3E:aa:BB:0c", MAC_GOOD, MAC_GOOD, MAC_GOOD, { { 0x00, 0x16, 0x3e, 0xaa, 0xbb, 0x0c } } },
		{ "00-16-3e-01-02-03", MAC_MALFORMED, MAC_READABLE, MAC_READABLE, { { 0x00, 0x16, 0x3e, 1, 2, 3 } } },
		{ "00.16.3e.01.02.03", MAC_MALFORMED, MAC_READABLE, MAC_READABLE, { { 0x00, 0x16, 0x3e, 1, 2, 3 } } },
		{ "0:16:3e:1:2:f", MAC_MALFORMED, MAC_MALFORMED, MAC_READABLE, { { 0x00, 0x16, 0x3e, 1, 2, 0x0f } } },
		{ "00:16:3e:01:02:f", MAC_MALFORMED, MAC_MALFORMED, MAC_READABLE, { { 0x00, 0x16, 0x3e, 1, 2, 0x0f } } },
		{ "00:16:3E:XX:XX:XX", MAC_LETTERS, MAC_LETTERS, MAC_LETTERS, { { 0 } } },
		{ "00:16:3e:??:**:0g", MAC_LETTERS, MAC_LETTERS, MAC_LETTERS, { { 0 } } },
		{ "00-16-3E-XX-XX-XX", MAC_MALFORMED, MAC_MALFORMED, MAC_MALFORMED, { { 0 } } },
		{ "00:16:3E:XX:XX", MAC_MALFORMED, MAC_MALFORMED, MAC_MALFORMED, { { 0 } } },
		{ "", MAC_MALFORMED, MAC_MALFORMED, MAC_MALFORMED, { { 0 } } },
		{ "00:16:3e:01:02", MAC_MALFORMED, MAC_MALFORMED, MAC_MALFORMED, { { 0 } } },
		{ "00:16:3e:01:02:", MAC_MALFORMED, MAC_MALFORMED, MAC_MALFORMED, { { 0 } } },
		{ "00:16:3e:01:02:03:04", MAC_MALFORMED, MAC_MALFORMED, MAC_MALFORMED, { { 0 } } },
		{ "00:16:3e:01:02:034", MAC_MALFORMED, MAC_MALFORMED, MAC_MALFORMED, { { 0 } } },
		{ "00163e010203", MAC_MALFORMED, MAC_MALFORMED, MAC_MALFORMED, { { 0 } } },
		{ "00::16:3e:01:02", MAC_MALFORMED, MAC_MALFORMED, MAC_MALFORMED, { { 0 } } },
		{ " 00:16:3e:01:02:03", MAC_MALFORMED, MAC_MALFORMED, MAC_MALFORMED, { { 0 } } },
		{ "00:16:3e:01:02:03 ", MAC_MALFORMED, MAC_MALFORMED, MAC_MALFORMED, { { 0 } } },
		{ "random", MAC_MALFORMED, MAC_MALFORMED, MAC_MALFORMED, { { 0 } } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct {
			enum toolstack toolstack;
			const char *release;
			enum mac_form form;
		} tools[] = { { TOOLSTACK_XEND, "3.2", cases[i].xend }, { TOOLSTACK_XEND, "4.4", cases[i].xend },
			      { TOOLSTACK_XL, "4.5", cases[i].xl_4_5 }, { TOOLSTACK_XL, "4.6", cases[i].xl_4_6 },
			      { TOOLSTACK_XL, "4.22", cases[i].xl_4_6 } };

		for (size_t k = 0; k < COUNT(tools); k++) {
			struct mac mac;
			enum mac_form form = mac_parse(text_of(cases[i].text), tools[k].toolstack, release(tools[k].release), &mac);

			if (form != tools[k].form || (form <= MAC_READABLE && !mac_same(mac, cases[i].mac)))
				fail_msg("\"%s\" of %s: form %d", cases[i].text, tools[k].release, (int)form);
		}
	}
}

static void macs_are_judged(void **state)
{
	static const struct {
		struct mac mac;
		bool xen, multicast, zero, local, sample;
	} cases[] = {
		{ { { 0x00, 0x16, 0x3e, 0x7f, 0xff, 0xff } }, true, false, false, false, false },
		{ { { 0x00, 0x16, 0x3e, 0xaa, 0xbb, 0xcc } }, true, false, false, false, false }, /* the founding document's */
		{ { { 0x00, 0x16, 0x3e, 0x00, 0x00, 0x00 } }, true, false, false, false, true },
		{ { { 0x00, 0x16, 0x7e, 0x00, 0x00, 0x01 } }, false, false, false, false, false },
		{ { { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55 } }, false, false, false, false, true },
		{ { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } }, false, true, false, false, false },
		{ { { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x01 } }, false, true, false, false, false },
		{ { { 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 } }, false, false, true, false, false },
		{ { { 0x02, 0x12, 0x34, 0x56, 0x78, 0x9b } }, false, false, false, true, false },
		{ { { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff } }, false, false, false, true, false },
		{ { { 0x03, 0x00, 0x00, 0x00, 0x00, 0x01 } }, false, true, false, false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct mac mac = cases[i].mac;

		if (mac_has_oui(mac, mac_xen_oui) != cases[i].xen || mac_is_multicast(mac) != cases[i].multicast ||
		    mac_is_zero(mac) != cases[i].zero || mac_is_local(mac) != cases[i].local ||
		    mac_is_sample(mac) != cases[i].sample)
			fail_msg(MAC_FORMAT, MAC_ARG(mac));
	}
	assert_false(mac_same(cases[0].mac, cases[1].mac));
}

static void ouis_are_three_pairs(void **state)
{
	static const char *const bad[] = { "", "00:16", "00:16:3", "00:16:3E:", "00-16-3E", "0:16:3E0", "00:16:3G", "local", "00:163:E" };
	uint8_t oui[3];

	(void)state;
	assert_true(oui_parse(TEXT("02:aB:CD"), oui));
	assert_memory_equal(oui, "\x02\xab\xcd", 3);
	for (size_t i = 0; i < COUNT(bad); i++)
		if (oui_parse(text_of(bad[i]), oui))
			fail_msg("\"%s\"", bad[i]);
}

static void addresses_are_read_strictly(void **state)
{
	static const struct {
		struct text text;
		unsigned bits, prefix; /* 0 bits: refused */
		bool has_prefix;
	} cases[] = {
		{ TEXT("192.168.0.1"), 32, 32, false }, { TEXT("10.0.0.0/8"), 32, 8, true },
		{ TEXT("0.0.0.0/0"), 32, 0, true }, { TEXT("255.255.255.255/32"), 32, 32, true },
		{ TEXT("::"), 128, 128, false }, { TEXT("2001:db8::1/64"), 128, 64, true }, { TEXT("::1/0"), 128, 0, true },
		{ TEXT("::ffff:10.0.0.1"), 128, 128, false },
		{ TEXT("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"), 128, 128, false },
		{ TEXT(""), 0, 0, false }, { TEXT("dhcp"), 0, 0, false }, { TEXT("xxx.xxx"), 0, 0, false },
		{ TEXT("1.2.3"), 0, 0, false }, { TEXT("1.2.3.4.5"), 0, 0, false }, { TEXT("1.2.3."), 0, 0, false },
		{ TEXT("1..2.3"), 0, 0, false }, { TEXT("1.2.3.256"), 0, 0, false }, { TEXT("01.2.3.4"), 0, 0, false },
		{ TEXT("1.2.3.00"), 0, 0, false }, { TEXT("+1.2.3.4"), 0, 0, false }, { TEXT("1.2.3.-4"), 0, 0, false },
		{ TEXT("0x7f.0.0.1"), 0, 0, false }, { TEXT(" 1.2.3.4"), 0, 0, false }, { TEXT("1.2.3.4 "), 0, 0, false },
		{ TEXT("1.2.3.99999999999999999999"), 0, 0, false }, { TEXT("/24"), 0, 0, false },
		{ TEXT("1.2.3.4/"), 0, 0, false }, { TEXT("1.2.3.4/33"), 0, 0, false }, { TEXT("1.2.3.4/024"), 0, 0, false },
		{ TEXT("1.2.3.4/-1"), 0, 0, false }, { TEXT("1.2.3.4/-0"), 0, 0, false }, { TEXT("1.2.3.4/+8"), 0, 0, false },
		{ TEXT("1.2.3.4/8/8"), 0, 0, false }, { TEXT("1.2.3.4/255.0.0.0"), 0, 0, false },
		{ TEXT("::1/129"), 0, 0, false }, { TEXT(":::"), 0, 0, false }, { TEXT("1::2::3"), 0, 0, false },
		{ TEXT("fe80::1%eth0"), 0, 0, false }, { TEXT("[::1]"), 0, 0, false }, { TEXT("::12345"), 0, 0, false },
		{ TEXT("1:2:3:4:5:6:7"), 0, 0, false }, { TEXT("1:2:3:4:5:6:7:8:9"), 0, 0, false }, { TEXT("::01.2.3.4"), 0, 0, false },
		{ TEXT("::1\0"), 0, 0, false }, { TEXT("1.2.3.4\0"), 0, 0, false },
		{ TEXT("0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"), 0, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *why = NULL;
		struct ip ip;
		int result = ip_parse(cases[i].text, &ip, &why);

		if (cases[i].bits ? result || ip.bits != cases[i].bits || ip.prefix != cases[i].prefix ||
					    ip.has_prefix != cases[i].has_prefix :
				    result != -EINVAL || !why || !*why)
			fail_msg("\"%.*s\" gives %d, /%u", TEXT_ARG(cases[i].text), result, ip.prefix);
	}
}

static struct ip ip(const char *text)
{
	const char *why;
	struct ip got;

	if (ip_parse(text_of(text), &got, &why) < 0)
		fail_msg("%s: %s", text, why);
	return got;
}

static void networks_contain_addresses(void **state)
{
	static const struct {
		const char *net, *address;
		bool in, overlap, network, broadcast;
	} cases[] = {
		{ "192.168.0.0/24", "192.168.0.1", true, true, false, false },
		{ "192.168.0.0/24", "192.168.0.0", true, true, true, false },
		{ "192.168.0.0/24", "192.168.0.255", true, true, false, true },
		{ "192.168.0.77/24", "192.168.0.0", true, true, true, false },
		{ "192.168.0.0/24", "192.168.1.0", false, false, false, false },
		{ "192.168.0.0/23", "192.168.1.255", true, true, false, true },
		{ "10.0.0.0/31", "10.0.0.0", true, true, false, false },
		{ "10.0.0.0/31", "10.0.0.1", true, true, false, false },
		{ "10.0.0.1/32", "10.0.0.1", true, true, false, false },
		{ "0.0.0.0/0", "203.0.113.9", true, true, false, false },
		{ "10.1.0.0/16", "10.0.0.0/8", false, true, false, false },
		{ "10.0.0.0/8", "10.1.0.0/16", true, true, false, false },
		{ "2001:db8::/32", "2001:db8:1::1", true, true, false, false },
		{ "2001:db8::/32", "2001:db8::", true, true, false, false },
		{ "2001:db8::/33", "2001:db8:8000::", false, false, false, false },
		{ "::/0", "10.0.0.1", false, false, false, false },
		{ "0.0.0.0/0", "::1", false, false, false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ip net = ip(cases[i].net), address = ip(cases[i].address);

		if (ip_in(&net, &address) != cases[i].in || ip_overlap(&net, &address) != cases[i].overlap ||
		    ip_overlap(&address, &net) != cases[i].overlap || ip_is_network(&net, &address) != cases[i].network ||
		    ip_is_broadcast(&net, &address) != cases[i].broadcast)
			fail_msg("%s and %s", cases[i].net, cases[i].address);
	}
}

static void addresses_have_an_order(void **state)
{
	static const char *const rising[] = { "0.0.0.0", "9.255.0.0", "10.0.0.0", "200.0.0.1", "::", "::1", "2001:db8::", "ff02::1" };

	(void)state;
	for (size_t i = 0; i < COUNT(rising); i++)
		for (size_t k = 0; k < COUNT(rising); k++) {
			struct ip a = ip(rising[i]), b = ip(rising[k]);
			int order = ip_compare(&a, &b);

			assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
			assert_int_equal(ip_compare(&a, &b) == 0, i == k);
		}
}

static void reserved_addresses_are_named(void **state)
{
	static const char *const cases[][2] = {
		{ "0.0.0.0", "unspecified" }, { "255.255.255.255", "broadcast" }, { "127.0.0.1", "loopback" },
		{ "127.255.0.1", "loopback" }, { "0.1.2.3", "this network" }, { "224.0.0.1", "multicast" },
		{ "239.1.2.3", "multicast" }, { "240.0.0.1", "reserved" }, { "255.255.255.254", "reserved" },
		{ "::", "unspecified" }, { "::1", "loopback" }, { "ff02::1", "multicast" },
		{ "10.0.0.1", NULL }, { "223.255.255.255", NULL }, { "128.0.0.1", NULL }, { "169.254.0.1", NULL },
		{ "fe80::1", NULL }, { "::2", NULL }, { "fd00::1", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ip address = ip(cases[i][0]);
		const char *what = ip_reserved(&address);

		if (cases[i][1] ? !what || !strstr(what, cases[i][1]) : what != NULL)
			fail_msg("%s is %s", cases[i][0], what ? what : "fine");
	}
}

static void masks_are_contiguous(void **state)
{
	static const char *const bad[] = { "255.0.255.0", "0.0.0.1", "255.255.255.253", "127.255.255.255", "ffff::" };
	unsigned prefix;

	(void)state;
	for (unsigned n = 0; n <= 32; n++) {
		uint32_t bits = n ? UINT32_MAX << (32 - n) : 0;
		struct ip mask = { .byte = { (uint8_t)(bits >> 24), (uint8_t)(bits >> 16), (uint8_t)(bits >> 8), (uint8_t)bits },
				   .bits = 32 };

		assert_int_equal(ip_mask_prefix(&mask, &prefix), 0);
		assert_int_equal(prefix, n);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct ip mask = ip(bad[i]);

		assert_int_equal(ip_mask_prefix(&mask, &prefix), -EINVAL);
	}
}

static void rates_are_read_as_each_toolstack_does(void **state)
{
	static const struct {
		const char *text;
		bool xend, xl;
	} cases[] = {
		{ "10Mb/s", true, true }, { "250KB/s@20ms", true, true }, { "1GB/s", true, true }, { "100B/s", true, true },
		{ "1000b/s@1s", true, true }, { "10MB/s@20us", true, true }, { "4294967295B/s", true, true },
		{ "1Mb/s@4294s", true, true }, { "10Kb/s@0050ms", true, true },
		/* xl alone takes an interval without the s. */
		{ "10Mb/s@50m", false, true }, { "10Mb/s@1", false, true }, { "10Mb/s@50u", false, true },
		/* xl alone limits the bytes a second (libxlu_vif.c, 4.17; netif.py, 3.2). */
		{ "4294967296B/s", true, false },
		/* xl reads 08 as octal. */
		{ "08Mb/s", true, false },
		{ "", false, false }, { "10", false, false }, { "10Mb", false, false }, { "10M/s", false, false },
		{ "Mb/s", false, false }, { "10mb/s", false, false }, { "10Mbps", false, false }, { "10 Mb/s", false, false },
		{ "10Mb/s ", false, false }, { " 10Mb/s", false, false }, { "-10Mb/s", false, false }, { "+1Mb/s", false, false },
		{ "1.5Mb/s", false, false }, { "10Tb/s", false, false }, { "10MbB/s", false, false }, { "10Mb/S", false, false },
		{ "@10ms", false, false }, { "10Mb/s@", false, false }, { "10Mb/s@ms", false, false }, { "10Mb/s@1ns", false, false },
		{ "10Mb/s@10msx", false, false }, { "10Mb/s@1s@1s", false, false }, { "10Mb/s@-1s", false, false },
		{ "0Mb/s", false, false }, { "10Mb/s@0ms", false, false }, { "10Mb/s@4295s", false, false },
		{ "1b/s", false, false }, { "99999999999Gb/s", false, false }, { "18446744073709551626B/s", false, false },
		{ "18446744074Gb/s", false, false }, /* in 64 bits a mere 290 Mb/s */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (int t = 0; t < TOOLSTACKS; t++) {
			const char *why = NULL;
			int result = rate_check(text_of(cases[i].text), (enum toolstack)t, &why);
			bool taken = t == TOOLSTACK_XEND ? cases[i].xend : cases[i].xl;

			if (result != (taken ? 0 : -EINVAL) || (!taken && (!why || !*why)))
				fail_msg("\"%s\" of %s gives %d", cases[i].text, t == TOOLSTACK_XEND ? "xend" : "xl", result);
		}
}

static void values_mean_numbers(void **state)
{
	static const struct {
		struct value value;
		int result;
		long long number;
		int result_xl;
		long long number_xl;
	} cases[] = {
		{ { .kind = VALUE_INTEGER, .number = -3 }, 0, -3, 0, -3 },
		{ { .kind = VALUE_BOOLEAN, .number = 1 }, 0, 1, 0, 1 },
		{ { .kind = VALUE_STRING, .text = TEXT("256") }, 0, 256, 0, 256 },
		{ { .kind = VALUE_STRING, .text = TEXT(" 256\t") }, 0, 256, -EINVAL, 0 },
		{ { .kind = VALUE_STRING, .text = TEXT("256M") }, -EINVAL, 0, -EINVAL, 0 },
		{ { .kind = VALUE_STRING, .text = TEXT("") }, -EINVAL, 0, -EINVAL, 0 },
		{ { .kind = VALUE_STRING, .text = TEXT("9223372036854775808") }, -ERANGE, 0, -ERANGE, 0 },
		{ { .kind = VALUE_REAL, .text = TEXT("1.5") }, -EINVAL, 0, -EINVAL, 0 },
		{ { .kind = VALUE_LIST }, -EINVAL, 0, -EINVAL, 0 },
		{ { .kind = VALUE_NONE }, -EINVAL, 0, -EINVAL, 0 },
		{ { .kind = VALUE_STRING, .text = TEXT(" -256") }, 0, -256, 0, -256 },
		{ { .kind = VALUE_STRING, .text = TEXT("0x100") }, -EINVAL, 0, 0, 256 },
		{ { .kind = VALUE_STRING, .text = TEXT("0400") }, 0, 400, 0, 256 },
		{ { .kind = VALUE_STRING, .text = TEXT("0800") }, 0, 800, -EINVAL, 0 },
		{ { .kind = VALUE_STRING, .text = TEXT("0x") }, -EINVAL, 0, -EINVAL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		long long number = 0;

		assert_int_equal(value_number(&cases[i].value, 10, &number), cases[i].result);
		assert_true(cases[i].result || number == cases[i].number);
		assert_int_equal(value_number(&cases[i].value, 0, &number), cases[i].result_xl);
		assert_true(cases[i].result_xl || number == cases[i].number_xl);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(macs_are_read_as_each_toolstack_does),
		cmocka_unit_test(macs_are_judged),
		cmocka_unit_test(ouis_are_three_pairs),
		cmocka_unit_test(addresses_are_read_strictly),
		cmocka_unit_test(networks_contain_addresses),
		cmocka_unit_test(addresses_have_an_order),
		cmocka_unit_test(reserved_addresses_are_named),
		cmocka_unit_test(masks_are_contiguous),
		cmocka_unit_test(rates_are_read_as_each_toolstack_does),
		cmocka_unit_test(values_mean_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
