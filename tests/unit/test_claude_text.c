/* SPDX-License-Identifier: MIT */
/* Whole texts of transcripts (agents.keep = full), read as they are stored: unpacked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zstd.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/redact.h"
#include "collect/collect.h"
#include "git/config.h"

#define SECRET "ghp_abcdefgh12345678"
#define QUEUE "{\"type\":\"queue-operation\",\"operation\":"
#define TYPED_AHEAD                                                                          \
	QUEUE "\"enqueue\",\"content\":\"one\"}\n" QUEUE                                     \
	      "\"enqueue\",\"content\":\"two\"}\n" QUEUE "\"dequeue\"}\n"                    \
	      "{\"type\":\"user\",\"uuid\":\"u\",\"message\":{\"content\":\"one\"}}\n" QUEUE \
	      "\"remove\"}\n"

enum { MOST = 1 << 20, FAR = 20000 }; /* bytes kept of a text; beyond every excerpt */

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
	r->conf.agents_keep = KZ_S("full");
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

static void read_text(struct reading *r, struct kz_str body)
{
	KZ_OWN(kz_lines) lines = kz_lines_memory(body, 16 << 20);
	struct kz_input in = {.take = KZ_TAKE_LINES, .path = "s.jsonl", .lines = lines};

	assert_int_equal(collect_claude_code.read(&r->cx, &in, r->sink), 0);
}

/* A record of each part, its text `fill` bytes, then what is given. */
static void read_parts(struct reading *r, size_t fill, const char *tail)
{
	static const char *const around[] = {
		"{\"type\":\"user\",\"uuid\":\"u1\",\"message\":{\"content\":\"",
		"\"}}\n{\"type\":\"assistant\",\"uuid\":\"u2\",\"message\":{\"content\":"
		"[{\"type\":\"text\",\"text\":\"",
		"\"}]}}\n{\"type\":\"assistant\",\"uuid\":\"u3\",\"message\":{\"content\":"
		"[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"Bash\","
		"\"input\":{\"command\":\"",
		"\"}}]}}\n{\"type\":\"user\",\"message\":{\"content\":"
		"[{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":\""};
	KZ_OWN(kz_buf) body = kz_buf_new(16 << 20);

	for (size_t i = 0; i < sizeof(around) / sizeof(around[0]); i++) {
		kz_buf_text(body, around[i]);
		kz_buf_fill(body, 'x', fill);
		kz_buf_text(body, tail);
	}
	kz_buf_text(body, "\"}]}}\n");
	read_text(r, kz_buf_str(body));
}

static const struct kz_row_text *row_at(struct reading *r, size_t at)
{
	return kz_sink_row(r->sink, KZ_ROW_text, at);
}

static struct kz_str text_at(struct reading *r, size_t at)
{
	const struct kz_row_text *row = row_at(r, at);
	char *p = kz_arena_get(r->mem, (size_t)row->bytes + 1);

	assert_int_equal(ZSTD_getFrameContentSize(row->zstd.p, row->zstd.n), row->bytes);
	assert_int_equal(ZSTD_decompress(p, (size_t)row->bytes, row->zstd.p, row->zstd.n),
		row->bytes);
	return (struct kz_str){p, (size_t)row->bytes};
}

static void test_claude_text__keeps_whole_texts(void **state)
{
	static const char *const parts[] = {"human", "agent", "command", "result"};
	static const char *const records[] = {"u1", "u2", "t", "t"};
	struct reading *r = *state;

	read_parts(r, FAR, " the end");
	assert_int_equal(kz_sink_count(r->sink, KZ_ROW_text), 4);
	for (size_t i = 0; i < 4; i++) {
		assert_true(kz_str_eq(row_at(r, i)->part, kz_str_c(parts[i])));
		assert_true(kz_str_eq(row_at(r, i)->record, kz_str_c(records[i])));
		assert_int_equal(row_at(r, i)->is_cut, 0);
		assert_int_equal(row_at(r, i)->bytes, FAR + 8);
		assert_true(kz_str_ends(text_at(r, i), KZ_S("x the end")));
	}
}

