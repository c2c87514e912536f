/* SPDX-License-Identifier: MIT */
/* Sums, quantiles, intervals of shares. */
#include "base/stats.h"

#include <math.h>
#include <stdlib.h>

double kz_sum(const double *x, size_t n)
{
	double sum = 0, lost = 0;

	for (size_t i = 0; i < n; i++) {
		double term = x[i] - lost, next = sum + term;

		lost = (next - sum) - term;
		sum = next;
	}
	return sum;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void kz_sort(double *x, size_t n)
{
	if (n > 1)
		qsort(x, n, sizeof(*x), by_value);
}

double kz_quantile(const double *x, size_t n, double p)
{
	double h, below;
	size_t at;

	if (n == 0)
		return NAN;
	h = (double)(n - 1) * p;
	below = floor(h);
	at = (size_t)below;
	if (at + 1 >= n)
		return x[n - 1];
	return x[at] + (h - below) * (x[at + 1] - x[at]);
}

double kz_median(double *x, size_t n)
{
	kz_sort(x, n);
	return kz_quantile(x, n, 0.5);
}

struct kz_share kz_wilson(int64_t k, int64_t n)
{
	const double z = 1.959963984540054; /* 97.5 % of the standard normal */
	double p, count = (double)n, spread, centre, by;

	if (n <= 0)
		return (struct kz_share){NAN, NAN, NAN};
	p = (double)k / count;
	by = 1 + z * z / count;
	centre = (p + z * z / (2 * count)) / by;
	spread = z * sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / by;
	return (struct kz_share){
		.p = p,
		.lo = k == 0 ? 0 : fmax(0, centre - spread),
		.hi = k == n ? 1 : fmin(1, centre + spread),
	};
}

void kz_running_share(const double *x, size_t n, double *ret)
{
	double total = kz_sum(x, n);

	for (size_t i = 0; i < n; i++)
		ret[i] = total > 0 ? kz_sum(x, i + 1) / total : NAN;
}

int kz_compare(double a, double b)
{
	if (fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b)))
		return 0;
	return a < b ? -1 : 1;
}
