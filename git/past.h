/* SPDX-License-Identifier: MIT */
/* Files as they were at a commit, and what git would not take: for rules that came and went. */
#ifndef KZ_GIT_PAST_H
#define KZ_GIT_PAST_H

#include <stdbool.h>

#include "base/str.h"
#include "git/repo.h"

/* 40 hex digits of the blob that path was at a commit; KZ_ENOENT when no file was there. */
KZ_CHECK int kz_git_blob_at(struct kz_ctx *cx, struct kz_git *g, struct kz_str commit,
	struct kz_str path, struct kz_str *ret_oid);

/* Bytes of a blob, in cx->mem. KZ_ENOENT: missing; KZ_ELIMIT: more than max. */
KZ_CHECK int kz_git_blob(struct kz_ctx *cx, struct kz_git *g, struct kz_str oid, size_t max,
	struct kz_str *ret);

/* Does a branch, local or remote, or HEAD reach the commit? true where that cannot be seen. */
bool kz_git_is_kept(struct kz_git *g, struct kz_str oid);

/* Would git leave the path out of `add`? false where there is no work tree. */
bool kz_git_is_ignored(struct kz_git *g, const char *path);

#endif
