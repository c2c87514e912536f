/* SPDX-License-Identifier: MIT */
/* XmR charts: worked examples, phases, gaps, what never signals. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "base/xmr.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

enum { MOST = 64 };

static void assert_near(double have, double want)
{
	if (isnan(want) ? !isnan(have) : !(fabs(have - want) <= 1e-6))
		fail_msg("expected %.9g, found %.9g", want, have);
}

static void fill(struct kz_xmr_point *p, const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (struct kz_xmr_point){.value = x[i]};
}

static const double steady[] = {10, 12, 9, 11, 10, 13, 8, 11, 10, 12, 9, 11, 10, 12, 11, 9, 10, 11,
	12, 10, 9, 8, 9, 8, 7, 8, 9, 8, 7, 7, 20, 5};

static void test_kz_xmr__takes_limits_from_the_baseline_and_runs_three_rules(void **state)
{
	const struct kz_xmr_options options = {.baseline = 20};
	struct kz_xmr_point p[COUNT(steady)];
	struct kz_xmr_phase ph;

	(void)state;
	fill(p, steady, COUNT(steady));
	assert_int_equal(kz_xmr(&options, p, COUNT(steady), &ph, 1), 1);
	assert_near(ph.centre, 10.55);
	assert_near(ph.upper, 15.87);
	assert_near(ph.lower, 5.23);
	assert_near(ph.range_limit, 6.536);
	assert_int_equal(ph.level, KZ_XMR_FIRM);
	for (size_t i = 0; i < COUNT(steady); i++) {
		unsigned want = (i >= 30 ? KZ_XMR_R1 : 0) | (i >= 26 && i < 30 ? KZ_XMR_R2 : 0) |
			(i == 31 ? KZ_XMR_R3 : 0);

		assert_int_equal(p[i].signals, want);
	}
}

static void test_kz_xmr__uses_no_range_across_a_phase_border(void **state)
{
	const struct kz_xmr_options options = {0};
	struct kz_xmr_point p[30];
	struct kz_xmr_phase ph[2];

	(void)state;
	fill(p, steady, COUNT(p));
	p[20].starts_phase = true;
	assert_int_equal(kz_xmr(&options, p, COUNT(p), ph, 2), 2);
	assert_near(ph[0].centre, 10.55);
	assert_near(ph[1].centre, 8);
	assert_near(ph[1].range, 0.888889);
	assert_near(ph[1].upper, 10.364444);
	assert_near(p[20].range, NAN);
	assert_int_equal(p[20].phase, 1);
	assert_int_equal(ph[1].level, KZ_XMR_CENTRE); /* ten points */
	for (size_t i = 20; i < COUNT(p); i++)
		assert_int_equal(p[i].signals, 0);
}

static void test_kz_xmr__median_variant_finds_what_an_outlier_hides(void **state)
{
	const double x[] = {12, 15, 11, 14, 13, 60, 12, 16, 13, 15, 14, 12};
	struct kz_xmr_options options = {.method = KZ_XMR_MEDIAN};
	struct kz_xmr_point p[COUNT(x)];
	struct kz_xmr_phase ph;

	(void)state;
	fill(p, x, COUNT(x));
	(void)kz_xmr(&options, p, COUNT(x), &ph, 1);
	assert_near(ph.centre, 13.5);
	assert_near(ph.upper, 22.935);
	assert_near(ph.range_limit, 11.595);
	assert_int_equal(p[5].signals, KZ_XMR_R1);
}

static void test_kz_xmr__a_clipped_limit_never_signals(void **state)
{
	const struct kz_xmr_options options = {.has_floor = true, .floor = 0};
	double x[24];
	struct kz_xmr_point p[24];
	struct kz_xmr_phase ph;

	(void)state;
	for (size_t i = 0; i < COUNT(x); i++)
		x[i] = i % 2 ? 5 : 3;
	x[20] = x[21] = x[22] = 0;
	fill(p, x, COUNT(x));
	(void)kz_xmr(&options, p, COUNT(x), &ph, 1);
	assert_true(ph.is_low_clipped && ph.lower < 0);
	assert_near(ph.low, 0);
	for (size_t i = 20; i < 23; i++)
		assert_int_equal(p[i].signals, 0);
}

static void test_kz_xmr__a_gap_breaks_the_moving_range(void **state)
{
	const double x[] = {5, 7, NAN, 20, 22};
	const struct kz_xmr_options options = {0};
	struct kz_xmr_point p[COUNT(x)];
	struct kz_xmr_phase ph;

	(void)state;
	fill(p, x, COUNT(x));
	(void)kz_xmr(&options, p, COUNT(x), &ph, 1);
	assert_near(p[1].range, 2);
	assert_near(p[3].range, NAN);
	assert_near(ph.range, 2);
	assert_int_equal(ph.n, 4);
	assert_int_equal(ph.level, KZ_XMR_VALUES);
}

