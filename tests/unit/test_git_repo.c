/* SPDX-License-Identifier: MIT */
/* Opening repositories of every kind, and what is said of those that cannot be opened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/conf.h"
#include "git/repo.h"
#include "tests/unit/shell.h"

static struct shell sh;

static int begin(void **state)
{
	(void)state;
	if (shell_begin(&sh) < 0)
		return -1;
	return shell_run(&sh,
		"git init -q -b main r && cd r && mkdir d && echo a >d/a.txt && echo x >x"
		" && ln -s x l && git add . && git commit -q -m one"
		" && git worktree add -q ../linked -b side"
		" && git remote add origin git@example.org:Owner/Name.git"
		" && git remote add https https://example.org/group/sub/tool/"
		" && git remote add path /srv/git/owner/name"
		" && git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),sub"
		" && git commit -q -m two");
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

static void refused(const char *below, int code, const char *says)
{
	struct kz_git *g = NULL;

	assert_int_equal(kz_git_open(&sh.cx, shell_path(&sh, below), &g), code);
	assert_null(g);
	if (!strstr(sh.cx.err.text, says))
		fail_msg("expected '%s' in: %s", says, sh.cx.err.text);
}

static void assert_str(struct kz_str s, const char *want)
{
	if (!kz_str_eq(s, kz_str_c(want)))
		fail_msg("expected '%s', found '" KZ_FMT "'", want, KZ_ARG(s));
}

static void test_kz_git_open__searches_upwards_and_knows_folders(void **state)
{
	KZ_OWN(kz_git) g = opened("r/d");
	const struct kz_git_info *info = kz_git_info(g);

	(void)state;
	assert_string_equal(info->git_dir, shell_path(&sh, "r/.git"));
	assert_string_equal(info->work_dir, shell_path(&sh, "r"));
	assert_string_equal(info->main_work_dir, shell_path(&sh, "r"));
	assert_int_equal(info->n_work_dirs, 2);
	assert_string_equal(info->work_dirs[0], shell_path(&sh, "r"));
	assert_string_equal(info->work_dirs[1], shell_path(&sh, "linked"));
	assert_str(info->head_ref, "refs/heads/main");
	assert_int_equal(info->head_oid.n, 40);
	assert_false(info->is_bare || info->is_shallow);
}

static void test_kz_git_open__names_remotes_with_a_host_only(void **state)
{
	KZ_OWN(kz_git) g = opened("r");

	(void)state;
	assert_int_equal(kz_git_info(g)->n_remotes, 2);
	assert_str(kz_git_info(g)->remotes[0], "sub/tool");
	assert_str(kz_git_info(g)->remotes[1], "owner/name");
}

static void test_kz_git_open__linked_work_tree_has_the_main_ones_git_dir(void **state)
{
	KZ_OWN(kz_git) g = opened("linked");
	const struct kz_git_info *info = kz_git_info(g);

	(void)state;
	assert_string_equal(info->git_dir, shell_path(&sh, "r/.git"));
	assert_string_equal(info->work_dir, shell_path(&sh, "linked"));
	assert_string_equal(info->main_work_dir, shell_path(&sh, "r"));
	assert_str(info->head_ref, "refs/heads/side");
}

static void test_kz_git_open__bare_with_and_without_config(void **state)
{
	(void)state;
	assert_int_equal(shell_run(&sh,
				 "git clone -q --bare r bare && cp -R r/.git noconfig.git"
				 " && mkdir n && cp -R r/.git n/.git"
				 " && rm noconfig.git/config n/.git/config"),
		0);
	for (const char *const *at = (const char *const[]){"bare", "noconfig.git", "n", NULL}; *at;
		at++) {
		KZ_OWN(kz_git) g = opened(*at);

		assert_true(kz_git_info(g)->is_bare);
		assert_null(kz_git_info(g)->work_dir);
		assert_null(kz_git_info(g)->main_work_dir);
		assert_int_equal(kz_git_info(g)->head_oid.n, 40);
		assert_false(kz_git_is_tracked(g, "x"));
	}
}

static void test_kz_git_open__unborn_and_detached(void **state)
{
	KZ_OWN(kz_git) unborn = NULL;
	KZ_OWN(kz_git) detached = NULL;
	struct kz_str root = KZ_S("x"), *paths;
	size_t n = 7;

	(void)state;
	assert_int_equal(shell_run(&sh,
				 "git init -q -b main unborn && git clone -q r detached"
				 " && git -C detached checkout -q --detach"),
		0);
	unborn = opened("unborn");
	assert_null(kz_git_info(unborn)->head_oid.p);
	assert_str(kz_git_info(unborn)->head_ref, "refs/heads/main");
	assert_int_equal(kz_git_root(&sh.cx, unborn, &root), 0);
	assert_null(root.p);
	assert_int_equal(kz_git_list_head(&sh.cx, unborn, &paths, &n), 0);
	assert_int_equal(n, 0);
	detached = opened("detached");
	assert_null(kz_git_info(detached)->head_ref.p);
	assert_int_equal(kz_git_info(detached)->head_oid.n, 40);
}

static void test_kz_git_open__shallow_has_no_root(void **state)
{
	KZ_OWN(kz_git) g = NULL;
	struct kz_str root = KZ_S("x");

	(void)state;
	assert_int_equal(shell_run(&sh,
				 "git clone -q --depth 1 file://$PWD/r shallow"
				 " && git -C shallow worktree add -q ../shallowlinked"),
		0);
	g = opened("shallowlinked");
	assert_true(kz_git_info(g)->is_shallow);
	assert_int_equal(kz_git_root(&sh.cx, g, &root), 0);
	assert_null(root.p);
}

static void test_kz_git_root__is_the_smallest_of_several(void **state)
{
	KZ_OWN(kz_git) g = NULL;
	struct kz_str root;

	(void)state;
	assert_int_equal(shell_run(&sh,
				 "git init -q -b main roots && cd roots"
				 " && for i in 1 2 3; do git checkout -q --orphan b$i;"
				 " git commit -q --allow-empty -m root$i; done"
				 " && git merge -q --allow-unrelated-histories -m m b1"
				 " && git merge -q --allow-unrelated-histories -m m b2"
				 " && git rev-list --max-parents=0 HEAD | LC_ALL=C sort"
				 " | head -n 1 | tr -d '\\n' >../root"),
		0);
	g = opened("roots");
	assert_int_equal(kz_git_root(&sh.cx, g, &root), 0);
	assert_int_equal(root.n, 40);
	assert_int_equal(shell_run(&sh, kz_strf(sh.mem, "grep -qx %.*s root", 40, root.p).p), 0);
}

static void test_kz_git_open__alternates_and_extensions(void **state)
{
	KZ_OWN(kz_git) g = NULL;
	KZ_OWN(kz_git) e = NULL;
	struct kz_str text;

	(void)state;
	assert_int_equal(shell_run(&sh,
				 "git clone -q -s r alternates && git clone -q r extended"
				 " && cd extended && git config core.repositoryformatversion 1"
				 " && git config extensions.objectFormat sha1"
				 " && git config extensions.worktreeConfig true"
				 " && git config extensions.partialClone origin"),
		0);
	g = opened("alternates");
	assert_int_equal(kz_git_read_head(&sh.cx, g, KZ_S("d/a.txt"), 100, &text), 0);
	assert_str(text, "a\n");
	e = opened("extended");
	assert_int_equal(kz_git_info(e)->head_oid.n, 40);
}

static void test_kz_git_open__refuses_with_a_reason(void **state)
{
	(void)state;
	assert_int_equal(shell_run(&sh,
				 "mkdir none nohead && cp -R r nohead/r && rm nohead/r/.git/HEAD"
				 " && cp -R r badhead && echo nonsense >badhead/.git/HEAD"
				 " && cp -R r badref && echo nonsense >badref/.git/refs/heads/main"
				 " && cp -R r badconfig && echo '[core' >>badconfig/.git/config"
				 " && cp -R r reftable && cd reftable"
				 " && git config core.repositoryformatversion 1"
				 " && git config extensions.refStorage reftable && cd .."
				 " && git init -q --object-format=sha256 sha256"
				 " && cp -R r future && cd future"
				 " && git config core.repositoryformatversion 1"
				 " && git config extensions.fromTheFuture true"),
		0);
	refused("none", KZ_ENOENT, "not in a git repository");
	refused("missing", KZ_ENOENT, "no such folder");
	refused("nohead/r", KZ_ENOENT, "is there, but is no git directory");
	refused("badhead", KZ_EINPUT, "HEAD");
	refused("badref", KZ_EINPUT, "refs/heads/main");
	refused("badconfig", KZ_EINPUT, "config");
	refused("reftable", KZ_EFORMAT, "reftable");
	refused("sha256", KZ_EFORMAT, "sha256");
	refused("future", KZ_EFORMAT, "fromthefuture");
}

static void test_kz_git_open__foreign_owner_says_what_to_type(void **state)
{
	struct kz_conf conf = {.git_trust_owner = true};
	KZ_OWN(kz_git) g = NULL;

	(void)state;
	if (geteuid() != 0)
		skip(); /* only root can give a folder away */
	assert_int_equal(shell_run(&sh, "cp -R r foreign && chown -R 12345 foreign"), 0);
	refused("foreign", KZ_EPERM, "git config --global --add safe.directory ");
	refused("foreign/d", KZ_EPERM, shell_path(&sh, "foreign`"));
	refused("foreign", KZ_EPERM, "-c git.trust-owner=true");
	sh.cx.conf = &conf;
	g = opened("foreign");
	sh.cx.conf = NULL;
	assert_string_equal(kz_git_info(g)->work_dir, shell_path(&sh, "foreign"));
}

