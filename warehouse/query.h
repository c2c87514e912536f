/* SPDX-License-Identifier: MIT */
/*
 * Statements by name: "analyze/repair.sql#put" is the part that begins with the line
 * `-- name: put` of an embedded file; without # the whole file, one statement. Each is prepared
 * once per connection. Values are always bound, by position from 1.
 */
#ifndef KZ_WAREHOUSE_QUERY_H
#define KZ_WAREHOUSE_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/own.h"
#include "base/str.h"
#include "warehouse/db.h"

struct kz_query;

/* Owned by the connection: reset and unbound when handed out, never freed by the caller. */
KZ_CHECK int kz_query(struct kz_ctx *cx, struct kz_db *db, const char *name, struct kz_query **ret);
/* The same with ?1 bound, as nearly every statement wants it: the current repository's row id. */
KZ_CHECK int kz_query_here(struct kz_ctx *cx, struct kz_db *db, const char *name,
	struct kz_query **ret);

/* KZ_NOTHING and KZ_UNKNOWN bind NULL. Text is copied. */
void kz_bind_text(struct kz_query *q, int at, struct kz_str s);
void kz_bind_blob(struct kz_query *q, int at, struct kz_str s);
void kz_bind_int(struct kz_query *q, int at, int64_t v);
void kz_bind_real(struct kz_query *q, int at, double v); /* NaN binds NULL */
/* The current repository in public views: WHERE repository = ?1, 12 hex digits. */
void kz_bind_repository_name(struct kz_query *q, int at);

/* The next row; *ret_row false at the end, the statement is then reset. */
KZ_CHECK int kz_query_next(struct kz_ctx *cx, struct kz_query *q, bool *ret_row);
/* Runs a writing statement to its end and makes it ready for the next binding. */
KZ_CHECK int kz_query_run(struct kz_ctx *cx, struct kz_query *q);
/* Every statement of a file (or part), none bound: for emptying and filling derived tables. */
KZ_CHECK int kz_query_script(struct kz_ctx *cx, struct kz_db *db, const char *name);
void kz_query_reset(struct kz_query *q); /* to leave a loop early */

/* Columns of the present row, from 0; text and blob are valid until the next step. */
struct kz_str kz_col_text(struct kz_query *q, int at); /* KZ_NOTHING for NULL */
struct kz_str kz_col_dup(struct kz_query *q, struct kz_arena *a, int at);
int64_t kz_col_int(struct kz_query *q, int at); /* KZ_UNKNOWN for NULL */
double kz_col_real(struct kz_query *q, int at); /* NaN for NULL */
bool kz_col_is_null(struct kz_query *q, int at);

/* The one number of a statement whose only parameter is the repository; 0 without a row. */
KZ_CHECK int kz_query_number(struct kz_ctx *cx, struct kz_db *db, const char *name, int64_t *ret);

/*
 * A statement of the user: exactly one that only reads, else KZ_EUSAGE (also for ATTACH, PRAGMA
 * with a value, several statements). Freed with kz_query_free.
 */
KZ_CHECK int kz_query_user(struct kz_ctx *cx, struct kz_db *db, struct kz_str sql,
	struct kz_query **ret);
void kz_query_free(struct kz_query *q);
KZ_OWNER(kz_query, kz_query_free)

enum kz_value { KZ_VALUE_NULL, KZ_VALUE_INT, KZ_VALUE_REAL, KZ_VALUE_TEXT, KZ_VALUE_BLOB };
int kz_query_columns(struct kz_query *q);
const char *kz_query_column_name(struct kz_query *q, int at);
enum kz_value kz_col_type(struct kz_query *q, int at);

#endif
