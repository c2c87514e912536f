/* SPDX-License-Identifier: MIT */
/* Storing rows: one INSERT per kind, from its description; paths and commits become ids. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "warehouse/private.h"
#include "warehouse/query.h"
#include "warehouse/sink_private.h"

struct flush {
	struct kz_db *db;
	int64_t input_id;
	sqlite3_stmt *inserts[KZ_ROW_KINDS]; /* prepared when first needed */
	int64_t added;
};

static const char *column_of(const struct kz_field *f, char *room, size_t n)
{
	if (f->type == KZ_FIELD_OID)
		return "commit_id";
	if (f->type == KZ_FIELD_PATH) {
		(void)snprintf(room, n, "%s_id", f->name);
		return room;
	}
	return f->name;
}

/* Identifiers come from rows.def, never from data. */
static int prepare_insert(struct kz_ctx *cx, struct flush *fl, const struct kz_row_type *type,
	sqlite3_stmt **ret)
{
	static const char *const verbs[] = {"INSERT INTO", "INSERT OR IGNORE INTO",
		"INSERT OR REPLACE INTO"};
	KZ_OWN(kz_buf) sql = kz_buf_new(8192);
	char room[64];

	kz_buf_addf(sql, "%s s_%s (repository_id, input_id", verbs[type->policy], type->name);
	for (size_t i = 0; i < type->n_fields; i++)
		kz_buf_addf(sql, ", %s", column_of(&type->fields[i], room, sizeof(room)));
	kz_buf_text(sql, ") VALUES (?1, ?2");
	for (size_t i = 0; i < type->n_fields; i++)
		kz_buf_addf(sql, ", ?%zu", i + 3);
	kz_buf_byte(sql, ')');
	if (sqlite3_prepare_v2(fl->db->sqlite, sql->p, (int)sql->n, ret, NULL) != SQLITE_OK)
		return kz_wrap(cx, kz_db_fail(cx, fl->db->sqlite, "cannot prepare"), "s_%s",
			type->name);
	return 0;
}

/* The number a one-column statement gives for a text, or KZ_UNKNOWN. */
static int look_up(struct kz_ctx *cx, struct kz_db *db, const char *name, struct kz_str key,
	int64_t *ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, name, &q)) < 0)
		return rc;
	kz_bind_text(q, 2, key);
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	*ret = row ? kz_col_int(q, 0) : KZ_UNKNOWN;
	kz_query_reset(q);
	return 0;
}

static int path_id(struct kz_ctx *cx, struct kz_db *db, struct kz_str path, int64_t *ret)
{
	bool is_new;
	uint32_t at;
	int rc;

	if (!db->paths)
		db->paths = kz_map_new();
	at = kz_map_put(db->paths, path, &is_new);
	if (is_new) {
		int64_t id;

		if ((rc = look_up(cx, db, "warehouse/sql/sink.sql#path", path, &id)) < 0)
			return rc;
		if (id == KZ_UNKNOWN) {
			if ((rc = look_up(cx, db, "warehouse/sql/sink.sql#add-path", path, &id)) <
				0)
				return rc;
			id = sqlite3_last_insert_rowid(db->sqlite);
		}
		kz_map_set(db->paths, at, id);
	}
	*ret = kz_map_get(db->paths, at);
	return 0;
}

static struct kz_map *commits_of(struct kz_db *db)
{
	if (db->commits_of != db->repository_id) {
		kz_map_free(db->commits);
		db->commits = kz_map_new();
		db->commits_of = db->repository_id;
	}
	return db->commits;
}

/* One that is put again has another id from then on. */
static void remember_commit(struct kz_db *db, const struct kz_row_commit *row)
{
	struct kz_map *commits = commits_of(db);

	kz_map_set(commits, kz_map_put(commits, row->oid, NULL),
		sqlite3_last_insert_rowid(db->sqlite));
}

static int commit_id(struct kz_ctx *cx, struct kz_db *db, struct kz_str oid, int64_t *ret)
{
	bool is_new;
	uint32_t at;
	int rc;

	at = kz_map_put(commits_of(db), oid, &is_new);
	if (is_new) {
		int64_t id;

		if ((rc = look_up(cx, db, "warehouse/sql/sink.sql#commit", oid, &id)) < 0)
			return rc;
		if (id == KZ_UNKNOWN)
			KZ_BUG("a row of a commit that was not put before");
		kz_map_set(db->commits, at, id);
	}
	*ret = kz_map_get(db->commits, at);
	return 0;
}

/* Binds parameter `at` from the bytes of a field. */
static int bind_field(struct kz_ctx *cx, struct kz_query *q, int at, const void *value,
	enum kz_field_type type)
{
	struct kz_str text = KZ_NOTHING;
	int64_t number = KZ_UNKNOWN;
	int rc = 0;

	if (type == KZ_FIELD_INT)
		memcpy(&number, value, sizeof(number));
	else
		memcpy(&text, value, sizeof(text));
	switch (type) {
	case KZ_FIELD_TEXT:
		kz_bind_text(q, at, text);
		break;
	case KZ_FIELD_BLOB:
		kz_bind_blob(q, at, text);
		break;
	case KZ_FIELD_PATH:
		if (text.p)
			rc = path_id(cx, q->db, text, &number);
		kz_bind_int(q, at, number);
		break;
	case KZ_FIELD_OID:
		rc = commit_id(cx, q->db, text, &number);
		kz_bind_int(q, at, number);
		break;
	case KZ_FIELD_INT:
		kz_bind_int(q, at, number);
		break;
	}
	return rc;
}

static int store(struct kz_ctx *cx, struct flush *fl, const struct kz_sink_entry *e)
{
	const struct kz_row_type *type = &kz_row_types[e->kind];
	const char *value = e->row;
	struct kz_query q = {.db = fl->db};
	int rc;

	if (!fl->inserts[e->kind] && (rc = prepare_insert(cx, fl, type, &fl->inserts[e->kind])) < 0)
		return rc;
	q.stmt = fl->inserts[e->kind];
	kz_bind_int(&q, 1, fl->db->repository_id);
	kz_bind_int(&q, 2, fl->input_id);
	for (size_t i = 0; i < type->n_fields; i++) {
		if ((rc = bind_field(cx, &q, (int)i + 3, value, type->fields[i].type)) < 0)
			return rc;
		value += type->fields[i].size;
	}
	if (sqlite3_step(q.stmt) != SQLITE_DONE) {
		rc = kz_db_fail(cx, fl->db->sqlite, "cannot store a row");
		(void)sqlite3_reset(q.stmt);
		return kz_wrap(cx, rc, "s_%s", type->name);
	}
	fl->added += sqlite3_changes(fl->db->sqlite);
	if (e->kind == KZ_ROW_commit)
		remember_commit(fl->db, e->row);
	(void)sqlite3_reset(q.stmt);
	return 0;
}

int kz_sink_flush(struct kz_ctx *cx, struct kz_sink *s, struct kz_db *db, int64_t input_id,
	int64_t *ret_new)
{
	struct flush fl = {.db = db, .input_id = input_id};
	int rc = 0;

	for (size_t i = 0; i < s->n_order && rc == 0; i++)
		rc = store(cx, &fl, &s->order[i]);
	for (size_t i = 0; i < KZ_ROW_KINDS; i++)
		(void)sqlite3_finalize(fl.inserts[i]);
	if (rc == 0)
		*ret_new = fl.added;
	return rc;
}