static void test_kz_xmr__an_incomplete_bucket_is_in_no_limit_and_no_rule(void **state)
{
	const struct kz_xmr_options options = {0};
	struct kz_xmr_point p[COUNT(steady)];
	struct kz_xmr_phase ph;

	(void)state;
	fill(p, steady, COUNT(steady));
	p[31].is_incomplete = true;
	p[30].value = NAN;
	(void)kz_xmr(&options, p, COUNT(steady), &ph, 1);
	assert_int_equal(ph.n, 30);
	assert_int_equal(p[31].signals, 0);
	assert_near(p[31].range, NAN);
}

static void test_kz_xmr__limits_are_frozen_at_thirty_points(void **state)
{
	const struct kz_xmr_options options = {0};
	struct kz_xmr_point p[60];
	struct kz_xmr_phase ph, again;

	(void)state;
	for (size_t i = 0; i < COUNT(p); i++)
		p[i] = (struct kz_xmr_point){.value = steady[i % 30]};
	(void)kz_xmr(&options, p, 30, &ph, 1);
	p[45].value = 1000;
	(void)kz_xmr(&options, p, COUNT(p), &again, 1);
	assert_near(again.upper, ph.upper);
	assert_int_equal(again.n, 30);
	assert_true(p[45].signals & KZ_XMR_R1);
}

static void test_kz_xmr__constant_baseline_has_no_width_and_any_change_signals(void **state)
{
	const struct kz_xmr_options options = {.baseline = 20};
	struct kz_xmr_point p[22];
	struct kz_xmr_phase ph;

	(void)state;
	for (size_t i = 0; i < COUNT(p); i++)
		p[i] = (struct kz_xmr_point){.value = 0.1};
	p[21].value = 0.2;
	(void)kz_xmr(&options, p, COUNT(p), &ph, 1);
	assert_true(ph.is_constant);
	assert_near(ph.upper, 0.1);
	assert_int_equal(p[20].signals, 0);
	assert_int_equal(p[21].signals, KZ_XMR_R1);
}

static void test_kz_xmr__ties_of_the_median_give_no_limits(void **state)
{
	const struct kz_xmr_options options = {.method = KZ_XMR_MEDIAN};
	struct kz_xmr_point p[20];
	struct kz_xmr_phase ph;

	(void)state;
	for (size_t i = 0; i < COUNT(p); i++)
		p[i] = (struct kz_xmr_point){.value = i == 10 ? 3 : 1};
	(void)kz_xmr(&options, p, COUNT(p), &ph, 1);
	assert_false(ph.is_constant);
	assert_near(ph.upper, NAN);
	assert_int_equal(ph.level, KZ_XMR_CENTRE);
	assert_int_equal(p[10].signals, 0);
}

static void test_kz_xmr__logs_of_durations_come_back_in_their_unit(void **state)
{
	const struct kz_xmr_options options = {.is_log = true};
	const double x[] = {1, 10, 1, 10, 0};
	struct kz_xmr_point p[COUNT(x)];
	struct kz_xmr_phase ph;

	(void)state;
	fill(p, x, COUNT(x));
	(void)kz_xmr(&options, p, COUNT(x), &ph, 1);
	assert_int_equal(ph.n, 4); /* zero has no logarithm: a gap */
	assert_near(ph.centre, sqrt(10));
	assert_near(ph.range, log(10));
	assert_near(log(ph.upper / ph.centre), 2.66 * log(10));
}

static void test_kz_xmr__autocorrelated_series_keeps_rule_one_only(void **state)
{
	const struct kz_xmr_options options = {.baseline = 20};
	struct kz_xmr_point p[30];
	struct kz_xmr_phase ph;

	(void)state;
	for (size_t i = 0; i < COUNT(p); i++) /* a slow wave */
		p[i] = (struct kz_xmr_point){.value = 100 + 10 * sin((double)i / 3)};
	(void)kz_xmr(&options, p, COUNT(p), &ph, 1);
	assert_true(ph.is_autocorrelated && ph.lag1 > 0.25);
	assert_near(ph.upper - ph.centre, 2.66 * ph.range / sqrt(1 - fmin(ph.lag1, 0.9)));
	for (size_t i = 0; i < COUNT(p); i++)
		assert_int_equal(p[i].signals & ~(unsigned)KZ_XMR_R1, 0);
}

static void test_kz_xmr__a_quarter_is_autocorrelation_enough(void **state)
{
	static const double steps[] = {1.2, 1.4}; /* neighbours correlate by their cosine */
	const struct kz_xmr_options options = {0};
	struct kz_xmr_point p[24];
	struct kz_xmr_phase ph;

	(void)state;
	for (size_t k = 0; k < COUNT(steps); k++) {
		for (size_t i = 0; i < COUNT(p); i++)
			p[i] = (struct kz_xmr_point){.value = sin(steps[k] * (double)i)};
		(void)kz_xmr(&options, p, COUNT(p), &ph, 1);
		assert_int_equal(ph.is_autocorrelated, k == 0);
	}
}

