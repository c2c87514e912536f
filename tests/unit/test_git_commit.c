/* SPDX-License-Identifier: MIT */
/* A commit on a branch of ours changes that branch and nothing else, and can be taken back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "git/commit.h"
#include "tests/unit/shell.h"

static struct shell sh;

static int begin(void **state)
{
	(void)state;
	if (shell_begin(&sh) < 0)
		return -1;
	sh.cx.now = 1750000000;
	(void)unsetenv("GIT_AUTHOR_NAME");
	(void)unsetenv("GIT_COMMITTER_NAME");
	(void)setenv("HOME", sh.folder, 1);
	return shell_run(&sh,
		"git init -q -b main r && cd r && mkdir -p a/b && echo 1 >a/b/run"
		" && chmod +x a/b/run"
		" && echo x >CLAUDE.md && ln -s CLAUDE.md l && git add ."
		" && git commit -q -m one"
		" && echo dirty >>CLAUDE.md && echo new >new && git add new"
		" && printf '#!/bin/sh\\ntouch ../hook-ran\\n' >.git/hooks/post-commit"
		" && chmod +x .git/hooks/post-commit && cp .git/hooks/post-commit"
		" .git/hooks/reference-transaction");
}

static int end(void **state)
{
	(void)state;
	return shell_end(&sh);
}

static struct kz_git *opened(const char *below)
{
	struct kz_git *g = NULL;

	assert_int_equal(kz_git_open(&sh.cx, shell_path(&sh, below), &g), 0);
	return g;
}

static const struct kz_git_file some[] = {
	{KZ_S("CLAUDE.md"), KZ_S("x\nrule\n")},
	{KZ_S("a/b/run"), KZ_S("2\n")},
	{KZ_S("docs/adr/0001-x.md"), KZ_S("# x\n")},
};
static const struct kz_git_files files = {some, 3, KZ_S("say it\n\nKaizen-Countermeasure: cm-1")};

static void test_kz_git_commit_branch__changes_nothing_but_the_branch(void **state)
{
	KZ_OWN(kz_git) g = opened("r");
	struct kz_str oid, tip;
	bool is_merged = true;

	(void)state;
	assert_int_equal(shell_run(&sh, "cd r && git status --porcelain >../before"), 0);
	assert_int_equal(kz_git_commit_branch(&sh.cx, g, "kaizen/cm-1", &files, &oid), 0);
	assert_int_equal(kz_git_branch_tip(&sh.cx, g, "kaizen/cm-1", &tip), 0);
	assert_true(kz_str_eq(oid, tip));
	assert_int_equal(kz_git_is_merged(&sh.cx, g, oid, &is_merged), 0);
	assert_false(is_merged);
	assert_int_equal(
		shell_run(&sh,
			"cd r && git status --porcelain | cmp - ../before && test ! -e ../hook-ran"
			" && git fsck --strict 2>../fsck && test ! -s ../fsck"
			" && git log -1 --format='%an <%ae> %cn <%ce> %at %ct %ai%n%B' kaizen/cm-1"
			" >../log"
			" && printf '%s\\n' 'kaizen <kaizen@localhost> kaizen <kaizen@localhost>"
			" 1750000000 1750000000 2025-06-15 15:06:40 +0000' 'say it' ''"
			" 'Kaizen-Countermeasure: cm-1' '' | cmp - ../log"
			" && git diff --raw --abbrev=1 main kaizen/cm-1 | cut -d' ' -f1,2,5 >../raw"
			" && printf ':100644 100644 M\\tCLAUDE.md\\n:100755 100755 M\\ta/b/run\\n"
			":000000 100644 A\\tdocs/adr/0001-x.md\\n' | cmp - ../raw"),
		0);
	assert_int_equal(kz_git_commit_branch(&sh.cx, g, "kaizen/cm-1", &files, &oid), KZ_EBUSY);
}

static void test_kz_git_commit_branch__is_gits_identity_where_there_is_one(void **state)
{
	KZ_OWN(kz_git) g = NULL;
	struct kz_str oid;

	(void)state;
	assert_int_equal(shell_run(&sh,
				 "cp -R r identity && cd identity && git config user.name Bo"
				 " && git config user.email bo@example.org"),
		0);
	g = opened("identity");
	assert_int_equal(kz_git_commit_branch(&sh.cx, g, "kaizen/id", &files, &oid), 0);
	assert_int_equal(
		shell_run(&sh,
			"cd identity && test \"$(git log -1 --format='%an <%ae> %cn' kaizen/id)\""
			" = 'Bo <bo@example.org> Bo'"),
		0);
}

static void test_kz_git_commit_branch__refuses(void **state)
{
	static const char *const paths[] = {"../x", "a/../x", "/x", ".git/config", "a/.GIT/x",
		"a//b", "x/", "", "l", "a", NULL};
	KZ_OWN(kz_git) g = opened("r");
	KZ_OWN(kz_git) bare = NULL;
	KZ_OWN(kz_git) unborn = NULL;
	struct kz_str oid;

	(void)state;
	for (const char *const *at = paths; *at; at++) {
		const struct kz_git_file one = {kz_str_c(*at), KZ_S("bytes")};
		const struct kz_git_files bad = {&one, 1, KZ_S("m")};

		assert_int_equal(kz_git_commit_branch(&sh.cx, g, "kaizen/bad", &bad, &oid),
			KZ_EUSAGE);
	}
	assert_int_equal(kz_git_branch_tip(&sh.cx, g, "kaizen/bad", &oid), KZ_ENOENT);
	assert_int_equal(kz_git_commit_branch(&sh.cx, g, "main", &files, &oid), KZ_EUSAGE);
	assert_int_equal(kz_git_commit_branch(&sh.cx, g, "kaizen/..x", &files, &oid), KZ_EUSAGE);
	assert_int_equal(shell_run(&sh, "git clone -q --bare r bare && git init -q -b main unborn"),
		0);
	bare = opened("bare");
	unborn = opened("unborn");
	assert_int_equal(kz_git_commit_branch(&sh.cx, bare, "kaizen/b", &files, &oid), KZ_EUSAGE);
	assert_int_equal(kz_git_commit_branch(&sh.cx, unborn, "kaizen/b", &files, &oid), KZ_EUSAGE);
}

static void test_kz_git_branch_delete__only_ours_unmoved_and_not_checked_out(void **state)
{
	KZ_OWN(kz_git) g = NULL;
	struct kz_str oid;

	(void)state;
	assert_int_equal(shell_run(&sh, "cp -R r del && cd del && git checkout -q -f main"), 0);
	g = opened("del");
	assert_int_equal(kz_git_commit_branch(&sh.cx, g, "kaizen/d", &files, &oid), 0);
	assert_int_equal(kz_git_branch_delete(&sh.cx, g, "main", kz_git_info(g)->head_oid),
		KZ_EUSAGE);
	assert_int_equal(kz_git_branch_delete(&sh.cx, g, "kaizen/d", kz_git_info(g)->head_oid),
		KZ_EBUSY);
	assert_int_equal(shell_run(&sh, "cd del && git worktree add -q ../delwt kaizen/d"), 0);
	assert_int_equal(kz_git_branch_delete(&sh.cx, g, "kaizen/d", oid), KZ_EBUSY);
	assert_int_equal(shell_run(&sh, "cd del && git worktree remove ../delwt"), 0);
	assert_int_equal(kz_git_branch_delete(&sh.cx, g, "kaizen/d", oid), 0);
	assert_int_equal(kz_git_branch_tip(&sh.cx, g, "kaizen/d", &oid), KZ_ENOENT);
	assert_int_equal(kz_git_branch_delete(&sh.cx, g, "kaizen/d", oid), KZ_ENOENT);
}

static void test_kz_git_is_merged__also_in_a_shallow_clone(void **state)
{
	KZ_OWN(kz_git) g = NULL;
	bool is_merged = false;

	(void)state;
	assert_int_equal(shell_run(&sh,
				 "git clone -q r full && cd full"
				 " && for i in 2 3 4; do git commit -q --allow-empty -m $i; done"
				 " && cd .. && git clone -q --depth 2 file://$PWD/full cut"),
		0);
	g = opened("cut");
	assert_int_equal(kz_git_is_merged(&sh.cx, g, kz_git_info(g)->head_oid, &is_merged), 0);
	assert_true(is_merged);
	assert_int_equal(kz_git_is_merged(&sh.cx, g,
				 KZ_S("0123456789012345678901234567890123456789"), &is_merged),
		0);
	assert_false(is_merged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_git_commit_branch__changes_nothing_but_the_branch),
		cmocka_unit_test(test_kz_git_commit_branch__is_gits_identity_where_there_is_one),
		cmocka_unit_test(test_kz_git_commit_branch__refuses),
		cmocka_unit_test(test_kz_git_branch_delete__only_ours_unmoved_and_not_checked_out),
		cmocka_unit_test(test_kz_git_is_merged__also_in_a_shallow_clone),
	};

	return cmocka_run_group_tests_name("git_commit", tests, begin, end);
}
