/* SPDX-License-Identifier: MIT */
/*
 * Events into days and weeks (UTC, ISO weeks), and which of the two a control chart should take
 * (design: flow.md 2.4). Pure.
 */
#ifndef KZ_ANALYZE_BUCKET_H
#define KZ_ANALYZE_BUCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum kz_fold {
	KZ_FOLD_SUM,    /* of values; 0 where there were no events */
	KZ_FOLD_TESTED, /* of values; nothing where there were no events: nobody tried */
	KZ_FOLD_RATIO,  /* values by weights; nothing where there is no weight */
	KZ_FOLD_MEDIAN, /* of values; nothing where there are none */
};

struct kz_event {
	int64_t at;    /* unix seconds */
	double value;  /* NaN: unknown, the event only widens the range */
	double weight; /* what counts as n */
};

struct kz_bucket {
	int64_t at;       /* its start */
	double value;     /* NaN: nothing to measure */
	int64_t n;        /* sum of weights */
	bool is_complete; /* it is over, and the data reach from its start to its end */
};

struct kz_buckets {
	struct kz_bucket *p; /* without holes, from the first event's to the last one's */
	size_t n;
};

/* n events in the order of time, none after now; length KZ_DAY or KZ_WEEK. In cx->mem. */
struct kz_buckets kz_buckets_fold(struct kz_ctx *cx, const struct kz_event *events, size_t n,
	enum kz_fold fold, int length);

/*
 * Days: enough events on the median day, no weekly rhythm in the values and little correlation
 * from day to day; else weeks. Correlated days stay as long as weeks are too few for limits: the
 * chart then says that its signals are unreliable.
 */
bool kz_buckets_by_day(struct kz_ctx *cx, const struct kz_buckets *days,
	const struct kz_buckets *weeks, enum kz_fold fold);

#endif
