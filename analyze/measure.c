/* SPDX-License-Identifier: MIT */
/* How did each measure move, by day and by week? Control charts are drawn from these rows. */
#include "analyze/analyze.h"
#include "analyze/bucket.h"
#include "base/arena.h"
#include "base/clock.h"
#include "warehouse/query.h"

struct measure {
	const char *name; /* also the statement of its events */
	enum kz_fold fold;
	double factor; /* from the folded value to the measure's unit */
};

static const struct measure measures[] = {
	{"commits_merged", KZ_FOLD_SUM, 1},
	{"lead_time_hours", KZ_FOLD_MEDIAN, 1},
	{"tool_failure_minutes", KZ_FOLD_TESTED, 1},
	{"interventions_per_100_turns", KZ_FOLD_RATIO, 100},
	{"marked_commit_share", KZ_FOLD_RATIO, 1},
	{"test_failures", KZ_FOLD_TESTED, 1},
};

struct events {
	struct kz_event *p;
	size_t n, cap;
};

static int read_events(struct kz_ctx *cx, struct kz_db *db, const struct measure *m,
	struct events *ret)
{
	const char *name = kz_strf(cx->mem, "analyze/sql/measure.sql#%s", m->name).p;
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, name, &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		struct kz_event event = {kz_col_int(q, 0), kz_col_real(q, 1), kz_col_real(q, 2)};

		if (event.at < 0 || event.at > cx->now) /* a clock that lies */
			continue;
		KZ_ROOM(cx->mem, ret->p, ret->n, ret->cap);
		ret->p[ret->n++] = event;
	}
	return rc;
}

/* The rows of one measure in one kind of bucket. */
struct series {
	const struct measure *measure;
	struct kz_buckets buckets;
	const char *bucket; /* day week */
	bool is_charted;
};

static int put(struct kz_ctx *cx, struct kz_db *db, const struct series *s)
{
	struct kz_query *q;
	int rc = 0;

	for (size_t i = 0; i < s->buckets.n && rc == 0; i++) {
		const struct kz_bucket *b = &s->buckets.p[i];

		if ((rc = kz_query_here(cx, db, "analyze/sql/measure.sql#put", &q)) < 0)
			return rc;
		kz_bind_text(q, 2, kz_str_c(s->measure->name));
		kz_bind_text(q, 3, kz_str_c(s->bucket));
		kz_bind_int(q, 4, b->at);
		kz_bind_real(q, 5, b->value * s->measure->factor);
		kz_bind_int(q, 6, b->n);
		kz_bind_int(q, 7, b->is_complete);
		kz_bind_int(q, 8, s->is_charted);
		rc = kz_query_run(cx, q);
	}
	return rc;
}

static int measure_one(struct kz_ctx *cx, struct kz_db *db, const struct measure *m)
{
	struct series days = {.measure = m, .bucket = "day"};
	struct series weeks = {.measure = m, .bucket = "week"};
	struct events events = {0};
	int rc;

	if ((rc = read_events(cx, db, m, &events)) < 0)
		return rc;
	days.buckets = kz_buckets_fold(cx, events.p, events.n, m->fold, KZ_DAY);
	weeks.buckets = kz_buckets_fold(cx, events.p, events.n, m->fold, KZ_WEEK);
	days.is_charted = kz_buckets_by_day(cx, &days.buckets, &weeks.buckets, m->fold);
	weeks.is_charted = !days.is_charted;
	if ((rc = put(cx, db, &days)) < 0)
		return rc;
	return put(cx, db, &weeks);
}

static int measure_run(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git)
{
	int rc = 0;

	(void)git;
	for (size_t i = 0; i < sizeof(measures) / sizeof(*measures) && rc == 0; i++)
		rc = measure_one(cx, db, &measures[i]);
	return rc;
}

static const char *const reads[] = {"d_change", "d_call", "s_tool_call", "s_human_turn", "s_commit",
	"s_commit_mark", "s_test_run", "s_test_result", NULL};
static const char *const writes[] = {"d_measure", NULL};

const struct kz_analyzer analyze_measure = {
	.name = "measure",
	.about = "how each measure moved, by day and by week",
	.method = "counts, ratios and medians in UTC days and ISO weeks (flow.md 2.4)",
	.version = 2,
	.reads = reads,
	.writes = writes,
	.run = measure_run,
};
