/* SPDX-License-Identifier: MIT */
/*
 * A section of the report as a plain table: the same columns and rows for JSON, CSV and the data
 * tables of the page. Base units: minutes, shares 0 to 1, times as RFC 3339, unrounded.
 */
#ifndef KZ_REPORT_GRID_H
#define KZ_REPORT_GRID_H

#include "report/model.h"

enum kz_cell_type { KZ_CELL_NULL, KZ_CELL_TEXT, KZ_CELL_INT, KZ_CELL_REAL, KZ_CELL_BOOL };

struct kz_cell {
	enum kz_cell_type type;
	struct kz_str text;
	int64_t integer; /* also of KZ_CELL_BOOL */
	double real;
};

struct kz_grid_column {
	const char *name, *type; /* text integer real time flag */
};

struct kz_grid {
	struct kz_str id; /* "measure.lead-time", "loss.pareto" */
	const char *kind; /* xmr pareto table */
	const struct kz_grid_column *columns;
	size_t n_columns;
	struct kz_cell *cells; /* row after row */
	size_t n_rows, cap;    /* cap: of cells */
	size_t n_cells;
	struct kz_arena *mem;
};

struct kz_grid kz_grid_series(struct kz_arena *a, const struct kz_series *s);
struct kz_grid kz_grid_stages(struct kz_arena *a, const struct kz_model *m);
struct kz_grid kz_grid_losses(struct kz_arena *a, const struct kz_model *m);
struct kz_grid kz_grid_friction(struct kz_arena *a, const struct kz_model *m);
struct kz_grid kz_grid_causes(struct kz_arena *a, const struct kz_model *m);
struct kz_grid kz_grid_counters(struct kz_arena *a, const struct kz_model *m);
struct kz_grid kz_grid_sources(struct kz_arena *a, const struct kz_model *m);
struct kz_grid kz_grid_problems(struct kz_arena *a, const struct kz_model *m);

/* "R1 R3" of a point's signals. */
struct kz_str kz_signal_words(struct kz_arena *a, unsigned signals);

#endif
