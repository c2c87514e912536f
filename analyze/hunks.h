/* SPDX-License-Identifier: MIT */
/* Hunks of a file between a commit and one parent, and lines that go through them. */
#ifndef KZ_ANALYZE_HUNKS_H
#define KZ_ANALYZE_HUNKS_H

#include "base/str.h"

struct kz_hunk {
	int64_t old_start, old_lines, new_start, new_lines; /* an empty side starts a line before */
};

struct kz_hunks {
	struct kz_hunk *p; /* ascending */
	size_t n;
};

/* As stored: [[old_start,old_lines,new_start,new_lines],…]; in memory of a. */
KZ_CHECK int kz_hunks_read(struct kz_ctx *cx, struct kz_arena *a, struct kz_str json,
	struct kz_hunks *ret);

/* A run of lines on its way back: `asked` in the version that was asked about, `here` in this. */
struct kz_piece {
	int64_t asked, here, count;
};

struct kz_pieces {
	struct kz_piece *p;
	size_t n, cap;
};

void kz_pieces_add(struct kz_arena *a, struct kz_pieces *to, struct kz_piece piece);

/*
 * Sorts what the hunks say of each piece (ascending by `here`, overlaps allowed): lines that
 * the hunks made stay, the others are the parent's, at the place that they had there. Both in
 * memory of a.
 */
void kz_hunks_pass(struct kz_arena *a, const struct kz_hunks *hunks, const struct kz_pieces *in,
	struct kz_pieces *ret_stay, struct kz_pieces *ret_pass);

#endif
