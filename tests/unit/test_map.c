/* SPDX-License-Identifier: MIT */
/* Memory and maps: ids in order of insertion, marks, buffers that know their maximum. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"

static void test_kz_map_put__gives_dense_ids_in_order(void **state)
{
	KZ_OWN(kz_map) m = kz_map_new();
	char key[32];
	(void)state;

	for (int round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 20000; i++) {
			int n = snprintf(key, sizeof(key), "key-%u", i);
			bool is_new;

			assert_int_equal(kz_map_put(m, (struct kz_str){key, (size_t)n}, &is_new),
				i);
			assert_int_equal(is_new, round == 0);
		}
	}
	assert_int_equal(kz_map_count(m), 20000);
	assert_true(kz_str_eq(kz_map_key(m, 19999), KZ_S("key-19999")));
	assert_false(kz_map_find(m, KZ_S("key-20000"), NULL));
}

static void test_kz_map_put__takes_any_bytes(void **state)
{
	KZ_OWN(kz_map) m = kz_map_new();
	uint32_t id;
	(void)state;

	assert_int_equal(kz_map_put(m, KZ_S("a\0b"), NULL), 0);
	assert_int_equal(kz_map_put(m, KZ_S("a\0c"), NULL), 1);
	assert_int_equal(kz_map_put(m, KZ_S(""), NULL), 2);
	assert_int_equal(kz_map_put(m, KZ_NOTHING, NULL), 2);
	kz_map_set(m, 1, -7);
	assert_true(kz_map_find(m, KZ_S("a\0c"), &id));
	assert_int_equal(kz_map_get(m, id), -7);
}

static void test_kz_rewind__forgets_what_came_after_the_mark(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();
	char *kept = kz_arena_get(a, 100);
	struct kz_mark mark;
	(void)state;

	kept[99] = 'x';
	mark = kz_mark(a);
	(void)kz_arena_get(a, 10 << 20);
	(void)kz_arena_get(a, 1);
	kz_rewind(a, mark);
	assert_int_equal(kept[99], 'x');
	assert_int_equal(((char *)kz_arena_get(a, 16))[0], 0);
}

static void test_kz_buf__drops_what_goes_past_its_maximum(void **state)
{
	KZ_OWN(kz_buf) b = kz_buf_new(10);
	(void)state;

	kz_buf_text(b, "12345");
	assert_false(b->over);
	kz_buf_text(b, "678901");
	assert_true(b->over);
	assert_true(kz_str_eq(kz_buf_str(b), KZ_S("12345")));
	kz_buf_reset(b);
	kz_buf_addf(b, "%d", 123);
	assert_true(kz_str_eq(kz_buf_str(b), KZ_S("123")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_map_put__gives_dense_ids_in_order),
		cmocka_unit_test(test_kz_map_put__takes_any_bytes),
		cmocka_unit_test(test_kz_rewind__forgets_what_came_after_the_mark),
		cmocka_unit_test(test_kz_buf__drops_what_goes_past_its_maximum),
	};

	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
