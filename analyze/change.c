/* SPDX-License-Identifier: MIT */
/* Changes that reached the main line: when each began, was merged and released (flow.md 5.1). */
#include <math.h>
#include <stdlib.h>

#include "analyze/analyze.h"
#include "analyze/history.h"
#include "analyze/touch.h"
#include "base/arena.h"
#include "base/clock.h"
#include "warehouse/query.h"

struct release {
	struct kz_str tag;
	int64_t at;
};

struct span {
	int64_t from, to; /* someone worked, unix seconds */
};

/* One change: a commit of the main line and what it brought. */
struct change {
	uint32_t commit;
	int64_t commits, bots;
	int64_t first_at; /* KZ_UNKNOWN: no trustworthy time */
	struct span *spans;
	size_t n_spans, cap_spans;
};

struct work {
	struct kz_db *db;
	struct kz_history history;
	const int64_t *touch;
	struct kz_str branch; /* HEAD's, without refs/heads/ */
	struct release *releases;
	size_t n_releases, cap_releases;
	uint32_t *release_of; /* by index of history; index of releases + 1, 0: none */
	bool *is_seen;
	uint32_t *stack;
};

static int read_branch(struct kz_ctx *cx, struct work *w)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, w->db, "analyze/sql/change.sql#head", &q)) < 0)
		return rc;
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	w->branch = row ? kz_str_skip(kz_col_dup(q, cx->mem, 0), KZ_S("refs/heads/")) : KZ_NOTHING;
	kz_query_reset(q);
	return 0;
}

static bool is_main_name(const struct work *w, struct kz_str name)
{
	return kz_str_eq(name, KZ_S("main")) || kz_str_eq(name, KZ_S("master")) ||
		(w->branch.p && kz_str_eq(name, w->branch));
}

/*
 * A back-merge brings the main line into what was beside it: "Merge branch 'main' of URL" after a
 * pull, "… into topic" after a fast-forward. The main line then goes on at its second parent.
 */
static bool is_back_merge(const struct work *w, const struct kz_node *node)
{
	struct kz_str s = node->subject, name;
	size_t at;

	if (node->n_parents != 2 || node->parents[1] == KZ_NO_COMMIT ||
		!kz_str_starts(s, KZ_S("Merge ")))
		return false;
	s = kz_str_skip(kz_str_from(s, 6), KZ_S("remote-tracking "));
	if (!kz_str_starts(s, KZ_S("branch '")))
		return false;
	name = kz_str_from(s, 8);
	if (!kz_str_find_byte(name, '\'', &at))
		return false;
	name = kz_str_head(name, at);
	name = kz_str_skip(kz_str_skip(name, KZ_S("origin/")), KZ_S("upstream/"));
	return is_main_name(w, name);
}

/* Which of its parents continues the main line. */
static uint32_t main_parent(const struct work *w, const struct kz_node *node)
{
	return is_back_merge(w, node) ? 1 : 0;
}

/* The main line from old to new, in cx->mem. */
static uint32_t *main_line(struct kz_ctx *cx, const struct work *w, uint32_t *ret_n)
{
	uint32_t *line = KZ_NEW_ARRAY(cx->mem, uint32_t, w->history.n + 1), n = 0;
	uint32_t at = w->history.n ? 0 : KZ_NO_COMMIT;

	while (at != KZ_NO_COMMIT) {
		const struct kz_node *node = &w->history.nodes[at];

		line[n++] = at;
		at = node->n_parents ? node->parents[main_parent(w, node)] : KZ_NO_COMMIT;
	}
	for (uint32_t i = 0; i < n / 2; i++) {
		uint32_t other = line[i];

		line[i] = line[n - 1 - i];
		line[n - 1 - i] = other;
	}
	*ret_n = n;
	return line;
}

/* A squash by GitHub's button: author and committer time are the merge's, the start is lost. */
static bool is_squashed(const struct kz_node *node)
{
	return node->is_by_button && node->authored_at == node->committed_at;
}

/*
 * Its author put it on the main line: no merge, no button, nobody who applied it. Between its two
 * times lie amends and rebases, not a wait for anybody.
 */
static bool is_direct(const struct kz_node *node)
{
	return node->n_parents < 2 && node->is_by_author && !node->is_by_button;
}

static void add_commit(struct kz_ctx *cx, const struct work *w, struct change *c, uint32_t commit)
{
	const struct kz_node *node = &w->history.nodes[commit];

	if (node->n_parents > 1)
		return;
	c->commits++;
	c->bots += node->is_bot;
	if (node->is_date_suspect || is_squashed(node))
		return;
	if (c->first_at == KZ_UNKNOWN || node->authored_at < c->first_at)
		c->first_at = node->authored_at;
	if (node->is_bot)
		return;
	KZ_ROOM(cx->mem, c->spans, c->n_spans, c->cap_spans);
	c->spans[c->n_spans++] =
		(struct span){node->authored_at - w->touch[commit], node->authored_at};
}

/*
 * What a commit of the main line brought: everything that it reaches and no earlier one did.
 * Earlier ones were walked before, so that each commit is seen once.
 */
static struct change bring(struct kz_ctx *cx, struct work *w, uint32_t commit)
{
	struct change c = {.commit = commit, .first_at = KZ_UNKNOWN};
	uint32_t n = 0;

