/* SPDX-License-Identifier: MIT */
/* Paths of transcripts written in other clones, work trees and homes, found in the repository. */
#include "tests/unit/warehouse_fixture.h"

#include "base/file.h"
#include "collect/belong.h"
#include "collect/place.h"
#include "tests/unit/shell.h"

struct here {
	struct fixture f;
	struct shell sh;
	struct kz_git *git;
	struct kz_places *places;
};

static int set_up(void **state)
{
	struct here *h = calloc(1, sizeof(*h));

	fixture_open(&h->f);
	assert_int_equal(shell_begin(&h->sh), 0);
	assert_int_equal(shell_run(&h->sh,
				 "git init -q -b main . && mkdir -p cmd/app lib docs\n"
				 "touch cmd/app/main.go cmd/app/run.go lib/a.go README.md\n"
				 "touch docs/a.md .hidden && git add . && git commit -qm one"),
		0);
	fixture_must(&h->f, kz_git_open(&h->f.cx, h->sh.folder, &h->git));
	fixture_must(&h->f, kz_places_load(&h->f.cx, h->f.db, h->git, &h->places));
	*state = h;
	return 0;
}

static int tear_down(void **state)
{
	struct here *h = *state;

	kz_places_free(h->places);
	kz_git_close(h->git);
	fixture_close(&h->f);
	assert_int_equal(shell_end(&h->sh), 0);
	free(h);
	return 0;
}

static void session(struct here *h, const char *cwd)
{
	const struct kz_row_session row = {.session = KZ_S("s"),
		.agent = KZ_S("claude-code"),
		.cwd = kz_str_c(cwd),
		.started_at_ms = 1,
		.ended_at_ms = 1};

	kz_sink_clear(h->f.sink);
	h->f.seq = 0;
	fixture_must(&h->f, kz_put_session(&h->f.cx, h->f.sink, &row));
}

static void opened(struct here *h, const char *cwd, const char *path)
{
	const struct kz_row_tool_call row = {.session = KZ_S("s"),
		.seq = ++h->f.seq,
		.tool = KZ_S("Read"),
		.kind = KZ_S("read"),
		.cwd = kz_str_c(cwd),
		.path = kz_str_c(path),
		.target = kz_str_c(path)};

	fixture_must(&h->f, kz_put_tool_call(&h->f.cx, h->f.sink, &row));
}

static void expect(struct here *h, size_t at, const char *target)
{
	const struct kz_row_tool_call *c = kz_sink_row(h->f.sink, KZ_ROW_tool_call, at);

	assert_string_equal(kz_cstr(h->f.mem, c->target), target);
}

static void test_kz_places__finds_paths_of_another_clone(void **state)
{
	struct here *h = *state;
	const char *cwd = "/Users/ann/code/shop";

	session(h, cwd);
	opened(h, cwd, "/Users/ann/code/shop/cmd/app/main.go");
	opened(h, cwd, "/Users/ann/code/shop/cmd/app/gone.go"); /* in no commit */
	opened(h, cwd, "lib/a.go");
	opened(h, "/Users/ann/code/shop/cmd", "../README.md");
	opened(h, cwd, cwd);
	opened(h, cwd, "/Users/bob/elsewhere/cmd/app/run.go");
	opened(h, cwd, "/Users/bob/elsewhere/README.md"); /* one part says too little */
	opened(h, cwd, "/Users/ann/code/shop/.worktrees/ann/fix/lib/a.go");
	opened(h, cwd, "/Users/ann/code/shop/.claude/worktrees/fix/lib/new.go");
	opened(h, cwd, "/etc/hosts");
	kz_places_resolve(&h->f.cx, h->places, h->f.sink);
	expect(h, 0, "cmd/app/main.go");
	expect(h, 1, "cmd/app/gone.go");
	expect(h, 2, "lib/a.go");
	expect(h, 3, "README.md");
	expect(h, 4, ".");
	expect(h, 5, "cmd/app/run.go");
	expect(h, 6, "~/elsewhere/README.md");
	expect(h, 7, "lib/a.go");
	expect(h, 8, "lib/new.go");
	expect(h, 9, "/etc/hosts");
}

/* The session began in a folder of the clone: its other paths tell where the clone's top is. */
static void test_kz_places__votes_for_the_root(void **state)
{
	struct here *h = *state;
	const char *cwd = "/Users/ann/shop/cmd";

	session(h, cwd);
	opened(h, cwd, "/Users/ann/shop/cmd/app/main.go");
	opened(h, cwd, "/Users/ann/shop/cmd/app/run.go");
	opened(h, cwd, "/Users/ann/shop/cmd/app/none.go");
	opened(h, cwd, "/Users/ann/shop/README.md");
	kz_places_resolve(&h->f.cx, h->places, h->f.sink);
	expect(h, 2, "cmd/app/none.go");
	expect(h, 3, "README.md");
}

