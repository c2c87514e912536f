/* SPDX-License-Identifier: MIT */
/*
 * The commits that HEAD reached at the last collect as arrays: read once, walked by index.
 * Children stand before their parents, so that an index is also a place in topological order.
 */
#ifndef KZ_ANALYZE_HISTORY_H
#define KZ_ANALYZE_HISTORY_H

#include "base/own.h"
#include "base/str.h"
#include "warehouse/db.h"

#define KZ_NO_COMMIT UINT32_MAX

struct kz_node {
	int64_t commit_id;
	struct kz_str oid, subject;
	struct kz_str author; /* e-mail after mailmap: to tell authors apart, never to be shown */
	int64_t authored_at, committed_at;
	const uint32_t *parents; /* KZ_NO_COMMIT: not in the warehouse (shallow, missing) */
	uint32_t n_parents;
	bool is_boundary;     /* its parents were not there when it was collected */
	bool is_date_suspect; /* no interval may be computed from its times */
	bool is_bot;
	bool is_by_button; /* committed by GitHub's web interface */
	bool is_by_author; /* committed by its author */
	/*
	 * First-parent chains: each commit is in one; `place` counts from its newest. What stands
	 * behind the end of a chain is in kz_history.chain_next.
	 */
	uint32_t chain, place;
};

struct kz_history {
	struct kz_node *nodes; /* children before parents; nodes[0] is HEAD */
	uint32_t n;
	uint32_t *chain_next; /* first parent of a chain's last commit, or KZ_NO_COMMIT */
	uint32_t n_chains;
	uint32_t *by_id; /* indexes in the order of commit_id */
};

/* Everything lives in cx->mem. n is 0 for an empty repository. */
KZ_CHECK int kz_history_load(struct kz_ctx *cx, struct kz_db *db, struct kz_history *ret);

/* Its index, or KZ_NO_COMMIT. */
uint32_t kz_history_find(const struct kz_history *h, int64_t commit_id);

static inline uint32_t kz_first_parent(const struct kz_history *h, uint32_t commit)
{
	return h->nodes[commit].n_parents ? h->nodes[commit].parents[0] : KZ_NO_COMMIT;
}

#endif
