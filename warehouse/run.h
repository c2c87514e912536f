/* SPDX-License-Identifier: MIT */
/* When each stage last ran for the current repository, and how it ended. */
#ifndef KZ_WAREHOUSE_RUN_H
#define KZ_WAREHOUSE_RUN_H

#include "warehouse/db.h"

/* status: ok or partial. One row a stage, the last run's. */
KZ_CHECK int kz_run_record(struct kz_ctx *cx, struct kz_db *db, const char *stage,
	const char *status, int64_t rows);

#endif
