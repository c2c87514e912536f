/* SPDX-License-Identifier: MIT */
/* Real JUnit files of many runners against counts made by another parser; needs ../shared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/map.h"
#include "collect/groups.h"
#include "git/config.h"

static const char folder[] = KAIZEN_SOURCE_DIR "/../shared/data/ci";

/* Where rows differ from a plain count of elements, and why. */
struct exception {
	const char *file;
	int merged;          /* pytest: failing call and failing teardown are one attempt */
	int by_status;       /* skipped by attribute, without an element */
	int todo;            /* expected failures that have a failure element */
	int attempts_ms;     /* durations that attempts have of their own */
	const char *refused; /* the error holds this */
	bool is_cut;         /* truncated: the counts say nothing */
};

static const struct exception exceptions[] = {
	{.file = "junit/pytest/pytest-7.2.xml", .merged = 1},
	{.file = "junit/pytest/pytest-7.2-xunit1.xml", .merged = 1},
	{.file = "junit/ctest/ctest.xml", .by_status = 1},
	{.file = "junit/gtest/disabled.xml", .by_status = 5},
	{.file = "junit/gtest/gtest-1.12.xml", .by_status = 1},
	{.file = "junit/node/node-test.xml", .todo = 1},
	{.file = "junit/nextest/fixture-project-junit.xml", .attempts_ms = 21},
	{.file = "junit/odd/corrupt.xml", .is_cut = true},
	/* several roots and unescaped text: recovery is a later issue */
	{.file = "junit/cmocka/stdout-two-groups.xml", .refused = "not well-formed XML"},
	{.file = "junit/odd/non-xml.xml", .refused = "no known format"},
	{.file = "junit/odd/non-junit.xml", .refused = "no known format"},
};

static struct exception exception_of(const char *file)
{
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (kz_str_eq(kz_str_c(exceptions[i].file), kz_str_c(file)))
			return exceptions[i];
	return (struct exception){.file = file};
}

struct counts {
	int64_t rows, bad, skipped, passed, later_attempts, no_duration, ms, distinct;
};

/* The name as the file has it: "a #2" was "a". */
static struct kz_str unnumbered(struct kz_str name)
{
	size_t at;
	int64_t n;

	if (kz_str_find_last(name, '#', &at) && kz_str_i64(kz_str_from(name, at + 1), &n))
		return kz_str_trim(kz_str_head(name, at));
	return name;
}

static void count_row(const struct kz_row_test_result *row, struct kz_map *names, struct counts *c)
{
	KZ_OWN(kz_buf) key = kz_buf_new(1 << 16);

	c->rows++;
	c->later_attempts += row->attempt > 1;
	if (kz_str_eq(row->outcome, KZ_S("fail")) || kz_str_eq(row->outcome, KZ_S("error")))
		c->bad++;
	else if (kz_str_eq(row->outcome, KZ_S("skip")) || kz_str_eq(row->outcome, KZ_S("todo")))
		c->skipped++;
	else
		c->passed++;
	if (row->duration_ms == KZ_UNKNOWN)
		c->no_duration++;
	else
		c->ms += row->duration_ms;
	if (kz_str_eq(row->name, KZ_S("(suite)")))
		return;
	kz_buf_add(key, row->class);
	kz_buf_byte(key, '\n');
	kz_buf_add(key, unnumbered(row->name));
	(void)kz_map_put(names, kz_buf_str(key), NULL);
	c->distinct = kz_map_count(names);
}

static int64_t number(json_t *in, const char *key)
{
	return json_integer_value(json_object_get(in, key));
}

static void compare(const char *file, json_t *expected, const struct counts *got)
{
	const struct exception e = exception_of(file);
	json_t *first = json_object_get(expected, "first_match");
	const int64_t others =
		number(expected, "flaky_elements") + number(expected, "rerun_elements");
	const int64_t suite = number(expected, "suite_level_errors");
	const int64_t cases = number(expected, "testcases") - e.merged;
	const double ms = json_real_value(json_object_get(expected, "time_sum_s")) * 1000;
	const double off = (double)got->ms - e.attempts_ms - ms;

	(void)printf("%s: %lld rows\n", file, (long long)got->rows);
	assert_int_equal(got->rows, cases + others + suite);
	assert_int_equal(got->later_attempts, others);
	assert_int_equal(got->bad,
		number(first, "error") + number(first, "failure") + others + suite - e.merged -
			e.todo);
	assert_int_equal(got->skipped, number(first, "skipped") + e.by_status + e.todo);
	assert_int_equal(got->passed, number(first, "none") - e.by_status);
	assert_int_equal(got->distinct, number(expected, "distinct_classname_name"));
	/* each duration was rounded to a millisecond */
	assert_true(off <= 0.5 * (double)cases && off >= -0.5 * (double)cases);
	if (others == 0)
		assert_int_equal(got->no_duration,
			number(expected, "time_missing_or_invalid") + suite);
}

static void check_file(const char *file, json_t *expected)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	KZ_OWN(kz_sink) sink = kz_sink_new(NULL, NULL);
	KZ_OWN(kz_map) names = kz_map_new();
	const struct exception e = exception_of(file);
	struct kz_conf conf;
	struct kz_ctx cx = {.mem = mem, .conf = &conf, .now = 1750000000};
	struct kz_collected by;
	struct counts got = {0};
	int rc;

	kz_conf_defaults(&conf);
	rc = kz_collect_file(&cx, "ci", kz_path_join(mem, folder, file), sink, &by);
	if (e.refused) {
		assert_int_equal(rc, KZ_EINPUT);
		assert_true(kz_str_find(kz_str_c(cx.err.text), kz_str_c(e.refused), NULL));
		return;
	}
	if (rc < 0)
		fail_msg("%s: %s", file, cx.err.text);
	assert_int_equal(by.hash.n, 32);
	for (size_t i = 0; i < kz_sink_count(sink, KZ_ROW_test_result); i++)
		count_row(kz_sink_row(sink, KZ_ROW_test_result, i), names, &got);
	if (e.is_cut)
		assert_int_equal(got.rows, 1);
	else
		compare(file, expected, &got);
}

static void test_junit__counts_as_another_parser(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	KZ_OWN_JSON all = NULL;
	struct kz_ctx cx = {.mem = mem};
	struct kz_str text;
	const char *file;
	json_t *expected;
	size_t used;

	(void)state;
	if (kz_file_read(&cx, kz_path_join(mem, folder, "expected-junit-counts.json"), 1 << 20,
		    &text) < 0) {
		(void)printf("skipped: there is no ../shared beside this clone\n");
		skip();
	}
	assert_int_equal(kz_json_read(&cx, text, &all, &used), 0);
	json_object_foreach(json_object_get(all, "files"), file, expected)
		check_file(file, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_junit__counts_as_another_parser),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
