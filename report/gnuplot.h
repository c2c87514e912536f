/* SPDX-License-Identifier: MIT */
/*
 * Charts by gnuplot: a script is assignments and data written here, then the theme, then a chart
 * from dashboards/charts/, run as a file in a private folder. Text from data enters a script only
 * through kz_gp_squote, numbers only as numbers. Nothing else of a script is variable.
 */
#ifndef KZ_REPORT_GNUPLOT_H
#define KZ_REPORT_GNUPLOT_H

#include "base/buf.h"
#include "base/ctx.h"

/*
 * 'text' that gnuplot takes as it is: valid UTF-8, no control, bidi or zero-width character, the
 * apostrophe typographic, at most 200 characters.
 */
void kz_gp_squote(struct kz_buf *b, struct kz_str s);

void kz_gp_text(struct kz_buf *b, const char *name, struct kz_str s);
void kz_gp_number(struct kz_buf *b, const char *name, double v);
/* Arrays of at least one element, since gnuplot knows no empty ones; name and nNAME, the count. */
void kz_gp_texts(struct kz_buf *b, const char *name, const struct kz_str *s, size_t n);
/* The same for labels of tics, which gnuplot takes as formats: % is doubled. */
void kz_gp_tics(struct kz_buf *b, const char *name, const struct kz_str *s, size_t n);
void kz_gp_numbers(struct kz_buf *b, const char *name, const double *v, size_t n);
/* $name: rows of numbers between the two calls; NaN and infinity are holes. */
void kz_gp_begin(struct kz_buf *b, const char *name);
void kz_gp_row(struct kz_buf *b, const double *v, size_t n);
void kz_gp_end(struct kz_buf *b);

struct kz_gnuplot {
	const char *program; /* report.gnuplot */
	const char *folder;  /* private, of the caller; NULL: no chart is drawn */
	struct kz_str font;
	bool is_missing; /* there is no such program */
};

/* Program and font: report.font, else Inter where it is installed, else Liberation Sans. */
struct kz_gnuplot kz_gnuplot_find(struct kz_ctx *cx, const char *folder);

/*
 * Runs assignments with dashboards/charts/<chart>.gp for a picture of width × height at twice the
 * density. KZ_ENOENT: no gnuplot; KZ_ETOOL, KZ_ELIMIT: it failed, its first words in the error.
 */
KZ_CHECK int kz_gnuplot_png(struct kz_ctx *cx, struct kz_gnuplot *g, const char *chart,
	struct kz_buf *assignments, struct kz_str *ret_png);

#endif
