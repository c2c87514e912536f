/* SPDX-License-Identifier: MIT */
/* A line in a context file: repairs and swallowed exit statuses that the repository proves. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/stats.h"
#include "orchestrate/countermeasure.h"
#include "orchestrate/slot.h"
#include "warehouse/query.h"

/* Support of countermeasures.md 2.4, 6.1 and 9.3. */
enum {
	MIN_SESSIONS = 3,
	MIN_SESSIONS_PROVEN = 2, /* of T-path, T-dir, T-name: HEAD proves the fact */
	MIN_DAYS = 2,
	MIN_AUTHORS = 2,
	MIN_HIDDEN = 5,
	MIN_RIGHT = 3,
	MIN_RIGHT_BEFORE = 5,
	MAX_AGE_DAYS = 60,
	MAX_AGE_SESSIONS = 50,
};

struct repair {
	struct kz_str class, program, wrong, right, reason, finding;
	int64_t sessions, days, n_wrong, f_wrong, n_right, s_right, last_at;
	double minutes;
};

struct repairs {
	struct repair *items;
	size_t n, cap;
};

static int read_repairs(struct kz_ctx *cx, struct kz_db *db, struct repairs *ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "orchestrate/sql/context_rule.sql#repairs", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		KZ_ROOM(cx->mem, ret->items, ret->n, ret->cap);
		ret->items[ret->n++] = (struct repair){
			.class = kz_col_dup(q, cx->mem, 0),
			.program = kz_col_dup(q, cx->mem, 1),
			.wrong = kz_col_dup(q, cx->mem, 2),
			.right = kz_col_dup(q, cx->mem, 3),
			.sessions = kz_col_int(q, 4),
			.days = kz_col_int(q, 5),
			.n_wrong = kz_col_int(q, 7),
			.f_wrong = kz_col_int(q, 8),
			.n_right = kz_col_int(q, 9),
			.s_right = kz_col_int(q, 10),
			.minutes = kz_col_real(q, 11),
			.last_at = kz_col_int(q, 12),
			.reason = kz_col_dup(q, cx->mem, 13),
			.finding = kz_col_dup(q, cx->mem, 14),
		};
	}
	return rc;
}

/* A folder is written with or without its slash. */
static struct kz_str no_slash(struct kz_str path)
{
	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	return path;
}

/* The template of a class; false: none. */
static bool rule_of(const struct repair *r, struct kz_rule *ret)
{
	static const struct {
		const char *class;
		enum kz_template template;
	} classes[] = {{"path", KZ_T_PATH}, {"folder", KZ_T_DIR}, {"cmd", KZ_T_CMD},
		{"cmd_flag", KZ_T_FLAG}, {"name", KZ_T_NAME}, {"prior_step", KZ_T_BEFORE}};

	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		if (!kz_str_eq(r->class, kz_str_c(classes[i].class)))
			continue;
		*ret = (struct kz_rule){.template = classes[i].template,
			.wrong = no_slash(r->wrong),
			.right = no_slash(r->right)};
		if (ret->template == KZ_T_FLAG)
			ret->program = r->program;
		if (ret->template == KZ_T_CMD)
			ret->word = kz_rule_reason(r->reason);
		if (ret->template == KZ_T_NAME)
			ret->word = r->program;
		return true;
	}
	return false;
}

static bool is_proven(enum kz_template t)
{
	return t == KZ_T_PATH || t == KZ_T_DIR || t == KZ_T_NAME;
}

/* Failures that are normal work are no reason to tell anybody anything (12.4). */
static bool is_work(struct kz_str reason)
{
	return kz_str_eq(reason, KZ_S("test")) || kz_str_eq(reason, KZ_S("lint")) ||
		kz_str_eq(reason, KZ_S("build"));
}

static bool is_supported(const struct repair *r, enum kz_template t)
{
	if (r->days < MIN_DAYS || is_work(r->reason))
		return false;
	if (is_proven(t))
		return r->sessions >= MIN_SESSIONS_PROVEN;
	if (r->sessions < MIN_SESSIONS || r->s_right < MIN_RIGHT)
		return false;
	if (t == KZ_T_BEFORE && r->s_right < MIN_RIGHT_BEFORE)
		return false;
	return kz_wilson(r->f_wrong, r->n_wrong).lo >= 0.5 &&
		kz_wilson(r->s_right, r->n_right).lo >= 0.5;
}

