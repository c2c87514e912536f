/* SPDX-License-Identifier: MIT */
/*
 * Growing bytes. A buffer knows its maximum from birth; what would go past it is dropped and
 * `over` is set, to be asked once at the end instead of after each write.
 */
#ifndef KZ_BASE_BUF_H
#define KZ_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/own.h"
#include "base/str.h"

struct kz_buf {
	char *p;
	size_t n, cap;
	size_t max; /* bytes; never grows past it */
	bool over;  /* something was dropped */
};

struct kz_buf *kz_buf_new(size_t max);
void kz_buf_free(struct kz_buf *b);
void kz_buf_reset(struct kz_buf *b);

void kz_buf_add(struct kz_buf *b, struct kz_str s);
void kz_buf_byte(struct kz_buf *b, char c);
void kz_buf_text(struct kz_buf *b, const char *c);
void kz_buf_fill(struct kz_buf *b, char c, size_t n); /* n times c */
void kz_buf_addf(struct kz_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* What was written; valid until the next write. */
struct kz_str kz_buf_str(const struct kz_buf *b);

KZ_OWNER(kz_buf, kz_buf_free)

#endif
