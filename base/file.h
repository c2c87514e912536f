/* SPDX-License-Identifier: MIT */
/*
 * Files as untrusted things: only regular files are read, links are not followed, a FIFO never
 * hangs us; what is written is written beside the target and renamed. Paths are C strings here,
 * at the border of libc.
 */
#ifndef KZ_BASE_FILE_H
#define KZ_BASE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/own.h"
#include "base/str.h"

struct kz_file_info {
	int64_t size; /* bytes */
	int64_t mtime_ns;
	uint64_t inode;
	bool is_regular, is_folder, is_link;
};

/* Of the path itself (a link is a link). KZ_ENOENT, KZ_EPERM, KZ_EIO. */
KZ_CHECK int kz_file_info(struct kz_ctx *cx, const char *path, struct kz_file_info *ret);

/* The whole file into cx->mem. KZ_ELIMIT above max, KZ_EINPUT when it is no regular file. */
KZ_CHECK int kz_file_read(struct kz_ctx *cx, const char *path, size_t max, struct kz_str *ret);

/* The first bytes, at most max, into cx->mem; of a file of any size. KZ_EINPUT as above. */
KZ_CHECK int kz_file_head(struct kz_ctx *cx, const char *path, size_t max, struct kz_str *ret);

/*
 * Lines of a file of any size, in memory of the longest line only. The line is without its \n
 * and valid until the next call; `at` is its byte offset. A line above max_line is given cut to
 * 64 KiB with `cut` set. `torn`: the last line had no \n.
 */
struct kz_lines;
struct kz_line {
	struct kz_str text;
	int64_t at;
	bool cut, torn;
};
KZ_CHECK int kz_lines_open(struct kz_ctx *cx, const char *path, size_t max_line,
	struct kz_lines **ret);
struct kz_lines *kz_lines_memory(struct kz_str body, size_t max_line); /* for tests and fuzzers */
KZ_CHECK int kz_lines_next(struct kz_ctx *cx, struct kz_lines *l, struct kz_line *ret,
	bool *ret_more);
void kz_lines_close(struct kz_lines *l);
KZ_OWNER(kz_lines, kz_lines_close)

/*
 * A file of any size in pieces of at most 64 KiB, hashed on the way. The piece is valid until
 * the next call and empty at the end. KZ_ELIMIT past max bytes.
 */
struct kz_pieces;
KZ_CHECK int kz_pieces_open(struct kz_ctx *cx, const char *path, size_t max,
	struct kz_pieces **ret);
/* For tests and fuzzers: body in pieces of `piece` bytes; body is borrowed. */
struct kz_pieces *kz_pieces_memory(struct kz_str body, size_t piece);
KZ_CHECK int kz_pieces_next(struct kz_ctx *cx, struct kz_pieces *p, struct kz_str *ret);
/* The first n hex digits of the XXH3-128 of the bytes given so far, in memory of a. */
struct kz_str kz_pieces_hash(const struct kz_pieces *p, struct kz_arena *a, size_t n);
void kz_pieces_close(struct kz_pieces *p);
KZ_OWNER(kz_pieces, kz_pieces_close)

/*
 * Walks below root, entries sorted bytewise, links not followed. `each` gets the path from root
 * on ("a/b.xml") and says whether to go into a folder. Stops at the first non-zero return.
 * Unreadable folders are passed over with a warning. At most 1,000,000 entries, depth 64.
 */
typedef int kz_walk_each(struct kz_ctx *cx, void *self, const char *path,
	const struct kz_file_info *info, bool *enter);
KZ_CHECK int kz_walk(struct kz_ctx *cx, const char *root, kz_walk_each *each, void *self);

/*
 * The same for trees that may be large: of an entry only is_regular, is_folder and is_link are
 * set, as its folder tells them, and path is valid until `each` returns.
 */
KZ_CHECK int kz_walk_names(struct kz_ctx *cx, const char *root, kz_walk_each *each, void *self);

/* Folder and its parents, mode 0700 for those made. */
KZ_CHECK int kz_folder_make(struct kz_ctx *cx, const char *path);

/*
 * Whole contents, atomically: temporary beside it, fsync, rename, fsync of the folder. A link of
 * that name is replaced: a repository could hold one that leads anywhere.
 */
KZ_CHECK int kz_file_write(struct kz_ctx *cx, const char *path, struct kz_str bytes);

/* Where the user said so: links are followed, a device or a pipe is written to. */
KZ_CHECK int kz_file_output(struct kz_ctx *cx, const char *path, struct kz_str bytes);

/* "a/b", in memory of a. */
const char *kz_path_join(struct kz_arena *a, const char *folder, const char *name);
const char *kz_path_real(struct kz_arena *a, const char *path); /* NULL when it does not resolve */
bool kz_path_exists(const char *path);

/* Glob: * and ? stop at a slash, ** does not; ** before a slash is any folders or none. */
bool kz_glob(const char *pattern, const char *path);

/*
 * The lock of writers: flock on path, with pid and start time of the holder inside. Waits
 * wait_s seconds at most. KZ_EBUSY names the holder.
 */
struct kz_lock;
KZ_CHECK int kz_lock_take(struct kz_ctx *cx, const char *path, int64_t wait_s,
	struct kz_lock **ret);
void kz_lock_drop(struct kz_lock *l);
KZ_OWNER(kz_lock, kz_lock_drop)

#endif
