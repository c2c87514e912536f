/* SPDX-License-Identifier: MIT */
/* Slices: cutting, lines, numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"

static void test_kz_str_cut__keeps_rest_when_no_separator(void **state)
{
	struct kz_str s = KZ_S("abc"), head = KZ_S("x");

	(void)state;
	assert_false(kz_str_cut(&s, '\t', &head));
	assert_true(kz_str_eq(s, KZ_S("abc")));
	assert_true(kz_str_eq(head, KZ_S("x")));
}

static void test_kz_str_line__drops_cr_and_keeps_empty_lines(void **state)
{
	struct kz_str rest = KZ_S("a\r\n\nb"), line;

	(void)state;
	assert_true(kz_str_line(&rest, &line) && kz_str_eq(line, KZ_S("a")));
	assert_true(kz_str_line(&rest, &line) && line.n == 0);
	assert_true(kz_str_line(&rest, &line) && kz_str_eq(line, KZ_S("b")));
	assert_false(kz_str_line(&rest, &line));
}

static void test_kz_str_i64__takes_the_whole_range_and_nothing_else(void **state)
{
	int64_t v = 7;

	(void)state;
	assert_true(kz_str_i64(KZ_S("-9223372036854775808"), &v) && v == INT64_MIN);
	assert_true(kz_str_i64(KZ_S("9223372036854775807"), &v) && v == INT64_MAX);
	assert_false(kz_str_i64(KZ_S("9223372036854775808"), &v));
	assert_false(kz_str_i64(KZ_S("1x"), &v));
	assert_false(kz_str_i64(KZ_S(""), &v));
	assert_false(kz_str_i64(KZ_S("-"), &v));
}

static void test_kz_str_f64__refuses_hex_and_words(void **state)
{
	double v = 0;

	(void)state;
	assert_true(kz_str_f64(KZ_S("1.5e3"), &v) && v > 1499 && v < 1501);
	assert_false(kz_str_f64(KZ_S("0x10"), &v));
	assert_false(kz_str_f64(KZ_S("nan"), &v));
	assert_false(kz_str_f64(KZ_S("1e999"), &v));
}

static void test_kz_str_word__ends_at_any_blank(void **state)
{
	struct kz_str rest = KZ_S(" \tone\ttwo\nthree"), word;

	(void)state;
	assert_true(kz_str_word(&rest, &word) && kz_str_eq(word, KZ_S("one")));
	assert_true(kz_str_word(&rest, &word) && kz_str_eq(word, KZ_S("two")));
	assert_true(kz_str_word(&rest, &word) && kz_str_eq(word, KZ_S("three")));
	assert_false(kz_str_word(&rest, &word));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_str_cut__keeps_rest_when_no_separator),
		cmocka_unit_test(test_kz_str_line__drops_cr_and_keeps_empty_lines),
		cmocka_unit_test(test_kz_str_i64__takes_the_whole_range_and_nothing_else),
		cmocka_unit_test(test_kz_str_f64__refuses_hex_and_words),
		cmocka_unit_test(test_kz_str_word__ends_at_any_blank),
	};

	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
