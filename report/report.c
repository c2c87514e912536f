/* SPDX-License-Identifier: MIT */
/* The report stage. */
#include "report/report.h"

int kz_report(struct kz_ctx *cx, struct kz_db *db, const struct kz_report_options *options,
	struct kz_buf *out)
{
	(void)db, (void)out;
	return kz_fail(cx, KZ_EUSAGE, "report: no form '%s'", options->format);
}
