/* SPDX-License-Identifier: MIT */
/*
 * The warehouse: one SQLite file. Opened for writing it is migrated, derived tables and views
 * are made anew when their text changed; opened for reading nothing is changed. A damaged or
 * newer file is KZ_ESCHEMA and is left as it is.
 */
#ifndef KZ_WAREHOUSE_DB_H
#define KZ_WAREHOUSE_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/own.h"
#include "base/str.h"

struct kz_db;

enum kz_db_mode { KZ_DB_READ, KZ_DB_WRITE };

/* KZ_ENOENT when reading and there is none; ":memory:" is a database of its own. */
KZ_CHECK int kz_db_open(struct kz_ctx *cx, const char *path, enum kz_db_mode mode,
	struct kz_db **ret);
void kz_db_close(struct kz_db *db); /* takes NULL; a writer checkpoints first */
KZ_OWNER(kz_db, kz_db_close)

const char *kz_db_path(const struct kz_db *db);

/* The repository that stages work on; 0 before kz_db_use_repository. */
int64_t kz_db_repository(const struct kz_db *db);
/* Its name in the public views, 12 hex digits; "" before. */
const char *kz_db_repository_name(const struct kz_db *db);

struct kz_repository {
	struct kz_str repository; /* 12 hex digits */
	struct kz_str git_dir;    /* real path of the common git directory */
	struct kz_str work_dir;   /* KZ_NOTHING: bare */
	struct kz_str root_oid;   /* KZ_NOTHING: empty or shallow */
	struct kz_str head_oid, head_ref;
	bool is_shallow;
};
/*
 * Finds the repository's row by git_dir, else by its root commit, else (writing) adds it; makes
 * it the current one. An id once given is kept. Reading: KZ_ENOENT when it was never collected.
 */
KZ_CHECK int kz_db_use_repository(struct kz_ctx *cx, struct kz_db *db,
	const struct kz_repository *r);

/* What is kept of a git directory, in cx->mem; KZ_NOTHING both when it was never seen. */
KZ_CHECK int kz_db_find_repository(struct kz_ctx *cx, struct kz_db *db, struct kz_str git_dir,
	struct kz_str *ret_repository, struct kz_str *ret_root_oid);

/*
 * One transaction at a time; rolled back by kz_txn_end unless committed. In one that `changed`
 * a source table, call kz_db_changed before the commit: derived rows are then out of date.
 */
struct kz_txn;
KZ_CHECK int kz_txn_begin(struct kz_ctx *cx, struct kz_db *db, struct kz_txn **ret);
KZ_CHECK int kz_txn_commit(struct kz_ctx *cx, struct kz_txn *t);
void kz_txn_end(struct kz_txn *t);
KZ_OWNER(kz_txn, kz_txn_end)

KZ_CHECK int kz_db_changed(struct kz_ctx *cx, struct kz_db *db);
/* How often source tables of the current repository changed. */
KZ_CHECK int kz_db_generation(struct kz_ctx *cx, struct kz_db *db, int64_t *ret);

/* PRAGMA quick_check: KZ_ESCHEMA with the first complaint. */
KZ_CHECK int kz_db_check(struct kz_ctx *cx, struct kz_db *db);

/* Drops every derived table and view and makes them anew, empty. */
KZ_CHECK int kz_db_remake(struct kz_ctx *cx, struct kz_db *db);

/* docs/schema.md: public views with their questions and columns, then tables. */
struct kz_buf;
KZ_CHECK int kz_db_schema_doc(struct kz_ctx *cx, struct kz_db *db, struct kz_buf *out);

enum { KZ_SCHEMA_VERSION = 1 };

#endif
