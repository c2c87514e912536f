/* SPDX-License-Identifier: MIT */
/* Marks: words and sets are the same thing, classes follow from them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/arena.h"
#include "warehouse/marks.h"

static void test_kz_marks__words_and_set_are_inverse(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	const uint64_t all = (UINT64_C(1) << KZ_MARK_BITS) - 1;

	(void)state;
	for (int i = 0; i < KZ_MARK_BITS; i++)
		assert_true(
			kz_marks_set(kz_marks_words(mem, UINT64_C(1) << i)) == UINT64_C(1) << i);
	assert_true(kz_marks_set(kz_marks_words(mem, all)) == all);
	assert_null(kz_marks_words(mem, 0).p);
	assert_true(kz_marks_set(KZ_NOTHING) == 0);
}

static void test_kz_marks_words__are_joined_in_the_order_of_the_list(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	const uint64_t set = KZ_MARK_SET(ZERO_FAIL) | KZ_MARK_SET(FAIL) | KZ_MARK_SET(WEAK_EDGE);

	(void)state;
	assert_string_equal(kz_cstr(mem, kz_marks_words(mem, set)), "fail weak-edge zero-fail");
	assert_true(kz_marks_set(KZ_S("zero-fail of-a-newer-program fail weak-edge")) == set);
}

static void test_kz_marks_classes__joins_those_of_each_mark(void **state)
{
	(void)state;
	assert_int_equal(kz_marks_classes(0), 0);
	assert_int_equal(kz_marks_classes(KZ_MARK_SET(MAKE_STOP)),
		KZ_MARKS_STRONG | KZ_MARKS_EXPLICIT);
	assert_int_equal(kz_marks_classes(KZ_MARK_SET(RUST_OK) | KZ_MARK_SET(WEAK_FATAL)),
		KZ_MARKS_VETO | KZ_MARKS_WEAK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_marks__words_and_set_are_inverse),
		cmocka_unit_test(test_kz_marks_words__are_joined_in_the_order_of_the_list),
		cmocka_unit_test(test_kz_marks_classes__joins_those_of_each_mark),
	};

	return cmocka_run_group_tests_name("marks", tests, NULL, NULL);
}
