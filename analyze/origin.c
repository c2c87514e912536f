/* SPDX-License-Identifier: MIT */
/* Which commits wrote the lines that a fix repaired: its old lines, traced from its parent. */
#include <stdlib.h>

#include "analyze/analyze.h"
#include "analyze/defect.h"
#include "analyze/history.h"
#include "analyze/hunks.h"
#include "analyze/place.h"
#include "analyze/trace.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "warehouse/query.h"

struct file {
	int64_t path_id, old_path_id;
	struct kz_str path;
	struct kz_hunks hunks;
	enum kz_place place;
};

struct files {
	struct file *p;
	size_t n, cap;
};

struct fix {
	uint32_t commit;
	double minutes;
};

struct work {
	struct kz_db *db;
	struct kz_history history;
	struct kz_trace *trace;
	struct fix *fixes;
	size_t n_fixes, cap_fixes;
	struct kz_repaired *rows;
	size_t n_rows, cap_rows;
	int64_t lost_lines; /* older than the history at hand */
	int64_t untraced;   /* fixes whose own parent is not at hand */
};

static int read_fixes(struct kz_ctx *cx, struct work *w)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, w->db, "analyze/sql/origin.sql#fixes", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		struct fix fix = {
			.commit = kz_history_find(&w->history, kz_col_int(q, 0)),
			.minutes = kz_col_real(q, 1),
		};

		if (fix.commit == KZ_NO_COMMIT)
			continue;
		KZ_ROOM(cx->mem, w->fixes, w->n_fixes, w->cap_fixes);
		w->fixes[w->n_fixes++] = fix;
	}
	return rc;
}

static int read_files(struct kz_ctx *cx, struct work *w, uint32_t fix, struct files *ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query(cx, w->db, "analyze/sql/origin.sql#files", &q)) < 0)
		return rc;
	kz_bind_int(q, 1, w->history.nodes[fix].commit_id);
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		struct file *file;

		KZ_ROOM(cx->mem, ret->p, ret->n, ret->cap);
		file = &ret->p[ret->n++];
		*file = (struct file){
			.path_id = kz_col_int(q, 0),
			.old_path_id = kz_col_int(q, 1),
			.path = kz_col_dup(q, cx->mem, 2),
		};
		file->place = kz_place_of(file->path);
		if ((rc = kz_hunks_read(cx, cx->mem, kz_col_text(q, 3), &file->hunks)) < 0) {
			kz_query_reset(q);
			return rc;
		}
	}
	return rc;
}

/* Code; only when a fix has none of it, the rest (but locks, which nobody writes). */
static void keep_code(struct files *files)
{
	bool has_code = false;
	size_t n = 0;

	for (size_t i = 0; i < files->n; i++)
		has_code = has_code || files->p[i].place == KZ_PLACE_CODE;
	for (size_t i = 0; i < files->n; i++) {
		enum kz_place place = files->p[i].place;

		if (has_code ? place == KZ_PLACE_CODE : place != KZ_PLACE_LOCK)
			files->p[n++] = files->p[i];
	}
	files->n = n;
}

static int trace_file(struct kz_ctx *cx, struct work *w, uint32_t fix, const struct file *file,
	struct kz_traced_list *ret)
{
	struct kz_lines *lines = KZ_NEW_ARRAY(cx->mem, struct kz_lines, file->hunks.n + 1);
	struct kz_version of = {
		.commit = kz_first_parent(&w->history, fix),
		.path_id = file->old_path_id,
		.lines = lines,
	};

	for (size_t i = 0; i < file->hunks.n; i++)
		if (file->hunks.p[i].old_lines > 0)
			lines[of.n_lines++] = (struct kz_lines){file->hunks.p[i].old_start,
				file->hunks.p[i].old_lines};
	return kz_trace_lines(cx, w->trace, &of, ret);
}

static int by_commit(const void *a, const void *b)
{
	const struct kz_traced *x = a, *y = b;

	return (x->commit > y->commit) - (x->commit < y->commit);
}

