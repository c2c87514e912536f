/* SPDX-License-Identifier: MIT */
/* Failures that reported success: whose exit status a pipe or a semicolon swallowed. */
#include "analyze/analyze.h"
#include "analyze/call_group.h"
#include "analyze/manifest.h"
#include "base/arena.h"
#include "base/map.h"
#include "warehouse/query.h"

/* One purpose piped into one filter: a row of d_masked. */
struct masked {
	struct kz_str purpose, filter;
	int64_t runs, hidden, sessions;
	struct kz_str last_session; /* of a hidden failure; calls come by session */
};

struct work {
	struct kz_ctx *cx;
	struct kz_db *db;
	struct kz_calls calls;
	struct kz_manifest manifest;
	struct kz_call_groups hidden; /* by purpose */
	struct kz_map *ids;           /* purpose and filter to place in masked */
	struct masked *masked;
	size_t n_masked, cap_masked;
};

static struct masked *masked_of(struct work *w, const struct kz_segment *g)
{
	bool is_new;
	const struct kz_str key = kz_strf(w->cx->mem, "%.*s\x1f%.*s", (int)g->purpose.n,
		g->purpose.p, (int)g->filter.n, g->filter.p);
	const uint32_t id = kz_map_put(w->ids, key, &is_new);

	if (is_new) {
		KZ_ROOM(w->cx->mem, w->masked, w->n_masked, w->cap_masked);
		w->masked[w->n_masked++] =
			(struct masked){.purpose = g->purpose, .filter = g->filter};
	}
	return &w->masked[id];
}

/* Runs of tests, linters and builds: where a swallowed status misleads. */
static bool is_run(const struct kz_segment *g)
{
	return g->role == KZ_ROLE_MAIN && g->is_masked && g->filter.n > 0 &&
		kz_task_of(g->purpose) != KZ_TASK_NONE;
}

/* Is the same run among the first n segments already? A call counts once. */
static bool is_repeated(const struct kz_shell *sh, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_run(&sh->items[i]) &&
			kz_str_eq(sh->items[i].purpose, sh->items[n].purpose) &&
			kz_str_eq(sh->items[i].filter, sh->items[n].filter))
			return true;
	return false;
}

static void count(struct work *w, const struct kz_call *c, const struct kz_shell *sh)
{
	for (size_t i = 0; i < sh->n; i++) {
		const struct kz_segment *g = &sh->items[i];
		struct masked *m;

		if (!is_run(g) || is_repeated(sh, i))
			continue;
		m = masked_of(w, g);
		m->runs++;
		if (!c->hidden || !kz_str_eq(c->purpose, g->purpose))
			continue;
		m->hidden++;
		m->sessions += !kz_str_eq(m->last_session, c->session);
		m->last_session = c->session;
	}
}

static struct kz_str subject_of(const struct kz_call *c)
{
	return c->purpose.n > 0 ? c->purpose : c->tool;
}

static void look(struct work *w)
{
	for (size_t i = 0; i < w->calls.n; i++) {
		const struct kz_call *c = &w->calls.items[i];
		struct kz_shell sh;

		if (!kz_str_eq(c->kind, KZ_S("shell")))
			continue;
		kz_shell_parse(w->cx->mem, c->command, &sh);
		count(w, c, &sh);
		if (c->hidden && !c->is_repaired)
			(void)kz_call_groups_add(w->cx->mem, &w->hidden, subject_of(c), c);
	}
}

/* The id of the finding on what ran, KZ_NOTHING where its failures are too few for one. */
static struct kz_str finding_of(const struct work *w, struct kz_str purpose)
{
	for (size_t i = 0; i < w->hidden.n; i++)
		if (kz_str_eq(w->hidden.items[i].key, purpose) &&
			kz_call_group_recurs(&w->hidden.items[i]))
			return kz_finding_id(w->cx->mem, "hidden-failure", purpose);
	return KZ_NOTHING;
}

