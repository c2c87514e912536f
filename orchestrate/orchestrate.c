/* SPDX-License-Identifier: MIT */
/* The orchestrate stage: looks after what was tried, proposes the strongest answer that is true. */
#include "orchestrate/orchestrate.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/escape.h"
#include "orchestrate/countermeasure.h"
#include "orchestrate/edit.h"

#define KZ_COUNTERMEASURE(id) &counter_##id,
static const struct kz_countermeasure *const countermeasures[] = {
#include "orchestrate/countermeasures.def"
};

enum { MAX_TEXT = 1 << 16, MANY_LINES = 200, MANY_BYTES = 24 << 10, MAX_PASSED = 3 };

struct run {
	struct kz_place at;
	const struct kz_orchestrate_options *options;
	struct kz_trial *trials;
	size_t n, cap;
	struct kz_buf *text;
	struct kz_str proposal;
	bool changed;
	bool is_barred;  /* the context file takes no rule: said */
	unsigned passed; /* candidates that were told as passed over */
};

static void say_rule(struct kz_buf *b, const char *what, const struct kz_trial *t)
{
	kz_buf_addf(b, "%s %.*s for %.*s: %.*s\n", what, (int)t->id.n, t->id.p, (int)t->target.n,
		t->target.p, (int)t->text.n, t->text.p);
}

/* What stands in the way, in one line; the error is dealt with by saying it. */
static void say_error(struct kz_ctx *cx, struct kz_buf *b, const char *what)
{
	kz_buf_text(b, what);
	kz_esc_line(b, (struct kz_str){cx->err.text, cx->err.len});
	kz_buf_byte(b, '\n');
	kz_err_clear(cx);
}

static void say_when(struct kz_ctx *cx, struct kz_buf *b, const struct kz_trial *t)
{
	struct kz_str when = kz_trial_when(cx->mem, t);

	kz_buf_addf(b, "  %.*s\n", (int)when.n, when.p);
}

/* --- Looking after what was tried --- */

/* The edit of an open proposal is that against today's HEAD. */
static int refresh(struct kz_ctx *cx, struct run *r, struct kz_trial *t)
{
	struct kz_edit e;
	int rc;

	if (t->state != KZ_PROPOSED || t->branch.p)
		return 0;
	rc = kz_edit_make(cx, r->at.git, t->id, t->text, &e);
	if (rc == KZ_EINPUT || rc == KZ_ELIMIT) {
		say_error(cx, r->text,
			kz_cstr(cx->mem, kz_strf(cx->mem, KZ_FMT ": ", KZ_ARG(t->id))));
		return 0;
	}
	if (rc == 0) {
		t->target = e.path;
		t->diff = e.diff;
	}
	return rc;
}

/*
 * A proposal that waits is one of today: a check date in the past would be no date. What a commit
 * of ours says already stays; only the time until the check, which begins with the merge, moves.
 */
static int renew(struct kz_ctx *cx, struct run *r, struct kz_trial *t)
{
	struct kz_count before;
	struct kz_forecast f;
	int rc;

	if (t->state != KZ_PROPOSED || kz_day_start(cx->now) <= kz_day_start(t->planned_at))
		return 0;
	t->check_at += cx->now - t->planned_at;
	t->planned_at = cx->now;
	if (t->branch.p)
		return 0;
	rc = kz_measure_count(cx, r->at.db, &t->rule, (struct kz_window){0, INT64_MAX}, &before);
	if (rc < 0 || before.n == 0 || /* transcripts that are gone: the old counts stand */
		(rc = kz_measure_forecast(cx, r->at.db, &t->rule, &before, &f)) < 0)
		return rc;
	t->before_events = before.events;
	t->before_n = before.n;
	t->expected = f.expected;
	t->prediction = f.prediction;
	t->check_at = cx->now + f.days * KZ_DAY;
	return 0;
}

