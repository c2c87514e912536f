/* SPDX-License-Identifier: MIT */
/* The history of a repository: commits, what they say, what they changed. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/redact.h"
#include "base/text.h"
#include "collect/collect.h"
#include "git/diff.h"
#include "git/marks.h"
#include "git/message.h"
#include "git/walk.h"

enum { COMMITS_A_UNIT = 500, ROWS_A_UNIT = 50000, MAX_TEXT = 64 << 10, MAX_PROBLEMS = 1000 };

/* The repository itself is no file: nothing bids for it, the group of git names it. */
static int git_log_bid(const struct kz_input *in)
{
	return in->take == KZ_TAKE_REPO ? 100 : 0;
}

struct reading {
	struct kz_ctx *cx;
	struct kz_git *git;
	struct kz_sink *out;
	struct kz_map *times; /* oid -> committed_at of what was read in this run */
	size_t problems;      /* of this run: a partial clone lacks nearly everything */
};

/* Of a commit of an earlier run the time is in git. */
static int64_t time_of(struct reading *r, struct kz_str oid)
{
	struct kz_git_commit commit;
	uint32_t id;

	if (kz_map_find(r->times, oid, &id))
		return kz_map_get(r->times, id);
	if (kz_git_read_commit(r->cx, r->git, oid, &commit) < 0) {
		kz_err_clear(r->cx);
		return KZ_UNKNOWN;
	}
	return commit.committer.at;
}

/* A time no clock showed: in the future, or more than a day before a parent's. */
static bool is_suspect(struct reading *r, const struct kz_git_commit *c)
{
	if (c->author.is_odd || c->committer.is_odd || c->committer.at > r->cx->now + KZ_DAY ||
		c->author.at > r->cx->now + KZ_DAY)
		return true;
	for (size_t i = 0; i < c->n_parents; i++)
		if (time_of(r, c->parents[i]) > c->committer.at + KZ_DAY)
			return true;
	return false;
}

static struct kz_str joined(struct kz_arena *a, const struct kz_str *oids, size_t n)
{
	KZ_OWN(kz_buf) all = kz_buf_new(16 << 20);

	for (size_t i = 0; i < n; i++) {
		if (i)
			kz_buf_byte(all, ' ');
		kz_buf_add(all, oids[i]);
	}
	return n ? kz_str_dup(a, kz_buf_str(all)) : KZ_S("");
}

static int put_commit(struct reading *r, const struct kz_git_commit *c,
	const struct kz_git_message *m)
{
	struct kz_arena *mem = r->cx->mem;
	const struct kz_row_commit row = {
		.oid = c->oid,
		.parents = joined(mem, c->parents, c->n_parents),
		.parent_count = (int64_t)c->n_parents,
		.author_name = c->author.name,
		.author_email = c->author.email,
		.authored_at = c->author.at,
		.authored_tz = c->author.tz,
		.committer_name = c->committer.name,
		.committer_email = c->committer.email,
		.committed_at = c->committer.at,
		.committed_tz = c->committer.tz,
		.subject = kz_utf8_head(m->subject, MAX_TEXT),
		.body = kz_utf8_head(kz_redact(mem, m->body), MAX_TEXT),
		.is_date_suspect = is_suspect(r, c),
		.is_boundary = c->is_border,
	};
	int rc = kz_put_commit(r->cx, r->out, &row);

	for (size_t i = 0; i < c->n_parents && rc == 0; i++)
		rc = kz_put_commit_parent(r->cx, r->out,
			&(struct kz_row_commit_parent){.oid = c->oid,
				.n = (int64_t)i,
				.parent = c->parents[i]});
	return rc;
}

static int put_said(struct reading *r, const struct kz_git_commit *c,
	const struct kz_git_message *m)
{
	struct kz_git_marks marks;
	int rc = 0;

	for (size_t i = 0; i < m->n_trailers && rc == 0; i++)
		rc = kz_put_trailer(r->cx, r->out,
			&(struct kz_row_trailer){.oid = c->oid,
				.n = (int64_t)i,
				.key = m->trailers[i].key,
				.value = m->trailers[i].value,
				.is_loose = m->trailers[i].is_loose});
	kz_git_marks(r->cx->mem, &c->author, &c->committer, m, &marks);
	for (size_t i = 0; i < marks.n && rc == 0; i++)
		rc = kz_put_commit_mark(r->cx, r->out,
			&(struct kz_row_commit_mark){.oid = c->oid,
				.role = kz_str_c(marks.at[i].role),
				.tool = marks.at[i].tool,
				.evidence = marks.at[i].evidence});
	return rc;
}

static int put_change(struct reading *r, struct kz_str oid, size_t seq,
	const struct kz_git_change *change)
{
	return kz_put_file_change(r->cx, r->out,
		&(struct kz_row_file_change){.oid = oid,
			.seq = (int64_t)seq,
			.path = change->path,
			.old_path = change->old_path,
			.status = (struct kz_str){&change->status, 1},
			.old_mode = change->old_mode,
			.new_mode = change->new_mode,
			.added = change->added,
			.deleted = change->deleted,
			.hunks = change->hunks});
}

