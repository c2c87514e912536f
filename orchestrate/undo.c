/* SPDX-License-Identifier: MIT */
/* Taking a countermeasure back: the proposal and its branch, or what to type once it is merged. */
#include "base/arena.h"
#include "base/buf.h"
#include "git/commit.h"
#include "git/walk.h"
#include "orchestrate/orchestrate.h"
#include "orchestrate/state.h"

enum { MAX_TEXT = 4096 };

static int find_trial(struct kz_ctx *cx, const struct kz_place *at, struct kz_str id,
	struct kz_trial *ret)
{
	struct kz_trial *all;
	size_t n;
	int rc;

	if ((rc = kz_trial_list(cx, at->db, &all, &n)) < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		if (kz_str_eq(all[i].id, id)) {
			*ret = all[i];
			return 0;
		}
	}
	return kz_fail(cx, KZ_ENOENT,
		"no countermeasure '" KZ_FMT "'; `kaizen query 'SELECT id, state, text FROM "
		"countermeasures'` lists them",
		KZ_ARG(id));
}

/* Our own commit where it is reached, else the one that brought the line; -m 1 for a merge. */
static int say_revert(struct kz_ctx *cx, const struct kz_place *at, const struct kz_trial *t,
	bool is_merged, struct kz_buf *b)
{
	struct kz_str oid = is_merged ? t->branch_oid : t->in_force_oid;
	struct kz_git_commit c;
	int rc;

	if ((rc = kz_git_read_commit(cx, at->git, oid, &c)) < 0)
		return rc;
	kz_buf_addf(b, "%.*s stands in %.*s; to take it back, type:\ngit revert %s%.*s\n",
		(int)t->id.n, t->id.p, (int)t->target.n, t->target.p,
		c.n_parents > 1 ? "-m 1 " : "", (int)oid.n, oid.p);
	return 0;
}

static int drop_branch(struct kz_ctx *cx, const struct kz_place *at, const struct kz_trial *t,
	struct kz_buf *b)
{
	int rc = kz_git_branch_delete(cx, at->git, kz_cstr(cx->mem, t->branch), t->branch_oid);

	if (rc == KZ_EBUSY) {
		kz_buf_addf(b, "%.*s\n", (int)cx->err.len, cx->err.text);
		kz_err_clear(cx);
		return 0;
	}
	if (rc == 0)
		kz_buf_addf(b, "branch %.*s is deleted; it was commit %.*s\n", (int)t->branch.n,
			t->branch.p, (int)t->branch_oid.n, t->branch_oid.p);
	return rc;
}

static int take_back(struct kz_ctx *cx, const struct kz_place *at, struct kz_trial *t,
	struct kz_buf *b)
{
	struct kz_str path;
	enum kz_branch_is branch;
	int rc;

	if ((rc = kz_state_branch(cx, at->git, t, &branch)) < 0)
		return rc;
	if (kz_context_has_id(at->context, t->id, &path) && t->in_force_oid.p)
		return say_revert(cx, at, t, branch == KZ_BRANCH_MERGED, b);
	if (t->state == KZ_PROPOSED) {
		t->state = KZ_WITHDRAWN;
		t->state_at = cx->now;
		if ((rc = kz_trial_put(cx, at->db, t)) < 0)
			return rc;
	}
	kz_buf_addf(b, "%.*s is %s\n", (int)t->id.n, t->id.p, kz_state_name(t->state));
	if (branch == KZ_BRANCH_OURS)
		return drop_branch(cx, at, t, b);
	if (branch == KZ_BRANCH_MOVED)
		kz_buf_addf(b,
			"branch %.*s has commits of others and is left alone; on it, type:\n"
			"git revert %.*s\n",
			(int)t->branch.n, t->branch.p, (int)t->branch_oid.n, t->branch_oid.p);
	return 0;
}

int kz_orchestrate_undo(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git, struct kz_str id,
	struct kz_str *ret)
{
	KZ_OWN(kz_buf) text = kz_buf_new(MAX_TEXT);
	struct kz_place at = {db, git, KZ_NEW(cx->mem, struct kz_context)};
	struct kz_trial t, before;
	int rc;

	if (!git)
		return kz_fail(cx, KZ_ENOENT, "undo needs a repository; none is at hand");
	if ((rc = find_trial(cx, &at, id, &t)) < 0 ||
		(rc = kz_context_load(cx, git, at.context)) < 0)
		return rc;
	before = t;
	if ((rc = kz_state_look(cx, &at, &t)) < 0)
		return rc;
	if (!kz_trial_same(&t, &before) && (rc = kz_trial_put(cx, db, &t)) < 0)
		return rc;
	if ((rc = take_back(cx, &at, &t, text)) < 0)
		return rc;
	*ret = kz_str_dup(cx->mem, kz_buf_str(text));
	return 0;
}
