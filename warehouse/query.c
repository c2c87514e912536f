/* SPDX-License-Identifier: MIT */
/* Statements by name, bound and stepped; the only file that prepares SQL. */
#include "warehouse/query.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/embed.h"
#include "warehouse/private.h"

static struct kz_str embedded(struct kz_str path)
{
	for (const struct kz_embed *e = kz_embedded; e->path; e++)
		if (kz_str_eq(kz_str_c(e->path), path))
			return (struct kz_str){e->bytes, e->n};
	return KZ_NOTHING;
}

/* From behind the line "-- name: part" to the next such line. */
static struct kz_str part_of(struct kz_str file, struct kz_str part)
{
	struct kz_str rest = file, line;
	const char *from = NULL;

	while (kz_str_line(&rest, &line)) {
		if (!kz_str_starts(line, KZ_S("-- name: ")))
			continue;
		if (from)
			return (struct kz_str){from, (size_t)(line.p - from)};
		if (kz_str_eq(kz_str_trim(kz_str_from(line, 9)), part))
			from = rest.p;
	}
	return from ? (struct kz_str){from, (size_t)(file.p + file.n - from)} : KZ_NOTHING;
}

struct kz_str kz_db_sql(const char *name)
{
	struct kz_str part = kz_str_c(name), path, sql;
	bool has_part = kz_str_cut(&part, '#', &path);

	sql = embedded(has_part ? path : part);
	if (sql.p && has_part)
		sql = part_of(sql, part);
	if (!sql.p)
		kz_bug(name, 0, "no such statement among the embedded files");
	return sql;
}

static int prepare(struct kz_ctx *cx, struct kz_db *db, struct kz_str sql, struct kz_query *q)
{
	if (sql.n > INT32_MAX)
		return kz_fail(cx, KZ_ELIMIT, "statement of %zu bytes", sql.n);
	if (sqlite3_prepare_v3(db->sqlite, sql.p, (int)sql.n, SQLITE_PREPARE_PERSISTENT, &q->stmt,
		    NULL) != SQLITE_OK)
		return kz_db_fail(cx, db->sqlite, "cannot prepare a statement");
	return 0;
}

int kz_query(struct kz_ctx *cx, struct kz_db *db, const char *name, struct kz_query **ret)
{
	uint32_t id;
	struct kz_query *q;
	int rc;

	if (kz_map_find(db->names, kz_str_c(name), &id) && db->cache[id]->stmt) {
		q = db->cache[id];
		(void)sqlite3_reset(q->stmt);
		(void)sqlite3_clear_bindings(q->stmt);
		*ret = q;
		return 0;
	}
	id = kz_map_put(db->names, kz_str_c(name), NULL);
	if (id == db->n_cache) {
		if (db->n_cache == db->cap_cache) {
			db->cap_cache = db->cap_cache ? db->cap_cache * 2 : 64;
			db->cache = kz_realloc(db->cache, db->cap_cache * sizeof(*db->cache));
		}
		q = kz_alloc(sizeof(*q));
		*q = (struct kz_query){.db = db};
		db->cache[db->n_cache++] = q;
	}
	if ((rc = prepare(cx, db, kz_db_sql(name), db->cache[id])) < 0)
		return kz_wrap(cx, rc, "%s", name);
	*ret = db->cache[id];
	return 0;
}

int kz_query_here(struct kz_ctx *cx, struct kz_db *db, const char *name, struct kz_query **ret)
{
	int rc = kz_query(cx, db, name, ret);

	if (rc == 0)
		kz_bind_int(*ret, 1, db->repository_id);
	return rc;
}

void kz_bind_text(struct kz_query *q, int at, struct kz_str s)
{
	if (s.p)
		(void)sqlite3_bind_text64(q->stmt, at, s.p, s.n, SQLITE_TRANSIENT, SQLITE_UTF8);
	else
		(void)sqlite3_bind_null(q->stmt, at);
}

void kz_bind_blob(struct kz_query *q, int at, struct kz_str s)
{
	if (s.p)
		(void)sqlite3_bind_blob64(q->stmt, at, s.p, s.n, SQLITE_TRANSIENT);
	else
		(void)sqlite3_bind_null(q->stmt, at);
}

