/* SPDX-License-Identifier: MIT */
/* Findings of places: files that were repaired again and again, and what the lines came from. */
#include "analyze/defect.h"

#include <math.h>
#include <stdlib.h>

#include "analyze/place.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/stats.h"
#include "warehouse/finding.h"
#include "warehouse/query.h"

enum {
	LEAST = 2, /* fixes: one is no pattern */
	TOP = 5,   /* origins that are named in the detail */
	SOON = 7,  /* days: repaired soon after it was written */
};

struct rename {
	int64_t from, to;
	uint32_t commit;
};

struct work {
	struct kz_db *db;
	const struct kz_history *history;
	struct rename *renames; /* by old name, then from old to new commits */
	size_t n_renames, cap_renames;
	bool *is_fix;              /* by index of history */
	int64_t first_at, last_at; /* of the history */
};

static int read_renames(struct kz_ctx *cx, struct work *w)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, w->db, "analyze/sql/origin.sql#renames", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		struct rename r = {
			.from = kz_col_int(q, 1),
			.to = kz_col_int(q, 2),
			.commit = kz_history_find(w->history, kz_col_int(q, 0)),
		};

		if (r.commit == KZ_NO_COMMIT)
			continue;
		KZ_ROOM(cx->mem, w->renames, w->n_renames, w->cap_renames);
		w->renames[w->n_renames++] = r;
	}
	return rc;
}

static int by_name_and_age(const void *a, const void *b)
{
	const struct rename *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->commit < y->commit) - (x->commit > y->commit);
}

/* The name that the file has today: through every rename after the commit. */
static int64_t last_name(const struct work *w, int64_t path_id, uint32_t commit)
{
	for (;;) {
		size_t low = 0, high = w->n_renames;

		while (low < high) {
			size_t mid = low + (high - low) / 2;
			const struct rename *r = &w->renames[mid];

			if (r->from < path_id || (r->from == path_id && r->commit >= commit))
				low = mid + 1;
			else
				high = mid;
		}
		if (low == w->n_renames || w->renames[low].from != path_id)
			return path_id;
		commit = w->renames[low].commit;
		path_id = w->renames[low].to;
	}
}

static int by_file_and_fix(const void *a, const void *b)
{
	const struct kz_repaired *x = a, *y = b;

	if (x->path_id != y->path_id)
		return x->path_id < y->path_id ? -1 : 1;
	if (x->fix != y->fix)
		return x->fix > y->fix ? -1 : 1; /* from old to new */
	return (x->origin < y->origin) - (x->origin > y->origin);
}

/* Lines of a file that one commit had written, over all fixes. */
struct source {
	uint32_t commit;
	int64_t lines, fixes;
};

struct place {
	struct kz_str path;
	const struct kz_repaired *rows;
	size_t n_rows;
	int64_t n_fixes, lines;
	int64_t soon;              /* fixes whose newest origin was at most SOON days old */
	int64_t repeated;          /* fixes of lines that another fix had written */
	int64_t first_at, last_at; /* of the fixes */
	double minutes, age_days;  /* age: median over fixes of the newest origin's age */
	struct source *sources;    /* the most lines first */
	size_t n_sources;
};

static int by_source(const void *a, const void *b)
{
	const struct source *x = a, *y = b;

	return (x->commit > y->commit) - (x->commit < y->commit);
}

static int by_lines(const void *a, const void *b)
{
	const struct source *x = a, *y = b;

	if (x->lines != y->lines)
		return x->lines > y->lines ? -1 : 1;
	return by_source(a, b);
}

static void add_sources(struct kz_ctx *cx, struct place *p)
{
	size_t n = 0;

	p->sources = KZ_NEW_ARRAY(cx->mem, struct source, p->n_rows);
	for (size_t i = 0; i < p->n_rows; i++)
		p->sources[i] = (struct source){p->rows[i].origin, p->rows[i].lines, 1};
	qsort(p->sources, p->n_rows, sizeof(*p->sources), by_source);
	for (size_t i = 0; i < p->n_rows; i++) {
		if (n && p->sources[n - 1].commit == p->sources[i].commit) {
			p->sources[n - 1].lines += p->sources[i].lines;
			p->sources[n - 1].fixes++;
		} else {
			p->sources[n++] = p->sources[i];
		}
	}
	p->n_sources = n;
	qsort(p->sources, n, sizeof(*p->sources), by_lines);
}

