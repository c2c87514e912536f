/* SPDX-License-Identifier: MIT */
/* What was seen and not taken, what could not be read, and what the report cannot know. */
#include "base/clock.h"
#include "report/fill.h"

enum { PROBLEMS_MAX = 20, UNKNOWN_MAX = 8 };

static int fill_sources(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m)
{
	struct kz_query *q;
	size_t cap = 0;
	bool row;
	int rc;

	if ((rc = kz_fill_open(cx, db, "report/sql/coverage.sql#sources", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		KZ_ROOM(cx->mem, m->sources, m->n_sources, cap);
		m->sources[m->n_sources++] = (struct kz_source_row){
			.collector = kz_col_dup(q, cx->mem, 0),
			.state = kz_col_dup(q, cx->mem, 1),
			.reason = kz_col_dup(q, cx->mem, 2),
			.inputs = kz_col_int(q, 3),
			.rows = kz_col_int(q, 4),
			.newest_at = kz_col_int(q, 5),
		};
	}
	return rc;
}

/* Paths may lead through somebody's home: the file's own name is enough to find it. */
static struct kz_str last_name(struct kz_str path)
{
	size_t at;

	return kz_str_find_last(path, '/', &at) ? kz_str_from(path, at + 1) : path;
}

static int fill_problems(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m)
{
	struct kz_query *q;
	bool row;
	int rc;

	m->problems = KZ_NEW_ARRAY(cx->mem, struct kz_problem_row, PROBLEMS_MAX);
	if ((rc = kz_fill_open(cx, db, "report/sql/coverage.sql#problems", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row && m->n_problems < PROBLEMS_MAX)
		m->problems[m->n_problems++] = (struct kz_problem_row){
			.collector = kz_col_dup(q, cx->mem, 0),
			.input = last_name(kz_col_dup(q, cx->mem, 1)),
			.place = kz_col_dup(q, cx->mem, 2),
			.reason = kz_col_dup(q, cx->mem, 3),
			.message = kz_col_dup(q, cx->mem, 4),
		};
	kz_query_reset(q);
	if (rc < 0 || (rc = kz_fill_open(cx, db, "report/sql/coverage.sql#problem-count", &q)) < 0)
		return rc;
	if ((rc = kz_query_next(cx, q, &row)) == 0 && row)
		m->problems_total = kz_col_int(q, 0);
	kz_query_reset(q);
	return rc;
}

static int64_t count_inputs(const struct kz_model *m, struct kz_str state)
{
	int64_t n = 0;

	for (size_t i = 0; i < m->n_sources; i++)
		if (kz_str_eq(m->sources[i].state, state))
			n += m->sources[i].inputs;
	return n;
}

static void add_unknown(struct kz_model *m, struct kz_str sentence)
{
	if (m->n_unknown < UNKNOWN_MAX)
		m->unknown[m->n_unknown++] = sentence;
}

static void say_unknown(struct kz_arena *a, struct kz_model *m)
{
	int64_t elsewhere = count_inputs(m, KZ_S("elsewhere"));
	const struct kz_totals *t = &m->totals;

	m->unknown = KZ_NEW_ARRAY(a, struct kz_str, UNKNOWN_MAX);
	if (m->to != KZ_UNKNOWN && t->sessions == 0)
		add_unknown(m,
			KZ_S("No agent's session in this window: friction, repairs and "
			     "interventions are unknown."));
	if (elsewhere)
		add_unknown(m,
			kz_strf(a,
				KZ_FMT
				" seen and not taken, they belong elsewhere: `kaizen status` "
				"says what to type if they are this repository's.",
				KZ_ARG(kz_show_plural(a, elsewhere, "transcript"))));
	if (m->to != KZ_UNKNOWN && t->tests == 0)
		add_unknown(m,
			KZ_S("No test results in this window: failures and durations of tests are "
			     "unknown. JUnit files go to test-results/, or name them in ci.path."));
	if (t->commits > 0 && t->releases == 0)
		add_unknown(m,
			KZ_S("No version tag in this window: the wait from merge to release "
			     "is unknown."));
	if (t->direct * 10 > t->own) /* fewer change nothing that is said */
		add_unknown(m,
			kz_strf(a,
				KZ_FMT " of " KZ_FMT " reached the main line as direct commits: "
				       "what they waited for before that is unknown.",
				KZ_ARG(kz_show_count(a, t->direct)),
				KZ_ARG(kz_show_plural(a, t->own, "change"))));
	if (t->fixes > t->traced)
		add_unknown(m,
			kz_strf(a, KZ_FMT " of " KZ_FMT " repaired no line that could be traced.",
				KZ_ARG(kz_show_count(a, t->fixes - t->traced)),
				KZ_ARG(kz_show_plural(a, t->fixes, "fix"))));
	if (t->commits > 0)
		add_unknown(m,
			KZ_S("Review, approval and deployment are not in git, and no forge "
			     "is read yet."));
}

int kz_fill_coverage(struct kz_ctx *cx, struct kz_db *db, struct kz_model *m)
{
	int rc;

	if ((rc = fill_sources(cx, db, m)) < 0 || (rc = fill_problems(cx, db, m)) < 0)
		return rc;
	say_unknown(cx->mem, m);
	return 0;
}
