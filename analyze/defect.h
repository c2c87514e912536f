/* SPDX-License-Identifier: MIT */
/* What fixes repaired, gathered by place: one finding for each file repaired again and again. */
#ifndef KZ_ANALYZE_DEFECT_H
#define KZ_ANALYZE_DEFECT_H

#include "analyze/history.h"

/* A fix repaired `lines` lines of a file that the commit `origin` had written. */
struct kz_repaired {
	uint32_t fix, origin; /* indexes of the history */
	int64_t path_id;      /* name of the file in the fix */
	int64_t lines;
	double minutes; /* the fix's work time, divided by the number of files it repaired */
};

/*
 * Puts one finding of kind defect-origin for each code file with at least two fixes. A file
 * counts under its last name. n rows, those of a fix together.
 */
KZ_CHECK int kz_defect_findings(struct kz_ctx *cx, struct kz_db *db, const struct kz_history *h,
	struct kz_repaired *rows, size_t n);

#endif
