/* SPDX-License-Identifier: MIT */
/*
 * The report stage: one model filled from public views, several forms that are pure functions of
 * it. A form knows nothing of SQL; a section of the model knows nothing of a form.
 */
#ifndef KZ_REPORT_REPORT_H
#define KZ_REPORT_REPORT_H

#include "base/buf.h"
#include "base/ctx.h"
#include "warehouse/db.h"

struct kz_report_options {
	const char *format;   /* text md json csv html */
	int64_t since;        /* unix seconds; KZ_UNKNOWN: the last report.weeks of the data */
	size_t width;         /* columns of text */
	bool colour, utf8;    /* text */
	bool people;          /* names of people may be shown */
	const char *work_dir; /* private folder for charts, made and removed by the caller */
	struct kz_str repository_name; /* shown in the head */
};

/* KZ_EUSAGE for an unknown format. KZ_ENOENT when nothing was ever collected. */
KZ_CHECK int kz_report(struct kz_ctx *cx, struct kz_db *db, const struct kz_report_options *options,
	struct kz_buf *out);

#endif
