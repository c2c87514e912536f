/* SPDX-License-Identifier: MIT */
/* What the warehouse holds of a repository's history. */
#include "warehouse/commits.h"

#include "base/arena.h"
#include "warehouse/private.h"
#include "warehouse/query.h"

int kz_commits_known(struct kz_ctx *cx, struct kz_db *db, struct kz_map **ret)
{
	KZ_OWN(kz_map) known = kz_map_new();
	struct kz_query *q;
	bool row = false;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/commits.sql#known", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row)
		kz_map_set(known, kz_map_put(known, kz_col_text(q, 0), NULL), kz_col_int(q, 1));
	if (rc == 0)
		*ret = KZ_TAKE(known);
	return rc;
}

static int run(struct kz_ctx *cx, struct kz_db *db, const char *name,
	const struct kz_commits_now *now)
{
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, db, name, &q)) < 0)
		return rc;
	kz_bind_text(q, 2, now->head_oid);
	kz_bind_text(q, 3, now->head_ref);
	kz_bind_int(q, 4, now->is_shallow);
	return kz_query_run(cx, q);
}

static int tag_gone(struct kz_ctx *cx, struct kz_db *db, struct kz_str tag, struct kz_str oid)
{
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/commits.sql#tag-gone", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, tag);
	kz_bind_text(q, 3, oid);
	return kz_query_run(cx, q);
}

static int tags_gone(struct kz_ctx *cx, struct kz_db *db, const struct kz_map *tags)
{
	KZ_OWN(kz_map) known = NULL;
	int rc = kz_tags_known(cx, db, &known);

	for (uint32_t id = 0; rc == 0 && id < kz_map_count(known); id++) {
		struct kz_str rest = kz_map_key(known, id), tag = kz_str_upto(&rest, '\t');
		struct kz_str oid = kz_str_upto(&rest, '\t');
		struct kz_str key =
			kz_strf(cx->mem, "%.*s\t%.*s", (int)tag.n, tag.p, (int)oid.n, oid.p);

		if (!kz_map_find(tags, key, NULL))
			rc = tag_gone(cx, db, tag, oid);
	}
	return rc;
}

int kz_commits_settle(struct kz_ctx *cx, struct kz_db *db, const struct kz_commits_now *now)
{
	KZ_OWN(kz_txn) txn = NULL;
	int before = sqlite3_total_changes(db->sqlite), rc;

	if ((rc = kz_txn_begin(cx, db, &txn)) < 0 ||
		(rc = run(cx, db, "warehouse/sql/commits.sql#reach", now)) < 0 ||
		(rc = run(cx, db, "warehouse/sql/commits.sql#head", now)) < 0 ||
		(rc = tags_gone(cx, db, now->tags)) < 0)
		return rc;
	if (sqlite3_total_changes(db->sqlite) != before && (rc = kz_db_changed(cx, db)) < 0)
		return rc;
	return kz_txn_commit(cx, txn);
}

int kz_tags_known(struct kz_ctx *cx, struct kz_db *db, struct kz_map **ret)
{
	KZ_OWN(kz_map) known = kz_map_new();
	struct kz_query *q;
	bool row = false;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/commits.sql#tags", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		struct kz_str tag = kz_col_text(q, 0), oid = kz_col_text(q, 1);

		(void)kz_map_put(known,
			kz_strf(cx->mem, "%.*s\t%.*s\t%lld\t%lld\t%lld", (int)tag.n, tag.p,
				(int)oid.n, oid.p, (long long)kz_col_int(q, 2),
				(long long)kz_col_int(q, 3), (long long)kz_col_int(q, 4)),
			NULL);
	}
	if (rc == 0)
		*ret = KZ_TAKE(known);
	return rc;
}

int kz_persons(struct kz_ctx *cx, struct kz_db *db, struct kz_person **ret, size_t *ret_n)
{
	struct kz_person *all = NULL;
	size_t n = 0, cap = 0;
	struct kz_query *q;
	bool row = false;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/commits.sql#persons", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		KZ_ROOM(cx->mem, all, n, cap);
		all[n++] = (struct kz_person){
			.written_name = kz_col_dup(q, cx->mem, 0),
			.written_email = kz_col_dup(q, cx->mem, 1),
			.name = kz_col_dup(q, cx->mem, 2),
			.email = kz_col_dup(q, cx->mem, 3),
		};
	}
	if (rc < 0)
		return rc;
	*ret = all;
	*ret_n = n;
	return 0;
}
