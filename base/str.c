/* SPDX-License-Identifier: MIT */
/* Slices: comparing, finding, cutting, numbers; nothing here allocates but the last group. */
#include "base/str.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

struct kz_str kz_str_c(const char *c)
{
	return c ? (struct kz_str){c, strlen(c)} : KZ_NOTHING;
}

bool kz_str_eq(struct kz_str a, struct kz_str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool kz_str_eq_nocase(struct kz_str a, struct kz_str b)
{
	return a.n == b.n && kz_str_starts_nocase(a, b);
}

int kz_str_cmp(struct kz_str a, struct kz_str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	if (c)
		return c;
	return a.n < b.n ? -1 : a.n > b.n;
}

bool kz_str_starts(struct kz_str s, struct kz_str head)
{
	return s.n >= head.n && (head.n == 0 || memcmp(s.p, head.p, head.n) == 0);
}

bool kz_str_starts_nocase(struct kz_str s, struct kz_str head)
{
	if (s.n < head.n)
		return false;
	for (size_t i = 0; i < head.n; i++)
		if (lower(s.p[i]) != lower(head.p[i]))
			return false;
	return true;
}

bool kz_str_ends(struct kz_str s, struct kz_str tail)
{
	return s.n >= tail.n && kz_str_eq(kz_str_from(s, s.n - tail.n), tail);
}

static bool found(size_t at, size_t *ret_at)
{
	if (ret_at)
		*ret_at = at;
	return true;
}

bool kz_str_find(struct kz_str s, struct kz_str what, size_t *ret_at)
{
	const char *at;

	if (what.n == 0)
		return found(0, ret_at);
	at = s.n ? memmem(s.p, s.n, what.p, what.n) : NULL;
	return at ? found((size_t)(at - s.p), ret_at) : false;
}

bool kz_str_find_nocase(struct kz_str s, struct kz_str what, size_t *ret_at)
{
	for (size_t i = 0; i + what.n <= s.n; i++)
		if (kz_str_starts_nocase(kz_str_from(s, i), what))
			return found(i, ret_at);
	return false;
}

bool kz_str_find_byte(struct kz_str s, char byte, size_t *ret_at)
{
	const char *at = s.n ? memchr(s.p, byte, s.n) : NULL;

	return at ? found((size_t)(at - s.p), ret_at) : false;
}

bool kz_str_find_last(struct kz_str s, char byte, size_t *ret_at)
{
	const char *at = s.n ? memrchr(s.p, byte, s.n) : NULL;

	return at ? found((size_t)(at - s.p), ret_at) : false;
}

struct kz_str kz_str_from(struct kz_str s, size_t at)
{
	if (at > s.n)
		at = s.n;
	return s.p ? (struct kz_str){s.p + at, s.n - at} : s;
}

struct kz_str kz_str_head(struct kz_str s, size_t n)
{
	return (struct kz_str){s.p, n < s.n ? n : s.n};
}

struct kz_str kz_str_sub(struct kz_str s, size_t at, size_t n)
{
	return kz_str_head(kz_str_from(s, at), n);
}

struct kz_str kz_str_trim(struct kz_str s)
{
	while (s.n && kz_is_blank(s.p[0]))
		s = kz_str_from(s, 1);
	while (s.n && kz_is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct kz_str kz_str_skip(struct kz_str s, struct kz_str head)
{
	return kz_str_starts(s, head) ? kz_str_from(s, head.n) : s;
}

struct kz_str kz_str_skip_digits(struct kz_str s)
{
	while (s.n && kz_is_digit(s.p[0]))
		s = kz_str_from(s, 1);
	return s;
}

bool kz_str_cut(struct kz_str *s, char sep, struct kz_str *ret_head)
{
	size_t at;

	if (!kz_str_find_byte(*s, sep, &at))
		return false;
	*ret_head = kz_str_head(*s, at);
	*s = kz_str_from(*s, at + 1);
	return true;
}

struct kz_str kz_str_upto(struct kz_str *s, char sep)
{
	struct kz_str head;

	if (!kz_str_cut(s, sep, &head)) {
		head = *s;
		*s = kz_str_from(*s, s->n);
	}
	return head;
}

bool kz_str_line(struct kz_str *rest, struct kz_str *ret_line)
{
	struct kz_str line;

	if (rest->n == 0)
		return false;
	line = kz_str_upto(rest, '\n');
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	*ret_line = line;
	return true;
}

bool kz_str_word(struct kz_str *rest, struct kz_str *ret_word)
{
	struct kz_str s = *rest;
	size_t n = 0;

	while (s.n && kz_is_blank(s.p[0]))
		s = kz_str_from(s, 1);
	while (n < s.n && !kz_is_blank(s.p[n]))
		n++;
	*rest = kz_str_from(s, n);
	if (n == 0)
		return false;
	*ret_word = kz_str_head(s, n);
	return true;
}

bool kz_str_i64(struct kz_str s, int64_t *ret)
{
	bool negative = s.n && s.p[0] == '-';
	int64_t v = 0;

	if (negative)
		s = kz_str_from(s, 1);
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		/* summed as a negative number, which has room for INT64_MIN */
		if (!kz_is_digit(s.p[i]) || __builtin_mul_overflow(v, 10, &v) ||
			__builtin_sub_overflow(v, s.p[i] - '0', &v))
			return false;
	}
	if (!negative && __builtin_sub_overflow(0, v, &v))
		return false;
	*ret = v;
	return true;
}

bool kz_str_f64(struct kz_str s, double *ret)
{
	char text[64], *end;
	double v;

	/* The program never calls setlocale, so strtod reads the C form. */
	if (s.n == 0 || s.n >= sizeof(text) ||
		!(kz_is_digit(s.p[0]) || s.p[0] == '-' || s.p[0] == '.'))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	errno = 0;
	v = strtod(text, &end);
	if (end != text + s.n || errno || !isfinite(v) || strpbrk(text, "xXnN"))
		return false;
	*ret = v;
	return true;
}

bool kz_str_is_hex(struct kz_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(kz_is_digit(s.p[i]) || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return s.n > 0;
}

struct kz_str kz_str_dup(struct kz_arena *a, struct kz_str s)
{
	char *p;

	if (!s.p)
		return s;
	p = kz_arena_get(a, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct kz_str){p, s.n};
}

struct kz_str kz_str_join(struct kz_arena *a, struct kz_str head, char between, struct kz_str tail)
{
	char *p = kz_arena_get(a, head.n + 1 + tail.n);

	if (head.n)
		memcpy(p, head.p, head.n);
	p[head.n] = between;
	if (tail.n)
		memcpy(p + head.n + 1, tail.p, tail.n);
	return (struct kz_str){p, head.n + 1 + tail.n};
}

struct kz_str kz_str_lower(struct kz_arena *a, struct kz_str s)
{
	char *p = kz_arena_get(a, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		p[i] = lower(s.p[i]);
	return (struct kz_str){p, s.n};
}

struct kz_str kz_strf(struct kz_arena *a, const char *fmt, ...)
{
	va_list ap;
	int n;
	char *p;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		KZ_BUG("bad format");
	p = kz_arena_get(a, (size_t)n + 1);
	va_start(ap, fmt);
	(void)vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (struct kz_str){p, (size_t)n};
}

const char *kz_cstr(struct kz_arena *a, struct kz_str s)
{
	return s.p ? kz_str_dup(a, s).p : "";
}
