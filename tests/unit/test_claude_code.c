/* SPDX-License-Identifier: MIT */
/* Claude Code transcripts of our own making and their rows (KAIZEN_ACCEPT=1 writes those anew). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/hash.h"
#include "collect/collect.h"
#include "collect/jsonl.h"
#include "git/config.h"

#define FOLDER "tests/fixtures/claude/"
#define FORK_1 FOLDER "fork/aaaaaaaa-0000-4000-8000-000000000001.jsonl"
#define FORK_2 FOLDER "fork/bbbbbbbb-0000-4000-8000-000000000002.jsonl"
#define PARENT FOLDER "subagent/cccccccc-0000-4000-8000-000000000003"

struct reading {
	struct kz_arena *mem;
	struct kz_conf conf;
	struct kz_ctx cx;
	struct kz_sink *sink;
};

static int set_up(void **state)
{
	struct reading *r = calloc(1, sizeof(*r));

	r->mem = kz_arena_new();
	kz_conf_defaults(&r->conf);
	r->cx = (struct kz_ctx){.mem = r->mem, .conf = &r->conf, .now = 1750000000};
	r->sink = kz_sink_new(NULL, NULL);
	*state = r;
	return chdir(KAIZEN_SOURCE_DIR);
}

static int tear_down(void **state)
{
	struct reading *r = *state;

	kz_sink_free(r->sink);
	kz_arena_free(r->mem);
	free(r);
	return 0;
}

static int read_lines(struct reading *r, const char *path, struct kz_lines *lines)
{
	struct kz_input in = {.take = KZ_TAKE_LINES, .path = path, .lines = lines};

	return collect_claude_code.read(&r->cx, &in, r->sink);
}

static void read_file(struct reading *r, const char *path)
{
	KZ_OWN(kz_lines) lines = NULL;

	assert_int_equal(kz_lines_open(&r->cx, path, 1 << 20, &lines), 0);
	assert_int_equal(read_lines(r, path, lines), 0);
}

static void read_text(struct reading *r, struct kz_str body)
{
	KZ_OWN(kz_lines) lines = kz_lines_memory(body, 16 << 20);

	assert_int_equal(read_lines(r, "memory.jsonl", lines), 0);
}

/* The rows are those of the file; a difference shows both. */
static void expect(struct reading *r, const char *file)
{
	KZ_OWN(kz_buf) rows = kz_buf_new(1 << 20);
	struct kz_str expected;

	kz_sink_print(r->sink, rows);
	if (getenv("KAIZEN_ACCEPT"))
		assert_int_equal(kz_file_write(&r->cx, file, kz_buf_str(rows)), 0);
	assert_int_equal(kz_file_read(&r->cx, file, 1 << 20, &expected), 0);
	assert_string_equal(kz_cstr(r->mem, kz_buf_str(rows)), kz_cstr(r->mem, expected));
}

static void test_claude_code__reads_what_humans_and_tools_did(void **state)
{
	read_file(*state, FOLDER "session/5e551011-0000-4000-8000-000000000001.jsonl");
	expect(*state, FOLDER "session.rows");
}

static void test_claude_code__mends_lines_or_names_them(void **state)
{
	read_file(*state, FOLDER "broken/broken.jsonl");
	expect(*state, FOLDER "broken.rows");
}

static void test_claude_code__a_fork_keeps_the_ids_of_its_copies(void **state)
{
	read_file(*state, FORK_1);
	read_file(*state, FORK_2);
	expect(*state, FOLDER "fork.rows");
}

static void test_claude_code__finds_the_parent_of_a_subagent(void **state)
{
	read_file(*state, PARENT ".jsonl");
	read_file(*state, FOLDER "subagent/agent-0a1b2c3.jsonl");
	read_file(*state, PARENT "/subagents/agent-a0ad4f44468bdf20d.jsonl");
	expect(*state, FOLDER "subagent.rows");
}

