/* SPDX-License-Identifier: MIT */
/*
 * A commit message: subject, body, trailers. Trailers by git's own rule (libgit2 1.5.1 stops at
 * any line that begins with ---, git does not), and once more by looking for known keys anywhere:
 * a squash gathers the trailers of many commits in the middle of its body.
 */
#ifndef KZ_GIT_MESSAGE_H
#define KZ_GIT_MESSAGE_H

#include <stdbool.h>

#include "base/str.h"

struct kz_git_trailer {
	struct kz_str key;   /* lower case */
	struct kz_str value; /* unfolded: one line */
	bool is_loose;       /* found by its known key, not by git's rule */
};

struct kz_git_message {
	struct kz_str subject; /* lines of the first paragraph, joined by blanks */
	struct kz_str body;    /* what follows, without blank lines around it */
	const struct kz_git_trailer *trailers;
	size_t n_trailers;
};

/* text: valid UTF-8, outlives the result, whose own memory comes from a. */
void kz_git_message(struct kz_arena *a, struct kz_str text, struct kz_git_message *ret);

#endif
