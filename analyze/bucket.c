/* SPDX-License-Identifier: MIT */
/* Events into buckets of time, and the choice of day or week. */
#include "analyze/bucket.h"

#include <math.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/stats.h"
#include "base/xmr.h"

enum { WEEKDAYS = 7 };

static int64_t start_of(int64_t at, int length)
{
	return length == KZ_DAY ? kz_day_start(at) : kz_week_start(at);
}

/* One bucket's value from its events; scratch holds as many values as there are. */
static struct kz_bucket fold_one(const struct kz_event *events, size_t n, enum kz_fold fold,
	double *scratch)
{
	struct kz_bucket b = {.value = NAN};
	double sum, weight = 0;
	size_t known = 0;

	for (size_t i = 0; i < n; i++) {
		if (isnan(events[i].value))
			continue;
		scratch[known++] = events[i].value;
		weight += events[i].weight;
	}
	sum = kz_sum(scratch, known);
	b.n = (int64_t)weight;
	switch (fold) {
	case KZ_FOLD_SUM:
		b.value = sum;
		break;
	case KZ_FOLD_TESTED:
		b.value = known ? sum : NAN;
		break;
	case KZ_FOLD_RATIO:
		b.value = weight > 0 ? sum / weight : NAN;
		break;
	case KZ_FOLD_MEDIAN:
		b.value = kz_median(scratch, known);
		break;
	}
	return b;
}

/*
 * A day is over when the clock says so, a week only when the data reach its last day too: they
 * may have been collected in the middle of it. The first week must have data from its Monday on.
 */
static bool is_complete(int64_t start, int length, const struct kz_event *first,
	const struct kz_event *last, int64_t now)
{
	int64_t end = start + length;

	if (end > now || end > kz_day_start(last->at) + KZ_DAY)
		return false;
	return length == KZ_DAY || kz_day_start(first->at) <= start;
}

struct kz_buckets kz_buckets_fold(struct kz_ctx *cx, const struct kz_event *events, size_t n,
	enum kz_fold fold, int length)
{
	struct kz_buckets all = {0};
	double *scratch = KZ_NEW_ARRAY(cx->mem, double, n + 1);
	size_t from = 0;

	if (n == 0)
		return all;
	all.n = (size_t)((start_of(events[n - 1].at, length) - start_of(events[0].at, length)) /
			length) +
		1;
	all.p = KZ_NEW_ARRAY(cx->mem, struct kz_bucket, all.n);
	for (size_t i = 0; i < all.n; i++) {
		int64_t start = start_of(events[0].at, length) + (int64_t)i * length;
		size_t to = from;

		while (to < n && events[to].at < start + length)
			to++;
		all.p[i] = fold_one(events + from, to - from, fold, scratch);
		all.p[i].at = start;
		all.p[i].is_complete =
			is_complete(start, length, &events[0], &events[n - 1], cx->now);
		from = to;
	}
	return all;
}

/* Share of the variance that the day of the week explains; 0 without variance. */
static double weekly_rhythm(const struct kz_buckets *days)
{
	double sum[WEEKDAYS] = {0}, total = 0, mean, between = 0, all = 0;
	size_t count[WEEKDAYS] = {0}, n = 0;

	for (size_t i = 0; i < days->n; i++) {
		if (!days->p[i].is_complete || isnan(days->p[i].value))
			continue;
		sum[i % WEEKDAYS] += days->p[i].value;
		count[i % WEEKDAYS]++;
		total += days->p[i].value;
		n++;
	}
	mean = n ? total / (double)n : 0;
	for (size_t i = 0; i < days->n; i++)
		if (days->p[i].is_complete && !isnan(days->p[i].value))
			all += (days->p[i].value - mean) * (days->p[i].value - mean);
	for (size_t k = 0; k < WEEKDAYS; k++)
		if (count[k]) {
			double off = sum[k] / (double)count[k] - mean;

			between += (double)count[k] * off * off;
		}
	return all > 0 ? between / all : 0;
}

static bool is_autocorrelated(struct kz_ctx *cx, const struct kz_buckets *days, enum kz_fold fold)
{
	const struct kz_xmr_options options = {.is_log = fold == KZ_FOLD_MEDIAN};
	struct kz_xmr_point *points = KZ_NEW_ARRAY(cx->mem, struct kz_xmr_point, days->n);
	struct kz_xmr_phase phase;

	for (size_t i = 0; i < days->n; i++)
		points[i] = (struct kz_xmr_point){
			.value = days->p[i].value,
			.is_incomplete = !days->p[i].is_complete,
		};
	return kz_xmr(&options, points, days->n, &phase, 1) == 1 && phase.is_autocorrelated;
}

/* Counts of the complete buckets into ret. */
static size_t counts_of(const struct kz_buckets *buckets, double *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < buckets->n; i++)
		if (buckets->p[i].is_complete)
			ret[n++] = (double)buckets->p[i].n;
	return n;
}

bool kz_buckets_by_day(struct kz_ctx *cx, const struct kz_buckets *days,
	const struct kz_buckets *weeks, enum kz_fold fold)
{
	double *counts = KZ_NEW_ARRAY(cx->mem, double, days->n + weeks->n + 1);
	double enough = fold == KZ_FOLD_MEDIAN ? 5 : 8;
	size_t n_weeks = counts_of(weeks, counts), n = counts_of(days, counts);

	if (n == 0 || kz_median(counts, n) < enough)
		return false;
	if (n >= (size_t)8 * WEEKDAYS && weekly_rhythm(days) > 0.1)
		return false;
	return n_weeks < KZ_XMR_NEED_LIMITS || !is_autocorrelated(cx, days, fold);
}
