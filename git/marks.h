/* SPDX-License-Identifier: MIT */
/* Marks of agents, assistants and bots on a commit, by the table of git/marks.def. */
#ifndef KZ_GIT_MARKS_H
#define KZ_GIT_MARKS_H

#include "git/message.h"
#include "git/object.h"

struct kz_git_mark {
	const char *role; /* bot-author agent-author co-author session-trailer footer */
	struct kz_str tool;
	struct kz_str evidence; /* what was matched, cut at 200 bytes */
};

struct kz_git_marks {
	struct kz_git_mark *at; /* one a role and tool */
	size_t n, cap;
};

/* Texts are slices of what is given, or come from a. Nothing found means only "no mark". */
void kz_git_marks(struct kz_arena *a, const struct kz_git_sign *author,
	const struct kz_git_sign *committer, const struct kz_git_message *message,
	struct kz_git_marks *ret);

#endif
