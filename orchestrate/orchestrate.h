/* SPDX-License-Identifier: MIT */
/*
 * The orchestrate stage: finding → smallest true countermeasure → trial. A countermeasure is one
 * .c file and one line in countermeasures.def. Nothing in git changes unless asked.
 */
#ifndef KZ_ORCHESTRATE_ORCHESTRATE_H
#define KZ_ORCHESTRATE_ORCHESTRATE_H

#include "base/ctx.h"
#include "base/str.h"
#include "git/repo.h"
#include "warehouse/db.h"

struct kz_orchestrate_options {
	bool branch; /* commit on kaizen/<id> (--branch, orchestrate.mode = branch) */
	bool adr;    /* with an architecture decision record (--adr) */
};

/* What a run did, for a person: lines of text of ours with quoted names, in cx->mem. */
struct kz_orchestrate_summary {
	struct kz_str proposal; /* id of the proposal open now, or KZ_NOTHING */
	struct kz_str text;     /* several lines; for stdout */
	bool changed;           /* a row or a branch is new or changed */
};

/* Looks up every countermeasure's state, then proposes at most orchestrate.max-open. */
KZ_CHECK int kz_orchestrate(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	const struct kz_orchestrate_options *options, struct kz_orchestrate_summary *ret);

/* "too early" with dates, one line for each open trial. */
KZ_CHECK int kz_orchestrate_check(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	struct kz_str *ret);

/* Withdraws; KZ_ENOENT for an unknown id. *ret says what was done or what to type. */
KZ_CHECK int kz_orchestrate_undo(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	struct kz_str id, struct kz_str *ret);

#endif
