/* SPDX-License-Identifier: MIT */
/* What an open repository is: its folders and linked work trees, HEAD, remotes, where it is cut. */
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "git/private.h"

enum { MAX_SHALLOW_BYTES = 64 << 20 };

/* Real path without a slash at its end; as given where it does not resolve. NULL stays NULL. */
static const char *tidy(struct kz_arena *a, const char *path)
{
	const char *real;
	size_t n;

	if (!path)
		return NULL;
	real = kz_path_real(a, path);
	if (real)
		return real;
	n = strlen(path);
	while (n > 1 && path[n - 1] == '/')
		n--;
	return kz_cstr(a, (struct kz_str){path, n});
}

static bool names_work_dir(git_repository *repo)
{
	KZ_GIT_OWN(config) config = NULL;
	const char *value;

	return git_repository_config_snapshot(&config, repo) == 0 &&
		git_config_get_string(&value, config, "core.worktree") == 0;
}

/*
 * The work tree. libgit2 takes the folder above any git directory for one: that holds only where
 * the way back leads to this repository, or where its config names the folder.
 */
static const char *work_dir(struct kz_arena *a, git_repository *repo)
{
	const char *folder = git_repository_workdir(repo);
	git_buf found = {0};
	bool leads_back;

	if (!folder || kz_git_lacks_config(a, git_repository_commondir(repo)))
		return NULL;
	leads_back = git_repository_discover(&found, folder, 0, NULL) == 0 &&
		kz_str_eq(kz_str_c(tidy(a, found.ptr)),
			kz_str_c(tidy(a, git_repository_path(repo))));
	git_buf_dispose(&found);
	return leads_back || names_work_dir(repo) ? tidy(a, folder) : NULL;
}

/* The main work tree, also when a linked one was opened; NULL: bare. */
static const char *main_work_dir(struct kz_git *g)
{
	KZ_GIT_OWN(repository) main = NULL;
	const char *git_dir = git_repository_commondir(g->repo);

	if (!git_repository_is_worktree(g->repo))
		return work_dir(g->mem, g->repo);
	if (git_repository_open_ext(&main, git_dir, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) < 0)
		return NULL;
	return work_dir(g->mem, main);
}

/* Linked work trees whose folder is gone stay: transcripts still name them. */
static void look_at_work_dirs(struct kz_git *g)
{
	git_strarray names = {0};
	const char **dirs;
	size_t n = 0;

	(void)git_worktree_list(&names, g->repo);
	dirs = KZ_NEW_ARRAY(g->mem, const char *, names.count + 2);
	if (g->info.main_work_dir)
		dirs[n++] = g->info.main_work_dir;
	for (size_t i = 0; i < names.count; i++) {
		git_worktree *linked = NULL;

		if (git_worktree_lookup(&linked, g->repo, names.strings[i]) == 0)
			dirs[n++] = tidy(g->mem, git_worktree_path(linked));
		git_worktree_free(linked);
	}
	git_strarray_dispose(&names);
	g->info.work_dirs = dirs;
	g->info.n_work_dirs = n;
}

/* "owner/name" of https://host/owner/name.git, git@host:owner/name; false for paths. */
static bool remote_name(struct kz_str url, struct kz_str *ret)
{
	size_t at, slash;

	while (kz_str_ends(url, KZ_S("/")))
		url.n--;
	if (kz_str_ends(url, KZ_S(".git")))
		url.n -= 4;
	if (kz_str_find(url, KZ_S("://"), &at)) {
		if (kz_str_starts_nocase(url, KZ_S("file:")))
			return false;
		url = kz_str_from(url, at + 3);
		if (!kz_str_find_byte(url, '/', &at))
			return false;
	} else if (!kz_str_find_byte(url, ':', &at) ||
		(kz_str_find_byte(url, '/', &slash) && slash < at)) {
		return false;
	}
	url = kz_str_from(url, at + 1);
	if (!kz_str_find_last(url, '/', &slash) || slash == 0)
		return false;
	if (kz_str_find_last(kz_str_head(url, slash), '/', &at))
		url = kz_str_from(url, at + 1);
	*ret = url;
	return true;
}

