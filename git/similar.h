/* SPDX-License-Identifier: MIT */
/*
 * How much of one file is in another, by git's measure (design: git.md 4.4): chunks that end at a
 * newline or after 64 bytes, how many bytes of each chunk both have.
 */
#ifndef KZ_GIT_SIMILAR_H
#define KZ_GIT_SIMILAR_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { KZ_SIMILAR_ALL = 60000 }; /* the score of equal files */

struct kz_chunk {
	uint32_t hash, bytes;
};

/* Chunks of a file, sorted by hash, each hash once. */
struct kz_chunks {
	struct kz_chunk *at;
	size_t n;
};

struct kz_chunks kz_chunks_of(struct kz_arena *a, struct kz_str text);

/* Bytes of chunks that both have. */
uint64_t kz_chunks_common(const struct kz_chunks *a, const struct kz_chunks *b);

#endif
