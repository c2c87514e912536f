/* SPDX-License-Identifier: MIT */
/* The exact unified diff of an edit of ours, as `git apply` and `patch -p1` take it. */
#ifndef KZ_ORCHESTRATE_DIFF_H
#define KZ_ORCHESTRATE_DIFF_H

#include "base/str.h"

/*
 * One hunk with three lines of context around what differs, in cx->mem; empty where nothing does.
 * old KZ_NOTHING: a new file. path must be a path slot (it stands unquoted).
 */
struct kz_str kz_diff(struct kz_arena *a, struct kz_str path, struct kz_str old, struct kz_str new);

#endif
