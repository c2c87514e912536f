/* SPDX-License-Identifier: MIT */
/* What went wrong again and again, what then worked, and whether the repository proves it. */
#include "analyze/repair.h"

#include "analyze/analyze.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/stats.h"
#include "warehouse/query.h"

/* Support of countermeasures.md 2.4 and 9.3. */
enum {
	MIN_SESSIONS = 3,
	MIN_SESSIONS_PROVEN = 2, /* HEAD proves the fact */
	MIN_DAYS = 2,
	MIN_RIGHT = 3,
	RECENT_DAYS = 60,
	RECENT_SESSIONS = 50,
	CONTEXT_MAX = 1 << 20,
};

bool kz_repairs_reach(const struct kz_repairs *r, size_t i, size_t k, size_t most)
{
	return k < r->calls.n && k <= i + most &&
		r->calls.items[k].stream == r->calls.items[i].stream;
}

void kz_repairs_add(struct kz_repairs *r, const struct kz_repair *what, size_t failed,
	size_t worked)
{
	const struct kz_str key = kz_strf(r->cx->mem, "%s\x1f%.*s\x1f%.*s\x1f%.*s", what->class,
		(int)what->program.n, what->program.p, (int)what->wrong.n, what->wrong.p,
		(int)what->right.n, what->right.p);

	(void)kz_call_groups_add(r->cx->mem, &r->groups, key, &r->calls.items[failed]);
	r->steps[failed].is_taken = true;
	r->steps[failed].worked = worked;
	if (r->n_items == r->groups.n)
		return;
	KZ_ROOM(r->cx->mem, r->items, r->n_items, r->cap_items);
	r->items[r->n_items++] = *what;
}

static void see_commands(struct kz_repairs *r)
{
	struct kz_str home = KZ_NOTHING;

	for (size_t i = 0; i < r->calls.n; i++) {
		const struct kz_call *c = &r->calls.items[i];
		struct kz_step *s = &r->steps[i];

		if (i == 0 || c->stream != r->calls.items[i - 1].stream)
			home = c->cwd;
		s->home = home;
		s->worked = i;
		if (!kz_str_eq(c->kind, KZ_S("shell")))
			continue;
		kz_shell_parse(r->cx->mem, c->command, &s->shell);
		if (kz_call_failed(c))
			s->failing = kz_shell_failing(&s->shell, c->result.line);
	}
}

/* Sessions that began after the time, as far as they called anything. */
static int64_t sessions_since(const struct kz_calls *calls, int64_t at)
{
	int64_t n = 0;

	for (size_t i = 0; i < calls->n; i++)
		n += (i == 0 || !kz_str_eq(calls->items[i].session, calls->items[i - 1].session)) &&
			kz_call_at(&calls->items[i]) > at;
	return n;
}

static bool is_recent(const struct kz_repairs *r, const struct kz_call_group *g)
{
	return g->last_at != KZ_UNKNOWN &&
		(g->last_at >= r->cx->now - (int64_t)RECENT_DAYS * KZ_DAY ||
			sessions_since(&r->calls, g->last_at) <= RECENT_SESSIONS);
}

/* Context files say it already: said twice it is noise (countermeasures.md 12.2). */
static int is_told(struct kz_repairs *r, struct kz_git *git, struct kz_str form, bool *ret)
{
	static const char *const files[] = {"CLAUDE.md", "AGENTS.md", "GEMINI.md",
		".github/copilot-instructions.md"};
	int rc = 0;

	*ret = false;
	for (size_t i = 0; git && i < sizeof(files) / sizeof(*files) && form.n > 0; i++) {
		struct kz_str text = KZ_NOTHING;

		if (kz_paths_at_head(&r->paths, kz_str_c(files[i])) != KZ_GIT_FILE)
			continue;
		rc = kz_git_read_head(r->cx, git, kz_str_c(files[i]), CONTEXT_MAX, &text);
		if (rc == KZ_ELIMIT || rc == KZ_ENOENT) {
			kz_err_clear(r->cx);
			continue;
		}
		if (rc < 0)
			return rc;
		*ret = *ret || kz_str_find(text, form, NULL);
	}
	return 0;
}

/* Of several answers to one wrong form only that of most sessions may become a rule. */
static bool is_best(const struct kz_repairs *r, size_t at)
{
	const struct kz_repair *p = &r->items[at];

	for (size_t i = 0; i < r->n_items; i++) {
		const int64_t more = r->groups.items[i].sessions - r->groups.items[at].sessions;

		if (i != at && kz_repair_is(&r->items[i], p->class) &&
			kz_str_eq(r->items[i].program, p->program) &&
			kz_str_eq(r->items[i].wrong, p->wrong) &&
			(more > 0 || (more == 0 && i < at)))
			return false;
	}
	return true;
}

