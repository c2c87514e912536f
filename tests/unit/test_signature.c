/* SPDX-License-Identifier: MIT */
/* Signatures: what is masked in an error line, what stays, and what is kept of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyze/signature.h"
#include "base/arena.h"

static void assert_template(const char *line, const char *want)
{
	KZ_OWN(kz_arena) a = kz_arena_new();
	struct kz_signature sig;

	kz_signature_mask(a, kz_str_c(line), &sig);
	if (!kz_str_eq(sig.template, kz_str_c(want)))
		fail_msg("%s: got '" KZ_FMT "', want '%s'", line, KZ_ARG(sig.template), want);
}

static void test_kz_signature_mask__masks_what_changes(void **state)
{
	(void)state;
	assert_template("session 3b1b6293-65e1-4c3e-9f95-d530143332f2 gone", "session <uuid> gone");
	assert_template("fetch https://a.b/c?d=1 failed", "fetch <url> failed");
	assert_template("at 2026-01-05T10:11:12.123Z and 10:11:12", "at <time> and <time>");
	assert_template("on 2026-01-05 it broke", "on <time> it broke");
	assert_template("--- FAIL: TestResume_AfterMerge/sub_case (4.30s)",
		"--- FAIL: <test> (<dur>)");
	assert_template("timed out after 2m 0.0s or 200 ms",
		"timed out after <dur> <dur> or <dur>");
	assert_template("unknown skill: 'commit' or \"x y\" or `z`",
		"unknown skill: <q> or <q> or <q>");
	assert_template("ls: ~/w/cli/.git/gc.log: No such file", "ls: <path>: No such file");
	assert_template("cmd/entire/cli/a_test.go:101:30: x undefined", "<path>: x undefined");
	assert_template("src/a.ts(81,9): error TS2322: Type", "<path>: error TS2322: Type");
	assert_template("commit 082c2c4495629bd5 is bad", "commit <hex> is bad");
	assert_template("3 of 12 failed, 25%, -4 left", "<n> of <n> failed, <n>, <n> left");
}

static void test_kz_signature_mask__keeps_what_names_the_failure(void **state)
{
	(void)state;
	assert_template("  unknown   flag: --stat\r", "unknown flag: --stat");
	assert_template("The user doesn't want this, isn't it",
		"The user doesn't want this, isn't it");
	assert_template("zsh:1: command not found: bun", "zsh:<n>: command not found: bun");
	assert_template("utf8 sha1 deadbeef decade", "utf8 sha1 deadbeef decade");
	assert_template("flag --out=x and --path", "flag --out=x and --path");
	assert_template("Testing a Test of Benchmarks", "Testing a Test of Benchmarks");
	assert_template("", "");
}

static void test_kz_signature_mask__keeps_the_masked_values_in_order(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();
	struct kz_signature sig;

	(void)state;
	kz_signature_mask(a, KZ_S("a/b.go:3: no 'field' in 7"), &sig);
	assert_int_equal(sig.n_values, 3);
	assert_int_equal(sig.values[0].mask, KZ_MASK_PATH);
	assert_true(kz_str_eq(sig.values[0].value, KZ_S("a/b.go:3")));
	assert_int_equal(sig.values[1].mask, KZ_MASK_QUOTED);
	assert_true(kz_str_eq(sig.values[1].value, KZ_S("field")));
	assert_int_equal(sig.values[2].mask, KZ_MASK_NUMBER);
}

static void test_kz_signature_mask__stays_within_its_sizes(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();
	char line[2000];
	struct kz_signature sig;

	(void)state;
	for (size_t i = 0; i < sizeof(line); i++)
		line[i] = "7 \"x' `/\xc3"[i % 9];
	for (size_t n = 0; n < sizeof(line); n += 13) {
		kz_signature_mask(a, (struct kz_str){line, n}, &sig);
		assert_true(sig.template.n <= 300 && sig.n_values <= 32);
	}
}

static void test_kz_signature_id__differs_by_kind_and_purpose(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();
	const struct kz_str id = kz_signature_id(a, KZ_S("test"), KZ_S("go test"), KZ_S("FAIL"));

	(void)state;
	assert_int_equal(id.n, 12);
	assert_true(kz_str_is_hex(id));
	assert_true(kz_str_eq(id, kz_signature_id(a, KZ_S("test"), KZ_S("go test"), KZ_S("FAIL"))));
	assert_false(
		kz_str_eq(id, kz_signature_id(a, KZ_S("lint"), KZ_S("go test"), KZ_S("FAIL"))));
	assert_false(kz_str_eq(id, kz_signature_id(a, KZ_S("test"), KZ_S("go vet"), KZ_S("FAIL"))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_signature_mask__masks_what_changes),
		cmocka_unit_test(test_kz_signature_mask__keeps_what_names_the_failure),
		cmocka_unit_test(test_kz_signature_mask__keeps_the_masked_values_in_order),
		cmocka_unit_test(test_kz_signature_mask__stays_within_its_sizes),
		cmocka_unit_test(test_kz_signature_id__differs_by_kind_and_purpose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