static int put(struct kz_ctx *cx, struct work *w, const struct kz_repaired *r, struct kz_str path)
{
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, w->db, "analyze/sql/origin.sql#put", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, w->history.nodes[r->fix].oid);
	kz_bind_text(q, 3, w->history.nodes[r->origin].oid);
	kz_bind_text(q, 4, path);
	kz_bind_int(q, 5, r->lines);
	return kz_query_run(cx, q);
}

/* One row for each commit that wrote some of the lines; what is lost is only counted. */
static int add_rows(struct kz_ctx *cx, struct work *w, uint32_t fix, const struct file *file,
	struct kz_traced_list *list)
{
	size_t from = w->n_rows;
	int rc = 0;

	if (list->n)
		qsort(list->p, list->n, sizeof(*list->p), by_commit);
	for (size_t i = 0; i < list->n; i++) {
		const struct kz_traced *t = &list->p[i];

		if (t->is_lost) {
			w->lost_lines += t->count;
			continue;
		}
		if (w->n_rows > from && w->rows[w->n_rows - 1].origin == t->commit) {
			w->rows[w->n_rows - 1].lines += t->count;
			continue;
		}
		KZ_ROOM(cx->mem, w->rows, w->n_rows, w->cap_rows);
		w->rows[w->n_rows++] = (struct kz_repaired){
			.fix = fix,
			.origin = t->commit,
			.path_id = file->path_id,
			.lines = t->count,
		};
	}
	for (size_t i = from; i < w->n_rows && rc == 0; i++)
		rc = put(cx, w, &w->rows[i], file->path);
	return rc;
}

static int trace_fix(struct kz_ctx *cx, struct work *w, const struct fix *fix)
{
	size_t from = w->n_rows, n_files = 0;
	struct files files = {0};
	int rc;

	if (kz_first_parent(&w->history, fix->commit) == KZ_NO_COMMIT) {
		w->untraced++;
		return 0;
	}
	if ((rc = read_files(cx, w, fix->commit, &files)) < 0)
		return rc;
	keep_code(&files);
	for (size_t i = 0; i < files.n; i++) {
		struct kz_traced_list list;
		size_t before = w->n_rows;

		if ((rc = trace_file(cx, w, fix->commit, &files.p[i], &list)) < 0 ||
			(rc = add_rows(cx, w, fix->commit, &files.p[i], &list)) < 0)
			return rc;
		n_files += w->n_rows > before;
	}
	for (size_t i = from; i < w->n_rows; i++)
		w->rows[i].minutes = fix->minutes / (double)n_files;
	return 0;
}

static int origin_run(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git)
{
	struct work w = {.db = db};
	KZ_OWN(kz_trace) trace = NULL;
	int rc;

	(void)git;
	if ((rc = kz_history_load(cx, db, &w.history)) < 0 || (rc = read_fixes(cx, &w)) < 0)
		return rc;
	trace = kz_trace_new(db, &w.history);
	w.trace = trace;
	for (size_t i = 0; i < w.n_fixes; i++)
		if ((rc = kz_stopped(cx)) < 0 || (rc = trace_fix(cx, &w, &w.fixes[i])) < 0)
			return rc;
	if (w.untraced || w.lost_lines)
		kz_info(cx,
			"origin: %lld fixes, %lld repaired lines: older than the history at hand",
			(long long)w.untraced, (long long)w.lost_lines);
	return kz_defect_findings(cx, db, &w.history, w.rows, w.n_rows);
}

static const char *const reads[] = {"d_fix", "s_commit", "s_commit_parent", "s_commit_mark",
	"s_person", "s_file_change", "s_merge_change", NULL};
static const char *const writes[] = {"d_origin", "d_finding", "d_evidence", NULL};

const struct kz_analyzer analyze_origin = {
	.name = "origin",
	.about = "which commits wrote the lines that a fix repaired",
	.method = "plain blame of the old lines (B-SZZ) from stored hunks, merges passed",
	.version = 3,
	.reads = reads,
	.writes = writes,
	.run = origin_run,
};
