/*
 * kernel_filter.c - asks nf_tables for the policy of its forward chains.
 *
 * By nfnetlink, not rtnetlink. Never changes anything, reads no rule, and takes no byte of an answer on trust.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <sys/socket.h>
#include "kernel.h"

enum { ANSWER = 32 << 10 }; /* bytes: what the kernel fills at most for one who reads so much */

/* A base chain, as far as it was told. */
struct chain {
	bool has_hook, has_policy;
	uint32_t hook, policy;
};

static int read_number(const struct nlattr *attr, uint32_t *ret, bool *ret_has)
{
	if (mnl_attr_validate(attr, MNL_TYPE_U32) < 0)
		return -EBADMSG;
	*ret = ntohl(mnl_attr_get_u32(attr));
	*ret_has = true;
	return 0;
}

static int read_hook(const struct nlattr *attr, void *data)
{
	struct chain *chain = data;

	return mnl_attr_get_type(attr) == NFTA_HOOK_HOOKNUM ? read_number(attr, &chain->hook, &chain->has_hook) : 0;
}

static int read_attribute(const struct nlattr *attr, void *data)
{
	struct chain *chain = data;

	switch (mnl_attr_get_type(attr)) {
	case NFTA_CHAIN_HOOK:
		return kernel_each(mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr), read_hook, chain);
	case NFTA_CHAIN_POLICY:
		return read_number(attr, &chain->policy, &chain->has_policy);
	default:
		return 0;
	}
}

/* Those that bridges hand their frames to: of IPv4, of IPv6, and of both. */
static bool is_ip(uint8_t family)
{
	return family == NFPROTO_IPV4 || family == NFPROTO_IPV6 || family == NFPROTO_INET;
}

static int take_chain(const struct nlmsghdr *message, void *data)
{
	const struct nfgenmsg *header = mnl_nlmsg_get_payload(message);
	enum kernel_forward *forward = data;
	struct chain chain = { 0 };

	if (mnl_nlmsg_get_payload_len(message) < sizeof(*header) || !is_ip(header->nfgen_family))
		return MNL_CB_OK;
	if (kernel_each(header + 1, message->nlmsg_len - mnl_nlmsg_size(sizeof(*header)), read_attribute, &chain) < 0)
		return MNL_CB_ERROR;
	if (chain.has_hook && chain.hook == NF_INET_FORWARD && chain.has_policy && chain.policy == NF_DROP)
		*forward = KERNEL_FORWARD_DROPS;
	return MNL_CB_OK;
}

static int ask(const struct mnl_socket *socket, char *buffer, enum kernel_forward *forward)
{
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	int r = MNL_CB_OK;

	request->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETCHAIN;
	request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	request->nlmsg_seq = 1;
	mnl_nlmsg_put_extra_header(request, sizeof(struct nfgenmsg));
	if (mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
		return MNL_CB_ERROR;
	while (r > MNL_CB_STOP) {
		ssize_t n = mnl_socket_recvfrom(socket, buffer, ANSWER);

		r = n < 0 ? MNL_CB_ERROR :
		            mnl_cb_run(buffer, (size_t)n, 1, mnl_socket_get_portid(socket), take_chain, forward);
	}
	return r;
}

enum kernel_forward kernel_forward(void)
{
	enum kernel_forward forward = KERNEL_FORWARD_PASSES;
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	char buffer[ANSWER];

	if (!socket)
		return KERNEL_FORWARD_UNKNOWN;
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0 || ask(socket, buffer, &forward) < 0)
		forward = KERNEL_FORWARD_UNKNOWN;
	mnl_socket_close(socket);
	return forward;
}
