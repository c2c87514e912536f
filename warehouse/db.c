/* SPDX-License-Identifier: MIT */
/* Opening and closing the warehouse, transactions, the repository in use. */
#include "warehouse/db.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "warehouse/private.h"
#include "warehouse/query.h"

enum {
	APPLICATION_ID = 0x6b7a656e, /* "kzen" */
	STEPS_A_LOOK = 50000,        /* of SQLite's machine, about a millisecond */
};

static int fail_damaged(struct kz_ctx *cx, const char *path, const char *why)
{
	return kz_fail(cx, KZ_ESCHEMA,
		"%s: damaged: %s; move it away and run `kaizen run`, or restore a copy", path, why);
}

int kz_db_fail(struct kz_ctx *cx, sqlite3 *sqlite, const char *doing)
{
	const char *path = sqlite3_db_filename(sqlite, "main");
	const char *text = sqlite3_errmsg(sqlite);
	enum kz_code code = KZ_EDB;

	switch (sqlite3_errcode(sqlite)) {
	case SQLITE_FULL:
		code = KZ_EFULL;
		break;
	case SQLITE_IOERR:
		code = KZ_EIO;
		break;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL: /* a writer stands still where only a moment is meant */
		code = KZ_EBUSY;
		break;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		code = KZ_ESCHEMA;
		break;
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
		code = KZ_EPERM;
		break;
	case SQLITE_INTERRUPT:
		return kz_fail(cx, KZ_ECANCEL, "interrupted; what was stored stays");
	default:
		break;
	}
	if (code == KZ_EBUSY)
		return kz_fail(cx, code, "%s: held by another run: %s: %s; try again",
			path ? path : "warehouse", doing, text);
	if (code == KZ_ESCHEMA)
		return fail_damaged(cx, path ? path : "warehouse",
			kz_strf(cx->mem, "%s: %s", doing, text).p);
	return kz_fail(cx, code, "%s: %s: %s", path ? path : "warehouse", doing, text);
}

int kz_db_exec(struct kz_ctx *cx, struct kz_db *db, const char *sql)
{
	if (sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) != SQLITE_OK)
		return kz_db_fail(cx, db->sqlite, "cannot run a statement");
	return 0;
}

static int pragma_number(struct kz_ctx *cx, struct kz_db *db, const char *sql, int64_t *ret)
{
	sqlite3_stmt *stmt = NULL;
	int rc = 0;

	*ret = 0;
	if (sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL) != SQLITE_OK)
		return kz_db_fail(cx, db->sqlite, "cannot read the header");
	switch (sqlite3_step(stmt)) {
	case SQLITE_ROW:
		*ret = sqlite3_column_int64(stmt, 0);
		break;
	case SQLITE_DONE:
		break;
	default:
		rc = kz_db_fail(cx, db->sqlite, "cannot read the header");
	}
	(void)sqlite3_finalize(stmt);
	return rc;
}

/* Is it ours, and of a version that we know? */
static int check_header(struct kz_ctx *cx, struct kz_db *db)
{
	int64_t application, version, tables;
	int rc;

	if ((rc = pragma_number(cx, db, "PRAGMA application_id", &application)) < 0 ||
		(rc = pragma_number(cx, db, "PRAGMA user_version", &version)) < 0 ||
		(rc = pragma_number(cx, db, "SELECT count(*) FROM sqlite_schema", &tables)) < 0)
		return rc;
	if (application != APPLICATION_ID && (application != 0 || tables != 0))
		return kz_fail(cx, KZ_ESCHEMA,
			"%s: not a kaizen warehouse; name another file with --db", db->path);
	if (version > KZ_SCHEMA_VERSION)
		return kz_fail(cx, KZ_ESCHEMA,
			"%s: schema %lld, this program knows %d; install a newer kaizen,"
			" the file is left as it is",
			db->path, (long long)version, KZ_SCHEMA_VERSION);
	if (db->mode == KZ_DB_READ && version == 0)
		return kz_fail(cx, KZ_ENOENT, "%s: holds nothing yet; type `kaizen run`", db->path);
	return 0;
}

/* A statement may run for long: it ends when we are told to stop. */
static int is_told_to_stop(void *self)
{
	const struct kz_db *db = self;

	return atomic_load_explicit(db->stop, memory_order_relaxed);
}

