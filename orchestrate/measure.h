/* SPDX-License-Identifier: MIT */
/*
 * What is read before and after a rule came: sessions with the event, of the sessions in which it
 * could happen (countermeasures.md 7). One query serves ranking, prediction and the later verdict,
 * so that none marks its own work.
 */
#ifndef KZ_ORCHESTRATE_MEASURE_H
#define KZ_ORCHESTRATE_MEASURE_H

#include "base/stats.h"
#include "orchestrate/rule.h"
#include "warehouse/db.h"

struct kz_count {
	int64_t events, n;         /* sessions with the event, sessions in which it could happen */
	int64_t calls;             /* events in all */
	int64_t event_days;        /* UTC days with one */
	int64_t authors;           /* known users of the sessions with one */
	int64_t first_at, last_at; /* of events; KZ_UNKNOWN: none */
};

/* Sessions that began in [since, until). */
struct kz_window {
	int64_t since, until;
};
KZ_CHECK int kz_measure_count(struct kz_ctx *cx, struct kz_db *db, const struct kz_rule *r,
	struct kz_window w, struct kz_count *ret);

/* "share of sessions …, of those …": what is counted, in words of ours. */
struct kz_str kz_measure_words(struct kz_arena *a, enum kz_template t);

/* The user whose home folder holds cwd (Linux, macOS); KZ_NOTHING elsewhere. */
struct kz_str kz_author_of(struct kz_str cwd);

struct kz_forecast {
	double expected;  /* share after; NaN: it cannot be shown within 90 days */
	int64_t sessions; /* needed after; KZ_UNKNOWN likewise */
	int64_t days;     /* until a verdict can come, 90 where it cannot */
	struct kz_str prediction;
};

/* From the counts so far and how often such sessions came; KZ_E… only of the warehouse. */
KZ_CHECK int kz_measure_forecast(struct kz_ctx *cx, struct kz_db *db, const struct kz_rule *r,
	const struct kz_count *before, struct kz_forecast *ret);

/*
 * Sessions needed on each side to see the share fall from p0 to p1 (two-sided 5 %, power 80 %), and
 * how many after when there are n0 before; KZ_UNKNOWN: no number is enough.
 */
double kz_sessions_each(double p0, double p1);
int64_t kz_sessions_after(double p0, double p1, int64_t n0);

enum { KZ_DEADLINE_DAYS = 90 };

#endif
