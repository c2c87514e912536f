/* SPDX-License-Identifier: MIT */
/* The report on made-up warehouses: every form against what is expected of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "report/report.h"

#define FIXTURES KAIZEN_SOURCE_DIR "/tests/fixtures/report/"

enum { OUT_MAX = 4 << 20 };

struct bench {
	struct kz_ctx cx;
	struct kz_conf conf;
	struct kz_db *db;
	char folder[64];
};

static const char *at(struct bench *b, const char *name)
{
	return kz_path_join(b->cx.mem, b->folder, name);
}

static void run_sql(const char *path, struct kz_str sql)
{
	sqlite3 *db = NULL;
	char *why = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql.p, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("fixture: %s", why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* A warehouse with one repository and the rows of a fixture; NULL: none. */
static struct bench open_bench(const char *fixture)
{
	struct bench b = {.cx = {.mem = kz_arena_new(), .now = 1794808800},
		.conf = {.report_weeks = 26, .report_gnuplot = KZ_S("kaizen-no-such-gnuplot")}};
	const struct kz_repository r = {.repository = KZ_S("0123456789ab"),
		.git_dir = KZ_S("/nowhere/.git"),
		.work_dir = KZ_S("/nowhere")};
	struct kz_str sql;

	(void)snprintf(b.folder, sizeof(b.folder), "/tmp/kaizen-test-XXXXXX");
	assert_non_null(mkdtemp(b.folder));
	assert_int_equal(kz_db_open(&b.cx, at(&b, "warehouse.db"), KZ_DB_WRITE, &b.db), 0);
	assert_int_equal(kz_db_use_repository(&b.cx, b.db, &r), 0);
	if (fixture) {
		const char *path = kz_path_join(b.cx.mem, FIXTURES, fixture);

		assert_int_equal(kz_file_read(&b.cx, path, 1 << 20, &sql), 0);
		sql.p = kz_cstr(b.cx.mem, sql);
		run_sql(kz_db_path(b.db), sql);
	}
	return b;
}

static void close_bench(struct bench *b)
{
	static const char *const names[] = {"warehouse.db", "warehouse.db-wal", "warehouse.db-shm"};

	kz_db_close(b->db);
	for (size_t i = 0; i < 3; i++)
		(void)unlink(at(b, names[i]));
	assert_int_equal(rmdir(b->folder), 0);
	kz_arena_free(b->cx.mem);
}

static struct kz_report_options plain(const char *format)
{
	return (struct kz_report_options){.format = format,
		.since = KZ_UNKNOWN,
		.width = 80,
		.utf8 = true,
		.repository_name = KZ_S("harvest")};
}

static struct kz_str render(struct bench *b, const struct kz_report_options *o)
{
	KZ_OWN(kz_buf) out = kz_buf_new(OUT_MAX);
	int rc;

	b->cx.conf = &b->conf;
	rc = kz_report(&b->cx, b->db, o, out);
	if (rc != 0)
		fail_msg("report: %s", b->cx.err.text);
	return kz_str_dup(b->cx.mem, kz_buf_str(out));
}

/* KAIZEN_ACCEPT=1 writes down what came as what is expected: read the diff. */
static void expect(struct bench *b, const char *name, const struct kz_report_options *o)
{
	struct kz_str got = render(b, o), want = KZ_S("");
	const char *path = kz_path_join(b->cx.mem, FIXTURES, name);

	if (getenv("KAIZEN_ACCEPT"))
		assert_int_equal(kz_file_write(&b->cx, path, got), 0);
	assert_int_equal(kz_file_read(&b->cx, path, OUT_MAX, &want), 0);
	for (unsigned line = 1; got.n || want.n; line++) {
		struct kz_str g = kz_str_upto(&got, '\n'), w = kz_str_upto(&want, '\n');

		if (!kz_str_eq(g, w))
			fail_msg("%s:%u: expected '" KZ_FMT "', got '" KZ_FMT "'", name, line,
				KZ_ARG(w), KZ_ARG(g));
	}
}

static void test_kz_report__says_the_same_in_every_form(void **state)
{
	static const char *const formats[] = {"text", "json", "csv", "md", "html"};
	struct bench b = open_bench("full.sql");

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct kz_report_options o = plain(formats[i]);

		expect(&b, kz_cstr(b.cx.mem, kz_strf(b.cx.mem, "full.%s", formats[i])), &o);
	}
	close_bench(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_report__says_the_same_in_every_form),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
