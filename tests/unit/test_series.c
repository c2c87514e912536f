/* SPDX-License-Identifier: MIT */
/* What is said of a measure: by how many points, what signals, what countermeasures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "report/series.h"
#include "report/sparkline.h"

enum { START = 1779062400 /* 2026-05-18, a Monday */ };

static struct kz_series new_series(struct kz_arena *a, const char *id, const double *values,
	size_t n)
{
	struct kz_series s = {
		.measure = kz_measure_find(a, kz_str_c(id)),
		.points = KZ_NEW_ARRAY(a, struct kz_xmr_point, n),
		.at = KZ_NEW_ARRAY(a, int64_t, n),
		.counts = KZ_NEW_ARRAY(a, int64_t, n),
		.n = n,
	};

	for (size_t i = 0; i < n; i++) {
		s.points[i].value = values[i];
		s.at[i] = START + (int64_t)i * KZ_WEEK;
		s.counts[i] = isfinite(values[i]) ? 10 : KZ_UNKNOWN;
	}
	return s;
}

/* A calm process around level: its own small noise, the same each time. */
static void fill(double *values, size_t from, size_t to, double level)
{
	static const double noise[] = {0.4, -0.7, 1.1, -0.2, -1.3, 0.8, 0.1, -0.6, 1.2, -0.9};

	for (size_t i = from; i < to; i++)
		values[i] = level + noise[i % 10];
}

static void expect(struct kz_str got, const char *want)
{
	if (!kz_str_eq(got, kz_str_c(want)))
		fail_msg("got '" KZ_FMT "', expected '%s'", KZ_ARG(got), want);
}

static void test_kz_series_judge__says_how_many_points_are_missing(void **state)
{
	static const double few[] = {3, 4, 5}, some[] = {3, 4, 5, 4, 3, 5, 4};
	KZ_OWN(kz_arena) a = kz_arena_new();
	struct kz_series s = new_series(a, "test_failures", few, 3);

	(void)state;
	kz_series_judge(a, &s, NULL, 0);
	expect(s.finding,
		"Test failures: too few points for a chart, have 3 weeks, need 6 (about "
		"2026-06-29)");
	expect(s.word, "3 weeks, limits from 12");
	s = new_series(a, "test_failures", some, 7);
	kz_series_judge(a, &s, NULL, 0);
	expect(s.finding,
		"Test failures: mean 4 a week in 7 weeks, limits from 12 (about 2026-08-10)");
}

/* Points enough, and still no limits: their ranges are all nothing, or there is none. */
static void test_kz_series_judge__says_why_there_are_no_limits(void **state)
{
	double ties[15] = {0}, gaps[30];
	KZ_OWN(kz_arena) a = kz_arena_new();
	struct kz_series s;

	(void)state;
	ties[13] = NAN;
	ties[14] = 5;
	s = new_series(a, "test_failures", ties, 15);
	kz_series_judge(a, &s, NULL, 0);
	expect(s.finding, "Test failures: mean 0.36 a week, too many equal values for limits");
	expect(s.word, "no limits, equal values");
	for (int i = 0; i < 30; i++)
		gaps[i] = i % 2 ? (double)NAN : 3 + i % 4;
	s = new_series(a, "test_failures", gaps, 30);
	kz_series_judge(a, &s, NULL, 0);
	expect(s.finding, "Test failures: mean 3.93 a week, no two weeks in a row for limits");
	expect(s.word, "no limits, gaps");
}

static void test_kz_series_judge__calls_twelve_to_nineteen_points_provisional(void **state)
{
	double v[15];
	KZ_OWN(kz_arena) a = kz_arena_new();
	struct kz_series s;

	(void)state;
	fill(v, 0, 15, 20);
	v[14] = 60;
	s = new_series(a, "test_failures", v, 15);
	kz_series_judge(a, &s, NULL, 0);
	assert_int_equal(s.tone, KZ_TONE_PLAIN);
	expect(s.word, "limits provisional");
}

static void test_kz_series_judge__names_the_point_outside(void **state)
{
	double v[24];
	KZ_OWN(kz_arena) a = kz_arena_new();
	struct kz_series s;

	(void)state;
	fill(v, 0, 24, 20);
	s = new_series(a, "test_failures", v, 24);
	kz_series_judge(a, &s, NULL, 0);
	assert_int_equal(s.tone, KZ_TONE_PLAIN);
	expect(s.word, "within limits");
	assert_true(kz_str_starts(s.finding, KZ_S("Test failures stay within their limits, ")));
	v[23] = 60;
	s = new_series(a, "test_failures", v, 24);
	kz_series_judge(a, &s, NULL, 0);
	assert_int_equal(s.tone, KZ_TONE_WORSE);
	expect(s.word, "worse, above limits");
	assert_true(kz_str_starts(s.finding,
		KZ_S("Test failures left their limits in 2026-W44: 60, not ")));
}