static int settings(struct kz_ctx *cx, struct kz_db *db)
{
	static const char common[] =
		"PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
		"PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32768;";
	int rc;

	(void)sqlite3_extended_result_codes(db->sqlite, 0);
	(void)sqlite3_busy_timeout(db->sqlite, 10000);
	db->stop = cx->stop;
	if (db->stop)
		sqlite3_progress_handler(db->sqlite, STEPS_A_LOOK, is_told_to_stop, db);
	(void)sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	if ((rc = kz_db_exec(cx, db, common)) < 0 || (rc = check_header(cx, db)) < 0)
		return rc;
	if (db->mode == KZ_DB_READ)
		return kz_db_exec(cx, db, "PRAGMA query_only=ON");
	return kz_db_exec(cx, db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
}

/* The folder of a path, as a C string. */
static const char *folder_of(struct kz_ctx *cx, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? kz_cstr(cx->mem, (struct kz_str){path, (size_t)(slash - path) + 1}) : ".";
}

/*
 * A reader that may not write finds no shared-memory file and could not make one: with no WAL
 * beside the file nothing is missing, and SQLite may take it as unchanging.
 */
static const char *uri_of(struct kz_ctx *cx, const char *path, enum kz_db_mode mode)
{
	KZ_OWN(kz_buf) uri = kz_buf_new(64 << 10);
	bool immutable = mode == KZ_DB_READ &&
		!kz_path_exists(kz_strf(cx->mem, "%s-wal", path).p) &&
		access(folder_of(cx, path), W_OK) < 0;

	if (strcmp(path, ":memory:") == 0)
		return path;
	kz_buf_text(uri, "file:");
	for (const char *c = path; *c; c++) {
		if (kz_is_alnum(*c) || strchr("/._-", *c))
			kz_buf_byte(uri, *c);
		else
			kz_buf_addf(uri, "%%%02x", (unsigned)(unsigned char)*c);
	}
	if (immutable)
		kz_buf_text(uri, "?immutable=1");
	return kz_cstr(cx->mem, kz_buf_str(uri));
}

int kz_db_open(struct kz_ctx *cx, const char *path, enum kz_db_mode mode, struct kz_db **ret)
{
	int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
	KZ_OWN(kz_db) db = NULL;
	struct kz_file_info info;
	int rc;

	if (mode == KZ_DB_READ && (rc = kz_file_info(cx, path, &info)) < 0)
		return rc == KZ_ENOENT
			? kz_fail(cx, rc, "no warehouse at %s; type `kaizen run`", path)
			: rc;
	db = kz_alloc(sizeof(*db));
	*db = (struct kz_db){.path = strdup(path), .mode = mode, .names = kz_map_new()};
	/*
	 * Readers too (they are query_only): the last to close takes the -wal and -shm away that a
	 * read-only connection would leave. Where the file may not be written SQLite falls back.
	 */
	flags |= SQLITE_OPEN_READWRITE;
	if (mode == KZ_DB_WRITE)
		flags |= SQLITE_OPEN_CREATE;
	if (sqlite3_open_v2(uri_of(cx, path, mode), &db->sqlite, flags, NULL) != SQLITE_OK)
		return kz_db_fail(cx, db->sqlite, "cannot open");
	if ((rc = settings(cx, db)) < 0)
		return rc;
	rc = mode == KZ_DB_WRITE ? kz_db_migrate(cx, db) : kz_db_check_made(cx, db);
	if (rc < 0)
		return rc;
	*ret = KZ_TAKE(db);
	return 0;
}

void kz_db_forget(struct kz_db *db)
{
	kz_map_free(db->paths);
	kz_map_free(db->commits);
	db->paths = db->commits = NULL;
	db->commits_of = 0;
}

void kz_db_close(struct kz_db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < db->n_cache; i++) {
		(void)sqlite3_finalize(db->cache[i]->stmt);
		free(db->cache[i]);
	}
	if (db->mode == KZ_DB_WRITE && db->sqlite)
		(void)sqlite3_wal_checkpoint_v2(db->sqlite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
			NULL);
	(void)sqlite3_close_v2(db->sqlite);
	kz_db_forget(db);
	kz_map_free(db->names);
	free(db->cache);
	free(db->path);
	free(db);
}

const char *kz_db_path(const struct kz_db *db)
{
	return db->path;
}

int64_t kz_db_repository(const struct kz_db *db)
{
	return db->repository_id;
}

const char *kz_db_repository_name(const struct kz_db *db)
{
	return db->repository;
}

static void remember(struct kz_db *db, int64_t id, struct kz_str name)
{
	size_t n = name.n < sizeof(db->repository) ? name.n : sizeof(db->repository) - 1;

	db->repository_id = id;
	memcpy(db->repository, name.p, n);
	db->repository[n] = '\0';
}

