/* SPDX-License-Identifier: MIT */
/* Which session made which commit: by trailer, printed id, lines in common, time and file. */
#include "base/hash.h"
#include "tests/unit/calls_fixture.h"
#include "tests/unit/shell.h"
#include "warehouse/private.h"

enum { COMMIT_AT = FIXTURE_START + 600 }; /* author time of the one commit */

struct world {
	struct fixture f;
	struct shell sh;
	struct kz_git *git;
	struct kz_str oid, parent; /* of the commit that is stored; no parent: a root */
};

/* Bodies of the commits that tests make after the first. */
static const char twelve_lines[] =
	"for i in $(seq 101 112); do echo \"value_of($i);\"; done >twelve.c && git add .";
static const char without_lines[] = "echo '}' >a.c && git add .";

static const char line_one[] = "return value_of(first);", line_two[] = "return value_of(second);";

static void put_change(struct world *w, const char *path, const char *hunks)
{
	const struct kz_row_file_change change = {
		.oid = w->oid,
		.path = kz_str_c(path),
		.status = w->parent.n ? KZ_S("M") : KZ_S("A"),
		.added = KZ_UNKNOWN,
		.deleted = KZ_UNKNOWN,
		.hunks = kz_str_c(hunks),
	};
	const struct kz_row_commit_parent parent = {.oid = w->oid, .parent = w->parent};

	fixture_must(&w->f, kz_put_file_change(&w->f.cx, w->f.sink, &change));
	if (w->parent.n > 0)
		fixture_must(&w->f, kz_put_commit_parent(&w->f.cx, w->f.sink, &parent));
}

/* The commit with one changed file, and a trailer. */
static void put_commit_of(struct world *w, const char *path, const char *hunks, const char *trailer)
{
	const struct kz_row_commit commit = {
		.oid = w->oid,
		.parents = w->parent.n ? w->parent : KZ_S(""),
		.parent_count = w->parent.n > 0,
		.author_name = KZ_S("a"),
		.author_email = KZ_S("a"),
		.authored_at = COMMIT_AT,
		.committer_name = KZ_S("a"),
		.committer_email = KZ_S("a"),
		.committed_at = COMMIT_AT + 99999,
		.subject = KZ_S("add a"),
		.body = KZ_S(""),
	};
	const struct kz_row_trailer t = {.oid = w->oid,
		.key = KZ_S("claude-session"),
		.value = kz_str_c(trailer)};
	struct kz_input_row in = {.collector = "git",
		.version = 1,
		.path = KZ_S("git"),
		.size = KZ_UNKNOWN,
		.mtime_ns = KZ_UNKNOWN,
		.state = "ok"};

	fixture_must(&w->f, kz_put_commit(&w->f.cx, w->f.sink, &commit));
	put_change(w, path, hunks);
	fixture_must(&w->f, kz_put_trailer(&w->f.cx, w->f.sink, &t));
	fixture_must(&w->f, kz_input_store(&w->f.cx, w->f.db, &in, w->f.sink, false));
	fixture_must(&w->f, kz_db_exec(&w->f.cx, w->f.db, "UPDATE s_commit SET is_reached = 1"));
}

/* A commit that added both lines to a.c, and a trailer. */
static void put_commit(struct world *w, const char *trailer)
{
	put_commit_of(w, "a.c", "[[0,0,1,3]]", trailer);
}

/* Commits again in the repository: that commit is stored from here on. */
static void commit_again(struct world *w, const char *script)
{
	w->parent = kz_str_dup(w->f.mem, w->oid); /* the other goes with the handle */
	assert_int_equal(
		shell_run(&w->sh, kz_strf(w->f.mem, "cd r && %s && git commit -q -m x", script).p),
		0);
	kz_git_close(w->git);
	w->git = NULL;
	fixture_must(&w->f, kz_git_open(&w->f.cx, shell_path(&w->sh, "r"), &w->git));
	w->oid = kz_git_info(w->git)->head_oid;
}

static int begin(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	if (!w || shell_begin(&w->sh) < 0 ||
		shell_run(&w->sh,
			"git init -q -b main r && cd r && printf '\\treturn value_of(first);\\n}\\n"
			"  return value_of(second);\\n' >a.c"
			" && git add . && git commit -q -m 'add a'") != 0)
		return -1;
	fixture_open(&w->f);
	if (kz_git_open(&w->f.cx, shell_path(&w->sh, "r"), &w->git) != 0)
		return -1;
	w->oid = kz_git_info(w->git)->head_oid;
	*state = w;
	return 0;
}

