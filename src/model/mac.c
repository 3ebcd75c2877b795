/*
 * mac.c - reads and judges Ethernet addresses.
 *
 * Pure values: it knows no vifs and reports nothing.
 */
#include <string.h>
#include <xencfg/mac.h>

const uint8_t mac_xen_oui[3] = { 0x00, 0x16, 0x3e };

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '?' || c == '*';
}

/* Six pairs with colons, where letters beyond F may stand for digits that nobody filled in. */
static bool has_letters(struct text t)
{
	bool letters = false;

	if (t.n != 17)
		return false;
	for (size_t i = 0; i < t.n; i++) {
		if (i % 3 == 2 ? t.s[i] != ':' : hex_digit(t.s[i]) < 0 && !is_letter(t.s[i]))
			return false;
		letters |= i % 3 != 2 && hex_digit(t.s[i]) < 0;
	}
	return letters;
}

enum mac_form mac_parse(struct text t, enum toolstack toolstack, unsigned release, struct mac *ret)
{
	bool colons = true, pairs = true;
	size_t at = 0;

	for (int i = 0; i < 6; i++) {
		int value = 0, digits = 0;

		for (; at < t.n && digits < 2 && hex_digit(t.s[at]) >= 0; digits++)
			value = value * 16 + hex_digit(t.s[at++]);
		if (digits == 0)
			return has_letters(t) ? MAC_LETTERS : MAC_MALFORMED;
		ret->byte[i] = (uint8_t)value;
		pairs &= digits == 2;
		if (i == 5)
			break;
		if (at == t.n || hex_digit(t.s[at]) >= 0 || t.s[at] == ' ')
			return has_letters(t) ? MAC_LETTERS : MAC_MALFORMED;
		colons &= t.s[at++] == ':';
	}
	if (at != t.n)
		return has_letters(t) ? MAC_LETTERS : MAC_MALFORMED;
	if (colons && pairs)
		return MAC_GOOD;
	if (toolstack == TOOLSTACK_XL && (pairs || release >= RELEASE_4_6))
		return MAC_READABLE;
	return MAC_MALFORMED;
}

bool oui_parse(struct text t, uint8_t ret[3])
{
	if (t.n != 8 || t.s[2] != ':' || t.s[5] != ':')
		return false;
	for (size_t i = 0; i < 3; i++) {
		int high = hex_digit(t.s[i * 3]), low = hex_digit(t.s[i * 3 + 1]);

		if (high < 0 || low < 0)
			return false;
		ret[i] = (uint8_t)(high * 16 + low);
	}
	return true;
}

bool mac_same(struct mac a, struct mac b)
{
	return memcmp(a.byte, b.byte, 6) == 0;
}

bool mac_has_oui(struct mac mac, const uint8_t oui[3])
{
	return memcmp(mac.byte, oui, 3) == 0;
}

bool mac_is_multicast(struct mac mac)
{
	return mac.byte[0] & 1;
}

bool mac_is_zero(struct mac mac)
{
	return mac_same(mac, (struct mac){ { 0 } });
}

bool mac_is_local(struct mac mac)
{
	return (mac.byte[0] & 3) == 2;
}

bool mac_is_sample(struct mac mac)
{
	static const struct mac samples[] = {
		{ { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55 } }, { { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 } },
		{ { 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc } }, { { 0x00, 0x12, 0x34, 0x56, 0x78, 0x9a } },
		{ { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab } }, { { 0x02, 0x00, 0x00, 0x00, 0x00, 0x00 } },
		{ { 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff } }, { { 0xde, 0xad, 0xbe, 0xef, 0x00, 0x00 } },
		{ { 0x00, 0x16, 0x3e, 0x00, 0x00, 0x00 } },
	};

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		if (mac_same(mac, samples[i]))
			return true;
	return false;
}
