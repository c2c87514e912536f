/* SPDX-License-Identifier: MIT */
/*
 * Typed slots: the only way in which a word from data gets into a rule, a commit message or a
 * decision record. Each kind is an allow-list (countermeasures.md 9.1, 9.2). What does not pass
 * is not repaired, quoted or cut: there is no rule then.
 */
#ifndef KZ_ORCHESTRATE_SLOT_H
#define KZ_ORCHESTRATE_SLOT_H

#include "base/str.h"

enum kz_slot {
	KZ_SLOT_PATH,    /* repository-relative, at most 120 bytes, no slash at either end */
	KZ_SLOT_COMMAND, /* program and words, one blank between, at most 80 bytes */
	KZ_SLOT_FLAG,    /* -x, --word, --word=value */
	KZ_SLOT_NAME,    /* of a skill, an agent, a script */
	KZ_SLOT_FILTER,  /* what stands behind a pipe: a closed list */
};

/* NULL when s may stand in a rule; else why not, in words of ours that hold nothing of s. */
const char *kz_slot_refuse(enum kz_slot kind, struct kz_str s);

#endif
