/* SPDX-License-Identifier: MIT */
/* The commit graph in arrays: read, sorted topologically, cut into first-parent chains. */
#include "analyze/history.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/map.h"
#include "warehouse/query.h"

/* What is read, in the order of commit times, before it is sorted. */
struct raw {
	struct kz_node *nodes;
	uint32_t n;
	struct kz_map *oids; /* oid -> index in nodes */
};

static int read_commits(struct kz_ctx *cx, struct kz_db *db, struct raw *raw)
{
	size_t n = 0, cap = 0;
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "analyze/sql/history.sql#commits", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		if (n == KZ_NO_COMMIT - 1)
			return kz_fail(cx, KZ_ELIMIT, "more commits than a number of 32 bits");
		KZ_ROOM(cx->mem, raw->nodes, n, cap);
		raw->nodes[n] = (struct kz_node){
			.commit_id = kz_col_int(q, 0),
			.oid = kz_col_dup(q, cx->mem, 1),
			.subject = kz_col_dup(q, cx->mem, 2),
			.author = kz_col_dup(q, cx->mem, 3),
			.authored_at = kz_col_int(q, 4),
			.committed_at = kz_col_int(q, 5),
			.is_boundary = kz_col_int(q, 6) == 1,
			.is_date_suspect = kz_col_int(q, 7) == 1,
			.is_by_button = kz_col_int(q, 8) == 1,
			.is_bot = kz_col_int(q, 9) == 1,
			.is_by_author = kz_col_int(q, 10) == 1,
		};
		(void)kz_map_put(raw->oids, raw->nodes[n++].oid, NULL);
	}
	raw->n = (uint32_t)n;
	return rc;
}

static uint32_t index_of(const struct raw *raw, struct kz_str oid)
{
	uint32_t id;

	return kz_map_find(raw->oids, oid, &id) ? id : KZ_NO_COMMIT;
}

static int read_parents(struct kz_ctx *cx, struct kz_db *db, struct raw *raw)
{
	struct kz_query *q;
	bool row;
	int rc;

	if (!raw->nodes) /* an empty repository */
		return 0;
	if ((rc = kz_query_here(cx, db, "analyze/sql/history.sql#parents", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		uint32_t at = index_of(raw, kz_col_text(q, 0)), *more;
		struct kz_node *node;

		if (at == KZ_NO_COMMIT)
			continue;
		node = &raw->nodes[at];
		more = KZ_NEW_ARRAY(cx->mem, uint32_t, node->n_parents + 1);
		for (uint32_t i = 0; i < node->n_parents; i++)
			more[i] = node->parents[i];
		more[node->n_parents++] = index_of(raw, kz_col_text(q, 1));
		node->parents = more;
	}
	return rc;
}

/* One commit being walked: its next parent to look at. */
struct step {
	uint32_t commit, parent;
};

/* Depth first from each commit, oldest first: gives every commit after its parents. */
static uint32_t *parents_first(struct kz_ctx *cx, const struct raw *raw)
{
	uint32_t *order = KZ_NEW_ARRAY(cx->mem, uint32_t, raw->n + 1), n = 0, deep = 0;
	struct step *stack = KZ_NEW_ARRAY(cx->mem, struct step, raw->n + 1);
	bool *is_seen = KZ_NEW_ARRAY(cx->mem, bool, raw->n + 1);

	for (uint32_t i = 0; i < raw->n; i++) {
		if (is_seen[i])
			continue;
		is_seen[i] = true;
		stack[deep++] = (struct step){.commit = i};
		while (deep) {
			struct step *top = &stack[deep - 1];
			const struct kz_node *node = &raw->nodes[top->commit];
			uint32_t parent;

			if (top->parent == node->n_parents) {
				order[n++] = top->commit;
				deep--;
				continue;
			}
			parent = node->parents[top->parent++];
			if (parent == KZ_NO_COMMIT || is_seen[parent])
				continue;
			is_seen[parent] = true;
			stack[deep++] = (struct step){.commit = parent};
		}
	}
	return order;
}

static void sort_nodes(struct kz_ctx *cx, const struct raw *raw, struct kz_history *h)
{
	const uint32_t *order = parents_first(cx, raw);
	uint32_t *place = KZ_NEW_ARRAY(cx->mem, uint32_t, raw->n + 1);

	h->n = raw->n;
	h->nodes = KZ_NEW_ARRAY(cx->mem, struct kz_node, raw->n + 1);
	for (uint32_t i = 0; i < h->n; i++) {
		place[order[i]] = h->n - 1 - i;
		h->nodes[h->n - 1 - i] = raw->nodes[order[i]];
	}
	for (uint32_t i = 0; i < h->n; i++) {
		struct kz_node *node = &h->nodes[i];
		uint32_t *parents = KZ_NEW_ARRAY(cx->mem, uint32_t, node->n_parents + 1);

		for (uint32_t k = 0; k < node->n_parents; k++)
			parents[k] = node->parents[k] == KZ_NO_COMMIT ? KZ_NO_COMMIT
								      : place[node->parents[k]];
		node->parents = parents;
	}
}

static void set_chains(struct kz_ctx *cx, struct kz_history *h)
{
	bool *is_set = KZ_NEW_ARRAY(cx->mem, bool, h->n + 1);

	h->chain_next = KZ_NEW_ARRAY(cx->mem, uint32_t, h->n + 1);
	for (uint32_t i = 0; i < h->n; i++) {
		uint32_t at = i, place = 0;

		if (is_set[i])
			continue;
		while (at != KZ_NO_COMMIT && !is_set[at]) {
			is_set[at] = true;
			h->nodes[at].chain = h->n_chains;
			h->nodes[at].place = place++;
			at = kz_first_parent(h, at);
		}
		h->chain_next[h->n_chains++] = at;
	}
}

static int by_commit_id(const void *a, const void *b, void *of)
{
	const struct kz_node *nodes = of;
	int64_t x = nodes[*(const uint32_t *)a].commit_id,
		y = nodes[*(const uint32_t *)b].commit_id;

	return (x > y) - (x < y);
}

int kz_history_load(struct kz_ctx *cx, struct kz_db *db, struct kz_history *ret)
{
	KZ_OWN(kz_map) oids = kz_map_new();
	struct raw raw = {.oids = oids};
	int rc;

	*ret = (struct kz_history){0};
	if ((rc = read_commits(cx, db, &raw)) < 0 || (rc = read_parents(cx, db, &raw)) < 0)
		return rc;
	sort_nodes(cx, &raw, ret);
	set_chains(cx, ret);
	ret->by_id = KZ_NEW_ARRAY(cx->mem, uint32_t, ret->n + 1);
	for (uint32_t i = 0; i < ret->n; i++)
		ret->by_id[i] = i;
	qsort_r(ret->by_id, ret->n, sizeof(*ret->by_id), by_commit_id, ret->nodes);
	return 0;
}

uint32_t kz_history_find(const struct kz_history *h, int64_t commit_id)
{
	uint32_t low = 0, high = h->n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (h->nodes[h->by_id[mid]].commit_id < commit_id)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == h->n || h->nodes[h->by_id[low]].commit_id != commit_id)
		return KZ_NO_COMMIT;
	return h->by_id[low];
}
