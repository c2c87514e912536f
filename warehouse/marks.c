/* SPDX-License-Identifier: MIT */
/* Marks between set and words, made from warehouse/marks.def. */
#include "warehouse/marks.h"

#include <string.h>

#include "base/arena.h"

static const struct {
	const char *word;
	unsigned classes;
} marks[] = {
#define KZ_MARK(name, word, classes, about) {word, (classes)},
#include "warehouse/marks.def"
};
_Static_assert(KZ_MARK_BITS <= 64, "a set of marks is 64 bits");

struct kz_str kz_marks_words(struct kz_arena *a, uint64_t set)
{
	size_t room = 0, at = 0;
	char *p;

	if (!set)
		return KZ_NOTHING;
	for (int i = 0; i < KZ_MARK_BITS; i++)
		room += strlen(marks[i].word) + 1;
	p = kz_arena_get(a, room);
	for (int i = 0; i < KZ_MARK_BITS; i++) {
		size_t n = strlen(marks[i].word);

		if (!(set >> i & 1))
			continue;
		if (at)
			p[at++] = ' ';
		memcpy(p + at, marks[i].word, n);
		at += n;
	}
	return (struct kz_str){p, at};
}

uint64_t kz_marks_set(struct kz_str words)
{
	struct kz_str word;
	uint64_t set = 0;

	while (kz_str_word(&words, &word))
		for (int i = 0; i < KZ_MARK_BITS; i++)
			if (kz_str_eq(word, kz_str_c(marks[i].word)))
				set |= UINT64_C(1) << i;
	return set;
}

unsigned kz_marks_classes(uint64_t set)
{
	unsigned classes = 0;

	for (int i = 0; i < KZ_MARK_BITS; i++)
		if (set >> i & 1)
			classes |= marks[i].classes;
	return classes;
}
