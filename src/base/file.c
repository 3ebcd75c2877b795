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

/* Does a large file begin like none that is text? Nobody wants a disk image read to its end to be told so. */
static bool is_binary(int fd, off_t size)
{
	char head[HEAD];
	ssize_t n = size > HEAD ? pread(fd, head, sizeof(head), 0) : 0;

	return n > 0 && memchr(head, '\0', (size_t)n);
}

int file_read_config(struct arena *arena, int dirfd, const char *name, bool sure, struct text *ret, bool *ret_regular)
{
	bool standard_input = dirfd == AT_FDCWD && strcmp(name, "-") == 0;
	int fd = standard_input ? STDIN_FILENO : openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	int error;

	*ret = (struct text){ "", 0 };
	*ret_regular = false;
	if (fd < 0)
		return -errno;
	error = fstat(fd, &st) < 0 ? -errno : 0;
	if (!error)
		*ret_regular = S_ISREG(st.st_mode) && !standard_input;
	if (!error && (!*ret_regular || sure || !is_binary(fd, st.st_size)))
		error = read_fd(arena, fd, &st, ret);
	if (!standard_input)
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