/* The commit, when asked and possible; what stands in the way is told, not an error. */
static int branch_if_asked(struct kz_ctx *cx, struct run *r, struct kz_trial *t)
{
	const struct kz_git_info *info = kz_git_info(r->at.git);
	int rc;

	if (!r->options->branch || t->state != KZ_PROPOSED || t->branch.p)
		return 0;
	if (info->is_bare || !info->head_oid.p) {
		kz_buf_addf(r->text, "  no branch: the repository %s\n",
			info->is_bare ? "is bare" : "has no commit");
		return 0;
	}
	rc = kz_edit_commit(cx, &r->at, r->options->adr, t);
	if (rc == KZ_EBUSY || rc == KZ_EINPUT || rc == KZ_ELIMIT) {
		say_error(cx, r->text, "  no branch: ");
		return 0;
	}
	return rc;
}

static void say_open(struct kz_ctx *cx, struct run *r, const struct kz_trial *t)
{
	if (t->branch.p)
		kz_buf_addf(r->text, "  branch %.*s, commit %.*s\n", (int)t->branch.n, t->branch.p,
			12, t->branch_oid.p);
	if (t->adr.p)
		kz_buf_addf(r->text, "  decision record %.*s\n", (int)t->adr.n, t->adr.p);
	say_when(cx, r->text, t);
	if (!t->branch.p && !kz_git_info(r->at.git)->is_bare)
		kz_buf_addf(r->text,
			"  `kaizen orchestrate --branch` makes it a commit on kaizen/%.*s\n",
			(int)t->id.n, t->id.p);
}

/* What is no longer true is told as long as agents read it. */
static void say_state(struct run *r, const struct kz_trial *t, enum kz_state before)
{
	struct kz_str path;
	static const char *const news[KZ_STATES] = {
		[KZ_PROPOSED] = "open:",
		[KZ_IN_FORCE] = "in force:",
		[KZ_REJECTED] = "rejected by a person:",
		[KZ_WITHDRAWN] = "withdrawn:",
		[KZ_REVERTED] = "reverted:",
		[KZ_RETIRED] = "retired, its fact no longer holds:",
	};

	bool stands = t->state == KZ_RETIRED && t->in_force_oid.p &&
		kz_context_has_id(r->at.context, t->id, &path);

	if (t->state == KZ_PROPOSED || t->state != before || stands)
		say_rule(r->text, news[t->state], t);
	if (stands)
		kz_buf_addf(r->text, "  its line still stands there: git revert %.*s\n",
			(int)t->in_force_oid.n, t->in_force_oid.p);
}

static int look_after(struct kz_ctx *cx, struct run *r)
{
	int rc = 0;

	for (size_t i = 0; i < r->n && rc == 0; i++) {
		struct kz_trial *t = &r->trials[i], before = *t;

		if ((rc = kz_state_look(cx, &r->at, t)) < 0 || (rc = refresh(cx, r, t)) < 0 ||
			(rc = renew(cx, r, t)) < 0)
			return kz_wrap(cx, rc, "countermeasure " KZ_FMT, KZ_ARG(t->id));
		say_state(r, t, before.state);
		if ((rc = branch_if_asked(cx, r, t)) < 0)
			return rc;
		if (t->state == KZ_PROPOSED) {
			say_open(cx, r, t);
			r->proposal = t->id;
		}
		if (kz_trial_same(t, &before))
			continue;
		r->changed = true;
		rc = kz_trial_put(cx, r->at.db, t);
	}
	return rc;
}

/* --- Proposing --- */

struct choice {
	const struct kz_candidate *candidate;
	struct kz_str id;
	struct kz_forecast forecast;
};

/* Where an effect can be shown first (countermeasures.md 7.2), then what costs most, then by id. */
static int by_strength(const void *a, const void *b)
{
	const struct choice *x = a, *y = b;
	bool shown_x = isfinite(x->forecast.expected), shown_y = isfinite(y->forecast.expected);

	if (shown_x != shown_y)
		return shown_x ? -1 : 1;
	if (x->candidate->minutes != y->candidate->minutes)
		return x->candidate->minutes > y->candidate->minutes ? -1 : 1;
	return kz_str_cmp(x->id, y->id);
}

