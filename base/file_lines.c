/* SPDX-License-Identifier: MIT */
/* Lines of a file of any size, holding no more than the longest line allowed. */
#include "base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file_private.h"

enum { PIECE = 256 << 10, CUT = 64 << 10 };

struct kz_lines {
	int fd; /* -1: in memory, nothing more to read */
	char *path;
	char *p; /* bytes [from, n) are not given out yet */
	size_t from, n, cap;
	size_t max_line;
	int64_t at; /* file offset of p[from] */
	bool owned; /* p is ours to free */
};

int kz_lines_open(struct kz_ctx *cx, const char *path, size_t max_line, struct kz_lines **ret)
{
	struct kz_lines *l;
	int64_t size;
	int fd, rc;

	if ((rc = kz_file_open_regular(cx, path, &fd, &size)) < 0)
		return rc;
	l = kz_alloc(sizeof(*l));
	*l = (struct kz_lines){.fd = fd, .cap = PIECE, .max_line = max_line, .owned = true};
	l->p = kz_alloc(l->cap);
	l->path = strdup(path);
	*ret = l;
	return 0;
}

struct kz_lines *kz_lines_memory(struct kz_str body, size_t max_line)
{
	struct kz_lines *l = kz_alloc(sizeof(*l));

	*l = (struct kz_lines){.fd = -1, .n = body.n, .max_line = max_line, .owned = true};
	l->p = kz_alloc(body.n);
	if (body.n)
		memcpy(l->p, body.p, body.n);
	return l;
}

void kz_lines_close(struct kz_lines *l)
{
	if (!l)
		return;
	if (l->fd >= 0)
		(void)close(l->fd);
	free(l->p);
	free(l->path);
	free(l);
}

/* Appends what the file has next; *ret_end when there is nothing more. */
static int refill(struct kz_ctx *cx, struct kz_lines *l, bool *ret_end)
{
	ssize_t got;

	*ret_end = l->fd < 0;
	if (l->fd < 0)
		return 0;
	if (l->from) {
		memmove(l->p, l->p + l->from, l->n - l->from);
		l->n -= l->from;
		l->from = 0;
	}
	if (l->n + PIECE > l->cap) {
		l->cap = (l->n + PIECE) * 2;
		l->p = kz_realloc(l->p, l->cap);
	}
	do {
		got = read(l->fd, l->p + l->n, PIECE);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return kz_file_errno(cx, l->path, errno);
	l->n += (size_t)got;
	*ret_end = got == 0;
	return 0;
}

/* Throws bytes away until the line ends. */
static int skip_rest(struct kz_ctx *cx, struct kz_lines *l)
{
	bool end = false;
	int rc;

	while (!end) {
		char *nl = memchr(l->p + l->from, '\n', l->n - l->from);
		size_t drop = nl ? (size_t)(nl - l->p) - l->from + 1 : l->n - l->from;

		l->from += drop;
		l->at += (int64_t)drop;
		if (nl)
			return 0;
		if ((rc = refill(cx, l, &end)) < 0)
			return rc;
	}
	return 0;
}

static int give_cut(struct kz_ctx *cx, struct kz_lines *l, struct kz_line *ret)
{
	size_t n = l->max_line < CUT ? l->max_line : CUT;
	char *head = kz_arena_get(cx->mem, n);
	int rc;

	memcpy(head, l->p + l->from, n);
	*ret = (struct kz_line){.text = {head, n}, .at = l->at, .cut = true};
	rc = skip_rest(cx, l);
	return rc;
}

int kz_lines_next(struct kz_ctx *cx, struct kz_lines *l, struct kz_line *ret, bool *ret_more)
{
	size_t seen = 0;
	bool end = false;
	int rc;

	*ret_more = true;
	for (;;) {
		char *from = l->p + l->from, *nl = NULL;
		size_t have = l->n - l->from;

		if (have > seen)
			nl = memchr(from + seen, '\n', have - seen);
		if (nl || (end && have)) {
			size_t n = nl ? (size_t)(nl - from) : have;

			if (n > l->max_line)
				return give_cut(cx, l, ret);
			*ret = (struct kz_line){.text = {from, n}, .at = l->at, .torn = !nl};
			l->from += n + (nl ? 1 : 0);
			l->at += (int64_t)n + (nl ? 1 : 0);
			return 0;
		}
		if (end) {
			*ret_more = false;
			return 0;
		}
		if (have > l->max_line)
			return give_cut(cx, l, ret);
		seen = have;
		if ((rc = refill(cx, l, &end)) < 0)
			return rc;
	}
}
