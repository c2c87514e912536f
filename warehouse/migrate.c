/* SPDX-License-Identifier: MIT */
/* Migrations forward; derived tables and views made anew when their text changed. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/embed.h"
#include "base/hash.h"
#include "warehouse/private.h"
#include "warehouse/query.h"

/* Every embedded file below folder, in the order of names, as one text. */
static struct kz_str texts_below(struct kz_ctx *cx, const char *folder)
{
	KZ_OWN(kz_buf) all = kz_buf_new(16 << 20);

	for (const struct kz_embed *e = kz_embedded; e->path; e++)
		if (kz_str_starts(kz_str_c(e->path), kz_str_c(folder)))
			kz_buf_add(all, (struct kz_str){e->bytes, e->n});
	return kz_str_dup(cx->mem, kz_buf_str(all));
}

static int run_migrations(struct kz_ctx *cx, struct kz_db *db, int64_t from)
{
	char set[64];
	int rc = 0;

	for (const struct kz_embed *e = kz_embedded; e->path && rc == 0; e++) {
		struct kz_str name = kz_str_skip(kz_str_c(e->path), KZ_S("warehouse/migrations/"));
		int64_t number;

		if (name.n == strlen(e->path) || !kz_str_i64(kz_str_head(name, 4), &number) ||
			number <= from)
			continue;
		if ((rc = kz_db_exec(cx, db, e->bytes)) < 0)
			return kz_wrap(cx, rc, "%s", e->path);
		(void)snprintf(set, sizeof(set), "PRAGMA user_version = %d", (int)number);
		rc = kz_db_exec(cx, db, set);
	}
	return rc;
}

/* Drops every object of a kind whose name begins as said (views: every one). */
static int drop_all(struct kz_ctx *cx, struct kz_db *db, const char *type, const char *like)
{
	KZ_OWN(kz_buf) sql = kz_buf_new(1 << 20);
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(db->sqlite,
		    "SELECT name FROM sqlite_schema WHERE type = ?1 AND name GLOB ?2 ORDER BY name",
		    -1, &stmt, NULL) != SQLITE_OK)
		return kz_db_fail(cx, db->sqlite, "cannot list tables");
	(void)sqlite3_bind_text(stmt, 1, type, -1, SQLITE_STATIC);
	(void)sqlite3_bind_text(stmt, 2, like, -1, SQLITE_STATIC);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		kz_buf_addf(sql, "DROP %s \"%s\";", type,
			(const char *)sqlite3_column_text(stmt, 0));
	(void)sqlite3_finalize(stmt);
	kz_buf_byte(sql, '\0');
	return kz_db_exec(cx, db, sql->p);
}

/* The texts that derived tables and views are made from. */
struct texts {
	struct kz_str derived, views;
	struct kz_str hash; /* of both */
};

static struct texts our_texts(struct kz_ctx *cx)
{
	struct texts t = {.derived = texts_below(cx, "warehouse/derived/"),
		.views = texts_below(cx, "warehouse/views/")};

	t.hash = kz_hash_hex(cx->mem, kz_strf(cx->mem, "%s%s", t.derived.p, t.views.p), 32);
	return t;
}

static int made_from(struct kz_ctx *cx, struct kz_db *db, struct kz_str *ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query(cx, db, "warehouse/sql/made.sql#get", &q)) < 0)
		return rc;
	kz_bind_int(q, 1, 0);
	kz_bind_text(q, 2, KZ_S("schema"));
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	*ret = row ? kz_col_dup(q, cx->mem, 0) : KZ_S("");
	kz_query_reset(q);
	return 0;
}

static int remake(struct kz_ctx *cx, struct kz_db *db, const struct texts *t)
{
	struct kz_query *q;
	int rc;

	if ((rc = drop_all(cx, db, "view", "*")) < 0 ||
		(rc = drop_all(cx, db, "table", "d_*")) < 0 ||
		(rc = kz_db_exec(cx, db, t->derived.p)) < 0 ||
		(rc = kz_db_exec(cx, db, t->views.p)) < 0 ||
		(rc = kz_query_script(cx, db, "warehouse/sql/made.sql#forget")) < 0)
		return rc;
	if ((rc = kz_query(cx, db, "warehouse/sql/made.sql#put", &q)) < 0)
		return rc;
	kz_bind_int(q, 1, 0);
	kz_bind_text(q, 2, KZ_S("schema"));
	kz_bind_text(q, 3, t->hash);
	return kz_query_run(cx, q);
}

int kz_db_migrate(struct kz_ctx *cx, struct kz_db *db)
{
	struct texts ours = our_texts(cx);
	KZ_OWN(kz_txn) txn = NULL;
	sqlite3_stmt *stmt = NULL;
	int64_t version = 0;
	struct kz_str have;
	int rc;

	if (sqlite3_prepare_v2(db->sqlite, "PRAGMA user_version", -1, &stmt, NULL) == SQLITE_OK &&
		sqlite3_step(stmt) == SQLITE_ROW)
		version = sqlite3_column_int64(stmt, 0);
	(void)sqlite3_finalize(stmt);
	if (version == KZ_SCHEMA_VERSION) {
		if ((rc = made_from(cx, db, &have)) < 0)
			return rc;
		if (kz_str_eq(have, ours.hash))
			return 0;
	}
	if ((rc = kz_txn_begin(cx, db, &txn)) < 0)
		return rc;
	if (version == 0 && (rc = kz_db_exec(cx, db, "PRAGMA application_id = 0x6b7a656e")) < 0)
		return rc;
	if ((rc = run_migrations(cx, db, version)) < 0 || (rc = remake(cx, db, &ours)) < 0)
		return rc;
	return kz_txn_commit(cx, txn);
}

int kz_db_check_made(struct kz_ctx *cx, struct kz_db *db)
{
	struct texts ours = our_texts(cx);
	struct kz_str have;
	int rc;

	if ((rc = made_from(cx, db, &have)) < 0 || kz_str_eq(have, ours.hash))
		return rc;
	return kz_fail(cx, KZ_ESCHEMA,
		"%s: made by another version of kaizen; type `kaizen analyze`, nothing is lost",
		db->path);
}

int kz_db_remake(struct kz_ctx *cx, struct kz_db *db)
{
	struct texts ours = our_texts(cx);
	KZ_OWN(kz_txn) txn = NULL;
	int rc;

	if ((rc = kz_txn_begin(cx, db, &txn)) < 0 || (rc = remake(cx, db, &ours)) < 0)
		return rc;
	return kz_txn_commit(cx, txn);
}