static int put_masked(struct work *w, const struct masked *m)
{
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(w->cx, w->db, "analyze/sql/hidden.sql#put", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, m->purpose);
	kz_bind_text(q, 3, m->filter);
	kz_bind_int(q, 4, m->runs);
	kz_bind_int(q, 5, m->hidden);
	kz_bind_int(q, 6, m->sessions);
	kz_bind_int(q, 7, kz_manifest_has(&w->manifest, m->purpose));
	kz_bind_text(q, 8, finding_of(w, m->purpose));
	return kz_query_run(w->cx, q);
}

/* The class that most of the group's failures have. */
static const char *class_of(const struct kz_call_group *g)
{
	int64_t work = 0, avoidable = 0;

	for (size_t i = 0; i < g->n; i++) {
		const struct kz_str name = kz_str_c(kz_failure_class(g->calls[i]->failure));

		work += kz_str_eq(name, KZ_S("work"));
		avoidable += kz_str_eq(name, KZ_S("avoidable"));
	}
	if (2 * work >= (int64_t)g->n)
		return "work";
	return 2 * avoidable >= (int64_t)g->n ? "avoidable" : "unknown";
}

static int64_t runs_of(const struct work *w, struct kz_str purpose)
{
	int64_t runs = 0;

	for (size_t i = 0; i < w->n_masked; i++)
		if (kz_str_eq(w->masked[i].purpose, purpose))
			runs += w->masked[i].runs;
	return runs;
}

static int put_finding(struct work *w, struct kz_call_group *g)
{
	KZ_OWN_JSON detail = json_object();
	struct kz_finding f = {.kind = "hidden-failure", .subject = g->key};
	struct kz_str times;

	if (!kz_call_group_recurs(g))
		return 0;
	times = kz_times_in_sessions(w->cx->mem, (int64_t)g->n, g->sessions);
	f.class_name = class_of(g);
	f.title = kz_strf(w->cx->mem, "%.*s: failed %.*s and reported success", (int)g->key.n,
		g->key.p, (int)times.n, times.p);
	(void)json_object_set_new(detail, "purpose", kz_json_new_text(w->cx->mem, g->key));
	(void)json_object_set_new(detail, "masked_runs", kz_json_new_int(runs_of(w, g->key)));
	return kz_call_group_put(w->cx, w->db, g, &f, detail);
}

static int run(struct work *w, struct kz_git *git)
{
	int rc;

	if ((rc = kz_calls_load(w->cx, w->db, &w->calls)) < 0 ||
		(rc = kz_manifest_load(w->cx, git, &w->manifest)) < 0)
		return rc;
	look(w);
	for (size_t i = 0; i < w->hidden.n; i++)
		kz_call_group_sum(w->cx->mem, &w->hidden.items[i]);
	for (size_t i = 0; i < w->n_masked && rc == 0; i++)
		rc = put_masked(w, &w->masked[i]);
	for (size_t i = 0; i < w->hidden.n && rc == 0; i++)
		rc = put_finding(w, &w->hidden.items[i]);
	return rc;
}

static int hidden_run(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git)
{
	struct work w = {.cx = cx, .db = db, .ids = kz_map_new()};
	int rc;

	kz_call_groups_init(&w.hidden, &w.calls);
	rc = run(&w, git);
	kz_call_groups_done(&w.hidden);
	kz_manifest_done(&w.manifest);
	kz_map_free(w.ids);
	return rc;
}

static const char *const reads[] = {"s_tool_call", "s_input", "s_session", "s_human_turn", "d_call",
	"d_repair_pair", NULL};
static const char *const writes[] = {"d_masked", "d_finding", "d_evidence", NULL};

const struct kz_analyzer analyze_hidden = {
	.name = "hidden",
	.about = "whose failures reported success, because a pipe swallowed the exit status?",
	.method = "rule E: marks of failure in the text of masked commands",
	.version = 3,
	.reads = reads,
	.writes = writes,
	.run = hidden_run,
};
