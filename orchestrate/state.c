/* SPDX-License-Identifier: MIT */
/* States of trials: proposed, in force, rejected, reverted, retired, as git shows them. */
#include "orchestrate/state.h"

#include <math.h>

#include "base/arena.h"
#include "base/clock.h"
#include "git/commit.h"
#include "git/past.h"
#include "git/walk.h"
#include "orchestrate/block.h"
#include "orchestrate/countermeasure.h"

/* Commits of the main line that are looked at for when a line came or went. */
enum { MAX_STEPS = 20000 };

/* Is oid reachable from HEAD? Not, where there is none or it cannot be read. */
static int is_merged(struct kz_ctx *cx, struct kz_git *git, struct kz_str oid, bool *ret)
{
	int rc = 0;

	*ret = false;
	if (oid.p && kz_git_info(git)->head_oid.p)
		rc = kz_git_is_merged(cx, git, oid, ret);
	if (rc == KZ_ENOENT) {
		kz_err_clear(cx);
		return 0;
	}
	return rc;
}

int kz_state_branch(struct kz_ctx *cx, struct kz_git *git, const struct kz_trial *t,
	enum kz_branch_is *ret)
{
	struct kz_str tip = KZ_NOTHING;
	bool merged;
	int rc;

	*ret = KZ_BRANCH_NONE;
	if (!t->branch.p)
		return 0;
	if ((rc = is_merged(cx, git, t->branch_oid, &merged)) < 0)
		return rc;
	if (merged) {
		*ret = KZ_BRANCH_MERGED;
		return 0;
	}
	rc = kz_git_branch_tip(cx, git, kz_cstr(cx->mem, t->branch), &tip);
	if (rc == KZ_ENOENT) {
		kz_err_clear(cx);
		return 0;
	}
	if (rc == 0)
		*ret = kz_str_eq(tip, t->branch_oid) ? KZ_BRANCH_OURS : KZ_BRANCH_MOVED;
	return rc;
}

/* What a walk down the main line looks for: where a rule's line came, or where it went. */
struct change {
	struct kz_str path, id;
	bool is_there; /* at HEAD */
	struct kz_str blob;
	bool blob_has;
};

static int has_line(struct kz_ctx *cx, struct kz_git *git, struct kz_str commit, struct change *c,
	bool *ret)
{
	struct kz_str blob, bytes;
	int rc = kz_git_blob_at(cx, git, commit, c->path, &blob);

	*ret = false;
	if (rc == KZ_ENOENT) {
		kz_err_clear(cx);
		return 0;
	}
	if (rc < 0)
		return rc;
	if (!kz_str_eq(blob, c->blob)) {
		if ((rc = kz_git_blob(cx, git, blob, KZ_CONTEXT_BYTES, &bytes)) < 0)
			return rc;
		c->blob = kz_str_dup(cx->mem, blob);
		c->blob_has = kz_block_has_id(bytes, c->id);
	}
	*ret = c->blob_has;
	return 0;
}

/*
 * The commit of the first-parent line that made the line what it is at HEAD; the oldest that can
 * be read where the history is cut off.
 */
static int find_change(struct kz_ctx *cx, struct kz_git *git, struct change *c,
	struct kz_git_commit *ret)
{
	struct kz_git_commit here, parent;
	bool has;
	int rc;

	if ((rc = kz_git_read_commit(cx, git, kz_git_info(git)->head_oid, &here)) < 0)
		return rc;
	for (int i = 0; i < MAX_STEPS && here.n_parents && !here.is_border; i++) {
		if ((rc = kz_git_read_commit(cx, git, here.parents[0], &parent)) < 0 ||
			(rc = has_line(cx, git, parent.oid, c, &has)) < 0 ||
			(rc = kz_stopped(cx)) < 0)
			break;
		if (has != c->is_there)
			break;
		here = parent;
	}
	if (rc == KZ_ENOENT || rc == KZ_EINPUT) { /* so far this clone can be read */
		kz_err_clear(cx);
		rc = 0;
	}
	*ret = here;
	return rc;
}