static bool is_supported(const struct kz_repairs *r, const struct kz_call_group *g,
	const struct kz_repair *p)
{
	const char *class_name = kz_failure_class(g->calls[0]->failure);

	if (g->days < MIN_DAYS || !p->holds || p->right.n == 0 || !is_recent(r, g) ||
		kz_str_eq(kz_str_c(class_name), KZ_S("work")) || kz_repair_is(p, "prior_step"))
		return false;
	if (p->is_proven)
		return g->sessions >= MIN_SESSIONS_PROVEN;
	return g->sessions >= MIN_SESSIONS && p->s_right >= MIN_RIGHT &&
		kz_wilson(p->f_wrong, p->n_wrong).lo >= 0.5 &&
		kz_wilson(p->s_right, p->n_right).lo >= 0.5;
}

static int put(struct kz_repairs *r, const struct kz_call_group *g, const struct kz_repair *p,
	struct kz_str finding, bool is_worthy)
{
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(r->cx, r->db, "analyze/sql/repair.sql#put", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, kz_str_c(p->class));
	kz_bind_text(q, 3, p->program);
	kz_bind_text(q, 4, p->wrong);
	kz_bind_text(q, 5, p->right);
	kz_bind_int(q, 6, g->sessions);
	kz_bind_int(q, 7, g->days);
	kz_bind_int(q, 8, (int64_t)g->n);
	kz_bind_int(q, 9, p->n_wrong);
	kz_bind_int(q, 10, p->f_wrong);
	kz_bind_int(q, 11, p->n_right);
	kz_bind_int(q, 12, p->s_right);
	kz_bind_real(q, 13, g->minutes);
	kz_bind_int(q, 14, g->first_at == KZ_UNKNOWN ? 0 : g->first_at);
	kz_bind_int(q, 15, g->last_at == KZ_UNKNOWN ? 0 : g->last_at);
	kz_bind_text(q, 16, kz_str_c(kz_failure_word(g->calls[0]->failure)));
	kz_bind_int(q, 17, p->holds);
	kz_bind_int(q, 18, is_worthy);
	kz_bind_text(q, 19, finding);
	return kz_query_run(r->cx, q);
}

static int put_pairs(struct kz_repairs *r, const struct kz_call_group *g, struct kz_str finding)
{
	struct kz_query *q;
	int rc = 0;

	for (size_t i = 0; i < g->n && rc == 0; i++) {
		const size_t at = (size_t)(g->calls[i] - r->calls.items), to = r->steps[at].worked;

		if ((rc = kz_query_here(r->cx, r->db, "analyze/sql/repair.sql#put-pair", &q)) < 0)
			return rc;
		kz_bind_int(q, 2, g->calls[i]->id);
		kz_bind_int(q, 3, to == at ? KZ_UNKNOWN : r->calls.items[to].id);
		kz_bind_text(q, 4, finding);
		rc = kz_query_run(r->cx, q);
	}
	return rc;
}

static struct kz_str title_of(struct kz_arena *a, const struct kz_call_group *g,
	const struct kz_repair *p)
{
	const struct kz_str w = p->wrong, t = p->right,
			    n = kz_times_in_sessions(a, (int64_t)g->n, g->sessions);

	if (kz_repair_is(p, "folder"))
		return kz_strf(a, "%.*s/: there is no such folder, asked for %.*s; look in %.*s/",
			(int)w.n, w.p, (int)n.n, n.p, (int)t.n, t.p);
	if (kz_repair_is(p, "path"))
		return kz_strf(a, "%.*s: does not exist, asked for %.*s; it is %.*s", (int)w.n, w.p,
			(int)n.n, n.p, (int)t.n, t.p);
	if (kz_repair_is(p, "name"))
		return kz_strf(a, "%.*s: there is no such %.*s, asked for %.*s; use %.*s", (int)w.n,
			w.p, (int)p->program.n, p->program.p, (int)n.n, n.p, (int)t.n, t.p);
	if (kz_repair_is(p, "prior_step"))
		return kz_strf(a, "%.*s: failed %.*s until %.*s had run", (int)w.n, w.p, (int)n.n,
			n.p, (int)t.n, t.p);
	if (kz_repair_is(p, "cmd"))
		return kz_strf(a, "%.*s: failed %.*s; %.*s is what then worked", (int)w.n, w.p,
			(int)n.n, n.p, (int)t.n, t.p);
	return kz_strf(a, "%.*s: failed %.*s with %.*s; worked with %.*s", (int)p->program.n,
		p->program.p, (int)n.n, n.p, (int)(w.n ? w.n : 7), w.n ? w.p : "nothing",
		(int)(t.n ? t.n : 10), t.n ? t.p : "nothing of");
}

