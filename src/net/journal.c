/*
 * journal.c - see journal.h: journals as files.
 *
 * What is not whole, or was changed by somebody else, is not taken: a hash ends the text. Behind it stands one
 * dot for each operation that was acknowledged, so that a step costs one byte, then one minus for each inverse.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xencfg/file.h>
#include <xencfg/hash.h>
#include "journal.h"

#define JOURNAL_NEW "journal.new"

enum { BOOT_MOST = 128, HEAD = 256 };

static void on_journal(struct journal_stream *s, struct journal *j)
{
	uint64_t kind = j->kind;

	journal_tag(s, "xencfg-journal-1");
	journal_number(s, &kind, JOURNAL_STOP);
	j->kind = (enum journal_kind)kind;
	journal_bytes(s, &j->boot, BOOT_MOST);
	journal_u32(s, &j->confirm);
	journal_end(s);
	journal_state(s, &j->before);
	journal_want(s, &j->want);
	journal_count(s, "made", &j->n_made, &j->made, sizeof(*j->made));
	for (size_t i = 0; i < j->n_made && !s->error; i++) {
		journal_tag(s, "index");
		journal_u32(s, &j->made[i]);
		journal_end(s);
	}
	journal_ops(s, j);
}

static void on_hash(struct journal_stream *s, uint64_t hash)
{
	uint64_t told = hash;

	journal_tag(s, "end");
	journal_number(s, &told, UINT64_MAX);
	journal_end(s);
	if (told != hash && !s->error)
		s->error = -EBADMSG;
}

int journal_put(struct sb *out, const struct journal *journal)
{
	struct journal_stream s = { .out = out };
	struct journal j = *journal;
	size_t begin = out->n;

	on_journal(&s, &j);
	if (!out->error)
		on_hash(&s, hash_add(HASH_START, (struct text){ out->s + begin, out->n - begin }));
	sb_repeat(out, '.', journal->done);
	sb_repeat(out, '-', journal->undone);
	return out->error;
}

/* What stands behind the hash. */
static int read_steps(struct text rest, struct journal *j)
{
	size_t i = 0;

	while (i < rest.n && rest.s[i] == '.')
		i++;
	j->done = i;
	while (i < rest.n && rest.s[i] == '-')
		i++;
	j->undone = i - j->done;
	return i < rest.n || j->done > j->n_ops || j->undone > (j->done < j->n_ops ? j->done + 1 : j->done) ? -EBADMSG :
	                                                                                                      0;
}

int journal_parse(struct arena *arena, struct text text, struct journal *ret)
{
	struct journal_stream s = { .rest = text, .arena = arena };
	struct journal j = { 0 };

	on_journal(&s, &j);
	if (!s.error)
		on_hash(&s, hash_add(HASH_START, (struct text){ text.s, (size_t)(s.rest.s - text.s) }));
	if (s.error)
		return s.error;
	if (read_steps(s.rest, &j) < 0)
		return -EBADMSG;
	*ret = j;
	return 0;
}

/* Of the network namespace. Other than its inode, its cookie (Linux 5.14) never comes again. */
static int net_number(uint64_t *ret)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0), r;
	socklen_t size = sizeof(*ret);
	struct stat st;

	if (fd < 0)
		return -errno;
	r = getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, ret, &size) < 0 ? -errno : 0;
	close(fd);
	/* Only where there never is one: with two numbers it would be two namespaces. */
	if (r != -ENOPROTOOPT)
		return r;
	if (stat("/proc/self/ns/net", &st) < 0)
		return -errno;
	*ret = st.st_ino;
	return 0;
}

int journal_boot(struct arena *arena, struct text *ret)
{
	struct text boot;
	uint64_t net = 0;
	char *s;
	int r = file_read(arena, AT_FDCWD, "/proc/sys/kernel/random/boot_id", &boot);

	if (!r)
		r = net_number(&net);
	if (r < 0)
		return r;
	while (boot.n && boot.s[boot.n - 1] == '\n')
		boot.n--;
	s = arena_printf(arena, "%.*s/%llu", TEXT_ARG(boot), (unsigned long long)net);
	*ret = text_of(s);
	return s ? 0 : -ENOMEM;
}

int journal_write(int dir, const char *name, const struct journal *journal)
{
	struct sb text = { 0 };
	int r = journal_put(&text, journal);

	if (!r)
		r = file_write_new(dir, JOURNAL_NEW, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH, sb_view(&text), true);
	sb_free(&text);
	if (r < 0)
		return r;
	if (renameat(dir, JOURNAL_NEW, dir, name) == 0 && fsync(dir) == 0)
		return 0;
	r = -errno;
	unlinkat(dir, JOURNAL_NEW, 0);
	return r;
}

int journal_read(struct arena *arena, int dir, const char *name, struct journal *ret)
{
	struct text text;
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), r;

	if (fd < 0)
		return -errno;
	r = file_read_fd(arena, fd, &text);
	close(fd);
	return r < 0 ? r : journal_parse(arena, text, ret);
}

bool journal_elsewhere(int dir, const char *name, struct text boot)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct text rest, word = { "", 0 }, all = boot, same;
	char head[HEAD];
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, head, sizeof(head));
	close(fd);
	rest = (struct text){ head, n < 0 ? 0 : (size_t)n };
	for (int i = 0; i < 3; i++)
		if (!text_split(&rest, ' ', &word))
			return false;
	/* With the slash. */
	return text_split(&all, '/', &same) && word.n > same.n && memcmp(word.s, boot.s, same.n + 1) == 0 &&
	       !text_same(word, boot);
}

int journal_sweep(int dir)
{
	return unlinkat(dir, JOURNAL_NEW, 0) < 0 && errno != ENOENT ? -errno : 0;
}

/* Not synced: what comes back with a crash is of an earlier boot. */
int journal_remove(int dir, const char *name)
{
	return unlinkat(dir, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}

int journal_continue(int dir, int *ret_fd)
{
	*ret_fd = openat(dir, JOURNAL_RUNNING, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
	return *ret_fd < 0 ? -errno : 0;
}

int journal_step(int fd)
{
	return file_write_all(fd, TEXT("."));
}

int journal_step_back(int fd)
{
	return file_write_all(fd, TEXT("-"));
}