/* "This reverts commit <oid>" of whatever commit brought it, or Revert "kaizen: … cm-…". */
static bool says_revert(const struct kz_trial *t, struct kz_str message)
{
	size_t at;

	if (!kz_str_find_nocase(message, KZ_S("revert"), &at))
		return false;
	return kz_str_find(message, t->id, NULL) ||
		(t->branch_oid.p && kz_str_find(message, t->branch_oid, NULL)) ||
		(t->in_force_oid.p && kz_str_find(message, t->in_force_oid, NULL));
}

/* The line went: by a revert (of a merge, what was merged is looked at too), or by hand. */
static int look_removed(struct kz_ctx *cx, const struct kz_place *at, struct kz_trial *t)
{
	struct change c = {.path = t->target, .id = t->id, .is_there = false};
	struct kz_git_commit by, merged;
	bool reverted;
	int rc;

	if ((rc = find_change(cx, at->git, &c, &by)) < 0)
		return rc;
	reverted = says_revert(t, by.message);
	for (size_t i = 1; i < by.n_parents && !reverted; i++) {
		if ((rc = kz_git_read_commit(cx, at->git, by.parents[i], &merged)) < 0)
			return rc;
		reverted = says_revert(t, merged.message);
	}
	t->state = reverted ? KZ_REVERTED : KZ_REJECTED;
	return 0;
}

/* Fewer sessions came than foreseen: at their pace, or when the time is up. */
static void move_check(const struct kz_ctx *cx, double share, struct kz_trial *t)
{
	int64_t last = t->in_force_at + (int64_t)KZ_DEADLINE_DAYS * KZ_DAY;
	double need = fmax(KZ_MIN_AFTER, share > 0 ? ceil(KZ_MIN_EXPECTED / share) : 0);
	double day = (double)(cx->now - t->in_force_at) / KZ_DAY;

	if (t->check_at > cx->now)
		return;
	day = t->after_n > 0 ? ceil(day * need / (double)t->after_n) : HUGE_VAL;
	t->check_at = day < KZ_DEADLINE_DAYS ? t->in_force_at + (int64_t)day * KZ_DAY : last;
}

/* Counts since it came, and the only words that need no test (countermeasures.md 7.3). */
static int look_after(struct kz_ctx *cx, const struct kz_place *at, struct kz_trial *t)
{
	struct kz_window w = {t->in_force_at, INT64_MAX};
	double share = t->before_n ? (double)t->before_events / (double)t->before_n : 0;
	struct kz_str verdict = KZ_NOTHING;
	struct kz_count after;
	int rc;

	if ((rc = kz_measure_count(cx, at->db, &t->rule, w, &after)) < 0)
		return rc;
	t->after_events = after.events;
	t->after_n = after.n;
	if (after.n < KZ_MIN_AFTER || share * (double)after.n < KZ_MIN_EXPECTED)
		verdict = cx->now < t->in_force_at + (int64_t)KZ_DEADLINE_DAYS * KZ_DAY
			? KZ_S("too_early")
			: KZ_S("no_effect");
	if (kz_str_eq(verdict, KZ_S("too_early")))
		move_check(cx, share, t);
	if (!kz_str_eq(verdict, t->verdict))
		t->verdict_at = verdict.p ? cx->now : KZ_UNKNOWN;
	t->verdict = verdict;
	return 0;
}

/* The other side of the comparison: every session until it came, also those since the proposal. */
static int count_before(struct kz_ctx *cx, const struct kz_place *at, struct kz_trial *t)
{
	struct kz_window w = {0, t->in_force_at};
	struct kz_count before;
	int rc = kz_measure_count(cx, at->db, &t->rule, w, &before);

	if (rc < 0 || before.n == 0)
		return rc;
	t->before_events = before.events;
	t->before_n = before.n;
	return 0;
}

static int look_in_force(struct kz_ctx *cx, const struct kz_place *at, struct kz_str path,
	struct kz_trial *t)
{
	struct change c = {.path = path, .id = t->id, .is_there = true};
	struct kz_git_commit by;
	bool known;
	int rc;

