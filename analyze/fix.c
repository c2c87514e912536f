/* SPDX-License-Identifier: MIT */
/* Which commits repair a defect: stated origin, revert, convention, words (root-cause.md 6). */
#include "analyze/analyze.h"
#include "analyze/fix_message.h"
#include "analyze/history.h"
#include "analyze/place.h"
#include "analyze/touch.h"
#include "base/arena.h"
#include "base/map.h"
#include "warehouse/query.h"

enum {
	RECENT = 2000,   /* commits that decide whether heads are a convention */
	MOST_HEADS = 12, /* of a closed set */
	CONVENTION = 30, /* percent of the commits that follow it */
};

struct fix {
	struct kz_fix_message said;
	bool is_read;   /* a candidate: no merge, no bot */
	bool is_undone; /* a revert that was reverted itself */
};

struct work {
	struct kz_db *db;
	struct kz_history history;
	struct fix *fixes; /* by index of history */
	const int64_t *touch;
	bool has_convention; /* heads say it all: words are not looked at */
};

static int read_messages(struct kz_ctx *cx, struct work *w)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, w->db, "analyze/sql/fix.sql#messages", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		uint32_t at = kz_history_find(&w->history, kz_col_int(q, 0));
		struct kz_fix_message m;

		if (at == KZ_NO_COMMIT || w->history.nodes[at].is_bot)
			continue;
		m = kz_fix_message(cx->mem, kz_col_text(q, 1), kz_col_text(q, 2));
		m.stated = kz_str_dup(cx->mem, m.stated);
		m.reverted = kz_str_dup(cx->mem, m.reverted);
		w->fixes[at] = (struct fix){.said = m, .is_read = true};
	}
	return rc;
}

/* Do the MOST_HEADS commonest heads stand on enough of the recent commits? */
static bool has_convention(const struct work *w)
{
	KZ_OWN(kz_map) heads = kz_map_new();
	int64_t n = 0, with_head = 0;

	for (uint32_t i = 0; i < w->history.n && n < RECENT; i++) {
		struct kz_str head = w->fixes[i].said.head;
		uint32_t id;

		n += w->fixes[i].is_read;
		if (!head.p)
			continue;
		id = kz_map_put(heads, head, NULL);
		kz_map_set(heads, id, kz_map_get(heads, id) + 1);
	}
	for (int k = 0; k < MOST_HEADS; k++) {
		uint32_t most = UINT32_MAX;

		for (uint32_t id = 0; id < kz_map_count(heads); id++)
			if (most == UINT32_MAX || kz_map_get(heads, id) > kz_map_get(heads, most))
				most = id;
		if (most == UINT32_MAX)
			break;
		with_head += kz_map_get(heads, most);
		kz_map_set(heads, most, 0);
	}
	return n > 0 && with_head * 100 >= n * CONVENTION;
}

/* The commit of ours that a message names by some hex digits, or KZ_NO_COMMIT. */
static int resolve(struct kz_ctx *cx, struct work *w, struct kz_str hex, uint32_t *ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	*ret = KZ_NO_COMMIT;
	if (!hex.p)
		return 0;
	if ((rc = kz_query_here(cx, w->db, "analyze/sql/fix.sql#resolve", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, hex);
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	if (row)
		*ret = kz_history_find(&w->history, kz_col_int(q, 0));
	kz_query_reset(q);
	return 0;
}

/* A revert that was taken back repaired nothing in the end. */
static int mark_undone(struct kz_ctx *cx, struct work *w)
{
	int rc = 0;

	for (uint32_t i = 0; i < w->history.n && rc == 0; i++) {
		uint32_t undone;

		if (!w->fixes[i].said.is_reapply)
			continue;
		rc = resolve(cx, w, w->fixes[i].said.reverted, &undone);
		if (rc == 0 && undone != KZ_NO_COMMIT)
			w->fixes[undone].is_undone = true;
	}
	return rc;
}

static int changes_code(struct kz_ctx *cx, struct work *w, int64_t commit_id, bool *ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	*ret = false;
	if ((rc = kz_query(cx, w->db, "analyze/sql/fix.sql#paths", &q)) < 0)
		return rc;
	kz_bind_int(q, 1, commit_id);
	while (!*ret && (rc = kz_query_next(cx, q, &row)) == 0 && row)
		*ret = kz_place_of(kz_col_text(q, 0)) == KZ_PLACE_CODE;
	kz_query_reset(q);
	return rc;
}

/* How we know that the commit is a fix; NULL: we do not. */
static int how_of(struct kz_ctx *cx, struct work *w, uint32_t at, const char **ret)
{
	const struct fix *f = &w->fixes[at];
	uint32_t origin;
	bool code;
	int rc;

	*ret = NULL;
	if (!f->is_read || f->is_undone || f->said.is_reapply)
		return 0;
	if ((rc = resolve(cx, w, f->said.stated, &origin)) < 0)
		return rc;
	if (origin != KZ_NO_COMMIT && origin != at)
		*ret = "stated";
	else if (f->said.is_revert)
		*ret = "revert";
	else if (f->said.is_convention)
		*ret = "convention";
	if (*ret || !f->said.is_words || w->has_convention)
		return 0;
	if ((rc = changes_code(cx, w, w->history.nodes[at].commit_id, &code)) < 0)
		return rc;
	*ret = code ? "words" : NULL;
	return 0;
}

static int put(struct kz_ctx *cx, struct work *w, uint32_t at, const char *how)
{
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, w->db, "analyze/sql/fix.sql#put", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, w->history.nodes[at].oid);
	kz_bind_text(q, 3, kz_str_c(how));
	kz_bind_real(q, 4, (double)w->touch[at] / 60);
	return kz_query_run(cx, q);
}

static int fix_run(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git)
{
	struct work w = {.db = db};
	int rc;

	(void)git;
	if ((rc = kz_history_load(cx, db, &w.history)) < 0)
		return rc;
	w.fixes = KZ_NEW_ARRAY(cx->mem, struct fix, w.history.n + 1);
	w.touch = kz_touch_seconds(cx, &w.history);
	if ((rc = read_messages(cx, &w)) < 0 || (rc = mark_undone(cx, &w)) < 0)
		return rc;
	w.has_convention = has_convention(&w);
	for (uint32_t i = 0; i < w.history.n && rc == 0; i++) {
		const char *how;

		rc = how_of(cx, &w, i, &how);
		if (rc == 0 && how)
			rc = put(cx, &w, i, how);
	}
	return rc;
}

static const char *const reads[] = {"s_commit", "s_commit_parent", "s_commit_mark", "s_person",
	"s_file_change", NULL};
static const char *const writes[] = {"d_fix", NULL};

const struct kz_analyzer analyze_fix = {
	.name = "fix",
	.about = "which commits repair a defect, and how we know",
	.method = "stated origin, revert, convention of subject heads, words of the subject",
	.version = 2,
	.reads = reads,
	.writes = writes,
	.run = fix_run,
};
