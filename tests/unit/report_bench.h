/* SPDX-License-Identifier: MIT */
/*
 * A bench for tests of the report: a warehouse of its own in a temporary folder, filled from
 * tests/fixtures/report/, the clock fixed, gnuplot missing unless a test says otherwise.
 */
#ifndef KZ_TESTS_REPORT_BENCH_H
#define KZ_TESTS_REPORT_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
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

static inline const char *at(struct bench *b, const char *name)
{
	return kz_path_join(b->cx.mem, b->folder, name);
}

static inline void run_sql(const char *path, struct kz_str sql)
{
	sqlite3 *db = NULL;
	char *why = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql.p, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("fixture: %s", why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* A warehouse with one repository and the rows of a fixture; NULL: none. */
static inline void lay(struct bench *b, const char *fixture)
{
	const char *path = kz_path_join(b->cx.mem, FIXTURES, fixture);
	struct kz_str sql;

	assert_int_equal(kz_file_read(&b->cx, path, 1 << 20, &sql), 0);
	sql.p = kz_cstr(b->cx.mem, sql);
	run_sql(kz_db_path(b->db), sql);
}

static inline struct bench open_bench(const char *fixture)
{
	struct bench b = {.cx = {.mem = kz_arena_new(), .now = 1794808800},
		.conf = {.report_weeks = 26, .report_gnuplot = KZ_S("kaizen-no-such-gnuplot")}};
	const struct kz_repository r = {.repository = KZ_S("0123456789ab"),
		.git_dir = KZ_S("/nowhere/.git"),
		.work_dir = KZ_S("/nowhere")};

	(void)snprintf(b.folder, sizeof(b.folder), "/tmp/kaizen-test-XXXXXX");
	assert_non_null(mkdtemp(b.folder));
	assert_int_equal(kz_db_open(&b.cx, at(&b, "warehouse.db"), KZ_DB_WRITE, &b.db), 0);
	assert_int_equal(kz_db_use_repository(&b.cx, b.db, &r), 0);
	if (fixture)
		lay(&b, fixture);
	return b;
}

static inline void close_bench(struct bench *b)
{
	static const char *const names[] = {"warehouse.db", "warehouse.db-wal", "warehouse.db-shm"};

	kz_db_close(b->db);
	for (size_t i = 0; i < 3; i++)
		(void)unlink(at(b, names[i]));
	assert_int_equal(rmdir(b->folder), 0);
	kz_arena_free(b->cx.mem);
}

static inline struct kz_report_options plain(const char *format)
{
	return (struct kz_report_options){.format = format,
		.since = KZ_UNKNOWN,
		.width = 80,
		.utf8 = true,
		.repository_name = KZ_S("harvest")};
}

static inline struct kz_str render(struct bench *b, const struct kz_report_options *o)
{
	KZ_OWN(kz_buf) out = kz_buf_new(OUT_MAX);
	int rc;

	b->cx.conf = &b->conf;
	rc = kz_report(&b->cx, b->db, o, out);
	if (rc != 0)
		fail_msg("report: %s", b->cx.err.text);
	return kz_str_dup(b->cx.mem, kz_buf_str(out));
}

static inline bool has(struct kz_str page, const char *what)
{
	return kz_str_find(page, kz_str_c(what), NULL);
}

#endif
