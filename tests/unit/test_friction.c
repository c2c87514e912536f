/* SPDX-License-Identifier: MIT */
/* Findings of friction and of hidden failures: what recurs, what pays, what stays out. */
#include "tests/unit/calls_fixture.h"

static const char findings[] =
	"SELECT kind, class, n, sessions, round(minutes, 2), title FROM findings"
	" WHERE kind IN ('friction', 'hidden-failure') ORDER BY kind, title";

static void failures(struct fixture *f, const char *session, int64_t days)
{
	fixture_session(f, session, days);
	fixture_call(f, "read", "a/x.c", "Path does not exist: a/x.c", NULL);
	fixture_call(f, "read", "b/x.c", NULL, NULL);
	fixture_call(f, "shell", "go test ./... | tail", "--- FAIL: TestA (0.1s)", "go-case");
	fixture_call(f, "shell", "go test ./... -run A", "FAIL: TestB", NULL);
	fixture_call(f, "shell", "go test ./...", NULL, NULL);
	fixture_store(f);
}

static void test_friction__finds_what_comes_back_in_two_sessions(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	failures(&f, "a", 0);
	failures(&f, "b", 1);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f, findings,
		"friction|avoidable|2|2|1.0|Read: failed twice in 2 sessions with"
		" \"Path does not exist: <path>\"\n"
		"friction|work|2|2|1.0|go test: tests failed twice in 2 sessions,"
		" as happens while working\n"
		"hidden-failure|work|2|2|1.0|"
		"go test: failed twice in 2 sessions and reported success");
	fixture_assert_rows(&f,
		"SELECT seq, view, ref FROM evidence JOIN findings ON id = finding"
		" WHERE kind = 'hidden-failure' ORDER BY seq",
		"1|tool_calls|a-3\n2|tool_calls|b-3");
	fixture_assert_rows(&f, "SELECT purpose, filter, runs, hidden, sessions FROM masked_runs",
		"go test|tail|2|2|2");
	fixture_assert_rows(&f,
		"SELECT count(*) FROM masked_runs m JOIN findings f ON f.id = m.finding", "1");
	fixture_close(&f);
}

/* What happened once, what a human refused, what only said no. */
static void test_friction__leaves_out_what_is_none(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_session(&f, "a", 0);
	fixture_call(&f, "read", "y", "File does not exist.", NULL);
	fixture_call(&f, "read", "y", "File does not exist.", NULL);
	for (int i = 0; i < 5; i++) {
		fixture_call(&f, "edit", "x", "doesn't want to proceed with this tool use", NULL);
		fixture_call(&f, "edit", "x", "Sibling tool call errored", NULL);
		fixture_call(&f, "shell", "grep x y", "", NULL);
	}
	fixture_store(&f);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f, findings, "");
	fixture_close(&f);
}

/* Three failures on two days, from which nobody recovered; two runs in one command count once. */
static void test_friction__counts_days_sessions_and_what_did_not_recover(void **state)
{
	static const char twice[] = "go test ./a | tail; go test ./b | tail";
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (int day = 0; day < 2; day++) {
		fixture_session(&f, day ? "b" : "a", day);
		for (int i = day; i < 2; i++) {
			fixture_call(&f, "read", "zzz", "Path does not exist: zzz", NULL);
			fixture_call(&f, "shell", twice, "--- FAIL: TestA (0.1s)", "go-case");
		}
		fixture_store(&f);
	}
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f,
		"SELECT kind, n, sessions, detail ->> 'days', detail ->> 'unrecovered',"
		" detail ->> 'median_minutes' FROM findings ORDER BY kind",
		"friction|3|2|2|3|-\nhidden-failure|3|2|2|3|-");
	fixture_assert_rows(&f, "SELECT runs, hidden, sessions FROM masked_runs", "3|3|2");
	fixture_close(&f);
}

/* Each minute belongs to one finding: the sums are the time that was lost, not more. */
static void test_friction__counts_no_minute_twice(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	failures(&f, "a", 0);
	failures(&f, "b", 1);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f,
		"SELECT (SELECT round(sum(minutes), 3) FROM findings"
		" WHERE kind IN ('friction', 'hidden-failure'))"
		" = (SELECT round(sum(lost_ms) / 60000.0, 3) FROM d_call)",
		"1");
	fixture_close(&f);
}

/* Names of sessions say in which order calls are added up: the last digit is the same in each. */
static void test_friction__sums_alike_in_any_order(void **state)
{
	static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g"};
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (int i = 0; i < 7; i++) {
		fixture_session(&f, names[i], i);
		fixture_call(&f, "read", "a/x.c", "Path does not exist: a/x.c", NULL);
		f.at_ms += 1 + INT64_C(1237) * i * i; /* until it looks elsewhere */
		fixture_call(&f, "read", "b/x.c", NULL, NULL);
		fixture_store(&f);
	}
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f,
		"SELECT n, minutes = (SELECT sum(lost_ms) FROM d_call) / 60000.0 FROM findings"
		" WHERE kind = 'friction'",
		"7|1");
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_friction__finds_what_comes_back_in_two_sessions),
		cmocka_unit_test(test_friction__leaves_out_what_is_none),
		cmocka_unit_test(test_friction__counts_days_sessions_and_what_did_not_recover),
		cmocka_unit_test(test_friction__counts_no_minute_twice),
		cmocka_unit_test(test_friction__sums_alike_in_any_order),
	};

	return cmocka_run_group_tests_name("friction", tests, NULL, NULL);
}
