/* SPDX-License-Identifier: MIT */
/* Statistics of arrays: worked examples and laws. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "base/stats.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static void assert_near(double have, double want)
{
	if (isnan(want) ? !isnan(have) : !(fabs(have - want) <= 1e-6))
		fail_msg("expected %.9g, found %.9g", want, have);
}

static void test_kz_sum__keeps_what_a_plain_sum_loses(void **state)
{
	double x[1001] = {1e16};

	(void)state;
	for (size_t i = 1; i < COUNT(x); i++)
		x[i] = 1;
	assert_true(kz_sum(x, COUNT(x)) == 1e16 + 1000);
	assert_true(kz_sum(x, 0) == 0);
}

static void test_kz_quantile__interpolates_as_type_7(void **state)
{
	const double x[] = {2, 3, 3, 5, 8, 9, 13, 14, 21, 34};

	(void)state;
	assert_near(kz_quantile(x, COUNT(x), 0.5), 8.5);
	assert_near(kz_quantile(x, COUNT(x), 0.85), 18.55);
	assert_near(kz_quantile(x, COUNT(x), 0.95), 28.15);
	assert_near(kz_quantile(x, COUNT(x), 0), 2);
	assert_near(kz_quantile(x, COUNT(x), 1), 34);
	assert_near(kz_quantile(x, 0, 0.5), NAN);
}

static void test_kz_median__is_the_mean_of_the_two_in_the_middle(void **state)
{
	double even[] = {9, 1, 5, 3}, one[] = {7};

	(void)state;
	assert_near(kz_median(even, COUNT(even)), 4);
	assert_near(kz_median(one, 1), 7);
	assert_near(kz_median(one, 0), NAN);
}

static void test_kz_wilson__holds_worked_examples(void **state)
{
	struct kz_share some = kz_wilson(3, 50), none = kz_wilson(0, 20), all = kz_wilson(20, 20),
			empty = kz_wilson(0, 0);

	(void)state;
	assert_near(some.p, 0.06);
	assert_near(some.lo, 0.020615);
	assert_near(some.hi, 0.162171);
	assert_near(none.lo, 0);
	assert_near(none.hi, 0.161125);
	assert_near(all.lo, 1 - 0.161125);
	assert_near(all.hi, 1);
	assert_near(empty.p, NAN);
	assert_near(empty.lo, NAN);
	assert_near(empty.hi, NAN);
}

static void test_kz_running_share__ends_at_one(void **state)
{
	const double x[] = {620, 480, 310, 205, 140, 95}, zero[] = {0, 0};
	double share[6];

	(void)state;
	kz_running_share(x, COUNT(x), share);
	assert_near(share[0], 0.335135);
	assert_near(share[2], 0.762162);
	assert_near(share[5], 1);
	kz_running_share(zero, COUNT(zero), share);
	assert_near(share[1], NAN);
}

static json_t *example(json_t *all, const char *id)
{
	json_t *list = kz_json_array(all, "examples"), *e;
	size_t i;

	json_array_foreach(list, i, e)
		if (kz_str_eq(kz_json_text(e, "id"), kz_str_c(id)))
			return e;
	fail_msg("no example %s", id);
	return NULL;
}

static double number(const json_t *of, const char *key)
{
	const json_t *v = json_object_get(of, key);

	return json_is_number(v) ? json_number_value(v) : NAN;
}

static size_t numbers(const json_t *of, const char *key, double *ret)
{
	json_t *list = kz_json_array(of, key), *v;
	size_t i;

	json_array_foreach(list, i, v)
		ret[i] = json_number_value(v);
	return json_array_size(list);
}

static void check_shared(json_t *all)
{
	static const char *const wilson[] = {"wilson", "wilson_zero", "wilson_empty"};
	json_t *e = example(all, "percentile_type7"), *list;
	double x[64], p[8], q[8];
	size_t n = numbers(kz_json_object(e, "input"), "x", x), n_p;

	n_p = numbers(kz_json_object(e, "input"), "p", p);
	assert_int_equal(numbers(kz_json_object(e, "expected"), "q", q), n_p);
	for (size_t i = 0; i < n_p; i++)
		assert_near(kz_quantile(x, n, p[i]), q[i]);
	for (size_t i = 0; i < COUNT(wilson); i++) {
		json_t *in = kz_json_object(example(all, wilson[i]), "input");
		json_t *want = kz_json_object(example(all, wilson[i]), "expected");
		struct kz_share s = kz_wilson((int64_t)number(in, "k"), (int64_t)number(in, "n"));

		assert_near(s.p, number(want, "p"));
		assert_near(s.lo, number(want, "lo"));
		assert_near(s.hi, number(want, "hi"));
	}
	list = kz_json_array(kz_json_object(example(all, "pareto_minutes"), "expected"), "rows");
	n = json_array_size(list);
	for (size_t i = 0; i < n; i++)
		x[i] = json_number_value(json_array_get(json_array_get(list, i), 1));
	kz_running_share(x, n, q);
	for (size_t i = 0; i < n; i++)
		assert_near(q[i], json_number_value(json_array_get(json_array_get(list, i), 2)));
}

static void test_stats__hold_the_shared_examples(void **state)
{
	const char *path = KAIZEN_SOURCE_DIR "/../shared/data/stats/examples.json";
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = {.mem = mem};
	KZ_OWN_JSON all = NULL;
	struct kz_str text;
	size_t used;

	(void)state;
	if (!kz_path_exists(path)) {
		print_message("skipped: no %s\n", path);
		skip();
	}
	assert_int_equal(kz_file_read(&cx, path, 16 << 20, &text), 0);
	assert_int_equal(kz_json_read(&cx, text, &all, &used), 0);
	check_shared(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_sum__keeps_what_a_plain_sum_loses),
		cmocka_unit_test(test_kz_quantile__interpolates_as_type_7),
		cmocka_unit_test(test_kz_median__is_the_mean_of_the_two_in_the_middle),
		cmocka_unit_test(test_kz_wilson__holds_worked_examples),
		cmocka_unit_test(test_kz_running_share__ends_at_one),
		cmocka_unit_test(test_stats__hold_the_shared_examples),
	};

	return cmocka_run_group_tests_name("stats", tests, NULL, NULL);
}