static void look_at_remotes(struct kz_git *g)
{
	git_strarray names = {0};
	struct kz_str *remotes;
	size_t n = 0;

	(void)git_remote_list(&names, g->repo);
	remotes = KZ_NEW_ARRAY(g->mem, struct kz_str, names.count + 1);
	for (size_t i = 0; i < names.count; i++) {
		git_remote *remote = NULL;
		struct kz_str name;

		if (git_remote_lookup(&remote, g->repo, names.strings[i]) == 0 &&
			remote_name(kz_str_c(git_remote_url(remote)), &name))
			remotes[n++] = kz_str_lower(g->mem, name);
		git_remote_free(remote);
	}
	git_strarray_dispose(&names);
	g->info.remotes = remotes;
	g->info.n_remotes = n;
}

/* libgit2 1.5.1 looks for the file in a linked work tree's own folder: read it ourselves. */
static int look_at_shallow(struct kz_ctx *cx, struct kz_git *g)
{
	const char *path = kz_path_join(cx->mem, g->info.git_dir, "shallow");
	struct kz_str text, line;
	int rc;

	if (!kz_path_exists(path))
		return 0;
	if ((rc = kz_file_read(cx, path, MAX_SHALLOW_BYTES, &text)) < 0)
		return rc;
	while (kz_str_line(&text, &line)) {
		git_oid oid;

		line = kz_str_trim(line);
		if (line.n == 0)
			continue;
		if (!kz_git_oid(line, &oid))
			return kz_fail(cx, KZ_EINPUT,
				"%s: expected 40 hex digits a line, found '" KZ_FMT "'", path,
				KZ_ARG(line));
		(void)kz_map_put(g->shallow, line, NULL);
	}
	g->info.is_shallow = kz_map_count(g->shallow) > 0;
	return 0;
}

static int look_at_head(struct kz_ctx *cx, struct kz_git *g)
{
	KZ_GIT_OWN(reference) head = NULL;
	git_oid oid;
	int code;

	if (git_reference_lookup(&head, g->repo, "HEAD") < 0)
		return kz_git_fail(cx, KZ_EINPUT,
			"%sHEAD: expected 'ref: refs/heads/NAME' or 40 hex digits;"
			" `git symbolic-ref HEAD refs/heads/NAME` mends it",
			git_repository_path(g->repo));
	if (git_reference_type(head) == GIT_REFERENCE_SYMBOLIC)
		g->info.head_ref =
			kz_str_dup(g->mem, kz_str_c(git_reference_symbolic_target(head)));
	code = git_reference_name_to_id(&oid, g->repo, "HEAD");
	if (code == GIT_ENOTFOUND)
		return 0;
	if (code < 0)
		return kz_git_fail(cx, KZ_EINPUT,
			"%s" KZ_FMT ": expected 40 hex digits; `git fsck` says what is broken",
			git_repository_path(g->repo), KZ_ARG(g->info.head_ref));
	g->info.head_oid = kz_git_hex(g->mem, &oid);
	return 0;
}

int kz_git_look(struct kz_ctx *cx, struct kz_git *g)
{
	struct kz_git_info *info = &g->info;
	int rc;

	info->git_dir = tidy(g->mem, git_repository_commondir(g->repo));
	info->main_work_dir = main_work_dir(g);
	info->work_dir = work_dir(g->mem, g->repo);
	info->is_bare = info->work_dir == NULL;
	if ((rc = look_at_head(cx, g)) < 0 || (rc = look_at_shallow(cx, g)) < 0)
		return rc;
	look_at_work_dirs(g);
	look_at_remotes(g);
	return 0;
}
