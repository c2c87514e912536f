/* SPDX-License-Identifier: MIT */
/*
 * Statistics of arrays: pure functions without memory of their own. NaN in a result means "not
 * enough data"; it becomes NULL in the warehouse and null in JSON.
 */
#ifndef KZ_BASE_STATS_H
#define KZ_BASE_STATS_H

#include <stddef.h>
#include <stdint.h>

/* Sum with Kahan's compensation: the same on any machine for the same order. */
double kz_sum(const double *x, size_t n);

void kz_sort(double *x, size_t n); /* ascending; x holds no NaN */

/* Linear interpolation at h = (n - 1) p (Hyndman and Fan, type 7); x is sorted, 0 <= p <= 1. */
double kz_quantile(const double *x, size_t n, double p);
double kz_median(double *x, size_t n); /* sorts x */

struct kz_share {
	double p, lo, hi; /* k / n and its 95 % interval (Wilson 1927: score interval) */
};
struct kz_share kz_wilson(int64_t k, int64_t n);

/* ret[i]: share of x[0] to x[i] in the sum of x, for a Pareto sorted descending. */
void kz_running_share(const double *x, size_t n, double *ret);

/* Equal but for rounding: relative tolerance 1e-9. */
int kz_compare(double a, double b); /* -1, 0, 1 */

/*
 * A rule is judged from so many sessions with it on, of which so many with the event were to be
 * expected (countermeasures.md 7.3).
 */
enum { KZ_MIN_AFTER = 20, KZ_MIN_EXPECTED = 5 };

#endif