/* Files of one person's machine are missing for a reason. */
static bool is_private(struct kz_str path)
{
	size_t at;

	if (kz_str_find_last(path, '/', &at))
		path = kz_str_from(path, at + 1);
	return kz_str_starts(path, KZ_S(".env")) || kz_str_find(path, KZ_S(".local."), NULL);
}

static int paths_hold(struct kz_ctx *cx, struct kz_git *git, const struct kz_rule *r, bool *ret)
{
	enum kz_git_kind wrong, right;
	int rc;

	if ((rc = kz_git_at_head(cx, git, r->wrong, &wrong)) < 0 ||
		(rc = kz_git_at_head(cx, git, r->right, &right)) < 0)
		return rc;
	*ret = wrong == KZ_GIT_NONE && !is_private(r->wrong) && !is_private(r->right) &&
		right == (r->template == KZ_T_DIR ? KZ_GIT_FOLDER : KZ_GIT_FILE);
	return 0;
}

static void bind_commands(struct kz_query *q, const struct kz_rule *r)
{
	for (size_t i = 0; i < KZ_RULE_LIST; i++)
		kz_bind_text(q, (int)i + 2, i < r->n_commands ? r->commands[i] : KZ_NOTHING);
}

/* What the analysis verified: the commands of T-exit, the forms of a repair. */
static int rows_hold(struct kz_ctx *cx, struct kz_db *db, const struct kz_rule *r, bool *ret)
{
	bool is_exit = r->template == KZ_T_EXIT, row;
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, db,
		     is_exit ? "orchestrate/sql/context_rule.sql#unverified"
			     : "orchestrate/sql/context_rule.sql#verified",
		     &q)) < 0)
		return rc;
	if (is_exit) {
		bind_commands(q, r);
	} else {
		kz_bind_text(q, 2, r->wrong);
		kz_bind_text(q, 3, r->right);
	}
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	*ret = !row || (kz_col_int(q, 0) == 0) == is_exit;
	if (row)
		kz_query_reset(q);
	return 0;
}

static int context_rule_holds(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	const struct kz_rule *r, bool *ret)
{
	if (r->template == KZ_T_PATH || r->template == KZ_T_DIR)
		return paths_hold(cx, git, r, ret);
	return rows_hold(cx, db, r, ret);
}

/* How many users the sessions of a finding had; KZ_NOTHING: of all sessions. */
static int count_authors(struct kz_ctx *cx, struct kz_db *db, struct kz_str finding, uint32_t *ret)
{
	KZ_OWN(kz_map) authors = kz_map_new();
	struct kz_str author;
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "orchestrate/sql/context_rule.sql#cwds", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, finding);
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		author = kz_author_of(kz_col_text(q, 0));
		if (author.p)
			(void)kz_map_put(authors, author, NULL);
	}
	*ret = kz_map_count(authors);
	return rc;
}

/* Did it happen lately: within 60 days, or within the last 50 sessions? */
static int is_recent(struct kz_ctx *cx, struct kz_db *db, int64_t last_at, bool *ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	*ret = last_at != KZ_UNKNOWN && last_at >= cx->now - (int64_t)MAX_AGE_DAYS * KZ_DAY;
	if (*ret || last_at == KZ_UNKNOWN)
		return 0;
	if ((rc = kz_query_here(cx, db, "orchestrate/sql/measure.sql#since", &q)) < 0)
		return rc;
	kz_bind_int(q, 2, last_at);
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	*ret = row && kz_col_int(q, 0) <= MAX_AGE_SESSIONS;
	kz_query_reset(q);
	return 0;
}

static void add(struct kz_ctx *cx, struct kz_candidates *all, struct kz_candidate c)
{
	KZ_ROOM(cx->mem, all->items, all->n, all->cap);
	all->items[all->n++] = c;
}

static int propose_repair(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	const struct repair *r, struct kz_candidates *all)
{
	struct kz_candidate c = {.finding = r->finding, .minutes = r->minutes};
	uint32_t authors, known;
	bool holds, recent;
	int rc;

	if (!rule_of(r, &c.rule) || !is_supported(r, c.rule.template) || kz_rule_refuse(&c.rule))
		return 0;
	if ((rc = context_rule_holds(cx, db, git, &c.rule, &holds)) < 0 || !holds)
		return rc;
	if ((rc = is_recent(cx, db, r->last_at, &recent)) < 0 || !recent)
		return rc;
	if ((rc = count_authors(cx, db, KZ_NOTHING, &known)) < 0 ||
		(rc = count_authors(cx, db, r->finding, &authors)) < 0)
		return rc;
	if (known >= MIN_AUTHORS && authors < MIN_AUTHORS)
		return 0;
	rc = kz_measure_count(cx, db, &c.rule, (struct kz_window){0, INT64_MAX}, &c.before);
	if (rc == 0)
		add(cx, all, c);
	return rc;
}

