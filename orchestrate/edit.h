/* SPDX-License-Identifier: MIT */
/* What a rule changes: one line more in the block of one file, its diff, and the commit of it. */
#ifndef KZ_ORCHESTRATE_EDIT_H
#define KZ_ORCHESTRATE_EDIT_H

#include "orchestrate/state.h"

struct kz_edit {
	struct kz_str path, old, new; /* old KZ_NOTHING: a new file */
	struct kz_str diff;           /* empty: the line is there already */
};

/*
 * The edit against HEAD, in cx->mem. KZ_EINPUT and KZ_ELIMIT, with the reason, when the file must
 * not be written or has no room.
 */
KZ_CHECK int kz_edit_make(struct kz_ctx *cx, struct kz_git *git, struct kz_str id,
	struct kz_str text, struct kz_edit *ret);

/*
 * The edit as one commit on kaizen/<id>, with a decision record when asked and where there is a
 * folder of them; sets branch, branch_oid and adr of t. KZ_EBUSY: a branch of that name is there
 * and is not ours. A branch that an interrupted run of ours left is taken as it is.
 */
KZ_CHECK int kz_edit_commit(struct kz_ctx *cx, const struct kz_place *at, bool with_adr,
	struct kz_trial *t);

#endif
