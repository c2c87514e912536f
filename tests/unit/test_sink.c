/* SPDX-License-Identifier: MIT */
/* The warehouse's door: rows printed, stored once, ids resolved, nothing kept of a failed unit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "warehouse/input.h"
#include "warehouse/query.h"

struct room {
	struct kz_arena *mem;
	struct kz_ctx cx;
	struct kz_db *db;
};

static int setup(void **state)
{
	static struct room r;
	const struct kz_repository repository = {.repository = KZ_S("0123456789ab"),
		.git_dir = KZ_S("/r/.git"),
		.work_dir = KZ_S("/r"),
		.root_oid = KZ_NOTHING};

	r = (struct room){.mem = kz_arena_new()};
	r.cx = (struct kz_ctx){.mem = r.mem, .now = 1750000000};
	*state = &r;
	if (kz_db_open(&r.cx, ":memory:", KZ_DB_WRITE, &r.db) < 0)
		return -1;
	return kz_db_use_repository(&r.cx, r.db, &repository);
}

static int teardown(void **state)
{
	struct room *r = *state;

	kz_db_close(r->db);
	kz_arena_free(r->mem);
	return 0;
}

static int64_t number(struct room *r, const char *sql)
{
	KZ_OWN(kz_query) q = NULL;
	bool row;

	assert_int_equal(kz_query_user(&r->cx, r->db, kz_str_c(sql), &q), 0);
	assert_int_equal(kz_query_next(&r->cx, q, &row), 0);
	assert_true(row);
	return kz_col_int(q, 0);
}

static const struct kz_row_commit commit = {.oid = KZ_S("00000000000000000000000000000000000000aa"),
	.parents = KZ_S(""),
	.author_name = KZ_S("A"),
	.author_email = KZ_S("a@x"),
	.committer_name = KZ_S("A"),
	.committer_email = KZ_S("a@x"),
	.subject = KZ_S("one"),
	.body = KZ_S("")};

static void put_change(struct room *r, struct kz_sink *s)
{
	const struct kz_row_file_change change = {.oid = commit.oid,
		.path = KZ_S("dir/a\xff.c"),
		.status = KZ_S("A"),
		.added = 3,
		.deleted = KZ_UNKNOWN,
		.hunks = KZ_S("[[0,0,1,3]]")};

	assert_int_equal(kz_put_file_change(&r->cx, s, &change), 0);
}

static void put_commit(struct room *r, struct kz_sink *s)
{
	assert_int_equal(kz_put_commit(&r->cx, s, &commit), 0);
	put_change(r, s);
}

static void test_kz_sink_print__shows_a_row_a_line_without_what_is_null(void **state)
{
	KZ_OWN(kz_sink) s = kz_sink_new(NULL, NULL);
	KZ_OWN(kz_buf) out = kz_buf_new(4096);
	const struct kz_row_problem row = {.place = KZ_S("f:3"),
		.reason = KZ_S("bad\n"),
		.message = KZ_NOTHING};

	assert_int_equal(kz_put_problem(&((struct room *)*state)->cx, s, &row), 0);
	kz_sink_print(s, out);
	assert_true(kz_str_eq(kz_buf_str(out), KZ_S("problem place=\"f:3\" reason=\"bad\\n\"\n")));
}

static void test_kz_input_store__stores_once_and_says_what_is_new(void **state)
{
	struct room *r = *state;
	KZ_OWN(kz_sink) s = kz_sink_new(NULL, NULL);
	struct kz_input_row in;

	for (int round = 0; round < 2; round++) {
		assert_int_equal(kz_input_find(&r->cx, r->db, "git", KZ_S("HEAD"), &in), 0);
		assert_int_equal(in.input_id != 0, round == 1);
		(round == 0 ? put_commit : put_change)(r, s);
		assert_int_equal(kz_input_store(&r->cx, r->db, &in, s, false), 0);
		assert_int_equal(in.new_rows, round == 0 ? 2 : 0);
		assert_int_equal(kz_sink_total(s), 0);
	}
	assert_int_equal(number(r, "SELECT count(*) FROM s_commit"), 1);
	assert_int_equal(number(r, "SELECT typeof(path) = 'text' FROM s_path"), 1);
	assert_int_equal(number(r, "SELECT deleted IS NULL AND added = 3 FROM s_file_change"), 1);
	assert_int_equal(number(r, "SELECT generation FROM s_repository"), 1);
}

static void test_kz_input_store__a_commit_put_again_takes_its_old_rows_with_it(void **state)
{
	struct room *r = *state;
	KZ_OWN(kz_sink) s = kz_sink_new(NULL, NULL);
	const struct kz_row_trailer trailer = {.oid = commit.oid,
		.key = KZ_S("k"),
		.value = KZ_S("v")};
	struct kz_input_row in;

	for (int round = 0; round < 2; round++) {
		assert_int_equal(kz_input_find(&r->cx, r->db, "git", KZ_S("HEAD"), &in), 0);
		put_commit(r, s);
		if (round == 0)
			assert_int_equal(kz_put_trailer(&r->cx, s, &trailer), 0);
		assert_int_equal(kz_input_store(&r->cx, r->db, &in, s, false), 0);
	}
	assert_int_equal(number(r, "SELECT count(*) FROM s_commit"), 1);
	assert_int_equal(number(r, "SELECT count(*) FROM s_file_change"), 1);
	assert_int_equal(number(r, "SELECT count(*) FROM s_trailer"), 0);
}

static void test_kz_input_store__replaces_a_transcript_whole(void **state)
{
	struct room *r = *state;
	KZ_OWN(kz_sink) s = kz_sink_new(NULL, NULL);
	struct kz_input_row in;
	struct kz_row_human_turn turn = {.session = KZ_S("s"), .kind = KZ_S("prompt")};

	for (int64_t round = 2; round > 0; round--) {
		assert_int_equal(kz_input_find(&r->cx, r->db, "t", KZ_S("a.jsonl"), &in), 0);
		for (turn.seq = 0; turn.seq < round; turn.seq++)
			assert_int_equal(kz_put_human_turn(&r->cx, s, &turn), 0);
		assert_int_equal(kz_input_store(&r->cx, r->db, &in, s, true), 0);
		assert_int_equal(number(r, "SELECT count(*) FROM s_human_turn"), round);
	}
}

static void test_kz_input_store__keeps_nothing_of_a_unit_that_fails(void **state)
{
	struct room *r = *state;
	KZ_OWN(kz_sink) s = kz_sink_new(NULL, NULL);
	struct kz_input_row in;
	const struct kz_row_human_turn good = {.session = KZ_S("s"), .kind = KZ_S("prompt")};
	const struct kz_row_human_turn bad = {.session = KZ_S("s"), .kind = KZ_S("no such kind")};

	assert_int_equal(kz_input_find(&r->cx, r->db, "t", KZ_S("a.jsonl"), &in), 0);
	assert_int_equal(kz_put_human_turn(&r->cx, s, &good), 0);
	assert_int_equal(kz_put_human_turn(&r->cx, s, &bad), 0);
	assert_int_equal(kz_input_store(&r->cx, r->db, &in, s, true), KZ_EDB);
	assert_int_equal(number(r, "SELECT count(*) FROM s_human_turn"), 0);
	assert_int_equal(number(r, "SELECT count(*) FROM s_input"), 0);
}

static void test_kz_query_user__only_reads(void **state)
{
	struct room *r = *state;
	static const char *const bad[] = {"DELETE FROM s_commit", "SELECT 1; SELECT 2",
		"ATTACH '/tmp/x' AS x", "PRAGMA user_version = 3", "", "-- nothing", "SELECT",
		"INSERT INTO s_path (path) VALUES ('x')", "VACUUM"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct kz_query *q = NULL;

		assert_int_equal(kz_query_user(&r->cx, r->db, kz_str_c(bad[i]), &q), KZ_EUSAGE);
	}
	assert_int_equal(number(r, "SELECT count(*) FROM hunks"), 0);
	assert_int_equal(number(r, "SELECT 1;"), 1);
}

static void test_views__stand_on_an_empty_warehouse(void **state)
{
	struct room *r = *state;
	static const char *const views[] = {"commits", "file_changes", "hunks", "releases",
		"sessions", "tool_calls", "agent_usage", "human_turns", "session_commits",
		"test_results", "findings", "evidence", "repairs", "masked_runs", "fixes",
		"origins", "measures", "changes", "countermeasures", "inputs", "problems"};

	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		assert_int_equal(number(r, kz_strf(r->mem, "SELECT count(*) FROM %s", views[i]).p),
			0);
}

/* A small file can say that a long text stands in each of its rows: it ends at a limit. */
static void test_kz_sink_put__limits_text_and_keeps_one_that_repeats_once(void **state)
{
	struct room *r = *state;
	KZ_OWN(kz_sink) sink = kz_sink_new(NULL, NULL);
	char *p = memset(kz_arena_get(r->mem, 1 << 20), 'x', 1 << 20);
	const struct kz_row_problem row = {.place = KZ_S("here"),
		.reason = KZ_S("x"),
		.message = {p, 1 << 20}};
	const struct kz_row_problem *first, *second;
	int n = 0, rc;

	while ((rc = kz_put_problem(&r->cx, sink, &row)) == 0)
		n++;
	assert_int_equal(rc, KZ_ELIMIT);
	assert_non_null(strstr(r->cx.err.text, "256 MB"));
	kz_err_clear(&r->cx);
	assert_in_range(n, 255, 257);
	first = kz_sink_row(sink, KZ_ROW_problem, 0);
	second = kz_sink_row(sink, KZ_ROW_problem, 1);
	assert_ptr_equal(first->message.p, second->message.p);
	assert_ptr_not_equal(first->message.p, row.message.p);
	kz_sink_clear(sink);
	assert_int_equal(kz_put_problem(&r->cx, sink, &row), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_kz_sink_print__shows_a_row_a_line_without_what_is_null, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			test_kz_input_store__stores_once_and_says_what_is_new, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_kz_input_store__a_commit_put_again_takes_its_old_rows_with_it, setup,
			teardown),
		cmocka_unit_test_setup_teardown(test_kz_input_store__replaces_a_transcript_whole,
			setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_kz_input_store__keeps_nothing_of_a_unit_that_fails, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_kz_sink_put__limits_text_and_keeps_one_that_repeats_once, setup,
			teardown),
		cmocka_unit_test_setup_teardown(test_kz_query_user__only_reads, setup, teardown),
		cmocka_unit_test_setup_teardown(test_views__stand_on_an_empty_warehouse, setup,
			teardown),
	};

	return cmocka_run_group_tests_name("sink", tests, NULL, NULL);
}
