/* SPDX-License-Identifier: MIT */
/* Evidence in commit messages that they repair a defect; kinds of paths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyze/fix_message.h"
#include "analyze/place.h"
#include "base/arena.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static struct kz_fix_message read_message(struct kz_arena *mem, const char *subject,
	const char *body)
{
	return kz_fix_message(mem, kz_str_c(subject), kz_str_c(body));
}

static void assert_text(struct kz_str have, const char *want)
{
	if (!kz_str_eq(have, kz_str_c(want)) || !have.p != !want)
		fail_msg("expected %s, found " KZ_FMT, want ? want : "nothing", KZ_ARG(have));
}

static void test_kz_fix_message__takes_heads_that_say_fix(void **state)
{
	static const char *const fixes[] = {"fix: a", "fix(cli)!: a", "Fix: a", "bugfix: a",
		"BUG/MINOR: http: a", "[BUG] a", "[fix] a", ":bug: a", "hotfix(x): a"};
	static const char *const others[] = {"feat: fix a", "prefix: a", "fix a", "fixture: a",
		"docs: fix: a", "[core] a", "(fix) a", "test(fix): a"};
	KZ_OWN(kz_arena) mem = kz_arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(fixes); i++)
		if (!read_message(mem, fixes[i], "").is_convention)
			fail_msg("no fix: %s", fixes[i]);
	for (size_t i = 0; i < COUNT(others); i++)
		if (read_message(mem, others[i], "").is_convention)
			fail_msg("a fix: %s", others[i]);
}

static void test_kz_fix_message__takes_words_of_a_clause_that_names_a_defect(void **state)
{
	static const char *const fixes[] = {"Fix shell injection", "handle x, fixed a crash",
		"ENT-248: Fix Zsh completion", "Fix failure orphaning a branch, add test coverage",
		"found a bug with setup", "strategy: fix a bug that caused conflicts"};
	static const char *const others[] = {"fix lint", "go fmt fix", "fixed tests",
		"Fix stale comment: most recent", "Update bug reporting instructions",
		"fixing merge conflict resolution error", "Fix up a few more spots", "debug prefix",
		"Address review: fix comments, labels", "chore: fix a crash", "fixup! fix a crash",
		"Fix typo in fix message", "feat: fix a crash"};
	KZ_OWN(kz_arena) mem = kz_arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(fixes); i++)
		if (!read_message(mem, fixes[i], "").is_words)
			fail_msg("no fix: %s", fixes[i]);
	for (size_t i = 0; i < COUNT(others); i++)
		if (read_message(mem, others[i], "").is_words)
			fail_msg("a fix: %s", others[i]);
}

static void test_kz_fix_message__reads_the_stated_origin(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_fix_message m =
		read_message(mem, "net: a", "why\n\nFixes: 0123456789ab (\"net: b\")\n");

	(void)state;
	assert_text(m.stated, "0123456789ab");
	assert_false(m.is_convention);
	m = read_message(mem, "a", "A regression in commit `deadbeef1`, seen by all.");
	assert_text(m.stated, "deadbeef1");
	m = read_message(mem, "a", "introduced in version 1.2\nFixes: 12345\nFixes: nothing");
	assert_text(m.stated, NULL);
	m = read_message(mem, "a", "Fixes #12");
	assert_true(m.is_convention);
	m = read_message(mem, "a", "Fix the list of #12 things");
	assert_false(m.is_convention);
	m = read_message(mem, "a", "Closes #12"); /* closes features as well */
	assert_false(m.is_convention);
}

static void test_kz_fix_message__knows_reverts_and_what_takes_them_back(void **state)
{
	static const char line[] =
		"This reverts commit 0123456789012345678901234567890123456789.\n";
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_fix_message m = read_message(mem, "Revert \"a\"", line);

	(void)state;
	assert_true(m.is_revert && !m.is_reapply);
	assert_text(m.reverted, "0123456789012345678901234567890123456789");
	assert_true(read_message(mem, "go back", line).is_revert);
	assert_true(read_message(mem, "Revert hooks (#79)", "").is_revert);
	assert_false(read_message(mem, "a (#7)", kz_strf(mem, "* b\n\n%s", line).p).is_revert);
	m = read_message(mem, "Reapply \"a\"", line);
	assert_true(m.is_reapply && !m.is_revert);
	m = read_message(mem, "Revert \"Revert \"a\"\"", line);
	assert_true(m.is_reapply && !m.is_revert);
	assert_false(read_message(mem, "don't add a trailer in reverts", "").is_revert);
}

static void test_kz_place_of__goes_by_folder_and_name(void **state)
{
	static const struct {
		const char *path;
		enum kz_place place;
	} cases[] = {
		{"go.sum", KZ_PLACE_LOCK},
		{"web/yarn.lock", KZ_PLACE_LOCK},
		{"vendor/a/README.md", KZ_PLACE_VENDORED},
		{"api/v1/api.pb.go", KZ_PLACE_GENERATED},
		{"cmd/a_test.go", KZ_PLACE_TEST},
		{"src/a.spec.ts", KZ_PLACE_TEST},
		{"tests/run.sh", KZ_PLACE_TEST},
		{"src/ATest.java", KZ_PLACE_TEST},
		{"docs/a.c", KZ_PLACE_DOC},
		{"CLAUDE.md", KZ_PLACE_DOC},
		{"LICENSE", KZ_PLACE_DOC},
		{"cmd/contest.go", KZ_PLACE_CODE},
		{"CMakeLists.txt", KZ_PLACE_CODE},
		{".golangci.yaml", KZ_PLACE_CODE},
		{"", KZ_PLACE_CODE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (kz_place_of(kz_str_c(cases[i].path)) != cases[i].place)
			fail_msg("%s", cases[i].path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_fix_message__takes_heads_that_say_fix),
		cmocka_unit_test(test_kz_fix_message__takes_words_of_a_clause_that_names_a_defect),
		cmocka_unit_test(test_kz_fix_message__reads_the_stated_origin),
		cmocka_unit_test(test_kz_fix_message__knows_reverts_and_what_takes_them_back),
		cmocka_unit_test(test_kz_place_of__goes_by_folder_and_name),
	};

	return cmocka_run_group_tests_name("fix_message", tests, NULL, NULL);
}
