/* SPDX-License-Identifier: MIT */
/* Commits on kaizen/ branches, made from HEAD's tree in memory: no index, no work tree, no hook. */
#include "git/commit.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "git/private.h"
#include "git/walk.h"

/* The name of the ref; KZ_EUSAGE for any branch that is not one of ours. */
static int ref_of(struct kz_ctx *cx, const char *branch, const char **ret)
{
	const char *ref = kz_strf(cx->mem, "refs/heads/%s", branch).p;
	int is_valid = 0;

	if (!kz_str_starts(kz_str_c(branch), KZ_S("kaizen/")) ||
		git_reference_name_is_valid(&is_valid, ref) < 0 || !is_valid)
		return kz_fail(cx, KZ_EUSAGE, "branch '%s': expected kaizen/ and a name", branch);
	*ret = ref;
	return 0;
}

/* No way out of the tree, none into .git. */
static bool is_plain_path(struct kz_str path)
{
	struct kz_str rest = path;

	if (path.n == 0 || kz_str_find_byte(path, '\0', NULL) || kz_str_ends(path, KZ_S("/")))
		return false;
	while (rest.n) {
		struct kz_str part = kz_str_upto(&rest, '/');

		if (part.n == 0 || kz_str_eq(part, KZ_S(".")) || kz_str_eq(part, KZ_S("..")) ||
			kz_str_eq_nocase(part, KZ_S(".git")))
			return false;
	}
	return true;
}

static int mode_of(struct kz_ctx *cx, git_tree *tree, const char *path, git_filemode_t *ret)
{
	KZ_GIT_OWN(tree_entry) entry = NULL;
	int code = git_tree_entry_bypath(&entry, tree, path);

	*ret = GIT_FILEMODE_BLOB;
	if (code == GIT_ENOTFOUND)
		return 0;
	if (code < 0)
		return kz_git_fail(cx, KZ_EINPUT, "%s: cannot be looked up at HEAD", path);
	*ret = git_tree_entry_filemode(entry);
	if (*ret != GIT_FILEMODE_BLOB && *ret != GIT_FILEMODE_BLOB_EXECUTABLE)
		return kz_fail(cx, KZ_EUSAGE, "%s: expected a file at HEAD, found another kind",
			path);
	return 0;
}

static int tree_with(struct kz_ctx *cx, struct kz_git *g, git_tree *base,
	const struct kz_git_files *files, git_oid *ret)
{
	git_tree_update *updates = KZ_NEW_ARRAY(cx->mem, git_tree_update, files->n + 1);
	int rc;

	for (size_t i = 0; i < files->n; i++) {
		const struct kz_git_file *file = &files->items[i];

		if (!is_plain_path(file->path))
			return kz_fail(cx, KZ_EUSAGE, "'" KZ_FMT "': no path inside a repository",
				KZ_ARG(file->path));
		updates[i].action = GIT_TREE_UPDATE_UPSERT;
		updates[i].path = kz_cstr(cx->mem, file->path);
		if ((rc = mode_of(cx, base, updates[i].path, &updates[i].filemode)) < 0)
			return rc;
		if (git_blob_create_from_buffer(&updates[i].id, g->repo, file->bytes.p,
			    file->bytes.n) < 0)
			return kz_git_fail(cx, KZ_EIO, "%s: cannot be stored in git",
				updates[i].path);
	}
	if (git_tree_create_updated(ret, g->repo, base, files->n, updates) < 0)
		return kz_git_fail(cx, KZ_EIO, "the new tree cannot be stored in git");
	return 0;
}

/* GIT_AUTHOR_NAME and the like, else user.name; NULL when git would have to guess. */
static const char *identity(struct kz_ctx *cx, struct kz_git *g, const char *env, const char *key)
{
	KZ_GIT_OWN(config) config = NULL;
	const char *value = getenv(env);

	if (value && *value)
		return value;
	if (git_repository_config_snapshot(&config, g->repo) < 0 ||
		git_config_get_string(&value, config, key) < 0 || !*value)
		return NULL;
	return kz_str_dup(cx->mem, kz_str_c(value)).p;
}

static int sign(struct kz_ctx *cx, struct kz_git *g, const char *who, git_signature **ret)
{
	const char *name = identity(cx, g, kz_strf(cx->mem, "GIT_%s_NAME", who).p, "user.name");
	const char *email = identity(cx, g, kz_strf(cx->mem, "GIT_%s_EMAIL", who).p, "user.email");

	if (!name || !email) {
		name = "kaizen";
		email = "kaizen@localhost";
	}
	if (git_signature_new(ret, name, email, cx->now, 0) < 0)
		return kz_git_fail(cx, KZ_EINPUT, "'%s <%s>' is no identity for a commit", name,
			email);
	return 0;
}

static int write_commit(struct kz_ctx *cx, struct kz_git *g, git_commit *parent,
	const struct kz_git_files *files, git_oid *ret)
{
	KZ_GIT_OWN(signature) author = NULL;
	KZ_GIT_OWN(signature) committer = NULL;
	KZ_GIT_OWN(tree) base = NULL;
	KZ_GIT_OWN(tree) tree = NULL;
	const git_commit *parents[] = {parent};
	const char *end = kz_str_ends(files->message, KZ_S("\n")) ? "" : "\n";
	const char *text = kz_strf(cx->mem, "%s%s", kz_cstr(cx->mem, files->message), end).p;
	git_oid tree_id;
	int rc;

	if (git_commit_tree(&base, parent) < 0)
		return kz_git_fail(cx, KZ_EINPUT, "the tree of HEAD cannot be read");
	if ((rc = tree_with(cx, g, base, files, &tree_id)) < 0 ||
		(rc = sign(cx, g, "AUTHOR", &author)) < 0 ||
		(rc = sign(cx, g, "COMMITTER", &committer)) < 0)
		return rc;
	if (git_tree_lookup(&tree, g->repo, &tree_id) < 0 ||
		git_commit_create(ret, g->repo, NULL, author, committer, NULL, text, tree, 1,
			parents) < 0)
		return kz_git_fail(cx, KZ_EIO, "the commit cannot be stored in git");
	return 0;
}

