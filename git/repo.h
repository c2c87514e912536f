/* SPDX-License-Identifier: MIT */
/*
 * A repository at hand: opened read-only in spirit (only git/commit.c writes), with the traps of
 * libgit2 1.5.1 behind it (design: git.md 6 and 17). One handle per thread.
 */
#ifndef KZ_GIT_REPO_H
#define KZ_GIT_REPO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/own.h"
#include "base/str.h"

struct kz_git;

struct kz_git_info {
	const char *git_dir;  /* common git directory, real path, no trailing slash */
	const char *work_dir; /* top of this work tree, real path; NULL: bare */
	const char
		*main_work_dir; /* top of the main work tree, also from a linked one; NULL: bare */
	bool is_bare, is_shallow;
	struct kz_str head_oid; /* 40 hex; KZ_NOTHING: unborn */
	struct kz_str head_ref; /* refs/heads/main; KZ_NOTHING: detached */
	size_t n_work_dirs;
	const char *const *work_dirs; /* of every work tree, linked ones too */
	size_t n_remotes;
	const struct kz_str *remotes; /* "owner/name" of each remote's URL, lower case */
};

/*
 * Searches upwards from path. KZ_ENOENT: no repository; KZ_EPERM: foreign owner (the message
 * holds the git config line and the option); KZ_EFORMAT: sha256, reftable; a broken HEAD or
 * config is KZ_EINPUT.
 */
KZ_CHECK int kz_git_open(struct kz_ctx *cx, const char *path, struct kz_git **ret);
void kz_git_close(struct kz_git *g); /* takes NULL */
KZ_OWNER(kz_git, kz_git_close)

const struct kz_git_info *kz_git_info(const struct kz_git *g);

/* Smallest root commit of HEAD's history; KZ_NOTHING when empty or shallow. */
KZ_CHECK int kz_git_root(struct kz_ctx *cx, struct kz_git *g, struct kz_str *ret_oid);

enum kz_git_kind { KZ_GIT_NONE, KZ_GIT_FILE, KZ_GIT_FOLDER, KZ_GIT_LINK, KZ_GIT_SUBMODULE };
/* What a repository-relative path is at HEAD. */
KZ_CHECK int kz_git_at_head(struct kz_ctx *cx, struct kz_git *g, struct kz_str path,
	enum kz_git_kind *ret);
/* Bytes of a file (or target of a link) at HEAD, in cx->mem. KZ_ENOENT, KZ_ELIMIT. */
KZ_CHECK int kz_git_read_head(struct kz_ctx *cx, struct kz_git *g, struct kz_str path, size_t max,
	struct kz_str *ret);
/* Every path at HEAD, sorted bytewise, in cx->mem. */
KZ_CHECK int kz_git_list_head(struct kz_ctx *cx, struct kz_git *g, struct kz_str **ret,
	size_t *ret_n);

/* 40 hex digits of the one commit that an abbreviation (>= 7 digits) names; KZ_ENOENT otherwise. */
KZ_CHECK int kz_git_resolve(struct kz_ctx *cx, struct kz_git *g, struct kz_str abbrev,
	struct kz_str *ret);

/* Is the repository-relative path in the index? false when bare. */
bool kz_git_is_tracked(struct kz_git *g, const char *path);

#endif
