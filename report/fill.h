/* SPDX-License-Identifier: MIT */
/* The parts of filling the model, each from public views only; run in this order by fill.c. */
#ifndef KZ_REPORT_FILL_H
#define KZ_REPORT_FILL_H

#include "report/model.h"
#include "warehouse/query.h"

/* A statement of report/sql/, its first parameter bound to the repository's public name. */
KZ_CHECK int kz_fill_open(struct kz_ctx *cx, struct kz_db *db, const char *name,
	struct kz_query **ret);

KZ_CHECK int kz_fill_counters(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m);
KZ_CHECK int kz_fill_series(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m);
KZ_CHECK int kz_fill_findings(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m);
KZ_CHECK int kz_fill_causes(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m);
KZ_CHECK int kz_fill_coverage(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m);
/* The words above everything; needs all the others. */
void kz_fill_headline(struct kz_ctx *cx, struct kz_model *m);

#endif
