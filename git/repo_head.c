/* SPDX-License-Identifier: MIT */
/* What stands at HEAD and in the index, without a work tree. */
#include "base/arena.h"
#include "git/private.h"

enum { MAX_DEPTH = 512, SHORTEST = 7 };

/* The tree of HEAD, kept; KZ_ENOENT when nothing was committed yet. */
static int head_tree(struct kz_ctx *cx, struct kz_git *g, git_tree **ret)
{
	KZ_GIT_OWN(object) tree = NULL;
	KZ_GIT_OWN(object) head = NULL;
	git_oid oid;

	if (g->head_tree) {
		*ret = g->head_tree;
		return 0;
	}
	if (!kz_git_oid(g->info.head_oid, &oid))
		return kz_fail(cx, KZ_ENOENT, "%s: no commits yet", g->info.git_dir);
	if (git_object_lookup(&head, g->repo, &oid, GIT_OBJECT_ANY) < 0)
		return kz_git_fail(cx, KZ_EINPUT, "HEAD cannot be read");
	if (git_object_peel(&tree, head, GIT_OBJECT_TREE) < 0)
		return kz_fail(cx, KZ_EINPUT,
			"the tree of HEAD is missing or damaged; where the clone leaves trees out"
			" (--filter=tree:0), `git fetch --refetch --filter=blob:none` brings them");
	g->head_tree = (git_tree *)KZ_TAKE(tree);
	*ret = g->head_tree;
	return 0;
}

static enum kz_git_kind kind_of(const git_tree_entry *entry)
{
	switch (git_tree_entry_filemode(entry)) {
	case GIT_FILEMODE_TREE:
		return KZ_GIT_FOLDER;
	case GIT_FILEMODE_LINK:
		return KZ_GIT_LINK;
	case GIT_FILEMODE_COMMIT:
		return KZ_GIT_SUBMODULE;
	case GIT_FILEMODE_BLOB:
	case GIT_FILEMODE_BLOB_EXECUTABLE:
		return KZ_GIT_FILE;
	case GIT_FILEMODE_UNREADABLE:
		break;
	}
	return KZ_GIT_NONE;
}

/* KZ_ENOENT when the path is not there; *ret NULL for the top. */
static int find_entry(struct kz_ctx *cx, struct kz_git *g, struct kz_str path, git_tree_entry **ret)
{
	git_tree *tree;
	int rc, code;

	*ret = NULL;
	if ((rc = head_tree(cx, g, &tree)) < 0)
		return rc;
	while (kz_str_ends(path, KZ_S("/")))
		path.n--;
	if (path.n == 0)
		return 0;
	if (kz_str_find_byte(path, '\0', NULL) || path.p[0] == '/')
		code = GIT_ENOTFOUND;
	else
		code = git_tree_entry_bypath(ret, tree, kz_cstr(cx->mem, path));
	if (code == GIT_ENOTFOUND)
		return kz_fail(cx, KZ_ENOENT, KZ_FMT ": not at HEAD", KZ_ARG(path));
	if (code < 0)
		return kz_git_fail(cx, KZ_EINPUT, KZ_FMT ": cannot be looked up at HEAD",
			KZ_ARG(path));
	return 0;
}

int kz_git_at_head(struct kz_ctx *cx, struct kz_git *g, struct kz_str path, enum kz_git_kind *ret)
{
	KZ_GIT_OWN(tree_entry) entry = NULL;
	int rc = find_entry(cx, g, path, &entry);

	if (rc == KZ_ENOENT) {
		kz_err_clear(cx);
		*ret = KZ_GIT_NONE;
		return 0;
	}
	if (rc == 0)
		*ret = entry ? kind_of(entry) : KZ_GIT_FOLDER;
	return rc;
}

int kz_git_read_head(struct kz_ctx *cx, struct kz_git *g, struct kz_str path, size_t max,
	struct kz_str *ret)
{
	KZ_GIT_OWN(tree_entry) entry = NULL;
	git_object_t type;
	size_t size;
	int rc;

