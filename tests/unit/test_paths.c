/* SPDX-License-Identifier: MIT */
/* Paths of other people's clones, as this repository knows them. */
#include "analyze/paths.h"

#include "tests/unit/warehouse_fixture.h"
#include "warehouse/input.h"

struct world {
	struct fixture f;
	struct kz_paths p;
};

static void change(struct world *w, const char *oid, int64_t at, const char *status,
	const char *path)
{
	const struct kz_row_commit commit = {
		.oid = kz_str_c(oid),
		.parents = KZ_S(""),
		.author_name = KZ_S("a"),
		.author_email = KZ_S("a"),
		.authored_at = at,
		.committer_name = KZ_S("a"),
		.committer_email = KZ_S("a"),
		.committed_at = at,
		.subject = KZ_S("s"),
		.body = KZ_S(""),
	};
	const struct kz_row_file_change row = {
		.oid = kz_str_c(oid),
		.path = kz_str_c(path),
		.status = kz_str_c(status),
		.added = 1,
		.deleted = 0,
	};

	fixture_must(&w->f, kz_put_commit(&w->f.cx, w->f.sink, &commit));
	fixture_must(&w->f, kz_put_file_change(&w->f.cx, w->f.sink, &row));
}

/* src/cli/run.c and README.md came at 100; src/cli/old/x.c came then, too, and went at 200. */
static void open_world(struct world *w)
{
	struct kz_input_row in = {.collector = "git",
		.version = 1,
		.path = KZ_S("git"),
		.size = KZ_UNKNOWN,
		.mtime_ns = KZ_UNKNOWN,
		.state = "ok"};

	fixture_open(&w->f);
	change(w, "1111111111111111111111111111111111111111", 100, "A", "src/cli/run.c");
	change(w, "2222222222222222222222222222222222222222", 100, "A", "README.md");
	change(w, "3333333333333333333333333333333333333333", 100, "A", "src/cli/old/x.c");
	change(w, "4444444444444444444444444444444444444444", 200, "D", "src/cli/old/x.c");
	fixture_must(&w->f, kz_input_store(&w->f.cx, w->f.db, &in, w->f.sink, false));
	fixture_must(&w->f, kz_paths_load(&w->f.cx, w->f.db, NULL, &w->p));
}

static void close_world(struct world *w)
{
	kz_paths_done(&w->p);
	fixture_close(&w->f);
}

static void assert_relative(struct world *w, const char *path, const char *cwd, const char *want)
{
	const struct kz_str got = kz_paths_relative(w->f.mem, &w->p, kz_str_c(path), kz_str_c(cwd),
		KZ_S("/u/ann/tool/.worktrees/1"));

	if (!kz_str_eq(got, kz_str_c(want)) || (got.p == NULL) != (want == NULL))
		fail_msg("%s: got '" KZ_FMT "', want '%s'", path, KZ_ARG(got),
			want ? want : "nothing");
}

static void test_kz_paths_relative__knows_a_path_by_its_tail(void **state)
{
	struct world w;

	(void)state;
	open_world(&w);
	assert_relative(&w, "/u/bob/clone/src/cli/run.c", "/u/bob/clone", "src/cli/run.c");
	assert_relative(&w, "/u/bob/clone/src/cli/new/y.c", "/u/bob/clone", "src/cli/new/y.c");
	assert_relative(&w, "/u/ann/tool/.worktrees/1/.lint.yml", "/x", ".lint.yml");
	assert_relative(&w, "/u/ann/tool/.lint.yml", "/x", ".lint.yml");
	assert_relative(&w, "/u/ann/tool/.worktrees/2/.lint.yml", "/x", ".lint.yml");
	assert_relative(&w, "/u/bob/other/README.md", "/x", NULL);
	assert_relative(&w, "/etc/passwd", "/x", NULL);
	assert_relative(&w, "~/.config/x", "/x", NULL);
	assert_relative(&w, "/u/ann/tool/.worktrees/1/src/cli/", "/x", "src/cli");
	close_world(&w);
}

static void test_kz_paths_relative__reads_relative_paths_from_where_the_agent_stood(void **state)
{
	struct world w;

	(void)state;
	open_world(&w);
	assert_relative(&w, "old/z.c", "/u/ann/tool/.worktrees/1/src/cli", "src/cli/old/z.c");
	assert_relative(&w, "../run.c", "/u/ann/tool/.worktrees/1/src/cli", "src/run.c");
	assert_relative(&w, "src/cli/run.c", "/u/ann/tool/.worktrees/1/src/cli", "src/cli/run.c");
	assert_relative(&w, "./new.c", "/u/ann/tool/.worktrees/1", "new.c");
	assert_relative(&w, "../../x", "/u/ann/tool/.worktrees/1", NULL);
	assert_relative(&w, "", "/x", NULL);
	close_world(&w);
}

static void test_kz_paths_was__ends_when_the_last_file_went(void **state)
{
	struct world w;

	(void)state;
	open_world(&w);
	assert_false(kz_paths_was(&w.p, KZ_S("src/cli/old"), 99));
	assert_true(kz_paths_was(&w.p, KZ_S("src/cli/old"), 150));
	assert_true(kz_paths_was(&w.p, KZ_S("src/cli/old/x.c"), 200));
	assert_false(kz_paths_was(&w.p, KZ_S("src/cli/old"), 201));
	assert_false(kz_paths_was(&w.p, KZ_S("src/cli/never"), 150));
	assert_int_equal(kz_paths_at_head(&w.p, KZ_S("src/cli/run.c")), KZ_GIT_NONE);
	close_world(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_paths_relative__knows_a_path_by_its_tail),
		cmocka_unit_test(
			test_kz_paths_relative__reads_relative_paths_from_where_the_agent_stood),
		cmocka_unit_test(test_kz_paths_was__ends_when_the_last_file_went),
	};

	return cmocka_run_group_tests_name("paths", tests, NULL, NULL);
}
