/* SPDX-License-Identifier: MIT */
/* What the files of git/ share and nobody else sees: the handle of libgit2, and its errors. */
#ifndef KZ_GIT_PRIVATE_H
#define KZ_GIT_PRIVATE_H

#include <git2.h>

#include "base/map.h"
#include "git/repo.h"

struct kz_git {
	git_repository *repo;
	git_odb *odb;
	git_index *index;       /* opened when first asked; NULL: not yet, or bare */
	git_tree *head_tree;    /* of HEAD when first asked */
	struct kz_map *shallow; /* 40 hex digits of commits whose parents were cut off */
	struct kz_map *gaps;    /* oids of commits that a walk could not read */
	struct kz_arena *mem;   /* texts of info */
	struct kz_git_info info;
};

/* As kz_fail, with what libgit2 says of its last error behind it. */
int kz_git_fail(struct kz_ctx *cx, enum kz_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4), cold));

/* Fills g->info and g->shallow; the repository is open. */
KZ_CHECK int kz_git_look(struct kz_ctx *cx, struct kz_git *g);

/* Is the git directory one without a config file? Such a one is bare, whatever libgit2 says. */
bool kz_git_lacks_config(struct kz_arena *a, const char *git_dir);

/* Runs libgit2's global set-up; each must be followed by git_libgit2_shutdown(). */
void kz_git_start(void);

bool kz_git_oid(struct kz_str hex, git_oid *ret); /* 40 hex digits */
struct kz_str kz_git_hex(struct kz_arena *a, const git_oid *oid);

/* The bytes of an object of a type, in cx->mem. KZ_ENOENT: missing; KZ_EINPUT: damaged. */
KZ_CHECK int kz_git_object(struct kz_ctx *cx, struct kz_git *g, const git_oid *oid,
	git_object_t type, struct kz_str *ret);

/* Every mailmap in force, one after the other, in cx->mem. */
struct kz_str kz_mailmap_text(struct kz_ctx *cx, struct kz_git *g);

#define KZ_GIT_OWNER(type)                                   \
	static inline void kz_git_own_##type(git_##type **p) \
	{                                                    \
		git_##type##_free(*p);                       \
	}
#define KZ_GIT_OWN(type) __attribute__((cleanup(kz_git_own_##type))) git_##type *
KZ_GIT_OWNER(reference)
KZ_GIT_OWNER(config)
KZ_GIT_OWNER(tree)
KZ_GIT_OWNER(tree_entry)
KZ_GIT_OWNER(object)
KZ_GIT_OWNER(commit)
KZ_GIT_OWNER(signature)
KZ_GIT_OWNER(odb_object)
KZ_GIT_OWNER(repository)

#endif