	if ((rc = find_entry(cx, g, path, &entry)) < 0)
		return rc;
	if (!entry || (kind_of(entry) != KZ_GIT_FILE && kind_of(entry) != KZ_GIT_LINK))
		return kz_fail(cx, KZ_ENOENT, KZ_FMT ": no file at HEAD", KZ_ARG(path));
	if (git_odb_read_header(&size, &type, g->odb, git_tree_entry_id(entry)) < 0)
		return kz_git_fail(cx, KZ_EINPUT, KZ_FMT ": cannot be read at HEAD", KZ_ARG(path));
	if (size > max)
		return kz_fail(cx, KZ_ELIMIT, KZ_FMT ": %zu bytes at HEAD, the limit is %zu",
			KZ_ARG(path), size, max);
	rc = kz_git_object(cx, g, git_tree_entry_id(entry), GIT_OBJECT_BLOB, ret);
	return rc < 0 ? kz_wrap(cx, rc, KZ_FMT, KZ_ARG(path)) : 0;
}

struct list {
	struct kz_arena *mem;
	struct kz_str *paths;
	size_t n, cap;
};

/* Depth first in the order of trees is the bytewise order of whole paths. */
static int list_tree(struct kz_ctx *cx, struct kz_git *g, const git_oid *oid, struct kz_str folder,
	struct list *all)
{
	KZ_GIT_OWN(tree) tree = NULL;
	unsigned depth = 0;
	int rc = 0;

	for (size_t i = 0; i < folder.n; i++)
		depth += folder.p[i] == '/';
	if (depth > MAX_DEPTH)
		return kz_fail(cx, KZ_ELIMIT, "folders nest deeper than %d", MAX_DEPTH);
	if (git_tree_lookup(&tree, g->repo, oid) < 0)
		return kz_git_fail(cx, KZ_EINPUT, "tree %s of folder '" KZ_FMT "'",
			git_oid_tostr_s(oid), KZ_ARG(folder));
	for (size_t i = 0; i < git_tree_entrycount(tree) && rc == 0; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		bool is_folder = kind_of(entry) == KZ_GIT_FOLDER;
		struct kz_str path = kz_strf(cx->mem, "%.*s%s%s", (int)folder.n, folder.p,
			git_tree_entry_name(entry), is_folder ? "/" : "");

		if (is_folder) {
			rc = list_tree(cx, g, git_tree_entry_id(entry), path, all);
			continue;
		}
		KZ_ROOM(all->mem, all->paths, all->n, all->cap);
		all->paths[all->n++] = path;
	}
	return rc;
}

int kz_git_list_head(struct kz_ctx *cx, struct kz_git *g, struct kz_str **ret, size_t *ret_n)
{
	struct list all = {.mem = cx->mem};
	git_tree *tree;
	int rc;

	if (!g->info.head_oid.p) {
		*ret = NULL;
		*ret_n = 0;
		return 0;
	}
	if ((rc = head_tree(cx, g, &tree)) < 0 ||
		(rc = list_tree(cx, g, git_tree_id(tree), KZ_S(""), &all)) < 0)
		return rc;
	*ret = all.paths;
	*ret_n = all.n;
	return 0;
}

int kz_git_resolve(struct kz_ctx *cx, struct kz_git *g, struct kz_str abbrev, struct kz_str *ret)
{
	struct kz_str hex = kz_str_lower(cx->mem, abbrev);
	KZ_GIT_OWN(object) object = NULL;
	git_oid oid;

	if (hex.n < SHORTEST || hex.n > GIT_OID_HEXSZ || !kz_str_is_hex(hex) ||
		git_oid_fromstrn(&oid, hex.p, hex.n) < 0 ||
		git_object_lookup_prefix(&object, g->repo, &oid, hex.n, GIT_OBJECT_COMMIT) < 0)
		return kz_fail(cx, KZ_ENOENT, "'" KZ_FMT "' names no commit, or more than one",
			KZ_ARG(abbrev));
	*ret = kz_git_hex(cx->mem, git_object_id(object));
	return 0;
}

bool kz_git_is_tracked(struct kz_git *g, const char *path)
{
	if (!g->index && (g->info.is_bare || git_repository_index(&g->index, g->repo) < 0))
		return false;
	return git_index_find(NULL, g->index, path) == 0;
}
