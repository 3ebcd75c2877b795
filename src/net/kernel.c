/*
 * kernel.c - talks with rtnetlink: a request and its acknowledgement, a dump, the attributes of a message.
 *
 * Knows nothing of what the messages mean. Never sends a second request before the first one is answered, unless it
 * is told to: the kernel does not stop at one that fails.
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include "kernel.h"

enum {
	TRIES = 20,
	LARGEST_ERRNO = 4095, /* that Linux gives */
	QUEUED_MAX = KERNEL_BUFFER / 2,
};

int kernel_each(const void *begin, size_t size, int (*take)(const struct nlattr *attr, void *data), void *data)
{
	const struct nlattr *attr = begin;
	int left = (int)size;

	while (mnl_attr_ok(attr, left)) {
		int r = take(attr, data);

		if (r < 0)
			return r;
		left -= (int)MNL_ALIGN(attr->nla_len);
		attr = mnl_attr_next(attr);
	}
	return left > 0 ? -EBADMSG : 0;
}

/* libmnl takes a length of 2 GiB and more for a negative one, which fits, and goes on before the message. */
static bool lengths_fit(const char *answer, size_t n)
{
	while (n >= sizeof(struct nlmsghdr)) {
		const struct nlmsghdr *message = (const struct nlmsghdr *)answer;
		size_t size = ((size_t)message->nlmsg_len + 3) / 4 * 4;

		if (message->nlmsg_len < sizeof(*message) || message->nlmsg_len > n)
			return false;
		if (size >= n)
			return true;
		answer += size;
		n -= size;
	}
	return n == 0;
}

