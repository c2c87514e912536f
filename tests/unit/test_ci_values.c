/* SPDX-License-Identifier: MIT */
/* Durations, times, names and messages of test results. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/redact.h"
#include "base/text.h"
#include "collect/ci_values.h"

enum { NONE = -1 };

static void test_kz_ci_duration_ms__reads_what_runners_write(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} cases[] = {
		{"1.5", 1500},
		{"1,234.5", 1234500},
		{"0,123", 123},
		{"1.234,5", 1234500},
		{"1,234", 1234000},
		{"10,5", 10500},
		{"1,234,567.8", 1234567800},
		{"1.234.567", 1234567000},
		{"PT1M2.5S", 62500},
		{"P1DT1H", 90000000},
		{"00:00:01.2340000", 1234},
		{"1:02:03", 3723000},
		{"1e-3", 1},
		{"1.2e-05", 0},
		{"12ms", 12},
		{"2m3.5s", 123500},
		{"1500us", 2},
		{" 0. ", 0},
		{"-345", NONE},
		{"-1s", NONE},
		{"", NONE},
		{"NaN", NONE},
		{"inf", NONE},
		{"1e300", NONE},
		{"1,2,3x", NONE},
		{"3 apples", NONE},
		{"P", NONE},
		{":", NONE},
		{"1:-2", NONE},
		{"0x10", NONE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t ms = NONE;
		bool ok = kz_ci_duration_ms(kz_str_c(cases[i].text), &ms);

		if (ok != (cases[i].ms != NONE) || ms != cases[i].ms)
			fail_msg("'%s' read as %lld", cases[i].text, (long long)ms);
	}
}

static void test_kz_ci_time_ms__reads_what_runners_write(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} cases[] = {
		{"2024-01-03T12:27:11", 1704284831000},
		{"2024-01-03T 12:40:13", 1704285613000},
		{"2024-01-03 12:27:54Z", 1704284874000},
		{"2024-01-03", 1704240000000},
		{"2024-01-03T12:27:11.21-01:00", 1704288431210},
		{"2020-09-04T16:18:04.966371", 1599236284966},
		{"2021-03-07T10:36:56 UTC", 1615113416000},
		{"Sat, 03 Dec 2022 23:10:07 GMT", 1670109007000},
		{"3 Dec 2022 23:10:07 +0100", 1670105407000},
		{"1704284831", 1704284831000},
		{"1704284831210", 1704284831210},
		{"1970-01-01T00:00:00.000", NONE},
		{"0001-01-01T00:00:00Z", NONE},
		{"06/15/2018 10:11:12", NONE},
		{"Sat, 03 Foo 2022 23:10:07 GMT", NONE},
		{"Sat, 99 Dec 2022 23:10:07 GMT", NONE},
		{"", NONE},
		{"12", NONE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t ms = NONE;
		bool ok = kz_ci_time_ms(kz_str_c(cases[i].text), &ms);

		if (ok != (cases[i].ms != NONE) || ms != cases[i].ms)
			fail_msg("'%s' read as %lld", cases[i].text, (long long)ms);
	}
}

static void test_kz_ci_name__is_clean_and_bounded(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	KZ_OWN(kz_buf) b = kz_buf_new(1 << 20);
	struct kz_ctx cx = {.mem = mem};
	struct kz_str one, two;

	(void)state;
	assert_true(kz_str_eq(kz_ci_name(&cx, KZ_NOTHING), KZ_S("")));
	assert_non_null(kz_ci_name(&cx, KZ_NOTHING).p);
	assert_true(kz_str_eq(kz_ci_name(&cx, KZ_S("a\xff\0b")),
		KZ_S("a\xef\xbf\xbd\xef\xbf\xbd"
		     "b")));
	assert_true(kz_str_find(kz_ci_name(&cx,
					KZ_S("x[AKIA"
					     "IOSFODNN7EXAMPLE]")),
		KZ_S(KZ_REDACTED), NULL));
	for (int i = 0; i < 1000; i++)
		kz_buf_text(b, "\xc3\xa9");
	one = kz_ci_name(&cx, kz_buf_str(b));
	kz_buf_text(b, "2");
	two = kz_ci_name(&cx, kz_buf_str(b));
	assert_true(one.n <= KZ_CI_NAME && two.n <= KZ_CI_NAME);
	assert_true(kz_utf8_valid(one));
	assert_false(kz_str_eq(one, two)); /* the hash tells long names apart */
}

static void test_kz_ci_message__keeps_head_or_end(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	KZ_OWN(kz_buf) b = kz_buf_new(1 << 20);
	struct kz_ctx cx = {.mem = mem};
	struct kz_str head, end;

	(void)state;
	assert_null(kz_ci_message(&cx, KZ_S(" \n ")).p);
	kz_buf_text(b, "begin ");
	kz_buf_fill(b, 'm', 100000);
	kz_buf_text(b, " end");
	head = kz_ci_message(&cx, kz_buf_str(b));
	end = kz_ci_message_end(&cx, kz_buf_str(b));
	assert_int_equal(head.n, KZ_CI_MESSAGE);
	assert_int_equal(end.n, KZ_CI_MESSAGE);
	assert_true(kz_str_starts(head, KZ_S("begin")));
	assert_true(kz_str_ends(end, KZ_S("end")));
}

/* Puts results "outcome outcome …" of one test and shows what they became. */
static void assert_repeats(const char *outcomes, bool repeats, const char *expected)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	KZ_OWN(kz_buf) got = kz_buf_new(1 << 16);
	KZ_OWN(kz_sink) sink = kz_sink_new(NULL, NULL);
	struct kz_ctx cx = {.mem = mem};
	struct kz_str rest = kz_str_c(outcomes), word;

	while (kz_str_word(&rest, &word)) {
		const struct kz_row_test_result row = {.suite = KZ_S("s"),
			.class = KZ_S("c"),
			.name = KZ_S("t"),
			.attempt = 1,
			.outcome = word};

		assert_int_equal(kz_ci_put(&cx, sink, &row), 0);
	}
	kz_ci_number_repeats(sink, repeats);
	for (size_t i = 0; i < kz_sink_count(sink, KZ_ROW_test_result); i++) {
		const struct kz_row_test_result *row = kz_sink_row(sink, KZ_ROW_test_result, i);

		kz_buf_addf(got, "%s" KZ_FMT "/%lld", i ? "," : "", KZ_ARG(row->name),
			(long long)row->attempt);
	}
	assert_string_equal(kz_cstr(mem, kz_buf_str(got)), expected);
}

static void test_kz_ci_number_repeats__tells_attempts_from_equal_names(void **state)
{
	(void)state;
	assert_repeats("fail pass", true, "t/1,t/2");
	assert_repeats("error fail pass", true, "t/1,t/2,t/3");
	assert_repeats("pass fail pass", true, "t/1,t/2,t/3");
	assert_repeats("pass pass", true, "t/1,t #2/1");
	assert_repeats("pass fail", true, "t/1,t #2/1");
	assert_repeats("skip pass skip", true, "t/1,t #2/1,t #3/1");
	assert_repeats("fail pass", false, "t/1,t #2/1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_ci_duration_ms__reads_what_runners_write),
		cmocka_unit_test(test_kz_ci_time_ms__reads_what_runners_write),
		cmocka_unit_test(test_kz_ci_name__is_clean_and_bounded),
		cmocka_unit_test(test_kz_ci_message__keeps_head_or_end),
		cmocka_unit_test(test_kz_ci_number_repeats__tells_attempts_from_equal_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
