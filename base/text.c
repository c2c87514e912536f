/* SPDX-License-Identifier: MIT */
/* UTF-8: validity, repair and width on a terminal (widths by utf8proc). */
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

#include "base/arena.h"

int32_t kz_utf8_next(struct kz_str s, size_t *ret_len)
{
	unsigned char c = s.n ? (unsigned char)s.p[0] : 0;
	utf8proc_int32_t rune;
	utf8proc_ssize_t len;

	*ret_len = 1;
	if (c < 0x80)
		return c;
	len = utf8proc_iterate((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)(s.n < 4 ? s.n : 4),
		&rune);
	if (len <= 0)
		return KZ_BAD_RUNE;
	*ret_len = (size_t)len;
	return rune;
}

bool kz_utf8_valid(struct kz_str s)
{
	size_t len;

	for (; s.n; s = kz_str_from(s, len))
		if (kz_utf8_next(s, &len) == KZ_BAD_RUNE)
			return false;
	return true;
}

struct kz_str kz_utf8_repair(struct kz_arena *a, struct kz_str s)
{
	size_t bad = 0, len, at = 0;
	char *p;

	for (struct kz_str r = s; r.n; r = kz_str_from(r, len))
		bad += kz_utf8_next(r, &len) <= 0;
	if (bad == 0)
		return s;
	p = kz_arena_get(a, s.n + bad * 2 + 1);
	for (struct kz_str r = s; r.n; r = kz_str_from(r, len)) {
		if (kz_utf8_next(r, &len) <= 0) {
			memcpy(p + at, "\xef\xbf\xbd", 3);
			at += 3;
		} else {
			memcpy(p + at, r.p, len);
			at += len;
		}
	}
	return (struct kz_str){p, at};
}

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

struct kz_str kz_utf8_head(struct kz_str s, size_t n)
{
	if (n >= s.n)
		return s;
	for (size_t back = 0; back < 4 && n > 0 && is_continuation(s.p[n]); back++)
		n--;
	return kz_str_head(s, n);
}

struct kz_str kz_utf8_tail(struct kz_str s, size_t n)
{
	size_t at;

	if (n >= s.n)
		return s;
	at = s.n - n;
	for (size_t ahead = 0; ahead < 4 && at < s.n && is_continuation(s.p[at]); ahead++)
		at++;
	return kz_str_from(s, at);
}

static size_t rune_width(int32_t rune)
{
	int w;

	if (rune < 0)
		return 1;
	if (rune < 0x20 || rune == 0x7f)
		return 0;
	w = rune < 0x7f ? 1 : utf8proc_charwidth(rune);
	return w > 0 ? (size_t)w : 0;
}

size_t kz_text_width(struct kz_str s)
{
	size_t width = 0, len;

	for (; s.n; s = kz_str_from(s, len))
		width += rune_width(kz_utf8_next(s, &len));
	return width;
}

struct kz_str kz_text_fit(struct kz_str s, size_t columns)
{
	size_t width = 0, at = 0, len;

	while (at < s.n) {
		size_t w = rune_width(kz_utf8_next(kz_str_from(s, at), &len));

		if (width + w > columns)
			break;
		width += w;
		at += len;
	}
	return kz_str_head(s, at);
}

bool kz_rune_hidden(int32_t r)
{
	return (r >= 0 && r < 0x20) || (r >= 0x7f && r < 0xa0) || r == 0x061c ||
		(r >= 0x200b && r <= 0x200f) || (r >= 0x2028 && r <= 0x202e) ||
		(r >= 0x2060 && r <= 0x2069) || r == 0xfeff || (r >= 0xe0000 && r <= 0xe007f);
}
