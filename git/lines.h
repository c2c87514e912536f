/* SPDX-License-Identifier: MIT */
/*
 * Which lines two versions of a file differ in, as `git log -U0` and `git blame` see it: context
 * 0, indent heuristic, after the cut of the common tail (design: git.md 3.1). The line diff of
 * libgit2, held behind this header so that another one can take its place.
 */
#ifndef KZ_GIT_LINES_H
#define KZ_GIT_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct kz_git_lines {
	int64_t added, deleted;
	struct kz_str hunks; /* JSON [[old_start,old_lines,new_start,new_lines],…] */
};

/* In cx->mem. Both are taken as text, whatever they hold. */
KZ_CHECK int kz_git_lines(struct kz_ctx *cx, struct kz_str old, struct kz_str new,
	struct kz_git_lines *ret);

/* All of old went, all of new came, as two hunks: what git shows where the kind of file changed. */
struct kz_str kz_git_lines_replaced(struct kz_arena *a, struct kz_str old, struct kz_str new);

/* A NUL within the first 8,000 bytes. */
bool kz_git_is_binary(struct kz_str text);

#endif
