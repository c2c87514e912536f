/* SPDX-License-Identifier: MIT */
/* Cells and clauses that several forms share: look-ups in the model, and one wording for each. */
#ifndef KZ_REPORT_PHRASES_H
#define KZ_REPORT_PHRASES_H

#include "report/model.h"

/*
 * Findings of friction, what can be acted upon first: hidden failures, repairs, what could have
 * been avoided, then the rest; largest first in each. In memory of a, *ret_n of them.
 */
const struct kz_finding_row **kz_friction_rows(struct kz_arena *a, const struct kz_model *m,
	size_t *ret_n);
enum { KZ_FRICTION_HIDDEN, KZ_FRICTION_REPAIR, KZ_FRICTION_AVOIDABLE, KZ_FRICTION_REST };
int kz_friction_rank(const struct kz_finding_row *f);
/* What then worked; NULL where nothing is known to. */
const struct kz_repair_row *kz_repair_of(const struct kz_model *m, const struct kz_finding_row *f);

/* The first clause of its title, without what follows a semicolon. */
struct kz_str kz_short_title(const struct kz_finding_row *f);
/* "30 runs of tests and linters failed and reported success, in 13 sessions"; empty for none. */
struct kz_str kz_say_hidden(struct kz_arena *a, const struct kz_model *m);
/* "4 sessions, 17 times"; without sessions "17 times". */
struct kz_str kz_say_times(struct kz_arena *a, const struct kz_finding_row *f);
/* The first characters of a session's or commit's id: enough to find it. */
struct kz_str kz_short_id(struct kz_str ref);
/* "0a1b2c3d, 2f3e4d5c, 3 more". */
struct kz_str kz_say_cited(struct kz_arena *a, const struct kz_finding_row *f, size_t most);

/* "13 of 17 sessions"; "not measured". */
struct kz_str kz_say_events(struct kz_arena *a, int64_t events, int64_t n);
/* After, or why there is none: "too early, from 2026-12-01 on". */
struct kz_str kz_say_after(struct kz_arena *a, const struct kz_counter_row *c);
/* One table of words for states and verdicts (countermeasures.md 7.3). */
/* "in force since 2026-02-16": since when it is what it is. */
struct kz_str kz_say_state_since(struct kz_arena *a, const struct kz_counter_row *c);
struct kz_str kz_say_state(const struct kz_counter_row *c);
struct kz_str kz_say_verdict(const struct kz_counter_row *c);
/* What a repair rests on: facts of the repository, or counts; "" where neither is proven. */
struct kz_str kz_say_proof(const struct kz_repair_row *r);
bool kz_counter_is_alive(const struct kz_counter_row *c); /* a verdict is still to come */
enum kz_tone kz_counter_tone(const struct kz_counter_row *c);

/* What its newest value is: "Merged commits a day", "Lead time". */
struct kz_str kz_say_measure(struct kz_arena *a, const struct kz_series *s);
/* "2026-05-18 to 2026-11-15". */
struct kz_str kz_say_window(struct kz_arena *a, const struct kz_model *m);
/* Share of all losses; NaN without minutes. */
double kz_loss_share(const struct kz_model *m, const struct kz_finding_row *f);

#endif
