/* SPDX-License-Identifier: MIT */
/* What was read, how far, and what became of it: one row of s_input for each thing looked at. */
#ifndef KZ_WAREHOUSE_INPUT_H
#define KZ_WAREHOUSE_INPUT_H

#include "base/str.h"
#include "warehouse/db.h"
#include "warehouse/sink.h"

struct kz_input_row {
	int64_t input_id; /* 0: not known yet */
	const char *collector;
	int64_t version;        /* of the collector */
	struct kz_str path;     /* as found: the key with repository and collector */
	int64_t size, mtime_ns; /* KZ_UNKNOWN where there is none */
	struct kz_str content_hash, cursor;
	const char *state; /* ok partial bad elsewhere skipped */
	struct kz_str reason, message;
	struct kz_str session;
	int64_t rows;     /* stored of this input in all */
	int64_t new_rows; /* by the last kz_input_store */
};

/* What is known of (current repository, collector, path); texts in cx->mem. input_id 0: nothing. */
KZ_CHECK int kz_input_find(struct kz_ctx *cx, struct kz_db *db, const char *collector,
	struct kz_str path, struct kz_input_row *ret);

/*
 * Was this very input (path, size, mtime_ns, by this version of the collector) taken before? For
 * inputs that are kept by content, under "<path>#<16 hex>".
 */
KZ_CHECK int kz_input_is_known(struct kz_ctx *cx, struct kz_db *db, const struct kz_input_row *in,
	bool *ret_known);

/* The paths that a collector has rows for, sorted bytewise, in cx->mem. */
KZ_CHECK int kz_input_paths(struct kz_ctx *cx, struct kz_db *db, const char *collector,
	struct kz_str **ret, size_t *ret_n);

/* Forgets what was noted of an input that was never taken. */
KZ_CHECK int kz_input_forget(struct kz_ctx *cx, struct kz_db *db, const char *collector,
	struct kz_str path);

/*
 * Stores the input's row and the sink's rows (sink may be NULL) in one transaction and clears
 * the sink. `replace`: rows of an earlier reading of this input, and of the sink's test runs,
 * go first. Sets
 * in->input_id, in->rows and in->new_rows.
 */
KZ_CHECK int kz_input_store(struct kz_ctx *cx, struct kz_db *db, struct kz_input_row *in,
	struct kz_sink *s, bool replace);

/*
 * What was read of an input is kept under the name "<path>#<mark>", and the input is new again:
 * its file is no longer the one that grew. Where that name is taken the same was kept before.
 */
KZ_CHECK int kz_input_set_aside(struct kz_ctx *cx, struct kz_db *db, struct kz_input_row *in,
	struct kz_str mark);

#endif