static void test_kz_git_at_head__knows_kinds(void **state)
{
	static const struct {
		const char *path;
		enum kz_git_kind kind;
	} cases[] = {{"d", KZ_GIT_FOLDER}, {"d/", KZ_GIT_FOLDER}, {"", KZ_GIT_FOLDER},
		{"d/a.txt", KZ_GIT_FILE}, {"l", KZ_GIT_LINK}, {"sub", KZ_GIT_SUBMODULE},
		{"nothing", KZ_GIT_NONE}, {"/d", KZ_GIT_NONE}, {"x/y", KZ_GIT_NONE}};
	KZ_OWN(kz_git) g = opened("r");
	struct kz_str *paths, text;
	enum kz_git_kind kind;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(kz_git_at_head(&sh.cx, g, kz_str_c(cases[i].path), &kind), 0);
		assert_int_equal(kind, cases[i].kind);
	}
	assert_int_equal(kz_git_list_head(&sh.cx, g, &paths, &n), 0);
	assert_int_equal(n, 4);
	assert_str(paths[0], "d/a.txt");
	assert_str(paths[1], "l");
	assert_str(paths[2], "sub");
	assert_str(paths[3], "x");
	assert_int_equal(kz_git_read_head(&sh.cx, g, KZ_S("l"), 100, &text), 0);
	assert_str(text, "x");
	assert_int_equal(kz_git_read_head(&sh.cx, g, KZ_S("x"), 1, &text), KZ_ELIMIT);
	assert_int_equal(kz_git_read_head(&sh.cx, g, KZ_S("d"), 100, &text), KZ_ENOENT);
	assert_true(kz_git_is_tracked(g, "d/a.txt"));
	assert_false(kz_git_is_tracked(g, "d"));
}

