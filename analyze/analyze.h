/* SPDX-License-Identifier: MIT */
/*
 * The analyze stage. An analyzer answers one question: rows in, derived rows and findings out.
 * All run in one transaction for the current repository, in the order of what they read and write.
 */
#ifndef KZ_ANALYZE_ANALYZE_H
#define KZ_ANALYZE_ANALYZE_H

#include "base/ctx.h"
#include "git/repo.h"
#include "warehouse/db.h"

struct kz_analyzer {
	const char *name;          /* "origin" */
	const char *about;         /* one line: which question it answers */
	const char *method;        /* where the method comes from: paper, ADR number */
	unsigned version;          /* raise it when equal rows would give other results */
	const char *const *reads;  /* tables, NULL-ended; the order of a run */
	const char *const *writes; /* d_ tables, emptied for this repository before */
	bool needs_git;            /* facts are looked up at HEAD; left out without a repository */

	/*
	 * A pure function of the rows it reads, the objects in git, the config and cx->now: the
	 * same input gives the same rows in the same order. cx->mem is the analyzer's own. NULL:
	 * the statements of analyze/sql/<name>.sql alone, each with ?1 = repository_id.
	 */
	int (*run)(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git);
};

#define KZ_ANALYZER(id) extern const struct kz_analyzer analyze_##id;
#include "analyze/analyzers.def"

extern const struct kz_analyzer *const kz_analyzers[];

/*
 * The n analyzers in an order in which each runs after those that write what it reads (ties by
 * name). NULL, or what is wrong with them: two write one table, or they wait in a circle.
 * d_finding and d_evidence may have many writers; who reads them runs after all of those.
 */
const char *kz_analyze_order(struct kz_ctx *cx, const struct kz_analyzer *const *all, size_t n,
	const struct kz_analyzer **ret);

/*
 * Makes derived rows of the current repository anew when the source tables, an analyzer's
 * version, HEAD or the config changed (or force); *ret_ran says whether. Findings of several
 * analyzers share d_finding and d_evidence, which the stage empties itself.
 */
KZ_CHECK int kz_analyze(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git, bool force,
	bool *ret_ran);

#endif
