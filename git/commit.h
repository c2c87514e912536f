/* SPDX-License-Identifier: MIT */
/* The only place that changes a repository: a commit on a kaizen/ branch, and taking it back. */
#ifndef KZ_GIT_COMMIT_H
#define KZ_GIT_COMMIT_H

#include <stdbool.h>

#include "base/str.h"
#include "git/repo.h"

struct kz_git_file {
	struct kz_str path;  /* repository-relative; folders are made */
	struct kz_str bytes; /* an existing file keeps its mode at HEAD */
};

struct kz_git_files {
	const struct kz_git_file *items;
	size_t n;
	struct kz_str message; /* of the commit */
};

/*
 * One commit, parent HEAD, on the new branch refs/heads/<branch>; author and committer git's
 * identity, else kaizen <kaizen@localhost>, at cx->now, UTC. No hooks; work tree and index
 * stay untouched. KZ_EUSAGE when bare or unborn; an existing branch is left alone: KZ_EBUSY.
 */
KZ_CHECK int kz_git_commit_branch(struct kz_ctx *cx, struct kz_git *g, const char *branch,
	const struct kz_git_files *files, struct kz_str *ret_oid);

/* Tip of refs/heads/<branch>; KZ_ENOENT when there is none. */
KZ_CHECK int kz_git_branch_tip(struct kz_ctx *cx, struct kz_git *g, const char *branch,
	struct kz_str *ret_oid);

/* Deletes the branch if its tip is still oid. KZ_EBUSY when it moved. */
KZ_CHECK int kz_git_branch_delete(struct kz_ctx *cx, struct kz_git *g, const char *branch,
	struct kz_str oid);

/* Is oid reachable from HEAD? */
KZ_CHECK int kz_git_is_merged(struct kz_ctx *cx, struct kz_git *g, struct kz_str oid, bool *ret);

#endif
