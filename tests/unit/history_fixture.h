/* SPDX-License-Identifier: MIT */
/* Histories in a line or two: a commit is named by one hex digit, its oid is 40 of them. */
#ifndef KZ_TESTS_HISTORY_FIXTURE_H
#define KZ_TESTS_HISTORY_FIXTURE_H

#include "tests/unit/warehouse_fixture.h"
#include "warehouse/input.h"
#include "warehouse/private.h"

static inline struct kz_str fixture_oid(struct fixture *f, char name)
{
	char *oid = kz_arena_get(f->mem, 40);

	memset(oid, name, 40);
	return (struct kz_str){oid, 40};
}

/* What a commit is besides its name; minutes count from FIXTURE_START. */
struct fixture_commit {
	const char *parents; /* names, "ab" */
	const char *subject, *body, *author;
	int64_t minute;          /* authored and committed */
	int64_t committed_after; /* minutes later */
	bool is_boundary, is_by_button;
};

static inline void fixture_commit(struct fixture *f, char name, const struct fixture_commit *c)
{
	struct kz_row_commit row = {
		.oid = fixture_oid(f, name),
		.parents = KZ_S(""),
		.parent_count = (int64_t)(c->parents ? strlen(c->parents) : 0),
		.author_name = KZ_S("A"),
		.author_email = kz_str_c(c->author ? c->author : "a@x"),
		.authored_at = FIXTURE_START + c->minute * 60,
		.committer_name = KZ_S("A"),
		.committer_email = c->is_by_button ? KZ_S("noreply@github.com") : KZ_S("a@x"),
		.committed_at = FIXTURE_START + (c->minute + c->committed_after) * 60,
		.subject = kz_str_c(c->subject ? c->subject : "change"),
		.body = kz_str_c(c->body ? c->body : ""),
		.is_boundary = c->is_boundary,
	};

	fixture_must(f, kz_put_commit(&f->cx, f->sink, &row));
	for (int64_t i = 0; i < row.parent_count; i++) {
		const struct kz_row_commit_parent parent = {.oid = row.oid,
			.n = i,
			.parent = fixture_oid(f, c->parents[i])};

		fixture_must(f, kz_put_commit_parent(&f->cx, f->sink, &parent));
	}
}

static inline void fixture_bot(struct fixture *f, char name, const char *role)
{
	const struct kz_row_commit_mark row = {.oid = fixture_oid(f, name),
		.role = kz_str_c(role),
		.tool = KZ_S("t"),
		.evidence = KZ_S("e")};

	fixture_must(f, kz_put_commit_mark(&f->cx, f->sink, &row));
}

/* hunks as stored; NULL: binary. */
static inline void fixture_change(struct fixture *f, char name, const char *path,
	const char *status, const char *hunks)
{
	const struct kz_row_file_change row = {
		.oid = fixture_oid(f, name),
		.seq = f->seq++,
		.path = kz_str_c(path),
		.status = kz_str_c(status),
		.hunks = kz_str_c(hunks),
	};

	fixture_must(f, kz_put_file_change(&f->cx, f->sink, &row));
}

static inline void fixture_rename(struct fixture *f, char name, const char *old_path,
	const char *path, const char *hunks)
{
	const struct kz_row_file_change row = {
		.oid = fixture_oid(f, name),
		.seq = f->seq++,
		.path = kz_str_c(path),
		.old_path = kz_str_c(old_path),
		.status = KZ_S("R"),
		.hunks = kz_str_c(hunks),
	};

	fixture_must(f, kz_put_file_change(&f->cx, f->sink, &row));
}

/* A path of a merge; hunks NULL: the same as in that parent. */
static inline void fixture_merged(struct fixture *f, char name, const char *path, int64_t parent_n,
	const char *hunks)
{
	const struct kz_row_merge_change row = {
		.oid = fixture_oid(f, name),
		.seq = f->seq++,
		.path = kz_str_c(path),
		.parent_n = parent_n,
		.is_same = !hunks,
		.hunks = kz_str_c(hunks),
	};

	fixture_must(f, kz_put_merge_change(&f->cx, f->sink, &row));
}

static inline void fixture_tag(struct fixture *f, const char *tag, char name, int64_t minute)
{
	const struct kz_row_tag row = {
		.tag = kz_str_c(tag),
		.oid = fixture_oid(f, name),
		.tagged_at = FIXTURE_START + minute * 60,
		.is_version = 1,
	};

	fixture_must(f, kz_put_tag(&f->cx, f->sink, &row));
}

/* Stores it all; HEAD reaches every commit. */
static inline void fixture_store_git(struct fixture *f)
{
	struct kz_input_row in = {
		.collector = "git",
		.version = 1,
		.path = KZ_S("/r"),
		.size = KZ_UNKNOWN,
		.mtime_ns = KZ_UNKNOWN,
		.state = "ok",
	};

	fixture_must(f, kz_input_store(&f->cx, f->db, &in, f->sink, false));
	fixture_must(f, kz_db_exec(&f->cx, f->db, "UPDATE s_commit SET is_reached = 1"));
}

#endif
