/* SPDX-License-Identifier: MIT */
/* Findings with what they rest on, and repairs. */
#include <math.h>

#include "base/clock.h"
#include "report/fill.h"

enum { CITED_MAX = 40 };

static struct kz_finding_row read_finding(struct kz_arena *a, struct kz_query *q)
{
	return (struct kz_finding_row){
		.id = kz_col_dup(q, a, 0),
		.kind = kz_col_dup(q, a, 1),
		.subject = kz_col_dup(q, a, 2),
		.title = kz_col_dup(q, a, 3),
		.class_name = kz_col_dup(q, a, 4),
		.detail = kz_col_dup(q, a, 5),
		.minutes_per_week = kz_col_real(q, 6),
		.minutes = kz_col_real(q, 7),
		.n = kz_col_int(q, 8),
		.sessions = kz_col_int(q, 9),
		.first_at = kz_col_int(q, 10),
		.last_at = kz_col_int(q, 11),
	};
}

static int fill_losses(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m)
{
	struct kz_query *q;
	size_t cap = 0;
	bool row;
	int rc;

	if ((rc = kz_fill_open(cx, db, "report/sql/findings.sql#all", &q)) < 0)
		return rc;
	kz_bind_int(q, 2, m->from);
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		struct kz_finding_row f = read_finding(cx->mem, q);

		if (kz_str_eq(f.kind, KZ_S("constraint"))) {
			m->constraint = f;
			m->headline.constraint = &m->constraint;
			continue;
		}
		KZ_ROOM(cx->mem, m->losses, m->n_losses, cap);
		m->losses[m->n_losses++] = f;
		if (isfinite(f.minutes_per_week))
			m->loss_total += f.minutes_per_week;
	}
	return rc;
}

static struct kz_finding_row *finding_of(struct kz_model *m, struct kz_str id)
{
	if (m->headline.constraint && kz_str_eq(m->constraint.id, id))
		return &m->constraint;
	for (size_t i = 0; i < m->n_losses; i++)
		if (kz_str_eq(m->losses[i].id, id))
			return &m->losses[i];
	return NULL;
}

static void cite(struct kz_arena *a, struct kz_finding_row *f, struct kz_citation c)
{
	if (!f->cited)
		f->cited = KZ_NEW_ARRAY(a, struct kz_citation, CITED_MAX);
	if (f->n_cited < CITED_MAX)
		f->cited[f->n_cited++] = c;
}

/* Rows come sorted by finding, so that each finding is looked for once. */
static int fill_citations(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m, const char *name)
{
	bool of_sessions = kz_str_ends(kz_str_c(name), KZ_S("#sessions"));
	struct kz_finding_row *f = NULL;
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_fill_open(cx, db, name, &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		struct kz_str id = kz_col_text(q, 0);

		if (!f || !kz_str_eq(f->id, id))
			f = finding_of(m, id);
		if (f)
			cite(cx->mem, f,
				(struct kz_citation){
					.view = of_sessions ? KZ_S("sessions")
							    : kz_col_dup(q, cx->mem, 1),
					.ref = kz_col_dup(q, cx->mem, of_sessions ? 1 : 2),
					.n = kz_col_int(q, of_sessions ? 2 : 3),
				});
	}
	return rc;
}

static int fill_repairs(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m)
{
	struct kz_arena *a = cx->mem;
	struct kz_query *q;
	size_t cap = 0;
	bool row;
	int rc;

	if ((rc = kz_fill_open(cx, db, "report/sql/friction.sql", &q)) < 0)
		return rc;
	kz_bind_int(q, 2, m->from);
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		KZ_ROOM(a, m->repairs, m->n_repairs, cap);
		m->repairs[m->n_repairs++] = (struct kz_repair_row){
			.class_name = kz_col_dup(q, a, 0),
			.program = kz_col_dup(q, a, 1),
			.wrong = kz_col_dup(q, a, 2),
			.right = kz_col_dup(q, a, 3),
			.finding = kz_col_dup(q, a, 4),
			.sessions = kz_col_int(q, 5),
			.occurrences = kz_col_int(q, 6),
			.first_at = kz_col_int(q, 7),
			.last_at = kz_col_int(q, 8),
			.minutes = kz_col_real(q, 9),
			.is_verified = kz_col_int(q, 10) == 1,
		};
	}
	return rc;
}

int kz_fill_findings(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m)
{
	int rc;

	if ((rc = fill_losses(cx, db, m)) < 0 ||
		(rc = fill_citations(cx, db, m, "report/sql/findings.sql#sessions")) < 0 ||
		(rc = fill_citations(cx, db, m, "report/sql/findings.sql#rows")) < 0)
		return rc;
	return fill_repairs(cx, db, m);
}
