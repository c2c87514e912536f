/* SPDX-License-Identifier: MIT */
/* What a commit message says about being a bug fix (design: root-cause.md 6). Pure. */
#ifndef KZ_ANALYZE_FIX_MESSAGE_H
#define KZ_ANALYZE_FIX_MESSAGE_H

#include "base/str.h"

struct kz_fix_message {
	/*
	 * Hex digits (at least 7) that the message names as the origin: a line "Fixes: <hex>", or
	 * "regression in <hex>" and its like. Only worth something if a commit has them.
	 */
	struct kz_str stated;
	struct kz_str reverted; /* of "This reverts commit <hex>" */
	bool is_revert;         /* undoes a change */
	bool is_reapply;        /* undoes such an undoing: no fix */
	struct kz_str head;     /* "fix" of "fix(cli)!: …" or "[Fix] …"; KZ_NOTHING: none */
	bool is_convention;     /* its head says fix, or a line "Fixes #12" closes an issue */
	bool is_words;          /* says fix or bug, and not of style, words or reviews */
};

/* Slices point into the arguments, but for head (lower case, in memory of a). */
struct kz_fix_message kz_fix_message(struct kz_arena *a, struct kz_str subject, struct kz_str body);

#endif
