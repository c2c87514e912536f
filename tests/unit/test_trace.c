/* SPDX-License-Identifier: MIT */
/* Lines traced through hunks, merges and renames; origins of fixes and their findings. */
#include "analyze/hunks.h"
#include "analyze/trace.h"
#include "tests/unit/history_fixture.h"

static struct kz_pieces whole(struct kz_arena *mem, int64_t count)
{
	struct kz_pieces p = {0};

	kz_pieces_add(mem, &p, (struct kz_piece){1, 1, count});
	return p;
}

static void assert_piece(const struct kz_piece *p, int64_t asked, int64_t here, int64_t count)
{
	assert_int_equal(p->asked, asked);
	assert_int_equal(p->here, here);
	assert_int_equal(p->count, count);
}

static void test_kz_hunks_pass__shifts_what_lies_between_hunks(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = {.mem = mem};
	/* Line 2 replaced by two, lines 5 and 6 deleted, two lines added at the end. */
	struct kz_hunks hunks;
	struct kz_pieces in = whole(mem, 9), stay = {0}, pass = {0};

	(void)state;
	assert_int_equal(kz_hunks_read(&cx, mem, KZ_S("[[2,1,2,2],[5,2,5,0],[8,0,8,2]]"), &hunks),
		0);
	kz_hunks_pass(mem, &hunks, &in, &stay, &pass);
	assert_int_equal(stay.n, 2);
	assert_piece(&stay.p[0], 2, 2, 2);
	assert_piece(&stay.p[1], 8, 8, 2);
	assert_int_equal(pass.n, 3);
	assert_piece(&pass.p[0], 1, 1, 1);
	assert_piece(&pass.p[1], 4, 3, 2);
	assert_piece(&pass.p[2], 6, 7, 2);
}

static void test_kz_hunks_pass__takes_pieces_that_begin_inside_a_hunk(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_hunk h = {10, 0, 11, 5};
	struct kz_hunks hunks = {&h, 1};
	struct kz_pieces in = {0}, stay = {0}, pass = {0};

	(void)state;
	kz_pieces_add(mem, &in, (struct kz_piece){1, 13, 2});
	kz_pieces_add(mem, &in, (struct kz_piece){7, 15, 3});
	kz_hunks_pass(mem, &hunks, &in, &stay, &pass);
	assert_int_equal(stay.n, 2);
	assert_piece(&stay.p[0], 1, 13, 2);
	assert_piece(&stay.p[1], 7, 15, 1);
	assert_int_equal(pass.n, 1);
	assert_piece(&pass.p[0], 8, 11, 2);
}

static void test_kz_hunks_pass__goes_back_for_lines_that_are_asked_twice(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_hunk h[] = {{2, 1, 2, 1}, {5, 0, 6, 3}};
	struct kz_hunks hunks = {h, 2};
	struct kz_pieces in = {0}, stay = {0}, pass = {0};

	(void)state;
	kz_pieces_add(mem, &in, (struct kz_piece){1, 1, 9});
	kz_pieces_add(mem, &in, (struct kz_piece){20, 2, 2});
	kz_hunks_pass(mem, &hunks, &in, &stay, &pass);
	assert_int_equal(stay.n, 3);
	assert_piece(&stay.p[2], 20, 2, 1);
	assert_int_equal(pass.n, 4);
	assert_piece(&pass.p[2], 9, 6, 1);
	assert_piece(&pass.p[3], 21, 3, 1);
}

static void test_kz_hunks_read__refuses_what_is_no_four(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = {.mem = mem};
	struct kz_hunks hunks;

	(void)state;
	assert_int_equal(kz_hunks_read(&cx, mem, KZ_S("[[1,2,3]]"), &hunks), KZ_EINPUT);
	assert_int_equal(kz_hunks_read(&cx, mem, KZ_S("[]"), &hunks), 0);
	assert_int_equal(hunks.n, 0);
}

