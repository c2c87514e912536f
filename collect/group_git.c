/* SPDX-License-Identifier: MIT */
/* The group of git: one input, the repository itself, in units of some hundred commits. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "collect/groups.h"
#include "git/refs.h"
#include "git/walk.h"
#include "warehouse/commits.h"
#include "warehouse/input.h"

struct mining {
	struct kz_collecting *c;
	struct kz_input_row row; /* of s_input */
	size_t problems;         /* of this run */
};

static void count_problems(struct mining *m, const struct kz_sink *s)
{
	m->problems += kz_sink_count(s, KZ_ROW_problem);
	m->row.state = m->problems ? "partial" : "ok";
	m->row.message = m->problems ? KZ_S("some objects are missing or damaged") : KZ_NOTHING;
}

/* The cursor says that all is done: units on the way have none. */
static int store(struct kz_ctx *cx, void *self, struct kz_sink *s, struct kz_str cursor)
{
	struct mining *m = self;
	int rc;

	count_problems(m, s);
	m->row.cursor = cursor;
	rc = kz_input_store(cx, m->c->db, &m->row, s, false);
	m->c->sum->new_rows += m->row.new_rows;
	return rc;
}

/* New tags, and those that moved or came back, with everything that is said of them. */
static int put_tags(struct kz_ctx *cx, struct mining *m, struct kz_sink *s, struct kz_map *names)
{
	KZ_OWN(kz_map) known = NULL;
	struct kz_git_tag *tags;
	size_t n;
	int rc;

	if ((rc = kz_git_tags(cx, m->c->git, &tags, &n)) < 0 ||
		(rc = kz_tags_known(cx, m->c->db, &known)) < 0)
		return rc;
	for (size_t i = 0; i < n && rc == 0; i++) {
		const struct kz_git_tag *t = &tags[i];
		struct kz_str key = kz_strf(cx->mem, "%.*s\t%.*s", (int)t->name.n, t->name.p,
			(int)t->oid.n, t->oid.p);
		struct kz_str whole = kz_strf(cx->mem, "%s\t%lld\t%d\t%d", key.p,
			(long long)t->tagged_at, t->is_version, t->is_annotated);

		(void)kz_map_put(names, key, NULL);
		if (kz_map_find(known, whole, NULL))
			continue;
		rc = kz_put_tag(cx, s,
			&(struct kz_row_tag){.tag = t->name,
				.oid = t->oid,
				.tagged_at = t->tagged_at,
				.is_version = t->is_version,
				.is_annotated = t->is_annotated});
	}
	return rc;
}

/* Everybody whose mapping is new or has changed. */
static int put_persons(struct kz_ctx *cx, struct mining *m, struct kz_sink *s)
{
	KZ_OWN(kz_mailmap) mailmap = kz_mailmap_open(cx, m->c->git);
	struct kz_person *all;
	size_t n;
	int rc;

	if ((rc = kz_persons(cx, m->c->db, &all, &n)) < 0)
		return rc;
	for (size_t i = 0; i < n && rc == 0; i++) {
		struct kz_row_person row = {.written_name = all[i].written_name,
			.written_email = all[i].written_email,
			.name = all[i].written_name,
			.email = all[i].written_email};

		kz_mailmap_find(cx->mem, mailmap, &row.name, &row.email);
		if (!all[i].name.p || !kz_str_eq(row.name, all[i].name) ||
			!kz_str_eq(row.email, all[i].email))
			rc = kz_put_person(cx, s, &row);
	}
	return rc;
}

/* A note may come long after its commit. */
static int put_notes(struct kz_ctx *cx, struct mining *m, struct kz_sink *s,
	const struct kz_map *known)
{
	struct kz_str *oids;
	size_t n;
	int rc = kz_git_noted(cx, m->c->git, &oids, &n);

	for (size_t i = 0; rc == 0 && i < n; i++)
		if (kz_map_find(known, oids[i], NULL))
			rc = kz_put_commit_mark(cx, s,
				&(struct kz_row_commit_mark){.oid = oids[i],
					.role = KZ_S("note"),
					.tool = KZ_S("git-ai"),
					.evidence = KZ_S("refs/notes/ai")});
	return rc;
}

