/* SPDX-License-Identifier: MIT */
/*
 * Memory of one unit of work: a bump allocator in growing blocks. Nothing is freed one by one;
 * the unit ends, the arena is reset and used again. No function returns "out of memory": the
 * program stops, and the warehouse's transaction makes that cost one unit of work.
 */
#ifndef KZ_BASE_ARENA_H
#define KZ_BASE_ARENA_H

#include <stddef.h>

#include "base/own.h"

struct kz_arena;

struct kz_arena *kz_arena_new(void);
void kz_arena_free(struct kz_arena *a); /* takes NULL */

/* Forgets everything given out; keeps one block. */
void kz_arena_reset(struct kz_arena *a);

/* n zeroed bytes, aligned to 16. */
void *kz_arena_get(struct kz_arena *a, size_t n) __attribute__((malloc, returns_nonnull));

/* Like realloc for the growth of arrays: old bytes are copied, the rest is zero. */
void *kz_arena_grow(struct kz_arena *a, void *old, size_t old_n, size_t n);

/* Scratch inside a loop: what was given out after the mark is forgotten by the rewind. */
struct kz_mark {
	void *block;
	size_t used;
};
struct kz_mark kz_mark(struct kz_arena *a);
void kz_rewind(struct kz_arena *a, struct kz_mark m);

/* malloc and realloc for the few things that outlive a unit; they abort when memory is out. */
void *kz_alloc(size_t n) __attribute__((malloc, returns_nonnull));
void *kz_realloc(void *p, size_t n) __attribute__((returns_nonnull));

#define KZ_NEW(arena, type) ((type *)kz_arena_get((arena), sizeof(type)))
#define KZ_NEW_ARRAY(arena, type, n) ((type *)kz_arena_get((arena), sizeof(type) * (n)))

/* Room for one more in an arena array: capacity doubles, p and cap are updated. */
#define KZ_ROOM(arena, p, n, cap)                                               \
	do {                                                                    \
		if ((n) == (cap)) {                                             \
			size_t kz_cap_ = (cap) ? (cap)*2 : 16;                  \
			(p) = kz_arena_grow((arena), (p), (cap) * sizeof(*(p)), \
				kz_cap_ * sizeof(*(p)));                        \
			(cap) = kz_cap_;                                        \
		}                                                               \
	} while (0)

KZ_OWNER(kz_arena, kz_arena_free)

#endif
