/* SPDX-License-Identifier: MIT */
/* Kinds of failures and hidden failures, from what is stored of a result. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyze/failure.h"
#include "base/arena.h"
#include "base/clock.h"

static void assert_kind(const char *command, const char *line, const char *excerpt,
	const char *want)
{
	KZ_OWN(kz_arena) a = kz_arena_new();
	const struct kz_result r = {
		.is_error = true,
		.exit_status = KZ_UNKNOWN,
		.line = kz_str_c(line),
		.excerpt = kz_str_c(excerpt),
	};
	struct kz_shell sh = {0};
	const struct kz_segment *failing = NULL;
	const char *got;

	if (command) {
		kz_shell_parse(a, kz_str_c(command), &sh);
		failing = kz_shell_failing(&sh, r.line);
	}
	got = kz_failure_word(kz_failure_kind(&r, command ? &sh : NULL, failing));
	assert_string_equal(got, want);
}

static void test_kz_failure_kind__reads_the_agents_own_answers_at_the_head(void **state)
{
	static const char no[] =
		"The user doesn't want to proceed with this tool use. It was rejected";

	(void)state;
	assert_kind("ls", no, no, "rejected");
	assert_kind(NULL, "x", "<tool_use_error>Sibling tool call errored</tool_use_error>",
		"collateral");
	assert_kind(NULL, "x", "<tool_use_error>File has not been read yet. Read", "unread");
	assert_kind(NULL, "x", "<tool_use_error>File has been modified since read", "stale");
	assert_kind(NULL, "x", "<tool_use_error>String to replace not found in file.",
		"edit_nomatch");
	assert_kind(NULL, "x", "<tool_use_error>Found 2 matches of the string to", "edit_ambig");
	assert_kind(NULL, "x", "No changes to make: old_string", "edit_noop");
	assert_kind(NULL, "x", "EISDIR: illegal operation on a directory, read", "eisdir");
	assert_kind("ls", "x", "Permission to use Bash with command ls has been denied.", "policy");
	assert_kind(NULL, "x", "<tool_use_error>InputValidationError: [", "schema");
	assert_kind(NULL, "x", "File content (3.1MB) exceeds maximum allowed size", "too_large");
}

/* A command that shows a transcript prints such words; it was not rejected. */
static void test_kz_failure_kind__does_not_believe_what_a_command_printed(void **state)
{
	(void)state;
	assert_kind("grep x log; ./tool", "The user doesn't want to proceed with this tool use",
		"Exit code 2\nThe user doesn't want to proceed with this tool use", "other");
}

static void test_kz_failure_kind__prefers_the_error_line_then_the_task(void **state)
{
	(void)state;
	assert_kind("gh pr diff 1 --stat", "unknown flag: --stat", "Exit code 1\nunknown flag",
		"bad_flag");
	assert_kind("mise run lint", "[lint] ERROR task failed",
		"Exit code 1\n[lint] ERROR task failed\nx: no such file or directory", "lint");
	assert_kind("bun run test", "[Parser] Warning: Could not parse", "Exit code 1\nx", "test");
	assert_kind("go test ./x", "a_test.go:1:3: y undefined",
		"Exit code 1\n# p [p.test]\nFAIL\tp [build failed]", "build");
	assert_kind("bun run build", "error TS2322: Type", "Exit code 1\nerror TS2322", "build");
	assert_kind("git stash && mise run lint; git stash pop",
		"error: Your local changes to x would be overwritten by merge:",
		"Exit code 1\nerror: Your local", "git_state");
	assert_kind(NULL, "ENOENT: no such file or directory, posix_spawn '/x'",
		"ENOENT: no such file or directory, posix_spawn '/x'", "spawn_env");
	assert_kind(NULL, "Path does not exist: ~/x", "<tool_use_error>Path does not exist: ~/x",
		"path_missing");
	assert_kind("x1", "(eval):1: parse error near `('", "Exit code 1\n(eval):1",
		"shell_syntax");
	assert_kind(NULL, "Agent type 'r' not found. Available", "Agent type 'r' not found.",
		"unknown_name");
	assert_kind("git commit", "husky - pre-commit hook failed", "Exit code 1\n--- FAIL: TestX",
		"test");
	assert_kind("git config x", "", "Exit code 1", "empty_exit");
	assert_kind("x1 | jq .", "jq: error (at 1)", "Exit code 5\njq: error (at 1)", "other");
}

