/*
 * ip.h - IPv4 and IPv6 addresses and the networks they belong to.
 *
 * Parses strictly, as the tools behind Xen's scripts do: no octal, no
 * leading zeros, no scope. Resolves no names.
 */
#ifndef XENCFG_IP_H
#define XENCFG_IP_H

#include <stdbool.h>
#include <stdint.h>
#include <xencfg/text.h>

struct ip {
	uint8_t byte[16]; /* an IPv4 address uses the first four */
	uint8_t bits;     /* of the address: 32 or 128 */
	uint8_t prefix;   /* in bits; equal to `bits` when none was written */
	bool has_prefix;
};

enum { IP_TEXT_MAX = 50 }; /* bytes that the longest address, its prefix and a NUL take */

/*
 * "192.168.0.1", "10.0.0.0/8", "2001:db8::1/64". Returns 0 or -EINVAL with
 * *ret_why set to a reason in words for people.
 */
int ip_parse(struct text t, struct ip *ret, const char **ret_why);

/* An order of addresses, prefixes aside; 0: the same. */
int ip_compare(const struct ip *a, const struct ip *b);

/* Does the network that `net` (with its prefix) stands in contain the address? */
bool ip_in(const struct ip *net, const struct ip *address);
bool ip_overlap(const struct ip *a, const struct ip *b);

/* The first address of the network, and IPv4's last one (false for /31, /32 and IPv6). */
bool ip_is_network(const struct ip *net, const struct ip *address);
bool ip_is_broadcast(const struct ip *net, const struct ip *address);

/* NULL, or why no guest can have it: "loopback", "multicast", …. */
const char *ip_reserved(const struct ip *address);

/* An IPv4 netmask such as 255.255.255.0 to its prefix; -EINVAL when it is not contiguous. */
int ip_mask_prefix(const struct ip *mask, unsigned *ret);

#endif