static void test_kz_series_judge__begins_a_phase_where_a_countermeasure_shifted_it(void **state)
{
	const struct kz_event marks[] = {{START + 14 * KZ_WEEK + KZ_DAY, KZ_S("cm-1"), KZ_S("x")}};
	double v[26];
	KZ_OWN(kz_arena) a = kz_arena_new();
	struct kz_series s;

	(void)state;
	fill(v, 0, 14, 40);
	fill(v, 14, 26, 30);
	s = new_series(a, "test_failures", v, 26);
	kz_series_judge(a, &s, marks, 1);
	assert_int_equal(s.n_phases, 2);
	assert_int_equal(s.phases[1].from, 14);
	assert_int_equal(s.tone, KZ_TONE_BETTER);
	expect(s.word, "25% better");
	expect(s.finding, "Test failures fell from 40 to 29.9 a week after cm-1");
	fill(v, 14, 26, 40); /* nothing changed: the mark stays a mark */
	s = new_series(a, "test_failures", v, 26);
	kz_series_judge(a, &s, marks, 1);
	assert_int_equal(s.n_phases, 1);
	fill(v, 14, 26, 30); /* shifted, but nobody did anything */
	s = new_series(a, "test_failures", v, 26);
	kz_series_judge(a, &s, NULL, 0);
	assert_int_equal(s.n_phases, 1);
}

static void test_kz_series_judge__calls_more_neither_better_nor_worse(void **state)
{
	double v[24];
	KZ_OWN(kz_arena) a = kz_arena_new();
	struct kz_series s;

	(void)state;
	fill(v, 0, 24, 20);
	v[23] = 60;
	s = new_series(a, "commits_merged", v, 24);
	kz_series_judge(a, &s, NULL, 0);
	assert_int_equal(s.tone, KZ_TONE_CHANGED);
	expect(s.word, "more, above limits");
}

static void test_kz_series_judge__leaves_out_the_bucket_that_is_not_over(void **state)
{
	double v[21];
	KZ_OWN(kz_arena) a = kz_arena_new();
	struct kz_series s;

	(void)state;
	fill(v, 0, 20, 20);
	v[20] = 500;
	s = new_series(a, "test_failures", v, 21);
	s.points[20].is_incomplete = true;
	kz_series_judge(a, &s, NULL, 0);
	assert_int_equal(s.latest, 19);
	assert_int_equal(s.measured, 20);
	expect(s.source,
		"n = 20 weeks, 210 attempts; the data end within 2026-W41, it is not counted");
}

static void test_kz_series_judge__shows_the_first_bucket_before_it_is_over(void **state)
{
	static const double one[] = {7};
	KZ_OWN(kz_arena) a = kz_arena_new();
	KZ_OWN(kz_buf) b = kz_buf_new(1000);
	struct kz_series s = new_series(a, "test_failures", one, 1);

	(void)state;
	s.points[0].is_incomplete = true;
	kz_series_judge(a, &s, NULL, 0);
	assert_int_equal(s.latest, 0);
	assert_int_equal(s.tone, KZ_TONE_PLAIN);
	expect(s.word, "first week, not complete yet");
	kz_spark_svg(b, &s);
	assert_true(kz_str_find(kz_buf_str(b), KZ_S("<circle"), NULL));
}

static void test_kz_measure_find__makes_up_what_it_does_not_know(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();

	(void)state;
	expect(kz_measure_find(a, KZ_S("new_measure"))->title, "new_measure");
	expect(kz_measure_find(a, KZ_S("lead_time_hours"))->title, "Lead time");
}

static void test_kz_spark_text__scales_over_its_own_range(void **state)
{
	static const double v[] = {0, 7, NAN, 3.5}, flat[] = {5, 5}, zero[] = {0, 0};
	KZ_OWN(kz_buf) b = kz_buf_new(100);

	(void)state;
	kz_spark_text(b, v, 4, true);
	expect(kz_buf_str(b), "\u2581\u2588 \u2584");
	kz_buf_reset(b);
	kz_spark_text(b, v, 4, false);
	expect(kz_buf_str(b), ".% =");
	kz_buf_reset(b);
	kz_spark_text(b, flat, 2, true);
	expect(kz_buf_str(b), "\u2584\u2584");
	kz_buf_reset(b);
	kz_spark_text(b, zero, 2, true);
	expect(kz_buf_str(b), "\u2581\u2581");
}

