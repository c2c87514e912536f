/* SPDX-License-Identifier: MIT */
/* The report as CSV: sections one after another, a blank line between; the first cell names it. */
#include "base/escape.h"
#include "report/grid.h"
#include "report/output.h"

static void write_cell(struct kz_buf *out, const struct kz_cell *c)
{
	switch (c->type) {
	case KZ_CELL_TEXT:
		kz_esc_csv(out, c->text);
		break;
	case KZ_CELL_INT:
	case KZ_CELL_BOOL:
		kz_buf_addf(out, "%lld", (long long)c->integer);
		break;
	case KZ_CELL_REAL:
		kz_buf_addf(out, "%.6g", c->real);
		break;
	case KZ_CELL_NULL:
		break;
	}
}

static void write_grid(struct kz_buf *out, const struct kz_grid *g)
{
	if (out->n)
		kz_buf_byte(out, '\n');
	kz_buf_text(out, "section");
	for (size_t i = 0; i < g->n_columns; i++)
		kz_buf_addf(out, ",%s", g->columns[i].name);
	kz_buf_byte(out, '\n');
	for (size_t i = 0; i < g->n_rows; i++) {
		kz_esc_csv(out, g->id);
		for (size_t k = 0; k < g->n_columns; k++) {
			kz_buf_byte(out, ',');
			write_cell(out, &g->cells[i * g->n_columns + k]);
		}
		kz_buf_byte(out, '\n');
	}
}

static int csv_write(struct kz_ctx *cx, const struct kz_model *m,
	const struct kz_report_options *options, struct kz_buf *out)
{
	static struct kz_grid (*const sections[])(struct kz_arena *,
		const struct kz_model *) = {kz_grid_stages, kz_grid_losses, kz_grid_friction,
		kz_grid_causes, kz_grid_counters, kz_grid_sources, kz_grid_problems};

	(void)options;
	for (size_t i = 0; i < m->n_series; i++) {
		struct kz_grid g = kz_grid_series(cx->mem, &m->series[i]);

		write_grid(out, &g);
	}
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		struct kz_grid g = sections[i](cx->mem, m);

		write_grid(out, &g);
	}
	return 0;
}

const struct kz_output out_csv = {.name = "csv", .write = csv_write};
