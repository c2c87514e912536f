/* SPDX-License-Identifier: MIT */
/*
 * The only door into source tables: collectors put typed rows in, nothing comes out. Rows are
 * copied and held until the unit of work ends; then they are stored in one transaction with the
 * input's new state, or thrown away. kz_sink_print writes them as text: the golden output of a
 * parser, without a database.
 */
#ifndef KZ_WAREHOUSE_SINK_H
#define KZ_WAREHOUSE_SINK_H

#include "base/buf.h"
#include "base/own.h"
#include "warehouse/db.h"
#include "warehouse/rows.h"

struct kz_sink;

/*
 * Called by kz_sink_unit: store what the sink holds, with the cursor, and clear it. NULL: units
 * are kept together until the end (tests, recorders).
 */
typedef int kz_sink_store(struct kz_ctx *cx, void *self, struct kz_sink *s, struct kz_str cursor);

struct kz_sink *kz_sink_new(kz_sink_store *store, void *self);
void kz_sink_free(struct kz_sink *s);
KZ_OWNER(kz_sink, kz_sink_free)

/* Copies the row. KZ_ELIMIT past 10 million rows. Use the typed forms below. */
KZ_CHECK int kz_sink_put(struct kz_ctx *cx, struct kz_sink *s, enum kz_row_kind kind,
	const void *row);

/* A unit of work of a large input ends here (git: a batch of commits). */
KZ_CHECK int kz_sink_unit(struct kz_ctx *cx, struct kz_sink *s, struct kz_str cursor);

/* The cursor to be stored with this input when it ends. */
void kz_sink_cursor(struct kz_sink *s, struct kz_str cursor);
struct kz_str kz_sink_get_cursor(const struct kz_sink *s);

/* What the sink holds: the collect stage looks at rows before they are stored. */
size_t kz_sink_count(const struct kz_sink *s, enum kz_row_kind kind);
void *kz_sink_row(struct kz_sink *s, enum kz_row_kind kind, size_t at);
size_t kz_sink_total(const struct kz_sink *s);
struct kz_arena *kz_sink_memory(struct kz_sink *s); /* for texts put into rows afterwards */

void kz_sink_clear(struct kz_sink *s);

/* A line a row: kind, then name=value of what is not NULL; text as JSON. */
void kz_sink_print(const struct kz_sink *s, struct kz_buf *out);

/* Inserts the rows; the caller holds the transaction. *ret_new counts rows that were not there. */
KZ_CHECK int kz_sink_flush(struct kz_ctx *cx, struct kz_sink *s, struct kz_db *db, int64_t input_id,
	int64_t *ret_new);

/* kz_put_commit(cx, sink, &row) and so on, one for each kind. */
#define KZ_ROW(kind, policy)                                                           \
	KZ_CHECK static inline int kz_put_##kind(struct kz_ctx *cx, struct kz_sink *s, \
		const struct kz_row_##kind *row)                                       \
	{                                                                              \
		return kz_sink_put(cx, s, KZ_ROW_##kind, row);                         \
	}
#define KZ_TEXT(name)
#define KZ_BLOB(name)
#define KZ_PATH(name)
#define KZ_OID(name)
#define KZ_INT(name)
#define KZ_ROW_END
#include "warehouse/rows.def"

#endif