static int end(void **state)
{
	struct world *w = *state;
	int rc;

	kz_git_close(w->git);
	fixture_close(&w->f);
	rc = shell_end(&w->sh);
	free(w);
	return rc;
}

/* An edit of the session, 30 s after the last call, that took lines away and brought some. */
static void edit_lines(struct world *w, const char *path, struct kz_str removed,
	struct kz_str added)
{
	struct kz_row_edit row = {
		.session = w->f.session,
		.target = kz_str_c(path),
		.added = 1,
		.deleted = 0,
		.old_lines = removed,
		.new_lines = added,
	};

	fixture_call(&w->f, "edit", path, NULL, NULL);
	row.seq = w->f.seq;
	row.at_ms = w->f.at_ms;
	row.call_id =
		kz_strf(w->f.mem, "%.*s-%d", (int)w->f.session.n, w->f.session.p, (int)row.seq);
	fixture_must(&w->f, kz_put_edit(&w->f.cx, w->f.sink, &row));
}

static struct kz_str hash_of(struct world *w, const char *line)
{
	return kz_hash64_bytes(w->f.mem, kz_str_c(line));
}

static void edit(struct world *w, const char *path, const char *line)
{
	edit_lines(w, path, KZ_NOTHING, hash_of(w, line));
}

/* The first n lines of twelve.c. */
static void edit_twelve(struct world *w, int n)
{
	for (int i = 1; i <= n; i++)
		edit(w, "twelve.c", kz_strf(w->f.mem, "value_of(%d);", 100 + i).p);
}

static void printed(struct world *w, struct kz_str ref, const char *subject)
{
	const struct kz_row_session_ref row = {
		.session = w->f.session,
		.seq = ++w->f.seq,
		.at_ms = INT64_C(1000) * (COMMIT_AT + 2),
		.kind = KZ_S("printed-commit"),
		.ref = ref,
		.subject = kz_str_c(subject),
	};

	fixture_must(&w->f, kz_put_session_ref(&w->f.cx, w->f.sink, &row));
}

static void assert_links(struct world *w, const char *want)
{
	fixture_analyze(&w->f, w->git);
	fixture_assert_rows(&w->f,
		"SELECT session, method, confidence FROM session_commits ORDER BY session, method",
		want);
}

static void test_session_commit__needs_a_fifth_of_the_lines_and_a_file(void **state)
{
	struct world *w = *state;

	commit_again(w, twelve_lines);
	put_commit_of(w, "twelve.c", "[[0,0,1,12]]", "x");
	fixture_session(&w->f, "a", -1);
	edit_twelve(w, 3);
	fixture_store(&w->f);
	fixture_session(&w->f, "b", -1);
	edit_twelve(w, 2);
	fixture_store(&w->f);
	fixture_session(&w->f, "c", -1);
	edit(w, "other.c", "value_of(101);");
	edit(w, "other.c", "value_of(102);");
	edit(w, "other.c", "value_of(103);");
	fixture_store(&w->f);
	assert_links(w, "a|overlap|0.95");
}

static void test_session_commit__needs_a_tenth_while_the_session_runs(void **state)
{
	struct world *w = *state;

	commit_again(w, twelve_lines);
	put_commit_of(w, "twelve.c", "[[0,0,1,12]]", "x");
	fixture_session(&w->f, "a", 0);
	edit_twelve(w, 2);
	fixture_store(&w->f);
	fixture_session(&w->f, "b", 0);
	edit_twelve(w, 1);
	fixture_store(&w->f);
	assert_links(w, "a|overlap|0.95\na|time-file|0.8\nb|time-file|0.8");
}

/* Of ten lines two are a fifth; one is a tenth and may be chance, also while the session runs. */
static void test_session_commit__takes_an_exact_fifth_and_no_single_line(void **state)
{
	struct world *w = *state;

	commit_again(w, twelve_lines);
	put_commit_of(w, "twelve.c", "[[0,0,1,10]]", "x");
	fixture_session(&w->f, "a", -1);
	edit_twelve(w, 2);
	fixture_store(&w->f);
	fixture_session(&w->f, "b", 0);
	edit_twelve(w, 1);
	fixture_store(&w->f);
	assert_links(w, "a|overlap|0.95\nb|time-file|0.8");
}

/* A session that had ended is asked only where none that ran has a share. */
static void test_session_commit__prefers_sessions_that_ran(void **state)
{
	struct world *w = *state;

	commit_again(w, twelve_lines);
	put_commit_of(w, "twelve.c", "[[0,0,1,12]]", "x");
	fixture_session(&w->f, "a", -1);
	edit_twelve(w, 12);
	fixture_store(&w->f);
	fixture_session(&w->f, "b", 0);
	edit_twelve(w, 2);
	fixture_store(&w->f);
	assert_links(w, "b|overlap|0.95\nb|time-file|0.8");
}

