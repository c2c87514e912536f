/* SPDX-License-Identifier: MIT */
/* Rows of test results in the sink: put, tests that stand there more than once, the run's id. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/map.h"
#include "collect/ci_values.h"

static struct kz_row_test_result *result_at(struct kz_sink *out, size_t at)
{
	return kz_sink_row(out, KZ_ROW_test_result, at);
}

int kz_ci_put(struct kz_ctx *cx, struct kz_sink *out, const struct kz_row_test_result *row)
{
	const size_t n = kz_sink_count(out, KZ_ROW_test_result);
	struct kz_row_test_result next = *row;

	if (n >= KZ_CI_RESULTS)
		return kz_fail(cx, KZ_ELIMIT, "more than %d test results in one file",
			KZ_CI_RESULTS);
	next.seq = (int64_t)n;
	return kz_put_test_result(cx, out, &next);
}

static bool has_failed(const struct kz_row_test_result *row)
{
	return kz_str_eq(row->outcome, KZ_S("fail")) || kz_str_eq(row->outcome, KZ_S("error"));
}

/* What is known of a test's name while the rows go by. */
struct test {
	uint32_t times;   /* how often it stood in the file, attempts inside one element aside */
	int64_t attempts; /* rows in all */
	bool failed;      /* the last one did */
	bool retried;     /* a failure was followed by another result */
};

/* A test without a name, or of the suite as a whole, is not the same one twice. */
static bool has_identity(const struct kz_row_test_result *row)
{
	return row->name.n > 0 && !kz_str_eq(row->name, KZ_S("(suite)"));
}

static struct test *count_tests(struct kz_sink *out, struct kz_map *names, uint32_t *ids)
{
	const size_t n = kz_sink_count(out, KZ_ROW_test_result);
	KZ_OWN(kz_buf) key = kz_buf_new((size_t)4 * KZ_CI_NAME);
	struct test *tests = kz_alloc((n + 1) * sizeof(*tests));

	for (size_t i = 0; i < n; i++) {
		const struct kz_row_test_result *row = result_at(out, i);
		struct test *t;
		bool is_new;

		kz_buf_reset(key);
		kz_buf_add(key, row->suite);
		kz_buf_byte(key, '\0');
		kz_buf_add(key, row->class);
		kz_buf_byte(key, '\0');
		kz_buf_add(key, row->name);
		ids[i] = kz_map_put(names, kz_buf_str(key), &is_new);
		t = &tests[ids[i]];
		if (is_new)
			*t = (struct test){0};
		if (row->attempt == 1) {
			t->retried = t->retried || (t->failed && has_identity(row));
			t->times++;
		}
		t->failed = has_failed(row);
	}
	return tests;
}

static struct kz_str numbered(struct kz_sink *out, struct kz_str name, uint32_t number)
{
	return kz_strf(kz_sink_memory(out), "%.*s%s#%u", (int)name.n, name.p, name.n ? " " : "",
		number);
}

void kz_ci_number_repeats(struct kz_sink *out, bool repeats)
{
	const size_t n = kz_sink_count(out, KZ_ROW_test_result);
	KZ_OWN(kz_map) names = kz_map_new();
	uint32_t *ids = kz_alloc((n + 1) * sizeof(*ids));
	struct test *tests = count_tests(out, names, ids);

	for (uint32_t id = 0; id < kz_map_count(names); id++)
		tests[id].times = 0;
	for (size_t i = 0; i < n; i++) {
		struct kz_row_test_result *row = result_at(out, i);
		struct test *t = &tests[ids[i]];

		t->times += row->attempt == 1;
		t->attempts++;
		if (repeats && t->retried)
			row->attempt = t->attempts;
		else if (t->times > 1)
			row->name = numbered(out, row->name, t->times);
	}
	free(tests);
	free(ids);
}

void kz_ci_set_run(struct kz_sink *out, struct kz_str run)
{
	run = kz_str_dup(kz_sink_memory(out), run);
	for (size_t i = 0; i < kz_sink_count(out, KZ_ROW_test_result); i++)
		result_at(out, i)->run = run;
	for (size_t i = 0; i < kz_sink_count(out, KZ_ROW_test_run); i++)
		((struct kz_row_test_run *)kz_sink_row(out, KZ_ROW_test_run, i))->run = run;
}
