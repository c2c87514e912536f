/* SPDX-License-Identifier: MIT */
/*
 * A trial: a rule, what it is predicted to change, and what has become of it. The row is written
 * before anything is changed and is never removed; only what is looked up anew moves.
 */
#ifndef KZ_ORCHESTRATE_TRIAL_H
#define KZ_ORCHESTRATE_TRIAL_H

#include "orchestrate/rule.h"
#include "warehouse/db.h"

enum kz_state {
	KZ_PROPOSED,
	KZ_IN_FORCE, /* its id stands in a context file at HEAD */
	KZ_REJECTED, /* by a person: branch deleted unmerged, or line removed */
	KZ_WITHDRAWN,
	KZ_REVERTED,
	KZ_RETIRED, /* its fact no longer holds at HEAD */
	KZ_STATES,
};

struct kz_trial {
	struct kz_str id;
	struct kz_rule rule;
	struct kz_str slots, text;  /* as stored */
	struct kz_str finding;      /* id of what it answers */
	struct kz_str target, diff; /* context file, exact edit of it */
	struct kz_str measure;      /* what is counted, in words */
	int64_t before_events, before_n;
	double expected; /* share after; NaN: not measurable */
	struct kz_str prediction;
	int64_t created_at, check_at;
	int64_t planned_at; /* what the counts before, the prediction and check_at are of */
	enum kz_state state;
	int64_t state_at;
	int64_t in_force_at; /* KZ_UNKNOWN: never was */
	struct kz_str in_force_oid;
	struct kz_str branch, branch_oid, adr; /* of the commit made by us */
	struct kz_str verdict;
	int64_t verdict_at, after_events, after_n;
};

const char *kz_state_name(enum kz_state state); /* "in_force" */

/* Every trial of the current repository, oldest first, in cx->mem. */
KZ_CHECK int kz_trial_list(struct kz_ctx *cx, struct kz_db *db, struct kz_trial **ret,
	size_t *ret_n);

/* Stores it in a transaction of its own. */
KZ_CHECK int kz_trial_put(struct kz_ctx *cx, struct kz_db *db, const struct kz_trial *t);

/* Is what may change of a trial the same in both? */
bool kz_trial_same(const struct kz_trial *a, const struct kz_trial *b);

/* "Seen 30 times in 13 sessions, 2026-01-10 to 2026-02-12. …": counts, no text of data. */
KZ_CHECK int kz_trial_evidence(struct kz_ctx *cx, struct kz_db *db, const struct kz_trial *t,
	struct kz_str *ret);

/* "a verdict can come on 2026-05-01", where nothing can be shown: that the deadline is then. */
struct kz_str kz_trial_when(struct kz_arena *a, const struct kz_trial *t);

#endif