int kz_git_commit_branch(struct kz_ctx *cx, struct kz_git *g, const char *branch,
	const struct kz_git_files *files, struct kz_str *ret_oid)
{
	const char *objects = kz_path_join(cx->mem, g->info.git_dir, "objects"), *name;
	KZ_GIT_OWN(reference) ref = NULL;
	KZ_GIT_OWN(commit) parent = NULL;
	git_oid head, oid;
	int rc;

	if ((rc = ref_of(cx, branch, &name)) < 0)
		return rc;
	if (g->info.is_bare || !kz_git_oid(g->info.head_oid, &head))
		return kz_fail(cx, KZ_EUSAGE, "%s: no branch is made in a repository that is %s",
			g->info.git_dir, g->info.is_bare ? "bare" : "without commits");
	if (git_reference_lookup(&ref, g->repo, name) == 0)
		return kz_fail(cx, KZ_EBUSY, "branch %s exists already, it is left alone", branch);
	if (access(objects, W_OK) < 0 && (errno == EACCES || errno == EROFS))
		return kz_fail(cx, KZ_EPERM, "%s: cannot be written to", objects);
	if (git_commit_lookup(&parent, g->repo, &head) < 0)
		return kz_git_fail(cx, KZ_EINPUT, "HEAD cannot be read");
	if ((rc = write_commit(cx, g, parent, files, &oid)) < 0)
		return kz_wrap(cx, rc, "branch %s", branch);
	if (git_reference_create(&ref, g->repo, name, &oid, 0, "kaizen: proposal") < 0)
		return kz_git_fail(cx, KZ_EBUSY, "branch %s cannot be made", branch);
	*ret_oid = kz_git_hex(cx->mem, &oid);
	return 0;
}

int kz_git_branch_tip(struct kz_ctx *cx, struct kz_git *g, const char *branch,
	struct kz_str *ret_oid)
{
	const char *ref = kz_strf(cx->mem, "refs/heads/%s", branch).p;
	git_oid oid;
	int code = git_reference_name_to_id(&oid, g->repo, ref);

	if (code == GIT_ENOTFOUND || code == GIT_EINVALIDSPEC)
		return kz_fail(cx, KZ_ENOENT, "branch %s: there is none", branch);
	if (code < 0)
		return kz_git_fail(cx, KZ_EINPUT, "branch %s", branch);
	*ret_oid = kz_git_hex(cx->mem, &oid);
	return 0;
}

int kz_git_branch_delete(struct kz_ctx *cx, struct kz_git *g, const char *branch, struct kz_str oid)
{
	KZ_GIT_OWN(reference) ref = NULL;
	const char *name;
	git_oid want;
	int rc;

	if ((rc = ref_of(cx, branch, &name)) < 0)
		return rc;
	if (git_reference_lookup(&ref, g->repo, name) < 0)
		return kz_fail(cx, KZ_ENOENT, "branch %s: there is none", branch);
	if (!kz_git_oid(oid, &want) || git_reference_type(ref) != GIT_REFERENCE_DIRECT ||
		!git_oid_equal(git_reference_target(ref), &want))
		return kz_fail(cx, KZ_EBUSY, "branch %s has moved, it is left alone", branch);
	if (git_branch_is_checked_out(ref) != 0)
		return kz_fail(cx, KZ_EBUSY, "branch %s is checked out, it is left alone", branch);
	/* refuses when the branch moved since it was looked up */
	if (git_reference_delete(ref) < 0)
		return kz_git_fail(cx, KZ_EBUSY, "branch %s cannot be deleted", branch);
	return 0;
}

/* Where libgit2 cannot say (shallow, missing commits) the own walk can. */
static int is_in_walk(struct kz_ctx *cx, struct kz_git *g, struct kz_str oid, bool *ret)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx scratch = {.mem = mem, .stop = cx->stop};
	struct kz_git_history all;
	int rc;

	if ((rc = kz_git_walk(&scratch, g, NULL, &all)) < 0)
		return kz_fail(cx, rc, "%s", scratch.err.text);
	*ret = false;
	for (size_t i = 0; i < all.n && !*ret; i++)
		*ret = kz_str_eq(all.oids[i], oid);
	return 0;
}

int kz_git_is_merged(struct kz_ctx *cx, struct kz_git *g, struct kz_str oid, bool *ret)
{
	git_oid head, commit;
	int code;

	*ret = false;
	if (!kz_git_oid(g->info.head_oid, &head) || !kz_git_oid(oid, &commit) ||
		!git_odb_exists(g->odb, &commit))
		return 0;
	code = git_oid_equal(&head, &commit) ? 1 : git_graph_descendant_of(g->repo, &head, &commit);
	if (code < 0)
		return is_in_walk(cx, g, oid, ret);
	*ret = code;
	return 0;
}
