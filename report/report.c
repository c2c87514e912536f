/* SPDX-License-Identifier: MIT */
/* The report stage: the model is filled once, then one form writes it. */
#include "report/report.h"

#include "report/output.h"

#define KZ_OUTPUT(id) &out_##id,
static const struct kz_output *const outputs[] = {
#include "report/outputs.def"
	NULL};

int kz_report(struct kz_ctx *cx, struct kz_db *db, const struct kz_report_options *options,
	struct kz_buf *out)
{
	const struct kz_output *const *o = outputs;
	struct kz_model model;
	int rc;

	while (*o && !kz_str_eq(kz_str_c((*o)->name), kz_str_c(options->format)))
		o++;
	if (!*o)
		return kz_fail(cx, KZ_EUSAGE,
			"report format '%s': expected text, md, json, csv or html",
			options->format);
	if (kz_db_repository(db) == 0)
		return kz_fail(cx, KZ_ENOENT, "nothing was collected yet; type `kaizen run`");
	if ((rc = kz_model_fill(cx, db, options->since, &model)) < 0)
		return rc;
	model.repository = options->repository_name;
	if ((rc = (*o)->write(cx, &model, options, out)) < 0)
		return rc;
	if (out->over)
		return kz_fail(cx, KZ_ELIMIT, "report: larger than %zu bytes", out->max);
	return 0;
}
