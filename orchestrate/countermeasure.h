/* SPDX-License-Identifier: MIT */
/*
 * What a countermeasure is: an answer to some kinds of finding. One .c file, one line in
 * countermeasures.def. It only works out what could be written; ranking, trial, edit and verdict
 * are the stage's, the same for all.
 */
#ifndef KZ_ORCHESTRATE_COUNTERMEASURE_H
#define KZ_ORCHESTRATE_COUNTERMEASURE_H

#include "git/repo.h"
#include "orchestrate/measure.h"
#include "orchestrate/rule.h"
#include "warehouse/db.h"

struct kz_candidate {
	struct kz_rule rule;
	struct kz_str finding;  /* id of what it answers */
	double minutes;         /* lost in all to what it would prevent */
	struct kz_count before; /* events and sessions so far */
};

struct kz_candidates {
	struct kz_candidate *items; /* in cx->mem */
	size_t n, cap;
};

struct kz_countermeasure {
	const char *name; /* "context-rule": countermeasures.kind */
	const char *about;
	const char *const *answers; /* kinds of finding, NULL-ended */
	unsigned risk;              /* 0 only words … 3 changes what runs */

	/*
	 * Adds every answer whose facts hold in the repository and whose support is enough, in no
	 * order; a pure function of public views and HEAD, writes nothing.
	 */
	int (*propose)(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
		struct kz_candidates *add);

	/* Do the facts of a rule that was proposed before still hold? */
	int (*holds)(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
		const struct kz_rule *r, bool *ret);
};

#define KZ_COUNTERMEASURE(id) extern const struct kz_countermeasure counter_##id;
#include "orchestrate/countermeasures.def"

#endif
