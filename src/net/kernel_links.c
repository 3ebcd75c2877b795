/*
 * kernel_links.c - see links.h: one dump of RTM_GETLINK, and how a message of it is read.
 *
 * Never changes anything in the kernel, and takes no byte of an answer on trust.
 */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/socket.h>
#include <xencfg/links.h>

enum {
	BUFFER_SIZE = 128 << 10, /* the alternative names of one link alone may take 64 KiB */
	TRIES = 20,
	FIRST_ROOM = 16,
	LARGEST_ERRNO = 4095, /* that Linux gives */
};

/* -EBADMSG unless it ends with NUL. Without what comes behind the first one. */
static int read_text(const struct nlattr *attr, struct text *ret)
{
	if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return -EBADMSG;
	*ret = text_of(mnl_attr_get_str(attr));
	return 0;
}

static int read_kind(const struct nlattr *attr, struct link *link)
{
	return mnl_attr_get_type(attr) == IFLA_INFO_KIND ? read_text(attr, &link->kind) : 0;
}

/* Takes each attribute in `size` bytes, which they must fill. */
static int read_each(const void *begin, size_t size, int (*take)(const struct nlattr *attr, struct link *link),
                     struct link *link)
{
	const struct nlattr *attr = begin;
	int left = (int)size;

	while (mnl_attr_ok(attr, left)) {
		int r = take(attr, link);

		if (r < 0)
			return r;
		left -= (int)MNL_ALIGN(attr->nla_len);
		attr = mnl_attr_next(attr);
	}
	return left > 0 ? -EBADMSG : 0;
}

static int read_attribute(const struct nlattr *attr, struct link *link)
{
	size_t size = mnl_attr_get_payload_len(attr);

	switch (mnl_attr_get_type(attr)) {
	case IFLA_IFNAME:
		return read_text(attr, &link->name);
	case IFLA_ADDRESS:
		link->has_mac = size == sizeof(link->mac);
		if (link->has_mac)
			memcpy(&link->mac, mnl_attr_get_payload(attr), size);
		return 0;
	case IFLA_MASTER:
		if (mnl_attr_validate(attr, MNL_TYPE_U32) < 0)
			return -EBADMSG;
		link->master = mnl_attr_get_u32(attr);
		return 0;
	case IFLA_LINKINFO:
		return read_each(mnl_attr_get_payload(attr), size, read_kind, link);
	default:
		return 0;
	}
}

int link_read(const struct nlmsghdr *message, struct link *ret)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(message);
	struct link link = { 0 };
	int r;

	if (message->nlmsg_len < mnl_nlmsg_size(sizeof(*info)) || message->nlmsg_type != RTM_NEWLINK ||
	    info->ifi_index <= 0)
		return -EBADMSG;
	link.index = (uint32_t)info->ifi_index;
	link.up = info->ifi_flags & IFF_UP;
	r = read_each(info + 1, message->nlmsg_len - mnl_nlmsg_size(sizeof(*info)), read_attribute, &link);
	if (r < 0)
		return r;
	if (link.name.n == 0 || link.name.n >= IFNAMSIZ)
		return -EBADMSG;
	if (!link.has_mac || info->ifi_type != ARPHRD_ETHER) {
		link.has_mac = false;
		link.mac = (struct mac){ 0 };
	}
	*ret = link;
	return 0;
}

struct list {
	struct arena *arena;
	struct link *items;
	size_t n, room;
};

static int copy(struct arena *a, struct text *text)
{
	text->s = arena_string(a, *text);
	return text->s ? 0 : -ENOMEM;
}

static int list_add(struct list *list, struct link link)
{
	if (list->n == list->room) {
		size_t room = list->room ? 2 * list->room : FIRST_ROOM;
		struct link *items = arena_array(list->arena, room, sizeof(*items));

		if (!items)
			return -ENOMEM;
		if (list->n)
			memcpy(items, list->items, list->n * sizeof(*items));
		list->items = items;
		list->room = room;
	}
	if (copy(list->arena, &link.name) < 0 || copy(list->arena, &link.kind) < 0)
		return -ENOMEM;
	list->items[list->n++] = link;
	return 0;
}

static int cb_result(int r)
{
	errno = -r;
	return r < 0 ? MNL_CB_ERROR : MNL_CB_OK;
}

static int on_link(const struct nlmsghdr *message, void *data)
{
	struct link link;
	int r = link_read(message, &link);

	return cb_result(r < 0 ? r : list_add(data, link));
}

/* NLMSG_ERROR and NLMSG_DONE both begin with a negative errno or 0; libmnl would take any DONE for success. */
static int on_end(const struct nlmsghdr *message, void *data)
{
	const int *error = mnl_nlmsg_get_payload(message);

	(void)data;
	if (mnl_nlmsg_get_payload_len(message) < sizeof(*error) || *error < -LARGEST_ERRNO)
		return cb_result(-EBADMSG);
	return *error < 0 ? cb_result(*error) : MNL_CB_STOP;
}

static ssize_t receive(const struct mnl_socket *socket, char *buffer)
{
	ssize_t n;

	do
		n = mnl_socket_recvfrom(socket, buffer, BUFFER_SIZE);
	while (n < 0 && errno == EINTR);
	return n;
}

/* Asks, and reads the pieces of the answer. -EINTR: links came or went between them. */
static int dump(const struct mnl_socket *socket, char *buffer, struct list *list)
{
	mnl_cb_t on_control[] = { [NLMSG_ERROR] = on_end, [NLMSG_DONE] = on_end };
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	unsigned seq = 1;
	int r = MNL_CB_OK;

	request->nlmsg_type = RTM_GETLINK;
	request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	request->nlmsg_seq = seq;
	mnl_nlmsg_put_extra_header(request, sizeof(struct ifinfomsg));
	mnl_attr_put_u32_check(request, BUFFER_SIZE, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	if (mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
		return -errno;
	while (r > MNL_CB_STOP) {
		ssize_t n = receive(socket, buffer);

		if (n < 0)
			return -errno;
		r = mnl_cb_run2(buffer, (size_t)n, seq, mnl_socket_get_portid(socket), on_link, list, on_control,
		                sizeof(on_control) / sizeof(*on_control));
	}
	return r < 0 ? -errno : 0;
}

/* On a socket of its own, so that what is left of an interrupted answer is not read as the next one. */
static int open_and_dump(char *buffer, struct list *list)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	int on = 1, r;

	if (!socket)
		return -errno;
	/* Linux before 4.20 cannot be strict, and need not be. */
	mnl_socket_setsockopt(socket, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	r = mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0 ? -errno : dump(socket, buffer, list);
	mnl_socket_close(socket);
	return r;
}

int kernel_links(struct arena *a, struct link **ret, size_t *ret_n)
{
	struct list list = { .arena = a };
	char *buffer = arena_alloc(a, BUFFER_SIZE);
	int r = -EINTR;

	if (!buffer)
		return -ENOMEM;
	for (unsigned tries = 0; r == -EINTR && tries < TRIES; tries++) {
		list.n = 0;
		r = open_and_dump(buffer, &list);
	}
	if (r < 0)
		return r == -EINTR ? -EAGAIN : r;
	*ret = list.items;
	*ret_n = list.n;
	return 0;
}