void kz_bind_int(struct kz_query *q, int at, int64_t v)
{
	if (v == KZ_UNKNOWN)
		(void)sqlite3_bind_null(q->stmt, at);
	else
		(void)sqlite3_bind_int64(q->stmt, at, v);
}

void kz_bind_real(struct kz_query *q, int at, double v)
{
	if (isfinite(v))
		(void)sqlite3_bind_double(q->stmt, at, v);
	else
		(void)sqlite3_bind_null(q->stmt, at);
}

void kz_bind_repository_name(struct kz_query *q, int at)
{
	kz_bind_text(q, at, kz_str_c(q->db->repository));
}

/* What a user's statement asks for may fail as it runs: that is not a mistake of ours. */
static int next_failed(struct kz_ctx *cx, struct kz_query *q)
{
	switch (sqlite3_errcode(q->db->sqlite)) {
	case SQLITE_ERROR:
	case SQLITE_AUTH:
	case SQLITE_TOOBIG:
	case SQLITE_MISMATCH:
		if (q->is_user)
			return kz_fail(cx, KZ_EUSAGE, "the statement failed: %s",
				sqlite3_errmsg(q->db->sqlite));
		break;
	default:
		break;
	}
	return kz_db_fail(cx, q->db->sqlite, "cannot run a statement");
}

int kz_query_next(struct kz_ctx *cx, struct kz_query *q, bool *ret_row)
{
	int rc = sqlite3_step(q->stmt);

	*ret_row = rc == SQLITE_ROW;
	if (rc == SQLITE_ROW)
		return 0;
	if (rc != SQLITE_DONE) {
		rc = next_failed(cx, q);
		(void)sqlite3_reset(q->stmt);
		return rc;
	}
	(void)sqlite3_reset(q->stmt);
	return 0;
}

int kz_query_run(struct kz_ctx *cx, struct kz_query *q)
{
	bool row = true;
	int rc = 0;

	while (rc == 0 && row)
		rc = kz_query_next(cx, q, &row);
	(void)sqlite3_clear_bindings(q->stmt);
	return rc;
}

int kz_query_script(struct kz_ctx *cx, struct kz_db *db, const char *name)
{
	struct kz_str sql = kz_db_sql(name);

	while (sql.n) {
		sqlite3_stmt *stmt = NULL;
		const char *tail;
		int rc;

		if (sqlite3_prepare_v2(db->sqlite, sql.p, (int)sql.n, &stmt, &tail) != SQLITE_OK)
			return kz_wrap(cx, kz_db_fail(cx, db->sqlite, "cannot prepare"), "%s",
				name);
		sql = kz_str_from(sql, (size_t)(tail - sql.p));
		if (!stmt)
			continue; /* blanks and comments */
		if (sqlite3_bind_parameter_count(stmt) > 0)
			(void)sqlite3_bind_int64(stmt, 1, db->repository_id);
		do {
			rc = sqlite3_step(stmt);
		} while (rc == SQLITE_ROW);
		rc = rc == SQLITE_DONE ? 0 : kz_db_fail(cx, db->sqlite, "cannot run");
		(void)sqlite3_finalize(stmt);
		if (rc < 0)
			return kz_wrap(cx, rc, "%s", name);
	}
	return 0;
}

void kz_query_reset(struct kz_query *q)
{
	(void)sqlite3_reset(q->stmt);
}

struct kz_str kz_col_text(struct kz_query *q, int at)
{
	const void *p;

	if (sqlite3_column_type(q->stmt, at) == SQLITE_NULL)
		return KZ_NOTHING;
	if (sqlite3_column_type(q->stmt, at) == SQLITE_BLOB)
		p = sqlite3_column_blob(q->stmt, at);
	else
		p = sqlite3_column_text(q->stmt, at);
	return (struct kz_str){p ? p : "", (size_t)sqlite3_column_bytes(q->stmt, at)};
}

struct kz_str kz_col_dup(struct kz_query *q, struct kz_arena *a, int at)
{
	return kz_str_dup(a, kz_col_text(q, at));
}

