/* SPDX-License-Identifier: MIT */
/* Growing bytes with a maximum. */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct kz_buf *kz_buf_new(size_t max)
{
	struct kz_buf *b = kz_alloc(sizeof(*b));

	*b = (struct kz_buf){.max = max};
	return b;
}

void kz_buf_free(struct kz_buf *b)
{
	if (!b)
		return;
	free(b->p);
	free(b);
}

void kz_buf_reset(struct kz_buf *b)
{
	b->n = 0;
	b->over = false;
}

/* Room for n more bytes; false (and over) when the maximum forbids it. */
static bool room(struct kz_buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 256;

	if (b->over || n > b->max - b->n) {
		b->over = true;
		return false;
	}
	while (cap < b->n + n)
		cap *= 2;
	if (cap != b->cap) {
		b->p = kz_realloc(b->p, cap);
		b->cap = cap;
	}
	return true;
}

void kz_buf_add(struct kz_buf *b, struct kz_str s)
{
	if (s.n == 0 || !room(b, s.n))
		return;
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}

void kz_buf_byte(struct kz_buf *b, char c)
{
	if (room(b, 1))
		b->p[b->n++] = c;
}

void kz_buf_text(struct kz_buf *b, const char *c)
{
	kz_buf_add(b, kz_str_c(c));
}

void kz_buf_fill(struct kz_buf *b, char c, size_t n)
{
	if (n == 0 || !room(b, n))
		return;
	memset(b->p + b->n, c, n);
	b->n += n;
}

void kz_buf_addf(struct kz_buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	/* vsnprintf writes a NUL after the text; it is not counted */
	if (n < 0 || !room(b, (size_t)n + 1))
		return;
	va_start(ap, fmt);
	(void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

struct kz_str kz_buf_str(const struct kz_buf *b)
{
	return (struct kz_str){b->p ? b->p : "", b->n};
}
