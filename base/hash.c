/* SPDX-License-Identifier: MIT */
/* Hashes: the one file that knows xxhash. */
#include "base/hash.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#define XXH_NO_INLINE_HINTS 1 /* 0.8.1: gcc -Og refuses always_inline in the streaming form */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wswitch-enum"
#include <xxhash.h>
#pragma GCC diagnostic pop

#include "base/arena.h"

struct kz_hasher {
	XXH3_state_t state;
};

static struct kz_str hex_of(struct kz_arena *a, XXH128_hash_t hash, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	XXH128_canonical_t bytes;
	char *hex = kz_arena_get(a, KZ_HASH_HEX + 1);

	if (n > KZ_HASH_HEX)
		n = KZ_HASH_HEX;
	XXH128_canonicalFromHash(&bytes, hash);
	for (size_t i = 0; i < n; i++)
		hex[i] = digits[i % 2 ? bytes.digest[i / 2] & 15 : bytes.digest[i / 2] >> 4];
	return (struct kz_str){hex, n};
}

struct kz_str kz_hash_hex(struct kz_arena *a, struct kz_str s, size_t n)
{
	return hex_of(a, XXH3_128bits(s.p ? s.p : "", s.n), n);
}

struct kz_hasher *kz_hasher_new(void)
{
	/* the state wants 64 bytes of alignment */
	struct kz_hasher *h = aligned_alloc(_Alignof(struct kz_hasher), sizeof(*h));

	if (!h)
		abort();
	(void)XXH3_128bits_reset(&h->state);
	return h;
}

void kz_hasher_free(struct kz_hasher *h)
{
	free(h);
}

void kz_hasher_add(struct kz_hasher *h, struct kz_str piece)
{
	if (piece.n)
		(void)XXH3_128bits_update(&h->state, piece.p, piece.n);
}

struct kz_str kz_hasher_hex(const struct kz_hasher *h, struct kz_arena *a, size_t n)
{
	return hex_of(a, XXH3_128bits_digest(&h->state), n);
}

uint64_t kz_hash64(struct kz_str s)
{
	return XXH3_64bits(s.p ? s.p : "", s.n);
}

struct kz_str kz_hash64_bytes(struct kz_arena *a, struct kz_str s)
{
	const uint64_t hash = kz_hash64(s);
	char *p = kz_arena_get(a, 8);

	for (int i = 0; i < 8; i++)
		p[i] = (char)(unsigned char)(hash >> (8 * i) & 0xff);
	return (struct kz_str){p, 8};
}

uint64_t kz_hash64_seeded(struct kz_str s)
{
	/* Unpredictable enough that a crafted transcript cannot pile keys into one chain. */
	static uint64_t seed;

	if (!seed) {
		struct timespec t;

		(void)clock_gettime(CLOCK_MONOTONIC, &t);
		seed = ((uint64_t)t.tv_nsec << 32 ^ (uint64_t)t.tv_sec ^ (uint64_t)getpid() << 16) |
			1;
	}
	return XXH3_64bits_withSeed(s.p ? s.p : "", s.n, seed);
}
