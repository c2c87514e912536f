/* SPDX-License-Identifier: MIT */
/*
 * The commits that HEAD reaches and the warehouse lacks. An own walk over raw commits, since
 * libgit2 1.5.1 gives nothing at all where a history is shallow or a commit is missing: here both
 * are borders of what can be seen.
 */
#ifndef KZ_GIT_WALK_H
#define KZ_GIT_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "git/object.h"
#include "git/repo.h"

/* A commit that is named by another one, or by HEAD, and cannot be read. */
struct kz_git_gap {
	struct kz_str oid;
	bool is_missing; /* else damaged */
	struct kz_str message;
};

struct kz_git_history {
	const struct kz_str *oids; /* 40 hex digits, parents before children */
	size_t n;
	const struct kz_git_gap *gaps;
	size_t n_gaps;
	bool is_head_gap; /* HEAD itself cannot be read: nothing new was looked at */
};

/* Value of a commit in `known` whose parents were not there when it was stored. */
enum { KZ_GIT_KNOWN = 0, KZ_GIT_KNOWN_BORDER = 1 };

/*
 * Everything in cx->mem. `known`: oids in the warehouse, with the values above; NULL: none. Known
 * borders whose parents have come since (unshallow, a fetch) are in the history again.
 */
KZ_CHECK int kz_git_walk(struct kz_ctx *cx, struct kz_git *g, const struct kz_map *known,
	struct kz_git_history *ret);

struct kz_git_commit {
	struct kz_str oid, tree;
	const struct kz_str *parents; /* none where the history is cut off here (shallow) */
	size_t n_parents;
	struct kz_git_sign author, committer; /* valid UTF-8 */
	struct kz_str message;                /* valid UTF-8 */
	bool is_border;                       /* its parents, or one of them, are not there */
};

/* One commit, in cx->mem. KZ_ENOENT: missing; KZ_EINPUT: damaged. */
KZ_CHECK int kz_git_read_commit(struct kz_ctx *cx, struct kz_git *g, struct kz_str oid,
	struct kz_git_commit *ret);

#endif
