/* SPDX-License-Identifier: MIT */
/* Time: ISO 8601, civil dates against known days, ISO weeks at the turn of years. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"

static void test_kz_time_iso_ms__reads_what_agents_and_ci_write(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
		bool zone;
	} good[] = {
		{"1970-01-01T00:00:00Z", 0, true},
		{"2026-02-16T10:11:12.345Z", 1771236672345, true},
		{"2026-02-16T10:11:12+05:45", 1771215972000, true},
		{"2026-02-16 10:11:12", 1771236672000, false},
		{"2024-01-03T 12:40:13", 1704285613000, false},
		{"2024-02-29", 1709164800000, false},
		{"2016-12-31T23:59:60Z", 1483228799000, true},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		int64_t ms = -1;
		bool zone = !good[i].zone;

		assert_true(kz_time_iso_ms(kz_str_c(good[i].text), &ms, &zone));
		assert_int_equal(ms, good[i].ms);
		assert_int_equal(zone, good[i].zone);
	}
}

static void test_kz_time_iso_ms__refuses_what_is_no_time(void **state)
{
	static const char *const bad[] = {"", "0001-01-01T00:00:00Z", "2023-02-29", "2024-13-01",
		"2024-01-01T25:00:00Z", "2024-01-01T10:00:00X", "06/15/2018",
		"2024-01-01T10:00:00.Z", "99999-01-01", "1969-12-31T23:59:59Z"};
	(void)state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int64_t ms;
		bool zone;

		assert_false(kz_time_iso_ms(kz_str_c(bad[i]), &ms, &zone));
	}
}

static void test_civil__is_its_own_inverse_over_a_thousand_years(void **state)
{
	(void)state;

	for (int64_t day = -200000; day < 200000; day += 13) {
		int64_t y;
		unsigned m, d;

		kz_civil_from_days(day, &y, &m, &d);
		assert_int_equal(kz_days_from_civil(y, m, d), day);
		assert_in_range(m, 1, 12);
		assert_in_range(d, 1, 31);
	}
}

static void test_kz_time_week__follows_iso_at_the_turn_of_years(void **state)
{
	static const struct {
		const char *day, *week;
	} cases[] = {{"2020-12-31", "2020-W53"}, {"2021-01-03", "2020-W53"},
		{"2021-01-04", "2021-W01"}, {"2018-12-31", "2019-W01"}, {"2026-11-16", "2026-W47"}};
	KZ_OWN(kz_arena) mem = kz_arena_new();
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t ms;
		bool zone;

		assert_true(kz_time_iso_ms(kz_str_c(cases[i].day), &ms, &zone));
		assert_string_equal(kz_time_week(mem, ms / 1000).p, cases[i].week);
		assert_string_equal(kz_time_day(mem, ms / 1000).p, cases[i].day);
		assert_true(kz_week_start(ms / 1000) <= ms / 1000);
		assert_true(kz_week_start(ms / 1000) > ms / 1000 - KZ_WEEK);
	}
}

static void test_kz_time_since__takes_days_weeks_and_dates(void **state)
{
	int64_t at = 0;
	(void)state;

	assert_true(kz_time_since(KZ_S("30d"), 10000000, &at));
	assert_int_equal(at, 10000000 - 30 * KZ_DAY);
	assert_true(kz_time_since(KZ_S("8w"), 10000000, &at));
	assert_int_equal(at, 10000000 - 8 * KZ_WEEK);
	assert_true(kz_time_since(KZ_S("2026-02-16"), 0, &at));
	assert_int_equal(at, 1771200000);
	assert_false(kz_time_since(KZ_S("soon"), 0, &at));
	assert_false(kz_time_since(KZ_S("-3d"), 0, &at));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_time_iso_ms__reads_what_agents_and_ci_write),
		cmocka_unit_test(test_kz_time_iso_ms__refuses_what_is_no_time),
		cmocka_unit_test(test_civil__is_its_own_inverse_over_a_thousand_years),
		cmocka_unit_test(test_kz_time_week__follows_iso_at_the_turn_of_years),
		cmocka_unit_test(test_kz_time_since__takes_days_weeks_and_dates),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
