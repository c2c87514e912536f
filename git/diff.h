/* SPDX-License-Identifier: MIT */
/*
 * What a commit changed: for one with at most one parent a row for each file, equal to what
 * `git -c diff.context=0 log --numstat -M` prints; for a merge only the paths that differ from
 * its first parent (design: git.md 7, 8, 9.4). All in cx->mem.
 */
#ifndef KZ_GIT_DIFF_H
#define KZ_GIT_DIFF_H

#include <stdbool.h>
#include <stdint.h>

#include "git/repo.h"
#include "git/walk.h"

struct kz_git_change {
	struct kz_str path;
	struct kz_str old_path;      /* KZ_NOTHING unless renamed */
	char status;                 /* A M D R T */
	uint32_t old_mode, new_mode; /* as git writes them today; 0 on the side that is not there */
	int64_t added, deleted;      /* KZ_UNKNOWN: binary, missing, or larger than is looked at */
	struct kz_str hunks; /* as of kz_git_lines(); KZ_NOTHING where the counts are unknown */
};

struct kz_git_merge_change {
	struct kz_str path;
	size_t parent_n;        /* from 0 */
	bool is_same;           /* equal to that parent; else hunks against it */
	struct kz_str old_path; /* in that parent; KZ_NOTHING unless renamed */
	struct kz_str hunks;    /* KZ_NOTHING: same, binary, missing */
};

/* What could not be looked at. */
struct kz_git_problem {
	struct kz_str place; /* "<oid>:<path>" */
	const char *reason;  /* missing_object bad_object too_large */
	struct kz_str message;
};

struct kz_git_changes {
	struct kz_git_change *changes; /* sorted by path */
	size_t n, cap;
	struct kz_git_merge_change *merges; /* sorted by path, then parent */
	size_t n_merges, cap_merges;
	struct kz_git_problem *problems;
	size_t n_problems, cap_problems;
};

/* Fills changes, or merges for a commit with several parents. What is missing is a problem. */
void kz_git_diff(struct kz_ctx *cx, struct kz_git *g, const struct kz_git_commit *commit,
	struct kz_git_changes *ret);

#endif
