/* SPDX-License-Identifier: MIT */
/*
 * XmR control charts (Wheeler): individual values, moving ranges, natural process limits, three
 * rules. A phase has limits of its own, taken from its first complete points only and projected
 * forward; neither a moving range nor a run crosses its border, and no moving range a gap.
 */
#ifndef KZ_BASE_XMR_H
#define KZ_BASE_XMR_H

#include <stdbool.h>
#include <stddef.h>

/* The median finds outliers in a known spiky baseline; its limits are too narrow to alarm on. */
enum kz_xmr_method { KZ_XMR_MEAN, KZ_XMR_MEDIAN };

enum {
	KZ_XMR_R1 = 1, /* beyond a limit: look now */
	KZ_XMR_R2 = 2, /* the eighth and later in a run on one side of the centre */
	KZ_XMR_R3 = 4, /* the third of four nearer the same limit than the centre */
};

enum {
	KZ_XMR_NEED_CENTRE = 6,
	KZ_XMR_NEED_LIMITS = 12,
	KZ_XMR_NEED_FIRM = 20,
	KZ_XMR_BASELINE = 30, /* points at which limits are frozen */
	KZ_XMR_MOST = 100,    /* most points that limits can be asked to rest on */
};

/* What the points of a phase suffice for. */
enum kz_xmr_level {
	KZ_XMR_VALUES,      /* under 6: the values, no line */
	KZ_XMR_CENTRE,      /* 6 to 11: a provisional centre line */
	KZ_XMR_PROVISIONAL, /* 12 to 19: dashed limits, signals only with the word provisional */
	KZ_XMR_FIRM,        /* 20 and more */
};

struct kz_xmr_point {
	double value;       /* NaN: a gap, nothing was measured */
	bool is_incomplete; /* the bucket is not over: in no limit and no rule */
	bool starts_phase;  /* a countermeasure came into force here */

	double range;     /* set: moving range, NaN where there is none */
	unsigned signals; /* set: of KZ_XMR_R1 and so on; none under 12 points */
	size_t phase;     /* set: index of its phase */
};

struct kz_xmr_phase {
	size_t from, to; /* points from <= i < to */
	size_t n;        /* points that the limits rest on */
	enum kz_xmr_level level;
	double centre, range;                 /* of the values; of the moving ranges */
	double lower, upper;                  /* natural process limits before clipping */
	double low, high;                     /* as drawn: clipped at floor and ceiling */
	double range_limit;                   /* upper limit of the moving range; never an alarm */
	bool is_low_clipped, is_high_clipped; /* a clipped limit never signals */
	bool is_constant;                     /* all equal: no width, any other value is a signal */
	double lag1;            /* autocorrelation of the baseline; NaN under 20 points */
	bool is_autocorrelated; /* lag1 > 0.25: limits are widened, R1 alone is looked at */
};

struct kz_xmr_options {
	enum kz_xmr_method method;
	bool is_log; /* durations: works on logarithms, gives limits in the value's unit */
	bool has_floor, has_ceiling;
	double floor, ceiling; /* counts: floor 0; shares: 0 and 1 */
	size_t baseline;       /* points at which limits are frozen; 0: KZ_XMR_BASELINE */
};

/*
 * Sets the outputs of n points in time order and up to max_phases phases; the last one takes the
 * rest when there are more. Gives the number of phases, 0 when n is 0.
 */
size_t kz_xmr(const struct kz_xmr_options *options, struct kz_xmr_point *points, size_t n,
	struct kz_xmr_phase *ret_phases, size_t max_phases);

#endif