static void test_kz_xmr__adding_a_constant_leaves_the_width(void **state)
{
	const struct kz_xmr_options options = {0};
	struct kz_xmr_point p[30];
	struct kz_xmr_phase ph, moved;

	(void)state;
	fill(p, steady, COUNT(p));
	(void)kz_xmr(&options, p, COUNT(p), &ph, 1);
	for (size_t i = 0; i < COUNT(p); i++)
		p[i].value += 1000;
	(void)kz_xmr(&options, p, COUNT(p), &moved, 1);
	assert_near(moved.upper - moved.lower, ph.upper - ph.lower);
	assert_int_equal(kz_xmr(&options, p, 0, &ph, 1), 0);
}

static double number(const json_t *of, const char *key)
{
	const json_t *v = json_object_get(of, key);

	return json_is_number(v) ? json_number_value(v) : NAN;
}

static void check_example(const json_t *e)
{
	const json_t *in = kz_json_object(e, "input"), *want = kz_json_object(e, "expected");
	struct kz_xmr_options options = {
		.method = kz_str_eq(kz_json_text(in, "method"), KZ_S("median")) ? KZ_XMR_MEDIAN
										: KZ_XMR_MEAN,
		.has_floor = json_object_get(in, "floor") != NULL,
		.floor = 0,
	};
	struct kz_xmr_point p[MOST];
	struct kz_xmr_phase ph;
	json_t *x = kz_json_array(in, "x"), *v;
	size_t i;

	json_array_foreach(x, i, v)
		p[i] = (struct kz_xmr_point){.value = json_number_value(v)};
	assert_int_equal(kz_xmr(&options, p, json_array_size(x), &ph, 1), 1);
	assert_near(ph.centre, number(want, "center"));
	assert_near(ph.range, number(want, "mr_center"));
	assert_near(ph.upper, number(want, "unpl"));
	assert_near(ph.lower, number(want, "lnpl"));
	assert_near(ph.range_limit, number(want, "url"));
	if (options.has_floor)
		assert_near(ph.low, number(want, "lnpl_reported"));
}

static void test_kz_xmr__holds_the_shared_examples(void **state)
{
	const char *path = KAIZEN_SOURCE_DIR "/../shared/data/stats/examples.json";
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = {.mem = mem};
	KZ_OWN_JSON all = NULL;
	struct kz_str text;
	size_t used, i, n = 0;
	json_t *e;

	(void)state;
	if (!kz_path_exists(path)) {
		print_message("skipped: no %s\n", path);
		skip();
	}
	assert_int_equal(kz_file_read(&cx, path, 16 << 20, &text), 0);
	assert_int_equal(kz_json_read(&cx, text, &all, &used), 0);
	json_array_foreach(kz_json_array(all, "examples"), i, e) {
		if (!kz_str_starts(kz_json_text(e, "id"), KZ_S("xmr_")) ||
			!kz_json_array(kz_json_object(e, "input"), "x"))
			continue;
		check_example(e);
		n++;
	}
	assert_int_equal(n, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_xmr__takes_limits_from_the_baseline_and_runs_three_rules),
		cmocka_unit_test(test_kz_xmr__uses_no_range_across_a_phase_border),
		cmocka_unit_test(test_kz_xmr__median_variant_finds_what_an_outlier_hides),
		cmocka_unit_test(test_kz_xmr__a_clipped_limit_never_signals),
		cmocka_unit_test(test_kz_xmr__a_gap_breaks_the_moving_range),
		cmocka_unit_test(test_kz_xmr__an_incomplete_bucket_is_in_no_limit_and_no_rule),
		cmocka_unit_test(test_kz_xmr__limits_are_frozen_at_thirty_points),
		cmocka_unit_test(
			test_kz_xmr__constant_baseline_has_no_width_and_any_change_signals),
		cmocka_unit_test(test_kz_xmr__ties_of_the_median_give_no_limits),
		cmocka_unit_test(test_kz_xmr__logs_of_durations_come_back_in_their_unit),
		cmocka_unit_test(test_kz_xmr__autocorrelated_series_keeps_rule_one_only),
		cmocka_unit_test(test_kz_xmr__a_quarter_is_autocorrelation_enough),
		cmocka_unit_test(test_kz_xmr__adding_a_constant_leaves_the_width),
		cmocka_unit_test(test_kz_xmr__holds_the_shared_examples),
	};

	return cmocka_run_group_tests_name("xmr", tests, NULL, NULL);
}