/* The rows of one fix in a place: [from, to). */
static double add_fix(const struct work *w, struct place *p, size_t from, size_t to)
{
	const struct kz_node *nodes = w->history->nodes;
	int64_t at = nodes[p->rows[from].fix].committed_at, newest = INT64_MIN;
	bool is_repeated = false;
	double days;

	for (size_t i = from; i < to; i++) {
		const struct kz_node *origin = &nodes[p->rows[i].origin];

		p->lines += p->rows[i].lines;
		is_repeated = is_repeated || w->is_fix[p->rows[i].origin];
		if (origin->committed_at > newest)
			newest = origin->committed_at;
	}
	days = fmax(0, (double)(at - newest) / KZ_DAY);
	p->first_at = p->n_fixes == 0 || at < p->first_at ? at : p->first_at;
	p->last_at = p->n_fixes == 0 || at > p->last_at ? at : p->last_at;
	p->n_fixes++;
	p->minutes += p->rows[from].minutes;
	p->soon += days <= SOON;
	p->repeated += is_repeated;
	return days;
}

static void sum_place(struct kz_ctx *cx, const struct work *w, struct place *p)
{
	double *ages = KZ_NEW_ARRAY(cx->mem, double, p->n_rows);
	size_t from = 0;

	for (size_t i = 1; i <= p->n_rows; i++) {
		double days;

		if (i < p->n_rows && p->rows[i].fix == p->rows[from].fix)
			continue;
		days = add_fix(w, p, from, i); /* counts the fix */
		ages[p->n_fixes - 1] = days;
		from = i;
	}
	p->age_days = kz_median(ages, (size_t)p->n_fixes);
	add_sources(cx, p);
}

static struct kz_str title_of(struct kz_ctx *cx, const struct place *p)
{
	KZ_OWN(kz_buf) b = kz_buf_new(64 << 10);

	kz_buf_add(b, p->path);
	kz_buf_addf(b, ": repaired by %lld fixes; the newest lines that they replaced were ",
		(long long)p->n_fixes);
	if (p->age_days < 0.5)
		kz_buf_text(b, "less than a day");
	else
		kz_buf_addf(b, "%.0f day%s", p->age_days, p->age_days < 1.5 ? "" : "s");
	kz_buf_text(b, " old (median)");
	if (p->repeated)
		kz_buf_addf(b, "; %lld of them repaired an earlier fix", (long long)p->repeated);
	return kz_str_dup(cx->mem, kz_buf_str(b));
}

static struct kz_str detail_of(struct kz_ctx *cx, const struct work *w, const struct place *p)
{
	KZ_OWN(kz_buf) b = kz_buf_new(1 << 20);
	KZ_OWN_JSON detail = json_object();
	json_t *origins = json_array();

	(void)json_object_set_new(detail, "path", kz_json_new_text(cx->mem, p->path));
	(void)json_object_set_new(detail, "fixes", kz_json_new_int(p->n_fixes));
	(void)json_object_set_new(detail, "lines", kz_json_new_int(p->lines));
	(void)json_object_set_new(detail, "origins", kz_json_new_int((int64_t)p->n_sources));
	(void)json_object_set_new(detail, "median_age_days", kz_json_new_real(p->age_days));
	(void)json_object_set_new(detail, "within_7_days", kz_json_new_int(p->soon));
	(void)json_object_set_new(detail, "repaired_a_fix", kz_json_new_int(p->repeated));
	for (size_t i = 0; i < p->n_sources && i < TOP; i++) {
		const struct source *s = &p->sources[i];
		const struct kz_node *node = &w->history->nodes[s->commit];
		json_t *o = json_object();

		(void)json_object_set_new(o, "oid", kz_json_new_text(cx->mem, node->oid));
		(void)json_object_set_new(o, "subject", kz_json_new_text(cx->mem, node->subject));
		(void)json_object_set_new(o, "lines", kz_json_new_int(s->lines));
		(void)json_object_set_new(o, "fixes", kz_json_new_int(s->fixes));
		(void)json_array_append_new(origins, o);
	}
	(void)json_object_set_new(detail, "top_origins", origins);
	kz_json_line(b, detail);
	return kz_str_dup(cx->mem, kz_buf_str(b));
}

