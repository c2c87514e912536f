/* SPDX-License-Identifier: MIT */
/* Which context file gets the rule: CLAUDE.md, through its link or its one line; else AGENTS.md. */
#ifndef KZ_ORCHESTRATE_TARGET_H
#define KZ_ORCHESTRATE_TARGET_H

#include "base/str.h"
#include "git/repo.h"

struct kz_target {
	struct kz_str path;  /* repository-relative, a path slot */
	struct kz_str bytes; /* at HEAD; KZ_NOTHING: a new file */
};

/*
 * KZ_EINPUT, with the reason, when nothing may be written: a link that leaves the repository or
 * leads nowhere, a submodule, a file that git ignores, one above 1 MiB.
 */
KZ_CHECK int kz_target_find(struct kz_ctx *cx, struct kz_git *git, struct kz_target *ret);

#endif
