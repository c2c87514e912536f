/* SPDX-License-Identifier: MIT */
/* Rows of result files: each tests/fixtures/ci/NAME.xml or .csv gives NAME.….rows, however cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "collect/collect.h"
#include "git/config.h"

static const char fixtures[] = KAIZEN_SOURCE_DIR "/tests/fixtures/ci";

enum { FILE_TIME = 1750000000 };

/* Rows as text, or the line "refused: …". */
static struct kz_str rows_of(struct kz_arena *mem, const char *name, struct kz_str body,
	size_t piece)
{
	KZ_OWN(kz_sink) sink = kz_sink_new(NULL, NULL);
	KZ_OWN(kz_buf) out = kz_buf_new(64 << 20);
	KZ_OWN(kz_pieces) pieces = kz_pieces_memory(body, piece);
	KZ_OWN(kz_arena) inner = kz_arena_new();
	struct kz_conf conf;
	struct kz_ctx cx = {.mem = inner, .conf = &conf, .now = FILE_TIME};
	const struct kz_input in = {.path = name,
		.head = kz_str_head(body, 4096),
		.pieces = pieces,
		.mtime_s = FILE_TIME};
	const struct kz_collector *by = kz_collector_for(&in);

	kz_conf_defaults(&conf);
	if (!by)
		kz_buf_text(out, "refused: nobody bids\n");
	else if (by->read(&cx, &in, sink) < 0)
		kz_buf_addf(out, "refused: %s\n", cx.err.text);
	else
		kz_sink_print(sink, out);
	assert_false(out->over);
	return kz_str_dup(mem, kz_buf_str(out));
}

typedef void each_fixture(struct kz_ctx *cx, const char *name, struct kz_str body);

static int visit(struct kz_ctx *cx, void *self, const char *path, const struct kz_file_info *info,
	bool *enter)
{
	each_fixture *const *each = self;
	struct kz_str body;

	(void)info;
	(void)enter;
	if (kz_str_ends(kz_str_c(path), KZ_S(".rows")))
		return 0;
	assert_int_equal(kz_file_read(cx, kz_path_join(cx->mem, fixtures, path), 1 << 20, &body),
		0);
	(*each)(cx, path, body);
	return 0;
}

static void for_each(each_fixture *each)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = {.mem = mem};

	assert_int_equal(kz_walk(&cx, fixtures, visit, &each), 0);
}

static void compare(struct kz_ctx *cx, const char *name, struct kz_str body)
{
	static const size_t pieces[] = {1, 2, 3, 7, 64, 1 << 20};
	const char *file = kz_strf(cx->mem, "%s/%s.rows", fixtures, name).p;
	struct kz_str expected = KZ_S("");

	if (getenv("KAIZEN_ACCEPT"))
		assert_int_equal(kz_file_write(cx, file, rows_of(cx->mem, name, body, 1 << 20)), 0);
	assert_int_equal(kz_file_read(cx, file, 1 << 20, &expected), 0);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct kz_str got = rows_of(cx->mem, name, body, pieces[i]);

		if (!kz_str_eq(got, expected))
			fail_msg("%s in pieces of %zu gives\n%.*s", name, pieces[i], (int)got.n,
				got.p);
	}
}

static void test_rows__are_as_expected_for_any_pieces(void **state)
{
	(void)state;
	for_each(compare);
}

static size_t count(struct kz_str rows, struct kz_str kind)
{
	struct kz_str line;
	size_t n = 0;

	while (kz_str_line(&rows, &line))
		n += kz_str_starts(line, kind);
	return n;
}

/* A file cut anywhere gives no more results than a longer one, and never fewer again. */
static void cut_everywhere(struct kz_ctx *cx, const char *name, struct kz_str body)
{
	size_t before = 0;

	if (!kz_str_ends(kz_str_c(name), KZ_S(".xml")) || !kz_str_starts(body, KZ_S("<")))
		return;
	for (size_t n = 1; n <= body.n; n++) {
		struct kz_mark mark = kz_mark(cx->mem);
		struct kz_str rows = rows_of(cx->mem, name, kz_str_head(body, n), 1 << 20);
		size_t results = count(rows, KZ_S("test_result "));

		if (!kz_str_starts(rows, KZ_S("refused: "))) {
			if (results < before)
				fail_msg("%s cut at %zu has fewer results", name, n);
			before = results;
		}
		kz_rewind(cx->mem, mark);
	}
}

static void test_rows__of_a_cut_file_are_those_of_closed_cases(void **state)
{
	(void)state;
	for_each(cut_everywhere);
}

static struct kz_str repeated(struct kz_arena *mem, const char *head, const char *middle, size_t n,
	const char *tail)
{
	KZ_OWN(kz_buf) b = kz_buf_new(64 << 20);

	kz_buf_text(b, head);
	for (size_t i = 0; i < n; i++)
		kz_buf_text(b, middle);
	kz_buf_text(b, tail);
	assert_false(b->over);
	return kz_str_dup(mem, kz_buf_str(b));
}

static void assert_refused(const char *name, struct kz_str body, const char *message)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_str rows = rows_of(mem, name, body, 64 << 10);

	if (!kz_str_find(rows, kz_str_c(message), NULL))
		fail_msg("'%s' expected, got " KZ_FMT, message, KZ_ARG(rows));
}

static void test_rows__stay_within_limits(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();

	(void)state;
	assert_refused("a.xml", repeated(mem, "<testsuite name='", "0123456789", 200000, "'/>"),
		"a tag or comment of more than 1 MiB");
	assert_refused("a.xml", repeated(mem, "<testsuite>", "<testcase/>", 500001, "</testsuite>"),
		"more than 500000 test results in one file");
	assert_refused("a.xml", repeated(mem, "", "<testsuite>", 300, ""),
		"nested deeper than 256 elements");
	assert_refused("a.xml",
		repeated(mem, "<testsuite><testcase name='a'>", "<flakyError/>", 1001, ""),
		"more than 1000 attempts of one test");
	assert_refused("a.csv",
		repeated(mem, "suite,class,name,outcome,duration_ms,at\n\"", "0123456789", 200000,
			"\n"),
		"a.csv:2: a field of more than 1 MiB");
}

static void test_rows__of_bad_lines_are_named_up_to_a_thousand(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_str rows = rows_of(mem, "a.csv",
		repeated(mem, "suite,class,name,outcome,duration_ms,at\ns,c,n,pass,1,\n", "x\n",
			1500, ""),
		4096);

	(void)state;
	assert_int_equal(count(rows, KZ_S("problem ")), 1001);
	assert_true(kz_str_find(rows, KZ_S("500 more bad rows"), NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows__are_as_expected_for_any_pieces),
		cmocka_unit_test(test_rows__of_a_cut_file_are_those_of_closed_cases),
		cmocka_unit_test(test_rows__stay_within_limits),
		cmocka_unit_test(test_rows__of_bad_lines_are_named_up_to_a_thousand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