static void test_kz_git_resolve__one_commit_or_nothing(void **state)
{
	KZ_OWN(kz_git) g = opened("r");
	struct kz_str head = kz_git_info(g)->head_oid, oid;

	(void)state;
	assert_int_equal(kz_git_resolve(&sh.cx, g, kz_str_head(head, 7), &oid), 0);
	assert_true(kz_str_eq(oid, head));
	assert_int_equal(kz_git_resolve(&sh.cx, g, head, &oid), 0);
	assert_int_equal(kz_git_resolve(&sh.cx, g, kz_str_head(head, 6), &oid), KZ_ENOENT);
	assert_int_equal(kz_git_resolve(&sh.cx, g, KZ_S("0000000"), &oid), KZ_ENOENT);
	assert_int_equal(kz_git_resolve(&sh.cx, g, KZ_S("main"), &oid), KZ_ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_git_open__searches_upwards_and_knows_folders),
		cmocka_unit_test(test_kz_git_open__names_remotes_with_a_host_only),
		cmocka_unit_test(test_kz_git_open__linked_work_tree_has_the_main_ones_git_dir),
		cmocka_unit_test(test_kz_git_open__bare_with_and_without_config),
		cmocka_unit_test(test_kz_git_open__unborn_and_detached),
		cmocka_unit_test(test_kz_git_open__shallow_has_no_root),
		cmocka_unit_test(test_kz_git_root__is_the_smallest_of_several),
		cmocka_unit_test(test_kz_git_open__alternates_and_extensions),
		cmocka_unit_test(test_kz_git_open__refuses_with_a_reason),
		cmocka_unit_test(test_kz_git_open__foreign_owner_says_what_to_type),
		cmocka_unit_test(test_kz_git_at_head__knows_kinds),
		cmocka_unit_test(test_kz_git_resolve__one_commit_or_nothing),
	};

	return cmocka_run_group_tests_name("git_repo", tests, begin, end);
}
