/* SPDX-License-Identifier: MIT */
/*
 * Paths of the repository, now and ever: what an agent's path means here, what it is at HEAD, and
 * whether it was there when it was asked for. Transcripts come from other clones and work trees,
 * so that a path is known by its tail (countermeasures.md 2.1).
 */
#ifndef KZ_ANALYZE_PATHS_H
#define KZ_ANALYZE_PATHS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "base/str.h"
#include "git/repo.h"
#include "warehouse/db.h"

struct kz_span;

struct kz_paths {
	struct kz_map *known;  /* files and folders that any commit had, or HEAD has */
	struct kz_span *spans; /* by id of known */
	size_t n_spans, cap_spans;
};

/* git NULL: nothing is at HEAD. Release with kz_paths_done, also after a failure. */
KZ_CHECK int kz_paths_load(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	struct kz_paths *ret);
void kz_paths_done(struct kz_paths *p);

/* What a repository-relative path is at HEAD; KZ_GIT_NONE when it is not there. */
enum kz_git_kind kz_paths_at_head(const struct kz_paths *p, struct kz_str path);

/* Was it there at that time, on the way to HEAD, though it is not now? at: seconds. */
bool kz_paths_was(const struct kz_paths *p, struct kz_str path, int64_t at);

/*
 * The repository-relative form of a path that may not exist: in memory of a, without a trailing
 * slash. cwd: in force at the call; home: where the session began. KZ_NOTHING: not of this
 * repository, as far as its folders tell.
 */
struct kz_str kz_paths_relative(struct kz_arena *a, const struct kz_paths *p, struct kz_str path,
	struct kz_str cwd, struct kz_str home);

/* The one file at HEAD that is tail, or ends in "/" tail; KZ_NOTHING: none, or several. */
struct kz_str kz_paths_by_tail(const struct kz_paths *p, struct kz_str tail);

/* "a/b" of "a/b/c", empty of "a". */
struct kz_str kz_parent_of(struct kz_str path);
struct kz_str kz_name_of(struct kz_str path);

#endif
