/* SPDX-License-Identifier: MIT */
/* Hunks: read from their stored form, and lines sent through them. */
#include "analyze/hunks.h"

#include "base/arena.h"

/* Numbers alone carry meaning: what stands between them is punctuation of our own writing. */
static bool take_number(struct kz_str *s, int64_t *ret)
{
	size_t n = 0;
	int64_t v = 0;

	while (s->n && !kz_is_digit(*s->p))
		*s = kz_str_from(*s, 1);
	while (n < s->n && n < 18 && kz_is_digit(s->p[n]))
		v = v * 10 + (s->p[n++] - '0');
	*s = kz_str_from(*s, n);
	*ret = v;
	return n > 0;
}

int kz_hunks_read(struct kz_ctx *cx, struct kz_arena *a, struct kz_str json, struct kz_hunks *ret)
{
	struct kz_hunks all = {0};
	struct kz_hunk h = {0};
	size_t cap = 0;

	for (struct kz_str rest = json; take_number(&rest, &h.old_start);) {
		if (!take_number(&rest, &h.old_lines) || !take_number(&rest, &h.new_start) ||
			!take_number(&rest, &h.new_lines))
			return kz_fail(cx, KZ_EINPUT,
				"hunks: expected fours of numbers: '" KZ_FMT "'", KZ_ARG(json));
		KZ_ROOM(a, all.p, all.n, cap);
		all.p[all.n++] = h;
	}
	*ret = all;
	return 0;
}

void kz_pieces_add(struct kz_arena *a, struct kz_pieces *to, struct kz_piece piece)
{
	KZ_ROOM(a, to->p, to->n, to->cap);
	to->p[to->n++] = piece;
}

/* Half-open sides: an empty one begins where it ends. */
struct sides {
	int64_t old_end, new_begin, new_end;
};

static struct sides sides_of(const struct kz_hunk *h)
{
	int64_t old_begin = h->old_lines ? h->old_start : h->old_start + 1;
	int64_t new_begin = h->new_lines ? h->new_start : h->new_start + 1;

	return (struct sides){
		.old_end = old_begin + h->old_lines,
		.new_begin = new_begin,
		.new_end = new_begin + h->new_lines,
	};
}

/* The first hunk at or above i that does not end before the line. */
static size_t seek(const struct kz_hunks *hunks, size_t i, int64_t line)
{
	while (i > 0 && sides_of(&hunks->p[i - 1]).new_end > line)
		i--;
	while (i < hunks->n && sides_of(&hunks->p[i]).new_end <= line)
		i++;
	return i;
}

void kz_hunks_pass(struct kz_arena *a, const struct kz_hunks *hunks, const struct kz_pieces *in,
	struct kz_pieces *ret_stay, struct kz_pieces *ret_pass)
{
	size_t at = 0;

	for (size_t i = 0; i < in->n; i++) {
		struct kz_piece rest = in->p[i];

		while (rest.count > 0) {
			struct sides s = {.new_begin = INT64_MAX, .new_end = INT64_MAX}, before;
			struct kz_piece part = rest;
			bool stays;

			/* Back too: after a merge two pieces may be the same lines of one file. */
			at = seek(hunks, at, rest.here);
			if (at < hunks->n)
				s = sides_of(&hunks->p[at]);
			stays = rest.here >= s.new_begin;
			part.count = (stays ? s.new_end : s.new_begin) - rest.here;
			if (part.count > rest.count)
				part.count = rest.count;
			rest.asked += part.count;
			rest.here += part.count;
			rest.count -= part.count;
			if (!stays && at > 0) {
				before = sides_of(&hunks->p[at - 1]);
				part.here += before.old_end - before.new_end;
			}
			kz_pieces_add(a, stays ? ret_stay : ret_pass, part);
		}
	}
}
