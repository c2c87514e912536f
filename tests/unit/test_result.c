/* SPDX-License-Identifier: MIT */
/* What is kept of a tool's result: marks of the whole, the line that says why, head and tail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "collect/result.h"
#include "warehouse/marks.h"

static void test_kz_result_plain__cuts_colour_and_carriage_returns(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	const struct kz_str plain = KZ_S("nothing to cut\n");
	struct kz_str got = kz_result_plain(mem,
		KZ_S("\x1b[1;31mred\x1b[0m\r\n10%\r20%\x1b]0;title\a done"
		     "\x1b]8;;u\x1b\\link\x1b(B\x1b["));

	(void)state;
	assert_string_equal(kz_cstr(mem, got), "red\n10%\n20% donelinkB");
	assert_ptr_equal(kz_result_plain(mem, plain).p, plain.p);
}

static const struct {
	const char *text, *marks;
} cases[] = {
	{"--- FAIL: TestX (0.00s)\nFAIL\nFAIL\tpkg\t0.1s", "go-case fail error-tail error-only"},
	{"  FAIL src/a.test.ts\n5 pass\n\nx\ny\nz", "fail"},
	{"FAILED to do it\nx\nz\ny\nw", NULL},
	{"[lint] $ golangci-lint run\n[lint] ERROR task failed", "task-error error-tail"},
	{"panic: boom\n\ngoroutine 1\nmain.go\nx\ny", "panic"},
	{"npm ERR! code 1\na\nb\nc", "npm-error"},
	{"make[2]: *** [all] Error 2\na\nb\nc", "make-stop"},
	{"a.ts(1,2): error TS2304: no\na\nb\nc", "ts-error"},
	{"error[E0425]: cannot find\na\nb\nc", "rust-error"},
	{"sh: 1: foo: command not found", "command-not-found error-tail error-only"},
	{" 3 fail\n 10 pass\na\nb\nc", "n-fail"},
	{" 0 fail\n 10 pass\na\nb\nc", "zero-fail"},
	{"10 failures in all\na\nb\nc", NULL},
	{"Tests:       1 failed, 4 passed, 5 total\na\nb\nc", "tests-failed"},
	{"Tests:       4 passed, 4 total\na\nb\nc", "tests-passed"},
	{"===== 2 failed, 3 passed in 0.1s =====\na\nb\nc", "pytest-failed"},
	{"===== 3 passed in 0.1s =====\na\nb\nc", NULL},
	{"# shop/cart [shop/cart.test]\na\nb\nc", "go-package"},
	{"Found 3 errors.\na\nb\nc", "found-errors"},
	{"Found 0 errors. Watching\na\nb\nc", "no-errors"},
	{"✖ 4 problems (4 errors, 0 warnings)\na\nb\nc", "n-problems"},
	{"✖ 0 problems\na\nb\nc", NULL},
	{"12 issues:\n* errcheck: 12\na\nb\nc", "n-issues"},
	{"0 issues:\na\nb\nc", NULL},
	{"FAIL\tshop [build failed]\na\nb\nc", "fail build-failed"},
	{"x exited with code 0\ny exited with code 2\na\nb\nc", "exited"},
	{"x exited with code 0\na\nb\nc", NULL},
	{"script failed (code 3)\na\nb\nc", "script-failed"},
	{"test result: ok. 3 passed; 0 failed\na\nb\nc", "rust-ok"},
	{"fatal: not a git repository", "weak-fatal weak-edge error-tail error-only"},
	{"a\nerror: in the middle\nb\nc\nd", "weak-error"},
	{"a\nb\nc\nd\nError: at the end\n\n", "weak-error weak-edge error-tail"},
	{"Traceback (most recent call last)\na\nb\nc", "weak-traceback weak-edge"},
	{"ok\n✗ one\nb\nc\nd", "weak-cross"},
	{"a\nb\nc\n--- PASS: TestFails (0.1s)\nPASS\nok  \tpkg/errors\t0.1s", NULL},
	{"a\nb\nsession_conflict_test.go:3: 1 checkpoint\n5 passed, 0 failed\nno errors", NULL},
	{"a\nb\nc\nTypeError: x\nd\ne", "weak-error error-tail"},
	{"a\nb\nc\nCONFLICT (content): merge conflict in x", "error-tail"},
	{"a\nb\nc\n10 errors", "error-tail"},
	{"", NULL},
	{"\n \n", NULL},
};

static void test_kz_result_marks__finds_each_where_it_may_stand(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t set = kz_result_marks(kz_str_c(cases[i].text));
		const char *got = set ? kz_cstr(mem, kz_marks_words(mem, set)) : "";

		assert_string_equal(got, cases[i].marks ? cases[i].marks : "");
	}
}

static void expect_line(const char *text, const char *line)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();

	assert_string_equal(kz_cstr(mem, kz_result_signature(kz_str_c(text))), line);
}

static void test_kz_result_signature__is_the_first_line_that_says_why(void **state)
{
	(void)state;
	expect_line("Exit code 1\nrunning\n  cannot open x\nfatal: no", "cannot open x");
	expect_line("<tool_use_error>File does not exist.</tool_use_error>",
		"File does not exist.");
	expect_line("$ grep error x\n[lint] $ run error\n> fail\n+ fail\n=== RUN TestFail\nPASS\n"
		    "ok  \tpkg/errors\t0.1s\n?   \tx/fail\t[no test files]\ndone",
		"done");
	expect_line("Exit code 128", "");
	expect_line("all is well\nbye\n\n", "bye");
	expect_line("Exit code 1 is what it said\n", "Exit code 1 is what it said");
}

/* Far below nothing is looked for: there the last line stands for the text. */
static void test_kz_result_signature__is_the_last_line_of_a_long_text(void **state)
{
	KZ_OWN(kz_buf) text = kz_buf_new(1 << 16);

	(void)state;
	for (int i = 0; i < 400; i++)
		kz_buf_text(text, "line\n");
	kz_buf_text(text, "error x\nlast\n");
	assert_true(kz_str_eq(kz_result_signature(kz_buf_str(text)), KZ_S("last")));
	assert_true(
		kz_str_eq(kz_result_signature(kz_str_from(kz_buf_str(text), 5)), KZ_S("error x")));
}

