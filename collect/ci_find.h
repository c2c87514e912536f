/* SPDX-License-Identifier: MIT */
/*
 * Where result files are: below the top of the work tree by globs, or below a folder that was
 * named. Git-ignored folders are searched (build folders are); links are never followed, and
 * .git, .kaizen and other repositories below (submodules, nested clones) never entered.
 */
#ifndef KZ_COLLECT_CI_FIND_H
#define KZ_COLLECT_CI_FIND_H

#include "base/conf.h"
#include "base/ctx.h"
#include "git/repo.h"

/* The globs without configuration; NULL-ended. They leave out node_modules and tracked files. */
extern const char *const kz_ci_globs[];

struct kz_ci_files {
	const char **paths; /* relative to the folder searched, sorted bytewise, in cx->mem */
	size_t n;
	size_t over; /* found beyond the limit of ci.max-files, not in paths */
};

/* By ci.path where it is set, else by kz_ci_globs; nothing in a bare repository. */
KZ_CHECK int kz_ci_find(struct kz_ctx *cx, struct kz_git *git, struct kz_ci_files *ret);

/* Every *.xml below a folder, tracked or not. */
KZ_CHECK int kz_ci_find_below(struct kz_ctx *cx, const char *folder, struct kz_ci_files *ret);

#endif