	if ((rc = is_merged(cx, at->git, t->in_force_oid, &known)) < 0)
		return rc;
	if (!known || t->state != KZ_IN_FORCE) {
		int64_t was = t->in_force_at == KZ_UNKNOWN ? t->planned_at : t->in_force_at;

		if ((rc = find_change(cx, at->git, &c, &by)) < 0)
			return rc;
		t->in_force_oid = by.oid;
		t->in_force_at = by.committer.at;
		t->check_at += t->in_force_at - was;
		t->target = path;
		if ((rc = count_before(cx, at, t)) < 0)
			return rc;
	}
	t->state = KZ_IN_FORCE;
	return look_after(cx, at, t);
}

static int holds(struct kz_ctx *cx, const struct kz_place *at, const struct kz_trial *t, bool *ret)
{
	return counter_context_rule.holds(cx, at->db, at->git, &t->rule, ret);
}

/* No line at HEAD, and it was not refused, taken back or retired before. */
static int look_open(struct kz_ctx *cx, const struct kz_place *at, struct kz_trial *t)
{
	enum kz_branch_is branch;
	bool fact;
	int rc;

	if ((rc = kz_state_branch(cx, at->git, t, &branch)) < 0 ||
		(rc = holds(cx, at, t, &fact)) < 0)
		return rc;
	if (branch == KZ_BRANCH_MERGED)
		return look_removed(cx, at, t);
	if (!fact)
		t->state = KZ_RETIRED;
	else if (branch == KZ_BRANCH_NONE && t->branch.p && !kz_git_is_kept(at->git, t->branch_oid))
		t->state = KZ_REJECTED;
	return 0;
}

/*
 * It was in force, and HEAD does not reach the commit that brought it: HEAD is on an older line
 * of work, or was on the rule's own branch and left it.
 */
static int look_left(struct kz_ctx *cx, const struct kz_place *at, struct kz_trial *t)
{
	enum kz_branch_is branch;
	int rc;

	if ((rc = kz_state_branch(cx, at->git, t, &branch)) < 0)
		return rc;
	if (branch == KZ_BRANCH_NONE && kz_git_is_kept(at->git, t->in_force_oid))
		return 0;
	t->state = branch == KZ_BRANCH_NONE ? KZ_REJECTED : KZ_PROPOSED;
	t->check_at += t->planned_at - t->in_force_at;
	t->in_force_at = t->verdict_at = t->after_events = t->after_n = KZ_UNKNOWN;
	t->in_force_oid = t->verdict = KZ_NOTHING;
	return 0;
}

static int look_gone(struct kz_ctx *cx, const struct kz_place *at, struct kz_trial *t)
{
	enum kz_branch_is branch;
	bool reached;
	int rc;

	switch (t->state) {
	case KZ_PROPOSED:
		return look_open(cx, at, t);
	case KZ_IN_FORCE:
		if ((rc = is_merged(cx, at->git, t->in_force_oid, &reached)) < 0)
			return rc;
		return reached ? look_removed(cx, at, t) : look_left(cx, at, t);
	case KZ_REJECTED:
		/* A branch that was put back is a proposal again. */
		if (t->in_force_oid.p)
			return 0;
		if ((rc = kz_state_branch(cx, at->git, t, &branch)) == 0 &&
			branch == KZ_BRANCH_OURS)
			t->state = KZ_PROPOSED;
		return rc;
	case KZ_WITHDRAWN:
	case KZ_REVERTED:
	case KZ_RETIRED:
	case KZ_STATES:
		break;
	}
	return 0;
}

int kz_state_look(struct kz_ctx *cx, const struct kz_place *at, struct kz_trial *t)
{
	enum kz_state before = t->state;
	struct kz_str path;
	bool fact;
	int rc;

	if (kz_context_has_id(at->context, t->id, &path)) {
		if ((rc = look_in_force(cx, at, path, t)) < 0 || (rc = holds(cx, at, t, &fact)) < 0)
			return rc;
		if (!fact)
			t->state = KZ_RETIRED;
	} else if ((rc = look_gone(cx, at, t)) < 0) {
		return rc;
	}
	if (t->state != before)
		t->state_at = cx->now;
	return 0;
}
