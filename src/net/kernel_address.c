/*
 * kernel_address.c - the payload of an RTM_NEWADDR: what it says, and how it is written for another link.
 *
 * Carries attributes that it has never heard of. Treats an address that is there already, or gone already, as done.
 */
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include "kernel.h"

enum {
	INFINITE = UINT32_MAX,
	/* What the kernel finds out by itself. */
	FOUND_FLAGS = IFA_F_SECONDARY | IFA_F_TENTATIVE | IFA_F_DADFAILED | IFA_F_DEPRECATED | IFA_F_PERMANENT,
};

/* What a payload says. */
struct said {
	uint32_t flags;
	const struct nlattr *local, *address;
	bool has_protocol;
	uint8_t protocol;
	bool has_lifetime;
	struct ifa_cacheinfo lifetime;
};

static int read_attribute(const struct nlattr *attr, void *data)
{
	struct said *said = data;

	switch (mnl_attr_get_type(attr)) {
	case IFA_LOCAL:
		said->local = attr;
		return 0;
	case IFA_ADDRESS:
		said->address = attr;
		return 0;
	case IFA_FLAGS:
		if (mnl_attr_validate(attr, MNL_TYPE_U32) < 0)
			return -EBADMSG;
		said->flags = mnl_attr_get_u32(attr);
		return 0;
	case IFA_PROTO:
		if (mnl_attr_validate(attr, MNL_TYPE_U8) < 0)
			return -EBADMSG;
		said->has_protocol = true;
		said->protocol = mnl_attr_get_u8(attr);
		return 0;
	case IFA_CACHEINFO:
		if (mnl_attr_get_payload_len(attr) < sizeof(said->lifetime))
			return -EBADMSG;
		memcpy(&said->lifetime, mnl_attr_get_payload(attr), sizeof(said->lifetime));
		said->has_lifetime = said->lifetime.ifa_valid != INFINITE;
		return 0;
	default:
		return 0;
	}
}

static int read_payload(struct text payload, const struct ifaddrmsg **ret_header, struct said *ret)
{
	const struct ifaddrmsg *header = (const struct ifaddrmsg *)payload.s;

	*ret = (struct said){ 0 };
	if (payload.n < sizeof(*header))
		return -EBADMSG;
	ret->flags = header->ifa_flags;
	*ret_header = header;
	return kernel_each(header + 1, payload.n - sizeof(*header), read_attribute, ret);
}

/*
 * fe80:: that the kernel made when the link came up. From 5.18 on it says so; before that the form tells: made from the
 * MAC, or from a secret. One that somebody chose (fe80::1 of a gateway) is kept like any other.
 */
static bool is_own_link_local(const struct net_address *address, const struct said *said)
{
	const uint8_t *b = address->bytes;

	if (address->family != NET_IPV6 || b[0] != 0xfe || (b[1] & 0xc0) != 0x80 || said->has_lifetime)
		return false;
	if (said->has_protocol)
		return said->protocol == IFAPROT_KERNEL_LL;
	return (b[11] == 0xff && b[12] == 0xfe) || said->flags & IFA_F_STABLE_PRIVACY;
}

int kernel_address_read(struct text payload, struct net_address *ret)
{
	const struct ifaddrmsg *header;
	struct net_address address = { .message = payload };
	const struct nlattr *bytes;
	struct said said;
	size_t size;

	if (read_payload(payload, &header, &said) < 0 || header->ifa_index == 0)
		return -EBADMSG;
	if (header->ifa_family != AF_INET && header->ifa_family != AF_INET6)
		return -EBADMSG;
	address.family = header->ifa_family == AF_INET ? NET_IPV4 : NET_IPV6;
	size = address.family == NET_IPV4 ? 4 : 16;
	bytes = said.local ? said.local : said.address;
	if (!bytes || mnl_attr_get_payload_len(bytes) != size || header->ifa_prefixlen > 8 * size)
		return -EBADMSG;
	memcpy(address.bytes, mnl_attr_get_payload(bytes), size);
	address.link = header->ifa_index;
	address.prefix = header->ifa_prefixlen;
	address.dynamic = said.has_lifetime;
	address.secondary = address.family == NET_IPV4 && said.flags & IFA_F_SECONDARY;
	address.temporary = address.family == NET_IPV6 && said.flags & IFA_F_TEMPORARY;
	address.permanent_link_local = is_own_link_local(&address, &said);
	*ret = address;
	return 0;
}

static int put_carried(const struct nlattr *attr, void *data)
{
	uint16_t type = mnl_attr_get_type(attr);

	if (type != IFA_LABEL && type != IFA_FLAGS && type != IFA_CACHEINFO)
		kernel_put(data, type, mnl_attr_get_payload_len(attr), mnl_attr_get_payload(attr));
	return 0;
}

