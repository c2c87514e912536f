/* SPDX-License-Identifier: MIT */
/*
 * Pieces of the HTML page. Literal markup goes out by kz_html_raw, everything else through one of
 * the functions that escape; ids are ours, never made from data.
 */
#ifndef KZ_REPORT_HTML_H
#define KZ_REPORT_HTML_H

#include "report/gnuplot.h"
#include "report/grid.h"
#include "report/model.h"

struct kz_html {
	struct kz_ctx *cx;
	const struct kz_model *m;
	struct kz_buf *out;
	struct kz_gnuplot gnuplot;
	size_t chart_bytes;         /* of pictures so far */
	const char *const *columns; /* of the table being written */
	size_t column;              /* the next one's */
};

void kz_html_raw(struct kz_html *h, const char *markup);
void kz_html_text(struct kz_html *h, struct kz_str s);
/* Text in which `…` becomes code, where backticks come in pairs. */
void kz_html_rich(struct kz_html *h, struct kz_str s);
void kz_html_code(struct kz_html *h, struct kz_str s);
void kz_html_path(struct kz_html *h, struct kz_str s); /* code that breaks after a slash */
void kz_html_id(struct kz_html *h, struct kz_str id);  /* code that is never broken */
/* <tag class="name">escaped</tag>; name may be NULL. */
void kz_html_element(struct kz_html *h, const char *tag, const char *class_name, struct kz_str s);
void kz_html_rich_element(struct kz_html *h, const char *tag, const char *class_name,
	struct kz_str s);
void kz_base64(struct kz_buf *b, struct kz_str bytes);
/* A picture in the page itself, drawn at `width` and never smaller. */
void kz_html_png(struct kz_html *h, struct kz_str png, struct kz_str alt, int height);

/* A box that scrolls sideways by itself and can be reached by keyboard. */
void kz_html_box(struct kz_html *h, const char *class_name, const char *label);
void kz_html_box_end(struct kz_html *h);
/*
 * Opens a table in such a box: heads of columns, NULL-ended, those of numbers begin with #. The
 * class of the box is "tw" inside a figure, "tw card" outside. The columns must outlive the table.
 */
void kz_html_table(struct kz_html *h, const char *class_name, const char *label,
	const char *const *columns);
void kz_html_table_end(struct kz_html *h);
/*
 * Rows of it, cells from left to right. Each says the head of its column: narrow screens show a
 * row as a block, each cell behind that name.
 */
void kz_html_row(struct kz_html *h, const char *class_name);
void kz_html_row_end(struct kz_html *h);
void kz_html_cell(struct kz_html *h); /* opens; it ends with </td> */
void kz_html_text_cell(struct kz_html *h, struct kz_str s);
/* "Data, 26 rows": the plain table, closed or open. */
void kz_html_data(struct kz_html *h, const struct kz_grid *g, bool open);

const char *kz_html_tone(enum kz_tone tone); /* class: "better", "worse", "" */

/* Sections; each writes its own <section>. */
void kz_html_losses(struct kz_html *h);
void kz_html_counters(struct kz_html *h);
void kz_html_measures(struct kz_html *h);
void kz_html_friction(struct kz_html *h);
void kz_html_causes(struct kz_html *h);
void kz_html_unknown(struct kz_html *h);

#endif
