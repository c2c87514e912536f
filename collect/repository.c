/* SPDX-License-Identifier: MIT */
/* Which repository of the warehouse a repository at hand is. */
#include "collect/repository.h"

#include "base/arena.h"
#include "base/hash.h"

enum { ID_HEX = 12 };

int kz_collect_repository(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	struct kz_repository *ret)
{
	const struct kz_git_info *info = kz_git_info(git);
	struct kz_repository r = {
		.git_dir = kz_str_c(info->git_dir),
		.work_dir = kz_str_c(info->main_work_dir),
		.head_oid = info->head_oid,
		.head_ref = info->head_ref,
		.is_shallow = info->is_shallow,
	};
	int rc;

	if (db && (rc = kz_db_find_repository(cx, db, r.git_dir, &r.repository, &r.root_oid)) < 0)
		return rc;
	if (!r.root_oid.p && (rc = kz_git_root(cx, git, &r.root_oid)) < 0)
		return rc;
	if (!r.repository.p)
		r.repository = r.root_oid.p ? kz_str_head(r.root_oid, ID_HEX)
					    : kz_hash_hex(cx->mem, r.git_dir, ID_HEX);
	*ret = r;
	return 0;
}
