/* SPDX-License-Identifier: MIT */
/* A bump allocator: blocks of 64 KiB, doubled up to 8 MiB; a larger request has its own. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define KZ_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KZ_ASAN 1
#endif
#endif
#ifdef KZ_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) __asan_poison_memory_region((p), (n))
#define UNPOISON(p, n) __asan_unpoison_memory_region((p), (n))
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

enum { ALIGN = 16, FIRST = 64 << 10, LARGEST = 8 << 20 };

struct block {
	struct block *before;
	size_t size, used;
	_Alignas(ALIGN) char bytes[];
};

struct kz_arena {
	struct block *top;
};

void *kz_alloc(size_t n)
{
	void *p = malloc(n ? n : 1);

	if (!p) {
		(void)fprintf(stderr, "kaizen: out of memory (%zu bytes)\n", n);
		abort();
	}
	return p;
}

void *kz_realloc(void *old, size_t n)
{
	void *p = realloc(old, n ? n : 1);

	if (!p) {
		(void)fprintf(stderr, "kaizen: out of memory (%zu bytes)\n", n);
		abort();
	}
	return p;
}

static struct block *block_new(struct block *before, size_t size)
{
	struct block *b;

	if (size > SIZE_MAX - sizeof(*b))
		abort();
	b = kz_alloc(sizeof(*b) + size);
	b->before = before;
	b->size = size;
	b->used = 0;
	POISON(b->bytes, size);
	return b;
}

struct kz_arena *kz_arena_new(void)
{
	struct kz_arena *a = kz_alloc(sizeof(*a));

	a->top = block_new(NULL, FIRST);
	return a;
}

static void drop_above(struct kz_arena *a, struct block *keep)
{
	while (a->top != keep) {
		struct block *b = a->top;

		a->top = b->before;
		UNPOISON(b->bytes, b->size);
		free(b);
	}
}

void kz_arena_free(struct kz_arena *a)
{
	if (!a)
		return;
	drop_above(a, NULL);
	free(a);
}

void kz_arena_reset(struct kz_arena *a)
{
	struct block *first = a->top;

	while (first->before)
		first = first->before;
	drop_above(a, first);
	first->used = 0;
	POISON(first->bytes, first->size);
}

void *kz_arena_get(struct kz_arena *a, size_t n)
{
	size_t need = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	char *p;

	if (n > SIZE_MAX - ALIGN)
		abort();
	if (need > a->top->size - a->top->used) {
		size_t size = a->top->size < LARGEST ? a->top->size * 2 : LARGEST;

		a->top = block_new(a->top, size < need ? need : size);
	}
	p = a->top->bytes + a->top->used;
	UNPOISON(p, n);
	a->top->used += need;
	memset(p, 0, n);
	return p;
}

void *kz_arena_grow(struct kz_arena *a, void *old, size_t old_n, size_t n)
{
	void *p = kz_arena_get(a, n);

	if (old_n)
		memcpy(p, old, old_n);
	return p;
}

struct kz_mark kz_mark(struct kz_arena *a)
{
	return (struct kz_mark){.block = a->top, .used = a->top->used};
}

void kz_rewind(struct kz_arena *a, struct kz_mark m)
{
	drop_above(a, m.block);
	a->top->used = m.used;
	POISON(a->top->bytes + m.used, a->top->size - m.used);
}
