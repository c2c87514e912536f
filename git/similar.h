/* SPDX-License-Identifier: MIT */
/*
 * How much of one file is in another, by git's measure (design: git.md 4.4): pieces that end at a
 * newline or after 64 bytes, how many bytes of each piece both have.
 */
#ifndef KZ_GIT_SIMILAR_H
#define KZ_GIT_SIMILAR_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { KZ_SIMILAR_ALL = 60000 }; /* the score of equal files */

struct kz_piece {
	uint32_t hash, bytes;
};

/* Pieces of a file, sorted by hash, each hash once. */
struct kz_pieces {
	struct kz_piece *at;
	size_t n;
};

struct kz_pieces kz_pieces_of(struct kz_arena *a, struct kz_str text);

/* Bytes of pieces that both have. */
uint64_t kz_pieces_common(const struct kz_pieces *a, const struct kz_pieces *b);

#endif
