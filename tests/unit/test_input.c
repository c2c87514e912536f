/* SPDX-License-Identifier: MIT */
/* Inputs: known by size, time and version; read again, forgotten. */
#include "tests/unit/warehouse_fixture.h"
#include "warehouse/input.h"

static int open_room(void **state)
{
	struct fixture *f = kz_alloc(sizeof(*f));

	fixture_open(f);
	*state = f;
	return 0;
}

static int close_room(void **state)
{
	fixture_close(*state);
	free(*state);
	return 0;
}

/* A run with one result as a reader of this version sees it. */
static void put_run(struct fixture *f, const char *outcome)
{
	const struct kz_row_test_result result = {.run = KZ_S("00000000000000aa"),
		.suite = KZ_S("s"),
		.class = KZ_S("c"),
		.name = KZ_S("n"),
		.attempt = 1,
		.outcome = kz_str_c(outcome),
		.duration_ms = KZ_UNKNOWN,
		.at_ms = KZ_UNKNOWN};
	const struct kz_row_test_run run = {.run = KZ_S("00000000000000aa"),
		.format = KZ_S("junit"),
		.at_ms = KZ_UNKNOWN};

	fixture_must(f, kz_put_test_result(&f->cx, f->sink, &result));
	fixture_must(f, kz_put_test_run(&f->cx, f->sink, &run));
}

static struct kz_input_row input(struct fixture *f, const char *path)
{
	struct kz_input_row in;

	fixture_must(f, kz_input_find(&f->cx, f->db, "junit", kz_str_c(path), &in));
	in.version = 1;
	in.size = 10;
	in.mtime_ns = 20;
	return in;
}

static bool is_known(struct fixture *f, const char *path, int64_t size, int64_t version)
{
	const struct kz_input_row in = {.collector = "junit",
		.path = kz_str_c(path),
		.size = size,
		.mtime_ns = 20,
		.version = version};
	bool known;

	fixture_must(f, kz_input_is_known(&f->cx, f->db, &in, &known));
	return known;
}

static void test_kz_input_is_known__by_path_size_time_and_version(void **state)
{
	struct fixture *f = *state;
	struct kz_input_row in = input(f, "a.xml#00000000000000aa");

	assert_false(is_known(f, "a.xml", 10, 1));
	fixture_must(f, kz_input_store(&f->cx, f->db, &in, NULL, false));
	assert_true(is_known(f, "a.xml", 10, 1));
	assert_false(is_known(f, "a.xml", 11, 1));
	assert_false(is_known(f, "a.xml", 10, 2));
	assert_false(is_known(f, "a", 10, 1));
	assert_false(is_known(f, "a.xml#0", 10, 1));
}

static void test_kz_input_store__equal_bytes_elsewhere_are_the_same_run(void **state)
{
	struct fixture *f = *state;
	struct kz_input_row one = input(f, "a.xml#00000000000000aa");
	struct kz_input_row two = input(f, "b.xml#00000000000000aa");

	put_run(f, "pass");
	fixture_must(f, kz_input_store(&f->cx, f->db, &one, f->sink, false));
	assert_int_equal(one.new_rows, 2);
	put_run(f, "pass");
	fixture_must(f, kz_input_store(&f->cx, f->db, &two, f->sink, false));
	assert_int_equal(two.new_rows, 0);
	fixture_assert_rows(f, "SELECT run, outcome FROM test_results", "00000000000000aa|pass");
}

/* Rows that only went away are a change, too: what was derived from them is out of date. */
static void test_kz_input_store__tells_when_rows_went(void **state)
{
	struct fixture *f = *state;
	struct kz_input_row in = input(f, "a.xml#00000000000000aa");
	int64_t before, after;

	put_run(f, "pass");
	fixture_must(f, kz_input_store(&f->cx, f->db, &in, f->sink, false));
	fixture_must(f, kz_db_generation(&f->cx, f->db, &before));
	fixture_must(f, kz_input_store(&f->cx, f->db, &in, NULL, true));
	fixture_must(f, kz_db_generation(&f->cx, f->db, &after));
	assert_true(after > before);
}

static void test_kz_input_store__replaces_what_an_older_reader_made(void **state)
{
	struct fixture *f = *state;
	struct kz_input_row old = input(f, "a.xml#00000000000000aa");
	struct kz_input_row again;

	put_run(f, "pass");
	fixture_must(f, kz_input_store(&f->cx, f->db, &old, f->sink, false));
	/* read again at another path: the run is the same, its rows are the new reader's */
	again = input(f, "b.xml#00000000000000aa");
	again.version = 2;
	put_run(f, "todo");
	fixture_must(f, kz_input_store(&f->cx, f->db, &again, f->sink, true));
	fixture_assert_rows(f, "SELECT run, outcome FROM test_results", "00000000000000aa|todo");
}

static void test_kz_input_forget__takes_only_what_left_no_rows(void **state)
{
	struct fixture *f = *state;
	struct kz_input_row taken = input(f, "b.xml"), refused = input(f, "a.xml");
	struct kz_str *paths;
	size_t n;

	put_run(f, "pass");
	fixture_must(f, kz_input_store(&f->cx, f->db, &taken, f->sink, false));
	fixture_must(f, kz_input_store(&f->cx, f->db, &refused, NULL, false));
	fixture_must(f, kz_input_paths(&f->cx, f->db, "junit", &paths, &n));
	assert_int_equal(n, 2);
	assert_true(kz_str_eq(paths[0], KZ_S("a.xml")) && kz_str_eq(paths[1], KZ_S("b.xml")));
	fixture_must(f, kz_input_forget(&f->cx, f->db, "junit", KZ_S("a.xml")));
	fixture_must(f, kz_input_forget(&f->cx, f->db, "junit", KZ_S("b.xml")));
	fixture_must(f, kz_input_paths(&f->cx, f->db, "junit", &paths, &n));
	assert_int_equal(n, 1);
	assert_true(kz_str_eq(paths[0], KZ_S("b.xml")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_kz_input_is_known__by_path_size_time_and_version, open_room,
			close_room),
		cmocka_unit_test_setup_teardown(
			test_kz_input_store__equal_bytes_elsewhere_are_the_same_run, open_room,
			close_room),
		cmocka_unit_test_setup_teardown(test_kz_input_store__tells_when_rows_went,
			open_room, close_room),
		cmocka_unit_test_setup_teardown(
			test_kz_input_store__replaces_what_an_older_reader_made, open_room,
			close_room),
		cmocka_unit_test_setup_teardown(test_kz_input_forget__takes_only_what_left_no_rows,
			open_room, close_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
