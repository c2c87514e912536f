/* SPDX-License-Identifier: MIT */
/* Charts: what of the model goes into a gnuplot script. Each gives assignments for one script. */
#ifndef KZ_REPORT_CHART_H
#define KZ_REPORT_CHART_H

#include "report/gnuplot.h"
#include "report/model.h"

enum { KZ_CHART_WIDTH = 680 };

struct kz_chart {
	const char *script;    /* dashboards/charts/<script>.gp */
	struct kz_buf *assign; /* owned by the caller */
	int height;            /* pixels; the width is KZ_CHART_WIDTH */
};

/* Under six points a chart is the sentence that says so. */
bool kz_chart_has_xmr(const struct kz_series *s);
void kz_chart_xmr(struct kz_arena *a, struct kz_chart *c, const struct kz_model *m,
	const struct kz_series *s);

/* Fewer than three losses are a list, not a Pareto. */
size_t kz_pareto_count(const struct kz_model *m); /* losses that have minutes */
bool kz_chart_has_pareto(const struct kz_model *m);
void kz_chart_pareto(struct kz_arena *a, struct kz_chart *c, const struct kz_model *m);
/* "3 of 7 losses make 83% of 70.4 minutes a week". */
struct kz_str kz_pareto_finding(struct kz_arena *a, const struct kz_model *m);

/* Pixels that a text of 12 px takes, estimated (0.56 em a character). */
double kz_text_pixels(struct kz_str s);

#endif
