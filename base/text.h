/* SPDX-License-Identifier: MIT */
/* UTF-8: validity, repair and width on a terminal. */
#ifndef KZ_BASE_TEXT_H
#define KZ_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { KZ_BAD_RUNE = -1 };

/* The code point at the head of s and its length (1 for a bad byte, rune KZ_BAD_RUNE). */
int32_t kz_utf8_next(struct kz_str s, size_t *ret_len);

bool kz_utf8_valid(struct kz_str s);

/* Invalid bytes and NUL become U+FFFD; s itself when there is nothing to repair. */
struct kz_str kz_utf8_repair(struct kz_arena *a, struct kz_str s);

/* At most n bytes, cut where a character ends. */
struct kz_str kz_utf8_head(struct kz_str s, size_t n);
struct kz_str kz_utf8_tail(struct kz_str s, size_t n);

/* Columns on a terminal; control characters count 0. */
size_t kz_text_width(struct kz_str s);
/* As many characters as fit into columns. */
struct kz_str kz_text_fit(struct kz_str s, size_t columns);

/*
 * Characters that must not leave as they are: C0, C1, DEL, bidi controls, zero-width and tag
 * characters, byte order mark (architecture.md 6.6). Newline is the caller's to decide.
 */
bool kz_rune_hidden(int32_t rune);

#endif