	w->stack[n++] = commit;
	w->is_seen[commit] = true;
	while (n) {
		uint32_t at = w->stack[--n];
		const struct kz_node *node = &w->history.nodes[at];

		add_commit(cx, w, &c, at);
		for (uint32_t i = 0; i < node->n_parents; i++) {
			uint32_t parent = node->parents[i];

			if (parent == KZ_NO_COMMIT || w->is_seen[parent])
				continue;
			w->is_seen[parent] = true;
			w->stack[n++] = parent;
		}
	}
	return c;
}

static int read_releases(struct kz_ctx *cx, struct work *w)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, w->db, "analyze/sql/change.sql#releases", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		uint32_t commit = kz_history_find(&w->history, kz_col_int(q, 0)), n = 0;

		KZ_ROOM(cx->mem, w->releases, w->n_releases, w->cap_releases);
		w->releases[w->n_releases++] =
			(struct release){kz_col_dup(q, cx->mem, 1), kz_col_int(q, 2)};
		if (commit == KZ_NO_COMMIT || w->release_of[commit])
			continue;
		w->stack[n++] = commit;
		w->release_of[commit] = (uint32_t)w->n_releases;
		while (n) {
			const struct kz_node *node = &w->history.nodes[w->stack[--n]];

			for (uint32_t i = 0; i < node->n_parents; i++) {
				uint32_t parent = node->parents[i];

				if (parent == KZ_NO_COMMIT || w->release_of[parent])
					continue;
				w->release_of[parent] = (uint32_t)w->n_releases;
				w->stack[n++] = parent;
			}
		}
	}
	return rc;
}

static int by_start(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

/* Seconds in which someone worked before `until`, whoever it was; and when that began. */
static int64_t union_of(struct change *c, int64_t until, int64_t *ret_start)
{
	int64_t sum = 0, end = INT64_MIN;

	if (c->n_spans)
		qsort(c->spans, c->n_spans, sizeof(*c->spans), by_start);
	*ret_start = c->n_spans ? c->spans[0].from : KZ_UNKNOWN;
	for (size_t i = 0; i < c->n_spans; i++) {
		struct span s = c->spans[i];

		if (s.to > until)
			s.to = until;
		if (s.from < end)
			s.from = end;
		if (s.to <= s.from)
			continue;
		sum += s.to - s.from;
		end = s.to;
	}
	return sum;
}

static double minutes(int64_t seconds)
{
	return (double)seconds / 60;
}

static int put(struct kz_ctx *cx, struct work *w, struct change *c)
{
	const struct kz_node *node = &w->history.nodes[c->commit];
	const struct release *release =
		w->release_of[c->commit] ? &w->releases[w->release_of[c->commit] - 1] : NULL;
	int64_t merged = node->committed_at, start, touch = union_of(c, merged, &start);
	bool is_known =
		c->first_at != KZ_UNKNOWN && c->first_at <= merged && !node->is_date_suspect;
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, w->db, "analyze/sql/change.sql#put", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, node->oid);
	kz_bind_int(q, 3, is_known ? c->first_at : KZ_UNKNOWN);
	kz_bind_int(q, 4, merged);
	kz_bind_int(q, 5, release ? release->at : KZ_UNKNOWN);
	kz_bind_text(q, 6, release ? release->tag : KZ_NOTHING);
	kz_bind_int(q, 7, c->commits);
	kz_bind_int(q, 8, c->bots == c->commits);
	kz_bind_real(q, 9, is_known && c->n_spans ? minutes(touch) : NAN);
	kz_bind_real(q, 10,
		is_known && c->n_spans && !is_direct(node) ? minutes(merged - start - touch) : NAN);
	kz_bind_real(q, 11, release && release->at >= merged ? minutes(release->at - merged) : NAN);
	kz_bind_int(q, 12, is_direct(node));
	kz_bind_int(q, 13, c->bots);
	return kz_query_run(cx, q);
}

static int change_run(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git)
{
	struct work w = {.db = db};
	const uint32_t *line;
	uint32_t n;
	int rc;

	(void)git;
	if ((rc = kz_history_load(cx, db, &w.history)) < 0 || (rc = read_branch(cx, &w)) < 0)
		return rc;
	w.touch = kz_touch_seconds(cx, &w.history);
	w.is_seen = KZ_NEW_ARRAY(cx->mem, bool, w.history.n + 1);
	w.stack = KZ_NEW_ARRAY(cx->mem, uint32_t, w.history.n + 1);
	w.release_of = KZ_NEW_ARRAY(cx->mem, uint32_t, w.history.n + 1);
	if ((rc = read_releases(cx, &w)) < 0)
		return rc;
	line = main_line(cx, &w, &n);
	for (uint32_t i = 0; i < n && rc == 0; i++) {
		struct change c = bring(cx, &w, line[i]);

		if (c.commits) /* a merge of what was there already brings nothing */
			rc = put(cx, &w, &c);
	}
	return rc;
}

static const char *const reads[] = {"s_commit", "s_commit_parent", "s_commit_mark", "s_person",
	"s_tag", "s_repository", NULL};
static const char *const writes[] = {"d_change", NULL};

const struct kz_analyzer analyze_change = {
	.name = "change",
	.about = "which changes reached the main line, and how long each waited",
	.method = "first parents of HEAD, back-merges turned round; commit sessions as touch time",
	.version = 5,
	.reads = reads,
	.writes = writes,
	.run = change_run,
};
