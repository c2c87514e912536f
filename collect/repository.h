/* SPDX-License-Identifier: MIT */
/* Which repository of the warehouse a repository at hand is. */
#ifndef KZ_COLLECT_REPOSITORY_H
#define KZ_COLLECT_REPOSITORY_H

#include "git/repo.h"
#include "warehouse/db.h"

/*
 * Fills what kz_db_use_repository() wants, in cx->mem. The id: 12 hex digits of the smallest root
 * commit, or, where the history is empty or shallow, of the XXH3-128 of the git directory's real
 * path; the warehouse keeps the one first given. Finding the root walks the whole history, which
 * is left out where db (NULL: none) knows the git directory.
 */
KZ_CHECK int kz_collect_repository(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	struct kz_repository *ret);

#endif
