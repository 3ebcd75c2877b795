/*
 * ip.c - reads and compares IP addresses and networks.
 *
 * Pure values. IPv6 goes through inet_pton; IPv4 is read here, so that the
 * reason for a refusal can be told.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <xencfg/ip.h>

static int refuse(const char **ret_why, const char *why)
{
	*ret_why = why;
	return -EINVAL;
}

static int parse_v4(struct text t, struct ip *ret, const char **ret_why)
{
	struct text part;
	unsigned n = 0;

	while (text_split(&t, '.', &part)) {
		long long value;

		if (n == 4)
			return refuse(ret_why, "an IPv4 address has four parts");
		if (part.n == 0 || part.s[0] == '+' || part.s[0] == '-' || text_to_number(part, &value) < 0)
			return refuse(ret_why, "each part of an IPv4 address is a number from 0 to 255");
		if (value > 255)
			return refuse(ret_why, "no part of an IPv4 address is above 255");
		if (part.n > 1 && part.s[0] == '0')
			return refuse(ret_why, "a leading zero, which some tools read as octal");
		ret->byte[n++] = (uint8_t)value;
	}
	if (n != 4)
		return refuse(ret_why, "an IPv4 address has four parts");
	ret->bits = 32;
	return 0;
}

static int parse_v6(struct text t, struct ip *ret, const char **ret_why)
{
	char s[INET6_ADDRSTRLEN];

	if (t.n >= sizeof(s) || text_has(t, '\0'))
		return refuse(ret_why, "not an IPv6 address");
	memcpy(s, t.s, t.n);
	s[t.n] = '\0';
	if (inet_pton(AF_INET6, s, ret->byte) != 1)
		return refuse(ret_why, "not an IPv6 address");
	ret->bits = 128;
	return 0;
}

int ip_parse(struct text t, struct ip *ret, const char **ret_why)
{
	const char *slash = t.n ? memchr(t.s, '/', t.n) : NULL;
	struct text address = t, prefix = { "", 0 };
	long long bits;
	int error;

	memset(ret, 0, sizeof(*ret));
	if (t.n == 0)
		return refuse(ret_why, "nothing is there");
	if (slash) {
		address.n = (size_t)(slash - t.s);
		prefix = (struct text){ slash + 1, t.n - address.n - 1 };
	}
	error = text_has(address, ':') ? parse_v6(address, ret, ret_why) : parse_v4(address, ret, ret_why);
	if (error)
		return error;
	ret->prefix = ret->bits;
	if (!slash)
		return 0;
	if (prefix.n == 0 || prefix.s[0] == '+' || prefix.s[0] == '-' || text_to_number(prefix, &bits) < 0 ||
	    bits > ret->bits || (prefix.n > 1 && prefix.s[0] == '0'))
		return refuse(ret_why, ret->bits == 32 ? "the prefix of an IPv4 network is a number from 0 to 32" :
		                                         "the prefix of an IPv6 network is a number from 0 to 128");
	ret->prefix = (uint8_t)bits;
	ret->has_prefix = true;
	return 0;
}

int ip_compare(const struct ip *a, const struct ip *b)
{
	if (a->bits != b->bits)
		return a->bits < b->bits ? -1 : 1;
	return memcmp(a->byte, b->byte, a->bits / 8);
}

/* Bit `i` of an address, from the left. */
static unsigned bit(const struct ip *ip, unsigned i)
{
	return ip->byte[i / 8] >> (7 - i % 8) & 1;
}

static bool same_bits(const struct ip *a, const struct ip *b, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (bit(a, i) != bit(b, i))
			return false;
	return true;
}

static bool rest_is(const struct ip *net, const struct ip *address, unsigned value)
{
	for (unsigned i = net->prefix; i < address->bits; i++)
		if (bit(address, i) != value)
			return false;
	return true;
}

bool ip_in(const struct ip *net, const struct ip *address)
{
	return net->bits == address->bits && same_bits(net, address, net->prefix);
}

bool ip_overlap(const struct ip *a, const struct ip *b)
{
	return a->bits == b->bits && same_bits(a, b, a->prefix < b->prefix ? a->prefix : b->prefix);
}

bool ip_is_network(const struct ip *net, const struct ip *address)
{
	return net->bits == 32 && net->prefix < 31 && ip_in(net, address) && rest_is(net, address, 0);
}

bool ip_is_broadcast(const struct ip *net, const struct ip *address)
{
	return net->bits == 32 && net->prefix < 31 && ip_in(net, address) && rest_is(net, address, 1);
}

const char *ip_reserved(const struct ip *a)
{
	static const uint8_t one[16] = { [15] = 1 };

	if (rest_is(&(struct ip){ .prefix = 0 }, a, 0))
		return "the unspecified address";
	if (a->bits == 128) {
		if (memcmp(a->byte, one, 16) == 0)
			return "the loopback address";
		return a->byte[0] == 0xff ? "a multicast address" : NULL;
	}
	if (rest_is(&(struct ip){ .prefix = 0 }, a, 1))
		return "the broadcast address of every network";
	if (a->byte[0] == 127)
		return "a loopback address";
	if (a->byte[0] == 0)
		return "an address of \"this network\", which no host has";
	if (a->byte[0] >= 224 && a->byte[0] <= 239)
		return "a multicast address";
	return a->byte[0] >= 240 ? "an address of the reserved range 240.0.0.0/4" : NULL;
}

int ip_mask_prefix(const struct ip *mask, unsigned *ret)
{
	unsigned n = 0;

	if (mask->bits != 32)
		return -EINVAL;
	while (n < 32 && bit(mask, n))
		n++;
	for (unsigned i = n; i < 32; i++)
		if (bit(mask, i))
			return -EINVAL;
	*ret = n;
	return 0;
}
