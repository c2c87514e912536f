/* SPDX-License-Identifier: MIT */
/*
 * What a shell command of an agent does, as far as friction needs it (countermeasures.md 1.3 and
 * 2.1): its segments with their roles, whose exit status is lost, whether the agent looked at it,
 * and a segment's purpose, "program subcommand" without wrappers, assignments and options.
 */
#ifndef KZ_ANALYZE_SHELL_H
#define KZ_ANALYZE_SHELL_H

#include "analyze/shell_lex.h"

enum kz_shell_role {
	KZ_ROLE_MAIN,
	KZ_ROLE_READER, /* a main segment that only shows things: its text is not its outcome */
	KZ_ROLE_SETUP,  /* cd, assignment, echo, keyword: nothing that friction is about */
	KZ_ROLE_FILTER, /* fed by a pipe: tail, head, grep … */
};

struct kz_segment {
	struct kz_str text;
	const struct kz_str
		*words; /* after keywords, assignments and wrappers; never empty but in SETUP */
	size_t n_words;
	enum kz_shell_role role;
	enum kz_shell_end end;
	bool is_client;        /* a reader that asks a service (gh, docker), not a text */
	bool is_masked;        /* a main segment whose exit status is lost */
	struct kz_str purpose; /* KZ_NOTHING for SETUP */
	struct kz_str filter;  /* first filter that it is piped into; KZ_NOTHING */
};

struct kz_shell {
	const struct kz_segment *items;
	size_t n;
	bool is_masked;    /* some segment of role MAIN is; without any, some reader */
	bool is_probe;     /* the agent printed the main command's status */
	bool only_readers; /* no segment of role MAIN */
};

/* Everything in memory of a. */
void kz_shell_parse(struct kz_arena *a, struct kz_str command, struct kz_shell *ret);

/*
 * The segment that failed: the one whose words stand in the error line (the program's name counts
 * twice), else the last of role MAIN, else the last that is not SETUP. NULL: there is none.
 */
const struct kz_segment *kz_shell_failing(const struct kz_shell *sh, struct kz_str line);

enum kz_task { KZ_TASK_NONE, KZ_TASK_TEST, KZ_TASK_LINT, KZ_TASK_BUILD };
/* What a purpose is for, by its words: "mise run test:ci" is a test. */
enum kz_task kz_task_of(struct kz_str purpose);

/* Does word stand in text, not as part of a longer word? */
bool kz_word_in(struct kz_str text, struct kz_str word);

#endif