int kz_db_find_repository(struct kz_ctx *cx, struct kz_db *db, struct kz_str git_dir,
	struct kz_str *ret_repository, struct kz_str *ret_root_oid)
{
	struct kz_query *q;
	bool row;
	int rc;

	*ret_repository = *ret_root_oid = KZ_NOTHING;
	if ((rc = kz_query(cx, db, "warehouse/sql/repository.sql#known", &q)) < 0)
		return rc;
	kz_bind_text(q, 1, git_dir);
	if ((rc = kz_query_next(cx, q, &row)) < 0 || !row)
		return rc;
	*ret_repository = kz_col_dup(q, cx->mem, 0);
	*ret_root_oid = kz_col_dup(q, cx->mem, 1);
	kz_query_reset(q);
	return 0;
}

int kz_db_use_repository(struct kz_ctx *cx, struct kz_db *db, const struct kz_repository *r)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query(cx, db, "warehouse/sql/repository.sql#find", &q)) < 0)
		return rc;
	kz_bind_text(q, 1, r->git_dir);
	kz_bind_text(q, 2, r->root_oid);
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	if (row)
		remember(db, kz_col_int(q, 0), kz_col_text(q, 1));
	else
		remember(db, 0, KZ_S(""));
	kz_query_reset(q);
	if (db->mode == KZ_DB_READ)
		return row ? 0
			   : kz_fail(cx, KZ_ENOENT,
				     "%s holds nothing of this repository; type `kaizen run`",
				     db->path);
	if ((rc = kz_query(cx, db,
		     row ? "warehouse/sql/repository.sql#update"
			 : "warehouse/sql/repository.sql#add",
		     &q)) < 0)
		return rc;
	kz_bind_text(q, 1, r->repository);
	kz_bind_text(q, 2, r->git_dir);
	kz_bind_text(q, 3, r->work_dir);
	kz_bind_text(q, 4, r->root_oid);
	kz_bind_int(q, 5, r->is_shallow);
	kz_bind_int(q, 6, row ? db->repository_id : KZ_UNKNOWN);
	if ((rc = kz_query_run(cx, q)) < 0)
		return rc;
	if (!row)
		remember(db, sqlite3_last_insert_rowid(db->sqlite), r->repository);
	return 0;
}

struct kz_txn {
	struct kz_db *db;
	bool done;
};

int kz_txn_begin(struct kz_ctx *cx, struct kz_db *db, struct kz_txn **ret)
{
	int rc;

	if (db->in_txn)
		KZ_BUG("a transaction inside a transaction");
	if ((rc = kz_db_exec(cx, db, "BEGIN IMMEDIATE")) < 0)
		return rc;
	db->in_txn = true;
	*ret = kz_alloc(sizeof(**ret));
	**ret = (struct kz_txn){.db = db};
	return 0;
}

int kz_txn_commit(struct kz_ctx *cx, struct kz_txn *t)
{
	int rc = kz_db_exec(cx, t->db, "COMMIT");

	t->done = rc == 0;
	return rc;
}

void kz_txn_end(struct kz_txn *t)
{
	if (!t)
		return;
	if (!t->done) {
		for (size_t i = 0; i < t->db->n_cache; i++)
			(void)sqlite3_reset(t->db->cache[i]->stmt);
		(void)sqlite3_exec(t->db->sqlite, "ROLLBACK", NULL, NULL, NULL);
		kz_db_forget(t->db);
	}
	t->db->in_txn = false;
	free(t);
}

int kz_db_changed(struct kz_ctx *cx, struct kz_db *db)
{
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/repository.sql#changed", &q)) < 0)
		return rc;
	return kz_query_run(cx, q);
}

int kz_db_generation(struct kz_ctx *cx, struct kz_db *db, int64_t *ret)
{
	return kz_query_number(cx, db, "warehouse/sql/repository.sql#generation", ret);
}

int kz_db_check(struct kz_ctx *cx, struct kz_db *db)
{
	sqlite3_stmt *stmt = NULL;
	const unsigned char *text;
	int rc = 0;

	if (sqlite3_prepare_v2(db->sqlite, "PRAGMA quick_check(1)", -1, &stmt, NULL) != SQLITE_OK ||
		sqlite3_step(stmt) != SQLITE_ROW) {
		rc = kz_db_fail(cx, db->sqlite, "cannot be checked");
	} else {
		text = sqlite3_column_text(stmt, 0);
		if (!text || strcmp((const char *)text, "ok") != 0)
			rc = fail_damaged(cx, db->path, text ? (const char *)text : "no answer");
	}
	(void)sqlite3_finalize(stmt);
	return rc;
}
