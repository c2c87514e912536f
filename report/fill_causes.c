/* SPDX-License-Identifier: MIT */
/* Which files fixes repaired, and the commits that had written the repaired lines. */
#include <math.h>

#include "report/fill.h"

enum { CAUSES_MAX = 200 };

static int fill_files(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m)
{
	struct kz_query *q;
	size_t cap = 0;
	bool row;
	int rc;

	if ((rc = kz_fill_open(cx, db, "report/sql/causes.sql#files", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row && m->n_causes < CAUSES_MAX) {
		KZ_ROOM(cx->mem, m->causes, m->n_causes, cap);
		m->causes[m->n_causes++] = (struct kz_cause_row){
			.path = kz_col_dup(q, cx->mem, 0),
			.fixes = kz_col_int(q, 1),
			.commits = kz_col_int(q, 2),
			.lines = kz_col_int(q, 3),
			.minutes_per_week = NAN,
		};
	}
	kz_query_reset(q);
	return rc;
}

static struct kz_cause_row *cause_of(struct kz_model *m, struct kz_str path)
{
	for (size_t i = 0; i < m->n_causes; i++)
		if (kz_str_eq(m->causes[i].path, path))
			return &m->causes[i];
	return NULL;
}

static int fill_commits(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m)
{
	struct kz_cause_row *c = NULL;
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_fill_open(cx, db, "report/sql/causes.sql#commits", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		struct kz_str path = kz_col_text(q, 0);

		if (!c || !kz_str_eq(c->path, path))
			c = cause_of(m, path);
		if (c && c->n_origins < KZ_ORIGINS_MAX)
			c->origins[c->n_origins++] = (struct kz_origin_row){
				.oid = kz_col_dup(q, cx->mem, 1),
				.subject = kz_col_dup(q, cx->mem, 2),
				.written_by = kz_col_dup(q, cx->mem, 3),
				.fixes = kz_col_int(q, 4),
				.lines = kz_col_int(q, 5),
			};
	}
	return rc;
}

int kz_fill_causes(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m)
{
	int rc;

	if ((rc = fill_files(cx, db, m)) < 0 || (rc = fill_commits(cx, db, m)) < 0)
		return rc;
	for (size_t i = 0; i < m->n_losses; i++) {
		const struct kz_finding_row *f = &m->losses[i];
		struct kz_cause_row *c =
			kz_str_eq(f->kind, KZ_S("defect-origin")) ? cause_of(m, f->subject) : NULL;

		if (c) {
			c->finding = f->id;
			c->minutes_per_week = f->minutes_per_week;
		}
	}
	return 0;
}