static void test_kz_bar_text__draws_eighths(void **state)
{
	KZ_OWN(kz_buf) b = kz_buf_new(100);

	(void)state;
	kz_bar_text(b, 10, 10, 4, true);
	expect(kz_buf_str(b), "\u2588\u2588\u2588\u2588");
	kz_buf_reset(b);
	kz_bar_text(b, 5.3, 10, 4, true);
	expect(kz_buf_str(b), "\u2588\u2588\u258f");
	kz_buf_reset(b);
	kz_bar_text(b, 0.001, 10, 4, false);
	expect(kz_buf_str(b), "#");
	kz_buf_reset(b);
	kz_bar_text(b, 0, 10, 4, false);
	expect(kz_buf_str(b), "");
}

/* A zero has no logarithm: then the limits are of the values themselves. */
static void test_kz_series_judge__takes_no_logarithms_with_a_zero(void **state)
{
	static const double values[] = {1, 2, 4}, with_zero[] = {0, 2, 4};
	KZ_OWN(kz_arena) a = kz_arena_new();
	struct kz_series s = new_series(a, "lead_time_hours", values, 3);

	(void)state;
	kz_series_judge(a, &s, NULL, 0);
	assert_true(s.is_log);
	s = new_series(a, "lead_time_hours", with_zero, 3);
	kz_series_judge(a, &s, NULL, 0);
	assert_false(s.is_log);
}

static void test_kz_spark_svg__draws_a_dot_from_the_first_point_on(void **state)
{
	static const double one[] = {7}, gap[] = {1, NAN, 3, 4}, zeroes[] = {0, 0};
	KZ_OWN(kz_arena) a = kz_arena_new();
	KZ_OWN(kz_buf) b = kz_buf_new(10000);
	struct kz_series s = new_series(a, "test_failures", one, 1);

	(void)state;
	kz_series_judge(a, &s, NULL, 0);
	kz_spark_svg(b, &s);
	assert_true(kz_str_find(kz_buf_str(b), KZ_S("<circle"), NULL));
	assert_false(kz_str_find(kz_buf_str(b), KZ_S("<path"), NULL));
	assert_false(kz_str_find(kz_buf_str(b), KZ_S("nan"), NULL));
	kz_buf_reset(b);
	s = new_series(a, "test_failures", gap, 4);
	kz_series_judge(a, &s, NULL, 0);
	kz_spark_svg(b, &s);
	assert_true(kz_str_find(kz_buf_str(b), KZ_S("d=\"M4.0 36.0M132.0 14.7L196.0 4.0\""), NULL));
	kz_buf_reset(b);
	s = new_series(a, "test_failures", zeroes, 2);
	kz_series_judge(a, &s, NULL, 0);
	kz_spark_svg(b, &s); /* nothing lies on the ground */
	assert_true(kz_str_find(kz_buf_str(b), KZ_S("d=\"M4.0 36.0L196.0 36.0\""), NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_series_judge__says_how_many_points_are_missing),
		cmocka_unit_test(test_kz_series_judge__says_why_there_are_no_limits),
		cmocka_unit_test(test_kz_series_judge__calls_twelve_to_nineteen_points_provisional),
		cmocka_unit_test(test_kz_series_judge__names_the_point_outside),
		cmocka_unit_test(
			test_kz_series_judge__begins_a_phase_where_a_countermeasure_shifted_it),
		cmocka_unit_test(test_kz_series_judge__calls_more_neither_better_nor_worse),
		cmocka_unit_test(test_kz_series_judge__leaves_out_the_bucket_that_is_not_over),
		cmocka_unit_test(test_kz_series_judge__shows_the_first_bucket_before_it_is_over),
		cmocka_unit_test(test_kz_measure_find__makes_up_what_it_does_not_know),
		cmocka_unit_test(test_kz_series_judge__takes_no_logarithms_with_a_zero),
		cmocka_unit_test(test_kz_spark_text__scales_over_its_own_range),
		cmocka_unit_test(test_kz_bar_text__draws_eighths),
		cmocka_unit_test(test_kz_spark_svg__draws_a_dot_from_the_first_point_on),
	};

	return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
