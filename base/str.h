/* SPDX-License-Identifier: MIT */
/*
 * Slices of bytes: {pointer, length}, by value, never assumed to end in NUL, may hold anything.
 * Cutting and trimming never copies. `p == NULL` means "no value" (NULL in the warehouse) and
 * has length 0; an empty text has a pointer.
 */
#ifndef KZ_BASE_STR_H
#define KZ_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct kz_str {
	const char *p;
	size_t n;
};

#define KZ_S(literal) ((struct kz_str){"" literal, sizeof(literal) - 1})
#define KZ_NOTHING ((struct kz_str){NULL, 0})

/* For messages: cut at 200 bytes, so that an int always holds the length. */
#define KZ_FMT "%.*s"
#define KZ_ARG(s) (int)((s).n < 200 ? (s).n : 200), ((s).p ? (s).p : "")

struct kz_str kz_str_c(const char *c); /* of a C string; NULL gives KZ_NOTHING */

bool kz_str_eq(struct kz_str a, struct kz_str b);
bool kz_str_eq_nocase(struct kz_str a, struct kz_str b); /* ASCII */
int kz_str_cmp(struct kz_str a, struct kz_str b);        /* bytewise */
bool kz_str_starts(struct kz_str s, struct kz_str head);
bool kz_str_starts_nocase(struct kz_str s, struct kz_str head);
bool kz_str_ends(struct kz_str s, struct kz_str tail);

/* Position of the first occurrence, in ret_at (may be NULL). */
bool kz_str_find(struct kz_str s, struct kz_str what, size_t *ret_at);
bool kz_str_find_nocase(struct kz_str s, struct kz_str what, size_t *ret_at);
bool kz_str_find_byte(struct kz_str s, char byte, size_t *ret_at);
bool kz_str_find_last(struct kz_str s, char byte, size_t *ret_at);

struct kz_str kz_str_from(struct kz_str s, size_t at);          /* s[at..], clipped */
struct kz_str kz_str_head(struct kz_str s, size_t n);           /* s[..n], clipped */
struct kz_str kz_str_sub(struct kz_str s, size_t at, size_t n); /* both */
struct kz_str kz_str_trim(struct kz_str s);                     /* blanks, tabs, CR, LF, VT, FF */
struct kz_str kz_str_skip(struct kz_str s, struct kz_str head); /* without head if it is there */
struct kz_str kz_str_skip_digits(struct kz_str s);

/* Cuts at the first sep: head before it, *s after it. false and untouched when there is none. */
bool kz_str_cut(struct kz_str *s, char sep, struct kz_str *ret_head);
/* As cut, but without a separator the whole is the head and *s becomes empty. */
struct kz_str kz_str_upto(struct kz_str *s, char sep);
/* The next line without its \n (and \r before it); false at the end. */
bool kz_str_line(struct kz_str *rest, struct kz_str *ret_line);
/* The next blank-separated word; false at the end. */
bool kz_str_word(struct kz_str *rest, struct kz_str *ret_word);

/* The whole slice as a number, without locale; false if anything else is in it. */
bool kz_str_i64(struct kz_str s, int64_t *ret);
bool kz_str_f64(struct kz_str s, double *ret);
bool kz_str_is_hex(struct kz_str s); /* [0-9a-f]+, lower case */

static inline bool kz_is_digit(char c)
{
	return c >= '0' && c <= '9';
}
static inline bool kz_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline bool kz_is_alnum(char c)
{
	return kz_is_digit(c) || kz_is_alpha(c);
}
static inline bool kz_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

struct kz_arena;
struct kz_str kz_str_dup(struct kz_arena *a, struct kz_str s);
struct kz_str kz_str_lower(struct kz_arena *a, struct kz_str s); /* ASCII */
/* head, the byte, tail. */
struct kz_str kz_str_join(struct kz_arena *a, struct kz_str head, char between, struct kz_str tail);
struct kz_str kz_strf(struct kz_arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Ends in NUL, for libc and libraries; bytes from an inner NUL on are lost. */
const char *kz_cstr(struct kz_arena *a, struct kz_str s);

#endif
