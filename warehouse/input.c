/* SPDX-License-Identifier: MIT */
/* What was read, how far, and what became of it. */
#include "warehouse/input.h"

#include "base/arena.h"
#include "warehouse/private.h"
#include "warehouse/query.h"

int kz_input_find(struct kz_ctx *cx, struct kz_db *db, const char *collector, struct kz_str path,
	struct kz_input_row *ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	*ret = (struct kz_input_row){.collector = collector,
		.path = path,
		.size = KZ_UNKNOWN,
		.mtime_ns = KZ_UNKNOWN,
		.state = "ok"};
	if ((rc = kz_query_here(cx, db, "warehouse/sql/input.sql#find", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, kz_str_c(collector));
	kz_bind_text(q, 3, path);
	if ((rc = kz_query_next(cx, q, &row)) < 0 || !row)
		return rc;
	ret->input_id = kz_col_int(q, 0);
	ret->version = kz_col_int(q, 1);
	ret->size = kz_col_int(q, 2);
	ret->mtime_ns = kz_col_int(q, 3);
	ret->content_hash = kz_col_dup(q, cx->mem, 4);
	ret->cursor = kz_col_dup(q, cx->mem, 5);
	ret->state = kz_cstr(cx->mem, kz_col_text(q, 6));
	ret->reason = kz_col_dup(q, cx->mem, 7);
	ret->message = kz_col_dup(q, cx->mem, 8);
	ret->session = kz_col_dup(q, cx->mem, 9);
	ret->rows = kz_col_int(q, 10);
	kz_query_reset(q);
	return 0;
}

int kz_input_is_known(struct kz_ctx *cx, struct kz_db *db, const struct kz_input_row *in,
	bool *ret_known)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/input.sql#known", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, kz_str_c(in->collector));
	kz_bind_text(q, 3, in->path);
	kz_bind_int(q, 4, in->version);
	kz_bind_int(q, 5, in->size);
	kz_bind_int(q, 6, in->mtime_ns);
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	kz_query_reset(q);
	*ret_known = row;
	return 0;
}

int kz_input_paths(struct kz_ctx *cx, struct kz_db *db, const char *collector, struct kz_str **ret,
	size_t *ret_n)
{
	struct kz_str *paths = NULL;
	size_t n = 0, cap = 0;
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/input.sql#paths", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, kz_str_c(collector));
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		KZ_ROOM(cx->mem, paths, n, cap);
		paths[n++] = kz_col_dup(q, cx->mem, 0);
	}
	*ret = paths;
	*ret_n = n;
	return rc;
}

int kz_input_forget(struct kz_ctx *cx, struct kz_db *db, const char *collector, struct kz_str path)
{
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/input.sql#forget", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, kz_str_c(collector));
	kz_bind_text(q, 3, path);
	return kz_query_run(cx, q);
}

static int put_input(struct kz_ctx *cx, struct kz_db *db, struct kz_input_row *in)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/input.sql#put", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, kz_str_c(in->collector));
	kz_bind_int(q, 3, in->version);
	kz_bind_text(q, 4, in->path);
	kz_bind_int(q, 5, in->size);
	kz_bind_int(q, 6, in->mtime_ns);
	kz_bind_text(q, 7, in->content_hash);
	kz_bind_text(q, 8, in->cursor);
	kz_bind_text(q, 9, kz_str_c(in->state));
	kz_bind_text(q, 10, in->reason);
	kz_bind_text(q, 11, in->message);
	kz_bind_text(q, 12, in->session);
	kz_bind_int(q, 13, in->rows);
	kz_bind_int(q, 14, cx->now);
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	if (row)
		in->input_id = kz_col_int(q, 0);
	kz_query_reset(q);
	return 0;
}

/* Rows of an earlier reading go from every table that a transcript fills. */
static int drop_rows(struct kz_ctx *cx, struct kz_db *db, int64_t input_id)
{
	static const char *const names[] = {"warehouse/sql/input.sql#drop-session",
		"warehouse/sql/input.sql#drop-turn", "warehouse/sql/input.sql#drop-call",
		"warehouse/sql/input.sql#drop-edit", "warehouse/sql/input.sql#drop-response",
		"warehouse/sql/input.sql#drop-ref", "warehouse/sql/input.sql#drop-text",
		"warehouse/sql/input.sql#drop-problem"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct kz_query *q;
		int rc;

		if ((rc = kz_query(cx, db, names[i], &q)) < 0)
			return rc;
		kz_bind_int(q, 1, input_id);
		if ((rc = kz_query_run(cx, q)) < 0)
			return rc;
	}
	return 0;
}

/* A run's id is its content's: rows that an older reader made of it are not kept beside. */
static int drop_runs(struct kz_ctx *cx, struct kz_db *db, struct kz_sink *s)
{
	static const char *const names[] = {"warehouse/sql/input.sql#drop-results",
		"warehouse/sql/input.sql#drop-run"};

	for (size_t i = 0; i < kz_sink_count(s, KZ_ROW_test_run); i++) {
		const struct kz_row_test_run *run = kz_sink_row(s, KZ_ROW_test_run, i);

		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
			struct kz_query *q;
			int rc;

			if ((rc = kz_query_here(cx, db, names[k], &q)) < 0)
				return rc;
			kz_bind_text(q, 2, run->run);
			if ((rc = kz_query_run(cx, q)) < 0)
				return rc;
		}
	}
	return 0;
}

int kz_input_store(struct kz_ctx *cx, struct kz_db *db, struct kz_input_row *in, struct kz_sink *s,
	bool replace)
{
	KZ_OWN(kz_txn) txn = NULL;
	bool known = in->input_id != 0;
	int rc;

	in->new_rows = 0;
	if ((rc = kz_txn_begin(cx, db, &txn)) < 0)
		return rc;
	if (replace)
		in->rows = 0;
	if ((rc = put_input(cx, db, in)) < 0)
		return rc;
	if (replace && known && (rc = drop_rows(cx, db, in->input_id)) < 0)
		return rc;
	if (replace && s && (rc = drop_runs(cx, db, s)) < 0)
		return rc;
	if (s && (rc = kz_sink_flush(cx, s, db, in->input_id, &in->new_rows)) < 0)
		return rc;
	in->rows += in->new_rows;
	if (in->new_rows && (rc = put_input(cx, db, in)) < 0)
		return rc;
	if ((in->new_rows || (replace && known)) && (rc = kz_db_changed(cx, db)) < 0)
		return rc;
	if ((rc = kz_txn_commit(cx, txn)) < 0)
		return rc;
	if (s)
		kz_sink_clear(s);
	return 0;
}

int kz_input_set_aside(struct kz_ctx *cx, struct kz_db *db, struct kz_input_row *in,
	struct kz_str mark)
{
	struct kz_query *q;
	int rc;

	if ((rc = kz_query(cx, db, "warehouse/sql/input.sql#set-aside", &q)) < 0)
		return rc;
	kz_bind_int(q, 1, in->input_id);
	kz_bind_text(q, 2,
		kz_strf(cx->mem, "%s#%s", kz_cstr(cx->mem, in->path), kz_cstr(cx->mem, mark)));
	kz_bind_text(q, 3, KZ_S("the file was rewritten since; these rows are kept"));
	if ((rc = kz_query_run(cx, q)) < 0)
		return rc;
	return kz_input_find(cx, db, in->collector, in->path, in);
}
