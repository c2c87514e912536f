/* SPDX-License-Identifier: MIT */
/* Where does a change spend most of its time: worked on, before the merge, before a release? */
#include <math.h>
#include <stdlib.h>

#include "analyze/analyze.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/stats.h"
#include "warehouse/finding.h"
#include "warehouse/query.h"

enum {
	ENOUGH = 50, /* changes (flow.md 7.3) */
	DRAWS = 200, /* of the bootstrap */
	BLOCK = 10,  /* consecutive changes drawn together */
};

/* From this share in the slowest tenth on a stage's time is that of a few changes. */
static const double LONG_TAIL = 0.8;

enum stage { WORK, MERGE, RELEASE, STAGES };

static const struct {
	const char *name, *doing;
} stage_names[STAGES] = {
	[WORK] = {"work", "work on the change"},
	[MERGE] = {"merge", "waiting before the merge"},
	[RELEASE] = {"release", "waiting for a release"},
};

struct item {
	struct kz_str oid;
	int64_t merged_at;
	double minutes[STAGES]; /* NaN: not known, not released yet */
	bool is_direct;
};

struct items {
	struct item *p;
	size_t n, cap;
	size_t direct;
};

struct summary {
	size_t n;
	double mean_h, median_h, p85_h, total_h;
	double tail; /* share of the total in the slowest tenth */
};

struct verdict {
	struct summary stages[STAGES];
	enum stage first, second;
	double margin;    /* the largest mean by the next one */
	double agreement; /* share of the draws that name the same stage */
	const char *confidence;
};

static int read_items(struct kz_ctx *cx, struct kz_db *db, struct items *ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "analyze/sql/constraint.sql#items", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		KZ_ROOM(cx->mem, ret->p, ret->n, ret->cap);
		ret->p[ret->n++] = (struct item){
			.oid = kz_col_dup(q, cx->mem, 0),
			.merged_at = kz_col_int(q, 1),
			.minutes = {kz_col_real(q, 2), kz_col_real(q, 3), kz_col_real(q, 4)},
			.is_direct = kz_col_int(q, 5) == 1,
		};
	}
	return rc;
}

static bool is_known(const struct item *item)
{
	return !isnan(item->minutes[MERGE]) || !isnan(item->minutes[RELEASE]);
}

/*
 * The last 26 weeks of the data, and as many more as give ENOUGH changes whose stage is known.
 * n 0: too few, or it is not known of most, and the few would speak for all.
 */
static struct items in_window(struct items all, enum stage stage)
{
	const int64_t window = INT64_C(26) * KZ_WEEK;
	size_t from = all.n, known = 0;
	struct items in = {0};

	while (from > 0 &&
		(known < ENOUGH ||
			all.p[from - 1].merged_at >= all.p[all.n - 1].merged_at - window)) {
		known += isnan(all.p[--from].minutes[stage]) ? 0 : 1;
		in.direct += all.p[from].is_direct;
	}
	in.n = all.n - from;
	if (known < ENOUGH || known * 2 < in.n)
		return (struct items){.n = 0};
	in.p = all.p + from;
	return in;
}

/*
 * Where most changes are direct commits the wait before the merge cannot be seen, and the few
 * merges do not speak for it: what is left is work and the wait for a release.
 */
static struct items without_merges(struct items all)
{
	struct items in = in_window(all, WORK);

	if (in.direct * 2 <= in.n)
		return (struct items){.n = 0};
	for (size_t i = 0; i < in.n; i++)
		in.p[i].minutes[MERGE] = NAN;
	return in;
}

/* Hours from small to large. */
static double tail_of(const double *hours, size_t n, double total)
{
	size_t tenth = n / 10;

	return total > 0 ? kz_sum(hours + n - tenth, tenth) / total : NAN;
}

static struct summary summarize(struct kz_ctx *cx, const struct items *items, enum stage stage)
{
	double *hours = KZ_NEW_ARRAY(cx->mem, double, items->n);
	struct summary s = {0};

	for (size_t i = 0; i < items->n; i++)
		if (!isnan(items->p[i].minutes[stage]))
			hours[s.n++] = items->p[i].minutes[stage] / 60;
	s.total_h = kz_sum(hours, s.n);
	s.mean_h = s.n ? s.total_h / (double)s.n : NAN;
	s.median_h = kz_median(hours, s.n);
	s.p85_h = kz_quantile(hours, s.n, 0.85);
	s.tail = tail_of(hours, s.n, s.total_h); /* the median has sorted them */
	return s;
}