/* A prompt, a command and a failure with a secret `fill` bytes from their heads. */
static void fill_transcript(struct kz_buf *body, size_t fill)
{
	kz_buf_text(body, "{\"type\":\"user\",\"message\":{\"content\":\"");
	kz_buf_fill(body, 'x', fill);
	kz_buf_text(body,
		" password=hunter2hunter2 y\"}}\n{\"type\":\"assistant\",\"message\":"
		"{\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"Bash\","
		"\"input\":{\"command\":\"");
	kz_buf_fill(body, 'x', fill);
	kz_buf_text(body,
		" --token=hunter2hunter2 y\"}}]}}\n{\"type\":\"user\",\"message\":"
		"{\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\","
		"\"is_error\":true,\"content\":\"");
	kz_buf_fill(body, 'x', fill);
	kz_buf_text(body, " secret=hunter2hunter2 error ");
	kz_buf_fill(body, 'x', fill);
	kz_buf_text(body, "\"}]}}\n");
}

/* A secret across every border of what is cut: no part of it is in any row. */
static void test_claude_code__no_secret_survives_a_cut(void **state)
{
	static const struct kz_str bits[] = {{"hunter", 6}, {"2hunter2", 8}, {"ter2h", 5},
		{"er2\"", 4}};
	struct reading *r = *state;

	for (size_t fill = 100; fill<5000; fill += fill> 1000 && fill < 1060 ? 1 : 7) {
		KZ_OWN(kz_buf) body = kz_buf_new(1 << 20);
		KZ_OWN(kz_buf) rows = kz_buf_new(1 << 20);

		fill_transcript(body, fill);
		read_text(r, kz_buf_str(body));
		kz_sink_print(r->sink, rows);
		assert_true(kz_sink_count(r->sink, KZ_ROW_tool_call) == 1);
		for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
			assert_false(kz_str_find(kz_buf_str(rows), bits[i], NULL));
		kz_sink_clear(r->sink);
	}
}

/* Records of every kind with a secret, here %, in each text that comes from outside: not in ids. */
static void test_claude_code__no_text_keeps_a_secret(void **state)
{
	/* as it is, and behind the line end of JSON in JSON */
	static const char *const secrets[] = {"ghp_abcdefgh12345678", "\\\\nghp_abcdefgh12345678"};
	struct reading *r = *state;
	struct kz_str all;

	assert_int_equal(kz_file_read(&r->cx, FOLDER "everywhere.txt", 1 << 20, &all), 0);
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		KZ_OWN(kz_buf) body = kz_buf_new(1 << 20);
		KZ_OWN(kz_buf) rows = kz_buf_new(1 << 20);

		for (size_t k = 0; k < all.n; k++)
			if (all.p[k] == '%')
				kz_buf_text(body, secrets[i]);
			else
				kz_buf_byte(body, all.p[k]);
		kz_sink_clear(r->sink);
		read_text(r, kz_buf_str(body));
		kz_sink_print(r->sink, rows);
		assert_true(kz_sink_count(r->sink, KZ_ROW_tool_call) == 4);
		assert_true(kz_sink_count(r->sink, KZ_ROW_session_ref) == 3);
		if (kz_str_find(kz_buf_str(rows), KZ_S("abcdefgh12345678"), NULL))
			fail_msg("%s", kz_cstr(r->mem, kz_buf_str(rows)));
	}
}

static void test_claude_code__reads_a_line_of_two_megabytes(void **state)
{
	KZ_OWN(kz_buf) body = kz_buf_new(4 << 20);
	struct reading *r = *state;
	const struct kz_row_human_turn *turn;

	kz_buf_text(body,
		"{\"type\":\"user\",\"timestamp\":\"2026-03-02T10:00:00Z\","
		"\"message\":{\"content\":\"");
	kz_buf_fill(body, 'a', 2 << 20);
	kz_buf_text(body, "\"}}\n");
	read_text(r, kz_buf_str(body));
	assert_true(kz_sink_count(r->sink, KZ_ROW_human_turn) == 1);
	turn = kz_sink_row(r->sink, KZ_ROW_human_turn, 0);
	assert_true(turn->text_bytes == 2 << 20);
	assert_true(turn->excerpt.n == 1024);
}