static bool has_command(const struct kz_rule *r, struct kz_str command)
{
	for (size_t i = 0; i < r->n_commands; i++)
		if (kz_str_eq(r->commands[i], command))
			return true;
	return false;
}

/*
 * An id that was ever tried is not tried again. The lists of T-exit grow with the data: another
 * one waits until the first is settled, and needs a command that no refused one had.
 */
static bool was_tried(const struct run *r, const struct choice *c)
{
	const struct kz_rule *rule = &c->candidate->rule;
	size_t known = 0;

	for (size_t i = 0; i < r->n; i++)
		if (kz_str_eq(r->trials[i].id, c->id))
			return true;
	if (rule->template != KZ_T_EXIT)
		return false;
	for (size_t i = 0; i < r->n; i++)
		if (r->trials[i].rule.template == KZ_T_EXIT &&
			(r->trials[i].state == KZ_PROPOSED || r->trials[i].state == KZ_IN_FORCE))
			return true;
	for (size_t k = 0; k < rule->n_commands; k++) {
		bool found = false;

		for (size_t i = 0; i < r->n && !found; i++)
			found = r->trials[i].state != KZ_RETIRED &&
				has_command(&r->trials[i].rule, rule->commands[k]);
		known += found;
	}
	return known == rule->n_commands;
}

/* A context file speaks of it: said already, or wrong there. */
static bool is_said(struct run *r, const struct choice *c)
{
	const struct kz_rule *rule = &c->candidate->rule;
	struct kz_context_hit hit;

	if (!kz_context_says(r->at.context, rule, &hit))
		return false;
	if (r->passed++ >= MAX_PASSED)
		return true;
	kz_buf_addf(r->text, "passed over (%s): ", kz_template_name(rule->template));
	kz_esc_line(r->text, hit.path);
	if (rule->template == KZ_T_EXIT)
		kz_buf_addf(r->text, ":%zu says it already\n", hit.line);
	else if (hit.names_right)
		kz_buf_addf(r->text, ":%zu names `%.*s` already\n", hit.line, (int)rule->right.n,
			rule->right.p);
	else
		kz_buf_addf(r->text, ":%zu speaks of `%.*s`: mend that line instead\n", hit.line,
			(int)rule->wrong.n, rule->wrong.p);
	return true;
}

static void say_size(struct run *r, const struct kz_edit *e)
{
	struct kz_str rest = e->old, line;
	size_t lines = 0;

	while (kz_str_line(&rest, &line))
		lines++;
	if (lines > MANY_LINES || e->old.n > MANY_BYTES)
		kz_buf_addf(r->text,
			"  %.*s has %zu lines already; agents follow short files better\n",
			(int)e->path.n, e->path.p, lines);
}

