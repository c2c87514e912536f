/* SPDX-License-Identifier: MIT */
/* The analyze stage: order of analyzers, one transaction, nothing to do the second time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyze/analyze.h"
#include "base/arena.h"
#include "base/conf.h"
#include "warehouse/query.h"

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct kz_ctx context(struct kz_arena *mem)
{
	static const struct kz_conf conf;

	return (struct kz_ctx){.mem = mem, .conf = &conf, .now = 1700000000};
}

static void test_kz_analyze_order__runs_writers_first_and_ties_by_name(void **state)
{
	const struct kz_analyzer a = {.name = "a", .reads = LIST("d_y"), .writes = LIST("d_z")},
				 b = {.name = "b", .reads = LIST("s_x"), .writes = LIST("d_y")},
				 c = {.name = "c", .reads = LIST("s_x"), .writes = LIST("d_w")},
				 *const all[] = {&a, &c, &b}, *order[3];
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = context(mem);

	(void)state;
	assert_null(kz_analyze_order(&cx, all, 3, order));
	assert_ptr_equal(order[0], &b);
	assert_ptr_equal(order[1], &a);
	assert_ptr_equal(order[2], &c);
}

static void test_kz_analyze_order__names_circles_and_second_writers(void **state)
{
	const struct kz_analyzer a = {.name = "a", .reads = LIST("d_y"), .writes = LIST("d_z")},
				 b = {.name = "b", .reads = LIST("d_z"), .writes = LIST("d_y")},
				 c = {.name = "c", .reads = LIST("s_x"), .writes = LIST("d_z")},
				 *const circle[] = {&a, &b}, *const twice[] = {&a, &c}, *order[2];
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = context(mem);

	(void)state;
	assert_non_null(kz_analyze_order(&cx, circle, 2, order));
	assert_non_null(kz_analyze_order(&cx, twice, 2, order));
}

static void test_kz_analyze_order__lets_many_write_findings_and_their_reader_come_last(void **state)
{
	const struct kz_analyzer r = {.name = "a", .reads = LIST("d_finding")},
				 b = {.name = "b", .writes = LIST("d_finding", "d_evidence")},
				 c = {.name = "c", .writes = LIST("d_finding", "d_evidence")},
				 *const all[] = {&r, &c, &b}, *order[3];
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = context(mem);

	(void)state;
	assert_null(kz_analyze_order(&cx, all, 3, order));
	assert_ptr_equal(order[0], &b);
	assert_ptr_equal(order[2], &r);
}

static size_t place_of(const struct kz_analyzer **order, const char *name)
{
	size_t i = 0;

	while (order[i] && strcmp(order[i]->name, name) != 0)
		i++;
	assert_non_null(order[i]);
	return i;
}

/* A failed call belongs to one finding, and a repair has the first claim (docs/adr/0009). */
static void test_kz_analyzers__repairs_come_before_what_they_leave(void **state)
{
	const struct kz_analyzer **order;
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = context(mem);
	size_t n = 0;

	(void)state;
	while (kz_analyzers[n])
		n++;
	order = KZ_NEW_ARRAY(mem, const struct kz_analyzer *, n + 1);
	assert_null(kz_analyze_order(&cx, kz_analyzers, n, order));
	assert_true(place_of(order, "call") < place_of(order, "repair"));
	assert_true(place_of(order, "repair") < place_of(order, "hidden"));
	assert_true(place_of(order, "repair") < place_of(order, "friction"));
}

static bool analyze(struct kz_ctx *cx, struct kz_db *db, bool force)
{
	bool ran = false;

	if (kz_analyze(cx, db, NULL, force, &ran) != 0)
		fail_msg("%s", cx->err.text);
	return ran;
}

static void test_kz_analyze__does_nothing_until_something_changed(void **state)
{
	char folder[] = "/tmp/kaizen-test-XXXXXX";
	KZ_OWN(kz_arena) mem = kz_arena_new();
	KZ_OWN(kz_db) db = NULL;
	struct kz_ctx cx = context(mem);
	const struct kz_repository r = {.repository = KZ_S("0123456789ab"), .git_dir = KZ_S("/r")};
	struct kz_str path;

	(void)state;
	assert_non_null(mkdtemp(folder));
	path = kz_strf(mem, "%s/w.db", folder);
	assert_int_equal(kz_db_open(&cx, path.p, KZ_DB_WRITE, &db), 0);
	assert_int_equal(kz_db_use_repository(&cx, db, &r), 0);
	assert_true(analyze(&cx, db, false));
	assert_false(analyze(&cx, db, false));
	assert_true(analyze(&cx, db, true));
	assert_int_equal(kz_db_changed(&cx, db), 0);
	assert_true(analyze(&cx, db, false));
	assert_false(analyze(&cx, db, false));
	cx.now += 86400;
	assert_true(analyze(&cx, db, false));
	kz_db_close(KZ_TAKE(db));
	assert_int_equal(unlink(path.p), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_analyze_order__runs_writers_first_and_ties_by_name),
		cmocka_unit_test(test_kz_analyze_order__names_circles_and_second_writers),
		cmocka_unit_test(
			test_kz_analyze_order__lets_many_write_findings_and_their_reader_come_last),
		cmocka_unit_test(test_kz_analyzers__repairs_come_before_what_they_leave),
		cmocka_unit_test(test_kz_analyze__does_nothing_until_something_changed),
	};

	return cmocka_run_group_tests_name("analyze", tests, NULL, NULL);
}