static void test_claude_code__passes_over_a_line_that_is_too_long(void **state)
{
	struct reading *r = *state;
	KZ_OWN(kz_buf) body = kz_buf_new(1 << 20);
	KZ_OWN(kz_lines) lines = NULL;
	const struct kz_row_problem *problem;

	kz_buf_text(body, "{\"type\":\"user\",\"message\":{\"content\":\"one\"}}\n{\"x\":\"");
	kz_buf_fill(body, 'a', 10000);
	kz_buf_text(body, "\"}\n{\"type\":\"user\",\"message\":{\"content\":\"two\"}}\n");
	lines = kz_lines_memory(kz_buf_str(body), 4096);
	assert_int_equal(read_lines(r, "long.jsonl", lines), 0);
	assert_true(kz_sink_count(r->sink, KZ_ROW_human_turn) == 2);
	assert_true(kz_sink_count(r->sink, KZ_ROW_problem) == 1);
	problem = kz_sink_row(r->sink, KZ_ROW_problem, 0);
	assert_true(kz_str_eq(problem->reason, KZ_S("too_long")));
	assert_true(kz_str_eq(problem->place, KZ_S("long.jsonl:2")));
}

/* Notes of progress are not parsed, but for a subagent's, and for what else is on their line. */
static void test_claude_code__skips_no_record_beside_a_note(void **state)
{
	struct reading *r = *state;

	read_text(r,
		KZ_S("{\"type\":\"progress\",\"data\":{\"type\":\"bash_progress\"}}"
		     "{\"type\":\"user\",\"message\":{\"content\":\"beside\"}}\n"
		     "{\"message\":{\"content\":\"inside\",\"x\":{\"type\":\"progress\"}},"
		     "\"type\":\"user\"}\n"
		     "{\"type\":\"progress\",\"data\":broken\n"));
	assert_true(kz_sink_count(r->sink, KZ_ROW_human_turn) == 2);
	assert_true(kz_sink_count(r->sink, KZ_ROW_problem) == 0);
}

/* What is no transcript at all is refused, so that nothing read before is replaced by nothing. */
static void test_claude_code__refuses_what_holds_no_object(void **state)
{
	struct reading *r = *state;
	KZ_OWN(kz_lines)
	garbage = kz_lines_memory(KZ_S("\x7f"
				       "ELF\nno\n"),
		4096);
	KZ_OWN(kz_lines) nothing = kz_lines_memory(KZ_S(""), 4096);
	KZ_OWN(kz_lines) torn = kz_lines_memory(KZ_S("{\"type\":\"us"), 4096);

	assert_int_equal(read_lines(r, "garbage.jsonl", garbage), KZ_EINPUT);
	kz_sink_clear(r->sink);
	assert_int_equal(read_lines(r, "nothing.jsonl", nothing), 0);
	assert_int_equal(read_lines(r, "torn.jsonl", torn), 0);
	assert_true(kz_sink_total(r->sink) == 0);
}

/* What a writer of another system puts before the first line is no part of it. */
static void test_claude_code__passes_over_a_byte_order_mark(void **state)
{
	struct reading *r = *state;

	read_text(r, KZ_S("\xef\xbb\xbf{\"type\":\"user\",\"message\":{\"content\":\"one\"}}\n"));
	assert_true(kz_sink_count(r->sink, KZ_ROW_human_turn) == 1);
	assert_true(kz_sink_count(r->sink, KZ_ROW_problem) == 0);
}

