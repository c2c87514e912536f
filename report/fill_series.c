/* SPDX-License-Identifier: MIT */
/* Measures from view measures: one point a bucket, gaps filled in, then judged. */
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "report/fill.h"

enum { POINTS_MAX = 20000, WEEKS_MAX = 3000 }; /* 54 years of days and of weeks */

static void add_point(struct kz_arena *a, struct kz_series *s, size_t *cap, int64_t at)
{
	size_t points = *cap, times = *cap, counts = *cap;

	KZ_ROOM(a, s->points, s->n, points);
	KZ_ROOM(a, s->at, s->n, times);
	KZ_ROOM(a, s->counts, s->n, counts);
	*cap = points;
	s->at[s->n] = at;
	s->points[s->n] = (struct kz_xmr_point){.value = NAN};
	s->counts[s->n] = KZ_UNKNOWN;
	s->n++;
}

/* Buckets without a row are points without a value: a hole in the line. */
static void add_row(struct kz_arena *a, struct kz_series *s, size_t *cap, struct kz_query *q)
{
	int64_t at = kz_col_int(q, 2), step = s->is_daily ? KZ_DAY : KZ_WEEK;

	while (s->n > 0 && s->n < POINTS_MAX && s->at[s->n - 1] + step < at)
		add_point(a, s, cap, s->at[s->n - 1] + step);
	if (s->n == POINTS_MAX || (s->n > 0 && s->at[s->n - 1] >= at))
		return;
	add_point(a, s, cap, at);
	s->points[s->n - 1].value = kz_col_real(q, 3) * s->measure->factor;
	s->points[s->n - 1].is_incomplete = kz_col_int(q, 5) == 0;
	s->counts[s->n - 1] = kz_col_int(q, 4);
}

static void add_week(struct kz_model *m, struct kz_series *s, struct kz_query *q)
{
	int64_t week = (kz_col_int(q, 2) - kz_week_start(m->from)) / KZ_WEEK;

	if (week >= 0 && week < (int64_t)s->n_weeks)
		s->weeks[week] = kz_col_real(q, 3) * s->measure->factor;
}

static struct kz_series *add_series(struct kz_arena *a, struct kz_model *m, size_t *cap,
	struct kz_str id)
{
	struct kz_series *s;

	KZ_ROOM(a, m->series, m->n_series, *cap);
	s = &m->series[m->n_series++];
	s->measure = kz_measure_find(a, id);
	s->n_weeks = m->weeks < WEEKS_MAX ? (size_t)m->weeks : WEEKS_MAX;
	s->weeks = KZ_NEW_ARRAY(a, double, s->n_weeks);
	for (size_t i = 0; i < s->n_weeks; i++)
		s->weeks[i] = NAN;
	return s;
}

static int read_series(struct kz_ctx *cx, struct kz_query *q, struct kz_model *m)
{
	struct kz_series *s = NULL;
	size_t cap = 0, points = 0;
	bool row;
	int rc;

	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		bool is_day = kz_str_eq(kz_col_text(q, 1), KZ_S("day"));

		if (!s || !kz_str_eq(s->measure->id, kz_col_text(q, 0))) {
			s = add_series(cx->mem, m, &cap, kz_col_text(q, 0));
			points = 0;
		}
		if (!is_day)
			add_week(m, s, q);
		if (kz_col_int(q, 6) == 1) {
			s->is_daily = is_day;
			add_row(cx->mem, s, &points, q);
		}
	}
	return rc;
}

static int by_place(const void *left, const void *right)
{
	const struct kz_series *a = left, *b = right;
	size_t x = kz_measure_place(a->measure->id), y = kz_measure_place(b->measure->id);

	if (x != y)
		return x < y ? -1 : 1;
	return kz_str_cmp(a->measure->id, b->measure->id);
}

int kz_fill_series(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m)
{
	struct kz_query *q;
	size_t kept = 0;
	int rc;

	if ((rc = kz_fill_open(cx, db, "report/sql/measures.sql", &q)) < 0)
		return rc;
	kz_bind_int(q, 2, m->from == KZ_UNKNOWN ? KZ_UNKNOWN : kz_week_start(m->from));
	if ((rc = read_series(cx, q, m)) < 0)
		return rc;
	for (size_t i = 0; i < m->n_series; i++) {
		kz_series_judge(cx->mem, &m->series[i], m->marks, m->n_marks);
		if (m->series[i].latest < m->series[i].n)
			m->series[kept++] = m->series[i];
	}
	m->n_series = kept;
	if (kept)
		qsort(m->series, kept, sizeof(*m->series), by_place);
	return 0;
}
