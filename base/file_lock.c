/* SPDX-License-Identifier: MIT */
/* The lock of writers: flock, so that it goes with the process that held it. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file_private.h"

struct kz_lock {
	int fd;
};

static void write_holder(int fd)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "%ld %lld\n", (long)getpid(), (long long)time(NULL));

	if (n > 0 && ftruncate(fd, 0) == 0)
		(void)!pwrite(fd, text, (size_t)n, 0);
}

static int busy(struct kz_ctx *cx, const char *path, int fd)
{
	char text[64] = "";
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	struct kz_str rest = {text, n > 0 ? (size_t)n : 0}, word;
	int64_t pid, since;

	if (kz_str_word(&rest, &word) && kz_str_i64(word, &pid) && kz_str_word(&rest, &word) &&
		kz_str_i64(word, &since))
		return kz_fail(cx, KZ_EBUSY,
			"%s: held by process %lld since %s UTC; try again, or --wait SECONDS", path,
			(long long)pid, kz_time_minute(cx->mem, since).p);
	return kz_fail(cx, KZ_EBUSY, "%s: held by another run; try again, or --wait SECONDS", path);
}

int kz_lock_take(struct kz_ctx *cx, const char *path, int64_t wait_s, struct kz_lock **ret)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	int64_t tries = wait_s * 10;
	int rc;

	if (fd < 0)
		return kz_file_errno(cx, path, errno);
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			rc = kz_file_errno(cx, path, errno);
		else if (tries-- > 0 && kz_stopped(cx) == 0) {
			(void)nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
			continue;
		} else if (tries < 0)
			rc = busy(cx, path, fd);
		else
			rc = KZ_ECANCEL;
		(void)close(fd);
		return rc;
	}
	write_holder(fd);
	*ret = kz_alloc(sizeof(**ret));
	(*ret)->fd = fd;
	return 0;
}

void kz_lock_drop(struct kz_lock *l)
{
	if (!l)
		return;
	(void)!ftruncate(l->fd, 0);
	(void)close(l->fd);
	free(l);
}