static void test_kz_places__knows_its_own_work_tree(void **state)
{
	struct here *h = *state;
	const char *top = kz_git_info(h->git)->work_dir;

	session(h, "/nowhere");
	opened(h, "/nowhere", kz_path_join(h->f.mem, top, "lib/fresh.go"));
	opened(h, "", "lib/fresh.go");
	kz_places_resolve(&h->f.cx, h->places, h->f.sink);
	expect(h, 0, "lib/fresh.go");
	expect(h, 1, "lib/fresh.go");
	assert_true(kz_places_has_file(h->places, KZ_S("lib/a.go")));
	assert_false(kz_places_has_file(h->places, KZ_S("lib")));
	assert_false(kz_places_has_file(h->places, KZ_S("")));
}

static void plain(struct here *h, const char *cwd, const char *path, const char *expected)
{
	struct kz_str got = kz_path_plain(h->f.mem, kz_str_c(cwd), kz_str_c(path));

	assert_string_equal(kz_cstr(h->f.mem, got), expected);
}

static void test_kz_path_plain__is_lexical(void **state)
{
	struct here *h = *state;

	plain(h, "/a/b", "c/./d//e/", "/a/b/c/d/e");
	plain(h, "/a/b", "../../../x", "/x");
	plain(h, "/a/b", "/x/../y", "/y");
	plain(h, "/a/b", "..", "/a");
	plain(h, "/a", "..", "/");
	plain(h, "a", "b", "a/b");
	plain(h, "a", "../..", "");
	plain(h, NULL, "x/y", "x/y");
	assert_null(kz_path_below(KZ_S("/ab"), KZ_S("/a")).p);
	assert_true(kz_path_below(KZ_S("/a"), KZ_S("/a")).n == 0);
}

static const char *reason(struct here *h, const struct kz_list *alias)
{
	const struct kz_belonging b = {.info = kz_git_info(h->git),
		.git = h->git,
		.alias = alias,
		.places = h->places};
	struct kz_facts facts, again;
	struct kz_str text;
	const char *first, *second;

	kz_facts_of(&h->f.cx, h->f.sink, &facts);
	fixture_must(&h->f, kz_belong(&h->f.cx, &b, &facts, &first));
	text = kz_facts_text(&h->f.cx, &facts);
	kz_facts_parse(&h->f.cx, text, &again);
	fixture_must(&h->f, kz_belong(&h->f.cx, &b, &again, &second));
	assert_string_equal(first, second); /* kept facts say the same */
	return first;
}

static void test_kz_belong__by_alias_for_the_folder_itself_too(void **state)
{
	struct here *h = *state;
	struct kz_str globs[] = {KZ_S("/Users/*/shop/**"), KZ_S("/exact")};
	const struct kz_list alias = {globs, 2};

	session(h, "/Users/ann/shop");
	assert_string_equal(reason(h, &alias), "config");
	session(h, "/Users/ann/shop/cmd/app");
	assert_string_equal(reason(h, &alias), "config");
	session(h, "/exact");
	assert_string_equal(reason(h, &alias), "config");
	session(h, "/Users/ann/shopping");
	assert_string_equal(reason(h, &alias), "no-sign");
}

static void test_kz_belong__by_cwd_even_when_the_folder_is_gone(void **state)
{
	struct here *h = *state;

	session(h, kz_path_join(h->f.mem, h->sh.folder, "cmd/app"));
	assert_string_equal(reason(h, NULL), "cwd");
	session(h, kz_path_join(h->f.mem, h->sh.folder, ".worktrees/gone"));
	assert_string_equal(reason(h, NULL), "cwd");
	assert_int_equal(shell_run(&h->sh, "git init -q inner"), 0);
	session(h, kz_path_join(h->f.mem, h->sh.folder, "inner"));
	assert_string_equal(reason(h, NULL), "other-repository");
}

static void test_kz_belong__by_files_three_of_them_two_in_plain_folders(void **state)
{
	struct here *h = *state;

	session(h, "/gone");
	opened(h, "/gone", "/gone/lib/a.go");
	opened(h, "/gone", "docs/a.md");
	assert_string_equal(reason(h, NULL), "no-sign");
	opened(h, "/gone", "lib/a.go");
	opened(h, "/gone", "/other/cmd/app/main.go");
	assert_string_equal(reason(h, NULL), "no-sign");
	opened(h, "/gone", ".hidden");
	assert_string_equal(reason(h, NULL), "files");
}

static void test_kz_facts_parse__takes_nothing_from_nonsense(void **state)
{
	struct here *h = *state;
	struct kz_facts facts;

	kz_facts_parse(&h->f.cx, KZ_S("12 abcdef"), &facts);
	assert_true(facts.cwds.n == 0 && facts.paths.n == 0);
	kz_facts_parse(&h->f.cx, KZ_S("{\"cwds\":[1,\"/a\",\"/a\"],\"paths\":{}}"), &facts);
	assert_true(facts.cwds.n == 1 && facts.paths.n == 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_kz_places__finds_paths_of_another_clone),
		TEST(test_kz_places__votes_for_the_root),
		TEST(test_kz_places__knows_its_own_work_tree),
		TEST(test_kz_path_plain__is_lexical),
		TEST(test_kz_belong__by_alias_for_the_folder_itself_too),
		TEST(test_kz_belong__by_cwd_even_when_the_folder_is_gone),
		TEST(test_kz_belong__by_files_three_of_them_two_in_plain_folders),
		TEST(test_kz_facts_parse__takes_nothing_from_nonsense),
	};

	return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
