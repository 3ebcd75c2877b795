/*
 * file.h - reading whole files, with limits.
 */
#ifndef XENCFG_FILE_H
#define XENCFG_FILE_H

#include <stddef.h>
#include <xencfg/arena.h>
#include <xencfg/sb.h>

enum { FILE_SIZE_MAX = 1 << 30 }; /* bytes; what is larger is no configuration */

/*
 * The whole of a file, pipe or terminal, `name` below the folder `dirfd`
 * (AT_FDCWD for the current one); "-" is standard input there. Into the
 * arena. Returns 0 or a negative errno: -EFBIG above the limit, -EISDIR
 * for a folder.
 */
int file_read(struct arena *arena, int dirfd, const char *name, struct text *ret);

/* The same for a descriptor that the caller keeps. */
int file_read_fd(struct arena *arena, int fd, struct text *ret);

/* Appends what follows in the descriptor: at most `most` bytes, fewer at the end of the file. */
int file_append(struct sb *out, int fd, size_t most);

/* All of the text, whatever write returns. 0 or a negative errno. */
int file_write_all(int fd, struct text t);

/* 0, or why it is none that can be opened: -ENOENT, -ENOTDIR, … */
int file_is_folder(const char *path);

/* The part after the last slash. */
const char *file_base_name(const char *path);

#endif