/* The stage with the largest mean; `but` is passed over. Few items do not count. */
static enum stage largest(const struct summary *stages, enum stage but)
{
	enum stage best = STAGES;

	for (enum stage s = WORK; s < STAGES; s++)
		if (s != but && stages[s].n >= ENOUGH &&
			(best == STAGES || stages[s].mean_h > stages[best].mean_h))
			best = s;
	return best;
}

/* Steele, Lea and Flood 2014: SplitMix64. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t v = *state += 0x9e3779b97f4a7c15;

	v = (v ^ (v >> 30)) * 0xbf58476d1ce4e5b9;
	v = (v ^ (v >> 27)) * 0x94d049bb133111eb;
	return v ^ (v >> 31);
}

/* One draw: as many blocks of consecutive changes as fill the sample; the stage it names. */
static enum stage draw(const struct items *items, const struct verdict *v, uint64_t *state)
{
	struct summary drawn[STAGES] = {0};

	for (size_t k = 0; k < items->n; k += BLOCK) {
		uint64_t at = ((next_random(state) >> 32) * (items->n - BLOCK + 1)) >> 32;

		for (size_t i = 0; i < BLOCK; i++)
			for (enum stage s = WORK; s < STAGES; s++) {
				double minutes = items->p[at + i].minutes[s];

				if (isnan(minutes))
					continue;
				drawn[s].n++;
				drawn[s].total_h += minutes / 60;
			}
	}
	for (enum stage s = WORK; s < STAGES; s++) {
		drawn[s].mean_h = drawn[s].n ? drawn[s].total_h / (double)drawn[s].n : NAN;
		drawn[s].n = v->stages[s].n; /* the same stages take part */
	}
	return largest(drawn, STAGES);
}

/* One stage stands out, else there are two candidates. */
static bool is_one(const struct verdict *v)
{
	return v->margin >= 1.5;
}

/* Clear, likely, or two candidates: accuracy measured in flow.md 7.3. */
static void judge(const struct items *items, struct verdict *v)
{
	uint64_t state = items->n;
	size_t same = 0;

	v->first = largest(v->stages, STAGES);
	v->second = largest(v->stages, v->first);
	v->margin = v->stages[v->first].mean_h / fmax(v->stages[v->second].mean_h, 1.0 / 60);
	for (size_t i = 0; i < DRAWS; i++)
		same += draw(items, v, &state) == v->first;
	v->agreement = (double)same / DRAWS;
	if (v->margin >= 2 && v->agreement >= 0.95)
		v->confidence = "clear";
	else if (is_one(v))
		v->confidence = "likely";
	else
		v->confidence = "two candidates";
}

static void add_time(struct kz_buf *b, double hours)
{
	if (hours >= 48)
		kz_buf_addf(b, "%.1f days", hours / 24);
	else if (hours >= 1)
		kz_buf_addf(b, "%.1f h", hours);
	else
		kz_buf_addf(b, "%.0f min", hours * 60);
}

static double share_of(const struct verdict *v, enum stage stage)
{
	double all = 0;

	for (enum stage s = WORK; s < STAGES; s++)
		if (v->stages[s].n >= ENOUGH)
			all += v->stages[s].mean_h;
	return all > 0 ? v->stages[stage].mean_h / all : NAN;
}

static bool is_of_few(const struct verdict *v)
{
	return v->stages[v->first].tail >= LONG_TAIL;
}

static struct kz_str title_of(struct kz_ctx *cx, const struct items *items, const struct verdict *v)
{
	KZ_OWN(kz_buf) b = kz_buf_new(4096);
	const char *seen = v->stages[MERGE].n ? "Most time" : "Most of the time that git shows";

	if (is_one(v))
		kz_buf_addf(b, "%s goes into %s (%s)", seen, stage_names[v->first].doing,
			v->confidence);
	else
		kz_buf_addf(b, "%s goes into %s or %s (two candidates)", seen,
			stage_names[v->first].doing, stage_names[v->second].doing);
	for (enum stage s = WORK; s < STAGES; s++) {
		if (v->stages[s].n < ENOUGH)
			continue;
		kz_buf_addf(b, "%s %s: median ", s == WORK ? ":" : ";", stage_names[s].name);
		add_time(b, v->stages[s].median_h);
		kz_buf_addf(b, ", %.0f%% of the time, n %zu", 100 * share_of(v, s), v->stages[s].n);
	}
	if (is_of_few(v))
		kz_buf_addf(b, "; the slowest tenth of the changes holds %.0f%% of the %s time",
			100 * v->stages[v->first].tail, stage_names[v->first].name);
	if (v->stages[MERGE].n == 0)
		kz_buf_addf(b,
			"; %zu of %zu changes are direct commits, whose wait before they reached "
			"the main line leaves no trace",
			items->direct, items->n);
	return kz_str_dup(cx->mem, kz_buf_str(b));
}