/* RTM_NEWADDR of the payload for the link `index`. */
static int write_address(struct kernel *k, const struct net_op *op, uint32_t index, uint16_t how, uint32_t extra_flags,
                         bool for_ever)
{
	const struct ifaddrmsg *from;
	struct ifa_cacheinfo lifetime;
	struct ifaddrmsg *to;
	struct said said;
	uint32_t flags;

	if (read_payload(op->message, &from, &said) < 0)
		return -EBADMSG;
	flags = (said.flags & ~(uint32_t)FOUND_FLAGS) | extra_flags;
	to = kernel_request(k, RTM_NEWADDR, how, sizeof(*to));
	*to = *from;
	to->ifa_index = index;
	to->ifa_flags = (uint8_t)flags;
	kernel_each(from + 1, op->message.n - sizeof(*from), put_carried, k);
	kernel_put_u32(k, IFA_FLAGS, flags);
	lifetime = said.lifetime;
	if (!said.has_lifetime || for_ever)
		lifetime.ifa_valid = INFINITE;
	if (for_ever || (!said.has_lifetime && !(said.flags & IFA_F_DEPRECATED)))
		lifetime.ifa_prefered = INFINITE;
	kernel_put(k, IFA_CACHEINFO, sizeof(lifetime), &lifetime);
	if (from->ifa_family == AF_INET && op->other.n)
		kernel_put_text(k, IFA_LABEL, op->other);
	return kernel_send(k, NULL, NULL);
}

/*
 * An IPv6 address is added without a check for duplicates, since it was in use a moment ago; with its own flags
 * the kernel would hold it back for a second. Then they are set, which starts no check any more. One that was there
 * for ever and gets a lifetime leaves its prefix route with an end that is long past (seen with Linux 6.18: the time
 * left is taken for a point in time): only setting it once more puts that right.
 */
int kernel_add_address(struct kernel *k, const struct net_op *op, const struct kernel_found *link)
{
	uint32_t index = link->link.index;
	const struct ifaddrmsg *header;
	const struct nlattr *bytes;
	struct said said;
	bool ipv6, there;
	int r;

	if (read_payload(op->message, &header, &said) < 0)
		return -EBADMSG;
	ipv6 = header->ifa_family == AF_INET6;
	r = write_address(k, op, index, NLM_F_CREATE | NLM_F_EXCL, ipv6 ? IFA_F_NODAD : 0, false);
	there = r == -EEXIST;
	if ((r < 0 && !there) || !ipv6)
		return there ? 0 : r;
	r = write_address(k, op, index, NLM_F_REPLACE, 0, false);
	if (r == 0 && there && said.has_lifetime)
		r = write_address(k, op, index, NLM_F_REPLACE, 0, false);
	bytes = said.local ? said.local : said.address;
	if (r == 0 && link->link.up && bytes && mnl_attr_get_payload_len(bytes) == 16)
		kernel_wait_for_local(k, index, mnl_attr_get_payload(bytes));
	return r;
}

static void put_delete(struct kernel *k, const struct ifaddrmsg *from, const struct said *said, uint32_t index)
{
	struct ifaddrmsg *to = kernel_request(k, RTM_DELADDR, 0, sizeof(*to));

	*to = *from;
	to->ifa_index = index;
	to->ifa_flags = 0;
	if (said->local)
		kernel_put(k, IFA_LOCAL, mnl_attr_get_payload_len(said->local), mnl_attr_get_payload(said->local));
	if (said->address)
		kernel_put(k, IFA_ADDRESS, mnl_attr_get_payload_len(said->address),
		           mnl_attr_get_payload(said->address));
	/* Those that the kernel made beside it, for privacy, go with it. */
	if (from->ifa_family == AF_INET6 && said->flags & IFA_F_MANAGETEMPADDR)
		kernel_put_u32(k, IFA_FLAGS, IFA_F_MANAGETEMPADDR);
}

/* From now on a primary that goes leaves its secondaries on the link (Linux by itself:
 * net.ipv4.conf.*.promote_secondaries). */
static int let_promote(struct kernel *k, uint32_t index)
{
	struct ifinfomsg *info = kernel_request(k, RTM_NEWLINK, 0, sizeof(*info));
	size_t spec, family, settings;

	info->ifi_index = (int)index;
	spec = kernel_begin(k, IFLA_AF_SPEC);
	family = kernel_begin(k, AF_INET);
	settings = kernel_begin(k, IFLA_INET_CONF);
	kernel_put_u32(k, IPV4_DEVCONF_PROMOTE_SECONDARIES, 1);
	kernel_end(k, settings);
	kernel_end(k, family);
	kernel_end(k, spec);
	return kernel_send(k, NULL, NULL);
}

/* By address and prefix, not by label: that changes with the name of the link. One that is gone already is no error. */
int kernel_delete_address(struct kernel *k, const struct net_op *op, uint32_t index)
{
	const struct ifaddrmsg *from;
	const char *said_lasting;
	struct said said;
	int lasting = 0, r;

	if (read_payload(op->message, &from, &said) < 0)
		return -EBADMSG;
	if (op->number) {
		r = let_promote(k, index);
		if (r < 0)
			return r;
	}
	/* With a lifetime it would leave its prefix route behind. */
	if (from->ifa_family == AF_INET6 && said.has_lifetime && !(said.flags & IFA_F_TEMPORARY))
		lasting = write_address(k, op, index, NLM_F_REPLACE, IFA_F_NODAD, true);
	said_lasting = k->said;
	put_delete(k, from, &said, index);
	r = kernel_send(k, NULL, NULL);
	if (r == -EADDRNOTAVAIL || r == -ENOENT || r == -ENODEV)
		return 0;
	if (r == 0 && lasting < 0)
		k->said = said_lasting;
	return r < 0 ? r : lasting;
}