static int put_merge(struct reading *r, struct kz_str oid, size_t seq,
	const struct kz_git_merge_change *change)
{
	return kz_put_merge_change(r->cx, r->out,
		&(struct kz_row_merge_change){.oid = oid,
			.seq = (int64_t)seq,
			.path = change->path,
			.parent_n = (int64_t)change->parent_n,
			.is_same = change->is_same,
			.old_path = change->old_path,
			.hunks = change->hunks});
}

static int put_problem(struct reading *r, struct kz_str place, const char *reason,
	struct kz_str message)
{
	if (r->problems++ >= MAX_PROBLEMS)
		return 0;
	return kz_put_problem(r->cx, r->out,
		&(struct kz_row_problem){.place = kz_utf8_repair(r->cx->mem, place),
			.reason = kz_str_c(reason),
			.message = kz_utf8_repair(r->cx->mem, message)});
}

static int put_changes(struct reading *r, const struct kz_git_commit *c)
{
	struct kz_git_changes all;
	int rc = 0;

	kz_git_diff(r->cx, r->git, c, &all);
	for (size_t i = 0; i < all.n && rc == 0; i++)
		rc = put_change(r, c->oid, i, &all.changes[i]);
	for (size_t i = 0; i < all.n_merges && rc == 0; i++)
		rc = put_merge(r, c->oid, i, &all.merges[i]);
	for (size_t i = 0; i < all.n_problems && rc == 0; i++)
		rc = put_problem(r, all.problems[i].place, all.problems[i].reason,
			all.problems[i].message);
	return rc;
}

static int read_one(struct reading *r, struct kz_str oid)
{
	struct kz_git_commit commit;
	struct kz_git_message message;
	int rc;

	if ((rc = kz_git_read_commit(r->cx, r->git, oid, &commit)) < 0)
		return rc;
	kz_git_message(r->cx->mem, commit.message, &message);
	kz_map_set(r->times, kz_map_put(r->times, oid, NULL), commit.committer.at);
	if ((rc = put_commit(r, &commit, &message)) < 0 ||
		(rc = put_said(r, &commit, &message)) < 0)
		return rc;
	return put_changes(r, &commit);
}

static int read_history(struct reading *r, const struct kz_git_history *all)
{
	size_t in_unit = 0;
	int rc = 0;

	for (size_t i = 0; i < all->n && rc == 0; i++) {
		struct kz_mark mark = kz_mark(r->cx->mem);

		kz_progress(r->cx, "collecting git", (int64_t)i, (int64_t)all->n);
		if ((rc = kz_stopped(r->cx)) == 0)
			rc = read_one(r, all->oids[i]);
		kz_rewind(r->cx->mem, mark);
		if (rc == 0 &&
			(++in_unit == COMMITS_A_UNIT || kz_sink_total(r->out) > ROWS_A_UNIT)) {
			rc = kz_sink_unit(r->cx, r->out, KZ_NOTHING);
			in_unit = 0;
		}
	}
	return rc;
}

/* Those above the limit, in one row. */
static int put_more_problems(struct reading *r)
{
	size_t more = r->problems > MAX_PROBLEMS ? r->problems - MAX_PROBLEMS : 0;

	if (!more)
		return 0;
	r->problems = 0;
	return put_problem(r, KZ_S("the history"), "missing_object",
		kz_strf(r->cx->mem, "%zu more objects are missing or damaged", more));
}

static int git_log_read(struct kz_ctx *cx, const struct kz_input *in, struct kz_sink *out)
{
	KZ_OWN(kz_map) times = kz_map_new();
	struct reading r = {.cx = cx, .git = in->git, .out = out, .times = times};
	struct kz_git_history all;
	int rc;

	if ((rc = kz_git_walk(cx, in->git, in->known, &all)) < 0)
		return rc;
	if (all.is_head_gap)
		return kz_fail(cx, KZ_EINPUT, "HEAD cannot be read: " KZ_FMT,
			KZ_ARG(all.gaps[all.n_gaps - 1].message));
	for (size_t i = 0; i < all.n_gaps && rc == 0; i++)
		rc = put_problem(&r, all.gaps[i].oid,
			all.gaps[i].is_missing ? "missing_object" : "bad_object",
			all.gaps[i].message);
	if (rc < 0 || (rc = read_history(&r, &all)) < 0)
		return rc;
	return put_more_problems(&r);
}

const struct kz_collector collect_git_log = {
	.name = "git-log",
	.about = "commits, files and lines changed, trailers, marks of agents",
	.group = "git",
	.take = KZ_TAKE_REPO,
	.version = 2,
	.bid = git_log_bid,
	.read = git_log_read,
};
