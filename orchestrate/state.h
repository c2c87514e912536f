/* SPDX-License-Identifier: MIT */
/*
 * What has become of a trial, looked up anew at each run: its line at HEAD, its branch, its facts.
 * People's deeds are read from git, never asked for.
 */
#ifndef KZ_ORCHESTRATE_STATE_H
#define KZ_ORCHESTRATE_STATE_H

#include "git/repo.h"
#include "orchestrate/context.h"
#include "orchestrate/trial.h"
#include "warehouse/db.h"

/* Where to look. */
struct kz_place {
	struct kz_db *db;
	struct kz_git *git;
	struct kz_context *context; /* files at HEAD */
};

/* Sets state, in-force commit and time, verdict and counts after; stores nothing. */
KZ_CHECK int kz_state_look(struct kz_ctx *cx, const struct kz_place *at, struct kz_trial *t);

enum kz_branch_is {
	KZ_BRANCH_NONE,   /* never made, or gone */
	KZ_BRANCH_OURS,   /* its tip is the commit made by us, not merged */
	KZ_BRANCH_MOVED,  /* somebody went on from it */
	KZ_BRANCH_MERGED, /* HEAD reaches our commit */
};
KZ_CHECK int kz_state_branch(struct kz_ctx *cx, struct kz_git *git, const struct kz_trial *t,
	enum kz_branch_is *ret);

#endif
