/* SPDX-License-Identifier: MIT */
/*
 * A decision record beside a rule: where the repository has a folder of them, in its numbering and
 * form. The program fills in counts and prediction; the decision is left to a person.
 */
#ifndef KZ_ORCHESTRATE_ADR_H
#define KZ_ORCHESTRATE_ADR_H

#include "git/repo.h"
#include "orchestrate/trial.h"

struct kz_adr {
	struct kz_str path; /* of the new record; KZ_NOTHING: no folder of records at HEAD */
	struct kz_str bytes;
};

/* evidence: what kz_trial_evidence says. Everything in cx->mem. */
KZ_CHECK int kz_adr_write(struct kz_ctx *cx, struct kz_git *git, const struct kz_trial *t,
	struct kz_str evidence, struct kz_adr *ret);

#endif
