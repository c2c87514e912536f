/* SPDX-License-Identifier: MIT */
/* How much of one file is in another, by git's measure. */
#include "git/similar.h"

#include <stdlib.h>

#include "base/arena.h"
#include "git/lines.h"

/* git's own numbers: another choice would give other renames. */
enum { LONGEST_CHUNK = 64, MODULUS = 107927, FACTOR = 0x61 };

static int by_hash(const void *a, const void *b)
{
	const struct kz_chunk *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

/* Equal chunks become one; returns how many are left. */
static size_t sum_up(struct kz_chunk *at, size_t n)
{
	size_t out = 0;

	qsort(at, n, sizeof(*at), by_hash);
	for (size_t i = 1; i < n; i++) {
		if (at[i].hash == at[out].hash)
			at[out].bytes += at[i].bytes;
		else
			at[++out] = at[i];
	}
	return n ? out + 1 : 0;
}

/*
 * Two words of 32 bits are shifted through each other. As up to git 2.43, a last chunk without a
 * newline does not count (version trap: 2.44 counts it).
 */
struct kz_chunks kz_chunks_of(struct kz_arena *a, struct kz_str text)
{
	bool is_text = !kz_git_is_binary(text);
	struct kz_chunk *at = NULL;
	uint32_t one = 0, two = 0, bytes = 0;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < text.n; i++) {
		uint32_t c = (unsigned char)text.p[i], before = one;

		if (is_text && c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
			continue;
		one = (one << 7) ^ (two >> 25);
		two = (two << 7) ^ (before >> 25);
		one += c;
		if (++bytes < LONGEST_CHUNK && c != '\n')
			continue;
		KZ_ROOM(a, at, n, cap);
		at[n++] = (struct kz_chunk){.hash = (one + two * FACTOR) % MODULUS, .bytes = bytes};
		one = two = bytes = 0;
	}
	if (n == 0)
		return (struct kz_chunks){0};
	return (struct kz_chunks){.at = at, .n = sum_up(at, n)};
}

uint64_t kz_chunks_common(const struct kz_chunks *a, const struct kz_chunks *b)
{
	uint64_t common = 0;
	size_t i = 0, j = 0;

	while (i < a->n && j < b->n) {
		const struct kz_chunk *x = &a->at[i], *y = &b->at[j];

		if (x->hash == y->hash)
			common += x->bytes < y->bytes ? x->bytes : y->bytes;
		i += x->hash <= y->hash;
		j += y->hash <= x->hash;
	}
	return common;
}
