/*
 * kernel.h - what the kernel_*.c files share: the socket, requests, dumps, and readers of messages.
 *
 * Private to them. Readers take no byte of an answer on trust.
 */
#ifndef XENCFG_NET_KERNEL_H
#define XENCFG_NET_KERNEL_H

#include <libmnl/libmnl.h>
#include <xencfg/kernel.h>

struct kernel {
	struct arena *arena;
	struct mnl_socket *socket; /* of requests; each dump has its own */
	uint32_t seq;
	char *request, *answer;
	size_t queued;    /* bytes of the requests before the one that is being made */
	uint32_t first;   /* the number of the first of them */
	uint32_t failed;  /* of those sent last, the place of the first that was refused, from 0 */
	bool too_long;    /* one that is being made did not fit */
	const char *said; /* the kernel's own words to the last request, or NULL */
};

/* Takes each attribute in `size` bytes, which they must fill. 0, -EBADMSG, or what `take` returned below 0. */
int kernel_each(const void *begin, size_t size, int (*take)(const struct nlattr *attr, void *data), void *data);

/* Starts a request in k->request: with a header of `size` bytes, zeroed, to which it returns a pointer. */
void *kernel_request(struct kernel *k, uint16_t type, uint16_t flags, size_t size);

/* Adds an attribute; one that does not fit is remembered, and kernel_send refuses. */
void kernel_put(struct kernel *k, uint16_t type, size_t size, const void *data);
void kernel_put_u32(struct kernel *k, uint16_t type, uint32_t value);
void kernel_put_text(struct kernel *k, uint16_t type, struct text text);

/* The ones until kernel_end lie within this one. */
size_t kernel_begin(struct kernel *k, uint16_t type);
void kernel_end(struct kernel *k, size_t nest);

/*
 * The request that was made is to be sent together with the next one. The kernel does not stop at one that fails, so
 * only what may follow upon a failure is queued.
 */
void kernel_queue(struct kernel *k);

/*
 * Sends the requests and waits for the answers: the kernel's first negative errno or 0, with k->said. What it answers
 * beside goes to `take`, unless that is NULL.
 */
int kernel_send(struct kernel *k, int (*take)(const struct nlmsghdr *message, void *data), void *data);

/*
 * A dump, asked for with `header` of a family (its first byte). `forget` is called before each attempt, since one
 * that is interrupted is repeated; -EAGAIN after several. On a socket of its own.
 */
struct dump {
	uint16_t type;
	size_t header; /* bytes */
	uint8_t family;
	uint16_t filter; /* an attribute that narrows it; 0: none */
	uint32_t filter_value;
	void (*forget)(void *data);
	int (*take)(const struct nlmsghdr *message, void *data);
	void *data;
};
int kernel_dump(char *buffer, const struct dump *dump);
enum { KERNEL_BUFFER = 128 << 10 }; /* bytes: the alternative names of one link alone may take 64 KiB */

/*
 * Reads one RTM_NEWLINK, whose nlmsg_len bytes are there. Pure; the texts of *ret point into the message.
 * Returns 0, or -EBADMSG when it is another message or one that does not add up.
 */
int kernel_link_read(const struct nlmsghdr *message, struct net_link *ret);

/* All links by one dump, in the order of their index; texts are terminated. As kernel_links in xencfg/kernel.h. */
int kernel_links_dump(struct arena *arena, char *buffer, struct net_link **ret, size_t *ret_n);

/* The link of this name (no alternative one), without its texts. 0, -ENODEV, or what asking ran into. */
struct kernel_found {
	struct text name; /* as it was asked for; empty: by index */
	struct net_link link;
	unsigned flags; /* IFF_ */
	bool dummy;
	bool makeable; /* a bridge, dummy or VLAN: what apply makes */
};
int kernel_link_find(struct kernel *k, struct text name, struct kernel_found *ret);
int kernel_link_find_at(struct kernel *k, uint32_t index, struct kernel_found *ret);

/* Payloads, aligned to 4 bytes, into what is read from them; *ret points there. 0 or -EBADMSG. */
int kernel_address_read(struct text payload, struct net_address *ret);
int kernel_route_read(struct text payload, struct net_route *ret, bool *ret_cloned);

int kernel_add_address(struct kernel *k, const struct net_op *op, const struct kernel_found *link);
int kernel_delete_address(struct kernel *k, const struct net_op *op, uint32_t index);

/* `hops`: the indexes of op->hops[].link. */
int kernel_write_route(struct kernel *k, const struct net_op *op, uint32_t index, const uint32_t *hops);

/* Requests that change a link: begun; and sent. */
void kernel_put_up(struct kernel *k, uint32_t index, bool up);
void kernel_put_name(struct kernel *k, uint32_t index, struct text name);
int kernel_set_up(struct kernel *k, uint32_t index, bool up);

/*
 * Takes the link down, gives it the name and brings it up again, with what went with that. Whether it was down at all
 * goes to *ret_taken_down, after an error, too.
 */
int kernel_rename_down(struct kernel *k, const struct kernel_found *found, struct text name, bool *ret_taken_down);

/* Until the link carries traffic; until the address on the link answers to others. At most a second. */
void kernel_wait_for_carrier(struct kernel *k, uint32_t link);
void kernel_wait_for_local(struct kernel *k, uint32_t link, const uint8_t address[16]);

/*
 * Whom a link has met (ARP, neighbour discovery). Told to a link, it knows them as well: as something to be confirmed,
 * or for ever those that somebody wrote down. 0, -ENOMEM, -EBADMSG, or what the kernel says to one of the latter.
 */
struct kernel_met {
	struct arena *arena;
	uint32_t link;
	struct kernel_neighbour *all;
	size_t n, room;
};
/* `link` 0: nobody. */
int kernel_neighbours_read(struct kernel *k, uint32_t link, struct kernel_met *ret);
int kernel_neighbours_tell(struct kernel *k, const struct kernel_met *met, uint32_t link);

int kernel_observe(void *self, struct arena *arena, struct net_state *ret);
int kernel_execute(void *self, const struct net_op *op, struct net_error *ret_error);

#endif
