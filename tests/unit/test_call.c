/* SPDX-License-Identifier: MIT */
/* Analyzer call: kinds, purposes, signatures, and the time until it worked. */
#include "tests/unit/calls_fixture.h"

static const char all_calls[] =
	"SELECT call_id, hidden, failure_kind, purpose FROM tool_calls ORDER BY call_id";

static void test_call__judges_each_call_once(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_session(&f, "a", 0);
	fixture_call(&f, "read", "x.c", "File does not exist.", NULL);
	fixture_call(&f, "shell", "go test ./... | tail", "--- FAIL: TestA (0.1s)", "go-case");
	fixture_call(&f, "shell", "go test ./...", "ok", "");
	fixture_store(&f);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f, all_calls,
		"a-1|0|path_missing|Read\n"
		"a-2|1|test|go test\n"
		"a-3|0|-|go test");
	fixture_assert_rows(&f, "SELECT template FROM d_call WHERE hidden = 1",
		"--- FAIL: <test> (<dur>)");
	fixture_assert_rows(&f, "SELECT count(*) FROM tool_calls WHERE length(signature) = 12",
		"2");
	fixture_close(&f);
}

/* Two tests fail, an edit between them, too: each minute has one that pays for it. */
static void test_call__prices_a_minute_once(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_session(&f, "a", 0);
	fixture_call(&f, "shell", "go test ./...", "--- FAIL: TestA", NULL);
	fixture_call(&f, "edit", "x.go", "String to replace not found in file.", NULL);
	fixture_call(&f, "read", "x.go", NULL, NULL);
	fixture_call(&f, "edit", "x.go", NULL, NULL);
	fixture_call(&f, "shell", "cd y && go test ./... -run A", NULL, NULL);
	fixture_store(&f);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f,
		"SELECT recovery_ms, lost_ms FROM d_call WHERE failure_kind IS NOT NULL"
		" ORDER BY tool_call_id",
		"120000|60000\n60000|60000");
	fixture_close(&f);
}

static void test_call__does_not_charge_the_time_of_people(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_session(&f, "a", 0);
	fixture_call(&f, "shell", "go vet ./...", "x.go:1:2: unused", NULL);
	fixture_prompt(&f);
	fixture_call(&f, "read", "x.go", NULL, NULL); /* 20 s, the 10 s before it are a person's */
	f.at_ms += 3600000;
	fixture_call(&f, "shell", "go vet ./...", NULL, NULL); /* 5 min of an hour, 20 s */
	fixture_store(&f);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f, "SELECT recovery_ms FROM d_call WHERE failure_kind = 'lint'",
		"340000");
	fixture_close(&f);
}

static void test_call__finds_no_recovery_in_another_session_or_too_late(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_session(&f, "a", 0);
	fixture_call(&f, "shell", "go vet ./...", "x.go:1:2: unused", NULL);
	fixture_call(&f, "shell", "go test", "doesn't want to proceed with this tool use", NULL);
	fixture_store(&f);
	fixture_session(&f, "b", 1);
	fixture_call(&f, "shell", "go vet ./...", NULL, NULL);
	fixture_call(&f, "read", "y", "File does not exist.", NULL);
	for (int i = 0; i < 60; i++)
		fixture_call(&f, "shell", "ls", NULL, NULL);
	fixture_call(&f, "read", "z", NULL, NULL);
	fixture_store(&f);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f,
		"SELECT count(*), sum(lost_ms), sum(recovery_ms IS NULL) FROM d_call"
		" WHERE failure_kind IS NOT NULL",
		"3|0|3");
	fixture_close(&f);
}

/* A resumed session repeats the records of the one before it. */
static void test_call__counts_a_repeated_record_once(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (int i = 0; i < 2; i++) {
		fixture_session(&f, i == 0 ? "a" : "b", i);
		f.session = KZ_S("a"); /* call ids are the agent's own: they stay */
		fixture_call(&f, "shell", "go test", "--- FAIL: TestA", NULL);
		f.session = i == 0 ? KZ_S("a") : KZ_S("b");
		fixture_store(&f);
	}
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f, "SELECT count(*) FROM s_tool_call", "2");
	fixture_assert_rows(&f, "SELECT count(*) FROM d_call", "1");
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_call__judges_each_call_once),
		cmocka_unit_test(test_call__prices_a_minute_once),
		cmocka_unit_test(test_call__does_not_charge_the_time_of_people),
		cmocka_unit_test(test_call__finds_no_recovery_in_another_session_or_too_late),
		cmocka_unit_test(test_call__counts_a_repeated_record_once),
	};

	return cmocka_run_group_tests_name("call", tests, NULL, NULL);
}