/* Row first, then the branch: a crash between shows as a proposal without one. */
static int open_trial(struct kz_ctx *cx, struct run *r, const struct choice *c,
	const struct kz_edit *e)
{
	const struct kz_candidate *from = c->candidate;
	struct kz_trial *t;
	struct kz_str evidence;
	int rc;

	KZ_ROOM(cx->mem, r->trials, r->n, r->cap);
	t = &r->trials[r->n++];
	*t = (struct kz_trial){
		.id = c->id,
		.rule = from->rule,
		.slots = kz_rule_slots(cx->mem, &from->rule),
		.text = kz_rule_text(cx->mem, &from->rule),
		.finding = from->finding,
		.target = e->path,
		.diff = e->diff,
		.measure = kz_measure_words(cx->mem, from->rule.template),
		.before_events = from->before.events,
		.before_n = from->before.n,
		.expected = c->forecast.expected,
		.prediction = c->forecast.prediction,
		.created_at = cx->now,
		.planned_at = cx->now,
		.check_at = cx->now + c->forecast.days * KZ_DAY,
		.state = KZ_PROPOSED,
		.state_at = cx->now,
		.in_force_at = KZ_UNKNOWN,
		.verdict_at = KZ_UNKNOWN,
		.after_events = KZ_UNKNOWN,
		.after_n = KZ_UNKNOWN,
	};
	r->proposal = t->id;
	r->changed = true;
	if ((rc = kz_trial_put(cx, r->at.db, t)) < 0 ||
		(rc = kz_trial_evidence(cx, r->at.db, t, &evidence)) < 0)
		return rc;
	say_rule(r->text, "proposed", t);
	kz_buf_addf(r->text, "  %.*s\n  %.*s\n", (int)evidence.n, evidence.p, (int)t->prediction.n,
		t->prediction.p);
	say_size(r, e);
	rc = branch_if_asked(cx, r, t);
	if (rc == 0 && t->branch.p)
		rc = kz_trial_put(cx, r->at.db, t);
	if (rc == 0)
		say_open(cx, r, t);
	return rc;
}

static int try_choice(struct kz_ctx *cx, struct run *r, const struct choice *c, bool *ret_opened)
{
	struct kz_edit e;
	int rc;

	*ret_opened = false;
	if (was_tried(r, c) || is_said(r, c))
		return 0;
	rc = kz_edit_make(cx, r->at.git, c->id, kz_rule_text(cx->mem, &c->candidate->rule), &e);
	if (rc == KZ_EINPUT || rc == KZ_ELIMIT) {
		say_error(cx, r->text, "nothing can be proposed: ");
		r->is_barred = true;
		return KZ_ENOENT;
	}
	if (rc < 0 || e.diff.n == 0)
		return rc;
	rc = open_trial(cx, r, c, &e);
	*ret_opened = rc == 0;
	return rc;
}

static int choices_of(struct kz_ctx *cx, struct run *r, struct choice **ret, size_t *ret_n)
{
	struct kz_candidates all = {0};
	struct choice *choices;
	int rc = 0;

	for (size_t i = 0; i < sizeof(countermeasures) / sizeof(*countermeasures) && rc == 0; i++)
		rc = countermeasures[i]->propose(cx, r->at.db, r->at.git, &all);
	choices = KZ_NEW_ARRAY(cx->mem, struct choice, all.n + 1);
	for (size_t i = 0; i < all.n && rc == 0; i++) {
		choices[i].candidate = &all.items[i];
		choices[i].id = kz_rule_id(cx->mem, &all.items[i].rule);
		rc = kz_measure_forecast(cx, r->at.db, &all.items[i].rule, &all.items[i].before,
			&choices[i].forecast);
	}
	if (rc < 0)
		return rc;
	qsort(choices, all.n, sizeof(*choices), by_strength);
	*ret = choices;
	*ret_n = all.n;
	return 0;
}

static int propose(struct kz_ctx *cx, struct run *r)
{
	int64_t open = 0, most = cx->conf->orchestrate_max_open;
	struct choice *choices;
	bool opened;
	size_t n;
	int rc;

	for (size_t i = 0; i < r->n; i++)
		open += r->trials[i].state == KZ_PROPOSED;
	if (open >= most || !kz_git_info(r->at.git)->head_oid.p)
		return 0;
	if ((rc = choices_of(cx, r, &choices, &n)) < 0)
		return rc;
	for (size_t i = 0; i < n && open < most; i++) {
		rc = try_choice(cx, r, &choices[i], &opened);
		if (rc == KZ_ENOENT)
			return 0;
		if (rc < 0)
			return kz_wrap(cx, rc, "countermeasure " KZ_FMT, KZ_ARG(choices[i].id));
		open += opened;
	}
	return 0;
}