static void test_claude_text__keeps_none_by_default(void **state)
{
	struct reading *r = *state;

	kz_conf_defaults(&r->conf);
	read_parts(r, FAR, " the end");
	assert_int_equal(kz_sink_count(r->sink, KZ_ROW_tool_call), 1);
	assert_int_equal(kz_sink_count(r->sink, KZ_ROW_text), 0);
}

static void test_claude_text__has_no_secret_beyond_the_excerpts(void **state)
{
	struct reading *r = *state;

	read_parts(r, FAR, " " SECRET " and \\u001b[1mgh\\u001b[0mp_abcdefgh12345678 end");
	assert_int_equal(kz_sink_count(r->sink, KZ_ROW_text), 4);
	for (size_t i = 0; i < 4; i++) {
		struct kz_str text = text_at(r, i);

		assert_false(kz_str_find(text, KZ_S("abcdefgh"), NULL));
		assert_true(kz_str_ends(text, KZ_S("x " KZ_REDACTED " and " KZ_REDACTED " end")));
	}
}

/* Texts in every place that a record has for them; % stands for the secret. */
static void test_claude_text__has_no_secret_of_any_record(void **state)
{
	struct reading *r = *state;
	KZ_OWN(kz_buf) body = kz_buf_new(1 << 20);
	struct kz_str all;

	assert_int_equal(
		kz_file_read(&r->cx, "tests/fixtures/claude/everywhere.txt", 1 << 20, &all), 0);
	for (size_t i = 0; i < all.n; i++)
		if (all.p[i] == '%')
			kz_buf_text(body, SECRET);
		else
			kz_buf_byte(body, all.p[i]);
	read_text(r, kz_buf_str(body));
	assert_true(kz_sink_count(r->sink, KZ_ROW_text) > 8);
	for (size_t i = 0; i < kz_sink_count(r->sink, KZ_ROW_text); i++)
		if (kz_str_find(text_at(r, i), KZ_S("abcdefgh"), NULL))
			fail_msg("%s", kz_cstr(r->mem, text_at(r, i)));
}

/* Redacted, then cut: of a secret across the end nothing is left, either. */
static void test_claude_text__is_bounded(void **state)
{
	struct reading *r = *state;

	for (size_t before = 1; before < sizeof(SECRET); before += 3) {
		kz_sink_clear(r->sink);
		read_parts(r, MOST - before - 1, " " SECRET " and more than fits");
		for (size_t i = 0; i < 4; i++) {
			assert_int_equal(row_at(r, i)->is_cut, 1);
			assert_true(row_at(r, i)->bytes <= MOST && row_at(r, i)->bytes > MOST - 4);
			assert_false(kz_str_find(text_at(r, i), KZ_S("g"), NULL));
		}
	}
}

/* What was typed ahead is one text, whether it became a prompt of its own or not. */
static void test_claude_text__keeps_words_typed_ahead_once(void **state)
{
	struct reading *r = *state;

	read_text(r, KZ_S(TYPED_AHEAD));
	assert_int_equal(kz_sink_count(r->sink, KZ_ROW_text), 2);
	assert_true(kz_str_eq(text_at(r, 0), KZ_S("one")));
	assert_true(kz_str_eq(row_at(r, 0)->record, KZ_S("u")));
	assert_true(kz_str_eq(text_at(r, 1), KZ_S("two")));
	assert_true(kz_str_starts(row_at(r, 1)->record, KZ_S("queue-")));
}

static void test_claude_text__gives_equal_rows_again(void **state)
{
	struct reading *r = *state;
	KZ_OWN(kz_buf) first = kz_buf_new(1 << 20);
	KZ_OWN(kz_buf) second = kz_buf_new(1 << 20);

	read_parts(r, FAR, " the end");
	kz_sink_print(r->sink, first);
	kz_sink_clear(r->sink);
	read_parts(r, FAR, " the end");
	kz_sink_print(r->sink, second);
	assert_true(kz_str_eq(kz_buf_str(first), kz_buf_str(second)));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_claude_text__##name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(keeps_whole_texts),
		TEST(keeps_none_by_default),
		TEST(has_no_secret_beyond_the_excerpts),
		TEST(has_no_secret_of_any_record),
		TEST(is_bounded),
		TEST(keeps_words_typed_ahead_once),
		TEST(gives_equal_rows_again),
	};
#undef TEST

	return cmocka_run_group_tests_name("claude_text", tests, NULL, NULL);
}
