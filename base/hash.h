/* SPDX-License-Identifier: MIT */
/*
 * Hashes: XXH3 of 128 bits, seed 0, canonical form, for everything stored (ids, checksums, file
 * names), cut where said; a seeded 64-bit form for hash tables only, different in each run.
 */
#ifndef KZ_BASE_HASH_H
#define KZ_BASE_HASH_H

#include <stdint.h>

#include "base/own.h"
#include "base/str.h"

enum { KZ_HASH_HEX = 32 };

/* The first n (at most 32) hex digits of the hash of s, in memory of a. */
struct kz_str kz_hash_hex(struct kz_arena *a, struct kz_str s, size_t n);

/* The same of bytes that come in pieces; the hex may be asked for at any time. */
struct kz_hasher;
struct kz_hasher *kz_hasher_new(void);
void kz_hasher_free(struct kz_hasher *h);
void kz_hasher_add(struct kz_hasher *h, struct kz_str piece);
struct kz_str kz_hasher_hex(const struct kz_hasher *h, struct kz_arena *a, size_t n);
KZ_OWNER(kz_hasher, kz_hasher_free)

/* Stored 64-bit hash (of trimmed lines, old and new text). */
uint64_t kz_hash64(struct kz_str s);
/* The same as it is stored: 8 bytes, little endian, in memory of a. */
struct kz_str kz_hash64_bytes(struct kz_arena *a, struct kz_str s);
uint64_t kz_hash64_seeded(struct kz_str s);

#endif
