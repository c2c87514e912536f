/* SPDX-License-Identifier: MIT */
/* Files: reading whole, writing atomically, paths and globs. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file_private.h"

int kz_file_errno(struct kz_ctx *cx, const char *path, int err)
{
	enum kz_code code = KZ_EIO;

	if (err == ENOENT || err == ENOTDIR)
		code = KZ_ENOENT;
	else if (err == EACCES || err == EPERM || err == EROFS)
		code = KZ_EPERM;
	else if (err == ENOSPC || err == EDQUOT || err == EFBIG)
		code = KZ_EFULL;
	else if (err == ELOOP)
		return kz_fail(cx, KZ_EINPUT, "%s: is a symbolic link, not followed", path);
	return kz_fail(cx, code, "%s: %s", path, strerror(err));
}

static void info_of(const struct stat *st, struct kz_file_info *ret)
{
	*ret = (struct kz_file_info){
		.size = st->st_size,
		.mtime_ns = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec,
		.inode = st->st_ino,
		.is_regular = S_ISREG(st->st_mode),
		.is_folder = S_ISDIR(st->st_mode),
		.is_link = S_ISLNK(st->st_mode),
	};
}

int kz_file_info(struct kz_ctx *cx, const char *path, struct kz_file_info *ret)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return kz_file_errno(cx, path, errno);
	info_of(&st, ret);
	return 0;
}

int kz_file_open_regular(struct kz_ctx *cx, const char *path, int *ret_fd, int64_t *ret_size)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return kz_file_errno(cx, path, errno);
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return kz_fail(cx, KZ_EINPUT, "%s: not a regular file", path);
	}
	*ret_fd = fd;
	*ret_size = st.st_size;
	return 0;
}

/* At most n bytes of fd into cx->mem; fewer when the file shrank meanwhile. Closes fd. */
static int read_up_to(struct kz_ctx *cx, int fd, const char *path, size_t n, struct kz_str *ret)
{
	char *p = kz_arena_get(cx->mem, n + 1);
	size_t have = 0;
	int rc = 0;

	while (have < n) {
		ssize_t got = read(fd, p + have, n - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			rc = kz_file_errno(cx, path, errno);
		if (got <= 0)
			break;
		have += (size_t)got;
	}
	(void)close(fd);
	if (rc == 0)
		*ret = (struct kz_str){p, have};
	return rc;
}

int kz_file_read(struct kz_ctx *cx, const char *path, size_t max, struct kz_str *ret)
{
	int64_t size = 0;
	int fd = -1, rc;

	if ((rc = kz_file_open_regular(cx, path, &fd, &size)) < 0)
		return rc;
	if ((uint64_t)size > max) {
		(void)close(fd);
		return kz_fail(cx, KZ_ELIMIT, "%s: %lld bytes, the limit is %zu", path,
			(long long)size, max);
	}
	return read_up_to(cx, fd, path, (size_t)size, ret);
}

int kz_file_head(struct kz_ctx *cx, const char *path, size_t max, struct kz_str *ret)
{
	int64_t size = 0;
	int fd = -1, rc;

	if ((rc = kz_file_open_regular(cx, path, &fd, &size)) < 0)
		return rc;
	return read_up_to(cx, fd, path, max, ret);
}

int kz_folder_make(struct kz_ctx *cx, const char *path)
{
	char *part = kz_arena_get(cx->mem, strlen(path) + 1);

	memcpy(part, path, strlen(path) + 1);
	for (char *at = part + 1;; at++) {
		char c = *at;

		if (c != '/' && c != '\0')
			continue;
		*at = '\0';
		if (mkdir(part, 0700) < 0 && errno != EEXIST)
			return kz_file_errno(cx, part, errno);
		*at = c;
		if (c == '\0')
			return 0;
	}
}

static int write_all(int fd, struct kz_str bytes)
{
	while (bytes.n) {
		ssize_t put = write(fd, bytes.p, bytes.n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return errno;
		bytes = kz_str_from(bytes, (size_t)put);
	}
	return fsync(fd) < 0 && errno != EINVAL ? errno : 0;
}

static void sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)fsync(fd);
	(void)close(fd);
}

int kz_file_write(struct kz_ctx *cx, const char *path, struct kz_str bytes)
{
	const char *slash = strrchr(path, '/');
	const char *folder =
		slash ? kz_cstr(cx->mem, (struct kz_str){path, (size_t)(slash - path) + 1}) : ".";
	struct kz_str name = kz_strf(cx->mem, "%s.XXXXXX", path);
	char *temporary = kz_arena_get(cx->mem, name.n + 1);
	struct stat old;
	int fd, err;

	memcpy(temporary, name.p, name.n);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return kz_file_errno(cx, path, errno);
	if (stat(path, &old) == 0 && S_ISREG(old.st_mode))
		(void)fchmod(fd, old.st_mode & 07777);
	err = write_all(fd, bytes);
	if (close(fd) < 0 && !err)
		err = errno;
	if (!err && rename(temporary, path) < 0)
		err = errno;
	if (err) {
		(void)unlink(temporary);
		return kz_file_errno(cx, path, err);
	}
	sync_folder(folder);
	return 0;
}

int kz_file_output(struct kz_ctx *cx, const char *path, struct kz_str bytes)
{
	const char *real = kz_path_real(cx->mem, path);
	struct stat old;
	int fd, err;

	if (stat(path, &old) < 0 || S_ISREG(old.st_mode) || S_ISDIR(old.st_mode))
		return kz_file_write(cx, real ? real : path, bytes);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return kz_file_errno(cx, path, errno);
	err = write_all(fd, bytes);
	if (close(fd) < 0 && !err)
		err = errno;
	return err ? kz_file_errno(cx, path, err) : 0;
}

const char *kz_path_join(struct kz_arena *a, const char *folder, const char *name)
{
	size_t n = strlen(folder);

	return kz_strf(a, n && folder[n - 1] == '/' ? "%s%s" : "%s/%s", folder, name).p;
}

const char *kz_path_real(struct kz_arena *a, const char *path)
{
	char *real = realpath(path, NULL);
	const char *copy = real ? kz_str_dup(a, kz_str_c(real)).p : NULL;

	free(real);
	return copy;
}

bool kz_path_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}
