/* SPDX-License-Identifier: MIT */
/* Numbers and dates as people read them. */
#include "report/numbers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

/* Digits in groups of three, from the right. */
static struct kz_str with_commas(struct kz_arena *a, const char *digits, const char *sign)
{
	size_t n = strlen(digits), at = 0;
	char *p = kz_arena_get(a, n + n / 3 + 2);

	if (*sign)
		p[at++] = *sign;
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			p[at++] = ',';
		p[at++] = digits[i];
	}
	return (struct kz_str){p, at};
}

struct kz_str kz_show_count(struct kz_arena *a, int64_t n)
{
	char digits[32];

	if (n == KZ_UNKNOWN)
		return KZ_S("-");
	(void)snprintf(digits, sizeof(digits), "%lld", (long long)(n < 0 ? -n : n));
	return with_commas(a, digits, n < 0 ? "-" : "");
}

/* "31.50" is 31.5, "2.00" is 2. */
static struct kz_str without_zeros(struct kz_str s)
{
	if (!kz_str_find_byte(s, '.', NULL))
		return s;
	while (s.n && s.p[s.n - 1] == '0')
		s.n--;
	if (s.n && s.p[s.n - 1] == '.')
		s.n--;
	return s;
}

struct kz_str kz_show_number(struct kz_arena *a, double v)
{
	double size = fabs(v);
	struct kz_str s;

	if (!isfinite(v))
		return KZ_S("-");
	if (size >= 99.95)
		return size < 9e15 ? kz_show_count(a, (int64_t)llround(v)) : kz_strf(a, "%.3g", v);
	if (size > 0 && size < 0.005)
		return v < 0 ? KZ_S("-0.01") : KZ_S("0.01");
	s = without_zeros(kz_strf(a, size >= 9.995 ? "%.1f" : "%.2f", v));
	return kz_str_eq(s, KZ_S("-0")) ? KZ_S("0") : s;
}

struct kz_str kz_show_share(struct kz_arena *a, double ratio)
{
	double percent = ratio * 100;

	if (!isfinite(ratio))
		return KZ_S("-");
	if (fabs(percent) >= 9.95)
		return kz_strf(a, "%.0f%%", percent);
	if (percent > 0 && percent < 0.1)
		return KZ_S("under 0.1%");
	return kz_strf(a, "%.*s%%", KZ_ARG(without_zeros(kz_strf(a, "%.1f", percent))));
}

/* The unit in which minutes are shown, and how many minutes it has. */
static const char *minutes_unit(double minutes, double *ret_per)
{
	double size = fabs(minutes);

	*ret_per = 1;
	if (size >= 72 * 60) {
		*ret_per = 24 * 60;
		return "days";
	}
	if (size >= 120) {
		*ret_per = 60;
		return "h";
	}
	if (size > 0 && size < 2) {
		*ret_per = 1.0 / 60;
		return "s";
	}
	return "min";
}

struct kz_str kz_show_minutes(struct kz_arena *a, double minutes)
{
	double per;
	const char *unit = minutes_unit(minutes, &per);

	if (!isfinite(minutes))
		return KZ_S("-");
	return kz_strf(a, KZ_FMT " %s", KZ_ARG(kz_show_number(a, minutes / per)), unit);
}

struct kz_str kz_show_unit(struct kz_arena *a, enum kz_unit unit, double v)
{
	switch (unit) {
	case KZ_UNIT_MINUTES:
		return kz_show_minutes(a, v);
	case KZ_UNIT_SHARE:
		return kz_show_share(a, v);
	case KZ_UNIT_COUNT:
		break;
	}
	return kz_show_number(a, v);
}

struct kz_str kz_show_range(struct kz_arena *a, enum kz_unit unit, double lo, double hi)
{
	struct kz_str from = kz_show_unit(a, unit, lo), to = kz_show_unit(a, unit, hi);
	size_t i, k;

	if (unit == KZ_UNIT_MINUTES && kz_str_find_byte(from, ' ', &i) &&
		kz_str_find_byte(to, ' ', &k) &&
		kz_str_eq(kz_str_from(from, i), kz_str_from(to, k)))
		from = kz_str_head(from, i);
	return kz_strf(a, KZ_FMT " to " KZ_FMT, KZ_ARG(from), KZ_ARG(to));
}

struct kz_str kz_show_plural(struct kz_arena *a, int64_t n, const char *word)
{
	struct kz_str w = kz_str_c(word);
	bool es = kz_str_ends(w, KZ_S("s")) || kz_str_ends(w, KZ_S("x")) ||
		kz_str_ends(w, KZ_S("sh"));
	const char *end = n == 1 ? "" : es ? "es" : "s";

	return kz_strf(a, KZ_FMT " %s%s", KZ_ARG(kz_show_count(a, n)), word, end);
}

double kz_round6(double v)
{
	char text[40];
	double back = NAN;

	if (!isfinite(v))
		return NAN;
	(void)snprintf(text, sizeof(text), "%.6g", v);
	(void)kz_str_f64(kz_str_c(text), &back);
	return back;
}

/* The smallest of 1, 2, 5 times a power of ten that is at least v. */
static double nice(double v)
{
	double ten = pow(10, floor(log10(v)));

	if (v <= ten)
		return ten;
	if (v <= 2 * ten)
		return 2 * ten;
	return v <= 5 * ten ? 5 * ten : 10 * ten;
}

/* Steps of time that people count in: minutes, hours, days. */
static double nice_minutes(double v)
{
	static const double steps[] = {1, 2, 5, 10, 20, 30, 60, 120, 240, 360, 720, 1440, 2880,
		4320, 10080, 20160, 43200, 86400};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (v <= steps[i])
			return steps[i];
	return 1440 * nice(v / 1440);
}

size_t kz_tics(enum kz_unit unit, double hi, double ret[KZ_TICS_MAX])
{
	double step;
	size_t n = 0;

	if (!(hi > 0))
		hi = 1;
	step = unit == KZ_UNIT_MINUTES && hi >= 4 ? nice_minutes(hi / 5) : nice(hi / 5);
	if (unit == KZ_UNIT_COUNT && hi >= 4 && step < 1)
		step = 1;
	while (n < KZ_TICS_MAX && (n == 0 || ret[n - 1] < hi)) {
		ret[n] = step * (double)n;
		n++;
	}
	return n;
}

size_t kz_tics_log(double lo, double hi, double ret[KZ_TICS_MAX])
{
	static const double marks[] = {0.1, 0.5, 1, 5, 10, 30, 60, 180, 360, 720, 1440, 4320, 10080,
		20160, 43200, 129600, 525600};
	enum { MARKS = sizeof(marks) / sizeof(marks[0]) };
	size_t from = 0, to = MARKS, n = 0, step;

	while (from + 1 < MARKS && marks[from + 1] <= lo)
		from++;
	while (to > from + 2 && marks[to - 2] >= hi)
		to--;
	step = (to - from + 4) / 5;
	for (size_t i = from; i < to && n < KZ_TICS_MAX; i += step)
		ret[n++] = marks[i];
	return n;
}