/* Who wrote lines 1 to count of path as it is at HEAD, one letter a line; ? after it: cut. */
static void assert_blame(struct fixture *f, const char *path, int64_t count, const char *want)
{
	struct kz_history h;
	KZ_OWN(kz_trace) t = NULL;
	KZ_OWN(kz_buf) have = kz_buf_new(1 << 16);
	const struct kz_lines lines = {1, count};
	struct kz_version of = {.lines = &lines, .n_lines = 1};
	struct kz_traced_list list;
	struct kz_query *q;
	bool row;

	fixture_must(f, kz_history_load(&f->cx, f->db, &h));
	fixture_must(f, kz_query(&f->cx, f->db, "analyze/sql/trace.sql#path", &q));
	kz_bind_text(q, 1, kz_str_c(path));
	fixture_must(f, kz_query_next(&f->cx, q, &row));
	of.path_id = kz_col_int(q, 0);
	kz_query_reset(q);
	t = kz_trace_new(f->db, &h);
	fixture_must(f, kz_trace_lines(&f->cx, t, &of, &list));
	for (size_t i = 0; i < list.n; i++) {
		kz_buf_fill(have, h.nodes[list.p[i].commit].oid.p[0], (size_t)list.p[i].count);
		kz_buf_text(have, list.p[i].is_lost ? "?" : "");
	}
	if (!kz_str_eq(kz_buf_str(have), kz_str_c(want)))
		fail_msg("%s: expected %s, found %.*s", path, want, (int)have->n, have->p);
}

static void test_kz_trace_lines__passes_merges_by_every_parent(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_commit(&f, 'a', &(struct fixture_commit){.minute = 0});
	fixture_change(&f, 'a', "x", "A", "[[0,0,1,4]]");
	fixture_change(&f, 'a', "y", "A", "[[0,0,1,3]]");
	fixture_commit(&f, 'b', &(struct fixture_commit){.parents = "a", .minute = 9});
	fixture_change(&f, 'b', "x", "M", "[[1,1,1,1]]"); /* main: line 1 of x */
	fixture_commit(&f, 'c', &(struct fixture_commit){.parents = "a", .minute = 5});
	fixture_change(&f, 'c', "x", "M", "[[4,0,5,1]]"); /* branch: a line at the end of x */
	fixture_change(&f, 'c', "y", "M", "[[2,1,2,1]]"); /* and line 2 of y */
	fixture_commit(&f, 'd', &(struct fixture_commit){.parents = "bc", .minute = 10});
	/* The merge takes both and changes line 3 itself; y it takes from the branch. */
	fixture_merged(&f, 'd', "x", 0, "[[3,1,3,1],[4,0,5,1]]");
	fixture_merged(&f, 'd', "x", 1, "[[1,1,1,1],[3,1,3,1]]");
	fixture_merged(&f, 'd', "y", 1, NULL);
	fixture_store_git(&f);
	assert_blame(&f, "x", 5, "badac");
	assert_blame(&f, "y", 3, "aca");
	fixture_close(&f);
}

static void test_kz_trace_lines__follows_renames_and_stops_where_a_name_began_anew(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_commit(&f, 'a', &(struct fixture_commit){.minute = 0});
	fixture_change(&f, 'a', "old", "A", "[[0,0,1,3]]");
	fixture_commit(&f, 'b', &(struct fixture_commit){.parents = "a", .minute = 1});
	fixture_rename(&f, 'b', "old", "new", "[[3,1,3,1]]");
	fixture_commit(&f, 'c', &(struct fixture_commit){.parents = "b", .minute = 2});
	fixture_change(&f, 'c', "old", "A", "[[0,0,1,2]]");
	fixture_commit(&f, 'd', &(struct fixture_commit){.parents = "c", .minute = 3});
	fixture_change(&f, 'd', "old", "M", "[]"); /* mode only */
	fixture_change(&f, 'd', "new", "M", "[[0,0,1,1]]");
	fixture_store_git(&f);
	assert_blame(&f, "new", 4, "daab");
	assert_blame(&f, "old", 2, "cc");
	fixture_close(&f);
}

static void test_kz_trace_lines__says_where_the_history_is_cut(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_commit(&f, 'a', &(struct fixture_commit){.parents = "9", .is_boundary = true});
	fixture_change(&f, 'a', "x", "A", "[[0,0,1,3]]");
	fixture_commit(&f, 'b', &(struct fixture_commit){.parents = "a", .minute = 1});
	fixture_change(&f, 'b', "x", "M", "[[2,1,2,1]]");
	fixture_store_git(&f);
	assert_blame(&f, "x", 3, "a?ba?");
	fixture_close(&f);
}

