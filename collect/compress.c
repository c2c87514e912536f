/* SPDX-License-Identifier: MIT */
/* Zstandard frames; the one file that knows libzstd. */
#include "collect/compress.h"

#include <zstd.h>

#include "base/arena.h"
#include "base/ctx.h"

/* Of 11.5 MB of text of 111 sessions 3 leaves 35 % in 0.35 s, 9 33 % in 0.7 s, 19 32 % in 6 s. */
enum { LEVEL = 3 };

struct kz_str kz_compress(struct kz_arena *a, struct kz_str s)
{
	const size_t room = ZSTD_compressBound(s.n);
	char *p = kz_arena_get(a, room);
	const size_t n = ZSTD_compress(p, room, s.p, s.n, LEVEL);

	if (ZSTD_isError(n)) /* only memory can be wanting: the room is what it asked for */
		KZ_BUG("zstd: cannot compress");
	return (struct kz_str){p, n};
}