static void test_kz_failure_kind__takes_a_no_for_no_failure(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();
	struct kz_result r = {.is_error = true,
		.exit_status = 1,
		.line = KZ_S("> b"),
		.excerpt = KZ_S("1c1\n> b")};
	struct kz_shell sh;

	(void)state;
	kz_shell_parse(a, KZ_S("diff x y"), &sh);
	assert_int_equal(kz_failure_kind(&r, &sh, kz_shell_failing(&sh, r.line)),
		KZ_FAILURE_EMPTY_EXIT);
	r.exit_status = 2;
	assert_int_equal(kz_failure_kind(&r, &sh, kz_shell_failing(&sh, r.line)), KZ_FAILURE_OTHER);
}

static bool is_hidden_line(const char *command, const char *marks, const char *line)
{
	KZ_OWN(kz_arena) a = kz_arena_new();
	const struct kz_result r = {.exit_status = KZ_UNKNOWN,
		.marks = kz_str_c(marks),
		.line = kz_str_c(line)};
	struct kz_shell sh;

	kz_shell_parse(a, kz_str_c(command), &sh);
	return kz_failure_is_hidden(&r, &sh);
}

static bool is_hidden(const char *command, const char *marks)
{
	return is_hidden_line(command, marks, "error");
}

static void test_kz_failure_is_hidden__follows_rule_e(void **state)
{
	(void)state;
	assert_true(is_hidden("mise run lint | tail", "n-issues"));
	assert_false(is_hidden("mise run lint", "n-issues"));
	assert_true(is_hidden("mise run lint", "n-issues task-error"));
	assert_false(is_hidden("bun test | tail", "weak-edge weak-error zero-fail"));
	assert_true(is_hidden("bun test | tail", "exited zero-fail"));
	assert_true(is_hidden("entire explain --x | head", "weak-error weak-edge"));
	assert_false(is_hidden("entire explain --x | head", "weak-error"));
	assert_false(is_hidden("go test; echo $?", "fail"));
	assert_true(is_hidden("go test | tail; echo $?", "go-case"));
	assert_false(is_hidden("cat log | grep FAIL", "fail"));
	assert_false(is_hidden("go test | tail", "fail background"));
	assert_false(is_hidden("go test | tail", ""));
}

static void test_kz_failure_is_hidden__asks_whose_error_it_is(void **state)
{
	(void)state;
	assert_true(
		is_hidden_line("gh pr view 1 --json x | head", "error-only", "Unknown JSON field"));
	assert_false(is_hidden_line("gh api x | head", "error-only", "[{\"error\": 1}]"));
	assert_false(is_hidden("grep Error log | head", "error-only weak-edge"));
	assert_false(is_hidden("mkdir x && cat log; git log", "fail-not-known go-case"));
}

static void test_kz_failure_is_hidden__knows_words_beyond_the_marks(void **state)
{
	(void)state;
	assert_true(
		is_hidden_line("git merge x || true", "error-tail", "CONFLICT (content): Merge"));
	assert_true(is_hidden_line("e1 -v | head", "error-only error-tail",
		"unknown shorthand flag: 'v'"));
	assert_true(is_hidden_line("e1 | head -3", "error-only", "Usage: e1"));
	assert_false(is_hidden_line("e1 | grep -i error", "error-only", "no error here"));
	assert_false(is_hidden_line("e1 | head", "error-tail", "0 errors, all is well"));
	assert_false(is_hidden_line("e1 | head", "error-only", "Checked 282 files"));
	assert_false(
		is_hidden_line("e1 x || echo 'it is not found'", "error-only", "it is not found"));
	assert_true(is_hidden_line("gh api x | jq .", "error-tail", "gh: Not Found (HTTP 404)"));
}

static void test_kz_failure_from_word__is_the_inverse(void **state)
{
	enum kz_failure kind = KZ_FAILURE_NONE;

	(void)state;
	assert_true(kz_failure_from_word(KZ_S("edit_ambig"), &kind));
	assert_int_equal(kind, KZ_FAILURE_EDIT_AMBIG);
	assert_string_equal(kz_failure_class(KZ_FAILURE_TEST), "work");
	assert_null(kz_failure_class(KZ_FAILURE_COLLATERAL));
	assert_false(kz_failure_from_word(KZ_S("nothing"), &kind));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_failure_kind__reads_the_agents_own_answers_at_the_head),
		cmocka_unit_test(test_kz_failure_kind__does_not_believe_what_a_command_printed),
		cmocka_unit_test(test_kz_failure_kind__prefers_the_error_line_then_the_task),
		cmocka_unit_test(test_kz_failure_kind__takes_a_no_for_no_failure),
		cmocka_unit_test(test_kz_failure_is_hidden__follows_rule_e),
		cmocka_unit_test(test_kz_failure_is_hidden__asks_whose_error_it_is),
		cmocka_unit_test(test_kz_failure_is_hidden__knows_words_beyond_the_marks),
		cmocka_unit_test(test_kz_failure_from_word__is_the_inverse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
