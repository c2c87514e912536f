/* SPDX-License-Identifier: MIT */
/*
 * What agents are told in this repository: its context files at HEAD. A rule that one of them
 * says already, or that contradicts one, is not proposed (countermeasures.md 2.4, 12).
 */
#ifndef KZ_ORCHESTRATE_CONTEXT_H
#define KZ_ORCHESTRATE_CONTEXT_H

#include "base/str.h"
#include "git/repo.h"
#include "orchestrate/rule.h"

enum { KZ_CONTEXT_BYTES = 1 << 20, KZ_CONTEXT_FILES = 64 };

struct kz_context_file {
	struct kz_str path, bytes;
};

struct kz_context {
	struct kz_context_file files[KZ_CONTEXT_FILES];
	size_t n;
};

/*
 * CLAUDE.md, AGENTS.md, GEMINI.md in whatever folder, .claude/rules, .cursor/rules and Copilot's
 * instructions; texts in cx->mem. Links and larger files are passed over.
 */
KZ_CHECK int kz_context_load(struct kz_ctx *cx, struct kz_git *git, struct kz_context *ret);

/* Does the marker of a rule stand in one of them? *ret_path: in which. */
bool kz_context_has_id(const struct kz_context *all, struct kz_str id, struct kz_str *ret_path);

struct kz_context_hit {
	struct kz_str path;
	size_t line;                   /* from 1 */
	bool names_wrong, names_right; /* which of the forms that line names */
};

/*
 * Does a line name the wrong form (then that line is to be mended, a rule beside it would
 * contradict it), or say what the rule says?
 */
bool kz_context_says(const struct kz_context *all, const struct kz_rule *r,
	struct kz_context_hit *ret);

#endif
