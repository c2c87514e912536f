/* SPDX-License-Identifier: MIT */
/* Numbers as people read them (report.md 3.4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "base/clock.h"
#include "report/numbers.h"

static void expect(struct kz_str got, const char *want)
{
	if (!kz_str_eq(got, kz_str_c(want)))
		fail_msg("got '" KZ_FMT "', expected '%s'", KZ_ARG(got), want);
}

static void test_kz_show_number__has_three_digits_and_commas(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();

	(void)state;
	expect(kz_show_number(a, 0), "0");
	expect(kz_show_number(a, -0.0), "0");
	expect(kz_show_number(a, 2), "2");
	expect(kz_show_number(a, 2.2), "2.2");
	expect(kz_show_number(a, 0.346), "0.35");
	expect(kz_show_number(a, 0.0001), "0.01");
	expect(kz_show_number(a, 9.996), "10");
	expect(kz_show_number(a, 31.54), "31.5");
	expect(kz_show_number(a, 99.96), "100");
	expect(kz_show_number(a, 59280.4), "59,280");
	expect(kz_show_number(a, -1234567), "-1,234,567");
	expect(kz_show_number(a, NAN), "-");
	expect(kz_show_number(a, INFINITY), "-");
}

static void test_kz_show_count__is_whole_with_commas(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();

	(void)state;
	expect(kz_show_count(a, 999), "999");
	expect(kz_show_count(a, 1000), "1,000");
	expect(kz_show_count(a, -12), "-12");
	expect(kz_show_count(a, KZ_UNKNOWN), "-");
}

static void test_kz_show_share__has_decimals_below_ten_per_cent_only(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();

	(void)state;
	expect(kz_show_share(a, 0.589), "59%");
	expect(kz_show_share(a, 0.0413), "4.1%");
	expect(kz_show_share(a, 0.0996), "10%");
	expect(kz_show_share(a, 0), "0%");
	expect(kz_show_share(a, 0.0004), "under 0.1%");
	expect(kz_show_share(a, 1), "100%");
	expect(kz_show_share(a, NAN), "-");
}

static void test_kz_show_minutes__changes_unit_with_size(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();

	(void)state;
	expect(kz_show_minutes(a, 0.5), "30 s");
	expect(kz_show_minutes(a, 0), "0 min");
	expect(kz_show_minutes(a, 119), "119 min");
	expect(kz_show_minutes(a, 120), "2 h");
	expect(kz_show_minutes(a, 2280), "38 h");
	expect(kz_show_minutes(a, 72 * 60), "3 days");
	expect(kz_show_minutes(a, 9400), "6.53 days");
	expect(kz_show_range(a, KZ_UNIT_MINUTES, 2040, 2520), "34 to 42 h");
	expect(kz_show_range(a, KZ_UNIT_MINUTES, 20, 2520), "20 min to 42 h");
	expect(kz_show_range(a, KZ_UNIT_SHARE, 0.37, 1), "37% to 100%");
}

static void test_kz_show_plural__knows_words_in_x(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();

	(void)state;
	expect(kz_show_plural(a, 1, "week"), "1 week");
	expect(kz_show_plural(a, 2600, "week"), "2,600 weeks");
	expect(kz_show_plural(a, 2, "fix"), "2 fixes");
	expect(kz_show_plural(a, 0, "loss"), "0 losses");
}

static void test_kz_tics__cover_the_range_in_steps_people_count_in(void **state)
{
	static const double ends[] = {0.3, 1, 3, 7, 12, 56, 99, 1000, 123456};
	double tics[KZ_TICS_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		for (int unit = KZ_UNIT_COUNT; unit <= KZ_UNIT_SHARE; unit++) {
			size_t n = kz_tics((enum kz_unit)unit, ends[i], tics);

			assert_in_range(n, 2, 7);
			assert_true(tics[0] >= 0 && tics[0] <= 0);
			assert_true(tics[n - 1] >= ends[i]);
		}
	assert_int_equal(kz_tics(KZ_UNIT_MINUTES, 140, tics), 6); /* 0 30 60 90 120 150 */
	assert_true(tics[1] > 29.9 && tics[1] < 30.1);
	assert_in_range(kz_tics_log(5, 20000, tics), 3, KZ_TICS_MAX);
	assert_in_range(kz_tics_log(1, 2, tics), 2, KZ_TICS_MAX);
}

static void test_kz_round6__keeps_six_digits(void **state)
{
	(void)state;
	assert_true(fabs(kz_round6(0.123456789) - 0.123457) < 1e-12);
	assert_true(fabs(kz_round6(1234567.0) - 1234570) < 1e-6);
	assert_true(isnan(kz_round6(NAN)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_show_number__has_three_digits_and_commas),
		cmocka_unit_test(test_kz_show_count__is_whole_with_commas),
		cmocka_unit_test(test_kz_show_share__has_decimals_below_ten_per_cent_only),
		cmocka_unit_test(test_kz_show_minutes__changes_unit_with_size),
		cmocka_unit_test(test_kz_show_plural__knows_words_in_x),
		cmocka_unit_test(test_kz_tics__cover_the_range_in_steps_people_count_in),
		cmocka_unit_test(test_kz_round6__keeps_six_digits),
	};

	return cmocka_run_group_tests_name("numbers", tests, NULL, NULL);
}
