/* SPDX-License-Identifier: MIT */
/* Files at a commit of the past, and the ignore rules of the present. */
#include "git/past.h"

#include "base/arena.h"
#include "git/private.h"
#include "git/walk.h"

int kz_git_blob_at(struct kz_ctx *cx, struct kz_git *g, struct kz_str commit, struct kz_str path,
	struct kz_str *ret_oid)
{
	KZ_GIT_OWN(tree) tree = NULL;
	KZ_GIT_OWN(tree_entry) entry = NULL;
	struct kz_git_commit c;
	git_oid oid;
	int rc;

	if ((rc = kz_git_read_commit(cx, g, commit, &c)) < 0)
		return rc;
	if (!kz_git_oid(c.tree, &oid) || git_tree_lookup(&tree, g->repo, &oid) < 0)
		return kz_git_fail(cx, KZ_ENOENT, "the tree of commit " KZ_FMT, KZ_ARG(commit));
	if (git_tree_entry_bypath(&entry, tree, kz_cstr(cx->mem, path)) < 0 ||
		git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return kz_fail(cx, KZ_ENOENT, KZ_FMT " is no file at commit " KZ_FMT, KZ_ARG(path),
			KZ_ARG(commit));
	*ret_oid = kz_git_hex(cx->mem, git_tree_entry_id(entry));
	return 0;
}

int kz_git_blob(struct kz_ctx *cx, struct kz_git *g, struct kz_str oid, size_t max,
	struct kz_str *ret)
{
	git_object_t type;
	git_oid id;
	size_t size;

	if (!kz_git_oid(oid, &id) || git_odb_read_header(&size, &type, g->odb, &id) < 0)
		return kz_git_fail(cx, KZ_ENOENT, "blob " KZ_FMT, KZ_ARG(oid));
	if (size > max)
		return kz_fail(cx, KZ_ELIMIT, "blob " KZ_FMT ": %zu bytes, the limit is %zu",
			KZ_ARG(oid), size, max);
	return kz_git_object(cx, g, &id, GIT_OBJECT_BLOB, ret);
}

KZ_GIT_OWNER(revwalk)

bool kz_git_is_kept(struct kz_git *g, struct kz_str oid)
{
	KZ_GIT_OWN(revwalk) walk = NULL;
	git_oid want, next;
	int code;

	if (!kz_git_oid(oid, &want))
		return false;
	if (git_revwalk_new(&walk, g->repo) < 0 || git_revwalk_push_glob(walk, "heads/*") < 0 ||
		git_revwalk_push_glob(walk, "remotes/*") < 0)
		return true;
	(void)git_revwalk_push_head(walk); /* an unborn one adds nothing */
	while ((code = git_revwalk_next(&next, walk)) == 0)
		if (git_oid_equal(&next, &want))
			return true;
	return code != GIT_ITEROVER;
}

bool kz_git_is_ignored(struct kz_git *g, const char *path)
{
	int ignored = 0;

	return !g->info.is_bare && git_ignore_path_is_ignored(&ignored, g->repo, path) == 0 &&
		ignored;
}
