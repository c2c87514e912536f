/* SPDX-License-Identifier: MIT */
/* Opening a repository, or saying why not and what to type. */
#include "git/repo.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/file.h"
#include "git/private.h"

enum { CACHE_BYTES = 32 << 20 };

int kz_git_fail(struct kz_ctx *cx, enum kz_code code, const char *fmt, ...)
{
	const git_error *last = git_error_last();
	char why[400], what[500];
	va_list ap;

	(void)snprintf(why, sizeof(why), "%s",
		last && last->message ? last->message : "no reason given");
	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return kz_fail(cx, code, "%s: %s", what, why);
}

/*
 * The options of libgit2 are its globals. The owner is checked by ourselves: 1.5.1 does not know
 * safe.directory=*. 1.5.1 refuses repositories whose extensions it merely need not understand.
 */
void kz_git_start(void)
{
	static const char *const extensions[] = {"objectformat", "refstorage", "worktreeconfig",
		"partialclone", "relativeworktrees", "preciousobjects"};

	(void)git_libgit2_init();
	(void)git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	(void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	(void)git_libgit2_opts(GIT_OPT_DISABLE_PACK_KEEP_FILE_CHECKS, 1);
	(void)git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)CACHE_BYTES);
	(void)git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_BLOB, (size_t)512 << 10);
	(void)git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, (size_t)64 << 10);
	(void)git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
		sizeof(extensions) / sizeof(extensions[0]));
}

bool kz_git_lacks_config(struct kz_arena *a, const char *git_dir)
{
	return !kz_path_exists(kz_path_join(a, git_dir, "config"));
}

/* Why libgit2 saw nothing although a .git is there: no permission, or no git directory. */
static int not_found(struct kz_ctx *cx, const char *path)
{
	const char *at = kz_path_real(cx->mem, path);

	if (!at && errno == EACCES)
		return kz_fail(cx, KZ_EPERM, "%s: no permission to read it", path);
	if (!at)
		return kz_fail(cx, KZ_ENOENT, "%s: no such folder; name one with -C DIR", path);
	for (size_t n = strlen(at); n > 0; n--) {
		struct kz_str folder = {at, n};
		const char *git_dir;

		if (n < strlen(at) && at[n] != '/')
			continue;
		git_dir = kz_path_join(cx->mem, kz_cstr(cx->mem, folder), ".git");
		if (!kz_path_exists(git_dir))
			continue;
		if (access(git_dir, R_OK | X_OK) < 0 && errno == EACCES)
			return kz_fail(cx, KZ_EPERM, "%s: no permission to read it", git_dir);
		return kz_fail(cx, KZ_ENOENT,
			"%s: is there, but is no git directory (HEAD, objects or refs are missing);"
			" try `git fsck` on a copy, or clone again",
			git_dir);
	}
	return kz_fail(cx, KZ_ENOENT,
		"%s: not in a git repository (looked upwards to the border of the file system);"
		" go into one, or name it with -C DIR",
		path);
}

static int open_failed(struct kz_ctx *cx, const char *path, int code)
{
	const git_error *last = git_error_last();
	struct kz_str text = kz_str_c(last && last->message ? last->message : "");

	if (code == GIT_ENOTFOUND)
		return not_found(cx, path);
	if (kz_str_find(text, KZ_S("unsupported"), NULL))
		return kz_git_fail(cx, KZ_EFORMAT,
			"%s: its format is not one that kaizen reads (sha1 objects, refs in files)",
			path);
	if (kz_str_find(text, KZ_S("ermission denied"), NULL))
		return kz_git_fail(cx, KZ_EPERM, "%s", path);
	return kz_git_fail(cx, KZ_EINPUT, "%s: the repository cannot be opened", path);
}

/* extensions.objectformat=sha256 and extensions.refstorage=reftable are read by nobody here. */
static int check_format(struct kz_ctx *cx, git_repository *repo)
{
	KZ_GIT_OWN(config) config = NULL;
	const char *value;

	if (git_repository_config_snapshot(&config, repo) < 0)
		return kz_git_fail(cx, KZ_EINPUT, "%s: the config cannot be read",
			git_repository_commondir(repo));
	if (git_config_get_string(&value, config, "extensions.objectformat") == 0 &&
		!kz_str_eq_nocase(kz_str_c(value), KZ_S("sha1")))
		return kz_fail(cx, KZ_EFORMAT, "%s: object format %s; kaizen reads sha1 only",
			git_repository_commondir(repo), value);
	if (git_config_get_string(&value, config, "extensions.refstorage") == 0 &&
		!kz_str_eq_nocase(kz_str_c(value), KZ_S("files")))
		return kz_fail(cx, KZ_EFORMAT,
			"%s: refs are stored as %s; kaizen reads refs in files only"
			" (git refs migrate --ref-format=files)",
			git_repository_commondir(repo), value);
	return 0;
}