static void test_origin__divides_the_work_of_a_fix_among_its_files(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_commit(&f, 'a', &(struct fixture_commit){.minute = 0});
	fixture_change(&f, 'a', "x.c", "A", "[[0,0,1,9]]");
	fixture_change(&f, 'a', "y.c", "A", "[[0,0,1,9]]");
	fixture_change(&f, 'a', "x_test.c", "A", "[[0,0,1,9]]");
	fixture_commit(&f, 'b', &(struct fixture_commit){.parents = "a", .minute = 5000});
	fixture_change(&f, 'b', "x.c", "M", "[[1,2,1,2]]");
	fixture_commit(&f, 'c',
		&(struct fixture_commit){.parents = "b", .minute = 20000, .subject = "fix: one"});
	fixture_change(&f, 'c', "x.c", "M", "[[2,2,2,1]]");
	fixture_change(&f, 'c', "y.c", "M", "[[1,1,1,1]]");
	fixture_change(&f, 'c', "x_test.c", "M", "[[1,1,1,1]]");
	fixture_commit(&f, 'd',
		&(struct fixture_commit){.parents = "c", .minute = 20020, .subject = "fix: two"});
	fixture_change(&f, 'd', "x.c", "M", "[[2,1,2,1]]");
	fixture_store_git(&f);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f,
		"SELECT substr(oid, 1, 1), how, touch_minutes FROM fixes ORDER BY 1",
		"c|convention|30.0\nd|convention|20.0");
	fixture_assert_rows(&f,
		"SELECT substr(fix, 1, 1), substr(oid, 1, 1), path, lines FROM origins"
		" ORDER BY 1, 3, 2",
		"c|a|x.c|1\nc|b|x.c|1\nc|a|y.c|1\nd|c|x.c|1");
	/* 30 minutes by two files and 20 by one; 20,020 minutes are 1.99 weeks. */
	fixture_assert_rows(&f,
		"SELECT kind, subject, n, minutes, round(minutes_per_week, 3),"
		" detail ->> 'repaired_a_fix' FROM findings",
		"defect-origin|x.c|2|35.0|17.622|1");
	fixture_assert_rows(&f, "SELECT seq, view, substr(ref, 1, 1) FROM evidence ORDER BY seq",
		"1|fixes|c\n2|fixes|d\n3|commits|c\n4|commits|b\n5|commits|a");
	fixture_close(&f);
}

static void test_fix__knows_bots_reverts_and_what_was_taken_back(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_commit(&f, 'a', &(struct fixture_commit){.subject = "fix: by a bot"});
	fixture_bot(&f, 'a', "bot-author");
	fixture_commit(&f, 'b',
		&(struct fixture_commit){.parents = "a",
			.minute = 1,
			.subject = "x",
			.body = "Fixes: aaaaaaaaaaaa (\"x\")"});
	fixture_commit(&f, 'c',
		&(struct fixture_commit){.parents = "b", .minute = 2, .subject = "Revert \"x\""});
	fixture_commit(&f, 'd',
		&(struct fixture_commit){.parents = "c",
			.minute = 3,
			.subject = "Reapply \"x\"",
			.body = "This reverts commit cccccccccccc."});
	fixture_commit(&f, 'e',
		&(struct fixture_commit){.parents = "d",
			.minute = 4,
			.subject = "y",
			.body = "Fixes: ffffffffffff"});
	fixture_commit(&f, '1',
		&(struct fixture_commit){.parents = "e", .minute = 5, .subject = "Fix a crash"});
	fixture_change(&f, '1', "a.c", "M", "[]");
	fixture_commit(&f, '2',
		&(struct fixture_commit){.parents = "1", .minute = 6, .subject = "Fix a crash"});
	fixture_change(&f, '2', "tests/a.c", "M", "[]");
	fixture_store_git(&f);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f, "SELECT substr(oid, 1, 1), how FROM fixes ORDER BY 1",
		"1|words\nb|stated");
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_hunks_pass__shifts_what_lies_between_hunks),
		cmocka_unit_test(test_kz_hunks_pass__takes_pieces_that_begin_inside_a_hunk),
		cmocka_unit_test(test_kz_hunks_pass__goes_back_for_lines_that_are_asked_twice),
		cmocka_unit_test(test_kz_hunks_read__refuses_what_is_no_four),
		cmocka_unit_test(test_kz_trace_lines__passes_merges_by_every_parent),
		cmocka_unit_test(
			test_kz_trace_lines__follows_renames_and_stops_where_a_name_began_anew),
		cmocka_unit_test(test_kz_trace_lines__says_where_the_history_is_cut),
		cmocka_unit_test(test_origin__divides_the_work_of_a_fix_among_its_files),
		cmocka_unit_test(test_fix__knows_bots_reverts_and_what_was_taken_back),
	};

	return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
