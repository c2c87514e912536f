/* SPDX-License-Identifier: MIT */
/* What sink.c holds and sink_flush.c stores. */
#ifndef KZ_WAREHOUSE_SINK_PRIVATE_H
#define KZ_WAREHOUSE_SINK_PRIVATE_H

#include "warehouse/sink.h"

struct kz_sink_rows {
	void **rows;
	size_t n, cap;
};

struct kz_sink_entry {
	enum kz_row_kind kind;
	void *row;
};

struct kz_sink {
	struct kz_arena *mem;
	kz_sink_store *store;
	void *self;
	struct kz_sink_rows rows[KZ_ROW_KINDS];
	struct kz_sink_entry *order; /* every row as it came */
	size_t n_order, cap_order;
	size_t text; /* bytes of all texts of all rows, shared ones as often as they stand there */
	struct kz_str cursor;
};

#endif
