/* SPDX-License-Identifier: MIT */
/* What the files of warehouse/ share and nobody else sees: the SQLite connection. */
#ifndef KZ_WAREHOUSE_PRIVATE_H
#define KZ_WAREHOUSE_PRIVATE_H

#include <sqlite3.h>
#include <stdatomic.h>

#include "base/map.h"
#include "warehouse/db.h"

struct kz_query {
	sqlite3_stmt *stmt;
	struct kz_db *db;
	bool is_user;
};

struct kz_db {
	sqlite3 *sqlite;
	char *path;
	enum kz_db_mode mode;
	int64_t repository_id;
	char repository[16]; /* its public name: 12 hex digits */
	bool in_txn;
	const atomic_bool *stop; /* NULL: never told to */
	struct kz_map *names;    /* statement name -> index of cache */
	struct kz_query **cache;
	size_t n_cache, cap_cache;
	struct kz_map *paths;   /* path -> path_id, filled as needed by the sink */
	struct kz_map *commits; /* oid -> commit_id of commits_of */
	int64_t commits_of;     /* repository whose commits the map holds; 0: none */
};

/* The error that SQLite reports, with the code that fits: full disk, locked, damaged, … */
int kz_db_fail(struct kz_ctx *cx, sqlite3 *sqlite, const char *doing);

/* Runs SQL text of ours that needs no binding. */
KZ_CHECK int kz_db_exec(struct kz_ctx *cx, struct kz_db *db, const char *sql);

/* The bytes of an embedded file or a part of it; KZ_BUG when it is not there. */
struct kz_str kz_db_sql(const char *name);

KZ_CHECK int kz_db_migrate(struct kz_ctx *cx, struct kz_db *db);
/* For a reader, which may not make them: are derived tables and views those of this program? */
KZ_CHECK int kz_db_check_made(struct kz_ctx *cx, struct kz_db *db);

/* Forgets the maps of ids (after a rollback they may hold ids that are not there). */
void kz_db_forget(struct kz_db *db);

#endif
