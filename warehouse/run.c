/* SPDX-License-Identifier: MIT */
/* When each stage last ran. */
#include "warehouse/run.h"

#include "warehouse/query.h"

int kz_run_record(struct kz_ctx *cx, struct kz_db *db, const char *stage, const char *status,
	int64_t rows)
{
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/run.sql", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, kz_str_c(stage));
	kz_bind_int(q, 3, cx->now);
	kz_bind_text(q, 4, kz_str_c(status));
	kz_bind_int(q, 5, rows);
	return kz_query_run(cx, q);
}