static void test_kz_result_signature__is_cut_where_a_character_ends(void **state)
{
	KZ_OWN(kz_buf) text = kz_buf_new(4096);
	struct kz_str line;

	(void)state;
	kz_buf_text(text, "error x");
	for (int i = 0; i < 200; i++)
		kz_buf_text(text, "é");
	line = kz_result_signature(kz_buf_str(text));
	assert_true(line.n <= KZ_SIGNATURE_LINE && line.n > KZ_SIGNATURE_LINE - 2);
	assert_true(kz_utf8_valid(line));
}

static void test_kz_result_excerpt__keeps_head_and_tail(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	KZ_OWN(kz_buf) text = kz_buf_new(1 << 20);
	struct kz_str got;

	(void)state;
	kz_buf_fill(text, 'h', KZ_EXCERPT_HEAD);
	kz_buf_fill(text, 't', KZ_EXCERPT_TAIL);
	assert_ptr_equal(kz_result_excerpt(mem, kz_buf_str(text)).p, text->p);
	kz_buf_fill(text, 'e', 10);
	got = kz_result_excerpt(mem, kz_buf_str(text));
	assert_true(got.n == KZ_EXCERPT_HEAD + 5 + KZ_EXCERPT_TAIL);
	assert_true(kz_str_ends(got, KZ_S("tteeeeeeeeee")));
	assert_true(kz_str_find(got, KZ_S("hh\n…\ntt"), NULL));
}

static void test_kz_result_exit__takes_the_number_at_the_head(void **state)
{
	int64_t status = -1;

	(void)state;
	assert_true(kz_result_exit(KZ_S("Exit code 127\nx"), &status) && status == 127);
	assert_false(kz_result_exit(KZ_S("Exit code x"), &status));
	assert_false(kz_result_exit(KZ_S("Exit code 1 is what it said"), &status));
	assert_false(kz_result_exit(KZ_S("an Exit code 1"), &status));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_result_plain__cuts_colour_and_carriage_returns),
		cmocka_unit_test(test_kz_result_marks__finds_each_where_it_may_stand),
		cmocka_unit_test(test_kz_result_signature__is_the_first_line_that_says_why),
		cmocka_unit_test(test_kz_result_signature__is_the_last_line_of_a_long_text),
		cmocka_unit_test(test_kz_result_signature__is_cut_where_a_character_ends),
		cmocka_unit_test(test_kz_result_excerpt__keeps_head_and_tail),
		cmocka_unit_test(test_kz_result_exit__takes_the_number_at_the_head),
	};

	return cmocka_run_group_tests_name("result", tests, NULL, NULL);
}
