/*
 * file.c - whole files in, whole texts out.
 *
 * Names no paths of its own and prints nothing. Replacing files is done in
 * replace.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xencfg/file.h>

enum { HEAD = 64 << 10 };

/*
 * Reads until the end into a buffer of `room` bytes; *ret_n bytes were there. -EFBIG when more follow. Of a regular
 * file a short read is the end.
 */
static int fill(int fd, bool regular, char *buffer, size_t room, size_t *ret_n)
{
	for (*ret_n = 0;;) {
		ssize_t n = read(fd, buffer + *ret_n, room - *ret_n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		*ret_n += (size_t)n;
		if (*ret_n == room)
			return -EFBIG;
		if (n == 0 || regular)
			return 0;
	}
}

/* Something that does not know its size: a pipe, a terminal, a file of /proc. Doubles until it fits. */
static int read_stream(struct arena *arena, int fd, struct text *ret)
{
	size_t room = 64 << 10, n = 0, more;
	char *buffer = arena_alloc(arena, room), *larger;
	int error;

	while (buffer) {
		error = fill(fd, false, buffer + n, room - n, &more);
		n += more;
		if (error != -EFBIG) {
			*ret = (struct text){ buffer, n };
			return error;
		}
		if (room >= FILE_SIZE_MAX)
			return -EFBIG;
		larger = arena_alloc(arena, room * 2);
		if (larger)
			memcpy(larger, buffer, n);
		buffer = larger;
		room *= 2;
	}
	return -ENOMEM;
}

static int read_fd(struct arena *arena, int fd, const struct stat *st, struct text *ret)
{
	char *buffer;
	size_t room;
	int error;

	if (S_ISDIR(st->st_mode))
		return -EISDIR;
	if (!S_ISREG(st->st_mode) || st->st_size == 0)
		return read_stream(arena, fd, ret);
	if (st->st_size > FILE_SIZE_MAX)
		return -EFBIG;
	room = (size_t)st->st_size + 1;
	buffer = arena_alloc(arena, room);
	if (!buffer)
		return -ENOMEM;
	ret->s = buffer;
	error = fill(fd, true, buffer, room, &ret->n);
	/* It grew while it was read: let the caller say so and somebody try again. */
	return error == -EFBIG ? -EAGAIN : error;
}

int file_read_fd(struct arena *arena, int fd, struct text *ret)
{
	struct stat st;

	return fstat(fd, &st) < 0 ? -errno : read_fd(arena, fd, &st, ret);
}

/*
 * A regular file, most likely a small one: one read takes it whole. What is larger and begins with bytes that no
 * text has is left at that: nobody wants a disk image read to its end to be told what it is not.
 */
static int read_likely_small(struct arena *arena, int fd, struct text *ret)
{
	char *buffer = arena_alloc(arena, HEAD);
	size_t n;
	int error = buffer ? fill(fd, true, buffer, HEAD, &n) : -ENOMEM;

	if (!error) {
		*ret = (struct text){ buffer, n };
		arena_trim(arena, buffer, n);
	}
	if (error != -EFBIG || memchr(buffer, '\0', HEAD))
		return error == -EFBIG ? 0 : error;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	return file_read_fd(arena, fd, ret);
}

int file_read_config(struct arena *arena, int dirfd, const char *name, bool walked, struct text *ret, bool *ret_regular)
{
	struct stat st;
	int fd, error;

	*ret = (struct text){ "", 0 };
	*ret_regular = walked;
	/* What was a file when the folder was listed may be a pipe by now, or a link to what nobody asked about. */
	fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | (walked ? O_NONBLOCK | O_NOFOLLOW : 0));
	if (fd < 0)
		return -errno;
	if (walked) {
		error = read_likely_small(arena, fd, ret);
	} else {
		error = fstat(fd, &st) < 0 ? -errno : read_fd(arena, fd, &st, ret);
		*ret_regular = !error && S_ISREG(st.st_mode);
	}
	close(fd);
	return error;
}

int file_read(struct arena *arena, int dirfd, const char *name, struct text *ret)
{
	int fd, error;

	if (dirfd == AT_FDCWD && strcmp(name, "-") == 0)
		return file_read_fd(arena, STDIN_FILENO, ret);
	fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -errno;
	error = file_read_fd(arena, fd, ret);
	close(fd);
	return error;
}

int file_append(struct sb *out, int fd, size_t most)
{
	if (most > FILE_SIZE_MAX)
		return -EFBIG;
	while (most) {
		char *to = sb_room(out, most);
		ssize_t n = to ? read(fd, to, most) : 0;

		if (!to)
			return out->error;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		out->n += (size_t)n;
		most -= (size_t)n;
	}
	return 0;
}

int file_write_all(int fd, struct text t)
{
	while (t.n) {
		ssize_t n = write(fd, t.s, t.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		t.s += n;
		t.n -= (size_t)n;
	}
	return 0;
}

int file_is_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

const char *file_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *file_plain_path(const char *path)
{
	bool cut_off = false;

	while (path[0] == '.' && path[1] == '/') {
		cut_off = true;
		path += 2;
		while (*path == '/')
			path++;
	}
	return *path || !cut_off ? path : ".";
}

bool file_is_backup(const char *name)
{
	struct text t = text_of(name);

	return text_ends(t, "~") || text_ends(t, ".orig") || text_ends(t, ".swp") || strstr(name, ".dpkg-") != NULL;
}
