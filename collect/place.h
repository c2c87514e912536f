/* SPDX-License-Identifier: MIT */
/*
 * Where a path of a transcript lies in the repository, though it was written in another clone:
 * below a work tree, below the root that most paths of the session share, or, its last parts
 * being a path of the history, anywhere. Paths that are not the repository's keep what they are,
 * a person's home becomes "~".
 */
#ifndef KZ_COLLECT_PLACE_H
#define KZ_COLLECT_PLACE_H

#include "base/map.h"
#include "git/repo.h"
#include "warehouse/db.h"
#include "warehouse/sink.h"

struct kz_places;

/* Every path and folder of the history that was collected, and of HEAD. git may be NULL. */
KZ_CHECK int kz_places_load(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	struct kz_places **ret);
void kz_places_free(struct kz_places *p);
KZ_OWNER(kz_places, kz_places_free)

/* Is it a file of the history? */
bool kz_places_has_file(const struct kz_places *p, struct kz_str path);

/* Fills `target` of a session's calls and edits that have a path. */
void kz_places_resolve(struct kz_ctx *cx, const struct kz_places *p, struct kz_sink *session);

/* Lexically: no "." and "..", no doubled or last slash; relative to cwd when it is relative. */
struct kz_str kz_path_plain(struct kz_arena *a, struct kz_str cwd, struct kz_str path);
/* The part of path below folder ("" when it is the folder); KZ_NOTHING when it is not there. */
struct kz_str kz_path_below(struct kz_str path, struct kz_str folder);

#endif
