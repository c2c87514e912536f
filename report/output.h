/* SPDX-License-Identifier: MIT */
/* What an output form is: a pure function of the model. One out_<id>.c, one line in outputs.def. */
#ifndef KZ_REPORT_OUTPUT_H
#define KZ_REPORT_OUTPUT_H

#include "report/model.h"
#include "report/report.h"

struct kz_output {
	const char *name; /* of --format */
	int (*write)(struct kz_ctx *cx, const struct kz_model *m,
		const struct kz_report_options *options, struct kz_buf *out);
};

#define KZ_OUTPUT(id) extern const struct kz_output out_##id;
#include "report/outputs.def"

#endif
