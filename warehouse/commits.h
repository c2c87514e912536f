/* SPDX-License-Identifier: MIT */
/* What the warehouse holds of a repository's history, for the stage that brings more of it. */
#ifndef KZ_WAREHOUSE_COMMITS_H
#define KZ_WAREHOUSE_COMMITS_H

#include "base/map.h"
#include "warehouse/db.h"

/* oid -> 1 where the parents were not there when the commit was stored, else 0. Caller owns it. */
KZ_CHECK int kz_commits_known(struct kz_ctx *cx, struct kz_db *db, struct kz_map **ret);

/*
 * After a collect: which commits HEAD reaches, where HEAD stands, and which tags are gone (those
 * whose "tag TAB oid" is not in tags). One transaction; derived rows are out of date only if
 * something of it changed.
 */
struct kz_commits_now {
	struct kz_str head_oid, head_ref; /* KZ_NOTHING: unborn; detached */
	bool is_shallow;
	const struct kz_map *tags;
};
KZ_CHECK int kz_commits_settle(struct kz_ctx *cx, struct kz_db *db,
	const struct kz_commits_now *now);

/* Tags that are there as "tag TAB oid TAB tagged_at TAB is_version TAB is_annotated". */
KZ_CHECK int kz_tags_known(struct kz_ctx *cx, struct kz_db *db, struct kz_map **ret);

/* Everybody who wrote or committed, as written, and what mailmap made of it last time. */
struct kz_person {
	struct kz_str written_name, written_email;
	struct kz_str name, email; /* KZ_NOTHING: not looked up yet */
};
KZ_CHECK int kz_persons(struct kz_ctx *cx, struct kz_db *db, struct kz_person **ret, size_t *ret_n);

#endif
