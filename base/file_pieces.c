/* SPDX-License-Identifier: MIT */
/* A file in pieces, hashed on the way: a large one never lies in memory whole. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/file_private.h"
#include "base/hash.h"

enum { PIECE = 64 << 10 };

struct kz_pieces {
	int fd; /* -1: from memory */
	char *path;
	char *room;
	struct kz_str rest; /* of the memory */
	size_t piece;       /* bytes given at once from memory */
	size_t seen, max;
	struct kz_hasher *hasher;
};

int kz_pieces_open(struct kz_ctx *cx, const char *path, size_t max, struct kz_pieces **ret)
{
	struct kz_pieces *p;
	int64_t size;
	int fd, rc;

	if ((rc = kz_file_open_regular(cx, path, &fd, &size)) < 0)
		return rc;
	p = kz_alloc(sizeof(*p));
	*p = (struct kz_pieces){.fd = fd, .max = max, .hasher = kz_hasher_new()};
	p->path = strdup(path);
	p->room = kz_alloc(PIECE);
	*ret = p;
	return 0;
}

struct kz_pieces *kz_pieces_memory(struct kz_str body, size_t piece)
{
	struct kz_pieces *p = kz_alloc(sizeof(*p));

	*p = (struct kz_pieces){.fd = -1,
		.rest = body,
		.piece = piece ? piece : 1,
		.max = SIZE_MAX,
		.hasher = kz_hasher_new()};
	return p;
}

void kz_pieces_close(struct kz_pieces *p)
{
	if (!p)
		return;
	if (p->fd >= 0)
		(void)close(p->fd);
	kz_hasher_free(p->hasher);
	free(p->room);
	free(p->path);
	free(p);
}

int kz_pieces_next(struct kz_ctx *cx, struct kz_pieces *p, struct kz_str *ret)
{
	struct kz_str piece = kz_str_head(p->rest, p->piece);

	if (p->fd >= 0) {
		ssize_t got;

		do {
			got = read(p->fd, p->room, PIECE);
		} while (got < 0 && errno == EINTR);
		if (got < 0)
			return kz_file_errno(cx, p->path, errno);
		piece = (struct kz_str){p->room, (size_t)got};
	}
	p->rest = kz_str_from(p->rest, piece.n);
	p->seen += piece.n;
	if (p->seen > p->max)
		return kz_fail(cx, KZ_ELIMIT, "%s: larger than %zu bytes, the limit", p->path,
			p->max);
	kz_hasher_add(p->hasher, piece);
	*ret = piece;
	return 0;
}

struct kz_str kz_pieces_hash(const struct kz_pieces *p, struct kz_arena *a, size_t n)
{
	return kz_hasher_hex(p->hasher, a, n);
}