int64_t kz_col_int(struct kz_query *q, int at)
{
	return kz_col_is_null(q, at) ? KZ_UNKNOWN : sqlite3_column_int64(q->stmt, at);
}

double kz_col_real(struct kz_query *q, int at)
{
	return kz_col_is_null(q, at) ? NAN : sqlite3_column_double(q->stmt, at);
}

bool kz_col_is_null(struct kz_query *q, int at)
{
	return sqlite3_column_type(q->stmt, at) == SQLITE_NULL;
}

int kz_query_number(struct kz_ctx *cx, struct kz_db *db, const char *name, int64_t *ret)
{
	struct kz_query *q = NULL;
	bool row = false;
	int rc;

	if ((rc = kz_query_here(cx, db, name, &q)) < 0)
		return rc;
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	*ret = row && !kz_col_is_null(q, 0) ? kz_col_int(q, 0) : 0;
	kz_query_reset(q);
	return 0;
}

static int no_attach(void *self, int action, const char *a, const char *b, const char *c,
	const char *d)
{
	(void)self, (void)c, (void)d;
	if (action == SQLITE_ATTACH || action == SQLITE_DETACH || (action == SQLITE_PRAGMA && b))
		return SQLITE_DENY;
	(void)a;
	return SQLITE_OK;
}

/* Blanks, semicolons and comments. */
static bool is_no_statement(struct kz_db *db, const char *tail)
{
	bool is_none = true;

	while (is_none && *tail) {
		sqlite3_stmt *stmt = NULL;

		is_none = sqlite3_prepare_v2(db->sqlite, tail, -1, &stmt, &tail) == SQLITE_OK &&
			!stmt;
		(void)sqlite3_finalize(stmt);
	}
	return is_none;
}

int kz_query_user(struct kz_ctx *cx, struct kz_db *db, struct kz_str sql, struct kz_query **ret)
{
	KZ_OWN(kz_query) q = kz_alloc(sizeof(*q));
	const char *text = kz_cstr(cx->mem, sql), *tail = "";
	int rc;

	*q = (struct kz_query){.db = db, .is_user = true};
	(void)sqlite3_set_authorizer(db->sqlite, no_attach, NULL);
	rc = sqlite3_prepare_v2(db->sqlite, text, -1, &q->stmt, &tail);
	(void)sqlite3_set_authorizer(db->sqlite, NULL, NULL);
	if (rc == SQLITE_AUTH)
		return kz_fail(cx, KZ_EUSAGE,
			"only reading is allowed here: ATTACH and setting a PRAGMA are refused");
	if (rc != SQLITE_OK)
		return kz_fail(cx, KZ_EUSAGE, "%s; `kaizen help query` names the views",
			sqlite3_errmsg(db->sqlite));
	if (!q->stmt || !is_no_statement(db, tail))
		return kz_fail(cx, KZ_EUSAGE, "exactly one statement is expected");
	/* without columns it is BEGIN, SAVEPOINT and the like, which SQLite calls reading */
	if (!sqlite3_stmt_readonly(q->stmt) || sqlite3_column_count(q->stmt) == 0)
		return kz_fail(cx, KZ_EUSAGE, "only a statement that reads is allowed here");
	*ret = KZ_TAKE(q);
	return 0;
}

void kz_query_free(struct kz_query *q)
{
	if (!q)
		return;
	(void)sqlite3_finalize(q->stmt);
	free(q);
}

int kz_query_columns(struct kz_query *q)
{
	return sqlite3_column_count(q->stmt);
}

const char *kz_query_column_name(struct kz_query *q, int at)
{
	return sqlite3_column_name(q->stmt, at);
}

enum kz_value kz_col_type(struct kz_query *q, int at)
{
	switch (sqlite3_column_type(q->stmt, at)) {
	case SQLITE_INTEGER:
		return KZ_VALUE_INT;
	case SQLITE_FLOAT:
		return KZ_VALUE_REAL;
	case SQLITE_TEXT:
		return KZ_VALUE_TEXT;
	case SQLITE_BLOB:
		return KZ_VALUE_BLOB;
	default:
		return KZ_VALUE_NULL;
	}
}