/* As git does: the effective user; behind sudo also the one who called it. */
static bool is_ours(const char *path)
{
	const char *sudo = getenv("SUDO_UID");
	struct stat st;
	int64_t uid;

	if (lstat(path, &st) < 0 || st.st_uid == geteuid())
		return true;
	return geteuid() == 0 && sudo && kz_str_i64(kz_str_c(sudo), &uid) && uid == st.st_uid;
}

struct trust {
	const char *folder;
	bool is_safe;
};

/* As git: an empty value forgets those before it, * trusts all, FOLDER/ and * what is below. */
static int look_at_safe(const git_config_entry *entry, void *self)
{
	struct trust *t = self;
	struct kz_str value = kz_str_c(entry->value ? entry->value : "");

	if (value.n == 0)
		t->is_safe = false;
	else if (kz_str_eq(value, KZ_S("*")) || kz_str_eq(value, kz_str_c(t->folder)) ||
		(kz_str_ends(value, KZ_S("/*")) &&
			kz_str_starts(kz_str_c(t->folder), kz_str_head(value, value.n - 1))))
		t->is_safe = true;
	return 0;
}

static bool is_trusted(struct kz_ctx *cx, const char *folder)
{
	KZ_GIT_OWN(config) config = NULL;
	struct trust t = {.folder = folder};

	if (cx->conf && cx->conf->git_trust_owner)
		return true;
	if (git_config_open_default(&config) < 0)
		return false;
	(void)git_config_get_multivar_foreach(config, "safe.directory", NULL, look_at_safe, &t);
	return t.is_safe;
}

static int check_owner(struct kz_ctx *cx, git_repository *repo)
{
	const char *work = git_repository_workdir(repo), *folder;
	const char *git_dir = git_repository_path(repo);

	if (is_ours(git_dir) && is_ours(git_repository_commondir(repo)) && (!work || is_ours(work)))
		return 0;
	folder = kz_path_real(cx->mem, work ? work : git_dir);
	if (!folder)
		folder = git_dir;
	if (is_trusted(cx, folder))
		return 0;
	return kz_fail(cx, KZ_EPERM,
		"%s belongs to another user; if you trust it, type"
		" `git config --global --add safe.directory %s`,"
		" or read it this once with `kaizen -c git.trust-owner=true`",
		folder, folder);
}

int kz_git_open(struct kz_ctx *cx, const char *path, struct kz_git **ret)
{
	KZ_OWN(kz_git) g = kz_alloc(sizeof(*g));
	int rc;

	kz_git_start();
	*g = (struct kz_git){.mem = kz_arena_new(), .shallow = kz_map_new(), .gaps = kz_map_new()};
	rc = git_repository_open_ext(&g->repo, path, 0, getenv("GIT_CEILING_DIRECTORIES"));
	if (rc < 0)
		return open_failed(cx, path, rc);
	if ((rc = check_owner(cx, g->repo)) < 0 || (rc = check_format(cx, g->repo)) < 0)
		return rc;
	if (git_repository_odb(&g->odb, g->repo) < 0)
		return kz_git_fail(cx, KZ_EINPUT, "%s: objects cannot be read", path);
	if ((rc = kz_git_look(cx, g)) < 0)
		return rc;
	*ret = KZ_TAKE(g);
	return 0;
}

void kz_git_close(struct kz_git *g)
{
	if (!g)
		return;
	git_index_free(g->index);
	git_tree_free(g->head_tree);
	git_odb_free(g->odb);
	git_repository_free(g->repo);
	kz_map_free(g->shallow);
	kz_map_free(g->gaps);
	kz_arena_free(g->mem);
	free(g);
	(void)git_libgit2_shutdown();
}

const struct kz_git_info *kz_git_info(const struct kz_git *g)
{
	return &g->info;
}

bool kz_git_oid(struct kz_str hex, git_oid *ret)
{
	return hex.n == GIT_OID_HEXSZ && git_oid_fromstrn(ret, hex.p, hex.n) == 0;
}

struct kz_str kz_git_hex(struct kz_arena *a, const git_oid *oid)
{
	char *hex = kz_arena_get(a, GIT_OID_HEXSZ + 1);

	(void)git_oid_fmt(hex, oid);
	return (struct kz_str){hex, GIT_OID_HEXSZ};
}

int kz_git_object(struct kz_ctx *cx, struct kz_git *g, const git_oid *oid, git_object_t type,
	struct kz_str *ret)
{
	KZ_GIT_OWN(odb_object) object = NULL;
	int code = git_odb_read(&object, g->odb, oid);

	if (code == GIT_ENOTFOUND)
		return kz_fail(cx, KZ_ENOENT, "object %s is missing", git_oid_tostr_s(oid));
	if (code < 0)
		return kz_git_fail(cx, KZ_EINPUT, "object %s cannot be read", git_oid_tostr_s(oid));
	if (git_odb_object_type(object) != type)
		return kz_fail(cx, KZ_EINPUT, "object %s is a %s, expected a %s",
			git_oid_tostr_s(oid), git_object_type2string(git_odb_object_type(object)),
			git_object_type2string(type));
	*ret = kz_str_dup(cx->mem,
		(struct kz_str){git_odb_object_data(object), git_odb_object_size(object)});
	return 0;
}