static int put_finding(struct kz_repairs *r, struct kz_call_group *g, const struct kz_repair *p,
	bool is_worthy)
{
	KZ_OWN_JSON detail = json_object();
	const struct kz_call **worked = KZ_NEW_ARRAY(r->cx->mem, const struct kz_call *, g->n + 1);
	struct kz_finding f = {.kind = "repair",
		.subject = g->key,
		.class_name = kz_failure_class(g->calls[0]->failure)};
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++) {
		const size_t at = (size_t)(g->calls[i] - r->calls.items);

		if (r->steps[at].worked != at)
			worked[n++] = &r->calls.items[r->steps[at].worked];
	}
	g->answers = worked;
	g->n_answers = n;
	f.title = title_of(r->cx->mem, g, p);
	(void)json_object_set_new(detail, "class", json_string(p->class));
	(void)json_object_set_new(detail, "wrong", kz_json_new_text(r->cx->mem, p->wrong));
	(void)json_object_set_new(detail, "right", kz_json_new_text(r->cx->mem, p->right));
	(void)json_object_set_new(detail, "attempts", kz_json_new_int(p->n_wrong));
	(void)json_object_set_new(detail, "failed", kz_json_new_int(p->f_wrong));
	(void)json_object_set_new(detail, "verified", json_boolean(p->holds));
	(void)json_object_set_new(detail, "rule_worthy", json_boolean(is_worthy));
	return kz_call_group_put(r->cx, r->db, g, &f, detail);
}

static void count(const struct kz_repairs *r, struct kz_repair *p)
{
	if (kz_repair_is(p, "path") || kz_repair_is(p, "folder"))
		kz_repair_count_paths(r, p);
	else if (kz_repair_is(p, "name"))
		kz_repair_count_names(r, p);
	else
		kz_repair_count_commands(r, p);
}

/* A group of one session is a row; with two it is a finding, and its calls are its own. */
static int put_group(struct kz_repairs *r, struct kz_git *git, size_t at)
{
	struct kz_call_group *g = &r->groups.items[at];
	struct kz_repair *p = &r->items[at];
	const bool recurs = g->sessions >= MIN_SESSIONS_PROVEN;
	struct kz_str finding = KZ_NOTHING;
	bool is_worthy, told = false;
	int rc;

	count(r, p);
	if (kz_repair_is(p, "prior_step") && !recurs)
		return 0;
	if (recurs)
		finding = kz_finding_id(r->cx->mem, "repair", g->key);
	if (!p->is_proven && (rc = is_told(r, git, p->right, &told)) < 0)
		return rc;
	is_worthy = is_supported(r, g, p) && !told && is_best(r, at);
	if ((rc = put(r, g, p, finding, is_worthy)) < 0 || !recurs)
		return rc;
	if ((rc = put_pairs(r, g, finding)) < 0)
		return rc;
	return put_finding(r, g, p, is_worthy);
}

static int run(struct kz_repairs *r, struct kz_git *git)
{
	int rc;

	if ((rc = kz_calls_load(r->cx, r->db, &r->calls)) < 0 ||
		(rc = kz_paths_load(r->cx, r->db, git, &r->paths)) < 0 ||
		(rc = kz_manifest_load(r->cx, git, &r->manifest)) < 0)
		return rc;
	r->steps = KZ_NEW_ARRAY(r->cx->mem, struct kz_step, r->calls.n + 1);
	see_commands(r);
	kz_repair_see_paths(r);
	kz_repair_find_folders(r);
	kz_repair_find_paths(r);
	kz_repair_find_names(r);
	kz_repair_find_commands(r);
	kz_repair_find_steps(r);
	for (size_t i = 0; i < r->groups.n; i++)
		kz_call_group_sum(r->cx->mem, &r->groups.items[i]);
	for (size_t i = 0; i < r->groups.n && rc == 0; i++)
		rc = put_group(r, git, i);
	return rc;
}

static int repair_run(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git)
{
	struct kz_repairs r = {.cx = cx, .db = db};
	int rc;

	kz_call_groups_init(&r.groups, &r.calls);
	rc = run(&r, git);
	kz_call_groups_done(&r.groups);
	kz_paths_done(&r.paths);
	kz_manifest_done(&r.manifest);
	return rc;
}

static const char *const reads[] = {"s_tool_call", "s_input", "s_session", "s_human_turn",
	"s_commit", "s_file_change", "s_path", "d_call", NULL};
static const char *const writes[] = {"d_repair", "d_repair_pair", "d_finding", "d_evidence", NULL};

const struct kz_analyzer analyze_repair = {
	.name = "repair",
	.about = "what failed again and again, and what then worked?",
	.method = "V4, P3, folders, names, prior steps; facts verified at HEAD",
	.version = 3,
	.reads = reads,
	.writes = writes,
	.needs_git = true,
	.run = repair_run,
};
