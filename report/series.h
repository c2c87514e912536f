/* SPDX-License-Identifier: MIT */
/*
 * One measure over the window of the report: its points, the limits of its process, and what can
 * be said of it in words. Every form says these words and these numbers.
 */
#ifndef KZ_REPORT_SERIES_H
#define KZ_REPORT_SERIES_H

#include "base/xmr.h"
#include "report/numbers.h"

/* What is known of a measure beforehand; one line of measures.def. */
struct kz_measure {
	struct kz_str id;    /* of view measures */
	struct kz_str title; /* "Lead time" */
	struct kz_str about; /* what a point is: "Median time from first commit to merge" */
	struct kz_str item;  /* what n counts: "change" */
	enum kz_unit unit;
	double factor;      /* from the view's unit to ours */
	signed char better; /* +1 more is better, -1 less is better, 0 neither */
	bool is_sum;        /* of a bucket: "12 a week" */
	bool is_plural;     /* the title is: "Merged commits stay", not "stays" */
	bool is_log;        /* durations: limits on a logarithmic scale (flow.md 2.4) */
};

/* How a number is coloured and called; only a shift of the process is better or worse. */
enum kz_tone { KZ_TONE_PLAIN, KZ_TONE_BETTER, KZ_TONE_WORSE, KZ_TONE_CHANGED };

enum { KZ_PHASES_MAX = 8 };

struct kz_series {
	const struct kz_measure *measure;
	bool is_daily;               /* else weekly */
	bool is_log;                 /* the measure's, where all values are above 0 */
	struct kz_xmr_point *points; /* one a bucket, gaps included */
	int64_t *at;                 /* start of each point's bucket */
	int64_t *counts;             /* items of each point; KZ_UNKNOWN in a gap */
	size_t n;
	struct kz_xmr_phase phases[KZ_PHASES_MAX];
	size_t n_phases;
	double *weeks; /* values by week of the whole window, for sparklines; NaN: none */
	size_t n_weeks;
	size_t measured;       /* points with a value in buckets that are over */
	int64_t items;         /* sum of counts */
	size_t latest;         /* the last measured point, else the last; n when there is none */
	double shift;          /* present phase against the one before, as a ratio less 1; NaN */
	enum kz_tone tone;     /* of the number */
	signed char direction; /* of the number: +1 up, -1 down */

	struct kz_str finding; /* the title: a sentence with the finding */
	struct kz_str word;    /* the tile's: "29% better", "within limits", "3 of 12 weeks" */
	struct kz_str source;  /* "n = 26 weeks, 641 changes" and what was done to the limits */
};

/* A countermeasure in force: a mark on every chart. */
struct kz_event {
	int64_t at;
	struct kz_str id, text;
};

/* The measure of that id; one made up from the id when measures.def does not know it. */
const struct kz_measure *kz_measure_find(struct kz_arena *a, struct kz_str id);
size_t kz_measure_place(struct kz_str id); /* its line in measures.def, for the order of tiles */

/* Limits, signals and words of a series whose points are set. marks ascending by time. */
void kz_series_judge(struct kz_arena *a, struct kz_series *s, const struct kz_event *marks,
	size_t n_marks);

/* Sets finding, word and source of a judged series; cause: the mark at which it shifted last. */
void kz_series_say(struct kz_arena *a, struct kz_series *s, struct kz_str cause);

/* "2026-W46" of weeks, the date of days. */
struct kz_str kz_series_bucket(struct kz_arena *a, const struct kz_series *s, size_t point);
/* The values by week on the scale that its limits are on. */
const double *kz_series_drawn(struct kz_arena *a, const struct kz_series *s);
/* Its name in JSON and CSV: the view's, but for "lead_time_minutes", which is in hours there. */
struct kz_str kz_series_key(struct kz_arena *a, const struct kz_series *s);
const char *kz_series_word(const struct kz_series *s); /* "day" or "week" */
/* The phase that a point is in. */
const struct kz_xmr_phase *kz_series_phase(const struct kz_series *s, size_t point);

#endif
