/* SPDX-License-Identifier: MIT */
/* Small pictures drawn by C: sparklines as text and as inline SVG, bars of text. */
#ifndef KZ_REPORT_SPARKLINE_H
#define KZ_REPORT_SPARKLINE_H

#include "base/buf.h"
#include "report/series.h"

/* One character a value, scaled over their own range; NaN is a blank, all equal the middle. */
void kz_spark_text(struct kz_buf *b, const double *values, size_t n, bool utf8);

/* value of most as a bar of at most columns, in eighths with utf8; 0 is nothing. */
void kz_bar_text(struct kz_buf *b, double value, double most, size_t columns, bool utf8);

/*
 * The points of a series on the band of their natural process limits, with a dot on the newest;
 * one point is the dot alone. Attributes only, no text, hidden from readers of the page.
 */
void kz_spark_svg(struct kz_buf *b, const struct kz_series *s);

#endif
