/* SPDX-License-Identifier: MIT */
/* Fills the model of the report: the window first, then each part. */
#include "report/fill.h"

#include "base/clock.h"
#include "base/conf.h"

int kz_fill_open(struct kz_ctx *cx, struct kz_db *db, const char *name, struct kz_query **ret)
{
	int rc = kz_query(cx, db, name, ret);

	if (rc == 0)
		kz_bind_repository_name(*ret, 1);
	return rc;
}

static int number(struct kz_ctx *cx, struct kz_db *db, const char *name, int64_t *ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_fill_open(cx, db, name, &q)) < 0)
		return rc;
	kz_bind_int(q, 2, cx->now);
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	*ret = row ? kz_col_int(q, 0) : KZ_UNKNOWN;
	kz_query_reset(q);
	return 0;
}

/* The last report.weeks of the data, not of the calendar, and no longer than the data are. */
static int fill_window(struct kz_ctx *cx, struct kz_db *db, int64_t since, struct kz_model *m)
{
	int64_t weeks = cx->conf ? cx->conf->report_weeks : 26, oldest;
	int rc;

	if ((rc = number(cx, db, "report/sql/window.sql#newest", &m->to)) < 0 ||
		(rc = number(cx, db, "report/sql/window.sql#analyzed", &m->analyzed)) < 0 ||
		(rc = number(cx, db, "report/sql/window.sql#oldest", &oldest)) < 0)
		return rc;
	if (m->to == KZ_UNKNOWN) {
		m->from = KZ_UNKNOWN;
		return 0;
	}
	m->from = since;
	if (since == KZ_UNKNOWN)
		m->from = kz_week_start(m->to) - (weeks - 1) * KZ_WEEK;
	if (oldest != KZ_UNKNOWN && m->from < kz_day_start(oldest))
		m->from = kz_day_start(oldest);
	if (m->from > m->to) /* asked for a time after the last of the data: nothing until now */
		m->to = cx->now;
	m->weeks = (kz_week_start(m->to) - kz_week_start(m->from)) / KZ_WEEK + 1;
	return 0;
}

static int fill_totals(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m)
{
	int64_t *const totals[] = {&m->totals.commits, &m->totals.changes, &m->totals.releases,
		&m->totals.sessions, &m->totals.calls, &m->totals.turns, &m->totals.tests,
		&m->totals.runs, &m->totals.fixes, &m->totals.traced, &m->totals.hidden,
		&m->totals.hidden_sessions, &m->totals.own, &m->totals.direct, &m->totals.begun};
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_fill_open(cx, db, "report/sql/window.sql#totals", &q)) < 0)
		return rc;
	kz_bind_int(q, 2, m->from);
	kz_bind_int(q, 3, cx->now);
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	for (int i = 0; row && i < (int)(sizeof(totals) / sizeof(totals[0])); i++)
		*totals[i] = kz_col_int(q, i);
	kz_query_reset(q);
	return 0;
}

int kz_model_fill(struct kz_ctx *cx, struct kz_db *db, int64_t since, struct kz_model *ret)
{
	int rc;

	*ret = (struct kz_model){.now = cx->now};
	if ((rc = fill_window(cx, db, since, ret)) < 0 || (rc = fill_totals(cx, db, ret)) < 0 ||
		(rc = kz_fill_counters(cx, db, ret)) < 0 ||
		(rc = kz_fill_series(cx, db, ret)) < 0 ||
		(rc = kz_fill_findings(cx, db, ret)) < 0 ||
		(rc = kz_fill_causes(cx, db, ret)) < 0 || (rc = kz_fill_coverage(cx, db, ret)) < 0)
		return kz_wrap(cx, rc, "report");
	kz_fill_headline(cx, ret);
	return 0;
}
