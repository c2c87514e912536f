/* SPDX-License-Identifier: MIT */
/* A warehouse in a temporary folder, for the tests of analyzers. */
#ifndef KZ_TESTS_WAREHOUSE_FIXTURE_H
#define KZ_TESTS_WAREHOUSE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyze/analyze.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "git/repo.h"
#include "warehouse/query.h"
#include "warehouse/sink.h"

enum { FIXTURE_START = 1700000000 }; /* seconds */

struct fixture {
	char folder[32];
	struct kz_arena *mem;
	struct kz_ctx cx;
	struct kz_db *db;
	struct kz_sink *sink;
	struct kz_str session;
	int64_t seq;   /* of the last row */
	int64_t at_ms; /* of the last row */
};

static inline void fixture_must(struct fixture *f, int rc)
{
	if (rc != 0)
		fail_msg("%d: %s", rc, f->cx.err.text);
}

static inline void fixture_open(struct fixture *f)
{
	static const struct kz_conf conf;
	const struct kz_repository r = {.repository = KZ_S("0123456789ab"), .git_dir = KZ_S("/r")};

	*f = (struct fixture){.folder = "/tmp/kaizen-test-XXXXXX", .mem = kz_arena_new()};
	f->cx = (struct kz_ctx){.mem = f->mem, .conf = &conf, .now = FIXTURE_START + KZ_DAY};
	f->at_ms = INT64_C(1000) * FIXTURE_START;
	assert_non_null(mkdtemp(f->folder));
	fixture_must(f,
		kz_db_open(&f->cx, kz_strf(f->mem, "%s/w.db", f->folder).p, KZ_DB_WRITE, &f->db));
	fixture_must(f, kz_db_use_repository(&f->cx, f->db, &r));
	f->sink = kz_sink_new(NULL, NULL);
}

static inline void fixture_close(struct fixture *f)
{
	const char *path = kz_strf(f->mem, "%s/w.db", f->folder).p;

	kz_sink_free(f->sink);
	kz_db_close(f->db);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(f->folder), 0);
	kz_arena_free(f->mem);
}

/* Runs every analyzer, without a repository unless git is given. */
static inline void fixture_analyze(struct fixture *f, struct kz_git *git)
{
	bool ran;

	fixture_must(f, kz_analyze(&f->cx, f->db, git, true, &ran));
}

/* All rows of a query: columns joined by |, rows by a newline. */
static inline void fixture_assert_rows(struct fixture *f, const char *sql, const char *want)
{
	KZ_OWN(kz_query) q = NULL;
	KZ_OWN(kz_buf) out = kz_buf_new(1 << 16);
	bool row;

	fixture_must(f, kz_query_user(&f->cx, f->db, kz_str_c(sql), &q));
	for (;;) {
		fixture_must(f, kz_query_next(&f->cx, q, &row));
		if (!row)
			break;
		if (out->n > 0)
			kz_buf_byte(out, '\n');
		for (int i = 0; i < kz_query_columns(q); i++) {
			const struct kz_str cell = kz_col_text(q, i);

			kz_buf_text(out, i > 0 ? "|" : "");
			kz_buf_add(out, cell.p ? cell : KZ_S("-"));
		}
	}
	if (!kz_str_eq(kz_buf_str(out), kz_str_c(want)))
		fail_msg("%s:\n%.*s\nwanted:\n%s", sql, (int)out->n, out->p, want);
}

#endif
