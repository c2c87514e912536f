/* SPDX-License-Identifier: MIT */
/* Globs over paths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"

static void test_kz_glob__star_and_question_mark_stay_in_a_folder(void **state)
{
	(void)state;
	assert_true(kz_glob("a*c", "abc"));
	assert_true(kz_glob("*a*b*", "xaxxb"));
	assert_true(kz_glob("src/*.c", "src/.c"));
	assert_true(kz_glob("a?c", "abc"));
	assert_false(kz_glob("a?c", "a/c"));
	assert_false(kz_glob("a*c", "a/c"));
	assert_false(kz_glob("src/*.c", "src/a/b.c"));
	assert_false(kz_glob("a*", "b"));
	assert_false(kz_glob("", "a"));
}

static void test_kz_glob__two_stars_and_a_slash_are_whole_folders(void **state)
{
	(void)state;
	assert_true(kz_glob("**/junit*.xml", "junit.xml"));
	assert_true(kz_glob("**/junit*.xml", "a/b/junit-1.xml"));
	assert_false(kz_glob("**/junit*.xml", "a/myjunit.xml"));
	assert_false(kz_glob("**/junit*.xml", "a/junit/x.xml"));
	assert_true(kz_glob("**/test-results/**/*.xml", "build/test-results/x.xml"));
	assert_true(kz_glob("**/test-results/**/*.xml", "a/b/test-results/c/d/x.xml"));
	assert_false(kz_glob("**/test-results/**/*.xml", "build/xtest-results/x.xml"));
	assert_true(kz_glob("a/**/b", "a/b"));
}

static void test_kz_glob__two_stars_alone_are_anything(void **state)
{
	(void)state;
	assert_true(kz_glob("/Users/**", "/Users/someone/a/b"));
	assert_true(kz_glob("/**", "/"));
	assert_true(kz_glob("**", ""));
	assert_true(kz_glob("**.c", "a/b.c"));
	assert_false(kz_glob("/Users/**", "/home/someone"));
}

static void test_kz_glob__many_stars_end_in_time(void **state)
{
	static const char path[] =
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

	(void)state;
	assert_false(kz_glob("**a**a**a**a**a**a**a**a**a**a**a**a**b", path));
	assert_false(kz_glob("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_glob__star_and_question_mark_stay_in_a_folder),
		cmocka_unit_test(test_kz_glob__two_stars_and_a_slash_are_whole_folders),
		cmocka_unit_test(test_kz_glob__two_stars_alone_are_anything),
		cmocka_unit_test(test_kz_glob__many_stars_end_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
