/*
 * file.h - reading whole files, with limits, and writing them whole or not at all.
 */
#ifndef XENCFG_FILE_H
#define XENCFG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
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

/*
 * The same for what may be a config, but never standard input. Of a folder that was `walked` it is a regular file:
 * small ones are read at once, and a large one that begins as no text does not at all (*ret is empty).
 * *ret_regular: it can be read again.
 */
int file_read_config(struct arena *arena, int dirfd, const char *name, bool walked, struct text *ret,
                     bool *ret_regular);

/* The same for a descriptor that the caller keeps. */
int file_read_fd(struct arena *arena, int fd, struct text *ret);

/* Appends what follows in the descriptor: at most `most` bytes, fewer at the end of the file. */
int file_append(struct sb *out, int fd, size_t most);

/* All of the text, whatever write returns. 0 or a negative errno. */
int file_write_all(int fd, struct text t);

/*
 * Makes the file `path` hold the text: beside it under a temporary name, written, synced, renamed; mode, owner and
 * group of what it replaces are kept as far as the process may. Of a symbolic link the file that it leads to is
 * replaced. What exists and is no regular file is written directly, as is what a process holds open (/dev/stdout).
 * A link of another user is not followed in a folder where everybody may write (-EACCES). Returns 0, or a negative
 * errno: then what stood there is whole and nothing else is left; -ESTALE: it became another file meanwhile. Other hard
 * links of the file keep the old text.
 */
int file_replace(const char *path, struct text text);

/*
 * The same for a file that was read, and held `before`: -ESTALE when it holds anything else by now, or is no file. So
 * the text gets into no other file, whatever the path is made to lead to meanwhile by who may write in its folder.
 */
int file_replace_same(const char *path, struct text before, struct text text);

/*
 * A file that is to be renamed: `name` below the folder, new, with `mode` less the umask. One of this name that a
 * killed run left is removed first; that nobody else is using it is the caller's business. `sync`: onto the disk,
 * too. Returns 0, or a negative errno: then there is no such file.
 */
int file_write_new(int dirfd, const char *name, mode_t mode, struct text text, bool sync);

/* 0, or why it is none that can be opened: -ENOENT, -ENOTDIR, … */
int file_is_folder(const char *path);

/* The path without a leading ./ ("." for that alone): as messages and reports name files. Points into `path`. */
__attribute__((returns_nonnull)) const char *file_plain_path(const char *path);

/* Is it what editors and package managers leave beside a file: web.cfg~, web.cfg.orig, web.cfg.dpkg-old? */
bool file_is_backup(const char *name);

/* The part after the last slash. */
__attribute__((returns_nonnull)) const char *file_base_name(const char *path);

#endif
