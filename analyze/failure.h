/* SPDX-License-Identifier: MIT */
/*
 * Did a tool call fail, and in what way? From what is stored of it: reported error, exit status,
 * marks, error line, excerpt (countermeasures.md 1.2 to 1.4). The text itself is gone.
 */
#ifndef KZ_ANALYZE_FAILURE_H
#define KZ_ANALYZE_FAILURE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyze/shell.h"
#include "base/str.h"

#define KZ_KINDS(X)                                   \
	X(REJECTED, "rejected", "human")              \
	X(COLLATERAL, "collateral", NULL)             \
	X(POLICY, "policy", "human")                  \
	X(UNREAD, "unread", "mechanical")             \
	X(STALE, "stale", "mechanical")               \
	X(EDIT_NOMATCH, "edit_nomatch", "mechanical") \
	X(EDIT_AMBIG, "edit_ambig", "mechanical")     \
	X(EDIT_NOOP, "edit_noop", "mechanical")       \
	X(TOO_LARGE, "too_large", "mechanical")       \
	X(SCHEMA, "schema", "mechanical")             \
	X(EISDIR, "eisdir", "mechanical")             \
	X(UNKNOWN_NAME, "unknown_name", "avoidable")  \
	X(BAD_FLAG, "bad_flag", "avoidable")          \
	X(SPAWN_ENV, "spawn_env", "environment")      \
	X(PATH_MISSING, "path_missing", "avoidable")  \
	X(SHELL_SYNTAX, "shell_syntax", "avoidable")  \
	X(NET_AUTH, "net_auth", "environment")        \
	X(GIT_STATE, "git_state", "environment")      \
	X(TIMEOUT, "timeout", "environment")          \
	X(TEST, "test", "work")                       \
	X(LINT, "lint", "work")                       \
	X(BUILD, "build", "work")                     \
	X(EMPTY_EXIT, "empty_exit", "benign")         \
	X(OTHER, "other", "unknown")

enum kz_failure {
	KZ_FAILURE_NONE,
#define X(id, word, class_name) KZ_FAILURE_##id,
	KZ_KINDS(X)
#undef X
};

struct kz_result { /* of one call, as stored */
	struct kz_str tool;
	bool is_error;
	int64_t exit_status;   /* KZ_UNKNOWN: not told */
	struct kz_str marks;   /* warehouse/marks.h */
	struct kz_str line;    /* error line, KZ_NOTHING where nothing failed */
	struct kz_str excerpt; /* KZ_NOTHING where nothing failed */
};

/* Exit 0, yet failed: rule E of countermeasures.md 1.3. Only for shell calls. */
bool kz_failure_is_hidden(const struct kz_result *r, const struct kz_shell *sh);

/* Of a failed call; failing and sh are NULL for other tools than the shell. */
enum kz_failure kz_failure_kind(const struct kz_result *r, const struct kz_shell *sh,
	const struct kz_segment *failing);

const char *kz_failure_word(enum kz_failure kind);  /* NULL for KZ_FAILURE_NONE */
const char *kz_failure_class(enum kz_failure kind); /* NULL: no cause of its own */
bool kz_failure_from_word(struct kz_str word, enum kz_failure *ret);

#endif