/* Missing parents may come with any fetch: such a history is looked at again each time. */
static bool may_grow(const struct kz_map *known, const struct kz_git_info *info)
{
	bool has_border = false;

	for (uint32_t id = 0; id < kz_map_count(known) && !has_border; id++)
		has_border = kz_map_get(known, id) == KZ_GIT_KNOWN_BORDER;
	return has_border && !info->is_shallow;
}

/* What depends on the whole history, after its last unit. */
static int finish(struct kz_ctx *cx, struct mining *m, struct kz_sink *s, struct kz_str state)
{
	const struct kz_git_info *info = kz_git_info(m->c->git);
	KZ_OWN(kz_map) known = NULL;
	KZ_OWN(kz_map) tags = kz_map_new();
	const struct kz_commits_now now = {.head_oid = info->head_oid,
		.head_ref = info->head_ref,
		.is_shallow = info->is_shallow,
		.tags = tags};
	int rc;

	if ((rc = kz_commits_known(cx, m->c->db, &known)) < 0 ||
		(rc = put_tags(cx, m, s, tags)) < 0 || (rc = put_persons(cx, m, s)) < 0 ||
		(rc = put_notes(cx, m, s, known)) < 0 ||
		(rc = kz_commits_settle(cx, m->c->db, &now)) < 0)
		return rc;
	return store(cx, m, s, may_grow(known, info) ? KZ_NOTHING : state);
}

/* HEAD cannot be read: said, counted, and what was collected before stays. */
static int refuse(struct kz_ctx *cx, struct mining *m)
{
	m->row.state = "bad";
	m->row.reason = KZ_S("bad_object");
	m->row.message = kz_str_dup(cx->mem, (struct kz_str){cx->err.text, cx->err.len});
	m->row.cursor = KZ_NOTHING;
	kz_warn(cx, "%s", cx->err.text);
	kz_err_clear(cx);
	m->c->sum->refused++;
	return kz_input_store(cx, m->c->db, &m->row, NULL, false);
}

/* What the figures lack, said once for each state of the repository. */
static void say_limits(struct kz_ctx *cx, struct kz_git *git)
{
	if (kz_git_info(git)->is_shallow)
		kz_warn(cx,
			"the history is cut off (shallow clone): what lies before is unknown;"
			" `git fetch --unshallow` brings it");
	if (kz_git_is_replaced(cx, git))
		kz_warn(cx,
			"refs/replace and grafts are passed over: the history is that of"
			" GIT_NO_REPLACE_OBJECTS=1");
}

static int mine(struct kz_ctx *cx, struct mining *m, struct kz_str state)
{
	KZ_OWN(kz_sink) sink = kz_sink_new(store, m);
	struct kz_input in = {.take = KZ_TAKE_REPO, .git = m->c->git, .mtime_s = KZ_UNKNOWN};
	KZ_OWN(kz_map) known = NULL;
	int rc;

	/* a raised version reads everything again */
	if (m->row.version != collect_git_log.version)
		known = kz_map_new();
	else if ((rc = kz_commits_known(cx, m->c->db, &known)) < 0)
		return rc;
	m->row.version = collect_git_log.version;
	say_limits(cx, m->c->git);
	in.known = known;
	in.path = kz_git_info(m->c->git)->git_dir;
	rc = collect_git_log.read(cx, &in, sink);
	if (rc == KZ_EINPUT)
		return refuse(cx, m);
	if (rc == 0)
		rc = kz_sink_unit(cx, sink, KZ_NOTHING);
	return rc < 0 ? rc : finish(cx, m, sink, state);
}

int kz_collect_git(struct kz_ctx *cx, struct kz_collecting *c)
{
	struct kz_str path = kz_str_c(kz_git_info(c->git)->git_dir), state;
	struct mining m = {.c = c};
	int rc;

	c->sum->inputs++;
	if ((rc = kz_git_state(cx, c->git, &state)) < 0 ||
		(rc = kz_input_find(cx, c->db, collect_git_log.name, path, &m.row)) < 0)
		return rc;
	if (m.row.version == collect_git_log.version && kz_str_eq(m.row.cursor, state))
		return 0;
	rc = mine(cx, &m, state);
	kz_progress_end(cx);
	return rc < 0 ? kz_wrap(cx, rc, "collecting git") : 0;
}