static int start(struct kz_ctx *cx, struct run *r)
{
	struct kz_str mode = cx->conf->orchestrate_mode;
	int rc;

	if (!kz_str_eq(mode, KZ_S("report")) && !kz_str_eq(mode, KZ_S("branch")))
		return kz_fail(cx, KZ_ESCHEMA,
			"orchestrate.mode is '" KZ_FMT "', expected report or branch",
			KZ_ARG(mode));
	if (!r->at.git)
		return kz_fail(cx, KZ_ENOENT, "orchestrate needs a repository; none is at hand");
	if ((rc = kz_context_load(cx, r->at.git, r->at.context)) < 0)
		return rc;
	rc = kz_trial_list(cx, r->at.db, &r->trials, &r->n);
	r->cap = r->n; /* grown by copying from here on */
	return rc;
}

int kz_orchestrate(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	const struct kz_orchestrate_options *options, struct kz_orchestrate_summary *ret)
{
	KZ_OWN(kz_buf) text = kz_buf_new(MAX_TEXT);
	struct run r = {.at = {db, git, KZ_NEW(cx->mem, struct kz_context)},
		.options = options,
		.text = text};
	int rc;

	if ((rc = start(cx, &r)) < 0 || (rc = look_after(cx, &r)) < 0 || (rc = propose(cx, &r)) < 0)
		return rc;
	if (!r.proposal.p && !r.is_barred)
		kz_buf_text(text,
			"nothing to propose: no repair and no swallowed exit status has "
			"enough support that is new and proven\n");
	*ret = (struct kz_orchestrate_summary){
		.proposal = r.proposal,
		.text = kz_str_dup(cx->mem, kz_buf_str(text)),
		.changed = r.changed,
	};
	return 0;
}

/* --- Checking --- */

static void say_check(struct kz_ctx *cx, struct kz_buf *b, const struct kz_trial *t)
{
	struct kz_trial later = *t;
	struct kz_str when;

	/* the clock of a proposal starts when it comes into force: today at the earliest */
	if (t->state == KZ_PROPOSED)
		later.check_at += cx->now - t->planned_at;
	when = kz_trial_when(cx->mem, &later);
	kz_buf_addf(b, "%.*s ", (int)t->id.n, t->id.p);
	if (t->state == KZ_PROPOSED) {
		kz_buf_addf(b, "too early: proposed, not in force; %.*s\n", (int)when.n, when.p);
		return;
	}
	if (kz_str_eq(t->verdict, KZ_S("no_effect")))
		kz_buf_text(b, "no effect, not measurable:");
	else if (t->verdict.p)
		kz_buf_text(b, "too early:");
	else
		kz_buf_text(b, "has enough data:");
	kz_buf_addf(b, " %lld of %lld sessions since it is in force, %lld of %lld before; ",
		(long long)t->after_events, (long long)t->after_n, (long long)t->before_events,
		(long long)t->before_n);
	if (t->verdict.p)
		kz_buf_addf(b, "%.*s\n", (int)when.n, when.p);
	else
		kz_buf_text(b, "the test of verdicts is not part of this version\n");
}

int kz_orchestrate_check(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	struct kz_str *ret)
{
	KZ_OWN(kz_buf) text = kz_buf_new(MAX_TEXT);
	struct run r = {.at = {db, git, KZ_NEW(cx->mem, struct kz_context)}, .text = text};
	int rc;

	if ((rc = start(cx, &r)) < 0)
		return rc;
	for (size_t i = 0; i < r.n; i++) {
		if ((rc = kz_state_look(cx, &r.at, &r.trials[i])) < 0)
			return rc;
		if (r.trials[i].state == KZ_PROPOSED || r.trials[i].state == KZ_IN_FORCE)
			say_check(cx, text, &r.trials[i]);
	}
	if (text->n == 0)
		kz_buf_text(text, "no countermeasure is proposed or in force\n");
	*ret = kz_str_dup(cx->mem, kz_buf_str(text));
	return 0;
}
