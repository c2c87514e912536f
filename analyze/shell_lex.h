/* SPDX-License-Identifier: MIT */
/*
 * A command line cut into segments and words, as a POSIX shell would, without running or
 * expanding anything: `$(…)`, backticks and `${…}` stay as they are written, quotes are taken
 * off, redirections and comments left out, bodies of here-documents cut. A group `( … )` is
 * opened: its segments stand in the list, the last one ends as the group does.
 */
#ifndef KZ_ANALYZE_SHELL_LEX_H
#define KZ_ANALYZE_SHELL_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum kz_shell_end { /* what follows a segment */
	KZ_SHELL_LAST,
	KZ_SHELL_AND,
	KZ_SHELL_OR,
	KZ_SHELL_PIPE,
	KZ_SHELL_SEQUENCE, /* ; or a newline */
	KZ_SHELL_BACKGROUND,
};

struct kz_shell_cut {
	struct kz_str text;   /* as written, trimmed, with redirections */
	struct kz_str *words; /* without quotes; the first may be an assignment or a keyword */
	size_t n_words;
	enum kz_shell_end end;
	bool is_reading; /* a pipe feeds it */
};

struct kz_shell_cuts {
	struct kz_shell_cut *items;
	size_t n, cap;
	bool is_group; /* the whole is one ( … ) */
};

/* Everything in memory of a. Unfinished quotes end where the text ends. */
void kz_shell_cut(struct kz_arena *a, struct kz_str command, struct kz_shell_cuts *ret);

/* The command without the bodies of its here-documents. */
struct kz_str kz_shell_without_documents(struct kz_arena *a, struct kz_str command);

#endif