/* Without an id of its own a turn is known again in a copy by its time and text. */
static void test_claude_code__makes_an_id_where_there_is_none(void **state)
{
	const struct kz_str text =
		KZ_S("{\"type\":\"user\",\"timestamp\":\"2026-03-02T10:00:00Z\","
		     "\"uuid\":\"REDACTED\",\"message\":{\"content\":\"one\"}}\n");
	struct reading *r = *state;
	const struct kz_row_human_turn *first, *second;

	read_text(r, text);
	read_text(r, text);
	assert_true(kz_sink_count(r->sink, KZ_ROW_human_turn) == 2);
	first = kz_sink_row(r->sink, KZ_ROW_human_turn, 0);
	second = kz_sink_row(r->sink, KZ_ROW_human_turn, 1);
	assert_true(first->uuid.n > 0 && kz_str_eq(first->uuid, second->uuid));
}

/* A line of a response: of the message id, model, so many tokens, and what it says of speed. */
static struct kz_str response(struct reading *r, const char *id, const char *model, int tokens,
	const char *speed)
{
	return kz_strf(r->mem,
		"{\"type\":\"assistant\",\"timestamp\":\"2026-03-02T10:00:00Z\","
		"\"requestId\":\"q\",\"message\":{\"id\":\"%s\",\"model\":\"%s\","
		"\"content\":[],\"usage\":"
		"{\"input_tokens\":1,\"output_tokens\":%d%s}}}\n",
		id, model, tokens, speed);
}

/* Lines of one response: the one that counts most, and of equals the one that knows the speed. */
static void test_claude_code__counts_a_response_once(void **state)
{
	struct reading *r = *state;
	const struct kz_row_response *row;

	read_text(r,
		kz_strf(r->mem, "%s%s%s", response(r, "m", "a", 7, "").p,
			response(r, "m", "a", 7, ",\"speed\":\"fast\"").p,
			response(r, "m", "a", 2, "").p));
	assert_true(kz_sink_count(r->sink, KZ_ROW_response) == 1);
	row = kz_sink_row(r->sink, KZ_ROW_response, 0);
	assert_int_equal(row->output_tokens, 7);
	assert_int_equal(row->is_fast, 1);
}

static void test_claude_code__names_the_model_of_most_responses_then_the_earlier(void **state)
{
	struct reading *r = *state;
	const struct kz_row_session *row;

	read_text(r,
		kz_strf(r->mem, "%s%s", response(r, "m", "first", 1, "").p,
			response(r, "n", "second", 1, "").p));
	row = kz_sink_row(r->sink, KZ_ROW_session, 0);
	assert_string_equal(kz_cstr(r->mem, row->model), "first");
}

/* Two are typed ahead, and the later is announced first: neither counts twice. */
static void test_claude_code__counts_what_was_typed_ahead_once(void **state)
{
	struct reading *r = *state;

	read_text(r,
		KZ_S("{\"type\":\"queue-operation\",\"operation\":\"enqueue\","
		     "\"content\":\"one\"}\n"
		     "{\"type\":\"queue-operation\",\"operation\":\"enqueue\","
		     "\"content\":\"two\"}\n"
		     "{\"type\":\"attachment\",\"attachment\":{\"type\":\"queued_command\","
		     "\"prompt\":\"two\"}}\n"
		     "{\"type\":\"queue-operation\",\"operation\":\"remove\"}\n"
		     "{\"type\":\"queue-operation\",\"operation\":\"remove\"}\n"));
	assert_true(kz_sink_count(r->sink, KZ_ROW_human_turn) == 2);
}

