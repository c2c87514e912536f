/* SPDX-License-Identifier: MIT */
/* Countermeasures, and the marks that those in force leave on every chart. */
#include <stdlib.h>

#include "base/clock.h"
#include "report/fill.h"

static struct kz_counter_row read_counter(struct kz_arena *a, struct kz_query *q)
{
	return (struct kz_counter_row){
		.id = kz_col_dup(q, a, 0),
		.state = kz_col_dup(q, a, 1),
		.text = kz_col_dup(q, a, 2),
		.target = kz_col_dup(q, a, 3),
		.diff = kz_col_dup(q, a, 4),
		.measure = kz_col_dup(q, a, 5),
		.prediction = kz_col_dup(q, a, 6),
		.verdict = kz_col_dup(q, a, 7),
		.branch = kz_col_dup(q, a, 8),
		.adr = kz_col_dup(q, a, 9),
		.finding = kz_col_dup(q, a, 10),
		.created_at = kz_col_int(q, 11),
		.check_at = kz_col_int(q, 12),
		.state_at = kz_col_int(q, 13),
		.in_force_at = kz_col_int(q, 14),
		.before_events = kz_col_int(q, 15),
		.before_n = kz_col_int(q, 16),
		.after_events = kz_col_int(q, 17),
		.after_n = kz_col_int(q, 18),
		.expected = kz_col_real(q, 19),
	};
}

static int by_time(const void *left, const void *right)
{
	const struct kz_event *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return kz_str_cmp(a->id, b->id);
}

/* What once came into force left its mark, also when it was taken back later. */
static void set_marks(struct kz_arena *a, struct kz_model *m)
{
	m->marks = KZ_NEW_ARRAY(a, struct kz_event, m->n_counters);
	for (size_t i = 0; i < m->n_counters; i++) {
		const struct kz_counter_row *c = &m->counters[i];

		if (c->in_force_at == KZ_UNKNOWN || m->from == KZ_UNKNOWN ||
			c->in_force_at < m->from || c->in_force_at > m->to)
			continue;
		m->marks[m->n_marks++] = (struct kz_event){c->in_force_at, c->id, c->text};
	}
	if (m->n_marks)
		qsort(m->marks, m->n_marks, sizeof(*m->marks), by_time);
}

int kz_fill_counters(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m)
{
	struct kz_query *q;
	size_t cap = 0;
	bool row;
	int rc;

	if ((rc = kz_fill_open(cx, db, "report/sql/countermeasures.sql", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		KZ_ROOM(cx->mem, m->counters, m->n_counters, cap);
		m->counters[m->n_counters++] = read_counter(cx->mem, q);
	}
	set_marks(cx->mem, m);
	return rc;
}