static struct kz_str detail_of(struct kz_ctx *cx, const struct items *items,
	const struct verdict *v)
{
	KZ_OWN(kz_buf) b = kz_buf_new(1 << 16);
	KZ_OWN_JSON detail = json_object();
	json_t *stages = json_array();

	for (enum stage s = WORK; s < STAGES; s++) {
		const struct summary *sum = &v->stages[s];
		bool is_enough = sum->n >= ENOUGH;
		json_t *o = json_object();

		(void)json_object_set_new(o, "name", json_string(stage_names[s].name));
		(void)json_object_set_new(o, "n", kz_json_new_int((int64_t)sum->n));
		(void)json_object_set_new(o, "median_h", kz_json_new_real(sum->median_h));
		(void)json_object_set_new(o, "p85_h", kz_json_new_real(sum->p85_h));
		(void)json_object_set_new(o, "mean_h", kz_json_new_real(sum->mean_h));
		(void)json_object_set_new(o, "total_h", kz_json_new_real(sum->total_h));
		(void)json_object_set_new(o, "share",
			kz_json_new_real(is_enough ? share_of(v, s) : NAN));
		(void)json_object_set_new(o, "slowest_tenth_share", kz_json_new_real(sum->tail));
		(void)json_array_append_new(stages, o);
	}
	(void)json_object_set_new(detail, "stages", stages);
	(void)json_object_set_new(detail, "n", kz_json_new_int((int64_t)items->n));
	(void)json_object_set_new(detail, "constraint", json_string(stage_names[v->first].name));
	(void)json_object_set_new(detail, "next", json_string(stage_names[v->second].name));
	(void)json_object_set_new(detail, "confidence", json_string(v->confidence));
	(void)json_object_set_new(detail, "margin", kz_json_new_real(v->margin));
	(void)json_object_set_new(detail, "agreement", kz_json_new_real(v->agreement));
	(void)json_object_set_new(detail, "unknown_starts",
		kz_json_new_int((int64_t)(items->n - v->stages[WORK].n)));
	(void)json_object_set_new(detail, "is_of_few", json_boolean(is_of_few(v)));
	(void)json_object_set_new(detail, "direct", kz_json_new_int((int64_t)items->direct));
	kz_json_line(b, detail);
	return kz_str_dup(cx->mem, kz_buf_str(b));
}

static int put(struct kz_ctx *cx, struct kz_db *db, const struct items *items,
	const struct verdict *v)
{
	struct kz_evidence *evidence = KZ_NEW_ARRAY(cx->mem, struct kz_evidence, items->n);
	struct kz_finding f = {
		.kind = "constraint",
		.subject = kz_str_c(stage_names[v->first].name),
		.title = title_of(cx, items, v),
		.minutes = NAN,
		.minutes_per_week = NAN,
		.sessions = KZ_UNKNOWN,
		.first_at = items->p[0].merged_at,
		.last_at = items->p[items->n - 1].merged_at,
		.detail = detail_of(cx, items, v),
	};

	for (size_t i = 0; i < items->n; i++)
		if (is_known(&items->p[i]))
			evidence[f.n++] = (struct kz_evidence){"changes", items->p[i].oid};
	return kz_finding_put(cx, db, &f, evidence, (size_t)f.n);
}

static int constraint_run(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git)
{
	struct items all = {0}, items;
	struct verdict v = {.confidence = NULL};
	int rc, known = 0;

	(void)git;
	if ((rc = read_items(cx, db, &all)) < 0)
		return rc;
	items = in_window(all, MERGE);
	if (items.n == 0)
		items = without_merges(all);
	for (enum stage s = WORK; s < STAGES && items.n; s++) {
		v.stages[s] = summarize(cx, &items, s);
		known += v.stages[s].n >= ENOUGH;
	}
	if (known < 2) /* nothing to compare; the report says so: it counts changes itself */
		return 0;
	judge(&items, &v);
	return put(cx, db, &items, &v);
}

static const char *const reads[] = {"d_change", NULL};
static const char *const writes[] = {"d_finding", "d_evidence", NULL};

const struct kz_analyzer analyze_constraint = {
	.name = "constraint",
	.about = "where a change spends most of its time from first commit to release",
	.method = "largest mean of work and waits, block bootstrap (flow.md 7.2, 7.3)",
	.version = 3,
	.reads = reads,
	.writes = writes,
	.run = constraint_run,
};