ssize_t kernel_receive(const struct mnl_socket *socket, char *buffer, size_t room)
{
	ssize_t n;

	do
		n = mnl_socket_recvfrom(socket, buffer, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return lengths_fit(buffer, (size_t)n) ? n : -EBADMSG;
}

/* What a signal interrupts was not sent. */
static int transmit(const struct mnl_socket *socket, const void *request, size_t size)
{
	ssize_t n;

	do
		n = mnl_socket_sendto(socket, request, size);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

static int open_socket(struct mnl_socket **ret)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	int on = 1, r;

	if (!socket)
		return -errno;
	/* Linux before 4.12 has no words, before 4.20 cannot be strict, and need not. */
	mnl_socket_setsockopt(socket, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	mnl_socket_setsockopt(socket, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(socket, NETLINK_CAP_ACK, &on, sizeof(on));
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		r = -errno;
		mnl_socket_close(socket);
		return r;
	}
	*ret = socket;
	return 0;
}

int kernel_open(struct arena *arena, struct net_ops *ret)
{
	struct kernel *k = arena_alloc(arena, sizeof(*k));
	int r;

	if (!k)
		return -ENOMEM;
	k->arena = arena;
	k->request = arena_alloc(arena, KERNEL_BUFFER);
	k->answer = arena_alloc(arena, KERNEL_BUFFER);
	if (!k->request || !k->answer)
		return -ENOMEM;
	r = open_socket(&k->socket);
	if (r < 0)
		return r;
	*ret = (struct net_ops){ kernel_observe, kernel_execute, k };
	return 0;
}

void kernel_close(struct net_ops *ops)
{
	struct kernel *k = ops->self;

	if (k)
		mnl_socket_close(k->socket);
	*ops = (struct net_ops){ 0 };
}

/* Requests */

static struct nlmsghdr *request_of(struct kernel *k)
{
	return (struct nlmsghdr *)(k->request + k->queued);
}

void *kernel_request(struct kernel *k, uint16_t type, uint16_t flags, size_t size)
{
	struct nlmsghdr *request = mnl_nlmsg_put_header(request_of(k));

	request->nlmsg_type = type;
	request->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
	request->nlmsg_seq = ++k->seq;
	if (!k->queued) {
		k->first = k->seq;
		k->too_long = false;
	}
	return mnl_nlmsg_put_extra_header(request, size);
}

void kernel_put(struct kernel *k, uint16_t type, size_t size, const void *data)
{
	if (size > UINT16_MAX - sizeof(struct nlattr) ||
	    !mnl_attr_put_check(request_of(k), KERNEL_BUFFER - k->queued, type, size, data))
		k->too_long = true;
}

void kernel_put_u32(struct kernel *k, uint16_t type, uint32_t value)
{
	kernel_put(k, type, sizeof(value), &value);
}

void kernel_put_text(struct kernel *k, uint16_t type, struct text text)
{
	char bytes[64] = { 0 };

	if (text.n >= sizeof(bytes)) {
		k->too_long = true;
		return;
	}
	memcpy(bytes, text.s, text.n);
	kernel_put(k, type, text.n + 1, bytes);
}

size_t kernel_begin(struct kernel *k, uint16_t type)
{
	size_t at = request_of(k)->nlmsg_len;

	kernel_put(k, type | NLA_F_NESTED, 0, "");
	return at;
}

void kernel_end(struct kernel *k, size_t nest)
{
	size_t size = request_of(k)->nlmsg_len - nest;

	if (k->too_long || size > UINT16_MAX) {
		k->too_long = true;
		return;
	}
	mnl_attr_nest_end(request_of(k), (struct nlattr *)((char *)request_of(k) + nest));
}

static int take_words(const struct nlattr *attr, void *data)
{
	struct kernel *k = data;

	if (mnl_attr_get_type(attr) != NLMSGERR_ATTR_MSG || mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return 0;
	k->said = arena_string(k->arena, text_of(mnl_attr_get_str(attr)));
	return 0; /* memory that is missing for words is no reason to forget the error */
}

/* An NLMSG_ERROR: the errno or 0 (then the header of the request, or all of it), and words. */
static int read_ack(struct kernel *k, const struct nlmsghdr *message)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(message);
	size_t size = mnl_nlmsg_get_payload_len(message), skip = sizeof(*error);

	if (size < sizeof(*error) || error->error > 0 || error->error < -LARGEST_ERRNO)
		return -EBADMSG;
	if (!(message->nlmsg_flags & NLM_F_CAPPED) && error->msg.nlmsg_len > sizeof(error->msg))
		skip += (error->msg.nlmsg_len - sizeof(error->msg) + 3) / 4 * 4;
	if (message->nlmsg_flags & NLM_F_ACK_TLVS && skip < size)
		kernel_each((const char *)error + skip, size - skip, take_words, k);
	return error->error;
}

void kernel_queue(struct kernel *k)
{
	size_t size = k->queued + (request_of(k)->nlmsg_len + (size_t)3) / 4 * 4;

	if (size > QUEUED_MAX)
		k->too_long = true;
	else
		k->queued = size;
}

/* The answers come in the order of the requests. 1: the last one is not answered yet. */
static int take_ack(struct kernel *k, const struct nlmsghdr *message, int *error)
{
	const char *said = k->said;
	int r;

	k->said = NULL;
	r = read_ack(k, message);
	if (*error < 0) {
		k->said = said;
	} else if (r < 0) {
		*error = r;
		k->failed = message->nlmsg_seq - k->first;
	}
	return message->nlmsg_seq == k->seq ? *error : 1;
}

/* What one datagram says to the requests. 1: they are not all answered yet. */
static int read_answer(struct kernel *k, size_t size, int (*take)(const struct nlmsghdr *message, void *data),
                       void *data, int *error)
{
	const struct nlmsghdr *message = (const struct nlmsghdr *)k->answer;
	int left = (int)size, r = 1, taken;

	for (; r > 0 && mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left)) {
		if (message->nlmsg_seq - k->first > k->seq - k->first) /* left over from one that failed */
			continue;
		if (message->nlmsg_type == NLMSG_ERROR) {
			r = take_ack(k, message, error);
			continue;
		}
		taken = take && message->nlmsg_type >= NLMSG_MIN_TYPE ? take(message, data) : 0;
		if (taken < 0)
			return taken;
	}
	return r > 0 && left > 0 ? -EBADMSG : r;
}

static int send_all(struct kernel *k, size_t size, int (*take)(const struct nlmsghdr *message, void *data), void *data)
{
	int r = transmit(k->socket, k->request, size), error = 0;

	if (r < 0)
		return r;
	r = 1;
	while (r > 0) {
		ssize_t n = kernel_receive(k->socket, k->answer, KERNEL_BUFFER);

		if (n < 0)
			return (int)n;
		r = read_answer(k, (size_t)n, take, data, &error);
	}
	return r;
}

int kernel_send(struct kernel *k, int (*take)(const struct nlmsghdr *message, void *data), void *data)
{
	size_t size = k->queued + request_of(k)->nlmsg_len;

	k->queued = 0;
	k->failed = 0;
	k->said = NULL;
	return k->too_long ? -EMSGSIZE : send_all(k, size, take, data);
}

/* Dumps */

static int cb_result(int r)
{
	errno = -r;
	return r < 0 ? MNL_CB_ERROR : MNL_CB_OK;
}

static int on_message(const struct nlmsghdr *message, void *data)
{
	const struct dump *dump = data;

	return cb_result(dump->take(message, dump->data));
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

/* Asks, and reads the pieces of the answer. -EINTR: something changed between them. */
static int ask(const struct mnl_socket *socket, char *buffer, const struct dump *dump)
{
	mnl_cb_t on_control[] = { [NLMSG_ERROR] = on_end, [NLMSG_DONE] = on_end };
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	unsigned seq = 1;
	int r;

	request->nlmsg_type = dump->type;
	request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	request->nlmsg_seq = seq;
	*(uint8_t *)mnl_nlmsg_put_extra_header(request, dump->header) = dump->family;
	if (dump->filter)
		mnl_attr_put_u32_check(request, KERNEL_BUFFER, dump->filter, dump->filter_value);
	r = transmit(socket, request, request->nlmsg_len);
	if (r < 0)
		return r;
	r = MNL_CB_OK;
	while (r > MNL_CB_STOP) {
		ssize_t n = kernel_receive(socket, buffer, KERNEL_BUFFER);

		if (n < 0)
			return (int)n;
		r = mnl_cb_run2(buffer, (size_t)n, seq, mnl_socket_get_portid(socket), on_message, (void *)dump,
		                on_control, sizeof(on_control) / sizeof(*on_control));
	}
	return r < 0 ? -errno : 0;
}

/* On a socket of its own, so that what is left of an interrupted answer is not read as the next one. */
int kernel_dump(char *buffer, const struct dump *dump)
{
	int r = -EINTR;

	for (unsigned tries = 0; r == -EINTR && tries < TRIES; tries++) {
		struct mnl_socket *socket = NULL;

		r = open_socket(&socket);
		if (r < 0)
			return r;
		dump->forget(dump->data);
		r = ask(socket, buffer, dump);
		mnl_socket_close(socket);
	}
	return r == -EINTR ? -EAGAIN : r;
}