/* The first three of a list that pass as slots. */
static int read_list(struct kz_ctx *cx, struct kz_db *db, const char *query,
	struct kz_str items[KZ_RULE_LIST], size_t *ret_n)
{
	bool is_command = kz_str_ends(kz_str_c(query), KZ_S("#commands")), row;
	enum kz_slot kind = is_command ? KZ_SLOT_COMMAND : KZ_SLOT_FILTER;
	struct kz_query *q;
	size_t n = 0;
	int rc;

	if ((rc = kz_query_here(cx, db, query, &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row)
		if (n < KZ_RULE_LIST && !kz_slot_refuse(kind, kz_col_text(q, 0)))
			items[n++] = kz_col_dup(q, cx->mem, 0);
	*ret_n = n;
	return rc;
}

struct hidden {
	int64_t hidden; /* failures */
	struct kz_str finding;
	double minutes;
};

static int read_hidden(struct kz_ctx *cx, struct kz_db *db, const struct kz_rule *r,
	struct hidden *ret)
{
	struct hidden h = {0};
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "orchestrate/sql/context_rule.sql#commands", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		for (size_t i = 0; i < r->n_commands; i++) {
			if (!kz_str_eq(kz_col_text(q, 0), r->commands[i]))
				continue;
			h.hidden += kz_col_int(q, 1);
			if (!h.finding.p)
				h.finding = kz_col_dup(q, cx->mem, 3);
		}
	}
	if (rc < 0 ||
		(rc = kz_query_here(cx, db, "orchestrate/sql/context_rule.sql#exit-minutes", &q)) <
			0)
		return rc;
	bind_commands(q, r);
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	h.minutes = row ? kz_col_real(q, 0) : 0;
	kz_query_reset(q);
	*ret = h;
	return 0;
}

static int propose_exit(struct kz_ctx *cx, struct kz_db *db, struct kz_candidates *all)
{
	struct kz_candidate c = {.rule.template = KZ_T_EXIT};
	struct kz_rule *r = &c.rule;
	struct hidden h;
	uint32_t known;
	bool recent;
	int rc;

	if ((rc = read_list(cx, db, "orchestrate/sql/context_rule.sql#commands", r->commands,
		     &r->n_commands)) < 0 ||
		(rc = read_list(cx, db, "orchestrate/sql/context_rule.sql#filters", r->filters,
			 &r->n_filters)) < 0)
		return rc;
	kz_rule_fit(r);
	if (kz_rule_refuse(r))
		return 0;
	if ((rc = read_hidden(cx, db, r, &h)) < 0 || h.hidden < MIN_HIDDEN)
		return rc;
	rc = kz_measure_count(cx, db, r, (struct kz_window){0, INT64_MAX}, &c.before);
	if (rc < 0 || c.before.events < MIN_SESSIONS || c.before.event_days < MIN_DAYS)
		return rc;
	if ((rc = count_authors(cx, db, KZ_NOTHING, &known)) < 0 ||
		(rc = is_recent(cx, db, c.before.last_at, &recent)) < 0)
		return rc;
	if (!recent || (known >= MIN_AUTHORS && c.before.authors < MIN_AUTHORS))
		return 0;
	/* Each command may have failed too seldom for a finding of its own. */
	c.finding = h.finding.p ? h.finding : KZ_S("");
	c.minutes = h.minutes;
	add(cx, all, c);
	return 0;
}

static int context_rule_propose(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	struct kz_candidates *all)
{
	struct repairs repairs = {0};
	int rc;

	if ((rc = read_repairs(cx, db, &repairs)) < 0)
		return rc;
	for (size_t i = 0; i < repairs.n && rc == 0; i++)
		rc = propose_repair(cx, db, git, &repairs.items[i], all);
	return rc < 0 ? rc : propose_exit(cx, db, all);
}

static const char *const context_rule_answers[] = {"repair", "hidden-failure", NULL};

const struct kz_countermeasure counter_context_rule = {
	.name = "context-rule",
	.about = "one line in the managed block of a context file",
	.answers = context_rule_answers,
	.risk = 0,
	.propose = context_rule_propose,
	.holds = context_rule_holds,
};
