/* SPDX-License-Identifier: MIT */
/*
 * The text of a rule: a closed list of templates (countermeasures.md 6.1), one imperative sentence
 * of at most 160 bytes, filled with typed slots. No other text ever reaches a context file. A
 * rule's id is a hash of template and slots: the same facts give the same id, for ever.
 */
#ifndef KZ_ORCHESTRATE_RULE_H
#define KZ_ORCHESTRATE_RULE_H

#include "base/str.h"

enum kz_template {
	KZ_T_PATH,   /* `{wrong}` does not exist; use `{right}`. */
	KZ_T_DIR,    /* There is no folder `{wrong}/`; look in `{right}/`. */
	KZ_T_CMD,    /* Run `{right}`, not `{wrong}` ({word}). */
	KZ_T_FLAG,   /* `{program}` has no `{wrong}`; use `{right}`. */
	KZ_T_BEFORE, /* Before `{wrong}` run `{right}`. */
	KZ_T_NAME,   /* There is no {word} `{wrong}`; use `{right}`. */
	KZ_T_EXIT,   /* Do not pipe `{commands}` into `{filters}`: … */
	KZ_TEMPLATES,
};

enum { KZ_RULE_LIST = 3, KZ_RULE_MAX = 160 };

struct kz_rule {
	enum kz_template template;
	struct kz_str wrong, right; /* all but T-exit; T-before: what fails, what to run */
	struct kz_str program;      /* T-flag */
	struct kz_str word;         /* T-cmd: a reason; T-name: skill, agent or script */
	struct kz_str commands[KZ_RULE_LIST]; /* T-exit, most sessions first */
	struct kz_str filters[KZ_RULE_LIST];
	size_t n_commands, n_filters;
};

const char *kz_template_name(enum kz_template t); /* "T-path" */

/* The reason of T-cmd for a kind of failure; KZ_NOTHING: such failures give no rule. */
struct kz_str kz_rule_reason(struct kz_str failure_kind);

/* NULL when every slot passes and the sentence fits; else why not. */
const char *kz_rule_refuse(const struct kz_rule *r);

/* The sentence, the slots as a JSON object of fixed order, and cm-<8 hex of both kinds' hash>. */
struct kz_str kz_rule_text(struct kz_arena *a, const struct kz_rule *r);
struct kz_str kz_rule_slots(struct kz_arena *a, const struct kz_rule *r);
struct kz_str kz_rule_id(struct kz_arena *a, const struct kz_rule *r);

/* Back from what was stored; KZ_EINPUT when it is not one of ours. Slots live in cx->mem. */
KZ_CHECK int kz_rule_read(struct kz_ctx *cx, struct kz_str template, struct kz_str slots,
	struct kz_rule *ret);

/*
 * T-exit takes as many commands and filters as the sentence holds: drops the last ones until
 * it fits. Other templates are left as they are.
 */
void kz_rule_fit(struct kz_rule *r);

#endif