/* Where a human changed the edit before it was made, its lines are those of the patch. */
static void test_claude_code__takes_lines_that_a_human_changed(void **state)
{
	static const char edit[] =
		"{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"tool_use\","
		"\"id\":\"t\",\"name\":\"Edit\",\"input\":{\"file_path\":\"/r/a.c\","
		"\"old_string\":\"the old line\",\"new_string\":\"what the agent wrote\"}}]}}\n"
		"{\"type\":\"user\",\"message\":{\"content\":[{\"type\":\"tool_result\","
		"\"tool_use_id\":\"t\",\"content\":\"ok\"}]},\"toolUseResult\":"
		"{\"userModified\":true,\"oldString\":\"the old line\","
		"\"newString\":\"what the agent wrote\","
		"\"structuredPatch\":[{\"lines\":[\"-the old line\",\"+what a human wrote\"]}]}}\n";
	struct reading *r = *state;
	const struct kz_row_edit *row;

	read_text(r, kz_str_c(edit));
	assert_true(kz_sink_count(r->sink, KZ_ROW_edit) == 1);
	row = kz_sink_row(r->sink, KZ_ROW_edit, 0);
	assert_int_equal(row->is_human_modified, 1);
	assert_true(kz_str_eq(row->new_lines, kz_hash64_bytes(r->mem, KZ_S("what a human wrote"))));
}

/* Texts that are cut before parsing are empty, whatever stands in them; their neighbours stay. */
static void test_claude_code__cuts_only_what_nobody_reads(void **state)
{
	static const struct kz_str key = {"\"x\":\"", 5};
	static const char *const lines[][2] = {
		{"{\"x\":\"a\\\"b\\\\\",\"y\":\"\\\"x\\\":\\\"c\",\"x\":\"\"}",
			"{\"x\":\"\",\"y\":\"\\\"x\\\":\\\"c\",\"x\":\"\"}"},
		{"{\"x\":\"torn\\\"", "{\"x\":\""},
		{"{\"y\":\"x\"}", "{\"y\":\"x\"}"},
	};
	struct reading *r = *state;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct kz_str got = kz_records_without(&r->cx, kz_str_c(lines[i][0]), key);

		assert_string_equal(kz_cstr(r->mem, got), lines[i][1]);
	}
}

static int bid(const char *path, const char *head)
{
	const struct kz_input in = {.path = path, .head = kz_str_c(head)};

	return collect_claude_code.bid(&in);
}

static void test_claude_code__bids_on_its_own(void **state)
{
	(void)state;
	assert_int_equal(bid("x.jsonl", "{\"parentUuid\":null,\"isSidechain\":false"), 80);
	assert_int_equal(
		bid("x.jsonl", "{\"type\":\"summary\",\"summary\":\"x\",\"leafUuid\":\"y\"}"), 80);
	assert_int_equal(bid("h/.claude/projects/a/b.jsonl", "torn"), 20);
	assert_int_equal(bid("h/.claude/history.jsonl",
				 "{\"display\":\"x\",\"project\":\"/a\",\"sessionId\":\"b\"}"),
		0);
	assert_int_equal(bid("x.csv", "suite,class,name"), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_claude_code__reads_what_humans_and_tools_did),
		TEST(test_claude_code__mends_lines_or_names_them),
		TEST(test_claude_code__a_fork_keeps_the_ids_of_its_copies),
		TEST(test_claude_code__finds_the_parent_of_a_subagent),
		TEST(test_claude_code__no_secret_survives_a_cut),
		TEST(test_claude_code__no_text_keeps_a_secret),
		TEST(test_claude_code__reads_a_line_of_two_megabytes),
		TEST(test_claude_code__passes_over_a_line_that_is_too_long),
		TEST(test_claude_code__skips_no_record_beside_a_note),
		TEST(test_claude_code__refuses_what_holds_no_object),
		TEST(test_claude_code__passes_over_a_byte_order_mark),
		TEST(test_claude_code__makes_an_id_where_there_is_none),
		TEST(test_claude_code__counts_a_response_once),
		TEST(test_claude_code__names_the_model_of_most_responses_then_the_earlier),
		TEST(test_claude_code__counts_what_was_typed_ahead_once),
		TEST(test_claude_code__takes_lines_that_a_human_changed),
		TEST(test_claude_code__cuts_only_what_nobody_reads),
		TEST(test_claude_code__bids_on_its_own),
	};

	return cmocka_run_group_tests_name("claude_code", tests, NULL, NULL);
}