/* One line suffices where it is a fifth of the commit: many commits are as small. */
static void test_session_commit__takes_one_line_of_a_small_commit(void **state)
{
	struct world *w = *state;

	put_commit(w, "x");
	fixture_session(&w->f, "a", 0);
	edit(w, "a.c", line_one);
	fixture_store(&w->f);
	assert_links(w, "a|overlap|0.95\na|time-file|0.8");
}

/* What a commit took away counts as what it brought, each against the same side of edits. */
static void test_session_commit__counts_lines_taken_away(void **state)
{
	struct world *w = *state;

	commit_again(w, without_lines);
	put_commit_of(w, "a.c", "[[1,1,0,0],[3,1,1,0]]", "x");
	fixture_session(&w->f, "a", 0);
	edit_lines(w, "a.c", hash_of(w, line_two), KZ_NOTHING);
	fixture_store(&w->f);
	fixture_session(&w->f, "b", 0);
	edit(w, "a.c", line_two);
	fixture_store(&w->f);
	assert_links(w, "a|overlap|0.95\na|time-file|0.8\nb|time-file|0.8");
}

/* Lines that were written after the commit, and sessions of another day, made nothing of it. */
static void test_session_commit__looks_at_what_was_there_before_it(void **state)
{
	struct world *w = *state;

	put_commit(w, "x");
	fixture_session(&w->f, "a", 0);
	w->f.at_ms += 700000;
	edit(w, "a.c", line_one);
	edit(w, "a.c", line_two);
	fixture_store(&w->f);
	fixture_session(&w->f, "b", -2);
	edit(w, "a.c", line_one);
	edit(w, "a.c", line_two);
	fixture_store(&w->f);
	assert_links(w, "a|time-file|0.8");
}

static void test_session_commit__takes_time_with_a_file_in_common(void **state)
{
	struct world *w = *state;

	put_commit(w, "x");
	fixture_session(&w->f, "a", 0);
	edit(w, "a.c", "something else");
	fixture_store(&w->f);
	fixture_session(&w->f, "b", 0);
	edit(w, "b.c", "something else");
	fixture_store(&w->f);
	assert_links(w, "a|time-file|0.8");
}

static void test_session_commit__believes_what_was_printed(void **state)
{
	struct world *w = *state;

	put_commit(w, "x");
	fixture_session(&w->f, "a", 0);
	printed(w, kz_str_head(w->oid, 8), "something else");
	fixture_store(&w->f);
	fixture_session(&w->f, "b", 0);
	printed(w, KZ_S("0000000"), "add a"); /* rebased since: subject and author time */
	fixture_store(&w->f);
	fixture_session(&w->f, "c", 0);
	printed(w, KZ_S("1111111"), "add b");
	fixture_store(&w->f);
	fixture_session(&w->f, "d", 1); /* rebased it, a day after it was made */
	printed(w, kz_str_head(w->oid, 9), "something else");
	fixture_store(&w->f);
	assert_links(w, "a|printed|0.95\nb|printed|0.95");
}

static void test_session_commit__reads_trailers_that_name_the_session(void **state)
{
	struct world *w = *state;

	put_commit(w, "https://x.example/0b5e9a4e-1f6a-4a6e-9d51-1c1b0d4e7f10");
	fixture_session(&w->f, "0b5e9a4e-1f6a-4a6e-9d51-1c1b0d4e7f10", 0);
	fixture_store(&w->f);
	fixture_session(&w->f, "0b5e9a4e-1f6a-4a6e-9d51-1c1b0d4e7f11", 0);
	fixture_store(&w->f);
	assert_links(w, "0b5e9a4e-1f6a-4a6e-9d51-1c1b0d4e7f10|trailer|1.0");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_session_commit__##name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(needs_a_fifth_of_the_lines_and_a_file),
		TEST(needs_a_tenth_while_the_session_runs),
		TEST(takes_an_exact_fifth_and_no_single_line),
		TEST(prefers_sessions_that_ran),
		TEST(takes_one_line_of_a_small_commit),
		TEST(counts_lines_taken_away),
		TEST(looks_at_what_was_there_before_it),
		TEST(takes_time_with_a_file_in_common),
		TEST(believes_what_was_printed),
		TEST(reads_trailers_that_name_the_session),
	};
#undef TEST

	return cmocka_run_group_tests_name("session_commit", tests, NULL, NULL);
}