/* The fixes from old to new, then the commits that wrote the lines, most lines first. */
static struct kz_evidence *evidence_of(struct kz_ctx *cx, const struct work *w,
	const struct place *p, size_t *ret_n)
{
	struct kz_evidence *e = KZ_NEW_ARRAY(cx->mem, struct kz_evidence, p->n_rows + p->n_sources);
	size_t n = 0;

	for (size_t i = 0; i < p->n_rows; i++)
		if (i == 0 || p->rows[i].fix != p->rows[i - 1].fix)
			e[n++] = (struct kz_evidence){"fixes",
				w->history->nodes[p->rows[i].fix].oid};
	for (size_t i = 0; i < p->n_sources; i++)
		e[n++] = (struct kz_evidence){"commits",
			w->history->nodes[p->sources[i].commit].oid};
	*ret_n = n;
	return e;
}

static int path_of(struct kz_ctx *cx, struct work *w, int64_t path_id, struct kz_str *ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query(cx, w->db, "analyze/sql/origin.sql#path-text", &q)) < 0)
		return rc;
	kz_bind_int(q, 1, path_id);
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	*ret = row ? kz_col_dup(q, cx->mem, 0) : KZ_S("");
	kz_query_reset(q);
	return 0;
}

static int put_place(struct kz_ctx *cx, struct work *w, const struct kz_repaired *rows, size_t n)
{
	struct place p = {.rows = rows, .n_rows = n};
	struct kz_evidence *evidence;
	struct kz_finding f;
	size_t n_evidence;
	int rc;

	if ((rc = path_of(cx, w, rows[0].path_id, &p.path)) < 0)
		return rc;
	sum_place(cx, w, &p);
	if (p.n_fixes < LEAST || kz_place_of(p.path) != KZ_PLACE_CODE)
		return 0;
	f = (struct kz_finding){
		.kind = "defect-origin",
		.subject = p.path,
		.title = title_of(cx, &p),
		.minutes = p.minutes,
		.minutes_per_week = kz_minutes_per_week(p.minutes, w->first_at, w->last_at),
		.n = p.n_fixes,
		.sessions = KZ_UNKNOWN,
		.first_at = p.first_at,
		.last_at = p.last_at,
		.detail = detail_of(cx, w, &p),
	};
	evidence = evidence_of(cx, w, &p, &n_evidence);
	return kz_finding_put(cx, w->db, &f, evidence, n_evidence);
}

/* The first and last event of the source, which minutes a week are taken over. */
static void set_span(struct work *w)
{
	const struct kz_history *h = w->history;

	w->first_at = w->last_at = KZ_UNKNOWN;
	for (uint32_t i = 0; i < h->n; i++) {
		int64_t at = h->nodes[i].committed_at;

		if (h->nodes[i].is_date_suspect)
			continue;
		if (w->first_at == KZ_UNKNOWN || at < w->first_at)
			w->first_at = at;
		if (w->last_at == KZ_UNKNOWN || at > w->last_at)
			w->last_at = at;
	}
}

/* The rows of a fix in a file that was renamed since say its name of today. */
static int rename_rows(struct kz_ctx *cx, struct work *w, struct kz_repaired *rows, size_t n)
{
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		const int64_t then = rows[i].path_id, today = last_name(w, then, rows[i].fix);
		struct kz_query *q;

		rows[i].path_id = today;
		if (today == then)
			continue;
		if ((rc = kz_query_here(cx, w->db, "analyze/sql/origin.sql#file", &q)) < 0)
			return rc;
		kz_bind_text(q, 2, w->history->nodes[rows[i].fix].oid);
		kz_bind_int(q, 3, then);
		kz_bind_int(q, 4, today);
		rc = kz_query_run(cx, q);
	}
	return rc;
}

int kz_defect_findings(struct kz_ctx *cx, struct kz_db *db, const struct kz_history *h,
	struct kz_repaired *rows, size_t n)
{
	struct work w = {.db = db, .history = h};
	size_t from = 0;
	int rc;

	if (n == 0)
		return 0;
	w.is_fix = KZ_NEW_ARRAY(cx->mem, bool, h->n + 1);
	set_span(&w);
	if ((rc = read_renames(cx, &w)) < 0)
		return rc;
	if (w.n_renames)
		qsort(w.renames, w.n_renames, sizeof(*w.renames), by_name_and_age);
	for (size_t i = 0; i < n; i++)
		w.is_fix[rows[i].fix] = true;
	if ((rc = rename_rows(cx, &w, rows, n)) < 0)
		return rc;
	qsort(rows, n, sizeof(*rows), by_file_and_fix);
	for (size_t i = 1; i <= n && rc == 0; i++) {
		if (i < n && rows[i].path_id == rows[from].path_id)
			continue;
		rc = put_place(cx, &w, &rows[from], i - from);
		from = i;
	}
	return rc;
}
